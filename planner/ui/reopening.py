"""From a finished result back to the scenario it was run from: the same text, the same inputs, or the reason why not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from planner.errors import InputError
from planner.inputs import file_hash
from planner.run import Scenario, resolved_data
from planner.scenario import input_files
from planner.texts import word

#: Most scenario files looked into.
_MOST = 200


@dataclass(frozen=True, slots=True)
class ResultOrigin:
    """Where a result came from.

    Attributes
    ----------
    scenario
        The scenario file; ``None`` where none says the same.
    changed
        Inputs that are not as they were, by the path the scenario gives; with none of these it can be opened as it was.
    """

    scenario: Path | None
    changed: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether the scenario can be opened as it was."""
        return self.scenario is not None and not self.changed

    def why_not(self, lang: str) -> str:
        """Describe why it cannot be opened as it was; empty where it can."""
        if self.scenario is None:
            return word("app.reopen.unknown", lang)
        if self.changed:
            return word("app.reopen.changed", lang).format(files="、".join(self.changed), name=self.scenario.name)
        return ""


def origin_of(result: Path, summary: Mapping[str, Any], places: Iterable[Path]) -> ResultOrigin:
    """Find the scenario file of a result.

    Parameters
    ----------
    result
        Folder of the result; its ``scenario.resolved.yaml`` says what was run.
    summary
        Its ``summary.json``, which holds the hashes of all inputs.
    places
        Folders to look into. Of several files that say the same the first whose inputs are as they were counts.
    """
    wanted = _text(_resolved(result / "scenario.resolved.yaml"))
    best = ResultOrigin(None)
    for file in _files(places):
        try:
            loaded = Scenario.load(file).loaded
            same = wanted and _text(resolved_data(loaded)) == wanted
        except (InputError, OSError, ValueError):
            continue
        if not same:
            continue
        found = ResultOrigin(file, tuple(_changed(loaded, summary)))
        if found.whole:
            return found
        best = best if best.scenario is not None else found
    return best


def usual_places(result: Path) -> list[Path]:
    """Return the folders where the scenario of a result is looked for: beside the result, beside the program, and ``scenarios`` there."""
    near = (Path.cwd(), result.parent, result.parent.parent)
    return [place for base in near for place in (base / "scenarios", base)]


def _files(places: Iterable[Path]) -> list[Path]:
    found: dict[Path, None] = {}
    for place in places:
        if place.is_dir():
            found.update(dict.fromkeys(sorted(f.resolve() for f in place.glob("*.y*ml") if f.suffix in {".yaml", ".yml"})))
    return [f for f in found if not f.name.endswith((".reviews.yaml", ".mapping.yaml"))][:_MOST]


def _resolved(file: Path) -> Any:
    try:
        return YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, YAMLError):
        return None


def _text(data: Any) -> str:
    return "" if data is None else json.dumps(data, ensure_ascii=False, sort_keys=True, default=str)


def _changed(loaded: Any, summary: Mapping[str, Any]) -> Iterator[str]:
    """Name inputs, and files that changes bring, whose content is not what the result was computed from."""
    told = summary.get("inputs", {})
    for noun, entry in input_files(loaded.file):
        if noun in told and _hash(loaded.path.parent / entry.path) != told[noun]["sha256"]:
            yield str(entry.path)
    for step, row in zip(loaded.steps, summary.get("changes", ()), strict=False):
        named = getattr(step.change, "file", None)
        if named and _hash(step.file.parent / named) != row.get("sha256"):
            yield str(named)


def _hash(path: Path) -> str:
    try:
        return file_hash(path)
    except OSError:
        return ""
