"""The guards in conftest hold."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import NetworkBlockedError


def test_no_test_reaches_another_machine() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock, pytest.raises(NetworkBlockedError, match=r"192\.0\.2\.1"):
        sock.connect(("192.0.2.1", 80))
    with pytest.raises(NetworkBlockedError):
        socket.getaddrinfo("example.org", 443)


def test_this_machine_stays_reachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        client.sendall(b"x")


def test_the_lock_names_no_address(repo: Path) -> None:
    text = (repo / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "find-links" not in text


def test_every_locked_requirement_carries_hashes(repo: Path) -> None:
    text = (repo / "requirements.lock").read_text(encoding="utf-8")
    blocks = [b for b in text.replace("\\\n", " ").splitlines() if b and not b.startswith((" ", "#"))]
    assert len(blocks) > 50
    assert all("==" in b and "--hash=sha256:" in b for b in blocks)


#: A file of property tests that name no settings of their own.
PROPERTIES = "tests/geo/test_affine.py"


def run_pytest(repo: Path, *options: str, hash_seed: str = "0") -> str:
    env = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(repo)}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n", "0", PROPERTIES, *options]
    return subprocess.run(command, cwd=repo, env=env, check=True, capture_output=True, text=True).stdout


def drawn(told: str) -> list[str]:
    """The examples hypothesis says it tried."""
    return re.findall(r"^.*: test_\w+\((?:\n    .*)+\n\)", told, re.MULTILINE)


def test_the_gate_draws_the_same_examples_each_time(repo: Path) -> None:
    first, second = (drawn(run_pytest(repo, "-s", "--hypothesis-verbosity=verbose", hash_seed=n)) for n in ("1", "77"))
    assert len(first) > 50
    assert first == second


def test_the_soak_searches_property_tests_at_random_and_says_from_where(repo: Path) -> None:
    told = run_pytest(repo, "-m", "soak", "--collect-only")
    assert "test_affine.py::" in told
    seeds = re.findall(r"--hypothesis-seed=(\d+)", told + run_pytest(repo, "-m", "soak", "--collect-only"))
    assert len(set(seeds)) == 2


def test_only_one_place_says_how_examples_are_drawn(repo: Path) -> None:
    """A test that sets it for itself would be left out of the soak's search, or draw anew in the gate."""
    word = "derandom" + "ize"
    found = [str(p.relative_to(repo)) for p in sorted((repo / "tests").rglob("*.py")) if word in p.read_text(encoding="utf-8")]
    assert found == ["tests/searching.py"]
