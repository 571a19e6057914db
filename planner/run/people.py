"""Where people live: demand points from a population file, from compounds, or from community totals; those that changes and years bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.errors import Problem, Severity
from planner.inputs import Basis, InputTable, home_weights, older_by_share, share_out
from planner.run.areas import Areas
from planner.run.changes import Newcomers
from planner.texts.figures import percent, plain

_DIFFERENCE = 0.05


@dataclass(frozen=True, slots=True)
class People:
    """Demand points of a run.

    Attributes
    ----------
    demand
        WGS84; index ``id``; ``community`` (id, ``""`` outside), ``persons``, ``older_persons``, ``doubtful`` (one point stands for a
        whole community, or the place is not known), ``source``; ``households`` where people are spread over compounds (an estimate).
    method
        How persons came to their places: ``file``, ``spread`` over compounds, or ``one_point`` a community.
    problems
        What was noticed.
    """

    demand: gpd.GeoDataFrame
    method: str
    problems: tuple[Problem, ...]


def people(communities: InputTable, areas: Areas, *, population: InputTable | None, compounds: InputTable | None) -> People:
    """Place the people.

    A population file is taken as it stands. Without one, each community's total is spread over the compounds inside it in proportion to
    their households (by floor area or storeys where unknown, else the median, see :mod:`planner.inputs.homes`), persons kept exactly; a
    community without compounds stands at one doubtful point.

    Parameters
    ----------
    communities
        With ``population`` and ``elderly_60`` where no population file is given.
    areas
        The same communities.
    population, compounds
        Tables of demand points and compounds, where given.
    """
    if population is not None:
        return _from_file(communities, areas, population)
    return _from_totals(communities, areas, compounds)


def _from_file(communities: InputTable, areas: Areas, table: InputTable) -> People:
    frame = table.frame
    problems: list[Problem] = []
    community = areas.of(frame.geometry.to_numpy())
    persons = frame["persons"].fillna(0.0).to_numpy()
    demand = gpd.GeoDataFrame(
        {
            "community": community,
            "persons": persons,
            "older_persons": _older(communities, table, community, persons, problems),
            "doubtful": frame.geometry.isna().to_numpy(),
            "source": "population",
        },
        geometry=frame.geometry.array,
        index=frame.index,
        crs=frame.crs,
    )
    file = table.spec.name
    lost = demand[demand["doubtful"]]
    if len(lost):
        params = {"count": len(lost), "persons": _round(lost["persons"].sum())}
        problems.append(Problem("demand.unplaced", Severity.DOUBT, file=file, params=params))
    outside = demand[(demand["community"] == "") & ~demand["doubtful"]]
    if len(outside):
        params = {"count": len(outside), "persons": _round(outside["persons"].sum())}
        problems.append(Problem("demand.outside", Severity.NOTE, file=file, params=params))
    problems += _compare(communities, demand)
    return People(demand, "file", tuple(problems))


def _older(
    communities: InputTable,
    table: InputTable,
    community: npt.NDArray[np.object_],
    persons: npt.NDArray[np.float64],
    problems: list[Problem],
) -> npt.NDArray[np.float64]:
    """Older persons of each demand point; where the file does not say, by the share in the community around it."""
    given = table.frame["older_persons"].to_numpy() if "older_persons" in table.frame else np.full(len(persons), np.nan)
    missing = np.isnan(given)
    if not missing.any():
        return np.asarray(given)
    frame = communities.frame
    blank = pd.Series(np.nan, index=frame.index)
    share = frame.get("elderly_60", blank) / frame.get("population", blank).where(lambda p: p > 0)
    estimate = persons * share.reindex(community).clip(upper=1.0).to_numpy()
    params = {"count": int(missing.sum()), "unknown": int((missing & np.isnan(estimate)).sum())}
    problems.append(Problem("demand.no_older", Severity.DOUBT, file=table.spec.name, params=params))
    return np.where(missing, np.nan_to_num(estimate), given)


def _compare(communities: InputTable, demand: gpd.GeoDataFrame) -> list[Problem]:
    if "population" not in communities.frame:
        return []
    sums = demand.groupby("community")["persons"].sum()
    found = []
    for name, total, row in communities.frame[["population", "row"]].itertuples():
        persons = float(sums.get(name, 0.0))
        if total > 0 and abs(persons - total) > max(_DIFFERENCE * total, 1.0):
            params = {"persons": _round(persons), "total": _round(total)}
            field = communities.headers["population"]
            where = Problem(
                "community.population_differs", Severity.DOUBT, communities.spec.name, int(row), field, str(name), params=params
            )
            found.append(where)
    return found


def grown(demand: gpd.GeoDataFrame, newcomers: Sequence[Newcomers], areas: Areas, growth: tuple[float, float]) -> gpd.GeoDataFrame:
    """Let people grow and add those of new parcels and compounds.

    Parameters
    ----------
    demand
        Demand points, see :class:`People`.
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


