// Has the next chart ready when this one is signed. While the signing step is open the
// server reserves the next chart and sends its page, which is kept here, in memory and
// nowhere else, until the chart is signed or the step is left. Whether the page is still
// good the server says with the signature; if not, the next chart is fetched as ever.
(() => {
  "use strict";

  const STEP = "details[open] form[data-ahead]";
  // What is asked for: the form, and once it came the page with its mark.
  let asked = null;
  let going = null;

  const shown = () => document.querySelector(STEP);
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

  async function ask(form) {
    if (asked?.form === form) return;
    const mine = { form, page: null };
    asked = mine;
    const reply = await fetch(form.dataset.ahead, {
      method: "POST",
      cache: "no-store",
      headers: { "HX-Request": "true", "X-CSRFToken": token() },
    });
    const mark = reply.headers.get("Attest-Ahead");
    if (!reply.ok || !mark) return;
    const html = await reply.text();
    // Left meanwhile: nobody waits for it any more.
    if (asked !== mine) { if (!asked && !going) tell(form.dataset.letGo); return; }
    mine.page = { mark, html };
    setTimeout(() => { mine.page = null; }, Number(reply.headers.get("Attest-Keep")) * 1000);
  }

  function tell(address) {
    const word = new FormData();
    word.append("csrfmiddlewaretoken", token());
    navigator.sendBeacon(address, word);
  }

  function leave() {
    if (!asked) return;
    const { form, page } = asked;
    asked = null;
    if (page) tell(form.dataset.letGo);
  }

  // Only a page without this step says that nobody is about to sign.
  function look() {
    const form = shown();
    if (form) ask(form).catch(() => { asked = null; });
    else leave();
  }

  document.addEventListener("toggle", (event) => {
    if (event.target.querySelector?.("form[data-ahead]")) look();
  }, true);
  document.addEventListener("htmx:afterSettle", look);
  window.addEventListener("pagehide", leave);

  document.addEventListener("htmx:configRequest", ({ detail }) => {
    going = null;
    if (!asked?.page || detail.elt !== asked.form) return;
    going = asked.page;
    detail.headers["Attest-Ahead"] = going.mark;
  });

  // The chart that was sent takes the place of the one that is signed.
  function put({ html }) {
    const made = new DOMParser().parseFromString(html, "text/html");
    const main = made.getElementById("case");
    document.getElementById("chart-changed").replaceWith(made.getElementById("chart-changed"));
    document.getElementById("case").replaceWith(main);
    history.pushState(null, "", main.dataset.url);
    document.title = document.title.replace(/\d+/, main.dataset.number);
    scrollTo(0, 0);
    htmx.process(main);
    main.focus({ preventScroll: true });
    document.dispatchEvent(new CustomEvent("attest:chart"));
    htmx.trigger(main, "htmx:afterSettle", { elt: main, target: main });
  }

  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const answer = (name) => detail.xhr?.getResponseHeader(name);
    const form = detail.elt;
    if (!form.matches?.("form[data-ahead]")) return;
    const page = going;
    going = null;
    // Another page is on its way: no key reaches this one meanwhile.
    if (answer("HX-Redirect")) form.setAttribute("data-busy", "");
    else if (page && answer("Attest-Opened") === page.mark) { asked = null; put(page); }
  });

  // Back to a chart whose page is not here any more.
  window.addEventListener("popstate", () => {
    const main = document.getElementById("case");
    if (main && location.pathname !== main.dataset.url) location.reload();
  });
})();
