"""Collecting problems while a table is read, without building a wall of them.

Facilities and parcels are few and each is judged: every doubt gets its own line. Compounds, demand points and communities come in
thousands: more than a dozen rows with the same problem in the same column become one line that counts them. So do mere notes anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from planner.errors import Problem, Severity

_MANY = 12
_SHOWN = 3
_EVERY_ROW = frozenset({"facility", "parcel"})


class Log:
    """The problems of one file, in the order found."""

    def __init__(self, file: str, noun: str = "") -> None:
        self._file = file
        self._noun = noun
        self._found: list[Problem] = []

    def add(
        self,
        code: str,
        severity: Severity,
        *,
        row: int | None = None,
        field: str = "",
        subject: str = "",
        value: str = "",
        **params: object,
    ) -> None:
        """Note one problem."""
        self._found.append(Problem(code, severity, self._file, row, field, subject, value, MappingProxyType(params)))

    def take(self, problems: Sequence[Problem]) -> None:
        """Note problems found elsewhere, putting in the file where they name none."""
        self._found.extend(p if p.file else replace(p, file=self._file) for p in problems)

    @property
    def every_row(self) -> bool:
        """Whether each row of this kind of table is worth a line of its own."""
        return self._noun in _EVERY_ROW

    @property
    def stopped(self) -> bool:
        """Whether an error was found, so that no result can be trusted."""
        return any(p.severity is Severity.ERROR for p in self._found)

    def problems(self) -> tuple[Problem, ...]:
        """Return what was found: the file's own problems first, then by row; repeated ones counted together where rows are many."""
        groups: dict[tuple[str, str, object], list[Problem]] = {}
        for problem in self._found:
            kind = problem.params.get("now") if problem.code == "datum.alias" else ""
            groups.setdefault((problem.code, problem.field, kind), []).append(problem)
        listed = [p for group in groups.values() for p in (_counted(group) if self._wall(group) else group)]
        return tuple(sorted(listed, key=lambda p: -1 if p.row is None else p.row))

    def _wall(self, group: Sequence[Problem]) -> bool:
        """Return whether problems of one kind are better counted than listed."""
        return len(group) > _MANY and not (self.every_row and group[0].severity is not Severity.NOTE)


def _counted(group: Sequence[Problem]) -> list[Problem]:
    """Make one problem of many alike: the first few subjects and how many there are."""
    first = group[0]
    names = ", ".join(p.subject for p in group[:_SHOWN] if p.subject)
    values = ", ".join(dict.fromkeys(p.value for p in group[:_SHOWN] if p.value))
    return [replace(first, row=None, subject=f"{names} … ({len(group)})", value=values, params={**first.params, "count": len(group)})]
