"""Read a scenario file: every fault at once, each with its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from planner.errors import InputError, Problem, Severity
from planner.model import InputSpec
from planner.rules import Source as YamlText
from planner.rules import read_source as read_yaml
from planner.scenario.schema import InputFile, ScenarioFile

#: Keys of the scenario format that this version knows of but cannot carry out.
_LATER = ("extends", "changes")
_LATER_INPUTS = ("barriers", "gates", "sites", "dem")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A scenario file, checked."""

    path: Path
    file: ScenarioFile
    ignored: tuple[Problem, ...]


def load_file(path: Path) -> Loaded:
    """Read and check a scenario file.

    Raises
    ------
    InputError
        With every problem found: line, key, what is wrong, how to mend it.
    """
    if not path.is_file():
        raise InputError([Problem("scenario.missing", Severity.ERROR, file=path.name)])
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError([Problem("scenario.not_utf8", Severity.ERROR, file=path.name)]) from error
    source = read_yaml(text, path.name)
    problems = list(source.problems)
    ignored: list[Problem] = []
    data = source.data
    if not isinstance(data, dict):
        raise InputError(problems or [Problem("scenario.empty", Severity.ERROR, file=path.name)])
    problems += _not_yet(data, source)
    inputs = data.get("inputs")
    if isinstance(inputs, dict):
        unused = [key for key in _LATER_INPUTS if inputs.pop(key, None) is not None]
        lines = {key: source.line(("inputs", key)) for key in unused}
        ignored += [Problem("scenario.input_unused", Severity.NOTE, file=path.name, row=lines[key], field=key) for key in unused]
    for key in _LATER:
        data.pop(key, None)
    try:
        file = ScenarioFile.model_validate(data)
    except ValidationError as error:
        problems += _faults(error, source)
        raise InputError(problems) from error
    problems += _missing_files(path, file, source)
    if problems:
        raise InputError(problems)
    return Loaded(path, file, tuple(ignored))


def _not_yet(data: dict[str, Any], source: YamlText) -> Iterator[Problem]:
    for key in _LATER:
        if data.get(key):
            yield Problem("scenario.not_supported", Severity.ERROR, file=source.file, row=source.line((key,)), field=key)


def _faults(error: ValidationError, source: YamlText) -> Iterator[Problem]:
    for detail in error.errors(include_url=False):
        place = tuple(detail["loc"])
        kind = detail["type"]
        code = {"missing": "scenario.missing_key", "extra_forbidden": "scenario.unknown_key"}.get(kind, "scenario.bad_value")
        value = detail["input"] if isinstance(detail["input"], str) and kind != "missing" else ""
        name = ".".join(str(p) for p in place)
        params = {"detail": detail["msg"], "known": "、".join(_known(place))}
        yield Problem(code, Severity.ERROR, file=source.file, row=source.line(place), field=name, value=value, params=params)


def _known(place: tuple[str | int, ...]) -> list[str]:
    model: Any = ScenarioFile
    for part in place[:-1]:
        model = {"inputs": ScenarioFile.model_fields["inputs"].annotation, "walk": ScenarioFile.model_fields["walk"].annotation}.get(
            str(part), InputFile
        )
    return [*model.model_fields, *(_LATER if model is ScenarioFile else ())]


def _missing_files(path: Path, file: ScenarioFile, source: YamlText) -> Iterator[Problem]:
    for noun, entry in input_files(file):
        if not (path.parent / entry.path).is_file():
            yield Problem(
                "scenario.input_missing",
                Severity.ERROR,
                file=path.name,
                row=source.line(("inputs", noun)),
                field=f"inputs.{noun}",
                value=entry.path,
            )


def input_files(file: ScenarioFile) -> Iterator[tuple[str, InputFile]]:
    """Give the inputs that are there, by the name the scenario file uses."""
    for noun in type(file.inputs).model_fields:
        entry = getattr(file.inputs, noun)
        if entry is not None:
            yield noun, entry


def spec_of(path: Path, entry: InputFile) -> InputSpec:
    """Say where an input lies and how to read it; shown as the scenario writes it."""
    place = (path.parent / entry.path).resolve()
    return InputSpec(place, entry.layer, entry.crs, entry.datum, entry.encoding, entry.columns, shown=entry.path)
