"""What every paper says of itself: marks, day, rules, versions, sources with their hashes, and what was not checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from planner.report.book.summary import noun_word, profiles_named
from planner.report.folder.finished import FinishedRun, Trace
from planner.report.subjects import credit, marks
from planner.report.word.phrases import clause_words, day_words, document_words, listed, official
from planner.texts import word


def basis(run: FinishedRun) -> dict[str, Any]:
    """Return the values every template may use."""
    summary = run.summary
    pack = summary["rule_pack"]
    return {
        "mark": "　".join(marks(run)),
        "scenario": summary["name"],
        "as_of": day_words(summary["as_of"]),
        "pack": {"title": pack["title"], "id": pack["id"], "version": pack["version"], "sha256": pack["sha256"]},
        "software": f"{summary['software']['name']} {summary['software']['version']}",
        "schema": str(summary["schema_version"]),
        "sources": sources(run),
        "methods": [{"n": str(n), "text": profiles_named(official(remark["zh"]))} for n, remark in enumerate(summary["remarks"], start=1)],
        "attribution": credit(summary),
        "crs": word("paper.crs"),
        "profiles": listed(
            word("paper.speed").format(profile=word(f"profile.{name}"), speed=speed)
            for name, speed in summary["walk"]["profiles_m_s"].items()
        ),
        "profile": word(f"profile.{summary['walk']['profile']}"),
        "minutes": [f"{m:g}" for m in summary["walk"]["minutes"]],
    }


def sources(run: FinishedRun) -> list[dict[str, str]]:
    """List the input files: noun, file, records, hash; changes of the scenario that bring a file come after."""
    found = [
        {"noun": noun_word(noun), "file": str(e["file"]), "rows": str(e.get("rows", "—")), "sha256": str(e["sha256"])}
        for noun, e in run.summary["inputs"].items()
    ]
    return found + [
        {"noun": word("paper.change"), "file": str(c.get("path") or word("paper.drawn")), "rows": "—", "sha256": str(c["sha256"])}
        for c in run.summary["changes"]
        if c.get("sha256")
    ]


def not_checked(traces: Iterable[Trace]) -> list[str]:
    """Describe which documents were not at hand, and whose validity nobody has confirmed; each once."""
    traces = list(traces)
    texts = [official(t["zh"]) for trace in traces for t in trace["not_checked"]]
    open_ = [f"《{t['citation']['title']}》" for t in traces if not t["citation"]["validity"]]
    return [*dict.fromkeys(texts), *([word("paper.unconfirmed").format(names=listed(open_))] if open_ else [])]


def documents(traces: Iterable[Trace]) -> str:
    """Name the documents cited, each once."""
    return listed(document_words(t["citation"]) for t in traces)


def short_basis(trace: Mapping[str, Any]) -> str:
    """Name a document by its number, else by its title, and the clause."""
    citation = trace["citation"]
    return f"{citation['number'] or '《' + citation['title'] + '》'}{clause_words(citation['clause'])}"


def basis_words(trace: Mapping[str, Any]) -> str:
    """Name document and clause of one finding."""
    citation = trace["citation"]
    return f"{document_words(citation)}{clause_words(citation['clause'])}"
