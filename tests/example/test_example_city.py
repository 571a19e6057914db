"""The example city: made again byte for byte, and whole: areas tile, people add up, walls have gates, the river is crossed on bridges."""

from __future__ import annotations

import csv
import gzip
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

FOLDERS = ("network", "boundaries", "barriers", "gates", "facilities", "parcels", "compounds", "population", "dem")
DEGREE_M = 100_000.0  # roughly; only used to turn small tolerances in metres into degrees


@dataclass(frozen=True)
class Way:
    """A way of the OSM file."""

    id: str
    tags: dict[str, str]
    nodes: list[str]
    line: shapely.LineString


@pytest.fixture(scope="module")
def osm(example_data: Path) -> ET.Element:
    return ET.fromstring(gzip.decompress((example_data / "network/example.osm.gz").read_bytes()))  # noqa: S314 - our own file


@pytest.fixture(scope="module")
def places(osm: ET.Element) -> dict[str, tuple[float, float]]:
    return {n.attrib["id"]: (float(n.attrib["lon"]), float(n.attrib["lat"])) for n in osm.findall("node")}


@pytest.fixture(scope="module")
def highways(osm: ET.Element, places: dict[str, tuple[float, float]]) -> list[Way]:
    ways = []
    for element in osm.findall("way"):
        tags = {t.attrib["k"]: t.attrib["v"] for t in element.findall("tag")}
        nodes = [n.attrib["ref"] for n in element.findall("nd")]
        if "highway" in tags:
            ways.append(Way(element.attrib["id"], tags, nodes, shapely.LineString([places[n] for n in nodes])))
    return ways


def features(path: Path) -> list[tuple[dict[str, Any], Any]]:
    data = json.loads(path.read_text(encoding="utf-8"))
    return [(f["properties"], shapely.from_geojson(json.dumps(f["geometry"]))) for f in data["features"]]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_script_makes_the_committed_files_again(repo: Path, example_data: Path, tmp_path: Path) -> None:
    script = example_data / "make_example.py"
    subprocess.run([sys.executable, str(script), "--out", str(tmp_path)], check=True, capture_output=True)
    committed = {p.relative_to(example_data): p for folder in FOLDERS for p in (example_data / folder).iterdir()}
    by_hand = {repo / "scenarios" / "baseline.yaml", *(repo / "scenarios" / "bureau").iterdir()}
    scenarios = [p for p in (repo / "scenarios").rglob("*") if p.is_file() and p not in by_hand]
    committed |= {p.relative_to(repo): p for p in scenarios}
    assert {p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file()} == committed.keys()
    for name, path in committed.items():
        ours, made = path.read_bytes(), (tmp_path / name).read_bytes()
        if name.suffix == ".gz":  # what is inside is ours; how tightly it is packed belongs to the zlib of the machine
            ours, made = gzip.decompress(ours), gzip.decompress(made)
        assert ours == made, f"{name} differs: run make example"


def test_the_network_says_that_it_is_synthetic(example_data: Path) -> None:
    head = gzip.decompress((example_data / "network/example.osm.gz").read_bytes())[:400].decode()
    assert "SYNTHETIC" in head
    assert "合成数据" in head


def test_every_node_of_a_way_exists_and_no_way_is_a_point(osm: ET.Element, places: dict[str, tuple[float, float]]) -> None:
    assert len(places) == len(osm.findall("node"))
    for way in osm.findall("way"):
        refs = [n.attrib["ref"] for n in way.findall("nd")]
        assert len(set(refs)) >= 2
        assert all(r in places for r in refs)


@pytest.mark.parametrize("layer", ["communities", "townships", "counties"])
def test_areas_tile_without_gaps_or_overlaps(example_data: Path, layer: str) -> None:
    shapes = [g for _, g in features(example_data / f"boundaries/{layer}.geojson")]
    whole = shapely.union_all([g for _, g in features(example_data / "boundaries/communities.geojson")])
    assert all(g.is_valid for g in shapes)
    assert sum(g.area for g in shapes) == pytest.approx(whole.area, rel=1e-9)
    assert shapely.union_all(shapes).symmetric_difference(whole).area < 1e-12
    assert whole.geom_type == "Polygon"
    assert not whole.interiors


def test_townships_and_counties_hold_their_communities(example_data: Path) -> None:
    communities = features(example_data / "boundaries/communities.geojson")
    towns = {(p["county"], p["name"]): g for p, g in features(example_data / "boundaries/townships.geojson")}
    counties = {p["name"]: g for p, g in features(example_data / "boundaries/counties.geojson")}
    assert (len(towns), len(counties)) == (4, 2)
    for properties, shape in communities:
        inside = shape.representative_point()
        assert towns[properties["county"], properties["township"]].contains(inside)
        assert counties[properties["county"]].contains(inside)


def test_one_name_stands_in_two_townships(example_data: Path) -> None:
    keys = [(p["name"], p["township"]) for p, _ in features(example_data / "boundaries/communities.geojson")]
    names = [name for name, _ in keys]
    assert len(keys) == len(set(keys))
    assert len(names) - len(set(names)) == 1


def test_people_add_up_to_their_communities(example_data: Path) -> None:
    communities = features(example_data / "boundaries/communities.geojson")
    homes = rows(example_data / "population/demand.csv")
    points = shapely.points([(float(h["lon"]), float(h["lat"])) for h in homes])
    persons = np.array([int(h["persons"]) for h in homes])
    older = np.array([int(h["older_persons"]) for h in homes])
    assert (older <= persons).all()
    seen = 0
    for properties, shape in communities:
        inside = shapely.contains(shape, points)
        assert properties["population"] == persons[inside].sum()
        assert properties["elderly_60"] == older[inside].sum()
        assert properties["population"] > 0
        seen += int(inside.sum())
    assert seen == len(homes)


