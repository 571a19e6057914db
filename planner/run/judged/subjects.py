"""Subjects the rules speak of beside parcels, centres and communities, and facts that lists carry in columns of their own.

Nothing is guessed: a count is only given where the facility list knows that kind at all, so that a list of centres alone does not make
every county lack its institutions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal

import pandas as pd
import shapely

from planner.inputs import FIELDS, FieldKind, InputTable, is_missing, parse_date, parse_number
from planner.model import Fact, Operation, Origin, Subject
from planner.rules import RulePack
from planner.run.centres import Centres
from planner.run.memory import Memory
from planner.run.reading.columns import field_of, flag
from planner.texts import word
from planner.texts.rules.facts import EXTRA_HEADERS

_EXTRA_WORDS = {field: words for field, (_, words) in EXTRA_HEADERS.items()}


def with_extras(table: InputTable, subjects: Iterable[Subject]) -> list[Subject]:
    """Return subjects the facts of columns that only rules know: papers, flags, shared land; a figure of the table itself stays.

    Parameters
    ----------
    table
        The table; its unrecognised columns are looked at.
    subjects
        Subjects of that table.
    """
    known = {
        column: field
        for column in map(str, table.raw.columns)
        if column not in FIELDS[table.noun] and (field := field_of(column, _EXTRA_WORDS))
    }
    if not known:
        return list(subjects)
    out = []
    for subject in subjects:
        row = int(table.frame["row"][subject.id])
        cells = {field: (column, str(table.raw[column][subject.id])) for column, field in known.items() if field not in subject.facts}
        more = {field: _fact(field, text, Origin(table.spec.name, row, column, text)) for field, (column, text) in cells.items()}
        out.append(replace(subject, facts={**subject.facts, **more}))
    return out


def _fact(field: str, text: str, origin: Origin) -> Fact:
    kind = EXTRA_HEADERS[field][0]
    if is_missing(text):
        return Fact(None, origin=replace(origin, raw=""))
    if kind == "flag":
        value = flag(text)
        return Fact(value, origin, "" if value is not None else "text.not_a_flag")
    if kind == "text":
        return Fact(text.strip(), origin)
    if kind == "date":
        day = parse_date(text)
        return Fact(day.value, origin, day.doubt)
    cell = parse_number(text, FieldKind.AREA if kind == "area" else FieldKind.COUNT)
    return Fact(cell.value, origin, cell.doubt, cell.note)


def shares_of(coverage: pd.DataFrame) -> dict[str, dict[str, Fact]]:
    """Return each community's, and under ``""`` the whole city's, share of persons who walk to a facility within 15 minutes, in per cent.

    Shares are cut at two digits, downwards, so that none is rounded over a threshold. Communities without persons have none.
    """
    rows = coverage[coverage["minutes"] == 15]  # the circle every document names
    profiles = [c.removeprefix("reached_persons_") for c in rows.columns if c.startswith("reached_persons_")]
    out: dict[str, dict[str, Fact]] = {}
    for profile in profiles:
        total = _share(rows["persons"].sum(), rows[f"reached_persons_{profile}"].sum())
        parts = [
            (str(i), _share(p, r)) for i, p, r in rows[["community_id", "persons", f"reached_persons_{profile}"]].itertuples(index=False)
        ]
        for name, share in (*((i, s) for i, s in parts if i), ("", total)):
            if share is not None:
                out.setdefault(name, {})[f"share_within_15_{profile}"] = share
    return out


def _share(persons: float, reached: float) -> Fact | None:
    if not persons > 0:
        return None
    percent = Decimal(repr(round(100 * float(reached) / float(persons), 6))).quantize(Decimal("0.01"), rounding=ROUND_DOWN)
    return Fact(percent, note=word("fact.share").format(reached=reached, persons=persons))


@dataclass(frozen=True, slots=True)
class _Stock:
    """Open facilities of one place, by the pack's lists of kinds."""

    sure: Counter[str]
    possible: Counter[str]


def area_subjects(
    pack: RulePack, communities: InputTable, facilities: InputTable, centres: Centres, shares: Mapping[str, Mapping[str, Fact]]
) -> list[Subject]:
    """Return townships, counties and the city, with what the facility list says of them.

    Townships are told apart by county and township; names repeat.
    """
    places = _places(communities)
    listed = _listed(pack, facilities, centres)
    known = {name for counts in listed.values() for part in (counts.sure, counts.possible) for name in part}
    townships: dict[tuple[str, ...], _Stock] = {}
    counties: dict[tuple[str, ...], _Stock] = {}
    for community, (county, township) in places.items():
        stock = listed.get(community)
        for groups, key in ((townships, (county, township)), (counties, (county,))):
            if all(key) and key not in groups:
                groups[key] = _Stock(Counter(), Counter())
            if all(key) and stock is not None:
                groups[key].sure.update(stock.sure)
                groups[key].possible.update(stock.possible)
    found = [Subject("township", "/".join(key), key[-1], _township(stock, known)) for key, stock in sorted(townships.items())]
    found += [Subject("county", key[0], key[0], _county(stock, known)) for key, stock in sorted(counties.items())]
    return [*found, Subject("city", pack.id, pack.city(), dict(shares.get("", {})))]


def _places(communities: InputTable) -> dict[str, tuple[str, str]]:
    frame = communities.frame
    blank = pd.Series("", index=frame.index)
    return {
        str(i): (str(county or ""), str(township or ""))
        for i, county, township in zip(frame.index, frame.get("county", blank), frame.get("township", blank), strict=True)
    }


