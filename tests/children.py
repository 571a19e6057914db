"""What a child process of a test needs."""

from __future__ import annotations

import signal


def hear_all() -> None:
    """Let a child hear every signal, also where the tests were started to hear none (``nohup``, or a shell's job in the background)."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
