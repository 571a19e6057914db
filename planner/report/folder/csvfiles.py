"""Frames as CSV that Excel opens in Chinese: UTF-8 with BOM, plain numbers, text that no spreadsheet takes for a formula."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame; a geometry column is left out.

    Missing values are empty. Whole numbers carry no ``.0``. A text that begins like a formula gets a leading apostrophe.
    """
    plain = pd.DataFrame({name: _column(frame[name]) for name in frame.columns if name != "geometry"})
    plain.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


def harmless(text: str) -> str:
    """Return the text as a spreadsheet cell that is not run; a plain number stays as it is."""
    return "'" + text if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def unharmed(text: str) -> str:
    """Return a cell's text as it was before :func:`harmless`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def _column(column: pd.Series) -> list[object]:
    values = column.tolist()
    if pd.api.types.is_float_dtype(column.dtype):
        known = column[np.isfinite(column.astype(float))]
        whole = bool((known == known.round()).all())
        return ["" if v is None or not np.isfinite(v) else int(v) if whole else v for v in values]
    return [_cell(v) for v in values]


def _cell(value: object) -> object:
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, float) and value.is_integer():
        return int(value)
    # A lone carriage return would go unquoted and end the row for some readers.
    return harmless(value.replace("\r\n", "\n").replace("\r", "\n")) if isinstance(value, str) else value
