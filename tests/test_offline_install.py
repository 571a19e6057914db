"""The wheelhouse installs and runs where no network is, and the one for Windows lacks nothing. Long, and needs root: ``make soak``."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest


@pytest.mark.soak
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="a network namespace needs root")
def test_the_wheelhouse_installs_and_runs_without_network(repo: Path) -> None:
    done = subprocess.run([repo / "tests/offline_install.sh"], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "offline installation: ok" in done.stdout
