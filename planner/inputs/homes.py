"""People to homes: how many of a community's people live in each compound or building, estimated plainly and kept to the last person.

Method. Each home weighs as many households as it is known to have. Where that is not known, its floor area stands in, then the area of its
outline times its storeys, each divided by what one household has at the homes of the same table where both are known (the median; 100
square metres where no home knows both). Where nothing is known, the median home stands in. Land that is not residential weighs nothing. A
community's people are shared out in proportion to the weights.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.geo import geodesic_area_m2

Floats = NDArray[np.float64]

USUAL_M2_PER_HOUSEHOLD = 100.0
"""Floor area of a household where the table itself says nothing; a convention, stated in results."""


class Basis(StrEnum):
    """What the weight of a home rests on."""

    HOUSEHOLDS = "households"
    FLOOR_AREA = "floor_area"
    STOREYS = "storeys"
    MEDIAN = "median"
    NOT_RESIDENTIAL = "not_residential"


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Weights of homes, in households.

    Attributes
    ----------
    households
        float64, shape (n,), never negative.
    basis
        A :class:`Basis` each.
    m2_per_household
        What one household was taken to have, by basis.
    median
        Households of the median home, 1 where none is known.
    """

    households: Floats
    basis: NDArray[np.object_]
    m2_per_household: Mapping[Basis, float]
    median: float

    def count(self, basis: Basis) -> int:
        """Count the homes whose weight rests on one basis."""
        return int((self.basis == basis).sum())


def home_weights(homes: gpd.GeoDataFrame) -> Weights:
    """Weigh homes by what is known of them.

    Parameters
    ----------
    homes
        WGS84; ``households``, ``floor_area_m2``, ``storeys`` and ``residential`` are used where present, and the outline where it is one.

    Returns
    -------
    Weights
        In the order of the rows.
    """
    known = _positive(homes, "households")
    floor = _positive(homes, "floor_area_m2")
    storeys = _positive(homes, "storeys")
    built = np.where(np.isnan(storeys), np.nan, storeys * _outline_m2(homes, ~np.isnan(storeys)))
    median = float(np.nanmedian(known)) if (~np.isnan(known)).any() else 1.0
    weights, basis = known.copy(), np.where(np.isnan(known), Basis.MEDIAN, Basis.HOUSEHOLDS).astype(object)
    per: dict[Basis, float] = {}
    for way, size in ((Basis.FLOOR_AREA, floor), (Basis.STOREYS, built)):
        each = size / known
        per[way] = float(np.nanmedian(each)) if (~np.isnan(each)).any() else USUAL_M2_PER_HOUSEHOLD
        here = np.isnan(weights) & ~np.isnan(size)
        weights[here], basis[here] = size[here] / per[way], way
    weights[np.isnan(weights)] = median
    if "residential" in homes:
        empty = homes["residential"].map(lambda said: said is False).to_numpy(dtype=bool)
        weights[empty], basis[empty] = 0.0, Basis.NOT_RESIDENTIAL
    return Weights(weights, basis, MappingProxyType(per), median)


def share_out(total: float, weights: Floats) -> Floats:
    """Share people out in proportion to weights, so that the shares add up to the total exactly.

    Parameters
    ----------
    total
        People, not negative.
    weights
        Shape (n,), n at least 1, not negative; all zero counts as all equal.

    Returns
    -------
    ndarray of float64
        Shares whose exact sum (``math.fsum``) is ``total``; what rounding leaves goes to the largest.
    """
    whole = float(weights.sum())
    even = np.full(len(weights), 1.0 / len(weights))
    # Counted in the finest step the total itself has, every share and every sum of shares is a whole number of steps: nothing is rounded.
    step = math.ulp(total)
    steps = np.floor(total / step * (weights / whole if whole > 0.0 else even))
    steps[np.argmax(steps)] += total / step - math.fsum(steps.tolist())
    return np.asarray(steps * step, dtype=np.float64)


def older_by_share(persons: pd.Series, older: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Fill in older persons where a community does not state them, by the share among those that do.

    Parameters
    ----------
    persons, older
        Per community, NaN where not stated.

    Returns
    -------
    tuple of Series
        Older persons, NaN only where nobody states any; and whether each was estimated so.
    """
    both = persons.notna() & older.notna() & (persons > 0)
    whole = float(persons[both].sum())
    missing = older.isna() & (persons > 0)
    if whole <= 0.0:
        return older, pd.Series(False, index=older.index)
    share = min(float(older[both].sum()) / whole, 1.0)
    return older.where(~missing, persons * share), missing


def _positive(homes: gpd.GeoDataFrame, column: str) -> Floats:
    """Return a column with NaN for what is missing, zero or negative."""
    if column not in homes:
        return np.full(len(homes), np.nan)
    values = homes[column].to_numpy(dtype=np.float64)
    return np.where(values > 0.0, values, np.nan)


def _outline_m2(homes: gpd.GeoDataFrame, wanted: NDArray[np.bool_]) -> Floats:
    """Return the area of each outline asked for, NaN where it is none."""
    sizes = np.full(len(homes), np.nan)
    for at, shape in enumerate(homes.geometry.to_numpy()):
        if wanted[at] and shape is not None and shape.geom_type in {"Polygon", "MultiPolygon"}:
            sizes[at] = geodesic_area_m2(shape)
    return np.where(sizes > 0.0, sizes, np.nan)
