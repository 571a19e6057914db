"""A folder of named scenarios: plain YAML an officer can open, every version kept, two writers never lose each other's work.

``方案.yaml`` is the scenario as it stands; ``.versions/方案/0001.yaml`` and ``0001.json`` are what was saved and who saved it. A save holds
a lock (a marker file, which works on network shares), writes the version first and then moves the new text into place; at every moment the
file holds the old text or the new one.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from filelock import SoftFileLock, Timeout

from planner.errors import InputError, OutputError, PlannerError, Problem, Severity
from planner.files import write_whole, writing
from planner.rules import read_source
from planner.texts.scenario import SAVED_APART

_NAME = re.compile(r"[^\x00-\x1f/\\:*?\"<>|]{1,80}")
#: So long a writer waits for another.
WAIT_S = 10.0
#: A lock older than this belongs to a program that is gone: no save takes so long.
STALE_S = 600.0
#: So long a lock may stand without naming its owner, which is written at once: its maker was killed between the two.
NAMELESS_S = 3.0


@dataclass(frozen=True, slots=True)
class Saved:
    """A scenario as it was saved.

    Attributes
    ----------
    name, version
        Name, and number of the version; 0 for a text that was edited outside the store.
    text, hash
        The YAML, and the SHA-256 of its bytes.
    author, note, saved_at
        Who saved it, why, and when (UTC, ISO 8601).
    base_hash
        Hash of the base and its inputs when it was saved, as :attr:`planner.run.Workspace.base_hash` gives it; may be empty.
    """

    name: str
    version: int
    text: str
    hash: str
    author: str
    note: str
    saved_at: str
    base_hash: str


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock that stands: whose (author where known, host and process), and how old; ``stale`` where its owner is surely gone."""

    name: str
    host: str
    pid: int | None
    age_s: float
    stale: bool
    author: str = ""


class ScenarioConflictError(PlannerError, RuntimeError):
    """Somebody else saved in the meantime; both texts are kept.

    Attributes
    ----------
    current
        What stands now, with who saved it and when.
    kept
        What the second writer wanted to save, under a name of its own.
    """

    def __init__(self, current: Saved, kept: Saved) -> None:
        self.current = current
        self.kept = kept
        params = {"author": current.author or "?", "at": current.saved_at, "note": current.note, "kept": kept.name}
        self.problem = Problem("store.conflict", Severity.ERROR, value=current.name, params=params)
        super().__init__(self.problem.line())


