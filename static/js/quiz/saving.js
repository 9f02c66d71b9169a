// Every answer is sent as it is given, one packet after the other, and waits here and on this device until the server has it.

import { ask } from "./conflict.js";
import { givenIn, same, takes } from "./given.js";
import { apply, box, draw, formOf, show, status, warn, words, write } from "./page.js";
import { isAccepted, recognise, token } from "./signing-in.js";
import { held, hold, nextOrder, note as noteOnDevice, release } from "../held.js";

const { person, attempt } = box?.dataset ?? {};
const waiting = new Map(); // by slot
const conflicts = new Set();
const onEmpty = [];
const PATIENCE = 20000; // a network that swallows what is sent answers nothing for minutes
const MOST_BEYOND_THE_PAGE = 50000; // a browser sends no more bytes for a page that is gone

let sending = false;
let pause = 1000;
let timer = 0;
let lastSaved = "";
let closed = "";
let refusal = "";
let isKeptHere = true;

export const isWaiting = () => waiting.size > 0;
export const isDone = () => waiting.size === conflicts.size;
export const letGo = () => waiting.clear();

const nibble = (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16);
const uuid = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, nibble);
const addressOf = (slot) => box.dataset.save.replace("/cau/0/", `/cau/${slot}/`);

function keep(slot, entry, write = noteOnDevice) {
  waiting.set(slot, entry);
  isKeptHere = write(person, attempt, slot, { ...entry, quiz: box.dataset.quiz, save: addressOf(slot) }); // also read by unsent.js
}

function forget(slot) {
  release(person, attempt, slot, waiting.get(slot));
  waiting.delete(slot);
  conflicts.delete(slot);
}

// What this device held of this attempt when the page was opened.
export function takeUp() {
  for (const { slot, entry } of held((one) => one.person === person && one.attempt === attempt)) {
    waiting.set(slot, entry);
    apply(slot, entry);
  }
}

// What is on its way already gets a successor; what is not is only brought up to date.
function note(form) {
  const slot = Number(form.dataset.slot);
  const before = waiting.get(slot);
  const entry = {
    chosen: givenIn(form),
    flagged: form.flagged.checked,
    revision: before?.revision ?? Number(form.revision.value),
    packet: before && !before.isSent ? before.packet : uuid(),
    mine: [...(before?.mine ?? []), ...(before?.isSent ? [before.packet] : [])].slice(-20),
    order: nextOrder(),
  };
  keep(slot, entry, hold);
  refusal = "";
  draw(slot);
}

export function changed(form) {
  clearTimeout(typed.get(form));
  typed.delete(form);
  note(form);
  flush();
}

// Words are kept here letter by letter. They are sent a second after the last one, and at once when one leaves the
// field or the page.

const TYPING = 1000;
const typed = new Map();

export function typing(form) {
  clearTimeout(typed.get(form));
  typed.set(form, setTimeout(() => stopped(form), TYPING));
  note(form);
  show("saving");
}

export function stopped(form) {
  clearTimeout(typed.get(form));
  if (typed.delete(form)) changed(form);
}

export const allStopped = () => [...typed.keys()].forEach(stopped);

async function send(slot) {
  const entry = waiting.get(slot); // as it is now, not as it was when the round began: it may have been changed since
  if (!entry) return true;
  const { chosen, flagged, revision, packet } = entry;
  keep(slot, { ...entry, isSent: true }); // before it goes: one packet never means two answers
  const body = JSON.stringify({ chosen, flagged, revision, packet });
  const reply = await fetch(addressOf(slot) + (formOf(slot)?.querySelector("[data-number]") ? "?so" : ""), {
    method: "POST",
    keepalive: new Blob([body]).size < MOST_BEYOND_THE_PAGE,
    signal: AbortSignal.timeout?.(PATIENCE),
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token },
    body,
  });
  if ([401, 403, 404].includes(reply.status)) return recognise(reply.status);
  if (reply.status >= 500 || reply.status === 429) throw new Error(reply.status);
  const told = await reply.json();
  if (reply.ok) return acknowledged(slot, entry, told);
  if (reply.status === 409 && told.error === "StaleAnswer") return stale(slot, entry, told.current);
  if (reply.status === 410) {
    closed = told.url; // that page sends what comes too late, and says so: unsent.js
    return false;
  }
  if (waiting.get(slot)?.packet === packet) forget(slot); // what was given since has its own answer to come
  refusal = told.message;
  return true;
}

function acknowledged(slot, entry, saved) {
  isAccepted();
  const form = formOf(slot);
  if (form) form.revision.value = saved.revision;
  write(form?.querySelector(".asked-again"), saved.note ?? "");
  const newest = waiting.get(slot);
  if (newest?.packet === entry.packet) forget(slot);
  else if (newest) keep(slot, { ...newest, revision: saved.revision });
  lastSaved = saved.saved_at;
  return true;
}

function stale(slot, entry, current) {
  const newest = waiting.get(slot);
  const form = formOf(slot);
  if (!newest) return true; // its owner has signed out meanwhile
  if (current && same(current.chosen, entry.chosen, !form || takes(form) === "order") && current.flagged === entry.flagged) return acknowledged(slot, entry, current);
  if (!current || newest.mine.includes(current.packet)) keep(slot, { ...newest, revision: current?.revision ?? 0 });
  else differ(slot, current);
  return true;
}

function differ(slot, current) {
  conflicts.add(slot);
  show("waiting", { n: waiting.size });
  ask(slot, current, waiting.get(slot).chosen, (isMine) => {
    conflicts.delete(slot);
    if (isMine) keep(slot, { ...waiting.get(slot), revision: current.revision });
    else {
      forget(slot);
      formOf(slot).revision.value = current.revision;
      apply(slot, current);
    }
    flush();
  });
}

export async function flush() {
  if (sending) return;
  clearTimeout(timer);
  sending = true;
  const done = await drain();
  sending = false;
  const unsent = waiting.size;
  if (closed) {
    letGo();
    location.href = closed;
  } else if (!unsent) {
    pause = 1000;
    warn(refusal);
    if (lastSaved) show("saved", { time: lastSaved });
    else write(status, "");
    onEmpty.splice(0).forEach((go) => go());
  } else if (unsent > conflicts.size) {
    show(pause > 16000 ? "failed" : "waiting", { n: unsent });
    if (done === "later") {
      timer = setTimeout(flush, pause * (0.75 + Math.random() / 2)); // growing pauses until the server has answered
      pause = Math.min(pause * 2, 30000);
    } else if (done) flush();
  }
}

export function flushNow() {
  pause = 1000;
  flush();
}

async function drain() {
  try {
    for (const slot of [...waiting.keys()]) {
      if (conflicts.has(slot)) continue;
      show("saving");
      if (!(await send(slot))) return false;
    }
    warn(refusal);
    return true;
  } catch {
    warn(isKeptHere ? words.offline : words.not_kept);
    return "later";
  }
}

export const onceEmpty = (go) => onEmpty.push(go);

export function whenEmpty(go) {
  allStopped();
  onceEmpty(go);
  if (conflicts.size) location.hash = `cau-${[...conflicts][0]}`;
  flush();
}
