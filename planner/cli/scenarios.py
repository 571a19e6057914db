"""``planner scenario``: a folder of named scenarios, and their changes in a workbook. A face: nothing is computed here."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from planner.errors import InputError, OutputError, Problem, Severity
from planner.texts import word
from planner.texts.comparing import STORE_WORDS

scenario_app = typer.Typer(help="方案库，方案与 Excel 互转 · named scenarios; scenarios in Excel", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="方案文件夹 · folder of scenarios")]
Name = Annotated[str, typer.Argument(help="方案名 · name of the scenario")]
File = Annotated[Path, typer.Argument(help="方案文件 · scenario file")]
Author = Annotated[str, typer.Option("--author", help="保存人 · who saves")]
JsonFlag = Annotated[bool, typer.Option("--json", help="机器可读输出 · print JSON")]


@scenario_app.command("list")
def list_scenarios(folder: Folder, as_json: JsonFlag = False) -> None:
    """列出方案：谁、何时、为何 · list scenarios: who saved them, when, why."""
    from planner.scenario import ScenarioStore

    _rows([_about(s) for s in ScenarioStore(folder).entries()], as_json=as_json)


@scenario_app.command("save")
def save(
    folder: Folder,
    name: Name,
    file: File,
    *,
    author: Author,
    note: Annotated[str, typer.Option("--note", help="说明 · why")] = "",
    read_hash: Annotated[str | None, typer.Option("--read-hash", help="读取时的校验码 · hash of the text you began with")] = None,
) -> None:
    """存入方案库 · save a scenario file; without --read-hash, only where nothing else was saved under that name."""
    from planner.scenario import ScenarioConflictError, ScenarioStore

    try:
        text = file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Problem("scenario.missing", Severity.ERROR, file=file.name)]) from error
    try:
        saved = ScenarioStore(folder).save(name, text, read_hash=read_hash or "", author=author, note=note)
    except ScenarioConflictError as error:
        raise OutputError(str(error)) from error
    typer.echo(f"已保存：{name} · 第 {saved.version} 版 · {saved.hash}")


@scenario_app.command("versions")
def versions(folder: Folder, name: Name, as_json: JsonFlag = False) -> None:
    """列出各版本 · list the versions of a scenario."""
    from planner.scenario import ScenarioStore

    _rows([_about(s) for s in ScenarioStore(folder).versions(name)], as_json=as_json)


@scenario_app.command("restore")
def restore(folder: Folder, name: Name, version: Annotated[int, typer.Argument(help="版本号 · version")], *, author: Author) -> None:
    """恢复到某一版（作为新版本） · make an older version the scenario again, as a new version."""
    from planner.scenario import ScenarioStore

    saved = ScenarioStore(folder).restore(name, version, author=author)
    typer.echo(f"已恢复：{name} · 第 {version} 版 → 第 {saved.version} 版")


@scenario_app.command("locks")
def locks(folder: Folder, as_json: JsonFlag = False) -> None:
    """列出锁：谁、多久 · list locks: who holds them, how long."""
    from planner.scenario import ScenarioStore

    _rows([asdict(lock) for lock in ScenarioStore(folder).locks()], as_json=as_json)


@scenario_app.command("to-excel")
def to_excel(file: File, out: Annotated[Path, typer.Option("--out", "-o", help="工作簿 · workbook to write")]) -> None:
    """把方案里的变化写成工作簿 · write a scenario's changes as a workbook."""
    from planner.report.book import write_scenario_book

    write_scenario_book(_text(file), out, title=file.name)
    typer.echo(f"已写入：{out}")


@scenario_app.command("from-excel")
def from_excel(
    book: Annotated[Path, typer.Argument(help="改过的工作簿 · edited workbook")],
    file: File,
    *,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="写到的方案文件 · scenario to write; only shown without it")] = None,
) -> None:
    """读回改过的工作簿：先列差异，给了 --out 才写 · show what an edited workbook changes; taken only with --out."""
    from planner.files import write_whole, writing
    from planner.report.book import read_scenario_book
    from planner.scenario import rewritten

    text = _text(file)
    found = read_scenario_book(book, text)
    for line in found.lines or ("没有差异",):
        typer.echo(line)
    if out is not None:
        with writing(out):
            write_whole(out, rewritten(text, found.edits))
        typer.echo(f"已写入：{out}")


def _text(file: Path) -> str:
    if not file.is_file():
        raise InputError([Problem("scenario.missing", Severity.ERROR, file=file.name)])
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            return opened.read()
    except UnicodeDecodeError as error:
        raise InputError([Problem("scenario.not_utf8", Severity.ERROR, file=file.name)]) from error


def _about(saved: Any) -> dict[str, Any]:
    return {k: v for k, v in asdict(saved).items() if k != "text"}


def _rows(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        shown = {k: _shown(k, v) for k, v in row.items()}
        typer.echo("  ".join(f"{STORE_WORDS[k]} {v}" for k, v in shown.items() if v))


def _shown(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return word(f"flag.{'yes' if value else 'no'}")
    return "" if value is None else f"{value:.0f}" if isinstance(value, float) else str(value)[:12] if key.endswith("hash") else str(value)
