/* Beside a password field: a button that shows what was typed. Without it the field works as it is. */

for (const field of document.querySelectorAll("input[type=password][data-show]")) {
  const words = document.getElementById("show-password").dataset;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn line small";
  button.textContent = words.show;
  button.setAttribute("aria-controls", field.id);
  button.addEventListener("click", () => {
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    button.textContent = shown ? words.hide : words.show;
    field.focus();
  });
  const row = document.createElement("div");
  row.className = "with-button";
  field.replaceWith(row);
  row.append(field, button);
  field.form.addEventListener("submit", () => { field.type = "password"; });
}
