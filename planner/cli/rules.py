"""``planner rules``: read packs, try their cases, see what changed between two days, reckon subsidies. A face: nothing is computed here."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

import typer

from planner.errors import Problem, Severity
from planner.texts.cli import HELP, SAY
from planner.texts.rules.facts import CONVENTION

rules_app = typer.Typer(help=HELP["rules.rules_app"], no_args_is_help=True)

_DAY = "%Y-%m-%d"
Pack = Annotated[str, typer.Argument(help=HELP["rules.pack"])]
AsOf = Annotated[datetime | None, typer.Option("--as-of", formats=[_DAY], help=HELP["rules.asof"])]
JudgeOn = Annotated[str | None, typer.Option("--judge-on", help="as_of · conditions_date · granted_on")]
JsonFlag = Annotated[bool, typer.Option("--json", help=HELP["main.jsonflag"])]


@rules_app.command("list")
def list_packs(as_json: JsonFlag = False) -> None:
    """列出内置指标库 · list the packs that come with the package."""
    from planner.rules import RulePack

    rows = [
        {"id": p.id, "version": p.version, "title": p.title(), "title_en": p.title("en"), "rules": len(p.rules), "sha256": p.sha256}
        for p in map(RulePack.load, RulePack.available())
    ]
    if as_json:
        _print_json(rows)
        return
    for row in rows:
        typer.echo(
            SAY["rules.list_packs.rules"].format(
                id=row["id"], version=row["version"], rules=row["rules"], title=row["title"], title_en=row["title_en"]
            )
        )


@rules_app.command("show")
def show_pack(
    pack: Pack,
    as_of: AsOf = None,
    rule: Annotated[str | None, typer.Option("--rule", help=HELP["rules.show_pack.rule"])] = None,
    english: Annotated[bool, typer.Option("--english", help=HELP["rules.show_pack.english"])] = False,
    as_json: JsonFlag = False,
) -> None:
    """看指标库在某天要求什么 · what a pack asks on a day."""
    from planner.rules import RulePack, rule_data

    loaded, day, lang = RulePack.load(pack), _day(as_of), "en" if english else "zh"
    if rule is not None and rule not in {r.id for r in loaded.rules}:
        raise _unknown(pack, rule, [r.id for r in loaded.rules])
    rows = [rule_data(loaded, r, day, lang) for r in loaded.rules if rule in {None, r.id}]
    if as_json:
        _print_json({"pack": loaded.id, "version": loaded.version, "sha256": loaded.sha256, "as_of": day.isoformat(), "rules": rows})
        return
    typer.echo(f"{loaded.title(lang)} {loaded.version} · {day.isoformat()}")
    for row in rows:
        _echo_rule(row)
    for text in loaded.not_checked:
        typer.echo(f"! {text.say(lang)}")


@rules_app.command("diff")
def diff_pack(
    pack: Pack,
    start: Annotated[datetime, typer.Option("--from", formats=[_DAY], help=HELP["rules.diff_pack.start"])],
    end: Annotated[datetime, typer.Option("--to", formats=[_DAY], help=HELP["rules.diff_pack.end"])],
    as_json: JsonFlag = False,
) -> None:
    """两个日期之间规定有何变化 · what a pack asks otherwise on one day than on another."""
    from planner.rules import RulePack, difference

    changes = difference(RulePack.load(pack), start.date(), end.date())
    if as_json:
        _print_json([asdict(c) for c in changes])
        return
    for change in changes:
        typer.echo(f"{change.rule_id} {change.what}: {change.before or '–'} → {change.after or '–'}")
    if not changes:
        typer.echo(SAY["rules.diff_pack.nothing_changed"])


@rules_app.command("test")
def try_pack(
    pack: Pack,
    cases: Annotated[Path | None, typer.Option("--cases", help=HELP["rules.try_pack.cases"])] = None,
    as_json: JsonFlag = False,
) -> None:
    """用案例核对指标库 · try a pack's cases; exit 2 where one comes out otherwise."""
    from planner.rules import RulePack, load_cases, try_cases

    loaded = RulePack.load(pack)
    file, source = load_cases(str(cases) if cases else pack)
    tried = try_cases(loaded, file, source)
    missed = [t for t in tried if t.misses]
    if as_json:
        rows = [{"rule": t.rule_id, "name": t.case.name, "line": t.line, "verdict": t.verdict, "misses": list(t.misses)} for t in tried]
        _print_json({"pack": loaded.id, "cases": len(tried), "missed": len(missed), "tried": rows})
    else:
        for t in missed:
            typer.echo(
                SAY["rules.try_pack.line"].format(
                    file=source.file, line=t.line, rule_id=t.rule_id, name=t.case.name or "", misses="；".join(t.misses), said=t.said
                )
            )
        typer.echo(SAY["rules.try_pack.cases_as_expected"].format(id=loaded.id, missed=len(tried) - len(missed), tried=len(tried)))
    if missed:
        raise typer.Exit(2)


