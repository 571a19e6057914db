// The live map: layers of blocks that are drawn once and redrawn only where they changed. Text reaches the page by textContent only.
"use strict";

const plannerStore = (window.plannerStore ||= { blocks: new Map(), views: new Map() });
const SCALE = 100000;

// --- shapes as they are sent: whole numbers, steps from point to point ---------------------------------------------------------
const plannerShapes = {
  path(steps) {
    const out = new Array(steps.length / 2);
    let lat = 0;
    let lng = 0;
    for (let i = 0; i < out.length; i += 1) {
      lat += steps[2 * i];
      lng += steps[2 * i + 1];
      out[i] = [lat / SCALE, lng / SCALE];
    }
    return out;
  },
  geometry(shape, sent) {
    if (shape === "point") return [sent[0] / SCALE, sent[1] / SCALE];
    if (shape === "line") return sent.map(plannerShapes.path);
    return sent.map((area) => area.map(plannerShapes.path));
  },
  inside(areas, at) {
    const odd = (ring) => ring.reduce((found, [lat, lng], i) => {
      const [lat2, lng2] = ring[(i + ring.length - 1) % ring.length];
      return (lat > at.lat) !== (lat2 > at.lat) && at.lng < ((lng2 - lng) * (at.lat - lat)) / (lat2 - lat) + lng ? !found : found;
    }, false);
    return areas.some((rings) => odd(rings[0]) && !rings.slice(1).some(odd));
  },
};

// --- streets: tiles of our own, so that moving the map draws only what comes into sight ------------------------------------------
function plannerStreets(map, ranks, look, grow) {
  const paths = ranks.flatMap((rank, r) => rank.map((steps) => {
    const xy = new Float64Array(steps.length);
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    let [lat, lng] = [0, 0];
    for (let i = 0; i < steps.length; i += 2) {
      lat += steps[i];
      lng += steps[i + 1];
      const sin = Math.sin((lat / SCALE) * (Math.PI / 180));
      xy[i] = 128 + (lng / SCALE) * (256 / 360);
      xy[i + 1] = 128 - (Math.log((1 + sin) / (1 - sin)) * 256) / (4 * Math.PI);
      box[0] = Math.min(box[0], xy[i]);
      box[1] = Math.min(box[1], xy[i + 1]);
      box[2] = Math.max(box[2], xy[i]);
      box[3] = Math.max(box[3], xy[i + 1]);
    }
    return { xy, box, rank: r };
  }));
  const Tiles = L.GridLayer.extend({
    createTile(coords) {
      const tile = L.DomUtil.create("canvas", "leaflet-tile");
      const size = this.getTileSize().x;
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      tile.width = size * ratio;
      tile.height = size * ratio;
      // Drawn out of sight and handed over as a finished picture: a canvas one may still draw on is copied at every change of the page.
      const easel = window.OffscreenCanvas && window.ImageBitmapRenderingContext ? new OffscreenCanvas(tile.width, tile.height) : tile;
      const pen = easel.getContext("2d");
      const zoom = 2 ** coords.z;
      const [west, north] = [(coords.x * size) / zoom, (coords.y * size) / zoom];
      const side = size / zoom;
      const margin = 4 / zoom;
      pen.scale(ratio, ratio);
      pen.strokeStyle = look.color;
      pen.lineCap = "round";
      pen.lineJoin = "round";
      for (let rank = look.widths.length - 1; rank >= 0; rank -= 1) {
        pen.lineWidth = look.widths[rank] * (1 + 0.35 * grow(coords.z));
        pen.beginPath();
        for (const path of paths) {
          const { xy, box } = path;
          if (path.rank !== rank || box[2] < west - margin || box[0] > west + side + margin || box[3] < north - margin
            || box[1] > north + side + margin) continue;
          pen.moveTo((xy[0] - west) * zoom, (xy[1] - north) * zoom);
          for (let i = 2; i < xy.length; i += 2) pen.lineTo((xy[i] - west) * zoom, (xy[i + 1] - north) * zoom);
        }
        pen.stroke();
      }
      if (easel !== tile) tile.getContext("bitmaprenderer").transferFromImageBitmap(easel.transferToImageBitmap());
      return tile;
    },
  });
  return new Tiles({ pane: "streets", keepBuffer: 3, tileSize: 512, updateWhenZooming: false, maxZoom: 19 });
}

// --- one map --------------------------------------------------------------------------------------------------------------------
const PANES = ["streets", "ground", "areas", "circles", "homes", "parcels", "places", "marks"];

// The map's element lies beside the panels of its box, not around them: what is done on a panel cannot reach the map, whatever becomes of the
// panel meanwhile. (Leaflet tells clicks on a panel by the panel's place in the page, so one that is gone when the click arrives is taken for map.)
function plannerMap(box) {
  const sheet = plannerDraw.make("div", "pl-sheet");
  box.append(sheet);
  const map = L.map(sheet, {
    zoomControl: false, preferCanvas: true, zoomSnap: 0.25, zoomDelta: 0.5, wheelPxPerZoomLevel: 90, maxZoom: 19, boxZoom: false, fadeAnimation: false,
  });
  const pens = {};
  PANES.forEach((name, i) => {
    map.createPane(name).style.zIndex = 410 + i;
    map.getPane(name).style.pointerEvents = "none";
    if (name !== "streets") pens[name] = L.canvas({ pane: name, padding: 0.3 });
  });
  map.getPane("circles").style.opacity = 0.56;
  const texts = map.createPane("labels");
  texts.style.zIndex = 620;
  texts.style.pointerEvents = "none";
  map.attributionControl.setPrefix("Leaflet");
  const put = (control) => {
    const part = control.addTo(map).getContainer();
    L.DomEvent.disableClickPropagation(part).disableScrollPropagation(part);
    return control;
  };
  put(L.control.scale({ imperial: false, maxWidth: 140, position: "bottomleft" }));
  return { map, pens, texts, put, drawn: new Map(), start: null };
}

