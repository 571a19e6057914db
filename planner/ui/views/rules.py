"""指标库: every rule of a pack as it stands on a day, what it was judged on in this run, and what differs between two days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import partial
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from planner.errors import RulePackError
from planner.report import finding_key, say
from planner.rules import Rule, RulePack, difference, rule_data
from planner.texts import word
from planner.ui.context import Context
from planner.ui.parts import Figure, figure_buttons, go, keep, kept
from planner.ui.rulecard import documents_html, force_colour, known, rule_html, values_text
from planner.ui.tables import choose_row, searched, show_table, some_of

_FORCES = ("mandatory", "advisory", "target", "money")
_SHOWN = ("fail", "advisory_miss", "target_miss", "needs_review", "pass", "not_applicable")
_PAGES = {"parcel": "parcels", "community": "communities"}


def show(ctx: Context) -> None:
    """Show the page."""
    _page(ctx)


@st.fragment
def _page(ctx: Context) -> None:
    lang = ctx.lang
    packs, days = st.columns([3, 2])
    pack = _pack(ctx, packs)
    if pack is None:
        return
    day = _day(ctx, days, "page.rules.day", "rules-day", date.fromisoformat(str(ctx.shown.summary["as_of"])))
    frame = _table(ctx, pack, day)
    chosen = kept(ctx, "rules.force", "all")
    _counts(ctx, frame, chosen)
    left, right = st.columns([12, 9], gap="medium")
    with left:
        rows = _filtered(ctx, frame, chosen)
        ids = rows["id"].astype(str).tolist()
        if rows.empty:
            st.info(word("page.none_filtered", lang))
        else:
            labels = {
                c: word(f"page.rules.{c}", lang) for c in ("id", "name", "subject", "force", "values", "from", "findings", "citation")
            }
            view = rows.drop(columns=["code"])
            with st.container(key="pane-table-rules", height=400, border=False):
                pick = partial(_select, ctx, ids)
                show_table(view, "rules", key="rules", lang=lang, height="stretch", on_row=pick, labels=labels)
    with right:
        picked = choose_row(ctx, rows, st.container(), kind="rule", names=("id", "name"), label=word("page.rules.choose", lang))
        if picked is not None:
            with st.container(key="pane-card-rules", height=440, border=False):
                rule = pack.rule(str(picked["id"]))
                st.html(rule_html(pack, rule, day, lang))
                _judged(ctx, rule)
    _difference(ctx, pack, day)
    with st.expander(word("page.rules.documents", lang)):
        st.html(documents_html(pack, lang))
        for text in pack.not_checked:
            st.text(f"{word('page.rules.not_checked', lang)}：{text.say(lang)}")


def _select(ctx: Context, ids: list[str], at: int) -> None:
    ctx.select("rule", ids[at])


def _pack(ctx: Context, place: Any) -> RulePack | None:
    """Show which pack is read: the one of this run, or another that comes with the software."""
    lang, used = ctx.lang, ctx.shown.summary["rule_pack"]
    own = ctx.space.loaded.path.parent / str(ctx.shown.summary["city"]) if ctx.space is not None else None
    names = list(dict.fromkeys([str(used["id"]), *RulePack.available()]))
    name = str(place.selectbox(word("page.rules.pack", lang), names, key="rules-pack", format_func=_title))
    try:
        pack = _load(str(own)) if name == used["id"] and own is not None and own.is_file() else _load(name)
    except RulePackError as error:
        st.warning(word("page.rules.not_here", lang).format(pack=name))
        st.text(str(error))
        return None
    if name == used["id"] and pack.sha256 != used["sha256"]:
        st.info(word("page.rules.other_pack", lang).format(version=used["version"]))
    return pack


@st.cache_resource(max_entries=8, show_spinner=False)
def _load(name: str) -> RulePack:
    return RulePack.load(name)


def _title(name: str) -> str:
    try:
        pack = _load(name)
    except RulePackError:
        return name
    return f"{pack.title()} {pack.version}"


def _day(ctx: Context, place: Any, label: str, key: str, default: date) -> date:
    given = place.date_input(word(label, ctx.lang), value=default, key=key, format="YYYY-MM-DD", persist_state="session")
    return given if isinstance(given, date) else default


def _table(ctx: Context, pack: RulePack, day: date) -> pd.DataFrame:
    """Arrange the rules as they stand on a day, with what each came to in this run."""
    lang, counts = ctx.lang, _outcomes(ctx)
    rows = []
    for rule in pack.rules:
        data = rule_data(pack, rule, day, lang)
        told = counts.get(rule.id, Counter())
        rows.append(
            {
                "id": rule.id,
                "name": rule.title.say(lang),
                "force": data["force"] or "",
                "findings": " · ".join(f"{say('verdict', k, lang)} {told[k]:,}" for k in _SHOWN if told[k]),
                "values": values_text(rule, day, lang),
                "subject": known(f"noun.{rule.subject}", rule.subject, lang),
                "from": data["from"] or (rule.begins.isoformat() if rule.begins else "–"),
                "citation": data["citation"],
                "code": data["force"] or "later",
            }
        )
    return pd.DataFrame(rows)


def _outcomes(ctx: Context) -> Mapping[str, Counter[str]]:
    """Count what each rule came to, advisory misses and targets apart from violations."""
    found = ctx.shown.findings
    counts: dict[str, Counter[str]] = {}
    forces = found["force"].fillna("").astype(str)
    for rule, verdict, force in zip(found["rule_id"].astype(str), found["verdict"].astype(str), forces, strict=True):
        counts.setdefault(rule, Counter())[finding_key(verdict, force)] += 1
    return counts


def _counts(ctx: Context, frame: pd.DataFrame, chosen: str) -> None:
    lang, codes = ctx.lang, frame["code"]
    figures = [Figure("all", word("page.rules.in_force", lang), f"{int((codes != 'later').sum())}")]
    figures += [Figure(f, word(f"page.rules.{f}", lang), f"{int((codes == f).sum())}", "", force_colour(f)) for f in _FORCES]
    figures.append(Figure("later", word("page.rules.later", lang), f"{int((codes == 'later').sum())}", "", force_colour("")))
    figure_buttons(figures, key="rules", chosen=chosen, on_click=partial(keep, ctx, "rules.force"))


def _filtered(ctx: Context, frame: pd.DataFrame, chosen: str) -> pd.DataFrame:
    frame = frame[frame["code"] != "later"] if chosen == "all" else frame[frame["code"] == chosen]
    one, two = st.columns(2)
    frame = searched(frame, ("id", "name", "citation"), one, key="rules", lang=ctx.lang)
    subjects = list(dict.fromkeys(frame["subject"]))
    picked = some_of(two, word("page.rules.subject", ctx.lang), subjects, key="rules-subject", lang=ctx.lang)
    return frame[frame["subject"].isin(picked)] if picked else frame


def _judged(ctx: Context, rule: Rule) -> None:
    """Show what this run judged by a rule; a click leads to the parcel or community."""
    lang, found = ctx.lang, ctx.shown.findings
    mine = found[found["rule_id"].astype(str) == rule.id]
    if mine.empty:
        st.caption(word("page.rules.not_judged", lang))
        return
    told = _outcomes(ctx)[rule.id]
    parts = "，".join(f"{say('verdict', k, lang)} {told[k]:,}" for k in _SHOWN if told[k])
    st.html(f"<p class='pp-lead'>{escape(word('page.rules.judged', lang).format(n=f'{len(mine):,}', parts=parts))}</p>")
    rank = {v: i for i, v in enumerate(("fail", "needs_review", "pass", "not_applicable"))}
    order = mine.iloc[mine["verdict"].astype(str).map(rank).argsort(kind="stable").to_numpy()]
    view = order[["subject_id", "subject_name", "verdict", "required", "provided", "shortfall", "reason"]]
    kinds, ids = order["subject_kind"].astype(str).tolist(), order["subject_id"].astype(str).tolist()

    def open_subject(at: int) -> None:
        if kinds[at] in _PAGES:
            ctx.select(kinds[at], ids[at])
            ctx.state.store["pages.rules.go"] = _PAGES[kinds[at]]

    show_table(view, "judged", key="rules-judged", lang=lang, on_row=open_subject, height=260)
    wanted = ctx.state.store.pop("pages.rules.go", None)
    if wanted:
        go(ctx, str(wanted))


def _difference(ctx: Context, pack: RulePack, day: date) -> None:
    """Show what the pack asks otherwise on one day than on another."""
    lang = ctx.lang
    starts = [p.start for r in pack.rules for p in r.force if p.start and p.start < day]
    with st.expander(word("page.rules.diff", lang)):
        one, two = st.columns(2)
        first = _day(ctx, one, "page.rules.diff_from", "rules-from", min(starts, default=day))
        last = _day(ctx, two, "page.rules.diff_to", "rules-to", day)
        found = difference(pack, first, last, lang)
        if not found:
            st.caption(word("page.rules.diff_none", lang))
            return
        st.html(f"<p class='pp-lead'>{escape(word('page.rules.diff_lead', lang).format(n=len(found)))}</p>")
        titles = {r.id: r.title.say(lang) for r in pack.rules}
        rows = [
            {
                "id": c.rule_id,
                "name": titles[c.rule_id],
                "diff_what": known(f"page.rules.{c.what}", known(f"page.param.{c.what}", c.what, lang), lang),
                "diff_before": _said(c.what, c.before, lang),
                "diff_after": _said(c.what, c.after, lang),
            }
            for c in found
        ]
        frame = pd.DataFrame(rows)
        labels = {str(c): word(f"page.rules.{c}", lang) for c in frame}
        show_table(frame, "difference", key="rules-diff", lang=lang, height=320, labels=labels)


def _said(what: str, text: str, lang: str) -> str:
    if not text:
        return "–"
    for standing in ("standard-seen", "second-hand", "unverified", "convention", "document", "bureau"):
        text = text.replace(f"({standing}", f"（{word(f'page.standing.{standing}', lang)}") if f"({standing}" in text else text
    text = text.removesuffix(")") + "）" if "（" in text and text.endswith(")") and what not in {"citation", "force"} else text
    return say("force", text, lang) if what == "force" else text
