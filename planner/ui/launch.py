"""Start the app: a Streamlit server on this machine only, without telemetry."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from planner.errors import InputError, MissingExtraError, Problem, Severity, absent_modules, extra_missing
from planner.ui.folder import is_result

#: The settings of ``.streamlit/config.toml``, said again because an installed package has no such file beside it.
FLAGS = (
    "--server.headless=true",
    "--server.address=localhost",
    "--server.maxUploadSize=200",
    "--server.fileWatcherType=none",
    "--runner.postScriptGC=false",
    "--browser.gatherUsageStats=false",
    "--client.toolbarMode=minimal",
    "--client.showErrorDetails=none",
    "--theme.base=light",
    "--theme.primaryColor=#2f5d8a",
    "--theme.textColor=#22303c",
    "--theme.borderColor=#858f99",
    "--theme.dataframeBorderColor=#dcdfe3",
    "--theme.font='Microsoft YaHei', 'PingFang SC', 'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif",
)


def launch(place: Path | None, *, port: int = 8501) -> int:
    """Run the server until it is stopped.

    Parameters
    ----------
    place
        Finished result or scenario file to open; ``None`` for a chooser over ``out/`` and ``scenarios/``.
    port
        Port on localhost.

    Returns
    -------
    int
        Exit code of the server.

    Raises
    ------
    InputError
        If it is neither, or Streamlit is not installed.
    """
    if absent_modules("app"):
        raise MissingExtraError([extra_missing("app")])
    if place is not None and not (is_result(place) or (place.is_file() and place.suffix.lower() in {".yaml", ".yml"})):
        raise InputError([Problem("app.no_result", Severity.ERROR, value=str(place))])
    with socket.socket() as probe:
        if probe.connect_ex(("localhost", port)) == 0:
            raise InputError([Problem("app.port_taken", Severity.ERROR, value=str(port), params={"other": port + 1})])
    print(f"http://localhost:{port}", flush=True)  # noqa: T201 - the address to open; the server itself is told to keep quiet
    script = Path(__file__).with_name("app.py")
    command = [sys.executable, "-m", "streamlit", "run", str(script), *FLAGS, f"--server.port={port}", "--"]
    command += [] if place is None else [str(place.resolve())]
    try:
        return subprocess.run(command, check=False, env={**os.environ, "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false"}).returncode  # noqa: S603
    except KeyboardInterrupt:
        return 0
