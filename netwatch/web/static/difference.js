// n and p go to the next and the previous changed stanza; links do the same without this file.
"use strict";

(() => {
  const stanzas = Array.from(document.querySelectorAll(".diff-stanza"));
  if (!stanzas.length) return;
  let at = stanzas.findIndex((each) => `#${each.id}` === window.location.hash);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    const step = { n: 1, p: -1 }[event.key];
    if (!step) return;
    at = Math.min(stanzas.length - 1, Math.max(0, at + step));
    stanzas[at].scrollIntoView({ block: "start" });
    stanzas[at].focus({ preventScroll: true });
    window.history.replaceState(null, "", `#${stanzas[at].id}`);
  });
})();
