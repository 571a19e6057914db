"""Names beside ids: findings and coverage with the words of the things they speak of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from planner.model import villages_of
from planner.report.folder.finished import FinishedRun
from planner.rules import RulePack
from planner.texts import word


def synthetic_mark(summary: Mapping[str, Any], lang: str = "zh") -> str:
    """Return the mark that a made-up city carries on every page; empty for a real one.

    The run says so: a scenario, or one it stands on, calls its data 合成, 模拟, 测试 (or the English words) in its name.
    """
    return word("synthetic", lang) if summary.get("synthetic") else ""


def credit(summary: Mapping[str, Any], lang: str = "zh") -> str:
    """Describe whose streets a run walks on: OpenStreetMap's credit, the mark of made-up data, or the name of the bureau's own layer."""
    origin = summary["network"].get("origin", "osm")
    if origin == "made":
        return word("synthetic", lang)
    if origin == "layer":
        return word("streets.layer", lang).format(file=PurePosixPath(str(summary["inputs"]["network"]["file"])).name)
    return word("attribution", lang)


def marks(run: FinishedRun, lang: str = "zh") -> list[str]:
    """Return what stands at the head of every paper: made-up data, and rules of another place.

    The second is said where the pack lists its counties and none of the run's communities lies in one of them.
    """
    synthetic = synthetic_mark(run.summary, lang)
    return [*([synthetic] if synthetic else []), *([word("foreign", lang)] if foreign(run) else [])]


def foreign(run: FinishedRun) -> bool:
    """Return whether the pack is another city's: it lists counties, and the run's communities name others only."""
    counties = {row.get("county", "") for row in run.rows("communities")} - {""}
    listed = _counties(str(run.summary["rule_pack"]["id"]))
    short = {name[:-1] for name in listed if len(name) > 2}
    return bool(counties and listed) and counties.isdisjoint(listed | short)


@cache
def _counties(pack: str) -> frozenset[str]:
    """Counties of a pack by its id; none where it is not one of ours."""
    return frozenset(RulePack.load(pack).listed("counties")) if pack in RulePack.available() else frozenset()


def named_findings(findings: pd.DataFrame, traces: Sequence[Mapping[str, Any]], lang: str = "zh") -> pd.DataFrame:
    """Return findings with the subject's name and the rule's title, both from the traces, which stand in the same order.

    Parameters
    ----------
    findings, traces
        As a run gives them.
    lang
        Of the titles and reasons.
    """
    out = findings.copy()
    out["subject_name"] = [t["subject"]["name"] for t in traces] if len(traces) == len(findings) else ""
    out["rule_title"] = [t["rule"]["title"][lang] for t in traces] if len(traces) == len(findings) else ""
    if lang == "en" and len(traces) == len(findings):
        out["reason"] = [t["reason_en"] for t in traces]
    return out


def named_coverage(coverage: pd.DataFrame, communities: pd.DataFrame) -> pd.DataFrame:
    """Return coverage with the community's name, township and county; rows of no community say so."""
    names = communities.drop_duplicates("community_id").set_index("community_id")
    out = coverage.copy()
    ids = out["community_id"].fillna("").astype(str)
    for column in ("name", "township", "county"):
        if column in names:
            out[column] = ids.map(names[column]).to_numpy()
    out["name"] = out["name"].where(ids != "", word("outside")) if "name" in out else ids
    return out


def named_communities(table: pd.DataFrame, communities: pd.DataFrame) -> pd.DataFrame:
    """Return a table of communities with name, township and county."""
    names = communities.drop_duplicates("community_id").set_index("community_id")
    more = {c: table["community_id"].map(names[c]) for c in ("name", "township", "county") if c in names}
    return table.assign(**more)


def villages_apart(communities: pd.DataFrame) -> pd.DataFrame:
    """Return communities with 村（不判定） as the status of villages: the standard of urban communities does not judge them."""
    status = communities["centre_status"].where(~villages_of(communities["urban"]), "village")
    return communities.assign(centre_status=status)
