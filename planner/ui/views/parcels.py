"""地块核查: counts that lead to their rows, the parcels worst first, and one parcel's card with every finding and its review."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from planner.errors import RulePackError
from planner.report import colour_of, columns_of, say
from planner.rules import Review, review_template
from planner.texts import word
from planner.ui.cards import finding_html, in_language, subject_html
from planner.ui.context import Context
from planner.ui.parts import Figure, downloads, figure_buttons, keep, kept, quiet, to_map
from planner.ui.reviewing import Key, review_form, reviewed_parcels, reviews_now, with_review
from planner.ui.tables import choose_row, searched, show_table, some_of, worst_first

_VERDICTS = ("fail", "needs_review", "pass", "not_applicable")
_COLUMNS = (
    "parcel_id", "name", "verdict", "reviewed_verdict", "fails", "needs_review", "county", "households", "population",
    "elderly_floor_area_m2", "elderly_land_area_m2", "project", "stage",
)  # fmt: skip

_ALWAYS = frozenset({"parcel_id", "name", "verdict"})

Now = Mapping[Key, Review] | None


def show(ctx: Context) -> None:
    """Show the page."""
    _page(ctx)


@st.fragment
def _page(ctx: Context) -> None:
    lang, parcels = ctx.lang, ctx.shown.parcels
    if parcels.empty:
        st.info(word("page.parcels.none", lang))
        return
    try:
        now = reviews_now(ctx)
    except RulePackError as error:
        st.error(word("page.failed", lang))
        st.text(str(error))
        now = None
    frame = _with_reviewed(parcels, reviewed_parcels(ctx, now) if now is not None else None)
    chosen = kept(ctx, "parcels.verdict", "all")
    _counts(ctx, frame, chosen)
    left, right = st.columns([11, 10], gap="medium")
    with left:
        rows = _filtered(ctx, frame if chosen == "all" else frame[_counting(frame) == chosen])
        view = _ordered(rows)
        ids = view["parcel_id"].astype(str).tolist()
        if view.empty:
            st.info(word("page.none_filtered", lang))
        else:
            with st.container(key="pane-table-parcels", height=420, border=False):
                pick = partial(_select, ctx, ids)
                show_table(_titled(ctx, view), "parcels", key="parcels", lang=lang, on_row=pick, height="stretch")
            downloads(view, "parcels", name=word("page.parcels.title", lang), ctx=ctx)
    with right:
        choice, button = st.columns([3, 1], gap="small")
        label = word("page.parcels.choose", lang)
        picked = choose_row(ctx, view, choice, kind="parcel", names=("parcel_id", "name"), label=label)
        if picked is not None:
            to_map(ctx, "parcel", str(picked["parcel_id"]), button)
            with st.container(key="pane-card-parcels", height=480, border=False):
                _card(ctx, picked, now)


def _select(ctx: Context, ids: list[str], at: int) -> None:
    ctx.select("parcel", ids[at])


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """Put the worst rows first, those that miss more rules before others, and the columns that matter to the left."""
    count = rows["fails"].fillna("").astype(str).str.count(";") if "fails" in rows else pd.Series(0, index=rows.index)
    order = worst_first(rows.iloc[count.mul(-1).argsort(kind="stable").to_numpy()], "verdict", _VERDICTS)
    first = [c for c in _COLUMNS if c in order and (c in _ALWAYS or (order[c].fillna("").astype(str) != "").any())]
    return order[[*first, *(c for c in order if c not in _COLUMNS and c != "geometry")]]


def _titled(ctx: Context, view: pd.DataFrame) -> pd.DataFrame:
    """Put the titles of rules in place of their ids, for the eye."""
    titles = {rule: title.removeprefix(f"{rule} ") for rule, title in _open_rules(ctx).items()}
    told = {
        c: [
            ("；" if ctx.lang == "zh" else "; ").join(titles.get(r, r) for r in str(v).split(";")) if isinstance(v, str) else v
            for v in view[c]
        ]
        for c in ("fails", "needs_review")
        if c in view
    }
    return view.assign(**told)


def _counts(ctx: Context, frame: pd.DataFrame, chosen: str) -> None:
    """Show how many parcels come to which verdict, reviews counted; a click keeps only those.

    Map and summary count the machine's verdicts: where reviews make a difference, the machine's count stands beside.
    """
    counting, machine, lang = _counting(frame), frame["verdict"].astype(str), ctx.lang
    of = word("page.of", lang).format(n=f"{len(frame):,}", unit=word("page.unit.parcels", lang))
    turned = int((counting != machine).sum())
    figures = [Figure("all", word("page.all", lang), f"{len(frame):,}")]
    for v in _VERDICTS:
        now, before = int((counting == v).sum()), int((machine == v).sum())
        beside = of if not turned else word("page.parcels.machine", lang).format(n=f"{before:,}")
        figures.append(Figure(v, say("verdict", v, lang), f"{now:,}", beside, colour_of("verdict", v)))
    figure_buttons(figures, key="parcels", chosen=chosen, on_click=lambda code: keep(ctx, "parcels.verdict", code))
    if turned:
        st.caption(word("page.parcels.turned", lang).format(n=f"{turned:,}"))


def _counting(frame: pd.DataFrame) -> pd.Series:
    """Return each parcel's verdict that counts: a person's where there is one, else the machine's."""
    machine = frame["verdict"].astype(str)
    if "reviewed_verdict" not in frame:
        return machine
    person = frame["reviewed_verdict"].fillna("").astype(str)
    return person.where(person != "", machine)


