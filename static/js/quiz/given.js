// What stands in the form of a question, whatever its kind takes. As quizzes/sitting/forms.py reads a form.

const listed = (given, inOrder) => Array.isArray(given) ? given.map((id, place) => [id, inOrder && place]) : Object.entries(given);
export const same = (one, other, inOrder) => listed(one, inOrder).sort().join("\n") === listed(other, inOrder).sort().join("\n");

// Options, or else items in order, pairs, gaps or a text.

export const takes = (form) => form.takes.value;
const pieces = (form) => [...form.querySelectorAll("[name^=piece-]")];
const idOf = (field) => field.name.slice("piece-".length);

export function givenIn(form) {
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

export function put(form, given) {
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
export const isAnswered = (form) => !form.takes || isGiven(givenIn(form));

export function inWords(form, given, unanswered) {
  const word = (field, value) => field.options ? [...field.options].find((option) => option.value === String(value))?.text : value;
  if (!isGiven(given)) return unanswered;
  if (takes(form) === "text") return [given.text, given.unit].filter(Boolean).join(" ");
  if (takes(form) === "options") return given.map((id) => form.querySelector(`[value="${id}"]`)?.parentElement.textContent.trim()).join("; ");
  const said = (field) => Array.isArray(given) ? given.indexOf(idOf(field)) + 1 || "" : word(field, given[idOf(field)] ?? "");
  return pieces(form).map((field) => `${field.ariaLabel ?? field.labels[0]?.textContent.trim()}: ${said(field) || "–"}`).join("; ");
}

// Two items cannot have one place: the other one gets the place that this one had. Arrow keys pass through places that
// are not meant: while one stays with an item, the others are as they were when one came to it.

export function swap(form, field) {
  const all = pieces(form);
  if (form.dataset.moving !== field.name) for (const piece of all) piece.dataset.was = piece.dataset.now;
  form.dataset.moving = field.name;
  const others = all.filter((piece) => piece !== field);
  for (const piece of others) piece.value = piece.dataset.was;
  const other = others.find((piece) => piece.value && piece.value === field.value);
  if (other) other.value = field.dataset.was;
  for (const piece of all) piece.dataset.now = piece.value;
}

export const settle = (form) => {
  form.dataset.moving = "";
  for (const piece of pieces(form)) piece.dataset.now = piece.value;
};
