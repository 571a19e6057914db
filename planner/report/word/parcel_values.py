"""养老服务设施配建核查意见: what the paper on one parcel says, from its findings and traces alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import PurePosixPath
from typing import Any

from planner.report.folder.finished import FinishedRun, Row, Trace
from planner.report.word.basis import basis_words, documents, not_checked
from planner.report.word.phrases import (
    chinese_number,
    clause_words,
    day_words,
    difference,
    figure_words,
    given,
    listed,
    official,
    percent,
    verdict_words,
)
from planner.rules import field_word
from planner.texts import word
from planner.texts.papers.official import EARLIER, MEASURED_STAGES

Pairs = Sequence[tuple[Row, Trace]]

#: Figures of a parcel in the order of the form, with their units.
_FIGURES = (
    ("site_area_m2", "m2"),
    ("residential_floor_area_m2", "m2"),
    ("far", ""),
    ("households", "household"),
    ("population", "person"),
    ("elderly_floor_area_m2", "m2"),
    ("elderly_land_area_m2", "m2"),
)
_ISO = r"(\d{4}-\d{2}-\d{2})"
#: A rule's remark on an earlier date, taken apart: field, date, day of the rule, and what follows from it.
_EARLIER = re.compile(EARLIER.partition("；")[0].format(field=r"(\S+)", value=_ISO, day=_ISO) + "；(.+)")
_SECTIONS = ("mandatory", "advisory", "listed", "idle", "notes", "reviews", "tasks")


def parcel_values(run: FinishedRun, parcel: Row) -> dict[str, Any]:
    """Return the values of the paper on one parcel.

    Parameters
    ----------
    run
        A finished run.
    parcel
        Its row of ``parcels.csv``.
    """
    pairs = run.findings_of.get(("parcel", parcel["parcel_id"]), ())
    traces = [trace for _, trace in pairs]
    groups = group(pairs)
    reviewed = reviews(pairs)
    readings, remarks, to_do = _readings(pairs), _remarks(pairs), _numbered(tasks(groups["mandatory"]))
    shown: dict[str, Sequence[Any]] = {**groups, "notes": [*readings, *remarks], "reviews": reviewed, "tasks": to_do}
    return {
        "sections": _sections(shown),
        "parcel": _header(run, parcel, pairs),
        "figures": _figures(parcel, traces),
        "documents": documents(traces) or word("paper.no_document"),
        "verdict": verdict_words(parcel.get("reviewed_verdict") or parcel["verdict"], "mandatory"),
        "conclusion": _conclusion(parcel, groups["mandatory"]),
        **{name: _items(rows) for name, rows in groups.items()},
        "readings": readings,
        "remarks": remarks,
        "reviews": reviewed,
        "steps": _steps(pairs),
        "tasks": to_do,
        **_access(run, parcel),
        "doubts": _numbered(_doubts(run, parcel)),
        "not_checked": _numbered(not_checked(traces)),
        "rows_mandatory": _table(groups["mandatory"] + groups["listed"], parcel),
        "rows_advisory": _table(groups["advisory"], parcel),
        "annexes": annexes(mandatory=bool(groups["mandatory"] or groups["listed"]), advisory=bool(groups["advisory"]), sources=True),
        "site_checks": [{"text": word(f"paper.site.{name}")} for name in ("floor", "entrance", "lift", "basement", "phase")],
    }


def annexes(**there: bool) -> dict[str, str]:
    """Return the tables of the annex that are there their numbers: 附表1, 附表2 …, without holes."""
    numbers = iter(range(1, len(there) + 1))
    return {name: word("paper.annex").format(n=next(numbers)) if shown else "" for name, shown in there.items()}


def _sections(shown: Mapping[str, Sequence[Any]]) -> dict[str, str]:
    """Return the sections of the conclusion that are there their numbers in Chinese; the first two always are."""
    there = [name for name in _SECTIONS if shown[name] or name in {"mandatory", "advisory"}]
    return {name: f"（{chinese_number(n)}）" for n, name in enumerate(there, start=1)}


def group(pairs: Pairs) -> dict[str, list[tuple[Row, Trace]]]:
    """Sort findings: mandatory ones that count, advisory ones and targets, ones only listed, and ones that do not apply."""
    out: dict[str, list[tuple[Row, Trace]]] = {"mandatory": [], "advisory": [], "listed": [], "idle": []}
    for row, trace in pairs:
        if row["verdict"] == "not_applicable" and not trace.get("review"):
            name = "idle"
        elif row["force"] and row["force"] != "mandatory":
            name = "advisory"
        else:
            name = "mandatory" if trace["rule"]["counts_for_parcel"] else "listed"
        out[name].append((row, trace))
    return out


def counted_verdict(row: Row, trace: Trace) -> str:
    """Return the verdict that counts: a person's where there is one."""
    review = trace.get("review")
    return str(review["verdict"]) if review else row["verdict"]


