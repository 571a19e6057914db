"""What tests of papers share: copies of finished runs, Word files read back, and a town with names nobody should have."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from tests.town import COMMUNITIES, build, communities, features, parcel

HOSTILE = (
    "<script>alert(1)</script>",
    "{{7*7}}",
    "=cmd|' /C calc'!A0",
    "长" * 300,
    "😀养老🏠中心",
    "",
    "a&b\"c'd",
    "{%p for x in y %}",
    "$x^2$",
)


def copied(folder: Path, to: Path) -> Path:
    """A run of one's own, so that papers written into it disturb no other test."""
    shutil.copytree(folder, to)
    return to


def hostile_town(folder: Path) -> Path:
    """A town whose parcels, communities and facilities bear such names; the scenario is named so too."""
    rows = [{**row, "name": HOSTILE[k % len(HOSTILE)] or "甲"} for k, row in enumerate(COMMUNITIES)]
    plots = []
    for k, name in enumerate(HOSTILE):
        properties, kind, place = parcel(f"P{k}", k % 8, elderly_floor_area_m2="199.9", project=name)
        plots.append(({**properties, "name": name}, kind, place))
    quoted = ['"' + name.replace('"', '""') + '"' for name in HOSTILE]
    lines = [f"F{k},{name},社区养老服务中心,{300 + k},{111.5045 + 0.004 * k:.4f},36.0845" for k, name in enumerate(quoted)]
    facilities = "\n".join(["id,name,kind,floor_area_m2,lon,lat", *lines]) + "\n"
    return build(folder, name="'合成 {{7*7}} <b>'", communities=communities(rows), parcels=features(plots), facilities=facilities)


def parts(data: bytes) -> dict[str, Any]:
    """The parts of a Word file that hold text, as trees."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [n for n in archive.namelist() if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", n)]
        return {name: etree.fromstring(archive.read(name)) for name in names}


def runs_of_text(data: bytes) -> Iterator[tuple[str, Any]]:
    """Every run that shows something, with its part."""
    for name, root in parts(data).items():
        for run in root.iter(qn("w:r")):
            if "".join(t.text or "" for t in run.iter(qn("w:t"))):
                yield name, run


def text_of(data: bytes) -> str:
    """All text of a Word file, a paragraph a line."""
    lines = []
    for root in parts(data).values():
        lines += ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in root.iter(qn("w:p"))]
    return "\n".join(lines)


def tables_of(data: bytes) -> list[list[list[str]]]:
    """Tables as rows of texts."""
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in Document(io.BytesIO(data)).tables]


def table_with(data: bytes, *heads: str) -> Sequence[dict[str, str]]:
    """The rows of every table whose header holds these words, by header."""
    out: list[dict[str, str]] = []
    for table in tables_of(data):
        if set(heads) <= set(table[0]):
            out += [dict(zip(table[0], row, strict=True)) for row in table[1:]]
    assert out, heads
    return out
