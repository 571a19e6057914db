"""Cards of the app as HTML: every text of the run is escaped here, so that a name is never markup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from planner.report import Column, blank, colour_of, finding_key, say, shown
from planner.style import INK, tint
from planner.texts import word
from planner.ui.findingcard import finding_body

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
.pc-card {{ border: 1px solid #dcdfe3; border-left-width: 6px; border-radius: 6px; padding: .7rem 1rem; margin: 0; background: #fff;
  color: {INK}; font-size: .95rem; }}
.pc-badge {{ display: inline-block; padding: 0 .55rem; border-radius: 3px; font-weight: 700; margin-right: .5rem; }}
.pc-card table {{ border-collapse: collapse; margin-top: .35rem; width: 100%; }}
.pc-card th {{ text-align: left; font-weight: 400; color: #5a6672; padding: .1rem 1rem .1rem 0;
  vertical-align: top; white-space: nowrap; width: 1%; }}
.pc-card td {{ padding: .1rem 0; vertical-align: top; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }}
.pc-facts {{ columns: 2 215px; column-gap: 1.6rem; font-size: .9rem; margin-top: .3rem; }}
.pc-facts div {{ break-inside: avoid; display: flex; gap: 1rem; justify-content: space-between;
  border-bottom: 1px solid #eef0f2; padding: .12rem 0; }}
.pc-facts span:first-child {{ color: #5a6672; }}
.pc-facts span:last-child {{ text-align: right; overflow-wrap: anywhere; min-width: 0; }}
.pc-three {{ display: grid; grid-template-columns: repeat(3, 1fr); gap: .5rem; margin: .45rem 0; }}
.pc-three div {{ background: #f4f6f8; border-radius: 4px; padding: .3rem .6rem; }}
.pc-three span {{ display: block; color: #5a6672; font-size: .82rem; }}
.pc-three b {{ font-size: 1.2rem; font-variant-numeric: tabular-nums; }}
.pc-reason {{ margin: .35rem 0; }}
.pc-mend {{ margin: .45rem 0; padding: .35rem .7rem; background: #eef4fa; border-left: 3px solid #2f5d8a; border-radius: 3px; }}
.pc-mend ul {{ margin: .1rem 0 0; padding-left: 1.1rem; }} .pc-mend li {{ margin: 0; padding: 0; }}
.pc-review {{ margin: .45rem 0; padding: .35rem .7rem; background: #fff7e0; border: 1px solid #d9a441; border-radius: 3px; }}
.pc-card table.pc-steps td, .pc-card table.pc-steps th {{ padding: .2rem .8rem .2rem 0; width: auto; border-bottom: 1px solid #eef0f2; }}
.pc-card table.pc-steps tr.pc-bad td:last-child {{ font-weight: 700; }}
.pc-card table.pc-steps tr.pc-bad td:last-child::before {{ content: "⚠ "; }}
.pc-card details {{ margin-top: .3rem; }} .pc-card summary {{ cursor: pointer; color: #2f5d8a; }}
</style>"""


def title_html(summary: Mapping[str, Any], mark: str, lang: str, *, tried: int = 0) -> str:
    """Show the title block: name, day, rules, the mark of made-up data, and how many changes are tried that no scenario holds."""
    pack = summary["rule_pack"]
    sub = f"{word('as_of', lang)} {summary['as_of']}　{word('pack', lang)} {pack['title']} {pack['version']}"
    trial = word("app.tried", lang).format(n=tried) if tried else ""
    badge = "".join(f'<span class="pc-mark">{escape(text)}</span>' for text in (mark, trial) if text)
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
    return card_html(badge, escape(name), f'<div class="pc-facts">{facts}</div>')


def finding_html(row: Mapping[str, Any], trace: Mapping[str, Any], lang: str) -> str:
    """Show a finding: word, matter, figures, reason, what would mend it, clause, and the calculation with the data used, from its trace."""
    verdict, force = str(row["verdict"]), str(row["force"])
    badge = (say("verdict", finding_key(verdict, force), lang), colour_of("verdict", verdict, force))
    rule = escape(f"{row['rule_id']} · {say('force', force, lang)}")
    head = f"{escape(str(row['rule_title']))} <span class='pc-sub'>{rule}</span>"
    return card_html(badge, head, finding_body(row, trace, lang))


def in_language(row: Mapping[str, Any], trace: Mapping[str, Any], lang: str) -> Mapping[str, Any]:
    """Return a finding's row in the language of the page; the clause stays as the document has it."""
    if lang == "zh" or not trace:
        return row
    return {**row, "reason": trace["reason_en"], "rule_title": trace["rule"]["title"]["en"]}


def card_html(badge: tuple[str, str | None], head: str, body: str) -> str:
    """Arrange a card; ``head`` and ``body`` are HTML already, the badge's words are not."""
    colour = badge[1] or "#b8b4aa"
    mark = badge_html(badge[0], colour) if badge[0] else ""
    return f'{STYLE}<div class="pc-card" style="border-left-color:{colour}">{mark}<b>{head}</b>{body}</div>'


def badge_html(text: str, colour: str) -> str:
    """Show a word on its colour."""
    return f'<span class="pc-badge" style="background:{tint(colour, 0.28)}">{escape(text)}</span>'
