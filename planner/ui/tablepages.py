"""Tables of a result with the findings behind each row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from planner.report.columns import colour_of, columns_of, say, village
from planner.style import VILLAGE
from planner.texts import word
from planner.ui.cards import finding_html, in_language, subject_html
from planner.ui.context import Context
from planner.ui.tables import chosen_subject, filtered, show_table, worst_first

_VERDICTS = ("fail", "needs_review", "pass", "not_applicable")
_STATUSES = ("missing", "too_small", "needs_review", "too_large", "ok")


@st.fragment
def parcels(ctx: Context) -> None:
    """Show parcels with their findings."""
    shown, lang = ctx.shown, ctx.lang
    rows = filtered(shown.parcels, {"verdict": "app.filter.verdict", "county": "app.filter.county"}, key="parcels", lang=lang)
    row = chosen_subject(worst_first(rows, "verdict", _VERDICTS), "parcels", ("parcel_id", "name"), key="parcels", lang=lang)
    if row is not None:
        badge = (say("verdict", row["verdict"], lang), colour_of("verdict", row["verdict"]))
        _subject(ctx, ("parcel", "parcel_id", "parcels"), row, badge)


@st.fragment
def communities(ctx: Context) -> None:
    """Show communities with their findings."""
    shown, lang = ctx.shown, ctx.lang
    filters = {"centre_status": "app.filter.status", "county": "app.filter.county"}
    rows = filtered(shown.communities, filters, key="communities", lang=lang)
    order = worst_first(rows, "centre_status", _STATUSES)
    order = order.iloc[order["urban"].map(village).astype(bool).to_numpy().argsort(kind="stable")]
    row = chosen_subject(order, "communities", ("community_id", "name", "township"), key="communities", lang=lang)
    if row is not None:
        badge = (say("centre_status", row["centre_status"], lang), colour_of("centre_status", row["centre_status"]))
        if village(row.get("urban")):
            badge = (word("village", lang), VILLAGE)
        _subject(ctx, ("community", "community_id", "communities"), row, badge)


@st.fragment
def facilities(ctx: Context) -> None:
    """Show facilities with their findings."""
    shown, lang = ctx.shown, ctx.lang
    filters = {"kind": "app.filter.kind", "status": "app.filter.status"}
    rows = filtered(shown.facilities, filters, key="facilities", lang=lang)
    row = chosen_subject(rows, "facilities", ("facility_id", "name", "kind"), key="facilities", lang=lang)
    if row is not None:
        _subject(ctx, ("facility", "facility_id", "facilities"), row, (say("status", row["status"], lang), None))


@st.fragment
def quality(ctx: Context) -> None:
    """Show doubts, method and limits."""
    shown, lang = ctx.shown, ctx.lang
    rows = filtered(shown.quality, {"severity": "app.filter.severity", "file": "app.filter.file"}, key="quality", lang=lang)
    show_table(worst_first(rows, "severity", ("error", "doubt", "note")), "quality", key="quality", lang=lang)
    st.html(f"<b>{word('app.remarks', lang)}</b>")
    for remark in shown.summary["remarks"]:
        st.text("· " + remark[lang])
    if shown.workbook is not None:
        st.download_button(word("app.download", lang), shown.workbook, file_name="report.xlsx", key="download", on_click="ignore")


def _subject(ctx: Context, noun: tuple[str, str, str], row: Mapping[str, Any], badge: tuple[str, str | None]) -> None:
    """Show a subject's card and its findings, those that do not apply last."""
    (kind, key, sheet), shown, lang = noun, ctx.shown, ctx.lang
    st.html(subject_html(row, columns_of(sheet, row, lang=lang), badge, lang))
    found = sorted(shown.of_subject(kind, str(row[key])), key=lambda pair: _VERDICTS.index(pair[0]["verdict"]))
    for finding, trace in found:
        st.html(finding_html(in_language(finding, trace, lang), trace, lang))
    if not found:
        st.caption(word("app.no_findings", lang))
