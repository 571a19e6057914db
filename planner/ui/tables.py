"""Tables of the app: filters above, rows in the words a reader knows, one subject chosen for its card."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from planner.report.columns import Column, blank, colour_of, columns_of, figure, say, shown
from planner.style import tint
from planner.texts import word

#: Rows with a colour per cell; larger tables go without, because styling is slow there.
_MOST_STYLED = 2_000
_FORMATS = {"count": "localized", "number": "localized", "share": "percent", "degrees": "%.6f"}


def filtered(frame: pd.DataFrame, filters: Mapping[str, str], *, key: str, lang: str) -> pd.DataFrame:
    """Show a choice for each column and give the rows that pass all.

    Parameters
    ----------
    frame
        Rows.
    filters
        Column → key of its label.
    key
        Distinguishes the widgets of this table.
    lang
        ``"zh"`` or ``"en"``.
    """
    there = {c: label for c, label in filters.items() if c in frame and frame[c].notna().any()}
    keep = pd.Series(data=True, index=frame.index)
    for place, (column, label) in zip(st.columns(max(len(there), 1)), there.items(), strict=False):
        values = frame[column].dropna().astype(str).unique().tolist()
        look: dict[str, Any] = {"key": f"{key}-{column}-{lang}", "placeholder": word("app.filter.all", lang)}
        chosen = place.multiselect(word(label, lang), values, format_func=_sayer(column, lang), **look)
        if chosen:
            keep &= frame[column].astype(str).isin(chosen)
    out = frame[keep]
    if frame.empty:
        return frame
    st.caption(word("app.shown", lang).format(n=f"{len(out):,}", total=f"{len(frame):,}"))
    return out


def show_table(frame: pd.DataFrame, sheet: str, *, key: str, lang: str, on_row: Callable[[int], None] | None = None) -> None:
    """Show rows with headers and words of the language; a click on a row calls ``on_row`` with its position."""
    columns = columns_of(sheet, frame.columns, lang=lang)
    view = pd.DataFrame({c.name: _values(c, frame[c.name].tolist(), lang) for c in columns})
    settings: dict[str, Any] = {c.name: _setting(c, view[c.name], lang) for c in columns}
    data: Any = view
    coloured = [c.name for c in columns if c.name in {"verdict", "centre_status", "severity"}]
    if coloured and len(view) <= _MOST_STYLED:
        codes = frame.reset_index(drop=True)
        data = view.style.apply(lambda column: [_css(column.name, v) for v in codes[column.name]], subset=list[Any](coloured))
    height = min(38 + 35 * max(len(view), 1), 420)
    options: dict[str, Any] = {
        "hide_index": True,
        "column_config": settings,
        "height": height,
        "key": f"{key}-table-{lang}",
        "placeholder": "",
    }
    if on_row is None:
        st.dataframe(data, **options)
        return

    def clicked() -> None:
        rows = st.session_state[f"{key}-table-{lang}"].selection.rows
        if rows:
            on_row(rows[0])

    st.dataframe(data, on_select=clicked, selection_mode="single-row", **options)


def chosen_subject(frame: pd.DataFrame, sheet: str, columns: Sequence[str], *, key: str, lang: str) -> Mapping[str, Any] | None:
    """Show a table and a choice of one of its rows; give that row, the first one until another is chosen.

    Parameters
    ----------
    frame
        Rows, in the order wanted; the first column of ``columns`` is the id.
    sheet
        Whose columns they are.
    columns
        Id and name, which stand in the list of choices.
    key
        Distinguishes the widgets.
    lang
        ``"zh"`` or ``"en"``.
    """
    if frame.empty:
        st.info(word("app.nothing", lang))
        return None
    positions = list(range(len(frame)))
    labels = [" · ".join(str(v) for v in row if not blank(v)) for row in frame[list(columns)].itertuples(index=False)]
    ids = frame[columns[0]].astype(str).tolist()
    choice = f"{key}-choice"
    if st.session_state.get(choice) not in ids:
        st.session_state[choice] = ids[0]

    def pick(position: int) -> None:
        st.session_state[choice] = ids[position]

    show_table(frame, sheet, key=key, lang=lang, on_row=pick)
    named = dict(zip(ids, labels, strict=True))
    hint = word("app.choose.hint", lang)
    picked = st.selectbox(word(f"app.choose.{sheet}", lang), ids, key=choice, format_func=lambda i: named.get(i, i), help=hint)
    at = next(p for p in positions if ids[p] == picked)
    return {str(k): v for k, v in frame.iloc[at].to_dict().items()}


def worst_first(frame: pd.DataFrame, column: str, order: Sequence[str]) -> pd.DataFrame:
    """Order rows by how much they ask for attention; equal ones keep their order."""
    rank = {value: i for i, value in enumerate(order)}
    return frame.iloc[frame[column].astype(str).map(lambda v: rank.get(v, len(rank))).argsort(kind="stable").to_numpy()]


def _sayer(column: str, lang: str) -> Callable[[str], str]:
    return lambda value: say(column, value, lang)


def _values(column: Column, values: Sequence[Any], lang: str) -> list[Any]:
    """Figures as numbers, so that they sort as such; a column that also holds text such as ``>60`` is text throughout."""
    if column.form in _FORMATS and all(blank(v) or figure(v) is not None for v in values):
        return [figure(v) for v in values]
    return ["" if blank(v) else shown(column, v, lang) for v in values]


def _setting(column: Column, values: pd.Series, lang: str) -> Any:
    header = column.header(lang)
    if column.form in _FORMATS and pd.api.types.is_numeric_dtype(values):
        return st.column_config.NumberColumn(header, format=_FORMATS[column.form])
    return st.column_config.TextColumn(header, width="large" if column.form == "long" else None)


def _css(column: str, value: Any) -> str:
    colour = colour_of(column, value)
    return f"background-color: {tint(colour, 0.28)}" if colour else ""
