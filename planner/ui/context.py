"""What every page of the app gets: language, what is on screen, the live workspace if there is one, and the session's state."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from planner.report import named_findings
from planner.run import LazyTables, RunResult, Workspace
from planner.tables import schemas
from planner.ui.state import Selected, SessionState


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A result on screen: read from a finished folder, or just computed.

    Attributes
    ----------
    summary
        Headline figures.
    tables
        Every table of the run by the name of its file, in the order of the folder, each made when it is first asked for; ``findings``
        with the subject's name, the rule's title and ``place``, the number of its trace, besides.
    traces
        One per finding.
    folder
        Folder of a finished result; ``None`` for a computed one.
    map_page
        The finished folder's ``map.html``; empty where absent.
    result
        The computed run, with geometry; ``None`` for a finished folder.
    """

    summary: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    traces: tuple[Mapping[str, Any], ...]
    folder: Path | None = None
    map_page: str = ""
    result: RunResult | None = None

    @property
    def parcels(self) -> pd.DataFrame:
        """One row per parcel."""
        return self.tables["parcels"]

    @property
    def communities(self) -> pd.DataFrame:
        """One row per community."""
        return self.tables["communities"]

    @property
    def facilities(self) -> pd.DataFrame:
        """One row per facility."""
        return self.tables["facilities"]

    @property
    def findings(self) -> pd.DataFrame:
        """One row per finding."""
        return self.tables["findings"]

    @property
    def coverage(self) -> pd.DataFrame:
        """One row per community and limit."""
        return self.tables["coverage"]

    @property
    def quality(self) -> pd.DataFrame:
        """One row per doubt."""
        return self.tables["quality"]

    def of_subject(self, kind: str, subject: str) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """Return each finding of a subject with its trace."""
        mine = (self.findings["subject_kind"] == kind) & (self.findings["subject_id"].astype(str) == subject)
        for row in self.findings[mine].to_dict("records"):
            at = row.pop("place")
            yield {str(k): v for k, v in row.items()}, self.traces[at] if at < len(self.traces) else {}


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """What a page may use.

    Attributes
    ----------
    lang
        ``"zh"`` or ``"en"``.
    shown
        The result on screen.
    space
        The scenario read and ready to be changed; ``None`` where a finished folder is shown.
    state
        What the session remembers.
    """

    lang: str
    shown: Shown
    space: Workspace | None
    state: SessionState

    @property
    def selected(self) -> Selected | None:
        """Kind and id of what is looked at."""
        return self.state.selected

    def select(self, kind: str, subject: str) -> None:
        """Look at a subject on every page; it shows at the next rerun."""
        self.state.select(kind, subject)


def from_result(result: RunResult) -> Shown:
    """Show a run that was just computed."""
    made: dict[str, Callable[[], pd.DataFrame] | pd.DataFrame] = {
        name: partial(result.explanations.__getitem__, name) for name in result.explanations
    }
    made |= {t.name: getattr(result, t.name) for t in schemas().values() if t.sheet in {"always", "last"}}
    return Shown(result.summary, shown_tables(made, result.traces), tuple(result.traces), result=result)


def shown_tables(
    made: Mapping[str, Callable[[], pd.DataFrame] | pd.DataFrame], traces: Sequence[Mapping[str, Any]]
) -> Mapping[str, pd.DataFrame]:
    """Return the tables of a run as pages show them, alike for one just computed and one read back, in the order of the folder.

    Parameters
    ----------
    made
        Table, or what makes it, by the name of its file.
    traces
        One per finding.
    """

    def findings() -> pd.DataFrame:
        table = made["findings"]
        rows = table if isinstance(table, pd.DataFrame) else table()
        return named_findings(rows, traces).assign(place=range(len(rows)))

    return LazyTables({name: findings if name == "findings" else made[name] for name in schemas() if name in made})
