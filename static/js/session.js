// Warns before the session ends by itself, and keeps what was typed and not sent. The
// server decides when it ends; this only asks, in the background, how long it lasts.
// Typing is a person at work: while somebody types, keeping the draft keeps the session.
(() => {
  "use strict";

  const warning = document.getElementById("session-warning");
  if (!warning) return;
  const WARN = 120;
  const SAVE = 15_000;
  // After so long without a letter it is kept at once: a crash takes no more than that.
  const PAUSE = 1_500;
  const left = warning.querySelector("[data-left]");
  const background = { "Attest-Background": "yes" };
  // The chart that was sent ahead takes the place of the signed one (ahead.js).
  let place = location.pathname;
  let typedAt = 0;
  let pausing = 0;
  let kept = "";
  const sent = new Set();

  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";

  // -- what was typed

  const FIELDS = "main textarea, main form[method=post] input[type=text], main form[method=post] input:not([type])";
  const nameOf = (field) => `${new URL(field.form?.action || place, location).pathname} ${field.name}`;
  const own = (field) => field.name && field.form && !field.disabled && field.value !== field.defaultValue;

  function typed() {
    const found = {};
    for (const field of document.querySelectorAll(FIELDS)) if (own(field) && !sent.has(field.form)) found[nameOf(field)] = field.value;
    return JSON.stringify(found);
  }

  function keep({ leaving = false } = {}) {
    const fields = typed();
    if (fields === kept || (kept === "" && fields === "{}")) return;
    kept = fields;
    const form = new FormData();
    form.append("csrfmiddlewaretoken", token());
    form.append("place", place);
    form.append("fields", fields);
    if (leaving) return void navigator.sendBeacon(warning.dataset.draft, form);
    const atWork = Date.now() - typedAt < 60_000;
    fetch(warning.dataset.draft, { method: "POST", body: form, headers: atWork ? {} : background }).catch(() => { kept = ""; });
  }

  async function restore() {
    const reply = await fetch(`${warning.dataset.draft}?place=${encodeURIComponent(place)}`, { headers: background });
    if (!reply.ok) return;
    const found = await reply.json();
    let back = 0;
    for (const field of document.querySelectorAll(FIELDS)) {
      const words = field.form && found[nameOf(field)];
      if (!words || field.value !== field.defaultValue || field.value === words) continue;
      field.value = words;
      const panel = field.closest("details");
      if (panel) panel.open = true;
      back += 1;
    }
    if (Object.keys(found).length) kept = JSON.stringify(found);
    if (back) document.getElementById("messages").replaceChildren(document.getElementById("draft-back").content.cloneNode(true));
  }

  document.addEventListener("input", (event) => {
    typedAt = Date.now();
    sent.delete(event.target.form);
    clearTimeout(pausing);
    pausing = setTimeout(() => keep(), PAUSE);
  });
  // What is sent is a draft no longer; if it is refused, the answer shows it again.
  document.addEventListener("submit", (event) => { sent.add(event.target); keep({ leaving: true }); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep({ leaving: true }); });
  window.addEventListener("pagehide", () => keep({ leaving: true }));
  setInterval(() => keep(), SAVE);

  // -- how long the session lasts

  const words = (seconds) => (seconds > 90 ? "2 minutes" : seconds > 45 ? "1 minute" : "less than a minute");
  const later = (seconds) => setTimeout(() => look().catch(() => later(30)), seconds * 1000);

  async function look() {
    const reply = await fetch(warning.dataset.session, { headers: background });
    // Signed out: the page is cleared and asks who is there. What was typed is kept.
    if (reply.redirected || !reply.ok) return location.reload();
    const seconds = Number(await reply.text());
    if (seconds > WARN) {
      if (warning.open) warning.close();
      return later(seconds - WARN);
    }
    keep();
    const said = words(seconds);
    if (left.textContent !== said) left.textContent = said;
    if (!warning.open) warning.showModal();
    later(Math.min(Math.max(seconds, 1), 15));
  }

  warning.querySelector("[data-stay]").addEventListener("click", async () => {
    await fetch(warning.dataset.session, { method: "POST", headers: { "X-CSRFToken": token() } });
    warning.close();
  });

  document.addEventListener("attest:chart", () => {
    place = location.pathname;
    kept = "";
    restore().catch(() => {});
  });

  restore().catch(() => {});
  later(Number(warning.dataset.first));
})();
