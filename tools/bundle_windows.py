#!/usr/bin/env python3
"""Make one folder to copy to a Windows machine without administrator rights and without internet.

Beside the wheels lie the example, the documents and three scripts to double-click. The scripts are written here for the Chinese command
interpreter: code page 936, which each of them asks for in its first lines, and lines that end in CR LF. The guide is UTF-8 with a byte
order mark, which every Notepad reads.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "tools" / "windows"
#: File of ``tools/windows`` → its name in the bundle.
SCRIPTS = {"install.bat": "安装.bat", "example.bat": "计算示例.bat", "open_map.bat": "打开地图.bat"}
GUIDE = ("guide.txt", "使用说明.txt")
PROGRAMS = ("install.py", "open_map.py")
FOLDERS = ("data", "scenarios", "docs")
FILES = ("README.zh.md", "README.md", "CHANGELOG.md", "LICENSE")
SUMS = "sha256sums.txt"
#: Makers of the example city are for developers; kept networks and locks are made anew.
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "_example", "make_example.py", "*.walk", ".*")


def batch(text: str) -> bytes:
    """Give a script as the Chinese command interpreter reads it."""
    return text.replace("\n", "\r\n").encode("cp936")


def bundle(wheels: Path, out: Path) -> None:
    """Lay the folder out; one that stands there is made anew."""
    if out.exists():
        shutil.rmtree(out)
    (out / "wheels").mkdir(parents=True)
    (out / "setup").mkdir()
    sums = []
    for wheel in sorted(wheels.glob("*.whl")):
        shutil.copy(wheel, out / "wheels")
        sums.append(f"{hashlib.sha256(wheel.read_bytes()).hexdigest()}  {wheel.name}\n")
    (out / "wheels" / SUMS).write_text("".join(sums), encoding="utf-8", newline="\n")
    for name, shown in SCRIPTS.items():
        (out / shown).write_bytes(batch((SOURCE / name).read_text(encoding="utf-8")))
    name, shown = GUIDE
    (out / shown).write_text((SOURCE / name).read_text(encoding="utf-8"), encoding="utf-8-sig", newline="\r\n")
    for name in PROGRAMS:
        shutil.copy(SOURCE / name, out / "setup")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, out / name, ignore=_LEFT_OUT)
    for name in FILES:
        shutil.copy(ROOT / name, out)


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheels", type=Path, help="folder of wheels for Windows, as make wheelhouse-windows leaves it")
    parser.add_argument("out", type=Path, help="the folder to make")
    args = parser.parse_args()
    if not list(args.wheels.glob("planner-*.whl")):
        sys.stderr.write(f"{args.wheels} holds no wheel of planner; run make wheelhouse-windows first\n")
        return 2
    bundle(args.wheels, args.out)
    size = sum(p.stat().st_size for p in args.out.rglob("*") if p.is_file())
    sys.stdout.write(f"{args.out}: {size / 1e6:.0f} MB; copy this folder, then double-click 安装.bat there\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
