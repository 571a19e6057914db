"""Descriptions of tables read from ``schemas/``: one file per table, and the fields that tables share.

``schemas/ROOM/tables/NAME.json`` is a Table Schema of Frictionless Data with more keys; a field is written out, or named where
``schemas/ROOM/fields.json`` holds it, and what a table writes beside the name goes before. ``{minutes}``, ``{profile}`` and the like in a
name stand for columns that repeat; what they may be stands under ``parts``. Unknown keys are refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from planner.texts import word, words_of

Room: TypeAlias = Literal["run", "comparison"]
Form: TypeAlias = Literal["text", "long", "count", "number", "share", "degrees", "code", "date"]

#: Folder of the descriptions.
SCHEMAS = files("planner.tables") / "schemas"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
#: Lists of a table → their keys in the files.
_LISTS = {"primary_key": "primaryKey", "foreign_keys": "foreignKeys", "first": "first", "paper": "paper"}


@dataclass(frozen=True, slots=True)
class SchemaField:
    """A column of a table.

    Attributes
    ----------
    name
        As the file has it; a template such as ``share_within_{minutes}`` where it repeats.
    type
        Of Table Schema: ``string``, ``integer``, ``number``, ``boolean`` (``yes``, ``no``), ``date``.
    title, title_en
        Header, unit included; empty where the name itself is the header.
    description, description_en
        What a reader must know besides the header.
    form
        How a reader sees it: ``text``, ``long`` (wrapped), ``count`` (whole), ``number``, ``share`` (per cent), ``degrees``, ``code`` (a
        word stands for it), ``date``.
    unit
        ``m2``, ``m``, ``min``, ``km``, ``s``, ``yuan``, ``persons``, ``households``, ``homes``, ``places``, ``beds``, ``items``, ``share``,
        ``degrees``.
    codes
        Beginning of the keys of the words that stand for its codes.
    enum
        The codes a table holds, where words stand for more.
    open
        Whether other values than the codes may stand there.
    beyond
        Setting of the walk beyond which a figure reads ``>60``.
    """

    name: str
    type: str = "string"
    title: str = ""
    title_en: str = ""
    description: str = ""
    description_en: str = ""
    form: Form = "text"
    unit: str = ""
    codes: str = ""
    enum: tuple[str, ...] = ()
    open: bool = False
    beyond: str = ""

    def header(self, lang: str = "zh") -> str:
        """Return the header, with its unit; the name where there is none."""
        return (self.title if lang == "zh" else self.title_en) or self.name


@dataclass(frozen=True, slots=True)
class TableSchema:
    """What a table holds and where it is shown.

    Attributes
    ----------
    name
        Of the file without its ending, of the layer, of the sheet.
    title, title_en
        As a sheet or a layer is called.
    description, description_en, rows, rows_en
        What it holds, and what a row is.
    place
        Among the files of the folder.
    written
        ``always``, ``where_there`` (where there is something), ``never`` (a layer alone).
    layer
        Whether it is a layer of the GeoPackage.
    sheet
        Of the workbook: ``always``, ``where_there``, ``last``, or none.
    looked_up
        Whether it is a sheet to look things up in, of which a long one is printed in part.
    first
        Columns that a reader sees first; any others follow as the run gives them.
    paper
        Columns that go on paper, from the left; none means all.
    widths
        Widest column of a form on this sheet.
    other_language
        Columns that hold the sentences of another language than the reader's.
    primary_key, foreign_keys
        As in Table Schema.
    fields
        In the order of the file.
    on_sheet
        Columns that its sheet has besides, in the words of this table.
    """

    name: str
    title: str
    title_en: str
    description: str
    description_en: str
    place: int
    fields: tuple[SchemaField, ...]
    rows: str = ""
    rows_en: str = ""
    written: str = "never"
    layer: bool = False
    sheet: str = ""
    looked_up: bool = False
    first: tuple[str, ...] = ()
    paper: tuple[str, ...] = ()
    widths: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    other_language: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[Mapping[str, Any], ...] = ()
    on_sheet: tuple[SchemaField, ...] = ()

    @property
    def columns(self) -> list[str]:
        """Names of the columns that every such table has, in the order of the file."""
        return [f.name for f in self.fields if "{" not in f.name]


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file of a result folder.

    Attributes
    ----------
    name
        With its ending.
    place, written, description, description_en
        As of a table.
    mediatype
        As on the web.
    table
        Whether a table's description belongs to it.
    resource
        Its name in ``datapackage.json``, where a file's name cannot be one.
    """

    name: str
    place: int
    written: str
    mediatype: str
    description: str
    description_en: str
    table: bool = False
    resource: str = ""


