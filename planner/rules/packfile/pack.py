"""The rule pack of a city: loaded whole or refused whole, then never changed."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

from planner.errors import RulePackError
from planner.rules.packfile.loading import available, load_parts
from planner.rules.packfile.override import Value, dated, enter
from planner.rules.packfile.schema import Document, ForcePeriod, Header, Reading, Rule, Text, entry_on
from planner.rules.packfile.source import problem
from planner.texts.rules.sentences import SENTENCES


@dataclass(frozen=True)
class RulePack:
    """核查指标库: a city's rules as dated data with citations.

    Make one with :meth:`load`. A pack is frozen; :meth:`with_reading` gives a changed copy.

    Attributes
    ----------
    source
        File name as given, for messages.
    sha256
        Hash of the file (line ends as on Unix, so that it is the same on every system).
    rules
        Rules in the order of the file.
    chosen
        Readings chosen other than by default: (rule id, reading, option).
    """

    source: str
    sha256: str
    header: Header
    rules: tuple[Rule, ...]
    chosen: tuple[tuple[str, str, str], ...] = ()

    @classmethod
    def load(cls, name_or_path: str | Path) -> RulePack:
        """Read a pack.

        Parameters
        ----------
        name_or_path
            Name of a pack that comes with the package (``"linfen"``), or the path of a YAML file: a pack, or a bureau's override of one.

        Returns
        -------
        RulePack
            The pack, checked.

        Raises
        ------
        RulePackError
            With every problem found: file, line, key and mending.

        Examples
        --------
        >>> RulePack.load("linfen").id
        'linfen'
        """
        made = load_parts(name_or_path)
        return cls(made.file, made.sha256, made.header, made.rules, made.chosen)

    @staticmethod
    def available() -> list[str]:
        """List the packs that come with the package."""
        return available()

    @property
    def id(self) -> str:
        """ASCII name of the pack."""
        return self.header.id

    @property
    def version(self) -> str:
        """Version of the pack, printed in every result."""
        return self.header.version

    def title(self, lang: str = "zh") -> str:
        """Return the title in one language."""
        return self.header.title.say(lang)

    def city(self, lang: str = "zh") -> str:
        """Return the city's name in one language."""
        return self.header.city.say(lang)

    @property
    def documents(self) -> Mapping[str, Document]:
        """Policy documents by key."""
        return MappingProxyType(self.header.documents)

    @property
    def not_checked(self) -> tuple[Text, ...]:
        """What no rule of this pack holds, to be printed in every result."""
        return self.header.not_checked

    @property
    def municipal_districts(self) -> tuple[str, ...]:
        """The city's municipal districts (市辖区); every other county is not one."""
        return self.header.municipal_districts

    @cached_property
    def centre_kinds(self) -> tuple[str, ...]:
        """Every name the city's lists use for a community centre, the near synonyms too."""
        return tuple(dict.fromkeys(name for kind in self.header.centre_kinds for name in (kind.name, *kind.also)))

    @cached_property
    def _plain_kinds(self) -> frozenset[str]:
        return frozenset(map(plain, self.centre_kinds))

    def is_centre(self, kind: str) -> bool:
        """Return whether a kind of facility is a community centre here (full-width letters and blanks aside)."""
        return plain(kind) in self._plain_kinds

    def rule(self, rule_id: str) -> Rule:
        """Return a rule by its id.

        Raises
        ------
        KeyError
            If the pack has no such rule.
        """
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)

    def in_force(self, as_of: date) -> tuple[Rule, ...]:
        """Return the rules in force on a day, in the pack's order; rules whose document has no date are among them."""
        return tuple(r for r in self.rules if r.force_on(as_of) is not None)

    def option_of(self, rule: Rule, reading: Reading) -> str:
        """Return the option chosen for a reading: the pack's default unless another was chosen."""
        for rule_id, reading_id, option in self.chosen:
            if (rule_id, reading_id) == (rule.id, reading.id):
                return option
        return reading.default

    def with_reading(self, rule_id: str, reading: str, option: str) -> RulePack:
        """Return a copy of the pack that reads a silent text another way.

        Raises
        ------
        RulePackError
            If the pack has no such rule, reading or option.
        """
        known = [(r.id, g.id, o.id) for r in self.rules for g in r.readings for o in g.options]
        wanted = (rule_id, reading, option)
        if wanted not in known:
            listed = {"known": "、".join(".".join(k) for k in known)}
            raise RulePackError([problem("rulepack.unknown_reading", self.source, value=".".join(wanted), params=listed)])
        kept = tuple(c for c in self.chosen if c[:2] != wanted[:2])
        return replace(self, chosen=(*kept, wanted))

    def with_value(self, rule_id: str, value: Decimal, source: str, *, parameter: str | None = None) -> RulePack:
        """Return a copy of the pack with a value of the bureau's own, for as long as the rule is in force.

        Parameters
        ----------
        rule_id, parameter
            The rule and its parameter; the one its kind turns on where none is named (the quota of a ratio, the lower bound of a range).
        value
            In the parameter's own unit.
        source
            Who says so, printed in every trace.

        Raises
        ------
        RulePackError
            If the pack has no such rule or the rule no such parameter.
        """
        known = {rule.id: rule for rule in self.rules}
        if rule_id not in known:
            raise RulePackError([problem("rulepack.unknown_word", self.source, value=rule_id, params={"known": "、".join(known)})])
        changed = enter(known[rule_id], Value(rule=rule_id, parameter=parameter, value=value, source=source))
        if changed is known[rule_id]:
            listed = {"known": "、".join(known[rule_id].parameters) or "–"}
            raise RulePackError([problem("rulepack.unknown_word", self.source, value=f"{rule_id}.{parameter or ''}", params=listed)])
        return replace(self, rules=tuple(changed if r.id == rule_id else r for r in self.rules))

    def with_document_date(self, rule_id: str, day: date) -> RulePack:
        """Return a copy in which the document of a rule carries a date: what an undated one asks then begins on that day.

        Raises
        ------
        KeyError
            If the pack has no such rule.
        """
        name = self.rule(rule_id).citation.document
        documents = {**self.header.documents, name: self.header.documents[name].model_copy(update={"date": day})}
        header = self.header.model_copy(update={"documents": documents})
        return replace(self, header=header, rules=tuple(dated(r, documents) for r in self.rules))

    def listed(self, list_name: str) -> tuple[str, ...]:
        """Return a list of the pack: its centre kinds, its municipal districts, or one it names itself; empty where it has none."""
        own = {"centre_kinds": self.centre_kinds, "municipal_districts": self.municipal_districts}
        return own.get(list_name, self.header.lists.get(list_name, ()))

    def is_listed(self, list_name: str, name: str) -> bool:
        """Return whether a name stands in a list of the pack (full-width letters and blanks aside)."""
        return plain(name) in _plain_names(self.listed(list_name))

    def citation(self, rule: Rule, period: ForcePeriod | None = None) -> str:
        """Cite a rule: document, number, date, clause; with 效力待确认 where nobody has confirmed the document."""
        document = self.documents[rule.citation.document]
        clause = (period.clause if period else None) or rule.citation.clause
        marks = "，".join(part for part in (document.number, document.date and document.date.isoformat()) if part)
        text = f"《{document.title}》" + (f"（{marks}）" if marks else "") + clause
        return text if document.validity else text + SENTENCES["unconfirmed"][0]


