"""Install the program beside this folder, from the wheels that lie there: no index, no administrator rights. Chinese for its reader."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
WHEELS = "wheels"
SUMS = "sha256sums.txt"
WANTED = "planner[app,report,terrain]"
PYTHON = (3, 11)
#: Windows takes no longer path unless it is told to.
MAX_PATH = 259
NEEDED_BYTES = 2_000_000_000


def interpreter_faults(version: Sequence[int] = sys.version_info, largest: int = sys.maxsize) -> Iterator[str]:
    """Say whether the wheels fit this Python."""
    if tuple(version[:2]) != PYTHON:
        yield f"现在用的是 Python {version[0]}.{version[1]}，安装包只适合 Python {PYTHON[0]}.{PYTHON[1]}。请换用 64 位 Python 3.11。"
    if largest <= 2**32:
        yield "现在用的是 32 位 Python，安装包只适合 64 位。请换用 64 位 Python 3.11。"


def place_faults(folder: str, longest: int, free_bytes: int) -> Iterator[str]:
    """Say whether the folder is a place one can install into."""
    if folder.startswith("\\\\"):
        yield f"文件夹在网络位置上（{folder}）。请先整个拷到本机硬盘，例如 D:\\planner，再安装。"
    over = len(folder) + longest - MAX_PATH
    if over > 0:
        yield f"文件夹的路径太长，超出 {over} 个字符，Windows 放不下。请把整个文件夹挪到短一些的位置，例如 D:\\planner。"
    if free_bytes < NEEDED_BYTES:
        yield f"硬盘只剩 {free_bytes / 1e9:.1f} GB，安装需要 {NEEDED_BYTES / 1e9:.0f} GB。请腾出空间，或把整个文件夹挪到别的盘。"


def copy_faults(wheels: Path) -> Iterator[str]:
    """Say which wheels did not arrive whole."""
    listed = wheels / SUMS
    if not listed.is_file():
        yield f"缺少 {WHEELS}/{SUMS}，没有拷全。请重新拷贝整个文件夹。"
        return
    for line in listed.read_text(encoding="utf-8").splitlines():
        digest, name = line.split(maxsplit=1)
        path = wheels / name
        if not path.is_file():
            yield f"没有拷全，缺少 {WHEELS}/{name}。请重新拷贝整个文件夹。"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            yield f"拷贝时损坏了 {WHEELS}/{name}。请重新拷贝整个文件夹。"


def longest_path(wheels: Path) -> int:
    """Length of the longest path that an installation adds to the folder's own."""
    inner = 0
    for wheel in wheels.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            inner = max(inner, *map(len, archive.namelist()))
    return len("\\.venv\\Lib\\site-packages\\") + inner


def python_of(venv: Path) -> Path:
    """Interpreter of an environment."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def install(folder: Path) -> int:
    """Check, make the environment, install, compile; say each step. Gives 0 or 2."""
    wheels = folder / WHEELS
    _say("一、核对安装包……")
    faults = [*interpreter_faults(), *copy_faults(wheels)]
    faults += place_faults(str(folder), longest_path(wheels), shutil.disk_usage(folder).free)
    if faults:
        return _stop(faults)
    venv = folder / ".venv"
    _say("二、准备运行环境……")
    try:
        if venv.exists():
            shutil.rmtree(venv)
    except OSError as error:
        return _stop([f"旧的运行环境删不掉（{error}）。请先关闭已打开的地图窗口和命令窗口，再试。"])
    if _run([sys.executable, "-m", "venv", str(venv)]):
        return _stop(["运行环境没有建成。可能被安全软件拦住，或本机的 Python 不完整；请把上面几行告诉信息中心。"])
    _say("三、安装，大约几分钟……")
    python = str(python_of(venv))
    command = [python, "-m", "pip", "--isolated", "--disable-pip-version-check", "install", "--quiet", "--no-warn-script-location"]
    if _run([*command, "--no-index", "--find-links", str(wheels), WANTED]):
        return _stop(["安装没有完成。请把上面几行告诉给您安装包的人。"])
    _say("四、第一次编译，以后就快了……")
    if _run([python, "-m", "planner.access.warm"]) or _run([python, "-m", "planner", "rules", "list"], quiet=True):
        return _stop(["装上了，但运行不起来。可能被安全软件拦住；请把上面几行告诉信息中心。"])
    _say("安装完成。")
    return 0


def _run(command: Sequence[str], *, quiet: bool = False) -> int:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_"))}
    return subprocess.run(command, check=False, env=env, stdout=subprocess.DEVNULL if quiet else None).returncode  # noqa: S603 - our own commands


def _stop(faults: Sequence[str]) -> int:
    for fault in faults:
        _say(f"× {fault}")
    return 2


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(install(HERE))
