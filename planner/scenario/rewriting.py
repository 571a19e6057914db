"""Edit the changes of a scenario file in its own text: what is not edited stays to the byte, comments and layout included."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from planner.errors import InputError
from planner.rules import read_source

_BARE = re.compile(r"[\w·（）.+-]+")
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "~"})
Written: TypeAlias = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ChangeEdit:
    """One edit of a list of changes.

    Attributes
    ----------
    at
        Which change, from 0; ``None`` for a new one, which goes to the end.
    kind
        Name of the change, for example ``close_facility``.
    fields
        Field → new value, ``None`` where it is to go; of a new change all its fields. Empty for a change that is to go.
    before
        Field → value it had.
    """

    at: int | None
    kind: str
    fields: Mapping[str, Any]
    before: Mapping[str, Any]


def changes_of(text: str, file: str = "") -> list[Written]:
    """List the changes of a scenario text: name and fields, values as the text writes them.

    Raises
    ------
    InputError
        If the text is no YAML.
    """
    source = read_source(text, file)
    if source.problems:
        raise InputError(source.problems)
    changes = source.data.get("changes") if isinstance(source.data, dict) else None
    return [next(iter(c.items())) for c in changes or () if isinstance(c, dict) and len(c) == 1]


def rewritten(text: str, edits: Sequence[ChangeEdit]) -> str:
    """Apply edits to the text of a scenario.

    Parameters
    ----------
    text
        The scenario file, whose changes :func:`changes_of` lists.
    edits
        At most one per change.
    """
    key, items = _nodes(text)
    splices: list[tuple[int, int, str]] = []
    for edit in edits:
        if edit.at is None:
            continue
        node = items[edit.at]
        if not edit.fields:
            splices.append(_whole_lines(text, node))
        elif any(value is None for value in edit.fields.values()):
            kept = {**dict(changes_of(text)[edit.at][1]), **edit.fields}
            splices.append((node.start_mark.index, _end(node), f"{edit.kind}: {flow({k: v for k, v in kept.items() if v is not None})}"))
        else:
            splices += _set(text, node.value[0][1], edit.fields)
    for start, end, new in sorted(splices, reverse=True):
        text = text[:start] + new + text[end:]
    added = [f"- {e.kind}: {flow(e.fields)}\n" for e in edits if e.at is None]
    return _appended(text, added, key is not None) if added else text


def flow(value: Any) -> str:
    """Write a value on one line of YAML."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    text = str(value)
    return text if _BARE.fullmatch(text) and text.lower() not in _WORDS and text[0] not in "-+.·" else json.dumps(text, ensure_ascii=False)


def _nodes(text: str) -> tuple[ScalarNode | None, list[MappingNode]]:
    """Find the key ``changes`` and the nodes of its items."""
    root = YAML(typ="safe", pure=True).compose(text)
    for key, value in root.value if isinstance(root, MappingNode) else ():
        if key.value == "changes":
            items = value.value if isinstance(value, SequenceNode) else []
            return key, [i for i in items if isinstance(i, MappingNode) and len(i.value) == 1]
    return None, []


def _end(node: Node) -> int:
    """Where a node's own text ends; marks of block nodes run on to the next one."""
    if isinstance(node, ScalarNode) or getattr(node, "flow_style", False) or not node.value:
        end: int = node.end_mark.index
        return end
    last = node.value[-1]
    return _end(last[1] if isinstance(node, MappingNode) else last)


def _whole_lines(text: str, node: Node) -> tuple[int, int, str]:
    start = text.rfind("\n", 0, node.start_mark.index) + 1
    end = text.find("\n", _end(node))
    return start, len(text) if end < 0 else end + 1, ""


def _set(text: str, body: Node, fields: Mapping[str, Any]) -> list[tuple[int, int, str]]:
    """Replace values in place; a field that is not there yet goes behind the last one."""
    present = {key.value: value for key, value in body.value}
    splices = [(present[k].start_mark.index, _end(present[k]), flow(v)) for k, v in fields.items() if k in present]
    new = {k: v for k, v in fields.items() if k not in present}
    flowing = bool(getattr(body, "flow_style", False))
    if new:
        end = _end(body.value[-1][1])
        indent = body.value[0][0].start_mark.column
        parts = (f", {k}: {flow(v)}" if flowing else f"\n{' ' * indent}{k}: {flow(v)}" for k, v in new.items())
        if not flowing:
            line_end = text.find("\n", end)
            end = len(text) if line_end < 0 else line_end
        splices.append((end, end, "".join(parts)))
    return splices


def _appended(text: str, lines: Sequence[str], known: bool) -> str:
    text = text if text.endswith("\n") else text + "\n"
    _, items = _nodes(text)
    if not known:
        return text + "changes:\n" + "".join(f"  {line}" for line in lines)
    if not items:  # "changes:" or "changes: []"
        emptied = re.sub(r"^changes:[ \t]*(\[\s*\])?", "changes:", text, count=1, flags=re.MULTILINE)
        at = emptied.index("\n", re.search(r"^changes:", emptied, flags=re.MULTILINE).start()) + 1  # type: ignore[union-attr]
        return emptied[:at] + "".join(f"  {line}" for line in lines) + emptied[at:]
    start, end, _ = _whole_lines(text, items[-1])
    indent = re.match(r"[ \t]*", text[start:]).group(0)  # type: ignore[union-attr]
    return text[:end] + "".join(f"{indent}{line}" for line in lines) + text[end:]
