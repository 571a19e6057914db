"""Scenario files of the example city: the new district in two phases, and the list of shortfalls to be met by 2030."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from _example.city import City, line_shape, polygon_shape, write_geojson
from _example.district import CENTRE_1, CENTRE_2, MEALS_1, PHASES, STATION_2, NewParcel, Phase, compounds, figures, outlines, roads
from _example.facilities import street_side
from _example.plane import Point, lonlat

FOLDER = "new-district"


def write_scenarios(city: City, out: Path) -> None:
    """Write the scenario files and what they refer to; ``baseline.yaml`` is written by hand and not touched."""
    for phase in PHASES:
        drawn = [(row, line_shape(points)) for row, points in roads(phase)]
        write_geojson(out / FOLDER / f"roads-{phase.number}.geojson", drawn)
        shapes = [(row, polygon_shape(ring)) for row, ring in outlines(phase, city.parcels)]
        write_geojson(out / FOLDER / f"outlines-{phase.number}.geojson", shapes)
    first, second = PHASES
    _write(out / "new-district-1.yaml", _PHASE_1, _phase_blocks(city, first))
    _write(out / "new-district-2.yaml", _PHASE_2, _phase_blocks(city, second))
    _write(out / "shortfall-2030.yaml", _SHORTFALL, {})


def _write(path: Path, text: str, blocks: Mapping[str, str]) -> None:
    for name, block in blocks.items():
        text = text.replace("{" + name + "}", block)
    for name, place in _PLACES.items():
        lon, lat = lonlat(place)
        text = text.replace("{" + name + "}", f"[{lon:.6f}, {lat:.6f}]")
    path.write_bytes(text.encode())


def _phase_blocks(city: City, phase: Phase) -> dict[str, str]:
    return {"compounds": "\n".join(_compound_lines(city, phase)), "parcels": "\n".join(_parcel_line(phase, new) for new in phase.new)}


def _compound_lines(city: City, phase: Phase) -> Iterable[str]:
    for row, _ in compounds(phase, city.parcels):
        yield f"  - add_compound: {_flow({**row, 'file': f'{FOLDER}/outlines-{phase.number}.geojson'})}"


def _parcel_line(phase: Phase, new: NewParcel) -> str:
    file = f"{FOLDER}/outlines-{phase.number}.geojson"
    days = {"conditions_date": "2024-04-15", "granted_on": "2024-05-20"}
    row = {"id": new.id, "name": new.name, "file": file, "project": "示例·南滩新区北片", "stage": "方案审查", **figures(new), **days}
    return f"  # {new.why}\n  - add_parcel: {_flow(row)}"


def _flow(row: Mapping[str, object]) -> str:
    """Lay a mapping out over lines of moderate length, as YAML in braces."""
    lines, line = [], "{"
    for k, (key, value) in enumerate(row.items()):
        part = f"{key}: {value}" + ("}" if k == len(row) - 1 else ", ")
        if len(line) + len(part) > 100:
            lines.append(line.rstrip())
            line = " " * 6
        line += part
    return "\n".join([*lines, line])


_PLACES: dict[str, Point] = {
    "centre_1": CENTRE_1,
    "meals_1": MEALS_1,
    "centre_2": CENTRE_2,
    "station_2": STATION_2,
    "wenchang": street_side("W2R5:S:.60"),
    "cuiwei": street_side("E5R8:S:.55"),
    "xinli": street_side("E4R1:N:.50"),
    "mingde": street_side("E3R7:W:.55"),
    "jinqiao": street_side("E5R7:S:.45"),
    "taoyuan": street_side("E5R5:W:.55"),
    "nantan": street_side("E1R1:N:.30"),
}

_PHASE_1 = """\
# 示例：新区一期（合成数据）。本文件由 data/make_example.py 生成（make example）。
# Example: phase one of a new district (synthetic data). Written by data/make_example.py (make example).
name: 示例城区·南滩新区一期（合成数据）
extends: baseline.yaml          # 以现状方案为底，只写变化；stands on the present state, only changes are written here
changes:                        # 按顺序执行；carried out in order
  # 一、道路。线图层，走在地块之间的空隙里；端头离现有道路 15 米以内的自动接上，接了几处写在 quality.csv
  # Streets, in the gaps between the parcels; ends within 15 m of a street are joined, and quality.csv says how many
  - add_road: {id: R1, file: new-district/roads-1.geojson}

  # 二、建成入住的小区：B片四块、沙窝安置区三块。人口计入，位置取小区内一点；没有出入口资料，道路穿过围墙处按出入口计
  # Compounds that are built: their people count, at one point inside; without known gates the wall is open where a street crosses it
{compounds}

  # 三、新增待核查的三块地。填了 population，规划人口也计入所在社区
  # Three new parcels to judge; their planned people count too
{parcels}

  # 四、新区第一处社区养老服务中心（800 平方米，12 张床位）和一处老年助餐点（助餐点不算“中心”）
  # The first centre of the district, and a canteen point (which is no centre)
  - add_facility: {id: F-XQ-1, name: 示例·南滩新区养老服务中心, kind: 社区养老服务中心, floor_area_m2: 800, land_area_m2: 640,
      beds: 12, at: {centre_1}}
  - add_facility: {id: F-XQ-2, name: 示例·新区二街老年助餐点, kind: 老年助餐点, floor_area_m2: 120, at: {meals_1}}
