"""How a figure is written everywhere: halves go away from zero, as a calculator and a spreadsheet round; never a minus before nought."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import SupportsFloat


def rounded(value: SupportsFloat, places: int = 0) -> Decimal:
    """Round the figure as it is written in decimals, a half away from zero.

    Parameters
    ----------
    value
        A finite number; of a float the shortest decimals that stand for it count, so 0.125 and 2.675 are what they look like.
    places
        Digits kept behind the point.
    """
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    result = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return result or abs(result)


def whole(value: SupportsFloat) -> int:
    """Return a count of persons or places as the whole number that is shown."""
    return int(rounded(value))


def plain(value: SupportsFloat, places: int = 0) -> str:
    """Write a figure without a sign between thousands."""
    return f"{rounded(value, places):f}"


def thousands(value: SupportsFloat, places: int = 0) -> str:
    """Write a figure with a comma between thousands."""
    return f"{rounded(value, places):,f}"


def signed(value: SupportsFloat, places: int = 0) -> str:
    """Write a difference with its sign; none before nought."""
    result = rounded(value, places)
    return f"{result:+,f}" if result else f"{result:f}"


def percent(share: SupportsFloat, places: int = 1) -> str:
    """Write a share as per cent."""
    exact = share if isinstance(share, Decimal) else Decimal(repr(float(share)))
    return f"{rounded(exact * 100, places):f}%"
