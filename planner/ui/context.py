"""What every page of the app gets: language, what is on screen, the live workspace if there is one, and the session's state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from planner.report import named_findings
from planner.run import RunResult, Workspace
from planner.ui.folder import Finished, ShownTables
from planner.ui.state import Selected, SessionState


@dataclass(frozen=True, slots=True, eq=False)
class Shown(ShownTables):
    """A result on screen: read from a finished folder, or just computed.

    Attributes
    ----------
    folder
        Folder of a finished result; ``None`` for a computed one.
    map_page, workbook
        The finished folder's ``map.html`` and ``report.xlsx``; empty and ``None`` where absent.
    result
        The computed run, with geometry; ``None`` for a finished folder.
    """

    folder: Path | None = None
    map_page: str = ""
    workbook: bytes | None = None
    result: RunResult | None = None

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


def from_folder(finished: Finished) -> Shown:
    """Show a finished result folder."""
    return Shown(**{part.name: getattr(finished, part.name) for part in fields(finished)})


def from_result(result: RunResult) -> Shown:
    """Show a run that was just computed."""
    return Shown(
        summary=result.summary,
        parcels=result.parcels,
        communities=result.communities,
        facilities=result.facilities,
        findings=named_findings(result.findings, result.traces).assign(place=range(len(result.findings))),
        coverage=result.coverage,
        quality=result.quality,
        traces=tuple(result.traces),
        explanations=result.explanations,
        result=result,
    )
