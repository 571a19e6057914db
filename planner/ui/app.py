"""The page of the app: a finished run with its title, headline figures, map and findings. It reads files and computes nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from planner.report.columns import colour_of, columns_of, say, village
from planner.report.subjects import synthetic_mark
from planner.style import VILLAGE
from planner.texts import word
from planner.ui.cards import figures_html, finding_html, subject_html, title_html
from planner.ui.folder import Finished, UnreadableResultError, is_result, of_subject, read_folder, results_in, stamp
from planner.ui.tables import chosen_subject, filtered, show_table, worst_first

_MAP_HEIGHT_PX = 620
_VERDICTS = ("fail", "needs_review", "pass", "not_applicable")
_STATUSES = ("missing", "too_small", "needs_review", "too_large", "ok")


def main() -> None:
    """Show the page; Streamlit runs this from the top at every change."""
    st.set_page_config(page_title=word("app.title"), layout="wide", initial_sidebar_state="collapsed")
    st.html("<style>.block-container { padding-top: 3.6rem; padding-bottom: 2rem; max-width: 1800px; }</style>")
    title, switch = st.columns([5, 1], vertical_alignment="center")
    lang = _language(switch)
    folder = _folder(lang)
    if folder is None:
        st.info(word("app.none", lang))
        return
    try:
        finished = _read(str(folder), stamp(folder))
    except UnreadableResultError as error:
        st.error(word("app.unreadable", lang))
        st.text(str(error))
        return
    title.html(title_html(finished.summary, synthetic_mark(finished.summary, lang), lang))
    st.html(figures_html(_figures(finished.summary, lang)))
    if finished.map_page:
        st.iframe(finished.map_page, height=_MAP_HEIGHT_PX)
    else:
        st.warning(word("app.no_map", lang))
    pages: Mapping[str, Callable[[Finished, str], None]] = {
        "parcels": _parcels,
        "communities": _communities,
        "facilities": _facilities,
        "quality": _quality,
    }
    for tab, page in zip(st.tabs([word(f"app.tab.{name}", lang) for name in pages]), pages.values(), strict=True):
        with tab:
            page(finished, lang)


def _language(place: DeltaGenerator) -> str:
    chosen = place.radio("语言 · Language", ["中文", "English"], horizontal=True, key="language", label_visibility="collapsed")
    return "en" if chosen == "English" else "zh"


def _folder(lang: str) -> Path | None:
    """Give the folder named on the command line or in ``PLANNER_RESULT``, else one chosen from ``out/``."""
    named = next((a for a in sys.argv[1:] if not a.startswith("-")), "") or os.environ.get("PLANNER_RESULT", "")
    if named and is_result(Path(named)):
        return Path(named)
    found = results_in(Path("out"))
    with st.sidebar:
        if named:
            st.warning(word("app.not_a_result", lang))
            st.text(named)
        return st.selectbox(word("app.result", lang), found, format_func=lambda p: p.name, key="folder") if found else None


@st.cache_resource(max_entries=4, show_spinner=False)
def _read(folder: str, state: tuple[int, ...]) -> Finished:
    """Read a folder once per state of its files; all sessions share it, nobody changes it."""
    del state
    return read_folder(Path(folder))


def _figures(summary: Mapping[str, Any], lang: str) -> list[tuple[str, str, str]]:
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


@st.fragment
def _parcels(finished: Finished, lang: str) -> None:
    rows = filtered(finished.parcels, {"verdict": "app.filter.verdict", "county": "app.filter.county"}, key="parcels", lang=lang)
    row = chosen_subject(worst_first(rows, "verdict", _VERDICTS), "parcels", ("parcel_id", "name"), key="parcels", lang=lang)
    if row is not None:
        badge = (say("verdict", row["verdict"], lang), colour_of("verdict", row["verdict"]))
        _subject(finished, ("parcel", "parcel_id", "parcels"), row, badge, lang)


@st.fragment
def _communities(finished: Finished, lang: str) -> None:
    filters = {"centre_status": "app.filter.status", "county": "app.filter.county"}
    rows = filtered(finished.communities, filters, key="communities", lang=lang)
    order = worst_first(rows, "centre_status", _STATUSES)
    order = order.iloc[order["urban"].map(village).astype(bool).to_numpy().argsort(kind="stable")]
    row = chosen_subject(order, "communities", ("community_id", "name", "township"), key="communities", lang=lang)
    if row is not None:
        badge = (say("centre_status", row["centre_status"], lang), colour_of("centre_status", row["centre_status"]))
        if village(row.get("urban")):
            badge = (word("village", lang), VILLAGE)
        _subject(finished, ("community", "community_id", "communities"), row, badge, lang)


@st.fragment
def _facilities(finished: Finished, lang: str) -> None:
    filters = {"kind": "app.filter.kind", "status": "app.filter.status"}
    rows = filtered(finished.facilities, filters, key="facilities", lang=lang)
    row = chosen_subject(rows, "facilities", ("facility_id", "name", "kind"), key="facilities", lang=lang)
    if row is not None:
        _subject(finished, ("facility", "facility_id", "facilities"), row, (say("status", row["status"], lang), None), lang)


@st.fragment
def _quality(finished: Finished, lang: str) -> None:
    rows = filtered(finished.quality, {"severity": "app.filter.severity", "file": "app.filter.file"}, key="quality", lang=lang)
    show_table(worst_first(rows, "severity", ("error", "doubt", "note")), "quality", key="quality", lang=lang)
    st.html(f"<b>{word('app.remarks', lang)}</b>")
    for remark in finished.summary["remarks"]:
        st.text("· " + remark[lang])
    if finished.workbook is not None:
        st.download_button(word("app.download", lang), finished.workbook, file_name="report.xlsx", key="download", on_click="ignore")


def _subject(finished: Finished, noun: tuple[str, str, str], row: Mapping[str, Any], badge: tuple[str, str | None], lang: str) -> None:
    """Show a subject's card and its findings, those that do not apply last."""
    kind, key, sheet = noun
    st.html(subject_html(row, columns_of(sheet, row, lang=lang), badge, lang))
    found = sorted(of_subject(finished, kind, str(row[key])), key=lambda pair: _VERDICTS.index(pair[0]["verdict"]))
    for finding, trace in found:
        st.html(finding_html(_in(lang, finding, trace), trace, lang))
    if not found:
        st.caption(word("app.no_findings", lang))


def _in(lang: str, finding: Mapping[str, Any], trace: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a finding's row in the language of the page; the clause stays as the document has it."""
    if lang == "zh" or not trace:
        return finding
    return {**finding, "reason": trace["reason_en"], "rule_title": trace["rule"]["title"]["en"]}


if __name__ == "__main__":
    main()
