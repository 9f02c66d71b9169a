// Sitting a quiz: one question at a time, every answer saved as it is given, nothing lost when the network or the
// session goes.

const box = document.querySelector("#bai-lam");
const words = JSON.parse(document.querySelector("#loi")?.textContent ?? "{}");
const { person, attempt } = box?.dataset ?? {};
const PREFIX = "bai-lam:";
const OWN = `${PREFIX}${person}:${attempt}:`;

const say = (text, values = {}) => Object.entries(values).reduce((said, [key, value]) => said.replace(`{${key}}`, value), text);
const formOf = (slot) => document.querySelector(`form[data-slot="${slot}"]`);
const listed = (given, inOrder) => Array.isArray(given) ? given.map((id, place) => [id, inOrder && place]) : Object.entries(given);
const same = (one, other, inOrder) => listed(one, inOrder).sort().join("\n") === listed(other, inOrder).sort().join("\n");

// What a question takes: options, or else items in order, pairs, gaps or a text. As quizzes/forms.py reads a form.

const takes = (form) => form.takes.value;
const pieces = (form) => [...form.querySelectorAll("[name^=piece-]")];
const idOf = (field) => field.name.slice("piece-".length);

function givenIn(form) {
  const filled = pieces(form).filter((field) => field.value.trim());
  switch (takes(form)) {
    case "options":
      return [...form.querySelectorAll("[name=chosen]:checked")].map((option) => option.value).sort();
    case "text":
      return form.unit ? { text: form.text.value, unit: form.unit.value } : { text: form.text.value };
    case "order": {
      const order = [];
      for (const field of filled) order[field.value - 1] = idOf(field);
      return Array.from(order, (id) => id ?? null);
    }
    default:
      return Object.fromEntries(filled.map((field) => [idOf(field), field.value]));
  }
}

function put(form, given) {
  if (takes(form) === "text") {
    form.text.value = given.text ?? "";
    if (form.unit && given.unit !== undefined) form.unit.value = given.unit;
  }
  for (const option of form.querySelectorAll("[name=chosen]")) option.checked = given.includes(option.value);
  for (const field of pieces(form)) {
    const id = idOf(field);
    field.value = Array.isArray(given) ? (given.includes(id) ? given.indexOf(id) + 1 : "") : given[id] ?? "";
  }
}

const isGiven = (given) => Array.isArray(given) ? given.some((id) => id !== null) : ("text" in given ? [given.text] : Object.values(given)).some((part) => part.trim());
const isAnswered = (form) => !form.takes || isGiven(givenIn(form));

function inWords(form, given) {
  const word = (field, value) => field.options ? [...field.options].find((option) => option.value === String(value))?.text : value;
  if (!isGiven(given)) return words.unanswered;
  if (takes(form) === "text") return [given.text, given.unit].filter(Boolean).join(" ");
  if (takes(form) === "options") return given.map((id) => form.querySelector(`[value="${id}"]`)?.parentElement.textContent.trim()).join("; ");
  const said = (field) => Array.isArray(given) ? given.indexOf(idOf(field)) + 1 || "" : word(field, given[idOf(field)] ?? "");
  return pieces(form).map((field) => `${field.ariaLabel ?? field.labels[0]?.textContent.trim()}: ${said(field) || "–"}`).join("; ");
}

const nibble = (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16);
const uuid = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, nibble);

// What is not acknowledged yet, by slot: kept on this device until the server has it.

const waiting = new Map();
const conflicts = new Set();

const addressOf = (slot) => box.dataset.save.replace("/cau/0/", `/cau/${slot}/`);

function keep(slot, entry) {
  waiting.set(slot, entry);
  try {
    localStorage.setItem(OWN + slot, JSON.stringify({ ...entry, quiz: box.dataset.quiz, save: addressOf(slot) })); // also read by unsent.js
  } catch { /* full or forbidden: the page itself still holds it */ }
}

function forget(slot) {
  waiting.delete(slot);
  conflicts.delete(slot);
  localStorage.removeItem(OWN + slot);
}

function wipe(unwanted) {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX) && unwanted(key)) localStorage.removeItem(key);
}

const status = document.querySelector("#da-luu");
const strip = document.querySelector("#chua-gui");
const write = (element, text) => element && element.textContent !== text && (element.textContent = text);

