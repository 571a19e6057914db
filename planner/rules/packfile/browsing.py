"""Reading packs: what holds on a day, what changed between two days, and the table of every rule with its cases. Data only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from planner.rules.kinds import KINDS
from planner.rules.packfile.casefile import CaseOutcome, load_cases, try_cases
from planner.rules.packfile.pack import RulePack
from planner.rules.packfile.schema import Parameter, Rule, entry_on
from planner.rules.wording import number, unit_word
from planner.texts.rules.sentences import NOT_JUDGED, TABLE_COLUMNS

VERDICTS = ("pass", "fail", "needs_review", "not_applicable")


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One thing of a rule that differs between two days; empty text where there was, or is, nothing."""

    rule_id: str
    what: str
    before: str
    after: str


def rule_data(pack: RulePack, rule: Rule, day: date, lang: str = "zh") -> dict[str, Any]:
    """Return a rule as it stands on a day, as plain data for a table or a page.

    Parameters
    ----------
    pack, rule
        The rule and its pack.
    day
        Day on which it is read.
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    dict
        ``id, row, subject, kind, title, summary, force, from, citation, parameters, readings, duty_bearer, counts_for_parcel, checked_on``.
    """
    period = rule.force_on(day)
    return {
        "id": rule.id,
        "row": rule.row or rule.id,
        "subject": rule.subject,
        "kind": rule.kind,
        "title": rule.title.say(lang),
        "summary": rule.summary.say(lang),
        "force": period.force.value if period else None,
        "from": period.start.isoformat() if period and period.start else None,
        "target": period.target.isoformat() if period and period.target else None,
        "citation": pack.citation(rule, period),
        "parameters": {name: parameter_text(entry_on(series, day), lang) for name, series in rule.parameters.items()},
        "readings": {r.id: pack.option_of(rule, r) for r in rule.readings},
        "duty_bearer": rule.duty_bearer and {"zh": rule.duty_bearer.zh, "en": rule.duty_bearer.en}[lang],
        "counts_for_parcel": rule.counts_for_parcel,
        "checked_on": rule.checked_on.isoformat(),
    }


def parameter_text(entry: Parameter | None, lang: str = "zh") -> str:
    """Write a parameter on one line: value, unit, standing, clause; or why there is no value."""
    if entry is None:
        return ""
    if entry.value is None:
        return f"null ({entry.why.say(lang) if entry.why else ''})"
    parts = [entry.standing, entry.document or "", entry.clause, entry.source or ""]
    return f"{number(entry.value)} {unit_word(entry.unit, lang)} ({', '.join(t for t in parts if t)})"


def difference(pack: RulePack, start: date, end: date, lang: str = "zh") -> list[RuleChange]:
    """List what a pack asks otherwise on one day than on another, in the pack's order."""
    found: list[RuleChange] = []
    for rule in pack.rules:
        before, after = (rule_data(pack, rule, day, lang) for day in (start, end))
        if before["force"] is None and after["force"] is None:
            continue
        found += [
            RuleChange(rule.id, key, _text(before[key]), _text(after[key]))
            for key in ("force", "target", "citation")
            if before[key] != after[key]
        ]
        for name, text in after["parameters"].items():
            if text != before["parameters"][name]:
                found.append(RuleChange(rule.id, name, before["parameters"][name], text))
    return found


def _text(value: object) -> str:
    return "" if value is None else str(value)


def table(packs: Iterable[tuple[RulePack, Iterable[CaseOutcome]]]) -> list[dict[str, Any]]:
    """List every rule of some packs under the pack that brings it: row of the documents' list, evaluator, how many cases come to what.

    Parameters
    ----------
    packs
        Packs with the cases tried on them.

    Returns
    -------
    list of dict
        ``pack, row, id, subject, kind, force, pass, fail, needs_review, not_applicable, amount, standing``.
    """
    lines = []
    for pack, tried in packs:
        counts, own = _counts(tried), _own_documents(pack)
        lines += [_line(pack, rule, counts.get(rule.id, Counter())) for rule in pack.rules if rule.citation.document in own]
    return lines


def packs_with_cases() -> Iterator[tuple[RulePack, list[CaseOutcome]]]:
    """Return every pack that comes with the package and its cases, tried, in the order of the packs' names.

    Raises
    ------
    RulePackError
        If a pack or its cases are not sound, or a pack has none.
    """
    for name in RulePack.available():
        pack = RulePack.load(name)
        yield pack, try_cases(pack, *load_cases(name))


def _own_documents(pack: RulePack) -> frozenset[str]:
    """Return the documents a pack brings itself; what it stands on brings the others."""
    base = pack.header.extends
    taken = frozenset(RulePack.load(base).documents) if base in RulePack.available() and base is not None else frozenset()
    return frozenset(pack.documents) - taken


def _counts(tried: Iterable[CaseOutcome]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    for one in tried:
        # A quiet rule that stays silent does not apply either.
        counts.setdefault(one.rule_id, Counter())["not_applicable" if one.verdict == "none" else one.verdict] += 1
    return counts


def _line(pack: RulePack, rule: Rule, counts: Mapping[str, int]) -> dict[str, Any]:
    empty = [name for name, series in rule.parameters.items() if any(e.value is None for e in series)]
    return {
        "pack": pack.id,
        "row": rule.row or rule.id,
        "id": rule.id,
        "subject": rule.subject,
        "kind": rule.kind,
        "judged": KINDS[rule.kind].judges,
        "force": "/".join(dict.fromkeys(p.force.value for p in rule.force)),
        "title": rule.title.zh,
        "clause": pack.citation(rule),
        **{verdict: counts.get(verdict, 0) for verdict in VERDICTS},
        "amount": counts.get("amount", 0),
        "not_entered": empty,
    }


def markdown(lines: Iterable[Mapping[str, Any]]) -> str:
    """Write the table as Markdown for the documentation."""
    rows = ["| " + " | ".join(TABLE_COLUMNS) + " |", "|---" * len(TABLE_COLUMNS) + "|"]
    for line in lines:
        kind = line["kind"] if line["judged"] else NOT_JUDGED.format(kind=line["kind"])
        figures = [str(line[k]) for k in (*VERDICTS, "amount")]
        what = [line["row"], line["id"], line["title"], line["subject"], kind, line["force"]]
        rows.append("| " + " | ".join([*what, *figures, "、".join(line["not_entered"]) or "–"]) + " |")
    return "\n".join(rows) + "\n"
