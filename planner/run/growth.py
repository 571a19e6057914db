"""People that changes bring and people that years bring."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.run.areas import Areas
from planner.run.changes import Newcomers


def grown(demand: gpd.GeoDataFrame, newcomers: Sequence[Newcomers], areas: Areas, growth: tuple[float, float]) -> gpd.GeoDataFrame:
    """Let people grow and add those of new parcels and compounds.

    Parameters
    ----------
    demand
        Demand points, see :class:`planner.run.people.People`.
    newcomers
        People of new land, as planned: they do not grow. Their older persons follow the share among everybody else.
    areas
        Communities.
    growth
        Factors on persons and on older persons.

    Returns
    -------
    geopandas.GeoDataFrame
        A new frame; without changes the same figures.
    """
    out = demand.assign(persons=demand["persons"] * growth[0], older_persons=demand["older_persons"] * growth[1])
    if not newcomers:
        return out
    persons = float(out["persons"].sum())
    share = float(out["older_persons"].sum()) / persons if persons else 0.0
    places = np.asarray([n.place for n in newcomers], dtype=object)
    added = gpd.GeoDataFrame(
        {
            "community": areas.of(places),
            "persons": [n.persons for n in newcomers],
            "older_persons": [n.persons * share for n in newcomers],
            "doubtful": False,
            "source": "change",
        },
        geometry=places,
        index=[f"{n.id}@new" for n in newcomers],
        crs="EPSG:4326",
    )
    joined = pd.concat([out, added])
    joined.index.name = "id"
    return joined
