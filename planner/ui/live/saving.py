"""Save what was tried as a scenario of its own, beside the one it stands on; shapes that were drawn go along."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from planner.run import Workspace
from planner.scenario import Saved, ScenarioStore
from planner.ui.state import Change

#: Folder beside the scenario that drawn shapes are put into.
SHAPES = "shapes"


def save(space: Workspace, changes: Sequence[Change], *, name: str, author: str, note: str, read_hash: str) -> Saved:
    """Save changes as a scenario that extends the workspace's.

    Parameters
    ----------
    space
        What the changes stand on.
    changes
        The changes.
    name, author, note, read_hash
        See :meth:`planner.scenario.ScenarioStore.save`.

    Raises
    ------
    ScenarioConflictError
        If somebody else saved under that name; both texts are kept.
    InputError
        If the name cannot be a file name.
    OutputError
        If it cannot be written.
    """
    folder = space.path.resolve().parent
    text = space.text(list(beside(changes, folder)), name=name)
    return ScenarioStore(folder).save(name, text, read_hash=read_hash, author=author, note=note, base_hash=space.base_hash)


def beside(changes: Sequence[Change], folder: Path) -> Iterator[Change]:
    """Return changes whose files lie beside the scenario: drawn ones are copied there."""
    for change in changes:
        kind, body = next(iter(change.items()))
        file = Path(str(body.get("file", "")))
        if file.is_absolute() and file.is_file():
            (folder / SHAPES).mkdir(exist_ok=True)
            target = folder / SHAPES / file.name
            if not target.is_file():
                shutil.copyfile(file, target)
            yield {kind: {**body, "file": f"{SHAPES}/{file.name}"}}
        else:
            yield change
