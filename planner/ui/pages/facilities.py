"""设施: every facility with its figures and the findings on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from planner.report.columns import columns_of, say
from planner.texts import word
from planner.ui.cards import finding_html, in_language, subject_html
from planner.ui.context import Context
from planner.ui.tables import chosen_subject, filtered

_VERDICTS = ("fail", "needs_review", "pass", "not_applicable")


@st.fragment
def show(ctx: Context) -> None:
    """Show facilities with their findings."""
    shown, lang = ctx.shown, ctx.lang
    filters = {"kind": "app.filter.kind", "status": "app.filter.status"}
    rows = filtered(shown.facilities, filters, key="facilities", lang=lang)
    row = chosen_subject(rows, "facilities", ("facility_id", "name", "kind"), key="facilities", lang=lang)
    if row is not None:
        _subject(ctx, ("facility", "facility_id", "facilities"), row, (say("status", row["status"], lang), None))


def _subject(ctx: Context, noun: tuple[str, str, str], row: Mapping[str, Any], badge: tuple[str, str | None]) -> None:
    """Show a subject's card and its findings, those that do not apply last."""
    (kind, key, sheet), shown, lang = noun, ctx.shown, ctx.lang
    st.html(subject_html(row, columns_of(sheet, row, lang=lang), badge, lang))
    found = sorted(shown.of_subject(kind, str(row[key])), key=lambda pair: _VERDICTS.index(pair[0]["verdict"]))
    for finding, trace in found:
        st.html(finding_html(in_language(finding, trace, lang), trace, lang))
    if not found:
        st.caption(word("app.no_findings", lang))
