"""Heights of streets from a digital elevation model.

Ground streets take the height of the terrain under each vertex. Bridges and tunnels do not follow it: they run straight between the
places where they meet the ground. Where several meet in the air or under ground, the junction takes the mean of its neighbours weighted
by nearness (harmonic interpolation), which for a single bridge is the straight line.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, overload

import numpy as np
import numpy.typing as npt
from pyproj import Transformer

from planner.errors import NetworkError, Problem, Severity, needing
from planner.network.build.islands import islands
from planner.network.graph import StreetGraph
from planner.network.read.source import segments_of, shape_vertices
from planner.network.segments import FloatArray, IntArray, Segments

_MOST_STEPS = 20_000
_CLOSE_M = 1e-4
# First bytes → the one driver a raster is opened with: a grid in the file itself, nothing that names other files or calls for them.
_DRIVERS = ((b"II*\x00", "GTiff"), (b"MM\x00*", "GTiff"), (b"II+\x00", "GTiff"), (b"MM\x00+", "GTiff"), (b"ncols", "AAIGrid"))


@overload
def with_heights(streets: Segments, dem: Path, *, name: str = "") -> Segments: ...


@overload
def with_heights(streets: StreetGraph, dem: Path, *, name: str = "") -> StreetGraph: ...


def with_heights(streets: Segments | StreetGraph, dem: Path, *, name: str = "") -> Segments | StreetGraph:
    """Return streets with the heights of a terrain model.

    Parameters
    ----------
    streets
        Segments or a street graph; what heights they had is replaced.
    dem
        A raster with one band of heights in metres and a CRS: GeoTIFF, ASCII grid or SRTM (``.hgt``). Formats that refer to other files
        (VRT, WMS …) are not opened.
    name
        Name for messages; the file's own by default.

    Returns
    -------
    Segments or StreetGraph
        With ``z`` or ``shape_z``, bilinear between the centres of cells; NaN where the model knows no height, which is reported in
        ``problems``.

    Raises
    ------
    MissingExtraError
        If the extra ``terrain`` is not installed.
    NetworkError
        If the model is missing, unreadable or without a CRS.
    """
    shown = name or dem.name
    if isinstance(streets, Segments):
        z, problems = _heights(streets, dem, shown)
        return replace(streets, z=z.astype(np.float32), problems=(*streets.problems, *problems))
    vertex, _, _ = shape_vertices(streets)
    z, problems = _heights(segments_of(streets), dem, shown)
    return replace(streets, shape_z=z[vertex].astype(np.float32), problems=(*streets.problems, *problems))


def _heights(segments: Segments, dem: Path, shown: str) -> tuple[FloatArray, list[Problem]]:
    terrain = _sampled(dem, segments.lon, segments.lat, shown)
    z = _spanned(terrain, segments)
    missing = int(np.isnan(z).sum())
    if not missing:
        return z, []
    params = {"count": missing, "percent": round(100 * missing / len(z), 1)}
    return z, [Problem("network.no_height", Severity.DOUBT, file=shown, params=params)]


def _sampled(dem: Path, lon: FloatArray, lat: FloatArray, shown: str) -> FloatArray:
    """Heights of the terrain at places."""
    with needing("terrain", shown):
        import rasterio
    if not dem.is_file():
        raise NetworkError([Problem("network.dem_missing", Severity.ERROR, file=shown)])
    driver = _driver(dem, shown)
    try:
        with rasterio.open(dem.absolute(), driver=driver) as source:
            _require_crs(source, shown)
            to_dem = Transformer.from_crs("EPSG:4326", source.crs.to_wkt(), always_xy=True)
            return _bilinear(source, *_cells(source.transform, *to_dem.transform(lon, lat)))
    except NetworkError:
        raise
    except Exception as error:  # a damaged raster makes the library raise many kinds; each means the same to the user
        raise NetworkError([Problem("network.dem_unreadable", Severity.ERROR, file=shown, params={"detail": str(error)})]) from error


def _require_crs(source: Any, shown: str) -> None:
    if source.crs is None:
        raise NetworkError([Problem("network.dem_no_crs", Severity.ERROR, file=shown)])


def _driver(dem: Path, shown: str) -> str:
    """Return the driver that the first bytes of a raster ask for."""
    with dem.open("rb") as stream:
        head = stream.read(64)
    found = next((driver for sign, driver in _DRIVERS if head.lstrip().lower().startswith(sign) or head.startswith(sign)), "")
    found = found or ("SRTMHGT" if dem.suffix.casefold() == ".hgt" else "")
    if not found:
        why = {"detail": "GeoTIFF, ASCII grid, SRTM"}
        raise NetworkError([Problem("network.dem_unreadable", Severity.ERROR, file=shown, params=why)])
    return found


def _cells(transform: Any, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return columns and rows counted from the centre of the first cell."""
    back = ~transform
    return back.a * x + back.b * y + back.c - 0.5, back.d * x + back.e * y + back.f - 0.5