class ScenarioStore:
    """A folder of scenarios.

    Parameters
    ----------
    folder
        Made if it is not there.
    now
        Clock.
    """

    def __init__(self, folder: str | Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.folder = Path(folder)
        self._now = now

    def entries(self) -> list[Saved]:
        """List every scenario as it stands, by name."""
        names = sorted(p.stem for p in self.folder.glob("*.yaml") if not p.name.startswith("."))
        return [self.read(name) for name in names]

    def read(self, name: str) -> Saved:
        """Read a scenario as it stands.

        Raises
        ------
        InputError
            If there is none of that name.
        """
        path = self._path(name)
        if not path.is_file():
            raise InputError([Problem("store.unknown", Severity.ERROR, value=name)])
        text = path.read_bytes().decode("utf-8")
        known = next((v for v in reversed(self.versions(name)) if v.hash == _hash(text)), None)
        outside = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
        return known or Saved(name, 0, text, _hash(text), "", "", outside, "")

    def versions(self, name: str) -> list[Saved]:
        """List every version of a scenario, the oldest first; one whose description was lost has no author."""
        return [v for file in sorted(self._history(name).glob("[0-9]*.yaml")) if (v := self._version(name, file)) is not None]

    def save(self, name: str, text: str, *, read_hash: str, author: str, note: str = "", base_hash: str = "") -> Saved:
        """Save a scenario.

        Parameters
        ----------
        name
            Name of the scenario and of its file.
        text
            YAML; kept to the byte, comments included.
        read_hash
            Hash of the text the writer began with; ``""`` for a new scenario.
        author, note, base_hash
            See :class:`Saved`.

        Raises
        ------
        ScenarioConflictError
            If the scenario is not what the writer began with; the writer's text is kept under a name of its own.
        InputError
            If the name cannot be a file name, or the text is no YAML mapping.
        OutputError
            If it cannot be written, or another writer holds the lock for long; what stood there is untouched.
        """
        path = self._path(name)
        _check(name, text)
        with self._locked(name, author):
            current = self.read(name) if path.is_file() else None
            if current is not None and current.hash == _hash(text):
                return current
            if current is not None and current.version == 0:
                current = self._keep(replace(current, note="outside"))
            if (current.hash if current else "") != read_hash:
                raise self._conflict(name, current, (text, author, note, base_hash))
            return self._put(Saved(name, 0, text, _hash(text), author, note, self._stamp(), base_hash))

    def restore(self, name: str, version: int, *, author: str = "") -> Saved:
        """Make a version the scenario again, as a new version.

        Raises
        ------
        InputError
            If there is no such version.
        OutputError
            As for :meth:`save`.
        """
        found = next((v for v in self.versions(name) if v.version == version), None)
        if found is None:
            raise InputError([Problem("store.no_version", Severity.ERROR, value=name, params={"version": version})])
        path = self._path(name)
        read_hash = self.read(name).hash if path.is_file() else ""
        note = f"← {version}"
        return self.save(name, found.text, read_hash=read_hash, author=author or found.author, note=note, base_hash=found.base_hash)

    def locks(self) -> list[Lock]:
        """List the locks that stand: who holds them, how old they are."""
        out = []
        for marker in sorted(self.folder.glob(".*.lock")):
            try:
                lines, age = marker.read_text(encoding="utf-8", errors="replace").split(), time.time() - marker.stat().st_mtime
            except OSError:
                continue  # given back in this moment
            pid = int(lines[0]) if lines and lines[0].isdigit() else None
            host = lines[1] if len(lines) > 1 else ""
            limit = STALE_S if pid is not None else NAMELESS_S
            out.append(Lock(marker.name[1:-5], host, pid, age, age > limit, self._holder(marker.name[1:-5], pid)))
        return out

    def _holder(self, name: str, pid: int | None) -> str:
        """Return the author who holds a lock, as he wrote it down beside it; nothing where that is of an earlier lock."""
        try:
            written, _, author = (self.folder / f".{name}.holder").read_text(encoding="utf-8").partition("\n")
        except (OSError, UnicodeDecodeError):
            return ""
        return author.strip() if written == str(pid) else ""

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name) or name.startswith(".") or name.endswith((".", " ")) or name != name.strip():
            raise InputError([Problem("store.bad_name", Severity.ERROR, value=name)])
        return self.folder / f"{name}.yaml"

    def _history(self, name: str) -> Path:
        return self.folder / ".versions" / self._path(name).stem

    def _stamp(self) -> str:
        return self._now().astimezone(UTC).isoformat(timespec="seconds")

    def _version(self, name: str, file: Path) -> Saved | None:
        try:
            text = file.read_bytes().decode("utf-8")
            about = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            about = {}
        except (OSError, ValueError):
            return None
        details = {k: str(about.get(k, "")) for k in ("author", "note", "saved_at", "base_hash")}
        return Saved(name, int(file.stem), text, _hash(text), **details)

    @contextmanager
    def _locked(self, name: str, author: str) -> Iterator[None]:
        with self._writing(name):
            self.folder.mkdir(parents=True, exist_ok=True)
        guard = SoftFileLock(self.folder / f".{name}.lock")
        last = time.monotonic() + WAIT_S
        while not guard.is_locked:
            self._drop_stale(name)
            with self._writing(name), suppress(Timeout):
                guard.acquire(timeout=min(1.0, WAIT_S), poll_interval=0.02)
            if not guard.is_locked and time.monotonic() >= last:
                held = next((lk for lk in self.locks() if lk.name == name), Lock(name, "", None, 0.0, stale=False))
                who = held.author or "？"
                params = {"who": who, "host": held.host or "？", "pid": held.pid or "?", "age": f"{held.age_s:.0f}"}
                raise OutputError(Problem("store.locked", Severity.ERROR, value=name, params=params))
        holder = self.folder / f".{name}.holder"
        try:
            with suppress(OSError):  # a courtesy to others; a save does not hang on it
                holder.write_text(f"{os.getpid()}\n{author}\n", encoding="utf-8")
            yield
        finally:
            with suppress(OSError):
                holder.unlink(missing_ok=True)
            guard.release()

    def _writing(self, name: str) -> AbstractContextManager[None]:
        """Return what turns a refusal of the disk into the error a user reads."""
        return writing(self._path(name), code="store.not_written", name=name)

    def _drop_stale(self, name: str) -> None:
        """Take away a lock whose owner is gone; one that another writer took in this very moment is put back."""
        marker = self.folder / f".{name}.lock"
        if not any(lock.name == name and lock.stale for lock in self.locks()):
            return
        aside = marker.with_name(f".{name}.stale-{os.getpid()}-{time.monotonic_ns()}")
        with suppress(OSError):
            marker.rename(aside)
            if time.time() - aside.stat().st_mtime < NAMELESS_S:
                os.link(aside, marker)
            aside.unlink()

    def _put(self, saved: Saved) -> Saved:
        """Keep a version, then move its text into place."""
        kept = self._keep(saved)
        with self._writing(saved.name):
            write_whole(self._path(saved.name), saved.text)
        return kept

    def _keep(self, saved: Saved) -> Saved:
        history = self._history(saved.name)
        with self._writing(saved.name):
            history.mkdir(parents=True, exist_ok=True)
            taken = [int(p.stem) for p in history.glob("[0-9]*.*") if p.stem.isdigit()]
            kept = replace(saved, version=max(taken, default=0) + 1)
            stem = history / f"{kept.version:04}"
            about = {k: v for k, v in asdict(kept).items() if k not in {"text", "name", "version"}}
            write_whole(stem.with_suffix(".json"), json.dumps(about, ensure_ascii=False, indent=1) + "\n")
            write_whole(stem.with_suffix(".yaml"), kept.text)
        return kept

    def _conflict(self, name: str, current: Saved | None, mine: tuple[str, str, str, str]) -> ScenarioConflictError:
        text, author, note, base_hash = mine
        free = (f"{name}（{author or SAVED_APART}{n or ''}）" for n in range(1000))
        other = next(n for n in free if not self._path(n).exists())
        kept = self._put(Saved(other, 0, text, _hash(text), author, note, self._stamp(), base_hash))
        return ScenarioConflictError(current or Saved(name, 0, "", "", "", "", self._stamp(), ""), kept)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _check(name: str, text: str) -> None:
    source = read_source(text, f"{name}.yaml")
    if source.problems or not isinstance(source.data, dict):
        raise InputError(source.problems or [Problem("scenario.empty", Severity.ERROR, file=f"{name}.yaml")])
