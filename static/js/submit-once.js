// A courtesy against double clicks: a form is sent once until its reply is there.
// The guard is on the server, where every form carries the version it was made from.
(() => {
  "use strict";

  const LONGEST = 10_000;
  const free = (form) => form.removeAttribute("data-busy");

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog") return;
    if (form.hasAttribute("data-busy")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.setAttribute("data-busy", "");
    setTimeout(free, LONGEST, form);
  }, true);

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (form) free(form);
  });
  for (const kind of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(kind, () => {
      const words = document.getElementById("no-answer").content.cloneNode(true);
      document.getElementById("messages").replaceChildren(words);
    });
  }
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-busy]").forEach(free));
})();
