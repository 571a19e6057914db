"""From the columns or geometries of a file to the place of each row, with every doubt reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from planner.errors import Severity
from planner.geo import Affine, Datum, parse_datum
from planner.inputs.formats.source import FileContent
from planner.inputs.headers.match import Match
from planner.inputs.places.reference import check_units, find_reference, row_datums, settle_undeclared
from planner.inputs.places.shapes import Shaped, points_from_cells, points_from_pairs, shapes_from_layer
from planner.inputs.places.wgs84 import Places, place
from planner.inputs.values.columns import Frame
from planner.inputs.values.rows import UsedRows
from planner.model import InputSpec

_PLACE_FIELDS = ("lon", "lat", "lonlat")
_PLAIN_NAMES = frozenset({"WGS84", "GCJ-02", "BD-09"})
_SILENT = frozenset({"", "place.none", "row.ragged"})  # reported for the whole file, or for the whole row


@dataclass(frozen=True, slots=True)
class _Cells:
    """The texts a row's place is read from, kept rows only."""

    header: dict[str, str]
    texts: dict[str, list[str]]

    def datum(self, at: int) -> str:
        """Return the text of the datum cell."""
        return self.texts["datum"][at] if "datum" in self.texts else ""

    def place(self, at: int) -> str:
        """Return the text of the coordinates."""
        return ", ".join(self.texts[f][at] for f in _PLACE_FIELDS if f in self.texts)


def locate(
    source: FileContent,
    match: Match,
    rows: UsedRows,
    frame: Frame,
    *,
    spec: InputSpec,
    area: BaseGeometry | None,
    grid: Affine | None = None,
) -> Places:
    """Place the rows of a table.

    Parameters
    ----------
    source, match, rows
        The file, its columns, the rows kept.
    frame
        Takes the problems; errors are reported, not raised.
    spec
        What was declared of datum and reference system.
    area
        Study area in WGS84, or ``None``.
    grid
        Local grid the coordinates stand on; ``spec.crs`` is then the system it maps to.

    Returns
    -------
    Places
        Nothing is placed once an error was found.
    """
    cells = _cells(source, match, rows)
    shaped = _on_grid(_shapes(source, cells, rows, frame), grid)
    log, n = frame.log, len(frame.ids)
    reference = find_reference(source, spec, log)
    nowhere = Places(np.full(n, None, dtype=object), np.array(shaped.reasons, dtype=object), np.full(n, None, dtype=object))
    if shapely.is_missing(shaped.shapes).all():
        _tell(nowhere, shaped, cells, frame)
        return nowhere
    check_units(shaped.shapes, reference, log)
    if log.stopped and not cells.texts.get("datum"):
        return nowhere
    if any(text.strip() for text in cells.texts.get("datum", ())):
        datums, why = row_datums(cells.texts["datum"], reference, file_declared=bool(spec.datum or spec.crs))
        _tell_datums(cells, frame, str(reference.datum))
    else:
        reference = settle_undeclared(shaped.shapes, reference, log)
        datums, why = [reference.datum] * n, [""] * n
    if log.stopped:
        return nowhere
    broken = {int(source.rows[at]) for at in source.ragged}
    reasons = ["row.ragged" if row in broken else a or b for a, b, row in zip(shaped.reasons, why, frame.rows, strict=True)]
    shapes = shaped.shapes.copy()
    shapes[np.array([reason == "row.ragged" for reason in reasons], dtype=bool)] = None
    found = place(shapes, datums, reasons, crs=reference.crs, area=area)
    _tell(found, shaped, cells, frame)
    return found


def _cells(source: FileContent, match: Match, rows: UsedRows) -> _Cells:
    columns = {f: at for f, at in match.columns.items() if f in {*_PLACE_FIELDS, "datum"}}
    return _Cells(
        header={f: source.headers[at].strip() for f, at in columns.items()},
        texts={f: [source.cells[at][i] for i in rows.keep] for f, at in columns.items()},
    )


def _shapes(source: FileContent, cells: _Cells, rows: UsedRows, frame: Frame) -> Shaped:
    if source.geometry is not None:
        return shapes_from_layer(source.geometry[rows.keep], frame)
    if {"lon", "lat"} <= cells.texts.keys():
        return points_from_cells(cells.texts["lon"], cells.texts["lat"])
    if "lonlat" in cells.texts:
        return points_from_pairs(cells.texts["lonlat"])
    return Shaped(np.full(len(frame.ids), None, dtype=object), ["place.none"] * len(frame.ids))


def _on_grid(shaped: Shaped, grid: Affine | None) -> Shaped:
    """Bring coordinates of a local grid to the national system it is stated in."""
    if grid is None:
        return shaped
    shapes = shapely.transform(shaped.shapes, lambda xy: np.column_stack(grid.apply(xy[:, 0], xy[:, 1])))
    return Shaped(np.asarray(shapes, dtype=object), shaped.reasons)


def _tell_datums(cells: _Cells, frame: Frame, whole_file: str) -> None:
    """Return how an unusual name of a datum was understood, and where the file's own datum stood in for a blank."""
    for at, text in enumerate(cells.texts["datum"]):
        datum = parse_datum(text)
        where = {"row": frame.rows[at], "field": cells.header["datum"], "subject": frame.ids[at]}
        if datum is not None and text.strip() not in _PLAIN_NAMES:
            now = str(Datum.WGS84 if datum is Datum.CGCS2000 else datum)
            frame.log.add("datum.alias", Severity.NOTE, value=text, now=now, **where)  # type: ignore[arg-type]
        elif not text.strip() and whole_file != "None":
            frame.log.add("datum.filled", Severity.NOTE, now=whole_file, **where)  # type: ignore[arg-type]


def _tell(places: Places, shaped: Shaped, cells: _Cells, frame: Frame) -> None:
    where = "、".join(cells.header[f] for f in _PLACE_FIELDS if f in cells.header)
    for at, reason in enumerate(_reasons(places.doubt)):
        if reason in _SILENT:
            continue
        about_datum = reason.startswith("datum.") and "datum" in cells.header
        frame.log.add(
            reason,
            Severity.DOUBT,
            row=frame.rows[at],
            field=cells.header["datum"] if about_datum else where,
            subject=frame.ids[at],
            value=cells.datum(at) if about_datum else cells.place(at) or _middle(shaped.shapes[at]),
            places=_listed(places.candidates[at]),
        )


def _reasons(doubts: NDArray[np.object_]) -> Sequence[str]:
    return [str(doubt) for doubt in doubts]


def _middle(shape: BaseGeometry | None) -> str:
    return "" if shape is None else f"{shape.centroid.x:.6f}, {shape.centroid.y:.6f}"


def _listed(possible: BaseGeometry | None) -> str:
    return "" if possible is None else "; ".join(f"{p.x:.6f}, {p.y:.6f}" for p in shapely.get_parts(possible))
