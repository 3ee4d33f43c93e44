// Gives the code that is opened its panels. The server writes whole panels only for the
// code that a whole page shows open; elsewhere it leaves their place, and with the page
// blanks of them.
(() => {
  "use strict";

  const BLANK = "00000000-0000-0000-0000-000000000000";

  function address(made, item) {
    for (const form of made.querySelectorAll("form")) {
      for (const name of ["action", "hx-post"]) form.setAttribute(name, form.getAttribute(name).replace(BLANK, item));
    }
    for (const field of made.querySelectorAll("[name=item]")) field.value = item;
  }

  // The look-up of a modify panel answers into a list of its own.
  function pick(made, place, item) {
    const found = made.querySelector(".found");
    if (!found) return;
    const picks = place.querySelector(":scope > template");
    if (picks) {
      found.replaceChildren(picks.content.cloneNode(true));
      // Their digits are pressed first; the field waits for its key.
      made.querySelector(".look").removeAttribute("data-first");
    }
    found.id = `found-${item}`;
    for (const asks of made.querySelectorAll("[hx-target^='#modify-']")) asks.setAttribute("hx-target", `#found-${item}`);
  }

  // The proposed cause is the code's own; where it has no letter it stays with "another".
  function propose(made, place) {
    const proposed = made.querySelector("[name=proposed]");
    if (!proposed) return;
    const cause = place.dataset.cause;
    const own = made.querySelector(`[name=why][value="${CSS.escape(cause)}"]`);
    const other = made.querySelector(`[name=why_other] option[value="${CSS.escape(cause)}"]`);
    proposed.value = cause;
    if (own) own.checked = true;
    else if (other) { made.querySelector("[name=why][value='']").checked = true; other.selected = true; }
  }

  function settle(made, place) {
    if (!place.dataset.key) return;
    made.querySelector("[name=key]").value = place.dataset.key;
    made.querySelector("[name=how]").value = place.dataset.how;
    if (place.dataset.how !== "override") made.querySelector("[data-citation]").remove();
  }

  // The blanks are as old as the page; what stands in the foot is of the last answer.
  function renew(made) {
    const now = document.querySelector("#case-foot [name=version]");
    for (const field of made.querySelectorAll("[name=version]")) field.value = now ? now.value : field.value;
  }

  function put(place, item) {
    const blank = document.getElementById(`fill-${place.dataset.fill}`);
    if (!blank) return;
    const made = blank.content.cloneNode(true);
    renew(made);
    if (item) {
      address(made, item);
      pick(made, place, item);
      propose(made, place);
      settle(made, place);
    }
    place.replaceChildren(made);
    place.removeAttribute("data-fill");
    htmx.process(place);
  }

  function fill(code) {
    for (const place of code.querySelectorAll("[data-fill]")) put(place, code.dataset.item);
  }

  // Opened by a key or a click: filled at once, before the next key can be pressed.
  const watch = (code) => new MutationObserver(() => code.open && fill(code)).observe(code, { attributeFilter: ["open"] });

  function start() {
    for (const code of document.querySelectorAll("details[data-item]:not([data-watched])")) {
      code.dataset.watched = "";
      watch(code);
      if (code.open) fill(code);
    }
    for (const place of document.querySelectorAll("#case-foot [data-fill]")) put(place, "");
  }

  document.addEventListener("htmx:afterSettle", start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
