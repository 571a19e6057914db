#!/usr/bin/env python3
"""List and check the wheels of an installation without internet.

``list`` picks from the lock file what a user needs on one platform: no development tools, markers settled for that platform. pip settles
markers for the machine it runs on even when it downloads for another, so a list for Windows must carry none. ``check`` reads the wheels
of a folder and says whether everything they ask for on that platform lies beside them; ``closure`` names the packages that the program
with some of its extras asks for.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path

from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

EXTRAS = ("app", "report", "terrain")
ENVIRONMENTS: dict[str, dict[str, str]] = {
    "here": {},
    "windows": {
        "implementation_name": "cpython",
        "implementation_version": "3.11.9",
        "os_name": "nt",
        "platform_machine": "AMD64",
        "platform_python_implementation": "CPython",
        "platform_release": "10",
        "platform_system": "Windows",
        "platform_version": "10.0.19045",
        "python_full_version": "3.11.9",
        "python_version": "3.11",
        "sys_platform": "win32",
    },
}


@dataclass(frozen=True)
class Pin:
    """A pinned package of the lock: its marker, its hashes, and the packages that ask for it."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    via: frozenset[str]


def environment(platform: str) -> dict[str, str]:
    """Give the values markers are settled with."""
    return {**{k: str(v) for k, v in default_environment().items()}, **ENVIRONMENTS[platform]}


def read_lock(lock: Path) -> list[Pin]:
    """Read a lock file as ``uv pip compile`` writes it, with hashes and ``# via`` notes."""
    pins = []
    for block in re.split(r"\n(?=[A-Za-z0-9])", lock.read_text(encoding="utf-8")):
        head = re.match(r"([A-Za-z0-9._-]+)==(\S+)(?: ; ([^\\\n]+?))?(?: \\)?\n", block)
        if head is None:
            continue
        notes = re.findall(r"^\s+# (?:via)?\s*([A-Za-z0-9._-]*)", block, re.MULTILINE)
        via = frozenset(canonicalize_name(n) for n in notes if n)
        hashes = tuple(re.findall(r"--hash=(sha256:[0-9a-f]{64})", block))
        pins.append(Pin(canonicalize_name(head[1]), head[2], (head[3] or "").strip(), hashes, via))
    return pins


def wanted(pins: list[Pin], project: Path, platform: str) -> list[Pin]:
    """Keep what the package and its extras for users need on a platform."""
    table = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    asked = [*table["dependencies"], *(line for extra in EXTRAS for line in table["optional-dependencies"][extra])]
    env = environment(platform)
    here = [p for p in pins if not p.marker or Marker(p.marker).evaluate(env)]
    kept: set[str] = {canonicalize_name(Requirement(line).name) for line in asked}
    while more := {p.name for p in here if p.via & kept} - kept:
        kept |= more
    return [p for p in here if p.name in kept]


def follow(folder: Path, platform: str, extras: Sequence[str] = EXTRAS) -> tuple[set[str], list[str]]:
    """Follow the requirements of the wheels in a folder, from the program with these extras on.

    Returns
    -------
    tuple[set[str], list[str]]
        Names of the packages reached, and the requirements that nothing in the folder fulfils.
    """
    env = environment(platform)
    wheels = {}
    for path in sorted(folder.glob("*.whl")):
        name, version, _, _ = parse_wheel_filename(path.name)
        wheels[name] = (version, path)
    todo, seen, lacking = [Requirement(f"planner[{','.join(extras)}]" if extras else "planner")], set[str](), []
    reached = set[str]()
    while todo:
        asked = todo.pop()
        name = canonicalize_name(asked.name)
        found = wheels.get(name)
        if found is None or not asked.specifier.contains(found[0], prereleases=True):
            lacking.append(str(asked))
            continue
        key = f"{name}[{','.join(sorted(asked.extras))}]"
        if key in seen:
            continue
        seen.add(key)
        reached.add(name)
        for line in _requires(found[1]):
            need = Requirement(line)
            if need.marker is None or any(need.marker.evaluate({**env, "extra": extra}) for extra in ("", *asked.extras)):
                todo.append(need)
    return reached, sorted(lacking)


def _requires(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        metadata = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        return HeaderParser().parsestr(archive.read(metadata).decode()).get_all("Requires-Dist") or []


def main() -> int:
    """Run one of the commands."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["list", "check", "closure"])
    parser.add_argument("path", type=Path, help="lock file to list from, or folder of wheels to check")
    parser.add_argument("--project", type=Path, default=Path("pyproject.toml"))
    parser.add_argument("--platform", choices=sorted(ENVIRONMENTS), default="here")
    parser.add_argument("--extras", default=",".join(EXTRAS), help="extras to follow, comma between; none where empty")
    args = parser.parse_args()
    if args.command == "list":
        for pin in wanted(read_lock(args.path), args.project, args.platform):
            sys.stdout.write(" \\\n    ".join([f"{pin.name}=={pin.version}", *(f"--hash={h}" for h in pin.hashes)]) + "\n")
        return 0
    reached, lacking = follow(args.path, args.platform, [extra for extra in args.extras.split(",") if extra])
    if args.command == "closure":
        sys.stdout.write("".join(f"{name}\n" for name in sorted(reached)))
        return 0
    size = sum(p.stat().st_size for p in args.path.glob("*.whl"))
    count = len(list(args.path.glob("*.whl")))
    sys.stdout.write(f"{count} wheels, {size / 1e6:.0f} MB, platform {args.platform}\n")
    for line in lacking:
        sys.stderr.write(f"missing: {line}\n")
    return 2 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
