// Both ends of a decision. With the request go the marks of the codes that the page shows
// already, so that the answer leaves out what did not change; htmx keeps those where they
// are. Then the forms that stayed learn the new version, and the code that the answer
// names is opened. Without this script every answer brings everything.
(() => {
  "use strict";

  const DECISIONS = "decisions";
  // A header has bounds; what is beyond them is sent again, which harms nobody.
  const MOST = 200;

  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.target?.id !== DECISIONS) return;
    const shown = document.querySelectorAll(`#case-head[data-as], #${DECISIONS} [data-as]`);
    detail.headers["Attest-Shown"] = [...shown].slice(0, MOST).map((part) => part.dataset.as).join(" ");
  });

  // Of several details with one name only one may be open: what stays is closed first.
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target.id !== DECISIONS) return;
    for (const open of detail.target.querySelectorAll("details[open]")) open.open = false;
  });

  // Whatever stayed is as the answer would have written it, but for the version.
  function renew() {
    const now = document.querySelector("#case-foot [name=version]");
    if (!now) return;
    for (const field of document.querySelectorAll("#case-head [name=version], details[data-item] [name=version]")) field.value = now.value;
  }

  function open() {
    const list = document.querySelector("[data-opens]");
    if (!list) return;
    const code = document.querySelector(`details[data-item="${CSS.escape(list.dataset.opens)}"]`);
    list.removeAttribute("data-opens");
    if (!code) return;
    code.open = true;
    code.querySelector("summary").focus();
  }

  document.addEventListener("htmx:afterSettle", () => { renew(); open(); });
})();
