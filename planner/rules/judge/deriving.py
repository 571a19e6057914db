"""Figures that follow from others of the same parcel: never guessed, each with the reckoning as its note."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal, localcontext
from fractions import Fraction

from planner.model import Fact, Subject
from planner.rules.kinds.base import as_decimal, figure
from planner.rules.wording import number
from planner.texts import word

EMBEDDED = "embedded_land_area_m2"
"""Land that stands for an embedded facility: its floor area divided by the plot's floor area ratio."""


def derived(subject: Subject) -> Subject:
    """Return a parcel or project with the land its embedded facility stands for, where the figures allow it.

    Parameters
    ----------
    subject
        Anything; others than land come back unchanged, as does land whose figures are missing or doubtful.

    Returns
    -------
    Subject
        The same facts and ``embedded_land_area_m2`` beside them; a figure that is given is kept.
    """
    if subject.kind not in {"parcel", "project"} or EMBEDDED in subject.facts:
        return subject
    names = ("elderly_floor_area_m2", "residential_floor_area_m2", "site_area_m2")
    floor, homes, site = (figure(name, subject.fact(name))[0] for name in names)
    if floor is None or not homes or not site:
        return subject
    land = as_decimal(Fraction(floor) / (Fraction(homes) / Fraction(site)))
    note = word("fact.embedded").format(floor=number(floor), homes=number(homes), site=number(site))
    return Subject(subject.kind, subject.id, subject.name, {**subject.facts, EMBEDDED: Fact(_short(land), note=note)})


def _short(value: Decimal) -> Decimal:
    """Cut a derived figure to a square centimetre, downwards: what is provided is never rounded up."""
    with localcontext() as context:
        context.prec = 60
        return value.quantize(Decimal("0.0001"), rounding=ROUND_DOWN)
