"""Open a finished run: ``streamlit run app.py -- out/baseline``."""

from planner.ui.app import main

main()
