"""分析报告: what the paper on a whole run says, from the files of the run alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from planner.model import village
from planner.report.changewords import scenario_changes
from planner.report.folder.finished import FinishedRun, Row
from planner.report.word.basis import documents, not_checked, short_basis
from planner.report.word.parcel_values import annexes, reviews
from planner.report.word.phrases import official, percent, verdict_words, whole
from planner.texts import word
from planner.texts.papers.official import SQUARE_METRES

SETS = ("facility", "centre", "qualified_centre")
REASONS = ("too_far", "no_facility_near", "no_street", "not_connected", "barrier", "gate_closed", "data_doubtful")
#: Rows of a table inside the text; the rest stands in the workbook.
MOST = 20
MOST_DOUBTS = 12
_GAPS = ("ok", "too_small", "too_large", "missing", "needs_review")


def run_values(run: FinishedRun) -> dict[str, Any]:
    """Return the values of the paper on a run."""
    summary = run.summary
    longest = f"{max(summary['walk']['minutes']):g}"
    judged = [(r, t) for r, t in zip(run.rows("findings"), run.traces, strict=True)]
    tallies = _tallies(run)
    return {
        "longest": longest,
        "persons": whole(summary["coverage"]["persons"]),
        "older_persons": whole(summary["coverage"]["older_persons"]),
        "length_km": whole(summary["network"]["length_km"]),
        "documents": documents(run.traces) or word("paper.no_document"),
        "scenario_changes": _numbered(text.replace(" · ", "，").replace("㎡", SQUARE_METRES) for text in scenario_changes(summary)),
        "changes_lead": word("run.changes_lead").format(n=len(summary["changes"])),
        "points": _numbered(_points(run, longest)),
        "coverage": _coverage(summary),
        "straight": _straight(run),
        "reasons": _reasons(run, longest),
        "counties": _counties(run, longest),
        "gaps": _gaps(run),
        "gap_list": _gap_list(run, longest),
        "facility_words": word("run.facilities").format(**summary["facilities"], centres_counted=run.centres.words().replace(" ", "")),
        "parcel_words": _parcel_words(summary),
        "tallies_mandatory": [t for t in tallies if t["group"] == "mandatory"],
        "tallies_advisory": [t for t in tallies if t["group"] == "advisory"],
        "parcels": _parcels(run),
        **_usable(run),
        "changes": _changes(run, longest),
        "annexes": annexes(parcels=bool(run.rows("parcels")), sources=True),
        "reviews": reviews(judged),
        "quality_words": word("run.quality").format(**summary["quality"]),
        "doubts": _numbered(_doubts(run)),
        "not_checked": _numbered(not_checked(run.traces)),
    }


def reached(summary: Mapping[str, Any], which: str, minutes: str, profile: str) -> Mapping[str, Any]:
    """Return persons and share reached: set, limit, profile."""
    found: Mapping[str, Any] = summary["coverage"][which][minutes][profile]
    return found


def _points(run: FinishedRun, longest: str) -> Iterable[str]:
    summary, profile = run.summary, run.summary["walk"]["profile"]
    whom, centre = (reached(summary, s, longest, profile) for s in ("facility", "centre"))
    if whom["share"] is None:
        yield word("run.reach_unknown")
    else:
        yield word("run.reach").format(
            profile=word(f"profile.{profile}"),
            minutes=longest,
            persons=whole(whom["persons"]),
            share=percent(whom["share"]),
            centre=whole(centre["persons"]),
            centre_share=percent(centre["share"]),
        )
        if profile != "elderly" and "elderly" in summary["walk"]["profiles_m_s"]:
            older = {s: percent(reached(summary, s, longest, "elderly")["share"]) for s in ("facility", "centre")}
            yield word("run.older").format(share=older["facility"], centre_share=older["centre"])
    off, doubtful = summary["coverage"]["off_network_persons"], summary["coverage"]["doubtful_persons"]
    if off or doubtful:
        parts = [word(f"run.{name}").format(n=whole(n)) for name, n in (("off", off), ("doubtful", doubtful)) if n]
        yield word("run.not_reached").format(parts="，".join(parts))
    low = summary.get("confidence", {}).get("low", 0)
    if low:
        yield word("run.low_confidence").format(n=low, total=summary["confidence"]["total"])
    yield word("run.gaps").format(**summary["communities_urban"])
    villages = summary["communities"]["total"] - summary["communities_urban"]["total"]
    if villages:
        yield word("run.villages").format(n=villages)
    yield _parcel_words(summary)
    yield word("run.quality").format(**summary["quality"])


def _parcel_words(summary: Mapping[str, Any]) -> str:
    return word("run.parcels").format(**summary["parcels"]) if summary["parcels"]["total"] else word("run.no_parcels")


def _coverage(summary: Mapping[str, Any]) -> list[dict[str, str]]:
    profiles = list(summary["walk"]["profiles_m_s"])
    second = next((p for p in profiles if p != profiles[0]), profiles[0])
    out = []
    for which in SETS:
        for minutes in summary["coverage"][which]:
            a, b = (reached(summary, which, minutes, p) for p in (profiles[0], second))
            out.append(
                {
                    "set": word(f"run.set.{which}"),
                    "minutes": minutes,
                    "persons": whole(a["persons"]),
                    "share": percent(a["share"]),
                    "older_pace_persons": whole(b["persons"]),
                    "older_pace_share": percent(b["share"]),
                }
            )
    return out


def _straight(run: FinishedRun) -> list[dict[str, str]]:
    profile = run.summary["walk"]["profile"]
    longest = max(run.summary["walk"]["minutes"])
    rows = [
        r
        for r in run.rows("straight_line")
        if r["profile"] == profile and r["set"] in {"facility", "centre"} and float(r["minutes"]) == longest
    ]
    return [
        {
            "set": word(f"run.set.{r['set']}"),
            "radius": f"{float(r['radius_m']):g}",
            "straight": whole(r["persons_straight"]),
            "straight_share": percent(r["persons_share_straight"]),
            "network": whole(r["persons_network"]),
            "network_share": percent(r["persons_share_network"]),
            "only": whole(r["persons_straight_only"]),
        }
        for r in rows
    ]


def _reasons(run: FinishedRun, longest: str) -> list[dict[str, str]]:
    """Sum up, over the communities, the persons not reached by reason."""
    profile = run.summary["walk"]["profile"]
    sums: dict[str, dict[str, Decimal]] = {s: dict.fromkeys(REASONS, Decimal(0)) for s in ("facility", "centre")}
    for row in run.rows("why_not"):
        if row["profile"] == profile and f"{float(row['minutes']):g}" == longest and row["set"] in sums:
            for reason in REASONS:
                sums[row["set"]][reason] += Decimal(row[f"{reason}_persons"] or 0)
    out = []
    for reason in REASONS:
        if any(sums[s][reason] for s in sums):
            cells = {f"{s}_{k}": v for s in sums for k, v in _part(sums[s], reason).items()}
            out.append({"reason": word(f"run.reason.{reason}"), **cells})
    return out


def _part(sums: Mapping[str, Decimal], reason: str) -> dict[str, str]:
    total = sum(sums.values())
    return {"persons": whole(str(sums[reason])), "share": percent(str(sums[reason] / total)) if total else "—"}


def _counties(run: FinishedRun, longest: str) -> list[dict[str, str]]:
    """Sum up persons and those reached by county, from coverage.csv."""
    where = {c["community_id"]: c["county"] for c in run.rows("communities")}
    profile = run.summary["walk"]["profile"]
    sums: dict[str, list[Decimal]] = {}
    counted: Counter[str] = Counter(where.values())
    for row in run.rows("coverage"):
        if row["community_id"] in where and f"{float(row['minutes']):g}" == longest:
            at = sums.setdefault(where[row["community_id"]], [Decimal(0)] * 3)
            for k, column in enumerate(("persons", f"reached_persons_{profile}", f"centre_reached_persons_{profile}")):
                at[k] += Decimal(row[column] or 0)
    return [
        {
            "county": county or word("run.no_county"),
            "communities": str(counted[county]),
            "persons": whole(str(persons)),
            "reached": whole(str(any_)),
            "share": percent(str(any_ / persons)) if persons else "—",
            "centre": whole(str(centre)),
            "centre_share": percent(str(centre / persons)) if persons else "—",
        }
        for county, (persons, any_, centre) in sorted(sums.items())
    ]


def _gaps(run: FinishedRun) -> list[dict[str, str]]:
    counts: dict[str, Counter[str]] = {}
    for row in run.rows("communities"):
        status = "village" if village(row["urban"]) else row["centre_status"]
        counts.setdefault(row["county"], Counter())[status] += 1
    return [
        {
            "county": county or word("run.no_county"),
            "total": str(sum(found[s] for s in _GAPS)),
            **{s: str(found[s]) for s in (*_GAPS, "village")},
        }
        for county, found in sorted(counts.items())
    ]


def _gap_list(run: FinishedRun, longest: str) -> list[dict[str, str]]:
    rows = [r for r in run.rows("communities") if not village(r["urban"]) and r["centre_status"] in {"missing", "too_small"}]
    rows.sort(key=lambda r: (-float(r["persons"] or 0), r["community_id"]))
    return [
        {
            "n": str(n),
            "county": r["county"],
            "township": r["township"],
            "name": r["name"] or r["community_id"],
            "status": word(f"centre.{r['centre_status']}"),
            "persons": whole(r["persons"]),
            "share": percent(r.get(f"centre_share_within_{longest}")),
            "minutes": r["nearest_centre_min"] or "—",
        }
        for n, r in enumerate(rows[:MOST], start=1)
    ]


def _counts(trace: Mapping[str, Any]) -> bool:
    """Return whether a rule counts for the verdict of its subject: some are listed beside a parcel's only."""
    return trace["subject"]["kind"] != "parcel" or bool(trace["rule"]["counts_for_parcel"])


