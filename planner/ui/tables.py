"""Tables of the app: filters above, rows in the words a reader knows, one subject chosen for its card."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal
from zlib import crc32

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from planner.report import Column, blank, colour_of, columns_of, figure, shown
from planner.style import tint
from planner.texts import word
from planner.ui.context import Context

#: Rows with a colour per cell; larger tables go without, because styling is slow there.
_MOST_STYLED = 2_000
_BADGES = frozenset({"verdict", "centre_status", "severity", "reviewed_verdict"})
_BADGE_PX = 108
_FORMATS = {"count": "localized", "number": "localized", "share": "%.1f%%", "degrees": "%.6f"}


def show_table(
    frame: pd.DataFrame,
    sheet: str,
    *,
    key: str,
    lang: str,
    on_row: Callable[[int], None] | None = None,
    height: int | Literal["stretch"] | None = None,
    labels: Mapping[str, str] | None = None,
) -> None:
    """Show rows with headers and words of the language.

    Parameters
    ----------
    frame
        Rows.
    sheet
        Whose columns they are.
    key, lang
        Distinguishes the table; ``"zh"`` or ``"en"``.
    on_row
        Called with a row's position in ``frame`` when any of its cells is clicked, however the reader sorted the table.
    height
        In pixels; by the rows where not given.
    labels
        Column → header, for columns the catalogue does not know.
    """
    columns = columns_of(sheet, frame.columns, lang=lang)
    view = pd.DataFrame({c.name: _values(c, frame[c.name].tolist(), lang) for c in columns})
    settings: dict[str, Any] = {c.name: _setting(c, view[c.name], (labels or {}).get(c.name) or c.header(lang)) for c in columns}
    data: Any = view
    coloured = [c.name for c in columns if c.name in _BADGES]
    if coloured and len(view) <= _MOST_STYLED:
        codes = frame.reset_index(drop=True)
        data = view.style.apply(lambda column: [_css(column.name, v) for v in codes[column.name]], subset=list[Any](coloured))
    options: dict[str, Any] = {
        "hide_index": True,
        "column_config": settings,
        "height": height or min(38 + 35 * max(len(view), 1), 420),
        "key": f"{key}-table-{lang}",
        "placeholder": "",
    }
    if on_row is not None and len(columns):
        # Other rows make another table: a browser that keeps the old one swallows the first click on the new rows.
        options["key"] += f"-{crc32(chr(10).join(map(str, frame[columns[0].name])).encode()):08x}"
    if on_row is None:
        st.dataframe(data, **options)
        return

    def clicked() -> None:
        cells = st.session_state[options["key"]].selection.cells
        if cells and cells[0][0] < len(frame):
            on_row(int(cells[0][0]))

    st.dataframe(data, on_select=clicked, selection_mode="single-cell", **options)


def some_of(
    place: DeltaGenerator, label: str, options: Sequence[str], *, key: str, lang: str, say_as: Callable[[str], str] = str, none: str = "all"
) -> list[str]:
    """Show a choice of some of several words; none chosen means ``all``, or that one has to ``pick``."""
    empty = word("app.pick" if none == "pick" else "app.filter.all", lang)
    look: dict[str, Any] = {"key": key, "format_func": say_as, "placeholder": empty}
    return [str(chosen) for chosen in place.multiselect(label, list(options), **look)]


def searched(frame: pd.DataFrame, columns: Sequence[str], place: DeltaGenerator, *, key: str, lang: str) -> pd.DataFrame:
    """Show a search field and give the rows one of whose columns holds the text, letter case aside."""
    text = place.text_input(word("page.search", lang), key=f"{key}-search").strip().casefold()
    if not text:
        return frame
    there = [c for c in columns if c in frame]
    hits = pd.Series(data=False, index=frame.index)
    for column in there:
        hits |= frame[column].fillna("").astype(str).str.casefold().str.contains(text, regex=False)
    return frame[hits]


def choose_row(
    ctx: Context, frame: pd.DataFrame, place: DeltaGenerator, *, kind: str, names: Sequence[str], label: str
) -> Mapping[str, Any] | None:
    """Show a choice over the rows that agrees with what is selected on every page, and give the row chosen.

    Parameters
    ----------
    ctx
        The page's.
    frame
        Rows; the first column of ``names`` is the id.
    place
        Where the choice stands.
    kind
        Kind of subject, for the selection.
    names
        Columns that stand in the list of choices.
    label
        Of the choice.

    Returns
    -------
    Mapping or None
        The row of the subject selected, the first one where another is selected; ``None`` where there is no row.
    """
    if frame.empty:
        return None
    ids = frame[names[0]].astype(str).tolist()
    selected = ctx.selected
    current = selected[1] if selected is not None and selected[0] == kind and selected[1] in ids else ids[0]
    labels = [" · ".join(str(v) for v in row if not blank(v)) for row in frame[list(names)].itertuples(index=False)]
    named = dict(zip(ids, labels, strict=True))
    key = f"choose-{kind}"
    st.session_state[key] = current

    def picked() -> None:
        ctx.select(kind, str(st.session_state[key]))

    look: dict[str, Any] = {"format_func": lambda i: named.get(i, i), "on_change": picked, "label_visibility": "collapsed"}
    place.selectbox(label, ids, key=key, **look)
    return {str(k): v for k, v in frame.iloc[ids.index(current)].to_dict().items()}


def worst_first(frame: pd.DataFrame, column: str, order: Sequence[str]) -> pd.DataFrame:
    """Order rows by how much they ask for attention; equal ones keep their order."""
    rank = {value: i for i, value in enumerate(order)}
    return frame.iloc[frame[column].astype(str).map(lambda v: rank.get(v, len(rank))).argsort(kind="stable").to_numpy()]


def _values(column: Column, values: Sequence[Any], lang: str) -> list[Any]:
    """Figures as numbers, so that they sort as such; a column that also holds text such as ``>60`` is text throughout."""
    if column.form in _FORMATS and all(blank(v) or figure(v) is not None for v in values):
        return [None if (number := figure(v)) is None else 100 * number if column.form == "share" else number for v in values]
    return ["" if blank(v) else shown(column, v, lang) for v in values]


def _setting(column: Column, values: pd.Series, header: str) -> Any:
    if column.form in _FORMATS and pd.api.types.is_numeric_dtype(values):
        return st.column_config.NumberColumn(header, format=_FORMATS[column.form])
    wide: Literal["large"] | int | None = "large" if column.form == "long" else _BADGE_PX if column.name in _BADGES else None
    return st.column_config.TextColumn(header, width=wide)


def _css(column: str, value: Any) -> str:
    colour = colour_of("verdict" if column == "reviewed_verdict" else column, value)
    return f"background-color: {tint(colour, 0.28)}" if colour else ""
