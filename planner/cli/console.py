"""A finished run, a check or an inspection on a terminal: Chinese first, English beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from planner.errors import Problem, Severity
from planner.geo import Detection
from planner.inputs import Inspection, reading_name
from planner.report import is_village
from planner.run import Check, RunResult
from planner.style import CENTRE_COLOURS, VERDICT_COLOURS
from planner.texts import word
from planner.texts.figures import percent, thousands


def print_summary(result: RunResult, folder: Path) -> None:
    """Print the headline figures of a run and where its files are."""
    out = _console()
    s = result.summary
    out.print(f"\n[bold]{escape(s['name'])}[/bold]")
    pack = s["rule_pack"]
    out.print(
        f"核查日期 as of {s['as_of']} · 指标库 rules {pack['id']} {pack['version']}"
        f" · 路网 streets {thousands(s['network']['length_km'])} km"
    )
    out.print(_coverage(s))
    if s["parcels"]["total"]:
        out.print(_counts("地块核查 parcels", "verdict", s["parcels"], VERDICT_COLOURS))
    urban, villages = s["communities_urban"], s["communities"]["total"] - s["communities_urban"]["total"]
    out.print(_counts("城市社区养老服务设施 urban communities", "centre", urban, CENTRE_COLOURS))
    if villages:
        out.print(f"另有 {villages} 个村，不按城市社区标准判定 · villages, not judged by the standard of urban communities")
    q = s["quality"]
    out.print(f"数据存疑 doubts {q['doubt']} 处，提示 notes {q['note']} 条，逐条见 each in quality.csv")
    reviews = s.get("reviews")
    if reviews and reviews["given"]:
        out.print(
            f"人工复核 reviews {reviews['given']} 条：已采用 applied {reviews['applied']}，因依据的数据已变或找不到对象未采用 "
            f"stale {reviews['dropped']}"
        )
    for remark in s["remarks"]:
        out.print(f"[dim]· {escape(remark['zh'])}[/dim]")
    out.print(f"\n结果 results: [bold]{escape(str(folder))}[/bold]")
    shown = {
        "map.html": "地图，浏览器打开 map, open in a browser",
        "report.docx": "分析报告 Word report",
        "report.xlsx": "核查表 workbook",
        "说明.txt": "各文件、各列的含义 what each file and column is",
    }
    for name, what in shown.items():
        if (folder / name).is_file():
            out.print(f"  {escape(str(folder / name))} · {what}")
    out.print(f"  planner app {escape(str(folder))} · 交互地图 the map with its findings")


def _coverage(s: Any) -> Table:
    c = s["coverage"]
    people = f"{thousands(c['persons'])} 人，其中 60 岁以上 {thousands(c['older_persons'])} 人"
    table = Table(title=f"步行可达（{people}）reached on foot", title_justify="left")
    table.add_column("设施 facilities", overflow="fold")
    table.add_column("步行 profile", overflow="fold")
    for m in s["walk"]["minutes"]:
        table.add_column(f"{m} 分钟 min", justify="right")
    names = {
        "facility": "所有养老服务设施 all",
        "centre": "社区中心（站、点）centres",
        "qualified_centre": "其中 500–2000 ㎡ of right size",
    }
    for key, label in names.items():
        for profile in s["walk"]["profiles_m_s"]:
            shares = [c[key][f"{m:g}"][profile] for m in s["walk"]["minutes"]]
            cells = [f"{thousands(x['persons'])} 人 {percent(x['share'])}" if x["share"] is not None else "–" for x in shares]
            table.add_row(label, word(f"profile.{profile}"), *cells)
    off, low = c["off_network_persons"] + c["doubtful_persons"], s["confidence"]["low"]
    told = (
        [f"另有 {thousands(off)} 人不在路网上或位置存疑，不计入可达 · off the network or of doubtful place: never counted as reached"]
        if off
        else []
    )
    if low:
        told.append(f"{low} 个社区（共 {s['confidence']['total']} 个）资料可信度低，其可达数字供参考 · of low confidence: for reference")
    table.caption = "\n".join(told) or None
    return table


def _counts(title: str, words: str, counts: Any, colours: Any) -> Table:
    table = Table(title=f"{title}（{counts['total']}）", title_justify="left")
    keys = [k for k in colours if k in counts]
    for key in keys:
        table.add_column(f"{word(f'{words}.{key}')} {word(f'{words}.{key}', 'en')}", justify="right", style=colours[key])
    table.add_row(*(str(counts[k]) for k in keys))
    return table


def print_check(found: Check, column: str) -> None:
    """Print one line per subject that is not plainly in order, and the counts."""
    out = _console()
    words = {"verdict": "verdict", "centre_status": "centre"}[column]
    colours = VERDICT_COLOURS if column == "verdict" else CENTRE_COLOURS
    out.print(f"核查日期 as of {found.as_of.isoformat()} · 指标库 rules {found.pack.id} {found.pack.version}")
    village = is_village(found.subjects)
    judged = found.subjects[~village]
    counts = judged[column].value_counts()
    out.print(_counts("核查 check", words, {"total": len(judged), **{k: int(counts.get(k, 0)) for k in colours}}, colours))
    if village.any():
        out.print(f"另有 {int(village.sum())} 个村，不按城市社区标准判定 · villages, not judged by the standard of urban communities")
    reasons = found.findings[~found.findings["verdict"].isin(["pass", "not_applicable"])]
    for subject, rule, reason, citation in reasons.head(200)[["subject_id", "rule_id", "reason", "citation"]].astype(str).to_numpy():
        out.print(f"{escape(subject)} [bold]{escape(rule)}[/bold] {escape(reason)} [dim]{escape(citation)}[/dim]")
    if len(reasons) > 200:
        out.print(f"… 另有 {len(reasons) - 200} 条，请用 --out 存为 CSV · more with --out")
    doubts = found.quality[found.quality["severity"] == "doubt"]
    for file, row, field, subject, what, done in doubts[["file", "row", "field", "subject", "what", "done"]].astype(str).to_numpy():
        where = " ".join(p for p in (file, "" if row in {"<NA>", "nan"} else f"第 {row} 行", field, subject) if p)
        out.print(f"[yellow]存疑[/yellow] {escape(where)}：{escape(what)}；{escape(done)}")


def print_inspection(found: Inspection) -> None:
    """Print what a file holds and what is wrong with it."""
    out = _console()
    table = Table(title=escape(found.file), title_justify="left", show_header=False)
    rows = {
        "格式 format": found.format,
        "图层 layers": "、".join(found.layers),
        "记录 rows": str(found.rows),
        "编码 encoding": found.encoding,
        "坐标系 CRS": found.crs or "文件未写明 not stated",
        "基准 datum": found.datum or found.datum_guess or "未声明，需指定 to be declared",
        "内容 noun": (word(f"noun.{found.noun}") + ("（推断 guessed）" if found.guessed else "")) if found.noun else "未识别 unknown",
        "范围 bounds": _bounds(found.bounds),
        "路网 streets": _streets(found.figures),
        "识别的列 headers": "\n".join(f"{field} ← {header}" for field, header in found.headers.items()),
        "未识别的列 others": "、".join(found.unrecognised),
    }
    for label, value in rows.items():
        if value:
            table.add_row(label, escape(value))
    out.print(table)
    if found.detection is not None:
        out.print(_readings(found.detection))
    _problem_list(out, found.problems)


def _bounds(bounds: tuple[float, ...]) -> str:
    """Write west – east, south – north as they stand in the file: degrees to a metre, metres whole."""
    if not bounds or not all(map(math.isfinite, bounds)):
        return ""
    digits = 5 if max(map(abs, bounds)) <= 360 else 0
    west, south, east, north = (f"{v:.{digits}f}" for v in bounds)
    return f"x {west} – {east}，y {south} – {north}"


def _streets(figures: Mapping[str, Any]) -> str:
    """Write what a street file came to."""
    if not figures:
        return ""
    kinds = "、".join(f"{kind} {km:,.1f}" for kind, km in figures["kinds_km"].items())
    private = f"（其中仅供内部通行 private {figures['private_km']:,.1f} km）" if figures["private_km"] else ""
    return (
        f"{figures['nodes']:,} 个节点 nodes，{figures['streets']:,} 条街段 streets，{figures['length_km']:,.1f} km{private}\n"
        f"按类 by kind (km)：{kinds}"
    )


def _readings(found: Detection) -> Table:
    """Show how well each reading of the coordinates fits the reference; those that lie elsewhere are counted."""
    verdict = "可以采用 sure" if found.sure else "不能确定，请声明 unsure: to be declared"
    table = Table(title=f"坐标系比对 datum（{found.points} 个点 points）：{verdict}", title_justify="left")
    for column in ("读法 reading", "平均距离 mean m", "与最佳相距 apart m", "差距（标准误）σ"):
        table.add_column(column, justify="left" if column.startswith("读法") else "right")
    near = [fit for fit in found.fits if math.isfinite(fit.mean_m)]
    for fit in near:
        table.add_row(escape(reading_name(fit)), f"{fit.mean_m:.0f}", f"{fit.apart_m:.0f}", f"{fit.sigma:.1f}")
    if len(near) < len(found.fits):
        table.caption = f"另有 {len(found.fits) - len(near)} 种读法落在别处 more readings lie elsewhere"
    return table


def _problem_list(out: Console, problems: tuple[Problem, ...]) -> None:
    order = {Severity.ERROR: 0, Severity.DOUBT: 1, Severity.NOTE: 2}
    for problem in sorted(problems, key=lambda p: order[p.severity])[:200]:
        out.print(f"{word(f'severity.{problem.severity}')} {escape(problem.line())}")
    if not problems:
        out.print("没有发现问题 nothing wrong found")


def _console() -> Console:
    return Console(highlight=False, soft_wrap=True)
