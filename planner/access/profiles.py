"""How fast who walks: profiles are conventions, stated in every result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from planner.errors import InputError, Problem, Severity


@dataclass(frozen=True, slots=True)
class Profile:
    """A way of walking.

    The three profiles of :data:`PROFILES` walk everywhere at their speed. What slows a walk down besides is set on top of them, with
    :func:`dataclasses.replace`, and takes effect where the network knows of it.

    Attributes
    ----------
    name
        Key in :data:`PROFILES`, or any name for one of your own.
    speed_m_s
        Metres a second on a flat street; also off the street.
    steps_factor
        How many times longer a metre of stairs takes; at least 1.
    crossing_wait_s
        Seconds waited at each road crossing.
    slope
        Whether slopes slow down, where heights are known: by Tobler's hiking function (W. Tobler, Three Presentations on Geographical
        Analysis and Modeling, 1993), related to the flat; nobody is counted faster downhill than on the flat.
    """

    name: str
    speed_m_s: float
    steps_factor: float = 1.0
    crossing_wait_s: float = 0.0
    slope: bool = False

    def __post_init__(self) -> None:
        """Refuse what no walk can be."""
        if not 0 < self.speed_m_s <= 30 or not 1 <= self.steps_factor <= 20 or not 0 <= self.crossing_wait_s <= 600:
            raise ValueError(f"speed above 0 to 30 m/s, steps factor 1 to 20 and wait 0 to 600 s are walks; this is none: {self}")

    def seconds(self, mm: float) -> float:
        """Seconds for a walk of that many millimetres on the flat."""
        return mm / (1000.0 * self.speed_m_s)

    def limit_mm(self, minutes: float) -> int:
        """How far one gets on the flat, in whole millimetres; a place exactly at the limit is reached."""
        return round(minutes * 60.0 * self.speed_m_s * 1000.0)

    @property
    def crossing_mm(self) -> float:
        """The wait at a crossing as millimetres of flat walk."""
        return self.crossing_wait_s * self.speed_m_s * 1000.0


#: 1.0 m/s makes 15 minutes 900 m, inside the 800-1000 m of GB 50180-2018; 0.8 m/s follows measured means of 0.71-0.82 for people over 65.
PROFILES: Mapping[str, Profile] = MappingProxyType(
    {p.name: p for p in (Profile("standard", 1.0), Profile("elderly", 0.8), Profile("frail", 0.6))}
)


def profile_of(profile: str | Profile) -> Profile:
    """Return a profile by name, or the one given.

    Raises
    ------
    InputError
        If no profile has that name.
    """
    if isinstance(profile, Profile):
        return profile
    if profile not in PROFILES:
        known = " ".join(PROFILES)
        raise InputError([Problem("network.unknown_profile", Severity.ERROR, field="walk.profile", value=profile, params={"known": known})])
    return PROFILES[profile]
