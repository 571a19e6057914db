"""Words of what is made of a finished run: Word papers, workbook, county ledgers, plates.

``sentences`` holds problems and the sentences that papers, ledgers and plates are filled with; ``workbook`` the first and last page of the
workbook and the names of what can be made; ``official`` how official documents write numerals, days and fonts. The words of the built-in
Word templates, in Chinese alone as the papers are, stand in ``run_template``, ``parcel_template``, ``conditions_template`` and ``closing``.
"""

from __future__ import annotations

from collections.abc import Mapping

from planner.texts.papers.closing import CLOSING_HEADERS, CLOSING_TEXTS
from planner.texts.papers.conditions_template import CONDITIONS_TEMPLATE_HEADERS, CONDITIONS_TEMPLATE_TEXTS
from planner.texts.papers.parcel_template import PARCEL_TEMPLATE_HEADERS, PARCEL_TEMPLATE_TEXTS
from planner.texts.papers.run_template import RUN_TEMPLATE_HEADERS, RUN_TEMPLATE_TEXTS
from planner.texts.papers.sentences import PAPER_WORDS, PROBLEMS
from planner.texts.papers.workbook import WORKBOOK_WORDS

TEMPLATE_TEXTS: Mapping[str, str] = {**RUN_TEMPLATE_TEXTS, **PARCEL_TEMPLATE_TEXTS, **CONDITIONS_TEMPLATE_TEXTS, **CLOSING_TEXTS}
TEMPLATE_HEADERS: Mapping[str, tuple[str, ...]] = {
    **RUN_TEMPLATE_HEADERS,
    **PARCEL_TEMPLATE_HEADERS,
    **CONDITIONS_TEMPLATE_HEADERS,
    **CLOSING_HEADERS,
}

__all__ = ["PAPER_WORDS", "PROBLEMS", "TEMPLATE_HEADERS", "TEMPLATE_TEXTS", "WORKBOOK_WORDS"]
