"""The folder for Windows: its scripts read as cmd reads them, everything they name lies in the folder, nothing leads out."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import re
import shlex
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
import typer

from planner.cli import app

BATCHES = ("安装.bat", "计算示例.bat", "打开地图.bat")


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"bundled_{path.stem}", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def folder(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle with one small file in the place of the wheels."""
    base = tmp_path_factory.mktemp("windows")
    wheels = base / "wheels"
    wheels.mkdir()
    (wheels / "planner-0-py3-none-any.whl").write_bytes(b"a wheel")
    done = subprocess.run(
        [sys.executable, repo / "tools" / "bundle_windows.py", wheels, base / "out"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return base / "out"


@pytest.fixture(scope="module", params=BATCHES)
def batch(request: pytest.FixtureRequest, folder: Path) -> bytes:
    return (folder / str(request.param)).read_bytes()


def _commands(batch: bytes) -> list[str]:
    """Lines that are carried out, words for the reader left out."""
    return [
        x for x in batch.decode("cp936").splitlines() if not x.startswith(("echo", "title", "@echo")) and not x.startswith("if not exist")
    ]


def test_lines_end_as_cmd_wants_them(batch: bytes) -> None:
    assert batch.count(b"\n") == batch.count(b"\r\n") > 10
    assert not batch.startswith(b"\xef\xbb\xbf")
    assert batch.endswith(b"\r\n")


def test_nothing_chinese_stands_before_the_code_page_is_chosen(batch: bytes) -> None:
    first, second, _ = batch.split(b"\r\n", 2)
    assert first == b"@echo off"
    assert second == b"chcp 936 >nul"


def test_no_character_holds_a_byte_that_cmd_would_act_on(batch: bytes) -> None:
    """Read byte by byte under another code page, the second half of a character must not be an operator."""
    for character in {c for c in batch.decode("cp936") if ord(c) > 127}:
        assert character.encode("cp936")[1:] not in {b"|", b"^", b"\\", b"~"}, character


def test_no_operator_stands_in_a_text(batch: bytes) -> None:
    texts = [re.sub(r'^if .*?" echo', "echo", x) for x in batch.decode("cp936").splitlines()]
    for text in (x for x in texts if x.startswith(("echo ", "title "))):
        assert not re.search(r"[&|<>^()%]", re.sub(r'"%[^"]*"', "", text)), text


def test_paths_are_quoted_and_stand_beside_the_script(batch: bytes, folder: Path) -> None:
    text = batch.decode("cp936")
    assert 'set "HERE=%~dp0"' in text
    assert "DisableDelayedExpansion" in text  # else a ! in the path is eaten
    named = re.findall(r"%HERE%([^\"%]*)", text)
    assert named
    for line in text.splitlines():
        for place in re.finditer(r"%(?:HERE|PY|PLACE|TRIED|SETUP|OTHER|LOCALAPPDATA|ProgramFiles|SystemDrive)%", line):
            assert line[: place.start()].count('"') % 2 == 1, f"not in quotes: {line}"
    for name in named:
        made = name.startswith((".venv\\", "out\\")) or "*" in name or not name
        assert made or (folder / name.replace("\\", "/")).exists(), name


def test_no_path_is_read_twice(batch: bytes) -> None:
    """What stands behind ``call`` is expanded a second time: a folder named ``100%`` loses the sign, ``a^b`` gets a second caret.

    So subroutines take no arguments, and what the script was given goes into variables at its head, in one assignment each.
    """
    lines = _commands(batch)
    for line in lines:
        assert all(re.fullmatch(r" :\w+", rest) for rest in re.findall(r"\bcall\b(.*)$", line)), line
        if re.search(r"(?<!%)%~?[a-z]*[0-9*]", line):
            assert re.fullmatch(r'set "[A-Z]+=%~(?:dp0|1)"', line), line
        done = re.search(r"^for .*\) do (.*)$", line)
        if done:
            assert re.fullmatch(r'set "[A-Z]+=%%(?:~f)?[A-Z]"& call :\w+|echo   "%%~nx[A-Z]"', done[1]), line
        assert not re.search(r'\bset (?!")', line), line  # unquoted, a caret is eaten and an ampersand ends the line
    assert 'set "HERE=%~dp0"' in lines


def test_every_label_is_there(batch: bytes) -> None:
    text = batch.decode("cp936")
    labels = set(re.findall(r"^:(\w+)", text, re.MULTILINE))
    asked = set(re.findall(r"(?:goto|call) :?(\w+)", text))
    assert asked <= labels
    assert labels <= asked


def test_every_script_waits_at_its_end(batch: bytes) -> None:
    """Each way out shows its words until a key is pressed; a subroutine returns 0, and the map's window closes with the map."""
    lines = batch.decode("cp936").splitlines()
    for number, line in enumerate(lines):
        if line.startswith("exit /b") and line != "exit /b 0":
            assert lines[number - 1] == "pause", line


def test_every_command_of_planner_is_one(folder: Path) -> None:
    group = typer.main.get_command(app)
    used = []
    for name in BATCHES:
        for line in _commands((folder / name).read_bytes()):
            found = re.search(r"-m planner (.*)$", line)
            if found:
                used.append(shlex.split(found[1].replace("\\", "/")))
    for program in ("install.py", "open_map.py"):
        text = (folder / "setup" / program).read_text(encoding="utf-8")
        used += [re.findall(r'"([^"]+)"', x) for x in re.findall(r'"-m", "planner", ([^\]]*)\]', text)]
    guide = (folder / "使用说明.txt").read_text(encoding="utf-8-sig")
    used += [line.split() for line in re.findall(r"Scripts\\planner (\w.*)$", guide, re.MULTILINE)]
    assert len(used) == 5, used
    for words in used:
        command = group
        for word in words:
            if not hasattr(command, "commands") or word not in command.commands:
                break
            command = command.commands[word]
        assert command is not group, words
        options = {o for p in command.params for o in p.opts}
        assert {w for w in words if w.startswith("--")} <= options, words


def test_the_scenario_that_is_run_lies_there(folder: Path) -> None:
    for path in re.findall(r"\.\./(data/[\w./-]+)", (folder / "scenarios" / "baseline.yaml").read_text(encoding="utf-8")):
        assert (folder / path).is_file(), path


def test_the_module_that_compiles_exists(folder: Path) -> None:
    for name in re.findall(r'"-m", "(planner\.[\w.]+)"', (folder / "setup" / "install.py").read_text(encoding="utf-8")):
        assert importlib.import_module(name)


def test_nothing_leads_to_the_internet_or_asks_for_an_administrator(folder: Path) -> None:
    for path in [*(folder / n for n in BATCHES), *(folder / "setup").iterdir(), folder / "使用说明.txt"]:
        text = path.read_bytes().decode("cp936" if path.suffix == ".bat" else "utf-8-sig")
        assert all(x.startswith("http://localhost") for x in re.findall(r"https?://\S+", text)), path.name
        assert not re.search(r"runas|InstallAllUsers=1|LauncherAllUsers=1|\breg add\b|setx", text), path.name
    assert '"--no-index"' in (folder / "setup" / "install.py").read_text(encoding="utf-8")


def test_the_guide_is_read_by_every_notepad_and_names_what_is_there(folder: Path) -> None:
    raw = (folder / "使用说明.txt").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    guide = raw.decode("utf-8-sig")
    for name in BATCHES:
        assert name in guide
    told = "".join((folder / n).read_bytes().decode("cp936") for n in BATCHES)
    told += (folder / "setup" / "install.py").read_text(encoding="utf-8")
    quoted = re.findall(r"“([^”]+)”", guide.partition("六、")[2])
    ours = [x for x in quoted if not re.search(r"Windows|更多信息|仍要运行|\.bat", x)]
    assert len(ours) >= 6
    for words in ours:
        assert words in told, f"the guide explains {words!r}, which nobody says"


def test_a_copy_that_is_not_whole_is_told(folder: Path, tmp_path: Path) -> None:
    install = _module(folder / "setup" / "install.py")
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    assert any("没有拷全" in x for x in install.copy_faults(wheels))
    (wheels / "a.whl").write_bytes(b"a")
    (wheels / install.SUMS).write_text(f"{hashlib.sha256(b'a').hexdigest()}  a.whl\n{'0' * 64}  b.whl\n", encoding="utf-8")
    assert [("b.whl" in x) for x in install.copy_faults(wheels)] == [True]
    (wheels / "b.whl").write_bytes(b"b")
    assert [("损坏" in x) for x in install.copy_faults(wheels)] == [True]
    assert list(install.copy_faults(folder / "wheels")) == []


def test_a_wrong_python_and_a_wrong_place_are_told(folder: Path) -> None:
    install = _module(folder / "setup" / "install.py")
    assert list(install.interpreter_faults((3, 11, 9), 2**63 - 1)) == []
    assert len(list(install.interpreter_faults((3, 12, 1), 2**31 - 1))) == 2
    assert list(install.place_faults("D:\\planner", 200, 10**10)) == []
    assert [("路径太长" in x) for x in install.place_faults("D:\\" + "很深" * 40, 200, 10**10)] == [True]
    assert [("网络位置" in x) for x in install.place_faults("\\\\server\\share", 100, 10**10)] == [True]
    assert [("GB" in x) for x in install.place_faults("D:\\planner", 100, 10**9)] == [True]
