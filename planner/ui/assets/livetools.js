// What is done on the live map: choosing, placing, moving, drawing. A click means one thing at a time; drawing never leaks into choosing.
"use strict";

function plannerTools({ map, pen, words, act, choose, panel, data }) {
  const { make } = plannerDraw;
  let mode = "choose";
  let corners = [];
  let moving = "";
  let sketch = null;
  let form = null;

  function sketched() {
    sketch?.remove();
    sketch = null;
    if (!corners.length) return;
    const options = { renderer: pen, pane: "marks", color: "#b5541c", weight: 2.5, fillOpacity: 0.15, interactive: false };
    const parts = corners.map((corner) => L.circleMarker(corner, { ...options, radius: 4, fillColor: "#ffffff", fillOpacity: 1 }));
    parts.push(mode === "parcel" && corners.length > 2 ? L.polygon(corners, options) : L.polyline(corners, options));
    sketch = L.layerGroup(parts).addTo(map);
  }

  function set(next) {
    mode = next;
    corners = [];
    sketched();
    form = null;
    const drawing = mode !== "choose";
    map.getContainer().classList.toggle("pl-drawing", drawing);
    map.getContainer().dataset.mode = mode;
    drawing ? map.doubleClickZoom.disable() : map.doubleClickZoom.enable();
    const body = { add: adding, parcel: () => hint(words.hint_parcel, true), road: () => hint(words.hint_road, true), move: () => hint(words.hint_move) }[mode];
    panel(body ? body() : null, mode);
    form?.box.querySelector("select").focus({ preventScroll: true });
    if (mode === "parcel" || mode === "road") map.getContainer().querySelector(".pl-corners textarea").focus({ preventScroll: true });
  }

  const leave = () => set("choose");
  const cancel = { cancel: words.cancel, onCancel: leave };

  // Corners as a document lists them, for those who have a list or no mouse.
  function typed() {
    const label = make("label", "pl-corners", words.corners);
    const input = make("textarea");
    const wrong = make("div");
    input.name = "corners";
    input.rows = 3;
    input.addEventListener("input", () => {
      const lines = input.value.split("\n").map((line) => (line.trim() ? (line.match(/-?\d+(?:\.\d+)?/g) || []).map(Number) : null));
      const bad = lines.findIndex((point) => point && (point.length !== 2 || Math.abs(point[0]) > 180 || Math.abs(point[1]) > 90));
      wrong.textContent = bad < 0 ? "" : words.corners_bad.replace("{n}", bad + 1);
      corners = bad < 0 ? lines.filter(Boolean).map(([lng, lat]) => L.latLng(lat, lng)) : [];
      sketched();
    });
    input.addEventListener("change", () => {
      const there = L.latLngBounds(corners);
      if (corners.length && !map.getBounds().contains(there)) map.fitBounds(there, { maxZoom: 16, animate: false });
    });
    input.addEventListener("keydown", (event) => { if (event.key !== "Escape") event.stopPropagation(); });
    label.append(input, wrong);
    return label;
  }

  function hint(text, drawing) {
    const box = make("div", "pl-tool");
    box.append(make("div", "", text), ...(drawing ? [typed()] : []));
    const bar = make("div", "pl-bar");
    bar.append(...(drawing ? [plannerBoxes.button(words.finish, "", "finish", finish)] : []), plannerBoxes.button(words.cancel, "", "cancel", leave));
    box.append(bar);
    return box;
  }

  function adding() {
    const box = make("div", "pl-tool");
    const { kinds } = data();
    form = plannerBoxes.form([
      { name: "kind", label: words.kind, options: kinds, value: kinds[0] },
      { name: "floor_area_m2", label: words.floor_area_m2, value: 800 },
      { name: "beds", label: words.beds, value: 12 },
      { name: "name", label: words.name, type: "text" },
      { name: "lon", label: words.lon, min: -180 },
      { name: "lat", label: words.lat, min: -90 },
    ], ({ lon, lat, ...values }) => {
      if (lon === "" || lat === "") return;
      act({ do: "add_facility", at: [Number(lon), Number(lat)], ...values });
      leave();
    }, { submit: words.place_here, ...cancel });
    box.append(make("b", "", words.add), make("div", "", words.hint_add), form.box);
    return box;
  }

  function outlined() {
    const ring = corners.map((corner) => [corner.lng, corner.lat]);
    const box = make("div", "pl-tool");
    const asked = plannerBoxes.form([
      { name: "name", label: words.name, type: "text" },
      { name: "households", label: words.households, required: true },
      { name: "population", label: words.population },
      { name: "elderly_floor_area_m2", label: words.elderly_floor_area_m2 },
      { name: "elderly_land_area_m2", label: words.elderly_land_area_m2 },
      { name: "conditions_date", label: words.conditions_date, type: "date", value: data().as_of },
    ], (values) => { act({ do: "add_parcel", ring, ...values }); leave(); }, { submit: words.apply, ...cancel });
    box.append(make("b", "", words.parcel), asked.box);
    panel(box, mode);
    asked.box.querySelector("[name=households]").focus();
  }

  function finish() {
    if (mode === "parcel" && corners.length > 2) {
      sketched();
      outlined();
      mode = "form";
    } else if (mode === "road" && corners.length > 1) {
      act({ do: "add_road", line: corners.map((corner) => [corner.lng, corner.lat]) });
      leave();
    }
  }

  function clicked(event) {
    const at = [event.latlng.lng, event.latlng.lat];
    if (mode === "choose") choose(event.latlng, event.containerPoint);
    else if (mode === "add") {
      const { lon, lat, ...values } = form.values();
      corners = [event.latlng];
      sketched();
      act({ do: "add_facility", at, ...values });
      corners = [];
      const mark = sketch;
      sketch = null;
      leave();
      sketch = mark; // stays until the map comes back with the facility itself
    } else if (mode === "move") {
      act({ do: "move_facility", id: moving, at });
      leave();
    } else if (mode === "parcel" || mode === "road") {
      const last = corners[corners.length - 1];
      if (last && map.latLngToContainerPoint(last).distanceTo(event.containerPoint) < 4) return; // second click of a double click
      corners.push(event.latlng);
      sketched();
    }
  }

  map.on("click", clicked);
  map.on("dblclick", finish);
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
    if (event.key === "Enter" && (mode === "parcel" || mode === "road")) finish();
  });

  return {
    set,
    leave,
    move: (id) => { set("move"); moving = id; },
    settled: () => { if (mode === "choose") { sketch?.remove(); sketch = null; } },
    get mode() { return mode; },
  };
}
