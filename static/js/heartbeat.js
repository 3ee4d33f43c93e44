// Tells the server that the coder is at work on this chart, so that the claim is kept.
// Idle for two minutes, or in a hidden tab, it says nothing and the lease runs out.
(() => {
  "use strict";

  const BEAT = 60_000;
  const IDLE = 120_000;
  let active = Date.now();

  for (const kind of ["keydown", "pointerdown", "pointermove", "scroll"]) {
    document.addEventListener(kind, () => { active = Date.now(); }, { passive: true, capture: true });
  }

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

  // A failed beat is no news: the next one comes, and decisions are checked anyway.
  setInterval(() => beat().catch(() => {}), BEAT);
})();
