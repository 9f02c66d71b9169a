// A new token for the same person, the sign-in page on the spot for nobody or somebody else.

import { box } from "./page.js";

const dialog = document.querySelector("#dang-nhap-lai");
const frame = dialog?.querySelector("iframe");
let refused = 0;

export let token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
export const isAccepted = () => (refused = 0);

// Whether the person of this page is signed in, so that sending can go on.
export async function recognise(status) {
  const reply = await fetch(box.dataset.whoami, { headers: { Accept: "application/json" } });
  if (!reply.ok) throw new Error(reply.status);
  const who = await reply.json();
  if (who.person !== box.dataset.person) {
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

export const whenSignedIn = (go) => frame.addEventListener("load", async () => {
  const page = frame.contentDocument;
  if (page.querySelector("[name=password]")) page.querySelectorAll(".demo, .top, .foot").forEach((part) => part.remove());
  if (dialog.open && (await recognise(0).catch(() => false))) go();
});
