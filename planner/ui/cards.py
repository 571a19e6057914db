"""Cards of the app as HTML: every text of the run is escaped here, so that a name is never markup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import PurePosixPath
from typing import Any

from planner.report.columns import Column, blank, colour_of, finding_key, form_of, header, say, shown
from planner.rules.wording import field_word
from planner.style import INK, tint
from planner.texts import word

STYLE = f"""<style>
.pc-title {{ font-size: 1.3rem; font-weight: 700; line-height: 1.3; overflow-wrap: anywhere; }}
.pc-sub {{ color: #5a6672; }}
.pc-mark {{ display: inline-block; margin-left: .6rem; padding: 0 .5rem; border: 1.5px solid #b5541c; border-radius: 3px; color: #b5541c;
  font-size: .9rem; font-weight: 700; vertical-align: middle; }}
.pc-figures {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); gap: .6rem; }}
.pc-figure {{ border: 1px solid #dcdfe3; border-radius: 6px; padding: .5rem .8rem; background: #fff; }}
.pc-figure .l {{ color: #5a6672; font-size: .85rem; }}
.pc-figure .v {{ font-size: 1.5rem; font-weight: 700; font-variant-numeric: tabular-nums; line-height: 1.25; }}
.pc-figure .b {{ color: #5a6672; font-size: .82rem; }}
.pc-card {{ border: 1px solid #dcdfe3; border-left-width: 6px; border-radius: 6px; padding: .7rem 1rem; margin: 0 0 .7rem; background: #fff;
  color: {INK}; }}
.pc-badge {{ display: inline-block; padding: 0 .55rem; border-radius: 3px; font-weight: 700; margin-right: .5rem; }}
.pc-card table {{ border-collapse: collapse; margin-top: .35rem; width: 100%; }}
.pc-card th {{ text-align: left; font-weight: 400; color: #5a6672; padding: .1rem 1rem .1rem 0;
  vertical-align: top; white-space: nowrap; width: 1%; }}
.pc-card td {{ padding: .1rem 0; vertical-align: top; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }}
.pc-facts {{ columns: 2 300px; column-gap: 2rem; }}
.pc-facts div {{ break-inside: avoid; display: flex; gap: 1rem; justify-content: space-between;
  border-bottom: 1px solid #eef0f2; padding: .12rem 0; }}
.pc-facts span:first-child {{ color: #5a6672; }}
.pc-facts span:last-child {{ text-align: right; overflow-wrap: anywhere; min-width: 0; }}
</style>"""


def title_html(summary: Mapping[str, Any], mark: str, lang: str) -> str:
    """Show the title block: name, day, rules, and the mark of made-up data."""
    pack = summary["rule_pack"]
    sub = f"{word('as_of', lang)} {summary['as_of']}　{word('pack', lang)} {pack['title']} {pack['version']}"
    badge = f'<span class="pc-mark">{escape(mark)}</span>' if mark else ""
    return f'{STYLE}<div class="pc-title">{escape(str(summary["name"]))}{badge}</div><div class="pc-sub">{escape(sub)}</div>'


def figures_html(figures: Iterable[tuple[str, str, str]]) -> str:
    """Show headline figures: label, value, what stands beside it."""
    cells = "".join(
        f'<div class="pc-figure"><div class="l">{escape(a)}</div><div class="v">{escape(b)}</div><div class="b">{escape(c)}</div></div>'
        for a, b, c in figures
    )
    return f'<div class="pc-figures">{cells}</div>'


def subject_html(row: Mapping[str, Any], columns: Iterable[Column], badge: tuple[str, str | None], lang: str) -> str:
    """Show a subject's own figures; empty ones are left out."""
    facts = "".join(
        f"<div><span>{escape(c.header(lang))}</span><span>{escape(text)}</span></div>"
        for c in columns
        if c.name not in {"name", "verdict", "centre_status"} and (text := shown(c, row.get(c.name), lang))
    )
    name = word("map.unnamed", lang) if blank(row.get("name")) else str(row["name"])
    return _card(badge, escape(name), f'<div class="pc-facts">{facts}</div>')


def finding_html(row: Mapping[str, Any], trace: Mapping[str, Any], lang: str) -> str:
    """Show a finding: word, matter, reason, then calculation, clause, reading and the data used, from its trace."""
    verdict, force = str(row["verdict"]), str(row["force"])
    badge = (say("verdict", finding_key(verdict, force), lang), colour_of("verdict", verdict, force))
    rows = [
        *_worked(trace, lang),
        (word("app.card.citation", lang), [str(row["citation"])]),
        (word("app.card.judged_on", lang), [str(row["judged_on"])]),
        (word("app.card.remarks", lang), _remarks(trace, lang)),
        (word("app.card.inputs", lang), _inputs(trace, lang)),
    ]
    table = "".join(
        f"<tr><th>{escape(label)}</th><td>{'<br>'.join(escape(line) for line in lines)}</td></tr>" for label, lines in rows if any(lines)
    )
    rule = escape(f"{row['rule_id']} · {say('force', force, lang)}")
    head = f"{escape(str(row['rule_title']))} <span class='pc-sub'>{rule}</span>"
    return _card(badge, head, f"<div>{escape(str(row['reason']))}</div><table>{table}</table>")


def in_language(row: Mapping[str, Any], trace: Mapping[str, Any], lang: str) -> Mapping[str, Any]:
    """Give a finding's row in the language of the page; the clause stays as the document has it."""
    if lang == "zh" or not trace:
        return row
    return {**row, "reason": trace["reason_en"], "rule_title": trace["rule"]["title"]["en"]}


def _card(badge: tuple[str, str | None], head: str, body: str) -> str:
    colour = badge[1] or "#b8b4aa"
    mark = f'<span class="pc-badge" style="background:{tint(colour, 0.28)}">{escape(badge[0])}</span>' if badge[0] else ""
    return f'{STYLE}<div class="pc-card" style="border-left-color:{colour}">{mark}<b>{head}</b>{body}</div>'


def _worked(trace: Mapping[str, Any], lang: str) -> list[tuple[str, list[str]]]:
    formula = trace.get("formula" if lang == "zh" else "formula_en") or ""
    return [(word("app.card.formula", lang), [formula]), (word("app.card.compare", lang), [trace.get("comparison") or ""])]


def _remarks(trace: Mapping[str, Any], lang: str) -> list[str]:
    return [str(remark[lang]) for remark in trace.get("remarks", ())]


def _inputs(trace: Mapping[str, Any], lang: str) -> list[str]:
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
