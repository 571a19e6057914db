"""Puts the city together and writes its files."""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from _example.compounds import Compound, draw_compounds
from _example.districts import Community, group_rings, make_communities
from _example.fabric import HILL_TOP, draw_fabric, pond_ring
from _example.facilities import HEADER, Facility, make_facilities
from _example.parcels import Parcel, make_parcels, parcel_boxes
from _example.people import Home, count_people, make_homes
from _example.plane import Point, box_ring, densify, lonlat, metres, warp
from _example.town import RAILS, RIVER, draw_blocks, draw_bones
from _example.ways import Streets, osm_xml


@dataclass
class City:
    """Everything that is written."""

    streets: Streets
    compounds: list[Compound]
    homes: list[Home]
    communities: list[Community]
    facilities: list[Facility]
    parcels: list[Parcel]
    ponds: list[list[Point]]


def make_city() -> City:
    """Draw the whole city."""
    streets = Streets()
    draw_bones(streets)
    blocks = draw_blocks(streets)
    fabric = draw_fabric(streets, blocks)
    compounds = draw_compounds(streets, blocks)
    ponds = [pond_ring(b) for b in blocks if b.use == "park"]
    for ring in ponds:
        streets.add(ring, level=-9, natural="water", water="pond")
    streets.join_crossings()
    communities = make_communities()
    homes = make_homes(streets, compounds, fabric, parcel_boxes())
    count_people(communities, homes)
    return City(streets, compounds, homes, communities, make_facilities(communities, compounds), make_parcels(communities), ponds)


def write_city(city: City, out: Path) -> dict[str, int]:
    """Write all files under a folder; give counts."""
    xml, counts = osm_xml(city.streets)
    _write(out / "network/example.osm.gz", gzip.compress(xml.encode(), compresslevel=9, mtime=0))
    _write_boundaries(city.communities, out / "boundaries")
    write_geojson(out / "barriers/barriers.geojson", _barriers(city))
    rows = [[g.id, g.compound_id, g.role, g.foot, g.opening_hours, *_shown(g.place)] for c in city.compounds for g in c.gates]
    _write_csv(out / "gates/gates.csv", ["id", "compound_id", "name", "foot", "opening_hours", "lon", "lat"], rows)
    _write_csv(out / "facilities/facilities.csv", HEADER, [f.row() for f in city.facilities])
    write_geojson(out / "parcels/parcels.geojson", [(p.properties, polygon_shape(p.ring)) for p in city.parcels])
    planted = [[p.properties["id"], p.intended, p.why] for p in city.parcels]
    _write_csv(out / "parcels/intended.csv", ["id", "verdict", "why"], planted)
    write_geojson(out / "compounds/compounds.geojson", [(_compound_row(c), polygon_shape(c.ring)) for c in city.compounds])
    homes = [[h.id, h.persons, h.older, *_shown(h.place)] for h in city.homes]
    _write_csv(out / "population/demand.csv", ["id", "persons", "older_persons", "lon", "lat"], homes)
    _write(out / "dem/hill.asc", _dem().encode())
    _write(out / "dem/hill.prj", _WGS84_WKT.encode())
    return counts


def _compound_row(compound: Compound) -> dict[str, object]:
    return {
        "id": compound.id,
        "name": compound.name,
        "households": compound.reported_households,
        "floor_area_m2": compound.floor_area_m2,
        "site_area_m2": compound.site_area_m2,
        "year_built": compound.year_built,
    }


