"""The lists a bureau keeps itself: conclusions of human reviews, a ledger of shared duties, projects to be subsidised."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from planner.errors import InputError, Problem
from planner.model import InputSpec
from planner.rules import CareProject, Review, load_reviews
from planner.run.reading.ledger import LedgerFile, read_ledger
from planner.run.reading.projects import read_projects

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BureauLists:
    """The lists a scenario names.

    Attributes
    ----------
    reviews, reviews_file
        Conclusions, and the file they stand in.
    ledger
        Lines of the ledger; ``None`` where there is none.
    projects
        Projects to reckon subsidies for.
    problems
        What was noticed while reading.
    """

    reviews: tuple[Review, ...] = ()
    reviews_file: str = ""
    ledger: LedgerFile | None = None
    projects: tuple[CareProject, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_bureau_lists(specs: Mapping[str, InputSpec], errors: list[Problem]) -> BureauLists:
    """Read the lists a scenario names; faults go to ``errors`` with those of the other files.

    Parameters
    ----------
    specs
        Inputs of the scenario by its names: ``reviews``, ``ledger``, ``subsidies``.
    errors
        Every fault found so far.
    """
    reviews = _read(errors, lambda s: load_reviews(s.path, s.name), specs.get("reviews")) or ()
    ledger = _read(errors, read_ledger, specs.get("ledger"))
    projects, noticed = _read(errors, read_projects, specs.get("subsidies")) or ([], [])
    problems = (*(ledger.problems if ledger else ()), *noticed)
    named = specs.get("reviews")
    return BureauLists(reviews, named.name if named else "", ledger, tuple(projects), problems)


def _read(errors: list[Problem], reader: Callable[[InputSpec], T], spec: InputSpec | None) -> T | None:
    if spec is None:
        return None
    try:
        return reader(spec)
    except InputError as error:
        errors.extend(error.problems)
        return None
