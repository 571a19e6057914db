"""How a result's columns are shown: header, order, kind of figure, and the word that stands for a code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import numpy as np
import pandas as pd

from planner.inputs import FIELDS
from planner.model import CentreStatus, Verdict
from planner.rules import field_word, unit_word
from planner.style import CENTRE_COLOURS, FINDING_COLOURS, SEVERITY_COLOURS
from planner.tables import CATCHMENT, COLUMNS, REACH_FIGURES, REACH_SETS, SHARE_WITHIN, SHEET_COLUMNS, STRAIGHT, WHO
from planner.texts import word, words_of
from planner.texts.figures import percent, thousands

Form = Literal["text", "long", "count", "number", "share", "degrees", "code", "date"]

#: Column → prefix of the words that stand for its codes.
CODES: Mapping[str, str] = {
    "verdict": "verdict",
    "review_verdict": "verdict",
    "reviewed_verdict": "verdict",
    "centre_status": "centre",
    "status": "status",
    "urban": "flag",
    "is_centre": "flag",
    "used": "flag",
    "why_not": "why_not",
    "force": "force",
    "severity": "severity",
    "subject_kind": "noun",
    "place": "place",
    "confidence": "confidence",
    "why_facility": "reason",
    "why_centre": "reason",
    "set": "run.set",
    "profile": "profile",
    "confidence_by": "confidence_by",
    "level": "level",
    "quota_verdict": "verdict",
    "standing": "standing",
    "within_search": "flag",
    "source": "subsidy_source",
    "yearly": "flag",
}
#: The same for a column whose name means something else on one sheet.
SHEET_CODES: Mapping[tuple[str, str], str] = {
    ("small_changes", "kind"): "run.change",
    ("why_not_homes", "change"): "run.change",
    ("why_not_homes", "reason"): "run.reason",
    ("ledger", "what"): "ledger_what",
}
_SHEET_FORMS: Mapping[tuple[str, str], Form] = {("old_compounds", "place"): "count", ("old_compounds", "rank"): "count"}
_WRITTEN: Mapping[str, frozenset[str]] = {
    "verdict": frozenset(str(v) for v in Verdict),
    "centre": frozenset(str(s) for s in CentreStatus),
    "noun": frozenset({"facility", "community", "parcel", "compound", "project", "township", "county", "city"}),
}
_LONG = frozenset(
    {
        "words",
        "ledger_problem",
        "ledger_basis",
        "ledger_task",
        "ledger_bearer",
        "formula",
        "review_basis",
        "reason",
        "citation",
        "centre_reason",
        "what",
        "done",
        "what_en",
        "done_en",
    }
)
_COUNTS = frozenset(
    {
        "homes",
        "households",
        "population",
        "persons",
        "older_persons",
        "off_network_persons",
        "doubtful_persons",
        "beds",
        "minutes",
        "row",
        "ledger_no",
    }
)
_NUMBERS = re.compile(r".*_(m2|m|min|km|yuan)$|required|provided|shortfall")
_DATES = frozenset({"ledger_due", "ledger_done_on", "conditions_date", "granted_on", "judged_on", "review_on"})
_REASONS = "data_doubtful|gate_closed|barrier|no_street|not_connected|no_facility_near|too_far"
_WHO = "persons|households|homes|older"
_IDS = frozenset({"snap_street", "snap_edge"})

_BY_NAME: Mapping[str, Form] = {
    **dict.fromkeys((*CODES, "unit", "field"), "code"),
    **dict.fromkeys(_LONG, "long"),
    **dict.fromkeys(("lon", "lat", "from_lon", "from_lat", "to_lon", "to_lat"), "degrees"),
    **dict.fromkeys(_DATES, "date"),
}

#: Columns of a sheet that come first, in this order; any others follow as the run gives them. Missing ones are passed over.

FIRST: Mapping[str, tuple[str, ...]] = {
    "parcels": ("parcel_id", "name", "verdict", "fails", "needs_review", "county", "project", "stage"),
    "communities": (
        "community_id", "name", "county", "township", "urban", "centre_status", "centre_area_m2", "centre_ids", "centre_reason",
    ),
    "facilities": ("facility_id", "name", "kind", "status", "is_centre", "used", "why_not"),
    "findings": (
        "subject_kind", "subject_id", "subject_name", "rule_title", "verdict", "required", "provided", "shortfall", "unit", "reason",
        "citation", "force", "judged_on", "rule_id",
    ),
    "coverage": ("community_id", "name", "township", "county", "minutes"),
    "why_not": ("community_id", "name", "township", "county", "set", "minutes", "profile"),
    "catchments": ("facility_id", "name", "minutes"),
    "confidence": ("community_id", "name", "township", "county", "confidence", "confidence_by", "reason"),
    "quality": ("severity", "file", "row", "field", "subject", "value", "what", "done", "code"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column as a reader sees it.

    Attributes
    ----------
    name
        Name in the result.
    form
        ``text``, ``long`` (wrapped), ``count`` (whole), ``number``, ``share`` (percent), ``degrees``, ``code`` (a word stands for it).
    sheet
        Table it belongs to; some names mean something else there.
    """

    name: str
    form: Form
    sheet: str = ""

    def header(self, lang: str = "zh") -> str:
        """Give the header, with its unit."""
        return header(self.name, lang, self.sheet)


