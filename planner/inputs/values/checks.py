"""Values that read well alone and make no sense together. Each finding doubts the fields concerned; nothing is corrected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.errors import Severity
from planner.inputs.headers.fields import STEP_FIELDS
from planner.inputs.values.columns import Frame

MOST_PERSONS_PER_HOUSEHOLD = 15
"""Above this a parcel's households or population is taken for a slip of the pen; the 2020 census counts 2.62 persons per household."""

Values = Mapping[str, NDArray[Any]]


def check_rows(values: Values, headers: Mapping[str, str], frame: Frame) -> None:
    """Look for absurdities between the fields of each row.

    Parameters
    ----------
    values
        Canonical field → column as read.
    headers
        Canonical field → header in the file.
    frame
        Takes doubts and problems.
    """
    if frame.noun == "parcel":
        _check_people(values, headers, frame)
        _check_steps(values, headers, frame)
    elif frame.noun == "facility":
        _check_facility(values, headers, frame)
    elif frame.noun == "community":
        _check_share(values, headers, frame, ("elderly_60", "population"))
    elif frame.noun == "demand":
        _check_share(values, headers, frame, ("older_persons", "persons"))


def _doubt(frame: Frame, headers: Mapping[str, str], at: int, field: str, **said: object) -> None:
    code = str(said.pop("code"))
    value = str(said.pop("value"))
    frame.doubts.setdefault((frame.ids[at], field), code)
    frame.log.add(code, Severity.DOUBT, row=frame.rows[at], field=headers.get(field, field), subject=frame.ids[at], value=value, **said)


def _number(value: float) -> str:
    return np.format_float_positional(value, trim="-")


def _check_people(values: Values, headers: Mapping[str, str], frame: Frame) -> None:
    nothing = np.full(len(frame.ids), np.nan)
    homes = values.get("households", nothing)
    people = values.get("population", nothing)
    floor = values.get("residential_floor_area_m2", nothing)
    for at in np.flatnonzero((homes == 0) & ((people > 0) | (floor > 0))).tolist():
        _doubt(frame, headers, at, "households", code="parcel.no_households", value="0")
    for at in np.flatnonzero((people == 0) & ((homes > 0) | (floor > 0))).tolist():
        _doubt(frame, headers, at, "population", code="parcel.no_people", value="0")
    for at in np.flatnonzero((homes > 0) & (people > homes * MOST_PERSONS_PER_HOUSEHOLD)).tolist():
        said = {"homes": _number(homes[at]), "people": _number(people[at]), "each": f"{people[at] / homes[at]:.0f}"}
        for field, value in (("households", homes[at]), ("population", people[at])):
            _doubt(frame, headers, at, field, code="parcel.crowded", value=_number(value), **said)


def _check_steps(values: Values, headers: Mapping[str, str], frame: Frame) -> None:
    """Doubt a step dated before an earlier step of its own track."""
    for track in STEP_FIELDS:
        fields = [field for field in track if field in values]
        for at in range(len(frame.ids)):
            latest: tuple[date, str] | None = None
            for field in fields:
                day = values[field][at]
                if day is None:
                    continue
                if latest is not None and day < latest[0]:
                    earlier = headers.get(latest[1], latest[1])
                    _doubt(
                        frame,
                        headers,
                        at,
                        field,
                        code="dates.backwards",
                        value=day.isoformat(),
                        earlier=earlier,
                        before=latest[0].isoformat(),
                    )
                else:
                    latest = (day, field)


def _check_facility(values: Values, headers: Mapping[str, str], frame: Frame) -> None:
    if "floor_area_m2" not in values:
        return
    status = values.get("status", np.full(len(frame.ids), "open", dtype=object))
    for at in np.flatnonzero((values["floor_area_m2"] == 0) & ((status == "open") | (status == ""))).tolist():
        _doubt(frame, headers, at, "floor_area_m2", code="facility.no_floor", value="0")


def _check_share(values: Values, headers: Mapping[str, str], frame: Frame, pair: tuple[str, str]) -> None:
    """Doubt a part that is larger than the whole."""
    part, whole = pair
    if part not in values or whole not in values:
        return
    for at in np.flatnonzero(values[part] > values[whole]).tolist():
        value = _number(values[part][at])
        _doubt(
            frame,
            headers,
            at,
            part,
            code="people.part_over_whole",
            value=value,
            whole=headers.get(whole, whole),
            most=_number(values[whole][at]),
        )
