"""Start the app: a Streamlit server on this machine only, without telemetry, in the process of the command itself."""

from __future__ import annotations

import http.client
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from planner.errors import InputError, MissingExtraError, Problem, Severity, absent_modules, extra_missing
from planner.files import SIGNALS, exit_code
from planner.texts import word
from planner.ui.folder import is_result

if TYPE_CHECKING:
    from streamlit.starlette import App

#: The settings of ``.streamlit/config.toml``, said again because an installed package has no such file beside it.
SETTINGS: Mapping[str, Any] = {
    "server.headless": True,
    "server.address": "localhost",
    "server.maxUploadSize": 200,
    "server.fileWatcherType": "none",
    "runner.postScriptGC": False,
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "logger.hideWelcomeMessage": True,
    "theme.base": "light",
    "theme.primaryColor": "#2f5d8a",
    "theme.textColor": "#22303c",
    "theme.borderColor": "#858f99",
    "theme.dataframeBorderColor": "#dcdfe3",
    "theme.font": "'Microsoft YaHei', 'PingFang SC', 'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif",
}
#: So long a page may take to end its work after the command was told to end; then it ends all the same.
GRACE_S = 4.0


def launch(place: Path | None, *, port: int = 8501) -> int:
    """Run the server until it is stopped; the address is printed once it answers.

    There is no second process: whatever ends this one frees the port.

    Parameters
    ----------
    place
        Finished result or scenario file to open; ``None`` for a chooser over ``out/`` and ``scenarios/``.
    port
        Port on localhost.

    Returns
    -------
    int
        0 where the server ended by itself.

    Raises
    ------
    InputError
        If it is neither, or Streamlit is not installed.
    KeyboardInterrupt
        Once the server has ended after Ctrl-C or another signal to stop.
    """
    if absent_modules("app"):
        raise MissingExtraError([extra_missing("app")])
    if place is not None and not (is_result(place) or (place.is_file() and place.suffix.lower() in {".yaml", ".yml"})):
        raise InputError([Problem("app.no_result", Severity.ERROR, value=str(place))])
    with socket.socket() as probe:
        if probe.connect_ex(("localhost", port)) == 0:
            raise InputError([Problem("app.port_taken", Severity.ERROR, value=str(port), params={"other": port + 1})])
    print(word("app.starting"), file=sys.stderr, flush=True)  # noqa: T201 - what is slow is told before it begins
    sys.argv[1:] = [] if place is None else [str(place.resolve())]  # as the app reads it however it was started
    logging.getLogger("uvicorn.error").addFilter(lambda record: record.levelno >= logging.WARNING)
    try:
        _app(port).run(config={**SETTINGS, "server.port": port})
    except KeyboardInterrupt as stop:
        stop.add_note(word("app.stopped"))
        raise
    return 0


def _app(port: int) -> App:
    """Make the app; all that pages import is imported now, so that the first page need not wait for it."""
    from streamlit.starlette import App

    from planner.ui.serving.faults import show_fault
    from planner.ui.serving.parts import MIDDLEWARE, SCRIPT

    @asynccontextmanager
    async def begun(_: App) -> AsyncIterator[None]:
        _end_in_time()
        threading.Thread(target=_print_when_open, args=(port,), daemon=True).start()
        yield

    return App(SCRIPT, middleware=MIDDLEWARE, on_script_error=show_fault, lifespan=begun)


def _print_when_open(port: int) -> None:
    """Print the address once the server answers there."""
    while not _answers(port):
        time.sleep(0.05)
    print(f"http://localhost:{port}", flush=True)  # noqa: T201 - the address to open; the server itself is told to keep quiet
    print(word("app.started"), file=sys.stderr, flush=True)  # noqa: T201


def _answers(port: int) -> bool:
    asked = http.client.HTTPConnection("localhost", port, timeout=5)
    try:
        asked.request("GET", "/_stcore/health")
        return asked.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()


def _end_in_time() -> None:
    """Let every signal that asks the command to end be heard by the server, and give that so long and no longer.

    Called where the server has just put its own handlers in place; it puts back those of before when it ends.
    """
    theirs = signal.getsignal(signal.SIGTERM)

    def end(number: int, frame: FrameType | None) -> None:
        timer = threading.Timer(GRACE_S, os._exit, [exit_code(number)])
        timer.daemon = True
        timer.start()
        if callable(theirs):
            theirs(signal.SIGINT if number == signal.SIGINT else signal.SIGTERM, frame)

    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            with suppress(ValueError):
                signal.signal(number, end)
