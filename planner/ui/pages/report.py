"""报告: the files of a result with what each is, made where they are not there yet, and downloaded one by one or together."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from html import escape
from pathlib import Path

import streamlit as st

from planner.errors import InputError, OutputError
from planner.report import FILES, write_results
from planner.texts import word
from planner.ui.context import Context
from planner.ui.parts import page_style

_FIRST = ("report.docx", "report.xlsx", "map.html", "results.gpkg", "parcels.csv", "communities.csv", "findings.csv", "quality.csv")
_OWN_MB = 1_000_000


def show(ctx: Context) -> None:
    """Show the page."""
    page_style()
    _page(ctx)


@st.fragment
def _page(ctx: Context) -> None:
    lang = ctx.lang
    folder = ctx.shown.folder or _written(ctx)
    if folder is None:
        st.info(word("page.report.live", lang))
        _write(ctx)
        return
    if ctx.shown.folder is None:
        _write(ctx)
    st.html(f"<h2 class='pp-title'>{escape(word('page.report.files', lang))}</h2>")
    files = [f for f in sorted(folder.rglob("*"), key=_order) if f.is_file() and not f.name.startswith(".")]
    if not files:
        st.info(word("page.report.none", lang))
        return
    st.download_button(
        word("page.report.all", lang), lambda: _packed(folder, files, ctx), file_name=f"{folder.name}.zip", mime="application/zip",
        key="all", type="primary", on_click="ignore", icon=":material/folder_zip:",
    )  # fmt: skip
    with st.container(gap=None, key="files"):
        for file in files:
            _line(file, file.relative_to(folder).as_posix(), lang)


def _line(file: Path, name: str, lang: str) -> None:
    """Show one file: what it is, its name and size, and a button that fetches it."""
    what, size, button = st.columns([8, 2, 2], vertical_alignment="center")
    what.html(f"<b>{escape(_what(name, lang))}</b>　<span class='pc-sub'>{escape(name)}</span>")
    size.html(f"<div style='text-align:right'>{escape(_size(file.stat().st_size))}</div>")
    button.download_button(
        word("page.report.download", lang), file.read_bytes, file_name=file.name, key=f"file-{name}", on_click="ignore", width="stretch",
        type="tertiary", icon=":material/download:",
    )  # fmt: skip


def _what(name: str, lang: str) -> str:
    try:
        return word(f"page.file.{name}", lang)
    except KeyError:
        return word("page.file.other", lang)


def _order(file: Path) -> tuple[int, int, str]:
    listed = [*_FIRST, *(f for f in FILES if f not in _FIRST)]
    return len(file.parts), listed.index(file.name) if file.name in listed else len(listed), file.name


def _size(size: int) -> str:
    return f"{size / _OWN_MB:,.1f} MB" if size >= _OWN_MB / 10 else f"{max(size, 1000) / 1000:,.0f} kB"


def _packed(folder: Path, files: list[Path], ctx: Context) -> bytes:
    """Pack files into one, dated by the run's own day so that the same files give the same bytes."""
    day = date.fromisoformat(str(ctx.shown.summary["as_of"]))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for file in files:
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            pack.writestr(entry, file.read_bytes())
    return out.getvalue()


def _written(ctx: Context) -> Path | None:
    """Give the folder this very result was written to in this session."""
    kept = ctx.state.store.get("pages.report.written")
    return Path(kept[1]) if kept and kept[0] == _mark(ctx) and Path(kept[1]).is_dir() else None


def _mark(ctx: Context) -> str:
    from planner.ui.state import fingerprint

    return f"{ctx.state.scenario}:{fingerprint(ctx.state.changes)}"


def _write(ctx: Context) -> None:
    """Write what is on screen into ``out/`` beside the program, as ``planner run`` does."""
    lang, result = ctx.lang, ctx.shown.result
    if result is None or not st.button(word("page.report.write", lang), type="primary", key="write", icon=":material/save:"):
        return
    stem = Path(ctx.state.scenario).stem or "result"
    name = stem if not ctx.state.changes else f"{stem}-draft"
    bar = st.progress(0.0, word("page.report.writing", lang).format(what=name))
    try:
        folder = write_results(result, Path("out") / name)
    except (InputError, OutputError) as error:
        bar.empty()
        st.error(word("page.failed", lang))
        st.text(str(error))
        return
    bar.progress(1.0)
    ctx.state.store["pages.report.written"] = (_mark(ctx), str(folder))
    st.rerun(scope="fragment")