def centre_range(pack: RulePack, as_of: date) -> tuple[Decimal, Decimal]:
    """Return the sizes between which a community centre is of the right size on a day.

    Parameters
    ----------
    pack
        The city's pack; its ``centre_size_rule`` names the rule.
    as_of
        Day on which the rule is read.

    Returns
    -------
    tuple of Decimal
        Lower and upper bound in m² of floor area, both inside the range.

    Raises
    ------
    RulePackError
        If the pack has no such rule in force on that day: never a silent default.
    """
    name = pack.header.centre_size_rule
    if name is not None:
        rule = pack.rule(name)
        low, high = (entry_on(rule.parameters[p], as_of) for p in ("low", "high"))
        if rule.force_on(as_of) and low and high and low.value is not None and high.value is not None:
            return low.value, high.value
    raise RulePackError([problem("rules.no_centre_range", pack.source, params={"pack": pack.id, "day": as_of.isoformat()})])


def centre_bounds(pack: RulePack, as_of: date) -> tuple[Decimal, Decimal] | None:
    """Return the sizes of :func:`centre_range`, or ``None`` for a city whose documents name no size at all.

    Raises
    ------
    RulePackError
        If the city has such a rule and it is not in force on that day: never a silent default.
    """
    return None if pack.header.centre_size_rule is None else centre_range(pack, as_of)


@lru_cache(maxsize=256)
def _plain_names(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(plain, names))


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """Write a name without the marks that lists differ in: full-width forms and blanks."""
    return "".join(unicodedata.normalize("NFKC", name).split())
