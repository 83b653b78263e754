// Pan, zoom and a panel for the mirror map. The picture, the list and the table work without it.
"use strict";

const frame = document.getElementById("map-frame");
const canvas = document.getElementById("map-canvas");
const panel = document.getElementById("map-panel");
const tools = document.getElementById("map-tools");
const wide = window.matchMedia("(min-width: 900px)");
let graph = null;

// The panel shows what the server says of a node: the same as the page a list entry leads to.
async function choose(id) {
  const entry = document.querySelector(`[data-node="${CSS.escape(id)}"]`);
  if (!entry) return;
  const answer = await fetch(entry.href, { headers: { "hx-request": "true" } });
  if (!answer.ok) {
    window.location.assign(entry.href);
    return;
  }
  panel.innerHTML = await answer.text();
  const opened = panel.hidden;
  panel.hidden = false;
  panel.scrollIntoView({ block: "nearest" });
  for (const each of document.querySelectorAll(".mirror-map .is-chosen")) each.classList.remove("is-chosen");
  document.getElementById(id)?.classList.add("is-chosen");
  if (graph) {
    if (opened) show();
    graph.elements().unselect();
    graph.getElementById(id).select();
  }
}

document.addEventListener("click", (event) => {
  const entry = event.target.closest("[data-node]");
  const node = event.target.closest("#map-picture .node");
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (entry) {
    event.preventDefault();
    choose(entry.dataset.node);
  } else if (node && !event.target.closest("a")) {
    choose(node.id);
  }
});

const root = getComputedStyle(document.documentElement);
const probe = document.createElement("span");
document.body.append(probe);

// A variable may depend on the theme; what it comes to is known of an element that uses it.
function colour(name) {
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}

function looks() {
  const loud = (which, name, soft, line) => [
    { selector: `node.${which}`, style: { "border-color": colour(name), "border-width": 2.5, "background-color": colour(soft), color: colour(name), "border-style": line } },
    { selector: `edge.${which}`, style: { "line-color": colour(name), "target-arrow-color": colour(name), "line-style": line === "dashed" ? "dashed" : "dotted", "line-opacity": 1, "z-index": 2 } },
  ];
  return [
    { selector: "node", style: {
      shape: "round-rectangle", width: 168, height: 40, label: "data(label)", "text-valign": "center", "text-wrap": "wrap",
      "font-family": root.getPropertyValue("--sans").trim(), "font-size": 11, color: colour("--ink"), "background-color": colour("--surface"),
      "border-color": colour("--faint"), "border-width": 1 } },
    { selector: "node.session", style: { "background-color": colour("--accent-soft"), "border-color": colour("--accent"), "corner-radius": 20 } },
    { selector: "node.fold", style: { ghost: "yes", "ghost-offset-x": 4, "ghost-offset-y": 4, "ghost-opacity": 0.35 } },
    { selector: "node.heading", style: {
      shape: "rectangle", "background-opacity": 0, "border-width": 0, "font-weight": "bold", color: colour("--soft"),
      height: 16, events: "no" } },
    { selector: "edge", style: {
      width: "data(width)", "line-color": colour("--faint"), "line-opacity": 0.6, "curve-style": "bezier", "source-endpoint": "90deg",
      "target-endpoint": "270deg", "target-arrow-shape": "triangle", "target-arrow-color": colour("--faint"), "arrow-scale": 0.7 } },
    { selector: "edge[weights]", style: {
      "curve-style": "round-segments", "edge-distances": "endpoints", "segment-radii": 12,
      "segment-weights": (edge) => edge.data("weights"), "segment-distances": (edge) => edge.data("distances") } },
    ...loud("unapproved", "--medium", "--medium-soft", "dashed"),
    ...loud("hidden", "--critical", "--critical-soft", "solid"),
    { selector: "node:selected", style: { "border-color": colour("--focus"), "border-width": 4 } },
    { selector: "node.far", style: { opacity: 0.3 } },
    { selector: "edge.far", style: { opacity: 0.15 } },
  ];
}

// Where an edge passes a column it keeps clear of the boxes there, as in the picture.
function bent(element) {
  const points = element.data.points;
  if (!points || points.length < 3) return element;
  const [x, y] = points[0];
  const [dx, dy] = [points[points.length - 1][0] - x, points[points.length - 1][1] - y];
  const length = Math.hypot(dx, dy);
  const inner = points.slice(1, -1).map(([px, py]) => [px - x, py - y]);
  element.data.weights = inner.map(([px, py]) => (px * dx + py * dy) / length ** 2);
  element.data.distances = inner.map(([px, py]) => (py * dx - px * dy) / length);
  return element;
}

function follow(node) {
  const path = node.union(node.successors()).union(node.predecessors());
  graph.elements().addClass("far");
  path.removeClass("far");
}

async function explore() {
  const answer = await fetch(canvas.dataset.source);
  if (!answer.ok) return;
  const elements = await answer.json();
  const tall = Math.max(...elements.map((each) => each.position?.y ?? 0)) + 70;
  canvas.hidden = false;
  frame.hidden = true;
  canvas.style.height = `${Math.max(260, Math.min(tall, window.innerHeight * 0.82))}px`;
  graph = window.cytoscape({
    container: canvas, elements: elements.map(bent), layout: { name: "preset", padding: 16 }, style: looks(),
    minZoom: 0.15, maxZoom: 4, boxSelectionEnabled: false, autoungrabify: true,
  });
  graph.on("tap", "node", (event) => choose(event.target.id()));
  graph.on("mouseover", "node", (event) => follow(event.target));
  graph.on("mouseout", "node", () => graph.elements().removeClass("far"));
  show();
}

// Its width, as large as can be read well, from the top.
function show() {
  graph.resize();
  const box = graph.elements().boundingBox();
  const zoom = Math.min(1, Math.max(0.5, (canvas.clientWidth - 32) / box.w));
  graph.viewport({ zoom, pan: { x: 16 - box.x1 * zoom, y: 16 - box.y1 * zoom } });
}

tools?.addEventListener("click", (event) => {
  const pressed = event.target.closest("button");
  if (!pressed || !graph) return;
  const middle = { x: canvas.clientWidth / 2, y: canvas.clientHeight / 2 };
  if (pressed.dataset.zoom) graph.zoom({ level: graph.zoom() * Number(pressed.dataset.zoom), renderedPosition: middle });
  if ("fit" in pressed.dataset) graph.fit(undefined, 16);
  if ("picture" in pressed.dataset) {
    const picture = frame.hidden;
    frame.hidden = !picture;
    canvas.hidden = picture;
    pressed.setAttribute("aria-pressed", String(picture));
    if (!picture) graph.resize();
  }
});

if (canvas && window.cytoscape && wide.matches) {
  tools.hidden = false;
  explore();
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => graph?.style(looks()));
}
