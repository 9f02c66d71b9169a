// A page on a wall that shows something new every few seconds loads itself again. Without scripts its head says the same.
const seconds = Number(document.querySelector("[data-again]")?.dataset.again);
if (seconds) {
  setTimeout(() => location.reload(), seconds * 1000);
}
