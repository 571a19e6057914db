"""Which centres stand in which community, what that makes of it, and the one count of centres that every surface shows."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.access import NOT_JOINED
from planner.errors import Problem, Severity
from planner.inputs import InputTable
from planner.model import Fact, Operation, Subject
from planner.rules import CentreFact, RulePack, centre_bounds, centre_status
from planner.run.areas import Areas
from planner.texts import word
from planner.texts.run import OTHER_KINDS


@dataclass(frozen=True, slots=True)
class CentreCounts:
    """The centres of a run that are built and operating, and what becomes of them: ``in_operation`` is the sum of the other three.

    Attributes
    ----------
    in_operation
        Centres, stations and points of the pack's kinds with status ``open``.
    not_placed
        Of these, without a place that can be used.
    off_network
        Of these, placed but not joined to the walk network: too far from it, behind a barrier, or on an island of streets.
    counted
        Of these, those that homes are counted to reach.
    """

    in_operation: int
    not_placed: int
    off_network: int
    counted: int

    @classmethod
    def of_summary(cls, summary: Mapping[str, Any]) -> CentreCounts:
        """Return the counts as ``summary.json`` of a run holds them."""
        counts = summary["facilities"]
        return cls(counts["centres_in_operation"], counts["centres_not_placed"], counts["centres_off_network"], counts["centres_used"])

    def words(self, lang: str = "zh") -> str:
        """Return the counts as the one sentence that every surface shows; parts that are nought are left out, but for those counted.

        Examples
        --------
        >>> CentreCounts(30, 1, 1, 28).words("en")
        '30 community centres in operation, of these 28 counted for reach, 1 of no usable place, 1 off the network'
        """
        parts = {"centres.counted": self.counted, "centres.not_placed": self.not_placed, "centres.off_network": self.off_network}
        told = [word(key, lang).format(n=n) for key, n in parts.items() if n or key == "centres.counted"]
        whole = word("centres.in_operation", lang).format(n=self.in_operation)
        return word("centres.sum", lang).format(whole=whole, parts=("，" if lang == "zh" else ", ").join(told))


def count_centres(facilities: pd.DataFrame) -> CentreCounts:
    """Count the centres of a run: the one count that papers, maps, the terminal, ``summary.json``, comparisons and the app show.

    Parameters
    ----------
    facilities
        The table ``facilities`` of a run, computed or read back from a file: columns ``is_centre``, ``status``, ``why_not``.
    """
    there = (facilities["is_centre"].astype(str) == "yes") & (facilities["status"].astype(str) == "open")
    why = facilities.loc[there, "why_not"].fillna("").astype(str)
    counted, off = int((why == "").sum()), int(why.isin(NOT_JOINED).sum())
    return CentreCounts(len(why), len(why) - counted - off, off, counted)


@dataclass(frozen=True, slots=True)
class Centres:
    """Facilities sorted into communities.

    Attributes
    ----------
    facilities
        The input frame with ``is_centre``, ``is_open`` (built and operating; a file without status says so once), ``community`` (id or
        ``""``), ``qualified`` (an open centre of the right size).
    status
        Per community: ``status``, ``centre_ids``, ``centre_area_m2``, ``reason``, ``count``, ``possible``; index community id.
    problems
        What was noticed.
    """

    facilities: gpd.GeoDataFrame
    status: pd.DataFrame
    problems: tuple[Problem, ...]


def sort_centres(facilities: InputTable, areas: Areas, pack: RulePack, as_of: date) -> Centres:
    """Place facilities in communities and say what stands in each.

    Sizes are judged from the text of the input; a centre whose place is doubtful counts as possibly inside every community one of its
    candidate places lies in.
    """
    frame = facilities.frame.copy()
    kinds = frame["kind"] if "kind" in frame else pd.Series("", index=frame.index)
    status = frame["status"] if "status" in frame else pd.Series(str(Operation.OPEN), index=frame.index)
    frame["is_centre"] = [pack.is_centre(k) for k in kinds]
    frame["is_open"] = [s == Operation.OPEN for s in status]
    frame["community"] = areas.of(frame.geometry.to_numpy())
    bounds = centre_bounds(pack, as_of)
    subjects = {s.id: s for s in facilities.subjects()}
    members, sizes = _members(frame, status, subjects, areas)
    frame["qualified"] = [
        bool(c and o and _right_size(sizes.get(str(i)), bounds))
        for i, c, o in zip(frame.index, frame["is_centre"], frame["is_open"], strict=True)
    ]
    nothing = _status_row([], bounds)
    rows = [(name, *(_status_row(members[name], bounds) if name in members else nothing)) for name in areas.ids]
    columns = ["id", "status", "centre_ids", "centre_area_m2", "reason", "count", "possible"]
    table = pd.DataFrame(rows, columns=columns).set_index("id")
    return Centres(frame, table, tuple(_problems(facilities, frame, kinds, pack)))


def _members(
    frame: gpd.GeoDataFrame, status: pd.Series, subjects: dict[str, Subject], areas: Areas
) -> tuple[dict[str, list[CentreFact]], dict[str, Fact]]:
    members: dict[str, list[CentreFact]] = defaultdict(list)
    sizes: dict[str, Fact] = {}
    candidates = frame["candidates"] if "candidates" in frame else pd.Series(None, index=frame.index, dtype=object)
    for name, centre, home, maybe, standing in zip(frame.index, frame["is_centre"], frame["community"], candidates, status, strict=True):
        if not centre:
            continue
        size = subjects[str(name)].fact("floor_area_m2")
        sizes[str(name)] = size
        operation = Operation(standing) if standing in set(Operation) else None
        if home:
            members[home].append(CentreFact(str(name), size, "yes", operation))
            continue
        for possible in areas.touched(maybe):
            members[possible].append(CentreFact(str(name), size, "possible", operation))
    return members, sizes


def _right_size(size: Fact | None, bounds: tuple[Decimal, Decimal] | None) -> bool:
    if bounds is None:
        return True
    low, high = bounds
    return size is not None and not size.doubt and isinstance(size.value, Decimal) and low <= size.value <= high


def _status_row(centres: list[CentreFact], bounds: tuple[Decimal, Decimal] | None) -> tuple[object, ...]:
    low, high = bounds or (None, None)
    status, reason = centre_status(centres, low=low, high=high)
    inside = [c for c in centres if c.inside == "yes" and c.status is Operation.OPEN]
    possible = [c for c in centres if c not in inside and c.status in {Operation.OPEN, None}]
    sizes = [c.floor_area.value for c in inside if isinstance(c.floor_area.value, Decimal) and c.floor_area.value >= 0]
    shown = ";".join(format(s, "f") for s in sizes)
    return str(status), ";".join(c.id for c in inside), shown, reason, len(inside), len(possible)


def _problems(facilities: InputTable, frame: gpd.GeoDataFrame, kinds: pd.Series, pack: RulePack) -> Iterable[Problem]:
    file = facilities.spec.name
    placed = frame.geometry.notna()
    maybe = frame["candidates"].notna() if "candidates" in frame else pd.Series(False, index=frame.index)
    lost = frame.index[frame["is_centre"] & frame["is_open"] & ~placed & ~maybe]
    if len(lost):
        params = {"count": len(lost), "ids": "、".join(map(str, lost))}
        yield Problem("facility.unplaced_centres", Severity.DOUBT, file=file, params=params)
    for name in frame.index[placed & (frame["community"] == "")]:
        written, row = facilities.where(str(name))
        yield Problem("facility.outside_communities", Severity.NOTE, file=written, row=row, subject=str(name))
    strange = kinds[~frame["is_centre"] & ~kinds.isin(OTHER_KINDS)]
    for kind, count in sorted(strange.value_counts(sort=False).items()):
        mine = [str(i) for i in kinds.index[kinds == kind]]
        near = difflib.get_close_matches(str(kind), [*pack.centre_kinds, *sorted(OTHER_KINDS)], n=2, cutoff=0.6)
        params = {
            "city": pack.city(), "count": int(count), "ids": "、".join(mine[:5]) + ("…" if len(mine) > 5 else ""),
            "maybe": word("run.maybe_kinds").format(names=word("run.or").join(near)) if near else "",
        }  # fmt: skip
        severity = (
            Severity.DOUBT if near else Severity.NOTE
        )  # what is nearly a kind of the pack is a slip; another kind of place is no doubt
        field, row = facilities.headers.get("kind", "kind"), facilities.where(mine[0])[1]
        yield Problem("facility.unknown_kind", severity, file=file, row=row, field=field, value=str(kind), params=params)


def community_subjects(communities: InputTable, centres: Centres) -> list[Subject]:
    """Communities with the counts the rules ask for."""
    out = []
    rows = centres.status.to_dict("index")
    for subject in communities.subjects():
        row = rows[subject.id]
        note = {
            "centre_count": word("run.fact.centres").format(ids=row["centre_ids"] or word("run.fact.none")),
            "centre_count_possible": str(row["reason"]),
        }
        counts = {"centre_count": row["count"], "centre_count_possible": row["possible"]}
        facts = {**subject.facts, **{k: Fact(Decimal(str(v)), note=note[k]) for k, v in counts.items()}}
        out.append(Subject("community", subject.id, subject.name, facts))
    return out


def _areas_together(status: pd.DataFrame) -> dict[str, Fact]:
    """Add up the sizes of each community's existing centres; one that is not known leaves the sum open."""
    out = {}
    for community, ids, areas, count in status[["centre_ids", "centre_area_m2", "count"]].itertuples():
        sizes = [s for s in str(areas).split(";") if s]
        whole = Fact(sum(map(Decimal, sizes), Decimal(0)), note=word("run.fact.together").format(ids=ids))
        out[str(community)] = whole if len(sizes) == count else Fact(None)
    return out