def tasks(pairs: Pairs) -> list[str]:
    """Describe what has to be made up, shown or entered, one sentence per finding that does not pass."""
    out = []
    for row, trace in pairs:
        verdict = counted_verdict(row, trace)
        title = trace["rule"]["title"]["zh"]
        counted = next((trace["facts"][k] for k in ("provided", "value", "count", "credited") if k in trace["facts"]), "")
        if verdict == "fail" and counted and row["shortfall"] not in {"", "0"}:
            field = field_word(counted).zh
            out.append(word("paper.task.short").format(title=title, field=field, short=figure_words(row["shortfall"], row["unit"])))
        elif verdict == "fail":
            late = listed((official(word("paper.task.step").format(step=word(f"step_of.{s['id']}"))) for s in _late(trace)), "、")
            out.append(word("paper.task.late").format(title=title, steps=late) if late else word("paper.task.mend").format(title=title))
        elif verdict == "needs_review":
            what = listed((official(t["zh"]) for t in trace["troubles"]), "；") or official(row["reason"]).rstrip("。")
            out.append(word("paper.task.review").format(title=title, what=what))
    return list(dict.fromkeys(out))


def reviews(pairs: Pairs) -> list[dict[str, str]]:
    """List what persons concluded, beside the machine's verdict."""
    out: list[dict[str, str]] = []
    for row, trace in pairs:
        review = trace.get("review")
        if review:
            words = word("paper.review").format(
                title=trace["rule"]["title"]["zh"],
                subject=trace["subject"]["name"] or trace["subject"]["id"],
                machine=verdict_words(row["verdict"], row["force"]),
                person=verdict_words(review["verdict"], row["force"]),
                name=review["name"],
                day=day_words(str(review["date"])),
                basis=review["basis"],
                attachment=word("paper.attachment").format(text=review["attachment"]) if review.get("attachment") else "",
            )
            out.append({"n": str(len(out) + 1), "text": words})
    return out


def _header(run: FinishedRun, parcel: Row, pairs: Pairs) -> dict[str, str]:
    community = next((c for c in run.rows("communities") if parcel["community_id"] and c["community_id"] == parcel["community_id"]), {})
    days = listed(day_words(row["judged_on"]) for row, _ in pairs)
    dated = {trace["judge_on"] for _, trace in pairs}
    by = word(f"paper.judged_by.{dated.pop()}") if len(dated) == 1 else ""
    township = f"{community.get('township', '')} " if community.get("township") else ""
    return {
        "id": parcel["parcel_id"],
        "name": parcel["name"] or word("paper.unnamed"),
        "project": given(parcel["project"]),
        "stage": given(parcel["stage"]),
        "county": given(parcel["county"] or community.get("county", "")),
        "community": f"{township}{community['name']}" if community.get("name") else given(parcel["community_id"]),
        "conditions_date": day_words(parcel["conditions_date"]),
        "granted_on": day_words(parcel["granted_on"]),
        "judged_on": f"{days}{by}" if days else given(""),
    }


def _figures(parcel: Row, traces: Sequence[Trace]) -> list[dict[str, str]]:
    out = []
    for name, unit in _FIGURES:
        label = word(f"paper.figure.{name}")
        if name == "far":
            ratio = _ratio(parcel["residential_floor_area_m2"], parcel["site_area_m2"])
            out.append({"name": label, "value": ratio or given(""), "source": word("paper.derived") if ratio else "—"})
            continue
        found = next((t["inputs"][name] for t in traces if name in t["inputs"]), None)
        value = figure_words(parcel[name], unit) if parcel[name] else given("")
        if found and not parcel[name] and found["raw"]:
            value = word("paper.raw").format(raw=found["raw"])
        out.append({"name": label, "value": value, "source": _source(found, run_file=next(iter(_files(traces)), ""))})
    return out


