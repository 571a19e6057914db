"""The example city walked: walls make the difference between the readings, and the river is crossed by its bridges."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from planner.access import WalkNetwork
from planner.network import Gates, Segments, apply_walls, read_osm, street_graph, without_walls

SHUT = {"no"}


class City(NamedTuple):
    streets: Segments
    walls: gpd.GeoSeries
    gates: Gates
    homes: gpd.GeoSeries
    facilities: gpd.GeoSeries
    river: Any


@pytest.fixture(scope="module")
def city(example_data: Path) -> City:
    gates = pd.read_csv(example_data / "gates/gates.csv")
    homes = pd.read_csv(example_data / "population/demand.csv")
    facilities = pd.read_csv(example_data / "facilities/facilities.csv")
    facilities = facilities[(facilities["状态"] == "已建成并运营") & (facilities["坐标系"] == "CGCS2000")]
    barriers = gpd.read_file(example_data / "barriers/barriers.geojson")
    return City(
        streets=read_osm(example_data / "network/example.osm.gz"),
        walls=gpd.read_file(example_data / "compounds/compounds.geojson").geometry,
        gates=Gates(gates["lon"].to_numpy(), gates["lat"].to_numpy(), ~gates["foot"].isin(SHUT).to_numpy()),
        homes=gpd.GeoSeries(gpd.points_from_xy(homes["lon"], homes["lat"]), crs="EPSG:4326"),
        facilities=gpd.GeoSeries(gpd.points_from_xy(facilities["经度"], facilities["纬度"]), crs="EPSG:4326"),
        river=barriers.set_index("id").geometry["B-river"],
    )


def nearest(streets: Segments, city: City, homes: gpd.GeoSeries, facilities: gpd.GeoSeries) -> Any:
    net = WalkNetwork(street_graph(streets, source="example"))
    return net.reach(facilities, minutes=60).nearest(homes)["seconds"].to_numpy()


def pieces(streets: Segments, keep: Any) -> Segments:
    """Streets without some pieces."""
    names = ("a", "b", "way", "kind", "private", "bridge", "tunnel", "crossing")
    return replace(streets, **{name: getattr(streets, name)[keep] for name in names})


def test_the_readings_differ_exactly_where_walls_stand(city: City) -> None:
    """For people outside every wall the gated reading is the city with the insides of all compounds torn out; the open one is shorter."""
    gated, _ = apply_walls(city.streets, city.walls.to_numpy(), city.gates)
    opened = without_walls(city.streets, city.walls.to_numpy())
    near = shapely.union_all(city.walls.to_crs("EPSG:32649").to_numpy()).buffer(160)
    out_homes = city.homes[~city.homes.to_crs("EPSG:32649").within(near)]
    inside = shapely.union_all(city.walls.to_numpy())
    out_facilities = city.facilities[~city.facilities.within(inside)]
    middle = shapely.points((gated.lon[gated.a] + gated.lon[gated.b]) / 2, (gated.lat[gated.a] + gated.lat[gated.b]) / 2)
    torn = pieces(gated, ~shapely.within(middle, inside) | gated.bridge | gated.tunnel)
    seconds = {name: nearest(s, city, out_homes, out_facilities) for name, s in (("gated", gated), ("open", opened), ("torn", torn))}
    assert len(out_homes) > 1000
    np.testing.assert_allclose(seconds["gated"], seconds["torn"], atol=0.1)
    assert (np.nan_to_num(seconds["open"], nan=np.inf) <= np.nan_to_num(seconds["gated"], nan=np.inf) + 1e-6).all()
    everybody = {name: nearest(s, city, city.homes, city.facilities) for name, s in (("gated", gated), ("open", opened))}
    longer = everybody["gated"] - everybody["open"]
    assert np.nanmin(longer) >= -1e-6
    assert np.count_nonzero(longer > 30) >= 50


def test_the_river_is_crossed_by_its_bridges(city: City) -> None:
    x, y = city.streets.lon, city.streets.lat
    lines = shapely.linestrings(np.stack([np.column_stack([x[i], y[i]]) for i in (city.streets.a, city.streets.b)], axis=1))
    wet = shapely.intersects(lines, city.river)
    assert wet.any()
    assert city.streets.bridge[wet].all()
    west = city.homes[city.homes.x < city.river.bounds[0]]
    east = city.facilities[city.facilities.x > city.river.bounds[2]]
    with_bridges = nearest(city.streets, city, west, east)
    without = nearest(pieces(city.streets, ~wet), city, west, east)
    assert np.isfinite(with_bridges).mean() > 0.8  # within the hour that is searched
    assert np.isnan(without).all()
