// What this device still holds of attempts (quiz.js keeps it): sent, to be kept apart, from the page of an attempt whose
// time is over; and before somebody signs out sent or, once they have agreed, wiped.

const PREFIX = "bai-lam:";
const keys = (wanted) => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX) && wanted(key));
const entryOf = (key) => JSON.parse(localStorage.getItem(key));
const json = { Accept: "application/json" };

async function whoami(address) {
  const reply = await fetch(address, { headers: json });
  if (!reply.ok) throw new Error(reply.status);
  return reply.json();
}

// Returns the server's words on it. What was answered since from another device stays here: its owner must choose.
async function send(key, token, entry = entryOf(key)) {
  const { chosen, flagged, revision, packet, save, mine } = entry;
  const reply = await fetch(save, {
    method: "POST",
    headers: { ...json, "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ chosen, flagged, revision, packet }),
  });
  if (reply.status >= 500 || [401, 403, 429].includes(reply.status)) throw new Error(reply.status);
  const told = await reply.json();
  if (told.error === "StaleAnswer") {
    const isMine = mine.includes(told.current?.packet) && told.current.revision !== revision;
    return isMine ? send(key, token, { ...entry, revision: told.current.revision }) : told;
  }
  localStorage.removeItem(key);
  return told;
}

const page = document.querySelector("[data-handed-in]");

async function sendLate(held) {
  const { token, person } = await whoami(page.dataset.whoami);
  for (const key of held.filter((key) => key.startsWith(`${PREFIX}${person}:`))) {
    if ((await send(key, token)).late) page.querySelector("[data-late]").hidden = false;
    localStorage.removeItem(key);
  }
}

if (page) {
  const held = keys((key) => key.includes(page.dataset.handedIn));
  // Handed in by the person: nothing counts any more. Otherwise what cannot be sent now waits for the next visit.
  if (!page.dataset.save) held.forEach((key) => localStorage.removeItem(key));
  else if (held.length) sendLate(held).catch(() => {});
}

const dialog = document.querySelector("#con-chua-gui");
const own = () => keys((key) => key.startsWith(`${PREFIX}${dialog.dataset.person}:`));
const isOff = dialog?.querySelector("[role=alert]");

async function sendOwn() {
  const { token, person } = await whoami(dialog.dataset.whoami);
  if (person === dialog.dataset.person) for (const key of own()) await send(key, token);
}

function ask() {
  const attempts = new Set(own().map((key) => key.split(":")[2]));
  dialog.querySelector("ul").replaceChildren(...[...attempts].map((attempt) => {
    const held = own().filter((key) => key.includes(attempt));
    const { quiz, save } = entryOf(held[0]);
    const item = document.createElement("li");
    const link = item.appendChild(document.createElement("a"));
    link.href = save.replace(/cau.*/, "");
    link.textContent = quiz;
    item.append(`: ${dialog.dataset.unsent.replace("{n}", held.length)}`);
    return item;
  }));
  if (!dialog.open) dialog.showModal();
}

// Without a connection nobody can be signed out: then nothing is wiped either.
async function leave(form) {
  try {
    await whoami(dialog.dataset.whoami);
  } catch {
    isOff.hidden = false;
    return;
  }
  own().forEach((key) => localStorage.removeItem(key));
  localStorage.setItem("dang-xuat", `${dialog.dataset.person}:${Date.now()}`); // a page of a quiz in another window goes too
  form.submit();
}

async function sendOrAsk(form) {
  isOff.hidden = true;
  await sendOwn().catch(() => (isOff.hidden = false));
  if (own().length) ask();
  else leave(form);
}

if (dialog) {
  let form;
  for (const way of document.querySelectorAll(`form[action="${dialog.dataset.way}"]`)) {
    way.addEventListener("submit", (event) => {
      if (!own().length) return;
      event.preventDefault();
      form = way;
      sendOrAsk(form);
    });
  }
  dialog.querySelector("[value=send]").addEventListener("click", () => sendOrAsk(form));
  dialog.querySelector("[value=leave]").addEventListener("click", () => leave(form));
}
