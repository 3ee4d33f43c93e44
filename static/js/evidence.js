// Ties the codes to their proof: opening a code lights up its marks in the note and
// brings the first into view; a click on a mark opens its code; e walks over the proof.
// What is shown where is decided by the server; this only scrolls and points.
(() => {
  "use strict";

  // What is still to be decided colours a mark before what is settled.
  const ORDER = ["undecided", "modified", "accepted", "added", "rejected"];

  const pane = () => document.querySelector("[data-evidence-pane]");
  const openCode = () => document.querySelector("details[data-item][open]");
  const marksOf = (code) => [...document.querySelectorAll("mark[data-items]")]
    .filter((mark) => mark.dataset.items.split(" ").includes(code.dataset.item));

  const darken = () => document.querySelectorAll("mark[aria-current]").forEach((mark) => mark.removeAttribute("aria-current"));

  function light(code, which = 0) {
    darken();
    const marks = marksOf(code);
    marks.forEach((mark, place) => mark.setAttribute("aria-current", place === which ? "true" : "false"));
    const mark = marks[which];
    if (!mark) return marks.length;
    mark.closest("details")?.setAttribute("open", "");
    if (pane()?.contains(mark)) mark.scrollIntoView({ block: "center" });
    return marks.length;
  }

  // After a decision the note is not sent again: its marks follow the codes' states.
  function paint() {
    for (const mark of document.querySelectorAll("mark[data-items]")) {
      const codes = mark.dataset.items.split(" ")
        .map((item) => document.querySelector(`details[data-item="${CSS.escape(item)}"]`))
        .filter(Boolean);
      if (!codes.length) continue;
      const states = new Set(codes.map((code) => code.dataset.state));
      mark.dataset.state = ORDER.find((state) => states.has(state)) || "";
      const number = mark.querySelector("sup");
      if (number) number.textContent = codes.map((code) => code.dataset.number).join(" ");
    }
  }

  function start() {
    paint();
    const code = openCode();
    if (code) light(code); else darken();
  }

  document.addEventListener("toggle", (event) => {
    const code = event.target;
    if (code.matches?.("details[data-item]") && code.open) light(code);
  }, true);

  document.addEventListener("click", (event) => {
    const mark = event.target.closest("mark[data-items]");
    if (mark && String(getSelection()) === "") {
      const item = mark.dataset.items.split(" ")[0];
      const code = document.querySelector(`details[data-item="${CSS.escape(item)}"]`);
      if (code) { code.open = true; code.querySelector("summary").focus({ preventScroll: true }); code.scrollIntoView({ block: "nearest" }); }
      return;
    }
    const next = event.target.closest("[data-evidence-next]");
    const code = next && next.closest("details[data-item]");
    if (!code) return;
    event.preventDefault();
    const marks = marksOf(code);
    const now = marks.findIndex((m) => m.getAttribute("aria-current") === "true");
    const shown = marks.length ? (now + 1) % marks.length : 0;
    light(code, shown);
    const mark2 = marks[shown];
    if (mark2 && matchMedia("(max-width: 60rem)").matches) mark2.scrollIntoView({ block: "center" });
    const status = document.getElementById("status");
    if (status) status.textContent = marks.length ? `Evidence ${shown + 1} of ${marks.length}: ${mark2.dataset.text || mark2.firstChild.textContent}` : "No evidence in the note.";
  });

  // Of several details with one name only one may be open, so the arriving open code
  // would be closed while the leaving one is still there.
  document.addEventListener("htmx:beforeSwap", (event) => {
    event.detail.target.querySelectorAll("details[name]").forEach((leaving) => leaving.removeAttribute("name"));
  });
  document.addEventListener("htmx:afterSettle", start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
