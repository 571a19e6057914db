"""Scenarios on scenarios: follow ``extends`` to the base, lay the files over each other, line up their changes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from planner.errors import InputError, Problem, Severity
from planner.rules import YamlSource as YamlText
from planner.rules import read_source as read_yaml
from planner.scenario.changes import CHANGES, ChangeStep
from planner.texts.scenario import SCENARIO_FAULTS, SCENARIO_WANTS


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """A scenario file with every file it stands on.

    Attributes
    ----------
    data
        One mapping: what a later file says goes before what its base says; ``walk`` is laid over key by key.
    owners
        Top-level key → the text that gives it, for line numbers.
    base
        The file that holds ``inputs``; their paths start at its folder.
    steps
        Changes, the base's first.
    names
        Names the files give themselves.
    problems
        What is wrong with the texts, with ``extends`` and with the changes themselves.
    files
        The files and their texts, the scenario itself first.
    """

    data: dict[str, Any]
    owners: dict[str, YamlText]
    base: Path
    steps: tuple[ChangeStep, ...]
    problems: tuple[Problem, ...]
    names: tuple[str, ...]
    files: tuple[tuple[Path, YamlText], ...]


def read_chain(path: Path) -> Chain:
    """Read a scenario file and all it extends.

    Raises
    ------
    InputError
        If a file is missing, not UTF-8, empty, or the files extend each other in a circle.
    """
    return _laid_over(_files(path))


def extended(chain: Chain, path: Path, text: str) -> Chain:
    """Lay a text over a chain, as if it stood in a file that extends it.

    Raises
    ------
    InputError
        If the text is no mapping.
    """
    source = read_lines(text, path.name)
    if not isinstance(source.data, dict):
        raise InputError(source.problems or [Problem("scenario.empty", Severity.ERROR, file=path.name)])
    return _laid_over([(path, source), *chain.files])


def read_lines(text: str, file: str) -> YamlText:
    """Read a scenario whose changes stand at its end, a line each, as :meth:`Workspace.text` writes them.

    Gives what :func:`planner.rules.read_source` gives of any text; a line that was read before is not read again.
    """
    head, mark, body = text.partition("\nchanges:\n")
    lines = body.splitlines() if mark else []
    read = [_change_line(line) for line in lines]
    if not lines or any(one.problems or not isinstance(one.data, list) or len(one.data) != 1 for one in read):
        return read_yaml(text, file)
    source = read_yaml(f"{head}\n", file)
    if not isinstance(source.data, dict) or "changes" in source.data:
        return read_yaml(text, file)
    first = head.count("\n") + 2
    source.data["changes"] = [one.data[0] for one in read]
    source.lines["changes",] = first
    for at, one in enumerate(read):
        source.lines |= {("changes", at, *place[1:]): first + at + 1 for place in one.lines if place}
    return source


@lru_cache(maxsize=2000)
def _change_line(line: str) -> YamlText:
    return read_yaml(line, "")


def _laid_over(files: Sequence[tuple[Path, YamlText]]) -> Chain:
    """Lay files over each other, the last one lowest."""
    data: dict[str, Any] = {}
    owners: dict[str, YamlText] = {}
    steps: list[ChangeStep] = []
    problems: list[Problem] = []
    for file, text in reversed(files):
        problems += text.problems
        body = dict(text.data)
        if "extends" in body and "inputs" in body:
            problems.append(Problem("scenario.both", Severity.ERROR, file=file.name, row=text.line(("inputs",)), field="inputs"))
        body.pop("extends", None)
        steps += _steps(file, text, body.pop("changes", None), problems)
        for key, value in body.items():
            joined = key == "walk" and isinstance(value, dict) and isinstance(data.get(key), dict)
            data[key] = {**data[key], **value} if joined else value
            owners[key] = text
    names = tuple(str(text.data.get("name", "")) for _, text in files)
    return Chain(data, owners, files[-1][0], tuple(steps), tuple(problems), names, tuple(files))


def _files(path: Path) -> list[tuple[Path, YamlText]]:
    """Read the file itself, then what it extends, down to the base."""
    found: list[tuple[Path, YamlText]] = []
    seen: list[Path] = []
    current, asked = path, Problem("scenario.missing", Severity.ERROR, file=path.name)
    while True:
        resolved = current.resolve()
        if resolved in seen:
            chain = " → ".join(p.name for p in (*seen, resolved))
            raise InputError([Problem("scenario.extends_cycle", Severity.ERROR, file=path.name, params={"chain": chain})])
        seen.append(resolved)
        text = _text(current, asked)
        found.append((current, text))
        base = text.data.get("extends")
        if base is None:
            return found
        line = text.line(("extends",))
        if not isinstance(base, str) or not base.strip():
            raise InputError(
                [Problem("scenario.bad_value", Severity.ERROR, file=current.name, row=line, field="extends", params=_wanted("file_name"))]
            )
        asked = Problem("scenario.input_missing", Severity.ERROR, file=current.name, row=line, field="extends", value=base)
        current = current.parent / base.strip()


def _text(path: Path, missing: Problem) -> YamlText:
    if not path.is_file():
        raise InputError([missing])
    try:
        source = read_yaml(path.read_text(encoding="utf-8-sig"), path.name)
    except UnicodeDecodeError as error:
        raise InputError([Problem("scenario.not_utf8", Severity.ERROR, file=path.name)]) from error
    if not isinstance(source.data, dict):
        raise InputError(source.problems or [Problem("scenario.empty", Severity.ERROR, file=path.name)])
    return source


def _steps(file: Path, text: YamlText, changes: Any, problems: list[Problem]) -> Iterator[ChangeStep]:
    if changes is None:
        return
    known = " ".join(CHANGES)
    for i, entry in enumerate(changes if isinstance(changes, list) else [changes]):
        place: tuple[str | int, ...] = ("changes", i)
        line = text.line(place)
        if isinstance(entry, str) and "：" in entry:
            params = {"half": ":"}
            problems.append(
                Problem("yaml.full_width", Severity.ERROR, file=file.name, row=line, field="changes", value="：", params=params)
            )
            continue
        if not isinstance(entry, dict) or len(entry) != 1:
            problems.append(Problem("change.not_one", Severity.ERROR, file=file.name, row=line, field="changes", params={"known": known}))
            continue
        name, body = next(iter(entry.items()))
        if name not in CHANGES:
            params = {"known": known, **maybe(str(name), list(CHANGES))}
            problems.append(Problem("change.unknown", Severity.ERROR, file=file.name, row=line, field="changes", value=name, params=params))
            continue
        try:
            yield ChangeStep(CHANGES[name].model_validate(body), name, file, line)
        except ValidationError as error:
            problems += _faults(error, text, (*place, name))


def _faults(error: ValidationError, text: YamlText, place: tuple[str | int, ...]) -> Iterator[Problem]:
    for detail in error.errors(include_url=False):
        loc = tuple(detail["loc"])
        known = "、".join(CHANGES[str(place[-1])].model_fields)
        name = ".".join(str(p) for p in (place[-1], *loc))
        yield fault(detail, file=text.file, row=text.line((*place, *loc)), field=name, known=known)


_LISTED = frozenset({"tuple_type", "float_parsing", "decimal_parsing", "dict_type", "model_type", "model_attributes_type"})
_HALF = {"：": ":", "，": ","}
_NO_GUESS = {"maybe": "", "maybe_en": ""}


def maybe(word: str, known: Sequence[str]) -> dict[str, str]:
    """Guess which of the known words was meant, as the start of a sentence in Chinese and English; nothing where none is near.

    Words about as near as the nearest are all named; where the first part is no known one (``change_facility``), all that act on the same.
    """
    near = _near(word, known)
    if not near:
        return _NO_GUESS
    zh, en = SCENARIO_WANTS["near_several" if len(near) > 1 else "near"]
    return {"maybe": zh.format(near="、".join(near)), "maybe_en": en.format(near=" or ".join(near))}


def _near(word: str, known: Sequence[str]) -> list[str]:
    verb, _, noun = word.partition("_")
    same = [k for k in known if noun and k.partition("_")[2] == noun]
    if same and not difflib.get_close_matches(verb, [k.partition("_")[0] for k in same], n=1, cutoff=0.7):
        return same
    likeness = {k: difflib.SequenceMatcher(a=k, b=word).ratio() for k in known}
    best = max(likeness.values(), default=0.0)
    return [k for k, ratio in likeness.items() if ratio >= max(0.6, best - 0.08)]


def fault(detail: ErrorDetails, *, file: str, row: int, field: str, known: str) -> Problem:
    """Translate one fault of a schema into a problem of the catalogue."""
    kind = detail["type"]
    short = kind == "missing" and bool(detail["loc"]) and isinstance(detail["loc"][-1], int)  # one of two figures of a place
    if short or (kind == "tuple_type" and detail["loc"][-1] == "at"):
        value, wanted = _shown(detail["input"]), _wanted("place")
        return Problem("scenario.bad_value", Severity.ERROR, file=file, row=row, field=field, value=value, params=wanted)
    code = {"missing": "scenario.missing_key", "extra_forbidden": "scenario.unknown_key"}.get(kind, "scenario.bad_value")
    value = "" if kind == "missing" else _shown(detail["input"])
    context = {k: str(v) for k, v in detail.get("ctx", {}).items()}
    wide = next((sign for sign in "：，" if code != "scenario.missing_key" and sign in str(detail["loc"][-1:]) + value), "")
    if wide and (code == "scenario.unknown_key" or kind in _LISTED):
        return Problem("yaml.full_width", Severity.ERROR, file=file, row=row, field=field, value=wide, params={"half": _HALF[wide]})
    words = SCENARIO_FAULTS.get(kind, detail["msg"]).format_map(context)
    near = maybe(str(detail["loc"][-1]) if detail["loc"] else "", known.split("、")) if kind == "extra_forbidden" else _NO_GUESS
    params = {"detail": words, "detail_en": detail["msg"], "known": known, **near}
    return Problem(code, Severity.ERROR, file=file, row=row, field=field, value=value, params=params)


def _wanted(key: str) -> dict[str, str]:
    zh, en = SCENARIO_WANTS[key]
    return {"detail": zh, "detail_en": en, "known": ""}


def _shown(value: Any) -> str:
    """Give a value as the file writes it; what is no single value and no list of them says nothing here."""
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else value if isinstance(value, str) else ""
