"""Sentences in both languages, made of the catalogue's templates; numbers as an officer writes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planner.model import FactValue
from planner.texts.rules.sentences import FIELDS, ONE, SENTENCES, UNITS

LANGS: tuple[str, str] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Bilingual:
    """The same words in Chinese and English."""

    zh: str
    en: str

    def say(self, lang: str = "zh") -> str:
        """Return one language."""
        return self.zh if lang == "zh" else self.en

    def as_json(self) -> dict[str, str]:
        """Return both as plain data."""
        return {"zh": self.zh, "en": self.en}


def sentence(key: str, **values: object) -> Bilingual:
    """Fill a template of the catalogue in both languages; a bilingual value is used in the language of the sentence."""
    made = [
        SENTENCES[key][i].format_map({k: v.say(lang) if isinstance(v, Bilingual) else v for k, v in values.items()})
        for i, lang in enumerate(LANGS)
    ]
    return Bilingual(*made)


def joined(parts: Iterable[Bilingual], by: str = "join") -> Bilingual:
    """Join sentences with the mark of each language."""
    parts = list(parts)
    zh, en = SENTENCES[by]
    return Bilingual(zh.join(p.zh for p in parts), en.join(p.en for p in parts))


def field_word(name: str) -> Bilingual:
    """Name a field; a field the catalogue does not know keeps its own name."""
    return Bilingual(*FIELDS.get(name, (name, name)))


def unit(code: str) -> Bilingual:
    """Name a unit; empty for figures without one."""
    return Bilingual(*UNITS[code]) if code else Bilingual("", "")


def unit_word(code: str, lang: str = "zh") -> str:
    """Name the unit of a finding, for example ``unit_word("m2")`` → ㎡; empty where there is none."""
    return unit(code).say(lang)


def per_words(per: Decimal, code: str) -> Bilingual:
    """Format "per hundred households": 100 户 / 100 households; 人 / person where it is one."""
    zh, en = UNITS[code]
    return Bilingual(zh, ONE.get(code, en)) if per == 1 else Bilingual(f" {number(per)} {zh}", f"{number(per)} {en}")


def number(value: Decimal) -> str:
    """Write a decimal plainly: no exponent, no idle zeros."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def value_text(value: FactValue) -> str | None:
    """Write any fact's value as text; ``None`` where missing."""
    if value is None or isinstance(value, str):
        return None if value is None else str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else number(value)
