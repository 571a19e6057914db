"""A miss reads 不符合 on every surface of a comparison only where the rule was mandatory."""

from __future__ import annotations

from typing import Any

import pytest

from planner.cli.comparing import _sentence
from planner.compare.verdicts import turned
from planner.model import Force
from planner.report.map.difference import _turned
from planner.rules import verdict_key
from planner.tables import field_of
from planner.texts import word


def trace(verdict: str, force: str | None) -> dict[str, Any]:
    return {
        "subject": {"kind": "facility", "id": "F1", "name": "甲"},
        "rule": {"id": "R", "title": {"zh": "规模", "en": "size"}},
        "force": {"force": force},
        "inputs": {},
        "parameters": {},
        "result": {"verdict": verdict, "required": None, "provided": None},
        "reason": "甲。",
        "reason_en": "A.",
    }


@pytest.mark.parametrize("force", [*(f.value for f in Force), None])
@pytest.mark.parametrize("verdict", ["fail", "pass", "needs_review"])
def test_only_a_mandatory_miss_is_a_violation_in_a_comparison(verdict: str, force: str | None) -> None:
    other = "pass" if verdict != "pass" else "needs_review"
    for one, two in ((trace(other, force), trace(verdict, force)), (trace(verdict, force), trace(other, force))):
        frame = turned([one], [two], 2)
        (row,) = frame.to_dict("records")
        surfaces = [_sentence(row)[2], _turned(frame)["facility", "F1"][0][0]]
        codes = (field_of(side, room="comparison").codes for side in ("before", "after"))
        surfaces.append(" ".join(word(f"{code}.{row[side]}") for code, side in zip(codes, ("before", "after"), strict=True)))
        violation = verdict == "fail" and force in {"mandatory", None}
        assert all(("不符合" in text) == violation for text in surfaces), surfaces


@pytest.mark.parametrize(("force", "key"), [("mandatory", "fail"), ("", "fail"), ("advisory", "advisory_miss"), ("target", "target_miss")])
def test_what_a_miss_of_each_force_is_called(force: str, key: str) -> None:
    assert verdict_key("fail", force) == key
    assert verdict_key("pass", force) == "pass"
