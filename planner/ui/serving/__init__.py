"""The server of the app: ``launch`` starts and ends it, ``firstpage`` is what a browser gets first, ``faults`` what a fault shows.

All of it runs in the process of the command itself, so that nothing is left when that ends.
"""

from __future__ import annotations

from planner.ui.serving.launch import launch

__all__ = ["launch"]