def _bilinear(source: Any, column: FloatArray, row: FloatArray) -> FloatArray:
    """Interpolate between the four cell centres around each place; in the outer half of a rim cell its own height counts."""
    out = np.full(len(column), np.nan)
    inside = (column >= -0.5) & (row >= -0.5) & (column <= source.width - 0.5) & (row <= source.height - 0.5)
    if not inside.any():
        return out
    column, row = np.clip(column[inside], 0, source.width - 1), np.clip(row[inside], 0, source.height - 1)
    left, top = (np.minimum(np.floor(v).astype(np.int64), n - 2 if n > 1 else 0) for v, n in ((column, source.width), (row, source.height)))
    right, below = np.minimum(left + 1, source.width - 1), np.minimum(top + 1, source.height - 1)
    window = ((int(top.min()), int(below.max()) + 1), (int(left.min()), int(right.max()) + 1))
    band = source.read(1, window=window, masked=True).astype(np.float64).filled(np.nan) * source.scales[0] + source.offsets[0]
    (first_row, _), (first_column, _) = window
    dx, dy = column - left, row - top
    height = np.zeros(len(column))
    for r, c, weight in (
        (top, left, (1 - dx) * (1 - dy)),
        (top, right, dx * (1 - dy)),
        (below, left, (1 - dx) * dy),
        (below, right, dx * dy),
    ):
        cell = band[r - first_row, c - first_column]
        height += np.where(weight > 0, cell * weight, 0.0)  # a cell without height spoils only places that lean on it
    out[inside] = height
    return out


def _spanned(terrain: FloatArray, segments: Segments) -> FloatArray:
    """Let bridges and tunnels run straight between the places where they meet the ground or end."""
    over = np.flatnonzero(segments.bridge | segments.tunnel)
    if not len(over):
        return terrain
    a, b = segments.a[over], segments.b[over]
    degree = np.bincount(np.concatenate([segments.a, segments.b]), minlength=len(terrain))
    span = np.bincount(np.concatenate([a, b]), minlength=len(terrain))
    free = (span > 1) & (span == degree)
    known = ~free & ~np.isnan(terrain)
    held = (free[a] | known[a]) & (free[b] | known[b])
    a, b, weight = a[held], b[held], 1 / np.maximum(segments.lengths_m()[over[held]], 0.01)
    z = terrain.copy()
    z[free] = np.nan
    if not len(a):
        return z
    part = islands(a, b, weight, len(terrain))
    anchored = np.zeros(int(part.max()) + 1, dtype=bool)
    anchored[part[known[a] | known[b]]] = True
    kept = anchored[part]
    a, b, weight = a[kept], b[kept], weight[kept]
    inner = np.unique(np.concatenate([a, b])[free[np.concatenate([a, b])]])
    if len(inner):
        z[inner] = _harmonic(np.where(known, terrain, 0.0), inner, (a, b), weight)[inner]
    return z


def _harmonic(z: FloatArray, inner: IntArray, ends: tuple[IntArray, IntArray], weight: npt.NDArray[np.float64]) -> FloatArray:
    """Solve for heights at which every inner vertex is the weighted mean of its neighbours (conjugate gradients, exact for a chain)."""
    a, b = ends
    free = np.zeros(len(z), dtype=bool)
    free[inner] = True

    def bent(height: FloatArray) -> FloatArray:
        pull = weight * (height[a] - height[b])
        force = np.bincount(a, weights=pull, minlength=len(z)) - np.bincount(b, weights=pull, minlength=len(z))
        return np.where(free, force, 0.0)

    height = np.where(free, z[~free].mean() if (~free).any() else 0.0, z)
    rest = -bent(height)
    step = rest.copy()
    size = float(rest @ rest)
    for _ in range(_MOST_STEPS):
        if size < _CLOSE_M**2 * 1e-6:
            break
        moved = bent(step)
        share = size / float(step @ moved)
        height += share * step
        rest -= share * moved
        size, before = float(rest @ rest), size
        step = rest + size / before * step
    return height
