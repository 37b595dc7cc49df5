(function(){"use strict";
var value=function(row,i){return row.cells[i]?row.cells[i].textContent.trim():""};
var number=function(text){
  var found=/^[^\d+\u2212-]{0,2}([+\u2212-]?\d[\d\u202f\u00a0]*(?:,\d+)?)/.exec(text);
  return found?parseFloat(found[1].replace(/[\u202f\u00a0]/g,"").replace("\u2212","-").replace(",",".")):NaN};
document.querySelectorAll("div.table>table").forEach(function(table){
  var body=table.tBodies[0],rows=Array.prototype.slice.call(body.rows);
  if(rows.length<3)return;
  var loose=rows.filter(function(row){return !row.classList.contains("strong")});
  Array.prototype.forEach.call(table.tHead.rows[0].cells,function(head,i){
    var button=document.createElement("button");
    button.type="button";button.className="sort";button.title="Упорядочить строки по столбцу";
    while(head.firstChild)button.appendChild(head.firstChild);
    head.appendChild(button);
    button.addEventListener("click",function(){
      var down=head.getAttribute("aria-sort")==="ascending",sign=down?-1:1;
      table.querySelectorAll("[aria-sort]").forEach(function(other){other.removeAttribute("aria-sort")});
      head.setAttribute("aria-sort",down?"descending":"ascending");
      var sorted=loose.slice().sort(function(a,b){
        var x=value(a,i),y=value(b,i),p=number(x),q=number(y);
        if(isNaN(p)!==isNaN(q))return isNaN(p)?1:-1;
        return sign*((isNaN(p)?0:p-q)||x.localeCompare(y,"ru",{numeric:true}))});
      rows.forEach(function(row){body.appendChild(row.classList.contains("strong")?row:sorted.shift())});
    });
  });
});
var details=document.querySelectorAll("details"),bar=document.querySelector("nav");
if(details.length&&bar&&document.body.classList.contains("report")&&!document.body.classList.contains("list")){
  var all=document.createElement("button"),open=false;
  all.type="button";all.className="fold";all.textContent="Раскрыть всё";
  all.addEventListener("click",function(){
    open=!open;details.forEach(function(item){item.open=open});
    all.textContent=open?"Свернуть всё":"Раскрыть всё"});
  bar.appendChild(all);
}
})();
