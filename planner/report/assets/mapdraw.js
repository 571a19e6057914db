// What the map page and the live map draw alike. Text reaches the page by textContent only.
"use strict";

const plannerDraw = (() => {
  function make(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function finding(entry) {
    const [verdict, colour, title, reason, citation] = entry;
    const block = make("div", "pm-finding");
    const badge = make("span", "pm-badge", verdict);
    badge.style.borderColor = colour;
    block.append(badge, make("b", "", title), make("div", "", reason), make("div", "pm-cite", citation));
    return block;
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

  function width(text, size) {
    return [...text].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 0x2e7f ? size : size * 0.58), 0);
  }

  // Labels that never overlap: places whose layers are shown, biggest first, clear of points and areas that must stay visible.
  function labels(map, pane, entries, on, clear) {
    pane.replaceChildren();
    const bounds = map.getBounds();
    const taken = [];
    const areas = [];
    clear.forEach(([shape, geometry]) => {
      if (shape !== "point") {
        const ring = geometry[0][0].map((corner) => map.latLngToLayerPoint(corner));
        const [xs, ys] = [ring.map((p) => p.x), ring.map((p) => p.y)];
        areas.push([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]);
        return;
      }
      const at = map.latLngToLayerPoint(geometry);
      taken.push([at.x - 6, at.y - 6, at.x + 6, at.y + 6]);
    });
    const apart = (box, others) => !others.some((o) => box[0] < o[2] && box[2] > o[0] && box[1] < o[3] && box[3] > o[1]);
    entries.forEach(([lat, lng, text, room, strong, ids]) => {
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

  function north(text) {
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
      box.append(svg, document.createTextNode(text));
      return box;
    };
    return control;
  }

  return { make, finding, swatch, labels, north };
})();