def columns_of(sheet: str, names: Iterable[str], *, lang: str = "zh") -> list[Column]:
    """Order the columns of a sheet for a reader; geometry and the sentences of the other language are left out."""
    there = [n for n in names if n != "geometry"]
    if sheet == "quality":
        unwanted = {"what_en", "done_en"} if lang == "zh" else {"what", "done"}
        there = [n for n in there if n not in unwanted]
    if lang == "zh":
        there = [n for n in there if n not in {"formula_en", "words_en"}]
    first = [n for n in FIRST.get(sheet, ()) if n in there]
    return [Column(n, form_of(n, sheet), sheet) for n in [*first, *(n for n in there if n not in first)]]


def form_of(name: str, sheet: str = "") -> Form:
    """Tell what kind of figure a column holds, by its name and, where that matters, its table."""
    if (sheet, name) in SHEET_CODES:
        return "code"
    if (sheet, name) in _SHEET_FORMS:
        return _SHEET_FORMS[sheet, name]
    plain = re.sub(r"_(standard|elderly|frail)$", "", name)
    if name in _BY_NAME:
        return _BY_NAME[name]
    if "share" in plain:
        return "share"
    counted = plain.endswith(("_persons", "_older", "_homes", "_households", "compounds")) or re.match(
        rf"({_WHO})_(straight|network)", plain
    )
    if name in _COUNTS or name in _IDS or counted:
        return "count"
    return "number" if _NUMBERS.fullmatch(plain) else "text"


def header(name: str, lang: str = "zh", sheet: str = "") -> str:
    """Give the header of a column; one the catalogue does not know keeps its own name."""
    at = 0 if lang == "zh" else 1
    if (sheet, name) in SHEET_COLUMNS:
        return SHEET_COLUMNS[sheet, name][at]
    if name in COLUMNS:
        return COLUMNS[name][at]
    within = re.fullmatch(r"((?:qualified_)?(?:centre_)?share_within)_([0-9.]+)", name)
    if within:
        return SHARE_WITHIN[within[1]][at].format(m=within[2])
    reach = re.fullmatch(
        r"(centre_|qualified_|)(reached_(?:persons|older|homes|households)|too_far_persons|(?:straight|network)_only_persons|share_older|share)"
        r"_(standard|elderly|frail)",
        name,
    )
    if reach:
        joint = " · "
        return joint.join((REACH_SETS[reach[1]][at], REACH_FIGURES[reach[2]][at], word(f"profile.{reach[3]}", lang)))
    return _composed(name, at, lang) or name


def _composed(name: str, at: int, lang: str) -> str:
    """Give the header of a column made of parts: reasons, straight circles, catchments."""
    joint = " · "
    why = re.fullmatch(rf"({_REASONS})_({_WHO})", name)
    if why:
        return joint.join((word(f"run.reason.{why[1]}", lang), WHO[why[2]][at]))
    straight = re.fullmatch(rf"({_WHO})_(share_straight|share_network|straight_only|network_only|straight|network)(?:_({_REASONS}))?", name)
    if straight:
        reason = (word(f"run.reason.{straight[3]}", lang),) if straight[3] else ()
        return joint.join((STRAIGHT[straight[2]][at], *reason, WHO[straight[1]][at]))
    near = re.fullmatch(rf"(nearest|within)_({_WHO})_(standard|elderly|frail)", name)
    if near:
        return joint.join((CATCHMENT[near[1]][at], WHO[near[2]][at], word(f"profile.{near[3]}", lang)))
    return ""


