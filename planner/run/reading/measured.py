"""Walking times that an officer measured (实测): read from a list, and put in place of the computed ones, with their source."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.access.count import COMPUTED, Pairs, nearest_of, pairs_of, with_measured
from planner.errors import InputError, Problem, Severity
from planner.inputs import FieldKind, is_missing, parse_date, parse_number
from planner.inputs.formats import load
from planner.model import InputSpec
from planner.run.walks import Group, Nearest, Walks, walking
from planner.scenario import WalkSettings
from planner.texts.access import MEASURED_HEADERS, MEASURED_SOURCE

#: Nobody measures a longer walk than this, minutes.
LONGEST_MIN = 180


@dataclass(frozen=True, slots=True)
class MeasuredWalk:
    """One row of the list: a home, or a community and with it all of its homes, a facility, minutes, who says so and when."""

    row: int
    home: str
    community: str
    facility: str
    minutes: Decimal
    source: str
    on: date | None

    def source_shown(self) -> str:
        """Return the source as results show it."""
        day = "" if self.on is None else f" {self.on.isoformat()}"
        return MEASURED_SOURCE.format(day=day, source=self.source)


@dataclass(frozen=True, slots=True)
class Measured:
    """A list of measured walks: file, rows that can be used, and what was noticed."""

    file: str
    walks: tuple[MeasuredWalk, ...]
    problems: tuple[Problem, ...]


def read_measured(spec: InputSpec) -> Measured:
    """Read a list of measured walks.

    Parameters
    ----------
    spec
        A CSV or Excel file; Chinese or English headers, see :data:`planner.texts.access.MEASURED_HEADERS`.

    Returns
    -------
    Measured
        A row without a home or community, a facility, believable minutes or a source is not used, and said so.

    Raises
    ------
    InputError
        If the file cannot be read or lacks a column; with every column it lacks.
    """
    source = load(spec)
    columns = {field: at for at, header in enumerate(source.headers) if (field := _field(header)) is not None}
    lacking = [words[0] for field, words in MEASURED_HEADERS.items() if field in {"facility", "minutes", "source"} and field not in columns]
    if not columns.keys() & {"home", "community"}:
        lacking.append("/".join(MEASURED_HEADERS[f][0] for f in ("home", "community")))
    if lacking:
        raise InputError([Problem("measured.no_column", Severity.ERROR, spec.name, field=name) for name in lacking])
    walks: list[MeasuredWalk] = []
    problems = list(source.problems)
    for at, row in enumerate(source.rows.tolist()):
        cells = {field: source.cells[column][at].strip() for field, column in columns.items()}
        texts = {field: "" if is_missing(text) else text for field, text in cells.items()}
        headers = {field: source.headers[column] for field, column in columns.items()}
        walk = _walk(texts, headers, spec.name, row, problems)
        walks += [walk] if walk else []
    return Measured(spec.name, tuple(walks), tuple(problems))


def _field(header: str) -> str | None:
    text = _plain(header)
    return next((field for field, words in MEASURED_HEADERS.items() if text in {field, *map(_plain, words)}), None)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def _walk(texts: dict[str, str], headers: dict[str, str], file: str, row: int, problems: list[Problem]) -> MeasuredWalk | None:
    """Read one row; everything wrong with it is told at once."""
    found: list[Problem] = []
    home, community = texts.get("home", ""), texts.get("community", "")
    if not home and not community:
        found.append(Problem("measured.no_home", Severity.DOUBT, file, row, headers.get("home", headers.get("community", ""))))
    found += [Problem("measured.blank", Severity.DOUBT, file, row, headers[f]) for f in ("facility", "source") if not texts[f]]
    cell = parse_number(texts["minutes"], FieldKind.AREA)
    minutes = cell.value if isinstance(cell.value, Decimal) and not cell.doubt else None
    if minutes is None or not 0 < minutes <= LONGEST_MIN:
        params = {"limit": LONGEST_MIN}
        found.append(Problem("measured.minutes", Severity.DOUBT, file, row, headers["minutes"], value=texts["minutes"], params=params))
    day = parse_date(texts["on"]) if texts.get("on") else None
    on = day.value if day is not None and isinstance(day.value, date) else None
    if day is not None and (on is None or day.doubt):
        problems.append(Problem("measured.date", Severity.DOUBT, file, row, headers["on"], value=texts["on"]))
    problems += found
    if found or minutes is None:
        return None
    return MeasuredWalk(row, home, community, texts["facility"], minutes, texts["source"], on)


@dataclass(frozen=True, slots=True, eq=False)
class PlacedWalks:
    """Measured walks matched to homes and facilities.

    Attributes
    ----------
    home
        Row of the home, shape (pairs,).
    facility
        Id of the facility, shape (pairs,).
    walk
        Row in ``walks``.
    walks
        The rows of the list.
    """

    home: np.ndarray[tuple[int], np.dtype[np.int64]]
    facility: np.ndarray[tuple[int], np.dtype[np.object_]]
    walk: np.ndarray[tuple[int], np.dtype[np.int64]]
    walks: tuple[MeasuredWalk, ...]

    def pairs(self, facilities: pd.Index, metres_a_minute: float) -> Pairs:
        """Return the walks to some facilities as pairs; minutes count at the pace of the scenario's profile."""
        row = facilities.astype(str).get_indexer(pd.Index(self.facility, dtype=object)).astype(np.int64)
        at = np.flatnonzero(row >= 0)
        metres = np.asarray([float(self.walks[w].minutes) * metres_a_minute for w in self.walk[at]], dtype=np.float64)
        return Pairs(row[at], self.home[at], metres, self.walk[at])


