/* SPDX-License-Identifier: MIT
   Language and theme of the sheet. Without this script it stays as it was written. */
(function () {
  "use strict";
  var root = document.documentElement;

  function setLanguage(lang) {
    root.dataset.lang = lang;
    root.lang = lang === "zh" ? "zh-CN" : "en";
  }

  function setTheme(theme) {
    root.dataset.theme = theme;
  }

  setLanguage(/^zh/i.test(navigator.language || "") ? "zh" : "en");
  if (window.matchMedia("(prefers-color-scheme: light)").matches) setTheme("light");
  document.querySelector(".tools").hidden = false;
  document.getElementById("lang").addEventListener("click", function () {
    setLanguage(root.dataset.lang === "zh" ? "en" : "zh");
  });
  document.getElementById("theme").addEventListener("click", function () {
    setTheme(root.dataset.theme === "light" ? "dark" : "light");
  });
})();
