"""What a ``.walk`` file keeps, what it refuses, and when it is stale."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from planner.errors import NetworkError, Problem, Severity
from planner.model import InputSpec
from planner.network import StreetGraph, fresh_walk, load_walk, read_lines, read_streets, save_walk, street_graph
from planner.network.read.source import cache_path
from tests.access.support import network
from tests.network.made import Spot, roads

LINES: list[list[Spot]] = [[(0, 0), (200, 0)], [(200, 0), (200, 90)], [(100, -50), (100, 50)], [(0, 500), (90, 500)]]


def graph_of(lines: list[list[Spot]]) -> StreetGraph:
    return street_graph(read_lines(roads(lines), name="roads.shp"), source="roads.shp", sha256="ab")


def detail(path: Path, *, verify: bool = False) -> str:
    with pytest.raises(NetworkError) as caught:
        load_walk(path, verify=verify)
    assert [p.code for p in caught.value.problems] == ["network.walk_file"]
    return str(caught.value.problems[0].params["detail"])


@pytest.mark.parametrize("name", ["helsinki", "newport"])
def test_nothing_is_lost_on_disk(shared_data: Path, tmp_path: Path, name: str) -> None:
    graph = network(shared_data, name)[1].streets
    save_walk(graph, tmp_path / "a.walk")
    loaded = load_walk(tmp_path / "a.walk", verify=True)
    assert loaded.problems == graph.problems != ()
    assert dict(loaded.about) == dict(graph.about)
    assert [p.line() for p in loaded.problems] == [p.line() for p in graph.problems]
    for field in ("kind", "access", "hours"):
        assert getattr(loaded.gates, field) == getattr(graph.gates, field)
    for field in ("node", "locked", "private", "lon", "lat"):
        np.testing.assert_array_equal(getattr(loaded.gates, field), getattr(graph.gates, field))
    for field in StreetGraph.__slots__:
        value = getattr(graph, field)
        if isinstance(value, np.ndarray):
            assert getattr(loaded, field).dtype == value.dtype, field


def test_problems_of_every_shape_come_back(tmp_path: Path) -> None:
    graph = graph_of(LINES)
    odd = Problem("network.bad_line", Severity.DOUBT, file="路.shp", row=3, field="几何", subject="S", value="v", params={"n": np.int64(4)})
    full = StreetGraph(**{**{n: getattr(graph, n) for n in StreetGraph.__slots__}, "problems": (*graph.problems, odd)})
    save_walk(full, tmp_path / "a.walk")
    assert load_walk(tmp_path / "a.walk").problems == full.problems


def changed(whole: bytes, change: Callable[[bytes], bytes]) -> bytes:
    magic, text, rest = whole.split(b"\n", 2)
    return b"\n".join([magic, change(text), rest])


def test_a_header_that_was_changed_is_refused_on_opening(tmp_path: Path) -> None:
    path = tmp_path / "a.walk"
    save_walk(graph_of(LINES), path)
    whole = path.read_bytes()
    path.write_bytes(changed(whole, lambda text: text.replace(b"residential", b"residentiaL")))
    assert detail(path) == "header damaged"
    path.write_bytes(changed(whole, lambda text: json.dumps({**json.loads(text), "version": 1}).encode()))
    assert detail(path) == "version 1, expected 2"


@pytest.mark.parametrize("cut", [1, 30, 500])
def test_a_file_cut_short_or_added_to_is_refused_on_opening(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a.walk"
    save_walk(graph_of(LINES), path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    assert detail(path).startswith("cut short")
    path.write_bytes(whole + b"\0" * cut)
    assert detail(path).startswith("cut short or added to")


def test_every_byte_of_the_payload_is_under_the_hash(tmp_path: Path) -> None:
    path = tmp_path / "a.walk"
    save_walk(graph_of(LINES), path)
    whole = path.read_bytes()
    for at in range(len(whole) - 1, whole.index(b"\0" * 8) + 64, -37):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        assert detail(path, verify=True) == "payload differs from its hash"


def source(tmp_path: Path, lines: list[list[Spot]]) -> InputSpec:
    roads(lines).to_parquet(tmp_path / "roads.parquet")
    return InputSpec(tmp_path / "roads.parquet")


def test_a_cached_network_is_opened_until_its_source_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec, folder = source(tmp_path, LINES), tmp_path / "cache"
    first = read_streets(spec, cache=folder)
    kept = cache_path(spec, folder)
    assert kept.is_file()
    monkeypatch.setattr("planner.network.read.source.read_segments", lambda *_, **__: pytest.fail("read again"))
    again = read_streets(spec, cache=folder)
    np.testing.assert_array_equal(again.edge_mm, first.edge_mm)
    assert again.problems == first.problems
    monkeypatch.undo()
    spec = source(tmp_path, LINES[:2])
    assert fresh_walk(spec, kept) is None
    assert read_streets(spec, cache=folder).n_edges < first.n_edges
    assert fresh_walk(spec, kept) is not None


def test_another_way_of_reading_is_another_cached_file(tmp_path: Path) -> None:
    spec = source(tmp_path, LINES)
    split = InputSpec(spec.path, columns={"crossings": "split"})
    assert read_streets(spec, cache=tmp_path / "c").n_edges < read_streets(split, cache=tmp_path / "c").n_edges
    assert len(list((tmp_path / "c").iterdir())) == 2


def test_a_damaged_cache_is_made_again_and_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    spec, folder = source(tmp_path, LINES), tmp_path / "cache"
    first = read_streets(spec, cache=folder)
    kept = cache_path(spec, folder)
    kept.write_bytes(kept.read_bytes()[:-9])
    np.testing.assert_array_equal(read_streets(spec, cache=folder).edge_mm, first.edge_mm)
    assert fresh_walk(spec, kept) is not None
    (tmp_path / "file").write_text("no folder")
    told = read_streets(spec, cache=tmp_path / "file").problems[-1]
    assert (told.code, told.severity) == ("network.not_cached", Severity.NOTE)
