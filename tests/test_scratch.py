"""Whose a half-written file is, and that only the dead's are taken away."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from planner.files import scratch

HOLDER = """
import sys, tempfile
from planner.files.scratch import scratch_prefix
print(tempfile.mkdtemp(prefix=scratch_prefix(), dir=sys.argv[1]), flush=True)
sys.stdin.read()
"""


def test_only_what_the_dead_left_goes(tmp_path: Path, repo: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    env = {**os.environ, "PYTHONPATH": str(repo)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env) as other:
        assert other.stdout
        theirs = Path(other.stdout.readline().strip())
        (theirs / "half").write_text("half")
        handle, mine = tempfile.mkstemp(prefix=scratch.scratch_prefix(), dir=tmp_path)
        os.close(handle)
        scratch.sweep(tmp_path)
        assert sorted(tmp_path.iterdir()) == sorted([theirs, Path(mine)])  # both live
        other.kill()
        other.wait(timeout=20)
        scratch.sweep(tmp_path)
        assert list(tmp_path.iterdir()) == [Path(mine)]


def test_a_number_given_again_is_another_process(tmp_path: Path) -> None:
    host, pid, began = scratch.scratch_prefix().removeprefix(".part-").rstrip("-").split("-")
    assert pid == str(os.getpid())
    earlier = tmp_path / f".part-{host}-{pid}-{int(began) + 1}-x"
    unknown = tmp_path / ".part-of-somebody"
    named = tmp_path / ".partly"
    for file in (earlier, unknown, named):
        file.write_text("")
    scratch.sweep(tmp_path)
    assert earlier.exists() == (began == "0")  # a system that tells no beginnings keeps what bears a living number
    assert unknown.exists()
    assert named.exists()


def test_names_are_short_whatever_the_target_is_called() -> None:
    assert len(os.fsencode(scratch.scratch_prefix())) < 60
