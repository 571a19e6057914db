"""QGIS styles as text, in the palette of :mod:`planner.style`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import quoteattr

from planner.style import (
    ARTERIALS,
    BOUNDARY,
    CENTRE,
    CENTRE_COLOURS,
    CENTRE_FILL,
    CIRCLE_COLOURS,
    DIFFERENCE_COLOURS,
    GAP_FILL,
    INK,
    OTHER_FACILITY,
    RAIL,
    STREET,
    STREETS,
    VERDICT_COLOURS,
    VILLAGE,
    WATER,
)
from planner.texts import word
from planner.texts.comparing import DIFFERENCE_WORDS, HOME_WORDS

#: Layer → scale from which it shows: what is many small things stays off the whole city.
_FROM_SCALE = {"demand": 15_000, "reached_lines": 15_000}
_CIRCLES_OPACITY = 0.5
#: How much of the plate's fill communities keep: in a GIS all layers lie on one another.
_UNDER = 0.6
_HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"


def layer_style(layer: str) -> str:
    """Return the QML of a layer of ``results.gpkg``."""
    body = {
        "water": lambda: _single("fill", _fill(WATER, 255, WATER)),
        "rail": lambda: _single("line", _line(RAIL, 0.5, dashed=True)),
        "streets": _streets,
        "communities": _communities,
        "parcels": lambda: _classes("verdict", VERDICT_COLOURS, "verdict", opacity=200),
        "circles": _circles,
        "reached_lines": lambda: _single("line", _line(CIRCLE_COLOURS[10], 0.25)),
        "demand": lambda: _single("marker", _marker("#8a8f98", 1.0, outline=0.0)),
        "facilities": _facilities,
    }[layer]()
    opacity = f"<layerOpacity>{_CIRCLES_OPACITY}</layerOpacity>" if layer == "circles" else ""
    return _style(body + opacity, named="name" if layer == "facilities" else "", from_scale=_FROM_SCALE.get(layer, 0))


def difference_style(layer: str) -> str:
    """Return the QML of a layer of ``comparison.gpkg``."""
    now = {verdict: colour for verdict, colour in VERDICT_COLOURS.items() if verdict != "not_applicable"}
    body = {
        "communities": lambda: _single("fill", _fill(DIFFERENCE_COLOURS["more"], 40, DIFFERENCE_COLOURS["more"])),
        "areas": lambda: _differences(("area_gained", "area_lost"), "fill"),
        "roads": lambda: _single("line", _line(INK, 0.4)),
        "parcels": lambda: _classes("after", now, "verdict", opacity=200),
        "homes": lambda: _differences(tuple(HOME_WORDS), "marker"),
        "facilities": lambda: _single("marker", _marker(CENTRE, 3.0)),
    }[layer]()
    return _style(body)


def _differences(codes: Sequence[str], kind: str) -> str:
    """Return a class for each thing that may become of an area or a home."""
    words = {**DIFFERENCE_WORDS, **HOME_WORDS}
    rows = []
    for i, code in enumerate(codes):
        colour = DIFFERENCE_COLOURS[code]
        drawn = _fill(colour, 90, colour) if kind == "fill" else _marker(colour, 1.6)
        rows.append((code, words[code][0], _symbol(kind, drawn, str(i))))
    return _categories("what", rows)


def _style(body: str, *, named: str = "", from_scale: int = 0) -> str:
    """Wrap a renderer: with names of a column beside the things, and shown from a scale on where one is given."""
    scales = f' hasScaleBasedVisibilityFlag="1" maxScale="0" minScale="{from_scale}"' if from_scale else ""
    head = f'<qgis version="3.22" styleCategories="Symbology|Labeling|Rendering" labelsEnabled="{int(bool(named))}"{scales}>'
    return f"{_HEAD}{head}\n{body}{_labels(named) if named else ''}\n</qgis>\n"


def _rgba(colour: str, alpha: int = 255) -> str:
    r, g, b = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"{r},{g},{b},{alpha}"


def _options(values: Mapping[str, str]) -> str:
    return "".join(f'<Option name={quoteattr(k)} type="QString" value={quoteattr(v)}/>' for k, v in values.items())


def _symbol(kind: str, layer: str, name: str = "0") -> str:
    return f'<symbol type="{kind}" name="{name}" alpha="1" clip_to_extent="1" force_rhr="0">{layer}</symbol>'


def _fill(colour: str, alpha: int, outline: str = INK, *, level: int = 0, edge: bool = True) -> str:
    values = {"color": _rgba(colour, alpha), "outline_color": _rgba(outline, 120), "outline_width": "0.2", "style": "solid"}
    values |= {} if edge else {"outline_style": "no"}
    return f'<layer class="SimpleFill" enabled="1" locked="0" pass="{level}"><Option type="Map">{_options(values)}</Option></layer>'


def _line(colour: str, width_mm: float, *, dashed: bool = False) -> str:
    values = {"line_color": _rgba(colour), "line_width": str(width_mm), "capstyle": "flat" if dashed else "round"}
    values |= {"customdash": "2;1.4", "use_custom_dash": "1"} if dashed else {}
    return f'<layer class="SimpleLine" enabled="1" locked="0" pass="0"><Option type="Map">{_options(values)}</Option></layer>'


def _marker(colour: str, size_mm: float, *, outline: float = 0.2, hollow: bool = False) -> str:
    fill, edge = ("#ffffff", colour) if hollow else (colour, "#ffffff")
    values = {"name": "circle", "color": _rgba(fill), "outline_color": _rgba(edge), "size": str(size_mm)}
    values |= {"outline_width": str(0.4 if hollow else outline), "outline_style": "solid" if outline or hollow else "no"}
    return f'<layer class="SimpleMarker" enabled="1" locked="0" pass="0"><Option type="Map">{_options(values)}</Option></layer>'


def _single(kind: str, layer: str) -> str:
    return f'<renderer-v2 type="singleSymbol"><symbols>{_symbol(kind, layer)}</symbols></renderer-v2>'


def _categories(field: str, rows: list[tuple[str, str, str]], *, levels: bool = False) -> str:
    """Rows of value, label, symbol; ``field`` may be an expression; with levels the symbols are drawn in the order of their passes."""
    categories = "".join(
        f'<category value={quoteattr(value)} label={quoteattr(label)} symbol="{i}" render="true"/>'
        for i, (value, label, _) in enumerate(rows)
    )
    symbols = "".join(symbol for _, _, symbol in rows)
    head = f'<renderer-v2 type="categorizedSymbol" attr={quoteattr(field)} symbollevels="{int(levels)}">'
    return f"{head}<categories>{categories}</categories><symbols>{symbols}</symbols></renderer-v2>"


def _classes(field: str, colours: Mapping[str, str], words: str, *, opacity: int) -> str:
    rows = [(v, word(f"{words}.{v}"), _symbol("fill", _fill(c, opacity), str(i))) for i, (v, c) in enumerate(colours.items())]
    return _categories(field, rows)


def _communities() -> str:
    """Fill communities by what stands there, as the plate does: gaps a little less, villages apart, for they are not judged."""
    shares = {status: GAP_FILL if status == "missing" else CENTRE_FILL for status in CENTRE_COLOURS}
    rows = [
        (status, word(f"centre.{status}"), _symbol("fill", _fill(colour, round(255 * _UNDER * shares[status]), BOUNDARY), str(i)))
        for i, (status, colour) in enumerate(CENTRE_COLOURS.items())
    ]
    rows.append(("village", word("centre.village"), _symbol("fill", _fill(VILLAGE, round(255 * _UNDER * 0.7), BOUNDARY), str(len(rows)))))
    return _categories("if(\"urban\" = 'no', 'village', \"centre_status\")", rows)


def _circles() -> str:
    """Draw the wide ones first and each opaque; the layer as a whole is seen through, so that circles of neighbours do not add up."""
    rows = [
        (str(m), word("style.minutes").format(m=m), _symbol("fill", _fill(c, 255, c, level=i + 1, edge=False), str(i)))
        for i, (m, c) in enumerate(sorted(CIRCLE_COLOURS.items(), reverse=True))
    ]
    rows.append(
        ("", word("style.other_minutes"), _symbol("fill", _fill(STREET, 255, edge=False), str(len(rows))))
    )  # QGIS: every value not named
    return _categories("minutes", rows, levels=True)


def _streets() -> str:
    """Return widths by rank, as the plate draws them."""

    def listed(kinds: frozenset[str]) -> str:
        return ", ".join(f"'{kind}', '{kind}_link'" for kind in sorted(kinds))

    rows = [
        (str(rank), word(f"style.street_{rank}"), _symbol("line", _line(STREET, wide), str(rank)))
        for rank, wide in enumerate((0.45, 0.28, 0.15))
    ]
    return _categories(f'if("kind" in ({listed(ARTERIALS)}), 0, if("kind" in ({listed(STREETS)}), 1, 2))', rows)


def _facilities() -> str:
    """Draw centres and others, hollow where not in operation, in the words of the plate."""
    drawn = [(k, s, c, size) for k, c, size in (("centre", CENTRE, 3.0), ("other", OTHER_FACILITY, 2.4)) for s in ("open", "shut")]
    rows = [
        (f"{kind}-{state}", word(f"map.{kind}_{state}"), _symbol("marker", _marker(colour, size, hollow=state == "shut"), str(i)))
        for i, (kind, state, colour, size) in enumerate(drawn)
    ]
    expression = "if(\"is_centre\" = 'yes', 'centre', 'other') || if(\"status\" = 'open', '-open', '-shut')"
    return _categories(expression, rows)


def _labels(field: str) -> str:
    """Write names beside the points, white around them; those that would meet are left out by the GIS."""
    letters = f'fontFamily="Microsoft YaHei" fontSize="7" fontSizeUnit="Point" textColor={quoteattr(_rgba(INK))}'
    style = f'fieldName={quoteattr(field)} isExpression="0" {letters}'
    halo = '<text-buffer bufferDraw="1" bufferSize="0.7" bufferSizeUnits="MM" bufferColor="255,255,255,255"/>'
    place = '<placement placement="6" dist="1" distUnits="MM"/><rendering displayAll="0" drawLabels="1"/>'
    return f'<labeling type="simple"><settings><text-style {style}>{halo}</text-style>{place}</settings></labeling>'
