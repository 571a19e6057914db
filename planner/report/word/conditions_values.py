"""规划条件和征求意见函: what clause and letter of one parcel say, from the run's files and the rules that drafted its conditions."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from planner.model import Fact, Subject
from planner.report.folder.finished import FinishedRun, Row
from planner.report.word.basis import basis_words, not_checked
from planner.report.word.parcel_values import parcel_values
from planner.report.word.phrases import figure_words, listed, official
from planner.rules import DWELLING_M2, PERSONS_PER_HOUSEHOLD, Conditions, RulePack, draft_conditions
from planner.texts import word

_KNOWN = ("households", "population", "residential_floor_area_m2", "site_area_m2")


def conditions_values(run: FinishedRun, parcel: Row, drafted: Conditions) -> dict[str, Any]:
    """Return the values of the clause and the letter of one parcel.

    Parameters
    ----------
    run
        A finished run: marks, versions, the parcel's particulars.
    parcel
        Its row.
    drafted
        As :func:`planner.rules.draft_conditions` drew it up.
    """
    traces = [f.trace for f in drafted.findings]
    return {
        "parcel": parcel_values(run, parcel)["parcel"],
        "households": _chinese(official(drafted.households.words.zh)),
        "persons": _chinese(official(drafted.persons.words.zh)),
        "clause": official(drafted.clause.zh).replace(word("paper.open_mark"), ""),
        "estimated": word("paper.and").join(
            word(f"paper.figure.{name}").removeprefix(word("paper.planned"))
            for name, figure in (("households", drafted.households), ("population", drafted.persons))
            if figure.words.zh.startswith(word("paper.estimated"))
        ),
        "open_documents": _open_documents(drafted),
        "civil_affairs": word("paper.civil_affairs"),
        "needs": needs_of(drafted),
        "not_checked": [{"n": str(n), "text": t} for n, t in enumerate(not_checked(traces), start=1)],
    }


def _open_documents(drafted: Conditions) -> str:
    """Name the documents that the clause cites and whose validity nobody has confirmed."""
    cited = (f.trace["citation"] for f in drafted.findings if f.trace["citation"]["title"] in drafted.clause.zh)
    return listed(f"《{c['title']}》" for c in cited if not c["validity"])


def _chinese(text: str) -> str:
    """Drop the English that a convention's source carries beside the Chinese."""
    return re.sub(r" [a-z][a-z ]+(?=）)", "", text).rstrip("。")


def draft(run: FinishedRun, parcel: Row) -> Conditions | None:
    """Draw up the conditions of a parcel from its row; ``None`` where its figures or the run's own rules are not at hand."""
    named = str(run.summary["rule_pack"]["id"])
    pack = RulePack.load(named) if named in RulePack.available() else None
    facts = {name: Fact(value) for name in _KNOWN if (value := _figure(parcel[name])) is not None}
    if pack is None or pack.sha256 != run.summary["rule_pack"]["sha256"] or not {"households", "residential_floor_area_m2"} & facts.keys():
        return None
    subject = Subject("parcel", parcel["parcel_id"], parcel["name"] or parcel["parcel_id"], facts)
    return draft_conditions(pack, subject, as_of=_day(run, parcel), dwelling_m2=DWELLING_M2, persons_per_household=PERSONS_PER_HOUSEHOLD)


def _day(run: FinishedRun, parcel: Row) -> date:
    """Return the day on which the run itself drafted the conditions, else the day of judging."""
    drafted = next((c for c in run.rows("conditions") if c["parcel_id"] == parcel["parcel_id"]), None)
    return date.fromisoformat(drafted["rules_as_of"]) if drafted else run.as_of


def needs_of(drafted: Conditions) -> list[dict[str, str]]:
    """List what the parcel will be asked for, rule by rule; one without a figure says so."""
    out = []
    for finding in drafted.findings:
        trace = finding.trace
        if trace["rule"]["kind"] != "ratio" or not trace["force"]["in_force"]:
            continue
        required = "" if finding.required is None else format(finding.required, "f")
        label = trace["rule"]["label"]
        open_ = "" if trace["citation"]["validity"] else word("paper.open").lstrip("，")
        listed = "" if trace["rule"]["counts_for_parcel"] else word("paper.listed_only")
        out.append(
            {
                "title": trace["rule"]["title"]["zh"],
                "basis": basis_words(trace),
                "force": word(f"force.{finding.force}"),
                "required": figure_words(_tidy(required), finding.unit or "m2") if required else word("paper.to_enter"),
                "remark": "；".join(p for p in (label["zh"] if label else "", listed.rstrip("。"), open_) if p) or "—",
            }
        )
    return out


def _tidy(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _figure(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and value > 0 else None
