"""The text encoding of a shapefile's attribute table, found by trying: the ``.cpg`` is often absent and sometimes wrong."""

from __future__ import annotations

import codecs
import struct

_HEADER_BYTES, _FIELD_BYTES = 32, 32
_GUESSES = ("utf-8", "gb18030")


def dbf_encoding(data: bytes, declared: str) -> tuple[str, str]:
    """Choose the encoding that decodes a ``.dbf`` with the fewest losses.

    Parameters
    ----------
    data
        The whole file.
    declared
        What the ``.cpg`` says; empty where there is none.

    Returns
    -------
    tuple of str
        The encoding (as Python knows it), and a problem code: ``"encoding.used"`` where nothing was declared and the text is not plain
        ASCII, ``"encoding.declared_wrong"`` where another encoding fits and the declared one does not, else empty.
    """
    pieces = _text_pieces(data)
    name = _codec(declared)
    losses = {guess: _losses(pieces, guess) for guess in dict.fromkeys((*([name] if name else []), *_GUESSES))}
    best = min(losses, key=lambda guess: losses[guess])  # the first of equals: declared, then UTF-8
    if name and losses[name] == losses[best]:
        return name, ""
    if declared:
        return best, "encoding.declared_wrong"
    return best, "" if all(piece.isascii() for piece in pieces) else "encoding.used"


def _codec(declared: str) -> str:
    """Find Python's name for what a ``.cpg`` says (``GBK``, ``936``, ``UTF-8`` …)."""
    text = declared.strip().casefold()
    for name in (text, f"cp{text}"):
        try:
            return codecs.lookup(name).name
        except (LookupError, ValueError):  # a name with a zero byte is no name
            continue
    return ""


def _losses(pieces: list[bytes], encoding: str) -> int:
    """Count what an encoding cannot read; a character cut off at the end of a piece is the field's fault, not the encoding's."""
    decoder = codecs.getincrementaldecoder(encoding)
    return sum(decoder(errors="replace").decode(piece).count("\ufffd") for piece in pieces)


def _text_pieces(data: bytes) -> list[bytes]:
    """Cut out the field names and the cells of character fields: cell by cell, as a long text may be cut in mid-character."""
    if len(data) < _HEADER_BYTES:
        return []
    count, header, width = struct.unpack_from("<IHH", data, 4)
    count = min(count, max(len(data) - header, 0) // max(width, 1))  # a damaged head may promise billions of records
    fields: list[tuple[int, int]] = []
    names: list[bytes] = []
    at, offset = _HEADER_BYTES, 1
    while at + _FIELD_BYTES <= len(data) and data[at] != 0x0D:
        names.append(data[at : at + 11].split(b"\0")[0])
        kind, length = data[at + 11 : at + 12], data[at + 16]
        if kind == b"C":
            fields.append((offset, length))
        offset += length
        at += _FIELD_BYTES
    cells = [
        data[header + i * width + start : header + i * width + start + length].strip() for i in range(count) for start, length in fields
    ]
    return names + [cell for cell in cells if cell and not cell.isascii()]
