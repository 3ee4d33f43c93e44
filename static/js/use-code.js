// A code that the book shows goes into the panel of the case that is open: to change a
// code, or to add one. It is looked up there and nothing is decided; the digit decides.
// The book may stand beside the note or in a window of its own, which finds the charts
// that are open through a channel that only windows of this site share.
(() => {
  "use strict";

  const id = `${Date.now()}-${Math.random()}`;
  const channel = new BroadcastChannel("attest-book");
  const page = () => document.querySelector("main[data-number]");
  const adding = () => document.querySelector("#add form[data-evidence-form]");
  const changing = () => [...document.querySelectorAll("details.modify[open] form")].find((form) => form.checkVisibility());
  const busy = () => document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling, form[data-busy]") !== null;
  let done = "";

  // Puts the code into the panel and looks it up; says which panel, or "" for none.
  function use(code) {
    const form = changing() || adding();
    if (!form) return "";
    const panel = form.closest("details");
    const query = form.elements.q;
    query.value = code;
    query.dataset.typed = "";
    // With text selected, a panel that opens looks it up by itself.
    const looksUp = !panel.open && form.elements.start?.value;
    panel.open = true;
    if (!looksUp) query.dispatchEvent(new Event("lookup"));
    const summary = panel.querySelector("summary");
    summary.focus();
    panel.scrollIntoView({ block: "nearest" });
    const words = `${code} is looked up under “${summary.firstChild.textContent.trim()}”. Its digit takes it.`;
    document.getElementById("status").textContent = words;
    return words;
  }

  document.addEventListener("click", (event) => {
    const own = event.target.closest("[data-own-window]");
    if (own) {
      event.preventDefault();
      window.open(own.href, own.target, "popup,width=860,height=1000");
      return;
    }
    const chosen = event.target.closest("[data-use-code]");
    if (chosen && use(chosen.dataset.useCode)) event.preventDefault();
  });

  // -- the book in a window of its own

  function here() {
    const main = page();
    if (main && adding()) channel.postMessage({ kind: "here", id, number: main.dataset.number, on: main.dataset.on });
  }

  // One press is one act: a message that comes twice is taken once.
  async function take({ code, press }) {
    if (press === done) return;
    done = press;
    for (let waited = 0; busy() && waited < 30; waited += 1) await new Promise((go) => setTimeout(go, 100));
    channel.postMessage({ kind: "taken", press, words: use(code) });
  }

  channel.addEventListener("message", ({ data }) => {
    if (data.kind === "who") here();
    else if (data.kind === "use" && data.id === id) take(data);
  });
  window.addEventListener("focus", here);
  document.addEventListener("htmx:afterSettle", here);
  window.addEventListener("pagehide", () => channel.postMessage({ kind: "gone", id }));
  window.addEventListener("pageshow", here);
})();
