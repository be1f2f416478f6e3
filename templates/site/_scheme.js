{# In the head of every page, so that a choice of light or dark is there before anything is drawn. The policy allows it
   by the digest of what this file renders to. Where a browser keeps nothing, the choice lasts as long as the page. #}
{
const page=document,style=page.documentElement.style
let kept={}
try{kept=localStorage}catch{}
style.colorScheme=kept.scheme||""
addEventListener("DOMContentLoaded",()=>{
const button=page.querySelector(".scheme")
button.hidden=false
button.onclick=()=>{
const system=matchMedia("(prefers-color-scheme:dark)").matches?"dark":"light",next=(kept.scheme||system)=="dark"?"light":"dark"
style.colorScheme=kept.scheme=next==system?"":next
}
for(const list of page.querySelectorAll(".toc"))
if(list.scrollHeight>list.clientHeight)list.tabIndex=0
for(const heading of page.querySelectorAll(".body :is(h2,h3,h4)[id]"))
heading.insertAdjacentHTML("beforeend",`<a class=anchor href="#${heading.id}" aria-label="Link to this section"></a>`)
})
}
