"""Tables and layers in: facilities, communities, parcels, compounds and demand points, with every doubt named. Floor 1.

``read`` gives an :class:`InputTable`: values, the text each came from, places in WGS84, and the problems found. It never guesses a
datum, never takes a blank for a zero, and never drops a row without saying so. ``inspect_file`` looks at a file without judging it.

Where things are
----------------
``formats/``
    One reader per format behind a registry; each returns a ``FileContent``: headers, texts, geometry.
``headers/``
    The fields of each kind of table, the headers people give them, and what a person confirmed about a file.
``values/``
    Cells, columns and rows read; values that make no sense together; land-use codes.
``places/``
    Reference system and datum, shapes, where they lie in WGS84; which datum fits streets or boundaries.
``reading``, ``table``
    Reading from end to end, and the table that comes of it.
``inspection``
    What is in a file, and whether it would be read well.
``joining``
    Figures of another table joined to shapes that carry none.
``quality``, ``homes``
    Doubts about a table as a whole; people shared out to homes.
``editing``, ``writing``
    A table changed by a scenario; a table written back as a layer for the bureau's software.
``log``
    Problems collected, many alike as one.

To read one more format: a reader and a row of ``formats.registry.READERS``. One more header: ``headers/fields.json``. One more field:
there, and ``KEY_FIELDS`` where its absence matters. One more word in cells: ``planner/texts/reading/cells.py``.
"""

from __future__ import annotations

from planner.inputs.editing import Edit, edited, empty_table
from planner.inputs.formats.source import file_hash
from planner.inputs.headers.fields import FIELDS, FieldKind
from planner.inputs.headers.mapping import save_mapping
from planner.inputs.homes import Basis, home_weights, older_by_share, share_out
from planner.inputs.inspection import Inspection, inspect_file
from planner.inputs.log import Log
from planner.inputs.places.detection import Against, adopted, compared, contradicted, layer_against, reading_name
from planner.inputs.quality import overlap_share, stale_rows
from planner.inputs.reading import opened, read
from planner.inputs.table import InputTable
from planner.inputs.values.cells import Cell, is_missing, parse_date, parse_number, parse_status, parse_urban
from planner.inputs.writing import write_back

__all__ = [
    "FIELDS",
    "Against",
    "Basis",
    "Cell",
    "Edit",
    "FieldKind",
    "InputTable",
    "Inspection",
    "Log",
    "adopted",
    "compared",
    "contradicted",
    "edited",
    "empty_table",
    "file_hash",
    "home_weights",
    "inspect_file",
    "is_missing",
    "layer_against",
    "older_by_share",
    "opened",
    "overlap_share",
    "parse_date",
    "parse_number",
    "parse_status",
    "parse_urban",
    "read",
    "reading_name",
    "save_mapping",
    "share_out",
    "stale_rows",
    "write_back",
]
