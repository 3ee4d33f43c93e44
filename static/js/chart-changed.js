// Tells whoever has a chart open that it changed meanwhile. Nothing on the page is
// touched: what was typed stays, and the coder opens the new version when ready.
(() => {
  "use strict";

  const LOOK = 20_000;
  let notice;
  let told;

  function start() {
    notice = document.getElementById("chart-changed");
    told = Number(notice.dataset.version);
  }

  async function look() {
    if (document.hidden) return;
    const asked = notice;
    const reply = await fetch(notice.dataset.newest, { headers: { "Attest-Background": "yes" } });
    if (!reply.ok) return;
    const newest = Number(await reply.text());
    if (asked !== notice || !(newest > told)) return;
    told = newest;
    notice.hidden = false;
    document.getElementById("status").textContent = notice.dataset.said;
  }

  // A look that fails is no news; the server checks every answer anyway.
  start();
  document.addEventListener("attest:chart", start);
  const quietly = () => look().catch(() => {});
  setInterval(quietly, LOOK);
  document.addEventListener("visibilitychange", quietly);
})();
