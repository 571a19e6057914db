"""What an officer does on the map, as changes of the scenario: checked, named, told in words. User text stays text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import shapely
from pydantic import ValidationError

from planner.report import change_words
from planner.scenario import CHANGES
from planner.texts import word
from planner.ui.state import Change, SessionState

#: A change as the browser sends it: what was done, and its figures.
Act = Mapping[str, Any]
#: Most corners of a drawn line or outline, and most characters of a name.
MOST_CORNERS, MOST_LETTERS = 2000, 200


class RefusedError(ValueError):
    """What was done on the map cannot become a change; the message is for the officer."""


def change_of(act: Act, taken: Callable[[str], bool], lang: str, keep: Callable[[Mapping[str, Any]], Path]) -> Change:
    """Turn what was done into a change in the form of a scenario file.

    Parameters
    ----------
    act
        ``do`` names it; places are (longitude, latitude) in WGS84.
    taken
        Tells whether an id is in use.
    lang
        Of the message if it is refused.
    keep
        Keeps a drawn shape in a file and gives the file, which the change then names.

    Raises
    ------
    RefusedError
        If a figure or a shape cannot be used.
    """
    name = str(act.get("do", ""))
    maker = _MAKERS.get(name)
    if maker is None:
        raise RefusedError(word("live.refused", lang))
    try:
        body = {k: v for k, v in maker(act, taken).items() if v is not None}
        if "geometry" in body:
            body["file"] = str(keep(_sound(body.pop("geometry"))))
        CHANGES[name].model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise RefusedError(
            word("live.refused_field", lang).format(field=".".join(str(p) for p in first["loc"]), value=first["input"])
        ) from error
    except (KeyError, TypeError, ValueError, shapely.errors.GEOSException) as error:
        raise RefusedError(word("live.refused", lang)) from error
    return {name: body}


def changes_of(
    act: Act, changes: Sequence[Change], ids: frozenset[str], lang: str, keep: Callable[[Mapping[str, Any]], Path]
) -> list[Change]:
    """Turn what was done into changes: one, or one for each parcel of a file; see :func:`change_of`.

    Raises
    ------
    RefusedError
        If one of them cannot be made; then none is.
    """
    if act.get("do") != "add_parcels":
        return [change_of(act, taken_by(changes, ids), lang, keep)]
    made: list[Change] = []
    parcels = act.get("parcels")
    for parcel in parcels if isinstance(parcels, list) else ():
        one = {**parcel, "do": "add_parcel"}
        made.append(change_of(one, taken_by([*changes, *made], ids), lang, keep))
    if not made:
        raise RefusedError(word("live.refused", lang))
    return made


def _add_facility(act: Act, taken: Callable[[str], bool]) -> dict[str, Any]:
    return {
        "id": _free("F-new", taken),
        "name": _text(act.get("name")),
        "kind": _text(act["kind"]),
        "floor_area_m2": _number(act.get("floor_area_m2")),
        "beds": _number(act.get("beds")),
        "at": _place(act["at"]),
    }


def _move_facility(act: Act, taken: Callable[[str], bool]) -> dict[str, Any]:  # noqa: ARG001 - makers share this shape
    return {"id": str(act["id"]), "at": _place(act["at"])}


def _resize_facility(act: Act, taken: Callable[[str], bool]) -> dict[str, Any]:  # noqa: ARG001
    return {"id": str(act["id"]), "floor_area_m2": _number(act.get("floor_area_m2")), "beds": _number(act.get("beds"))}


def _named(act: Act, taken: Callable[[str], bool]) -> dict[str, Any]:  # noqa: ARG001
    return {"id": str(act["id"])}


def _add_parcel(act: Act, taken: Callable[[str], bool]) -> dict[str, Any]:
    figures = ("households", "population", "residential_floor_area_m2", "elderly_floor_area_m2", "elderly_land_area_m2")
    geometry = act.get("geometry")
    if geometry is None:
        corners = _corners(act["ring"], 3)
        geometry = {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}
    own = _text(act.get("id"))
    return {
        "id": own if own and not taken(own) else _free("P-new", taken),
        "name": _text(act.get("name")),
        "geometry": geometry,
        "conditions_date": _text(act.get("conditions_date")),
        **{name: _number(act.get(name)) for name in figures},
    }


def _add_road(act: Act, taken: Callable[[str], bool]) -> dict[str, Any]:
    return {"id": _free("R-new", taken), "geometry": {"type": "LineString", "coordinates": _corners(act["line"], 2)}}


_MAKERS: Mapping[str, Callable[[Act, Callable[[str], bool]], dict[str, Any]]] = {
    "add_facility": _add_facility,
    "move_facility": _move_facility,
    "resize_facility": _resize_facility,
    "close_facility": _named,
    "add_parcel": _add_parcel,
    "add_road": _add_road,
    "open_gate": _named,
    "close_gate": _named,
}
EDITS = frozenset({*_MAKERS, "add_parcels"})


def taken_by(changes: Sequence[Change], ids: frozenset[str]) -> Callable[[str], bool]:
    """Return the ids in use by the changes themselves or among those of the run."""
    mine = {str(body.get("id")) for change in changes for body in change.values()}
    return lambda name: name in mine or name in ids


def told(change: Change, lang: str) -> str:
    """Format a change in words."""
    kind, body = next(iter(change.items()))
    return change_words(kind, body, lang)


def step(state: SessionState, act: Act) -> bool:
    """Carry out undo, redo, taking one change or all of them back; tells whether it was one of these."""
    match act.get("do"):
        case "undo":
            state.undo()
        case "redo":
            state.redo()
        case "clear":
            state.replace(())
        case "drop":
            at = act.get("n")
            if isinstance(at, int | float) and 0 <= at < len(state.changes):
                state.replace([c for i, c in enumerate(state.changes) if i != int(at)])
        case _:
            return False
    return True


def _sound(geometry: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a drawn shape if it can be one: an outline that crosses itself is mended, one without an area is refused."""
    shape = shapely.make_valid(shapely.from_geojson(json.dumps(geometry)))
    polygons = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"]
    if geometry.get("type") in {"Polygon", "MultiPolygon"}:
        if not polygons:
            raise ValueError("no area")
        shape = polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)
    elif shape.length == 0:
        raise ValueError("no length")
    sound: Mapping[str, Any] = json.loads(shapely.to_geojson(shape))
    return sound


def _free(start: str, taken: Callable[[str], bool]) -> str:
    return next(name for n in range(1, 10_000) if not taken(name := f"{start}-{n}"))


def _number(value: Any) -> float | int | None:
    if value is None or value == "":
        return None
    number = float(value)
    if not 0 <= number < 1e9:
        raise ValueError(value)
    return int(number) if number.is_integer() else number


def _text(value: Any) -> str | None:
    text = " ".join(str(value or "").split())[:MOST_LETTERS]
    return text or None


def _place(value: Any) -> list[float]:
    lon, lat = (round(float(v), 6) for v in value)
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(value)
    return [lon, lat]


def _corners(value: Any, least: int) -> list[list[float]]:
    corners = [_place(v) for v in value]
    if not least <= len(corners) <= MOST_CORNERS:
        raise ValueError(len(corners))
    return corners
