"""QGIS styles as text, in the palette of :mod:`planner.style`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import quoteattr

from planner.style import (
    ARTERIALS,
    CENTRE,
    CENTRE_COLOURS,
    CIRCLE_COLOURS,
    DIFFERENCE_COLOURS,
    INK,
    OTHER_FACILITY,
    RAIL,
    STREET,
    STREETS,
    VERDICT_COLOURS,
    WATER,
    street_rank,
)
from planner.texts import word
from planner.texts.comparing import DIFFERENCE_WORDS, HOME_WORDS

_STREET_KINDS = (*sorted(ARTERIALS), *sorted(STREETS))
_HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"


def layer_style(layer: str) -> str:
    """Give the QML of a layer of ``results.gpkg``."""
    body = {
        "water": lambda: _single("fill", _fill(WATER, 255, WATER)),
        "rail": lambda: _single("line", _line(RAIL, 0.5, dashed=True)),
        "streets": _streets,
        "communities": lambda: _classes("centre_status", CENTRE_COLOURS, "centre", opacity=90),
        "parcels": lambda: _classes("verdict", VERDICT_COLOURS, "verdict", opacity=200),
        "circles": _circles,
        "reached_lines": lambda: _single("line", _line(STREET, 0.3)),
        "demand": lambda: _single("marker", _marker("#8a8f98", 0.8)),
        "facilities": _facilities,
    }[layer]()
    return _style(body)


def difference_style(layer: str) -> str:
    """Give the QML of a layer of ``comparison.gpkg``."""
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
    """Give a class for each thing that may become of an area or a home."""
    words = {**DIFFERENCE_WORDS, **HOME_WORDS}
    rows = []
    for i, code in enumerate(codes):
        colour = DIFFERENCE_COLOURS[code]
        drawn = _fill(colour, 90, colour) if kind == "fill" else _marker(colour, 1.6)
        rows.append((code, words[code][0], _symbol(kind, drawn, str(i))))
    return _categories("what", rows)


def _style(body: str) -> str:
    return f'{_HEAD}<qgis version="3.28" styleCategories="Symbology">\n{body}\n</qgis>\n'


def _rgba(colour: str, alpha: int = 255) -> str:
    r, g, b = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"{r},{g},{b},{alpha}"


def _options(values: Mapping[str, str]) -> str:
    return "".join(f'<Option name={quoteattr(k)} type="QString" value={quoteattr(v)}/>' for k, v in values.items())


def _symbol(kind: str, layer: str, name: str = "0") -> str:
    return f'<symbol type="{kind}" name="{name}" alpha="1" clip_to_extent="1" force_rhr="0">{layer}</symbol>'


def _fill(colour: str, alpha: int, outline: str = INK) -> str:
    values = {"color": _rgba(colour, alpha), "outline_color": _rgba(outline, 120), "outline_width": "0.2", "style": "solid"}
    return f'<layer class="SimpleFill" enabled="1" locked="0" pass="0"><Option type="Map">{_options(values)}</Option></layer>'


def _line(colour: str, width_mm: float, *, dashed: bool = False) -> str:
    values = {"line_color": _rgba(colour), "line_width": str(width_mm), "capstyle": "flat" if dashed else "round"}
    values |= {"customdash": "2;1.4", "use_custom_dash": "1"} if dashed else {}
    return f'<layer class="SimpleLine" enabled="1" locked="0" pass="0"><Option type="Map">{_options(values)}</Option></layer>'


def _marker(colour: str, size_mm: float) -> str:
    values = {"name": "circle", "color": _rgba(colour), "outline_color": "255,255,255,255", "size": str(size_mm)}
    return f'<layer class="SimpleMarker" enabled="1" locked="0" pass="0"><Option type="Map">{_options(values)}</Option></layer>'


def _single(kind: str, layer: str) -> str:
    return f'<renderer-v2 type="singleSymbol"><symbols>{_symbol(kind, layer)}</symbols></renderer-v2>'


def _categories(field: str, rows: list[tuple[str, str, str]]) -> str:
    """Rows of value, label, symbol."""
    categories = "".join(
        f'<category value={quoteattr(value)} label={quoteattr(label)} symbol="{i}" render="true"/>'
        for i, (value, label, _) in enumerate(rows)
    )
    symbols = "".join(symbol for _, _, symbol in rows)
    head = f'<renderer-v2 type="categorizedSymbol" attr="{field}">'
    return f"{head}<categories>{categories}</categories><symbols>{symbols}</symbols></renderer-v2>"


def _classes(field: str, colours: Mapping[str, str], words: str, *, opacity: int) -> str:
    rows = [(v, word(f"{words}.{v}"), _symbol("fill", _fill(c, opacity), str(i))) for i, (v, c) in enumerate(colours.items())]
    return _categories(field, rows)


def _circles() -> str:
    rows = [
        (str(m), f"{m} 分钟", _symbol("fill", _fill(c, 110, c), str(i)))
        for i, (m, c) in enumerate(sorted(CIRCLE_COLOURS.items(), reverse=True))
    ]
    rows.append(("", "其他时限", _symbol("fill", _fill(STREET, 110), str(len(rows)))))  # QGIS: every value not named
    return _categories("minutes", rows)


def _streets() -> str:
    """Give widths by rank, as the plate draws them."""
    widths = (0.45, 0.28, 0.15)
    rows = [(kind, kind, _symbol("line", _line(STREET, widths[street_rank(kind)]), str(i))) for i, kind in enumerate(_STREET_KINDS)]
    rows.append(("", "其他道路", _symbol("line", _line(STREET, widths[2]), str(len(rows)))))
    return _categories("kind", rows)


def _facilities() -> str:
    rows = [
        ("yes", "社区养老服务中心（站、点）", _symbol("marker", _marker(CENTRE, 3.0), "0")),
        ("no", "其他养老服务设施", _symbol("marker", _marker(OTHER_FACILITY, 2.4), "1")),
    ]
    return _categories("is_centre", rows)
