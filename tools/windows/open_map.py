"""Start the app of the installed program and open it in the browser when it answers. Chinese for its reader."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Sequence

FIRST_PORT = 8501
PORTS = 20
PATIENCE_S = 180


def free_port() -> int | None:
    """First port from 8501 on that nobody listens on."""
    for port in range(FIRST_PORT, FIRST_PORT + PORTS):
        with socket.socket() as probe:
            if probe.connect_ex(("localhost", port)) != 0:
                return port
    return None


def answers(address: str) -> bool:
    """Whether a page comes."""
    try:
        with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - this machine alone
            return True
    except (urllib.error.URLError, OSError):
        return False


def open_map(places: Sequence[str]) -> int:
    """Serve until the window is closed; give the exit code of the app."""
    port = free_port()
    if port is None:
        sys.stdout.write("已经开着许多地图窗口。请先关闭几个，再试。\n")
        return 2
    sys.stdout.write("正在打开地图，请等一会儿。看完以后关闭这个窗口即可。\n")
    sys.stdout.flush()
    address = f"http://localhost:{port}"
    server = subprocess.Popen([sys.executable, "-m", "planner", "app", *places, "--port", str(port)])  # noqa: S603 - our own command
    try:
        start = time.monotonic()
        while server.poll() is None and time.monotonic() - start < PATIENCE_S:
            if answers(address):
                if not webbrowser.open(address):
                    sys.stdout.write(f"请在浏览器里打开：{address}\n")
                break
            time.sleep(0.5)
        return server.wait()
    except KeyboardInterrupt:
        server.terminate()
        server.wait()
        return 0


if __name__ == "__main__":
    sys.exit(open_map(sys.argv[1:]))
