"""Parts that pages share: headline figures that are buttons, downloads of a table, the way to the map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Literal

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from planner.errors import absent_modules, extra_missing
from planner.texts import word
from planner.ui.context import Context

_STYLE = """<style>
[class*="st-key-fig-"] button { justify-content: flex-start; text-align: left; padding: .3rem .8rem; min-height: 3.4rem; line-height: 1.2; }
[class*="st-key-fig-"] button div { width: 100%; }
[class*="st-key-fig-"] button p { font-size: .86rem; margin: 0; line-height: 1.35; text-align: left; }
[class*="st-key-fig-"] button p:first-child { font-size: 1.45rem; font-variant-numeric: tabular-nums; }
div:has(> [class*="st-key-pane-"]) { --tall: calc(100vh - var(--above)); height: var(--tall) !important; min-height: 300px;
  flex: 0 0 var(--tall) !important; }
div:has(> [class*="st-key-pane-table"]) { --above: 20.2rem; }
div:has(> [class*="st-key-pane-card"]) { --above: 15.6rem; }
div:has(> .st-key-pane-table-rules), div:has(> .st-key-pane-table-communities) { --above: 24.4rem; }
div:has(> .st-key-pane-card-rules), div:has(> .st-key-pane-card-communities) { --above: 19.8rem; }
div:has(> .st-key-pane-table-communities) { max-height: 28.6rem; } div:has(> .st-key-pane-card-communities) { max-height: 33.2rem; }
[class*="st-key-pane-"] { height: 100% !important; scrollbar-width: thin; }
h2.pp-title { font-size: 1.25rem; margin: 0; padding: 0; }
.pp-lead { color: #46525e; margin: .1rem 0 .3rem; }
.pp-bars { border-collapse: collapse; width: 100%; }
.pp-bars td, .pp-bars th { padding: .22rem .6rem .22rem 0; text-align: left; vertical-align: middle; font-weight: 400; }
.pp-bars th { color: #5a6672; font-size: .86rem; }
.pp-bars td.n, .pp-bars th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; width: 6.5rem; }
.pp-bars td.bar { width: 45%; } .pp-bars td.bar div { height: 1rem; background: #d9822b; border-radius: 2px; min-width: 2px; }
.pp-grid { border-collapse: collapse; width: 100%; margin: .3rem 0; background: #fff; color: #22303c; }
.pp-grid th { background: #eef1f4; font-weight: 600; font-size: .88rem; }
.pp-grid td, .pp-grid th { border: 1px solid #dcdfe3; padding: .25rem .55rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
.pp-grid td.n, .pp-grid th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.pp-wide { overflow-x: auto; }
.pp-wide th:first-child, .pp-wide td:first-child { min-width: 15rem; position: sticky; left: 0; background: #fff; }
.pp-wide th { min-width: 5rem; } .pp-wide th:first-child { background: #eef1f4; }
.pp-wide th.n { white-space: normal; }
.pp-tag { display: inline-block; padding: 0 .45rem; border-radius: 3px; border: 1px solid #c9ced4; margin-right: .3rem;
  white-space: nowrap; }
button:focus-visible, summary:focus-visible, [role=tab]:focus-visible { outline: 3px solid #2f5d8a; outline-offset: 2px; }
</style>"""


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline figure that can be clicked through to its rows.

    Attributes
    ----------
    code
        What a click chooses.
    label, value, beside
        What it counts, the count, what stands beside it.
    colour
        Stripe at its side; the label says the same in words.
    """

    code: str
    label: str
    value: str
    beside: str = ""
    colour: str | None = None


def figure_buttons(figures: Sequence[Figure], *, key: str, chosen: str, on_click: Callable[[str], None]) -> None:
    """Show figures as a row of buttons; the chosen one is filled.

    Parameters
    ----------
    figures
        In order. Their words are ours, never a user's.
    key
        Distinguishes the row.
    chosen
        Code of the one chosen.
    on_click
        Called with a figure's code.
    """
    stripes = "".join(
        f".st-key-fig-{key}-{f.code} button, .st-key-fig-{key}-{f.code} button:hover {{ border-left: 7px solid {f.colour}; }}\n"
        for f in figures
        if f.colour
    )
    st.html(f"{_STYLE}<style>{stripes}</style>")
    for place, figure in zip(st.columns(len(figures), gap="small"), figures, strict=True):
        label = f"**{figure.value}**\n\n{figure.label}" + (f" · {figure.beside}" if figure.beside else "")
        look: Literal["primary", "secondary"] = "primary" if figure.code == chosen else "secondary"
        place.button(label, key=f"fig-{key}-{figure.code}", type=look, width="stretch", on_click=partial(on_click, figure.code))


def page_style() -> None:
    """Bring the styles of shared parts, where no row of figures does."""
    st.html(_STYLE)


def downloads(frame: pd.DataFrame, sheet: str, *, name: str, ctx: Context, key: str = "") -> None:
    """Offer the rows on screen as CSV and as Excel; made only when asked for."""
    key = key or sheet
    lang, day = ctx.lang, date.fromisoformat(str(ctx.shown.summary["as_of"]))

    def as_csv() -> bytes:
        from planner.report.book import table_csv

        return table_csv(frame, sheet, lang)

    def as_xlsx() -> bytes:
        from planner.report.book import table_xlsx

        return table_xlsx(frame, sheet, name, day=day, lang=lang)

    with st.container(horizontal=True):
        st.download_button(word("page.csv", lang), as_csv, file_name=f"{name}.csv", mime="text/csv", key=f"csv-{key}", on_click="ignore")
        if not excel_offered(lang):
            return
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        st.download_button(word("page.xlsx", lang), as_xlsx, file_name=f"{name}.xlsx", mime=kind, key=f"xlsx-{key}", on_click="ignore")


def excel_offered(lang: str) -> bool:
    """Whether workbooks can be written here; where not, say which extra is not installed, in place of the button."""
    if not absent_modules("report"):
        return True
    st.caption(extra_missing("report", "Excel").line(lang))
    return False


def to_map(ctx: Context, kind: str, subject: str, place: DeltaGenerator) -> None:
    """Show a button that looks at a subject on the map."""
    if place.button(word("page.on_map", ctx.lang), key=f"on-map-{kind}", icon=":material/map:", width="stretch"):
        ctx.select(kind, subject)
        go(ctx, "map")


def go(ctx: Context, page: str) -> None:
    """Ask the shell for another page."""
    ctx.state.store["go"] = page
    st.rerun()


def kept(ctx: Context, name: str, default: str) -> str:
    """Return what a page remembers beyond a change of page."""
    return str(ctx.state.store.get(f"pages.{name}", default))


def keep(ctx: Context, name: str, value: str) -> None:
    """Remember something beyond a change of page."""
    ctx.state.store[f"pages.{name}"] = value


def quiet(text: str) -> str:
    """Return a name for a place that reads some signs as markup."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()<>#+-.!|~$:" else sign for sign in text)


def paced(text: str, lang: str) -> str:
    """Put the words for the paces in place of their codes."""
    for profile in ("standard", "elderly", "frail"):
        text = text.replace(profile, word(f"profile.{profile}", lang))
    return text