def _files(traces: Sequence[Trace]) -> Iterable[str]:
    return (i["file"] for t in traces for i in t["inputs"].values() if i["file"])


def _source(found: Mapping[str, Any] | None, *, run_file: str) -> str:
    if found and found["file"]:
        row = word("paper.row").format(row=found["row"]) if found["row"] is not None else ""
        return f"{PurePosixPath(found['file']).name}{row}"
    return found["note"] if found and found["note"] else PurePosixPath(run_file).name or "—"


def _ratio(floor: str, land: str) -> str:
    try:
        return str((Decimal(floor) / Decimal(land)).quantize(Decimal("0.01")))
    except (InvalidOperation, ZeroDivisionError):
        return ""


def _conclusion(parcel: Row, mandatory: Pairs) -> str:
    by = {v: listed(t["rule"]["title"]["zh"] for r, t in mandatory if counted_verdict(r, t) == v) for v in ("pass", "fail", "needs_review")}
    counts = {v: str(sum(counted_verdict(r, t) == v for r, t in mandatory)) for v in by}
    verdict = parcel.get("reviewed_verdict") or parcel["verdict"]
    parts = [word(f"paper.count.{v}").format(n=counts[v], names=by[v]) for v in ("fail", "needs_review", "pass") if by[v]]
    text = word(f"paper.conclusion.{verdict}").format(counts="，".join(parts), n=counts["pass"], names=by["pass"])
    machine = parcel["verdict"]
    if parcel.get("reviewed_verdict") and parcel["reviewed_verdict"] != machine:
        text += word("paper.conclusion.reviewed").format(machine=verdict_words(machine, "mandatory"))
    return text


def _items(pairs: Pairs) -> list[dict[str, str]]:
    out = []
    for number, (row, trace) in enumerate(pairs, start=1):
        label = trace["rule"]["label"]
        verdict = counted_verdict(row, trace)
        out.append(
            {
                "n": str(number),
                "title": trace["rule"]["title"]["zh"],
                "label": f"（{official(label['zh'])}。）" if label else "",
                "summary": official(trace["rule"]["summary"]["zh"]),
                "text": official(row["reason"]),
                "reviewed": word("paper.reviewed").format(verdict=verdict_words(verdict, row["force"])) if trace.get("review") else "",
                "basis": basis_words(trace),
                "verdict": verdict_words(verdict, row["force"]),
                "bearer": trace["rule"]["duty_bearer"]["zh"] if trace["rule"]["duty_bearer"] else word("paper.no_bearer"),
                "force": word(f"force.{row['force']}") if row["force"] in {"mandatory", "advisory", "target", "money"} else "—",
            }
        )
    return out


def _readings(pairs: Pairs) -> list[dict[str, str]]:
    """Describe where another reading of the text would come to another verdict."""
    out: list[dict[str, str]] = []
    for row, trace in pairs:
        for other in trace["other_readings"]:
            chosen = trace["readings"].get(other["reading"])
            if chosen is None or other["verdict"] == row["verdict"]:
                continue
            words = word("paper.reading").format(
                title=trace["rule"]["title"]["zh"],
                chosen=chosen["title"]["zh"],
                verdict=verdict_words(row["verdict"], row["force"]),
                other=other["title"]["zh"],
                required=figure_words(other["required"], other["unit"]),
                provided=figure_words(other["provided"], other["unit"]),
                result=verdict_words(other["verdict"], row["force"]),
            )
            out.append({"n": str(len(out) + 1), "text": official(words)})
    return out


def _remarks(pairs: Pairs) -> list[dict[str, str]]:
    """List what has to be said of the rules, each once: strict readings, days before a rule, what was not given."""
    titles_of: dict[str, list[str]] = {}
    early: dict[tuple[str, str, str], list[str]] = {}
    skipped = (word("paper.skip.validity"), word("paper.skip.reading"), word("paper.skip.other"))
    for row, trace in pairs:
        title, label = trace["rule"]["title"]["zh"], trace["rule"]["label"]
        for remark in trace["remarks"]:
            before = _EARLIER.fullmatch(remark["zh"])
            if before and row["verdict"] != "not_applicable":
                early.setdefault((before[1], before[2], before[4]), []).append(f"{title}（{day_words(before[3])}）")
            elif not before and not remark["zh"].startswith(skipped) and not (label and label["zh"] == remark["zh"]):
                titles_of.setdefault(official(remark["zh"]), []).append(title)
    usable = next((t["usable"] for _, t in pairs if t.get("usable")), None)
    size = [official(usable[k]).rstrip("。") + "。" for k in ("zh", "sharing_zh") if usable.get(k)] if usable else []
    texts = [word("paper.earlier").format(field=f, day=day_words(d), rules=listed(r), tail=official(t)) for (f, d, t), r in early.items()]
    return _numbered([*size, *texts, *(f"{listed(titles)}：{text}。" for text, titles in titles_of.items())])


