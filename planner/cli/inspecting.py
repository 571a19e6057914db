"""The command ``planner inspect``: what is in a file, which datum it stands on, what of it has to be confirmed; and saving that."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.errors import InputError, Problem, Severity

if TYPE_CHECKING:
    from planner.inputs import Against, Inspection
    from planner.model import InputSpec

_STREETS = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".walk")

_Text = str | None


def inspect(
    file: Annotated[Path, typer.Argument(help="任意输入文件，或装着它们的文件夹 · any input file, or a folder of them")],
    *,
    noun: Annotated[_Text, typer.Option("--as", help="facility · community · parcel · compound · demand · gate · barrier · street")] = None,
    layer: Annotated[_Text, typer.Option("--layer", help="图层或工作表 · layer or sheet")] = None,
    crs: Annotated[_Text, typer.Option("--crs", help="坐标参考系，如 EPSG:4547 · reference system")] = None,
    datum: Annotated[_Text, typer.Option("--datum", help="坐标系 WGS84 · CGCS2000 · GCJ-02 · BD-09")] = None,
    encoding: Annotated[_Text, typer.Option("--encoding", help="文字编码 · text encoding")] = None,
    against: Annotated[Path | None, typer.Option("--against", help="与道路或边界比对坐标系 · streets or boundaries of known place")] = None,
    against_crs: Annotated[_Text, typer.Option("--against-crs", help="参照的坐标参考系 · CRS of the reference")] = None,
    against_datum: Annotated[_Text, typer.Option("--against-datum", help="参照的坐标系 · datum of the reference")] = None,
    accept: Annotated[list[str] | None, typer.Option("--accept", help="确认一列：字段=表头，可重复；或 all · field=header, or all")] = None,
    join: Annotated[
        Path | None, typer.Option("--join", help="指标另在一张表里：按编号并入，写进映射文件 · figures in another table, joined by id")
    ] = None,
    save: Annotated[bool, typer.Option("--save", help="把确认的内容存为映射文件 · keep it in a mapping file")] = False,
    write_back: Annotated[
        Path | None, typer.Option("--write-back", help="写成 .gpkg .shp .geojson，中文表头 · write it as a layer")
    ] = None,
    write_crs: Annotated[_Text, typer.Option("--write-crs", help="写出的坐标参考系，默认 CGCS2000 分带 · CRS to write in")] = None,
    draft: Annotated[Path | None, typer.Option("--draft", help="由文件夹起草方案文件 · draft a scenario file from a folder")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="机器可读输出 · print JSON")] = False,
) -> None:
    """看看文件里有什么 · what is in a file and what is wrong with it."""
    from planner.inputs import FIELDS
    from planner.model import InputSpec

    if file.is_dir() and file.suffix.casefold() != ".gdb":
        _folder(file, draft)
        return
    if noun is not None and noun not in FIELDS:
        raise _bad("--as", noun, " · ".join(FIELDS))
    reference = None if against is None else _reference(InputSpec(against, crs=against_crs, datum=against_datum, shown=against.name))
    spec = InputSpec(file, layer, crs, datum, encoding)
    found = _looked(noun, spec, reference)
    if not found.format:
        raise InputError(found.problems)
    columns = _accepted(accept or [], found.proposals)
    if columns:
        found = _looked(found.noun or None, InputSpec(file, layer, crs, datum, encoding, columns), reference)
    if save or join is not None:
        _save(found, InputSpec(file, layer, crs, datum, encoding, columns), join)
        found = _looked(found.noun, spec, reference)
    if as_json:
        typer.echo(json.dumps(found.as_data(), ensure_ascii=False, indent=1, default=str))
    else:
        from planner.cli.console import print_inspection

        print_inspection(found)
    settled = InputSpec(file, layer, crs, datum, encoding, columns)
    if write_back is not None:
        _write(found.noun, settled, write_back, write_crs)


def _folder(folder: Path, target: Path | None) -> None:
    """Look at each file of a folder; draft a scenario file from them."""
    from planner.cli import drafting
    from planner.files import write_whole, writing

    files = drafting.look(folder, lambda spec: _looked(None, spec, None))
    for line in drafting.lines(files):
        typer.echo(line)
    if target is None:
        typer.echo("起草方案文件请加 --draft 方案.yaml · add --draft NAME.yaml to draft a scenario file")
        return
    if target.exists():
        raise _bad("--draft", str(target), "还没有的文件名 a name not taken yet")
    with writing(target):
        write_whole(target, drafting.draft(files, target, city="linfen", day=date.today()))  # noqa: DTZ011 - the officer's own day
    typer.echo(f"已写 written: {target}\n下一步 next: planner run {target}")


def _save(found: Inspection, spec: InputSpec, join: Path | None) -> None:
    """Keep what was confirmed in the mapping file beside the file."""
    from planner.inputs import save_mapping

    if not found.noun:
        raise _bad("--as", found.noun, "--save")
    if join is not None and not join.exists():
        raise InputError([Problem("file.missing", Severity.ERROR, file=str(join))])
    table = None if join is None else {"path": Path(os.path.relpath(join, spec.path.parent)).as_posix()}
    said = {"layer": spec.layer, "crs": spec.crs, "datum": spec.datum, "encoding": spec.encoding, "join": table}
    typer.echo(f"已存 saved: {save_mapping(spec.path, found.noun, columns=spec.columns, **said)}", err=True)


def _looked(noun: str | None, spec: InputSpec, reference: Against | None) -> Inspection:
    """Look at a table, a layer or a street file."""
    from planner.inputs import inspect_file
    from planner.network import inspect_streets, is_street_file

    if is_street_file(spec):
        return inspect_streets(spec)
    found = inspect_file(spec.path, noun=noun, spec=spec, against=reference)
    return inspect_streets(spec, found) if found.format and found.noun == "street" else found


def _write(noun: str, spec: InputSpec, out: Path, crs: str | None) -> None:
    """Write the table as a layer for the bureau's own software."""
    from planner.geo import parse_crs
    from planner.inputs import read
    from planner.inputs import write_back as write_layer_back

    if not noun:
        raise _bad("--as", noun, "--write-back")
    target = None if crs is None else parse_crs(crs).to_string()
    typer.echo(f"已写 written: {write_layer_back(read(noun, spec), out, crs=target)}", err=True)


def _reference(spec: InputSpec) -> Against:
    """Read what the file is compared with: streets of any kind, or a layer of boundaries."""
    from planner.inputs import Against, layer_against

    if not spec.path.name.lower().endswith(_STREETS):
        return layer_against(spec)
    import numpy as np
    import shapely

    from planner.network import read_segments

    streets = read_segments(spec)
    lon, lat = np.stack([streets.lon[streets.a], streets.lon[streets.b]], 1), np.stack([streets.lat[streets.a], streets.lat[streets.b]], 1)
    return Against(spec.name, shapely.linestrings(np.stack([lon, lat], axis=2)))


def _accepted(accept: Sequence[str], proposals: Mapping[str, str]) -> dict[str, str]:
    """Read the columns a person confirmed."""
    columns: dict[str, str] = {}
    for text in accept:
        field, sign, header = text.partition("=")
        if text == "all":
            columns.update(proposals)
        elif sign and field.strip() and header.strip():
            columns[field.strip()] = header.strip()
        else:
            raise _bad("--accept", text, "字段=表头 field=header · all")
    return columns


def _bad(option: str, value: str, known: str) -> InputError:
    return InputError([Problem("cli.bad_option", Severity.ERROR, field=option, value=value, params={"known": known})])
