"""数据: doubts of the run by kind and row, every table of it, files that people bring, and what the run was read from."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from planner.report import colour_of, say
from planner.tables import schema_of, template_of, title_of
from planner.texts import word
from planner.ui.bringing import bring
from planner.ui.context import Context
from planner.ui.filecard import grid_html
from planner.ui.parts import Figure, downloads, figure_buttons, keep, kept, paced
from planner.ui.tables import show_table, some_of, worst_first

_SEVERITIES = ("error", "doubt", "note")


def show(ctx: Context) -> None:
    """Show the page."""
    names = ("quality", "tables", "bring", "inputs")
    tabs = st.tabs([word(f"page.data.{name}", ctx.lang) for name in names], key="data-tabs")
    for tab, page in zip(tabs, (_quality, _tables, bring, _inputs), strict=True):
        with tab:
            page(ctx)


@st.fragment
def _quality(ctx: Context) -> None:
    """Show the doubts: counts by severity, then by kind, then row by row."""
    lang, quality = ctx.lang, ctx.shown.quality
    if quality.empty:
        st.success(word("page.data.none", lang))
        return
    chosen = kept(ctx, "data.severity", "all")
    severities = quality["severity"].astype(str)
    figures = [Figure("all", word("page.all", lang), f"{len(quality):,}")]
    figures += [
        Figure(s, word(f"page.data.{s}", lang), f"{int((severities == s).sum()):,}", "", colour_of("severity", s)) for s in _SEVERITIES
    ]
    figure_buttons(figures, key="data", chosen=chosen, on_click=lambda code: keep(ctx, "data.severity", code))
    rows = worst_first(quality if chosen == "all" else quality[severities == chosen], "severity", _SEVERITIES)
    if rows.empty:
        st.info(word("page.none", lang))
        return
    kinds = _kinds(rows, lang)
    st.html(f"<h2 class='pp-title'>{escape(word('page.data.by_code', lang))}</h2>")
    labels = {c: word(f"page.data.{c}", lang) for c in ("code", "count", "subjects")}
    show_table(kinds, "kinds", key="data-kinds", lang=lang, height=min(38 + 35 * len(kinds), 250), labels=labels)
    st.html(f"<h2 class='pp-title'>{escape(word('page.data.each', lang))}</h2>")
    codes = dict(zip(kinds["code"], kinds["what" if lang == "zh" else "what_en"], strict=True))
    one, two = st.columns(2)
    label = word("page.data.choose_code", lang)
    picked = some_of(one, label, list(codes), key="data-code", lang=lang, say_as=lambda c: f"{c} · {str(codes.get(c, ''))[:40]}")
    names = sorted(rows["file"].dropna().astype(str).unique())
    files = some_of(two, word("page.data.file", lang), names, key="data-file", lang=lang)
    rows = rows[rows["code"].isin(picked)] if picked else rows
    rows = rows[rows["file"].astype(str).isin(files)] if files else rows
    show_table(rows, "quality", key="data-rows", lang=lang, height=min(38 + 35 * max(len(rows), 1), 420))
    downloads(rows, "quality", name=word("page.data.quality", lang), ctx=ctx)


@st.fragment
def _tables(ctx: Context) -> None:
    """Show one of the tables of the run as its file has it, with its columns in a reader's words."""
    lang = ctx.lang
    look: dict[str, Any] = {"key": f"data-table-{lang}", "format_func": lambda n: f"{title_of(n, lang)} · {n}.csv"}
    name = str(st.selectbox(word("page.data.table", lang), list(ctx.shown.tables), **look))
    described = schema_of(name)
    st.caption(described.description if lang == "zh" else described.description_en)
    rows = described_columns(ctx.shown.tables[name], name)
    if rows.empty:
        st.info(word("page.none", lang))
        return
    show_table(rows, name, key=f"data-{name}", lang=lang)
    downloads(rows, name, name=title_of(name, lang), ctx=ctx, key=f"table-{name}")


def described_columns(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a table with the columns that its file has, in their order: the same live and read back."""
    return table[[c for c in table.columns if template_of(str(c), name)]]


def _kinds(rows: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Gather doubts of one kind: how many, in what, the first one's words and its mending."""
    what, done = ("what", "done") if lang == "zh" else ("what_en", "done_en")
    out = []
    for code, group in rows.groupby("code", sort=False):
        subjects = [s for s in group["subject"].dropna().astype(str).unique() if s]
        first = group.iloc[0]
        named = "、".join(subjects[:4]) + (" …" if len(subjects) > 4 else "")
        entry = {"severity": first["severity"], "count": len(group), what: first[what], done: first[done], "subjects": named, "code": code}
        out.append(entry)
    return worst_first(pd.DataFrame(out).sort_values("count", ascending=False, kind="stable"), "severity", _SEVERITIES)


def _inputs(ctx: Context) -> None:
    """Show every file the run was read from, with its hash, then what was counted how."""
    lang, inputs = ctx.lang, ctx.shown.summary["inputs"]
    heads = [word(f"page.data.{k}", lang) for k in ("input", "file", "rows", "sha")]
    st.html(grid_html(heads, [_input(name, entry, lang) for name, entry in inputs.items()], figures=(2,)))
    st.html(f"<h2 class='pp-title'>{escape(word('page.data.remarks', lang))}</h2>")
    for remark in ctx.shown.summary["remarks"]:
        st.text("· " + paced(remark[lang], lang))


def _input(name: str, entry: Mapping[str, object], lang: str) -> tuple[str, str, str, str]:
    rows = f"{entry['rows']:,}" if "rows" in entry else "–"
    noun = {"communities": "community", "facilities": "facility", "parcels": "parcel", "compounds": "compound", "population": "demand"}
    label = say("subject_kind", noun.get(name, {"gates": "gate", "barriers": "barrier", "network": "network"}.get(name, name)), lang)
    return label, str(entry["file"]), rows, str(entry["sha256"])[:16] + "…"