function show(state, values) {
  if (!status) return;
  status.dataset.state = state;
  write(status, say(words[state], values));
}

function warn(text = "") {
  strip.hidden = !text;
  write(strip, text);
}

function draw(slot) {
  const form = formOf(slot);
  const item = document.querySelector(`.map li:nth-child(${slot})`);
  if (!form || !item) return;
  const answered = isAnswered(form);
  const flagged = form.flagged.checked;
  item.classList.toggle("is-answered", answered);
  item.classList.toggle("is-flagged", flagged);
  write(item.querySelector(".visually-hidden:last-child"), `, ${answered ? words.answered : words.unanswered}${flagged ? `, ${words.flagged}` : ""}`);
  const count = (kind) => document.querySelectorAll(`.map ol ${kind}`).length;
  const counts = [count(".is-answered"), count(".is-flagged"), count("li:not(.is-answered)")];
  document.querySelectorAll(".map-key li").forEach((key, place) => write(key.lastChild, say(words.counts[place], { n: counts[place] })));
}

function apply(slot, { chosen, flagged }) {
  const form = formOf(slot);
  if (!form) return;
  put(form, chosen);
  settle(form);
  form.flagged.checked = flagged;
  draw(slot);
}

// Sending: one packet after the other, with growing pauses until the server has answered.

let token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
let sending = false;
let pause = 1000;
let timer = 0;
let refused = 0;
let lastSaved = "";
let closed = "";
let refusal = "";
const onEmpty = [];

// What is on its way already gets a successor; what is not is only brought up to date.

function note(form) {
  const slot = Number(form.dataset.slot);
  const before = waiting.get(slot);
  keep(slot, {
    chosen: givenIn(form),
    flagged: form.flagged.checked,
    revision: before?.revision ?? Number(form.revision.value),
    packet: before && !before.isSent ? before.packet : uuid(),
    mine: [...(before?.mine ?? []), ...(before?.isSent ? [before.packet] : [])].slice(-20),
  });
  refusal = "";
  draw(slot);
}

function changed(form) {
  clearTimeout(typed.get(form));
  typed.delete(form);
  note(form);
  flush();
}

// Words are kept here letter by letter. They are sent a second after the last one, and at once when one leaves the
// field or the page.

const TYPING = 1000;
const typed = new Map();

function typing(form) {
  clearTimeout(typed.get(form));
  typed.set(form, setTimeout(() => stopped(form), TYPING));
  note(form);
  show("saving");
}

function stopped(form) {
  clearTimeout(typed.get(form));
  if (typed.delete(form)) changed(form);
}

async function send(slot) {
  const entry = waiting.get(slot); // as it is now, not as it was when the round began: it may have been changed since
  if (!entry) return true;
  const { chosen, flagged, revision, packet } = entry;
  keep(slot, { ...entry, isSent: true }); // before it goes: one packet never means two answers
  const reply = await fetch(addressOf(slot) + (formOf(slot)?.querySelector("[data-number]") ? "?so" : ""), {
    method: "POST",
    keepalive: true,
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ chosen, flagged, revision, packet }),
  });
  if ([401, 403, 404].includes(reply.status)) return recognise(reply.status);
  if (reply.status >= 500 || reply.status === 429) throw new Error(reply.status);
  const body = await reply.json();
  if (reply.ok) return acknowledged(slot, entry, body);
  if (reply.status === 409 && body.error === "StaleAnswer") return stale(slot, entry, body.current);
  if (reply.status === 410) {
    closed = body.url; // that page sends what comes too late, and says so: unsent.js
    return false;
  }
  if (waiting.get(slot)?.packet === packet) forget(slot); // what was given since has its own answer to come
  refusal = body.message;
  return true;
}

function acknowledged(slot, entry, saved) {
  refused = 0;
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
  else ask(slot, current);
  return true;
}

async function flush() {
  if (sending) return;
  clearTimeout(timer);
  sending = true;
  const done = await drain();
  sending = false;
  const unsent = waiting.size;
  if (closed) {
    waiting.clear();
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
      timer = setTimeout(flush, pause * (0.75 + Math.random() / 2));
      pause = Math.min(pause * 2, 30000);
    } else if (done) flush();
  }
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
    warn(words.offline);
    return "later";
  }
}

