"""Write a finished run: every file into a scratch folder first, then the whole folder moved into place."""

from __future__ import annotations

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

from planner.errors import InputError, OutputError, Problem, Severity
from planner.report.csvfiles import write_csv
from planner.report.geopackage import write_geopackage
from planner.scenario import RunResult

#: What a run writes; anything else found in a result folder is kept.
FILES = (
    "summary.json", "scenario.resolved.yaml", "parcels.csv", "communities.csv", "facilities.csv", "findings.csv", "traces.jsonl",
    "coverage.csv", "quality.csv", "results.gpkg",
)  # fmt: skip


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
    folder = Path(out).absolute()
    _recover(folder)
    _refuse_strange(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _scratch(folder) as scratch:
            _write_all(result, scratch)
            _swap(scratch, folder)
    except OSError as error:
        problem = Problem("result.not_written", Severity.ERROR, value=folder.name, params={"detail": error.strerror or str(error)})
        raise OutputError(problem.line()) from error
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
    for name in ("parcels", "communities", "facilities", "findings", "coverage", "quality"):
        write_csv(getattr(result, name), folder / f"{name}.csv")
    with (folder / "traces.jsonl").open("w", encoding="utf-8", newline="\n") as file:
        for trace in result.traces:
            file.write(json.dumps(trace, ensure_ascii=False, sort_keys=True) + "\n")
    write_geopackage(result, folder / "results.gpkg", day=day)


def output_day(as_of: date) -> date:
    """Date that files carry where their format asks for one: ``SOURCE_DATE_EPOCH`` if set, else the scenario's own day."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch.isdigit() else as_of


def _write_json(data: Any, path: Path) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def _yaml_data(data: Any) -> Any:
    """Plain containers, which the safe writer knows."""
    if isinstance(data, dict):
        return {str(k): _yaml_data(v) for k, v in data.items()}
    return [_yaml_data(v) for v in data] if isinstance(data, list | tuple) else data


def _refuse_strange(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "summary.json").is_file():
        raise InputError([Problem("result.not_ours", Severity.ERROR, value=folder.name)])


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """Make a folder beside the target, on the same disk, gone afterwards if it was not moved."""
    scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}.part-", dir=folder.parent))
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
    old = _old(folder)
    folder.rename(old)
    scratch.rename(folder)
    for file in old.iterdir():
        if file.name not in FILES:
            file.rename(folder / file.name)
    shutil.rmtree(old, ignore_errors=True)


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _recover(folder: Path) -> None:
    """Put back the earlier results if a run was stopped between the two moves."""
    old = _old(folder)
    if old.is_dir():
        if folder.exists():
            for file in old.iterdir():
                if file.name not in FILES:
                    file.rename(folder / file.name)
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(folder)
