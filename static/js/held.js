// What this device holds of answers that the server does not have yet: one entry for each person, attempt and question.
//
// They stand in localStorage, not in IndexedDB, because it is written at once: when the line that writes has run, the
// browser has the letter, and a tab that is closed or a page that crashes in the next moment loses nothing. A transaction
// of IndexedDB only begins there; a page that is closed does not wait for its end. A paper takes a few kB, far less than the
// room there is. Both survive a reload and a restart, and both may be forbidden or full: then the page alone holds the
// answers, `hold` says so by false, and so does the page.

const PREFIX = "bai-lam:";
const store = () => { try { return localStorage; } catch { return null; } }; // forbidden by the browser's settings
const keyOf = (person, attempt, slot) => `${PREFIX}${person}:${attempt}:${slot}`;

function read(key) {
  try {
    const entry = JSON.parse(store().getItem(key));
    return entry?.packet ? entry : null;
  } catch {
    return null; // not ours, or half of one
  }
}

// Every entry held, in the order in which the answers were given: { key, person, attempt, slot, entry }.
export function held(wanted = () => true) {
  const found = [];
  for (const key of Object.keys(store() ?? {})) {
    if (!key.startsWith(PREFIX)) continue;
    const [, person, attempt, slot] = key.split(":");
    const one = { key, person, attempt, slot: Number(slot), entry: read(key) };
    if (one.entry && wanted(one)) found.push(one);
  }
  return found.sort((one, other) => (one.entry.order ?? 0) - (other.entry.order ?? 0));
}

// What has just been given. Two windows share one entry for a question: it holds what was given last.
export function hold(person, attempt, slot, entry) {
  try {
    store().setItem(keyOf(person, attempt, slot), JSON.stringify(entry));
    return true;
  } catch {
    return false;
  }
}

const isOurs = (stored, entry) => stored.packet === entry.packet || entry.mine?.includes(stored.packet);

// What became of it: sent, or to be based on a newer revision. Another window's answer stays as it is.
export function note(person, attempt, slot, entry) {
  const stored = read(keyOf(person, attempt, slot));
  return stored && !isOurs(stored, entry) ? true : hold(person, attempt, slot, entry);
}

// The server has it. What another window gave meanwhile stays.
export function release(person, attempt, slot, entry) {
  const key = keyOf(person, attempt, slot);
  const stored = read(key);
  if (stored && (!entry || isOurs(stored, entry))) drop(key);
}

export const drop = (key) => store()?.removeItem(key);

export function wipe(unwanted) {
  for (const key of Object.keys(store() ?? {})) {
    const [, person, attempt] = key.split(":");
    if (key.startsWith(PREFIX) && unwanted({ person, attempt })) drop(key);
  }
}

// Later than all before, in this window and in those before it.
let last = 0;
export const nextOrder = () => (last = Math.max(Date.now(), last + 1));

// Tells the other windows that this person has signed out here.
const SIGNED_OUT = "dang-xuat";

export function tellSignedOut(person) {
  try {
    store().setItem(SIGNED_OUT, `${person}:${Date.now()}`);
  } catch { /* the other windows find out when they send */ }
}

export const whenSignedOut = (person, go) => addEventListener("storage", ({ key, newValue }) => {
  if (key === SIGNED_OUT && newValue?.startsWith(person)) go();
});