@rules_app.command("table")
def table_of_packs(
    out: Annotated[Path | None, typer.Option("--out", "-o", help=HELP["rules.table_of_packs.out"])] = None,
    as_json: JsonFlag = False,
) -> None:
    """每条规则、判定方式与案例数 · every rule of every pack, its evaluator and its cases."""
    from planner.rules import markdown, packs_with_cases, table

    lines = table(packs_with_cases())
    if as_json:
        _print_json(lines)
    elif out is None:
        typer.echo(markdown(lines), nl=False)
    else:
        from planner.files import write_whole, writing

        with writing(out):
            out.parent.mkdir(parents=True, exist_ok=True)
            write_whole(out, markdown(lines))


@rules_app.command("trace-form")
def trace_form() -> None:
    """核查轨迹的格式（JSON schema）· the form of a trace."""
    from planner.rules import trace_schema

    _print_json(trace_schema())


@rules_app.command("money")
def money(
    pack: Pack,
    projects: Annotated[Path, typer.Argument(help=HELP["rules.money.projects"])],
    as_of: AsOf = None,
    as_json: JsonFlag = False,
) -> None:
    """计算补助：逐项目、逐条款、合计 · grants and subsidies, project by project and summed."""
    from planner.model import InputSpec
    from planner.rules import RulePack, reckon, reckoning_data
    from planner.run.reading import read_projects

    loaded = RulePack.load(pack)
    listed, problems = read_projects(InputSpec(projects, shown=str(projects)))
    data = reckoning_data(reckon(loaded, listed, as_of=_day(as_of)), listed)
    for problem in problems:
        typer.echo(problem.line(), err=True)
    if as_json:
        _print_json(data)
        return
    for row in data["amounts"]:
        figure = "–" if row["low"] is None else row["low"] if row["low"] == row["high"] else f"{row['low']}–{row['high']}"
        typer.echo(
            SAY["rules.money.yuan"].format(
                project=row["project"], rule_id=row["rule_id"], figure=figure, zh=row["formula"]["zh"], citation=row["citation"]
            )
        )
    for row in data["totals"]:
        typer.echo(
            SAY["rules.money.total_yuan_city"].format(
                rule_id=row["rule_id"], low=row["low"], high=row["high"], city_low=row["city_low"], city_high=row["city_high"]
            )
        )


@rules_app.command("judge")
def judge_list(
    pack: Pack,
    facts: Annotated[Path, typer.Argument(help=HELP["rules.judge_list.facts"])],
    as_of: AsOf = None,
    judge_on: JudgeOn = None,
    as_json: JsonFlag = False,
) -> None:
    """按清单判定县、乡镇、城市等 · judge counties, townships, the city from a list of facts."""
    from planner.model import InputSpec
    from planner.run import check_facts

    found, problems = check_facts(InputSpec(facts, shown=str(facts)), rules=pack, as_of=_day(as_of), judge_on=_judge_on(judge_on))
    _echo_findings(found, problems, as_json=as_json)


