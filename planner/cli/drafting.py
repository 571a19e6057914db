"""A folder of files looked at one by one, and a first scenario file drafted from what they hold; everything unsure stays a comment."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from planner.errors import Problem, Severity
from planner.inputs import Inspection
from planner.model import InputSpec
from planner.texts import word
from planner.texts.cli import SAY

_INPUT_OF = {
    "street": "network", "community": "communities", "facility": "facilities", "parcel": "parcels", "compound": "compounds",
    "demand": "population", "gate": "gates", "barrier": "barriers",
}  # fmt: skip
_ORDER = {Severity.ERROR: 0, Severity.DOUBT: 1, Severity.NOTE: 2}
#: So many lines of one file are shown; :func:`planner.cli.console.print_inspection` stops there, too.
_MOST_TOLD = 200
_NEEDED = ("network", "communities", "facilities")
_PARTS = frozenset({".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qpj", ".qmd", ".xml", ".yaml", ".yml", ".md", ".part", ".ini"})


@dataclass(frozen=True, slots=True)
class Looked:
    """A file of the folder and what is in it."""

    path: Path
    found: Inspection

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What stops it from being used."""
        return tuple(p for p in self.found.problems if p.severity is Severity.ERROR)

    @property
    def bare(self) -> bool:
        """Whether it is a table of figures without places."""
        return any(p.code == "place.none" for p in self.found.problems)


def look(folder: Path, inspect: Callable[[InputSpec], Inspection]) -> list[Looked]:
    """Look at every file of a folder that may be an input, in the order of their names; parts of shapefiles go with them."""
    paths = sorted(p for p in folder.iterdir() if not p.name.startswith((".", "~$")) and p.suffix.casefold() not in _PARTS)
    kept = [p for p in paths if p.suffix and (p.is_file() or p.suffix.casefold() == ".gdb")]
    return [Looked(path, inspect(InputSpec(path))) for path in kept]


def lines(files: Sequence[Looked]) -> Iterator[str]:
    """Return for each file in one line what it is, and what has to be settled."""
    for file in files:
        noun = word(f"noun.{file.found.noun}") if file.found.noun else SAY["drafting.lines.word"]
        said = (
            SAY["drafting.lines.name_noun_rows"].format(name=file.path.name, noun=noun, rows=file.found.rows)
            if file.found.format
            else SAY["drafting.lines.name"].format(name=file.path.name)
        )
        yield said
        for problem in sorted(file.found.problems, key=lambda p: _ORDER[p.severity])[:_MOST_TOLD]:
            yield f"    {word(f'severity.{problem.severity}')} {problem.line()}"
        if len(file.found.problems) > _MOST_TOLD:
            yield SAY["drafting.lines.planner_inspect"].format(problems=len(file.found.problems) - _MOST_TOLD, path=file.path)


def draft(files: Sequence[Looked], target: Path, *, city: str, day: date) -> str:
    """Write a scenario file: the files whose kind is known, each noun once, with what has to be settled beside it as comments."""
    out = [
        f"name: {target.stem}",
        f"city: {city}".ljust(32) + SAY["drafting.draft.linfen_changzhi_jincheng"],
        f"as_of: {day}".ljust(32) + SAY["drafting.draft.word"],
        "inputs:",
    ]
    taken: dict[str, Looked] = {}
    left: list[Looked] = []
    for file in sorted(files, key=lambda f: (f.bare, bool(f.errors))):
        key = _INPUT_OF.get(file.found.noun, "")
        if key and key not in taken and file.found.format:
            taken[key] = file
        else:
            left.append(file)
    for key in _INPUT_OF.values():
        if key in taken:
            out += [*_remarks(taken[key]), f"  {key}: {_quoted(os.path.relpath(str(taken[key].path), str(target.parent)))}"]
        elif key in _NEEDED:
            out.append(SAY["drafting.draft.key"].format(key=key))
    for file in left:
        joins = file.bare and file.found.noun == "parcel" and "parcels" in taken
        how = (
            SAY["drafting.draft.planner_inspect_join"].format(path=taken["parcels"].path, path_=file.path)
            if joins
            else SAY["drafting.draft.word_2"]
        )
        out.append(f"  # {file.path.name}：{how}")
    return "\n".join(out) + "\n"


def _remarks(file: Looked) -> list[str]:
    """Return before a file what has to be settled first, with the command that settles it where one does."""
    remarks = [SAY["drafting.remarks.what_mend"].format(what=p.what(), mend=p.mend()) for p in file.errors]
    for problem in file.errors:
        guess = str(problem.params.get("guess", ""))
        if problem.code == "crs.looks_metres" and guess.startswith("EPSG:") and "/" not in guess:
            remarks.append(SAY["drafting.remarks.planner_inspect_crs"].format(path=file.path, guess=guess))
        if problem.code == "datum.undeclared":
            remarks.append(SAY["drafting.remarks.planner_inspect_datum"].format(path=file.path))
    return remarks


def _quoted(path: str) -> str:
    text = Path(path).as_posix()
    return text if all(c.isalnum() or c in "./_-（）" for c in text) else '"' + text.replace('"', '\\"') + '"'
