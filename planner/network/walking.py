"""Who may walk where: the walking filter as data, applied to the tags of one street.

The filter follows the project's design, section 4.5. It is stated in every result (:data:`FILTER_STATEMENT`), and every reader of streets
uses this one function, so that an OSM file, an OSMnx graph and a bureau's road layer are judged alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

#: Values of ``highway`` that are no street one could stand on, whatever else is tagged.
NOT_THERE = frozenset(
    {
        "abandoned", "construction", "corridor", "demolished", "disused", "elevator", "emergency_bay", "escape", "no", "planned",
        "proposed", "razed", "rest_area", "services", "via_ferrata",
    }
)  # fmt: skip

#: Values closed to walkers unless the street is tagged for them.
NEEDS_FOOT_TAG = frozenset({"bus_guideway", "busway", "motorway", "motorway_link", "raceway", "trunk", "trunk_link"})

FOOT_YES = frozenset({"yes", "designated", "permissive"})
FOOT_NO = frozenset({"no", "private", "use_sidepath"})
SIDEWALK_YES = frozenset({"both", "left", "right", "yes"})
_SIDEWALK_KEYS = ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right")

#: Keys the filter reads; readers need not keep any other.
TAG_KEYS = ("highway", "foot", "access", "conveying", *_SIDEWALK_KEYS)

#: Keys that tell a way over a road.
CROSSING_KEYS = ("footway", "path", "cycleway")

#: Barriers a walker steps past: ``access`` on them speaks of vehicles, only ``foot`` speaks of walkers.
STEPPED_PAST = frozenset(
    {
        "block", "bollard", "cattle_grid", "chain", "cycle_barrier", "debris", "height_restrictor", "jersey_barrier", "kerb",
        "kissing_gate", "log", "motorcycle_barrier", "planter", "rope", "stile", "sump_buster", "toll_booth",
    }
)  # fmt: skip

#: Who may pass a gate through which others do not walk.
GATE_PRIVATE = frozenset({"customers", "delivery", "employees", "members", "permit", "private", "residents"})

FILTER_STATEMENT = (
    "kept: every highway a person may use on foot, service ways, paths, steps, cycleways unless foot=no, anything with "
    "foot=yes|designated|permissive; dropped: motorways and busways without foot tags, trunk without foot tags or sidewalk, construction, "
    "corridors, lifts, escalators, ferries, foot=no|private|use_sidepath, access=no without foot tags; access=private only to or from a "
    "place that lies on it; so are ways that private gates alone lead to, and a private gate is no short cut for others"
)


class WalkAccess(StrEnum):
    """What a walker may do on a street."""

    PUBLIC = "public"
    PRIVATE = "private"
    NONE = "none"


def walk_access(tags: Mapping[str, str]) -> WalkAccess:
    """Judge one street by its tags.

    Parameters
    ----------
    tags
        OSM tags of the way; only :data:`TAG_KEYS` are read.

    Returns
    -------
    WalkAccess
        ``PUBLIC`` anyone may walk; ``PRIVATE`` only to or from a place that lies on it; ``NONE`` not part of the walk network.

    Examples
    --------
    >>> walk_access({"highway": "trunk"}), walk_access({"highway": "trunk", "sidewalk": "both"})
    (<Walk.NONE: 'none'>, <Walk.PUBLIC: 'public'>)
    """
    highway = tags.get("highway", "")
    foot = tags.get("foot", "")
    access = tags.get("access", "")
    if not highway or highway in NOT_THERE or foot in FOOT_NO:
        return WalkAccess.NONE
    if highway == "steps" and tags.get("conveying", "no") != "no":
        return WalkAccess.NONE
    if foot in FOOT_YES:
        return WalkAccess.PUBLIC
    if highway in NEEDS_FOOT_TAG and not (highway.startswith("trunk") and any(tags.get(k) in SIDEWALK_YES for k in _SIDEWALK_KEYS)):
        return WalkAccess.NONE
    if access == "no":
        return WalkAccess.NONE
    return WalkAccess.PRIVATE if access == "private" else WalkAccess.PUBLIC


def is_crossing(tags: Mapping[str, str]) -> bool:
    """Return whether a way leads walkers over a road: ``footway``, ``path`` or ``cycleway`` is tagged ``crossing``.

    A crossing *node* on a road is none: who walks along that road does not wait there.

    Parameters
    ----------
    tags
        OSM tags of the way.
    """
    return any(tags.get(key) == "crossing" for key in CROSSING_KEYS)


def is_locked(tags: Mapping[str, str]) -> bool:
    """Return whether nobody walks through a barrier that stands on a street.

    ``foot`` goes before ``access``; on a barrier that walkers step past (:data:`STEPPED_PAST`) it alone counts.

    Parameters
    ----------
    tags
        OSM tags of the barrier's node.
    """
    foot = tags.get("foot", "")
    if foot in FOOT_YES:
        return False
    if tags.get("barrier", "") in STEPPED_PAST:
        return foot == "no"
    return (foot or tags.get("access", "")) == "no" or tags.get("locked") == "yes"


def is_private_gate(tags: Mapping[str, str]) -> bool:
    """Return whether only those who belong there walk through a gate; what follows from it see ``privategates``.

    Parameters
    ----------
    tags
        OSM tags of the barrier's node.
    """
    said = tags.get("foot", "") if tags.get("barrier", "") in STEPPED_PAST else tags.get("foot") or tags.get("access", "")
    return said in GATE_PRIVATE and not is_locked(tags)
