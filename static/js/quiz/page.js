// The page of a sitting: what it says, and how the map beside the questions shows them.

import { isAnswered, put, settle } from "./given.js";

export const box = document.querySelector("#bai-lam");
export const words = JSON.parse(document.querySelector("#loi")?.textContent ?? "{}");

export const say = (text, values = {}) => Object.entries(values).reduce((said, [key, value]) => said.replace(`{${key}}`, value), text);
export const formOf = (slot) => document.querySelector(`form[data-slot="${slot}"]`);

export const status = document.querySelector("#da-luu");
const strip = document.querySelector("#chua-gui");
export const write = (element, text) => element && element.textContent !== text && (element.textContent = text);

export function show(state, values) {
  if (!status) return;
  status.dataset.state = state;
  write(status, say(words[state], values));
}

export function warn(text = "") {
  strip.hidden = !text;
  write(strip, text);
}

export function draw(slot) {
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

export function apply(slot, { chosen, flagged }) {
  const form = formOf(slot);
  if (!form) return;
  put(form, chosen);
  settle(form);
  form.flagged.checked = flagged;
  draw(slot);
}
