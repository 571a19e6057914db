"""Heights from a made terrain: a plane, a valley under a bridge, a hill over a tunnel, holes."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import rasterio
from affine import Affine
from pyproj import Transformer

from planner.errors import InputError, Severity
from planner.network import read_lines, street_graph, with_heights
from tests.network.made import CRS, Spot, X, Y, roads

CELL, SIZE = 10.0, 100
NODATA = -9999.0


METRIC = Affine(CELL, 0, X - 100, 0, -CELL, Y - 100 + CELL * SIZE)


def terrain(path: Path, height: npt.NDArray[np.float64], crs: str | None = CRS, transform: Affine = METRIC) -> Path:
    """Write a raster; by default 1 km by 1 km whose lower left corner lies at (-100, -100)."""
    with rasterio.open(
        path, "w", driver="GTiff", width=height.shape[1], height=height.shape[0], count=1, dtype="float32", crs=crs, nodata=NODATA,
        transform=transform,
    ) as out:  # fmt: skip
        out.write(height.astype(np.float32), 1)
    return path


def centres() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    east = -100 + CELL * (np.arange(SIZE) + 0.5)
    north = -100 + CELL * (SIZE - np.arange(SIZE) - 0.5)
    x, y = np.meshgrid(east, north)
    return x, y


def plane() -> npt.NDArray[np.float64]:
    x, y = centres()
    return 400 + 0.05 * x - 0.02 * y


LINES: list[list[Spot]] = [[(0, 0), (137, 31), (300, 5)], [(300, 5), (512.3, 404.4)], [(137, 31), (137, 300)]]


def test_a_sloping_plane_is_met_exactly_between_cell_centres(tmp_path: Path) -> None:
    dem = terrain(tmp_path / "dem.tif", plane())
    segments = with_heights(read_lines(roads(LINES)), dem)
    spots = np.asarray([(0, 0), (137, 31), (300, 5), (512.3, 404.4), (137, 300)])
    expected = np.sort(400 + 0.05 * spots[:, 0] - 0.02 * spots[:, 1])
    np.testing.assert_allclose(np.sort(segments.z), expected, atol=0.002)
    assert not segments.problems
    graph = with_heights(street_graph(read_lines(roads(LINES)), source="town"), dem)
    np.testing.assert_allclose(np.unique(np.round(graph.shape_z, 2)), np.round(expected, 2), atol=0.011)
    through = street_graph(segments, source="town")
    np.testing.assert_allclose(through.shape_z, graph.shape_z, atol=0.001)


@pytest.mark.parametrize("flag", ["bridge", "tunnel"])
def test_bridges_and_tunnels_run_straight_between_their_ends(tmp_path: Path, flag: str) -> None:
    x, _ = centres()
    sign = -1 if flag == "bridge" else 1
    dem = terrain(tmp_path / "dem.tif", 400 + 0.1 * x + sign * 80 * np.exp(-(((x - 250) / 60) ** 2)))
    lines: list[list[Spot]] = [[(0, 0), (100, 0)], [(100, 0), (180, 0), (250, 0), (400, 0)], [(400, 0), (500, 0)]]
    segments = with_heights(read_lines(roads(lines, **{flag: ["", "yes", ""]})), dem)
    graph = with_heights(street_graph(read_lines(roads(lines, **{flag: ["", "yes", ""]})), source="town"), dem)
    for place, z in ((segments.lon, segments.z), (graph.shape_x, graph.shape_z)):
        order = np.argsort(place)
        assert np.unique(np.round(z[order], 1)).tolist() == pytest.approx([400, 410, 418, 425, 440, 450], abs=0.5)
    follows = with_heights(read_lines(roads(lines)), dem)
    assert abs(float(np.sort(follows.z)[0 if sign < 0 else -1]) - 425) > 50


def test_bridges_that_meet_in_the_air_share_a_height_between_their_ends(tmp_path: Path) -> None:
    x, y = centres()
    dem = terrain(tmp_path / "dem.tif", np.where(np.hypot(x - 300, y - 300) < 150, 0.0, 100 + 0 * x))
    arms: list[list[Spot]] = [[(300, 300), (500, 300)], [(300, 300), (100, 300)], [(300, 300), (300, 500)]]
    ground: list[list[Spot]] = [[(500, 300), (600, 300)], [(100, 300), (0, 300)], [(300, 500), (300, 600)]]
    segments = with_heights(read_lines(roads([*arms, *ground], bridge=["yes"] * 3 + [""] * 3)), dem)
    np.testing.assert_allclose(segments.z, 100, atol=0.01)


def test_missing_heights_are_told_and_spoil_only_what_leans_on_them(tmp_path: Path) -> None:
    x, y = centres()
    holed = np.where((x > 200) & (y < 200), NODATA, plane())
    segments = with_heights(read_lines(roads([[(0, 0), (100, 0), (300, 0)], [(0, 0), (-500, 0)]])), terrain(tmp_path / "d.tif", holed))
    assert np.isnan(segments.z).sum() == 2
    told = segments.problems[-1]
    assert (told.code, told.severity, told.file, told.params["count"]) == ("network.no_height", Severity.DOUBT, "d.tif", 2)


def test_another_crs_gives_the_same_heights(tmp_path: Path) -> None:
    to_metric = Transformer.from_crs("EPSG:4326", CRS, always_xy=True)
    west, north = to_metric.transform(X - 100, Y + 900, direction="INVERSE")
    step = 1e-4
    lon, lat = np.meshgrid(west - 0.005 + step * (np.arange(250) + 0.5), north + 0.005 - step * (np.arange(250) + 0.5))
    x, y = to_metric.transform(lon, lat)
    degrees = Affine(step, 0, west - 0.005, 0, -step, north + 0.005)
    dem = terrain(tmp_path / "deg.tif", 400 + 0.05 * (x - X) - 0.02 * (y - Y), "EPSG:4326", degrees)
    a, b = (with_heights(read_lines(roads(LINES)), p) for p in (terrain(tmp_path / "dem.tif", plane()), dem))
    np.testing.assert_allclose(a.z, b.z, atol=0.01)


def refused(dem: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        with_heights(read_lines(roads(LINES)), dem)
    return [p.code for p in caught.value.problems]


def test_a_terrain_that_cannot_be_used_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(tmp_path / "none.tif") == ["network.dem_missing"]
    (tmp_path / "odd.tif").write_bytes(b"this is no raster" * 9)
    assert refused(tmp_path / "odd.tif") == ["network.dem_unreadable"]
    assert refused(terrain(tmp_path / "bare.tif", plane(), crs=None)) == ["network.dem_no_crs"]
    monkeypatch.setitem(sys.modules, "rasterio", None)
    assert refused(tmp_path / "bare.tif") == ["network.terrain_extra"]
