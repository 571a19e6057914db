"""Tables that are made when somebody first asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from threading import RLock

import pandas as pd

Maker = Callable[[], pd.DataFrame]


class LazyTables(Mapping[str, pd.DataFrame]):
    """Tables by name, each made once. Safe to share between threads.

    Parameters
    ----------
    makers
        Table, or what makes it, by name; the order is kept.
    """

    def __init__(self, makers: Mapping[str, Maker | pd.DataFrame]) -> None:
        self._made: dict[str, Maker | pd.DataFrame] = dict(makers)
        self._lock = RLock()

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a table."""
        found = self._made[name]
        if isinstance(found, pd.DataFrame):
            return found
        with self._lock:
            found = self._made[name]
            if not isinstance(found, pd.DataFrame):
                found = self._made[name] = found()
        return found

    def __iter__(self) -> Iterator[str]:
        """Return the names."""
        return iter(self._made)

    def __len__(self) -> int:
        """Count the tables."""
        return len(self._made)
