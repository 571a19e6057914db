"""A comparison as files: CSV, one workbook, one GeoPackage with a map of the difference; and finished runs read back to be compared."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio

from planner.compare import Comparison, shown_change
from planner.errors import InputError, Problem, Severity, needing
from planner.files import whole_files, writing
from planner.report.folder.csvfiles import harmless, write_csv
from planner.report.folder.datapackage import write_comparison_package
from planner.report.folder.fileguide import GUIDE
from planner.report.folder.finished import read_finished
from planner.report.folder.geopackage import write_layers
from planner.report.folder.papers import COMPARISON_PAPERS, missing_papers
from planner.report.folder.qml import difference_style
from planner.report.map.difference import what_word, write_difference_map
from planner.style import CENTRE_COLOURS, FINDING_COLOURS
from planner.tables import field_of, output_files, schema_of, schemas, title_of
from planner.texts import word
from planner.texts.comparing import DIFFERENCE_WORDS, HOME_WORDS

#: Tables, in the order of the workbook.
TABLES = tuple(t.name for t in schemas("comparison").values() if t.written == "always")
#: Layers in drawing order, lowest first.
LAYERS = ("communities", "areas", "roads", "parcels", "homes", "facilities")
FILES = tuple(f.name for f in output_files("comparison"))
#: Layers read back → the column that names their rows.
_READ = {
    "communities": "community_id", "facilities": "facility_id", "demand": "demand_id", "parcels": "parcel_id", "circles": "facility_id",
    "streets": "kind",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """A finished run as its files tell it, for :func:`planner.compare.compare`."""

    summary: Mapping[str, Any]
    traces: tuple[Mapping[str, Any], ...]
    communities: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    demand: gpd.GeoDataFrame
    parcels: gpd.GeoDataFrame
    circles: gpd.GeoDataFrame
    streets: gpd.GeoDataFrame
    ground: gpd.GeoDataFrame
    explanations: Mapping[str, pd.DataFrame]


def read_result(folder: Path) -> Written:
    """Read a finished run back.

    Raises
    ------
    InputError
        If a file is absent or damaged.
    """
    run = read_finished(folder)
    try:
        layers = {name: run.layer(name).astype({key: str}) for name, key in _READ.items()}
        water, rail = (run.layer(kind).assign(kind=kind) for kind in ("water", "rail"))
    except (ValueError, KeyError, pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise InputError([Problem("compare.unreadable", Severity.ERROR, value=folder.name, params={"detail": str(error)[:200]})]) from error
    tables = {"subsidies": run.frame("subsidies")} if run.rows("subsidies") else {}
    ground = gpd.GeoDataFrame(pd.concat([water, rail], ignore_index=True), geometry="geometry", crs="EPSG:4326")
    return Written(run.summary, tuple(run.traces), **layers, ground=ground, explanations=tables)


def write_comparison(comparison: Comparison, out: Path) -> Path:
    """Write a comparison into a folder: tables, ``comparison.xlsx``, ``comparison.gpkg``, ``map.html``; equal ones give equal bytes.

    Without the extra ``report``, workbook and map are left out, see :func:`planner.report.missing_papers`.
    Each file is written beside its place and moved there whole; other files in the folder are left alone.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    day = date.fromisoformat(str(comparison.scenarios["as_of"].iloc[0]))
    left_out = {problem.value for problem in missing_papers(COMPARISON_PAPERS)}
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        with whole_files(out) as part:
            for name in TABLES:
                write_csv(getattr(comparison, name), part / f"{name}.csv")
            if not left_out:
                _workbook(comparison, part / "comparison.xlsx", day)
                write_difference_map(comparison, part / "map.html")
            layers = {name: getattr(comparison, name) for name in LAYERS}
            write_layers(
                layers, part / "comparison.gpkg", day=day, room="comparison", styles={name: difference_style(name) for name in LAYERS}
            )
            (part / GUIDE).write_text("\r\n".join(_guide(comparison, left_out)) + "\r\n", encoding="utf-8-sig", newline="")
            write_comparison_package(comparison.summaries, part)
        for name in left_out & set(FILES):
            (out / name).unlink(missing_ok=True)  # one of an earlier comparison would stand beside tables of this one
    return out


def _guide(comparison: Comparison, left_out: Collection[str]) -> Iterator[str]:
    """Describe what each file is, and what each English header of the tables means."""
    names = _scenario_names(comparison)
    descriptions = {f.name: f.description for f in output_files("comparison") if not f.table and f.name not in {GUIDE, *left_out}}
    yield from (f"{file}　{text}" for file, text in descriptions.items())
    yield f"*.csv　{word('about.compare_csv')}"
    for table in TABLES:
        frame = getattr(comparison, table)
        yield from ("", f"{table}.csv　{title_of(table, room='comparison')}")
        yield from (f"　{column}　{_header(str(column), names)}" for column in frame.columns if column != "geometry")
    yield from ("", word("about.what_codes") + "；".join(f"{code} {zh}" for code, (zh, _) in {**HOME_WORDS, **DIFFERENCE_WORDS}.items()))
    yield word("about.verdict_codes") + "；".join(f"{v} {word(f'verdict.{v}')}" for v in FINDING_COLOURS)
    yield word("about.centre_codes") + "；".join(f"{s} {word(f'centre.{s}')}" for s in (*CENTRE_COLOURS, "village"))


