"""One palette and one set of sizes for the map, the plates and the layers: colour-blind safe, red only for gaps and failures."""

from __future__ import annotations

from collections.abc import Mapping

INK = "#22303c"
PAPER = "#fbfaf7"
STREET = "#d5d2ca"
WATER = "#c9dde8"
RAIL = "#8d8a84"
ALARM = "#c0392b"

CIRCLE_COLOURS: Mapping[int, str] = {5: "#08519c", 10: "#3182bd", 15: "#9ecae1"}
VERDICT_COLOURS: Mapping[str, str] = {"pass": "#279b8c", "fail": ALARM, "needs_review": "#d9a441", "not_applicable": "#b8b4aa"}
CENTRE_COLOURS: Mapping[str, str] = {
    "ok": "#279b8c",
    "needs_review": "#d9a441",
    "too_small": "#e8a27c",
    "too_large": "#7a7fb8",
    "missing": ALARM,
}

#: A miss that is no violation: advisory wordings, dated targets.
SOFT_MISS = "#e8a27c"
FINDING_COLOURS: Mapping[str, str] = {**VERDICT_COLOURS, "advisory_miss": SOFT_MISS, "target_miss": SOFT_MISS}
SEVERITY_COLOURS: Mapping[str, str] = {"error": ALARM, "doubt": "#d9a441", "note": "#b8b4aa"}

#: How strongly the map fills a community by what stands there; gaps a little less, so that many of them are no wall of red.
CENTRE_FILL, GAP_FILL = 0.5, 0.42

BOUNDARY = "#8d8a84"
VILLAGE = "#d8d4c8"
CENTRE = "#b5541c"
OTHER_FACILITY = "#5b6b8c"
TOO_FAR = "#d9822b"
UNPLACED = "#9a9690"

#: What a comparison shows: blue for gains, red for losses, orange for those who are new and not reached.
DIFFERENCE_COLOURS: Mapping[str, str] = {
    "gained": "#08519c",
    "lost": ALARM,
    "new_reached": "#3a9ea5",
    "new_unreached": TOO_FAR,
    "gone": UNPLACED,
    "area_gained": "#3182bd",
    "area_lost": ALARM,
    "more": "#3182bd",
    "less": TOO_FAR,
    "same": "#8d8a84",
}

#: Strongest first; service circles take as many steps as they have limits.
CIRCLE_RAMP = ("#08519c", "#3182bd", "#9ecae1", "#c6dbef", "#dfeaf4")

#: Line widths in pixels at city scale, by rank of the street: arterial, street, path.
STREET_WIDTHS_PX = (1.8, 1.1, 0.6)
ARTERIALS = frozenset({"motorway", "trunk", "primary", "secondary"})
STREETS = frozenset({"tertiary", "residential", "unclassified", "living_street", "road"})


def circle_colour(rank: int) -> str:
    """Return the colour of a limit by its rank, shortest first; further ranks share the lightest."""
    return CIRCLE_RAMP[min(rank, len(CIRCLE_RAMP) - 1)]


def street_rank(kind: str) -> int:
    """Rank a street by its ``highway`` value: 0 arterial, 1 street, 2 path and service way."""
    plain = kind.removesuffix("_link")
    return 0 if plain in ARTERIALS else 1 if plain in STREETS else 2


def tint(colour: str, share: float) -> str:
    """Mix a colour with white: ``share`` of it remains, 0 to 1."""
    mixed = (round(255 - (255 - int(colour[i : i + 2], 16)) * share) for i in (1, 3, 5))
    return "#" + "".join(f"{c:02x}" for c in mixed)
