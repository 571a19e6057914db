"""规划方案: the scenarios that are saved, opened, saved with author and note, brought back in an older version; changes; comparison."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from planner.errors import InputError, OutputError
from planner.scenario import Saved, ScenarioConflictError, ScenarioStore, read_chain
from planner.texts import word
from planner.ui.changelist import changes_page, whole_text
from planner.ui.context import Context
from planner.ui.filecard import grid_html
from planner.ui.live.drafts import Drafts
from planner.ui.live.session import this_session
from planner.ui.parts import page_style, quiet
from planner.ui.sidebyside import compare_page
from planner.ui.tables import show_table

READ = "pages.scenarios.read"
OPEN = "pages.open"
SAVES = "pages.scenarios.saves"


def show(ctx: Context) -> None:
    """Show the page."""
    page_style()
    lang = ctx.lang
    if ctx.space is None:
        st.info(word("page.scenarios.needs_space", lang))
        compare_page(ctx)
        return
    names = ("store", "changes", "compare")
    tabs = st.tabs([word(f"page.scenarios.{name}", lang) for name in names], key="scenario-tabs")
    for tab, page in zip(tabs, (_store_page, changes_page, compare_page), strict=True):
        with tab:
            page(ctx)


def _store_page(ctx: Context) -> None:
    """Show what is saved beside the scenario that is open, and save what is open."""
    assert ctx.space is not None  # noqa: S101 - asked by the caller
    lang, path = ctx.lang, Path(ctx.space.path)
    store = ScenarioStore(path.parent)
    entries, current = _readable(store), path.stem
    for lock in store.locks():
        st.text("⚠ " + word("page.scenarios.locked", lang).format(author=lock.author or lock.host or "?"))
    rows = [
        {
            "name": e.name,
            "title": _title(e.text),
            "open": "●" if e.name == current else "",
            "author": e.author,
            "note": e.note,
            "saved_at": _when(e.saved_at),
        }
        for e in entries
    ]
    frame = pd.DataFrame(rows)
    labels = {c: word(f"page.scenarios.{c}", lang) for c in ("author", "note", "saved_at")}
    labels |= {
        "title": word("page.scenarios.titled", lang),
        "name": word("page.scenarios.name", lang),
        "open": word("page.scenarios.opened", lang),
    }
    left, right = st.columns([6, 5], gap="medium")
    with left:
        names = [e.name for e in entries]

        def pick(at: int) -> None:
            st.session_state["scenario-name"] = names[at]

        show_table(frame, "scenarios", key="scenarios", lang=lang, labels=labels, on_row=pick, height=min(38 + 35 * len(rows), 330))
        one, two = st.columns([4, 1], vertical_alignment="bottom")
        if st.session_state.get("scenario-name") not in names:
            st.session_state["scenario-name"] = current if current in names else names[0]
        chosen = str(one.selectbox(word("page.scenarios.name", lang), names, key="scenario-name"))
        if two.button(word("page.scenarios.open", lang), key="open-scenario", type="primary", width="stretch"):
            ctx.state.store[OPEN] = str(store.folder / f"{chosen}.yaml")
            ctx.state.store.pop(READ, None)
            st.rerun()
        _versions(ctx, store, chosen)
    with right:
        _save_form(ctx, store, path)


def _readable(store: ScenarioStore) -> list[Saved]:
    """List the scenarios; a file that is no readable text is passed over, not hidden from others."""
    out = []
    for file in sorted(store.folder.glob("*.yaml")):
        if file.name.endswith((".reviews.yaml", ".mapping.yaml")) or file.name.startswith("."):
            continue
        try:
            out.append(store.read(file.stem))
        except (InputError, OSError, ValueError):
            continue
    return out


def _title(text: str) -> str:
    """Return the title a scenario file has inside; empty where it cannot be read."""
    found = re.search(r"^name:[ \t]*(.+?)[ \t]*(?:#.*)?$", text, flags=re.MULTILINE)
    return found[1].strip("\"'") if found else ""


def _versions(ctx: Context, store: ScenarioStore, name: str) -> None:
    """Show the versions of a scenario, and make one of them the scenario again."""
    lang, versions = ctx.lang, store.versions(name)
    with st.expander(f"{word('page.scenarios.versions', lang)}（{len(versions)}）"):
        if not versions:
            st.caption(word("page.none", lang))
            return
        heads = ["", *(word(f"page.scenarios.{k}", lang) for k in ("author", "note", "saved_at"))]
        st.html(grid_html(heads, [(str(v.version), v.author, v.note, _when(v.saved_at)) for v in reversed(versions)]))
        one, two = st.columns([2, 2], vertical_alignment="bottom")
        numbers = [v.version for v in reversed(versions)]
        number = one.selectbox(word("page.scenarios.versions", lang), numbers, key=f"version-{name}")
        if two.button(word("page.scenarios.restore", lang), key=f"restore-{name}"):
            try:
                store.restore(name, int(number or 0))
            except (InputError, OutputError, ScenarioConflictError) as error:
                _failed(error, lang)
                return
            ctx.state.store.pop(READ, None)
            st.toast(word("page.scenarios.restored", lang))
            st.rerun()


def _save_form(ctx: Context, store: ScenarioStore, path: Path) -> None:
    """Save what is open under a new name, or over a scenario where that is said; of two who save the second is told, both are kept."""
    assert ctx.space is not None  # noqa: S101 - asked by the caller
    lang = ctx.lang
    read = ctx.state.store.setdefault(READ, {})
    read.setdefault(str(path), _hash(store, path.stem))
    st.html(f"<h2 class='pp-title'>{escape(word('page.scenarios.save_title', lang))}</h2>")
    _pending(ctx)
    turn = ctx.state.store.get(SAVES, 0)  # a name and a tick serve for one save
    with st.container(border=True):
        asked = word("page.scenarios.new_name", lang)
        name = st.text_input(word("page.scenarios.name", lang), key=f"save-name-{path.stem}-{turn}", placeholder=asked).strip()
        free = _free(ctx, store, path, name, turn)
        author = st.text_input(word("page.scenarios.author", lang), key="save-author", persist_state="session").strip()
        note = st.text_input(word("page.scenarios.note", lang), key="save-note").strip()
        look: dict[str, Any] = {"type": "primary", "icon": ":material/save:", "key": "save-scenario", "disabled": not free}
        sent = st.button(word("page.scenarios.save", lang), **look) and free
    told = ctx.state.store.pop("pages.scenarios.told", None)
    if told:
        st.success(str(told[0])) if told[1] else st.text("⚠ " + str(told[0]))
    if not sent:
        return
    if not name:
        st.warning(word("page.scenarios.name_first", lang))
        return
    target = str(store.folder / f"{name}.yaml")
    try:
        text = whole_text(ctx, path, name)
        base = str(read.get(target, ""))
        saved = store.save(name, text, read_hash=base, author=author, note=note, base_hash=ctx.space.base_hash)
    except ScenarioConflictError as error:
        params = {"author": error.current.author or "?", "when": _when(error.current.saved_at), "name": error.current.name}
        st.error(word("page.scenarios.conflict_head", lang))
        st.text(word("page.scenarios.conflict", lang).format(**params))
        st.text(word("page.scenarios.kept", lang).format(name=error.kept.name))
        read[target] = error.current.hash  # told: who saves once more means it
        return
    except (InputError, OutputError) as error:
        _failed(error, lang)
        return
    ctx.state.store[READ] = {str(store.folder / f"{saved.name}.yaml"): saved.hash}
    ctx.state.store["pages.scenarios.told"] = (word("page.scenarios.saved", lang).format(name=quiet(saved.name)), True)
    ctx.state.store[OPEN] = target
    ctx.state.store[SAVES] = turn + 1
    ctx.state.open(target)
    Drafts.usual().drop(this_session())
    st.rerun()


def _pending(ctx: Context) -> None:
    """Return whether what was tried is saved, and where; what holds it can be opened."""
    lang, count, held = ctx.lang, len(ctx.state.changes), ctx.state.saved
    if not held:
        st.caption(word("page.scenarios.pending", lang).format(n=count))
        return
    name = quiet(Path(held).stem)
    st.caption(word("page.scenarios.held", lang).format(n=count, name=name))
    if st.button(word("page.scenarios.open_held", lang).format(name=name), key="open-held"):
        ctx.state.store[OPEN] = held
        ctx.state.store.pop(READ, None)
        st.rerun()


def _free(ctx: Context, store: ScenarioStore, path: Path, name: str, turn: int) -> bool:
    """Return whether a name may be saved under: a new one, or one whose scenario is to be overwritten, which has to be ticked."""
    lang, target = ctx.lang, store.folder / f"{name}.yaml"
    there = _hash(store, name)
    if not there:
        return True  # what cannot be a name the store refuses
    below = [file.resolve() for file, _ in read_chain(path).files[1:]]
    if any(target.samefile(file) for file in below):
        st.warning(word("page.scenarios.base_of", lang).format(name=quiet(name)))
        return False
    st.warning(word("page.scenarios.exists", lang))
    ticked = st.checkbox(word("page.scenarios.overwrite", lang).format(name=quiet(name)), key=f"overwrite-{name}-{turn}")
    ctx.state.store[READ].setdefault(str(target), there)  # what is there now is what may be overwritten
    return ticked


def _hash(store: ScenarioStore, name: str) -> str:
    try:
        return store.read(name).hash
    except (InputError, OSError, ValueError):
        return ""


def _failed(error: Exception, lang: str) -> None:
    st.error(word("page.failed", lang))
    st.text(str(error))


def _when(stamp: str) -> str:
    """Write a moment as the people at this machine read it."""
    try:
        return datetime.fromisoformat(stamp).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return stamp
