"""Which community a place lies in."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from planner.inputs import InputTable


class Areas:
    """Communities as areas one can look places up in. A place on a shared border belongs to the first."""

    def __init__(self, communities: gpd.GeoDataFrame) -> None:
        self.ids: list[str] = [str(i) for i in communities.index]
        self._shapes = communities.geometry.to_numpy()
        self._tree = shapely.STRtree(self._shapes)

    def of(self, places: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
        """Community id of each place (Point, or the inside of a polygon), ``""`` where none or no place; shape (n,)."""
        points = np.where(shapely.get_type_id(places) == 0, places, shapely.point_on_surface(places))
        inside, area = self._tree.query(points, predicate="intersects")
        out = np.full(len(points), len(self.ids), dtype=np.int64)
        np.minimum.at(out, inside, area)
        return np.asarray([*self.ids, ""], dtype=object)[out]

    def touched(self, place: Any) -> list[str]:
        """Ids of all communities a place may lie in: for a MultiPoint of candidates, each one's."""
        if place is None or place.is_empty:
            return []
        return [self.ids[i] for i in sorted(self._tree.query(place, predicate="intersects"))]


def areas_of(communities: InputTable) -> Areas:
    """Return the communities of a table as areas."""
    return Areas(communities.frame)
