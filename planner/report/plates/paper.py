"""The sheet a plate is drawn on: title, map, legend with counts, scale bar, north arrow, and what the figures rest on."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Polygon, Rectangle

from planner.report.plates.fonts import clean, font, shortened, width
from planner.report.plates.labels import Label, place
from planner.report.plates.shapes import Box, area_path, line_pieces
from planner.style import INK, PAPER
from planner.texts import word

DPI = 200
_MM, _PT = 1 / 25.4, 25.4 / 72
_GREY = "#5c6670"
#: Sizes in millimetres: edge of the sheet, strip of the title, strip of the sources.
_EDGE, _HEAD, _FOOT, _GAP = 7.0, 15.0, 9.0, 4.0
Form = Literal["area", "line", "dash", "dot", "ring", "none"]


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A line of the legend; ``heading`` lines stand alone."""

    text: str
    count: str = ""
    form: Form = "none"
    colour: str = INK
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Plate:
    """A drawn plate.

    Attributes
    ----------
    name
        Of its files, without ending.
    title
        As drawn.
    png, pdf
        The files; ``pdf`` is empty where it was not asked for.
    width_mm, height_mm
        Size of the sheet.
    texts
        Every text drawn, for those who check the font.
    """

    name: str
    title: str
    png: bytes
    pdf: bytes
    width_mm: float
    height_mm: float
    texts: tuple[str, ...]