@dataclass(frozen=True, slots=True)
class _Family:
    """A column that repeats, ready to be matched."""

    field: SchemaField
    pattern: re.Pattern[str]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Shared:
    """Fields that the tables of a room share."""

    fields: Mapping[str, SchemaField]
    families: tuple[_Family, ...]
    endings: tuple[_Family, ...]
    parts: Mapping[str, Mapping[str, Any]]


@cache
def schemas(room: Room = "run") -> Mapping[str, TableSchema]:
    """Return every table and layer of a room by its name, in the order of the folder."""
    found = [_table(json.loads(file.read_text(encoding="utf-8")), room) for kind in ("tables", "layers") for file in _folder(room, kind)]
    return MappingProxyType({table.name: table for table in sorted(found, key=lambda t: t.place)})


def schema_of(name: str, room: Room = "run") -> TableSchema:
    """Return the description of a table.

    Raises
    ------
    KeyError
        If there is no such table.
    """
    return schemas(room)[name]


@cache
def field_of(name: str, table: str = "", room: Room = "run") -> SchemaField:
    """Return a column as a table has it; one nobody describes keeps its name as header and has the form of its ending.

    Parameters
    ----------
    name
        Of the column: ``share_within_15``, not its template.
    table
        Whose column it is; without it, or where that table has no such column, the field that tables share.
    room
        Of the table.

    Examples
    --------
    >>> field_of("kind", "small_changes").header()
    '改动'
    >>> field_of("share_within_7.5").header("en")
    'Any facility within 7.5 min (share)'
    """
    shared = _shared(room)
    described = schemas(room).get(table)
    own = {f.name: f for f in (*described.fields, *described.on_sheet)} if described else {}
    if name in own:
        return own[name]
    if name in shared.fields:
        return shared.fields[name]
    for family in shared.families:
        found = family.pattern.fullmatch(name)
        if found:
            return _filled(own.get(family.field.name, family.field), name, dict(zip(family.parts, found.groups(), strict=True)), shared)
    ending = next((e for e in shared.endings if e.pattern.fullmatch(name)), None)
    return SchemaField(name, form=ending.field.form) if ending else SchemaField(name)


def codes_of(column: SchemaField, lang: str = "zh") -> list[tuple[str, str]]:
    """List the codes of a column with the word for each; none where its values speak for themselves."""
    if not column.codes:
        return []
    return [(code, said) for code, said in words_of(column.codes, lang) if "." not in code and code in (column.enum or (code,))]


def template_of(name: str, table: str, room: Room = "run") -> str:
    """Return the name under which a table's description lists a column; empty where it does not."""
    listed = {f.name for f in schemas(room)[table].fields}
    if name in listed:
        return name
    return next((f.field.name for f in _shared(room).families if f.field.name in listed and f.pattern.fullmatch(name)), "")


def template_parts(name: str, room: Room = "run") -> Mapping[str, tuple[str, ...]]:
    """Return what may stand in the braces of a template: part → values; none for a part that is a number."""
    parts = _shared(room).parts
    return {part: tuple(_values(parts[part])) for part in _PLACEHOLDER.findall(name)}


