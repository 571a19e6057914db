"""Rules: what a city's documents ask, as dated data, and what it says about the facts at hand.

Facts in, findings out; streets, files and maps are not known here. Minutes, areas and counts reach a rule as facts of its subject.

- ``RulePack.load("linfen")`` reads a pack (YAML) and refuses it whole where anything is wrong, with every fault at once.
- ``judge(pack, subjects, as_of=…)`` gives one :class:`planner.model.Finding` per rule and subject, with a trace as JSON data.
- ``verdict_word`` is the word to print, ``subject_verdict`` the verdict of a parcel, ``centre_status`` what stands in a community.
- ``read_source`` reads any YAML with lines and exact text, for faces that take YAML too.

Inside: ``source`` (YAML with lines), ``schema`` (what a pack may say), ``checks`` (all faults), ``pack``, ``kinds/`` (an evaluator each),
``judging``, ``trace``, ``centres``, ``verdicts``, ``wording``; ``packs/`` holds the packs.
"""

from __future__ import annotations

from planner.rules.centres import CentreFact, centre_status
from planner.rules.judging import JUDGE_ON, judge
from planner.rules.kinds import KINDS
from planner.rules.pack import RulePack, centre_range
from planner.rules.schema import Document, Parameter, Reading, Rule, Text
from planner.rules.source import Source, read_source
from planner.rules.trace import TRACE_SCHEMA
from planner.rules.verdicts import subject_verdict, verdict_word
from planner.rules.wording import unit_word

__all__ = [
    "JUDGE_ON",
    "KINDS",
    "TRACE_SCHEMA",
    "CentreFact",
    "Document",
    "Parameter",
    "Reading",
    "Rule",
    "RulePack",
    "Source",
    "Text",
    "centre_range",
    "centre_status",
    "judge",
    "read_source",
    "subject_verdict",
    "unit_word",
    "verdict_word",
]
