"""社区缺口: what stands in each community, who walks how far, why others do not get there, and what small changes would help."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from planner.report import SETS, blank, colour_of, columns_of, is_village, reach_table, reasons, rows_of, say
from planner.style import VILLAGE
from planner.texts import word
from planner.texts.figures import percent, thousands, whole
from planner.ui.cards import finding_html, in_language, subject_html
from planner.ui.context import Context
from planner.ui.parts import Figure, downloads, figure_buttons, keep, kept, to_map
from planner.ui.tables import choose_row, searched, show_table, some_of, worst_first

_STATUSES = ("missing", "too_small", "needs_review", "too_large", "ok")
_VERDICTS = ("fail", "needs_review", "pass", "not_applicable")


def show(ctx: Context) -> None:
    """Show the page."""
    _page(ctx)


@st.fragment
def _page(ctx: Context) -> None:
    lang, communities = ctx.lang, ctx.shown.communities
    if communities.empty:
        st.info(word("page.none", lang))
        return
    chosen = kept(ctx, "communities.status", "all")
    _counts(ctx, communities, chosen)
    counted, minutes, profile = _settings(ctx)
    left, right = st.columns([11, 9], gap="medium")
    with left:
        rows = _filtered(ctx, communities, chosen)
        view, shares = reach_table(rows, ctx.shown.coverage, counted, _profiles(ctx))
        ids = view["community_id"].astype(str).tolist()
        if view.empty:
            st.info(word("page.none_filtered", lang))
        else:
            with st.container(key="pane-table-communities", height=400, border=False):
                labels = _labels(shares, lang)
                pick = partial(_select, ctx, ids)
                show_table(view, "gaps", key="communities", lang=lang, height="stretch", on_row=pick, labels=labels)
            downloads(communities.loc[rows.index], "communities", name=word("page.communities.title", lang), ctx=ctx)
    with right:
        choice, button = st.columns([3, 1], gap="small")
        label = word("page.communities.choose", lang)
        picked = choose_row(ctx, rows, choice, kind="community", names=("community_id", "name", "township"), label=label)
        if picked is not None:
            to_map(ctx, "community", str(picked["community_id"]), button)
            with st.container(key="pane-card-communities", height=460, border=False):
                _card(ctx, picked, (minutes, profile))
    why, small = st.columns([11, 9], gap="medium")
    with why:
        _why(ctx, ids, (counted, minutes, profile))
    with small:
        _small(ctx, (counted, minutes, profile))


def _select(ctx: Context, ids: list[str], at: int) -> None:
    ctx.select("community", ids[at])


def _counts(ctx: Context, communities: pd.DataFrame, chosen: str) -> None:
    """Show how many urban communities stand how, and the villages apart; a click keeps only those."""
    lang, apart = ctx.lang, is_village(communities)
    urban = communities.loc[~apart, "centre_status"].astype(str)
    figures = [Figure("all", word("page.communities.urban", lang), f"{len(urban):,}")]
    figures += [
        Figure(s, say("centre_status", s, lang), f"{int((urban == s).sum()):,}", "", colour_of("centre_status", s)) for s in _STATUSES
    ]
    if apart.any():
        figures.append(Figure("village", word("page.communities.villages", lang), f"{int(apart.sum()):,}", "", VILLAGE))
    figure_buttons(figures, key="communities", chosen=chosen, on_click=lambda code: keep(ctx, "communities.status", code))


def _settings(ctx: Context) -> tuple[str, float, str]:
    """Show which facilities count, within how many minutes and at whose pace the reasons are asked for."""
    lang, walk = ctx.lang, ctx.shown.summary["walk"]
    one, two, three = st.columns([5, 3, 3])
    shape: dict[str, Any] = {"required": True, "width": "stretch"}
    counted = one.segmented_control(
        word("page.communities.set", lang), list(SETS), default="facility", key=f"gap-set-{lang}",
        format_func=lambda s: word(f"page.set.{s}", lang), **shape,
    )  # fmt: skip
    minutes = two.segmented_control(
        word("page.communities.minutes", lang), list(walk["minutes"]), default=max(walk["minutes"]), key=f"gap-minutes-{lang}",
        format_func=lambda m: word("page.communities.minutes_of", lang).format(m=f"{m:g}"), **shape,
    )  # fmt: skip
    profile = three.segmented_control(
        word("page.communities.profile", lang), _profiles(ctx), default=walk["profile"], key=f"gap-profile-{lang}",
        format_func=lambda p: word(f"profile.{p}", lang), **shape,
    )  # fmt: skip
    return str(counted), float(minutes or max(walk["minutes"])), str(profile)


def _profiles(ctx: Context) -> list[str]:
    return [str(name) for name in ctx.shown.summary["walk"]["profiles_m_s"]]


def _labels(shares: list[str], lang: str) -> dict[str, str]:
    parts = {name: name.removeprefix("share_").split("_", 1) for name in shares}
    named = {n: word("page.communities.share", lang).format(m=m, who=word(f"page.short.{p}", lang)) for n, (m, p) in parts.items()}
    return {**named, "nearest_centre_min": word("page.communities.nearest", lang), "centre_area_m2": word("page.communities.area", lang)}


def _filtered(ctx: Context, communities: pd.DataFrame, chosen: str) -> pd.DataFrame:
    """Return the rows of the standing chosen, villages apart, that pass search, county and township; the worst first."""
    lang, apart = ctx.lang, is_village(communities)
    frame = communities[apart] if chosen == "village" else communities[~apart]
    if chosen not in {"all", "village"}:
        frame = frame[frame["centre_status"].astype(str) == chosen]
    places = st.columns([4, 3, 4])
    frame = searched(frame, ("community_id", "name"), places[0], key="communities", lang=lang)
    for place, column in zip(places[1:], ("county", "township"), strict=True):
        if column not in frame:
            continue
        options = sorted(communities[column].dropna().astype(str).unique())
        label = word("app.filter.county" if column == "county" else "noun.township", lang)
        picked = some_of(place, label, options, key=f"communities-{column}", lang=lang)
        frame = frame[frame[column].astype(str).isin(picked)] if picked else frame
    return worst_first(frame.sort_values("persons", ascending=False, kind="stable"), "centre_status", _STATUSES)


def _card(ctx: Context, row: Mapping[str, Any], at: tuple[float, str]) -> None:
    """Show one community: its figures, shares in every profile, why not, and its findings."""
    lang, name = ctx.lang, str(row["community_id"])
    apart = bool(is_village(pd.DataFrame([row])).iloc[0])
    badge = (say("centre_status", row["centre_status"], lang), colour_of("centre_status", row["centre_status"]))
    badge = (word("centre.village", lang), VILLAGE) if apart else badge
    facts = {k: v for k, v in row.items() if "share_within" not in k and k not in {"edge_persons", "urban", "centre_reason"}}
    st.html(subject_html(facts, columns_of("communities", facts, lang=lang), badge, lang))
    if lang == "zh" and not apart and not blank(row.get("centre_reason")):  # written in Chinese; the findings below say it in English
        st.text(str(row["centre_reason"]))
    st.html(_shares(ctx, name))
    why = ctx.shown.tables.get("why_not")
    if why is not None:
        told = [_reason_table(ctx, (s, *at), [name], head=word(f"page.set.{s}", lang)) for s in ("facility", "centre")]
        st.html("".join(told))
    found = sorted(ctx.shown.of_subject("community", name), key=lambda pair: _VERDICTS.index(pair[0]["verdict"]))
    for finding, trace in found:
        st.html(finding_html(in_language(finding, trace, lang), trace, lang))


def _shares(ctx: Context, name: str) -> str:
    """Show the share of persons within each limit, by set and profile."""
    lang, rows = ctx.lang, ctx.shown.coverage
    rows = rows[rows["community_id"].fillna("").astype(str) == name].sort_values("minutes")
    heads = "".join(f"<th class='n'>{escape(word('page.communities.minutes_of', lang).format(m=f'{m:g}'))}</th>" for m in rows["minutes"])
    lines = []
    for counted, start in SETS.items():
        for profile in _profiles(ctx):
            column = f"{start}share_{profile}"
            if column in rows:
                label = f"{word(f'page.set.{counted}', lang)} · {word(f'profile.{profile}', lang)}"
                cells = "".join(f"<td class='n'>{'–' if blank(v) else percent(v)}</td>" for v in rows[column])
                lines.append(f"<tr><td>{escape(label)}</td>{cells}</tr>")
    head = escape(word("page.communities.table", lang))
    return f"<table class='pp-grid'><thead><tr><th>{head}</th>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _why(ctx: Context, ids: list[str], at: tuple[str, float, str]) -> None:
    """Show why people do not get there, summed over the communities on screen."""
    st.html(f"<h2 class='pp-title'>{escape(word('page.communities.why', ctx.lang))}</h2>")
    if "why_not" not in ctx.shown.tables:
        st.caption(word("page.communities.not_in_result", ctx.lang))
        return
    st.html(_reason_table(ctx, at, ids, head=""))


def _reason_table(ctx: Context, at: tuple[str, float, str], ids: Collection[str], *, head: str) -> str:
    lang, (counted, minutes, profile) = ctx.lang, at
    told = reasons(ctx.shown.tables["why_not"], counted=counted, minutes=minutes, profile=profile, only=ids)
    if not told:
        words = f"{head}：{word('page.communities.why_all', lang)}" if head else word("page.communities.why_all", lang)
        return f"<p class='pp-lead'>{escape(words)}</p>"
    names = {
        "c": f"{len(ids):,}",
        "n": thousands(sum(r.persons for r in told)),
        "m": f"{minutes:g}",
        "profile": word(f"profile.{profile}", lang),
    }
    lead = word("page.communities.why_lead" if len(ids) > 1 else "page.communities.why_one", lang).format(
        **names, set=word(f"page.any.{counted}", lang)
    )
    columns = [word(f"page.reason.{k}", lang) for k in ("persons", "share", "homes")]
    heads = "<th></th><th></th>" + "".join(f"<th class='n'>{escape(c)}</th>" for c in columns)
    most = max(r.persons for r in told) or 1.0
    lines = "".join(
        f"<tr><td>{escape(word(f'reason.{r.code}', lang))}</td><td class='bar'><div style='width:{r.persons / most:.1%}'></div></td>"
        f"<td class='n'>{thousands(r.persons)}</td><td class='n'>{percent(r.share)}</td><td class='n'>{r.homes:,}</td></tr>"
        for r in told
    )
    return f"<p class='pp-lead'>{escape(lead)}</p><table class='pp-bars'><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"


def _small(ctx: Context, at: tuple[str, float, str]) -> None:
    """Show gates and short paths that would bring most persons within reach."""
    lang, (counted, minutes, profile) = ctx.lang, at
    st.html(f"<h2 class='pp-title'>{escape(word('page.communities.small', lang))}</h2>")
    table = ctx.shown.tables.get("small_changes")
    if table is None:
        st.caption(word("page.communities.not_in_result", lang))
        return
    rows = rows_of(table, counted=counted, minutes=minutes, profile=profile).sort_values("persons", ascending=False, kind="stable")
    if rows.empty:
        st.caption(word("page.none", lang))
        return
    st.html(f"<p class='pp-lead'>{escape(word('page.communities.small_lead', lang))}</p>")
    view = pd.DataFrame(
        {
            "kind": [_change(str(k), lang) for k in rows["kind"]],
            "persons": [whole(v) for v in rows["persons"]],
            "homes": rows["homes"].tolist(),
            "length_m": rows["length_m"].tolist(),
            "from": _places(rows, "from"),
            "to": _places(rows, "to"),
        }
    )
    names = ("kind", "persons", "homes", "from", "to")
    labels = {**{n: word(f"page.small.{n}", lang) for n in names}, "length_m": word("page.small.length", lang)}
    show_table(view, "small", key="small", lang=lang, height=250, labels=labels)


def _places(rows: pd.DataFrame, end: str) -> list[str]:
    return [f"{lon:.6f}, {lat:.6f}" for lon, lat in zip(rows[f"{end}_lon"], rows[f"{end}_lat"], strict=True)]


def _change(kind: str, lang: str) -> str:
    try:
        return word(f"page.change.{kind}", lang)
    except KeyError:
        return kind
