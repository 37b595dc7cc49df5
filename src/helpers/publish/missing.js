"use strict";
(function () {
  var path = location.pathname;
  var root = path.lastIndexOf("/m/");
  var isHome = location.protocol === "file:" || (root < 0 && /\/404\.html$/.test(path));
  if (!isHome && root < 0) return;
  var menu = document.querySelector("nav");
  if (!isHome) menu.querySelectorAll("a").forEach(function (link) {
    link.href = location.origin + path.slice(0, root + 1) + link.getAttribute("href");
  });
  menu.hidden = false;
})();
