"""Parcels that an officer brings as a file, to be tried on the map: outlines and figures, read as any other parcel file is."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

import shapely
import streamlit as st

from planner.errors import InputError, Problem, Severity
from planner.inputs import read
from planner.model import InputSpec
from planner.report import figure, header
from planner.texts import word
from planner.ui.uploads import DATUMS

#: Figures asked for beside an outline, and most parcels offered from one file.
FIGURES = ("households", "population", "elderly_floor_area_m2", "elderly_land_area_m2")
_MOST = 500


@dataclass(frozen=True, slots=True)
class Outline:
    """A parcel of a brought file: its id and how it is called there, its outline in WGS84, the figures the file gives."""

    id: str
    label: str
    geometry: Mapping[str, Any]
    figures: Mapping[str, float | int | None]


def outlines(name: str, content: bytes, datum: str = "") -> tuple[list[Outline], tuple[Problem, ...]]:
    """Read the parcels of a file, and what is doubtful about it.

    Parameters
    ----------
    name
        As the officer calls it; only its ending is used.
    content
        The file.
    datum
        Of :data:`planner.ui.uploads.DATUMS`; ``""`` where it is left to the file.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="planner-") as folder:
        path = Path(folder) / f"parcel{PurePath(name).suffix.lower()[:10]}"
        path.write_bytes(content)
        table = read("parcel", InputSpec(path, shown=PurePath(name).name, datum=datum or None))
    frame, found = table.frame, []
    for name_there, row, shape in zip(frame.index, frame.drop(columns="geometry").to_dict("records"), frame.geometry, strict=True):
        if shape is not None and shape.geom_type in {"Polygon", "MultiPolygon"} and not shape.is_empty:
            label = " · ".join(str(v) for v in (name_there, row.get("name")) if v)
            found.append(Outline(str(name_there), label, json.loads(shapely.to_geojson(shape)), {k: figure(row.get(k)) for k in FIGURES}))
    return found[:_MOST], tuple(p for p in table.problems if p.severity is Severity.DOUBT)


def bring(act: Callable[[Mapping[str, Any]], None], lang: str) -> None:
    """Show the place for a file; ``act`` is called with the parcel to add."""
    with st.expander(word("live.upload", lang)):
        file = st.file_uploader(word("live.upload", lang), label_visibility="collapsed", key="livemap-upload")
        if file is None:
            return
        datum = st.selectbox(
            word("page.data.confirm_datum", lang), ["", *DATUMS], format_func=lambda d: d or word("live.upload.datum", lang),
            key=f"livemap-datum-{file.file_id}", width=420,
        )  # fmt: skip
        try:
            found, doubts = _read_once(file, datum)
        except InputError as error:
            st.error(word("live.upload.bad", lang))
            st.text("\n".join(problem.line(lang) for problem in error.problems[:5]))
            return
        if not found:
            st.error(word("live.upload.none", lang))
            return
        if doubts:
            st.text("\n".join(problem.line(lang) for problem in doubts[:5]))
        _all(found, act, lang)
        columns = st.columns([3, *(1 for _ in FIGURES), 1], vertical_alignment="bottom")
        at = columns[0].selectbox(word("noun.parcel", lang), range(len(found)), format_func=lambda i: found[i].label, key="livemap-outline")
        chosen = found[at]
        values = {
            name: place.number_input(
                header(name, lang), min_value=0.0, value=_float(chosen.figures[name]), key=f"livemap-{name}-{file.file_id}-{at}"
            )
            for name, place in zip(FIGURES, columns[1:-1], strict=True)
        }
        body = {"do": "add_parcel", "id": chosen.id, "name": chosen.label, "geometry": chosen.geometry, **values}
        columns[-1].button(word("live.upload.add", lang), type="primary", on_click=act, args=(body,), key="livemap-bring")


def _read_once(file: Any, datum: str) -> tuple[list[Outline], tuple[Problem, ...]]:
    """Read what lies in the uploader once, not at every click on the map."""
    key, kept = (file.file_id, datum), st.session_state.get("livemap-outlines")
    if kept is None or kept[0] != key:
        kept = st.session_state["livemap-outlines"] = (key, outlines(file.name, file.getvalue(), datum))
    found: tuple[list[Outline], tuple[Problem, ...]] = kept[1]
    return found


def _all(found: list[Outline], act: Callable[[Mapping[str, Any]], None], lang: str) -> None:
    """Offer to take every parcel of the file as it stands there, where each says how many households it has."""
    ready = [one for one in found if one.figures["households"]]
    if len(found) < 2:
        return
    told, button = st.columns([4, 1], vertical_alignment="center")
    lacking = word("live.upload.lacking", lang).format(n=len(found) - len(ready)) if len(ready) < len(found) else ""
    told.caption(word("live.upload.found", lang).format(n=len(found)) + lacking)
    parcels = [{"id": one.id, "name": one.label, "geometry": one.geometry, **one.figures} for one in ready]
    label = word("live.upload.all", lang).format(n=len(ready))
    body = {"do": "add_parcels", "parcels": parcels}
    button.button(label, on_click=act, args=(body,), key="livemap-bring-all", width="stretch", disabled=not ready)


def _float(value: float | int | None) -> float | None:
    return None if value is None else float(value)
