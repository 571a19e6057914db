"""What a ``.walk`` file keeps and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from planner.errors import NetworkError, Problem, Severity
from planner.network import StreetGraph, load_walk, read_lines, save_walk, street_graph
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
