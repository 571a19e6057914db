"""Writing whole or not at all: the old file or the new one, nothing left beside it, and a refusal that a person can act on."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from planner.errors import OutputError
from planner.files import whole_file, whole_files, write_whole, writing
from planner.scratch import scratch_prefix


def test_text_and_bytes_are_written_to_the_byte(tmp_path: Path) -> None:
    file = tmp_path / "方案.yaml"
    write_whole(file, "名称: 甲\r\n末行\n")
    assert file.read_bytes() == "名称: 甲\r\n末行\n".encode()
    write_whole(file, b"\x00" * 3_000_000)
    assert file.read_bytes() == b"\x00" * 3_000_000
    write_whole(file, "")
    assert file.read_bytes() == b""
    assert [p.name for p in tmp_path.iterdir()] == ["方案.yaml"]


def half_written(file: Path) -> None:
    with whole_file(file) as part:
        part.write_text("half")
        raise KeyError("stop")


def half_written_together(file: Path) -> None:
    with whole_files(file.parent) as folder:
        (folder / file.name).write_text("half")
        raise KeyError("stop")


def test_a_failure_while_writing_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("old")
    with pytest.raises(KeyError):
        half_written(file)
    with pytest.raises(KeyError):
        half_written_together(file)
    assert file.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_disk_that_refuses_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    file = tmp_path / "a.txt"
    file.write_text("old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os if step == "fsync" else Path, step, full)
    with pytest.raises(OutputError, match=r"\[result\.not_written\].*a\.txt.*No space left"), writing(file):
        write_whole(file, "new")
    with pytest.raises(OutputError, match="No space left"), writing(tmp_path), whole_files(tmp_path) as folder:
        (folder / "a.txt").write_text("new")
    assert file.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_files_that_belong_together_come_in_beside_others(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "b.dbf").write_text("old")
    with whole_files(tmp_path) as folder:
        (folder / "b.shp").write_text("shapes")
        (folder / "b.dbf").write_text("figures")
        assert (tmp_path / "b.dbf").read_text() == "old"
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {"mine.txt": "mine", "b.dbf": "figures", "b.shp": "shapes"}


@pytest.mark.skipif(os.name != "posix", reason="rights of a file")
def test_rights_are_kept_and_new_files_have_the_usual_ones(tmp_path: Path) -> None:
    plain, old = tmp_path / "plain", tmp_path / "old"
    plain.touch()
    old.touch()
    old.chmod(0o640)
    write_whole(old, "x")
    write_whole(tmp_path / "new", "x")
    assert old.stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "new").stat().st_mode == plain.stat().st_mode


@pytest.mark.skipif(os.name != "posix", reason="links and pipes")
def test_a_link_stays_a_link_and_a_pipe_is_written_to(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    real, link = tmp_path / "there" / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    link.symlink_to(real)
    write_whole(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    read, write = os.pipe()
    try:
        write_whole(Path(f"/dev/fd/{write}"), "through")
        assert os.read(read, 20) == b"through"
    finally:
        os.close(read)
        os.close(write)


def test_refusals_name_the_file_and_how_to_mend_it(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with (
        pytest.raises(OutputError, match=r"\[write\.is_folder\] folder 写不成：已有同名文件夹；请另取一个文件名") as caught,
        writing(tmp_path / "folder"),
    ):
        write_whole(tmp_path / "folder", "x")
    assert caught.value.problem is not None
    assert "another name" in caught.value.problem.line("en")
    long = tmp_path / ("长" * 100)
    with pytest.raises(OutputError, match=r"write\.name_too_long"), writing(long):
        write_whole(long, "x")
    (tmp_path / "file").touch()
    with (
        pytest.raises(OutputError, match=r"store\.not_written.*方案“甲”"),
        writing(tmp_path / "file" / "a", code="store.not_written", name="甲"),
    ):
        write_whole(tmp_path / "file" / "a", "x")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "folder"]


def test_a_file_another_program_holds_open_is_said_to_be(tmp_path: Path) -> None:
    held = OSError(errno.EACCES, "The process cannot access the file")
    held.winerror = 32  # type: ignore[attr-defined,unused-ignore]
    (tmp_path / "a.xlsx").touch()
    with pytest.raises(OutputError, match=r"write\.in_use.*Excel"), writing(tmp_path / "a.xlsx"):
        raise held
    with pytest.raises(OutputError, match=r"result\.not_written"), writing(tmp_path / "not_there.xlsx"):
        raise held


def test_what_a_killed_program_left_goes_with_the_next_writing(tmp_path: Path) -> None:
    gone = subprocess.run(
        [sys.executable, "-c", "from planner.scratch import scratch_prefix; print(scratch_prefix())"],
        capture_output=True,
        text=True,
        check=True,
    )
    (tmp_path / f"{gone.stdout.strip()}0a1b2c3d").touch()
    mine = tmp_path / f"{scratch_prefix()}0a1b2c3d"
    mine.touch()
    write_whole(tmp_path / "a.txt", "x")
    assert {p.name for p in tmp_path.iterdir()} == {"a.txt", mine.name}


def test_the_longest_name_a_disk_takes_can_be_written(tmp_path: Path) -> None:
    file = tmp_path / ("长" * 83 + ".yaml")  # 254 bytes
    write_whole(file, "x")
    assert file.read_text() == "x"
