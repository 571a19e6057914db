"""Tiles under the live map, where the bureau sets them: 天地图 with its key, or a copy on the intranet. Nothing is asked for unless set.

Settings, in the environment or in ``.streamlit/secrets.toml`` under ``[basemap]``: ``PLANNER_TIANDITU_KEY`` (``tianditu_key``), or
``PLANNER_BASEMAP`` (``url``): an address with ``{z}``, ``{x}``, ``{y}``, which both XYZ and WMTS can be written as;
``PLANNER_BASEMAP_CREDIT`` (``credit``): the line of attribution.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

import streamlit as st

_TIANDITU = (
    "https://t{{s}}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}&STYLE=default"
    "&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
)


def tiles() -> list[dict[str, str]]:
    """Give the layers of tiles that are set, lowest first; none where nothing is set."""
    return layers_of({name: os.environ.get(name, "") or secret for name, secret in _secrets().items()})


def layers_of(settings: Mapping[str, str]) -> list[dict[str, str]]:
    """Turn settings into layers of tiles.

    Examples
    --------
    >>> layers_of({"PLANNER_BASEMAP": "http://gis.bureau/{z}/{x}/{y}.png"})
    [{'url': 'http://gis.bureau/{z}/{x}/{y}.png', 'attribution': ''}]
    """
    key, url = settings.get("PLANNER_TIANDITU_KEY", ""), settings.get("PLANNER_BASEMAP", "")
    if key:
        made = [_TIANDITU.format(layer=layer, key=quote(key, safe="")) for layer in ("vec", "cva")]
        return [{"url": one, "subdomains": "01234567", "attribution": "天地图"} for one in made]
    if urlsplit(url).scheme in {"http", "https"} and all(part in url for part in ("{z}", "{x}", "{y}")):
        return [{"url": url, "attribution": settings.get("PLANNER_BASEMAP_CREDIT", "")}]
    return []


def _secrets() -> dict[str, str]:
    names = {"PLANNER_TIANDITU_KEY": "tianditu_key", "PLANNER_BASEMAP": "url", "PLANNER_BASEMAP_CREDIT": "credit"}
    if not any((place / ".streamlit" / "secrets.toml").is_file() for place in (Path.cwd(), Path.home())):
        return dict.fromkeys(names, "")
    given = st.secrets.get("basemap", {})
    return {name: str(given.get(short, "")) for name, short in names.items()}
