"""Old Excel workbooks (.xls) as Excel 97 wrote them: records of BIFF8 inside an OLE container, made from the cells of a new workbook."""

from __future__ import annotations

import datetime
import struct
from pathlib import Path

import openpyxl

_SECTOR = 512
_END, _FAT, _FREE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_LEAST_STREAM = 4096  # shorter streams would stand in the container's mini stream
_DATE_FORMAT = 14
_EPOCH = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's dates have no zone


def old_workbook(new: Path, target: Path) -> Path:
    """Write the sheets of an ``.xlsx`` as an ``.xls``, merged cells, dates and all."""
    book = openpyxl.load_workbook(new)
    parts = [_sheet(sheet) for sheet in book.worksheets]
    names = [sheet.title for sheet in book.worksheets]
    front = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 6)) + _record(0x0042, struct.pack("<H", 1200))
    front += _record(0x0022, struct.pack("<H", 0)) + 5 * _record(0x0031, _font()) + _xf(0) + _xf(_DATE_FORMAT)
    at = len(front) + sum(len(_record(0x0085, bytes(6) + _short(name))) for name in names) + len(_record(0x000A, b""))
    for name, part in zip(names, parts, strict=True):
        front += _record(0x0085, struct.pack("<IBB", at, 0, 0) + _short(name))
        at += len(part)
    target.write_bytes(_container(front + _record(0x000A, b"") + b"".join(parts)))
    return target


def _sheet(sheet: object) -> bytes:
    data = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 6))
    for row in sheet.iter_rows():  # type: ignore[attr-defined]
        for cell in row:
            if cell.value is not None:
                data += _cell(cell.row - 1, cell.column - 1, cell.value)
    merges = [(m.min_row - 1, m.max_row - 1, m.min_col - 1, m.max_col - 1) for m in sheet.merged_cells.ranges]  # type: ignore[attr-defined]
    if merges:
        data += _record(0x00E5, struct.pack("<H", len(merges)) + b"".join(struct.pack("<4H", *merge) for merge in merges))
    return data + _record(0x000A, b"")


def _cell(row: int, column: int, value: object) -> bytes:
    if isinstance(value, datetime.datetime):
        return _record(0x0203, struct.pack("<HHHd", row, column, 1, (value - _EPOCH) / datetime.timedelta(days=1)))
    if isinstance(value, int | float):
        return _record(0x0203, struct.pack("<HHHd", row, column, 0, float(value)))
    text = str(value)
    return _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _short(name: str) -> bytes:
    return struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")


def _font() -> bytes:
    return struct.pack("<HHHHHBBBB", 220, 0, 0x7FFF, 400, 0, 0, 0, 134, 0) + _short("宋体")


def _xf(number_format: int) -> bytes:
    return _record(0x00E0, struct.pack("<HHH", 0, number_format, 0) + bytes(14))


def _container(stream: bytes) -> bytes:
    """Put one stream into an OLE file: header, allocation table, directory, the stream."""
    stream = stream.ljust(_LEAST_STREAM, b"\0")
    sectors = -(-len(stream) // _SECTOR)
    table = [_FAT, _END, *range(3, 2 + sectors), _END]
    assert len(table) <= _SECTOR // 4
    table += [_FREE] * (_SECTOR // 4 - len(table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<IIIIIIIII", 1, 1, 0, _LEAST_STREAM, _END, 0, _END, 0, 0) + struct.pack("<I", _FREE) * 108
    root, book = _entry("Root Entry", 5, child=1, start=_END, size=0), _entry("Workbook", 2, child=_FREE, start=2, size=len(stream))
    directory = root + book + 2 * _entry("", 0, child=_FREE, start=0, size=0)
    return head + struct.pack(f"<{len(table)}I", *table) + directory + stream.ljust(sectors * _SECTOR, b"\0")


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le") if name else b""
    links = struct.pack("<III", _FREE, _FREE, child)
    return text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1) + links + bytes(36) + struct.pack("<III", start, size, 0)
