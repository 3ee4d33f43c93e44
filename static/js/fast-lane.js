// Ticks each code of the fast lane once its evidence was on the screen, whole and long
// enough to be read. The server attests only what was ticked; without this script the
// coder ticks by hand. Nothing is ticked in a tab that nobody looks at.
(() => {
  "use strict";

  const ENOUGH = 400;
  const form = document.querySelector("form[data-glance]");
  if (!form) return;
  const button = form.querySelector("[data-attest]");
  const left = document.getElementById("unseen");
  const timers = new Map();

  const box = (row) => document.getElementById(row.dataset.seen);

  function tell() {
    const unseen = [...form.querySelectorAll("[name=seen]")].filter((each) => !each.checked).length;
    button.disabled = unseen > 0;
    button.dataset.why = unseen ? `${unseen} not on the screen yet: scroll on.` : "";
    left.textContent = button.dataset.why;
  }

  function saw(row) {
    if (document.hidden) return;
    box(row).checked = true;
    watcher.unobserve(row);
    tell();
  }

  // A proof longer than the window counts once its middle half was there.
  const whole = (entry) => entry.intersectionRatio > .95 || entry.intersectionRect.height > innerHeight / 2;

  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      clearTimeout(timers.get(entry.target));
      if (entry.isIntersecting && whole(entry)) timers.set(entry.target, setTimeout(saw, ENOUGH, entry.target));
    }
  }, { threshold: [0, .25, .5, .75, .96, 1] });

  document.addEventListener("visibilitychange", () => {
    for (const row of form.querySelectorAll("[data-seen]")) if (!box(row).checked) { watcher.unobserve(row); watcher.observe(row); }
  });
  form.addEventListener("change", tell);
  form.querySelectorAll("[data-seen]").forEach((row) => watcher.observe(row));
  tell();
})();
