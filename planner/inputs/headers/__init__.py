"""Which column of a file is which field.

``fields`` lists the fields of each kind of table and the headers people give them (``fields.json``). ``match`` recognises the headers of a
file, proposes fields for unknown ones and guesses the kind of table. ``mapping`` reads and writes what a person confirmed about a file.
"""

from __future__ import annotations

from planner.inputs.headers.fields import KEY_FIELDS
from planner.inputs.headers.mapping import mapping_path
from planner.inputs.headers.match import field_named, match_headers, near_headers

__all__ = ["KEY_FIELDS", "field_named", "mapping_path", "match_headers", "near_headers"]
