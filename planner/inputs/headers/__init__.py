"""headers."""

from __future__ import annotations

from planner.inputs.headers.fields import KEY_FIELDS
from planner.inputs.headers.mapping import mapping_path
from planner.inputs.headers.match import match_headers, near_headers

__all__ = ["KEY_FIELDS", "mapping_path", "match_headers", "near_headers"]
