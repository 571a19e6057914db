// What is done on the live map: choosing, placing, moving, drawing. A click means one thing at a time; drawing never leaks into choosing.
"use strict";

function plannerTools({ map, frame, pen, words, act, choose, panel, data }) {
  const { make } = plannerDraw;
  const LEAST = { parcel: 3, road: 2 };
  let mode = "choose";
  let corners = [];
  let moving = "";
  let sketch = null;
  let form = null;
  let field = null; // where the corners of a drawing stand, clicked or typed
  let wrong = null;
  let kept = null; // what was sent last, until the server has taken it
  let given = null; // figures of a parcel that came back

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
    field = null;
    given = null;
    const drawing = mode !== "choose";
    map.getContainer().classList.toggle("pl-drawing", drawing);
    map.getContainer().dataset.mode = mode;
    drawing ? map.doubleClickZoom.disable() : map.doubleClickZoom.enable();
    const body = { add: adding, parcel: () => hint(words.hint_parcel, true), road: () => hint(words.hint_road, true), move: () => hint(words.hint_move) }[mode];
    panel(body ? body() : null, mode);
    if (drawing) (form?.box.querySelector("select") || field || map.getContainer()).focus({ preventScroll: true });
  }

  const leave = () => set("choose");
  const cancel = { cancel: words.cancel, onCancel: leave };

  // Read the corners out of their field; tells whether every line of it is a place.
  function read() {
    const lines = field.value.split("\n").map((line) => (line.trim() ? (line.match(/-?\d+(?:\.\d+)?/g) || []).map(Number) : null));
    const off = (point) => point.length !== 2 || Math.abs(point[0]) > 180 || Math.abs(point[1]) > 90;
    const bad = lines.findIndex((point) => point && off(point));
    wrong.textContent = bad < 0 ? "" : words.corners_bad.replace("{n}", bad + 1);
    corners = lines.filter((point) => point && !off(point)).map(([lng, lat]) => L.latLng(lat, lng));
    sketched();
    return bad < 0;
  }

  function write(text) {
    field.value = text;
    field.scrollTop = field.scrollHeight;
    read();
  }

  // Corners as a document lists them, for those who have a list or no mouse.
  function typed() {
    const label = make("label", "pl-corners", words.corners);
    field = make("textarea");
    wrong = make("div");
    wrong.setAttribute("role", "status");
    field.name = "corners";
    field.rows = 3;
    field.addEventListener("input", read);
    field.addEventListener("blur", (event) => { // a hand that goes on to the map finds it where it saw it
      if (!corners.length || event.relatedTarget === map.getContainer()) return;
      const there = L.latLngBounds(corners);
      if (!map.getBounds().contains(there)) map.fitBounds(there, { maxZoom: 16, animate: false });
    });
    label.append(field, wrong);
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
      send({ do: "add_facility", at: [Number(lon), Number(lat)], ...values }, { lon, lat, ...values });
      leave();
    }, { submit: words.place_here, ...cancel });
    box.append(make("b", "", words.add), make("div", "", words.hint_add), form.box);
    return box;
  }

  function places() { return corners.map((corner) => [corner.lng, corner.lat]); }

  // Send what was made; what the server refuses comes back into the hand as it was.
  function send(what, values = {}) {
    kept = { n: act(what), mode: what.do.replace("add_", "").replace("facility", "add"), text: field?.value, values };
  }

  function again({ mode: tool, text, values }) {
    set(tool);
    if (field) write(text);
    else form?.fill(values);
    given = values;
  }

  function outlined() {
    const ring = places();
    const box = make("div", "pl-tool");
    const asked = plannerBoxes.form([
      { name: "name", label: words.name, type: "text" },
      { name: "households", label: words.households, required: true },
      { name: "population", label: words.population },
      { name: "elderly_floor_area_m2", label: words.elderly_floor_area_m2 },
      { name: "elderly_land_area_m2", label: words.elderly_land_area_m2 },
      { name: "conditions_date", label: words.conditions_date, type: "date", value: data().as_of },
    ], (values) => { send({ do: "add_parcel", ring, ...values }, values); leave(); }, { submit: words.apply, ...cancel });
    box.append(make("b", "", words.parcel), asked.box);
    if (given) asked.fill(given);
    panel(box, mode);
    asked.box.querySelector("[name=households]").focus();
  }

  function finish() {
    if (!LEAST[mode] || !read()) return;
    if (corners.length < LEAST[mode]) {
      wrong.textContent = words.corners_few.replace("{least}", LEAST[mode]).replace("{n}", corners.length);
    } else if (mode === "parcel") {
      outlined();
      mode = "form";
    } else {
      send({ do: "add_road", line: places() });
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
      send({ do: "add_facility", at, ...values }, { lon, lat, ...values });
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
      const { lng, lat } = event.latlng.wrap();
      write([field.value.trimEnd(), `${lng.toFixed(6)} ${lat.toFixed(6)}`].filter(Boolean).join("\n"));
    }
  }

  map.on("click", clicked);
  map.on("dblclick", finish);
  frame.addEventListener("keydown", (event) => { if (event.key === "Escape") leave(); });
  map.getContainer().addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target === map.getContainer()) finish(); });

  return {
    set,
    leave,
    move: (id) => { set("move"); moving = id; },
    settled: ({ done, refused }) => {
      if (mode !== "choose") return;
      sketch?.remove();
      sketch = null;
      if (!kept || done < kept.n) return;
      if (refused.includes(kept.n)) again(kept);
      kept = null;
    },
    get mode() { return mode; },
  };
}
