"""The border where a fault of a page, or of what a click does, becomes a message an officer can read; the log keeps the rest."""

from __future__ import annotations

import logging
import traceback
from hashlib import sha256

import streamlit as st

from planner.errors import InputError, PlannerError
from planner.texts import word

_LOG = logging.getLogger(__name__)


def show_fault(error: Exception) -> bool:
    """Show a fault that nothing caught, in the language of the page: its cause, what is kept, and a number that stands in the log too.

    Parameters
    ----------
    error
        What was raised.

    Returns
    -------
    bool
        Always true: nothing of Streamlit's own is to be shown.
    """
    lang = "en" if st.session_state.get("language") == "English" else "zh"
    ref = reference(error)
    _LOG.error("%s", word("app.fault.number").format(ref=ref), exc_info=error)
    st.error(word("app.fault", lang))
    if isinstance(error, PlannerError):
        said = "\n".join(p.line(lang) for p in error.problems) if isinstance(error, InputError) else str(error)
        st.text(f"{word('app.fault.cause', lang)}{said}")
    else:
        st.text(word("app.fault.bug", lang).format(kind=f"{type(error).__name__}: {str(error)[:200]}"))
    st.text(word("app.fault.kept", lang).format(ref=ref))
    st.button(word("app.fault.again", lang), key="fault-again")
    return True


def reference(error: Exception) -> str:
    """Return the number of a fault: the same for the same kind raised at the same line."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    where = "".join(f"{frame.filename}:{frame.lineno}" for frame in last)
    return sha256(f"{type(error).__name__} {where}".encode()).hexdigest()[:8].upper()
