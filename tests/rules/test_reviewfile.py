"""Conclusions written to a file: nothing lost, one writer at a time, the old text or the new one."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import OutputError, RulePackError
from planner.model import Verdict
from planner.rules import judge, load_reviews, withdraw_review, write_review

from .support import AS_OF, LINFEN, parcel

DAY = date(2024, 6, 20)
SAID: dict[str, Any] = {"basis": "现场实测记录", "name": "王某", "on": DAY}


def trace(rule: str = "LF23-land", name: str = "P001") -> Any:
    return next(f.trace for f in judge(LINFEN, [parcel("1000", None, id=name)], as_of=AS_OF) if f.rule_id == rule)


def test_a_conclusion_is_written_and_read_back(tmp_path: Path) -> None:
    file = tmp_path / "new" / "r.yaml"
    made = write_review(file, trace(), conclusion=Verdict.PASS, attachment="  附件一.pdf ", **SAID)
    assert (made.conclusion, made.verdict, made.attachment, made.date) == ("符合", Verdict.PASS, "附件一.pdf", DAY)
    assert load_reviews(file) == (made,)
    other = write_review(file, trace("LF22-percapita"), conclusion="不适用", **SAID)
    assert load_reviews(file) == (made, other)
    assert file.read_text(encoding="utf-8").startswith("# 人工复核")


def test_another_conclusion_takes_its_place_and_the_older_one_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "r.yaml"
    write_review(file, trace(), conclusion="符合", **SAID)
    write_review(file, trace(name="P002"), conclusion="符合", **SAID)
    write_review(file, trace(), conclusion="不符合", **{**SAID, "name": "李某"})
    assert [(r.subject_id, r.conclusion) for r in load_reviews(file)] == [("P002", "符合"), ("P001", "不符合")]
    text = file.read_text(encoding="utf-8")
    assert text.count("王某") == 2
    assert "earlier:" in text
    assert withdraw_review(file, trace())
    assert not withdraw_review(file, trace())
    assert [r.subject_id for r in load_reviews(file)] == ["P002"]
    assert "李某" in file.read_text(encoding="utf-8")
    assert not withdraw_review(tmp_path / "none.yaml", trace())


def test_comments_of_the_owner_stay(tmp_path: Path) -> None:
    file = tmp_path / "r.yaml"
    write_review(file, trace(), conclusion="符合", **SAID)
    own = file.read_text(encoding="utf-8").replace("reviews:", "# 科长批注：见会议纪要\nreviews:", 1)
    file.write_text(own, encoding="utf-8")
    write_review(file, trace(name="P002"), conclusion="符合", **SAID)
    assert "# 科长批注：见会议纪要" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"basis": "  "}, "rulepack.bad_value"),
        ({"name": ""}, "rulepack.bad_value"),
        ({"conclusion": "needs_review"}, "rulepack.unknown_word"),
        ({"conclusion": "大概符合"}, "rulepack.unknown_word"),
    ],
)
def test_half_a_conclusion_is_refused_and_the_file_stays(tmp_path: Path, wrong: dict[str, Any], code: str) -> None:
    file = tmp_path / "r.yaml"
    write_review(file, trace(), conclusion="符合", **SAID)
    before = file.read_bytes()
    with pytest.raises(RulePackError) as caught:
        write_review(file, trace(name="P002"), **{"conclusion": "符合", **SAID, **wrong})
    assert code in {p.code for p in caught.value.problems}
    assert file.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir() if ".lock" not in p.name] == ["r.yaml"]


def test_a_file_that_is_not_sound_is_not_written_to(tmp_path: Path) -> None:
    file = tmp_path / "r.yaml"
    file.write_text('schema: "1"\nreview: []\n', encoding="utf-8")
    with pytest.raises(RulePackError):
        write_review(file, trace(), conclusion="符合", **SAID)
    assert file.read_text(encoding="utf-8") == 'schema: "1"\nreview: []\n'
    file.write_bytes("复核".encode("gb18030"))
    with pytest.raises(RulePackError, match="UTF-8"):
        write_review(file, trace(), conclusion="符合", **SAID)


def test_many_writers_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Six at a time, each waiting for the others; no conclusion is lost. A slow machine only makes the wait longer."""
    monkeypatch.setattr("planner.rules.review.reviewfile._WAIT_S", 120.0)
    file = tmp_path / "r.yaml"
    names = [f"P{i:03}" for i in range(12)]
    traces = {n: trace(name=n) for n in names}
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: write_review(file, traces[n], conclusion="符合", **SAID), names))
    assert sorted(r.subject_id for r in load_reviews(file)) == names


def test_a_file_that_is_kept_or_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "r.yaml"
    write_review(file, trace(), conclusion="符合", **SAID)
    before = file.read_bytes()
    monkeypatch.setattr("planner.rules.review.reviewfile._WAIT_S", 0.05)
    with FileLock(tmp_path / ".r.yaml.lock"), pytest.raises(OutputError, match=r"review\.kept.*r\.yaml"):
        write_review(file, trace(name="P002"), conclusion="符合", **SAID)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space"):
        write_review(file, trace(name="P002"), conclusion="符合", **SAID)
    assert file.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir() if ".lock" not in p.name] == ["r.yaml"]


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(lambda t: t.strip())


@given(words, words, words, st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_any_words_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, basis: str, name: str, subject: str, on: date) -> None:
    file = tmp_path_factory.mktemp("r") / "r.yaml"
    told = {**trace(), "subject": {"kind": "parcel", "id": subject.strip(), "name": ""}}
    made = write_review(file, told, conclusion="符合", basis=basis, name=name, on=on)
    assert (made.basis, made.name, made.subject_id, made.date) == (basis.strip(), name.strip(), subject.strip(), on)
