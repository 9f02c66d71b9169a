// Rows of options without a round trip, Enter for the next one, and a filter over the provisions.

const form = document.querySelector("[data-question-form]");

function fold(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replaceAll("đ", "d");
}

// The empty row that the page brings along; its chooser is begun once it stands in the page.
function filled(template, number) {
  const row = template.content.firstElementChild.cloneNode(true);
  for (const script of row.querySelectorAll("script")) script.remove();
  const holder = document.createElement("div");
  holder.innerHTML = row.outerHTML.replaceAll("__prefix__", number).replaceAll("__number__", number + 1);
  return holder.firstElementChild;
}

// The same without a template: the last row again, emptied.
function copied(last, number) {
  const row = last.cloneNode(true);
  for (const node of row.querySelectorAll("[name], [for], [id]")) {
    for (const name of ["name", "for", "id"]) {
      const value = node.getAttribute(name);
      if (value) node.setAttribute(name, value.replace(/options-\d+-/, `options-${number}-`));
    }
    if (node.type === "checkbox") node.checked = false;
    else if (node.tagName === "SELECT") node.selectedIndex = 0;
    else if ("value" in node) node.value = "";
  }
  for (const error of row.querySelectorAll(".error-message")) error.remove();
  const label = row.querySelector(".w-sr-only");
  if (label) label.textContent = label.textContent.replace(/\d+/, number + 1);
  return row;
}

function addRow() {
  const rows = form.querySelectorAll("[data-row]");
  const total = form.querySelector("[name=options-TOTAL_FORMS]");
  const most = Number(form.querySelector("[name=options-MAX_NUM_FORMS]").value);
  if (rows.length >= most) return null;
  const number = rows.length;
  const empty = form.querySelector("[data-empty-row]");
  const row = empty ? filled(empty, number) : copied(rows[number - 1], number);
  rows[number - 1].after(row);
  const chooser = row.querySelector("[data-picture] .chooser");
  if (chooser) new window.ImageChooser(chooser.id.replace(/-chooser$/, "")); // of Wagtail: image-chooser.js
  total.value = number + 1;
  return row;
}

if (form) {
  form.querySelector("[data-more]")?.addEventListener("click", (event) => {
    const row = addRow();
    event.preventDefault();
    if (row) row.querySelector("input[type=text]").focus();
  });

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("[data-row] input[type=text]")) return;
    event.preventDefault();
    const rows = [...form.querySelectorAll("[data-row]")];
    const place = rows.indexOf(event.target.closest("[data-row]"));
    const next = rows[place + 1] ?? addRow();
    if (next) next.querySelector("input[type=text]").focus();
  });

  const find = form.querySelector("[data-find]");
  find.hidden = false;
  find.querySelector("[data-find-words]").addEventListener("input", (event) => {
    const words = fold(event.target.value).split(/\s+/).filter(Boolean);
    for (const group of form.querySelectorAll(".bank-law details")) {
      const title = fold(group.querySelector("summary").textContent);
      let shown = 0;
      for (const box of group.querySelectorAll(".bank-box")) {
        const text = `${title} ${fold(box.textContent)}`;
        box.hidden = !words.every((word) => text.includes(word)) && !box.querySelector("input").checked;
        shown += box.hidden ? 0 : 1;
      }
      group.hidden = shown === 0;
      if (words.length) group.open = shown > 0;
    }
  });
}
