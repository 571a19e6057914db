"""What a file's coordinates stand on: reference system and datum, of the whole file and of each row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from planner.errors import InputError, Severity
from planner.geo import Datum, crs_datum, in_china_box, parse_crs, parse_datum, transformer
from planner.inputs.formats.source import FileContent
from planner.inputs.log import Log
from planner.inputs.values.cells import strip
from planner.model import InputSpec

_DEGREES = (180.0, 90.0)
_REFUSED = frozenset({Datum.XIAN80, Datum.BEIJING54})
_OVERHANG_DEG = 0.6  # a county that crosses the seam is kept in one zone
_WIDEST_ZONE_DEG = 6.5
_PREFIXED = range(25, 46)  # prefix of the easting in the 3-degree zones 25 to 45, EPSG 4513 to 4533


@dataclass(frozen=True, slots=True)
class SpatialReference:
    """Reference system and datum of a file's coordinates.

    Attributes
    ----------
    crs
        Reference system of the numbers; ``None`` means degrees.
    datum
        Datum of rows that name none; ``None`` where it is not known.
    declared
        True where spec or file says so, rather than a rule or a guess.
    """

    crs: pyproj.CRS | None
    datum: Datum | None
    declared: bool


def find_reference(source: FileContent, spec: InputSpec, log: Log) -> SpatialReference:
    """Read what spec and file say: the spec's word goes before the file's. Errors are logged, not raised."""
    crs = source.crs
    if spec.crs:
        try:
            crs = parse_crs(spec.crs)
        except InputError as error:
            log.take(error.problems)
            return SpatialReference(None, None, declared=True)
    datum = _named(spec.datum or ("" if spec.crs else source.datum), log)
    declared = bool(spec.datum or spec.crs or source.datum or (crs is not None and not source.crs_by_rule))
    if datum is None and crs is not None:
        # A reference system of another country says nothing of a Chinese shift: PROJ brings it to WGS84.
        datum = crs_datum(crs) or Datum.WGS84
    if datum in _REFUSED:
        log.add("datum.needs_parameters", Severity.ERROR, value=str(datum))
    return SpatialReference(crs, datum, declared)


def _named(text: str, log: Log) -> Datum | None:
    if not text:
        return None
    datum = parse_datum(text)
    if datum is None:
        log.add("datum.unknown_file", Severity.ERROR, value=text)
    return datum


def check_units(shapes: NDArray[np.object_], reference: SpatialReference, log: Log) -> None:
    """Compare the size of the numbers with what the reference system promises: degrees or metres."""
    bounds = shapely.bounds(shapes[~shapely.is_missing(shapes)])
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    if not len(bounds):
        return
    wide = np.median(np.abs(bounds[:, :2]), axis=0)
    degrees = bool(wide.max() <= _DEGREES[0] and wide.min() <= _DEGREES[1])
    projected = reference.crs is not None and reference.crs.is_projected
    if projected and degrees:
        log.add("crs.looks_degrees", Severity.ERROR, value=str(reference.crs.name) if reference.crs is not None else "")
    elif projected and reference.crs is not None:
        _check_zone(bounds, reference.crs, log)
    elif not projected and wide.max() > 1000.0:
        log.add("crs.looks_metres", Severity.ERROR, value=f"{wide[0]:.0f}, {wide[1]:.0f}", guess=_zone_guess(wide))


def _check_zone(bounds: NDArray[np.float64], crs: pyproj.CRS, log: Log) -> None:
    """Doubt a zone whose meridian lies farther from the data than a neighbour's would."""
    area, meridian = crs.area_of_use, next((p.value for p in _parameters(crs) if "longitude of natural origin" in p.name.lower()), None)
    if area is None or meridian is None or area.east - area.west > _WIDEST_ZONE_DEG:
        return
    middle = np.median(bounds, axis=0)
    lon, _ = transformer(crs, 4326).transform(float(middle[0] + middle[2]) / 2, float(middle[1] + middle[3]) / 2)
    if np.isfinite(lon) and not area.west - _OVERHANG_DEG <= lon <= area.east + _OVERHANG_DEG:
        name = crs.to_string() if crs.to_authority() else str(crs.name)
        log.add("crs.other_zone", Severity.DOUBT, value=name, meridian=f"{meridian:g}", lon=f"{lon:.2f}")


def _parameters(crs: pyproj.CRS) -> Iterable[Any]:
    return crs.coordinate_operation.params if crs.coordinate_operation is not None else ()


def _zone_guess(wide: NDArray[np.float64]) -> str:
    """Name the zone that the prefix of an easting gives away, else the zones this part of China uses."""
    prefixes = [int(v // 1_000_000) for v in wide if int(v // 1_000_000) in _PREFIXED and v > 10_000_000]
    return f"EPSG:{4513 + prefixes[0] - _PREFIXED[0]}" if prefixes else "EPSG:4546 / EPSG:4547"


def row_datums(cells: Sequence[str] | None, reference: SpatialReference, *, file_declared: bool) -> tuple[list[Datum | None], list[str]]:
    """Give each row's datum, or why it has none.

    Parameters
    ----------
    cells
        The datum column; ``None`` where there is none.
    reference
        Of the whole file.
    file_declared
        Whether the spec declares a datum for the whole file; it then stands in for a blank cell.

    Returns
    -------
    tuple
        Datum or ``None`` per row; problem code per row: ``datum.blank``, ``datum.unknown`` or ``""``.
    """
    known: dict[str, tuple[Datum | None, str]] = {}
    fallback = reference.datum if file_declared else None
    for text in dict.fromkeys(cells or ()):
        datum = parse_datum(text)
        if datum is not None:
            known[text] = (datum, "")
        elif not strip(text):
            known[text] = (fallback, "" if fallback is not None else "datum.blank")
        else:
            known[text] = (None, "datum.unknown")
    pairs = [known[text] for text in cells or ()]
    return [d for d, _ in pairs], [code for _, code in pairs]


def settle_undeclared(shapes: NDArray[np.object_], reference: SpatialReference, log: Log) -> SpatialReference:
    """Decide for a file that says nothing of its datum.

    In China that is an error: three datums up to 1.2 km apart are in daily use. Elsewhere nobody shifts coordinates, so they are WGS84.
    """
    centres = shapely.bounds(shapes[~shapely.is_missing(shapes)])
    inside = in_china_box(centres[:, 0], centres[:, 1]) if len(centres) else np.zeros(0, dtype=bool)
    turned = in_china_box(centres[:, 1], centres[:, 0]) if len(centres) else inside
    in_china = bool(len(centres)) and float(np.mean(inside | turned)) >= 0.5
    if reference.crs is None and reference.datum is None:
        if in_china:
            log.add("datum.undeclared", Severity.ERROR)
        else:
            log.add("datum.assumed", Severity.NOTE)
        return SpatialReference(None, None if in_china else Datum.WGS84, declared=False)
    if not reference.declared and in_china:
        log.add("datum.by_rule", Severity.NOTE)
    return reference
