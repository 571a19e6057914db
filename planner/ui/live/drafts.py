"""What was tried and not saved: kept on disk at every step, offered again after a restart. Shapes that were drawn lie beside it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from planner.files import write_whole, writing
from planner.ui.state import Change

#: A draft larger than this is not ours.
_MOST_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it lies on disk.

    Attributes
    ----------
    session
        Whose it was.
    scenario
        Path of the scenario file it stands on.
    changes
        The changes tried.
    saved_at
        When, in UTC.
    """

    session: str
    scenario: str
    changes: tuple[Change, ...]
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Drafts:
    """A folder of drafts."""

    folder: Path

    @classmethod
    def usual(cls) -> Drafts:
        """Give the folder that ``PLANNER_DRAFTS`` names, else one among the user's own data."""
        named = os.environ.get("PLANNER_DRAFTS", "")
        local = os.environ.get("LOCALAPPDATA", "")
        home = Path(local) if local else Path.home() / ".local" / "share"
        return cls(Path(named) if named else home / "planner" / "drafts")

    def write(self, session: str, scenario: str, changes: tuple[Change, ...]) -> None:
        """Keep what a session tried, in place of what it tried before; nothing tried leaves no draft.

        Raises
        ------
        OSError
            If the folder cannot be written.
        """
        file = self._file(session)
        if not changes:
            file.unlink(missing_ok=True)
            return
        data = {"scenario": scenario, "changes": list(changes), "saved_at": datetime.now(UTC).isoformat(timespec="seconds")}
        _write(file, json.dumps(data, ensure_ascii=False, default=str))

    def left(self, scenario: str, active: Callable[[str], bool]) -> list[Draft]:
        """List drafts on a scenario whose session is gone, newest first; files that are no drafts are passed over."""
        found = [draft for file in self._files() if (draft := _read(file)) is not None]
        return sorted((d for d in found if d.scenario == scenario and not active(d.session)), key=lambda d: d.saved_at, reverse=True)

    def drop(self, session: str) -> bool:
        """Take a draft off the disk; tells whether it was still there, so that of two who want it one gets it."""
        try:
            self._file(session).unlink()
        except FileNotFoundError:
            return False
        return True

    def shape(self, geometry: Mapping[str, Any]) -> Path:
        """Keep a drawn shape as a GeoJSON file named by its content, and give the file."""
        feature = {"type": "Feature", "properties": {}, "geometry": geometry}
        text = json.dumps({"type": "FeatureCollection", "features": [feature]}, sort_keys=True)
        file = self.folder / "shapes" / f"{blake2b(text.encode(), digest_size=12).hexdigest()}.geojson"
        if not file.is_file():
            _write(file, text)
        return file

    def _file(self, session: str) -> Path:
        return self.folder / f"{re.sub(r'[^A-Za-z0-9-]', '', session)[:64]}.json"

    def _files(self) -> list[Path]:
        return [f for f in self.folder.glob("*.json") if f.stat().st_size < _MOST_BYTES] if self.folder.is_dir() else []


def _read(file: Path) -> Draft | None:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        changes = tuple(c for c in data["changes"] if isinstance(c, dict) and len(c) == 1)
        return Draft(file.stem, str(data["scenario"]), changes, datetime.fromisoformat(data["saved_at"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(file: Path, text: str) -> None:
    """Write a file whole or not at all."""
    with writing(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, text)
