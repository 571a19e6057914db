"""The figures of the pack against the words of the documents, where these are at hand."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import pytest

from planner.rules import RulePack

from .support import LINFEN

FILES = {
    "LF21": "linfen-2021-community-home-care-notice.txt",
    "LF22": "linfen-2022-33-development-plan.txt",
    "LF23": "linfen-2023-43-basic-elderly-care.txt",
    "CZ": "changzhi-basic-elderly-care.txt",
    "JC23": "jincheng-2023-47-basic-elderly-care.txt",
}
PACKS = {name: RulePack.load(name) for name in ("linfen", "changzhi", "jincheng")}
RULES = {rule.id: rule for pack in PACKS.values() for rule in pack.rules if rule.citation.document in FILES}
QUOTES = {
    ("LF21-quota", "quota"): "每百户{value}平方米",
    ("LF21-size", "low"): "控制在{value}—2000平方米",
    ("LF21-size", "high"): "控制在500—{value}平方米",
    ("LF23-land", "quota"): "人均用地不少于{value}平方米",
    ("LF22-percapita", "quota"): "满足人均{value}平方米养老服务设施需求",
    ("LF21-beds", "low"): "嵌入式养老床位在{value}张以上",
    ("LF21-supplement", "low"): "未达到{value}平方米以上的采取补充建设",
    ("LF21-circle", "minutes"): "“{value}分钟养老服务圈”",
    ("LF22-county", "each"): "建设1所{value}张以上床位",
    ("LF22-county", "minimum"): "至少建设{value}所100张以上床位",
    ("LF22-project", "minimum"): "至少建成并运营{value}所城镇社区养老幸福工程",
    ("LF-9073", "home"): "{value}%居家养老",
    ("LF-9073", "community"): "{value}%社区养老",
    ("LF-9073", "institution"): "{value}%机构养老",
    ("LF21-build", "rate"): "每平方米{value}元的标准给予奖补",
    ("LF21-build", "cap_district"): "市辖区每个项目原则上以{value}平方米",
    ("LF21-build", "cap_other"): "非市辖区每个项目原则上以{value}平方米",
    ("LF21-operate", "low"): "给予5—15万元运营补贴",
    ("LF21-operate", "high"): "给予5—15万元运营补贴",
    ("LF21-bed", "self_caring"): "每人每月{value}元、200元、300元的养老床位补贴",
    ("LF21-bed", "half_disabled"): "每人每月100元、{value}元、300元的养老床位补贴",
    ("LF21-bed", "disabled"): "每人每月100元、200元、{value}元的养老床位补贴",
    ("LF21-bonus", "share"): "运营补贴的{value}%用于一线护理人员",
    ("LF21-buy", "rate"): "每人每月不低于{value}元",
    ("LF21-share", "city_share_listed"): "按市县4:6承担",
    ("LF21-share", "city_share_other"): "其余按市县2:8承担",
    ("LF23-lottery", "low"): "彩票公益金{value}%以上用于养老服务发展",
    ("LF23-carers", "carers"): "持证养老护理员达到{value}人",
    ("LF23-carers", "senior"): "高级以上护理员比例不低于{value}%",
    ("LF23-carers", "first_aid"): "持救护员证比例不低于{value}%",
    ("LF23-adaptations", "minimum"): "到2025年完成{value}户改造任务",
    ("CZ-county", "minimum"): "至少建有{value}所以失能特困人员专业照护为主",
    ("CZ-ratings", "township"): "{value}%以上的街道（乡镇）级公办养老机构评定等级不低于一级",
    ("CZ-ratings", "county"): "{value}%以上的县区级公办养老机构评定等级不低于二级",
    ("CZ-lottery", "low"): "原则上不得低于{value}%",
    ("CZ-visits", "low"): "月探访率达到{value}%",
    ("CZ-family", "beds"): "不低于{value}张家庭养老床位",
    ("CZ-family", "services"): "不低于{value}次居家养老上门服务",
    ("JC-county", "minimum"): "至少建有{value}所以失能特困人员专业照护为主",
    ("JC-ratings", "township"): "{value}%以上的乡镇敬老院评定等级不低于一级",
    ("JC-ratings", "county"): "{value}%以上的县级公办养老机构评定等级不低于二级",
    ("JC-lottery", "low"): "不低于{value}%的资金用于养老服务发展",
    ("JC-visits", "low"): "月探访率达到{value}%",
}
WRITTEN_OTHERWISE = {
    "per": "a unit of reckoning",
    "minimum": "one, written as 每个 or as a gap",
    "share": "all of it",
    "first_from": "20万平方米",
    "within": "our convention",
    "minutes": "一刻钟",
    "reference": "a national standard",
    "reference_per": "a national standard",
}
"""Parameters whose figure the text writes in words, or does not write at all."""


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
    found = RULES[rule]
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


def test_every_figure_of_a_document_is_held_against_it() -> None:
    """No figure that claims to stand in a document goes unread, unless the text writes it otherwise."""
    for rule in RULES.values():
        for name, series in rule.parameters.items():
            quoted = (rule.id, name) in QUOTES or name in WRITTEN_OTHERWISE
            claimed = [e for e in series if e.value is not None and e.standing == "document" and not e.document]
            assert quoted or not claimed, (rule.id, name)


def test_every_force_begins_with_its_document() -> None:
    for pack in PACKS.values():
        for rule in pack.rules:
            assert rule.begins == pack.documents[rule.citation.document].date


def test_no_city_borrows_from_another() -> None:
    keys = {"linfen": "LF", "changzhi": "CZ", "jincheng": "JC"}
    for name, pack in PACKS.items():
        strange = tuple(k for city, k in keys.items() if city != name)
        used = {rule.citation.document for rule in pack.rules}
        used |= {e.document for rule in pack.rules for series in rule.parameters.values() for e in series if e.document}
        assert not any(key.startswith(strange) for key in {*used, *pack.documents, *(r.id for r in pack.rules)})


def test_what_changzhi_cites_is_not_older_than_its_day(repo: Path) -> None:
    text = text_of("CZ", repo)
    assert "二十届二中、三中全会" in text
    assert PACKS["changzhi"].documents["CZ"].not_before == date(2024, 7, 18)


def test_jincheng_points_to_its_own_measure(repo: Path) -> None:
    assert PACKS["jincheng"].documents["JCM"].title in text_of("JC23", repo)


def test_summaries_are_our_own_words(repo: Path) -> None:
    """No run of sixteen signs of a summary stands in its document."""
    for rule in RULES.values():
        text, said = text_of(rule.citation.document, repo), rule.summary.zh
        assert not [said[i : i + 16] for i in range(len(said) - 15) if said[i : i + 16] in text], rule.id