function whenEmpty(go) {
  [...typed.keys()].forEach(stopped);
  onEmpty.push(go);
  if (conflicts.size) location.hash = `cau-${[...conflicts][0]}`;
  flush();
}

// Answered elsewhere: both answers are shown until one is taken.

function ask(slot, current) {
  const form = formOf(slot);
  if (!form) return void (location.href = box.dataset.save.replace(/cau.*/, ""));
  conflicts.add(slot);
  show("waiting", { n: waiting.size });
  form.querySelector(".conflict")?.remove();
  const note = document.createElement("div");
  note.className = "notice soon conflict";
  note.setAttribute("role", "alert");
  const inner = note.appendChild(document.createElement("div"));
  for (const line of [words.conflict, say(words.there, { time: current.saved_at, answer: inWords(form, current.chosen) }), say(words.here, { answer: inWords(form, waiting.get(slot).chosen) })]) {
    inner.appendChild(document.createElement("p")).textContent = line;
  }
  const row = inner.appendChild(document.createElement("p"));
  row.className = "row";
  const choice = (label, take) => {
    const button = row.appendChild(document.createElement("button"));
    Object.assign(button, { type: "button", className: "btn line small", textContent: label });
    button.addEventListener("click", () => {
      note.remove();
      conflicts.delete(slot);
      take();
      flush();
    });
  };
  choice(words.keep_here, () => keep(slot, { ...waiting.get(slot), revision: current.revision }));
  choice(words.take_there, () => {
    forget(slot);
    form.revision.value = current.revision;
    apply(slot, current);
  });
  form.querySelector("fieldset").after(note);
}

// A new token for the same person, the sign-in page on the spot for nobody or somebody else.

const dialog = document.querySelector("#dang-nhap-lai");
const frame = dialog?.querySelector("iframe");

async function recognise(status) {
  const reply = await fetch(box.dataset.whoami, { headers: { Accept: "application/json" } });
  if (!reply.ok) throw new Error(reply.status);
  const who = await reply.json();
  if (who.person !== person) {
    document.querySelector("#nguoi-khac").hidden = !who.person;
    if (!dialog.open) {
      frame.src = box.dataset.login;
      dialog.showModal();
    }
    return false;
  }
  if (status === 404 || (refused += 1) > 2) throw new Error(status);
  token = who.token;
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  if (dialog.open) dialog.close();
  return true;
}

// Two items cannot have one place: the other one gets the place that this one had. Arrow keys pass through places that
// are not meant: while one stays with an item, the others are as they were when one came to it.

function swap(form, field) {
  const all = pieces(form);
  if (form.dataset.moving !== field.name) for (const piece of all) piece.dataset.was = piece.dataset.now;
  form.dataset.moving = field.name;
  const others = all.filter((piece) => piece !== field);
  for (const piece of others) piece.value = piece.dataset.was;
  const other = others.find((piece) => piece.value && piece.value === field.value);
  if (other) other.value = field.dataset.was;
  for (const piece of all) piece.dataset.now = piece.value;
}

const settle = (form) => {
  form.dataset.moving = "";
  for (const piece of pieces(form)) piece.dataset.now = piece.value;
};

