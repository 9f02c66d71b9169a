// The page of a closed attempt: what this device still holds of it is sent, to be kept apart as late, and wiped.

const page = document.querySelector("[data-handed-in]");
const { handedIn, save, whoami } = page.dataset;
const keys = Object.keys(localStorage).filter((key) => key.startsWith("bai-lam:") && key.includes(handedIn));

async function send(key, token) {
  const { chosen, flagged, revision, packet } = JSON.parse(localStorage.getItem(key));
  const reply = await fetch(save.replace("/cau/0/", `/cau/${key.split(":").at(-1)}/`), {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ chosen, flagged, revision, packet }),
  });
  if (reply.status >= 500 || [401, 403, 429].includes(reply.status)) throw new Error(reply.status);
  if ((await reply.json()).late) page.querySelector("[data-late]").hidden = false;
}

async function sendAll() {
  const { token } = await (await fetch(whoami, { headers: { Accept: "application/json" } })).json();
  for (const key of keys) {
    await send(key, token);
    localStorage.removeItem(key);
  }
}

// Handed in by the person: nothing counts any more. Otherwise what cannot be sent now waits for the next visit.
if (!save) keys.forEach((key) => localStorage.removeItem(key));
else if (keys.length) sendAll().catch(() => {});
