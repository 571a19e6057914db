"""``datapackage.json``: a folder of results as a Frictionless Data Package: any tool of that standard reads and checks the tables."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from planner.report.subjects import credit
from planner.tables import OutputFile, Room, SchemaField, codes_of, field_of, output_files, schema_of
from planner.texts import word

#: Name of the file.
PACKAGE = "datapackage.json"
_BOOLEAN = {"trueValues": ["yes"], "falseValues": ["no"]}
_ODBL = {
    "name": "ODbL-1.0",
    "title": "Open Data Commons Open Database License 1.0",
    "path": "https://opendatacommons.org/licenses/odbl/1-0/",
}


def write_package(summary: Mapping[str, Any], folder: Path) -> None:
    """Describe the files of a run beside them, all others written; the same files give the same bytes.

    Parameters
    ----------
    summary
        ``summary.json`` of the run.
    folder
        A result folder.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    pack = summary["rule_pack"]
    metadata = {
        "name": "planner-run",
        "title": summary["name"],
        "description": word("about.lead").format(
            name=summary["name"], as_of=summary["as_of"], pack=f"{pack['title']}（{pack['id']} {pack['version']}）"
        ),
        **_rights([summary]),
    }
    _write(metadata, folder, "run", {"search_limit_min": f">{summary['walk']['search_limit_min']:g}"})


def write_comparison_package(summaries: Sequence[Mapping[str, Any]], folder: Path) -> None:
    """Describe the files of a comparison beside them.

    Parameters
    ----------
    summaries
        Of the runs compared.
    folder
        Where the comparison lies, all other files written.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    title = "、".join(str(s["name"]) for s in summaries)
    _write({"name": "planner-comparison", "title": title, **_rights(summaries)}, folder, "comparison", {})


def _write(metadata: Mapping[str, Any], folder: Path, room: Room, beyond: Mapping[str, str]) -> None:
    there = [file for file in output_files(room) if file.name != PACKAGE and (folder / file.name).is_file()]
    tables = {file.name.removesuffix(".csv") for file in there if file.table}
    resources = [_table(folder, file, room, tables, beyond) if file.table else _file(folder, file) for file in there]
    data = {"profile": "data-package", **metadata, "resources": resources}
    (folder / PACKAGE).write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def _rights(summaries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return whose streets the figures rest on, and the licence that follows from it."""
    owners = list(dict.fromkeys(credit(summary) for summary in summaries))
    osm = any(summary["network"].get("origin", "osm") == "osm" for summary in summaries)
    return {"sources": [{"title": text} for text in owners], **({"licenses": [_ODBL]} if osm else {})}


def _file(folder: Path, file: OutputFile) -> dict[str, Any]:
    path = folder / file.name
    with path.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return {
        "name": file.resource or file.name,
        "type": "file",
        "path": file.name,
        "description": file.description,
        "format": path.suffix.removeprefix("."),
        "mediatype": file.mediatype,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
    }


def _table(folder: Path, file: OutputFile, room: Room, tables: set[str], beyond: Mapping[str, str]) -> dict[str, Any]:
    """Describe a CSV file with the columns it has."""
    table = schema_of(file.name.removesuffix(".csv"), room)
    with (folder / file.name).open(encoding="utf-8-sig", newline="") as lines:
        names = next(csv.reader(lines), [])
    schema: dict[str, Any] = {"fields": [_field(field_of(name, table.name, room), room, beyond) for name in names]}
    if table.primary_key:
        schema["primaryKey"] = list(table.primary_key)
    links = [link for link in table.foreign_keys if link["reference"]["resource"] in tables]
    if links:
        schema["foreignKeys"] = links
    described = _file(folder, file) | {"name": table.name, "type": "table", "profile": "tabular-data-resource", "title": table.title}
    return {**described, "encoding": "utf-8-sig", "schema": schema}


def _field(field: SchemaField, room: Room, beyond: Mapping[str, str]) -> dict[str, Any]:
    """Describe a column as Table Schema does; unit, English and words of codes are further keys."""
    codes = dict(codes_of(field)) if room == "run" else {}
    out: dict[str, Any] = {"name": field.name, "type": field.type, "title": field.header()}
    out |= {"title_en": field.header("en")} if field.title_en else {}
    out |= {key: getattr(field, key) for key in ("description", "description_en", "unit") if getattr(field, key)}
    out |= _BOOLEAN if field.type == "boolean" else {}
    out |= {"missingValues": ["", beyond[field.beyond]]} if field.beyond in beyond else {}
    if codes and field.type == "string":
        out |= {"codes": codes} | ({} if field.open else {"constraints": {"enum": list(codes)}})
    return out
