// Tells the server that the coder is at work on this chart, so that the claim is kept.
// Idle for two minutes, or in a hidden tab, it says nothing and the lease runs out. When
// the page is left it says so, and the claim ends soon unless the coder comes back.
(() => {
  "use strict";

  const BEAT = 60_000;
  const IDLE = 120_000;
  let active = Date.now();

  // Who comes back after a while, or opens the laptop, is told at once whether the chart
  // is still theirs, and not at the next decision.
  function stir() {
    const back = Date.now() - active > IDLE;
    active = Date.now();
    if (back) beat().catch(() => {});
  }

  for (const kind of ["keydown", "pointerdown", "pointermove", "scroll"]) {
    document.addEventListener(kind, stir, { passive: true, capture: true });
  }

  // The book in a window of its own is part of the work on this chart.
  const book = new BroadcastChannel("attest-book");
  book.addEventListener("message", ({ data }) => { if (data.kind === "work") stir(); });

  async function beat() {
    const lease = document.querySelector("[data-heartbeat]");
    if (!lease || document.hidden || Date.now() - active > IDLE) return;
    const reply = await fetch(lease.dataset.heartbeat, {
      method: "POST",
      headers: { "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value },
    });
    if (reply.ok) {
      lease.textContent = await reply.text();
    } else if (reply.status === 409 || reply.status === 403) {
      lease.removeAttribute("data-heartbeat");
      lease.textContent = lease.dataset.lost;
      document.getElementById("status").textContent = lease.dataset.lost;
    }
  }

  window.addEventListener("pagehide", () => {
    const lease = document.querySelector("[data-heartbeat]");
    if (!lease) return;
    const word = new FormData();
    word.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    navigator.sendBeacon(lease.dataset.away, word);
  });

  // A failed beat is no news: the next one comes, and decisions are checked anyway.
  setInterval(() => beat().catch(() => {}), BEAT);
})();
