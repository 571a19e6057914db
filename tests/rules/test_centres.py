"""What stands in a community: sizes are not added up, doubt goes to review, one right centre is enough."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations
from typing import Literal

import pytest

from planner.model import CentreStatus, Fact, Operation
from planner.rules import CentreFact, centre_status

S = CentreStatus


def a(
    area: str | None, inside: Literal["yes", "possible"] = "yes", *, doubt: str = "", status: Operation | None = Operation.OPEN
) -> CentreFact:
    return CentreFact(f"F{area}", Fact(None if area is None else Decimal(area), doubt=doubt), inside, status)


@pytest.mark.parametrize(
    ("centres", "status"),
    [
        ([], S.MISSING),
        ([a("500")], S.OK),
        ([a("2000")], S.OK),
        ([a("499.9")], S.TOO_SMALL),
        ([a("2000.5")], S.TOO_LARGE),
        ([a("300"), a("400")], S.TOO_SMALL),
        ([a("300"), a("3000")], S.TOO_SMALL),
        ([a("2500"), a("3000")], S.TOO_LARGE),
        ([a("600"), a(None)], S.OK),
        ([a("300"), a("800")], S.OK),
        ([a(None)], S.NEEDS_REVIEW),
        ([a("-5")], S.NEEDS_REVIEW),
        ([a("0")], S.NEEDS_REVIEW),
        ([a("900", doubt="number.approximate")], S.NEEDS_REVIEW),
        ([a("800", "possible")], S.NEEDS_REVIEW),
        ([a("300"), a("300", "possible")], S.NEEDS_REVIEW),
        ([a("600"), a("300", "possible")], S.OK),
        ([a("800", status=None)], S.NEEDS_REVIEW),
        ([a("800", status=Operation.PLANNED)], S.MISSING),
        ([a(None, status=Operation.CLOSED), a("300")], S.TOO_SMALL),
    ],
)
def test_centre_status(centres: list[CentreFact], status: CentreStatus) -> None:
    said = {centre_status(order, low=Decimal(500), high=Decimal(2000)) for order in permutations(centres)}
    assert {s for s, _ in said} == {status}
    assert len(said) == 1, "the sentence does not hang on the order"


def test_two_centres_under_one_id_are_both_seen() -> None:
    pair = [CentreFact("F011", Fact(Decimal(300))), CentreFact("F011", Fact(Decimal(800)))]
    for order in (pair, pair[::-1]):
        assert centre_status(order, low=Decimal(500), high=Decimal(2000))[0] is S.OK


def test_sentence() -> None:
    _, said = centre_status([a("300"), a("400")], low=Decimal(500), high=Decimal(2000))
    assert said == "现有中心 F300、F400 均不在 500–2000 ㎡之间，最大的不足者 400 ㎡，缺 100 ㎡（各处面积不相加）。"
    assert centre_status([], low=Decimal(500), high=Decimal(2000), lang="en")[1] == "no community centre built and operating."
