"""Streets by the name of a place: fetched once, kept, and read from the copy; the fetching itself is stood in for."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import networkx as nx
import osmnx
import pytest

from planner.access import WalkNetwork
from planner.errors import NetworkError
from planner.network import read_place

PLACE = "尧都区, 临汾市"


def tiny(length: int = 3) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph(crs="epsg:4326")
    graph.add_nodes_from((i, {"x": 111.5 + 0.001 * i, "y": 36.08}) for i in range(length))
    for i in range(length - 1):
        for u, v in ((i, i + 1), (i + 1, i)):
            graph.add_edge(u, v, highway="residential", osmid=10 + i, length=90.0)
    return graph


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The internet: what it answers, and what it was asked."""
    web = SimpleNamespace(answer=tiny(), asked=[])

    def graph_from_place(place: str, **options: object) -> nx.MultiDiGraph:
        web.asked.append((place, options, osmnx.settings.use_cache, set(osmnx.settings.useful_tags_way)))
        if web.answer is None:
            raise ConnectionError("Temporary failure in name resolution")
        return web.answer

    monkeypatch.setattr(osmnx, "graph_from_place", graph_from_place)
    return web


def codes(caught: pytest.ExceptionInfo[NetworkError]) -> list[str]:
    return [p.code for p in caught.value.problems]


def test_a_place_is_fetched_once_and_read_from_its_copy_ever_after(net: SimpleNamespace, tmp_path: Path) -> None:
    before = (osmnx.settings.use_cache, list(osmnx.settings.useful_tags_way))
    kept = tmp_path / "deep" / "net.walk"
    first = WalkNetwork.from_place(PLACE, saved=kept)
    net.answer = None
    again = WalkNetwork.from_place(PLACE, saved=kept)
    assert [place for place, *_ in net.asked] == [PLACE]
    assert again.figures() == first.figures()
    assert again.figures()["streets"] == 1  # two blocks and no crossing between them
    assert [p.code for p in again.streets.problems if p.code.startswith("network.place")] == ["network.place_saved"]
    assert "network.place_saved" not in {p.code for p in WalkNetwork.load(kept).streets.problems}
    assert (osmnx.settings.use_cache, list(osmnx.settings.useful_tags_way)) == before
    _, options, use_cache, tags = net.asked[0]
    assert not use_cache
    assert options["retain_all"] is True
    assert {"foot", "bridge", "access"} <= tags


def test_without_internet_or_copy_the_message_says_what_to_do(net: SimpleNamespace, tmp_path: Path) -> None:
    net.answer = None
    with pytest.raises(NetworkError) as caught:
        read_place(PLACE, saved=tmp_path / "net.walk")
    assert codes(caught) == ["network.place_failed"]
    assert "--place" in caught.value.problems[0].mend()
    assert not list(tmp_path.iterdir())


def test_refreshing_replaces_the_copy_only_with_something_whole(net: SimpleNamespace, tmp_path: Path) -> None:
    kept = tmp_path / "net.walk"
    read_place(PLACE, saved=kept)
    content = kept.read_bytes()
    net.answer = None
    with pytest.raises(NetworkError) as caught:
        read_place(PLACE, saved=kept, refresh=True)
    assert codes(caught) == ["network.place_kept"]
    assert kept.read_bytes() == content
    net.answer = tiny(5)
    read_place(PLACE, saved=kept, refresh=True)
    assert kept.read_bytes() != content


def test_a_copy_of_another_place_or_a_damaged_one_is_never_passed_off(net: SimpleNamespace, tmp_path: Path) -> None:
    kept = tmp_path / "net.walk"
    read_place("襄汾县, 临汾市", saved=kept)
    read_place(PLACE, saved=kept)
    kept.write_bytes(kept.read_bytes()[:-20])
    read_place(PLACE, saved=kept)
    assert [place for place, *_ in net.asked] == ["襄汾县, 临汾市", PLACE, PLACE]
