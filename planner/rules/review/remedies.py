"""What would mend a finding: one or more plain sentences, from its trace alone. Nothing is judged here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from math import floor
from pathlib import PurePosixPath
from typing import Any

from planner.model import Verdict
from planner.rules.review.reviews import machine_verdict
from planner.rules.wording import field_word, number, unit_word
from planner.texts.rules.mending import MENDING
from planner.texts.rules.sentences import COUNT_ENDING

Trace = Mapping[str, Any]


def mending(trace: Trace, lang: str = "zh") -> tuple[str, ...]:
    """Return what would mend a finding.

    Parameters
    ----------
    trace
        As a run writes it.
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    tuple of str
        Sentences; empty for a finding that passes or does not apply, and for an empty trace.

    Notes
    -----
    Figures are those of the trace: nothing is proposed beyond what the rule asks. How many households a floor area is enough for is given
    only where the rule counts them in proportion.
    """
    if not trace:
        return ()
    verdict = machine_verdict(trace)
    if verdict is Verdict.FAIL:
        return tuple(_failing(trace, lang))
    if verdict is Verdict.NEEDS_REVIEW:
        return tuple(_open(trace, lang))
    return ()


def _failing(trace: Trace, lang: str) -> Iterator[str]:
    result, kind = trace["result"], trace["rule"]["kind"]
    figures = {
        "short": result["shortfall"] or "",
        "required": result["required"] or "",
        "provided": result["provided"] or "",
        "unit": unit_word(result["unit"], lang) if result["unit"] else "",
    }
    short = _decimal(result["shortfall"])
    if kind == "steps":
        late = [step[side] for step in trace["steps"] if step["state"] == "late" for side in ("homes", "facility")]
        yield _say("steps.late", lang, fields=_listed((field_word(str(f)).say(lang) for f in late), lang))
    elif kind == "range":
        yield _say("range.below" if short else "range.above", lang, **figures)
    elif kind in {"presence", "flags"}:
        open_items = [item for item in trace["items"] if item.get("state") not in {"there", "yes", "met"}]
        absent = [field_word(str(item["fact"])).say(lang).removesuffix(COUNT_ENDING) for item in open_items]
        yield _say(kind, lang, items=_listed(absent, lang)) if absent else _say("any", lang)
    elif kind in {"ratio", "count", "ledger"} and short:
        yield _say(kind, lang, **figures)
        most = _enough_for(trace) if kind == "ratio" else None
        if most is not None:
            yield _say("ratio.enough_for", lang, **figures, most=f"{most:,}", base_unit=unit_word(trace["parameters"]["per"]["unit"], lang))
    else:
        yield _say("minimums" if kind == "minimums" else "any", lang)
    yield from _troubles(trace, lang)


def _open(trace: Trace, lang: str) -> Iterator[str]:
    if trace.get("withheld"):
        yield _say("withheld", lang)
    yield from _troubles(trace, lang)
    yield _say("review", lang)


def _troubles(trace: Trace, lang: str) -> Iterator[str]:
    """Return one sentence per field in the way; what blocks a rule as a whole in its own words."""
    whole = [block for block in trace["blocks"] if block["code"] not in {"value", "missing"}]
    for block in whole:
        yield _say("block", lang, words=block[lang].rstrip("。."))
    named = {block["name"] for block in whole}
    blank = [{"field": block["name"], "code": block["code"]} for block in trace["blocks"] if block["name"] not in named]
    for trouble in (*blank, *trace["troubles"]):
        if trouble["field"] in named:
            continue
        named.add(trouble["field"])
        key = f"trouble.{trouble['code']}" if f"trouble.{trouble['code']}" in MENDING else "trouble.other"
        name = trouble["field"] if trouble["code"] == "value" else field_word(trouble["field"]).say(lang)
        yield _say(key, lang, field=name, place=_place(trace, trouble["field"], lang))


def _enough_for(trace: Trace) -> int | None:
    """Compute how many households or persons what is provided is enough for, where the rule counts in proportion."""
    quota, per = (_decimal((trace["parameters"].get(name) or {}).get("value")) for name in ("quota", "per"))
    provided = _decimal(trace["result"]["provided"])
    if trace["settings"] or not quota or not per or provided is None or provided <= 0:
        return None
    return floor(provided * per / quota)


def _place(trace: Trace, field: str, lang: str) -> str:
    """Return where a cell stands; for a blank one, where the other cells of its subject stand."""
    cells = [trace["inputs"].get(field) or {}, *trace["inputs"].values()]
    cell = next((c for c in cells if c.get("file")), None)
    if cell is None:
        return ""
    row = "" if cell.get("row") is None else _say("row", lang, row=cell["row"])
    file = PurePosixPath(str(cell["file"])).name
    return _say("place", lang, file=f"{file} " if row and lang == "zh" else file, row=row)


def _listed(words: Any, lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(dict.fromkeys(words))


def _decimal(text: object) -> Decimal | None:
    try:
        value = Decimal(str(text)) if text not in {None, ""} else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() else None


def _say(key: str, lang: str, **values: object) -> str:
    plain = {k: number(v) if isinstance(v, Decimal) else v for k, v in values.items()}
    said = MENDING[key][0 if lang == "zh" else 1].format_map(plain)
    return said[:1].upper() + said[1:] if lang == "en" else said
