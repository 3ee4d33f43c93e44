// Codes are put into another order by dragging their number; keys and buttons do the same
// a place at a time. The server orders: this sends which code was dropped where, once,
// with the version of the page, and shows what comes back.
(() => {
  "use strict";

  const FAR = 4;
  let drag = null;

  const rows = (list) => [...list.children];
  const isBusy = () => document.querySelector(".htmx-request, form[data-busy]") !== null;
  const say = (words) => { document.getElementById("status").textContent = words; };

  function clear() {
    drag?.list.querySelectorAll("[data-drop]").forEach((row) => row.removeAttribute("data-drop"));
    drag?.row.removeAttribute("data-dragged");
  }

  // The place, counted from 1, that the row would have if it were let go here.
  function aim(y) {
    const others = rows(drag.list).filter((row) => row !== drag.row);
    const after = others.findIndex((row) => {
      const box = row.querySelector("summary").getBoundingClientRect();
      return y < box.top + box.height / 2;
    });
    const place = after < 0 ? others.length + 1 : after + 1;
    clear();
    drag.row.setAttribute("data-dragged", "");
    if (after < 0) others.at(-1)?.setAttribute("data-drop", "after");
    else others[after].setAttribute("data-drop", "before");
    return place;
  }

  function start(event) {
    const grip = event.target.closest("[data-grip]");
    const list = grip?.closest("[data-order]");
    if (!list || event.button !== 0 || isBusy()) return;
    const row = grip.closest("li");
    drag = { list, row, y: event.clientY, place: 0, moved: false };
  }

  function move(event) {
    if (!drag) return;
    if (!drag.moved && Math.abs(event.clientY - drag.y) < FAR) return;
    drag.moved = true;
    drag.place = aim(event.clientY);
    event.preventDefault();
  }

  function drop() {
    if (!drag) return;
    const { list, row, place, moved } = drag;
    clear();
    drag = null;
    if (!moved) return;
    // The click that ends a drag opens nothing.
    const still = (event) => event.preventDefault();
    row.addEventListener("click", still, { capture: true, once: true });
    setTimeout(() => row.removeEventListener("click", still, { capture: true }));
    if (place === rows(list).indexOf(row) + 1) return;
    const values = {
      csrfmiddlewaretoken: document.querySelector("[name=csrfmiddlewaretoken]").value,
      version: list.dataset.version,
      item: row.querySelector("[data-item]").dataset.item,
      to: place,
    };
    htmx.ajax("POST", list.dataset.order, { source: list, target: "#case", swap: "outerHTML", values });
  }

  function cancel() {
    if (drag?.moved) say("The order is as it was.");
    clear();
    drag = null;
  }

  document.addEventListener("pointerdown", start);
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", cancel);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") cancel(); });
})();
