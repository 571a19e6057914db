"""What a browser gets first: Streamlit's empty page with our title, language and a word of progress; and what an unknown address gets."""

from __future__ import annotations

import json
import re
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config

from planner.texts import STREAMLIT_SENTENCES, word
from planner.ui.look import STREAMLIT_WORDS_STYLE

#: Addresses that Streamlit answers itself, by their first part.
_STREAMLITS = frozenset({"_stcore", "app", "auth", "component", "media", "oauth2callback", "static"})
_HEADERS = {"Cache-Control": "no-cache"}


class FirstPage:
    """Put our first page in the place of Streamlit's, and lead an address that no page has to the map.

    Parameters
    ----------
    app
        The server behind.
    pages
        Addresses of the pages, without the slash; the empty one is the map.
    """

    def __init__(self, app: ASGIApp, pages: frozenset[str]) -> None:
        self._app = app
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        answer = self._answer(scope) if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} else None
        await (answer or self._app)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        base = "/" + str(config.get_option("server.baseUrlPath")).strip("/")
        path = str(scope["path"])
        if not path.startswith(base):
            return None
        place = path.removeprefix(base.rstrip("/")).removeprefix("/")
        if place in self._pages:
            return HTMLResponse(first_page(), headers=_HEADERS)
        is_page = "text/html" in Headers(scope=scope).get("accept", "")
        if is_page and place.split("/")[0] not in _STREAMLITS and not place.endswith("/") and not (_static() / place).is_file():
            return RedirectResponse(base, status_code=307, headers={"Cache-Control": "no-store"})
        return None


@cache
def first_page() -> str:
    """Return Streamlit's own first page with our words.

    It begins in Chinese, as every session does. What a future Streamlit no longer has in its page is left as it is there.
    """
    page = (_static() / "index.html").read_text(encoding="utf-8")
    title = escape(word("app.title"))
    opening = (
        f"<h1>{title}</h1><p>{escape(word('app.first'))}</p><div class='bar'></div><p class='long'>{escape(word('app.first.long'))}</p>"
    )
    words = json.dumps({"sentences": STREAMLIT_SENTENCES}, ensure_ascii=False).replace("<", "\\u003c")
    head = f"<style>{_asset('first.css')}{STREAMLIT_WORDS_STYLE}</style><script>const plannerWords = {words};{_asset('first.js')}</script>"
    parts = (
        (r'<html lang="en">', '<html lang="zh-CN">'),
        (r"<title>.*?</title>", f"<title>{title}</title>{head}"),
        (r'<link rel="service-desc"[^>]*>', ""),
        (r"<noscript>.*?</noscript>", f"<noscript><p>{escape(word('app.first.script'))}</p></noscript>"),
        (r'<div id="root"></div>', f'<div id="planner-first" role="status">{opening}</div><div id="root"></div>'),
    )
    for pattern, ours in parts:
        page = re.sub(pattern, lambda _, ours=ours: ours, page, count=1, flags=re.DOTALL)  # type: ignore[misc]
    return page


def _asset(name: str) -> str:
    return files("planner.ui.serving").joinpath(name).read_text(encoding="utf-8")


def _static() -> Path:
    return Path(str(files("streamlit").joinpath("static")))
