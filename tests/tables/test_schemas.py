"""The descriptions of tables: whole, without contradiction, and told as data alone."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from planner.model import CentreStatus, Verdict
from planner.tables import Room, codes_of, field_of, frame_of, output_files, schema_of, schemas, template_of
from planner.tables.page import with_tables

ROOMS: tuple[Room, ...] = ("run", "comparison")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_TYPES = {"string", "integer", "number", "boolean", "date"}


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len({key for key, _ in pairs}) == len(pairs), pairs
    return dict(pairs)


@pytest.mark.parametrize("room", ROOMS)
def test_files_hold_no_key_twice_and_are_named_as_their_table(repo: Path, room: Room) -> None:
    folder = repo / "planner" / "tables" / "schemas" / room
    for file in sorted(folder.rglob("*.json")):
        data = json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=_no_twice)
        if file.parent != folder:
            assert data["name"] == file.stem
            assert (data.get("written") is not None) == (file.parent.name == "tables")
    shared = json.loads((folder / "fields.json").read_text(encoding="utf-8"))
    assert Counter(f["name"] for f in shared["fields"]).most_common(1)[0][1] == 1


@pytest.mark.parametrize("room", ROOMS)
def test_every_column_has_a_type_and_a_header_in_chinese_and_its_codes_have_words(room: Room) -> None:
    for table in schemas(room).values():
        assert _CHINESE.search(table.title), table.name
        assert _CHINESE.search(table.description), table.name
        assert table.title_en, table.name
        assert table.description_en, table.name
        assert len({f.name for f in table.fields}) == len(table.fields), table.name
        for field in table.fields:
            where = (table.name, field.name)
            assert field.type in _TYPES, where
            assert "{" in field.title or _CHINESE.search(field.title), where
            assert field.title_en, where
            assert bool(field.description) == bool(field.description_en), where
            assert not field.codes or codes_of(field), where


@pytest.mark.parametrize("room", ROOMS)
def test_columns_shown_first_printed_or_keys_are_columns_of_the_table(room: Room) -> None:
    for table in schemas(room).values():
        joined = {f.name for f in table.on_sheet} | ({"community_id", "county", "township"} if table.on_sheet else set())
        joined |= {"subject_name", "rule_title"} if table.name == "findings" else set()
        joined |= {"name"} if table.name == "catchments" else set()
        for name in (*table.first, *table.paper, *table.primary_key, *(c for k in table.foreign_keys for c in k["fields"])):
            assert template_of(name, table.name, room) or name in joined, (table.name, name)
        for link in table.foreign_keys:
            assert set(link["reference"]["fields"]) <= set(schema_of(link["reference"]["resource"], room).columns)


def test_places_of_files_are_their_own() -> None:
    for room in ROOMS:
        files = output_files(room)
        assert len({f.place for f in files}) == len({f.name for f in files}) == len(files)


def test_codes_listed_are_those_of_the_model() -> None:
    assert set(field_of("verdict").enum) == {str(v) for v in Verdict}
    assert set(field_of("centre_status").enum) == {str(s) for s in CentreStatus}


@pytest.mark.parametrize(
    ("name", "table", "zh", "en"),
    [
        ("share_within_7.5", "", "7.5 分钟可达任一设施（人口比例）", "Any facility within 7.5 min (share)"),
        (
            "qualified_share_older_frail",
            "coverage",
            "规模达标中心 · 60岁以上可达比例 · 体弱老年人步行",
            "right-sized centre · share of 60+ · frail",
        ),
        ("households_straight_only_too_far", "", "仅在直线圈内 · 步行超过时限 · 户", "straight circle only · too far · households"),
        ("within_older_elderly", "", "时限内可达 · 60岁以上（人） · 老年人步行", "within the limit · persons 60+ · elderly"),
        ("kind", "small_changes", "改动", "Change"),
        ("kind", "facilities", "设施类型", "Kind"),
        ("nobody_knows_m2", "", "nobody_knows_m2", "nobody_knows_m2"),
    ],
)
def test_headers(name: str, table: str, zh: str, en: str) -> None:
    assert field_of(name, table).header() == zh
    assert field_of(name, table).header("en") == en


def test_forms_of_columns_nobody_describes_follow_their_endings() -> None:
    names = ("x_m2", "x_min", "lost_persons", "a_share_b", "persons_before", "x")
    assert [field_of(n).form for n in names] == ["number", "number", "count", "share", "text", "text"]


def test_rows_are_laid_out_in_the_order_of_the_file_and_others_refused() -> None:
    columns = schema_of("sharing").columns
    row = {name: at for at, name in enumerate(columns)}
    frame = frame_of("sharing", [dict(reversed(row.items()))])
    assert list(frame.columns) == columns
    assert frame.iloc[0].tolist() == list(range(len(columns)))
    assert list(frame_of("sharing", []).columns) == columns
    for wrong in ({**row, "more": 1}, {k: v for k, v in row.items() if k != "words"}):
        with pytest.raises(ValueError, match="sharing: columns differ"):
            frame_of("sharing", [wrong])


def test_the_page_is_what_the_descriptions_make(repo: Path) -> None:
    page = (repo / "docs" / "file-formats.md").read_text(encoding="utf-8")
    assert with_tables(page) == page, "run python -m planner.tables"
    with pytest.raises(ValueError, match="lacks"):
        with_tables("a page without marks")
