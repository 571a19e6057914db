// Draws a finished run. Everything shown comes from the page's own data block; text reaches the page by textContent only.
"use strict";

function plannerMap(map, groups) {
  const data = JSON.parse(document.getElementById("planner-data").textContent);
  const layers = data.groups.flatMap((group) => group.layers);
  const words = data.words;
  const renderer = L.canvas({ padding: 0.3, tolerance: 4 });
  const drawn = new Map();

  function make(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  // --- shapes -------------------------------------------------------------------------------------------------------------
  function grow() {
    return Math.max(0, map.getZoom() - data.startZoom);
  }

  function sized(layer, item) {
    const style = layer.style;
    const out = { ...style };
    if (style.radius) out.radius = Math.min(style.radius + grow() * (style.grow || 0), style.radius * 3.2);
    if (layer.widths) out.weight = layer.widths[item[2]] * (1 + 0.35 * grow());
    return out;
  }

  function shape(layer, item) {
    const options = { ...sized(layer, item), renderer, interactive: item[1] >= 0, bubblingMouseEvents: false };
    const geometry = data.shapes[item[0]];
    const made =
      layer.shape === "point" ? L.circleMarker(geometry, options)
        : layer.shape === "line" ? L.polyline(geometry, { ...options, smoothFactor: 0.6 })
          : L.polygon(geometry, { ...options, smoothFactor: 0.6 });
    if (item[1] >= 0) made.on("click", (event) => open(item[1], event.latlng));
    return made;
  }

  function build(layer) {
    if (drawn.has(layer.id)) return;
    drawn.set(layer.id, layer.items.map((item) => shape(layer, item)));
    drawn.get(layer.id).forEach((made) => groups[layer.id].addLayer(made));
  }

  function show(layer, on) {
    if (on) build(layer);
    if (on !== map.hasLayer(groups[layer.id])) on ? groups[layer.id].addTo(map) : groups[layer.id].remove();
    layer.on = on;
  }

  // A layer switched on is drawn last; this puts the order of the legend back, ground first.
  function restack() {
    [...layers].sort((a, b) => a.order - b.order).forEach((layer) => {
      if (layer.on && drawn.has(layer.id)) drawn.get(layer.id).forEach((made) => made.bringToFront());
    });
  }

  // --- cards --------------------------------------------------------------------------------------------------------------
  function finding(entry) {
    const [verdict, colour, title, reason, citation] = entry;
    const block = make("div", "pm-finding");
    const badge = make("span", "pm-badge", verdict);
    badge.style.borderColor = colour;
    block.append(badge, make("b", "", title), make("div", "", reason), make("div", "pm-cite", citation));
    return block;
  }

  function open(index, at) {
    const card = data.cards[index];
    const body = make("div", "pm-card");
    body.append(make("h3", "", card.title));
    if (card.badge) {
      const badge = make("span", "pm-badge", card.badge[0]);
      badge.style.borderColor = card.badge[1];
      body.append(badge);
    }
    const table = make("table");
    card.rows.forEach(([label, value]) => {
      const row = make("tr");
      row.append(make("th", "", data.labels[label]), make("td", "", value));
      table.append(row);
    });
    body.append(table, ...(card.findings || []).map(finding));
    // The card stands clear of the title on the left and of the legend on the right wherever the window is wide enough for that.
    const size = map.getSize();
    const wide = size.x > 1100;
    const room = { autoPanPaddingTopLeft: [wide && document.querySelector(".pm-title") ? 330 : 20, 20], autoPanPaddingBottomRight: [wide ? 300 : 20, 20] };
    L.popup({ maxWidth: 400, minWidth: 300, maxHeight: Math.round(size.y * 0.55), ...room })
      .setLatLng(at).setContent(body).openOn(map);
  }

  // --- title, legend ------------------------------------------------------------------------------------------------------
  function titleBox() {
    const box = make("div", "pm-box pm-title");
    box.append(make("h1", "", data.title), ...data.subtitles.map((text) => make("div", "pm-sub", text)));
    if (data.mark) box.append(make("span", "pm-mark", data.mark));
    const list = make("dl", "pm-figures");
    data.figures.forEach(([label, value, besides]) => {
      const cell = make("div");
      const figure = make("dd", "", value);
      if (besides) figure.append(" ", make("small", "", besides));
      cell.append(make("dt", "", label), figure);
      list.append(cell);
    });
    box.append(list);
    return box;
  }

  function swatch(layer) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("width", 22);
    svg.setAttribute("height", 14);
    const style = layer.style;
    const form = document.createElementNS(svg.namespaceURI, { point: "circle", line: "line", area: "rect" }[layer.shape]);
    const place = {
      point: { cx: 11, cy: 7, r: Math.min(Math.max(style.radius || 3, 3.5), 6) },
      line: { x1: 1, y1: 7, x2: 21, y2: 7 },
      area: { x: 1.5, y: 1.5, width: 19, height: 11 },
    }[layer.shape];
    const look = {
      fill: style.fill === false || layer.shape === "line" ? "none" : style.fillColor,
      "fill-opacity": style.fillOpacity ?? 1,
      stroke: style.color || "none",
      "stroke-width": Math.min(style.weight ?? 1, 2.5),
      "stroke-opacity": style.opacity ?? 1,
      "stroke-dasharray": style.dashArray || "none",
    };
    Object.entries({ ...place, ...look }).forEach(([name, value]) => form.setAttribute(name, value));
    svg.append(form);
    return svg;
  }

  function legendRow(layer) {
    const row = make("label", layer.items.length ? "pm-row" : "pm-row pm-none");
    const box = make("input");
    box.type = "checkbox";
    box.dataset.layer = layer.id;
    box.addEventListener("change", () => { show(layer, box.checked); pressed(""); settle(); });
    const count = make("span", "pm-count", layer.count);
    count.dataset.count = layer.id;
    row.append(box, swatch(layer), make("span", "pm-name", layer.title), count);
    return row;
  }

  function pressed(id) {
    document.querySelectorAll(".pm-themes button").forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.theme === id)));
  }

  function theme(id) {
    const wanted = new Set(data.themes.find((t) => t.id === id).layers);
    layers.forEach((layer) => {
      show(layer, wanted.has(layer.id));
      document.querySelector(`input[data-layer="${layer.id}"]`).checked = layer.on;
    });
    pressed(id);
    settle();
  }

  function panel() {
    const box = make("div", "pm-box pm-panel");
    const head = make("div", "pm-head");
    const fold = make("button", "", "–");
    fold.type = "button";
    fold.title = words.fold;
    fold.addEventListener("click", () => { fold.textContent = box.classList.toggle("pm-folded") ? "+" : "–"; });
    head.append(make("span", "", words.legend), fold);
    const themes = make("div", "pm-themes");
    data.themes.forEach((t) => {
      const button = make("button", "", t.title);
      button.type = "button";
      button.dataset.theme = t.id;
      button.addEventListener("click", () => theme(t.id));
      themes.append(button);
    });
    themes.style.gridTemplateColumns = `repeat(${data.themes.length}, 1fr)`;
    const scroll = make("div", "pm-scroll");
    data.groups.forEach((group) => {
      scroll.append(make("h2", "", group.title), ...group.layers.map(legendRow), ...group.notes.map((text) => make("div", "pm-note", text)));
    });
    box.append(head, themes, scroll);
    return box;
  }

  // --- labels that never overlap --------------------------------------------------------------------------------------------
  const pane = map.createPane("labels");
  pane.style.zIndex = 620;
  pane.style.pointerEvents = "none";

  function width(text, size) {
    return [...text].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 0x2e7f ? size : size * 0.58), 0);
  }

  function label() {
    pane.replaceChildren();
    const bounds = map.getBounds();
    const taken = [];
    const areas = [];
    const on = new Set(layers.filter((layer) => layer.on).map((layer) => layer.id));
    layers.filter((layer) => layer.on && layer.keep_clear).forEach((layer) => layer.items.forEach((item) => {
      if (layer.shape !== "point") {
        const ring = data.shapes[item[0]][0][0].map((corner) => map.latLngToLayerPoint(corner));
        const [xs, ys] = [ring.map((p) => p.x), ring.map((p) => p.y)];
        areas.push([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]);
        return;
      }
      const at = map.latLngToLayerPoint(data.shapes[item[0]]);
      taken.push([at.x - 6, at.y - 6, at.x + 6, at.y + 6]);
    }));
    const apart = (box, others) => !others.some((o) => box[0] < o[2] && box[2] > o[0] && box[1] < o[3] && box[3] > o[1]);
    data.labels_on_map.forEach(([lat, lng, text, room, strong, ids]) => {
      if (!bounds.contains([lat, lng]) || !ids.some((id) => on.has(id))) return;
      const half = width(text, 12) / 2 + 3;
      // A label stands only where its area is wide enough on the screen; a place without area waits for a close view.
      const metres = 40075016.7 * Math.cos((lat * Math.PI) / 180) / 2 ** (map.getZoom() + 8);
      if (room / metres < half * 1.6) return;
      const at = map.latLngToLayerPoint([lat, lng]);
      const inside = ids.some((id) => id.startsWith("parcel-"));
      const y = (strong ? [-16, 16] : [0, -14, 14, -26, 26]).map((up) => at.y + up).find((middle) => {
        const box = [at.x - half, middle - 8, at.x + half, middle + 8];
        return apart(box, taken) && (inside || apart(box, areas));
      });
      if (y === undefined) return;
      taken.push([at.x - half, y - 8, at.x + half, y + 8]);
      const node = make("div", strong ? "pm-label pm-strong" : "pm-label", text);
      node.style.left = `${at.x}px`;
      node.style.top = `${y}px`;
      pane.append(node);
    });
  }

  function settle() {
    restack();
    label();
  }

  function resize() {
    layers.forEach((layer) => {
      if (!drawn.has(layer.id) || !(layer.style.grow || layer.widths)) return;
      drawn.get(layer.id).forEach((made, i) => {
        const style = sized(layer, layer.items[i]);
        if (style.radius) made.setRadius(style.radius);
        made.setStyle(style);
      });
    });
    label();
  }

  // --- the frame ------------------------------------------------------------------------------------------------------------
  function north() {
    const control = L.control({ position: "bottomleft" });
    control.onAdd = () => {
      const box = make("div", "pm-north");
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.setAttribute("width", 16);
      svg.setAttribute("height", 24);
      svg.setAttribute("viewBox", "0 0 16 24");
      [["M8 0 L15 22 L8 17 Z", "#22303c"], ["M8 0 L1 22 L8 17 Z", "#9aa3ac"]].forEach(([path, fill]) => {
        const half = document.createElementNS(svg.namespaceURI, "path");
        half.setAttribute("d", path);
        half.setAttribute("fill", fill);
        svg.append(half);
      });
      box.append(svg, document.createTextNode(words.north));
      return box;
    };
    return control;
  }

  function full() {
    const size = map.getSize();
    const wide = size.x > 760;
    const side = document.querySelector(".pm-panel").offsetWidth + 24;
    const left = size.x > 1100 ? document.querySelector(".pm-title").offsetWidth + 24 : 16;
    map.fitBounds(data.bounds, { paddingTopLeft: [wide ? left : 16, 16], paddingBottomRight: [wide ? side : 16, 40], animate: false });
  }

  function home() {
    const control = L.control({ position: "bottomleft" });
    control.onAdd = () => {
      const bar = make("div", "leaflet-bar");
      const link = make("a", "", "⌂");
      link.href = "#";
      link.title = words.reset;
      link.setAttribute("role", "button");
      link.addEventListener("click", (event) => { event.preventDefault(); full(); });
      bar.append(link);
      return bar;
    };
    return control;
  }

  const frame = map.getContainer();
  // Inside another page, which has a title of its own, the map keeps to the map.
  if (window.self !== window.top) frame.classList.add("pm-embedded");
  [titleBox(), panel()].forEach((box) => {
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    frame.append(box);
  });
  map.attributionControl.setPrefix("Leaflet").addAttribution(data.attribution);
  L.control.scale({ imperial: false, maxWidth: 140, position: "bottomleft" }).addTo(map);
  L.control.zoom({ position: "bottomleft" }).addTo(map);
  home().addTo(map);
  north().addTo(map);
  full();
  data.startZoom = map.getZoom();
  theme(data.themes[0].id);
  map.on("zoomstart", () => { pane.style.visibility = "hidden"; });
  map.on("zoomend", () => { resize(); pane.style.visibility = ""; });
  map.on("moveend", label);
  map.on("resize", label);
  frame.dataset.ready = "yes";
}
