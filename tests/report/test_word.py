"""Word papers read back: fonts on every run, each figure as the files have it, no empty table, no tag left, hostile names harmless."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree

from planner.report import Wanted, read_finished, write_reports
from planner.report.columns import finding_key
from planner.report.word.phrases import official, percent, whole
from planner.texts import word
from tests.report.papers import HOSTILE, copied, hostile_town, runs_of_text, table_with, tables_of, text_of
from tests.runs import Run, run_into

FONTS = {"方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体"}
Papers = dict[str, bytes]


def written(folder: Path, **wanted: Any) -> Papers:
    """All Word papers of a run by name."""
    files = write_reports(folder, what=["run", "parcel", "conditions"], wanted=Wanted(**wanted))
    return {file.relative_to(folder / "papers").as_posix(): file.read_bytes() for file in files}


@pytest.fixture(scope="module")
def example(example_run: Run, tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Papers]:
    folder = copied(example_run.folder, tmp_path_factory.mktemp("word") / "run")
    return Run(folder), written(folder)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Papers]:
    folder = tmp_path_factory.mktemp("hostile")
    run = run_into(hostile_town(folder / "town"), folder / "out")
    return run, written(run.folder)


def test_every_run_names_its_fonts(example: tuple[Run, Papers]) -> None:
    for name, data in example[1].items():
        seen = set()
        for part, run in runs_of_text(data):
            fonts = run.find(qn("w:rPr")).find(qn("w:rFonts"))
            assert fonts is not None, (name, part)
            assert fonts.get(qn("w:ascii")) == fonts.get(qn("w:hAnsi")) == "Times New Roman"
            seen.add(fonts.get(qn("w:eastAsia")))
        assert seen <= FONTS
        assert {"方正小标宋简体", "黑体", "仿宋_GB2312"} <= seen


def test_every_style_names_its_fonts_and_no_theme(example: tuple[Run, Papers]) -> None:
    with zipfile.ZipFile(io.BytesIO(example[1]["report.docx"])) as archive:
        styles = etree.fromstring(archive.read("word/styles.xml"))
    fonts = list(styles.iter(qn("w:rFonts")))
    assert len(fonts) >= 10
    for entry in fonts:
        assert entry.get(qn("w:eastAsia")) in FONTS
        assert not [key for key in entry.attrib if "Theme" in str(key)]


def test_the_page_is_that_of_official_documents(example: tuple[Run, Papers]) -> None:
    document = Document(io.BytesIO(example[1]["parcels/P007.docx"]))
    first, last = document.sections[0], document.sections[-1]
    told = (first.page_width, first.page_height, first.top_margin, first.left_margin, first.right_margin, last.page_width)
    assert told == pytest.approx([Mm(n) for n in (210, 297, 37, 28, 26, 297)], abs=Mm(1) / 10)
    assert document.settings.odd_and_even_pages_header_footer
    assert document.core_properties.created.isoformat().startswith("2024-06-01T00:00:00")
    assert "PAGE" in "".join(t.text or "" for t in first.footer._element.iter(qn("w:instrText")))


def test_no_table_is_empty_and_no_tag_is_left(example: tuple[Run, Papers], hostile: tuple[Run, Papers]) -> None:
    for data in example[1].values():
        assert "{{" not in text_of(data)
        assert "{%" not in text_of(data)
    for papers in (example[1], hostile[1]):
        for name, data in papers.items():
            tables = tables_of(data)
            assert len(tables) >= 1, name
            for table in tables:
                assert len(table) >= 2, name
                assert all(any(cell.strip() for cell in row) for row in table), name


def test_each_finding_of_each_parcel(example: tuple[Run, Papers]) -> None:
    """Required, provided and verdict as findings.csv has them; figures of the difference recomputed."""
    run, papers = example
    titles = {(t["subject"]["id"], t["rule"]["id"]): t["rule"]["title"]["zh"] for t in run.traces}
    compared = 0
    for parcel in run.by_id("parcels", "parcel_id"):
        data = papers[f"parcels/{parcel}.docx"]
        findings = {titles[parcel, rule]: row for rule, row in run.findings(parcel).items() if row["verdict"] != "not_applicable"}
        if not findings:
            continue
        table = {row["核查事项"]: row for row in table_with(data, "核查事项", "差额")}
        assert set(table) == set(findings)
        for title, row in findings.items():
            shown, unit = table[title], "平方米" if row["unit"] == "m2" else ""
            assert shown["要求"] == (f"{row['required']}{unit}" if row["required"] else "—")
            measured = shown["实测"] if shown["实测"] != "—" else shown["规划（方案）"]
            assert measured == (f"{row['provided']}{unit}" if row["provided"] else "—")
            if row["required"] and row["provided"]:
                left = float(row["provided"]) - float(row["required"])
                assert float(shown["差额"].replace("−", "-").replace("+", "")) == pytest.approx(left, abs=1e-9)
            assert shown["结论"] == word(f"verdict.{finding_key(row['verdict'], row['force'])}")
            assert official(row["reason"]) in text_of(data)
            compared += 1
    assert compared > 100


def test_the_conclusion_is_the_parcels_verdict(example: tuple[Run, Papers]) -> None:
    run, papers = example
    for parcel, row in run.by_id("parcels", "parcel_id").items():
        text = text_of(papers[f"parcels/{parcel}.docx"])
        assert f"养老服务设施配建核查结论为：{word('verdict.' + row['verdict'])}" in text
        assert "效力待发文机关确认" in text
        assert "未在手，未核查" in text
        assert run.summary["rule_pack"]["sha256"] in text
        assert all(entry["sha256"] in text for entry in run.summary["inputs"].values())
        assert "合成数据·仅供测试" in text


def test_the_report_on_the_run(example: tuple[Run, Papers]) -> None:
    run, papers = example
    data = papers["report.docx"]
    rows = {row["地块编号"]: row for row in table_with(data, "地块编号", "不符合事项")}
    for parcel, row in run.by_id("parcels", "parcel_id").items():
        shown = rows[parcel]
        assert shown["结论"] == word(f"verdict.{row['verdict']}")
        assert (shown["户数"], shown["人口"]) == (row["households"] or "—", row["population"] or "—")
        assert shown["设施建筑面积（平方米）"] == (row["elderly_floor_area_m2"] or "—")
    counts: Counter[tuple[str, str]] = Counter()
    for finding, trace in zip(run.rows("findings"), run.traces, strict=True):
        counts[trace["rule"]["title"]["zh"], finding["verdict"]] += 1
    tallies = [*table_with(data, "事项", "不符合", "不适用"), *table_with(data, "事项", "未达到", "不适用")]
    for row in tallies:
        miss = row.get("不符合", row.get("未达到", ""))
        told = (row["符合"], miss, row["需核查"], row["不适用"])
        title = row["事项"].removesuffix("（列示备查，不计入地块结论）")
        assert told == tuple(str(counts[title, v]) for v in ("pass", "fail", "needs_review", "not_applicable"))
    listed = {t["rule"]["title"]["zh"] for t in run.traces if t["subject"]["kind"] == "parcel" and not t["rule"]["counts_for_parcel"]}
    assert {row["事项"].partition("（列示备查")[0] for row in tallies if "列示备查" in row["事项"]} == listed != set()
    assert len(tallies) == len({f["rule_id"] for f in run.rows("findings")})
    reach = run.summary["coverage"]["facility"]["15"]["standard"]
    assert f"居民{whole(reach['persons'])}人，占总人口的{percent(reach['share'])}" in text_of(data)


def test_advisory_misses_are_never_called_violations(example: tuple[Run, Papers]) -> None:
    for row in table_with(example[1]["report.docx"], "事项", "未达到"):
        assert "不符合" not in row
    for name, data in example[1].items():
        for table in tables_of(data):
            if "约束程度" in table[0] and "结论" in table[0]:
                at, force = table[0].index("结论"), table[0].index("约束程度")
                assert not [row for row in table[1:] if row[force] != "约束性" and row[at] == "不符合"], name


def test_the_run_writes_the_same_report_itself(example_run: Run, example: tuple[Run, Papers]) -> None:
    assert (example_run.folder / "report.docx").read_bytes() == example[1]["report.docx"]


def test_the_same_run_gives_the_same_bytes(example: tuple[Run, Papers], tmp_path: Path) -> None:
    again = written(copied(example[0].folder, tmp_path / "again"), parcels=("P007", "P010"))
    assert len(again) >= 4
    assert again == {name: example[1].get(name, data) for name, data in again.items()}


@pytest.mark.parametrize("case", ["newport", "wuhan"])
def test_borrowed_rules_are_said_on_every_page(case: str, request: pytest.FixtureRequest) -> None:
    run: Run = request.getfixturevalue(f"{case}_run")
    data = (run.folder / "report.docx").read_bytes()
    for part in ("word/header1.xml", "word/header2.xml"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            head = archive.read(part).decode()
        assert "测试·不代表当地适用" in head
        assert ("合成数据·仅供测试" in head) == (case == "wuhan")


def test_hostile_names_are_readable_and_harmless(hostile: tuple[Run, Papers]) -> None:
    run, papers = hostile
    for k, name in enumerate(HOSTILE):
        text = text_of(papers[f"parcels/P{k}.docx"])
        assert (name or "（未命名）") in text
        assert "49" not in text.replace("2049", "").split("一、核查对象")[0]
    assert all(name in text_of(papers["report.docx"]) for name in HOSTILE if name)
    assert len(run.rows("parcels")) == len(HOSTILE)


def test_reviews_stand_beside_the_machines_verdict(example_run: Run, tmp_path: Path) -> None:
    folder = copied(example_run.folder, tmp_path / "run")
    traces = [json.loads(line) for line in (folder / "traces.jsonl").read_text(encoding="utf-8").splitlines()]
    at = next(i for i, t in enumerate(traces) if t["subject"]["id"] == "P010" and t["rule"]["id"] == "LF21-quota")
    told = {"verdict": "pass", "basis": "已核对规划许可附图", "attachment": "附图3", "name": "李某", "date": "2024-05-30"}
    traces[at]["review"] = told
    (folder / "traces.jsonl").write_text("".join(json.dumps(t, ensure_ascii=False) + "\n" for t in traces), encoding="utf-8")
    text = text_of(written(folder, parcels=("P010",))["parcels/P010.docx"])
    assert "核查结果为需人工核查，复核结论为符合。复核人李某，2024年5月30日；理由：已核对规划许可附图；附件：附图3。" in text
    assert "人工复核" in text


def test_the_clause_is_the_runs_own(example: tuple[Run, Papers]) -> None:
    run, papers = example
    drafted = run.by_id("conditions", "parcel_id")
    assert len(drafted) >= 5
    for parcel, row in drafted.items():
        text = text_of(papers[f"conditions/{parcel}.docx"])
        assert official(row["clause"]).replace("（效力待确认）", "") in text
        assert official(row["households_basis"]).split("来源")[0] in text
        assert "民政局：" in text


def test_a_conditions_paper_says_what_is_estimated_and_what_is_open(example: tuple[Run, Papers]) -> None:
    run, papers = example
    drafted = run.by_id("conditions", "parcel_id")
    seen = set()
    for parcel, row in drafted.items():
        text = text_of(papers[f"conditions/{parcel}.docx"])
        estimated = [w for w, c in (("户数", "households_basis"), ("人口", "persons_basis")) if row[c].startswith("估算")]
        seen.add(tuple(estimated))
        assert (f"{'和'.join(estimated)}为估算，以区间上限计算应配数" in text) == bool(estimated), parcel
        assert ("为估算" in text) == bool(estimated), parcel
        for said in ("效力待确认，写入规划条件前请向发文机关核实", "效力待确认，发函前请核实"):
            assert (said in text) == ("效力待确认" in row["clause"]), parcel
    assert () in seen
    assert len(seen) > 1


def test_tables_of_the_annex_are_numbered_without_holes(example: tuple[Run, Papers]) -> None:
    for name, data in example[1].items():
        numbers = [int(found) for found in re.findall(r"附表(\d)　", text_of(data))]
        assert numbers == list(range(1, len(numbers) + 1)), name
        assert numbers or name.startswith("conditions/")
    assert "附表3" not in text_of(example[1]["parcels/P033.docx"])


def test_signatures_never_stand_alone_on_a_page(example: tuple[Run, Papers]) -> None:
    """The block of signatures and what stands before it are tied together."""
    for name in ("report.docx", "parcels/P007.docx"):
        body = [p for p in Document(io.BytesIO(example[1][name])).element.body if p.tag in {qn("w:p"), qn("w:tbl")}]
        at = next(k for k, p in enumerate(body) if "审定人" in "".join(p.itertext()))
        for part in (*body[at - 3 : at + 3],):
            tied = part.findall(".//" + qn("w:keepNext"))
            assert tied, (name, "".join(part.itertext()))


def test_small_changes_name_the_community(example: tuple[Run, Papers]) -> None:
    run, papers = example
    names = {c["community_id"]: c["name"] for c in run.rows("communities")}
    first = [r for r in run.rows("small_changes") if r["set"] == "facility"][:10]
    rows = table_with(papers["report.docx"], "改动", "所在社区")
    assert [row["所在社区"] for row in rows] == [names[r["community_id"]] for r in first]


@pytest.mark.parametrize(("made", "told"), [(None, "没有这个文件夹"), ([], "没有 summary.json"), (["summary.json"], "缺少 findings.csv")])
def test_what_is_missing_is_named(example_run: Run, tmp_path: Path, made: list[str] | None, told: str) -> None:
    from planner.errors import InputError

    folder = tmp_path / "out"
    if made is not None:
        folder.mkdir()
        for name in made:
            (folder / name).write_bytes((example_run.folder / name).read_bytes())
        (folder / "traces.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=told) as refused:
        read_finished(folder)
    assert [p.code for p in refused.value.problems] == ["report.no_run"]
    assert "Errno" not in str(refused.value)


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    from planner.errors import InputError

    (tmp_path / "summary.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_finished(tmp_path)
    assert [p.code for p in refused.value.problems] == ["report.no_run"]