def finding_key(verdict: str, force: str) -> str:
    """Give the key of a finding's word and colour: a miss of an advisory wording or a target is never a violation."""
    if verdict == "fail" and force and force != "mandatory":
        return "target_miss" if force == "target" else "advisory_miss"
    return verdict


def field_label(name: str, lang: str = "zh") -> str:
    """Name a field of an input as a person does, with its own name behind; a header of the user's own stays as it is."""
    said = field_word(name).say(lang)
    if said == name and name in COLUMNS:
        said = re.sub(r"（.*）$| \(.*\)$", "", header(name, lang))
    if said == name and lang == "zh":
        headers = (h for fields in FIELDS.values() if name in fields for h in fields[name][1])
        said = next((h for h in headers if not h.isascii()), name)
    if said == name:
        return name
    return f"{said}（{name}）" if lang == "zh" else f"{said} ({name})"


def say(name: str, value: Any, lang: str = "zh", sheet: str = "") -> str:
    """Give the word for a code, or the text itself where there is none; empty where missing."""
    if blank(value):
        return ""
    if name == "field":
        return "、".join(field_label(part, lang) for part in str(value).split("、"))
    if name == "unit":
        try:
            return unit_word(str(value), lang)
        except KeyError:
            return str(value)
    text = {"True": "yes", "False": "no", "true": "yes", "false": "no"}.get(str(value), str(value))
    prefix = SHEET_CODES.get((sheet, name), CODES.get(name, ""))
    key = f"{prefix}.{text}" if prefix else ""
    try:
        return word(key, lang) if key else text
    except KeyError:
        return text


def codes_of(sheet: str, name: str, lang: str = "zh") -> list[tuple[str, str]]:
    """List the codes of a column with the word for each; none where its values speak for themselves."""
    prefix = SHEET_CODES.get((sheet, name), CODES.get(name, ""))
    if not prefix or (sheet, name) in _SHEET_FORMS:
        return []
    written = _WRITTEN.get(prefix)  # some words stand for more than a table holds
    return [(code, said) for code, said in words_of(prefix, lang) if "." not in code and (written is None or code in written)]


def colour_of(name: str, value: Any, force: str = "") -> str | None:
    """Give the palette's colour for a code, if it has one."""
    colours = {"verdict": FINDING_COLOURS, "centre_status": CENTRE_COLOURS, "severity": SEVERITY_COLOURS}.get(name)
    return colours.get(finding_key(str(value), force)) if colours else None


def figure(value: Any) -> float | int | None:
    """Give a number as a spreadsheet holds it; ``None`` where there is none or it is text such as ``>60``."""
    if blank(value) or isinstance(value, bool | np.bool_):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    if not np.isfinite(number):
        return None
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def blank(value: Any) -> bool:
    """Tell a missing value."""
    if value is None or value is pd.NA or (isinstance(value, str) and not value):
        return True
    if isinstance(value, Decimal):
        return not value.is_finite()
    return bool(value != value)  # noqa: PLR0124 - NaN and NaT differ from themselves


def shown(column: Column, value: Any, lang: str = "zh") -> str:
    """Write a value as a reader sees it: grouped figures, percent, words for codes."""
    if column.form == "code":
        return say(column.name, value, lang, column.sheet)
    number = figure(value) if column.form in {"count", "number", "share", "degrees"} else None
    if number is None:
        return "" if blank(value) else str(value)
    if column.form == "number":
        return f"{number:,}" if isinstance(number, int) else thousands(number, 2).rstrip("0").rstrip(".")
    if column.name in _IDS:
        return format(number, "d")
    if column.form == "degrees":
        return f"{number:.6f}"
    return percent(number) if column.form == "share" else thousands(number)
