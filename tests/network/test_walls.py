"""Walls of compounds on a small made town: a square of 200 m with one street through it and one along it."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pytest
import shapely

from planner.access import WalkNetwork
from planner.network import NO_GATES, Gates, Segments, apply_walls, read_lines, street_graph, without_walls

CRS = "EPSG:32649"
X, Y = 500_000.0, 3_990_000.0
SQUARE = shapely.box(X, Y, X + 200, Y + 200)


def line(*points: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([(X + a, Y + b) for a, b in points])


def town() -> Segments:
    """A street through the square from west to east, and a longer way around it by the south."""
    through = line((-100, 100), (300, 100))
    around = line((-100, 100), (-100, -100), (300, -100), (300, 100))
    return read_lines(gpd.GeoDataFrame({"highway": ["residential", "residential"]}, geometry=[through, around], crs=CRS))


def walls() -> npt.NDArray[np.object_]:
    return np.asarray(gpd.GeoSeries([SQUARE], crs=CRS).to_crs("EPSG:4326"), dtype=object)


def gates(*rows: tuple[float, float, bool]) -> Gates:
    places = gpd.GeoSeries([shapely.Point(X + a, Y + b) for a, b, _ in rows], crs=CRS).to_crs("EPSG:4326")
    return Gates(places.x.to_numpy(), places.y.to_numpy(), np.asarray([o for *_, o in rows]))


def minutes(segments: Segments, start: tuple[float, float], end: tuple[float, float]) -> float:
    """Seconds from one place to another, NaN where there is no way within an hour."""
    net = WalkNetwork(street_graph(segments, source="town"))
    places = gpd.GeoSeries([shapely.Point(X + a, Y + b) for a, b in (start, end)], crs=CRS)
    return float(net.reach(places[1:], minutes=60).nearest(places[:1])["seconds"].iloc[0])


WEST, EAST, INSIDE = (-100.0, 100.0), (300.0, 100.0), (100.0, 100.0)


def test_nobody_walks_through_a_compound() -> None:
    closed, report = apply_walls(town(), walls(), gates((0, 100, True), (200, 100, True)))
    assert (report.compounds, report.gates, report.virtual_gates, report.closed_crossings) == (1, 2, 0, 0)
    assert minutes(town(), WEST, EAST) == pytest.approx(400, rel=2e-3)
    assert minutes(closed, WEST, EAST) == pytest.approx(800, rel=2e-3)


def test_places_inside_use_the_gates_they_have() -> None:
    both, _ = apply_walls(town(), walls(), gates((0, 100, True), (200, 100, True)))
    west_only, report = apply_walls(town(), walls(), gates((0, 100, True)))
    assert report.closed_crossings == 1
    assert minutes(both, INSIDE, EAST) == pytest.approx(200, rel=2e-3)
    assert minutes(west_only, INSIDE, EAST) == pytest.approx(200 + 800, rel=2e-3)
    assert minutes(west_only, WEST, INSIDE) == pytest.approx(200, rel=2e-3)


def test_a_gate_that_is_shut_closes_its_crossing() -> None:
    shut, report = apply_walls(town(), walls(), gates((0, 100, False), (200, 100, True)))
    assert (report.gates, report.closed_crossings) == (1, 1)
    assert minutes(shut, INSIDE, WEST) == pytest.approx(200 + 800, rel=2e-3)
    all_shut, _ = apply_walls(town(), walls(), gates((0, 100, False), (200, 100, False)))
    assert np.isnan(minutes(all_shut, INSIDE, WEST))


def test_where_no_gate_is_known_crossings_are_presumed_and_counted() -> None:
    presumed, report = apply_walls(town(), walls(), NO_GATES)
    assert (report.without_gates, report.virtual_gates) == (1, 2)
    assert minutes(presumed, INSIDE, EAST) == pytest.approx(200, rel=2e-3)
    assert minutes(presumed, WEST, EAST) == pytest.approx(800, rel=2e-3)


def test_the_open_reading_knows_no_wall() -> None:
    closed, _ = apply_walls(town(), walls(), gates((0, 100, True), (200, 100, True)))
    assert minutes(without_walls(closed, walls()), WEST, EAST) == pytest.approx(400, rel=2e-3)


def test_bridges_pass_over_walls() -> None:
    over = read_lines(gpd.GeoDataFrame({"highway": ["footway"], "bridge": ["yes"]}, geometry=[line((-100, 100), (300, 100))], crs=CRS))
    kept, report = apply_walls(over, walls(), NO_GATES)
    assert report.virtual_gates == 0
    assert not kept.private.any()
    assert minutes(kept, WEST, EAST) == pytest.approx(400, rel=2e-3)


def test_a_street_along_the_wall_stays_public() -> None:
    along = read_lines(gpd.GeoDataFrame({"highway": ["footway"]}, geometry=[line((-50, 0), (250, 0))], crs=CRS))
    kept, _ = apply_walls(along, walls(), NO_GATES)
    assert not kept.private.any()


def test_nothing_is_lost_or_moved() -> None:
    before = town()
    after, _ = apply_walls(before, walls(), gates((0, 100, True)))
    assert after.lengths_m().sum() == pytest.approx(before.lengths_m().sum(), abs=1e-3)
    assert apply_walls(before, np.asarray([], dtype=object))[0] is before