def _steps(pairs: Pairs) -> list[dict[str, str]]:
    trace = next((t for r, t in pairs if t["steps"] and r["verdict"] != "not_applicable"), None)
    trace = trace or next((t for _, t in pairs if t["steps"]), None)
    return [] if trace is None else [_step(step, trace["inputs"]) for step in trace["steps"]]


def _step(step: Mapping[str, Any], inputs: Mapping[str, Any]) -> dict[str, str]:
    def dated(day: str, paper: str) -> str:
        parts = [day_words(inputs[key]["value"]) for key in (step[day], step[paper]) if key and key in inputs and inputs[key]["value"]]
        return "，".join(parts) or word("paper.not_given")

    return {
        "name": word(f"step_of.{step['id']}"),
        "homes": dated("homes", "homes_paper"),
        "facility": dated("facility", "facility_paper"),
        "state": word(f"step_state.{step['state']}"),
    }


def _late(trace: Trace) -> list[Mapping[str, Any]]:
    return [step for step in trace["steps"] if step["state"] == "late"]


def _access(run: FinishedRun, parcel: Row) -> dict[str, Any]:
    minutes, facility = parcel["nearest_centre_min"], parcel["nearest_centre_id"]
    speed = run.summary["walk"]["profiles_m_s"][run.summary["walk"]["profile"]]
    names = {f["facility_id"]: f["name"] for f in run.rows("facilities")}
    key = "unknown" if not minutes else "beyond" if minutes.startswith(">") else "near"
    nearest = word(f"paper.nearest.{key}").format(
        name=names.get(facility, "") or facility, id=facility, minutes=minutes.removeprefix(">"), speed=speed
    )
    rows = [r for r in run.rows("coverage") if parcel["community_id"] and r["community_id"] == parcel["community_id"]]
    columns = ("share_standard", "share_elderly", "centre_share_standard", "centre_share_elderly")
    table = [{"minutes": f"{float(r['minutes']):g}", **{c: percent(r.get(c)) for c in columns}} for r in rows]
    return {"nearest": nearest, "community_shares": table, "no_shares": "" if table else word("paper.no_community")}


def _doubts(run: FinishedRun, parcel: Row) -> list[str]:
    mine = [q for q in run.rows("quality") if q["subject"] == parcel["parcel_id"] and q["severity"] != "note"]
    return [word("paper.doubt").format(what=official(q["what"]), done=official(q["done"])).replace("。。", "。") for q in mine]


def _numbered(texts: Iterable[str]) -> list[dict[str, str]]:
    return [{"n": str(n), "zh": chinese_number(n), "text": text} for n, text in enumerate(texts, start=1)]


def _table(pairs: Pairs, parcel: Row) -> list[dict[str, str]]:
    surveyed = any(w in parcel["stage"] for w in MEASURED_STAGES)
    out = []
    for number, (row, trace) in enumerate(pairs, start=1):
        here = figure_words(row["provided"], row["unit"])
        remark = "" if trace["rule"]["counts_for_parcel"] or row["force"] != "mandatory" else word("paper.listed_only")
        if trace.get("review"):
            remark += word("paper.by_person")
        out.append(
            {
                "n": str(number),
                "title": trace["rule"]["title"]["zh"],
                "basis": f"{basis_words(trace)}{word('paper.open') if not trace['citation']['validity'] else ''}",
                "clause": clause_words(trace["citation"]["clause"]),
                "force": word(f"force.{row['force']}"),
                "required": figure_words(row["required"], row["unit"]),
                "planned": "—" if surveyed else here,
                "measured": here if surveyed else "—",
                "difference": difference(row["required"], row["provided"]),
                "verdict": verdict_words(counted_verdict(row, trace), row["force"]),
                "remark": remark or "—",
            }
        )
    return out
