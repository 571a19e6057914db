"""What a scenario file may say: frozen models of the YAML; unknown keys are refused."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationInfo, field_validator

from planner.access import MAX_SNAP_M, PROFILES
from planner.texts.scenario import SCHEMA_ANSWERS

Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
JudgeOn = Literal["as_of", "conditions_date", "granted_on"]


def _bare_path(value: Any) -> Any:
    return {"path": value} if isinstance(value, str) else value


def _known_profile(name: str) -> str:
    if name not in PROFILES:
        raise ValueError(SCHEMA_ANSWERS["known"].format(known=" ".join(PROFILES)))
    return name


def _rising(minutes: tuple[float, ...]) -> tuple[float, ...]:
    if not 1 <= len(minutes) <= 6:
        raise ValueError(SCHEMA_ANSWERS["limits"])
    if list(minutes) != sorted(set(minutes)):
        raise ValueError(SCHEMA_ANSWERS["rising"])
    return minutes


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class InputFile(_Frozen):
    """One input: a bare path, or a path with how to read it."""

    path: Words
    layer: Words | None = None
    crs: Words | None = None
    datum: Words | None = None
    encoding: Words | None = None
    columns: dict[str, str] = {}


Input = Annotated[InputFile, BeforeValidator(_bare_path)]


class InputFiles(_Frozen):
    """The files a run reads."""

    network: Input
    communities: Input
    facilities: Input
    parcels: Input | None = None
    compounds: Input | None = None
    population: Input | None = None
    gates: Input | None = None
    barriers: Input | None = None
    dem: Input | None = None
    measured: Input | None = None
    health: Input | None = None
    ledger: Input | None = None
    subsidies: Input | None = None
    reviews: Input | None = None


class WalkSettings(_Frozen):
    """How walking is counted."""

    minutes: Annotated[tuple[Annotated[float, Field(gt=0, le=60)], ...], AfterValidator(_rising)] = (5.0, 10.0, 15.0)
    profile: Annotated[str, AfterValidator(_known_profile)] = "standard"
    max_snap_m: Annotated[float, Field(gt=0, le=1000)] = MAX_SNAP_M
    search_limit_min: Annotated[float, Field(ge=1, le=180)] = 60.0
    steps_factor: Annotated[float, Field(ge=1, le=20)] = 1.0

    @field_validator("search_limit_min")
    @classmethod
    def _covers_minutes(cls, limit: float, info: ValidationInfo) -> float:
        longest = max(info.data.get("minutes", ()), default=0.0)
        if limit < longest:
            raise ValueError(SCHEMA_ANSWERS["search_limit"].format(longest=longest))
        return limit


class ScenarioFile(_Frozen):
    """A scenario file as it stands."""

    name: Words
    city: Words
    as_of: date
    judge_on: JudgeOn | None = None
    inputs: InputFiles
    walk: WalkSettings = WalkSettings()
