"""The card of a finding as HTML, written from its trace alone; every text of the run is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import PurePosixPath
from typing import Any

from planner.report import blank, figure, form_of, header, say
from planner.rules import field_word, unit_word
from planner.rules.review import mending
from planner.texts import word

Trace = Mapping[str, Any]
_ALARMING = frozenset({"late", "missing", "undated", "doubtful"})


def finding_body(row: Mapping[str, Any], trace: Trace, lang: str) -> str:
    """Show what a finding says: review, figures, reason, steps, mending, clause; the calculation behind a fold, open where it matters."""
    verdict = str(row["verdict"])
    parts = [
        _reviewed(row, trace, lang),
        _figures(row, lang),
        f"<div class='pc-reason'>{escape(str(row['reason']))}</div>",
        _steps(trace, lang),
        _mending(trace, lang),
        _table([(word("page.card.citation", lang), _citation(row, trace, lang))]),
        _details(row, trace, lang, unfolded=verdict in {"fail", "needs_review"}),
    ]
    return "".join(parts)


def _reviewed(row: Mapping[str, Any], trace: Trace, lang: str) -> str:
    review = trace.get("review")
    if not review:
        return ""
    said = say("verdict", review["verdict"], lang)
    who = "，".join(str(review[k]) for k in ("name", "date", "attachment") if review.get(k))
    machine = word("page.card.machine", lang).format(verdict=say("verdict", row["verdict"], lang))
    line = f"{word('page.card.reviewed', lang)}：{said}（{who}）"
    return f"<div class='pc-review'><b>{escape(line)}</b><div>{escape(str(review['basis']))}</div><div>{escape(machine)}</div></div>"


def _figures(row: Mapping[str, Any], lang: str) -> str:
    """Show required, provided and difference side by side; nothing where the rule has no figures."""
    if blank(row.get("required")) and blank(row.get("provided")):
        return ""
    unit = "" if blank(row.get("unit")) else unit_word(str(row["unit"]), lang)
    cells = []
    for name in ("required", "provided", "shortfall"):
        value = row.get(name)
        number = figure(value)
        text = "–" if blank(value) else str(value) if number is None else f"{number:,.10g}"
        if name == "shortfall" and text == "0":
            text, shown_unit = word("page.card.none_short", lang), ""
        else:
            shown_unit = "" if text == "–" else unit
        cells.append(f"<div><span>{escape(word(f'page.card.{name}', lang))}</span><b>{escape(text)}</b> {escape(shown_unit)}</div>")
    return f"<div class='pc-three'>{''.join(cells)}</div>"


def _steps(trace: Trace, lang: str) -> str:
    """Show the four steps: both dates and how they stand to each other."""
    steps = trace.get("steps") or ()
    if not steps:
        return ""
    heads = "".join(f"<th>{escape(word(f'page.card.{k}', lang))}</th>" for k in ("step", "homes", "facility", "state"))
    lines = []
    for step in steps:
        dates = [_date(trace, step.get(side), step.get(f"{side}_paper")) for side in ("homes", "facility")]
        state = str(step["state"])
        mark = "pc-bad" if state in _ALARMING else ""
        name = _known(f"page.step.{step['id']}", str(step["id"]), lang)
        cells = [name, *dates, _known(f"page.state.{state}", state, lang)]
        lines.append(f"<tr class='{mark}'>" + "".join(f"<td>{escape(c)}</td>" for c in cells) + "</tr>")
    return f"<table class='pc-steps'><thead><tr>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _date(trace: Trace, field: object, paper: object) -> str:
    inputs = trace.get("inputs", {})
    told = [_read(inputs.get(str(name))) for name in (field, paper) if name]
    return " ".join(t for t in told if t) or "–"


def _read(cell: Mapping[str, Any] | None) -> str:
    if not cell:
        return ""
    raw, value = cell.get("raw"), cell.get("value")
    return str(value if blank(raw) else raw) if not (blank(raw) and blank(value)) else ""


def _mending(trace: Trace, lang: str) -> str:
    told = mending(trace, lang)
    if not told:
        return ""
    lines = "".join(f"<li>{escape(line)}</li>" for line in told)
    return f"<div class='pc-mend'><b>{escape(word('page.card.mending', lang))}</b><ul>{lines}</ul></div>"


def _citation(row: Mapping[str, Any], trace: Trace, lang: str) -> list[str]:
    """Return document and clause, then who is charged."""
    bearer = (trace.get("rule") or {}).get("duty_bearer")
    told = [str(row["citation"])]
    if bearer:
        told.append(
            f"{word('page.card.bearer', lang)}：{bearer.get(lang) or bearer['zh']}"
            + (f"（{bearer['clause']}）" if bearer["clause"] else "")
        )
    return told


def _details(row: Mapping[str, Any], trace: Trace, lang: str, *, unfolded: bool) -> str:
    formula = trace.get("formula" if lang == "zh" else "formula_en") or ""
    comparison = trace.get("comparison" if lang == "zh" else "comparison_en") or ""
    rows = [
        (word("app.card.formula", lang), [] if trace.get("steps") else [formula]),
        (word("app.card.compare", lang), [comparison]),
        (word("page.card.parameters", lang), list(_parameters(trace, lang))),
        (word("app.card.judged_on", lang), [str(row["judged_on"])]),
        (word("app.card.inputs", lang), inputs_read(trace, lang)),
        (word("page.card.others", lang), list(_others(trace, lang))),
        (word("app.card.remarks", lang), [str(remark[lang]) for remark in trace.get("remarks", ())]),
    ]
    head = escape(word("page.card.details", lang))
    return f"<details {'open' if unfolded else ''}><summary>{head}</summary>{_table(rows)}</details>"


def _table(rows: Iterable[tuple[str, Sequence[str]]]) -> str:
    lines = "".join(
        f"<tr><th>{escape(label)}</th><td>{'<br>'.join(escape(line) for line in told if line)}</td></tr>"
        for label, told in rows
        if any(told)
    )
    return f"<table>{lines}</table>" if lines else ""


def _parameters(trace: Trace, lang: str) -> Iterable[str]:
    for name, given in (trace.get("parameters") or {}).items():
        if given.get("value") is None or (name == "per" and "quota" in trace["parameters"]):
            continue
        unit = unit_word(given["unit"], lang) if given.get("unit") else ""
        told = [
            word("page.card.since", lang).format(day=given["from"]) if given.get("from") else "",
            word("page.card.until", lang).format(day=given["to"]) if given.get("to") else "",
            _known(f"page.standing.{given['standing']}", str(given["standing"]), lang),
            str(given.get("source") or ""),
        ]
        yield f"{given['value']} {unit}（{'，'.join(t for t in told if t)}）"


def _others(trace: Trace, lang: str) -> Iterable[str]:
    for other in trace.get("other_readings") or ():
        unit = unit_word(other["unit"], lang) if other.get("unit") else ""
        figures = f"{other['provided'] or '–'} / {other['required']} {unit}，" if other.get("required") else ""
        yield f"{other['title'][lang]}：{figures}{say('verdict', other['verdict'], lang)}"


def inputs_read(trace: Trace, lang: str) -> list[str]:
    """List the data a finding used, by the place it was read from: fields with their values as read, then those left blank."""
    filled: dict[str, list[str]] = {}
    empty: dict[str, list[str]] = {}
    for name, given in trace.get("inputs", {}).items():
        label = field_word(name).say(lang)
        label = header(name, lang) if label == name else label
        value = given.get("raw") if not blank(given.get("raw")) else given.get("value")
        row = "" if blank(given.get("row")) else word("app.card.row", lang).format(row=given["row"])
        where = " ".join(part for part in (PurePosixPath(str(given.get("file") or "")).name, row) if part)
        if blank(value):
            empty.setdefault(where, []).append(label)
            continue
        text = say(name, value, lang) if form_of(name) == "code" else str(value)
        doubt = f"（{given['doubt']}）" if given.get("doubt") else ""
        filled.setdefault(where, []).append(f"{label} {text}{doubt}")
    lines = [f"{'；'.join(parts)}{_place(where)}" for where, parts in filled.items()]
    blanks = [f"{word('app.card.blank', lang)}：{'、'.join(parts)}{_place(where)}" for where, parts in empty.items()]
    return [*lines, *blanks]


def _place(where: str) -> str:
    return f"（{where}）" if where else ""


def _known(key: str, otherwise: str, lang: str) -> str:
    try:
        return word(key, lang)
    except KeyError:
        return otherwise