@rules_app.command("ledger")
def ledger(
    pack: Pack,
    parcels: Annotated[Path, typer.Argument(help=HELP["rules.ledger.parcels"])],
    lines: Annotated[Path, typer.Argument(help=HELP["rules.ledger.lines"])],
    *,
    rule: Annotated[str | None, typer.Option("--rule", help=HELP["rules.ledger.rule"])] = None,
    as_of: AsOf = None,
    judge_on: JudgeOn = None,
    as_json: JsonFlag = False,
) -> None:
    """共担配建台账：同一平方米只计一次 · settle duties shared by parcels of a project."""
    from planner.model import InputSpec
    from planner.rules import RulePack
    from planner.run import check_parcels

    known = [r.id for r in RulePack.load(pack).rules]
    if rule is not None and rule not in known:
        raise _unknown(pack, rule, known)
    land, entered = (InputSpec(p, shown=str(p)) for p in (parcels, lines))
    found = check_parcels(land, rules=pack, as_of=_day(as_of), judge_on=_judge_on(judge_on), ledger=entered, quota=rule)
    _echo_findings([f for f in found.judged if f.subject_kind == "project"], found.problems, as_json=as_json)


@rules_app.command("stages")
def stages(
    before: Annotated[Path, typer.Argument(help=HELP["rules.stages.before"])],
    after: Annotated[Path, typer.Argument(help=HELP["rules.stages.after"])],
    verification: Annotated[bool, typer.Option("--verification", help=HELP["rules.stages.verification"])] = False,
    as_json: JsonFlag = False,
) -> None:
    """方案审查：规划条件对方案；规划核实：许可对实测 · hold one stage's figures against another's."""
    from planner.model import InputSpec
    from planner.run import compare_parcels

    specs = [InputSpec(p, shown=str(p)) for p in (before, after)]
    frame, problems = compare_parcels(*specs, verification=verification)
    for problem in problems:
        typer.echo(problem.line(), err=True)
    rows = frame.to_dict("records")
    if as_json:
        _print_json(rows)
        return
    typer.echo(SAY["rules.stages.permit_against_survey"] if verification else SAY["rules.stages.conditions_against_scheme"])
    for row in rows:
        typer.echo(f"{row['parcel_id']} {row['verdict']}: {row['words']}")


@rules_app.command("conditions")
def conditions(
    pack: Pack,
    *,
    name: Annotated[str, typer.Option("--name", help=HELP["rules.conditions.name"])],
    parcels: Annotated[Path | None, typer.Option("--parcels", help=HELP["rules.conditions.parcels"])] = None,
    floor_area: Annotated[str, typer.Option("--floor-area", help=HELP["rules.conditions.floor_area"])] = "",
    households: Annotated[str, typer.Option("--households", help=HELP["rules.conditions.households"])] = "",
    dwelling: Annotated[str, typer.Option("--dwelling", help=HELP["rules.conditions.dwelling"])] = "90,110,130",
    persons: Annotated[str, typer.Option("--persons", help=HELP["rules.conditions.persons"])] = "2.4,2.6,3.0",
    source: Annotated[str, typer.Option("--source", help=HELP["rules.conditions.source"])] = CONVENTION,
    as_of: AsOf = None,
    as_json: JsonFlag = False,
) -> None:
    """规划条件拟定：推算户数，给出条款和征求意见函 · draft the conditions and the letter to civil affairs."""
    from planner.model import Fact, InputSpec
    from planner.run import draft_parcel

    given = {k: Fact(_number(k, v)) for k, v in (("residential_floor_area_m2", floor_area), ("households", households)) if v}
    try:
        drafted = draft_parcel(
            InputSpec(parcels, shown=str(parcels)) if parcels else None,
            name,
            given,
            rules=pack,
            as_of=_day(as_of),
            dwelling_m2=_assumption("--dwelling", dwelling, source),
            persons_per_household=_assumption("--persons", persons, source),
        )
    except KeyError as error:
        raise _bad("--name", name, "、".join(error.args[:8])) from None
    if drafted is None:
        raise _bad("--floor-area", "", "--floor-area / --households")
    texts = {"households": drafted.households.words, "persons": drafted.persons.words, "clause": drafted.clause, "letter": drafted.letter}
    if as_json:
        _print_json({key: words.as_json() for key, words in texts.items()})
        return
    for words in texts.values():
        typer.echo(words.zh)


