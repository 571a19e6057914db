// Entry of the component: builds the map once, then lays each message over what stands. Panning and zooming ask nothing of the server.
"use strict";

function plannerLive(host) {
  const { make, labels, north } = plannerDraw;
  const { button } = plannerBoxes;
  let data = null;
  let send = () => {};
  let sentAt = 0;
  let given = 0; // number of the last act
  let waiting = []; // acts that the server has not answered yet
  let late = 0;
  let asked = "";
  const state = { theme: "", on: new Set(), fresh: true };

  const frame = make("div", "pl-map pm-frame");
  frame.tabIndex = -1; // a click on plain text of a panel leaves the keys here
  host.replaceChildren(frame);
  const view = plannerMap(frame);
  const { map, pens } = view;
  const painter = plannerPainter(view);
  const left = make("div", "pl-left");
  const title = make("div", "pm-box pl-title");
  const head = make("div", "pm-box pl-top");
  const tool = make("div", "pm-box pl-toolbox");
  const info = make("div", "pm-box pl-info");
  const tried = make("div", "pm-box pl-tried");
  const told = make("div", "pm-box pl-message");
  told.setAttribute("role", "status");
  left.append(title, head, told, tool, info, tried);
  const bar = make("div", "pm-box pl-tools");
  const marks = L.layerGroup().addTo(map);
  let panel = null;
  let tools = null;
  let other = null;
  let compass = null;
  frame.append(left, bar);

  // Acts are numbered and sent until the server says they are done: of two in a hurry the later one would otherwise take the other's place.
  function act(what) {
    sentAt = performance.now();
    given += 1;
    waiting.push({ ...what, n: given });
    host.dataset.busy = "yes";
    clearTimeout(late);
    late = setTimeout(() => { frame.dataset.late = words().busy; }, 600);
    send({ acts: [...waiting] });
    return given;
  }

  function answered(next) {
    if (data?.session !== next.session) {
      given = next.done;
      waiting = [];
    }
    waiting = waiting.filter((one) => one.n > next.done);
    if (waiting.length) return;
    clearTimeout(late);
    delete frame.dataset.late;
    host.dataset.took = sentAt ? String(Math.round(performance.now() - sentAt)) : "";
    host.dataset.busy = "no";
    sentAt = 0;
  }

  function words() { return data.words; }

  // --- layers -----------------------------------------------------------------------------------------------------------------
  function shown() { return data.layers.filter((layer) => state.on.has(layer.id)); }

  function label() {
    const clear = shown().filter((layer) => layer.keep_clear).flatMap((layer) => layer.parts
      .flatMap((name) => plannerStore.blocks.get(name) || []).map((item) => [layer.shape, plannerShapes.geometry(layer.shape, item[0])]));
    labels(map, view.texts, data.labels.flatMap((name) => plannerStore.blocks.get(name) || []), state.on, clear);
  }

  function redraw() {
    painter.restack(shown(), new Set(data.layers.map((layer) => painter.show(layer, state.on.has(layer.id)))));
    label();
    if (other) other.redraw(data);
  }

  function toggle(layer, on) {
    on ? state.on.add(layer.id) : state.on.delete(layer.id);
    state.theme = "";
    panel?.querySelectorAll("[data-theme]").forEach((node) => node.setAttribute("aria-pressed", "false"));
    if (on && layer.later && !layer.parts.length) act({ do: "layer", id: layer.id });
    redraw();
  }

  function theme(entry) {
    state.theme = entry.id;
    state.on = new Set(entry.layers);
    legend();
    plannerBoxes.bring(panel, entry.id);
    redraw();
  }

  function legend() {
    const scroll = panel?.querySelector(".pm-scroll")?.scrollTop || 0;
    const folded = panel?.classList.contains("pm-folded");
    const next = plannerBoxes.legend(data, words(), state, toggle, theme);
    if (folded) next.classList.add("pm-folded");
    const held = panel?.contains(host.getRootNode().activeElement) ? { ...host.getRootNode().activeElement.dataset } : {};
    panel ? panel.replaceWith(next) : frame.append(next);
    panel = next;
    panel.querySelector(".pm-scroll").scrollTop = scroll;
    Object.entries(held).forEach(([name, value]) => panel.querySelector(`[data-${name}="${CSS.escape(value)}"]`)?.focus({ preventScroll: true }));
  }

  // --- choosing ----------------------------------------------------------------------------------------------------------------
  function found(at, point) {
    const layers = shown().filter((layer) => !layer.tiled && !layer.disk && layer.pane !== "circles").sort((a, b) => b.order - a.order);
    for (const layer of layers) {
      const items = layer.parts.flatMap((name) => plannerStore.blocks.get(name) || []).filter((item) => item[1] !== -1);
      if (layer.shape === "point") {
        const reach = Math.max((layer.style.radius || 3) * 2.2, 8);
        const near = items.map((item) => [map.latLngToContainerPoint(plannerShapes.geometry("point", item[0])).distanceTo(point), item[1]])
          .filter(([pixels]) => pixels <= reach).sort((a, b) => a[0] - b[0]);
        if (near.length) return near[0][1];
      } else if (layer.shape === "area") {
        const hit = items.find((item) => plannerShapes.inside(plannerShapes.geometry("area", item[0]), at));
        if (hit) return hit[1];
        const dotted = painter.dotted(layer, point);
        if (dotted) return dotted;
      }
    }
    return "";
  }

  function choose(at, point) {
    const ref = found(at, point);
    const [kind, id] = [ref.slice(0, ref.indexOf(":")), ref.slice(ref.indexOf(":") + 1)];
    if (kind === "homes") act({ do: "near", at: [at.lng, at.lat] });
    else if (ref) act({ do: "select", kind, id });
    else if (data.card) act({ do: "deselect" });
  }

  function mark() {
    marks.clearLayers();
    const look = { pane: "marks", renderer: pens.marks, interactive: false };
    if (data.walk) {
      const line = plannerShapes.path(data.walk);
      L.polyline(line, { ...look, color: "#ffffff", weight: 7, opacity: 0.9 }).addTo(marks);
      L.polyline(line, { ...look, color: "#22303c", weight: 3.5 }).addTo(marks);
    }
    if (data.place) L.circleMarker(plannerShapes.geometry("point", data.place), { ...look, radius: 11, color: "#22303c", weight: 3, fill: false }).addTo(marks);
    if (data.outline) {
      L.polygon(plannerShapes.geometry("area", data.outline), { ...look, color: "#22303c", weight: 3.5, fill: false }).addTo(marks);
    }
  }

  // --- boxes -------------------------------------------------------------------------------------------------------------------
  function fill(box, ...nodes) {
    box.replaceChildren(...nodes);
    box.hidden = !nodes.length;
  }

  function cardTools() {
    const { card } = data;
    if (!data.live) return [];
    if (card.offers?.length) return [plannerBoxes.offers(card.offers, words(), act)];
    const line = make("div", "pl-bar");
    if (card.kind === "facility") {
      const resized = () => {
        const asked = plannerBoxes.form([
          { name: "floor_area_m2", label: words().floor_area_m2, value: card.values.floor_area_m2 },
          { name: "beds", label: words().beds, value: card.values.beds },
        ], (values) => { act({ do: "resize_facility", id: card.id, ...values }); tools.leave(); },
        { submit: words().apply, cancel: words().cancel, onCancel: () => tools.leave() });
        fill(tool, make("b", "", words().resize), asked.box);
      };
      line.append(button(words().move, "", "move", () => tools.move(card.id)), button(words().resize, "", "resize", resized));
      if (card.values.status === "open") line.append(button(words().shut, "", "close_facility", () => act({ do: "close_facility", id: card.id })));
    } else if (card.kind === "gate") {
      const open = card.values.open;
      line.append(button(open ? words().close_gate : words().open_gate, "", open ? "close_gate" : "open_gate",
        () => act({ do: open ? "close_gate" : "open_gate", id: card.id })));
    } else return [];
    return [line];
  }

  function save() {
    const asked = plannerBoxes.form([
      { name: "name", label: words().scenario_name, type: "text", value: data.suggested, required: true },
      { name: "author", label: words().author, type: "text", value: data.author },
      { name: "note", label: words().note, type: "text" },
    ], (values) => { act({ do: "save", ...values }); tools.leave(); },
    { submit: words().save, cancel: words().cancel, onCancel: () => tools.leave() });
    fill(tool, make("b", "", words().save), asked.box);
    asked.box.querySelector("input").focus();
  }

  function boxes() {
    fill(title, make("div", "", data.title), ...(data.mark ? [make("span", "pm-mark", data.mark)] : []));
    fill(head, plannerBoxes.figures(data.figures, words()));
    fill(info, ...(data.card ? [plannerBoxes.card(data.card, words(), cardTools(), () => act({ do: "deselect" }))] : []));
    fill(tried, ...(data.changes.length ? [plannerBoxes.changes(data.changes, words(), act, save)] : []));
    fill(told, ...(data.message ? [make("div", "", data.message), button("×", words().close, "ok", () => fill(told))] : []));
    if (data.draft && !data.message) {
      const line = make("div", "pl-bar");
      const { session } = data.draft;
      line.append(button(words().draft_take, "", "draft_take", () => act({ do: "draft_take", session })),
        button(words().draft_drop, "", "draft_drop", () => act({ do: "draft_drop", session })));
      const body = make("div", "", data.draft.text);
      body.append(line);
      fill(told, body);
    }
    told.dataset.kind = data.message_kind || "";
    info.scrollTop = 0;
    bar.querySelector("[data-do=undo]").disabled = !data.undo;
    bar.querySelector("[data-do=redo]").disabled = !data.redo;
  }

  function toolbar() {
    const full = () => (document.fullscreenElement ? document.exitFullscreen() : host.requestFullscreen());
    const pick = (name) => () => (tools.mode === name ? tools.leave() : tools.set(name));
    const edit = data.live ? [
      button(words().tool_add, words().add, "add", pick("add")),
      button(words().tool_parcel, words().parcel, "parcel", pick("parcel")),
      button(words().tool_road, words().road, "road", pick("road")),
      button("↶", words().undo, "undo", () => act({ do: "undo" })),
      button("↷", words().redo, "redo", () => act({ do: "redo" })),
      button(words().tool_pair, words().pair, "pair", pair),
    ] : [];
    const go = (ref, at) => {
      map.setView(at, Math.max(map.getZoom(), view.start + 2.5), { animate: false });
      act({ do: "select", kind: ref.slice(0, ref.indexOf(":")), id: ref.slice(ref.indexOf(":") + 1) });
    };
    fill(bar, plannerBoxes.search(() => data.names.flatMap((name) => plannerStore.blocks.get(name) || []), words(), go), ...edit, button(words().tool_full, words().full, "full", full));
  }

  function pair() {
    // What lies in the middle stays there; half as wide a map stands one step back.
    const centre = map.getCenter();
    const zoom = map.getZoom() + (other ? 1 : -1);
    if (other) {
      other.remove();
      other = null;
      host.classList.remove("pl-paired");
    } else {
      host.classList.add("pl-paired");
      const circles = data.themes.find((entry) => entry.id === "circles");
      if (circles && state.theme !== "circles") theme(circles);
      map.invalidateSize({ animate: false });
      map.setView(centre, zoom, { animate: false });
      other = plannerPair(host, map, view, data, words());
      if (data.layers.some((layer) => layer.twin && !layer.parts.length)) act({ do: "layer", id: "twin" });
    }
    bar.querySelector("[data-do=pair]").setAttribute("aria-pressed", String(Boolean(other)));
    map.invalidateSize({ animate: false });
    map.setView(centre, zoom, { animate: false });
    redraw();
  }

  // --- the frame ---------------------------------------------------------------------------------------------------------------
  function fit() {
    const size = map.getSize();
    const wide = size.x > 900;
    if (other) {
      map.fitBounds(data.bounds, { paddingTopLeft: [16, 60], paddingBottomRight: [16, 60], animate: false });
      return;
    }
    map.fitBounds(data.bounds, { paddingTopLeft: [wide ? 330 : 16, 50], paddingBottomRight: [wide ? 300 : 16, 30], animate: false });
  }

  function begin() {
    const kept = plannerStore.views.get(data.key);
    fit();
    view.start = map.getZoom();
    if (kept) map.setView(kept.centre, kept.zoom, { animate: false });
    if (kept?.on) state.on = new Set(kept.on);
    else state.on = new Set(data.themes[0].layers);
    state.theme = kept ? kept.theme : data.themes[0].id;
    map.attributionControl.addAttribution(data.attribution);
    if (data.basemap) {
      data.basemap.forEach((tiles) => L.tileLayer(tiles.url, { subdomains: tiles.subdomains || "abc", attribution: tiles.attribution || "", maxZoom: 19, maxNativeZoom: tiles.max || 19 }).addTo(map));
    }
    view.put(L.control.zoom({ position: "bottomleft", zoomInTitle: words().zoom_in, zoomOutTitle: words().zoom_out }));
    const home = L.control({ position: "bottomleft" });
    home.onAdd = () => {
      const box = make("div", "leaflet-bar");
      const link = make("a", "", "⌂");
      link.href = "#";
      link.title = words().reset;
      link.setAttribute("role", "button");
      link.setAttribute("aria-label", words().reset);
      link.addEventListener("click", (event) => { event.preventDefault(); fit(); });
      box.append(link);
      return box;
    };
    view.put(home);
    compass = view.put(north(words().north));
    toolbar();
    tools = plannerTools({
      map, frame, pen: pens.marks, words: words(), act, choose, data: () => data,
      panel: (body, mode) => {
        fill(tool, ...(body ? [body] : []));
        bar.querySelectorAll("[data-do]").forEach((node) => node.setAttribute("aria-pressed", String(node.dataset.do === mode)));
      },
    });
    fill(tool);
    map.on("zoomstart", () => { view.texts.style.visibility = "hidden"; });
    map.on("zoomend", () => { painter.resize(shown()); view.texts.style.visibility = ""; });
    map.on("moveend resize", () => { label(); keep(); });
    legend();
  }

  function keep() {
    plannerStore.views.set(data.key, { centre: map.getCenter(), zoom: map.getZoom(), on: [...state.on], theme: state.theme });
  }

  // What was chosen in a table comes into sight when the map is opened; afterwards nothing but the hand moves it.
  function look() {
    const at = data.place ? L.latLng(plannerShapes.geometry("point", data.place))
      : data.outline && L.latLngBounds(plannerShapes.geometry("area", data.outline).flat(2)).getCenter();
    const wanted = { parcel: "parcels", community: "gaps", demand: "homes" }[data.card.kind];
    const entry = data.themes.find((one) => one.id === wanted);
    if (entry && state.theme !== wanted) theme(entry);
    if (at) map.setView(at, Math.max(map.getZoom(), view.start + 2), { animate: false });
  }

  function update(next, sender) {
    send = sender;
    const first = !data || data.key !== next.key || data.lang !== next.lang;
    const before = data;
    answered(next);
    data = next;
    Object.entries(next.blocks).forEach(([name, items]) => plannerStore.blocks.set(name, items));
    next.layers.forEach((layer, place) => { layer.place = place; });
    const lacking = [...next.layers.flatMap((layer) => layer.parts), ...next.labels, ...next.names].filter((name) => !plannerStore.blocks.has(name));
    if (!before) begin();
    else if (first) {
      if (before.attribution !== next.attribution) map.attributionControl.removeAttribution(before.attribution).addAttribution(next.attribution);
      toolbar();
      legend();
      compass.getContainer().lastChild.textContent = words().north;
    } else legend();
    redraw();
    boxes();
    mark();
    if (!before && data.card) look();
    tools.settled(data);
    host.plannerData = data;
    host.dataset.renders = String(Number(host.dataset.renders || 0) + 1);
    host.dataset.server = data.server_ms;
    if (lacking.length && asked !== lacking.join()) {
      asked = lacking.join();
      act({ do: "missing", blocks: lacking });
    }
  }

  const watch = new ResizeObserver(() => map.invalidateSize({ animate: false }));
  watch.observe(frame);
  host.plannerMap = map; // for tests and measurements: where a place lies on the screen
  return {
    update,
    remove: () => { if (data) keep(); watch.disconnect(); other?.remove(); map.remove(); },
  };
}

