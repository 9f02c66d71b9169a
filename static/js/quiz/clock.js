// The time that is left. When it is over, what waits is sent and the page goes on to the result.

import { box, say, words, write } from "./page.js";
import { flush, isDone, letGo } from "./saving.js";

export function countDown(clock) {
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
    if (seconds < -11 && isDone()) {
      letGo();
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