def _tallies(run: FinishedRun) -> list[dict[str, str]]:
    """Count the verdicts of every rule."""
    counts: dict[str, Counter[str]] = {}
    first: dict[str, tuple[Row, Mapping[str, Any]]] = {}
    for row, trace in zip(run.rows("findings"), run.traces, strict=True):
        counts.setdefault(row["rule_id"], Counter())[row["verdict"]] += 1
        first.setdefault(row["rule_id"], (row, trace))
    out = []
    for rule, found in counts.items():
        row, trace = first[rule]
        out.append(
            {
                "group": "mandatory" if row["force"] in {"mandatory", ""} else "advisory",
                "subject": word(f"noun.{row['subject_kind']}"),
                "title": trace["rule"]["title"]["zh"] + ("" if _counts(trace) else word("run.listed_only")),
                "basis": short_basis(trace),
                "force": word(f"force.{row['force']}"),
                "total": str(sum(found.values())),
                **{v: str(found[v]) for v in ("pass", "fail", "needs_review", "not_applicable")},
            }
        )
    return out


def _parcels(run: FinishedRun) -> list[dict[str, str]]:
    titles = {t["rule"]["id"]: t["rule"]["title"]["zh"] for t in run.traces}

    def named(rules: str) -> str:
        return "、".join(dict.fromkeys(titles.get(r, r) for r in rules.split(";") if r)) or "—"

    return [
        {
            "n": str(n),
            "id": p["parcel_id"],
            "name": p["name"] or word("paper.unnamed"),
            "county": p["county"] or "—",
            "households": p["households"] or "—",
            "population": p["population"] or "—",
            "floor": p["elderly_floor_area_m2"] or "—",
            "land": p["elderly_land_area_m2"] or "—",
            "verdict": verdict_words(p.get("reviewed_verdict") or p["verdict"], "mandatory"),
            "fails": named(p["fails"]),
            "needs_review": named(p["needs_review"]),
        }
        for n, p in enumerate(run.rows("parcels"), start=1)
    ]


