"""Two to six scenarios side by side: figures with their differences, verdicts that turned and why, communities, subsidies."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from planner.compare import Comparison, compare, figure_told
from planner.errors import InputError
from planner.report import adding_up, blank, read_result, write_comparison
from planner.report.map import what_word
from planner.tables import field_of
from planner.texts import word
from planner.ui.context import Context
from planner.ui.filecard import grid_html
from planner.ui.folder import results_in
from planner.ui.opening import run, workspace
from planner.ui.parts import excel_offered, paced, quiet
from planner.ui.state import fingerprint
from planner.ui.tables import show_table, some_of

FEWEST, MOST = 2, 6
_NOW = "\x00now"


@st.fragment
def compare_page(ctx: Context) -> None:
    """Show the choice of scenarios and, once asked for, what differs."""
    lang, found = ctx.lang, _candidates(ctx)
    if len(found) < FEWEST:
        st.caption(word("page.scenarios.too_few", lang))
        return
    one, two = st.columns([5, 1], vertical_alignment="bottom")
    label = word("page.scenarios.compare_pick", lang)
    chosen = some_of(one, label, list(found), key="compare-pick", lang=lang, say_as=lambda n: _named(n, lang), none="pick")
    ready = FEWEST <= len(chosen) <= MOST
    if two.button(word("page.scenarios.compare_go", lang), type="primary", disabled=not ready, key="compare-go", width="stretch"):
        ctx.state.store["pages.compare"] = tuple(chosen)
    asked = tuple(n for n in ctx.state.store.get("pages.compare", ()) if n in found)
    if len(asked) < FEWEST or asked != tuple(chosen):
        return
    bar = st.progress(0.0)
    try:
        comparison = _compared(ctx, asked, found, bar)
    except (InputError, OSError) as error:
        st.error(word("page.failed", lang))
        st.text(str(error))
        return
    finally:
        bar.empty()
    _show(comparison, lang)


def _candidates(ctx: Context) -> dict[str, Path]:
    """Name what can be compared: what is open with its changes and the scenarios beside it, or the finished results in one folder."""
    if ctx.space is None:
        folder = ctx.shown.folder
        return {} if folder is None else {p.name: p for p in results_in(folder.parent)}
    path = Path(ctx.space.path)
    beside = sorted(p for p in path.parent.glob("*.yaml") if not p.name.endswith((".reviews.yaml", ".mapping.yaml")) and p.name[0] != ".")
    found = {p.stem: p for p in beside}
    return {**found, _NOW: path} if ctx.state.changes and not ctx.state.saved else found


def _named(name: str, lang: str) -> str:
    return word("page.scenarios.current", lang) if name == _NOW else name


def _compared(ctx: Context, asked: Sequence[str], found: dict[str, Path], bar: Any) -> Comparison:
    """Run what is asked for and hold it against the first; the same question is answered once for all sessions."""
    marks = []
    for name in asked:
        path = found[name]
        file = path / "summary.json" if path.is_dir() else path
        marks.append((str(path), file.stat().st_mtime_ns, fingerprint(ctx.state.changes) if name == _NOW else ""))

    def results() -> list[Any]:
        out = []
        for number, name in enumerate(asked):
            bar.progress(number / len(asked), word("page.scenarios.running", ctx.lang).format(name=quiet(_named(name, ctx.lang))))
            out.append(_result(ctx, name, found[name]))
        return out

    base = ctx.space.base_hash if ctx.space is not None else ""
    return _kept(tuple(marks), base, results)


@st.cache_resource(max_entries=6, show_spinner=False)
def _kept(marks: tuple[tuple[str, int, str], ...], base: str, _results: Any) -> Comparison:
    del marks, base
    return compare(_results())


def _result(ctx: Context, name: str, path: Path) -> Any:
    if path.is_dir():
        return read_result(path)
    if ctx.space is None:
        return workspace(path).result
    if name == _NOW:
        return run(ctx.space, ctx.state.changes)
    if path.resolve() == Path(ctx.space.path).resolve():
        return ctx.space.result
    quick = ctx.space.run_file(path)
    return workspace(path).result if quick is None else quick


def _show(comparison: Comparison, lang: str) -> None:
    """Show figures first, then what turned, then where."""
    names = {str(n): f"{n} {name}" for n, name in comparison.scenarios[["number", "name"]].itertuples(index=False)}
    st.html(f"<h2 class='pp-title'>{escape(word('page.scenarios.figures', lang))}</h2>")
    figures = comparison.figures
    columns = [str(c) for c in figures.columns if str(c) not in {"figure", "label", "label_en"}]
    heads = [word("page.scenarios.figure", lang), *(names.get(c, c.replace("-", " − ")) for c in columns)]
    label = "label" if lang == "zh" else "label_en"
    points = word("page.scenarios.points", lang)
    rows = [(paced(str(row[label]), lang), *(figure_told(row, c, points) for c in columns)) for row in figures.to_dict("records")]
    st.html(f"<div class='pp-wide'>{grid_html(heads, rows, figures=tuple(range(1, len(heads))))}</div>")
    st.html(f"<h2 class='pp-title'>{escape(word('page.scenarios.verdicts', lang))}</h2>")
    _table(comparison.verdicts.drop(columns=["why_en" if lang == "zh" else "why"], errors="ignore"), "turned", lang, "no_turn")
    st.html(f"<h2 class='pp-title'>{escape(word('page.scenarios.gains', lang))}</h2>")
    _table(adding_up(pd.DataFrame(comparison.communities.drop(columns="geometry", errors="ignore"))), "changed", lang, "same")
    if len(comparison.subsidies):
        st.html(f"<h2 class='pp-title'>{escape(word('page.scenarios.subsidies', lang))}</h2>")
        _table(comparison.subsidies, "money", lang, "same")

    def book() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            return (write_comparison(comparison, Path(folder)) / "comparison.xlsx").read_bytes()

    if excel_offered(lang):
        st.download_button(word("page.xlsx", lang), book, file_name="comparison.xlsx", key="comparison", on_click="ignore")


def _table(frame: pd.DataFrame, sheet: str, lang: str, none: str) -> None:
    if not len(frame):
        st.caption(word(f"page.scenarios.{none}", lang))
        return
    labels = {str(c): field_of(str(c), room="comparison").header(lang) for c in frame.columns}
    view = frame.assign(**{c: [_code(c, v, lang) for v in frame[c]] for c in _CODED if c in frame})
    show_table(view, sheet, key=f"compare-{sheet}", lang=lang, labels=labels, height=min(38 + 35 * len(frame), 330))


_CODED = {
    "before": "verdict", "after": "verdict", "centre_status_before": "centre", "subject_kind": "noun", "level": "level",
    "source": "subsidy_source", "what": "",
}  # fmt: skip


def _code(column: str, value: Any, lang: str) -> str:
    if column == "what":
        return what_word(str(value), lang)
    try:
        return word(f"{_CODED[column]}.{value}", lang) if not blank(value) else "–"
    except KeyError:
        return str(value)
