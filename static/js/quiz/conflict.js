// Answered elsewhere: both answers are shown until one is taken.

import { inWords } from "./given.js";
import { box, formOf, say, words } from "./page.js";

// `current`: what the server has; `mine`: what was given here; `decided`: what to do when one is taken.
export function ask(slot, current, mine, decided) {
  const form = formOf(slot);
  if (!form) return void (location.href = box.dataset.save.replace(/cau.*/, ""));
  form.querySelector(".conflict")?.remove();
  const note = document.createElement("div");
  note.className = "notice soon conflict";
  note.setAttribute("role", "alert");
  const inner = note.appendChild(document.createElement("div"));
  const both = [
    say(words.there, { time: current.saved_at, answer: inWords(form, current.chosen, words.unanswered) }),
    say(words.here, { answer: inWords(form, mine, words.unanswered) }),
  ];
  for (const line of [words.conflict, ...both]) inner.appendChild(document.createElement("p")).textContent = line;
  const row = inner.appendChild(document.createElement("p"));
  row.className = "row";
  for (const [label, isMine] of [[words.keep_here, true], [words.take_there, false]]) {
    const button = row.appendChild(document.createElement("button"));
    Object.assign(button, { type: "button", className: "btn line small", textContent: label });
    button.addEventListener("click", () => {
      note.remove();
      decided(isMine);
    });
  }
  form.querySelector("fieldset").after(note);
}
