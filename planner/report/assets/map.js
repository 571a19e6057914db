// Draws a finished run. Everything shown comes from the page's own data block; text reaches the page by textContent only.
"use strict";

function plannerMap(map, groups) {
  const data = JSON.parse(document.getElementById("planner-data").textContent);
  const layers = data.groups.flatMap((group) => group.layers);
  const words = data.words;
  const { make, swatch, finding, north } = plannerDraw;
  const renderer = L.canvas({ padding: 0.3, tolerance: 4 });
  const drawn = new Map();

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
    document.querySelectorAll(".pm-group").forEach((group) => { group.hidden = group.dataset.of !== "" && group.dataset.of !== id; });
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
      const part = make("div", "pm-group");
      part.dataset.of = group.theme || ""; // a group of one view stands in the legend of that view alone
      part.append(make("h2", "", group.title), ...group.layers.map(legendRow), ...group.notes.map((text) => make("div", "pm-note", text)));
      scroll.append(part);
    });
    box.append(head, themes, scroll);
    return box;
  }

  // --- labels that never overlap --------------------------------------------------------------------------------------------
  const pane = map.createPane("labels");
  pane.style.zIndex = 620;
  pane.style.pointerEvents = "none";

  function label() {
    const on = new Set(layers.filter((layer) => layer.on).map((layer) => layer.id));
    const clear = layers.filter((layer) => layer.on && layer.keep_clear)
      .flatMap((layer) => layer.items.map((item) => [layer.shape, data.shapes[item[0]]]));
    plannerDraw.labels(map, pane, data.labels_on_map, on, clear);
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
  north(words.north).addTo(map);
  full();
  data.startZoom = map.getZoom();
  theme(data.themes[0].id);
  map.on("zoomstart", () => { pane.style.visibility = "hidden"; });
  map.on("zoomend", () => { resize(); pane.style.visibility = ""; });
  map.on("moveend", label);
  map.on("resize", label);
  frame.dataset.ready = "yes";
}
