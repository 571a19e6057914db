"""Compiled code: kept where a folder can be written, else compiled anew with one line said."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

USE = """
import numpy as np
from planner.network.build import contract, hilbert, islands
edge = np.asarray([0, 1, 3]), np.asarray([1, 2, 4]), np.ones(3)
assert islands.islands(*edge, 5).tolist() == [0, 0, 1]
print(sum(islands._roots.stats.cache_hits.values()))
"""


def run(package: Path, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NUMBA_", "XDG_", "HOME", "PYTHON"))}
    return subprocess.run(
        [sys.executable, "-c", USE],
        env={**kept, "PYTHONPATH": str(package), "PYTHONDONTWRITEBYTECODE": "1", **env},
        cwd=package, capture_output=True, text=True, check=True,
    )  # fmt: skip


def unwritable(repo: Path, folder: Path) -> Path:
    """Copy the package so that no folder of it can hold a cache: a plain file stands where ``__pycache__`` would."""
    shutil.copytree(repo / "planner", folder / "planner", ignore=shutil.ignore_patterns("__pycache__"))
    for inner in [folder / "planner", *(p for p in (folder / "planner").rglob("*") if p.is_dir())]:
        (inner / "__pycache__").touch()
    return folder


def test_without_a_folder_to_write_kernels_run_and_one_line_says_so(repo: Path, tmp_path: Path) -> None:
    package = unwritable(repo, tmp_path / "site")
    (tmp_path / "home").touch()
    done = run(package, HOME=str(tmp_path / "home"))
    assert done.stdout.split() == ["0"]
    lines = done.stderr.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("[network.no_kernel_cache]")


def test_a_second_process_takes_compiled_code_from_the_cache(repo: Path, tmp_path: Path) -> None:
    package = unwritable(repo, tmp_path / "site")
    hits = []
    for _ in range(2):
        done = run(package, HOME=str(tmp_path), NUMBA_CACHE_DIR=str(tmp_path / "kept"))
        assert not done.stderr
        hits.append(int(done.stdout))
    assert hits == [0, 1]
