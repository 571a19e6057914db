"""设施: counts that lead to their rows, every facility, and one facility's card: its figures, whom it serves, the findings on it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from planner.report import blank, columns_of, say
from planner.run import count_centres
from planner.style import ALARM, CENTRE, OTHER_FACILITY, UNPLACED
from planner.texts import word
from planner.texts.figures import thousands
from planner.ui.cards import finding_html, in_language, subject_html
from planner.ui.context import Context
from planner.ui.parts import Figure, downloads, figure_buttons, keep, kept, to_map
from planner.ui.tables import choose_row, searched, show_table, some_of

_VERDICTS = ("fail", "needs_review", "pass", "not_applicable")
_GROUPS = {"centre": CENTRE, "other": OTHER_FACILITY, "closed": UNPLACED, "unplaced": ALARM}
_COLUMNS = ("facility_id", "name", "kind", "status", "floor_area_m2", "beds", "used", "why_not", "community_id", "land_area_m2")


def show(ctx: Context) -> None:
    """Show the page."""
    _page(ctx)


@st.fragment
def _page(ctx: Context) -> None:
    lang, facilities = ctx.lang, ctx.shown.facilities
    if facilities.empty:
        st.info(word("page.none", lang))
        return
    groups, chosen = grouped(facilities), kept(ctx, "facilities.group", "all")
    figures = [Figure("all", word("page.all", lang), f"{len(facilities):,}")]
    figures += [
        Figure(name, word(f"page.facilities.{name}", lang), f"{int((groups == name).sum()):,}", "", colour)
        for name, colour in _GROUPS.items()
    ]
    figure_buttons(figures, key="facilities", chosen=chosen, on_click=lambda code: keep(ctx, "facilities.group", code))
    st.caption(count_centres(facilities).words(lang))
    left, right = st.columns([11, 10], gap="medium")
    with left:
        rows = _filtered(facilities if chosen == "all" else facilities[groups == chosen], lang)
        view = rows[[*(c for c in _COLUMNS if c in rows), *(c for c in rows if c not in _COLUMNS and c != "geometry")]]
        ids = view["facility_id"].astype(str).tolist()
        if view.empty:
            st.info(word("page.none_filtered", lang))
        else:
            with st.container(key="pane-table-facilities", height=420, border=False):
                show_table(view, "plain", key="facilities", lang=lang, on_row=lambda at: ctx.select("facility", ids[at]), height="stretch")
            downloads(rows, "facilities", name=word("app.page.facilities", lang), ctx=ctx)
    with right:
        choice, button = st.columns([3, 1], gap="small")
        picked = choose_row(
            ctx, view, choice, kind="facility", names=("facility_id", "name", "kind"), label=word("app.choose.facilities", lang)
        )
        if picked is not None:
            to_map(ctx, "facility", str(picked["facility_id"]), button)
            with st.container(key="pane-card-facilities", height=480, border=False):
                _card(ctx, picked)


def grouped(facilities: pd.DataFrame) -> pd.Series:
    """Return each facility's group: a centre or another facility counted for reach, one not in operation, one without a usable place."""
    running = facilities["status"].astype(str) == "open"
    out = pd.Series("closed", index=facilities.index)
    out[running & (facilities["is_centre"].astype(str) == "yes")] = "centre"
    out[running & (facilities["is_centre"].astype(str) != "yes")] = "other"
    out[running & (facilities["used"].astype(str) != "yes")] = "unplaced"
    return out


def _filtered(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    one, two, three = st.columns([4, 4, 4])
    frame = searched(frame, ("facility_id", "name", "community_id"), one, key="facilities", lang=lang)
    for place, column in ((two, "kind"), (three, "status")):
        values = sorted(frame[column].dropna().astype(str).unique())

        def told(value: str, column: str = column) -> str:
            return say(column, value, lang)

        picked = some_of(place, word(f"app.filter.{column}", lang), values, key=f"facilities-{column}-{lang}", lang=lang, say_as=told)
        if picked:
            frame = frame[frame[column].astype(str).isin(picked)]
    return frame


def _card(ctx: Context, row: Mapping[str, Any]) -> None:
    """Show a facility's figures, its neighbourhood by minutes and its findings, those that do not apply folded."""
    lang, name = ctx.lang, str(row["facility_id"])
    badge = (say("status", row["status"], lang), str(_GROUPS[str(grouped(pd.DataFrame([row])).iloc[0])]))
    st.html(subject_html(row, columns_of("facilities", row, lang=lang), badge, lang))
    table = serves_html(ctx.shown.tables.get("catchments"), name, lang)
    if table:
        st.html(table)
    found = sorted(ctx.shown.of_subject("facility", name), key=lambda pair: _VERDICTS.index(pair[0]["verdict"]))
    for finding, trace in found:
        if finding["verdict"] != "not_applicable":
            st.html(finding_html(in_language(finding, trace, lang), trace, lang))
    silent = [pair for pair in found if pair[0]["verdict"] == "not_applicable"]
    if silent:
        with st.expander(word("page.card.not_applicable", lang).format(n=len(silent))):
            for finding, trace in silent:
                st.html(finding_html(in_language(finding, trace, lang), trace, lang))
    if not found:
        st.caption(word("app.no_findings", lang))


def serves_html(catchments: pd.DataFrame | None, facility: str, lang: str) -> str:
    """Return a table of who lives within each limit of a facility and for whom it is the nearest; empty where that was not counted.

    Parameters
    ----------
    catchments
        ``catchments`` of a run.
    facility
        Its id.
    lang
        ``"zh"`` or ``"en"``.
    """
    if catchments is None:
        return ""
    mine = catchments[catchments["facility_id"].astype(str) == facility].sort_values("minutes")
    if mine.empty:
        return ""
    heads = "".join(f"<th class='n'>{escape(word('page.communities.minutes_of', lang).format(m=f'{m:g}'))}</th>" for m in mine["minutes"])
    lines = []
    for counted in ("within", "nearest"):
        for profile in ("standard", "elderly"):
            column = f"{counted}_persons_{profile}"
            if column in mine:
                label = f"{word(f'page.facilities.{counted}', lang)} · {word(f'profile.{profile}', lang)}"
                cells = "".join(f"<td class='n'>{'–' if blank(v) else thousands(v)}</td>" for v in mine[column])
                lines.append(f"<tr><td>{escape(label)}</td>{cells}</tr>")
    head = escape(word("page.facilities.serves", lang))
    return f"<table class='pp-grid'><thead><tr><th>{head}</th>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
