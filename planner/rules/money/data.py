"""A reckoning as plain JSON data: amounts, and totals per clause, per county and in all."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from planner.rules.money.subsidies import CareProject, Reckoning
from planner.rules.wording import number


def reckoning_data(reckoning: Reckoning, projects: Sequence[CareProject]) -> dict[str, Any]:
    """Return a reckoning as plain JSON data.

    Parameters
    ----------
    reckoning, projects
        The amounts, and the projects they were reckoned for.

    Returns
    -------
    dict
        ``amounts`` one by one, ``totals`` per clause, ``by_county`` per county and clause, ``unknown`` how many could not be reckoned;
        figures as decimal text, yuan.
    """
    clauses = list(dict.fromkeys(a.rule_id for a in reckoning.amounts))
    counties: dict[str, list[str]] = {}
    for project in projects:
        counties.setdefault(str(project.county.value or ""), []).append(project.id)
    return {
        "amounts": [
            {
                "project": a.project,
                "rule_id": a.rule_id,
                "low": _yuan(a.low),
                "high": _yuan(a.high),
                "yearly": a.yearly,
                "city_low": _yuan(a.city[0]),
                "city_high": _yuan(a.city[1]),
                "county_low": _yuan(a.county[0]),
                "county_high": _yuan(a.county[1]),
                "formula": a.formula.as_json(),
                "citation": a.citation,
            }
            for a in reckoning.amounts
        ],
        "totals": [_total(reckoning, clause, None, "") for clause in clauses],
        "by_county": [_total(reckoning, clause, ids, name) for name, ids in counties.items() for clause in clauses],
        "unknown": len(reckoning.unknown),
    }


def _total(reckoning: Reckoning, clause: str, ids: Sequence[str] | None, county: str) -> dict[str, Any]:
    low, high = reckoning.total(clause, projects=ids)
    kept = [a for a in reckoning.amounts if a.rule_id == clause and (ids is None or a.project in ids)]
    city = [sum((part for a in kept if (part := a.city[i]) is not None), start=low * 0) for i in (0, 1)]
    return {
        "rule_id": clause,
        "county": county,
        "low": number(low),
        "high": number(high),
        "city_low": number(city[0]),
        "city_high": number(city[1]),
        "unknown": sum(a.low is None for a in kept),
    }


def _yuan(amount: Decimal | None) -> str | None:
    return None if amount is None else number(amount)
