"""Rules alone: parcels, communities, a ledger or a list of facts judged without a network, for a quick answer.

Subjects, dates, ledger and rules come by the same functions as in a run, so that a command and a run never say two things of one parcel.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd

from planner.access import PROFILES
from planner.errors import Problem
from planner.inputs import InputTable, read
from planner.model import Fact, Finding, InputSpec, Subject
from planner.rules import Assumption, Conditions, RulePack, compare_stages
from planner.run.areas import Areas
from planner.run.centres import sort_centres
from planner.run.judged.conditions import draft_on_own_day
from planner.run.judged.judging import Judge, judge_parcels, land_of, ledger_quota, standing_subjects
from planner.run.judged.ledger import ledger_frame, shared_duty
from planner.run.judged.partners import without_health_list
from planner.run.judged.subjects import with_extras
from planner.run.judged.withheld import thresholds, withhold, withhold_status
from planner.run.memory import Memory
from planner.run.reading.facts import read_facts
from planner.run.reading.intake import judged_on, study_area
from planner.run.reading.ledger import read_ledger
from planner.run.tables import findings_frame, parcels_frame, quality_frame


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """What came of judging by rules alone.

    Attributes
    ----------
    pack, as_of
        The rules and the day.
    findings, subjects, quality
        Findings, one row per parcel or community, and the doubts, as a run writes them.
    judged
        The findings with their traces.
    ledger
        The ledger line by line, where one was given, as a run writes it.
    problems
        What was noticed, also listed in ``quality``.
    """

    pack: RulePack
    as_of: date
    findings: pd.DataFrame
    subjects: gpd.GeoDataFrame
    quality: pd.DataFrame
    judged: tuple[Finding, ...] = ()
    ledger: pd.DataFrame | None = None
    problems: tuple[Problem, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Everything as plain JSON data; figures stay exact as text."""
        frames = {"subjects": self.subjects.drop(columns="geometry"), "findings": self.findings, "quality": self.quality}
        pack = {"id": self.pack.id, "version": self.pack.version, "sha256": self.pack.sha256}
        return {
            "rule_pack": pack,
            "as_of": self.as_of.isoformat(),
            **{name: [_plain_row(r) for r in frame.to_dict("records")] for name, frame in frames.items()},
        }


