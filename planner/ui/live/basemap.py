"""Tiles under the live map, where the bureau sets them: 天地图 with its key, or a copy on the intranet. Nothing is asked for unless set.

Settings, in the environment or in ``.streamlit/secrets.toml`` under ``[basemap]``: ``PLANNER_TIANDITU_KEY`` (``tianditu_key``), or
``PLANNER_BASEMAP`` (``url``): an address with ``{z}``, ``{x}``, ``{y}`` (or WMTS's ``{TileMatrix}``, ``{TileCol}``, ``{TileRow}``), which
both XYZ and WMTS can be written as; ``PLANNER_BASEMAP_CREDIT`` (``credit``): the line of attribution.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import streamlit as st

from planner.texts import word

_TIANDITU = (
    "https://t{{s}}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}&STYLE=default"
    "&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
)
_WMTS = {"{tilematrix}": "{z}", "{tilecol}": "{x}", "{tilerow}": "{y}"}
_PARTS = frozenset({"{z}", "{x}", "{y}", "{s}"})
_NAMES = {"PLANNER_TIANDITU_KEY": "tianditu_key", "PLANNER_BASEMAP": "url", "PLANNER_BASEMAP_CREDIT": "credit"}


def tiles() -> list[dict[str, Any]]:
    """Return the layers of tiles that are set, lowest first; none where nothing is set, or what is set cannot be used."""
    return layers_of(settings())


def trouble(lang: str) -> str:
    """Describe what is wrong with the settings; empty where nothing is."""
    given = settings()
    code = wrong_with(given)
    return word(f"live.basemap.{code}", lang).format(value=given.get("PLANNER_BASEMAP", "")[:120]) if code else ""


def settings() -> dict[str, str]:
    """Read the settings: the environment first, then the file of secrets."""
    return {name: os.environ.get(name, "").strip() or secret for name, secret in _secrets().items()}


def layers_of(given: Mapping[str, str]) -> list[dict[str, Any]]:
    """Turn settings into layers of tiles.

    Examples
    --------
    >>> layers_of({"PLANNER_BASEMAP": "http://gis.bureau/{z}/{x}/{y}.png"})
    [{'url': 'http://gis.bureau/{z}/{x}/{y}.png', 'attribution': ''}]
    """
    if wrong_with(given):
        return []
    key, url = given.get("PLANNER_TIANDITU_KEY", ""), given.get("PLANNER_BASEMAP", "")
    if key:
        made = [_TIANDITU.format(layer=layer, key=quote(key, safe="")) for layer in ("vec", "cva")]
        return [{"url": one, "subdomains": "01234567", "attribution": word("live.basemap.tianditu"), "max": 18} for one in made]
    return [{"url": _plain(url), "attribution": given.get("PLANNER_BASEMAP_CREDIT", "")}] if url else []


def wrong_with(given: Mapping[str, str]) -> str:
    """Return what is wrong with settings: ``secrets``, ``both``, ``scheme``, ``parts``; empty where nothing is.

    Examples
    --------
    >>> wrong_with({"PLANNER_BASEMAP": "http://gis.bureau/tiles"})
    'parts'
    """
    url = _plain(given.get("PLANNER_BASEMAP", ""))
    if given.get("secrets"):
        return "secrets"
    if not url:
        return ""
    if given.get("PLANNER_TIANDITU_KEY"):
        return "both"
    try:
        address = urlsplit(url)
    except ValueError:
        return "scheme"
    if address.scheme not in {"http", "https"} or not address.netloc:
        return "scheme"
    found = set(re.findall(r"\{[^}]*\}", url))
    return "" if {"{z}", "{x}", "{y}"} <= found <= _PARTS else "parts"


def _plain(url: str) -> str:
    """Write WMTS's names of a tile as Leaflet knows them."""
    return re.sub(r"\{Tile(?:Matrix|Col|Row)\}", lambda m: _WMTS[m[0].lower()], url.strip(), flags=re.IGNORECASE)


def _secrets() -> dict[str, str]:
    none = dict.fromkeys(_NAMES, "")
    if not any((place / ".streamlit" / "secrets.toml").is_file() for place in (Path.cwd(), Path.home())):
        return none
    try:
        given = st.secrets.get("basemap", {})
        return {name: str(given.get(short, "")).strip() for name, short in _NAMES.items()}
    except (ValueError, KeyError, AttributeError, OSError):  # a file that cannot be read is told, not followed
        return {**none, "secrets": "unreadable"}
