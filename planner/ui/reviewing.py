"""人工复核 on a page: the conclusions as they stand in the file now, laid over what is shown, and the form that adds one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from planner.errors import OutputError, RulePackError
from planner.model import Verdict
from planner.report import say
from planner.rules import Review, fingerprint, lay_reviews, load_reviews, review_data, reviews_beside, withdraw_review, write_review
from planner.texts import word
from planner.ui.context import Context

Key = tuple[str, str, str]
Trace = Mapping[str, Any]
_CONCLUSIONS = (Verdict.PASS, Verdict.FAIL, Verdict.NOT_APPLICABLE)


def review_file(ctx: Context) -> Path | None:
    """Name the review file of the scenario that is open; ``None`` where a finished result is shown."""
    if ctx.space is None:
        return None
    loaded = ctx.space.loaded
    named = getattr(loaded.file.inputs, "reviews", None)
    return reviews_beside(loaded.path) if named is None else loaded.path.parent / named.path


def reviews_now(ctx: Context) -> Mapping[Key, Review] | None:
    """Read the conclusions as they stand in the file now.

    Returns
    -------
    Mapping or None
        By subject and rule; ``None`` where a finished result is shown, whose traces carry theirs.

    Raises
    ------
    RulePackError
        If the file cannot be read.
    """
    path = review_file(ctx)
    if path is None:
        return None
    return {r.key: r for r in (load_reviews(path) if path.is_file() else ())}


def with_review(trace: Trace, now: Mapping[Key, Review] | None) -> Trace:
    """Return a trace with the conclusion that stands in the file now, where it still fits what the finding rests on."""
    if now is None or not trace:
        return trace
    plain = {k: v for k, v in trace.items() if k != "review"}
    review = now.get((trace["subject"]["kind"], trace["subject"]["id"], trace["rule"]["id"]))
    return plain if review is None or review.fingerprint != fingerprint(plain) else {**plain, "review": review_data(review)}


def reviewed_parcels(ctx: Context, now: Mapping[Key, Review] | None) -> Mapping[str, str]:
    """Return the verdict after review of every parcel that a person looked at."""
    if not now:
        return {}
    plain = [{k: v for k, v in t.items() if k != "review"} for t in ctx.shown.traces]
    laid = lay_reviews(plain, now.values())
    touched = {r.review.subject_id for r in laid.findings if r.review is not None and r.review.subject_kind == "parcel"}
    return {parcel: str(laid.parcel_verdict(parcel)) for parcel in sorted(touched)}


def review_form(ctx: Context, trace: Trace) -> None:
    """Show the form below a finding; what is entered is written into the review file at once."""
    path, lang = review_file(ctx), ctx.lang
    if path is None or not trace:
        return
    there = trace.get("review")
    key = "-".join((trace["subject"]["kind"], trace["subject"]["id"], trace["rule"]["id"]))
    with st.expander(word("page.review.again" if there else "page.review.title", lang), icon=":material/edit_note:"):
        with st.form(f"review-{key}", border=False):
            left, right = st.columns(2)
            said = left.radio(
                word("page.review.conclusion", lang), _CONCLUSIONS, format_func=lambda v: say("verdict", v, lang), horizontal=True
            )
            on = right.date_input(word("page.review.date", lang), value=_day(there), format="YYYY-MM-DD")
            basis = st.text_area(word("page.review.basis", lang), value=str(there["basis"]) if there else "", height=70)
            left, right = st.columns(2)
            name = left.text_input(word("page.review.name", lang), value=str(there["name"]) if there else "")
            paper = right.text_input(word("page.review.attachment", lang), value=str(there.get("attachment") or "") if there else "")
            sent = st.form_submit_button(word("page.review.save", lang), type="primary")
        back = there is not None and st.button(word("page.review.withdraw", lang), key=f"withdraw-{key}")
        if sent and not (basis.strip() and name.strip()):
            st.warning(word("page.review.missing", lang))
        elif sent or back:
            _write(path, trace, None if back else (said, basis, name, paper, on), lang)


def _write(path: Path, trace: Trace, entry: tuple[Verdict, str, str, str, Any] | None, lang: str) -> None:
    plain = {k: v for k, v in trace.items() if k != "review"}
    try:
        if entry is None:
            withdraw_review(path, plain)
        else:
            said, basis, name, paper, on = entry
            write_review(path, plain, conclusion=said, basis=basis, name=name, on=on, attachment=paper or None)
    except (RulePackError, OutputError) as error:
        st.error(word("page.failed", lang))
        st.text(str(error))
        return
    st.toast(word("page.review.withdrawn" if entry is None else "page.review.saved", lang))
    st.rerun()


def _day(there: Mapping[str, Any] | None) -> Any:
    return date.fromisoformat(str(there["date"])) if there else "today"