def output_files(room: Room = "run") -> tuple[OutputFile, ...]:
    """Return every file a run (or a comparison) writes, in order."""
    tables = [
        OutputFile(f"{t.name}.csv", t.place, t.written, "text/csv", t.description, t.description_en, table=True)
        for t in schemas(room).values()
        if t.written != "never"
    ]
    others = [OutputFile(**raw) for raw in _read(room, "files.json")]
    return tuple(sorted([*tables, *others], key=lambda f: f.place))


def title_of(name: str, lang: str = "zh", room: Room = "run") -> str:
    """Return what a sheet or layer is called; of a sheet that is no table, its word of the catalogue."""
    table = schemas(room).get(name)
    if table is None:
        return word(f"sheet.{name}", lang)
    return table.title if lang == "zh" else table.title_en


def _folder(room: Room, kind: str) -> list[Any]:
    return sorted((f for f in (SCHEMAS / room / kind).iterdir() if f.name.endswith(".json")), key=lambda f: f.name)


def _read(room: Room, name: str) -> Any:
    return json.loads((SCHEMAS / room / name).read_text(encoding="utf-8"))


@cache
def _shared(room: Room) -> _Shared:
    raw = _read(room, "fields.json")
    parts = raw["parts"]
    families = tuple(_family(_field(f), parts) for f in raw["families"])
    endings = tuple(_family(_field(f), parts) for f in raw.get("endings", []))
    return _Shared({f["name"]: _field(f) for f in raw["fields"]}, families, endings, parts)


def _field(raw: Mapping[str, Any]) -> SchemaField:
    return SchemaField(**{**raw, "enum": tuple(raw.get("enum", ()))})


def _table(raw: dict[str, Any], room: Room) -> TableSchema:
    shared = _shared(room)
    known = {**shared.fields, **{f.field.name: f.field for f in shared.families}}

    def described(entry: str | dict[str, Any]) -> SchemaField:
        own: dict[str, Any] = {"name": entry} if isinstance(entry, str) else dict(entry)
        own |= {"enum": tuple(own["enum"])} if "enum" in own else {}
        return replace(known.get(own["name"], SchemaField(own["name"])), **own)

    made: dict[str, Any] = {k: tuple(described(f) for f in raw.pop(k, ())) for k in ("fields", "on_sheet")}
    made |= {name: tuple(raw.pop(key, ())) for name, key in _LISTS.items()}
    made["other_language"] = MappingProxyType({lang: tuple(names) for lang, names in raw.pop("other_language", {}).items()})
    return TableSchema(**raw, **made)


def _family(template: SchemaField, parts: Mapping[str, Mapping[str, Any]]) -> _Family:
    """Return a template as a pattern with a group for each of its parts."""
    pieces = _PLACEHOLDER.split(template.name)
    text = "".join(re.escape(piece) if at % 2 == 0 else f"({_choices(parts[piece])})" for at, piece in enumerate(pieces))
    return _Family(template, re.compile(text), tuple(pieces[1::2]))


def _values(part: Mapping[str, Any]) -> list[str]:
    return list(part.get("values") or part.get("titles", {}))


def _choices(part: Mapping[str, Any]) -> str:
    return str(part.get("pattern") or "|".join(re.escape(v) for v in sorted(_values(part), key=len, reverse=True)))


def _filled(template: SchemaField, name: str, values: Mapping[str, str], shared: _Shared) -> SchemaField:
    """Return the column of a template: its parts put into the headers in their words."""

    def filled(title: str, lang: str) -> str:
        return _PLACEHOLDER.sub(lambda m: _part_word(shared.parts[m[1]], values[m[1]], lang), title)

    return replace(template, name=name, title=filled(template.title, "zh"), title_en=filled(template.title_en, "en"))


def _part_word(part: Mapping[str, Any], value: str, lang: str) -> str:
    if "words" in part:
        return word(f"{part['words']}.{value}", lang)
    return str(part["titles"][value][0 if lang == "zh" else 1]) if "titles" in part else value
