// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The report's style and script, as they stand in the page.
#include "report.h"

namespace sinter::cli {

std::string_view report_style() {
  return R"css(:root { --bg: #fff; --fg: #1b1f24; --soft: #5b6570; --line: #d6dbe1; --card: #f5f7f9; --accent: #0b63ce;
  --conv: #2f74c0; --matmul: #8a4fbf; --pointwise: #2e8b57; --norm: #b8860b; --move: #7a8794; --control: #c0392b;
  --other: #47707f; --io: #1b1f24; --hit: #ffd54d; }
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { --bg: #14171a; --fg: #e4e8ec; --soft: #98a3ae;
  --line: #323940; --card: #1d2227; --accent: #6cb0ff; --conv: #5b9be0; --matmul: #b183e0; --pointwise: #58b985;
  --norm: #d9b04a; --move: #94a1ae; --control: #e87466; --other: #7fb0c2; --io: #c9d1d9; --hit: #8a6d00; } }
:root[data-theme=dark] { --bg: #14171a; --fg: #e4e8ec; --soft: #98a3ae; --line: #323940; --card: #1d2227;
  --accent: #6cb0ff; --conv: #5b9be0; --matmul: #b183e0; --pointwise: #58b985; --norm: #d9b04a; --move: #94a1ae;
  --control: #e87466; --other: #7fb0c2; --io: #c9d1d9; --hit: #8a6d00; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--fg); font: 14px/1.45 system-ui, sans-serif; }
header, main { max-width: 1500px; margin: 0 auto; padding: 0 24px; }
h1 { font-size: 22px; margin: 24px 0 12px; overflow-wrap: anywhere; }
h2 { font-size: 16px; margin: 32px 0 8px; }
h3 { font-size: 14px; margin: 16px 0 6px; }
.tiles { display: flex; flex-wrap: wrap; gap: 10px; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 8px 16px; }
.tile b { display: block; font-size: 18px; }
.tile span, .note, dt { color: var(--soft); font-size: 12px; }
.tools { display: flex; gap: 8px; align-items: center; margin-bottom: 8px; flex-wrap: wrap; }
.tools .space { flex: 1; }
input, button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line);
  border-radius: 6px; padding: 4px 10px; }
#search { width: 280px; }
#found { color: var(--soft); min-width: 90px; }
button { cursor: pointer; }
#view { border: 1px solid var(--line); border-radius: 8px; height: 620px; overflow: hidden; }
#graph { width: 100%; height: 100%; cursor: grab; touch-action: none; user-select: none; }
#graph.moving { cursor: grabbing; }
.n rect:first-of-type { fill: var(--card); stroke: var(--c); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.n { --c: var(--other); cursor: pointer; }
.conv { --c: var(--conv); } .matmul { --c: var(--matmul); } .pointwise { --c: var(--pointwise); }
.norm { --c: var(--norm); } .move { --c: var(--move); } .control { --c: var(--control); } .other { --c: var(--other); }
.io { --c: var(--io); }
.n.io rect:first-of-type { stroke-dasharray: 4 3; }
.n .t { font: 600 12px system-ui, sans-serif; fill: var(--c); }
.n .s { font: 11px system-ui, sans-serif; fill: var(--soft); }
.n .heat { fill: var(--control); stroke: none; }
.n.hit rect:first-of-type, tr.hit td { fill: var(--hit); background: var(--hit); }
.n.here rect:first-of-type { stroke-width: 4; }
.e { fill: none; stroke: var(--soft); stroke-opacity: .55; stroke-width: 1.2; vector-effect: non-scaling-stroke; }
.wide { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; max-height: 640px; overflow-y: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th { text-align: left; position: sticky; top: 0; background: var(--card); white-space: nowrap; }
.sortable th { cursor: pointer; }
.sortable th[aria-sort=ascending]::after { content: " \2191"; }
.sortable th[aria-sort=descending]::after { content: " \2193"; }
th, td { padding: 4px 10px; border-bottom: 1px solid var(--line); vertical-align: top; }
td { overflow-wrap: anywhere; }
.sortable td:nth-child(2), .sortable td:nth-child(5) { white-space: nowrap; }
.sortable td:nth-child(3), .sortable td:nth-child(4) { min-width: 210px; }
.sortable td:nth-child(6), .sortable td:nth-child(7) { min-width: 130px; }
td.r { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
tr.here td { outline: 2px solid var(--accent); outline-offset: -2px; }
tr.gone { display: none; }
.dot { display: inline-block; width: 10px; height: 10px; border-radius: 3px; background: var(--c); margin-right: 6px; }
.memory { width: 100%; height: auto; display: block; }
.memory rect { stroke: var(--bg); stroke-width: .6; }
.memory rect:hover { stroke: var(--fg); stroke-width: 1.5; }
.b0 { fill: var(--conv); } .b1 { fill: var(--pointwise); } .b2 { fill: var(--norm); } .b3 { fill: var(--matmul); }
.b4 { fill: var(--move); } .b5 { fill: var(--other); }
.grid { stroke: var(--line); }
.axis { font: 11px system-ui, sans-serif; fill: var(--soft); }
.alive { fill: none; stroke: var(--fg); stroke-width: 1.5; }
.fusions { columns: 2; padding-left: 18px; font-size: 13px; margin: 0; overflow-wrap: anywhere; }
.list { max-height: 420px; overflow-y: auto; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; }
dd { margin: 0; overflow-wrap: anywhere; }
footer, main { padding-bottom: 40px; }
@media (max-width: 800px) { .fusions { columns: 1; } header, main { padding: 0 12px; } }
)css";
}

std::string_view report_script() {
  return R"js("use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const svg = byId("graph"), view = byId("view"), root = document.documentElement;
  const W = +svg.dataset.w, H = +svg.dataset.h;
  let box = { x: 0, y: 0, w: W, h: H };
  const show = () => svg.setAttribute("viewBox", `${box.x} ${box.y} ${box.w} ${box.h}`);
  const aspect = () => view.clientHeight / Math.max(1, view.clientWidth);
  const fit = () => { box = { x: 0, y: 0, w: Math.max(W, H / aspect()), h: 0 }; box.h = box.w * aspect();
    box.x = (W - box.w) / 2; show(); };
  // At first as large as it can be read: from the top, and so that text can be read.
  const begin = () => { box.w = Math.min(Math.max(W, H / aspect()), 1.2 * view.clientWidth); box.h = box.w * aspect();
    const first = svg.querySelector(".n"); const at = first ? first.transform.baseVal[0].matrix : { e: 0 };
    box.x = box.w >= W ? (W - box.w) / 2 : at.e + 100 - box.w / 2; box.y = 0; show(); };
  const zoom = (factor, px, py) => {
    const w = Math.min(Math.max(box.w * factor, 120), 4 * Math.max(W, H / aspect()));
    const k = w / box.w;
    box.x += px * box.w * (1 - k); box.y += py * box.h * (1 - k); box.w = w; box.h = w * aspect(); show(); };
  svg.addEventListener("wheel", (e) => { e.preventDefault(); const r = svg.getBoundingClientRect();
    zoom(Math.exp(e.deltaY * 0.0015), (e.clientX - r.left) / r.width, (e.clientY - r.top) / r.height); },
    { passive: false });
  let drag = null, moved = false;
  svg.addEventListener("pointerdown", (e) => { moved = false;
    drag = { x: e.clientX, y: e.clientY, bx: box.x, by: box.y }; });
  window.addEventListener("pointermove", (e) => { if (!drag) return;
    const k = box.w / Math.max(1, svg.clientWidth), dx = e.clientX - drag.x, dy = e.clientY - drag.y;
    if (Math.abs(dx) + Math.abs(dy) > 4) { moved = true; svg.classList.add("moving"); }
    box.x = drag.bx - dx * k; box.y = drag.by - dy * k; show(); });
  window.addEventListener("pointerup", () => { drag = null; svg.classList.remove("moving"); });
  const centre = (node) => { const m = node.transform.baseVal[0].matrix;
    box.w = Math.min(box.w, 1.4 * view.clientWidth); box.h = box.w * aspect();
    box.x = m.e + 100 - box.w / 2; box.y = m.f + 22 - box.h / 2; show(); };
  const mark = (id, node) => {
    for (const e of document.querySelectorAll(".here")) e.classList.remove("here");
    if (node) node.classList.add("here");
    const row = byId("row-" + id);
    if (row) row.classList.add("here");
    return row; };
  svg.addEventListener("click", (e) => { const node = e.target.closest(".n"); if (!node || moved) return;
    const row = mark(node.id.replace("step-", ""), node);
    if (row) row.scrollIntoView({ block: "nearest" }); });
  for (const row of document.querySelectorAll("tr[id^=row-]"))
    row.addEventListener("click", () => { const node = byId("step-" + row.dataset.step); mark(row.dataset.step, node);
      if (node) { centre(node); view.scrollIntoView({ block: "nearest" }); } });
  byId("in").onclick = () => zoom(0.7, 0.5, 0.5);
  byId("out").onclick = () => zoom(1.4, 0.5, 0.5);
  byId("fit").onclick = fit;
  byId("theme").onclick = () => { const dark = root.dataset.theme ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches; root.dataset.theme = dark ? "light" : "dark"; };
  const search = byId("search"), found = byId("found");
  let hits = [], next = 0;
  const nodes = [...svg.querySelectorAll(".n")].map((n) => [n, n.textContent.toLowerCase()]);
  const rows = [...document.querySelectorAll("tr[id^=row-]")].map((r) => [r, r.textContent.toLowerCase()]);
  search.addEventListener("input", () => {
    const word = search.value.trim().toLowerCase();
    hits = []; next = 0;
    const rowHit = new Set();
    for (const [r, text] of rows) { const on = word !== "" && text.includes(word);
      if (on) rowHit.add(r.dataset.step); r.classList.toggle("gone", word !== "" && !on); }
    for (const [n, text] of nodes) {
      const on = word !== "" && (text.includes(word) || rowHit.has(n.id.replace("step-", "")));
      n.classList.toggle("hit", on); if (on) hits.push(n); }
    found.textContent = word === "" ? "" : hits.length + (hits.length === 1 ? " match" : " matches");
    if (hits.length) centre(hits[0]); });
  search.addEventListener("keydown", (e) => { if (e.key !== "Enter" || !hits.length) return;
    next = (next + 1) % hits.length; centre(hits[next]); mark(hits[next].id.replace("step-", ""), hits[next]); });
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0];
    const sort = (k) => {
      const up = heads[k].getAttribute("aria-sort") === "descending"
        || (heads[k].getAttribute("aria-sort") === null
          && !(body.rows[0] && "k" in body.rows[0].cells[k].dataset && k > 0));
      for (const h of heads) h.removeAttribute("aria-sort");
      heads[k].setAttribute("aria-sort", up ? "ascending" : "descending");
      const key = (r) => "k" in r.cells[k].dataset ? +r.cells[k].dataset.k : r.cells[k].textContent;
      const list = [...body.rows].sort((a, b) => { const x = key(a), y = key(b);
        return (typeof x === "number" ? x - y : x.localeCompare(y)) * (up ? 1 : -1); });
      body.append(...list); };
    heads.forEach((h, k) => { h.onclick = () => sort(k); h.onkeydown = (e) => { if (e.key === "Enter") sort(k); }; });
  }
  begin();
  window.addEventListener("resize", () => { box.h = box.w * aspect(); show(); });
})();
)js";
}

}  // namespace sinter::cli
