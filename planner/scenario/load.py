"""Read a scenario file: every fault at once, each with its line."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from planner.errors import InputError, Problem, Severity
from planner.model import InputSpec
from planner.rules import RulePack, reviews_beside
from planner.rules import YamlSource as YamlText
from planner.scenario.chain import Chain, fault, read_chain
from planner.scenario.changes import ChangeStep
from planner.scenario.schema import InputFile, InputFiles, ScenarioFile
from planner.texts.scenario import SYNTHETIC_NAMES

#: Inputs of the scenario format that a run does not use yet.
_UNUSED_INPUTS = ("sites",)
_SYNTHETIC = re.compile(SYNTHETIC_NAMES, re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class LoadedScenario:
    """A scenario file, checked.

    Attributes
    ----------
    path
        The file that holds the inputs: the scenario itself or the base it stands on.
    file
        The scenario with its base laid under it.
    steps
        Its changes, the base's first.
    ignored
        Inputs that are given but not used.
    names
        Names of the scenario and of all it stands on.
    """

    path: Path
    file: ScenarioFile
    steps: tuple[ChangeStep, ...]
    ignored: tuple[Problem, ...]
    names: tuple[str, ...] = ()

    @property
    def synthetic(self) -> bool:
        """Whether the scenario, or one it stands on, calls its data made up; what is built on such data stays so."""
        return any(_SYNTHETIC.search(name) for name in self.names)


def load_file(path: Path) -> LoadedScenario:
    """Read and check a scenario file and all it extends.

    Raises
    ------
    InputError
        With every problem found: file, line, key, what is wrong, how to mend it.
    """
    return load_chain(read_chain(path))


def load_chain(chain: Chain) -> LoadedScenario:
    """Check scenario files that were read, see :func:`load_file`."""
    problems = list(chain.problems)
    ignored: list[Problem] = []
    data = chain.data
    inputs = data.get("inputs")
    if isinstance(inputs, dict):
        source = chain.owners["inputs"]
        unused = [key for key in _UNUSED_INPUTS if inputs.get(key) is not None]
        lines = {key: source.line(("inputs", key)) for key in unused}
        ignored += [Problem("scenario.input_unused", Severity.NOTE, file=source.file, row=lines[key], field=key) for key in unused]
        data = {**data, "inputs": {k: v for k, v in inputs.items() if k not in _UNUSED_INPUTS}}
        problems += _missing_files(chain.base, source)
    try:
        file = ScenarioFile.model_validate(data)
    except ValidationError as error:
        problems += [*_faults(error, chain.owners, chain.files[0][0].name), *_bad_city(chain)]
        raise InputError(sorted(problems, key=lambda p: (p.file, p.row or 0))) from error
    if problems:
        raise InputError([*problems, *_bad_city(chain)])
    return LoadedScenario(chain.base, _with_reviews(file, chain.base), chain.steps, tuple(ignored), chain.names)


def pack_name(base: Path, city: str) -> str:
    """Name the rule pack as the scenario does; a file is looked for beside the scenario first."""
    file = base.parent / city
    return str(file) if file.suffix in {".yaml", ".yml"} and file.is_file() else city


def _bad_city(chain: Chain) -> tuple[Problem, ...]:
    """Return what is wrong with the rule pack together with the other faults of the scenario."""
    city = chain.data.get("city")
    if not isinstance(city, str) or not city.strip():
        return ()
    try:
        RulePack.load(pack_name(chain.base, city.strip()))
    except InputError as error:
        source = chain.owners["city"]
        return tuple(
            p if p.file else dataclasses.replace(p, file=source.file, row=source.line(("city",)), field="city") for p in error.problems
        )
    return ()


def _with_reviews(file: ScenarioFile, base: Path) -> ScenarioFile:
    """Take the review file that stands beside the scenario where it names none."""
    reviews = reviews_beside(base)
    if file.inputs.reviews is not None or not reviews.is_file():
        return file
    return file.model_copy(update={"inputs": file.inputs.model_copy(update={"reviews": InputFile(path=reviews.name)})})


def _faults(error: ValidationError, owners: dict[str, YamlText], scenario: str) -> Iterator[Problem]:
    for detail in error.errors(include_url=False):
        place = tuple(detail["loc"])
        source = owners.get(str(place[0])) if place else None
        file, row = (source.file, source.line(place)) if source else (scenario, 1)
        yield fault(detail, file=file, row=row, field=".".join(str(p) for p in place), known="、".join(_known(place)))


def _known(place: tuple[str | int, ...]) -> list[str]:
    model: Any = ScenarioFile
    for part in place[:-1]:
        model = {"inputs": ScenarioFile.model_fields["inputs"].annotation, "walk": ScenarioFile.model_fields["walk"].annotation}.get(
            str(part), InputFile
        )
    more = {ScenarioFile: ("extends", "changes"), InputFiles: _UNUSED_INPUTS}.get(model, ())
    return [*model.model_fields, *more]


def _missing_files(path: Path, source: YamlText) -> Iterator[Problem]:
    """Look for every input as the text names it, so that a fault elsewhere in the file hides none."""
    inputs = source.data.get("inputs")
    for noun, entry in inputs.items() if isinstance(inputs, dict) else ():
        named = entry.get("path") if isinstance(entry, dict) else entry
        if noun in InputFiles.model_fields and isinstance(named, str) and named.strip() and not (path.parent / named.strip()).exists():
            row = source.line(("inputs", noun))
            yield Problem("scenario.input_missing", Severity.ERROR, file=path.name, row=row, field=f"inputs.{noun}", value=named)


def input_files(file: ScenarioFile) -> Iterator[tuple[str, InputFile]]:
    """Return the inputs that are there, by the name the scenario file uses."""
    for noun in type(file.inputs).model_fields:
        entry = getattr(file.inputs, noun)
        if entry is not None:
            yield noun, entry


def spec_of(path: Path, entry: InputFile) -> InputSpec:
    """Return where an input lies and how to read it; shown as the scenario writes it."""
    place = (path.parent / entry.path).resolve()
    return InputSpec(place, entry.layer, entry.crs, entry.datum, entry.encoding, entry.columns, shown=entry.path)
