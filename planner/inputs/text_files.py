"""Delimited text: CSV and its relatives, in whatever encoding a Chinese office saves them."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable

import numpy as np

from planner.errors import Problem, Severity
from planner.inputs.source import Source, refuse
from planner.model import InputSpec

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = ",\t;"


def read_csv(spec: InputSpec) -> Source:
    """Read delimited text with a header line.

    The encoding is the one forced by the spec, else the byte-order mark's, else UTF-8 if every byte fits, else GB18030 (which holds GBK
    and GB2312) if every byte fits. Nothing is ever replaced by question marks. Commas, tabs and semicolons part the cells; line ends may be
    of any kind; quoted cells may hold line breaks.

    Raises
    ------
    InputError
        ``encoding.unknown``, ``encoding.wrong``, ``file.empty`` (no header or no record), ``file.unreadable``.
    """
    text, encoding = decode(spec.path.read_bytes(), spec)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        records = list(_records(text, delimiter))
    except csv.Error as error:
        raise refuse("file.unreadable", spec, why=str(error)) from error
    if len(records) < 2:
        raise refuse("file.empty", spec)
    headers = records[0][1]
    while headers and not headers[-1].strip():
        headers = headers[:-1]
    width = len(headers)
    body = [cells for _, cells in records[1:]]
    ragged = tuple(i for i, cells in enumerate(body) if len(cells) > width and any(c.strip() for c in cells[width:]))
    short = tuple(i for i, cells in enumerate(body) if len(cells) < width)
    even = [cells if len(cells) == width else (cells + [""] * width)[:width] for cells in body]
    plain = encoding in {"utf-8", "utf-8-sig"}
    problems = () if plain or spec.encoding else (Problem("encoding.used", Severity.NOTE, spec.name, value=_shown(encoding)),)
    return Source(
        format="CSV",
        headers=tuple(headers),
        cells=tuple(list(column) for column in zip(*even, strict=True)),
        rows=np.array([line for line, _ in records[1:]], dtype=np.int64),
        encoding=_shown(encoding),
        ragged=ragged,
        short=short,
        problems=problems,
    )


def _shown(encoding: str) -> str:
    return {"utf-8-sig": "UTF-8 (BOM)", "utf-8": "UTF-8", "gb18030": "GB18030", "utf-16": "UTF-16"}.get(encoding, encoding)


def _records(text: str, delimiter: str) -> Iterable[tuple[int, list[str]]]:
    """Give each record that is not blank with the line it starts on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start = 1
    for cells in reader:
        if any(cells) and any(c.strip() for c in cells):
            yield start, cells
        start = reader.line_num + 1


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
    marked = next((name for mark, name in _BOMS if data.startswith(mark)), "")
    for name in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text, name
    raise refuse("encoding.unknown", spec)
