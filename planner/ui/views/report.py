"""报告: the files of a result with what each is, made where they are not there yet, and downloaded one by one or together."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from html import escape
from pathlib import Path

import streamlit as st

from planner.errors import InputError, OutputError
from planner.report import FILES, Wanted, report_kinds, write_reports, write_results
from planner.report.folder import PAPERS_FOLDER, paper_states
from planner.run import RunResult
from planner.style import SEVERITY_COLOURS
from planner.texts import word
from planner.ui.cards import badge_html
from planner.ui.context import Context
from planner.ui.parts import page_style, quiet
from planner.ui.tables import some_of

_FIRST = ("report.docx", "report.xlsx", "map.html", "results.gpkg", "parcels.csv", "communities.csv", "findings.csv", "quality.csv")
_OWN_MB = 1_000_000
_SHELF = "made.jsonl"


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
        listed = "".join(
            f"<li><b>{escape(_what(name, lang))}</b>　<span style='color:#5a6672'>{escape(name)}</span></li>" for name in _FIRST
        )
        st.html(f"<h2 class='pp-title'>{escape(word('page.report.will', lang))}</h2><ul>{listed}</ul>")
        return
    if ctx.shown.folder is None:
        _write(ctx)
    _make(ctx, folder)
    st.html(f"<h2 class='pp-title'>{escape(word('page.report.files', lang))}</h2>")
    files = [f for f in sorted(folder.rglob("*"), key=_order) if f.is_file() and not f.name.startswith(".") and f.name != _SHELF]
    if not files:
        st.info(word("page.report.none", lang))
        return
    st.download_button(
        word("page.report.all", lang), lambda: _packed(folder, files, ctx), file_name=f"{folder.name}.zip", mime="application/zip",
        key="all", type="primary", on_click="ignore", icon=":material/folder_zip:",
    )  # fmt: skip
    told = _marks(folder, lang)
    if any(word("page.report.outdated", lang) in marks for marks in told.values()):
        st.warning(word("page.report.outdated_lead", lang))
    with st.container(gap=None, key="files"):
        for file in files:
            name = file.relative_to(folder).as_posix()
            _line(file, name, lang, marks=told.get(name, ()))


def _make(ctx: Context, folder: Path) -> None:
    """Offer what can be made from the folder's files, for all parcels or some, and make it with its progress shown."""
    lang = ctx.lang
    kinds = {k.name: k for k in report_kinds() if k.available and not (k.own and (folder / k.own).is_file())}
    st.html(f"<h2 class='pp-title'>{escape(word('page.report.make', lang))}</h2>")
    with st.form("make", border=True):
        one, two, three = st.columns([5, 5, 2], vertical_alignment="bottom")
        titles = {name: k.title if lang == "zh" else k.title_en for name, k in kinds.items()}
        what = some_of(one, word("page.report.what_to_make", lang), list(kinds), key="make-what", lang=lang, say_as=lambda n: titles[n])
        rows = ctx.shown.parcels
        named = {str(i): f"{i} {n}" for i, n in zip(rows["parcel_id"], rows["name"], strict=True)} if len(rows) else {}
        which = some_of(two, word("page.report.parcel", lang), list(named), key="make-which", lang=lang, say_as=lambda i: named.get(i, i))
        plates = three.checkbox(word("page.report.plates", lang), key="make-plates")
        sent = st.form_submit_button(word("page.report.go", lang), type="primary", icon=":material/description:")
    if not sent:
        return
    bar = st.progress(0.0)

    def tell(name: str, share: float) -> None:
        bar.progress(min(max(share, 0.0), 1.0), word("page.report.writing", lang).format(what=quiet(name)))

    try:
        made = write_reports(folder, what=what or list(kinds), wanted=Wanted(parcels=tuple(which), plates=plates), progress=tell)
    except (InputError, OutputError) as error:
        bar.empty()
        st.error(word("page.failed", lang))
        st.text(str(error))
        return
    bar.empty()
    st.success(word("page.report.made", lang).format(n=len(made)))


def _marks(folder: Path, lang: str) -> dict[str, tuple[str, ...]]:
    """Return for each paper whether it is older than the run in the folder, and whether somebody has changed it."""
    keys = {"outdated": "page.report.outdated", "changed": "page.report.changed"}
    return {
        f"{PAPERS_FOLDER}/{state.name}": tuple(word(key, lang) for what, key in keys.items() if getattr(state, what))
        for state in paper_states(folder)
    }


def _line(file: Path, name: str, lang: str, *, marks: tuple[str, ...] = ()) -> None:
    """Show one file: what it is, its name and size, and a button that fetches it."""
    what, size, button = st.columns([8, 2, 2], vertical_alignment="center")
    badges = "".join(f" {badge_html(mark, SEVERITY_COLOURS['doubt'])}" for mark in marks)
    what.html(f"<b>{escape(_what(name, lang))}</b>　<span style='color:#5a6672'>{escape(name)}</span>{badges}")
    size.html(f"<div style='text-align:right'>{escape(_size(file.stat().st_size))}</div>")
    button.download_button(
        word("page.report.download", lang), file.read_bytes, file_name=file.name, key=f"file-{name}", on_click="ignore", width="stretch",
        type="tertiary", icon=":material/download:",
    )  # fmt: skip


def _what(name: str, lang: str) -> str:
    try:
        return word(f"page.file.{name}", lang)
    except KeyError:
        return name.rpartition("/")[2]


def _order(file: Path) -> tuple[int, int, str]:
    listed = [*_FIRST, *(f for f in FILES if f not in _FIRST)]
    return -len(file.parts), listed.index(file.name) if file.name in listed else len(listed), file.name


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
    """Return the folder this very result was written to in this session."""
    kept = ctx.state.store.get("pages.report.written")
    return Path(kept[1]) if kept and kept[0] == _mark(ctx) and Path(kept[1]).is_dir() else None


def _named(ctx: Context, result: RunResult) -> RunResult:
    """Return a run a name that says it is a trial, where changes are tried that no scenario holds."""
    changes = ctx.state.changes
    if not changes or ctx.space is None:
        return result
    name = word("run.trial", ctx.lang).format(name=result.summary["name"], n=len(changes))
    return ctx.space.run(changes, name=name)


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
        folder = write_results(_named(ctx, result), Path("out") / name)
    except (InputError, OutputError) as error:
        bar.empty()
        st.error(word("page.failed", lang))
        st.text(str(error))
        return
    bar.progress(1.0)
    ctx.state.store["pages.report.written"] = (_mark(ctx), str(folder))
    st.rerun(scope="fragment")
