"""The catalogue of words: every key that code uses is there, every key is used, and a field is called by one word wherever it stands."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from planner import texts
from planner.tables import Room, schemas
from planner.texts import access, comparing, livemap, papers, scenario
from planner.texts.cli import HELP, SAY
from planner.texts.rules import mending
from planner.texts.rules.kinds import ISSUES
from planner.texts.rules.sentences import FIELDS, ONE, SENTENCES, UNITS

PACKAGE = Path(texts.__file__).resolve().parents[1]
#: Catalogue → how code asks it: the functions whose first argument is a key, or the name that is indexed.
ASKED: Mapping[str, tuple[Mapping[str, object], tuple[str, ...]]] = {
    "words": (texts._WORDS, ("word",)),
    "problems": (texts.PROBLEMS, ("Problem", "refuse", "add", "_refuse", "_problem")),
    "sentences of rules": (SENTENCES, ("sentence",)),
    "words of templates": (papers.TEMPLATE_TEXTS, ("template_text",)),
    "headers of templates": (papers.TEMPLATE_HEADERS, ("template_headers",)),
    "helps": (HELP, ("HELP",)),
    "lines of the terminal": (SAY, ("SAY",)),
}
#: Further catalogues; their keys are looked up by what data holds.
OTHERS: Mapping[str, Mapping[str, object]] = {
    "mending": mending.MENDING,
    "faults of packs": ISSUES,
    "why a home is not reached": access.WHY_NOT,
    "small changes": access.CHANGES,
    "straight line": access.STRAIGHT_LINE,
    "map of difference": comparing.DIFFERENCE_MAP,
    "turned verdicts": comparing.TURNED,
    "what scenarios want": scenario.SCENARIO_WANTS,
    "answers to wrong keys": scenario.SCHEMA_ANSWERS,
    "fields of rules": FIELDS,
    "units": UNITS,
    "one of a unit": ONE,
}


class _Said(NamedTuple):
    """A text or the pattern of an f-string in code, and the function or the table it is given to."""

    text: str
    to: str
    pattern: bool
    where: str


def _pattern(node: ast.JoinedStr) -> str:
    return "".join(
        re.escape(part.value) if isinstance(part, ast.Constant) and isinstance(part.value, str) else ".+" for part in node.values
    )


def _called(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _read(path: Path) -> Iterator[_Said]:
    owners: dict[int, str] = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args:
            name = _called(node.func)
            first = node.args[0]
            branches = (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,)
            owners |= {id(branch): name for branch in branches}
        elif isinstance(node, ast.Subscript):
            owners[id(node.slice)] = _called(node.value)
        where = f"{path.relative_to(PACKAGE.parent)}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield _Said(node.value, owners.get(id(node), ""), False, where)
        elif isinstance(node, ast.JoinedStr):
            yield _Said(_pattern(node), owners.get(id(node), ""), True, where)


@cache
def said() -> tuple[_Said, ...]:
    """Every text in the code of the package, the catalogue's own aside."""
    files = (file for file in sorted(PACKAGE.rglob("*.py")) if (PACKAGE / "texts") not in file.parents)
    return tuple(found for file in files for found in _read(file))


class _InData(NamedTuple):
    """What data and scripts name: facts and units of rule packs, words of the live map, beginnings of the codes of tables."""

    rules: frozenset[str]
    browser: frozenset[str]
    beginnings: frozenset[str]


@cache
def in_data() -> _InData:
    beginnings: set[str] = set()

    def look(value: Any) -> None:
        if isinstance(value, dict):
            beginnings.update(f"{value[key]}." for key in ("codes", "words") if value.get(key))
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            look(part)

    for file in sorted((PACKAGE / "tables" / "schemas").rglob("*.json")):
        look(json.loads(file.read_text(encoding="utf-8")))
    packs = "".join(file.read_text(encoding="utf-8") for file in sorted((PACKAGE / "rules" / "packs").rglob("*.yaml")))
    scripts = "".join(file.read_text(encoding="utf-8") for file in sorted((PACKAGE / "ui" / "assets").glob("*.js")))
    named = (f"live.{name}" for name in re.findall(r"\bwords(?:\(\))?\.(\w+)", scripts))
    return _InData(frozenset(re.findall(r"\w+", packs)), frozenset(named), frozenset(beginnings))


@cache
def literal() -> frozenset[str]:
    return frozenset(found.text for found in said() if not found.pattern)


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """F-strings that make a key: whole in their first part (``f"verdict.{code}"``, ``f"share_{set}_{minutes}"``) or in their last."""
    whole = re.compile(r"[a-z_]+\\\..*|(?:reached|share|residents)_.*|(?:\.\+)_many")
    return tuple(re.compile(text) for text in sorted({found.text for found in said() if found.pattern}) if whole.fullmatch(text))


