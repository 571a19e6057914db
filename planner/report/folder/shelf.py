"""Where papers are put: each written whole or not at all, none of an officer's own changes lost, and a record to resume by."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from planner.files import write_whole, writing
from planner.texts import word

#: Folder of the papers inside a result folder.
PAPERS_FOLDER = "papers"
_RECORD = "made.jsonl"
_ODD = re.compile(r"[^\w.()（）·-]+")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


@dataclass(slots=True)
class Shelf:
    """The folder of a run's papers.

    Attributes
    ----------
    folder
        ``papers`` inside the result folder.
    key
        Of the run and the settings the papers rest on.
    run
        Mark of the run alone, see :func:`run_mark`.
    made
        Name → hash of what was written under this key.
    before
        Name → hash of what was written last, under any key.
    """

    folder: Path
    key: str
    run: str = ""
    made: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, results: Path, key: str) -> Shelf:
        """Open the shelf of a result folder."""
        shelf = cls(results / PAPERS_FOLDER, key, run_mark(results))
        for entry in _entries(shelf.folder / _RECORD):
            shelf.before[entry["file"]] = entry["sha256"]
            if entry["key"] == key:
                shelf.made[entry["file"]] = entry["sha256"]
        return shelf

    def has(self, name: str) -> bool:
        """Return whether a paper stands there, written under this key."""
        return name in self.made and (self.folder / name).is_file()

    def put(self, name: str, content: bytes) -> Path:
        """Write a paper; one that somebody has changed since is kept beside it under another name.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        target = self.folder / name
        digest = hashlib.sha256(content).hexdigest()
        with writing(target):
            self._keep(target, name, digest)
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, content)
            with (self.folder / _RECORD).open("a", encoding="utf-8", newline="\n") as record:
                record.write(json.dumps({"key": self.key, "run": self.run, "file": name, "sha256": digest}, ensure_ascii=False) + "\n")
        self.made[name] = self.before[name] = digest
        return target

    def _keep(self, target: Path, name: str, digest: str) -> None:
        """Set a changed file aside."""
        if not target.is_file():
            return
        there = hashlib.sha256(target.read_bytes()).hexdigest()
        if there in {digest, self.before.get(name)}:
            return
        number = 1
        while (kept := target.with_name(f"{target.stem}-{word('made.kept')}{number}{target.suffix}")).exists():
            number += 1
        target.rename(kept)


@dataclass(frozen=True, slots=True)
class PaperState:
    """A paper that lies in the folder.

    Attributes
    ----------
    name
        Path inside ``papers``, with slashes.
    outdated
        Made of an earlier run than the one in the result folder (已过期).
    changed
        Changed by a person since it was made, or brought by one.
    """

    name: str
    outdated: bool
    changed: bool


def run_mark(results: Path) -> str:
    """Return the mark of the run in a result folder: papers made of it carry the same in their record; empty where it cannot be read."""
    mark = hashlib.sha256()
    try:
        for name in ("summary.json", "findings.csv", "traces.jsonl", "parcels.csv"):
            mark.update((results / name).read_bytes())
    except OSError:
        return ""
    return mark.hexdigest()[:16]


def paper_states(results: str | Path) -> list[PaperState]:
    """List the papers of a result folder, each with whether it is older than the run and whether somebody has changed it.

    Parameters
    ----------
    results
        The result folder.
    """
    folder, run = Path(results) / PAPERS_FOLDER, run_mark(Path(results))
    last = {entry["file"]: entry for entry in _entries(folder / _RECORD)}
    found = []
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if not file.is_file() or file.name.startswith(".") or name == _RECORD:
            continue
        entry = last.get(_original(name))
        outdated = entry is not None and entry.get("run", "") != run
        changed = entry is None or hashlib.sha256(file.read_bytes()).hexdigest() != entry["sha256"]
        found.append(PaperState(name, outdated, changed))
    return found


def _original(name: str) -> str:
    """Name of the paper that a kept copy was taken from."""
    return re.sub(rf"-{word('made.kept')}[0-9]+(?=\.[^./]+$)", "", name)


def file_name(text: str) -> str:
    """Return an id as a file's name on any system; one that had to be changed carries a mark of its own, so that none meet."""
    plain = _ODD.sub("_", text).strip("._ ")[:60]
    if plain and plain == text and not _RESERVED.fullmatch(plain):
        return plain
    return f"{plain or 'x'}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _entries(record: Path) -> list[dict[str, str]]:
    """Read the record; a last line cut off by a kill is passed over."""
    try:
        lines = record.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    found = []
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict) and {"key", "file", "sha256"} <= entry.keys():
            found.append({k: str(v) for k, v in entry.items()})
    return found
