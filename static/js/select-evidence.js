// Selected text becomes the evidence of an added code: document, start and end are put
// into the form, in Unicode code points of the normalised text. The server compares the
// quoted text with the document again; what does not match is refused there.
(() => {
  "use strict";

  // A browser counts UTF-16 units; the offsets of the trail count code points.
  const points = (text) => { let count = 0; for (const _ of text) count += 1; return count; };

  // Text of the note between a start marker and a boundary, without the numbers on marks.
  function lengthTo(line, node, offset) {
    const range = document.createRange();
    range.setStart(line, 0);
    range.setEnd(node, offset);
    const copy = range.cloneContents();
    copy.querySelectorAll("sup").forEach((number) => number.remove());
    return points(copy.textContent);
  }

  // The line that a boundary lies in carries the offset of its first character.
  function place(node, offset) {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    const line = element.closest("[data-start]");
    if (line) return { line, at: Number(line.dataset.start) + lengthTo(line, node, offset) };
    const before = [...element.childNodes].slice(0, offset).reverse()
      .map((child) => child.nodeType === Node.ELEMENT_NODE && (child.matches("[data-start]") ? child : [...child.querySelectorAll("[data-start]")].pop()))
      .find(Boolean);
    return before ? { line: before, at: Number(before.dataset.start) + lengthTo(before, before, before.childNodes.length) } : null;
  }

  function selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const start = place(range.startContainer, range.startOffset);
    const end = place(range.endContainer, range.endOffset);
    const from = start?.line.closest("[data-document]");
    if (!from || from !== end?.line.closest("[data-document]") || end.at <= start.at) return null;
    const copy = range.cloneContents();
    copy.querySelectorAll("sup").forEach((number) => number.remove());
    return { document: from.dataset.document, start: start.at, end: end.at, text: copy.textContent.replace(/\s+/g, " ").trim() };
  }

  function fill(form, quote) {
    for (const name of ["document", "start", "end"]) form.elements[name].value = quote ? quote[name] : "";
    if (!quote) return;
    form.elements.quote.value = quote.text;
    const query = form.elements.q;
    if (query && query.dataset.typed === undefined) query.value = quote.text.slice(0, 80);
  }

  document.addEventListener("selectionchange", () => {
    const forms = document.querySelectorAll("form[data-evidence-form]");
    const quote = forms.length ? selected() : null;
    if (quote) forms.forEach((form) => fill(form, quote));
  });

  // Typed over by hand, the offsets no longer hold; the server looks for the words.
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-evidence-form]");
    if (!form) return;
    if (event.target === form.elements.quote) fill(form, null);
    if (form.elements.q && event.target === form.elements.q) event.target.dataset.typed = "";
  });

  // With a selection, opening the panel looks it up at once.
  document.addEventListener("toggle", (event) => {
    const form = event.target.open && event.target.querySelector?.(":scope form[data-evidence-form]");
    if (form && form.elements.q?.value && form.elements.start.value) form.elements.q.dispatchEvent(new Event("lookup"));
  }, true);
})();
