// The one keyboard listener. It clicks the visible control that carries the pressed
// key in data-hotkey, so a key can never do what a button could not, and it looks the
// control up afresh each time, so it stays alive when parts of the page are replaced.
//
// Ignored: keys typed into fields, keys with Ctrl, Alt or Cmd, held (repeating) keys,
// and every key while a reply is awaited. One press is at most one click.
(() => {
  "use strict";

  const TYPING = "input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]:not([contenteditable=false])";
  const down = new Set();

  // A person may press other keys: by first name what they press, and the way back.
  const own = JSON.parse(document.body.dataset.ownKeys || "{}");
  const named = Object.fromEntries(Object.entries(own).map(([name, key]) => [key, name]));
  const nameOf = (key) => named[key] ?? (key in own ? null : key);

  // Every button shows the key that this person presses for it.
  function print() {
    for (const control of document.querySelectorAll("[data-hotkey]:not([data-named])")) {
      control.dataset.named = "";
      const key = own[control.dataset.hotkey];
      if (!key) continue;
      control.setAttribute("aria-keyshortcuts", key);
      const shown = control.matches(TYPING) ? control.closest("[role=search]")?.querySelector("kbd") : control.querySelector(":scope > kbd");
      if (shown) shown.textContent = key;
    }
  }

  const visible = (element) => element.checkVisibility();
  const panel = () => [...document.querySelectorAll("details[data-panel][open]")].filter(visible).pop();
  const isOff = () => document.body.dataset.keys === "off";
  const isBusy = () => document.querySelector(".htmx-request, form[data-busy]") !== null;

  function say(words) {
    const status = document.getElementById("status");
    if (status) status.textContent = words;
  }

  // Within its own panel a key is the button's, not the summary's that opened it.
  const panelOf = (scope) => (scope instanceof HTMLDetailsElement ? scope : null);

  // Where the focus is, keys mean what is printed there: in the code book, on its page.
  const near = () => document.activeElement?.closest("[data-near]");

  // Nearest first: an open dialog hides the page, an open panel goes before the rest.
  function find(key) {
    const dialog = [...document.querySelectorAll("dialog[open]")].pop();
    const scopes = dialog ? [dialog] : [near(), panel(), document];
    for (const scope of scopes) {
      if (!scope) continue;
      const all = [...scope.querySelectorAll("[data-hotkey]")].filter((e) => e.dataset.hotkey === key);
      const open = all.filter((control) => visible(control) && control.parentElement !== panelOf(scope));
      // From elsewhere a key is first what it is on the page, then what it is in the book.
      const found = open.find((control) => scope !== document || !control.closest("[data-near]")) || open[0];
      if (found) return found;
    }
    return null;
  }

  // A panel opened by key whose one thing is a field: typing goes there, unless text of
  // the note is selected, which the focus would take away.
  function begin(panel) {
    if (!(panel instanceof HTMLDetailsElement) || !panel.open || String(getSelection()) !== "") return;
    const first = [...panel.querySelectorAll("[data-first]")].find((field) => !field.value);
    first?.focus();
    panel.scrollIntoView({ block: "nearest" });
  }

  // Whoever accepts has seen the proof: the page that shows it says so (evidence.js).
  const isUnseen = (control) => control.matches("[data-needs-sight]") && control.closest("[data-unseen]");

  function press(control) {
    const unseen = isUnseen(control);
    if (unseen && !unseen.dispatchEvent(new CustomEvent("attest:sight", { bubbles: true, cancelable: true }))) {
      say("The evidence was not on screen. It is now: press again.");
    } else if (control.disabled) {
      say(control.dataset.why || control.title || "Not available now.");
    } else if (control.matches(TYPING)) {
      control.focus();
      control.select?.();
    } else {
      control.focus({ preventScroll: true });
      control.click();
      begin(control.parentElement);
    }
  }

  // j and k walk over [data-stop]: the codes of a case, the rows of a worklist.
  function move(step) {
    const stops = [...document.querySelectorAll("[data-stop]")].filter(visible);
    if (!stops.length) return false;
    const now = stops.findIndex((stop) => stop.open || stop.hasAttribute("aria-current"));
    const next = stops[Math.min(Math.max(now + step, 0), stops.length - 1)];
    if (next instanceof HTMLDetailsElement) {
      next.open = true;
      next.querySelector("summary").focus();
    } else {
      stops.forEach((stop) => stop.toggleAttribute("aria-current", false));
      next.setAttribute("aria-current", "true");
      next.querySelector("a, button").focus();
    }
    next.scrollIntoView({ block: "nearest" });
    return true;
  }

  // Closes what was opened beside the note and goes back to the open code.
  function empty(beside) {
    if (!beside?.firstElementChild) return false;
    beside.replaceChildren();
    document.querySelector("details[data-stop][open] > summary")?.focus();
    return true;
  }

  // Out of a field that stands by itself: keys are keys again, what was typed stays.
  function leave(field) {
    if (!field?.matches(TYPING)) return false;
    const code = document.querySelector("details[data-stop][open] > summary");
    if (code) code.focus(); else field.blur();
    return true;
  }

  function close() {
    const open = panel();
    if (!open) return empty(document.getElementById("beside")) || leave(document.activeElement);
    open.open = false;
    open.querySelector("summary").focus();
    return true;
  }

  // From the look-up field down into what it found, and back.
  const FOUND = ".found button, [data-walk] a";
  function walk(target, key) {
    const around = target.closest?.("form:has(.found), .beside, .page");
    if (!around || !target.matches(`[type=search], ${FOUND}`)) return false;
    const found = [...around.querySelectorAll(FOUND)].filter(visible);
    if (!found.length) return false;
    const to = found.indexOf(target) + (key === "ArrowDown" ? 1 : -1);
    (found[to] || (to < 0 ? around.querySelector("[type=search]") : found.at(-1))).focus();
    return true;
  }

  function act(key) {
    const control = find(key) || (behindBook(key) && find(key));
    if ((key === "j" || key === "k") && !near()?.contains(control) && move(key === "j" ? 1 : -1)) return true;
    if (control) press(control);
    return control !== null || (["a", "m", "x"].includes(key) && openUndecided());
  }

  // The outline gives its place to the code book; a key of the outline takes it back.
  const behindBook = (key) => document.querySelector(`.outline [data-hotkey="${CSS.escape(key)}"]`) && empty(document.getElementById("beside"));

  // With no code open, a key that decides opens the first that waits, and no more.
  function openUndecided() {
    const code = document.querySelector("details[data-stop][data-state=undecided]:not([open])");
    if (!code || panel() || document.querySelector("dialog[open], details[data-stop][open]")) return false;
    code.open = true;
    code.querySelector("summary").focus();
    code.scrollIntoView({ block: "nearest" });
    return true;
  }

  // Space presses the button, the summary or the box that has the focus; leave it to it.
  const pressesItself = (target) => target.closest("button, summary, input, [role=button]") !== null;

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    const held = event.repeat || down.has(event.code);
    down.add(event.code);
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === "Enter" && target.closest?.("[data-no-enter]")) return event.preventDefault();
    if (key === "Escape" && !document.querySelector("dialog[open]")) { if (close()) event.preventDefault(); return; }
    // The sign that leads to a field, pressed once more in it, is no word to look for.
    if (key.length === 1 && !/[a-z0-9]/i.test(key) && target.matches?.(TYPING) && !target.value && nameOf(key) === target.dataset.hotkey) return event.preventDefault();
    if (key.startsWith("Arrow") && (key === "ArrowDown" || key === "ArrowUp") && walk(target, key)) return event.preventDefault();
    if (target.closest?.(TYPING) || isOff() || key.length !== 1) return;
    if (key === " " && pressesItself(target)) return;
    const letter = /^[a-z]$/i.test(key);
    if (letter && event.shiftKey) return;
    const name = nameOf(key === " " ? "Space" : letter ? key.toLowerCase() : key);
    if (name === null) return;
    if (held || isBusy()) { if (name !== "Space" || find("Space")) event.preventDefault(); return; }
    if (act(name)) event.preventDefault();
  });
  if (Object.keys(own).length) {
    new MutationObserver(print).observe(document.body, { childList: true, subtree: true });
    print();
  }
  document.addEventListener("keyup", (event) => down.delete(event.code));
  window.addEventListener("blur", () => down.clear());

  document.addEventListener("click", (event) => {
    const emptier = event.target.closest("[data-empties]");
    if (emptier) empty(document.getElementById(emptier.dataset.empties));
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (!dialog?.showModal) return;
    event.preventDefault();
    if (!dialog.open) dialog.showModal();
  });
})();
