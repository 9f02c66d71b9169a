/* Starts the choosers of Wagtail's editor, also in forms that are added later.

   Wagtail writes `<script>new PageChooser("id", {…})</script>` beside each field; the content security policy forbids
   scripts in the page, so accounts/wagtail_hooks.py and templates/wagtailadmin/widgets/ write what is to be called as
   data: {"call": "PageChooser", "new": true, "args": ["id", {…}]}. */
(() => {
  const start = (root) => {
    for (const note of root.querySelectorAll("script[data-start]:not([data-started])")) {
      const { call, args, new: isNew } = JSON.parse(note.textContent);
      const called = window[call];
      if (!called || !document.getElementById(args[0])) continue;
      note.dataset.started = "";
      if (isNew) new called(...args);
      else called(...args);
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    start(document);
    new MutationObserver((changes) => {
      for (const node of changes.flatMap((change) => [...change.addedNodes])) {
        if (node.nodeType === Node.ELEMENT_NODE) start(node.parentNode ?? node);
      }
    }).observe(document.body, { childList: true, subtree: true });
  });
})();
