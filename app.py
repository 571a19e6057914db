"""Open a finished run: ``streamlit run app.py -- out/baseline``."""

from streamlit.starlette import App

from planner.ui.serving.faults import show_fault
from planner.ui.serving.parts import MIDDLEWARE, SCRIPT

app = App(SCRIPT, middleware=MIDDLEWARE, on_script_error=show_fault)