// A second map beside the first for the other way of walking, moved with it.
function plannerPair(host, map, view, data, words) {
  const { make } = plannerDraw;
  const frame = make("div", "pl-map pl-other pm-frame");
  host.append(frame);
  const twin = plannerMap(frame);
  const painter = plannerPainter(twin);
  twin.start = view.start;
  twin.map.attributionControl.addAttribution(data.attribution);
  const captions = [make("div", "pm-box pl-caption pl-first"), make("div", "pm-box pl-caption")];
  host.querySelector(".pl-map").append(captions[0]);
  frame.append(captions[1]);
  let busy = false;
  let shown = [];
  const follow = (from, to) => () => {
    if (busy) return;
    busy = true;
    to.setView(from.getCenter(), from.getZoom(), { animate: false });
    busy = false;
  };
  const [there, back] = [follow(map, twin.map), follow(twin.map, map)];
  const still = ["water", "rail", "streets", "boundaries", "facility-centre_open", "facility-other_open"];
  // What each map shows, with its figures; the second one says where it leaves out what was tried.
  function caption(next) {
    [words.pair_standard, words.pair_elderly].forEach((text, n) => {
      const lines = next.figures.rows.map((row) => `${row.label} ${row.cells[n].value}${row.cells[n].delta ? ` (${row.cells[n].delta})` : ""}`);
      captions[n].replaceChildren(make("div", "", text), ...lines.map((line) => make("div", "pl-small", line)));
    });
  }

  function redraw(next) {
    caption(next);
    shown = next.layers.filter((layer) => layer.twin || still.includes(layer.id));
    painter.restack(shown, new Set(shown.map((layer) => painter.show(layer, true))));
  }
  twin.map.setView(map.getCenter(), map.getZoom(), { animate: false });
  map.on("move", there);
  twin.map.on("move", back);
  twin.map.on("zoomend", () => painter.resize(shown));
  redraw(data);
  return {
    redraw,
    remove: () => {
      map.off("move", there);
      twin.map.remove();
      frame.remove();
      host.querySelector(".pl-first")?.remove();
    },
  };
}
