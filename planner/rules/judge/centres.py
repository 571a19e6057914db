"""What stands in a community: one word for the map, from its centres one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from planner.model import CentreStatus, Fact, Operation
from planner.rules.kinds.base import figure
from planner.rules.wording import number, sentence


@dataclass(frozen=True, slots=True)
class CentreFact:
    """A community centre as a community's status sees it.

    Attributes
    ----------
    id
        Its id, for the sentence.
    floor_area
        Floor area in m²; missing, zero, negative or doubtful sizes send to review.
    inside
        ``"yes"``, or ``"possible"`` where its place is doubtful and may lie inside.
    status
        Only ``OPEN`` counts as existing; ``None`` is unknown and sends to review; the others are left out.
    """

    id: str
    floor_area: Fact
    inside: Literal["yes", "possible"] = "yes"
    status: Operation | None = Operation.OPEN


def centre_status(
    centres: Sequence[CentreFact], *, low: Decimal | None, high: Decimal | None, lang: str = "zh"
) -> tuple[CentreStatus, str]:
    """Return what stands in a community.

    Ok where one existing centre inside has a size from ``low`` to ``high`` (sizes are not added up); else review where a centre known or
    possibly inside is doubtful in size, place or status; else too small (also where small and large ones both stand), too large (a remark,
    never a gap), or missing.

    Parameters
    ----------
    centres
        Centres known or possibly inside, in any order.
    low, high
        Bounds in m², both inside the range: see :func:`planner.rules.centre_range`. ``None`` where the city's documents name no size: then
        one existing centre inside is ok, whatever its size.
    lang
        Language of the sentence.

    Returns
    -------
    tuple
        The status and one sentence with figures.
    """
    standing = sorted((c for c in centres if c.status in {Operation.OPEN, None}), key=lambda c: c.id)
    if low is None or high is None:
        return _presence(standing, lang)
    known = [(c, size) for c in standing if c.inside == "yes" and c.status is Operation.OPEN and (size := _size(c)) is not None]
    bounds = {"low": number(low), "high": number(high)}
    for centre, size in known:
        if low <= size <= high:
            return CentreStatus.OK, _said("ok", lang, ids=centre.id, value=number(size), **bounds)
    sound = [c for c, _ in known]
    doubtful = [c.id for c in standing if not any(c is s for s in sound)]
    if doubtful:
        return CentreStatus.NEEDS_REVIEW, _said("needs_review", lang, ids="、".join(doubtful))
    ids = "、".join(c.id for c in sound)
    small = [size for _, size in known if size < low]
    if small:
        figures = {"value": number(max(small)), "shortfall": number(low - max(small))}
        return CentreStatus.TOO_SMALL, _said("too_small", lang, ids=ids, **figures, **bounds)
    if known:
        return CentreStatus.TOO_LARGE, _said("too_large", lang, ids=ids, value="、".join(number(size) for _, size in known), **bounds)
    return CentreStatus.MISSING, _said("missing", lang)


def _presence(standing: Sequence[CentreFact], lang: str) -> tuple[CentreStatus, str]:
    inside = [c.id for c in standing if c.inside == "yes" and c.status is Operation.OPEN]
    if inside:
        return CentreStatus.OK, _said("there", lang, ids="、".join(inside))
    if standing:
        return CentreStatus.NEEDS_REVIEW, _said("needs_review", lang, ids="、".join(c.id for c in standing))
    return CentreStatus.MISSING, _said("missing", lang)


def _size(centre: CentreFact) -> Decimal | None:
    value, _ = figure("floor_area_m2", centre.floor_area)
    # Nothing that stands and works has no floor.
    return value or None


def _said(status: str, lang: str, **values: object) -> str:
    text = sentence(f"centre.{status}", **values)
    return text.say(lang) + {"zh": "。", "en": "."}[lang]
