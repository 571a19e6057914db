"""A bureau's own Word template: moved and renamed parts work, a broken one is refused with the place, none can run anything."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from docx import Document

from planner.errors import InputError
from planner.report import Wanted, write_reports
from planner.report.word import new_template, read_template
from tests.report.papers import copied, table_with, text_of
from tests.runs import Run


@pytest.fixture(scope="module")
def folder(example_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(example_run.folder, tmp_path_factory.mktemp("template") / "run")


def template(path: Path, paragraphs: Sequence[str], *, header: str = "", rows: Sequence[Sequence[str]] = ()) -> Path:
    """A Word file with these paragraphs and one table."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for r, cells in enumerate(rows):
            for c, text in enumerate(cells):
                table.cell(r, c).text = text
    if header:
        document.sections[0].header.paragraphs[0].text = header
    document.save(str(path))
    return path


def filled(folder: Path, file: Path) -> bytes:
    made = write_reports(folder, what=["parcel"], wanted=Wanted(parcels=("P007",), templates={"parcel": file}))
    return made[0].read_bytes()


def refused(folder: Path, file: Path) -> str:
    with pytest.raises(InputError) as found:
        filled(folder, file)
    return "\n".join(problem.line() for problem in found.value.problems)


def test_moved_and_renamed_parts(folder: Path, tmp_path: Path) -> None:
    paragraphs = [
        "某市规划和自然资源局养老设施审核单",
        "结论在前：{{ conclusion }}",
        "{%p for item in tasks %}",
        "待办{{ item.n }}：{{ item.text }}",
        "{%p endfor %}",
    ]
    rows = [
        ["审核项", "应有"],
        ["{%tr for row in rows_mandatory %}", ""],
        ["{{ row.title }}", "{{ row.required }}"],
        ["{%tr endfor %}", ""],
    ]
    data = filled(folder, template(tmp_path / "own.docx", paragraphs, header="内部资料 {{ mark }}", rows=rows))
    text = text_of(data)
    assert "结论在前：该地块适用的约束性要求中，1项不符合（每百户配建面积）" in text
    assert "待办1：每百户配建面积：养老服务设施建筑面积尚缺43.1平方米，请予补足。" in text
    assert "内部资料 合成数据·仅供测试" in text
    assert {row["审核项"]: row["应有"] for row in table_with(data, "审核项")}["每百户配建面积"] == "196平方米"


def test_a_built_in_template_changed_in_word(folder: Path, tmp_path: Path) -> None:
    document = Document(io.BytesIO(new_template("parcel")))
    heading = next(p for p in document.paragraphs if p.text == "一、核查对象")
    heading.runs[0].text = "一、基本情况"
    document.save(str(tmp_path / "own.docx"))
    text = text_of(filled(folder, tmp_path / "own.docx"))
    assert "一、基本情况" in text
    assert "一、核查对象" not in text


def test_a_tag_split_by_word_over_several_runs(folder: Path, tmp_path: Path) -> None:
    document = Document()
    paragraph = document.add_paragraph("编号：{")
    for piece in ("{ par", "cel.", "id }", "}完"):
        paragraph.add_run(piece).bold = True
    document.save(str(tmp_path / "own.docx"))
    assert "编号：P007完" in text_of(filled(folder, tmp_path / "own.docx"))


@pytest.mark.parametrize(
    ("paragraphs", "header", "said"),
    [
        (["好", "{{ verdict }}", "{{ conclusoin }}"], "", ["正文", "第 3 段", "conclusoin"]),
        (["好", "{{ parcel.nmae }}"], "", ["正文", "第 2 段", "nmae"]),
        (["{{ verdict }}"], "{{ marks }}", ["页眉", "marks"]),
        (["好", "好", "{%p for item in tasks %}", "{{ item.text }}"], "", ["正文", "endfor"]),
        (["好", "{{ verdict"], "", ["正文", "第 2 段"]),
        (["好", "{% if verdict %}", "{{ verdict | nofilter }}{% endif %}"], "", ["正文", "nofilter"]),
        (["好", "{{ verdict + 1 }}"], "", ["正文", "第 2 段"]),
        (["{{ ''.__class__.__mro__[1].__subclasses__() }}"], "", ["正文", "第 1 段"]),
        (["{{ conclusion.replace.__globals__ }}"], "", ["正文"]),
        (["好", "{{ '<w:p>' | safe }}"], "", ["正文"]),
    ],
)
def test_a_broken_one_is_refused_with_the_place(folder: Path, tmp_path: Path, paragraphs: list[str], header: str, said: list[str]) -> None:
    message = refused(folder, template(tmp_path / "own.docx", paragraphs, header=header))
    assert "[report.bad_template] own.docx" in message
    assert all(text in message for text in said), message
    assert "word-templates.zh.md" in message


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"%PDF-1.7", "文".encode()])
def test_what_is_no_word_file(folder: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "own.docx").write_bytes(content)
    assert "[report.not_word]" in refused(folder, tmp_path / "own.docx")


def test_a_broken_template_writes_nothing(folder: Path, tmp_path: Path) -> None:
    before = sorted((folder / "papers").rglob("*.docx")) if (folder / "papers").is_dir() else []
    refused(folder, template(tmp_path / "own.docx", ["{%p for %}"]))
    assert sorted((folder / "papers").rglob("*.docx")) == before


@pytest.mark.parametrize("kind", ["run", "parcel", "conditions"])
def test_every_value_of_the_built_in_templates_is_in_the_guide(repo: Path, kind: str) -> None:
    guide = (repo / "docs" / "word-templates.zh.md").read_text(encoding="utf-8")
    used = read_template(new_template(kind), kind).variables
    assert not [name for name in used if f"`{name}`" not in guide]


@pytest.mark.parametrize("kind", ["run", "parcel", "conditions"])
def test_a_new_template_holds_no_clock(kind: str) -> None:
    with zipfile.ZipFile(io.BytesIO(new_template(kind))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b"1980-01-01T00:00:00Z") == 2
