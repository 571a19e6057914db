"""A user's machine: an environment of its own with nothing but the wheels of the lock, and a folder with a copy of the example."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.runs import example_run
from tests.ui.conftest import new_page

__all__ = ["example_run", "new_page"]

EXTRAS = ("app", "report", "terrain")


@dataclass(frozen=True)
class Ended:
    """A command that came to its end."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


@dataclass(frozen=True)
class Machine:
    """An environment without the developers' tools, and the folder its user works in."""

    venv: Path
    folder: Path
    copied: bool = False

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def env(self) -> dict[str, str]:
        """What the user's shell has: no word of the checkout, a home of its own."""
        return {"PATH": os.defpath, "HOME": str(self.folder), "LANG": "C.UTF-8"}

    def planner(self, *words: str | Path) -> Ended:
        """Run the command as installed."""
        return self.ran(*self.command, *words)

    @property
    def command(self) -> tuple[Path | str, ...]:
        """The installed command; in a copy the module, because a script names the interpreter it was installed for."""
        return (self.python, "-m", "planner") if self.copied else (self.venv / "bin" / "planner",)

    def ran(self, *words: str | Path) -> Ended:
        done = subprocess.run(list(map(str, words)), cwd=self.folder, env=self.env, capture_output=True, text=True, check=False)
        return Ended(done.returncode, done.stdout, done.stderr)

    def without(self, *extras: str, wheelhouse: Path, tool: Path) -> Machine:
        """Copy the environment and take out what only these extras need."""
        kept = _closure(tool, wheelhouse, [e for e in EXTRAS if e not in extras])
        gone = sorted(_closure(tool, wheelhouse, EXTRAS) - kept)
        assert gone, f"nothing belongs to {extras} alone"
        into = self.venv.with_name("without-" + "-".join(extras))
        shutil.copytree(self.venv, into, symlinks=True, copy_function=os.link)
        copy = Machine(into, self.folder, copied=True)
        taken = copy.ran(copy.python, "-m", "pip", "uninstall", "--quiet", "--yes", "--disable-pip-version-check", *gone)
        assert taken.code == 0, taken.said
        return copy


def _closure(tool: Path, wheelhouse: Path, extras: list[str] | tuple[str, ...]) -> set[str]:
    command = [sys.executable, str(tool), "closure", str(wheelhouse), "--extras", ",".join(extras)]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


@pytest.fixture(scope="session")
def wheelhouse_tool(repo: Path) -> Path:
    return repo / "tools" / "wheelhouse.py"


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a session share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "installed"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def wheelhouse(repo: Path, wheelhouse_tool: Path, shared_folder: Path) -> Path:
    """What ``make wheelhouse`` collects, taken from the wheels that the setup fetched, and our own wheel as it is now."""
    fetched = Path(os.environ.get("PLANNER_WHEELS") or Path(sys.prefix) / "wheels")
    if not fetched.is_dir():
        word = f"the wheels of the lock are not in {fetched} (make setup)"
        if os.environ.get("CI"):
            pytest.fail(word, pytrace=False)
        pytest.skip(word)
    house = shared_folder / "wheelhouse"
    with (shared_folder / "wheelhouse.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not house.is_dir():
            making = shared_folder / "making"
            making.mkdir()
            _gather(repo, wheelhouse_tool, fetched, making)
            making.rename(house)
    return house


def _gather(repo: Path, tool: Path, fetched: Path, house: Path) -> None:
    command = [sys.executable, str(tool), "list", str(repo / "requirements.lock"), "--project", str(repo / "pyproject.toml")]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for name, version in re.findall(r"^([a-z0-9-]+)==(\S+)", listed, re.MULTILINE):
        stem = name.replace("-", "[-_.]")
        found = [w for w in fetched.iterdir() if re.match(rf"{stem}-{re.escape(version)}-.*\.whl$", w.name, re.IGNORECASE)]
        assert found, f"{name}=={version} is in the lock, but {fetched} has no wheel of it (make setup)"
        for wheel in found:
            (house / wheel.name).symlink_to(wheel)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps"]
    built = subprocess.run([*command, "--no-build-isolation", str(repo), "-w", str(house)], capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    checked = subprocess.run([sys.executable, str(tool), "check", str(house)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.fixture(scope="session")
def machine(repo: Path, wheelhouse: Path, shared_folder: Path) -> Machine:
    """The machine of a user who installed the program with all three extras from the wheelhouse and from nowhere else."""
    made = Machine(shared_folder / "venv", shared_folder / "用户 文件夹")
    with (shared_folder / "venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.folder.is_dir():
            _install(made, wheelhouse)
            for name in ("data", "scenarios"):
                shutil.copytree(repo / name, made.folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.walk", ".*"))
    return made


def _install(made: Machine, wheelhouse: Path) -> None:
    base = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    env = {"PATH": os.defpath, "HOME": str(made.venv.parent), "LANG": "C.UTF-8"}
    subprocess.run([base, "-m", "venv", made.venv], env=env, check=True, capture_output=True)
    # --no-compile: modules compile when they are first imported, which saves those that never are; nothing else differs.
    command = [str(made.python), "-m", "pip", "--isolated", "install", "--quiet", "--no-compile", "--disable-pip-version-check"]
    command += ["--no-index", "--find-links", str(wheelhouse), f"planner[{','.join(EXTRAS)}]"]
    done = subprocess.run(command, env=env, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