function showQuestion(focus) {
  const forms = [...box.querySelectorAll(".question")];
  const unanswered = (form) => !isAnswered(form);
  const wanted = forms.find((form) => `#${form.id}` === location.hash) ?? forms.find(unanswered) ?? forms[0];
  for (const form of forms) form.classList.toggle("is-current", form === wanted);
  for (const link of document.querySelectorAll(".map a")) link.ariaCurrent = link.hash === `#${wanted.id}` ? "step" : null;
  if (focus) {
    wanted.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

function countDown(clock) {
  let end = performance.now() + clock.dataset.left * 1000;
  const soon = document.querySelector("#sap-het-gio");
  const tick = () => {
    const seconds = Math.ceil((end - performance.now()) / 1000);
    const whole = Math.max(0, seconds);
    clock.lastElementChild.textContent = `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
    clock.classList.toggle("is-low", seconds <= 300);
    if ([600, 300, 60].includes(seconds)) write(soon, say(words.minutes, { n: seconds / 60 }));
    if (seconds === 0) {
      askTime();
      flush();
      write(soon, words.over);
    }
    if (seconds < -11 && waiting.size === conflicts.size) {
      waiting.clear();
      location.href = box.dataset.result;
    }
  };
  // Time may have been given back: the server is asked about once a minute, and once more when it seems to be over.
  const askTime = async () => {
    const reply = await fetch(box.dataset.time, { headers: { Accept: "application/json" } }).catch(() => null);
    const told = reply?.ok ? await reply.json() : null;
    if (told?.left > 0) end = performance.now() + told.left * 1000; // with none left it counts on below zero
  };
  setInterval(tick, 1000);
  setInterval(askTime, 50000 + Math.random() * 20000);
  tick();
}

// Checking an answer and moving on for good are the server's: a form goes there once everything is saved.

function afterSaving(event, form) {
  if (typed.has(form)) stopped(form);
  if (!waiting.size) return;
  event.preventDefault();
  whenEmpty(() => form.requestSubmit(event.submitter));
}

function sit() {
  wipe((key) => !key.startsWith(PREFIX + person));
  for (const key of Object.keys(localStorage).filter((key) => key.startsWith(OWN))) {
    const [slot, entry] = [Number(key.slice(OWN.length)), JSON.parse(localStorage.getItem(key))];
    waiting.set(slot, entry);
    apply(slot, entry);
  }
  const late = waiting.size > 0;
  const questions = box.querySelectorAll(".question");
  for (const form of box.querySelectorAll("form.question")) {
    settle(form);
    form.addEventListener("focusout", () => settle(form));
    const button = form.querySelector("[data-alone]");
    if (button) button.firstChild.data = button.dataset.alone;
    form.addEventListener("change", (event) => {
      if (event.target.type === "file") return;
      if (takes(form) === "order") swap(form, event.target);
      changed(form);
    });
    form.addEventListener("input", (event) => { if (event.target.matches("textarea, [type=text]")) typing(form); });
    form.addEventListener("submit", (event) => {
      if (event.submitter.name === "do") return void afterSaving(event, form);
      if (event.submitter.dataset.attach !== undefined) {
        stopped(form);
        if (!waiting.size) return;
        event.preventDefault();
        whenEmpty(() => form.requestSubmit(event.submitter));
        return;
      }
      event.preventDefault();
      if (event.submitter.value === "check") check.click();
      else location.hash = `cau-${event.submitter.value}`;
    });
  }
  const check = document.querySelector("#xem-lai");
  check?.addEventListener("click", (event) => {
    event.preventDefault();
    whenEmpty(() => location.assign(check.href));
  });
  if (questions.length && !box.dataset.all) {
    box.classList.add("alone");
    addEventListener("hashchange", () => showQuestion(true));
    showQuestion(false);
  } else if (late) onEmpty.push(() => location.reload());
  document.querySelector("#nop-bai")?.addEventListener("submit", (event) => {
    if (!waiting.size) return;
    event.preventDefault();
    whenEmpty(() => event.target.submit());
  });
  addEventListener("storage", ({ key, newValue }) => {
    if (key !== "dang-xuat" || !newValue?.startsWith(person)) return;
    waiting.clear(); // its owner has signed out in another window and let go of it
    location.replace("/");
  });
  addEventListener("online", () => { pause = 1000; flush(); });
  addEventListener("visibilitychange", () => {
    if (document.hidden) [...typed.keys()].forEach(stopped);
    flush();
  });
  addEventListener("beforeunload", (event) => { [...typed.keys()].forEach(stopped); if (waiting.size) event.preventDefault(); });
  frame.addEventListener("load", async () => {
    const page = frame.contentDocument;
    if (page.querySelector("[name=password]")) page.querySelectorAll(".demo, .top, .foot").forEach((part) => part.remove());
    if (dialog.open && (await recognise(0).catch(() => false))) flush();
  });
  const clock = document.querySelector("#dong-ho");
  if (clock) countDown(clock);
  if (late) flush();
}

if (box?.dataset.only) location.replace(`${location.pathname}#cau-${box.dataset.only}`); // a page for browsers without scripts
else if (box) sit();
