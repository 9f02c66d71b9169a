// What this device still holds of attempts (held.js): sent, to be kept apart, from the page of an attempt whose
// time is over; and before somebody signs out sent or, once they have agreed, wiped.

import { drop, held, tellSignedOut, wipe } from "./held.js";

const json = { Accept: "application/json" };

async function whoami(address) {
  const reply = await fetch(address, { headers: json });
  if (!reply.ok) throw new Error(reply.status);
  return reply.json();
}

// Returns the server's words on it. What was answered since from another device stays here: its owner must choose.
async function send({ key, entry }, token) {
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
    return isMine ? send({ key, entry: { ...entry, revision: told.current.revision } }, token) : told;
  }
  drop(key);
  return told;
}

const page = document.querySelector("[data-handed-in]");

async function sendLate(kept) {
  const { token, person } = await whoami(page.dataset.whoami);
  for (const one of kept.filter((one) => one.person === person)) {
    if ((await send(one, token)).late) page.querySelector("[data-late]").hidden = false;
    drop(one.key);
  }
}

if (page) {
  const isOf = ({ attempt }) => attempt === page.dataset.handedIn;
  const kept = held(isOf);
  // Handed in by the person: nothing counts any more. Otherwise what cannot be sent now waits for the next visit.
  if (!page.dataset.save) wipe(isOf);
  else if (kept.length) sendLate(kept).catch(() => {});
}

const dialog = document.querySelector("#con-chua-gui");
const isOwn = ({ person }) => person === dialog.dataset.person;
const own = () => held(isOwn);
const isOff = dialog?.querySelector("[role=alert]");

async function sendOwn() {
  const { token, person } = await whoami(dialog.dataset.whoami);
  if (person === dialog.dataset.person) for (const one of own()) await send(one, token);
}

function ask() {
  const attempts = new Set(own().map(({ attempt }) => attempt));
  dialog.querySelector("ul").replaceChildren(...[...attempts].map((attempt) => {
    const kept = own().filter((one) => one.attempt === attempt);
    const { quiz, save } = kept[0].entry;
    const item = document.createElement("li");
    const link = item.appendChild(document.createElement("a"));
    link.href = save.replace(/cau.*/, "");
    link.textContent = quiz;
    item.append(`: ${dialog.dataset.unsent.replace("{n}", kept.length)}`);
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
  wipe(isOwn);
  tellSignedOut(dialog.dataset.person); // a page of a quiz in another window goes too
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