def place_measured(measured: Measured, demand: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame) -> tuple[PlacedWalks, list[Problem]]:
    """Match measured walks to homes and facilities; a home's own walk goes before its community's, a later row before an earlier one.

    Parameters
    ----------
    measured
        The list.
    demand
        Homes, with ``community``.
    facilities
        With ``is_open``; only existing ones can be walked to.
    """
    problems: list[Problem] = []
    homes = {str(i): at for at, i in enumerate(demand.index)}
    members = {str(c): np.flatnonzero(g) for c in demand["community"].unique() if (g := demand["community"].to_numpy() == c).any() and c}
    standing = dict(zip(facilities.index.astype(str), facilities["is_open"].to_numpy(dtype=bool), strict=True))
    rows: list[tuple[bool, int, int]] = []
    for number, walk in enumerate(measured.walks):
        at = np.asarray([homes[walk.home]]) if walk.home in homes else members.get(walk.community) if not walk.home else None
        if at is None:
            value = walk.home or walk.community
            problems.append(Problem("measured.unknown_home", Severity.DOUBT, measured.file, walk.row, value=value))
        elif walk.facility not in standing:
            problems.append(Problem("measured.unknown_facility", Severity.DOUBT, measured.file, walk.row, value=walk.facility))
        elif not standing[walk.facility]:
            problems.append(Problem("measured.not_open", Severity.DOUBT, measured.file, walk.row, value=walk.facility))
        else:
            rows += [(bool(walk.home), number, int(home)) for home in at]
    rows.sort()
    home, walk_row = (np.asarray([r[i] for r in rows], dtype=np.int64) for i in (2, 1))
    facility = np.asarray([measured.walks[n].facility for n in walk_row], dtype=object)
    return PlacedWalks(home, facility, walk_row, measured.walks), problems


def measured_walks(demand: gpd.GeoDataFrame, walks: Walks, walk: WalkSettings, placed: PlacedWalks) -> Walks:
    """Put measured walks in place of the computed ones and find the nearest facilities anew; other homes stay as they are.

    Parameters
    ----------
    demand, walk
        What the walks were computed from.
    walks
        Computed walks.
    placed
        Measured walks.
    """
    sets, said = dict(walks.sets), {}
    for name, group in walks.groups.items():
        measured = placed.pairs(group.places.index, walking(walk, walk.profile).speed_m_s * 60)
        sets[name], said[name] = _nearest_anew(group, demand, walks.sets[name], (measured, placed.walks))
    return replace(walks, sets=sets, measured=said)


def _nearest_anew(
    group: Group, demand: gpd.GeoDataFrame, near: Nearest, measured: tuple[Pairs, Sequence[MeasuredWalk]]
) -> tuple[Nearest, np.ndarray[tuple[int], np.dtype[np.object_]]]:
    """Nearest of one set with measured walks, and the source of each walk that is one."""
    pairs, walks = measured
    said = np.full(len(demand), "", dtype=object)
    rows = np.unique(pairs.home)
    if not len(rows):
        return near, said
    names = group.places.index
    computed = pairs_of(group.reach.times(demand.geometry.iloc[rows]), names, demand.index, group.reach.profile)
    best = nearest_of(with_measured(computed, pairs), len(demand))
    metres, ids = near.metres.copy(), near.ids.copy()
    metres[rows], ids[rows] = np.nan, ""
    metres[best.home] = best.metres
    ids[best.home] = names.astype(str).to_numpy(dtype=object)[best.facility]
    taken = best.measured != COMPUTED
    said[best.home[taken]] = [walks[w].source_shown() for w in best.measured[taken]]
    return Nearest(metres, ids), said


def measured_notes(measured: Measured, placed: PlacedWalks, computed: Walks, pace_m_s: float) -> Iterator[Problem]:
    """Report every measured walk that stands in place of a computed one, with what was computed at the scenario's pace."""
    near = computed.sets["facility"]
    for number in np.unique(placed.walk).tolist():
        walk = placed.walks[number]
        mine = placed.home[placed.walk == number]
        same = mine[near.ids[mine] == walk.facility]
        before = "—" if not len(same) else f"{float(np.median(near.metres[same])) / 60 / pace_m_s:.1f}"
        params = {
            "minutes": str(walk.minutes),
            "computed": before,
            "homes": len(mine),
            "facility": walk.facility,
            "said": walk.source_shown(),
        }
        yield Problem("measured.used", Severity.NOTE, measured.file, walk.row, subject=walk.home or walk.community, params=params)
