"""``planner rules …`` as an officer calls it: what it prints, what it refuses, how it ends."""

from __future__ import annotations

import re
import shutil
from importlib import resources
from pathlib import Path

import pytest

from planner.rules import RulePack
from tests.cli.test_cli import Call, call
from tests.runs import run_into
from tests.town import build, features, parcel

__all__ = ["call"]


@pytest.fixture
def rules(call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    """Call ``planner rules`` in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: call("rules", *words)


def test_list_and_show(rules: Call) -> None:
    assert [p["id"] for p in rules("list", "--json").data] == RulePack.available()
    shown = rules("show", "linfen", "--as-of", "2024-06-01", "--rule", "LF23-land", "--json").data["rules"]
    assert shown[0]["citation"].endswith("二(二)4（效力待确认）")
    assert shown[0]["readings"] == {"land": "own_and_shared"}
    text = rules("show", "jincheng", "--as-of", "2024-06-01").out
    assert "文本未在手" in text
    assert rules("show", "linfen", "--rule", "LF99").code == 2
    assert rules("show", "nowhere").code == 2


def test_diff_names_what_changed_between_two_days(rules: Call) -> None:
    changed = rules("diff", "linfen", "--from", "2022-12-31", "--to", "2024-12-31", "--json").data
    assert {"rule_id": "LF23-land", "what": "force", "before": "", "after": "mandatory"} in changed
    assert not any(c["rule_id"] == "LF21-quota" for c in changed)
    later = rules("diff", "linfen", "--from", "2026-06-10", "--to", "2026-06-11").out
    assert "LF21-one force: advisory → mandatory" in later
    assert "没有变化" in rules("diff", "linfen", "--from", "2024-01-01", "--to", "2024-02-01").out


def test_test_ends_with_two_where_a_case_comes_out_otherwise(rules: Call) -> None:
    assert rules("test", "linfen").code == 0
    text = "as_of: 2024-06-01\ncases:\n  - {rule: JC-quota, facts: {households: 100, elderly_floor_area_m2: 20}, verdict: 符合}\n"
    Path("c.yaml").write_text(text, encoding="utf-8")
    ended = rules("test", "jincheng", "--cases", "c.yaml")
    assert ended.code == 2
    assert "c.yaml 第 3 行" in ended.out
    assert rules("test", "jincheng", "--cases", "none.yaml").code == 2


def test_table_as_markdown(rules: Call) -> None:
    assert rules("table", "--out", "t.md").code == 0
    assert Path("t.md").read_text(encoding="utf-8") == rules("table").out
    assert len(rules("table", "--json").data) > 60


def test_the_table_holds_every_pack_that_the_list_holds(rules: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack laid into the package, with its cases, is in the table without a word of code."""
    packs = resources.files("planner.rules") / "packs"
    room = Path("planner_rules") / "packs"
    shutil.copytree(str(packs), room)
    text = (room / "national.yaml").read_text(encoding="utf-8")
    (room / "another.yaml").write_text(re.sub(r"(?m)^id: .*$", "id: another", text), encoding="utf-8")
    shutil.copy(room / "cases" / "national.yaml", room / "cases" / "another.yaml")
    monkeypatch.setattr(resources, "files", lambda _: Path("planner_rules").resolve())
    listed = [p["id"] for p in rules("list", "--json").data]
    assert listed[0] == "another"
    assert {"changzhi", "jincheng", "linfen", "national"} < set(listed)
    assert list(dict.fromkeys(line["pack"] for line in rules("table", "--json").data)) == listed


def test_the_form_of_a_trace_is_printed(rules: Call) -> None:
    form = rules("trace-form").data
    assert form["properties"]["schema"]["const"] == 2
    assert {"inputs", "parameters", "readings", "formula", "result"} <= set(form["required"])


def test_money(rules: Call) -> None:
    Path("m.csv").write_bytes("编号,县区,建筑面积,已运营\nA,尧都区,2300,是\nB,洪洞县,2300,\nC,隰县,约900,是\nD,某县,100,\n".encode("gbk"))
    ended = rules("money", "linfen", "m.csv", "--as-of", "2024-06-01", "--json")
    grants = {a["project"]: a["low"] for a in ended.data["amounts"] if a["rule_id"] == "LF21-build"}
    assert grants == {"A": "400000", "B": "300000", "C": None, "D": None}
    assert [a["city_low"] for a in ended.data["amounts"] if a["rule_id"] == "LF21-operate"] == ["10000", "20000"]
    assert "number.approximate" in ended.err
    assert ended.data["unknown"] == 2
    Path("n.csv").write_text("编号,建筑面积\nA,1\n", encoding="utf-8")
    assert rules("money", "linfen", "n.csv").code == 2


def test_ledger(rules: Call) -> None:
    Path("p.csv").write_text("编号,项目,户数,规划人口,养老建面\nP1,甲,1000,2500,0\nP2,甲,1500,3000,0\n", encoding="utf-8")
    head = "设施编号,设施建筑面积,地块编号,分摊建筑面积\n"
    Path("l.csv").write_text(head + "F,600,P1,200\nF,600,P2,300\n", encoding="utf-8")
    found = rules("ledger", "linfen", "p.csv", "l.csv", "--as-of", "2024-06-01", "--json").data
    assert [(t["subject"]["id"], t["result"]["verdict"], t["result"]["required"]) for t in found] == [("甲", "pass", "500")]
    Path("l.csv").write_text(head + "F,400,P1,300\nF,450,P2,300\nF,400,P2,若干\n", encoding="utf-8")
    ended = rules("ledger", "linfen", "p.csv", "l.csv", "--as-of", "2024-06-01", "--json")
    assert ended.data[0]["result"]["shortfall"] == "100"
    assert [code for code in ("ledger.two_sizes", "ledger.overdrawn", "ledger.no_area") if code not in ended.err] == []
    Path("l.csv").write_text("设施编号,地块编号\nF,P1\n", encoding="utf-8")
    assert "设施建筑面积" in rules("ledger", "linfen", "p.csv", "l.csv").err
    assert rules("ledger", "linfen", "p.csv", "l.csv", "--rule", "LF99").code == 2


def test_judge_from_a_list_of_facts(rules: Call) -> None:
    rows = ["县,洪洞县,institutions_100_beds,0", "县,洪洞县,institutions_100_beds_possible,0", "城市,临汾,lottery_share_percent,54"]
    text = "\n".join(["主体类型,主体,指标,数值", *rows]) + "\n"
    Path("f.csv").write_text(text, encoding="utf-8")
    found = rules("judge", "linfen", "f.csv", "--as-of", "2024-06-01", "--json").data
    verdicts = {t["rule"]["id"]: (t["result"]["verdict"], t["inputs"]) for t in found}
    assert verdicts["LF22-county"][0] == "fail"
    assert verdicts["LF23-lottery"][0] == "fail"
    assert verdicts["LF23-lottery"][1]["lottery_share_percent"]["row"] == 4
    assert "未达引导性要求" in rules("judge", "linfen", "f.csv", "--as-of", "2024-06-01").out
    Path("f.csv").write_text(text.replace("城市", "城"), encoding="utf-8")
    assert rules("judge", "linfen", "f.csv").code == 2


def test_stages(rules: Call) -> None:
    Path("a.csv").write_text("编号,户数,养老建面\nP1,100,20\nP2,100,20\n", encoding="utf-8")
    Path("b.csv").write_text("编号,户数,养老建面\nP1,100,19\nP3,1,1\n", encoding="utf-8")
    rows = rules("stages", "a.csv", "b.csv", "--verification", "--json").data
    assert {(r["parcel_id"], r["field"]): r["verdict"] for r in rows} == {
        ("P1", "households"): "pass",
        ("P1", "elderly_floor_area_m2"): "fail",
        ("P2", "households"): "needs_review",
        ("P2", "elderly_floor_area_m2"): "needs_review",
        ("P3", "households"): "needs_review",
        ("P3", "elderly_floor_area_m2"): "needs_review",
    }
    assert "规划许可 20，实测 19" in rules("stages", "a.csv", "b.csv", "--verification").out


def test_conditions(rules: Call) -> None:
    said = rules("conditions", "linfen", "--name", "甲地块", "--floor-area", "110000", "--as-of", "2024-06-01", "--json").data
    assert said["households"]["zh"].startswith("估算：")
    assert "未经核实" in said["households"]["zh"]
    assert "甲地块" in said["letter"]["zh"]
    for wrong in (["--floor-area", "多"], ["--floor-area", "1", "--dwelling", "3,2,1"], []):
        assert rules("conditions", "linfen", "--name", "甲", *wrong).code == 2


def test_review_of_a_finished_run(rules: Call, tmp_path: Path) -> None:
    run_into(build(tmp_path / "town", parcels=features([parcel("P1", population=None)])), tmp_path / "out")
    assert rules("review", "out", "--new", "r.yaml").code == 0
    text = Path("r.yaml").read_text(encoding="utf-8")
    kept, entries = text.split("reviews:\n")
    entry = next(e for e in entries.split("  # ") if "rule: LF23-land" in e)
    words = {"conclusion:": "符合", "basis:": "批复", "attachment:": "a.pdf", "name:": "王某", "date:": "2024-07-01"}
    lines = [f"{line} {words[line.strip()]}" if line.strip() in words else line for line in f"  # {entry}".splitlines()]
    Path("r.yaml").write_text(kept + "reviews:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    ended = rules("review", "out", "--reviews", "r.yaml", "--json")
    assert ended.data["reviewed"][0]["review"]["attachment"] == "a.pdf"
    assert (ended.data["reviewed"][0]["machine"], ended.data["parcels"]["P1"]) == ("needs_review", "needs_review")
    assert "needs_review → pass" in rules("review", "out", "--reviews", "r.yaml").out
    run_into(build(tmp_path / "town", parcels=features([parcel("P1")])), tmp_path / "out")
    again = rules("review", "out", "--reviews", "r.yaml", "--json")
    assert again.data["reviewed"] == []
    assert "review.stale" in again.err
    assert rules("review", "nowhere").code == 2
