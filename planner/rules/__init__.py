"""Rules: what a city's documents ask, as dated data, and what it says about the facts at hand.

Facts in, findings out; streets, files and maps are not known here. Minutes, areas and counts reach a rule as facts of its subject.

- ``RulePack.load("linfen")`` reads a pack (YAML) and refuses it whole where anything is wrong, with every fault at once.
- ``judge(pack, subjects, as_of=…)`` gives one :class:`planner.model.Finding` per rule and subject, with a trace as JSON data.
- ``verdict_word`` is the word to print, ``subject_verdict`` the verdict of a parcel, ``centre_status`` what stands in a community.
- ``read_source`` reads any YAML with lines and exact text, for faces that take YAML too.

- ``load_cases`` / ``try_cases`` run the cases an officer writes; ``rule_data``, ``difference`` and ``table`` read packs.
- ``reckon`` gives grants and subsidies; ``settle`` the shared-duty ledger; ``usable_size`` and ``propose_sharing`` what a quota is worth;
  ``draft_conditions`` and ``compare_stages`` the three stages; ``lay_reviews`` a person's conclusions over findings, ``write_review``
  and ``withdraw_review`` keep them in a file; ``trace_schema`` is the form of a trace.

Inside: ``packfile`` (packs as files: read, checked, compared), ``kinds`` (an evaluator for each kind of rule), ``judge`` (facts in,
findings out, with their traces), ``duty`` (shared duties, the three stages, what a quota is worth), ``money`` (grants and subsidies),
``review`` (people's conclusions); ``wording`` makes the sentences; ``packs/`` holds the packs and their cases.
"""

from __future__ import annotations

from planner.rules.duty.ledger import LedgerEntry, Settled, own_entries, project_subjects, settle
from planner.rules.duty.stages import (
    DWELLING_M2,
    PERSONS_PER_HOUSEHOLD,
    Assumption,
    Conditions,
    Difference,
    Estimate,
    compare_stages,
    draft_conditions,
)
from planner.rules.duty.usable import Sharing, Usable, propose_sharing, rank_compounds, usable_size
from planner.rules.judge.centres import CentreFact, centre_status
from planner.rules.judge.judging import JUDGE_ON, judge, verdict_key
from planner.rules.judge.traceform import trace_schema
from planner.rules.judge.verdicts import has_a_say, subject_verdict, verdict_word
from planner.rules.kinds import KINDS
from planner.rules.money.data import reckoning_data
from planner.rules.money.subsidies import GRANT, Amount, CareProject, Reckoning, reckon
from planner.rules.packfile.browsing import RuleChange, difference, markdown, packs_with_cases, rule_data, table
from planner.rules.packfile.casefile import CaseOutcome, load_cases, try_cases
from planner.rules.packfile.pack import RulePack, centre_bounds, centre_range
from planner.rules.packfile.schema import Document, Parameter, Reading, Rule, Text
from planner.rules.packfile.source import YamlSource, read_source
from planner.rules.review.reviewfile import load_reviews, reviews_beside, withdraw_review, write_review
from planner.rules.review.reviews import (
    LaidOver,
    Review,
    fingerprint,
    lay_reviews,
    missing_traces,
    read_reviews,
    review_data,
    review_template,
)
from planner.rules.wording import field_word, number, unit_word

__all__ = [
    "DWELLING_M2",
    "GRANT",
    "JUDGE_ON",
    "KINDS",
    "PERSONS_PER_HOUSEHOLD",
    "Amount",
    "Assumption",
    "CareProject",
    "CaseOutcome",
    "CentreFact",
    "Conditions",
    "Difference",
    "Document",
    "Estimate",
    "LaidOver",
    "LedgerEntry",
    "Parameter",
    "Reading",
    "Reckoning",
    "Review",
    "Rule",
    "RuleChange",
    "RulePack",
    "Settled",
    "Sharing",
    "Text",
    "Usable",
    "YamlSource",
    "centre_bounds",
    "centre_range",
    "centre_status",
    "compare_stages",
    "difference",
    "draft_conditions",
    "field_word",
    "fingerprint",
    "has_a_say",
    "judge",
    "lay_reviews",
    "load_cases",
    "load_reviews",
    "markdown",
    "missing_traces",
    "number",
    "own_entries",
    "packs_with_cases",
    "project_subjects",
    "propose_sharing",
    "rank_compounds",
    "read_reviews",
    "read_source",
    "reckon",
    "reckoning_data",
    "review_data",
    "review_template",
    "reviews_beside",
    "rule_data",
    "settle",
    "subject_verdict",
    "table",
    "trace_schema",
    "try_cases",
    "unit_word",
    "usable_size",
    "verdict_key",
    "verdict_word",
    "withdraw_review",
    "write_review",
]
