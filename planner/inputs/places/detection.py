"""Comparing a file's coordinates with streets or boundaries whose place is known: which datum, zone and axis order fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from planner.errors import Problem, Severity
from planner.geo import (
    Datum,
    Detection,
    Fit,
    Reference,
    Why,
    area_reference,
    crs_datum,
    detect,
    line_reference,
    parse_crs,
    parse_datum,
    to_wgs84,
)
from planner.inputs.formats.registry import load
from planner.inputs.formats.source import FileContent, refuse
from planner.inputs.headers.mapping import with_mapping
from planner.inputs.headers.match import Match, match_headers, place_datum
from planner.inputs.log import Log
from planner.inputs.places.reference import find_reference
from planner.inputs.places.shapes import points_from_cells, points_from_pairs
from planner.inputs.places.wgs84 import to_wgs84_shapes
from planner.model import InputSpec
from planner.texts.reading.layouts import BY_ROW

_POLYGONAL = (3, 6)
_OUTLINE_RATIO = 0.02  # areas this small beside those of the reference are places in them, not a drawing of the same thing
_CODES = {
    Why.SURE: "datum.found",
    Why.FEW: "datum.few_points",
    Why.NOWHERE: "datum.fits_nowhere",
    Why.RIVALS: "datum.unsure",
    Why.FLAT: "datum.fits_badly",
    Why.SHIFTED: "datum.rest_shift",
}


@dataclass(frozen=True, slots=True, eq=False)
class Against:
    """What a file is compared with.

    Attributes
    ----------
    name
        For messages.
    shapes
        WGS84 lines or areas.
    """

    name: str
    shapes: NDArray[np.object_]


def layer_against(spec: InputSpec) -> Against:
    """Read a layer of streets or boundaries to compare with.

    Parameters
    ----------
    spec
        A layer of lines or areas. Where file and spec name no datum, GeoJSON and KML count as WGS84, by their standards.

    Raises
    ------
    InputError
        If it cannot be read, holds no line or area, or its place is not known (``against.place``).
    """
    source = load(spec)
    log = Log(spec.name)
    reference = find_reference(source, spec, log)
    kinds = shapely.get_type_id(source.geometry) if source.geometry is not None else np.zeros(0, dtype=np.int64)
    if source.geometry is None or not np.isin(kinds, (1, 5, *_POLYGONAL)).any():
        raise refuse("against.no_shapes", spec)
    if log.stopped or reference.datum is None:
        raise refuse("against.place", spec)
    return Against(spec.name, to_wgs84_shapes(source.geometry[np.isin(kinds, (1, 5, *_POLYGONAL))], reference.crs, reference.datum))


def compare(source: FileContent, match: Match | None, against: Against) -> Detection:
    """Compare the coordinates of a file with a reference, under every reading.

    Points are compared with streets, or with whether they lie inside areas; outlines with lines or with outlines of like size.
    """
    outlines = source.geometry is not None and _is_drawing(source.geometry, against.shapes)
    x, y = _numbers(source, match, outlines=outlines)
    named = row_names(source, match)
    if named and not outlines and len(named) == len(x):
        x, y = _as_named(x, y, named)
    return detect(x, y, _reference(against, outlines=outlines))


def row_names(source: FileContent, match: Match | None) -> list[str]:
    """Return the datum each row names for itself; nothing where no row does, or all name the same."""
    cells = source.cells[match.columns["datum"]] if match is not None and "datum" in match.columns else []
    return cells if len(_named(cells)) > 1 else []


def _named(cells: Sequence[str]) -> set[Datum]:
    return {datum for datum in map(parse_datum, dict.fromkeys(cells)) if datum is not None}


def _as_named(x: NDArray[np.float64], y: NDArray[np.float64], named: list[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Bring rows to WGS84 from the datum each names, so that WGS84 fits best where they speak true; rows that name none are left out."""
    lon, lat = np.full(len(x), np.nan), np.full(len(y), np.nan)
    texts = np.array(named, dtype=object)
    for text in dict.fromkeys(named):
        datum = parse_datum(text)
        if datum in {Datum.WGS84, Datum.CGCS2000, Datum.GCJ02, Datum.BD09}:
            rows = texts == text
            lon[rows], lat[rows] = to_wgs84(x[rows], y[rows], datum)
    known = np.isfinite(lon) & np.isfinite(lat)
    return lon[known], lat[known]


