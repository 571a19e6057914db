"""Problems that ``planner.network`` reports: code → what is wrong and what was done or how to mend it, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

PROBLEMS: Mapping[str, Mapping[str, str]] = {}
