"""人工复核: a person's conclusions laid over the machine's verdicts, carried across reruns, dropped when what they rest on changes.

A review names its finding (subject and rule) and the fingerprint of what the machine had before it: inputs, values, readings, verdict. The
machine's verdict always stays beside the conclusion. A review whose fingerprint no longer fits is not applied, and that is said.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from planner.errors import Problem, RulePackError, Severity
from planner.model import Verdict
from planner.rules.packfile.checks import read_whole, refuse_faulty
from planner.rules.packfile.schema import Day, Frozen, Words
from planner.rules.packfile.source import problem, read_source
from planner.texts import word
from planner.texts.rules.sentences import REVIEWS_TO_FILL_IN

_CONCLUSIONS: Mapping[str, Verdict] = {
    **{str(v): v for v in (Verdict.PASS, Verdict.FAIL, Verdict.NOT_APPLICABLE)},
    **{word(f"verdict.{v}"): v for v in (Verdict.PASS, Verdict.FAIL, Verdict.NOT_APPLICABLE)},
}

Trace = Mapping[str, Any]
Key = tuple[str, str, str]


class Review(Frozen):
    """One conclusion as it stands in the file."""

    subject_kind: Words
    subject_id: Words
    rule: Words
    fingerprint: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
    conclusion: Words
    basis: Words
    attachment: Words | None = None
    name: Words
    date: Day

    @property
    def key(self) -> Key:
        """The finding it is about."""
        return self.subject_kind, self.subject_id, self.rule

    @property
    def verdict(self) -> Verdict:
        """The conclusion as a verdict."""
        return _CONCLUSIONS[self.conclusion]


class ReviewFile(Frozen):
    """A whole review file; ``earlier`` keeps conclusions replaced or withdrawn, which are never laid over."""

    schema_version: Annotated[Literal["1"], Field(alias="schema")]
    reviews: tuple[Review, ...] = ()
    earlier: tuple[Review, ...] = ()


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One finding with the person's conclusion beside the machine's verdict; ``verdict`` is the one that counts."""

    trace: Trace
    machine: Verdict
    review: Review | None

    @property
    def verdict(self) -> Verdict:
        """The person's conclusion where there is one, else the machine's verdict."""
        return self.machine if self.review is None else self.review.verdict


@dataclass(frozen=True, slots=True)
class LaidOver:
    """All findings in their order, and what became of reviews that could not be applied."""

    findings: tuple[Reviewed, ...]
    problems: tuple[Problem, ...]

    def parcel_verdict(self, parcel: str) -> Verdict:
        """Return a parcel's verdict with the conclusions laid over, by the same rule as the machine's: the worst of what counts."""
        counted = {r.verdict for r in self.findings if _counts(r.trace, parcel)}
        return next((v for v in (Verdict.FAIL, Verdict.NEEDS_REVIEW, Verdict.PASS) if v in counted), Verdict.NOT_APPLICABLE)


def machine_verdict(trace: Trace) -> Verdict:
    """Return the machine's verdict: that of the trace, or review where a run kept it back for want of sound inputs."""
    return Verdict.NEEDS_REVIEW if trace.get("withheld") else Verdict(trace["result"]["verdict"])