// Radius in pixels of the dot that stands for a parcel too small to see.
const DOT = 4.5;

function paneOf(layer) {
  if (layer.pane) return layer.pane;
  return ["ground", "ground", "areas", "circles", "homes", "parcels", "places", "places"][layer.order];
}

function plannerPainter(view) {
  const { map, pens, drawn } = view;
  const grow = (zoom) => Math.max(0, zoom - (view.start ?? zoom));

  function look(layer) {
    const { style } = layer;
    if (layer.pane === "circles") return { stroke: false, fillColor: style.fillColor, fillOpacity: 1 };
    if (!style.radius) return style;
    // Seen from far away a circle is a few pixels wide: dots stand back so that it shows.
    const far = layer.order >= 6 && map.getZoom() < 11.75 ? 0.5 : 1;
    return { ...style, weight: style.weight * far, radius: Math.min(style.radius + grow(map.getZoom()) * (style.grow || 0), style.radius * 3.2) * far };
  }

  function paint(layer, item) {
    const options = { ...look(layer), renderer: pens[paneOf(layer)], interactive: false, pane: paneOf(layer) };
    if (layer.disk) return L.circle(plannerShapes.geometry("point", item[0]), { ...options, radius: item[1] });
    const place = plannerShapes.geometry(layer.shape, item[0]);
    if (layer.shape === "point") return L.circleMarker(place, options);
    return layer.shape === "line" ? L.polyline(place, { ...options, smoothFactor: 0.6 }) : L.polygon(place, { ...options, smoothFactor: 0.6 });
  }

  // A parcel seen from far away is a speck: a dot of its colour stands for it until the outline is larger than the dot.
  function dot(layer, item) {
    const bounds = L.latLngBounds(plannerShapes.geometry("area", item[0]).flat(2));
    const options = { ...layer.style, weight: 1.2, fillOpacity: 1, radius: DOT, renderer: pens[paneOf(layer)], interactive: false, pane: paneOf(layer) };
    return Object.assign(L.circleMarker(bounds.getCenter(), options), { stands: bounds, ref: item[1] });
  }

  function speck({ stands }) {
    const [a, b] = [map.latLngToLayerPoint(stands.getNorthWest()), map.latLngToLayerPoint(stands.getSouthEast())];
    return Math.max(b.x - a.x, b.y - a.y) < 2 * DOT;
  }

  // What the dot under a point stands for.
  function dotted(layer, point) {
    const dots = [...(drawn.get(layer.id) || new Map()).values()].flat().filter((path) => path.stands && map.hasLayer(path));
    return dots.find((path) => map.latLngToContainerPoint(path.getLatLng()).distanceTo(point) <= DOT + 3)?.ref || "";
  }

  // Draw what is wanted of a layer, take away what is no longer; what stays is left as it is. Gives the sheet that was drawn on.
  function show(layer, on) {
    if (!drawn.has(layer.id)) drawn.set(layer.id, new Map());
    const parts = drawn.get(layer.id);
    const wanted = new Set(on ? layer.parts : []);
    [...parts].filter(([name]) => !wanted.has(name)).forEach(([name, made]) => {
      made.forEach((path) => path.remove());
      parts.delete(name);
    });
    let sheet = "";
    wanted.forEach((name) => {
      const items = plannerStore.blocks.get(name);
      if (parts.has(name) || !items) return;
      const made = layer.tiled ? [plannerStreets(map, items, { color: layer.style.color, widths: layer.widths }, grow)]
        : items.map((item) => paint(layer, item));
      if (layer.shape === "area" && paneOf(layer) === "parcels") made.push(...items.map((item) => dot(layer, item)));
      made.filter((path) => !path.stands || speck(path)).forEach((path) => path.addTo(map));
      parts.set(name, made);
      sheet = paneOf(layer);
    });
    return sheet;
  }

  // Shapes of one sheet lie in the order of their layers: longest limit lowest, ground lowest. Sheets that were not drawn on lie well.
  function restack(layers, sheets) {
    layers.filter((layer) => sheets.has(paneOf(layer))).sort((a, b) => a.order - b.order || (a.pane === "circles" ? b.place - a.place : a.place - b.place)).forEach((layer) => {
      if (!layer.tiled) (drawn.get(layer.id) || new Map()).forEach((made) => made.forEach((path) => path.bringToFront()));
    });
  }

  function resize(layers) {
    layers.filter((layer) => layer.style.grow).forEach((layer) => {
      const { radius } = look(layer);
      (drawn.get(layer.id) || new Map()).forEach((made) => made.forEach((path) => path.setRadius(radius)));
    });
    [...drawn.values()].flatMap((parts) => [...parts.values()].flat()).filter((path) => path.stands)
      .forEach((path) => (speck(path) ? path.addTo(map) : path.remove()));
  }

  return { show, restack, resize, grow, dotted };
}
