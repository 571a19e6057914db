"""Delimited text: CSV and its relatives, in whatever encoding a Chinese office saves them."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from planner.errors import InputError, Problem, Severity
from planner.inputs.formats.corners import is_corner_text, read_corners
from planner.inputs.formats.sheets import LEAST_KNOWN, find_table, is_total, known_headers
from planner.inputs.formats.source import FileContent, refuse
from planner.model import InputSpec

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = ",\t;"
_PROBED = 2_000
_LOOKED_AT = 40
_SHOWN_AS = {
    "utf-8-sig": "UTF-8 (BOM)",
    "utf-8": "UTF-8",
    "gb18030": "GB18030",
    **dict.fromkeys(("utf-16", "utf-16-le", "utf-16-be"), "UTF-16"),
}

_Record: TypeAlias = tuple[int, list[str]]  # line it starts on, cells


def read_csv(spec: InputSpec) -> FileContent:
    """Read delimited text with a header line, or parcel-corner text.

    The encoding is the one forced by the spec, else the byte-order mark's, else UTF-8 if every byte fits, else GB18030 (which holds GBK
    and GB2312) if every byte fits. Nothing is ever replaced by question marks. Commas, tabs and semicolons part the cells; line ends may be
    of any kind; quoted cells may hold line breaks. Titles above the header and totals below are reported and left out.

    Raises
    ------
    InputError
        ``encoding.unknown``, ``encoding.wrong``, ``file.empty`` (no header or no record), ``file.unreadable``.
    """
    text, encoding = decode(spec.path.read_bytes(), spec)
    plain = encoding in {"utf-8", "utf-8-sig"} or bool(spec.encoding)
    used = () if plain else (Problem("encoding.used", Severity.NOTE, spec.name, value=_shown(encoding)),)
    if is_corner_text(text):
        corners = read_corners(text, spec, _shown(encoding))
        return replace(corners, problems=(*used, *corners.problems))
    delimiter = _delimiter(text)
    try:
        records = list(_records(text, delimiter))
    except csv.Error as error:
        raise refuse("file.unreadable", spec, why=str(error)) from error
    if len(records) < 2:
        raise refuse("file.empty", spec)
    _require_closed_quotes(records, delimiter, spec)
    headers, records, problems = _table(records, spec)
    if not records:
        raise refuse("file.empty", spec)
    width = len(headers)
    body = [cells for _, cells in records]
    ragged = tuple(i for i, cells in enumerate(body) if len(cells) > width and any(c.strip() for c in cells[width:]))
    short = tuple(i for i, cells in enumerate(body) if len(cells) < width)
    even = [cells if len(cells) == width else (cells + [""] * width)[:width] for cells in body]
    return FileContent(
        format="CSV",
        headers=tuple(headers),
        cells=tuple(list(column) for column in zip(*even, strict=True)),
        rows=np.array([line for line, _ in records], dtype=np.int64),
        encoding=_shown(encoding),
        ragged=ragged,
        short=short,
        problems=(*used, *problems),
    )


def _require_closed_quotes(records: list[_Record], delimiter: str, spec: InputSpec) -> None:
    """Refuse a cell that runs over line ends and holds what looks like records: its quotation mark was never closed in its line."""
    width = max(len(cells) for _, cells in records[:_LOOKED_AT])
    faults = [
        Problem("row.quote", Severity.ERROR, spec.name, line, value=cell.splitlines()[0][:40])
        for line, cells in records
        for cell in cells
        if "\n" in cell and delimiter in cell and (cell.count(delimiter) >= width - 1 or len(cells) != width)
    ]
    if faults:
        raise InputError(faults)


def _delimiter(text: str) -> str:
    """Take the sign that parts the cells of the first line that has one; a title above the table has none."""
    lines = [line for line in text[:_PROBED].splitlines() if line.strip()]
    counted = [(line.count(sign), sign) for line in lines for sign in _DELIMITERS if sign in line]
    first = next((line for line in lines if any(sign in line for sign in _DELIMITERS)), "")
    return max(_DELIMITERS, key=first.count) if counted else ","


def _table(records: list[_Record], spec: InputSpec) -> tuple[list[str], list[_Record], tuple[Problem, ...]]:
    """Part the header from the records: the first line, unless a later one is plainly the header; totals below are left out."""
    plain = known_headers(records[0][1]) >= LEAST_KNOWN
    found = find_table([cells for _, cells in records], [], file=spec.name) if not plain else None
    if found is not None and found.first > 0:
        problems = tuple(replace(p, row=records[p.row - 1][0]) if p.row else p for p in found.problems)
        kept = [(records[at][0], cells) for at, cells in zip(found.rows, found.records, strict=True)]
        return list(found.headers), kept, problems
    headers = records[0][1]
    while headers and not headers[-1].strip():
        headers = headers[:-1]
    kept = [record for record in records[1:] if not is_total(record[1])]
    left = [record for record in records[1:] if is_total(record[1])]
    return (
        headers,
        kept,
        tuple(Problem("sheet.left_out", Severity.NOTE, spec.name, line, value=" ".join(cells)[:120]) for line, cells in left),
    )


def _shown(encoding: str) -> str:
    return _SHOWN_AS.get(encoding, encoding)


def _records(text: str, delimiter: str) -> Iterable[tuple[int, list[str]]]:
    """Return each record that is not blank with the line it starts on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start = 1
    for cells in reader:
        if any(cells) and any(c.strip() for c in cells):
            yield start, cells
        start = reader.line_num + 1


def _utf16(data: bytes) -> str:
    """Recognise UTF-16 without a byte-order mark: plain signs (digits, commas, line ends) leave every other byte zero."""
    probe = data[:_PROBED]
    for name, zeros in (("utf-16-le", probe[1::2]), ("utf-16-be", probe[::2])):
        if len(probe) >= 8 and zeros.count(0) > len(zeros) / 4 and zeros.count(0) > 3 * (probe.count(0) - zeros.count(0)):
            return name
    return ""


def decode(data: bytes, spec: InputSpec) -> tuple[str, str]:
    """Decode strictly; give the text and the encoding used.

    Raises
    ------
    InputError
        ``encoding.wrong`` where the forced encoding does not fit, ``encoding.unknown`` where neither UTF-8 nor GB18030 does.
    """
    if spec.encoding:
        try:
            text = data.decode(codecs.lookup(spec.encoding).name)
        except (LookupError, UnicodeDecodeError) as error:
            raise refuse("encoding.wrong", spec, value=spec.encoding, why=str(error)) from error
        return text.removeprefix("\ufeff"), spec.encoding
    marked = next((name for mark, name in _BOMS if data.startswith(mark)), "") or _utf16(data)
    for name in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text, name
    raise refuse("encoding.unknown", spec)
