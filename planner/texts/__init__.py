"""The catalogue of words: every sentence a user reads, in Chinese and English, kept away from the code that needs it.

``problem_text`` fills a problem's template; ``word`` gives a single term; ``template_text`` and ``template_headers`` give the words of the
built-in Word templates. One module per room of the house holds its problems, so that a
stranger finds a sentence where the code that says it lives. Templates are filled with :meth:`str.format_map`; user text only ever arrives
as a value, never as a template.
"""

from __future__ import annotations

from collections.abc import Mapping

from planner.texts import (
    access,
    app,
    comparing,
    files,
    inputs,
    livemap,
    morepages,
    network,
    pages,
    papers,
    quality,
    report,
    rules,
    run,
    scenario,
)
from planner.texts.app import STREAMLIT_SENTENCES
from planner.texts.scenario import SCENARIO_FAULTS
from planner.texts.words import WORDS

PROBLEMS: Mapping[str, Mapping[str, str]] = {
    **inputs.PROBLEMS,
    **network.PROBLEMS,
    **rules.PROBLEMS,
    **scenario.PROBLEMS,
    **quality.PROBLEMS,
    **access.PROBLEMS,
    **report.PROBLEMS,
    **papers.PROBLEMS,
    **comparing.PROBLEMS,
}
_WORDS: Mapping[str, tuple[str, str]] = {
    **WORDS,
    **report.REPORT_WORDS,
    **papers.PAPER_WORDS,
    **papers.WORKBOOK_WORDS,
    **access.ACCESS_WORDS,
    **app.APP_WORDS,
    **files.FILE_WORDS,
    **livemap.LIVE_WORDS,
    **pages.PAGE_WORDS,
    **morepages.MORE_PAGE_WORDS,
    **rules.FACT_WORDS,
    **run.RUN_WORDS,
}

__all__ = ["PROBLEMS", "SCENARIO_FAULTS", "STREAMLIT_SENTENCES", "problem_text", "template_headers", "template_text", "word", "words_of"]


def problem_text(code: str, part: str, lang: str, values: Mapping[str, object]) -> str:
    """Fill one sentence of the catalogue.

    Parameters
    ----------
    code
        Key of the problem.
    part
        ``"what"`` or ``"mend"``.
    lang
        ``"zh"`` or ``"en"``.
    values
        Words for the template.

    Returns
    -------
    str
        The sentence; empty where the catalogue has none for this part.
    """
    return PROBLEMS[code].get(f"{part}_{lang}", "").format_map({k: "" if v is None else v for k, v in values.items()})


def word(key: str, lang: str = "zh") -> str:
    """Return a single term, for example ``word("verdict.pass")`` → 符合."""
    return _WORDS[key][0 if lang == "zh" else 1]


def template_text(key: str) -> str:
    """Return a text of a built-in Word template, which is Chinese; double braces in it are Jinja, filled by the template."""
    return papers.TEMPLATE_TEXTS[key]


def template_headers(key: str) -> tuple[str, ...]:
    """Return the headers of a table of a built-in Word template, from left to right."""
    return papers.TEMPLATE_HEADERS[key]


def words_of(prefix: str, lang: str = "zh") -> list[tuple[str, str]]:
    """Return all terms under a prefix, in the catalogue's order: ``words_of("flag")`` → ``[("yes", "是"), ("no", "否")]``."""
    start = f"{prefix}."
    return [(key.removeprefix(start), pair[0 if lang == "zh" else 1]) for key, pair in _WORDS.items() if key.startswith(start)]
