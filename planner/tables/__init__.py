"""What every file holds that a run or a comparison writes: each table described once, as data.

A table is ``schemas/ROOM/tables/NAME.json``, a layer of the GeoPackage that is no table ``schemas/ROOM/layers/NAME.json``; ``ROOM`` is
``run`` or ``comparison``. They are Table Schemas (Frictionless Data) with titles in both languages, units, the words of codes, the place in
the workbook and on paper. From them are made the order of files, sheets, headers, columns on paper, aliases of GeoPackages, 说明.txt,
``datapackage.json``, the app's headers, and the tables of ``docs/file-formats.md`` (``python -m planner.tables``). To add a table: one such
file and what computes it.
"""

from __future__ import annotations

from planner.tables.frames import frame_of
from planner.tables.schema import (
    Form,
    OutputFile,
    Room,
    SchemaField,
    TableSchema,
    codes_of,
    field_of,
    output_files,
    schema_of,
    schemas,
    template_of,
    template_parts,
    title_of,
)

__all__ = [
    "Form",
    "OutputFile",
    "Room",
    "SchemaField",
    "TableSchema",
    "codes_of",
    "field_of",
    "frame_of",
    "output_files",
    "schema_of",
    "schemas",
    "template_of",
    "template_parts",
    "title_of",
]