"""

_PHASE_2 = """\
# 示例：新区二期（合成数据）。本文件由 data/make_example.py 生成（make example）。
# Example: phase two of a new district (synthetic data). Written by data/make_example.py (make example).
name: 示例城区·南滩新区二期（合成数据）
extends: new-district-1.yaml    # 在一期之上；on top of phase one
changes:
  # 一、西段、东段道路，与一期道路和南桥街相接；streets to the west and east, joined to those of phase one
  - add_road: {id: R2, file: new-district/roads-2.geojson}

  # 二、A片、滨河未来里，以及C片和生态城的三块建成入住；the compounds of the west, and three in the east
{compounds}

  # 三、新增一块地；one more parcel
{parcels}

  # 四、一期中心随人口扩建到 1500 平方米；the centre of phase one is enlarged
  - resize_facility: {id: F-XQ-1, floor_area_m2: 1500, beds: 30}

  # 五、西部第二处中心；东部先设一处 300 平方米的小站：走得到，但规模不足 500 平方米
  # A second centre in the west; in the east a small station first: it can be walked to, but is too small to count as a centre of right size
  - add_facility: {id: F-XQ-3, name: 示例·南滩新区西部养老服务中心, kind: 社区养老服务中心, floor_area_m2: 1200, land_area_m2: 900,
      beds: 24, at: {centre_2}}
  - add_facility: {id: F-XQ-4, name: 示例·河底路养老服务站, kind: 社区养老服务站, floor_area_m2: 300, beds: 4, at: {station_2}}
"""

_SHORTFALL = """\
# 示例：补短板2030（合成数据）。本文件由 data/make_example.py 生成（make example）。
# Example: shortfalls met by 2030 (synthetic data). Written by data/make_example.py (make example).
name: 示例城区·补短板2030（合成数据）
extends: baseline.yaml
changes:
  # 一、缺少中心（missing）的社区：新建七处；new centres where there is none
  - add_facility: {id: F-BD-1, name: 示例·文昌养老服务中心（新建）, kind: 社区养老服务中心, floor_area_m2: 650, beds: 12, at: {wenchang}}
  - add_facility: {id: F-BD-2, name: 示例·翠微养老服务中心, kind: 社区养老服务中心, floor_area_m2: 750, beds: 15, at: {cuiwei}}
  - add_facility: {id: F-BD-3, name: 示例·新立养老服务中心, kind: 社区养老服务中心, floor_area_m2: 800, beds: 16, at: {xinli}}
  - add_facility: {id: F-BD-4, name: 示例·明德养老服务中心, kind: 社区养老服务中心, floor_area_m2: 1000, beds: 20, at: {mingde}}
  - add_facility: {id: F-BD-5, name: 示例·金桥养老服务中心, kind: 社区养老服务中心, floor_area_m2: 600, beds: 12, at: {jinqiao}}
  - add_facility: {id: F-BD-6, name: 示例·桃园养老服务中心（新建）, kind: 社区养老服务中心, floor_area_m2: 900, beds: 16, at: {taoyuan}}
  - add_facility: {id: F-BD-7, name: 示例·南滩养老服务中心, kind: 社区养老服务中心, floor_area_m2: 600, beds: 10, at: {nantan}}

  # 二、规模不足（too_small）的社区：就地扩建；文昌站恰好扩到 500 平方米，等于下限即达标
  # Centres that are too small: enlarged on the spot; exactly 500 square metres passes
  - resize_facility: {id: F005, floor_area_m2: 520, beds: 10}
  - resize_facility: {id: F007, floor_area_m2: 500, beds: 10}
  - resize_facility: {id: F029, floor_area_m2: 560}
  - resize_facility: {id: F034, floor_area_m2: 620, beds: 12}

  # 三、迎春社区有两处小站（300、420 平方米），面积不相加：并为一处，另一处停用
  # Two small stations in one community: sizes are not added up, so one is enlarged and the other closed
  - resize_facility: {id: F024, floor_area_m2: 720, beds: 12}
  - close_facility: {id: F023}

  # 四、松鹤站建筑面积原来未填（需人工核查）：实测 560 平方米；a size that was not known has been measured
  - resize_facility: {id: F009, floor_area_m2: 560}

  # 五、三处常年锁闭的小区侧门开放通行（须业主同意）；three locked side gates are opened, their owners agreeing
  - open_gate: {id: G-007}
  - open_gate: {id: G-037}
  - open_gate: {id: G-056}

  # 六、推算到 2030 年：总人口每年减 0.2%，60 岁以上每年增 3%；people of 2030: all -0.2 %, 60 and more +3 % a year
  - grow_population: {to_year: 2030, rate: -0.002, older_rate: 0.03}
"""
