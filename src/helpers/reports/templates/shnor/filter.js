(function(){"use strict";
var main=document.querySelector("main"),items=Array.prototype.slice.call(document.querySelectorAll("[data-notebook]"));
if(items.length<2)return;
var form=document.createElement("div"),chosen={};
form.className="filters";form.setAttribute("role","search");form.setAttribute("aria-label","Отбор отчётов");
var state=document.createElement("p");state.setAttribute("role","status");state.className="rule";
var order=new Intl.Collator("ru",{numeric:true}).compare;
var show=function(){
  var count=0;
  items.forEach(function(item){
    item.hidden=Object.keys(chosen).some(function(key){return chosen[key]&&item.getAttribute("data-"+key)!==chosen[key]});
    if(!item.hidden)count++});
  document.querySelectorAll("main section,main .year").forEach(function(part){part.hidden=!part.querySelector("[data-notebook]:not([hidden])")});
  state.textContent="Показано отчётов: "+count+" из "+items.length};
[["municipality","Территория"],["year","Год"],["notebook","Отчёт"],["status","Состояние"]].forEach(function(pair){
  var key=pair[0],label=document.createElement("label"),select=document.createElement("select"),known={};
  items.forEach(function(item){known[item.getAttribute("data-"+key)]=1});
  [""].concat(Object.keys(known).sort(order)).forEach(function(value){
    var option=document.createElement("option");option.value=value;option.textContent=value||"все";select.appendChild(option)});
  select.addEventListener("change",function(){chosen[key]=select.value;show()});
  label.appendChild(document.createTextNode(pair[1]+" "));label.appendChild(select);form.appendChild(label)});
main.insertBefore(state,main.firstChild);main.insertBefore(form,state);show();
})();
