"""One palette and one set of sizes for the map, the plates and the layers: colour-blind safe, red only for gaps and failures."""

from __future__ import annotations

from collections.abc import Mapping

INK = "#22303c"
PAPER = "#fbfaf7"
STREET = "#d5d2ca"
WATER = "#c9dde8"
GREEN = "#dbe7d3"
ALARM = "#c0392b"

CIRCLE_COLOURS: Mapping[int, str] = {5: "#08519c", 10: "#3182bd", 15: "#9ecae1"}
VERDICT_COLOURS: Mapping[str, str] = {"pass": "#3a7d5c", "fail": ALARM, "needs_review": "#d9a441", "not_applicable": "#b8b4aa"}
CENTRE_COLOURS: Mapping[str, str] = {
    "ok": "#3a7d5c",
    "needs_review": "#d9a441",
    "too_small": "#e08a5b",
    "too_large": "#6f9fa8",
    "missing": ALARM,
}