def _from_totals(communities: InputTable, areas: Areas, compounds: InputTable | None) -> People:
    problems: list[Problem] = []
    totals = _totals(communities, problems)
    homes = _homes(areas, compounds, problems)
    spread = gpd.GeoDataFrame(
        {
            "community": homes["community"],
            "persons": _shared(totals["persons"], homes),
            "older_persons": _shared(totals["older_persons"], homes),
            "doubtful": False,
            "source": "compounds",
            "households": _households(communities.frame, homes),
        },
        geometry=homes.geometry,
        crs="EPSG:4326",
    )
    bare = communities.frame[~communities.frame.index.isin(homes["community"]) & (totals["persons"] > 0)]
    points = gpd.GeoDataFrame(
        {
            "community": bare.index,
            "persons": totals.loc[bare.index, "persons"].to_numpy(),
            "older_persons": totals.loc[bare.index, "older_persons"].to_numpy(),
            "doubtful": True,
            "source": "community",
        },
        geometry=shapely.point_on_surface(bare.geometry.to_numpy()),
        index=[f"{i}@" for i in bare.index],
        crs="EPSG:4326",
    )
    persons = dict(zip(totals.index, totals["persons"].tolist(), strict=True))
    for name, row in bare["row"].items():
        params = {"persons": _round(persons[str(name)])}
        problems.append(
            Problem("community.no_compounds", Severity.DOUBT, file=communities.spec.name, row=int(row), subject=str(name), params=params)
        )
    demand = pd.concat([part for part in (spread, points) if len(part)]) if len(spread) + len(points) else spread
    demand.index.name = "id"
    method = "spread"
    if not len(spread):
        method = "one_point"
    return People(demand, method, tuple(problems))


def _shared(totals: pd.Series, homes: gpd.GeoDataFrame) -> npt.NDArray[np.float64]:
    """Share each community's total among its homes, to the last person."""
    shares = np.zeros(len(homes))
    weights, community = homes["weight"].to_numpy(), homes["community"].to_numpy()
    for name in dict.fromkeys(community.tolist()):
        rows = np.flatnonzero(community == name)
        shares[rows] = share_out(float(totals[name]), weights[rows])
    return shares


def _households(communities: gpd.GeoDataFrame, homes: gpd.GeoDataFrame) -> npt.NDArray[np.float64]:
    """Households of each home: its weight, brought to the total that its community states where it states one."""
    weights = homes["weight"].to_numpy(dtype=np.float64)
    stated = communities.get("households", pd.Series(np.nan, index=communities.index))
    whole = pd.Series(weights).groupby(homes["community"].to_numpy()).sum()
    factor = (stated.where(stated > 0) / whole.where(whole > 0)).reindex(homes["community"]).fillna(1.0)
    return np.asarray(weights * factor.to_numpy(dtype=np.float64))


def _totals(communities: InputTable, problems: list[Problem]) -> pd.DataFrame:
    frame = communities.frame
    blank = pd.Series(np.nan, index=frame.index)
    persons = frame.get("population", blank)
    older = frame.get("elderly_60", blank)
    for name, row in frame.loc[persons.isna(), "row"].items():
        problems.append(Problem("community.no_population", Severity.DOUBT, file=communities.spec.name, row=int(row), subject=str(name)))
    older, estimated = older_by_share(persons, older)
    unknown = int((older.isna() & (persons > 0)).sum())
    if unknown:
        problems.append(Problem("community.no_older", Severity.DOUBT, file=communities.spec.name, params={"count": unknown}))
    elif estimated.any():
        share = float(older[~estimated].sum() / persons[~estimated].sum())
        params = {"count": int(estimated.sum()), "share": percent(share)}
        problems.append(Problem("community.older_by_share", Severity.DOUBT, file=communities.spec.name, params=params))
    return pd.DataFrame({"persons": persons.fillna(0.0), "older_persons": older.fillna(0.0)})


def _homes(areas: Areas, compounds: InputTable | None, problems: list[Problem]) -> gpd.GeoDataFrame:
    """Compounds inside a community, with the weight each carries when people are spread."""
    if compounds is None:
        return gpd.GeoDataFrame({"community": pd.Series(dtype=str), "weight": pd.Series(dtype=float)}, geometry=[], crs="EPSG:4326")
    frame = compounds.frame
    community = areas.of(frame.geometry.to_numpy())
    weights = home_weights(frame)
    by_size = weights.count(Basis.FLOOR_AREA) + weights.count(Basis.STOREYS)
    if by_size:
        params = {"count": by_size, "each": _round(weights.m2_per_household[Basis.FLOOR_AREA])}
        problems.append(Problem("compound.households_by_size", Severity.NOTE, file=compounds.spec.name, params=params))
    if weights.count(Basis.MEDIAN):
        params = {"count": weights.count(Basis.MEDIAN), "median": _round(weights.median)}
        problems.append(Problem("compound.households_assumed", Severity.NOTE, file=compounds.spec.name, params=params))
    outside = int((community == "").sum())
    if outside:
        problems.append(Problem("compound.outside", Severity.DOUBT, file=compounds.spec.name, params={"count": outside}))
    inside = community != ""
    places = shapely.point_on_surface(frame.geometry.to_numpy()[inside])
    weight = weights.households[inside]
    return gpd.GeoDataFrame({"community": community[inside], "weight": weight}, geometry=places, index=frame.index[inside], crs="EPSG:4326")


def _round(value: float) -> str:
    return plain(value)
