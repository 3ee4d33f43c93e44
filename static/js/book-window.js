// The code book in a window of its own: it knows which charts are open in other windows
// and hands a code to the one that was used last. Nothing is decided here: the chart
// looks the code up, and says so. Work in this window is work on that chart.
(() => {
  "use strict";

  const SILENT = 4_000;
  const PAUSE = 20_000;
  const channel = new BroadcastChannel("attest-book");
  const book = document.getElementById("book");
  const where = document.querySelector("[data-for-case]");
  const cases = new Map();
  const answers = new Map();
  let worked = 0;
  // What a chart answered stays to be read until another code or another chart is shown.
  let said = null;

  const last = () => [...cases.values()].pop();

  function show() {
    const there = last();
    const send = document.querySelector("[data-send-code]");
    if (send) send.hidden = !there || there.on !== book.dataset.on;
    where.hidden = !there;
    if (!there) return;
    where.textContent = said?.id === there.id ? said.words : `Beside case ${there.number}.`;
    if (there.on === book.dataset.on) return;
    const link = document.createElement("a");
    const to = new URL(location);
    to.searchParams.set("on", there.on);
    link.href = to;
    link.textContent = `Show the book of ${there.on}`;
    where.replaceChildren(`Case ${there.number} was seen on another day. `, link, ".");
  }

  channel.addEventListener("message", ({ data }) => {
    if (data.kind === "here") {
      // The one that spoke last stands last.
      cases.delete(data.id);
      cases.set(data.id, data);
      show();
    } else if (data.kind === "gone") {
      cases.delete(data.id);
      show();
    } else if (data.kind === "taken") {
      answers.get(data.press)?.(data.words);
    }
  });

  const silence = () => new Promise((go) => setTimeout(go, SILENT));

  async function send(code) {
    const there = last();
    if (!there) return;
    const press = `${Date.now()}-${Math.random()}`;
    const answer = new Promise((go) => answers.set(press, go));
    channel.postMessage({ kind: "use", id: there.id, code, press });
    const words = await Promise.race([answer, silence()]);
    answers.delete(press);
    said = { id: there.id, words: words
      ? `Case ${there.number}: ${words}`
      : `Case ${there.number} does not answer: it was closed, or is not yours any more.` };
    where.textContent = said.words;
  }

  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-send-code]");
    if (chosen) send(chosen.dataset.sendCode);
  });

  for (const kind of ["keydown", "pointerdown"]) {
    document.addEventListener(kind, () => {
      if (Date.now() - worked < PAUSE) return;
      worked = Date.now();
      channel.postMessage({ kind: "work" });
    }, { passive: true, capture: true });
  }

  document.addEventListener("htmx:afterSettle", () => { said = null; show(); });
  channel.postMessage({ kind: "who" });
})();
