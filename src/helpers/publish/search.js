"use strict";
(function () {
  var field = document.getElementById("q");
  var data = JSON.parse(document.getElementById("search-data").textContent);
  var list = document.getElementById("found");
  var said = document.getElementById("count");
  document.getElementById("search").hidden = false;
  function plain(text) {
    return text.toLowerCase().replace(/ё/g, "е").match(/[0-9a-zа-я]+/g) || [];
  }
  function holding(word) {
    var found = {};
    data.forms.forEach(function (pair) {
      if (pair[0].indexOf(word) === 0) pair[1].forEach(function (id) { found[id] = true; });
    });
    return found;
  }
  function look() {
    var words = plain(field.value);
    list.textContent = "";
    said.textContent = "";
    if (!words.length) return;
    var sets = words.map(holding);
    var hits = data.pages.map(function (page, id) {
      return sets.filter(function (one) { return one[id]; }).length;
    });
    var most = Math.max.apply(null, hits);
    var count = 0;
    if (most) data.pages.forEach(function (page, id) {
      if (hits[id] < most) return;
      count += 1;
      if (count > 200) return;
      var link = document.createElement("a");
      link.href = page[1];
      link.textContent = page[0];
      var item = document.createElement("li");
      item.appendChild(link);
      list.appendChild(item);
    });
    said.textContent = !count ? "Ничего не найдено."
      : most === words.length ? "Найдено: " + count
      : "Всех слов вместе нет нигде; где есть часть из них: " + count;
  }
  field.addEventListener("input", look);
  look();
})();
