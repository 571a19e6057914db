"""The one font of the plates, taken by path from what the package carries; signs it lacks are replaced before they are drawn."""

from __future__ import annotations

from functools import cache

from fontTools.ttLib import TTFont
from matplotlib.font_manager import FontProperties

from planner.report.carriers import font_file

#: Stands for a sign the font lacks, an emoji for example.
BOX = "□"


@cache
def font(points: float) -> FontProperties:
    """Return the font in a size."""
    return FontProperties(fname=str(font_file()), size=points)


@cache
def advances() -> dict[int, float]:
    """Code point → how far the sign reaches, in ems: the signs the font holds."""
    with TTFont(font_file(), lazy=True) as opened:
        widths, em = opened["hmtx"].metrics, float(opened["head"].unitsPerEm)
        return {code: widths[name][0] / em for code, name in opened.getBestCmap().items()}


def clean(text: str) -> str:
    """Return a text as the font can draw it, on one line; a run of signs it lacks becomes one box."""
    held, out = advances(), list[str]()
    for sign in " ".join(text.split()):
        if ord(sign) in held:
            out.append(sign)
        elif not out or out[-1] != BOX:
            out.append(BOX)
    return "".join(out)


def shortened(text: str, ems: float) -> str:
    """Cut a text to so many ems."""
    if width(text) <= ems:
        return text
    used, out = width("…"), ""
    for sign in text:
        used += width(sign)
        if used > ems:
            break
        out += sign
    return out.rstrip() + "…"


def width(text: str) -> float:
    """Width of a text in ems."""
    known = advances()
    return sum(known.get(ord(sign), 1.0) for sign in text)
