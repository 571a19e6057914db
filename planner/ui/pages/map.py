"""地图: headline figures and the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from planner.texts import word
from planner.ui.cards import figures_html
from planner.ui.context import Context
from planner.ui.live import component
from planner.ui.live.bringing import bring
from planner.ui.live.drafts import Drafts
from planner.ui.live.session import Table, acting

_MAP_HEIGHT_PX = 620


def show(ctx: Context) -> None:
    """Show the map of what is opened: live for a scenario, as it was written for a finished folder."""
    if ctx.space is not None:
        component.library()
        _live(Table(ctx, ctx.space, Drafts.usual()))
        return
    st.html(figures_html(figures(ctx.shown.summary, ctx.lang)))
    if ctx.shown.map_page:
        st.iframe(ctx.shown.map_page, height=_MAP_HEIGHT_PX)
    else:
        st.warning(word("app.no_map", ctx.lang))


@st.fragment
def _live(table: Table) -> None:
    component.show(table.message(), acting(table))
    bring(table.act, table.ctx.lang)


def figures(summary: Mapping[str, Any], lang: str) -> list[tuple[str, str, str]]:
    """Give the headline figures: label, value, what stands beside it."""
    longest, profile = f"{max(summary['walk']['minutes']):g}", summary["walk"]["profile"]
    coverage, parcels, urban, quality = (summary[k] for k in ("coverage", "parcels", "communities_urban", "quality"))
    out = []
    for key in ("facility", "centre"):
        at = coverage[key][longest][profile]
        label = word("app.figure.within", lang).format(m=longest, who=word(f"map.figure.{key}", lang))
        beside = word("app.figure.persons", lang).format(n=f"{at['persons']:,.0f}", total=f"{coverage['persons']:,.0f}")
        out.append((label, "–" if at["share"] is None else f"{at['share']:.1%}", beside))
    if parcels["total"]:
        of = word("app.figure.of", lang).format(n=f"{parcels['total']:,}", unit=word("map.unit.parcels", lang))
        out.append((word("app.figure.parcels", lang), f"{parcels['fail']:,}", of))
        out.append((word("app.figure.review", lang), f"{parcels['needs_review']:,}", of))
    of = word("app.figure.of", lang).format(n=f"{urban['total']:,}", unit=word("map.unit.communities", lang))
    beside = f"{of} · {word('app.urban_only', lang)}" if urban["total"] < summary["communities"]["total"] else of
    out.append((word("app.figure.missing", lang), f"{urban['missing']:,}", beside))
    out.append((word("app.figure.doubts", lang), f"{quality['doubt']:,}", word("app.figure.notes", lang).format(n=quality["note"])))
    return out
