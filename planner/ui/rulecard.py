"""One rule of a pack as a card: what it asks in our words, since when, where it stands, its values over time and how it is read."""

from __future__ import annotations

from datetime import date
from html import escape

from planner.report import say
from planner.rules import Document, Parameter, Reading, Rule, RulePack, number, rule_data, unit_word
from planner.rules.packfile import entry_on
from planner.style import FINDING_COLOURS
from planner.texts import word
from planner.ui.cards import card_html

_FORCE_COLOURS = {"mandatory": "#2f5d8a", "advisory": "#6f9fa8", "target": "#8a6fa8", "money": "#7d7a52"}
_JUDGE = frozenset({"document", "standard-seen", "bureau"})


def known(key: str, otherwise: str, lang: str) -> str:
    """Return a word of the catalogue, or the text itself where there is none."""
    try:
        return word(key, lang)
    except KeyError:
        return otherwise


def values_text(rule: Rule, day: date, lang: str) -> str:
    """Write the values of a rule on a day on one line: quotas per so many, bounds as a range, others with their names."""
    entries = {name: entry for name, series in rule.parameters.items() if (entry := entry_on(series, day)) is not None}
    told = []
    if "quota" in entries and "per" in entries:
        quota, per = entries.pop("quota"), entries.pop("per")
        each = "" if per.value == 1 else f"{_value(per)} "
        told.append(f"{_with_unit(quota, lang)} / {each}{unit_word(per.unit, lang)}")
    if "low" in entries and "high" in entries:
        low, high = entries.pop("low"), entries.pop("high")
        told.append(f"{_value(low)}–{_with_unit(high, lang)}")
    for name, entry in entries.items():
        told.append(f"{known(f'page.param.{name}', name, lang)} {_with_unit(entry, lang)}")
    return "；".join(told) if lang == "zh" else "; ".join(told)


def rule_html(pack: RulePack, rule: Rule, day: date, lang: str) -> str:
    """Show a rule as it stands on a day."""
    data = rule_data(pack, rule, day, lang)
    force = data["force"]
    badge = say("force", force, lang) if force else word("page.rules.later", lang)
    rows = [
        (word("page.rules.subject", lang), known(f"noun.{rule.subject}", rule.subject, lang)),
        (word("page.rules.values", lang), values_text(rule, day, lang)),
        (word("page.rules.from", lang), str(data["from"] or "–")),
        (word("page.rules.target_day", lang), str(data["target"] or "")),
        (word("page.rules.citation", lang), data["citation"]),
        (word("page.rules.validity", lang), _validity(pack.documents[rule.citation.document], lang)),
        (word("page.card.bearer", lang), str(data["duty_bearer"] or "")),
        (
            word("page.rules.counts", lang),
            word("page.yes" if rule.counts_for_parcel else "page.no", lang) if rule.subject == "parcel" else "",
        ),
        (word("page.rules.checked", lang), data["checked_on"]),
    ]
    table = "".join(f"<tr><th>{escape(a)}</th><td>{escape(b)}</td></tr>" for a, b in rows if b)
    body = f"<div class='pc-reason'>{escape(data['summary'])}</div><table>{table}</table>"
    body += _series(rule, day, lang) + "".join(_reading(pack, rule, r, lang) for r in rule.readings)
    colour = _FORCE_COLOURS.get(str(force), FINDING_COLOURS["not_applicable"])
    head = f"{escape(rule.title.say(lang))} <span class='pc-sub'>{escape(rule.id)}</span>"
    return card_html((badge, colour), head, body)


def documents_html(pack: RulePack, lang: str) -> str:
    """List the documents of a pack with number, date, issuer and standing."""
    names = ("document", "number", "date", "issuer", "validity")
    head = "".join(f"<th>{escape(word(f'page.rules.{n}', lang))}</th>" for n in names)
    lines = []
    for document in pack.documents.values():
        cells = [
            document.title if lang == "zh" else f"{document.title} · {document.title_en}",
            document.number or word("page.rules.no_number", lang),
            document.date.isoformat() if document.date else word("page.rules.no_date", lang),
            document.issuer,
            _validity(document, lang),
        ]
        lines.append("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in cells) + "</tr>")
    return f"<table class='pp-grid'><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _validity(document: Document, lang: str) -> str:
    if document.validity is None:
        return word("page.rules.unconfirmed", lang)
    return word("page.rules.confirmed", lang).format(who=document.validity.confirmed_by, day=document.validity.confirmed_on.isoformat())


def _series(rule: Rule, day: date, lang: str) -> str:
    """Show every value with its dates, standing and clause; those in force on the day in bold."""
    lines = []
    for name, series in rule.parameters.items():
        now = entry_on(series, day)
        for entry in series:
            since = word("page.card.since", lang).format(day=entry.start) if entry.start else "–"
            until = word("page.card.until", lang).format(day=entry.end) if entry.end else ""
            standing = known(f"page.standing.{entry.standing}", entry.standing, lang)
            judges = "" if entry.standing in _JUDGE else f"（{word('page.rules.no_verdict', lang)}）"
            value = _with_unit(entry, lang)
            shown = f"<b>{escape(value)}</b>" if entry is now else escape(value)
            where = " ".join(t for t in (entry.document or "", entry.clause, entry.source or "") if t)
            cells = [
                escape(known(f"page.param.{name}", name, lang)),
                shown,
                escape(f"{since} {until}"),
                escape(standing + judges),
                escape(where),
            ]
            lines.append("<tr>" + "".join(f"<td>{c}</td>" for c in cells) + "</tr>")
    if not lines:
        return ""
    head = f"<div class='pc-sub'>{escape(word('page.rules.history', lang))}</div>"
    return f"{head}<table class='pp-grid'><tbody>{''.join(lines)}</tbody></table>"


def _reading(pack: RulePack, rule: Rule, reading: Reading, lang: str) -> str:
    chosen = pack.option_of(rule, reading)
    lines = []
    for option in reading.options:
        mark = "●" if option.id == chosen else "○"
        lines.append(f"<li>{mark} {escape(option.title.say(lang))}<span class='pc-sub'>　{escape(option.why.say(lang))}</span></li>")
    head = escape(word("page.rules.readings", lang))
    return f"<div class='pc-sub'>{head}</div><ul style='list-style:none;padding-left:.2rem;margin:.1rem 0'>{''.join(lines)}</ul>"


def _value(entry: Parameter) -> str:
    return "–" if entry.value is None else number(entry.value)


def _with_unit(entry: Parameter, lang: str) -> str:
    if entry.value is None:
        return word("page.rules.why", lang).format(why=entry.why.say(lang) if entry.why else "")
    return f"{number(entry.value)} {unit_word(entry.unit, lang)}".strip()


def force_colour(force: str) -> str:
    """Return the colour of a force."""
    return _FORCE_COLOURS.get(force, FINDING_COLOURS["not_applicable"])