def _with_reviewed(parcels: pd.DataFrame, reviewed: Mapping[str, str] | None) -> pd.DataFrame:
    """Lay the verdicts after review beside the machine's, as the file has them now."""
    if reviewed is None:
        return parcels
    return parcels.assign(reviewed_verdict=[reviewed.get(str(i), "") for i in parcels["parcel_id"]])


def _filtered(ctx: Context, frame: pd.DataFrame) -> pd.DataFrame:
    """Show the search, the county and the rule that is missed or open, and give the rows that pass."""
    lang = ctx.lang
    one, two, three = st.columns([4, 3, 5])
    frame = searched(frame, ("parcel_id", "name", "project"), one, key="parcels", lang=lang)
    counties = sorted(frame["county"].dropna().astype(str).unique()) if "county" in frame else []
    county = some_of(two, word("app.filter.county", lang), counties, key="parcels-county", lang=lang)
    titles = _open_rules(ctx)
    label = word("page.parcels.rule", lang)
    rules = some_of(three, label, list(titles), key="parcels-rule", lang=lang, say_as=lambda r: titles.get(r, r))
    if county:
        frame = frame[frame["county"].astype(str).isin(county)]
    if rules:
        found = ctx.shown.findings
        bad = (
            found["rule_id"].isin(rules) & found["verdict"].astype(str).isin({"fail", "needs_review"}) & (found["subject_kind"] == "parcel")
        )
        frame = frame[frame["parcel_id"].astype(str).isin(set(found.loc[bad, "subject_id"].astype(str)))]
    return frame


def _open_rules(ctx: Context) -> dict[str, str]:
    """Return the rules that some parcel misses or leaves open, with their titles."""
    out: dict[str, str] = {}
    for trace in ctx.shown.traces:
        if trace["subject"]["kind"] == "parcel" and trace["result"]["verdict"] in {"fail", "needs_review"}:
            out.setdefault(trace["rule"]["id"], f"{trace['rule']['id']} {trace['rule']['title'][ctx.lang]}")
    return dict(sorted(out.items()))


def _card(ctx: Context, row: Mapping[str, Any], now: Now) -> None:
    """Show one parcel: its figures, each finding with its review, those that do not apply folded."""
    lang = ctx.lang
    badge = (say("verdict", row["verdict"], lang), colour_of("verdict", row["verdict"]))
    facts = {k: v for k, v in row.items() if k not in {"fails", "needs_review"}}
    st.html(subject_html(facts, columns_of("parcels", facts, lang=lang), badge, lang))
    found = sorted(ctx.shown.of_subject("parcel", str(row["parcel_id"])), key=lambda pair: _VERDICTS.index(pair[0]["verdict"]))
    found = [(finding, with_review(trace, now)) for finding, trace in found]
    binding = [pair for pair in found if pair[0]["verdict"] != "not_applicable"]
    for finding, trace in binding:
        st.html(finding_html(in_language(finding, trace, lang), trace, lang))
        if finding["verdict"] in {"fail", "needs_review"} or trace.get("review"):
            _review(ctx, trace)
    silent = [pair for pair in found if pair[0]["verdict"] == "not_applicable"]
    if silent:
        with st.expander(word("page.card.not_applicable", lang).format(n=len(silent))):
            for finding, trace in silent:
                st.html(finding_html(in_language(finding, trace, lang), trace, lang))
    if ctx.space is None and any(f["verdict"] in {"fail", "needs_review"} for f, _ in binding):
        st.caption(word("page.review.where", lang))
        text = review_template([t for _, t in binding])
        name = word("page.review.template", lang)
        st.download_button(name, text, file_name="reviews.yaml", mime="text/yaml", key="template", on_click="ignore")


def _review(ctx: Context, trace: Mapping[str, Any]) -> None:
    """Show the form; a conclusion is kept beside the scenario that is open, so changes tried on it have to be saved and opened first."""
    if ctx.space is not None and ctx.state.saved:
        st.caption(word("page.review.held", ctx.lang).format(name=quiet(Path(ctx.state.saved).stem)))
    elif ctx.space is not None and ctx.state.changes:
        st.caption(word("page.review.drafts", ctx.lang))
    else:
        review_form(ctx, trace)