def fingerprint(trace: Trace) -> str:
    """Return the mark of what a finding rests on: inputs, values in force, readings, the steps' states and the machine's verdict.

    Where a value stands (file, row) and the day of judging do not matter; what it is does. Sixteen hexadecimal digits.
    """
    inputs = {k: [v["value"], v["doubt"], v["raw"] if v["value"] is None else None] for k, v in trace["inputs"].items()}
    parameters = {k: [v["value"], v["unit"], v["standing"]] for k, v in trace["parameters"].items()}
    rest = {
        "rule": trace["rule"]["id"],
        "force": trace["force"]["force"],
        "readings": {k: v["option"] for k, v in trace["readings"].items()},
        "steps": [s["state"] for s in trace["steps"]],
        "verdict": str(machine_verdict(trace)),
    }
    text = json.dumps([inputs, parameters, rest], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read_reviews(text: str, file: str) -> tuple[Review, ...]:
    """Read a review file.

    Raises
    ------
    RulePackError
        With every problem found: file, line, key and mending.
    """
    source = read_source(text, file)
    made = read_whole(ReviewFile, source, "reviews")
    seen: dict[Key, int] = {}
    for i, review in enumerate(made.reviews if made else ()):
        if review.conclusion not in _CONCLUSIONS:
            params = {"known": "、".join(_CONCLUSIONS)}
            source.report("rulepack.unknown_word", ("reviews", i, "conclusion"), value=review.conclusion, params=params)
        if review.key in seen:
            source.report("review.twice", ("reviews", i), value=" ".join(review.key), params={"first": seen[review.key]})
        seen.setdefault(review.key, source.line(("reviews", i)))
    refuse_faulty(source)
    return made.reviews if made else ()


def lay_reviews(traces: Sequence[Trace], reviews: Iterable[Review], *, file: str = "") -> LaidOver:
    """Apply conclusions to findings.

    Parameters
    ----------
    traces
        Traces of the findings, as a run writes them.
    reviews
        Conclusions; one whose finding is gone or rests on other inputs is left out and reported.
    file
        Name of the review file, for messages.

    Returns
    -------
    LaidOver
        The findings in their order.
    """
    by_key = {r.key: r for r in reviews}
    marks = {key: fingerprint(t) for t in traces if (key := finding_key(t)) in by_key}
    problems = []
    for key, review in by_key.items():
        if key not in marks or marks[key] != review.fingerprint:
            code = "review.stale" if key in marks else "review.no_finding"
            params = {"name": review.name, "date": review.date.isoformat(), "rule": review.rule}
            problems.append(Problem(code, Severity.DOUBT, file=file, subject=review.subject_id, value=review.conclusion, params=params))
    good = {key: r for key, r in by_key.items() if marks.get(key) == r.fingerprint}
    found = tuple(Reviewed(t, machine_verdict(t), good.get(finding_key(t))) for t in traces)
    return LaidOver(found, tuple(problems))


def review_data(review: Review) -> dict[str, str | None]:
    """Return a conclusion as a trace carries it, beside the machine's verdict."""
    return {
        "verdict": str(review.verdict),
        "conclusion": review.conclusion,
        "basis": review.basis,
        "attachment": review.attachment,
        "name": review.name,
        "date": review.date.isoformat(),
    }


def review_template(traces: Iterable[Trace]) -> str:
    """Write a review file to fill in: one entry per finding that needs review, with what stands in the way as a comment."""
    lines = [
        REVIEWS_TO_FILL_IN,
        'schema: "1"',
        "reviews:",
    ]
    for trace in traces:
        if machine_verdict(trace) is Verdict.NEEDS_REVIEW:
            kind, name, rule = finding_key(trace)
            lines += [
                f"  # {' '.join(trace['reason'].split())}",
                f"  - subject_kind: {kind}",
                f"    subject_id: {json.dumps(name, ensure_ascii=False)}",
                f"    rule: {rule}",
                f'    fingerprint: "{fingerprint(trace)}"',
                "    conclusion:",
                "    basis:",
                "    attachment:",
                "    name:",
                "    date:",
            ]
    return "\n".join(lines) + "\n"


def missing_traces(file: str) -> RulePackError:
    """Report that a folder holds no finished run."""
    return RulePackError([problem("review.no_run", file)])


def finding_key(trace: Trace) -> Key:
    """Name the finding of a trace: kind and id of its subject, and the rule."""
    return trace["subject"]["kind"], trace["subject"]["id"], trace["rule"]["id"]


def _counts(trace: Trace, parcel: str) -> bool:
    subject = trace["subject"]
    mandatory = trace["force"]["force"] == "mandatory"
    return bool(subject["kind"] == "parcel" and subject["id"] == parcel and mandatory and trace["rule"]["counts_for_parcel"])
