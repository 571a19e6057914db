"""The day of files that carry no date of their own, so that the same content gives the same bytes."""

from __future__ import annotations

from datetime import date

#: The first day a zip can hold.
NO_DAY = date(1980, 1, 1)
