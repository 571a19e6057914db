"""``planner report``: Word, ledgers and plates of a finished run. A face: nothing is computed here."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from planner.errors import InputError, Problem, Severity, needing
from planner.texts.cli import HELP, SAY

_WORD = ("run", "parcel", "conditions")
_USUAL = ("run", "parcel", "conditions", "ledgers")
#: So many files are named one by one.
_FEW = 12


def report(
    folder: Annotated[Path | None, typer.Argument(help=HELP["reporting.report.folder"])] = None,
    *,
    what: Annotated[
        str,
        typer.Option("--what", help=HELP["reporting.report.what"]),
    ] = "",
    parcel: Annotated[list[str] | None, typer.Option("--parcel", help=HELP["reporting.report.parcel"])] = None,
    community: Annotated[list[str] | None, typer.Option("--community", help=HELP["reporting.report.community"])] = None,
    plates: Annotated[bool, typer.Option("--plates", help=HELP["reporting.report.plates"])] = False,
    template: Annotated[Path | None, typer.Option("--template", help=HELP["reporting.report.template"])] = None,
    new_template: Annotated[str, typer.Option("--new-template", help=HELP["reporting.report.new_template"])] = "",
    out: Annotated[Path | None, typer.Option("--out", "-o", help=HELP["reporting.report.out"])] = None,
    resume: Annotated[bool, typer.Option("--resume", help=HELP["reporting.report.resume"])] = False,
) -> None:
    """写出 Word 核查意见、分析报告、分县台账和图件 · write the papers of a finished run."""
    if new_template:
        _write_template(new_template, out)
        return
    if folder is None:
        raise typer.BadParameter("DIR / --new-template")
    from planner.report import Wanted, write_reports

    kinds = _kinds(what, plates=plates, parcels=bool(parcel), communities=bool(community), template=template)
    word = [kind for kind in kinds if kind in _WORD]
    if template is not None and len(word) != 1:
        raise _bad("--what", what, " · ".join(_WORD))
    templates = {word[0]: template} if template is not None else {}
    wanted = Wanted(tuple(parcel or ()), tuple(community or ()), plates, templates, resume)
    with _telling() as progress:
        try:
            made = write_reports(folder, what=kinds, wanted=wanted, progress=progress.tell)
        except KeyboardInterrupt as stop:
            stop.add_note(Problem("report.stopped", Severity.NOTE, params={"share": f"{progress.share:.0%}"}).line())
            raise
    _tell(folder, made, kinds, wanted.parcels)


def _tell(folder: Path, made: Sequence[Path], kinds: Sequence[str], parcels: Sequence[str]) -> None:
    """Name what was made: each file where they are few, else the folder and how many of each kind; then what is not there and why."""
    from planner.report import conditions_left_out, paper_states, read_finished
    from planner.texts import word

    if len(made) <= _FEW:
        for file in made:
            typer.echo(str(file))
    else:
        typer.echo(f"{folder / 'papers'} · {word('report.listed').format(n=len(made))}")
        for kind, count in Counter(_kind_of(folder, file) for file in made).items():
            typer.echo(f"  {kind} · {count}")
    if "run" in kinds:
        typer.echo(f"· {word('report.run_copy')}")
    if "conditions" in kinds:
        left = conditions_left_out(read_finished(folder), parcels)
        for reason in ("stage", "figures"):
            names = [name for name, why in left if why == reason]
            if names:
                typer.echo(f"· {word(f'report.left.{reason}').format(n=len(names), names=_some(names))}")
    old = [state.name for state in paper_states(folder) if state.outdated]
    if old:
        typer.echo(f"· {word('report.outdated').format(n=len(old), names=_some(old))}")


def _kind_of(folder: Path, file: Path) -> str:
    """Name the kind of a paper by where it lies."""
    from planner.texts import word

    try:
        first, *rest = file.relative_to(folder / "papers").parts
    except ValueError:
        return file.name
    return f"{word(f'report.kind.{first}')} {first}/" if rest else f"{word('report.kind.run')} {first}"


def _some(names: Sequence[str], most: int = 6) -> str:
    return "、".join(names[:most]) + (" …" if len(names) > most else "")


def _kinds(what: str, *, plates: bool, parcels: bool, communities: bool, template: Path | None) -> list[str]:
    asked = [part.strip() for part in what.replace("，", ",").split(",") if part.strip()]
    if asked:
        return asked
    if communities and not parcels:
        return ["plates"]
    if template is not None:
        return ["parcel"]
    usual = ("parcel",) if parcels else _USUAL
    return [*usual, "plates"] if plates else [*usual]


def _write_template(kind: str, out: Path | None) -> None:
    from planner.files import write_whole, writing

    if kind not in _WORD:
        raise _bad("--new-template", kind, " · ".join(_WORD))
    target = out or Path(f"{kind}.docx")
    if target.exists():
        raise _bad("--out", str(target), SAY["reporting.write_template.a_file_that"])
    with needing("report", target.name):
        from planner.report.word import new_template
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, new_template(kind))
    typer.echo(str(target))


def _bad(option: str, value: str, known: str) -> InputError:
    return InputError([Problem("cli.bad_option", Severity.ERROR, field=option, value=value, params={"known": known})])


class _Told:
    """How far it is; shown on a terminal alone."""

    def __init__(self, bar: Any = None, task: Any = None) -> None:
        self.share = 0.0
        self._bar, self._task = bar, task

    def tell(self, name: str, share: float) -> None:
        self.share = share
        if self._bar is not None:
            self._bar.update(self._task, description=name, completed=share)


@contextmanager
def _telling() -> Iterator[_Told]:
    if not sys.stderr.isatty():
        yield _Told()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Told(bar, bar.add_task("", total=1.0))