def _listed(pack: RulePack, facilities: InputTable, centres: Centres) -> dict[str, _Stock]:
    """Count open facilities per community and list of kinds; institutions by their beds, those of unknown beds as possible."""
    least = _least_beds(pack)
    out: dict[str, _Stock] = {}
    rows = centres.facilities[["community", "is_open", "is_centre"]].to_dict("index")
    for subject in facilities.subjects():
        row = rows[subject.id]
        kind = str(subject.fact("kind").value or "")
        if not row["community"] or not row["is_open"] or subject.fact("status").value not in {None, str(Operation.OPEN)}:
            continue
        stock = out.setdefault(str(row["community"]), _Stock(Counter(), Counter()))
        stock.sure.update(name for name in _COUNTED if pack.is_listed(name, kind))
        stock.sure.update(["base"] if row["is_centre"] else [])
        if least is not None and pack.is_listed("institution_kinds", kind):
            beds = subject.fact("beds")
            unknown = beds.doubt or not isinstance(beds.value, Decimal)
            large = unknown or (isinstance(beds.value, Decimal) and beds.value >= least)
            stock.possible.update(["large"] if large else ["small"])
    return out


_COUNTED = ("union_kinds", "regional_kinds", "guidance_kinds", "project_kinds", "poor_kinds")


def _least_beds(pack: RulePack) -> Decimal | None:
    rules = [r for r in pack.rules if r.facts.get("count") == "institutions_100_beds"]
    return rules[0].parameters["each"][0].value if rules and "each" in rules[0].parameters else None


def _count(stock: _Stock, kind: str) -> Fact:
    return Fact(Decimal(stock.sure[kind]), note=word("fact.open"))


def _township(stock: _Stock, known: set[str]) -> dict[str, Fact]:
    facts = {"unions": "union_kinds", "regional_centres": "regional_kinds"}
    return {fact: _count(stock, kind) for fact, kind in facts.items() if kind in known}


def _county(stock: _Stock, known: set[str]) -> dict[str, Fact]:
    facts = {"happiness_projects": "project_kinds", "poor_institutions": "poor_kinds", "guidance_centres": "guidance_kinds"}
    found = {fact: _count(stock, kind) for fact, kind in facts.items() if kind in known}
    if "regional_kinds" in known:
        found |= {"regional_centres": _count(stock, "regional_kinds"), "base_facilities": _count(stock, "base")}
        found["regional_centres_possible"] = Fact(Decimal(0), note=word("fact.no_county"))
    if known & {"large", "small"}:
        note = word("fact.maybe_large")
        found["institutions_100_beds"] = Fact(Decimal(0), note=word("fact.not_stated"))
        found["institutions_100_beds_possible"] = Fact(Decimal(stock.possible["large"]), note=note)
    return found


def new_area_facts(pack: RulePack, subjects: Iterable[Subject], facilities: InputTable, centres: Centres) -> list[Subject]:
    """Return communities that the list flags as new the counts their rule asks for; the others come back as they were."""
    subjects = list(subjects)
    if not any(s.fact("new_area").value is True for s in subjects):
        return subjects
    kinds = {"care_centres": "care_centre_kinds", "canteens": "canteen_kinds", "small_institutions": "institution_kinds"}
    inside: dict[str, Counter[str]] = {}
    for facility in facilities.subjects():
        row = centres.facilities.loc[facility.id]
        if row["community"] and row["is_open"]:
            kind = str(facility.fact("kind").value or "")
            inside.setdefault(str(row["community"]), Counter()).update(f for f, name in kinds.items() if pack.is_listed(name, kind))
    lost = centres.facilities["is_open"] & (centres.facilities["community"] == "")
    note = word("fact.open")
    out = []
    for subject in subjects:
        if subject.fact("new_area").value is True:
            counts = {field: Fact(Decimal(inside.get(subject.id, Counter())[field]), note=note) for field in kinds}
            counts["canteens_possible"] = Fact(Decimal(int(lost.sum())), note=word("fact.placeless"))
            subject = replace(subject, facts={**subject.facts, **counts})  # noqa: PLW2901 - a changed copy goes on
        out.append(subject)
    return out


def compound_subjects(pack: RulePack, compounds: InputTable | None, centres: Centres, kept: Memory) -> list[Subject]:
    """Return compounds known to be old, with the open facilities inside their outline.

    Old is what the list flags so, or what was built before the year the bureau entered (``old_before_year``); without either nothing is
    taken for old. A compound known only as a point has no inside: its count is left open.
    """
    if compounds is None:
        return []
    standing = centres.facilities[centres.facilities["is_open"] & centres.facilities.geometry.notna()]
    tree = shapely.STRtree(standing.geometry.to_numpy())
    out = []
    for subject in kept(_old_compounds, pack, compounds):
        shape = compounds.frame.geometry[subject.id]
        facts = dict(subject.facts)
        if shape is not None and shape.geom_type in {"Polygon", "MultiPolygon"}:
            facts["facility_count"] = Fact(Decimal(len(tree.query(shape, predicate="intersects"))), note=word("fact.inside"))
            facts["facility_count_possible"] = Fact(Decimal(0), note=word("fact.not_counted"))
        out.append(Subject("compound", subject.id, subject.name, facts))
    return out


def _old_compounds(pack: RulePack, compounds: InputTable) -> list[Subject]:
    year = pack.header.old_before_year
    out = []
    for subject in with_extras(compounds, compounds.subjects()):
        built, old = subject.fact("year_built"), subject.fact("old")
        if old.value is None and not old.doubt and year is not None and isinstance(built.value, Decimal) and not built.doubt:
            old = Fact(built.value < year, note=word("fact.old").format(built=built.value, year=year))
        if old.value is True:
            out.append(replace(subject, facts={**subject.facts, "old": old}))
    return out
