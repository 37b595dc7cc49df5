"use strict";
(function () {
  var menu = document.querySelector("nav");
  var parts = location.pathname.split("/").slice(0, 30);
  function show(root) {
    menu.querySelectorAll("a").forEach(function (link) {
      link.href = root + link.getAttribute("href");
    });
    menu.hidden = false;
  }
  function look(depth) {
    if (depth < 1) return;
    var root = location.origin + parts.slice(0, depth).join("/") + "/";
    fetch(root + "glossary.html").then(function (answer) {
      return answer.ok ? answer.text() : "";
    }).then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html");
      var word = page.querySelector("dt");
      if (page.title === "Словарь" && word && word.textContent === "ШНОР") show(root);
      else look(depth - 1);
    });
  }
  if (location.protocol === "file:") show("");
  else look(parts.length - 1);
})();
