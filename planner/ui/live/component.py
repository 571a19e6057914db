"""The Leaflet map as a component of the page: Leaflet from its package, our own scripts, and what was already sent to this browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, MutableMapping
from functools import cache
from importlib.resources import files
from typing import Any

import streamlit as st

from planner.report import asset, leaflet
from planner.ui.live.blocks import Block

_SCRIPTS = ("livemap.js", "liveboxes.js", "livetools.js", "live.js")
#: Key of the component, of the names of blocks this session's browser has, and of the number of the last act that was carried out.
KEY, SENT, DONE = "livemap", "livemap-sent", "livemap-done"


def payload(head: Mapping[str, Any], blocks: Mapping[str, Block], session: MutableMapping[Any, Any]) -> bytes:
    """Write a message: everything that is small, and those blocks the browser does not have yet."""
    sent: set[str] = session.setdefault(SENT, set())
    new = [b for name, b in blocks.items() if name not in sent]
    sent.update(b.name for b in new)
    bodies = b",".join(b'"%s":%s' % (b.name.encode(), b.body) for b in new)
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=str).encode()
    return b'%s,"blocks":{%s}}' % (text[:-1], bodies)


def forget(names: Any, session: MutableMapping[Any, Any]) -> None:
    """Note that the browser lacks blocks after all."""
    if isinstance(names, list):
        session.setdefault(SENT, set()).difference_update(str(n) for n in names)


def library() -> None:
    """Bring Leaflet and our scripts into the page; outside of what is run again at every click, so that they are sent once."""
    _library()(key=f"{KEY}-library", height=1)


def show(data: bytes, done: Callable[[], None]) -> None:
    """Show the map; ``done`` is called when something was done on it, which :func:`new_acts` then gives."""
    _map()(key=KEY, data=data, on_act_change=done)


def new_acts(session: MutableMapping[Any, Any]) -> list[Mapping[str, Any]]:
    """Return what was done on the map since this was asked last, in order; an act that came twice is given once."""
    value = session.get(KEY, {}).get("act")
    sent = value.get("acts") if isinstance(value, Mapping) else None
    acts = [a for a in sent if isinstance(a, Mapping) and isinstance(a.get("number"), int | float)] if isinstance(sent, list) else []
    new = sorted((a for a in acts if a["number"] > session.get(DONE, 0)), key=lambda a: float(a["number"]))
    if new:
        session[DONE] = new[-1]["number"]
    return new


@cache
def _map() -> Any:
    """Register the map, once a process: a few lines that call what the library holds."""
    return st.components.v2.component(KEY, html='<div class="pl-root"></div>', js=_own("mount.js"))


@cache
def _library() -> Any:
    return st.components.v2.component(f"{KEY}-library", html="<span></span>", js=_js())


def _js() -> str:
    code = "\n".join([re.sub(r"(?m)^//# sourceMappingURL=.*$", "", leaflet("leaflet.js")), "const L = globalThis.leaflet;"])
    own = "\n".join([asset("mapdraw.js"), *(_own(name) for name in _SCRIPTS)])
    css = "\n".join([re.sub(r"url\(images/[^)]*\)", "none", leaflet("leaflet.css")), asset("map.css"), _own("live.css")])
    return f"{code}\n{own}\nwindow.plannerLibrary = {{ plannerLive, css: {json.dumps(css)} }};\nexport default () => {{}};\n"


def _own(name: str) -> str:
    return (files("planner.ui") / "assets" / name).read_text(encoding="utf-8")
