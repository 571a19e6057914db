"""All that can go wrong: the tree of errors, and the problems they carry.

Every error of this package is a :class:`PlannerError` and a natural builtin, so that either can be caught::

    PlannerError
    ├── InputError (ValueError)          inputs from which no result can be trusted; .problems, every one found
    │   ├── RulePackError                rule packs and review files that are not well formed
    │   └── NetworkError                 streets that cannot be read or make no network
    ├── OutputError (OSError)            a file or folder that could not be written; what stood there is untouched
    └── ScenarioConflictError (RuntimeError)   two officers saved one scenario; both texts are kept (planner.scenario)

A plain ``ValueError`` or ``TypeError`` is a mistake in the calling program (an unknown noun, a negative limit), never in an officer's data.

A :class:`Problem` names what is wrong, where (file, row, field), and how to mend it. Readers collect problems and go on; only when no
result can be trusted is an :class:`InputError` raised, with **all** of them. Codes are a public interface: they never change meaning. Their
sentences stand in ``planner.texts``, and the first part of a code names where it comes from:

========================================================================================  ===============================================
codes                                                                                     module of ``planner.texts``
========================================================================================  ===============================================
``file encoding layer sheet corners drawing column row id text value number date ...``    ``inputs``: reading tables and layers
``datum crs place geometry against mapping join``                                         ``datums``: where on earth, mapping files
``scenario change yaml result write``                                                     ``scenario``: the scenario file, writing files
``network street gate ...``                                                               ``network``: streets, walls, gates
``rulepack rule review ...``                                                              ``rules``: rule packs, reviews
``store compare``                                                                         ``comparing``: saved versions, comparisons
========================================================================================  ===============================================
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from types import MappingProxyType

from planner.texts import problem_text, word

#: Extra → the modules it brings. The tables of a run, checks and walks need none of them.
EXTRAS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "app": ("starlette", "streamlit"),
        "report": ("branca", "docx", "docxtpl", "folium", "fontTools", "jinja2", "lxml", "markupsafe", "matplotlib", "xlsxwriter"),
        "terrain": ("rasterio",),
    }
)
_EXTRA_CODES = {"app": "app.extra_missing", "report": "report.extra_needed", "terrain": "network.terrain_extra"}
_EXTRA_USES = {"app": "planner app", "report": "Word、Excel、map.html", "terrain": "dem"}
_LAYERS = (".geojson", ".json", ".shp", ".gpkg", ".parquet", ".fgb", ".gdb", ".kml", ".kmz", ".dxf", ".zip")  # records are features


class Severity(StrEnum):
    """How much a problem weighs: an error stops, a doubt sends to review, a note only informs."""

    ERROR = "error"
    DOUBT = "doubt"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found wrong or doubtful in an input.

    Attributes
    ----------
    code
        Stable key into the catalogue of :mod:`planner.texts`, for example ``"number.negative"``.
    severity
        See :class:`Severity`.
    file, row, field, subject
        Where: file name as given, line of the file (1 = first line, so a CSV's first record is 2; a feature layer counts its
        features from 1), field name as it stands in the file, id of the subject. Empty where not meaningful.
    value
        The text as it stands in the file.
    params
        Extra words for the catalogue's template.
    """

    code: str
    severity: Severity
    file: str = ""
    row: int | None = None
    field: str = ""
    subject: str = ""
    value: str = ""
    params: Mapping[str, object] = dataclasses.field(default_factory=lambda: MappingProxyType({}))

    def what(self, lang: str = "zh") -> str:
        """Say what is wrong."""
        return self._say("what", lang)

    def mend(self, lang: str = "zh") -> str:
        """Say what was done about it, or how to mend it."""
        return self._say("mend", lang)

    def line(self, lang: str = "zh") -> str:
        """Give the whole message on one line: where, what, how to mend it, code."""
        layer = self.file.lower().endswith(_LAYERS)
        row = word("where.feature" if layer else "where.row", lang).format(n=self.row) if self.row is not None else ""
        where = " ".join(p for p in (self.file, row, self.field, self.subject) if p)
        mend = self.mend(lang)
        text = self.what(lang) + (f"{'；' if lang == 'zh' else '; '}{mend}" if mend else "")
        return f"[{self.code}] {where + ': ' if where else ''}{text}"

    def _say(self, part: str, lang: str) -> str:
        words = {"file": self.file, "row": self.row, "field": self.field, "subject": self.subject, "value": self.value}
        return problem_text(self.code, part, lang, {**words, **self.params})


class PlannerError(Exception):
    """Root of every error this package raises on purpose."""


class InputError(PlannerError, ValueError):
    """Inputs from which no result can be trusted; carries every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(p.line() for p in self.problems))


class RulePackError(InputError):
    """A rule pack that is not well formed."""


class NetworkError(InputError):
    """Streets that cannot be read or make no network."""


class MissingExtraError(InputError):
    """Something was asked for that needs an extra which is not installed."""


class OutputError(PlannerError, OSError):
    """A file or folder that could not be written; what stood there before is untouched.

    Attributes
    ----------
    problem
        What the disk refused, see :func:`planner.files.writing`; ``None`` where the error was made from a sentence alone.
    """

    def __init__(self, what: Problem | str) -> None:
        self.problem = what if isinstance(what, Problem) else None
        super().__init__(what.line() if isinstance(what, Problem) else what)


def stop_if_errors(problems: Iterable[Problem]) -> None:
    """Raise :class:`InputError` with every problem of severity error, if there is one.

    Raises
    ------
    InputError
        If any of the problems is an error.
    """
    errors = [p for p in problems if p.severity is Severity.ERROR]
    if errors:
        raise InputError(errors)


def absent_modules(extra: str) -> tuple[str, ...]:
    """Name the modules of an extra, a key of :data:`EXTRAS`, that are not installed here."""
    return tuple(module for module in EXTRAS[extra] if find_spec(module) is None)


def extra_missing(extra: str, what: str = "") -> Problem:
    """Say that an extra is not installed, what was asked for, and how to install it; see :func:`needing`."""
    params = {"detail": "、".join(absent_modules(extra))}
    return Problem(_EXTRA_CODES[extra], Severity.ERROR, value=what or _EXTRA_USES[extra], params=params)


@contextmanager
def needing(extra: str, what: str = "") -> Iterator[None]:
    """Import inside what an extra brings; where it is not installed, the error is a sentence that names the extra.

    Every import of a part of the package that belongs to an extra stands inside, from wherever it is made.

    Parameters
    ----------
    extra
        A key of :data:`EXTRAS`.
    what
        What was asked for: a file, a command; what the extra is for where empty.

    Raises
    ------
    MissingExtraError
        If a module of the extra is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in EXTRAS[extra]:
            raise
        raise MissingExtraError([extra_missing(extra, what)]) from error
