"""Write a finished run: every file into a scratch folder first, then the whole folder moved into place."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from planner.errors import InputError, Problem, Severity
from planner.files import writing
from planner.report.folder.csvfiles import write_csv
from planner.report.folder.datapackage import write_package
from planner.report.folder.fileguide import write_guide
from planner.report.folder.geopackage import write_geopackage
from planner.report.folder.papers import write_papers
from planner.run import RunResult
from planner.scratch import scratch_prefix, sweep
from planner.tables import output_files, schemas

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # from linux/fcntl.h and linux/fs.h

#: What a run writes; anything else found in a result folder is kept.
FILES = tuple(f.name for f in output_files() if f.written == "always")
#: What a run writes where there is something to write.
SOMETIMES = tuple(f.name for f in output_files() if f.written == "where_there")

_OURS = frozenset((*FILES, *SOMETIMES))


def write_results(result: RunResult, out: str | Path) -> Path:
    """Write a run into a folder.

    The files are written beside the folder and moved into place whole: a run that is stopped leaves the earlier results as they were. Files
    in the folder that are not ours are kept. The same run gives the same bytes.

    Parameters
    ----------
    result
        A finished run.
    out
        Folder; made if it is not there. It must be empty or hold an earlier result.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    InputError
        If the folder holds something else.
    OutputError
        If it cannot be written; the earlier results are untouched.
    """
    folder = Path(out).resolve()
    with writing(folder):
        _recover(folder)
        refuse_strange(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _scratch(folder) as scratch:
            _write_all(result, scratch)
            _swap(scratch, folder)
    return folder


def _write_all(result: RunResult, folder: Path) -> None:
    day = output_day(date.fromisoformat(result.summary["as_of"]))
    _write_json(result.summary, folder / "summary.json")
    with (folder / "scenario.resolved.yaml").open("w", encoding="utf-8") as file:
        yaml = YAML(typ="safe", pure=True)
        yaml.default_flow_style = False
        yaml.allow_unicode = True
        yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
        yaml.dump(_yaml_data(result.resolved), file)
    for name in (t.name for t in schemas().values() if t.sheet in {"always", "last"}):
        write_csv(getattr(result, name), folder / f"{name}.csv")
    for name, table in result.explanations.items():
        write_csv(table, folder / f"{name}.csv")
    with (folder / "traces.jsonl").open("w", encoding="utf-8", newline="\n") as file:
        for trace in result.traces:
            file.write(json.dumps(trace, ensure_ascii=False, sort_keys=True) + "\n")
    write_geopackage(result, folder / "results.gpkg", day=day)
    write_papers(result, folder, day=day)
    write_guide(result.summary, folder)
    write_package(result.summary, folder)


def output_day(as_of: date) -> date:
    """Date that files carry where their format asks for one: ``SOURCE_DATE_EPOCH`` if set, else the scenario's own day."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date() if epoch.isdigit() else as_of
    except (OverflowError, ValueError, OSError):
        return as_of


def _write_json(data: Any, path: Path) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def _yaml_data(data: Any) -> Any:
    """Plain containers, which the safe writer knows."""
    if isinstance(data, dict):
        return {str(k): _yaml_data(v) for k, v in data.items()}
    return [_yaml_data(v) for v in data] if isinstance(data, list | tuple) else data


def refuse_strange(out: str | Path) -> None:
    """Refuse a place that results would be written to, before work goes into them.

    Raises
    ------
    InputError
        If it is a file, or a folder that is neither empty nor an earlier result.
    """
    folder = Path(out).resolve()
    empty = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    if not (empty or _is_ours(folder / "summary.json")):
        raise InputError([Problem("result.not_ours", Severity.ERROR, value=folder.name)])


def _is_ours(summary: Path) -> bool:
    """Tell our summary from another program's file of that name."""
    try:
        data = json.loads(summary.read_bytes())
    except (OSError, ValueError):
        return False
    software = data.get("software") if isinstance(data, dict) else None
    return isinstance(software, dict) and software.get("name") == "planner"


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """Make a folder beside the target, on the same disk, gone afterwards if it was not moved; so are those of killed runs."""
    sweep(folder.parent)
    scratch = Path(tempfile.mkdtemp(prefix=scratch_prefix(), dir=folder.parent))
    scratch.chmod(0o755)
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _swap(scratch: Path, folder: Path) -> None:
    """Move the new folder into place; strangers' files in the old one come along."""
    for file in scratch.iterdir():
        with file.open("rb+") as opened:
            os.fsync(opened.fileno())
    if not folder.exists():
        scratch.rename(folder)
        return
    for file in folder.iterdir():
        if file.name not in _OURS:
            (shutil.copytree if file.is_dir() else shutil.copy2)(file, scratch / file.name)
    if _exchange(scratch, folder):
        return
    old = _old(folder)
    folder.rename(old)
    try:
        scratch.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _exchange(a: Path, b: Path) -> bool:
    """Swap two folders in one step where the system can (Linux): then there is no moment without results. False where it cannot."""
    try:
        swap = ctypes.CDLL(None).renameat2
    except (OSError, AttributeError, TypeError):
        return False
    done: int = swap(_AT_FDCWD, os.fsencode(a), _AT_FDCWD, os.fsencode(b), _RENAME_EXCHANGE)
    return done == 0


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _recover(folder: Path) -> None:
    """Put back the earlier results if a run was stopped between the two moves."""
    old = _old(folder)
    if old.is_dir():
        if folder.exists():
            for file in old.iterdir():
                if file.name not in _OURS:
                    file.rename(folder / file.name)
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(folder)
