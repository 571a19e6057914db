"""The figures of the pack against the words of the documents, where these are at hand."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from .support import LINFEN

FILES = {"LF21": "linfen-2021-community-home-care-notice.txt", "LF23": "linfen-2023-43-basic-elderly-care.txt"}
QUOTES = {
    ("LF21-quota", "quota"): "每百户{value}平方米",
    ("LF21-size", "low"): "控制在{value}—2000平方米",
    ("LF21-size", "high"): "控制在500—{value}平方米",
    ("LF23-land", "quota"): "人均用地不少于{value}平方米",
}


def text_of(document: str, repo: Path) -> str:
    """A document without blanks and line breaks, which the scans set anywhere."""
    promised = os.environ.get("PLANNER_TEST_DATA")
    folder = (Path(promised).parent if promised else repo.parent / "shared") / "policy"
    path = folder / FILES[document]
    if not path.is_file():
        pytest.skip("the policy documents are not here: they lie in the folder policy/ beside the test data (PLANNER_TEST_DATA)")
    return re.sub(r"\s+", "", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("rule", "parameter"), QUOTES)
def test_figure_stands_in_its_document(rule: str, parameter: str, repo: Path) -> None:
    found = LINFEN.rule(rule)
    entry = found.parameters[parameter][0]
    assert QUOTES[rule, parameter].format(value=entry.value) in text_of(found.citation.document, repo)


def test_dates_numbers_and_titles_stand_in_their_documents(repo: Path) -> None:
    notice, plan = text_of("LF21", repo), text_of("LF23", repo)
    assert "2021年6月11日" in notice
    assert "2023年12月20日印发" in plan
    assert "临政办发〔2023〕43号" in plan
    for key, text in (("LF21", notice), ("LF23", plan)):
        assert LINFEN.documents[key].title in text.replace("通知", "通知")


def test_what_the_texts_ask_beside_figures(repo: Path) -> None:
    notice, plan = text_of("LF21", repo), text_of("LF23", repo)
    assert "同步规划、同步建设、同步验收、同步交付" in notice
    assert "基本实现每个社区具有一处社区养老服务中心(站、点)" in notice
    assert "确保5年内社区养老服务设施达到全覆盖" in notice
    assert "居家养老服务照料中心" in plan


def test_every_force_begins_with_its_document() -> None:
    for rule in LINFEN.rules:
        assert rule.begins == LINFEN.documents[rule.citation.document].date


def test_summaries_are_our_own_words(repo: Path) -> None:
    """No run of sixteen signs of a summary stands in its document."""
    for rule in LINFEN.rules:
        text, said = text_of(rule.citation.document, repo), rule.summary.zh
        assert not [said[i : i + 16] for i in range(len(said) - 15) if said[i : i + 16] in text], rule.id
