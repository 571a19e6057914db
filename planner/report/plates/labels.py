"""Labels that do not collide: each takes the first free place around its point, the more important ones first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """A text to stand at a point: place on the page in points, size of the text, distance from the point, weight."""

    text: str
    x: float
    y: float
    wide: float
    high: float
    gap: float
    weight: float = 0.0
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A label with the lower left corner it got."""

    label: Label
    x: float
    y: float

    @property
    def box(self) -> Box:
        """West, south, east, north."""
        return self.x, self.y, self.x + self.label.wide, self.y + self.label.high


def place(labels: Iterable[Label], frame: Box, taken: Sequence[Box] = ()) -> list[Placed]:
    """Place what can be placed; the others are left out.

    Parameters
    ----------
    labels
        In any order; heavier ones are placed first, equal ones by text and place.
    frame
        Where labels may stand.
    taken
        Boxes nothing may stand on.
    """
    used = list(taken)
    out = []
    for label in sorted(labels, key=lambda one: (-one.weight, one.text, one.x, one.y)):
        for x, y in _corners(label):
            box = (x, y, x + label.wide, y + label.high)
            inside = frame[0] <= box[0] and frame[1] <= box[1] and box[2] <= frame[2] and box[3] <= frame[3]
            if inside and not any(_meet(box, other) for other in used):
                used.append(box)
                out.append(Placed(label, x, y))
                break
    return out


def _corners(label: Label) -> list[tuple[float, float]]:
    w, h, g, x, y = label.wide, label.high, label.gap, label.x, label.y
    middle = (x - w / 2, y - h / 2)
    around = [
        (x + g, y - h / 2), (x - g - w, y - h / 2), (x - w / 2, y + g), (x - w / 2, y - g - h),
        (x + g, y + g / 2), (x + g, y - h - g / 2), (x - g - w, y + g / 2), (x - g - w, y - h - g / 2),
    ]  # fmt: skip
    return [middle, *around] if label.centred else around


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
