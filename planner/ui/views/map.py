"""地图: headline figures and the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from planner.texts import word
from planner.texts.figures import percent, thousands
from planner.ui.cards import figures_html
from planner.ui.context import Context
from planner.ui.live import component
from planner.ui.live.basemap import trouble
from planner.ui.live.bringing import bring
from planner.ui.live.drafts import Drafts
from planner.ui.live.session import LiveSession, acting
from planner.ui.opening import origin
from planner.ui.parts import quiet

_MAP_HEIGHT_PX = 620


def show(ctx: Context) -> None:
    """Show the map of what is opened: live for a scenario, as it was written for a finished folder."""
    if ctx.space is not None:
        told = trouble(ctx.lang)
        if told:
            st.warning(quiet(told))
        component.library()
        _live(LiveSession(ctx, ctx.space, Drafts.usual()))
        return
    _reopen(ctx)
    st.html(figures_html(figures(ctx.shown.summary, ctx.lang)))
    if ctx.shown.map_page:
        with st.container(key="finished-map"):
            st.iframe(ctx.shown.map_page, height=_MAP_HEIGHT_PX)
    else:
        st.warning(word("app.no_map", ctx.lang))


def _reopen(ctx: Context) -> None:
    """Offer to open the scenario of a finished result, so that changes can be tried on it; else say why not."""
    if ctx.shown.folder is None:
        return
    lang, found = ctx.lang, origin(ctx.shown.folder)
    told, button = st.columns([8, 3], vertical_alignment="center")
    if found.scenario is None:
        told.caption(found.why_not(lang))
        return
    told.caption(quiet(found.why_not(lang) or word("app.reopen.lead", lang).format(name=found.scenario.name)))
    label = "app.reopen" if found.whole else "app.reopen.anyway"
    if button.button(
        word(label, lang),
        key="reopen",
        type="primary" if found.whole else "secondary",
        icon=":material/edit_location_alt:",
        width="stretch",
    ):
        ctx.state.store["pages.open"] = str(found.scenario)
        st.rerun()


@st.fragment
def _live(table: LiveSession) -> None:
    component.show(table.message(), acting(table))
    bring(table.act, table.ctx.lang)


def figures(summary: Mapping[str, Any], lang: str) -> list[tuple[str, str, str]]:
    """Return the headline figures: label, value, what stands beside it."""
    longest, profile = f"{max(summary['walk']['minutes']):g}", summary["walk"]["profile"]
    coverage, parcels, urban, quality = (summary[k] for k in ("coverage", "parcels", "communities_urban", "quality"))
    out = []
    for key in ("facility", "centre"):
        at = coverage[key][longest][profile]
        label = word("app.figure.within", lang).format(m=longest, who=word(f"map.figure.{key}", lang))
        beside = word("app.figure.persons", lang).format(n=thousands(at["persons"]), total=thousands(coverage["persons"]))
        out.append((label, "–" if at["share"] is None else percent(at["share"]), beside))
    if parcels["total"]:
        of = word("app.figure.of", lang).format(n=f"{parcels['total']:,}", unit=word("map.unit.parcels", lang))
        out.append((word("app.figure.parcels", lang), f"{parcels['fail']:,}", of))
        out.append((word("app.figure.review", lang), f"{parcels['needs_review']:,}", of))
    of = word("app.figure.of", lang).format(n=f"{urban['total']:,}", unit=word("map.unit.communities", lang))
    beside = f"{of} · {word('app.urban_only', lang)}" if urban["total"] < summary["communities"]["total"] else of
    out.append((word("app.figure.missing", lang), f"{urban['missing']:,}", beside))
    out.append((word("app.figure.doubts", lang), f"{quality['doubt']:,}", word("app.figure.notes", lang).format(n=quality["note"])))
    return out