def _write_boundaries(communities: list[Community], folder: Path) -> None:
    rows: list[tuple[dict[str, object], dict[str, object]]] = []
    for c in communities:
        names: dict[str, object] = {"id": c.id, "name": c.name, "township": c.township, "county": c.county, "urban": c.urban}
        rows.append(({**names, "households": c.households, "population": c.population, "elderly_60": c.elderly_60}, polygon_shape(c.ring)))
    write_geojson(folder / "communities.geojson", rows)
    towns = group_rings(communities, "township")
    write_geojson(
        folder / "townships.geojson",
        [
            ({"id": f"XZ{k}", "name": town, "county": county}, polygon_shape(ring))
            for k, ((county, town), ring) in enumerate(towns.items(), 1)
        ],
    )
    counties = group_rings(communities, "county")
    write_geojson(
        folder / "counties.geojson",
        [({"id": f"XQ{k}", "name": county}, polygon_shape(ring)) for k, ((county, _), ring) in enumerate(counties.items(), 1)],
    )


def _barriers(city: City) -> list[tuple[dict[str, object], dict[str, object]]]:
    river = box_ring((RIVER[0], 0.0, RIVER[1], 5000.0))
    rows: list[tuple[dict[str, object], dict[str, object]]] = [({"id": "B-river", "kind": "water", "name": "清漪河"}, polygon_shape(river))]
    rows += [({"id": f"B-pond-{k}", "kind": "water", "name": "公园湖"}, polygon_shape(r)) for k, r in enumerate(city.ponds, 1)]
    for k, x in enumerate(RAILS, 1):
        rows.append(({"id": f"B-rail-{k}", "kind": "rail", "name": "示例铁路"}, line_shape([(x, 0.0), (x, 1150.0), (x, 5000.0)])))
    rows += [({"id": "B-wall-" + c.id, "kind": "wall", "name": c.name}, line_shape(c.ring)) for c in city.compounds]
    return rows


def _shown(place: Point) -> list[str]:
    lon, lat = lonlat(place)
    return [f"{lon:.7f}", f"{lat:.7f}"]


def _bent(points: Sequence[Point]) -> list[list[float]]:
    return [list(lonlat(p)) for p in densify(points)]


def polygon_shape(ring: Sequence[Point]) -> dict[str, object]:
    """Give a closed plan ring as a GeoJSON polygon."""
    return {"type": "Polygon", "coordinates": [_bent(ring)]}


def line_shape(points: Sequence[Point]) -> dict[str, object]:
    """Give a plan line as a GeoJSON line."""
    return {"type": "LineString", "coordinates": _bent(points)}


def write_geojson(path: Path, rows: Iterable[tuple[Mapping[str, object], Mapping[str, object]]]) -> None:
    """Write a feature collection, one feature a line, that says in its name that it is synthetic."""
    lines = [json.dumps({"type": "Feature", "properties": p, "geometry": g}, ensure_ascii=False) for p, g in rows]
    name = json.dumps(f"示例城区（合成数据）{path.stem}", ensure_ascii=False)
    text = '{"type": "FeatureCollection", "name": ' + name + ', "features": [\n' + ",\n".join(lines) + "\n]}\n"
    _write(path, text.encode())


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    _write(path, b"\xef\xbb\xbf" + text.getvalue().encode())


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _dem() -> str:
    """Heights of the west bank: a hill, and a plain that falls gently to the river."""
    columns, rows, cell, west, south = 46, 42, 0.0005, 111.464, 36.0775
    top = warp(HILL_TOP)
    lines = []
    for r in range(rows):
        lat = south + (rows - r - 0.5) * cell
        heights = []
        for c in range(columns):
            x, y = metres((west + (c + 0.5) * cell, lat))
            hill = 118 * math.exp(-(((x - top[0]) / 620) ** 2) - ((y - top[1]) / 520) ** 2)
            heights.append(f"{442 + hill + 0.004 * (2200 - x) + 1.2 * math.sin(x / 310) * math.cos(y / 270):.1f}")
        lines.append(" ".join(heights))
    head = f"ncols {columns}\nnrows {rows}\nxllcorner {west}\nyllcorner {south}\ncellsize {cell}\nNODATA_value -9999\n"
    return head + "\n".join(lines) + "\n"


_WGS84_WKT = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]\n'
)
