"""The guards in conftest hold."""

from __future__ import annotations

import socket
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