def _usable(run: FinishedRun) -> dict[str, Any]:
    """Describe how many parcels' duties make a centre of usable size, and which neighbours together would."""
    counts = run.summary.get("usable")
    groups = _numbered(official(row["words"]).rstrip("。") + "。" for row in run.rows("sharing"))
    return {"usable_words": word("run.usable").format(**counts) if counts else "", "sharing": groups}


def _changes(run: FinishedRun, longest: str) -> list[dict[str, str]]:
    profile = run.summary["walk"]["profile"]
    names = {c["community_id"]: c["name"] for c in run.rows("communities")}
    rows = [
        r for r in run.rows("small_changes") if r["set"] == "facility" and r["profile"] == profile and f"{float(r['minutes']):g}" == longest
    ]
    return [
        {
            "n": str(n),
            "kind": _word(f"run.change.{r['kind']}", r["kind"]),
            "length": whole(r["length_m"]),
            "community": names.get(r.get("community_id", ""), "") or "—",
            "place": f"{float(r['from_lon']):.4f}, {float(r['from_lat']):.4f}",
            "homes": whole(r["homes"]),
            "persons": whole(r["persons"]),
        }
        for n, r in enumerate(rows[:10], start=1)
    ]


def _doubts(run: FinishedRun) -> list[str]:
    """Describe each kind of doubt once, with its first instance and how many there are."""
    kinds: dict[str, list[Row]] = {}
    for row in run.rows("quality"):
        if row["severity"] != "note":
            kinds.setdefault(row["code"], []).append(row)
    out = []
    for rows in list(kinds.values())[:MOST_DOUBTS]:
        first = rows[0]
        who = f"{first['subject']}：" if first["subject"] else ""
        more = word("paper.doubt_more").format(n=len(rows)) if len(rows) > 1 else ""
        out.append(f"{first['file']}　{who}{_short(official(first['what']))}；{official(first['done'])}{more}。".replace("。。", "。"))
    rest = len(kinds) - MOST_DOUBTS
    return [*out, word("run.more_doubts").format(n=rest)] if rest > 0 else out


def _short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else f"{text[:most]}……"


def _word(key: str, other: str) -> str:
    try:
        return word(key)
    except KeyError:
        return other


def _numbered(texts: Iterable[str] | Sequence[str]) -> list[dict[str, str]]:
    return [{"n": str(n), "text": text} for n, text in enumerate(texts, start=1)]
