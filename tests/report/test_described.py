"""What a run writes is what the descriptions say: columns, types, keys, aliases, package; one more table needs one more file."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from planner.report import write_results
from planner.report.folder.datapackage import PACKAGE, write_package
from planner.run import Scenario
from planner.tables import SchemaField, codes_of, field_of, output_files, schema, schemas, template_of
from tests.runs import AnyRun, Run
from tests.town import build

CASES = ("example", "wuhan", "newport")
_READ: dict[str, Callable[[str], object]] = {"integer": int, "number": float, "date": date.fromisoformat, "string": str}


def header(file: Path) -> list[str]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return next(csv.reader(lines))


def fits(text: str, field: SchemaField, beyond: str) -> bool:
    """Whether a cell is of the type its column says."""
    if text == "" or (field.beyond and text == beyond):
        return True
    codes = [code for code, _ in codes_of(field)]
    if field.type == "boolean":
        return text in {"yes", "no"}
    if codes and not field.open:
        return text in codes
    try:
        _READ[field.type](text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("case", CASES)
def test_every_column_is_described_in_its_place_and_every_cell_is_of_its_type(any_run: AnyRun, case: str) -> None:
    run = any_run(case)
    beyond = f">{run.summary['walk']['search_limit_min']:g}"
    for file in sorted(run.folder.glob("*.csv")):
        table = schemas()[file.stem]
        names = header(file)
        assert not [n for n in names if not template_of(n, table.name)], file.name
        assert [n for n in names if n in table.columns] == [c for c in table.columns if c in names], file.name
        rows = run.rows(table.name)
        for name in names:
            field = field_of(name, table.name)
            assert not [row[name] for row in rows if not fits(row[name], field, beyond)][:3], (file.name, name)
        keys = [tuple(row[c] for c in table.primary_key) for row in rows] if table.primary_key else []
        assert len(set(keys)) == len(keys), file.name
        for link in table.foreign_keys:
            there = {tuple(r[c] for c in link["reference"]["fields"]) for r in run.rows(link["reference"]["resource"])}
            assert {tuple(row[c] for c in link["fields"]) for row in rows} <= there, file.name


@pytest.mark.parametrize("case", CASES)
def test_the_package_names_every_file_with_its_hash_and_every_column(any_run: AnyRun, case: str) -> None:
    run = any_run(case)
    data = json.loads((run.folder / PACKAGE).read_text(encoding="utf-8"))
    resources = {r["path"]: r for r in data["resources"]}
    assert set(resources) == {f.name for f in run.folder.iterdir() if f.is_file()} - {PACKAGE}
    assert len({r["name"] for r in data["resources"]}) == len(resources)
    for name, resource in resources.items():
        content = (run.folder / name).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        if name.endswith(".csv"):
            assert [f["name"] for f in resource["schema"]["fields"]] == header(run.folder / name)
            assert resource["encoding"] == "utf-8-sig"
            assert all(f["title"] for f in resource["schema"]["fields"])
    origin = run.summary["network"]["origin"]
    assert ("licenses" in data) == (origin == "osm")
    assert data["sources"][0]["title"]
    before = (run.folder / PACKAGE).read_bytes()
    write_package(run.summary, run.folder)
    assert (run.folder / PACKAGE).read_bytes() == before


def test_layers_and_columns_of_the_geopackage_have_chinese_names(example_run: Run) -> None:
    with closing(sqlite3.connect(example_run.folder / "results.gpkg")) as base:
        titles = dict(base.execute("SELECT table_name, identifier FROM gpkg_contents WHERE data_type = 'features'"))
        told = {(t, c): title for t, c, title in base.execute("SELECT table_name, column_name, title FROM gpkg_data_columns")}
        there = {(t, c) for t in titles for _, c, *_ in base.execute(f"PRAGMA table_info({t})") if c not in {"fid", "geom"}}
        extensions = {row[0] for row in base.execute("SELECT table_name FROM gpkg_extensions WHERE extension_name = 'gpkg_schema'")}
    assert titles == {name: schemas()[name].title for name in titles}
    assert told.keys() == there
    assert told["communities", "share_within_15"] == "15 分钟可达任一设施（人口比例）"
    assert told["reached_lines", "from_s"] == "起点步行（秒）"
    assert all(title != column for (_, column), title in told.items())
    assert extensions == {"gpkg_data_columns", "gpkg_data_column_constraints"}


@pytest.fixture
def own_schemas(tmp_path: Path, repo: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the descriptions that a test may add to."""

    def forget() -> None:
        for read in (schema.schemas, schema.field_of, schema._shared):
            read.cache_clear()

    copy = shutil.copytree(repo / "planner" / "tables" / "schemas", tmp_path / "schemas")
    monkeypatch.setattr(schema, "SCHEMAS", copy)
    forget()
    yield copy
    monkeypatch.undo()
    forget()


NOISE: dict[str, Any] = {
    "name": "noise", "title": "噪声", "title_en": "Noise", "description": "各社区噪声", "description_en": "noise by community",
    "place": 500, "written": "where_there", "sheet": "where_there", "primaryKey": ["community_id"],
    "fields": ["community_id", {"name": "loud_share", "type": "number", "title": "吵闹比例", "title_en": "Loud", "form": "share"}],
}  # fmt: skip


def test_one_more_table_needs_one_description_and_what_computes_it(own_schemas: Path, tmp_path: Path) -> None:
    (own_schemas / "run" / "tables" / "noise.json").write_text(json.dumps(NOISE, ensure_ascii=False), encoding="utf-8")
    result = Scenario.load(build(tmp_path / "town")).run()
    noise = pd.DataFrame({"community_id": ["C1"], "loud_share": [0.25]})
    folder = write_results(replace(result, explanations={**result.explanations, "noise": noise}), tmp_path / "out")

    assert "noise.csv" in {f.name for f in output_files()}
    assert header(folder / "noise.csv") == ["community_id", "loud_share"]
    guide = (folder / "说明.txt").read_text(encoding="utf-8-sig")
    assert "noise.csv　各社区噪声" in guide
    assert "  loud_share　吵闹比例" in guide
    page = openpyxl.load_workbook(folder / "report.xlsx")["噪声"]
    assert [cell.value for cell in page[2]] == ["社区编号", "吵闹比例"]
    assert page["B3"].number_format == "0.0%"
    package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    described = next(r for r in package["resources"] if r["name"] == "noise")
    assert [f["title"] for f in described["schema"]["fields"]] == ["社区编号", "吵闹比例"]
    assert described["schema"]["primaryKey"] == ["community_id"]