def _as_read(table: InputTable) -> InputTable:
    """Return the table of the file, before any change."""
    while table.before is not None:
        table = table.before[0]
    return table


def centre_subjects(
    facilities: InputTable, communities: InputTable, centres: Centres, partners: Mapping[str, Mapping[str, Fact]] = MappingProxyType({})
) -> list[Subject]:
    """Return centres with what the rules ask of them, their community's standing included.

    ``partners`` are facts of facilities that belong beside a health facility; where one is known, those that are no centre are given too.
    """
    urban = communities.frame["urban"] if "urban" in communities.frame else pd.Series(dtype=object)
    together = _areas_together(centres.status)
    flags, homes = (centres.facilities[column].tolist() for column in ("is_centre", "community"))
    stated = "status" in _as_read(facilities).headers
    out = []
    for subject, is_centre, home in zip(facilities.subjects(), flags, homes, strict=True):
        more = partners.get(subject.id, {})
        if not is_centre and "partner_distance_m" not in more:
            continue
        facts = {**subject.facts, "community_centre_area_m2": together.get(home, Fact(None)), **more}
        if isinstance(urban.get(home), bool | np.bool_):
            facts["urban"] = Fact(bool(urban[home]), note=word("run.fact.community").format(id=home))
        if "status" not in facts or not (stated or (subject.id, "status") in facilities.edited):
            facts["status"] = Fact(str(Operation.OPEN), note=word("run.fact.no_status"))
        out.append(Subject("facility", subject.id, subject.name, facts))
    return out