def _plain_row(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    return {str(k): None if v is None or v is pd.NA or v != v else v if isinstance(v, str | int) else str(v) for k, v in row.items()}  # noqa: PLR0124


def check_parcels(
    parcels: InputSpec, *, rules: str, as_of: date, judge_on: str | None = None, ledger: InputSpec | None = None, quota: str | None = None
) -> Check:
    """Judge parcels, and the projects that share a duty, as a run does.

    Parameters
    ----------
    parcels
        The file.
    rules
        Name or path of the rule pack, an override among them.
    as_of
        Day of judging.
    judge_on
        As in a scenario file; ``conditions_date`` by default if the parcels carry it.
    ledger
        The ledger of shared duties, where there is one.
    quota
        The rule that says what each parcel owes its project; by default the one the pack's ledger names.

    Raises
    ------
    InputError
        If a file or the pack cannot be used.
    """
    pack = RulePack.load(rules)
    table = read("parcel", parcels)
    entered = None if ledger is None else read_ledger(ledger)
    land = land_of(table, entered)
    findings = judge_parcels(Judge(pack, as_of), land, judged_on(judge_on, table), quota=quota)
    frame = parcels_frame(table, findings, None, PROFILES["standard"]).drop(
        columns=["nearest_centre_min", "nearest_centre_id", "reviewed_verdict"]
    )
    lines = None if entered is None else ledger_frame(land, findings, rule_id=quota or ledger_quota(pack) or "")
    problems = (*table.problems, *(entered.problems if entered else ()), *land.problems)
    return Check(pack, as_of, findings_frame(findings), frame, quality_frame(problems), tuple(findings), lines, problems)


def check_communities(communities: InputSpec, facilities: InputSpec, *, rules: str, as_of: date) -> Check:
    """Describe what stands in each community, as a run does; what needs walks (shares reached) is not judged.

    Parameters
    ----------
    communities, facilities
        The files.
    rules, as_of
        As for :func:`check_parcels`.

    Raises
    ------
    InputError
        If a file or the pack cannot be used.
    """
    pack = RulePack.load(rules)
    table = read("community", communities)
    stock = read("facility", facilities, area=study_area(table))
    withheld = thresholds(table, stock, None, Memory())
    centres = sort_centres(stock, Areas(table.frame), pack, as_of)
    centres = replace(centres, status=withhold_status(centres.status, withheld))
    subjects = standing_subjects(pack, table, stock, centres, partners=without_health_list(pack, stock, centres))
    walked = {r.id for r in pack.rules if r.kind == "share"}
    findings = withhold([f for f in Judge(pack, as_of)(subjects) if f.rule_id not in walked], withheld)
    frame = _communities_frame(table, centres.status)
    problems = (*table.problems, *stock.problems, *centres.problems, *withheld.problems)
    return Check(pack, as_of, findings_frame(findings), frame, quality_frame(problems), tuple(findings), problems=problems)


def _communities_frame(communities: InputTable, status: pd.DataFrame) -> gpd.GeoDataFrame:
    frame = communities.frame
    blank = pd.Series("", index=frame.index)
    columns = {c: frame.get(c, blank).to_numpy() for c in ("name", "township", "county", "urban")}
    return gpd.GeoDataFrame(
        {
            "community_id": frame.index.astype(str),
            **columns,
            "centre_status": status["status"].to_numpy(),
            "centre_ids": status["centre_ids"].to_numpy(),
            "centre_area_m2": status["centre_area_m2"].to_numpy(),
            "centre_reason": status["reason"].to_numpy(),
        },
        geometry=frame.geometry.array,
        crs="EPSG:4326",
    )


def check_facts(facts: InputSpec, *, rules: str, as_of: date, judge_on: str | None = None) -> tuple[list[Finding], list[Problem]]:
    """Judge subjects from a list of single facts; parcels are dated and joined to projects as those of a parcel file are.

    Parameters
    ----------
    facts
        The list, see :func:`planner.run.reading.facts.read_facts`.
    rules, as_of, judge_on
        As for :func:`check_parcels`.

    Returns
    -------
    tuple
        Findings in the order of the list, those of projects last, and everything noticed.

    Raises
    ------
    InputError
        If the list or the pack cannot be used.
    """
    judge = Judge(RulePack.load(rules), as_of)
    subjects, problems = read_facts(facts)
    parcels = [s for s in subjects if s.kind == "parcel"]
    dated = any("conditions_date" in p.facts for p in parcels)
    land = shared_duty(parcels, None)
    found = judge_parcels(judge, land, judge_on or ("conditions_date" if dated else "as_of"))
    of_parcels = [f for f in found if f.subject_kind == "parcel"]
    findings: list[Finding] = []
    for subject in subjects:
        findings += [f for f in of_parcels if f.subject_id == subject.id] if subject.kind == "parcel" else judge([subject])
    return [*findings, *(f for f in found if f.subject_kind != "parcel")], problems


def compare_parcels(before: InputSpec, after: InputSpec, *, verification: bool) -> tuple[pd.DataFrame, list[Problem]]:
    """Compare two parcel files with each other, parcel by parcel: conditions and scheme, or permit and survey.

    Returns
    -------
    tuple
        A frame ``parcel_id, field, before, after, verdict, words`` (a parcel that stands in one file only is compared with nothing and so
        needs review), and everything noticed in the files.

    Raises
    ------
    InputError
        If a file cannot be read.
    """
    tables = [read("parcel", spec) for spec in (before, after)]
    first, second = ({s.id: s.facts for s in table.subjects()} for table in tables)
    rows: list[list[object]] = []
    for name in dict.fromkeys((*first, *second)):
        found = compare_stages(first.get(name, {}), second.get(name, {}), stage="verification" if verification else "scheme")
        rows += [[name, d.field, d.before, d.after, str(d.verdict), d.words.zh] for d in found]
    frame = pd.DataFrame(rows, columns=["parcel_id", "field", "before", "after", "verdict", "words"])
    return frame, [p for table in tables for p in table.problems]


def draft_parcel(
    parcels: InputSpec | None,
    name: str,
    given: Mapping[str, Fact],
    *,
    rules: str,
    as_of: date,
    dwelling_m2: Assumption,
    persons_per_household: Assumption,
) -> Conditions | None:
    """Draft the planning conditions of one parcel by the rules a run reads for it: those of its own ``conditions_date`` where it has one.

    Parameters
    ----------
    parcels
        The file the parcel stands in; ``None`` for one that stands in no file yet.
    name
        Its id in that file, or what to call it.
    given
        Facts that go before those of the file.
    rules, as_of
        As for :func:`check_parcels`.
    dwelling_m2, persons_per_household
        What households and persons are derived with.

    Returns
    -------
    Conditions or None
        ``None`` where neither households nor residential floor area is known.

    Raises
    ------
    KeyError
        If no parcel of the file has that id; with the ids there are.
    InputError
        If the file or the pack cannot be used.
    """
    parcel = Subject("parcel", name, name, {})
    if parcels is not None:
        table = read("parcel", parcels)
        known = {s.id: s for s in with_extras(table, table.subjects())}
        if name not in known:
            raise KeyError(*known)
        parcel = known[name]
    parcel = replace(parcel, facts={**parcel.facts, **given})
    if not any(parcel.fact(k).value for k in ("residential_floor_area_m2", "households")):
        return None
    pack = RulePack.load(rules)
    return draft_on_own_day(pack, parcel, as_of=as_of, dwelling_m2=dwelling_m2, persons_per_household=persons_per_household)[1]