@rules_app.command("review")
def review(
    run: Annotated[Path, typer.Argument(help=HELP["reporting.report.folder"])],
    reviews: Annotated[Path | None, typer.Option("--reviews", help=HELP["rules.review.reviews"])] = None,
    new: Annotated[Path | None, typer.Option("--new", help=HELP["rules.review.new"])] = None,
    as_json: JsonFlag = False,
) -> None:
    """人工复核结论叠加在机器判定之上 · lay a person's conclusions over a run's verdicts."""
    from planner.files import write_whole, writing
    from planner.rules import lay_reviews, missing_traces, read_reviews, review_template

    file = run / "traces.jsonl"
    if not file.is_file():
        raise missing_traces(str(run))
    traces = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
    if new is not None:
        with writing(new):
            write_whole(new, review_template(traces))
    if reviews is None:
        return
    laid = lay_reviews(traces, read_reviews(reviews.read_text(encoding="utf-8-sig"), str(reviews)), file=str(reviews))
    for problem in laid.problems:
        typer.echo(problem.line(), err=True)
    changed = [r for r in laid.findings if r.review is not None]
    parcels = dict.fromkeys(r.trace["subject"]["id"] for r in laid.findings if r.trace["subject"]["kind"] == "parcel")
    if as_json:
        rows = [
            {"subject": r.trace["subject"], "rule": r.trace["rule"]["id"], "machine": r.machine, "review": r.review.model_dump(mode="json")}
            for r in changed
            if r.review is not None
        ]
        _print_json({"reviewed": rows, "parcels": {p: str(laid.parcel_verdict(p)) for p in parcels}})
        return
    for r in changed:
        typer.echo(f"{r.trace['subject']['id']} {r.trace['rule']['id']}: {r.machine} → {r.verdict}（{r.review and r.review.name}）")


def _judge_on(given: str | None) -> str | None:
    from planner.rules import JUDGE_ON

    if given is not None and given not in JUDGE_ON:
        raise _bad("--judge-on", given, " · ".join(JUDGE_ON))
    return given


def _echo_findings(found: Any, problems: Any, *, as_json: bool) -> None:
    from planner.rules import verdict_word

    for problem in problems:
        typer.echo(problem.line(), err=True)
    if as_json:
        _print_json([f.trace for f in found])
        return
    for f in found:
        typer.echo(f"{f.subject_kind} {f.subject_id} · {f.rule_id}: {verdict_word(f)} · {f.reason} · {f.citation}")


def _assumption(option: str, text: str, source: str) -> Any:
    from planner.rules import Assumption

    parts = [_number(option, p) for p in text.replace("，", ",").split(",")]
    if len(parts) != 3 or not 0 < parts[0] <= parts[1] <= parts[2]:
        raise _bad(option, text, "90,110,130")
    return Assumption(parts[0], parts[1], parts[2], source)


def _number(option: str, text: str) -> Decimal:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value < 0:
        raise _bad(option, text, "1234.5")
    return value


def _bad(option: str, value: str, known: str) -> Exception:
    from planner.errors import InputError

    return InputError([Problem("cli.bad_option", Severity.ERROR, field=option, value=value, params={"known": known})])


def _echo_rule(row: dict[str, Any]) -> None:
    state = f"{row['force']} {row['from'] or '?'}" if row["force"] else SAY["rules.echo_rule.not_in_force"]
    typer.echo(f"\n{row['id']} · {row['title']} [{row['subject']} · {row['kind']} · {state}]")
    typer.echo(f"  {row['summary']}")
    typer.echo(f"  {row['citation']}")
    for name, text in row["parameters"].items():
        typer.echo(f"  {name} = {text}")
    for name, option in row["readings"].items():
        typer.echo(SAY["rules.echo_rule.reading"].format(name=name, option=option))
    if row["duty_bearer"]:
        typer.echo(SAY["rules.echo_rule.duty_bearer"].format(duty_bearer=row["duty_bearer"]))


def _unknown(pack: str, rule: str, known: list[str]) -> Exception:
    from planner.errors import InputError

    params = {"known": "、".join(known)}
    return InputError([Problem("rulepack.unknown_word", Severity.ERROR, pack, field="--rule", value=rule, params=params)])


def _day(given: datetime | None) -> date:
    return given.date() if given else date.today()  # noqa: DTZ011 - the officer's own day


def _print_json(data: Any) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str))
