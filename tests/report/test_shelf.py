"""``planner report``: resumed, stopped, refused; an officer's own changes are kept; file names that any system takes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from planner import errors
from planner.cli import app
from planner.errors import InputError
from planner.report import PaperState, Wanted, conditions_left_out, paper_states, read_finished, report_kinds, write_reports
from planner.report.folder.shelf import file_name
from tests.runs import Run, run_into
from tests.town import SCENARIO, build


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    return run_into(build(folder / "town"), folder / "out").folder


@pytest.fixture
def folder(town: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(town, tmp_path / "run"))


def test_everything_that_can_be_made(folder: Path) -> None:
    made = write_reports(folder, what=[kind.name for kind in report_kinds()])
    names = {file.relative_to(folder).as_posix() for file in made}
    assert {"papers/report.docx", "papers/parcels/P1.docx", "papers/parcels/P2.docx", "papers/ledgers/尧都区.xlsx"} <= names
    assert {"papers/plates/city-gaps.png", "papers/plates/city-gaps.pdf", "papers/plates/parcel-P1.png"} <= names
    assert {"report.xlsx", "results.gpkg", "map.html"} <= names
    assert all(file.stat().st_size > 1000 for file in made)


def test_progress_is_told(folder: Path) -> None:
    told: list[tuple[str, float]] = []
    write_reports(folder, what=["parcel", "run"], progress=lambda name, share: told.append((name, share)))
    assert [name for name, _ in told] == ["parcels/P1.docx", "parcels/P2.docx", "report.docx", ""]
    assert [share for _, share in told] == sorted(share for _, share in told)
    assert told[-1][1] == 1.0


def test_a_stop_keeps_the_finished_ones_and_resume_goes_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(name: str, share: float) -> None:
        if name == "parcels/P2.docx":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_reports(folder, what=["parcel"], progress=stop)
    first = folder / "papers" / "parcels" / "P1.docx"
    assert [p.name for p in first.parent.iterdir()] == ["P1.docx"]
    stamp = first.stat().st_mtime_ns
    made = write_reports(folder, what=["parcel"], wanted=Wanted(resume=True))
    assert [p.name for p in made] == ["P1.docx", "P2.docx"]
    assert first.stat().st_mtime_ns == stamp
    write_reports(folder, what=["parcel"])
    assert first.stat().st_mtime_ns != stamp


def test_resume_does_not_trust_papers_of_another_run_or_settings(folder: Path) -> None:
    write_reports(folder, what=["parcel"])
    first = folder / "papers" / "parcels" / "P1.docx"
    before = first.read_bytes()
    write_reports(folder, what=["parcel"], wanted=Wanted(plates=True, resume=True))
    assert first.read_bytes() != before
    with (folder / "parcels.csv").open("a", encoding="utf-8") as rows:
        rows.write("\n")
    stamp = first.stat().st_mtime_ns
    write_reports(folder, what=["parcel"], wanted=Wanted(plates=True, resume=True))
    assert first.stat().st_mtime_ns != stamp


def test_an_officers_changes_are_kept(folder: Path) -> None:
    write_reports(folder, what=["parcel"])
    first = folder / "papers" / "parcels" / "P1.docx"
    whole = first.read_bytes()
    for text in (b"mine", b"mine again"):
        first.write_bytes(text)
        write_reports(folder, what=["parcel"])
        assert first.read_bytes() == whole
    kept = sorted(p for p in first.parent.iterdir() if "修改稿" in p.name)
    assert [p.read_bytes() for p in kept] == [b"mine", b"mine again"]


def test_a_record_cut_off_by_a_kill_is_read_as_far_as_it_goes(folder: Path) -> None:
    write_reports(folder, what=["parcel"])
    record = folder / "papers" / "made.jsonl"
    record.write_bytes(record.read_bytes()[:-20])
    assert len(write_reports(folder, what=["parcel"], wanted=Wanted(resume=True))) == 2


def test_papers_survive_a_new_run(town: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run_into(build(tmp_path / "town"), out)
    write_reports(out, what=["parcel"])
    (out / "papers" / "parcels" / "P1.docx").write_bytes(b"mine")
    run_into(build(tmp_path / "town"), out)
    assert (out / "papers" / "parcels" / "P1.docx").read_bytes() == b"mine"


def test_papers_of_an_earlier_run_are_told(town: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run_into(build(tmp_path / "town"), out)
    write_reports(out, what=["parcel", "ledgers"])
    assert not [s for s in paper_states(out) if s.outdated or s.changed]
    run_into(build(tmp_path / "town"), out)
    assert not [s for s in paper_states(out) if s.outdated]  # the same run again
    (out / "papers" / "parcels" / "P1.docx").write_bytes(b"mine")
    (out / "papers" / "notes.txt").write_bytes(b"mine")
    run_into(build(tmp_path / "town", scenario=SCENARIO.replace("2024-06-01", "2024-07-01")), out)
    states = {s.name: s for s in paper_states(out)}
    assert {name for name, s in states.items() if s.outdated} == {*states} - {"notes.txt"}
    assert {name for name, s in states.items() if s.changed} == {"notes.txt", "parcels/P1.docx"}
    done = CliRunner().invoke(app, ["report", str(out), "--what", "ledgers"])
    assert "已过期" in done.output
    assert "parcels/P2.docx" in done.output
    write_reports(out, what=["parcel"])
    states = {s.name: s for s in paper_states(out)}
    assert not states["parcels/P1.docx"].outdated
    assert states["parcels/P1-修改稿1.docx"].changed
    assert states["ledgers/尧都区.xlsx"] == PaperState("ledgers/尧都区.xlsx", outdated=False, changed=False)


@pytest.mark.parametrize(
    ("what", "wanted", "code"),
    [
        (["nothing"], Wanted(), "report.unknown_kind"),
        (["parcel"], Wanted(parcels=("P1", "PX")), "report.unknown_parcel"),
        (["plates"], Wanted(communities=("X",)), "report.unknown_community"),
        (["parcel"], Wanted(templates={"parcel": Path("nowhere.docx")}), "report.no_file"),
    ],
)
def test_what_is_not_there_is_refused(folder: Path, what: list[str], wanted: Wanted, code: str) -> None:
    with pytest.raises(InputError) as refused:
        write_reports(folder, what=what, wanted=wanted)
    assert [p.code for p in refused.value.problems] == [code]


def test_without_the_extra_it_says_what_is_missing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "find_spec", lambda _: None)
    with pytest.raises(InputError, match="planner\\[report\\]"):
        write_reports(folder, what=["run"])


def test_the_command(folder: Path, tmp_path: Path) -> None:
    cli = CliRunner()
    done = cli.invoke(app, ["report", str(folder), "--parcel", "P1", "--plates"])
    assert done.exit_code == 0, done.output
    assert sorted(p.relative_to(folder / "papers").as_posix() for p in (folder / "papers").rglob("*P1.*")) == [
        "parcels/P1.docx", "plates/parcel-P1.pdf", "plates/parcel-P1.png",
    ]  # fmt: skip
    own = tmp_path / "own.docx"
    assert cli.invoke(app, ["report", "--new-template", "parcel", "--out", str(own)]).exit_code == 0
    assert cli.invoke(app, ["report", str(folder), "--template", str(own)]).exit_code == 0
    for arguments in (["--what", "run,parcel", "--template", str(own)], ["--what", "nothing"], ["--parcel", "PX"]):
        assert isinstance(cli.invoke(app, ["report", str(folder), *arguments]).exception, InputError)
    assert isinstance(cli.invoke(app, ["report", "--new-template", "parcel", "--out", str(own)]).exception, InputError)


@given(st.text(max_size=80))
def test_any_id_gives_a_name_every_system_takes(text: str) -> None:
    name = file_name(text)
    assert name
    assert name not in {".", ".."}
    assert len(name) <= 70
    assert not set(name) & set('/\\:*?"<>|\0\n')
    assert not name.endswith((".", " "))


@given(st.text(max_size=12), st.text(max_size=12))
def test_different_ids_give_different_names(one: str, other: str) -> None:
    assert (file_name(one).casefold() == file_name(other).casefold()) <= (one.casefold() == other.casefold() or one == other)


def test_the_example_stays_whole(example_run: Run) -> None:
    assert not (example_run.folder / "papers").exists()


def test_the_command_names_kinds_and_says_what_is_left_out(example_run: Run, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(example_run.folder, tmp_path / "run"))
    done = CliRunner().invoke(app, ["report", str(folder)])
    assert done.exit_code == 0, done.output
    made = {kind: len(list((folder / "papers" / kind).iterdir())) for kind in ("parcels", "conditions", "ledgers")}
    assert all(f"{kind}/ · {count}" in done.output for kind, count in made.items()), done.output
    run = read_finished(folder)
    left = conditions_left_out(run)
    assert {why for _, why in left} <= {"stage", "figures"}
    assert made["conditions"] + len(left) == len(run.rows("parcels"))
    assert f"另有 {sum(why == 'stage' for _, why in left)} 宗地块不在规划条件拟定阶段" in done.output
    assert "每次运行都重写" in done.output
