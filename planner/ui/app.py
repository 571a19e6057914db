"""The app: title, language and pages around what is opened. Streamlit runs it from the top at every change; it computes nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from planner.errors import InputError
from planner.report import synthetic_mark
from planner.texts import word
from planner.texts.app import LANGUAGES
from planner.ui import views
from planner.ui.cards import title_html
from planner.ui.context import Context
from planner.ui.folder import UnreadableResultError, is_result
from planner.ui.look import shell_style
from planner.ui.opening import choices, folder_shown, is_openable, is_scenario, named, run_shown, workspace
from planner.ui.state import SessionState

PAGES: dict[str, Callable[[Context], None]] = {
    "map": views.map.show,
    "parcels": views.parcels.show,
    "communities": views.communities.show,
    "facilities": views.facilities.show,
    "scenarios": views.scenarios.show,
    "rules": views.rules.show,
    "data": views.data.show,
    "report": views.report.show,
}


def main() -> None:
    """Show the app."""
    lang = "en" if st.session_state.get("language") == "English" else "zh"
    st.set_page_config(page_title=word("app.title", lang), layout="wide", initial_sidebar_state="collapsed")
    st.html(shell_style(lang))
    place = _chosen(lang)
    pages = [
        st.Page(partial(_page, name, place), title=word(f"app.page.{name}", lang), url_path=name, default=name == "map") for name in PAGES
    ]
    wanted, page = st.session_state.pop("go", None), st.navigation(pages, position="top")
    if wanted in PAGES:
        st.switch_page(pages[list(PAGES).index(str(wanted))])
    page.run()


def _page(name: str, place: Path | None) -> None:
    """Show one page with its title row."""
    title, switch = st.columns([5, 1], vertical_alignment="center")
    lang = _language(switch)
    if place is None:
        st.info(word("app.none", lang))
        return
    ctx = _context(place, lang)
    if ctx is not None:
        title.html(title_html(ctx.shown.summary, synthetic_mark(ctx.shown.summary, lang), lang, tried=len(ctx.state.changes)))
        PAGES[name](ctx)


def _context(place: Path, lang: str) -> Context | None:
    """Open what was chosen; a fault is told on the page."""
    state = SessionState(st.session_state)
    try:
        if is_result(place):
            if state.scenario:
                state.open("")
            return Context(lang, folder_shown(place), None, state)
        with st.spinner(word("app.opening", lang)):
            space = workspace(place)
        if state.scenario != str(place):
            state.open(str(place))
            st.session_state["pages.scenarios.read"] = {str(place.resolve()): sha256(place.read_bytes()).hexdigest()}
        return Context(lang, run_shown(space, state.changes), space, state)
    except UnreadableResultError as error:
        st.error(word("app.unreadable", lang))
        st.text(str(error))
        _elsewhere(place, lang)
    except InputError as error:
        st.error(word("app.unreadable_scenario", lang))
        st.text("\n".join(problem.line(lang) for problem in error.problems))
        _elsewhere(place, lang)
    return None


def _elsewhere(place: Path, lang: str) -> None:
    """Offer what else can be opened where something cannot be: what was open before, what lies beside it, what lies here."""
    session = st.session_state
    before, beside = session.get("scenario"), sorted(place.parent.glob("*.yaml")) if is_scenario(place) else []
    first = [Path(str(p)) for p in (before, named()) if p]
    listed = [p for p in (*first, *beside, *choices()) if is_openable(p) and not p.name.endswith((".reviews.yaml", ".mapping.yaml"))]
    found = list({p.resolve(): p for p in listed if p.resolve() != place.resolve()}.values())
    if not found:
        return
    pick, button = st.columns([4, 1], vertical_alignment="bottom")
    chosen = pick.selectbox(word("app.other.lead", lang), found, format_func=lambda p: f"{p.parent.name}/{p.name}", key="elsewhere")
    if button.button(word("app.other", lang), type="primary", key="open-elsewhere", width="stretch"):
        session["pages.open"] = str(chosen)
        st.rerun()


def _language(place: DeltaGenerator) -> str:
    look: dict[str, Any] = {"horizontal": True, "label_visibility": "collapsed", "persist_state": "session"}
    chosen = place.radio(word("app.language"), list(LANGUAGES), key="language", **look)
    return LANGUAGES[str(chosen)]


def _chosen(lang: str) -> Path | None:
    """Return what the command line or ``PLANNER_RESULT`` names, else a choice of what lies here."""
    opened = st.session_state.get("pages.open")
    if opened and is_openable(Path(str(opened))):
        return Path(str(opened))
    wanted = named()
    if wanted and is_openable(Path(wanted)):
        return Path(wanted)
    found = choices()
    with st.sidebar:
        if wanted:
            st.warning(word("app.not_a_result", lang))
            st.text(wanted)
        return st.selectbox(word("app.result", lang), found, format_func=lambda p: p.name, key="folder") if found else None


if __name__ == "__main__":
    main()
