"""The command ``planner``: a face over the library. Exit 0 done, 2 bad input, 1 a bug, 130 interrupted (143, 129 by another signal)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.cli.comparing import compare
from planner.cli.inspecting import inspect
from planner.cli.interrupting import Interrupted, InterruptibleGroup, tell_interrupted
from planner.cli.mistakes import UsageError, mistake
from planner.cli.reporting import report
from planner.cli.rules import rules_app
from planner.cli.scenarios import scenario_app
from planner.errors import InputError, OutputError, Problem, Severity
from planner.files import keeping
from planner.texts import word
from planner.texts.cli import HELP, SAY
from planner.version import __version__

if TYPE_CHECKING:
    from planner.access import WalkNetwork

app = typer.Typer(
    cls=InterruptibleGroup,
    help=HELP["main.app"],
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
network_app = typer.Typer(help=HELP["main.network_app"], no_args_is_help=True)
check_app = typer.Typer(help=HELP["main.check_app"], no_args_is_help=True)
app.add_typer(network_app, name="network")
app.add_typer(check_app, name="check")
app.add_typer(rules_app, name="rules")
app.add_typer(scenario_app, name="scenario")
app.command("inspect")(inspect)
app.command("report")(report)
app.command("compare")(compare)

JsonFlag = Annotated[bool, typer.Option("--json", help=HELP["main.jsonflag"])]
AsOf = Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help=HELP["main.asof"])]
Rules = Annotated[str, typer.Option("--rules", help=HELP["main.rules"])]
Datum = Annotated[str | None, typer.Option("--datum", help=HELP["main.datum"])]
OutCsv = Annotated[Path | None, typer.Option("--out", "-o", help=HELP["main.outcsv"])]


@app.command()
def run(
    scenario: Annotated[Path, typer.Argument(help=HELP["main.run.scenario"])],
    out: Annotated[Path | None, typer.Option("--out", help=HELP["main.run.out"])] = None,
    as_json: JsonFlag = False,
) -> None:
    """运行一个方案 · run a scenario and write its results."""
    from planner.report import missing_papers, refuse_strange, write_results
    from planner.run import Scenario

    folder = out or Path("out") / scenario.stem
    refuse_strange(folder)
    with keeping(folder):
        with _progress() as tell:
            result = Scenario.load(scenario).run(tell)
            tell("write", 0.95)
            write_results(result, folder)
        if as_json:
            _print_json(result.summary)
        else:
            from planner.cli.console import print_summary

            print_summary(result, folder)
        _print_problems(missing_papers())


@app.command("app")
def app_command(
    place: Annotated[Path | None, typer.Argument(help=HELP["main.app_command.place"])] = None,
    port: Annotated[int, typer.Option("--port", help=HELP["main.app_command.port"])] = 8501,
) -> None:
    """打开地图与核查界面 · open a finished run, or a scenario to try changes on, in the browser, on this machine only."""
    from planner.ui.serving import launch

    raise typer.Exit(launch(place, port=port))


@network_app.command("build")
def network_build(
    source: Annotated[Path | None, typer.Argument(help=HELP["main.network_build.source"])] = None,
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help=HELP["main.network_build.out"])] = Path("network.walk"),
    place: Annotated[str | None, typer.Option("--place", help=HELP["main.network_build.place"])] = None,
    refresh: Annotated[bool, typer.Option("--refresh", help=HELP["main.network_build.refresh"])] = False,
    layer: Annotated[str | None, typer.Option("--layer", help=HELP["main.network_build.layer"])] = None,
    crs: Annotated[str | None, typer.Option("--crs", help=HELP["main.network_build.crs"])] = None,
    datum: Datum = None,
) -> None:
    """读取道路，存为 .walk · read streets once, keep them ready."""
    from planner.access import WalkNetwork
    from planner.files import writing
    from planner.model import InputSpec

    if (source is None) == (place is None):
        raise typer.BadParameter("SRC / --place")
    with keeping(out), _progress() as tell:
        tell("network", 0.1)
        net = None if place else WalkNetwork.read(InputSpec(Path(str(source)), layer, crs, datum, shown=str(source)))
        with writing(out):
            out.parent.mkdir(parents=True, exist_ok=True)
            if net is None:
                net = WalkNetwork.from_place(str(place), saved=out, refresh=refresh)
            else:
                net.save(out)
    _print_network(net, out.name)


@network_app.command("info")
def network_info(
    network: Annotated[Path, typer.Argument(help=HELP["main.network_info.network"])],
    verify: Annotated[bool, typer.Option("--verify", help=HELP["main.network_info.verify"])] = False,
    as_json: JsonFlag = False,
) -> None:
    """查看 .walk 文件 · what is in a .walk file."""
    from planner.access import WalkNetwork

    net = WalkNetwork.load(network, verify=verify)
    if as_json:
        _print_json({**net.figures(), "verified": verify})
    else:
        _print_network(net, network.name)


@app.command()
def circles(
    *,
    network: Annotated[Path, typer.Option("--network", help=HELP["main.circles.network"])],
    facilities: Annotated[Path, typer.Option("--facilities", help=HELP["main.circles.facilities"])],
    out: Annotated[Path, typer.Option("--out", "-o", help=HELP["main.circles.out"])],
    minutes: Annotated[str, typer.Option("--minutes", help=HELP["main.circles.minutes"])] = "5,10,15",
    profile: Annotated[str, typer.Option("--profile", help="standard · elderly · frail")] = "standard",
    overlap: Annotated[str, typer.Option("--overlap", help="overlap · dissolve · split")] = "overlap",
    geometry: Annotated[str, typer.Option("--geometry", help="disks · rings")] = "disks",
    width_m: Annotated[float, typer.Option("--width", help=HELP["main.circles.width_m"])] = 50,
    grid: Annotated[str, typer.Option("--grid", help="screening 20 m · normal 10 m · fine 5 m")] = "normal",
    barriers: Annotated[Path | None, typer.Option("--barriers", help=HELP["main.circles.barriers"])] = None,
    datum: Datum = None,
) -> None:
    """只画服务圈 · service circles alone."""
    from planner.access import WalkNetwork, read_barriers
    from planner.access.draw import CELL_M, FINE_CELL_M, SCREENING_CELL_M
    from planner.inputs import read
    from planner.model import InputSpec
    from planner.report import write_layer
    from planner.run.reading import barrier_frame

    cells = {"screening": SCREENING_CELL_M, "normal": CELL_M, "fine": FINE_CELL_M}
    limits = _minutes(minutes)
    _one_of("--overlap", overlap, ("overlap", "dissolve", "split"))
    _one_of("--geometry", geometry, ("disks", "rings"))
    _one_of("--grid", grid, tuple(cells))
    if not 5 <= width_m <= 200:
        raise InputError([Problem("cli.bad_option", Severity.ERROR, field="--width", value=f"{width_m:g}", params={"known": "5–200"})])
    if out.suffix.lower() != ".gpkg":
        raise InputError([Problem("cli.bad_option", Severity.ERROR, field="--out", value=out.name, params={"known": "*.gpkg"})])
    table = read("facility", InputSpec(facilities, datum=datum, shown=str(facilities)))
    existing = table.frame[table.frame["status"] == "open"] if "status" in table.frame else table.frame
    net = WalkNetwork.read(InputSpec(network, shown=str(network)))
    if barriers is not None:
        lines = read("barrier", InputSpec(barriers, shown=str(barriers)))
        net = WalkNetwork(net.streets, barriers=read_barriers(barrier_frame(lines), net.streets))
    reach = net.reach(existing.geometry, minutes=limits[-1], profile=profile)
    drawn = reach.circles(limits, overlap=overlap, geometry=geometry, width_m=width_m, cell_m=cells[grid])  # type: ignore[arg-type]
    with keeping(out):
        write_layer(drawn.rename(columns={"source": "facility_id"}), out, "circles")
    _print_problems(table.problems)
    off = [str(i) for i, on in zip(existing.index, reach.snaps.on_network, strict=True) if not on]
    if len(existing) < len(table.frame):
        typer.echo(SAY["main.circles.not_built_and"].format(existing=len(table.frame) - len(existing)), err=True)
    typer.echo(
        SAY["main.circles.circles"].format(out=out, drawn=len(drawn))
        + (SAY["main.circles.off_the_network"].format(off="、".join(off)) if off else "")
    )


@check_app.command("parcels")
def check_parcels_command(
    file: Annotated[Path, typer.Argument(help=HELP["main.check_parcels_command.file"])],
    *,
    rules: Rules = "linfen",
    as_of: AsOf = None,
    judge_on: Annotated[str | None, typer.Option("--judge-on", help="as_of · conditions_date · granted_on")] = None,
    ledger: Annotated[Path | None, typer.Option("--ledger", help=HELP["main.check_parcels_command.ledger"])] = None,
    out: OutCsv = None,
    as_json: JsonFlag = False,
) -> None:
    """核查地块配建 · judge parcels."""
    from planner.model import InputSpec
    from planner.run import check_parcels

    if judge_on is not None:
        _one_of("--judge-on", judge_on, ("as_of", "conditions_date", "granted_on"))
    entered = InputSpec(ledger, shown=str(ledger)) if ledger else None
    found = check_parcels(InputSpec(file, shown=str(file)), rules=rules, as_of=_day(as_of), judge_on=judge_on, ledger=entered)
    _show_check(found, "verdict", out, as_json=as_json)


@check_app.command("communities")
def check_communities_command(
    file: Annotated[Path, typer.Argument(help=HELP["main.check_communities_command.file"])],
    *,
    facilities: Annotated[Path, typer.Option("--facilities", help=HELP["main.circles.facilities"])],
    rules: Rules = "linfen",
    as_of: AsOf = None,
    datum: Datum = None,
    out: OutCsv = None,
    as_json: JsonFlag = False,
) -> None:
    """核查社区设施缺口 · what stands in each community."""
    from planner.model import InputSpec
    from planner.run import check_communities

    stock = InputSpec(facilities, datum=datum, shown=str(facilities))
    found = check_communities(InputSpec(file, shown=str(file)), stock, rules=rules, as_of=_day(as_of))
    _show_check(found, "centre_status", out, as_json=as_json)


def _show_check(found: Any, column: str, out: Path | None, *, as_json: bool) -> None:
    from planner.files import whole_file, writing
    from planner.report import write_csv

    if out is not None:
        with writing(out), keeping(out):
            out.parent.mkdir(parents=True, exist_ok=True)
            with whole_file(out) as part:
                write_csv(found.findings, part)
    if as_json:
        _print_json(found.as_data())
    else:
        from planner.cli.console import print_check

        print_check(found, column)


def _print_network(net: WalkNetwork, name: str) -> None:
    f = net.figures()
    typer.echo(
        SAY["main.print_network.nodes_streets_km"].format(
            name=name, nodes=f["nodes"], streets=f["streets"], length_km=f["length_km"], private_km=f["private_km"]
        )
    )
    _print_problems(net.streets.problems)


def _print_problems(problems: Sequence[Problem]) -> None:
    for problem in problems:
        typer.echo(problem.line(), err=True)


def _print_json(data: Any) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str))


def _day(given: datetime | None) -> date:
    return given.date() if given else date.today()  # noqa: DTZ011 - the officer's own day


def _minutes(text: str) -> list[float]:
    try:
        limits = sorted({float(m) for m in text.replace("，", ",").split(",")})
    except ValueError:
        limits = []
    if not limits or not all(0 < m <= 60 for m in limits):
        raise InputError([Problem("cli.bad_option", Severity.ERROR, field="--minutes", value=text, params={"known": "5,10,15（≤ 60）"})])
    return limits


def _one_of(option: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise InputError([Problem("cli.bad_option", Severity.ERROR, field=option, value=value, params={"known": " · ".join(known)})])


@contextmanager
def _progress() -> Iterator[Any]:
    """Show a progress bar on a terminal, silence elsewhere; on both one line where this is the first run and has to compile."""
    from planner.network import telling_compilation

    waiting = f"{word('first_run.compiling')} · {word('first_run.compiling', 'en')}"
    if not sys.stderr.isatty():
        with telling_compilation(lambda: typer.echo(waiting, err=True)):
            yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar, telling_compilation(lambda: bar.console.print(waiting)):
        task = bar.add_task("", total=1.0)
        yield lambda step, share: bar.update(task, description=word(f"step.{step}"), completed=share)


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help=HELP["main.root.version"])] = False) -> None:
    if version:
        typer.echo(f"planner {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command line; every expected error becomes a message and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a name that the console's code page cannot show must not stop a run
    try:
        code = app(standalone_mode=False)  # gives the code of an Exit
    except UsageError as error:
        from typer.rich_utils import rich_format_error

        if str(error):  # asking for help with no command is no mistake
            typer.echo(mistake(error).line(), err=True)
        rich_format_error(error)  # type: ignore[arg-type]
        sys.exit(2)
    except (Interrupted, KeyboardInterrupt, typer.Abort) as stop:
        sys.exit(tell_interrupted(stop))
    except InputError as error:
        for problem in error.problems:
            typer.echo(problem.line(), err=True)
        sys.exit(2)
    except OutputError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    sys.exit(code if isinstance(code, int) else 0)
