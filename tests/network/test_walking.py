"""Who may walk where: DESIGN 4.5 as a table."""

from __future__ import annotations

import pytest

from planner.network import FILTER_STATEMENT, Walk, walk_access

TABLE: list[tuple[dict[str, str], Walk]] = [
    *[
        ({"highway": h}, Walk.PUBLIC)
        for h in ("residential", "service", "footway", "path", "pedestrian", "steps", "living_street", "track", "tertiary", "primary")
    ],
    ({"highway": "unclassified", "access": "yes"}, Walk.PUBLIC),
    ({"highway": "bridleway"}, Walk.PUBLIC),
    ({"highway": "cycleway"}, Walk.PUBLIC),
    ({"highway": "cycleway", "foot": "no"}, Walk.NONE),
    ({"highway": "cycleway", "foot": "designated"}, Walk.PUBLIC),
    *[({"highway": h}, Walk.NONE) for h in ("motorway", "motorway_link", "trunk", "trunk_link", "busway", "raceway")],
    ({"highway": "motorway", "sidewalk": "both"}, Walk.NONE),
    ({"highway": "motorway", "foot": "yes"}, Walk.PUBLIC),
    ({"highway": "trunk", "sidewalk": "both"}, Walk.PUBLIC),
    ({"highway": "trunk", "sidewalk:both": "yes"}, Walk.PUBLIC),
    ({"highway": "trunk", "sidewalk:left": "yes"}, Walk.PUBLIC),
    ({"highway": "trunk_link", "sidewalk": "right"}, Walk.PUBLIC),
    ({"highway": "trunk", "sidewalk": "no"}, Walk.NONE),
    ({"highway": "trunk", "sidewalk": "none", "sidewalk:right": "no"}, Walk.NONE),
    ({"highway": "trunk", "sidewalk": "separate"}, Walk.NONE),
    ({"highway": "trunk", "foot": "designated"}, Walk.PUBLIC),
    ({"highway": "trunk", "sidewalk": "both", "foot": "use_sidepath"}, Walk.NONE),
    *[({"highway": h}, Walk.NONE) for h in ("construction", "proposed", "corridor", "elevator", "planned", "abandoned", "razed")],
    ({"highway": "construction", "foot": "yes"}, Walk.NONE),
    ({"highway": "steps", "conveying": "yes"}, Walk.NONE),
    ({"highway": "steps", "conveying": "forward", "foot": "yes"}, Walk.NONE),
    ({"highway": "steps", "conveying": "no"}, Walk.PUBLIC),
    *[({"highway": "residential", "foot": f}, Walk.NONE) for f in ("no", "private", "use_sidepath")],
    *[({"highway": "service", "access": "no", "foot": f}, Walk.PUBLIC) for f in ("yes", "designated", "permissive")],
    ({"highway": "service", "access": "no"}, Walk.NONE),
    ({"highway": "service", "access": "no", "foot": "no"}, Walk.NONE),
    ({"highway": "service", "access": "private"}, Walk.PRIVATE),
    ({"highway": "footway", "access": "private"}, Walk.PRIVATE),
    ({"highway": "service", "access": "private", "foot": "permissive"}, Walk.PUBLIC),
    ({"highway": "service", "access": "private", "foot": "no"}, Walk.NONE),
    ({"highway": "trunk", "sidewalk": "both", "access": "private"}, Walk.PRIVATE),
    ({"highway": "residential", "access": "destination"}, Walk.PUBLIC),
    ({"route": "ferry"}, Walk.NONE),
    ({"route": "ferry", "foot": "yes"}, Walk.NONE),
    ({}, Walk.NONE),
]


@pytest.mark.parametrize(
    ("tags", "expected"), TABLE, ids=lambda v: " ".join(f"{k}={w}" for k, w in v.items()) if isinstance(v, dict) else v
)
def test_filter(tags: dict[str, str], expected: Walk) -> None:
    assert walk_access(tags) is expected


def test_the_filter_is_stated_in_words() -> None:
    for word in ("motorway", "trunk", "foot=no|private|use_sidepath", "access=no", "access=private", "steps", "cycleways"):
        assert word in FILTER_STATEMENT
