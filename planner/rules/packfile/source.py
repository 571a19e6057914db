"""YAML text → plain data with the line of every key, and what is wrong with the text itself.

Scalars stay text exactly as written: ``0.2`` never passes through a binary float, and only the schema decides what is a date or a number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from planner.errors import Problem, Severity

Place: TypeAlias = tuple[str | int, ...]

#: Full-width sign → the sign that YAML reads.
_HALF: Mapping[str, str] = {"：": ":", "，": ","}
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'")
#: A key as scenario files have them, at the start of a line or inside braces, with a full-width colon behind it.
_KEYED = re.compile(r"(?:^\s*(?:-\s+)?|[{,，]\s*)[A-Za-z_][A-Za-z0-9_]*：")
#: A full-width comma before another key, or between two figures.
_FLOW = re.compile(r"，\s*[A-Za-z_]\w*\s*[:：]|[0-9]\s*，\s*[0-9.]+\s*\]")
_CORE = "tag:yaml.org,2002:"
_PLAIN = {"str", "int", "float", "bool", "null", "timestamp", "merge", "value"}


@dataclass(slots=True)
class YamlSource:
    """One YAML text as plain data.

    Attributes
    ----------
    file
        Name for messages.
    data
        Mappings, lists, text, flags and ``None``.
    lines
        Path of keys and positions → line of the file, counted from 1.
    problems
        What is wrong with the text: syntax, keys given twice, aliases, foreign tags.
    """

    file: str
    data: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, place: Place) -> int:
        """Return the line of a place, or of the nearest place above it that is written down."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def report(self, code: str, place: Place, *, value: str = "", params: Mapping[str, object] | None = None) -> None:
        """Note a problem at a place of the file."""
        self.problems.append(problem(code, self.file, self.line(place), spell(place), value=value, params=params))


def problem(
    code: str, file: str, row: int | None = None, key: str = "", *, value: str = "", params: Mapping[str, object] | None = None
) -> Problem:
    """Make a problem of severity error; every fault of a pack stops it."""
    return Problem(code, Severity.ERROR, file=file, row=row, field=key, value=value, params=dict(params or {}))


def spell(place: Place) -> str:
    """Write a path of keys the way an officer reads it: ``rules[2].parameters.quota[1].unit`` (positions from 1)."""
    text = ""
    for part in place:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".")


def read_source(text: str, file: str) -> YamlSource:
    """Read YAML without running or resolving anything in it.

    Parameters
    ----------
    text
        The whole file.
    file
        Its name for messages.

    Returns
    -------
    YamlSource
        The data with lines; ``problems`` holds every fault of the text. A syntax error leaves ``data`` empty.
    """
    source = YamlSource(file)
    try:
        node = YAML(typ="safe", pure=True).compose(text)
        source.data = _plain(node, (), source, set()) if node is not None else None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        params = {"detail": str(error.problem or error.context or "")}
        found = full_width(text)
        at = None if mark is None else mark.line + 1
        if found:
            source.problems.append(problem("yaml.full_width", file, found[0], value=found[1], params={"half": _HALF[found[1]]}))
        else:
            source.problems.append(problem("yaml.syntax", file, at, params=params))
    except (YAMLError, RecursionError) as error:
        detail = "nested too deeply" if isinstance(error, RecursionError) else str(error).splitlines()[0]
        source.problems.append(problem("yaml.syntax", file, params={"detail": detail}))
    return source


def full_width(text: str) -> tuple[int, str] | None:
    """Find the first line where a full-width colon or comma stands for YAML's own sign, outside quotes and comments: line and sign."""
    for number, line in enumerate(text.splitlines(), start=1):
        bare = _QUOTED.sub('""', line)
        bare = re.split(r"(?:^|\s)#", bare, maxsplit=1)[0]
        key = _KEYED.search(bare)
        if key:
            return number, "："
        if "，" in bare and _FLOW.search(bare):
            return number, "，"
    return None


def _plain(node: Node, place: Place, source: YamlSource, seen: set[int]) -> Any:
    source.lines.setdefault(place, node.start_mark.line + 1)
    if id(node) in seen:
        # An alias could loop or grow without end, and hides what a clause says; a pack writes everything out.
        source.report("yaml.alias", place)
        return None
    seen.add(id(node))
    tag = str(node.tag).removeprefix(_CORE)
    if isinstance(node, MappingNode) and tag == "map":
        return _mapping(node, place, source, seen)
    if isinstance(node, SequenceNode) and tag == "seq":
        return [_plain(item, (*place, i), source, seen) for i, item in enumerate(node.value)]
    if isinstance(node, ScalarNode) and tag in _PLAIN:
        return _scalar(node, tag)
    source.report("yaml.tag", place, value=str(node.tag))
    return None


def _mapping(node: MappingNode, place: Place, source: YamlSource, seen: set[int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        row = key_node.start_mark.line + 1
        key = key_node.value if isinstance(key_node, ScalarNode) else ""
        here = (*place, key)
        if not isinstance(key_node, ScalarNode):
            source.problems.append(problem("yaml.tag", source.file, row, spell(place), value="? :"))
        elif key in found:
            params = {"first": source.lines[here]}
            source.problems.append(problem("yaml.duplicate_key", source.file, row, spell(here), params=params))
        else:
            source.lines[here] = row
            found[key] = _plain(value_node, here, source, seen)
    return found


def _scalar(node: ScalarNode, tag: str) -> str | bool | None:
    if tag == "null":
        return None
    if tag == "bool":
        return str(node.value).lower() == "true"
    return str(node.value)