def test_every_gate_is_a_vertex_of_its_wall_and_a_node_of_a_street(
    example_data: Path, osm: ET.Element, places: dict[str, tuple[float, float]], highways: list[Way]
) -> None:
    walls = {p["id"]: g for p, g in features(example_data / "compounds/compounds.geojson")}
    gates = rows(example_data / "gates/gates.csv")
    in_osm = {places[n.attrib["id"]]: n.attrib["id"] for n in osm.findall("node") if any(t.attrib["v"] == "gate" for t in n.findall("tag"))}
    walked = {n for way in highways for n in way.nodes}
    assert {g["compound_id"] for g in gates} == set(walls)
    assert len(gates) == len(in_osm)
    for gate in gates:
        place = (float(gate["lon"]), float(gate["lat"]))
        assert place in walls[gate["compound_id"]].exterior.coords
        assert in_osm[place] in walked


def test_no_street_passes_a_wall_except_at_a_gate(example_data: Path, highways: list[Way]) -> None:
    gates = shapely.MultiPoint([(float(g["lon"]), float(g["lat"])) for g in rows(example_data / "gates/gates.csv")])
    openings = gates.buffer(0.5 / DEGREE_M)
    tree = shapely.STRtree([w.line for w in highways])
    for properties, shape in features(example_data / "compounds/compounds.geojson"):
        for k in tree.query(shape.exterior, predicate="intersects"):
            crossing = highways[k].line.intersection(shape.exterior)
            assert openings.contains(crossing), f"way {highways[k].id} passes the wall of {properties['id']}"


def test_the_river_is_crossed_on_three_bridges_only(example_data: Path, highways: list[Way]) -> None:
    river = next(g for p, g in features(example_data / "barriers/barriers.geojson") if p["id"] == "B-river")
    crossing = [w for w in highways if w.line.intersects(river)]
    assert all(w.tags.get("bridge") == "yes" and w.tags.get("layer") == "1" for w in crossing)
    walkable = {w.tags["name"] for w in crossing if w.tags.get("foot") != "no"}
    assert walkable == {"南桥", "清漪大桥"}
    assert {w.tags["highway"] for w in crossing} - {"primary", "secondary"} == {"motorway"}


def test_ponds_are_dry_of_streets(example_data: Path, highways: list[Way]) -> None:
    ponds = [g for p, g in features(example_data / "barriers/barriers.geojson") if p["id"].startswith("B-pond")]
    assert ponds
    assert not any(w.line.intersects(pond) for w in highways for pond in ponds)


def test_the_railway_is_crossed_in_few_places(example_data: Path, highways: list[Way]) -> None:
    rails = [g for p, g in features(example_data / "barriers/barriers.geojson") if p["kind"] == "rail"]
    crossing = [w for w in highways if w.tags["highway"] != "motorway" and any(w.line.intersects(r) for r in rails)]
    assert len(crossing) == 3
    assert sorted(w.tags.get("tunnel", "level crossing") for w in crossing) == ["level crossing", "yes", "yes"]


def test_one_small_island_of_streets(highways: list[Way]) -> None:
    root: dict[str, str] = {}

    def top(node: str) -> str:
        while root.setdefault(node, node) != node:
            node = root[node]
        return node

    for way in highways:
        if way.tags["highway"] not in {"motorway", "motorway_link", "construction"}:
            for node in way.nodes[1:]:
                root[top(node)] = top(way.nodes[0])
    tops = [top(n) for n in root]
    sizes = sorted(tops.count(t) for t in set(tops))
    assert len(sizes) == 2
    assert 10 < sizes[0] < 60


def test_every_facility_kind_status_size_and_datum_occurs(example_data: Path) -> None:
    listed = rows(example_data / "facilities/facilities.csv")
    assert {r["类型"] for r in listed} == {"社区养老服务中心", "社区养老服务站", "日间照料中心", "养老院", "老年助餐点", "区域养老服务中心"}
    assert {r["状态"] for r in listed} == {"已建成并运营", "在建", "规划", "停用"}
    assert {r["坐标系"] for r in listed} == {"WGS84", "CGCS2000", "GCJ-02", "BD-09"}
    areas = [float(r["建筑面积"]) for r in listed if r["建筑面积"]]
    assert len(areas) == len(listed) - 1
    assert min(areas) < 500
    assert max(areas) > 2000
    assert {500.0, 2000.0} <= set(areas)


def test_parcels_carry_every_field_and_every_intended_verdict(example_data: Path) -> None:
    parcels = features(example_data / "parcels/parcels.geojson")
    planted = rows(example_data / "parcels/intended.csv")
    communities = {p["id"]: g for p, g in features(example_data / "boundaries/communities.geojson")}
    compounds = [g for _, g in features(example_data / "compounds/compounds.geojson")]
    assert len(parcels) == 40
    assert [p["id"] for p, _ in parcels] == [r["id"] for r in planted]
    assert len({p["project"] for p, _ in parcels}) == 12
    assert {r["verdict"] for r in planted} == {"pass", "fail", "needs_review", "not_applicable"}
    for k, (properties, shape) in enumerate(parcels):
        assert communities[properties["community_id"]].contains(shape.centroid)
        assert not any(shape.intersects(c) for c in compounds)
        assert not any(shape.intersects(other) for _, other in parcels[k + 1 :])
