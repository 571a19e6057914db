"""The form of a trace, version 2: every key and what it holds, as a model that a trace can be held against and a JSON schema for others.

Version 1 (before November 2026) had no ``row``, ``items``, ``other_readings``, ``comparison_en`` and ``rank``, and its parameters named a
document only where it was not the rule's own.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from planner.model import Force, Verdict
from planner.rules.packfile.schema import Provenance, SubjectKind


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BilingualText(_Part):
    """The same words in Chinese and English."""

    zh: str
    en: str


class Pack(_Part):
    """Which pack judged."""

    id: str
    version: str
    sha256: str


class RuleOfTrace(_Part):
    """The rule in short."""

    id: str
    row: str
    kind: str
    title: BilingualText
    summary: BilingualText
    label: BilingualText | None
    counts_for_parcel: bool
    duty_bearer: dict[str, str | None] | None
    checked_on: str


class SubjectOfTrace(_Part):
    """Who was judged."""

    kind: SubjectKind
    id: str
    name: str


class CitationOfTrace(_Part):
    """Where the rule stands."""

    document: str
    title: str
    number: str | None
    date: str | None
    issuer: str
    clause: str
    validity: dict[str, str] | None
    text: str


class ForceOfTrace(_Part):
    """How binding it was on the day; ``next`` is the first day still to come."""

    in_force: bool
    force: Force | None
    start: str | None = Field(alias="from")
    end: str | None = Field(alias="to")
    target: str | None
    next: str | None


class ConditionOfTrace(_Part):
    """One condition, tested."""

    fact: str
    test: Literal["is", "is_not", "in"]
    value: str | bool | list[str]
    met: bool | None
    unknown: Literal["review", "assume", "refuse"]


class ParameterOfTrace(_Part):
    """One value with its dates and its own citation."""

    value: str | None
    unit: str
    start: str | None = Field(alias="from")
    end: str | None = Field(alias="to")
    standing: Provenance
    document: str
    title: str
    number: str | None
    date: str | None
    clause: str
    why: BilingualText | None
    source: str | None


class ReadingOfTrace(_Part):
    """The reading chosen."""

    option: str
    default: str
    title: BilingualText
    why: BilingualText
    others: list[str]


class InputOfTrace(_Part):
    """One cell, or how a figure came about."""

    value: str | None
    type: Literal["none", "text", "number", "flag", "date"]
    file: str | None
    row: int | None
    header: str | None
    raw: str | None
    note: str
    doubt: str


class ResultOfTrace(_Part):
    """The verdict and its figures."""

    verdict: Verdict
    required: str | None
    provided: str | None
    shortfall: str | None
    unit: str
    rank: int | None


class OtherOfTrace(ResultOfTrace):
    """What another reading comes to."""

    reading: str
    option: str
    title: BilingualText


class TraceForm(_Part):
    """A whole trace."""

    version: Literal[2] = Field(alias="schema")
    pack: Pack
    rule: RuleOfTrace
    subject: SubjectOfTrace
    citation: CitationOfTrace
    force: ForceOfTrace
    judged_on: str
    as_of: str
    judge_on: str
    conditions: list[ConditionOfTrace]
    parameters: dict[str, ParameterOfTrace]
    facts: dict[str, str]
    settings: dict[str, str | bool]
    readings: dict[str, ReadingOfTrace]
    inputs: dict[str, InputOfTrace]
    other_readings: list[OtherOfTrace]
    steps: list[dict[str, str | None]]
    items: list[dict[str, str | None]]
    blocks: list[dict[str, str]]
    troubles: list[dict[str, str]]
    formula: str
    formula_en: str
    comparison: str
    comparison_en: str
    result: ResultOfTrace
    reason: str
    reason_en: str
    remarks: list[BilingualText]
    not_checked: list[BilingualText]
    withheld: dict[str, str] | None = None
    review: dict[str, str | None] | None = None
    usable: dict[str, str | None] | None = None


def trace_schema() -> dict[str, Any]:
    """Return the form as a JSON schema."""
    return TraceForm.model_json_schema()
