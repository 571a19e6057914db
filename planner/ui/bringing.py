"""Bring files: upload, see what is in them, confirm headers and datum; what is confirmed stands in a mapping file beside the data."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import shapely
import streamlit as st

from planner.errors import InputError
from planner.inputs import FIELDS, Against, Inspection, inspect_file, save_mapping
from planner.inputs.headers import KEY_FIELDS, mapping_path
from planner.model import InputSpec
from planner.report import read_layer
from planner.texts import word
from planner.ui.context import Context
from planner.ui.filecard import detection_html, field_name, headers_html, problem_frame, reading_html
from planner.ui.parts import page_style
from planner.ui.tables import show_table
from planner.ui.uploads import DATUMS, MOST_FILES, MOST_MB, readable, take_in, upload_place

_FOLDER = "pages.data.folder"
#: Faults a damaged file may raise in a reader of another project, besides our own.
_DAMAGED = (InputError, OSError, ValueError, KeyError, IndexError, TypeError, RuntimeError, AttributeError, MemoryError)


@st.fragment
def bring(ctx: Context) -> None:
    """Show the page part."""
    lang = ctx.lang
    page_style()
    _take(ctx)
    files = _files(ctx)
    if not files:
        return
    one, two, three = st.columns([5, 3, 3])
    path = files[str(one.selectbox(word("page.data.which", lang), list(files), key="data-which"))]
    noun = two.selectbox(word("page.data.noun", lang), ["", *FIELDS], key="data-noun", format_func=lambda n: _noun(n, lang))
    references = _references(ctx)
    against = three.selectbox(
        word("page.data.compare", lang), ["", *references], key="data-against", index=min(1, len(references)),
        format_func=lambda r: word(f"page.data.{r}" if r else "page.data.compare_none", lang),
    )  # fmt: skip
    found = _look(ctx, path, str(noun or ""), str(against or ""))
    if found is None:
        st.error(word("page.data.crashed", lang))
        return
    left, right = st.columns([10, 10], gap="medium")
    with left:
        st.html(reading_html(found, lang))
        if found.detection is not None:
            st.html(f"<h2 class='pp-title'>{escape(word('page.data.detection', lang))}</h2>")
            st.html(detection_html(found.detection, word(f"page.data.{against}", lang), lang))
    with right:
        if found.format:
            st.html(headers_html(found, lang))
    if found.format:
        _confirm(ctx, path, found)
    if found.problems:
        st.html(f"<h2 class='pp-title'>{escape(word('page.data.problems', lang).format(n=len(found.problems)))}</h2>")
        show_table(problem_frame(found.problems, lang), "quality", key="data-problems", lang=lang)


def _take(ctx: Context) -> None:
    lang = ctx.lang
    brought = st.file_uploader(
        word("page.data.uploader", lang), accept_multiple_files=True, key=f"uploader-{lang}", max_upload_size=MOST_MB
    )  # fmt: skip
    st.caption(word("page.data.limit", lang).format(mb=MOST_MB, n=MOST_FILES))
    if not brought:
        return
    try:
        taken = take_in(brought, upload_place(ctx.space.loaded.path if ctx.space is not None else None))
    except OSError as error:
        st.error(word("page.failed", lang))
        st.text(str(error))
        return
    for key, name in taken.refused:
        st.text("⚠ " + word(key, lang).format(name=name, mb=MOST_MB, n=MOST_FILES))
    if taken.folder is not None:
        ctx.state.store[_FOLDER] = str(taken.folder)


def _files(ctx: Context) -> dict[str, Path]:
    """Name what can be looked at: what was brought, then the inputs of the scenario that is open."""
    found: dict[str, Path] = {}
    folder = Path(str(ctx.state.store.get(_FOLDER, "")))
    if ctx.state.store.get(_FOLDER) and folder.is_dir():
        found.update({p.name: p for p in readable(folder)})
    if ctx.space is not None:
        loaded = ctx.space.loaded
        for name, _ in loaded.file.inputs:
            entry = getattr(loaded.file.inputs, name)
            path = None if entry is None else loaded.path.parent / entry.path
            if path is not None and path.is_file() and name not in {"network", "dem", "measured", "reviews", "ledger", "subsidies"}:
                found[word("page.data.input_name", ctx.lang).format(name=path.name)] = path
    return found


def _references(ctx: Context) -> dict[str, Against]:
    """Return what places can be compared with: streets and boundaries of the run on screen."""
    result, folder = ctx.shown.result, ctx.shown.folder
    if result is not None:
        lines = shapely.get_parts(result.streets.geometry.to_numpy())
        return _known({"streets": lines, "boundaries": result.communities.geometry.to_numpy()}, ctx.lang)
    if folder is not None and (folder / "results.gpkg").is_file():
        return _known({"boundaries": _boundaries(str(folder), (folder / "results.gpkg").stat().st_mtime_ns)}, ctx.lang)
    return {}


def _known(shapes: Mapping[str, Any], lang: str) -> dict[str, Against]:
    out = {}
    for name, found in shapes.items():
        there = found[~shapely.is_missing(found)] if len(found) else found
        if len(there):
            out[name] = Against(word(f"page.data.{name}", lang), np.asarray(there, dtype=object))
    return out


@st.cache_resource(max_entries=4, show_spinner=False)
def _boundaries(folder: str, changed: int) -> Any:
    del changed
    try:
        return read_layer(Path(folder), "communities").to_crs(4326).geometry.to_numpy()
    except (OSError, ValueError, RuntimeError):
        return np.zeros(0, dtype=object)


def _look(ctx: Context, path: Path, noun: str, against: str) -> Inspection | None:
    """Look at a file once per state of it, its mapping and what it is compared with."""
    beside = mapping_path(path)
    marks = tuple(p.stat().st_mtime_ns if p.is_file() else 0 for p in (path, beside))
    base = str(ctx.shown.folder or (ctx.space.base_hash if ctx.space is not None else ""))
    reference = _references(ctx).get(against)
    return _inspected(str(path), marks, noun, f"{base}:{against}:{ctx.lang}", reference)


@st.cache_resource(max_entries=32, show_spinner=False)
def _inspected(path: str, marks: tuple[int, ...], noun: str, base: str, _against: Against | None) -> Inspection | None:
    del marks, base
    try:
        return inspect_file(Path(path), noun=noun or None, spec=InputSpec(Path(path), shown=Path(path).name), against=_against)
    except _DAMAGED:
        return None


def _confirm(ctx: Context, path: Path, found: Inspection) -> None:
    """Show the choices for every field, the datum and the reference system, and keep them in the mapping file."""
    lang = ctx.lang
    with st.expander(word("page.data.confirm", lang), expanded=bool(found.proposals), icon=":material/fact_check:"):
        if not found.noun:
            st.caption(word("page.data.no_noun", lang))
            return
        st.caption(word("page.data.confirm_lead", lang))
        with st.form(f"confirm-{path.name}-{found.noun}", border=False):
            columns = _choices(found, lang)
            one, two, three = st.columns(3)
            datum = one.selectbox(
                word("page.data.confirm_datum", lang), ["", *DATUMS], index=_suggested(found),
                format_func=lambda d: d or word("page.data.from_file", lang),
            )  # fmt: skip
            crs = two.text_input(word("page.data.confirm_crs", lang))
            layers = ["", *found.layers] if len(found.layers) > 1 else [""]
            layer = three.selectbox(word("page.data.layer", lang), layers)
            sent = st.form_submit_button(word("page.data.save", lang), type="primary")
        if sent:
            _save(path, found.noun, columns, {"datum": datum, "crs": crs.strip(), "layer": layer}, lang)
    beside = mapping_path(path)
    if beside.is_file():
        st.download_button(
            word("page.data.download", lang), beside.read_bytes(), file_name=beside.name, mime="text/yaml", key="mapping", on_click="ignore"
        )
        inside = ctx.space is not None and path.parent != Path(str(ctx.state.store.get(_FOLDER, "")))
        st.caption(word("page.data.as_input" if inside else "page.data.use", lang))
        if not inside:
            st.text(str(path))


def _choices(found: Inspection, lang: str) -> dict[str, str]:
    """Show a choice of header for each field, the important ones first; those left open are not among what is given."""
    headers = [*dict.fromkeys([*found.headers.values(), *found.unrecognised])]
    important = KEY_FIELDS.get(found.noun, ())
    names = list(dict.fromkeys(["id", "name", *important, *found.headers, *found.proposals, *FIELDS[found.noun]]))
    names = [n for n in names if n in FIELDS[found.noun]]
    none = word("page.data.not_used", lang)
    columns: dict[str, str] = {}
    places = st.columns(4)
    for at, name in enumerate(names):
        current = found.headers.get(name) or found.proposals.get(name, "")
        options = headers if name in found.headers else ["", *headers]
        label = field_name(found.noun, name, lang) + (" *" if name in important else "")
        picked = places[at % 4].selectbox(
            label, options, index=options.index(current) if current in options else 0, key=f"map-{found.file}-{found.noun}-{name}",
            format_func=lambda h: h or none,
        )  # fmt: skip
        if picked:
            columns[name] = str(picked)
    return columns


def _suggested(found: Inspection) -> int:
    """Propose the datum that the coordinates fit for sure, where the file names none; it is confirmed by a person."""
    best = found.detection.best if found.detection is not None and found.detection.sure else None
    if best is None or found.datum or str(best.reading.datum) not in DATUMS:
        return 0
    return DATUMS.index(str(best.reading.datum)) + 1


def _save(path: Path, noun: str, columns: Mapping[str, str], said: Mapping[str, str], lang: str) -> None:
    try:
        kept = save_mapping(path, noun, columns=columns, **{k: v for k, v in said.items() if v})
    except (OSError, ValueError) as error:
        st.error(word("page.failed", lang))
        st.text(str(error))
        return
    st.toast(word("page.data.saved", lang).format(name=kept.name.replace("[", "(").replace("]", ")")))
    st.rerun(scope="fragment")


def _noun(name: str, lang: str) -> str:
    return word(f"noun.{name}", lang) if name else word("page.data.guess", lang)
