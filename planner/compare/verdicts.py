"""Verdicts that turned between two runs, and why, told from their traces alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from planner.rules import field_word, verdict_key
from planner.tables import frame_of
from planner.texts import word
from planner.texts.comparing import COMPARED_FIELDS, TURNED

Trace = Mapping[str, Any]


def turned(before: Sequence[Trace], now: Sequence[Trace], number: int) -> pd.DataFrame:
    """List findings whose verdict turned, or that stand in one run only.

    Parameters
    ----------
    before, now
        Traces of both runs.
    number
        Number of the second scenario.
    """
    old = {_key(t): t for t in before}
    new = {_key(t): t for t in now}
    rows = []
    for key in dict.fromkeys([*new, *old]):
        one, two = old.get(key), new.get(key)
        verdicts = [None if t is None else _verdict(t) for t in (one, two)]
        if verdicts[0] == verdicts[1] or {*verdicts} == {None, "not_applicable"}:
            continue
        shown = two or one or {}
        zh, en = ("；".join(dict.fromkeys(parts)) for parts in zip(*_why(one, two), strict=True))
        title = shown["rule"]["title"]
        rows.append(
            {
                "scenario": number,
                "subject_kind": key[0],
                "subject_id": key[1],
                "subject_name": shown["subject"]["name"],
                "rule_id": key[2],
                "rule_title": title["zh"] if isinstance(title, Mapping) else "",
                "before": verdicts[0] or "",
                "after": verdicts[1] or "",
                "why": zh,
                "why_en": en,
            }
        )
    return frame_of("verdicts", rows, "comparison")


def _key(trace: Trace) -> tuple[str, str, str]:
    return str(trace["subject"]["kind"]), str(trace["subject"]["id"]), str(trace["rule"]["id"])


def _verdict(trace: Trace) -> str:
    """Return the code of the word a finding reads: only a mandatory miss is ``fail``, others have codes of their own."""
    return "needs_review" if "withheld" in trace else verdict_key(str(trace["result"]["verdict"]), trace["force"]["force"] or "")


def _why(one: Trace | None, two: Trace | None) -> Iterator[tuple[str, str]]:
    """Describe what differs between two traces: inputs with their cells, values of the rule, what is asked and what is there."""
    if one is None or two is None:
        yield TURNED["new" if one is None else "gone"]
        told = one or two or {}
        yield told["reason"], told["reason_en"]
        return
    found = list(_differences(one, two))
    yield from found
    if not found:
        yield two["reason"], two["reason_en"]


def _differences(one: Trace, two: Trace) -> Iterator[tuple[str, str]]:
    for field in dict.fromkeys([*two["inputs"], *one["inputs"]]):
        a, b = (t["inputs"].get(field) or {} for t in (one, two))
        if a.get("value") != b.get("value"):
            name = next((h for h in (a.get("header"), b.get("header")) if h and not h.isascii()), None) or _field(field)
            where = (
                TURNED["cell"][0].format_map(b)
                if b.get("file") and b.get("row")
                else TURNED["note"][0].format_map(b)
                if b.get("note")
                else ""
            )
            told = [[_coded(field, side.get("value"), lang) for side in (a, b)] for lang in ("zh", "en")]
            zh, en = (
                text.format(field=name, before=one, after=two, where=where) for text, (one, two) in zip(TURNED["input"], told, strict=True)
            )
            yield zh, en
    for name in dict.fromkeys([*two["parameters"], *one["parameters"]]):
        a, b = ((t["parameters"].get(name) or {}).get("value") for t in (one, two))
        if a != b:
            yield _said("parameter", field=name, before=_shown(a), after=_shown(b))
    for name in ("required", "provided"):
        a, b = (t["result"].get(name) for t in (one, two))
        if a != b:
            yield _said(name, before=_shown(a), after=_shown(b))
    if ("withheld" in one) != ("withheld" in two):
        yield _said("withheld", after=str((two.get("withheld") or {}).get("why", "")))


def _field(name: str) -> str:
    """Name an input that no list gave a Chinese header."""
    return COMPARED_FIELDS.get(name) or field_word(name).say("zh")


def _said(key: str, **values: str) -> tuple[str, str]:
    zh, en = TURNED[key]
    return zh.format_map(values), en.format_map(values)


def _coded(field: str, value: Any, lang: str) -> str:
    """Write a value of an input, standings and flags in words."""
    key = f"status.{value}" if field == "status" else f"flag.{'yes' if value else 'no'}" if isinstance(value, bool) else ""
    try:
        return word(key, lang) if key else _shown(value)
    except KeyError:
        return _shown(value)


def _shown(value: Any) -> str:
    return "—" if value is None or value == "" else str(value)
