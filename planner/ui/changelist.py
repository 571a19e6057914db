"""The changes tried on a scenario as a list to be edited: removed, rewritten as text, taken out to Excel and back; checked before use."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from planner.errors import InputError, OutputError
from planner.report.book import read_scenario_book, write_scenario_book
from planner.scenario import ChangeEdit, changes_of, flow, rewritten
from planner.texts import word
from planner.texts.comparing import CHANGE_FIELDS, CHANGE_SHEETS
from planner.ui.context import Context
from planner.ui.filecard import grid_html
from planner.ui.live.saving import beside
from planner.ui.parts import excel_offered
from planner.ui.state import Change
from planner.ui.tables import some_of


def whole_text(ctx: Context, path: Path, name: str) -> str:
    """Write what is open as a scenario file: the file itself with the changes behind its own, or one that stands on it.

    Shapes that were drawn are copied into ``shapes`` beside the scenario, so that it can be moved with its folder.
    """
    assert ctx.space is not None  # noqa: S101 - asked by the caller
    changes = list(beside(ctx.state.changes, path.resolve().parent))
    if name != path.stem:
        return ctx.space.text(changes, name=name)
    edits = [ChangeEdit(None, kind, dict(body), {}) for change in changes for kind, body in change.items()]
    return rewritten(path.read_text(encoding="utf-8-sig"), edits)


def changes_page(ctx: Context) -> None:
    """Show the list with what can be done to it."""
    lang, changes = ctx.lang, ctx.state.changes
    if changes:
        heads = [word(f"page.scenarios.{k}", lang) for k in ("row", "kind", "content")]
        rows = [
            (str(n), CHANGE_SHEETS.get(kind, kind) if lang == "zh" else kind, _brief(body, lang)) for n, kind, body in _numbered(changes)
        ]
        st.html(grid_html(heads, rows))
        one, two = st.columns([4, 1], vertical_alignment="bottom")
        options = [str(n) for n, _, _ in _numbered(changes)]
        gone = some_of(one, word("page.scenarios.row", lang), options, key="drop-changes", lang=lang)
        if two.button(word("page.scenarios.remove", lang), key="drop", disabled=not gone):
            _take(ctx, [change for n, change in enumerate(changes, start=1) if str(n) not in gone])
    else:
        st.info(word("page.scenarios.no_changes", lang))
    left, right = st.columns([7, 4], gap="medium")
    with left, st.form("edit-changes", border=True):
        st.html(f"<b>{escape(word('page.scenarios.text', lang))}</b>")
        text = st.text_area(
            word("page.scenarios.text", lang), value=_text(changes), height=240, label_visibility="collapsed",
            key=f"changes-text-{hash(_text(changes))}", placeholder=word("page.scenarios.text_hint", lang),
        )  # fmt: skip
        sent = st.form_submit_button(word("page.scenarios.check", lang), type="primary")
    if sent:
        _take_text(ctx, "changes:\n" + text)
    with right:
        _excel(ctx)


def _numbered(changes: Sequence[Change]) -> list[tuple[int, str, Mapping[str, Any]]]:
    return [(n, kind, body) for n, change in enumerate(changes, start=1) for kind, body in change.items()]


def _brief(body: Mapping[str, Any], lang: str) -> str:
    named = {k: CHANGE_FIELDS.get(k, k) if lang == "zh" else k for k in body}
    return "；".join(f"{named[k]} {v if k != 'geometry' else '…'}" for k, v in body.items())


def _text(changes: Sequence[Change]) -> str:
    return "".join(f"- {kind}: {flow(body)}\n" for _, kind, body in _numbered(changes))


def _take_text(ctx: Context, text: str) -> None:
    """Read changes from text: YAML without tricks, duplicate keys refused; then check them by a run."""
    try:
        changes_of(text, "changes.yaml")
        data = YAML(typ="safe", pure=True).load(text)
    except InputError as error:
        _refused(ctx, error)
        return
    except YAMLError as error:
        _refused(ctx, error)
        return
    listed = data.get("changes") if isinstance(data, dict) else None
    _take(ctx, [c for c in listed or [] if isinstance(c, dict)])


def _take(ctx: Context, changes: Sequence[Change]) -> None:
    """Run the scenario with the changes; where that works they take the place of those tried, as one step to undo."""
    assert ctx.space is not None  # noqa: S101 - asked by the caller
    try:
        ctx.space.run(changes)
    except (InputError, OSError) as error:
        _refused(ctx, error)
        return
    ctx.state.replace(changes)
    st.toast(word("page.scenarios.taken", ctx.lang))
    st.rerun()


def _refused(ctx: Context, error: Exception) -> None:
    st.error(word("page.failed", ctx.lang))
    problems = error.problems if isinstance(error, InputError) else ()
    st.text("\n".join(p.line(ctx.lang) for p in problems) or str(error))


def _excel(ctx: Context) -> None:
    """Take the list out to a workbook, and an edited workbook back: what it says otherwise is shown before it counts."""
    assert ctx.space is not None  # noqa: S101 - asked by the caller
    lang, text = ctx.lang, ctx.space.text(ctx.state.changes)
    name = f"{Path(ctx.space.path).stem}.xlsx"
    st.html(f"<b>{escape(word('page.scenarios.excel', lang))}</b>")

    def book() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / name
            write_scenario_book(text, out, title=name)
            return out.read_bytes()

    if excel_offered(lang):
        st.download_button(word("page.scenarios.excel_out", lang), book, file_name=name, key="book-out", on_click="ignore")
    brought = st.file_uploader(word("page.scenarios.excel_in", lang), type=["xlsx"], key=f"book-in-{lang}", max_upload_size=20)
    if brought is None:
        return
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "changes.xlsx"
            file.write_bytes(brought.getvalue())
            found = read_scenario_book(file, text)
    except (InputError, OutputError, OSError, ValueError, KeyError) as error:
        _refused(ctx, error)
        return
    if not found.edits:
        st.caption(word("page.scenarios.same", lang))
        return
    for line in found.lines:
        st.text("· " + line)
    if st.button(word("page.scenarios.check", lang), key="book-take", type="primary"):
        _take_text(ctx, rewritten(text, found.edits))
