"""Who may walk where: DESIGN 4.5 as a table."""

from __future__ import annotations

import pytest

from planner.network import FILTER_STATEMENT, WalkAccess, walk_access
from planner.network.walking import ACCESS_PRIVATE, is_locked, is_private_gate

TABLE: list[tuple[dict[str, str], WalkAccess]] = [
    *[
        ({"highway": h}, WalkAccess.PUBLIC)
        for h in ("residential", "service", "footway", "path", "pedestrian", "steps", "living_street", "track", "tertiary", "primary")
    ],
    ({"highway": "unclassified", "access": "yes"}, WalkAccess.PUBLIC),
    ({"highway": "bridleway"}, WalkAccess.PUBLIC),
    ({"highway": "cycleway"}, WalkAccess.PUBLIC),
    ({"highway": "cycleway", "foot": "no"}, WalkAccess.NONE),
    ({"highway": "cycleway", "foot": "designated"}, WalkAccess.PUBLIC),
    *[({"highway": h}, WalkAccess.NONE) for h in ("motorway", "motorway_link", "trunk", "trunk_link", "busway", "raceway")],
    ({"highway": "motorway", "sidewalk": "both"}, WalkAccess.NONE),
    ({"highway": "motorway", "foot": "yes"}, WalkAccess.PUBLIC),
    ({"highway": "trunk", "sidewalk": "both"}, WalkAccess.PUBLIC),
    ({"highway": "trunk", "sidewalk:both": "yes"}, WalkAccess.PUBLIC),
    ({"highway": "trunk", "sidewalk:left": "yes"}, WalkAccess.PUBLIC),
    ({"highway": "trunk_link", "sidewalk": "right"}, WalkAccess.PUBLIC),
    ({"highway": "trunk", "sidewalk": "no"}, WalkAccess.NONE),
    ({"highway": "trunk", "sidewalk": "none", "sidewalk:right": "no"}, WalkAccess.NONE),
    ({"highway": "trunk", "sidewalk": "separate"}, WalkAccess.NONE),
    ({"highway": "trunk", "foot": "designated"}, WalkAccess.PUBLIC),
    ({"highway": "trunk", "sidewalk": "both", "foot": "use_sidepath"}, WalkAccess.NONE),
    *[({"highway": h}, WalkAccess.NONE) for h in ("construction", "proposed", "corridor", "elevator", "planned", "abandoned", "razed")],
    ({"highway": "construction", "foot": "yes"}, WalkAccess.NONE),
    ({"highway": "steps", "conveying": "yes"}, WalkAccess.NONE),
    ({"highway": "steps", "conveying": "forward", "foot": "yes"}, WalkAccess.NONE),
    ({"highway": "steps", "conveying": "no"}, WalkAccess.PUBLIC),
    *[({"highway": "residential", "foot": f}, WalkAccess.NONE) for f in ("no", "private", "use_sidepath")],
    *[({"highway": "service", "access": "no", "foot": f}, WalkAccess.PUBLIC) for f in ("yes", "designated", "permissive")],
    ({"highway": "service", "access": "no"}, WalkAccess.NONE),
    ({"highway": "service", "access": "no", "foot": "no"}, WalkAccess.NONE),
    ({"highway": "service", "access": "private"}, WalkAccess.PRIVATE),
    ({"highway": "footway", "access": "private"}, WalkAccess.PRIVATE),
    ({"highway": "service", "access": "private", "foot": "permissive"}, WalkAccess.PUBLIC),
    ({"highway": "service", "access": "private", "foot": "no"}, WalkAccess.NONE),
    ({"highway": "trunk", "sidewalk": "both", "access": "private"}, WalkAccess.PRIVATE),
    ({"highway": "residential", "access": "destination"}, WalkAccess.PUBLIC),
    *[({"highway": "service", "access": a}, WalkAccess.PRIVATE) for a in sorted(ACCESS_PRIVATE)],
    *[({"highway": "service", "access": a}, WalkAccess.NONE) for a in ("no", "military", "emergency")],
    ({"highway": "service", "access": "military", "foot": "yes"}, WalkAccess.PUBLIC),
    ({"highway": "service", "access": "yes;private"}, WalkAccess.PRIVATE),
    ({"highway": "service", "access": "customers; no"}, WalkAccess.NONE),
    ({"highway": "service", "foot": "residents"}, WalkAccess.PRIVATE),
    ({"highway": "service", "foot": "yes;no"}, WalkAccess.NONE),
    ({"highway": "residential;motorway"}, WalkAccess.NONE),
    ({"highway": "primary", "motorroad": "yes"}, WalkAccess.NONE),
    ({"highway": "primary", "motorroad": "yes", "foot": "designated"}, WalkAccess.PUBLIC),
    ({"highway": "primary", "motorroad": "no"}, WalkAccess.PUBLIC),
    *[({"highway": "path", key: "yes"}, WalkAccess.NONE) for key in ("abandoned", "disused", "impassable")],
    *[({"highway": h, "foot": "yes"}, WalkAccess.NONE) for h in ("rail", "ferry", "waterway")],
    ({"route": "ferry"}, WalkAccess.NONE),
    ({"route": "ferry", "foot": "yes"}, WalkAccess.NONE),
    ({}, WalkAccess.NONE),
]


@pytest.mark.parametrize(
    ("tags", "expected"), TABLE, ids=lambda v: " ".join(f"{k}={w}" for k, w in v.items()) if isinstance(v, dict) else v
)
def test_filter(tags: dict[str, str], expected: WalkAccess) -> None:
    assert walk_access(tags) is expected


@pytest.mark.parametrize("word", sorted(ACCESS_PRIVATE))
def test_a_word_means_the_same_on_a_gate_as_on_a_way(word: str) -> None:
    for key in ("access", "foot"):
        assert is_private_gate({"barrier": "gate", key: word})
        assert not is_locked({"barrier": "gate", key: word})


@pytest.mark.parametrize("word", ["no", "military", "emergency", "yes;no"])
def test_a_closed_word_locks_a_gate(word: str) -> None:
    assert is_locked({"barrier": "gate", "access": word})
    assert not is_private_gate({"barrier": "gate", "access": word})


def test_the_filter_is_stated_in_words() -> None:
    for word in ("motorway", "trunk", "foot=no|private|use_sidepath", "access=no", "access=private", "steps", "cycleways"):
        assert word in FILTER_STATEMENT
