"""Files of others that the package carries: Leaflet, and the font of the plates. The build lays them into ``vendor``, with licences."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from planner.errors import InputError, Problem, Severity

_FONT = "noto-sans-sc/NotoSansSC-Regular.ttf"


def leaflet(name: str) -> str:
    """Return one of Leaflet's files.

    Raises
    ------
    InputError
        If the package was put together without it.
    """
    return _carried(f"leaflet/{name}").read_text(encoding="utf-8")


def font_file() -> Path:
    """Return the place of Noto Sans SC.

    Raises
    ------
    InputError
        If the package was put together without it.
    """
    return _carried(_FONT)


def asset(name: str) -> str:
    """Return one of our own files of the map page."""
    return (files("planner.report") / "assets" / name).read_text(encoding="utf-8")


def _carried(name: str) -> Path:
    path = Path(__file__).with_name("vendor") / name
    if not path.is_file():
        raise InputError([Problem("report.carrier_missing", Severity.ERROR, value=Path(name).name)])
    return path
