"""Each home tells how far its street is, so that a map can say why a home reached lies outside its circle."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from planner.access.draw.circles import WIDTH_M
from tests.runs import Run


def test_homes_reached_outside_every_circle_have_a_long_way_to_their_street(example_run: Run) -> None:
    """Of the example city: none of the homes reached with a short way is drawn outside, but for a cell; some with a long way are."""
    homes = gpd.read_file(example_run.folder / "results.gpkg", layer="demand").to_crs(32649)
    circles = gpd.read_file(example_run.folder / "results.gpkg", layer="circles").to_crs(32649)
    whole = shapely.union_all(circles.loc[circles["minutes"] == 15, "geometry"].to_numpy())
    reached = homes[(homes["place"] == "on_network") & (homes["nearest_facility_min"] <= 15)]
    outside = shapely.distance(whole, reached.geometry.to_numpy()) > 10 * np.sqrt(2)
    long = reached["street_m"].to_numpy() > WIDTH_M
    assert (outside <= long).all()
    assert homes.loc[homes["place"] == "on_network", "street_m"].between(0, 150).all()
