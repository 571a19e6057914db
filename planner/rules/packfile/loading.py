"""From names and files to a checked pack: text, what it stands on, and a bureau's override laid over."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from planner.errors import RulePackError
from planner.rules.packfile.checks import PackBase, check, check_rules, known_names, read_model, read_rules, refuse_faulty
from planner.rules.packfile.override import Override, lay_over
from planner.rules.packfile.schema import Header, Rule
from planner.rules.packfile.source import YamlSource, problem, read_source

SUFFIXES = frozenset({".yaml", ".yml"})


@dataclass(frozen=True, slots=True)
class LoadedPack:
    """A pack as plain parts.

    Attributes
    ----------
    file
        Name as given, for messages.
    sha256
        Hash of the text and of everything it stands on (line ends as on Unix, so that it is the same on every system).
    header, rules
        What it says, what it stands on included.
    chosen
        Readings an override chose.
    """

    file: str
    sha256: str
    header: Header
    rules: tuple[Rule, ...]
    chosen: tuple[tuple[str, str, str], ...] = ()


def available() -> list[str]:
    """List the packs that come with the package."""
    folder = resources.files("planner.rules") / "packs"
    return sorted(Path(f.name).stem for f in folder.iterdir() if Path(f.name).suffix in SUFFIXES)


def load_parts(name_or_path: str | Path, seen: tuple[str, ...] = ()) -> LoadedPack:
    """Read a pack or an override file, with all it stands on.

    Raises
    ------
    RulePackError
        With every problem of the file, or those of the first file it stands on that is not sound.
    """
    text, file = read_text(name_or_path)
    source = read_source(text, file)
    data = source.data if isinstance(source.data, dict) else {}
    key = "overrides" if "overrides" in data else "extends"
    named = data.get(key)
    base = None
    if isinstance(named, str) and named.strip():
        if named in seen or str(name_or_path) in seen:
            raise RulePackError([problem("rulepack.circle", file, source.line((key,)), key, value=named)])
        base = load_parts(_base_path(named.strip(), name_or_path), (*seen, str(name_or_path)))
    made = _override(source, data, base) if key == "overrides" and base else _pack(source, base)
    refuse_faulty(source)
    if made is None:
        raise RulePackError([problem("rulepack.missing_key", file, value="schema")])
    digest = hashlib.sha256(text.replace("\r\n", "\n").encode())
    if base is not None:
        digest.update(base.sha256.encode())
    header, rules, chosen = made
    return LoadedPack(file, digest.hexdigest(), header, rules, chosen)


Made = tuple[Header, tuple[Rule, ...], tuple[tuple[str, str, str], ...]]


def _pack(source: YamlSource, base: LoadedPack | None) -> Made | None:
    checked = check(source, _names_of(base))
    if checked.header is None:
        return None
    if base is None:
        return checked.header, checked.rules, ()
    inherited = tuple(r for r in base.rules if r.id not in checked.header.without)
    return _over(checked.header, base.header), (*checked.rules, *inherited), base.chosen


def _override(source: YamlSource, data: dict[str, Any], base: LoadedPack) -> Made | None:
    override = read_model(Override, {k: v for k, v in data.items() if k != "rules"}, (), source)
    raw = data.get("rules") or []
    own = read_rules(raw if isinstance(raw, list) else [raw], source)
    check_rules(own, known_names(data, _names_of(base)), source)
    taken = {r.id for r in base.rules}
    for i, rule in own.items():
        if rule.id in taken:
            source.report("rulepack.inherited", ("rules", i, "id"), value=rule.id)
    if override is None:
        return None
    header, rules = lay_over(override, base.header, base.rules, source)
    chosen = tuple((c.rule, c.reading, c.option) for c in override.readings)
    return header, (*rules, *own.values()), (*base.chosen, *chosen)


def _names_of(base: LoadedPack | None) -> PackBase:
    return PackBase() if base is None else PackBase(tuple(base.header.documents), base.rules, tuple(base.header.lists))


def _over(header: Header, base: Header) -> Header:
    """Apply a pack's own header to that of the pack it stands on."""
    return header.model_copy(
        update={
            "documents": {**header.documents, **{k: d for k, d in base.documents.items() if k not in header.documents}},
            "lists": {**base.lists, **header.lists},
            "not_checked": (*header.not_checked, *base.not_checked),
            "old_before_year": header.old_before_year or base.old_before_year,
        }
    )


def _base_path(named: str, asking: str | Path) -> str | Path:
    """Return where a named pack lies: one that comes with the package, else a file beside the one that asks for it."""
    if Path(named).suffix not in SUFFIXES or Path(named).is_absolute():
        return named
    return Path(asking).parent / named


def read_text(name_or_path: str | Path) -> tuple[str, str]:
    """Read the text of a pack and give it with its name for messages.

    Raises
    ------
    RulePackError
        If there is no such pack or file, or it is not UTF-8.
    """
    given = str(name_or_path)
    built_in = isinstance(name_or_path, str) and Path(given).suffix not in SUFFIXES and Path(given).name == given
    known = available()
    try:
        if not built_in:
            return Path(given).read_text(encoding="utf-8-sig"), given
        if given in known:
            file = f"{given}.yaml"
            return (resources.files("planner.rules") / "packs" / file).read_text(encoding="utf-8"), file
    except UnicodeDecodeError as error:
        raise RulePackError([problem("rulepack.encoding", given)]) from error
    except OSError as error:
        raise RulePackError([problem("rulepack.not_found", given, value=given, params={"known": "、".join(known)})]) from error
    raise RulePackError([problem("rulepack.not_found", "", value=given, params={"known": "、".join(known)})])
