"""A quota met is not a usable facility: what a parcel's area is worth against the size of one centre, and with whom it would make one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from planner.model import Finding, Verdict
from planner.rules.wording import Bilingual, number, sentence

UsableAs = Literal["usable", "too_small", "unknown"]


@dataclass(frozen=True, slots=True)
class Usable:
    """Quota and usable size of one parcel as two lines.

    ``due_m2`` and ``provided_m2`` come from the quota's finding; ``standing`` says what the larger of the two is worth as a centre.
    """

    parcel: str
    due_m2: Decimal | None
    provided_m2: Decimal | None
    quota: Verdict
    standing: UsableAs
    words: Bilingual


@dataclass(frozen=True, slots=True)
class Sharing:
    """Neighbours whose duties together make one centre.

    ``parcels`` begins with the one where the centre would stand: each of the others can be walked to from it within the limit.
    """

    parcels: tuple[str, ...]
    area_m2: Decimal
    farthest_m: Decimal
    words: Bilingual


def usable_size(findings: Iterable[Finding], *, rule_id: str, low: Decimal) -> list[Usable]:
    """Compare what each parcel owes and provides with the least size of a centre.

    Parameters
    ----------
    findings
        Findings of a run; those of ``rule_id`` on parcels are read.
    rule_id
        The quota in square metres of floor.
    low
        Least size of one centre, m².

    Returns
    -------
    list of Usable
        One per parcel the quota applies to, in order.
    """
    return [
        _usable(f, low) for f in findings if f.rule_id == rule_id and f.subject_kind == "parcel" and f.verdict is not Verdict.NOT_APPLICABLE
    ]


def _usable(finding: Finding, low: Decimal) -> Usable:
    due, provided = finding.required, finding.provided
    known = [area for area in (due, provided) if area is not None]
    sound = finding.verdict is not Verdict.NEEDS_REVIEW and bool(known)
    best = max(known, default=Decimal(0))
    standing: UsableAs = "unknown" if not sound else "usable" if best >= low else "too_small"
    figures = {"due": _text(due), "provided": _text(provided), "low": number(low), "short": number(max(Decimal(0), low - best))}
    return Usable(finding.subject_id, due, provided, finding.verdict, standing, sentence(f"usable.{standing}", **figures))


def propose_sharing(
    parcels: Sequence[Usable], metres: Mapping[tuple[str, str], Decimal], *, low: Decimal, high: Decimal | None, within_m: Decimal
) -> list[Sharing]:
    """Group neighbours whose duties make one centre of the right size within a walk.

    Greedy and in a fixed order: the parcel that owes most takes its nearest neighbours until the size is reached; a group that would not
    reach it is not proposed. No parcel stands in two groups.

    Parameters
    ----------
    parcels
        As :func:`usable_size` gives them; those too small are grouped.
    metres
        (from, to) → walk in metres. A pair that is not there cannot be walked.
    low, high
        Least and largest size of one centre, m²; ``high`` may be ``None``.
    within_m
        Longest walk from the parcel where the centre would stand.
    """
    free = {p.parcel: p.due_m2 for p in parcels if p.standing == "too_small" and p.due_m2 is not None}
    found = []
    for seat in sorted(free, key=lambda name: (-(free[name] or Decimal(0)), name)):
        if seat not in free:
            continue
        group = _gather(seat, free, metres, low=low, high=high, within_m=within_m)
        if group is not None:
            found.append(group)
            for name in group.parcels:
                del free[name]
    return found


def _gather(
    seat: str,
    free: Mapping[str, Decimal],
    metres: Mapping[tuple[str, str], Decimal],
    *,
    low: Decimal,
    high: Decimal | None,
    within_m: Decimal,
) -> Sharing | None:
    near = sorted((m, name) for name in free if name != seat and (m := metres.get((name, seat))) is not None and m <= within_m)
    names, area, farthest = [seat], free[seat], Decimal(0)
    for walk, name in near:
        if area >= low:
            break
        if high is None or area + free[name] <= high:
            names.append(name)
            area, farthest = area + free[name], max(farthest, walk)
    if area < low or len(names) < 2:
        return None
    words = sentence(
        "usable.sharing",
        names="、".join(names),
        seat=seat,
        area=number(area),
        low=number(low),
        farthest=number(farthest.quantize(Decimal(1))),
    )
    return Sharing(tuple(names), area, farthest, words)


def rank_compounds(findings: Iterable[Finding]) -> list[Finding]:
    """Put compounds without a facility in order: rank 1 before rank 2, larger before smaller, then by id; the others are left out."""
    ranked = [f for f in findings if f.trace["rule"]["kind"] == "priority" and f.trace["result"]["rank"] is not None]
    return sorted(ranked, key=lambda f: (f.trace["result"]["rank"], -(f.provided or Decimal(0)), f.subject_id))


def _text(area: Decimal | None) -> str:
    return "?" if area is None else number(area)