class Paper:
    """A sheet being drawn; lengths on the page in millimetres, in the map in metres."""

    def __init__(self, box: Box, *, wide: float, high: float, column: float, scale: float = 1.0) -> None:
        self._wide, self._high, self._column, self._scale = wide, high, column, scale
        self._figure = Figure(figsize=(wide * _MM, high * _MM), dpi=DPI, facecolor="white")
        self._canvas = FigureCanvasAgg(self._figure)
        self._page = self._axes((0, 0, wide, high))
        self._page.set_xlim(0, wide)
        self._page.set_ylim(0, high)
        self._page.axis("off")
        self._frame = map_frame(wide, high, column)
        self._map = self._axes(self._frame)
        self.box = box
        self._map.set_xlim(box[0], box[2])
        self._map.set_ylim(box[1], box[3])
        self._map.set_facecolor(PAPER)
        self._map.set_xticks([])
        self._map.set_yticks([])
        for side in self._map.spines.values():
            side.set_color(_GREY)
            side.set_linewidth(0.6)
        self._texts: list[str] = []
        self._labels: list[tuple[Label, str, float]] = []
        self._points_taken: list[Box] = []

    @property
    def points_per_metre(self) -> float:
        """How many points of type a metre of the ground takes."""
        return self._frame[2] / _PT / (self.box[2] - self.box[0])

    def areas(self, shapes: Iterable[Any], fill: str, *, alpha: float = 1.0, edge: str = "none", line: float = 0.0, z: float = 1.0) -> None:
        """Draw areas as one."""
        path = area_path(self._clipped(shapes))
        if path is not None:
            patch = PathPatch(path, facecolor=fill, edgecolor=edge, linewidth=line, alpha=alpha, zorder=z)
            self._map.add_patch(patch)

    def outlines(self, shapes: Iterable[Any], colour: str, line: float, *, dashed: bool = False, z: float = 3.0) -> None:
        """Draw the edges of areas alone."""
        path = area_path(self._clipped(shapes))
        if path is not None:
            style = (0, (5, 3)) if dashed else "-"
            self._map.add_patch(PathPatch(path, facecolor="none", edgecolor=colour, linewidth=line, linestyle=style, zorder=z))

    def lines(self, shapes: Iterable[Any], colour: str, line: float, *, dashed: bool = False, z: float = 2.0) -> None:
        """Draw lines."""
        pieces = line_pieces(shapes)
        if pieces:
            style = (0, (5, 4)) if dashed else "-"
            self._map.add_collection(LineCollection(pieces, colors=colour, linewidths=line, linestyles=[style], zorder=z), autolim=False)

    def dots(self, places: Any, colour: str, size: float, *, hollow: bool = False, z: float = 6.0) -> None:
        """Draw points of a size in points of type."""
        if len(places):
            fill, edge = ("white", colour) if hollow else (colour, "white")
            line = 0.9 if hollow else min(0.7, size / 6)
            self._map.scatter(places[:, 0], places[:, 1], s=size**2, c=fill, edgecolors=edge, linewidths=line, zorder=z)

    def label(self, text: str, x: float, y: float, *, points: float, gap: float, weight: float = 0.0, centred: bool = False) -> None:
        """Ask for a label at a place of the map; it is drawn where there is room."""
        shown = clean(text)
        if not shown or not (self.box[0] <= x <= self.box[2] and self.box[1] <= y <= self.box[3]):
            return
        px, py = self._on_page(x, y)
        wide, high = width(shown) * points + 1.0, points * 1.25
        self._labels.append((Label(shown, px, py, wide, high, gap, weight, centred), INK, points))

    def keep_clear(self, x: float, y: float, size: float) -> None:
        """Keep labels off a point of a size in points of type."""
        px, py = self._on_page(x, y)
        self._points_taken.append((px - size / 2, py - size / 2, px + size / 2, py + size / 2))

    def head(self, title: str, subtitle: str, marks: Sequence[str]) -> None:
        """Write title, subtitle and marks."""
        top, s = self._high - _EDGE, self._scale
        mark = "　".join(marks)
        taken = width(mark) * 10.5 * s * _PT + 6 if mark else 0.0
        most = (self._wide - 2 * _EDGE - taken) / (17 * s * _PT)
        self._write(shortened(clean(title), most), _EDGE, top - 1.0, 17 * s, va="top")
        self._write(
            shortened(clean(subtitle), (self._wide - 2 * _EDGE) / (9 * s * _PT)), _EDGE, top - 8.0 * s, 9 * s, va="top", colour=_GREY
        )
        if mark:
            right = self._wide - _EDGE
            wide = width(mark) * 10.5 * s * _PT + 3
            self._page.add_patch(
                Rectangle((right - wide, top - 6.6 * s), wide, 6.2 * s, facecolor="white", edgecolor="#b03a2e", linewidth=0.9)
            )
            self._write(mark, right - wide / 2, top - 3.5 * s, 10.5 * s, ha="center", va="center", colour="#b03a2e")

    def foot(self, text: str) -> None:
        """Write the line of sources."""
        size = 7.2 * self._scale
        most = (self._wide - 2 * _EDGE) / (size * _PT)
        self._write(shortened(clean(text), most), _EDGE, _EDGE + 1.0, size, va="bottom", colour=_GREY)

    def legend(self, entries: Sequence[LegendEntry], notes: Sequence[str]) -> None:
        """Write the legend, and notes at the foot of its column above scale and north arrow."""
        s = self._scale
        left = self._frame[0] + self._frame[2] + _GAP
        right = self._wide - _EDGE
        y = self._frame[1] + self._frame[3] - 1.5
        for entry in entries:
            step = (6.4 if entry.heading else 5.6) * s
            if entry.heading:
                y -= 1.2 * s
                self._write(clean(entry.text), left, y, 9.6 * s, va="top")
            else:
                self._sign(entry, left, y - 1.7 * s)
                size = 8.4 * s
                room = right - left - 8.2 * s - width(entry.count) * size * _PT - 1.5
                self._write(shortened(clean(entry.text), room / (size * _PT)), left + 8.2 * s, y, size, va="top")
                self._write(clean(entry.count), right, y, size, ha="right", va="top")
            y -= step
        self._bottom(left, right, notes)

    def finish(self, name: str, title: str, *, pdf: bool) -> Plate:
        """Place the labels and give the plate."""
        self._draw_labels()
        png = io.BytesIO()
        self._figure.savefig(png, format="png", dpi=DPI, metadata={"Software": None}, pil_kwargs={"compress_level": 5})
        document = io.BytesIO()
        if pdf:
            metadata = {"Creator": "planner", "Producer": "planner", "CreationDate": None, "Title": clean(title)}
            self._figure.savefig(document, format="pdf", metadata=metadata)
        return Plate(name, clean(title), png.getvalue(), document.getvalue(), self._wide, self._high, tuple(self._texts))

    def _clipped(self, shapes: Iterable[Any]) -> Any:
        """Cut shapes to the map and some more, so that cuts do not show and far corners cost nothing."""
        west, south, east, north = self.box
        pad = 0.05 * (east - west)
        held = np.asarray(list(shapes), dtype=object)
        return shapely.clip_by_rect(held, west - pad, south - pad, east + pad, north + pad) if len(held) else held

    def _axes(self, frame: tuple[float, float, float, float]) -> Axes:
        left, bottom, wide, high = frame
        return self._figure.add_axes((left / self._wide, bottom / self._high, wide / self._wide, high / self._high))

    def _on_page(self, x: float, y: float) -> tuple[float, float]:
        """Place in points of type from the map's lower left corner."""
        return (x - self.box[0]) * self.points_per_metre, (y - self.box[1]) * self.points_per_metre

    def _write(self, text: str, x: float, y: float, points: float, **how: Any) -> None:
        if not text:
            return
        colour = how.pop("colour", INK)
        drawn = self._page.text(x, y, text, fontproperties=font(points), color=colour, parse_math=False, **how)
        drawn.set_clip_on(False)
        self._texts.append(text)

    def _draw_labels(self) -> None:
        from matplotlib.patheffects import withStroke

        sizes = {id(label): (colour, points) for label, colour, points in self._labels}
        frame = (1.0, 1.0, self._frame[2] / _PT - 1.0, self._frame[3] / _PT - 1.0)
        per = self.points_per_metre
        for placed in place((label for label, _, _ in self._labels), frame, self._points_taken):
            colour, points = sizes[id(placed.label)]
            x = self.box[0] + (placed.x + placed.label.wide / 2) / per
            y = self.box[1] + (placed.y + placed.label.high / 2) / per
            effects = [withStroke(linewidth=1.8, foreground="white")]
            self._map.text(
                x, y, placed.label.text, fontproperties=font(points), color=colour, ha="center", va="center", parse_math=False, zorder=9,
                path_effects=effects, clip_on=True,
            )  # fmt: skip
            self._texts.append(placed.label.text)

    def _sign(self, entry: LegendEntry, x: float, y: float) -> None:
        s = self._scale
        if entry.form == "area":
            self._page.add_patch(Rectangle((x, y - 1.5 * s), 6 * s, 3.2 * s, facecolor=entry.colour, edgecolor="#8d8a84", linewidth=0.3))
        elif entry.form in {"line", "dash"}:
            style = (0, (4, 2.4)) if entry.form == "dash" else "-"
            self._page.plot([x, x + 6 * s], [y, y], color=entry.colour, linewidth=1.5, linestyle=style)
        elif entry.form in {"dot", "ring"}:
            fill, edge = (entry.colour, "white") if entry.form == "dot" else ("white", entry.colour)
            self._page.scatter([x + 3 * s], [y], s=(7.5 * s) ** 2, c=fill, edgecolors=edge, linewidths=0.9)

    def _bottom(self, left: float, right: float, notes: Sequence[str]) -> None:
        s, y = self._scale, self._frame[1]
        self._north(right - 5 * s, y + 3.0 * s)
        self._scale_bar(left, y + 3.5 * s, right - left - 14 * s)
        y += 17 * s
        size = 7.2 * s
        lines = [line for note in notes for line in wrapped(clean(note), (right - left) / (size * _PT))]
        for line in reversed(lines):
            self._write(line, left, y, size, va="bottom", colour=_GREY)
            y += 3.5 * s

    def _north(self, x: float, y: float) -> None:
        s = self._scale
        arrow = np.array([(0, 10), (2.6, 0), (0, 2.4), (-2.6, 0)]) * s + (x, y)
        self._page.add_patch(Polygon(arrow, closed=True, facecolor=INK, edgecolor=INK, linewidth=0.4))
        self._write(word("map.north"), x, y + 10.6 * s, 8.5 * s, ha="center", va="bottom")

    def _scale_bar(self, x: float, y: float, room: float) -> None:
        """Draw a bar of a round length that fits, in four pieces."""
        s = self._scale
        per_mm = (self.box[2] - self.box[0]) / self._frame[2]
        length = round_length(per_mm * room * 0.8)
        piece = length / per_mm / 4
        for k in range(4):
            fill = INK if k % 2 == 0 else "white"
            self._page.add_patch(Rectangle((x + k * piece, y), piece, 1.3 * s, facecolor=fill, edgecolor=INK, linewidth=0.5))
        unit, by = (word("map.unit.km"), 1000) if length >= 1000 else (word("plate.metres"), 1)
        self._write("0", x, y + 1.9 * s, 7.5 * s, ha="center", va="bottom")
        self._write(f"{length / by:g} {unit}", x + 4 * piece, y + 1.9 * s, 7.5 * s, ha="center", va="bottom")


def map_frame(wide: float, high: float, column: float) -> tuple[float, float, float, float]:
    """Return the map's lower left corner, width and height on a sheet with a column for the legend."""
    bottom = _EDGE + _FOOT - 3
    return _EDGE, bottom, wide - 2 * _EDGE - column - _GAP, high - _EDGE - _HEAD - bottom


def round_length(most: float) -> float:
    """Return the longest of 1, 2, 5 times a power of ten that is not longer than ``most``."""
    power = 10.0 ** math.floor(math.log10(max(most, 1e-9)))
    return float(next(n * power for n in (5, 2, 1) if n * power <= most * (1 + 1e-9)))


def wrapped(text: str, most: float) -> list[str]:
    """Break a text into lines of so many ems."""
    lines, line = [], ""
    for sign in text:
        if width(line + sign) > most and line:
            lines.append(line)
            line = ""
        line += sign
    return [*lines, line] if line else lines
