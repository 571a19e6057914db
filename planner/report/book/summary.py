"""The pages of the workbook that are no table: the headline figures and the sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import PurePosixPath
from typing import Any

from planner.access import NOT_JOINED, PROFILES
from planner.report.book.formulas import Cells
from planner.report.changewords import scenario_changes
from planner.report.subjects import credit
from planner.run import CentreCounts
from planner.style import CENTRE_COLOURS, VERDICT_COLOURS
from planner.tables import schemas, title_of
from planner.texts import word


@dataclass(frozen=True, slots=True)
class Line:
    """One line of such a page.

    Attributes
    ----------
    cells
        Values side by side.
    forms
        Kind of figure of each cell (``text``, ``count``, ``number``, ``share``); text where not said.
    colours
        Colour of each cell, if any.
    heading
        Whether it heads a block.
    wrap
        Whether its second cell is a sentence that runs over the page.
    formulas
        Formula of each cell, empty where it holds a value; ``{row}`` stands for its own row.
    beside
        A line of a second block, to the right of this one.
    """

    cells: tuple[Any, ...]
    forms: tuple[str, ...] = ()
    colours: tuple[str | None, ...] = ()
    heading: bool = False
    wrap: bool = False
    formulas: tuple[str, ...] = ()
    beside: Line | None = None


def summary_lines(summary: Mapping[str, Any], centres: CentreCounts, cells: Cells, marks: Sequence[str] = ()) -> list[Line]:
    """Return the headline figures: the run, who reaches what, parcels, communities, facilities, doubts; counted on the other sheets."""
    pack, walk = summary["rule_pack"], summary["walk"]
    profiles, yes = list(walk["profiles_m_s"]), word("flag.yes")
    above = [
        _head(word("workbook.run")),
        Line((word("workbook.scenario"), summary["name"]), wrap=True),
        *([Line((word("workbook.marks"), "　".join(marks)), wrap=True)] if marks else []),
        *([Line((word("workbook.changes"), "；".join(scenario_changes(summary))), wrap=True)] if summary["changes"] else []),
        Line((word("as_of"), summary["as_of"])),
        Line((word("pack"), f"{pack['title']}（{pack['id']} {pack['version']}）"), wrap=True),
        Line(
            (
                word("workbook.profile"),
                "、".join(word("paper.speed").format(profile=word(f"profile.{p}"), speed=walk["profiles_m_s"][p]) for p in profiles),
            ),
            wrap=True,
        ),
        Line((word("workbook.length_km"), summary["network"]["length_km"]), ("text", "number")),
        Line((word("workbook.max_snap_m"), walk["max_snap_m"]), ("text", "number")),
        Line(("",)),
        *_coverage_lines(summary["coverage"], walk["minutes"], profiles, cells),
        Line(("",)),
    ]
    below = [
        *_count_lines(word("workbook.parcels"), ("parcels", "verdict"), "verdict", summary["parcels"], VERDICT_COLOURS, cells),
        Line(("",)),
        *_count_lines(
            word("workbook.communities"),
            ("communities", "centre_status"),
            "centre",
            summary["communities_urban"],
            CENTRE_COLOURS,
            cells,
        ),
        Line(("",)),
        _head(word("workbook.facilities")),
        Line((word("workbook.facilities_all"), summary["facilities"]["total"]), ("text", "count")),
        _counted(word("workbook.facilities_used"), summary["facilities"]["used"], cells.count("facilities", ("used", yes))),
        *_centre_lines(centres, cells),
        Line(("",)),
        _head(word("workbook.quality")),
        _counted(word("severity.doubt"), summary["quality"]["doubt"], cells.count("quality", ("severity", word("severity.doubt")))),
        _counted(word("severity.note"), summary["quality"]["note"], cells.count("quality", ("severity", word("severity.note")))),
    ]
    pairs = zip_longest(below, _directory(cells), fillvalue=None)
    return [*above, *(replace(left or Line(("",)), beside=right) for left, right in pairs)]


def _directory(cells: Cells) -> list[Line]:
    """Name the sheets, how many rows they have and what they hold."""
    rows = [Line((title_of(name), f"{count:,}", schemas()[name].description)) for name, count in cells.rows.items()]
    last = Line((word("sheet.sources"), "", word("about.sources")))
    return [_head(word("about.sheets"), word("about.rows"), word("about.holds")), *rows, last]


def source_lines(summary: Mapping[str, Any], traces: Iterable[Mapping[str, Any]]) -> list[Line]:
    """Describe what the figures rest on: rule pack, documents cited, method, inputs with their hashes, software."""
    pack = summary["rule_pack"]
    return [
        _head(word("pack")),
        Line((word("workbook.name"), pack["title"]), wrap=True),
        Line((word("workbook.version"), f"{pack['id']} {pack['version']}"), wrap=True),
        Line(("SHA-256", pack["sha256"]), wrap=True),
        Line(("",)),
        _head(word("workbook.cited")),
        *(Line((rule, text), wrap=True) for rule, text in _cited(traces)),
        Line(("",)),
        _head(word("workbook.methods")),
        *(Line((f"{i}．", profiles_named(remark["zh"])), wrap=True) for i, remark in enumerate(summary["remarks"], start=1)),
        Line(("",)),
        _head(word("workbook.inputs")),
        *(Line((noun_word(noun), _input(entry)), wrap=True) for noun, entry in summary["inputs"].items()),
        Line(("",)),
        _head(word("workbook.software_and_data")),
        Line(
            (word("ledger.software"), word("workbook.software_version").format(**summary["software"], schema=summary["schema_version"])),
            wrap=True,
        ),
        Line((word("workbook.filter"), summary["network"].get("filter", "")), wrap=True),
        Line((word("workbook.streets"), credit(summary)), wrap=True),
    ]


def noun_word(noun: str) -> str:
    """Name an input in Chinese; one the catalogue does not know keeps its own name."""
    singular = {
        "gates": "gate",
        "barriers": "barrier",
        "communities": "community",
        "facilities": "facility",
        "parcels": "parcel",
        "compounds": "compound",
        "population": "demand",
    }
    try:
        return word(f"noun.{singular.get(noun, noun)}")
    except KeyError:
        return noun


def _head(*cells: str) -> Line:
    return Line(cells, heading=True)


def _centre_lines(centres: CentreCounts, cells: Cells) -> list[Line]:
    """Count the centres in operation on the sheet of facilities: those counted, those without a place, those not on the network."""
    yes, mine = word("flag.yes"), (("is_centre", word("flag.yes")), ("status", word("status.open")))
    off = [cells.count("facilities", *mine, ("why_not", word(f"why_not.{status}"))) for status in NOT_JOINED]
    whole, used = cells.count("facilities", *mine), cells.count("facilities", *mine, ("used", yes))
    gone = "+".join(f[1:] for f in off) if all(off) else ""
    return [
        _counted(word("sheet.centres.in_operation"), centres.in_operation, whole),
        _counted(word("sheet.centres.counted"), centres.counted, used),
        _counted(word("sheet.centres.off_network"), centres.off_network, f"={gone}" if gone else ""),
        _counted(word("sheet.centres.not_placed"), centres.not_placed, f"{whole}-{used[1:]}-({gone})" if whole and used and gone else ""),
    ]


def _counted(label: str, value: Any, formula: str, colour: str | None = None) -> Line:
    return Line((label, value), ("text", "count"), (colour,), formulas=("", formula))


def _coverage_lines(coverage: Mapping[str, Any], minutes: Sequence[float], profiles: Sequence[str], cells: Cells) -> list[Line]:
    out = [
        _head(
            word("workbook.reach"),
            word("workbook.profile"),
            *(word("workbook.within_persons").format(m=f"{m:g}") for m in minutes),
            *(word("workbook.within_share").format(m=f"{m:g}") for m in minutes),
        ),
    ]
    forms = ("text", "text", *("count" for _ in minutes), *("share" for _ in minutes))
    first = ("minutes", float(minutes[0]))
    persons = cells.total("coverage", "persons", first)
    for key, start in (("facility", ""), ("centre", "centre_"), ("qualified_centre", "qualified_")):
        for profile in profiles:
            at = [coverage[key][f"{m:g}"][profile] for m in minutes]
            sums = [cells.total("coverage", f"{start}reached_persons_{profile}", ("minutes", float(m))) for m in minutes]
            shares = [f"={'CDEFGH'[k]}{{row}}/{persons[1:]}" if persons and s else "" for k, s in enumerate(sums)]
            figures = (*(x["persons"] for x in at), *(x["share"] for x in at))
            live = ("", "", *sums, *shares) if len(minutes) <= 3 else ()
            out.append(Line((word(f"set.{key}"), word(f"profile.{profile}"), *figures), forms, formulas=live))
    return [
        *out,
        _counted(word("workbook.persons"), coverage["persons"], persons),
        _counted(word("workbook.older_persons"), coverage["older_persons"], cells.total("coverage", "older_persons", first)),
        _counted(word("workbook.off_network"), coverage["off_network_persons"], cells.total("coverage", "off_network_persons", first)),
        _counted(word("workbook.doubtful"), coverage["doubtful_persons"], cells.total("coverage", "doubtful_persons", first)),
    ]


def _count_lines(
    title: str, where: tuple[str, str], prefix: str, counts: Mapping[str, int], colours: Mapping[str, str], cells: Cells
) -> list[Line]:
    """Return one line per word of a column, counted there."""
    table, column = where
    shown = {key: word(f"{prefix}.{key}") for key in colours if key in counts}
    rows = [_counted(text, counts[key], cells.count(table, (column, text)), colours[key]) for key, text in shown.items()]
    parts = [r.formulas[1][1:] for r in rows]
    return [_head(title), *rows, _counted(word("level.all"), counts["total"], f"={'+'.join(parts)}" if all(parts) else "")]


def _cited(traces: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Rules by name and id with the clauses they rest on, each once, in the order of the ids."""
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    for trace in traces:
        citation, rule = trace["citation"], trace["rule"]
        seen.setdefault((rule["id"], citation["text"]), (rule["title"]["zh"], citation.get("issuer") or ""))
    return [(f"{title}（{rule}）", f"{text}　{issuer}".strip()) for (rule, text), (title, issuer) in sorted(seen.items())]


def _input(entry: Mapping[str, Any]) -> str:
    """Name a file, how many records it has and its hash."""
    parts = [
        PurePosixPath(str(entry["file"])).name,
        word("workbook.records").format(n=f"{entry['rows']:,}") if entry.get("rows") else "",
        f"SHA-256 {entry['sha256']}",
    ]
    return "　".join(part for part in parts if part)


def profiles_named(text: str) -> str:
    """Write walking profiles and their speeds in Chinese."""
    for name in PROFILES:
        text = re.sub(rf"\b{name} ?(?=[0-9])", word(f"profile.{name}"), text)
    return re.sub(r"(?<=[0-9]) ?m/s", word("paper.m_s"), text)
