"""What the app opens: a finished result folder, or a scenario file that is read once and then shared by all sessions."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from threading import Lock

import streamlit as st

from planner.run import RunResult, Workspace
from planner.ui.context import Shown, from_result
from planner.ui.folder import is_result, read_folder, results_in, stamp
from planner.ui.reopening import ResultOrigin, origin_of, usual_places
from planner.ui.state import Change, fingerprint

#: New objects after which Python looks for those that only hold each other; by default 700, a look through all runs every few clicks.
_GARBAGE_AFTER = 20_000
#: Runs kept in memory beside those of the scenarios themselves, for undo, redo and other sessions.
_RUNS = 24


def named() -> str:
    """Return what the command line or ``PLANNER_RESULT`` names; empty where nothing is."""
    return next((a for a in sys.argv[1:] if not a.startswith("-")), "") or os.environ.get("PLANNER_RESULT", "")


def is_scenario(path: Path) -> bool:
    """Return whether a path looks like a scenario file."""
    return path.is_file() and path.suffix.lower() in {".yaml", ".yml"}


def choices() -> list[Path]:
    """List what can be opened from here: finished results in ``out/``, scenario files in ``scenarios/``."""
    place = Path("scenarios")
    scenarios = sorted(p for p in place.glob("*.yaml") if p.is_file()) if place.is_dir() else []
    return [*results_in(Path("out")), *scenarios]


def origin(folder: Path) -> ResultOrigin:
    """Find the scenario a finished result was run from, as files lie now."""
    return origin_of(folder, folder_shown(folder).summary, usual_places(folder))


def folder_shown(folder: Path) -> Shown:
    """Read a result folder once per state of its files; all sessions share it, nobody changes it.

    Raises
    ------
    UnreadableResultError
        If a file is absent or damaged.
    """
    return _folder(str(folder), stamp(folder))


def workspace(scenario: Path) -> Workspace:
    """Open a scenario once per state of its files; all sessions share it, nobody changes it.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    return _workspace(str(scenario.resolve()), _state(scenario.resolve()))


def run(space: Workspace, changes: Sequence[Change]) -> RunResult:
    """Run a workspace with changes; the same changes are computed once for all sessions.

    Raises
    ------
    InputError
        If a change cannot be applied.
    """
    return space.result if not changes else _run(space.base_hash, fingerprint(changes), space, changes)


def run_shown(space: Workspace, changes: Sequence[Change]) -> Shown:
    """Return a run as pages show it."""
    return _shown(space.base_hash, fingerprint(changes), space, changes)


def is_openable(path: Path) -> bool:
    """Return whether the app can open a path."""
    return is_result(path) or is_scenario(path)


@st.cache_resource(max_entries=4, show_spinner=False)
def _folder(folder: str, state: tuple[int, ...]) -> Shown:
    del state
    return read_folder(Path(folder))


@st.cache_resource(max_entries=3, show_spinner=False)
def _workspace(scenario: str, state: str) -> Workspace:
    del state
    space = Workspace.open(Path(scenario))
    gc.collect()
    gc.freeze()  # what was read stays; to look through all of it again would hold an officer's click up for a sixth of a second
    gc.set_threshold(_GARBAGE_AFTER)
    return space


@st.cache_resource(max_entries=_RUNS, show_spinner=False)
def _run(base: str, changes: str, _space: Workspace, _changes: Sequence[Change]) -> RunResult:
    del changes
    with _turn(base):  # one after the other: two at a time would share one interpreter and both be late
        return _space.run(_changes)


@st.cache_resource(max_entries=8, show_spinner=False)
def _turn(base: str) -> Lock:
    del base
    return Lock()


@st.cache_resource(max_entries=_RUNS, show_spinner=False)
def _shown(base: str, changes: str, _space: Workspace, _changes: Sequence[Change]) -> Shown:
    del base, changes
    return from_result(run(_space, _changes))


def _state(scenario: Path) -> str:
    """Return a key of the state of a scenario, made of the files in its folder and beside: names, sizes, times of change."""
    seen = [(str(p), p.stat().st_size, p.stat().st_mtime_ns) for p in _files(scenario)]
    return sha256(repr(seen).encode()).hexdigest()


def _files(scenario: Path) -> list[Path]:
    """Return every file a scenario rests on: itself, what it extends, its inputs."""
    from planner.scenario import read_chain

    chain = read_chain(scenario)
    inputs = chain.data.get("inputs")
    entries = inputs.values() if isinstance(inputs, dict) else ()
    paths = [e.get("path") if isinstance(e, dict) else e for e in entries]
    steps = {s.file for s in chain.steps} | {chain.base, scenario}
    files = [*steps, *(chain.base.parent / p for p in paths if isinstance(p, str))]
    files += [s.file.parent / f for s in chain.steps if isinstance(f := getattr(s.change, "file", None), str)]
    return sorted({f.resolve() for f in files if f.is_file()})
