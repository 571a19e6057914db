"""What our server adds to Streamlit's, however that is started: by ``planner app`` or by ``streamlit run app.py``."""

from __future__ import annotations

from pathlib import Path

from starlette.middleware import Middleware

from planner.ui.app import PAGES
from planner.ui.serving.firstpage import FirstPage

#: The script Streamlit runs for every session.
SCRIPT = Path(__file__).parents[1] / "app.py"
#: The first of the pages is the map, whose address is empty.
MIDDLEWARE = [Middleware(FirstPage, pages=frozenset({"", *list(PAGES)[1:]}))]
