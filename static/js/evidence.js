// Ties the codes to their proof: opening a code lights up its marks in the note and
// brings the first into view; a click on a mark opens its code; e walks over the proof.
// What is shown where is decided by the server; this only scrolls and points.
(() => {
  "use strict";

  // What is still to be decided colours a mark before what is settled.
  const ORDER = ["undecided", "modified", "accepted", "attested", "added", "rejected"];

  const pane = () => document.querySelector("[data-evidence-pane]");
  const openCode = () => document.querySelector("details[data-item][open]");
  const codeOf = (item) => document.querySelector(`details[data-item="${CSS.escape(item)}"]`);
  const marksOf = (code) => document.querySelectorAll(`mark[data-items~="${CSS.escape(code.dataset.item)}"]`);
  const darken = () => document.querySelectorAll("mark[aria-current]").forEach((mark) => mark.removeAttribute("aria-current"));

  // Where the quotes of a code stand, each known by its document and first character:
  // the places that are linked one by one, and those that are only counted.
  const placesOf = (control) => control.dataset.places?.split(" ") || [control.hash.slice(1)];
  const startOf = (place) => place.slice(place.lastIndexOf("-") + 1);

  // The proofs of a code in the order it quotes them: a place and its marks in the note.
  // One walk over its marks for all of them: a long chart has thousands.
  function proofs(code) {
    const quoted = [...code.querySelectorAll("[data-span]")].flatMap(placesOf);
    const found = new Map(quoted.map((place) => [place, []]));
    for (const mark of found.size ? marksOf(code) : []) {
      const paper = mark.closest("article").id;
      for (const span of mark.dataset.spans.split(" ")) {
        if (span.startsWith(code.dataset.item)) found.get(`${paper}-${startOf(span)}`)?.push(mark);
      }
    }
    return [...found].map(([place, marks]) => ({ place, marks })).filter(({ marks }) => marks.length);
  }

  // Where the note can be read: the name of the mark's document covers the top.
  function windowOn(mark) {
    const seen = pane().getBoundingClientRect();
    const name = mark.closest("article")?.querySelector("header")?.getBoundingClientRect();
    return { top: Math.max(seen.top, name?.bottom ?? 0), bottom: Math.min(seen.bottom, innerHeight) };
  }

  // Proof that can be read already is not moved.
  function inSight(marks) {
    return marks.every((mark) => {
      const { top, bottom } = windowOn(mark);
      const box = mark.getBoundingClientRect();
      return box.top >= top && box.bottom <= bottom;
    });
  }

  // Brought as far into view as the window allows: whoever is told to press again must
  // not be told so for ever.
  function isTouched(mark) {
    const { top, bottom } = windowOn(mark);
    const box = mark.getBoundingClientRect();
    return box.bottom > top && box.top < bottom;
  }

  // Seen is a code whose proof could be read while it was open; its first words count
  // where the proof is longer than the page is high.
  function note(code) {
    const first = proofs(code)[0];
    if (!first || inSight([first.marks[0]])) code.removeAttribute("data-unseen");
    return !code.hasAttribute("data-unseen");
  }

  function light(code, which = 0) {
    darken();
    marksOf(code).forEach((mark) => mark.setAttribute("aria-current", "false"));
    const shown = proofs(code)[which]?.marks;
    if (!shown) return;
    shown.forEach((mark) => mark.setAttribute("aria-current", "true"));
    if (pane()?.contains(shown[0]) && !inSight(shown)) shown[0].scrollIntoView({ block: "center" });
    note(code);
  }

  // Asked by the keys before they accept: shown now, it is for the next press.
  document.addEventListener("attest:sight", (event) => {
    const code = event.target;
    if (note(code)) return;
    show(code, 0);
    if (isTouched(proofs(code)[0].marks[0])) code.removeAttribute("data-unseen");
    event.preventDefault();
  });

  // After a decision the note is not sent again: its marks follow the codes' states.
  function paint() {
    const stateOf = new Map([...document.querySelectorAll("details[data-item]")].map((code) => [code.dataset.item, code.dataset.state]));
    for (const mark of document.querySelectorAll("mark[data-items]")) {
      const states = new Set(mark.dataset.items.split(" ").map((item) => stateOf.get(item)).filter(Boolean));
      if (!states.size) continue;
      const state = ORDER.find((each) => states.has(each)) || "";
      if (mark.dataset.state !== state) mark.dataset.state = state;
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

  // A mark that was clicked opens its code, unless text was being selected. Where it
  // proves several, each further click opens the next of them.
  function openFrom(mark) {
    const items = mark.dataset.items.split(" ");
    const code = codeOf(items[(items.indexOf(openCode()?.dataset.item) + 1) % items.length]);
    if (!code || String(getSelection()) !== "") return;
    code.open = true;
    code.querySelector("summary").focus({ preventScroll: true });
    code.scrollIntoView({ block: "nearest" });
  }

  function show(code, which) {
    const all = proofs(code);
    const place = all.length ? which % all.length : 0;
    light(code, place);
    const words = all.length
      ? `Evidence ${place + 1} of ${all.length}: ${all[place].marks.map((mark) => mark.firstChild.textContent).join("")}`
      : "This version of the note does not hold the quoted text.";
    document.getElementById("status").textContent = words;
  }

  document.addEventListener("click", (event) => {
    const mark = event.target.closest("mark[data-items]");
    if (mark) return openFrom(mark);
    const control = event.target.closest("[data-evidence-next], [data-span]");
    const code = control && control.closest("details[data-item]");
    if (!code) return;
    event.preventDefault();
    const all = proofs(code);
    const now = all.findIndex(({ marks }) => marks[0].getAttribute("aria-current") === "true");
    const asked = control.matches("[data-span]") ? placesOf(control) : null;
    show(code, asked ? Math.max(all.findIndex(({ place }) => asked.includes(place)), 0) : now + 1);
  });

  // Of several details with one name only one may be open, so the arriving open code
  // would be closed while the leaving one is still there. Decided ones: see answer.js.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id === "decisions") return;
    event.detail.target.querySelectorAll("details[name]").forEach((leaving) => leaving.removeAttribute("name"));
  });
  // What was looked up or found moves the note by itself, or not at all.
  const ASIDE = "#finds, .found, .inside";
  document.addEventListener("htmx:afterSettle", (event) => { if (!event.target.closest?.(ASIDE)) start(); });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