def _reference(against: Against, *, outlines: bool) -> Reference:
    areas = np.isin(shapely.get_type_id(against.shapes), _POLYGONAL)
    if areas.all() and not outlines:
        return area_reference(against.shapes)
    return line_reference(against.shapes)


def _is_drawing(shapes: NDArray[np.object_], reference: NDArray[np.object_]) -> bool:
    """Return whether a layer draws the same kind of areas as the reference, so that outlines may be compared."""
    areas = shapes[np.isin(shapely.get_type_id(shapes), _POLYGONAL)]
    others = reference[np.isin(shapely.get_type_id(reference), _POLYGONAL)]
    if not len(areas) or not len(others) or len(areas) < len(shapes) / 2:
        return False
    return _extent(areas) >= _OUTLINE_RATIO * _extent(others)


def _extent(shapes: NDArray[np.object_]) -> float:
    """Return the median number of times a shape fits into the layer's box, turned round: a size without a unit."""
    west, south, east, north = shapely.total_bounds(shapes)
    whole = max(float((east - west) * (north - south)), 1e-12)
    return float(np.median(shapely.area(shapes))) / whole


def _numbers(source: FileContent, match: Match | None, *, outlines: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the coordinates as they stand in the file, one pair per row or, of a drawing, per vertex."""
    if source.geometry is not None:
        shapes = source.geometry[~shapely.is_missing(source.geometry) & ~shapely.is_empty(source.geometry)]
        xy = shapely.get_coordinates(shapes if outlines else shapely.point_on_surface(shapes))
        return xy[:, 0], xy[:, 1]
    columns = {} if match is None else {f: source.cells[at] for f, at in match.columns.items() if f in {"lon", "lat", "lonlat"}}
    if {"lon", "lat"} <= columns.keys():
        shapes = points_from_cells(columns["lon"], columns["lat"]).shapes
    elif "lonlat" in columns:
        shapes = points_from_pairs(columns["lonlat"]).shapes
    else:
        return np.zeros(0), np.zeros(0)
    return shapely.get_x(shapes), shapely.get_y(shapes)


def adopted(noun: str, spec: InputSpec, problems: Sequence[Problem], against: Against) -> tuple[InputSpec, Problem] | None:
    """Find the datum of a file that names none, so that it can be read after all.

    Parameters
    ----------
    noun, spec
        The file.
    problems
        Why it could not be read.
    against
        The streets of the run.

    Returns
    -------
    tuple or None
        The spec with the datum found, and the doubt that says so with its figures. ``None`` where something else is wrong too, or where the
        comparison is not sure: then a person must say. Only degrees in their usual order are read so; projected coordinates never are, as a
        comparison with streets cannot tell CGCS2000 from Xi'an 80, 100 m beside it.
    """
    if {p.code for p in problems if p.severity is Severity.ERROR} != {"datum.undeclared"}:
        return None
    filled, _ = with_mapping(spec)
    source = load(filled)
    found = compare(source, match_headers(noun, source.headers, filled.columns, cut=source.cut_headers), against)
    best = found.best
    if best is None or not found.sure or best.reading.swapped or best.reading.epsg is not None:
        return None
    found_problem = detection_problem(found, against.name, spec.name)
    return replace(spec, datum=str(best.reading.datum)), replace(found_problem, code="datum.adopted", severity=Severity.DOUBT)


def compared(noun: str, spec: InputSpec, against: Against) -> Problem:
    """Compare a file with a reference and say what was found, beside what file and spec state."""
    filled, _ = with_mapping(spec)
    source = load(filled)
    match = match_headers(noun, source.headers, filled.columns, cut=source.cut_headers)
    return detection_problem(compare(source, match, against), against.name, spec.name, stated=stated(source, filled, match))


def contradicted(noun: str, spec: InputSpec, against: Against) -> tuple[Problem, ...]:
    """Return the doubt that a file's stated datum, or its format's rule, is not what its places say; nothing where it may be right."""
    found_problem = compared(noun, spec, against)
    return (found_problem,) if found_problem.code == "datum.contradicted" else ()


@dataclass(frozen=True, slots=True)
class Stated:
    """What a file or its spec says of its coordinates; empty where nothing."""

    datum: str = ""
    epsg: int | None = None
    by_row: bool = False

    def __str__(self) -> str:
        if self.by_row:
            return BY_ROW
        return " ".join(part for part in (self.datum, f"EPSG:{self.epsg}" if self.epsg else "") if part)

    def agrees(self, fit: Fit) -> bool:
        """Return whether a reading is what was stated: axis order, datum, and the zone where it bears a number."""
        same = {str(Datum.CGCS2000): str(Datum.WGS84)}
        zone = self.epsg is None or fit.reading.epsg is None or fit.reading.epsg == self.epsg
        return zone and same.get(self.datum, self.datum) == str(fit.reading.datum) and not fit.reading.swapped


def stated(source: FileContent, spec: InputSpec, match: Match | None = None) -> Stated:
    """Return what spec or file say of its coordinates, a format's rule (GeoJSON, KML) included; rows that name their own go first."""
    if row_names(source, match):
        return Stated(str(Datum.WGS84), by_row=True)  # what they name was brought to WGS84 before comparing
    column = source.cells[match.columns["datum"]] if match is not None and "datum" in match.columns else []
    datum = next(iter(_named(column)), None) or parse_datum(spec.datum or "") or parse_datum(source.datum)
    if datum is None and match is not None and not spec.crs and source.crs is None:
        datum = parse_datum(place_datum(source.headers, match))
    crs = parse_crs(spec.crs) if spec.crs else source.crs
    if datum is None and crs is not None:
        datum = crs_datum(crs)
    return Stated(str(datum or ""), crs.to_epsg() if crs is not None and crs.is_projected else None)


def reading_name(fit: Fit) -> str:
    """Name a reading as a person would: system, datum, axis order."""
    datum = str(fit.reading.datum)
    plain = fit.reading.datum is Datum.WGS84
    system = fit.reading.crs or ("WGS84/CGCS2000" if plain else datum)
    shifted = f" · {datum}" if fit.reading.crs and not plain else ""
    return f"{system}{shifted}{' (x↔y)' if fit.reading.swapped else ''}"


def detection_problem(found: Detection, against: str, file: str, *, stated: Stated | None = None) -> Problem:
    """Return what a comparison found, as a problem of the file.

    Parameters
    ----------
    found
        The comparison.
    against, file
        Names of the reference and of the file.
    stated
        What the file or the scenario says; where its places surely say otherwise, that is a doubt of its own, and where they do not decide,
        what was said stands.
    """
    stated = stated or Stated()
    best = found.best
    others = "；".join(_described(fit) for fit in found.fits[1:4] if np.isfinite(fit.mean_m))
    params: dict[str, object] = {
        "against": against,
        "points": found.points,
        "others": others or "—",
        "best": "—" if best is None else reading_name(best),
        "mean": "—" if best is None else f"{best.mean_m:.0f}",
        "shift": f"{float(np.hypot(*found.rest_m)):.0f}",
        "declared": str(stated),
        "say": "—" if best is None else _options(best),
    }
    if stated.datum and best is not None and not stated.agrees(best) and found.sure:
        return Problem("datum.contradicted", Severity.DOUBT, file, params=params)
    if stated.datum and not found.sure and any(np.isfinite(fit.mean_m) and stated.agrees(fit) for fit in found.fits):
        return Problem("datum.not_contradicted", Severity.NOTE, file, params=params)
    if stated.datum and best is not None and found.sure:
        return Problem("datum.agrees", Severity.NOTE, file, params=params)
    return Problem(_CODES[found.why], Severity.NOTE if found.sure else Severity.DOUBT, file, params=params)


def _options(fit: Fit) -> str:
    """Write how to state a reading on the command line; the same words stand in a scenario file."""
    datum = "" if fit.reading.datum is Datum.WGS84 and fit.reading.crs else f"--datum {fit.reading.datum}"
    crs = f"--crs {fit.reading.crs}" if fit.reading.crs else ""
    return " ".join(part for part in (crs, datum) if part)


def _described(fit: Fit) -> str:
    return f"{reading_name(fit)} {fit.mean_m:.0f} m（{fit.apart_m:.0f} m）"
