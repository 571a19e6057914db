"""Who may walk where: the walking filter as data, applied to the tags of one street.

The filter follows the project's design, section 4.5. It is stated in every result (:data:`FILTER_STATEMENT`), and every reader of streets
uses this one function, so that an OSM file, an OSMnx graph and a bureau's road layer are judged alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

#: Values of ``highway`` that are no street one could stand on, whatever else is tagged.
NOT_THERE = frozenset(
    {
        "abandoned", "aerialway", "aeroway", "barrier", "construction", "corridor", "demolished", "disused", "elevator", "emergency_bay",
        "escape", "ferry", "man_made", "natural", "no", "piste:type", "planned", "power", "proposed", "rail", "railway", "razed",
        "rest_area", "services", "via_ferrata", "waterway",
    }
)  # fmt: skip

#: Values closed to walkers unless the street is tagged for them.
NEEDS_FOOT_TAG = frozenset({"bus_guideway", "busway", "motorway", "motorway_link", "raceway", "trunk", "trunk_link"})

#: Every value of ``highway`` whose meaning is known; what a road layer says beyond these is asked, not walked on.
KNOWN_HIGHWAYS = (
    NOT_THERE
    | NEEDS_FOOT_TAG
    | {
        "bridleway", "crossing", "cycleway", "footway", "living_street", "path", "pedestrian", "platform", "primary", "primary_link",
        "residential", "road", "secondary", "secondary_link", "service", "steps", "tertiary", "tertiary_link", "track", "unclassified",
    }
)  # fmt: skip

FOOT_YES = frozenset({"yes", "designated", "permissive"})
FOOT_NO = frozenset({"no", "private", "use_sidepath"})
SIDEWALK_YES = frozenset({"both", "left", "right", "yes"})
_SIDEWALK_KEYS = ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right")

#: Keys that say a street is not there, or cannot be passed, where they are ``yes``.
_GONE_KEYS = ("abandoned", "disused", "impassable")

#: Keys the filter reads; readers need not keep any other.
TAG_KEYS = ("highway", "foot", "access", "conveying", "motorroad", *_GONE_KEYS, *_SIDEWALK_KEYS)

#: Keys that tell a way over a road.
CROSSING_KEYS = ("footway", "path", "cycleway")

#: Barriers a walker steps past: ``access`` on them speaks of vehicles, only ``foot`` speaks of walkers.
STEPPED_PAST = frozenset(
    {
        "block", "bollard", "cattle_grid", "chain", "cycle_barrier", "debris", "height_restrictor", "jersey_barrier", "kerb",
        "kissing_gate", "log", "motorcycle_barrier", "planter", "rope", "stile", "sump_buster", "toll_booth",
    }
)  # fmt: skip

#: Words of ``access`` by which nobody passes who is not told to: on ways, gates and barriers alike.
ACCESS_NO = frozenset({"emergency", "military", "no"})

#: Words of ``access`` (and of ``foot``) for those who belong there: on ways, gates and barriers alike.
ACCESS_PRIVATE = frozenset(
    {
        "agricultural", "customers", "delivery", "employees", "forestry", "guests", "members", "permit", "private", "residents",
        "staff", "students", "tenants", "visitors",
    }
)  # fmt: skip

FILTER_STATEMENT = (
    "kept: every highway a person may use on foot, service ways, paths, steps, cycleways unless foot=no, anything with "
    "foot=yes|designated|permissive; dropped: motorways and busways without foot tags, trunk without foot tags or sidewalk, construction, "
    "corridors, lifts, escalators, ferries, abandoned, disused or impassable ways, motorroad=yes without foot tags, "
    "foot=no|private|use_sidepath, access=no|military|emergency without foot tags; access=private and the like (residents, permit, "
    "customers, delivery, employees, members) only to or from a place that lies on it; so are ways that private gates alone lead to, and "
    "a private gate is no short cut for others; of several values the strictest holds"
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
    highway, foot, access = (_values(tags.get(key, "")) for key in ("highway", "foot", "access"))
    escalator = "steps" in highway and tags.get("conveying", "no") != "no"
    if not highway or highway & NOT_THERE or foot & FOOT_NO or escalator or any(tags.get(key) == "yes" for key in _GONE_KEYS):
        return WalkAccess.NONE
    if foot & ACCESS_PRIVATE:
        return WalkAccess.PRIVATE
    if foot & FOOT_YES:
        return WalkAccess.PUBLIC
    sidewalk = any(tags.get(key) in SIDEWALK_YES for key in _SIDEWALK_KEYS)
    if any(not (one.startswith("trunk") and sidewalk) for one in highway & NEEDS_FOOT_TAG) or tags.get("motorroad") == "yes":
        return WalkAccess.NONE
    if access & ACCESS_NO:
        return WalkAccess.NONE
    return WalkAccess.PRIVATE if access & ACCESS_PRIVATE else WalkAccess.PUBLIC


@lru_cache(maxsize=4096)
def _values(text: str) -> frozenset[str]:
    """Return the values of a tag: several stand in one, apart by semicolons."""
    return frozenset(part for one in text.split(";") if (part := one.strip()))


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
    foot = _values(tags.get("foot", ""))
    if foot & FOOT_YES and not foot & (FOOT_NO | ACCESS_PRIVATE):
        return False
    if tags.get("barrier", "") in STEPPED_PAST:
        return "no" in foot
    return bool((foot or _values(tags.get("access", ""))) & ACCESS_NO) or tags.get("locked") == "yes"


def is_private_gate(tags: Mapping[str, str]) -> bool:
    """Return whether only those who belong there walk through a gate; what follows from it see ``privategates``.

    Parameters
    ----------
    tags
        OSM tags of the barrier's node.
    """
    said = tags.get("foot", "") if tags.get("barrier", "") in STEPPED_PAST else tags.get("foot") or tags.get("access", "")
    return bool(_values(said) & ACCESS_PRIVATE) and not is_locked(tags)
