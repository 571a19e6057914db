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

_INPUT_OF = {
    "street": "network", "community": "communities", "facility": "facilities", "parcel": "parcels", "compound": "compounds",
    "demand": "population", "gate": "gates", "barrier": "barriers",
}  # fmt: skip
_ORDER = {Severity.ERROR: 0, Severity.DOUBT: 1, Severity.NOTE: 2}
#: So many lines of one file are told; :func:`planner.cli.console.print_inspection` stops there, too.
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
    """Say of each file in one line what it is, and what has to be settled."""
    for file in files:
        noun = word(f"noun.{file.found.noun}") if file.found.noun else "未识别"
        said = f"{file.path.name}：{noun}，{file.found.rows} 条" if file.found.format else f"{file.path.name}：读不了"
        yield said
        for problem in sorted(file.found.problems, key=lambda p: _ORDER[p.severity])[:_MOST_TOLD]:
            yield f"    {word(f'severity.{problem.severity}')} {problem.line()}"
        if len(file.found.problems) > _MOST_TOLD:
            yield f"    …… 另有 {len(file.found.problems) - _MOST_TOLD} 条，单独查看：planner inspect {file.path}"


def draft(files: Sequence[Looked], target: Path, *, city: str, day: date) -> str:
    """Write a scenario file: the files that can be told, each noun once, with what has to be settled beside it as comments."""
    out = [
        f"name: {target.stem}",
        f"city: {city}".ljust(32) + "# 指标库：linfen · changzhi · jincheng",
        f"as_of: {day}".ljust(32) + "# 按这一天有效的规则核查",
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
            out.append(f"  # {key}: 还缺这一份，必需")
    for file in left:
        joins = file.bare and file.found.noun == "parcel" and "parcels" in taken
        how = f"指标并入：planner inspect {taken['parcels'].path} --join {file.path}" if joins else "未用"
        out.append(f"  # {file.path.name}：{how}")
    return "\n".join(out) + "\n"


def _remarks(file: Looked) -> list[str]:
    """Say before a file what has to be settled first, with the command that settles it where one does."""
    told = [f"  # 待解决：{p.what()}；{p.mend()}" for p in file.errors]
    for problem in file.errors:
        guess = str(problem.params.get("guess", ""))
        if problem.code == "crs.looks_metres" and guess.startswith("EPSG:") and "/" not in guess:
            told.append(f"  #   核实后运行：planner inspect {file.path} --crs {guess} --save")
        if problem.code == "datum.undeclared":
            told.append(
                f"  #   核实后运行：planner inspect {file.path} --datum GCJ-02 --save（百度为 BD-09）；不写时运行中与道路比对，有把握才采用"
            )
    return told


def _quoted(path: str) -> str:
    text = Path(path).as_posix()
    return text if all(c.isalnum() or c in "./_-（）" for c in text) else '"' + text.replace('"', '\\"') + '"'
