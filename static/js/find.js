// Steps through the places where the searched words stand. The server says where; this
// lights them up in the note without touching its text, and scrolls.
(() => {
  "use strict";

  const places = () => [...document.querySelectorAll("[data-find-document]")];
  let lines = new Map();

  // The lines of a document with the offsets at which they start, read once a search.
  function linesOf(sha256) {
    if (!lines.has(sha256)) {
      const article = document.querySelector(`article[data-document="${CSS.escape(sha256)}"]`);
      const all = article ? [...article.querySelectorAll("[data-start]")] : [];
      lines.set(sha256, all.map((line) => [Number(line.dataset.start), line]));
    }
    return lines.get(sha256);
  }

  // Offsets count code points, a browser counts units; numbers on marks are not text.
  function boundary(sha256, offset) {
    const found = linesOf(sha256).findLast(([start]) => start <= offset);
    if (!found) return null;
    const [start, line] = found;
    let left = offset - start;
    let last = [line, 0];
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.parentElement.closest("sup")) continue;
      const points = [...node.data];
      if (left <= points.length) return [node, points.slice(0, left).join("").length];
      left -= points.length;
      last = [node, node.length];
    }
    return last;
  }

  function rangeOf(place) {
    const sha256 = place.dataset.findDocument;
    const from = boundary(sha256, Number(place.dataset.from));
    const to = boundary(sha256, Number(place.dataset.to));
    if (!from || !to) return null;
    const range = new Range();
    range.setStart(...from);
    range.setEnd(...to);
    return range;
  }

  function light(name, ranges) {
    if (!window.Highlight) return;
    if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges)); else CSS.highlights.delete(name);
  }

  function go(place) {
    const all = places();
    all.forEach((each) => each.toggleAttribute("aria-current", false));
    place.setAttribute("aria-current", "true");
    place.scrollIntoView({ block: "nearest" });
    const range = rangeOf(place);
    if (!range) return;
    light("found-now", [range]);
    const line = range.startContainer.parentElement.closest("[data-start]");
    line.scrollIntoView({ block: "center" });
    const [where, said] = place.children;
    document.getElementById("status").textContent = `${all.indexOf(place) + 1} of ${all.length}: ${where.textContent}. ${said.textContent}`;
  }

  function start() {
    const all = places();
    lines = new Map();
    light("found-now", []);
    light("found", all.map(rangeOf).filter(Boolean));
    if (!all.length) return;
    all[0].focus({ preventScroll: true });
    go(all[0]);
  }

  document.addEventListener("click", (event) => {
    const step = event.target.closest("[data-find-step]");
    const all = places();
    const now = all.findIndex((each) => each.hasAttribute("aria-current"));
    const place = step ? all.at((now + Number(step.dataset.findStep)) % all.length) : event.target.closest("[data-find-document]");
    if (!place) return;
    event.preventDefault();
    go(place);
  });
  // Once the words are sent, keys are keys again and not more words.
  document.addEventListener("submit", (event) => { if (event.target.closest(".find")) event.target.querySelector("button").focus(); });
  document.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target.id === "finds") start(); });
  // Without an answer of its own the page came whole, with the words marked in it.
  if (places().length) start();
})();
