"""What a source says of its gates and barriers: kind, who may pass, when; and whom they keep out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.errors import Problem, Severity
from planner.network.walking import is_locked, is_private_gate

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

#: Tags of a barrier's node that readers keep.
GATE_KEYS = ("barrier", "access", "foot", "locked", "opening_hours")


@dataclass(frozen=True, slots=True, eq=False)
class GateTable:
    """Gates and barriers of a source, one row each.

    Attributes
    ----------
    node
        Node the gate stands on; -1 where the streets do not meet (a locked gate), shape (gates,).
    kind
        Value of ``barrier``: ``gate``, ``lift_gate``, ``bollard`` …
    access
        Who may pass, as the source says it: ``foot`` where it is tagged, else ``access``; empty where it says nothing.
    hours
        Text of ``opening_hours``, empty where there is none. Kept, never evaluated.
    locked
        True where nobody walks through.
    private
        True where only those pass who belong there.
    lon, lat
        Places, degrees WGS84.
    """

    node: IntArray
    kind: tuple[str, ...]
    access: tuple[str, ...]
    hours: tuple[str, ...]
    locked: npt.NDArray[np.bool_]
    private: npt.NDArray[np.bool_]
    lon: FloatArray
    lat: FloatArray

    def __len__(self) -> int:
        """Count the gates."""
        return len(self.kind)

    def picked(self, rows: IntArray) -> GateTable:
        """Keep some rows, in the order given."""
        kind, access, hours = (tuple(text[i] for i in rows.tolist()) for text in (self.kind, self.access, self.hours))
        numbers = {name: getattr(self, name)[rows] for name in ("node", "locked", "private", "lon", "lat")}
        return GateTable(kind=kind, access=access, hours=hours, **numbers)

    def renumbered(self, number: IntArray) -> GateTable:
        """Return nodes other numbers: ``number[old]``, -1 where the node is gone."""
        old = np.maximum(self.node, 0)
        return replace(self, node=np.where(self.node >= 0, number[old], -1)) if len(self) else self

    def joined(self, other: GateTable, offset: int) -> GateTable:
        """Append other gates, whose node numbers rise by ``offset``."""
        if not len(other):
            return self
        moved = replace(other, node=np.where(other.node >= 0, other.node + offset, -1))
        return GateTable(**{f.name: _chained(getattr(self, f.name), getattr(moved, f.name)) for f in fields(self)})

    def tagged(self) -> Iterator[tuple[int, float, float, dict[str, str]]]:
        """Return node, longitude, latitude and tags of each gate, by which a reader judges it as it was judged."""
        for row in range(len(self)):
            shut = bool(self.locked[row] or self.private[row])  # "access" says nothing of walkers on a bollard, "foot" does
            tags = {"barrier": self.kind[row], "foot" if shut else "access": self.access[row], "opening_hours": self.hours[row]}
            if self.locked[row] and self.access[row] != "no":
                tags["locked"] = "yes"
            yield int(self.node[row]), float(self.lon[row]), float(self.lat[row]), {k: v for k, v in tags.items() if v}

    def standing(self) -> GateTable:
        """Keep the gates that stand on a node."""
        return self.picked(np.flatnonzero(self.node >= 0))


def _chained(first: Any, second: Any) -> Any:
    return first + second if isinstance(first, tuple) else np.concatenate([first, second])


def gate_table(rows: Sequence[tuple[int, Mapping[str, str]]], lon: FloatArray, lat: FloatArray) -> GateTable:
    """Put barriers in a table by their tags.

    Parameters
    ----------
    rows
        Node number and tags of each barrier.
    lon, lat
        Places of all nodes, degrees WGS84.
    """
    node = np.asarray([n for n, _ in rows], dtype=np.int64)
    tags = [t for _, t in rows]
    return GateTable(
        node=node,
        kind=tuple(t.get("barrier", "") for t in tags),
        access=tuple(t.get("foot") or t.get("access", "") for t in tags),
        hours=tuple(t.get("opening_hours", "") for t in tags),
        locked=np.asarray([is_locked(t) for t in tags], dtype=bool),
        private=np.asarray([is_private_gate(t) for t in tags], dtype=bool),
        lon=lon[node],
        lat=lat[node],
    )


def gate_notes(gates: GateTable, file: str) -> list[Problem]:
    """Report gates nobody passes, and of opening hours, which are not evaluated."""
    counts = {"network.locked_gates": int(gates.locked.sum()), "network.gate_hours": sum(map(bool, gates.hours))}
    return [Problem(code, Severity.NOTE, file=file, params={"count": count}) for code, count in counts.items() if count]


NO_GATE_TABLE = GateTable(
    np.zeros(0, dtype=np.int64), (), (), (), np.zeros(0, dtype=bool), np.zeros(0, dtype=bool), np.zeros(0), np.zeros(0)
)
