// Sitting a quiz: one question at a time, every answer saved as it is given, nothing lost when the network or the
// session goes. What the parts do stands at their heads.

import { whenSignedOut, wipe } from "./held.js";
import { countDown } from "./quiz/clock.js";
import { isAnswered, settle, swap, takes } from "./quiz/given.js";
import { box } from "./quiz/page.js";
import { allStopped, changed, flush, flushNow, isWaiting, letGo, onceEmpty, stopped, takeUp, typing, whenEmpty } from "./quiz/saving.js";
import { whenSignedIn } from "./quiz/signing-in.js";

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

// Checking an answer, moving on for good and handing in are the server's: a form goes there once everything is saved.
function afterSaving(event, go) {
  stopped(event.target);
  if (!isWaiting()) return;
  event.preventDefault();
  whenEmpty(go);
}

const check = document.querySelector("#xem-lai");

function submitted(event) {
  const { target: form, submitter } = event;
  if (submitter.name === "do" || submitter.dataset.attach !== undefined) {
    afterSaving(event, () => form.requestSubmit(submitter));
    return;
  }
  event.preventDefault();
  if (submitter.value === "check") check.click();
  else location.hash = `cau-${submitter.value}`;
}

function answerable(form) {
  settle(form);
  form.addEventListener("focusout", () => settle(form));
  const button = form.querySelector("[data-alone]");
  if (button) button.firstChild.data = button.dataset.alone;
  form.addEventListener("change", ({ target }) => {
    if (target.type === "file") return;
    if (takes(form) === "order") swap(form, target);
    changed(form);
  });
  form.addEventListener("input", ({ target }) => { if (target.matches("textarea, [type=text]")) typing(form); });
  form.addEventListener("submit", submitted);
}

function whenLeaving() {
  addEventListener("visibilitychange", () => {
    if (document.hidden) allStopped();
    flush();
  });
  addEventListener("beforeunload", (event) => {
    allStopped();
    if (isWaiting()) event.preventDefault();
  });
}

function sit() {
  const { person } = box.dataset;
  wipe((one) => one.person !== person);
  takeUp();
  const late = isWaiting();
  for (const form of box.querySelectorAll("form.question")) answerable(form);
  check?.addEventListener("click", (event) => {
    event.preventDefault();
    whenEmpty(() => location.assign(check.href));
  });
  if (box.querySelector(".question") && !box.dataset.all) {
    box.classList.add("alone");
    addEventListener("hashchange", () => showQuestion(true));
    showQuestion(false);
  } else if (late) onceEmpty(() => location.reload());
  document.querySelector("#nop-bai")?.addEventListener("submit", (event) => afterSaving(event, () => event.target.submit()));
  whenSignedOut(person, () => {
    letGo(); // its owner has signed out in another window and let go of it
    location.replace("/");
  });
  whenSignedIn(flush);
  addEventListener("online", flushNow);
  whenLeaving();
  const clock = document.querySelector("#dong-ho");
  if (clock) countDown(clock);
  if (late) flush();
}

if (box?.dataset.only) location.replace(`${location.pathname}#cau-${box.dataset.only}`); // a page for browsers without scripts
else if (box) sit();
