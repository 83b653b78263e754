// Small comforts; every page works without them.
"use strict";

// On a narrow screen the menu begins closed.
const menu = document.querySelector("[data-open-wide]");
if (menu && !window.matchMedia("(min-width: 900px)").matches) menu.removeAttribute("open");

// A choice with data-submit sends its form by itself; its button is then needless.
document.documentElement.classList.add("scripted");
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

// What cannot be undone asks first.
document.addEventListener("submit", (event) => {
  const asked = event.target.dataset.confirm;
  if (asked && !window.confirm(asked)) event.preventDefault();
});