def _scenario_names(comparison: Comparison) -> dict[str, str]:
    rows = comparison.scenarios[["number", "name"]].itertuples(index=False)
    return {str(n): word("about.scenario").format(n=n, name=name) for n, name in rows}


def _workbook(comparison: Comparison, path: Path, day: date) -> None:
    with needing("report", path.name):
        import xlsxwriter
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    book.set_properties({"created": datetime(day.year, day.month, day.day)})  # noqa: DTZ001 - a plain day
    font = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
    looks = {name: book.add_format({**font, "num_format": form}) for name, form in _FORMS.items()}
    looks |= {"text": book.add_format({**font, "text_wrap": True, "indent": 1})}
    looks |= {"head": book.add_format({**font, "bold": True, "bg_color": "#E8EDF2", "border": 1, "text_wrap": True})}
    names = _scenario_names(comparison)
    for sheet in TABLES:
        frame = adding_up(getattr(comparison, sheet))
        if schema_of(sheet, "comparison").sheet == "where_there" and not len(frame):
            continue
        page = book.add_worksheet(title_of(sheet, room="comparison"))
        shares = frame["figure"].str.startswith("share").tolist() if "figure" in frame else []
        frame = frame.drop(columns=["geometry", "figure", "label_en", "why_en"], errors="ignore")
        for at, column in enumerate(frame.columns):
            page.write_string(0, at, _header(column, names), looks["head"])
            cells = [_cell(column, value) for value in frame[column].tolist()]
            page.set_column(at, at, _width([_header(column, names)[:12], *cells]))
            for row, value in enumerate(cells):
                if isinstance(value, str):
                    page.write_string(row + 1, at, harmless(value)[:32_000], looks["text"])
                else:
                    form = _form(column, share=bool(shares) and shares[row])
                    page.write_number(row + 1, at, value, looks[form])
        page.set_row(0, 32)  # room for the names of scenarios on two lines
        page.freeze_panes(1, 2)
        page.autofilter(0, 0, max(len(frame), 1), len(frame.columns) - 1)
        page.set_landscape()
        page.set_paper(8 if len(frame.columns) > 10 else 9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
    book.close()


def adding_up(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table for a reader of rounded figures: each difference is that of the figures beside it, of shares in percentage points."""
    if "figure" in frame:
        codes, pairs = frame["figure"].tolist(), [c for c in frame.columns if "-" in str(c)]
        ends = {c: [frame[n].tolist() for n in str(c).split("-")] for c in pairs}
        return frame.assign(**{c: [_number(shown_change(*row)) for row in zip(codes, *ends[c], strict=True)] for c in pairs})
    if {"change", "reached", "reached_before"} <= {*frame.columns}:
        both = zip(frame["reached"], frame["reached_before"], strict=True)
        return frame.assign(change=[_number(shown_change("reached", after, before)) for after, before in both])
    return frame


def _number(value: Decimal | None) -> float:
    return float("nan") if value is None else float(value)


_POINTS = word("sheet.points")
_FORMS = {"share": "0.0%", "points": f'+0.0"{_POINTS}";-0.0"{_POINTS}";0', "signed": "+#,##0;-#,##0;0", "tenth": "0.0", "whole": "#,##0"}


def _form(column: str, *, share: bool) -> str:
    """Return the form of a number: a difference of shares counts percentage points."""
    if share:
        return "points" if "-" in column else "share"
    if column.startswith("share"):
        return "share"
    if column == "change" or column.endswith("_change") or "-" in column:
        return "signed"
    return "tenth" if column.startswith(("minutes", "elderly")) else "whole"


def _header(column: str, names: Mapping[str, str]) -> str:
    if column in names:
        return names[column]
    return field_of(column, room="comparison").header()


def _cell(column: str, value: Any) -> str | float:
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):  # noqa: PLR0124 - NaN differs from itself
        return ""
    if isinstance(value, bool):
        return word(f"flag.{'yes' if value else 'no'}")
    if isinstance(value, int | float | Decimal):
        return float(value)
    text = str(value)
    if column == "what":
        return what_word(text)
    codes = field_of(column, room="comparison").codes
    return word(f"{codes}.{text}") if codes and text else text


def _width(values: list[Any]) -> float:
    longest = max((sum(2 if ord(c) > 0x2E80 else 1 for c in str(v)) for v in values[:200]), default=8)
    return float(min(max(longest + 3, 9), 46))