#: Catalogues whose keys may be named alike: a key of these is used where it is given to what asks that catalogue.
ASKED_ALONE = frozenset({"words of templates", "headers of templates"})


def is_used(key: str, catalogue: str) -> bool:
    if catalogue in ASKED_ALONE:
        mine = [found for found in said() if found.to in ASKED[catalogue][1]]
        return any(re.fullmatch(found.text, key) if found.pattern else found.text == key for found in mine)
    data = in_data()
    by_code = key in literal() or any(pattern.fullmatch(key) for pattern in patterns())
    if catalogue == "words":
        return by_code or key in data.browser or key[: key.rfind(".") + 1] in data.beginnings
    return by_code or (catalogue in {"fields of rules", "units", "one of a unit"} and key in data.rules)


@pytest.mark.parametrize("name", list(ASKED))
def test_every_key_that_code_names_is_there(name: str) -> None:
    catalogue, askers = ASKED[name]
    asked = [found for found in said() if found.to in askers and re.fullmatch(r"[a-z][\w.\\+]*", found.text)]
    wrong = [
        f"{found.where} {found.text}"
        for found in asked
        if ("." in found.text)
        and not (any(re.fullmatch(found.text, key) for key in catalogue) if found.pattern else found.text in catalogue)
    ]
    assert len(asked) >= min(51, len(catalogue))
    assert wrong == []


@pytest.mark.parametrize("name", [*ASKED, *OTHERS])
def test_every_key_is_used(name: str) -> None:
    catalogue = ASKED[name][0] if name in ASKED else OTHERS[name]
    assert [key for key in catalogue if not is_used(key, name)] == []


def test_words_that_the_live_map_names_are_sent_to_it() -> None:
    assert in_data().browser - set(livemap.BROWSER_WORDS) == set()
    assert len(in_data().browser) > 40


@pytest.mark.parametrize("name", ["words", "sentences of rules", "mending"])
def test_both_languages_have_the_same_blanks_to_fill(name: str) -> None:
    catalogue = ASKED[name][0] if name in ASKED else OTHERS[name]
    pairs = {key: pair for key, pair in catalogue.items() if isinstance(pair, tuple)}
    blanks = {key: [set(re.findall(r"\{(\w+)", text)) for text in pair] for key, pair in pairs.items()}
    assert len(pairs) > 20
    assert {key: found for key, found in blanks.items() if found[1] - found[0]} == {}, "English asks for what Chinese does not"


#: Canonical field → why it is called by more than one word. A field that is called by one must leave the list.
SEVERAL: Mapping[str, str] = {
    "community_id": "a parcel's list names the community it belongs to, tables its number",
    "elderly_floor_area_m2": "sentences of rules write 养老服务设施 out, as the documents do",
    "elderly_land_area_m2": "sentences of rules write 养老服务设施 out, as the documents do",
    "granted_on": "workbooks of scenarios, which are read again, say 出让日期",
    "older_persons": "homes of a list and of a comparison say 老年人口, tables of a run 60岁以上",
    "kind": "of a facility in a list, a run and a rule; of whatever changed in a comparison and a workbook",
    "persons": "planned ones in the conditions of a parcel, those served in a small change",
    "population": "of a community; planned, of a parcel",
    "project": "the number of a project in a comparison's subsidies",
    "site_area_m2": "of a compound, of a parcel, of either in a rule",
    "urban": "a list says which of the two, a table yes or no",
}


def test_a_field_is_called_by_one_word_wherever_it_stands() -> None:
    """The first header listed for a file, the header of a table, the word in a rule's sentence and in a scenario's workbook."""
    listed = json.loads((PACKAGE / "inputs" / "headers" / "fields.json").read_text(encoding="utf-8"))
    called: dict[str, set[str]] = {}

    def take(field: str, word: str) -> None:
        bare = re.sub(r"[（(](㎡|人|元|户|张|个)[)）]$", "", word)
        called.setdefault(field, set()).add(re.sub(r"[\s（）()、，]", "", bare))

    nouns = ("facility", "community", "parcel", "compound", "demand")
    for noun in nouns:
        for field, (_, *headers) in listed["tables"][noun]["own"].items():
            take(field, next((header for header in headers if not header.isascii()), field))
    fields = set(called) - {"id", "name"}
    rooms: tuple[Room, ...] = ("run", "comparison")
    for room in rooms:
        for table in schemas(room).values():
            for column in (*table.fields, *table.on_sheet):
                take(column.name, column.title)
    for field, (word, _) in FIELDS.items():
        take(field, word)
    for field, word in comparing.CHANGE_FIELDS.items():
        take(field, word)
    differing = {field: sorted(called[field]) for field in sorted(fields) if len(called[field]) > 1}
    assert {field: words for field, words in differing.items() if field not in SEVERAL} == {}
    assert set(SEVERAL) - set(differing) == set(), "these are called by one word now: take them off the list"
