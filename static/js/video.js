// Shows a video of another site in its place, only after the reader asked for it. Without JavaScript the link opens it there.

for (const place of document.querySelectorAll("[data-video]")) {
  place.querySelector("a").addEventListener("click", (event) => {
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.className = "video";
    frame.src = place.dataset.video;
    frame.title = place.dataset.title;
    frame.allow = "fullscreen; picture-in-picture";
    frame.allowFullscreen = true;
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    place.replaceWith(frame);
    frame.focus();
  });
}
