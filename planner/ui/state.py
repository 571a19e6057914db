"""What a session remembers: the scenario it looks at, the changes tried on it, what was undone, and what is selected. Nothing large."""

from __future__ import annotations

import json
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

Change = Mapping[str, Any]
Selected = tuple[str, str]

#: Steps that can be undone.
_DEPTH = 200


@dataclass(frozen=True, slots=True)
class SessionState:
    """A session's state, kept in a mapping that outlives a rerun (Streamlit's session state, a plain dict in tests).

    Changes have the form of a scenario file: ``{"add_facility": {…}}``.
    """

    store: MutableMapping[Any, Any]

    @property
    def scenario(self) -> str:
        """Path of the scenario file; empty where a finished result is shown."""
        return str(self.store.get("scenario", ""))

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes tried, in order."""
        return tuple(self.store.get("changes", ()))

    @property
    def saved(self) -> str:
        """Path of the scenario file that holds the changes exactly as they are now; empty where none was saved from here."""
        path, what = self.store.get("saved_as", ("", ""))
        return str(path) if self.changes and what == fingerprint(self.changes) else ""

    @property
    def selected(self) -> Selected | None:
        """Kind and id of what is looked at: ``parcel``, ``community``, ``facility``, ``demand``, ``gate``."""
        return self.store.get("selected")

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self.store.get("past"))

    @property
    def can_redo(self) -> bool:
        """Whether a step taken back can be done again."""
        return bool(self.store.get("future"))

    def open(self, scenario: str, changes: Sequence[Change] = ()) -> None:
        """Look at a scenario, with changes to start from; earlier steps are forgotten."""
        self.store["scenario"] = scenario
        self.store["changes"] = tuple(changes)
        self.store["past"], self.store["future"] = (), ()
        self.store["selected"] = None
        self.store["saved_as"] = ("", "")

    def mark_saved(self, path: str) -> None:
        """Remember which scenario file holds the changes as they are now; it counts until something else is tried."""
        self.store["saved_as"] = (path, fingerprint(self.changes))

    def change(self, change: Change) -> None:
        """Try one more change."""
        self.replace((*self.changes, change))

    def replace(self, changes: Sequence[Change]) -> None:
        """Put other changes in place of those tried; one step to undo."""
        if same(changes, self.changes):
            return
        self.store["past"] = (*self.store.get("past", ()), self.changes)[-_DEPTH:]
        self.store["future"] = ()
        self.store["changes"] = tuple(changes)

    def undo(self) -> None:
        """Take the last step back."""
        past = self.store.get("past", ())
        if past:
            self.store["future"] = (*self.store.get("future", ()), self.changes)
            self.store["changes"], self.store["past"] = past[-1], past[:-1]

    def redo(self) -> None:
        """Do the step again that was taken back last."""
        future = self.store.get("future", ())
        if future:
            self.store["past"] = (*self.store.get("past", ()), self.changes)
            self.store["changes"], self.store["future"] = future[-1], future[:-1]

    def select(self, kind: str, subject: str) -> None:
        """Look at a subject, on every page."""
        self.store["selected"] = (kind, subject)

    def deselect(self) -> None:
        """Look at nothing in particular."""
        self.store["selected"] = None


def same(a: Sequence[Change], b: Sequence[Change]) -> bool:
    """Return whether two lists of changes say the same."""
    return fingerprint(a) == fingerprint(b)


def fingerprint(changes: Sequence[Change]) -> str:
    """Write changes as one text that is the same for the same changes."""
    return json.dumps(list(changes), ensure_ascii=False, sort_keys=True, default=str)
