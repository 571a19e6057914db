"""How fast who walks: profiles are conventions, stated in every result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from planner.errors import InputError, Problem, Severity


@dataclass(frozen=True, slots=True)
class Profile:
    """A way of walking.

    Attributes
    ----------
    name
        Key in :data:`PROFILES`, or any name for one of your own.
    speed_m_s
        Metres a second on a flat street; also off the street.
    """

    name: str
    speed_m_s: float

    def seconds(self, mm: float) -> float:
        """Seconds for a walk of that many millimetres."""
        return mm / (1000.0 * self.speed_m_s)

    def limit_mm(self, minutes: float) -> int:
        """How far one gets, in whole millimetres; a place exactly at the limit is reached."""
        return round(minutes * 60.0 * self.speed_m_s * 1000.0)


#: 1.0 m/s makes 15 minutes 900 m, inside the 800-1000 m of GB 50180-2018; 0.8 m/s follows measured means of 0.71-0.82 for people over 65.
PROFILES: Mapping[str, Profile] = MappingProxyType(
    {p.name: p for p in (Profile("standard", 1.0), Profile("elderly", 0.8), Profile("frail", 0.6))}
)


def profile_of(profile: str | Profile) -> Profile:
    """Give a profile by name, or the one given.

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
