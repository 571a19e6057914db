"""What ``inspect`` sees in a file, as HTML: reading, headers, which datum its coordinates fit, problems. Every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import pandas as pd

from planner.errors import Problem, Severity
from planner.geo import Detection
from planner.inputs import FIELDS, Inspection, reading_name
from planner.inputs.headers import KEY_FIELDS
from planner.report import header
from planner.rules import field_word
from planner.style import SEVERITY_COLOURS
from planner.texts import word
from planner.ui.cards import card_html

_ORDER = {Severity.ERROR: 0, Severity.DOUBT: 1, Severity.NOTE: 2}


def field_name(noun: str, name: str, lang: str) -> str:
    """Name a field as a person does: the catalogue's word, else the first header people give it."""
    said = field_word(name).say(lang)
    if said != name:
        return said
    said = header(name, lang)
    if said != name:
        return said
    others = FIELDS.get(noun, {}).get(name, (None, ()))[1]
    return next((o for o in others if not o.isascii()), name) if lang == "zh" else name


def reading_html(found: Inspection, lang: str) -> str:
    """Show how the file reads."""
    if not found.format:
        lines = "".join(f"<li>{escape(p.what(lang))}；{escape(p.mend(lang))}</li>" for p in found.problems)
        body = f"<ul>{lines}</ul>"
        return card_html((word("severity.error", lang), SEVERITY_COLOURS["error"]), escape(word("page.data.unreadable", lang)), body)
    noun = word(f"noun.{found.noun}", lang) if found.noun else "–"
    unnamed = word("page.data.unnamed", lang)
    rows = [
        ("kind", word("page.data.guessed", lang).format(noun=noun) if found.guessed and found.noun else noun),
        ("format", found.format),
        ("rows", f"{found.rows:,}"),
        ("encoding", found.encoding),
        ("crs", found.crs or unnamed),
        ("datum", found.datum or unnamed),
        ("datum_guess", found.datum_guess),
        ("bounds", "，".join(f"{v:.6g}" for v in found.bounds)),
        ("mapping", found.mapping),
    ]
    facts = "".join(f"<div><span>{escape(word(f'page.data.{k}', lang))}</span><span>{escape(v)}</span></div>" for k, v in rows if v)
    worst = min((_ORDER[p.severity] for p in found.problems), default=2)
    severity = next(s for s, at in _ORDER.items() if at == worst) if found.problems else Severity.NOTE
    badge = (word(f"severity.{severity}", lang) if found.problems else word("page.data.no_problems", lang), SEVERITY_COLOURS[str(severity)])
    return card_html(badge, escape(found.file), f"<div class='pc-facts'>{facts}</div>")


def headers_html(found: Inspection, lang: str) -> str:
    """Show each field with the header it is read from; the important ones that are absent are named as such."""
    if not found.noun:
        return f"<p class='pp-lead'>{escape(word('page.data.no_noun', lang))}</p>"
    important = KEY_FIELDS.get(found.noun, ())
    rows = []
    for name in FIELDS[found.noun]:
        if name in found.headers:
            rows.append((name, found.headers[name], word("page.data.known", lang)))
        elif name in found.proposals:
            rows.append((name, found.proposals[name], "? " + word("page.data.proposed", lang)))
        elif name in important:
            rows.append((name, "", "⚠ " + word("page.data.key_absent", lang)))
    heads = [word(f"page.data.{k}", lang) for k in ("field", "header", "state")]
    table = grid_html(heads, [(field_name(found.noun, n, lang), h, s) for n, h, s in rows])
    left = word("page.data.unrecognised", lang).format(names="、".join(found.unrecognised))
    return table + (f"<p class='pp-lead'>{escape(left)}</p>" if found.unrecognised else "")


def detection_html(found: Detection, name: str, lang: str) -> str:
    """Show which datum the coordinates fit, how sure that is, and every reading that was tried."""
    best = found.best
    key = "page.data.sure" if found.sure else "page.data.unsure"
    told = word(key, lang).format(name=name, points=found.points, best="–" if best is None else reading_name(best))
    heads = [word(f"page.data.{k}", lang) for k in ("reading", "inside", "mean", "apart")]
    rows = [(reading_name(f), f"{f.inside:.0%}", _metres(f.mean_m), _metres(f.apart_m)) for f in found.fits[:6]]
    return f"<p class='pp-lead'><b>{escape(told)}</b></p>" + grid_html(heads, rows, figures=(1, 2, 3))


def grid_html(heads: Sequence[str], rows: Iterable[Sequence[str]], *, figures: Sequence[int] = ()) -> str:
    """Arrange a small table of texts."""

    def mark(at: int) -> str:
        return " class='n'" if at in figures else ""

    top = "".join(f"<th{mark(i)}>{escape(h)}</th>" for i, h in enumerate(heads))
    body = "".join("<tr>" + "".join(f"<td{mark(i)}>{escape(c)}</td>" for i, c in enumerate(row)) + "</tr>" for row in rows)
    return f"<table class='pp-grid'><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def problem_frame(problems: Iterable[Problem], lang: str) -> pd.DataFrame:
    """Arrange problems as the list of doubts of a run does, the worst first."""
    listed = sorted(problems, key=lambda p: _ORDER[p.severity])
    what, done = ("what", "done") if lang == "zh" else ("what_en", "done_en")
    rows = [
        {
            "severity": str(p.severity), "file": p.file, "row": p.row, "field": p.field, "subject": p.subject, "value": p.value,
            what: p.what(lang), done: p.mend(lang), "code": p.code,
        }
        for p in listed
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _metres(value: float) -> str:
    return f"{value:,.1f}" if abs(value) < 1e7 else "–"
