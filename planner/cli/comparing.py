"""``planner compare``: scenarios side by side. A face: nothing is computed here."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.errors import InputError, Problem, Severity
from planner.files import keeping
from planner.texts.cli import HELP, SAY

if TYPE_CHECKING:
    from planner.compare import Comparison, Side
    from planner.run import Workspace


def compare(
    scenarios: Annotated[list[Path], typer.Argument(help=HELP["comparing.compare.scenarios"])],
    out: Annotated[Path | None, typer.Option("--out", help=HELP["comparing.compare.out"])] = None,
    as_json: Annotated[bool, typer.Option("--json", help=HELP["main.jsonflag"])] = False,
) -> None:
    """方案对比：以第一个为准 · scenarios side by side; the first is what the others are held against."""
    from planner.compare import compare as compared
    from planner.report import COMPARISON_PAPERS, missing_papers, write_comparison

    if not 2 <= len(scenarios) <= 6:
        raise InputError([Problem("compare.count", Severity.ERROR, value=str(len(scenarios)))])
    comparison = compared(_sides(scenarios))
    if out is not None:
        with keeping(out):
            write_comparison(comparison, out)
    if as_json:
        typer.echo(json.dumps(_data(comparison), ensure_ascii=False, indent=1))
    else:
        _print(comparison, out)
    for problem in missing_papers(COMPARISON_PAPERS) if out is not None else ():
        typer.echo(problem.line(), err=True)


def _sides(places: list[Path]) -> list[Side]:
    """Run what are scenario files, on inputs read once where they share them; read what are finished runs."""
    from planner.report import read_result
    from planner.run import Workspace

    spaces: list[Workspace] = []
    sides: list[Side] = []
    for place in places:
        if place.is_dir():
            sides.append(read_result(place))
            continue
        found = next((result for space in spaces if (result := space.run_file(place)) is not None), None)
        if found is None:
            spaces.append(Workspace.open(place))
            found = spaces[-1].result
        sides.append(found)
    return sides


def _data(comparison: Comparison) -> dict[str, Any]:
    frames = {n: getattr(comparison, n) for n in ("scenarios", "figures", "communities", "homes", "verdicts", "subsidies", "facilities")}
    return {
        n: json.loads(f.drop(columns="geometry", errors="ignore").to_json(orient="records", force_ascii=False)) for n, f in frames.items()
    }


def _print(comparison: Comparison, out: Path | None) -> None:
    from rich.console import Console
    from rich.table import Column, Table

    from planner.compare import figure_told
    from planner.texts.comparing import HOME_WORDS
    from planner.texts.figures import thousands

    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty(), width=None if sys.stdout.isatty() else 160)
    for number, name, city, as_of in comparison.scenarios.itertuples(index=False):
        console.print(SAY["comparing.print.number_name_city"].format(number=number, name=name, city=city, as_of=as_of), markup=False)
    table = Table(
        Column(SAY["comparing.print.word"], no_wrap=True),
        *(Column(_head(str(c)), justify="right", no_wrap=True) for c in comparison.figures.columns[3:]),
    )
    for row in comparison.figures[_headline(comparison)].to_dict("records"):
        table.add_row(str(row["label"]), *(figure_told(row, str(c), SAY["comparing.print.n"]) for c in comparison.figures.columns[3:]))
    console.print(table)
    for number in comparison.scenarios["number"].tolist()[1:]:
        homes = comparison.homes[(comparison.homes["scenario"] == number) & (comparison.homes["set"] == "facility")]
        sums = homes.groupby("what")["persons"].agg(["size", "sum"])
        parts = [
            SAY["comparing.print.size_sums"].format(HOME_WORDS=HOME_WORDS[w][0], size=int(sums["size"][w]), sums=thousands(sums["sum"][w]))
            for w in HOME_WORDS
            if w in sums.index
        ]
        places, turned = (int((frame["scenario"] == number).sum()) for frame in (comparison.communities, comparison.verdicts))
        shown = "；".join(
            [*parts, SAY["comparing.print.places"].format(places=places), SAY["comparing.print.turned"].format(turned=turned)]
        )
        console.print(SAY["comparing.print.number_shown"].format(number=number, shown=shown), markup=False)
    for line in _turned(comparison):
        console.print(line, markup=False)
    if out is not None:
        console.print(SAY["comparing.print.csv_comparison_xlsx"].format(out=out), markup=False)


_MOST = 12


def _turned(comparison: Comparison) -> Iterator[str]:
    """List each verdict that turned once: first what turned alike in several scenarios, then what is in one alone, new subjects last."""
    rows = comparison.verdicts.sort_values("before", key=lambda c: c == "", kind="stable").to_dict("records")
    numbers: dict[tuple[str, str, str, str], list[int]] = {}
    for row in rows:
        numbers.setdefault((*_sentence(row), str(row["rule_id"])), []).append(int(row["scenario"]))
    alike = Counter((about, became, tuple(numbered)) for (about, _, became, _), numbered in numbers.items())
    groups: dict[tuple[int, ...], list[str]] = {}
    for (about, title, became, rule), numbered in numbers.items():
        named = SAY["comparing.turned.title_rule"].format(title=title, rule=rule) if alike[about, became, tuple(numbered)] > 1 else title
        groups.setdefault(tuple(numbered), []).append(f"{about} {named}：{became}")
    for place, lines in sorted(groups.items(), key=lambda entry: (-len(entry[0]), entry[0])):
        named = "、".join(map(str, place))
        yield (
            SAY["comparing.turned.named_lines"].format(named=named, lines=len(lines))
            if len(place) > 1
            else SAY["comparing.turned.named_lines_2"].format(named=named, lines=len(lines))
        )
        yield from (f"  {line}" for line in lines[:_MOST])
        if len(lines) > _MOST:
            yield SAY["comparing.turned.verdicts_csv"].format(lines=len(lines) - _MOST)


def _sentence(row: Mapping[Any, Any]) -> tuple[str, str, str]:
    """Return what was judged, by which rule, and what became of it; a project that bears its id as a name is named once."""
    from planner.texts import word

    before, after = (word(f"verdict.{row[side]}") if row[side] else "—" for side in ("before", "after"))
    names = dict.fromkeys([str(row["subject_id"]), str(row["subject_name"])])
    about = " ".join([word(f"noun.{row['subject_kind']}"), *filter(None, names)])
    return about, str(row["rule_title"]), f"{before} → {after}。{row['why']}"


def _head(column: str) -> str:
    first, _, second = column.partition("-")
    return (
        SAY["comparing.head.first_second"].format(first=first, second=second) if second else SAY["comparing.head.first"].format(first=first)
    )


def _headline(comparison: Comparison) -> list[bool]:
    """Pick the figures for a terminal: reach within the longest limit of the first profile, and all that is no reach."""
    reach = [str(f).split("_") for f in comparison.figures["figure"]]
    last = [parts[-2:] for parts in reach if parts[0] == "share"]
    longest = max((float(m) for m, _ in last), default=0.0)
    first = last[0][1] if last else ""
    return [p[0] not in {"share", "reached"} or (float(p[-2]) == longest and p[-1] == first) for p in reach]
