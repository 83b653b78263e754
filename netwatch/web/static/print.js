// The button appears where scripts run; elsewhere the browser's own menu prints.
"use strict";
for (const each of document.querySelectorAll("[data-print]")) {
  each.hidden = false;
  each.addEventListener("click", () => window.print());
}
