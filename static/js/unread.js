// Tells the server which documents were on the screen, and marks them as read here. A
// document counts once as much of it as fits stood there long enough to be looked at,
// and never in a tab that nobody looks at. The server keeps who read what; this only
// points. Without this script a link to a document does the same.
(() => {
  "use strict";

  const ENOUGH = 400;
  const WAIT = 120;
  const AGAIN = 5_000;
  const pane = () => document.querySelector("[data-evidence-pane]");
  const unread = () => [...document.querySelectorAll("article[data-unread]")];
  const read = new Set();
  const asked = new Set();
  let before = new Set();
  let timer = 0;

  // As much as there is, or near half of what the window shows of the note.
  function onScreen(article) {
    const frame = pane().getBoundingClientRect();
    const box = article.getBoundingClientRect();
    const seen = Math.min(box.bottom, frame.bottom, innerHeight) - Math.max(box.top, frame.top, 0);
    return seen > 0 && seen >= Math.min(box.height - 1, frame.height * .4);
  }

  function soon(wait) {
    clearTimeout(timer);
    timer = setTimeout(look, wait);
  }

  function look() {
    timer = 0;
    if (document.hidden || !pane()?.dataset.read) return;
    const now = unread().filter((article) => !asked.has(article.dataset.unread) && onScreen(article)).map((article) => article.dataset.unread);
    const seen = now.filter((each) => before.has(each));
    before = new Set(now);
    if (seen.length) tell(seen).catch(() => forget(seen));
    else if (now.length) soon(ENOUGH);
  }

  async function tell(seen) {
    seen.forEach((each) => asked.add(each));
    const body = new FormData();
    seen.forEach((each) => body.append("document", each));
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const reply = await fetch(pane().dataset.read, { method: "POST", body, headers: { "X-CSRFToken": token } });
    if (!reply.ok) return forget(seen);
    seen.forEach((each) => read.add(each));
    paint();
  }

  // Nobody was told: it stays unread, and is tried again.
  function forget(seen) {
    seen.forEach((each) => asked.delete(each));
    soon(AGAIN);
  }

  // What an answer brings may have been written before the last document was read.
  function paint() {
    for (const each of document.querySelectorAll("[data-unread]")) {
      if (read.has(each.dataset.unread)) each.removeAttribute("data-unread");
    }
    const left = unread().length;
    document.querySelectorAll("[data-count-unread]").forEach((each) => { each.textContent = left; });
    document.querySelectorAll("[data-next-unread], [data-all-unread]").forEach((each) => { each.hidden = !left; });
    if (!left) document.querySelectorAll("[data-waits-for-reading]").forEach((button) => { button.disabled = false; });
  }

  function open(article) {
    article.focus({ preventScroll: true });
    article.scrollIntoView({ block: "start" });
    const name = article.getAttribute("aria-label");
    document.getElementById("status").textContent = `${name}, unread until now. ${unread().length - 1} more.`;
    soon(WAIT);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-next-unread], [data-unread-link], .outline [data-unread]");
    if (!link) return;
    const wanted = link.dataset.unreadLink || link.dataset.unread;
    const all = unread();
    const article = wanted ? all.find((each) => each.dataset.unread === wanted) : all[0];
    if (!article) return;
    event.preventDefault();
    open(article);
  });

  const later = () => { if (!timer && unread().length) soon(WAIT); };
  for (const kind of ["scroll", "resize"]) addEventListener(kind, later, { passive: true, capture: true });
  document.addEventListener("visibilitychange", later);
  document.addEventListener("htmx:afterSettle", () => { paint(); later(); });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", later); else later();
})();
