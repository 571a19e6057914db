"""Contrast by WCAG 2.1 (text 4.5:1, controls 3:1) and classes that stay apart for people who confuse red and green."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pytest

from planner import style
from planner.ui import cards, look, parts
from planner.ui.serving.launch import SETTINGS

WHITE, PAPER = "#ffffff", style.PAPER
Lab = npt.NDArray[np.float64]
#: How dichromats see linear RGB: Machado, Oliveira and Fernandes 2009, table 1, severity 1.0.
SIGHT = {
    "usual": np.eye(3),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
}
#: CIE76; two is what a trained eye just tells apart side by side.
LEAST_APART = 8.0
#: Classes that stand on one map, with the share at which they are painted over the paper.
PALETTES: Mapping[str, Mapping[str, tuple[str, float]]] = {
    "communities": {
        **{k: (c, style.GAP_FILL if k == "missing" else style.CENTRE_FILL) for k, c in style.CENTRE_COLOURS.items()},
        "village": (style.VILLAGE, style.CENTRE_FILL),
    },
    "parcels": {k: (c, 0.85) for k, c in style.VERDICT_COLOURS.items()},
    "circles": {str(m): (c, 0.56) for m, c in style.CIRCLE_COLOURS.items()},
    "homes": {
        **{str(m): (c, 0.9) for m, c in style.CIRCLE_COLOURS.items()},
        "far": (style.TOO_FAR, 0.9),
        "unplaced": (style.UNPLACED, 0.9),
    },
    "facilities": {"centre": (style.CENTRE, 1.0), "other": (style.OTHER_FACILITY, 1.0)},
    "quality": {k: (c, 1.0) for k, c in style.SEVERITY_COLOURS.items()},
}


def linear(colour: str) -> Lab:
    """Light of the three primaries, 0 to 1."""
    plain = "#" + "".join(2 * c for c in colour[1:]) if len(colour) == 4 else colour
    value = np.array([int(plain[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Ratio of WCAG 2.1, 1.4.3."""
    dark, light = sorted(float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other))
    return (light + 0.05) / (dark + 0.05)


def mixed(colour: str, share: float, ground: str) -> str:
    pairs = zip(*([int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in (colour, ground)), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def lab(light: Lab) -> Lab:
    """CIE L*a*b* under D65."""
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = matrix @ np.clip(light, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def sheets() -> Iterator[tuple[str, str]]:
    """Every style sheet of the map and the pages."""
    for package, name in (("planner.report", "map.css"), ("planner.ui", "live.css")):
        yield name, (files(package) / "assets" / name).read_text(encoding="utf-8")
    yield "cards", cards.STYLE
    yield "parts", parts._STYLE
    yield "look", look.shell_style("zh")


def rules() -> Iterator[tuple[str, str, str]]:
    """Selector, colour of text, colour behind it, for every rule that names a colour of text."""
    for name, text in sheets():
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
            ink = re.search(r"(?<![-\w])color:\s*(#[0-9a-f]{3,6})", body)
            ground = re.search(r"background(?:-color)?:\s*(#[0-9a-f]{3,6})", body)
            if ink:
                yield f"{name} {selector.strip()[-60:]}", ink[1], ground[1] if ground else WHITE


def test_the_sheets_are_read() -> None:
    assert len(list(rules())) > 25
    assert contrast("#000000", WHITE) == pytest.approx(21)
    assert contrast("#767676", WHITE) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("selector", "ink", "ground"), [*rules()], ids=lambda v: str(v)[:50])
def test_text_stands_out(selector: str, ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5, selector
    if ground == WHITE:
        assert contrast(ink, PAPER) >= 4.5, selector


@pytest.mark.parametrize(
    "colour", sorted({*style.FINDING_COLOURS.values(), *style.CENTRE_COLOURS.values(), *style.SEVERITY_COLOURS.values()})
)
def test_words_on_badges_and_cells_stand_out(colour: str) -> None:
    assert contrast(style.INK, style.tint(colour, 0.28)) >= 4.5


def test_labels_on_the_map_stand_out_on_every_ground() -> None:
    for palette in PALETTES.values():
        for colour, share in palette.values():
            if share < 0.6:
                assert contrast(style.INK, mixed(colour, share, PAPER)) >= 4.5


def test_borders_of_controls_and_marks_stand_out() -> None:
    css = dict(sheets())["live.css"]
    for selector in (r"\.pl-button ", r"\.pl-search input ", r"\.pl-form input, \.pl-form select "):
        found = re.search(selector + r"\{[^}]*border: 1px solid (#[0-9a-f]{6})", css)
        assert found, selector
        assert contrast(found[1], WHITE) >= 3
    assert contrast(str(SETTINGS["theme.borderColor"]), "#f7f7f5") >= 3  # the ground of Streamlit's fields
    for name in ("missing", "ok", "too_large"):
        assert contrast(style.CENTRE_COLOURS[name], WHITE) >= 3
    for colour in (style.CENTRE, style.OTHER_FACILITY, style.ALARM):
        assert contrast(colour, PAPER) >= 3


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("name", PALETTES)
def test_classes_stay_apart(name: str, sight: str) -> None:
    seen = {k: lab(SIGHT[sight] @ linear(mixed(c, share, PAPER))) for k, (c, share) in PALETTES[name].items()}
    apart = {(a, b): float(np.linalg.norm(seen[a] - seen[b])) for a, b in itertools.combinations(seen, 2)}
    nearest = min(apart, key=lambda pair: apart[pair])
    assert apart[nearest] >= LEAST_APART, f"{nearest} {apart[nearest]:.1f}"


def test_the_shares_are_those_the_map_paints_with() -> None:
    code = (files("planner.report") / "map/layers.py").read_text(encoding="utf-8")
    assert '"fillOpacity": GAP_FILL if status == "missing" else CENTRE_FILL' in code
    css = (files("planner.ui") / "assets" / "livemap.js").read_text(encoding="utf-8")
    assert 'getPane("circles").style.opacity = 0.56' in css
