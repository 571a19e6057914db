"""The command line: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import pytest
import shapely

import planner
from planner import cli
from planner.access import WalkNetwork
from planner.report import FILES, SOMETIMES
from planner.run import Scenario
from tests.runs import Run, contents, read_rows, run_into
from tests.town import FACILITIES, SCENARIO, build


class Ended(NamedTuple):
    """How a call ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Give what was printed as JSON."""
        return json.loads(self.out)


Call = Callable[..., Ended]

#: What computes and draws; loading any of it would be felt by somebody who asks for help. Typer itself loads pydantic below a command.
_HEAVY = (
    "contourpy docxtpl folium geopandas jinja2 matplotlib networkx numba numpy openpyxl osmium osmnx pandas pyarrow pyogrio "
    "pyproj rasterio scipy shapely streamlit xlsxwriter"
)


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call the command line in this process."""

    def _call(*words: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["planner", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        code = ended.value.code
        assert code is None or isinstance(code, int)
        return Ended(code or 0, *capsys.readouterr())

    return _call


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the town's folder, as the current one."""
    folder = build(tmp_path / "town").parent
    monkeypatch.chdir(folder)
    return folder


def elsewhere(*words: object, cwd: Path, **env: str) -> subprocess.CompletedProcess[bytes]:
    """Call the command line as a user does."""
    command = [sys.executable, "-m", "planner", *map(str, words)]
    return subprocess.run(command, cwd=cwd, env={**os.environ, **env}, capture_output=True, check=False)


def test_version(call: Call) -> None:
    assert call("--version") == (0, f"planner {planner.__version__}\n", "")


def test_no_command_shows_help(call: Call) -> None:
    ended = call()
    assert ended.code in {0, 2}
    assert all(name in ended.out + ended.err for name in ("run", "check", "circles", "network", "inspect"))


def test_run_writes_to_out_and_the_scenarios_name(call: Call, town: Path) -> None:
    ended = call("run", "town.yaml")
    assert (ended.code, ended.err) == (0, "")
    assert set(FILES) <= set(contents(town / "out" / "town")) <= {*FILES, *SOMETIMES}
    assert "小镇" in ended.out
    assert str(Path("out") / "town") in ended.out


def test_run_as_json_prints_the_summary(call: Call, town: Path) -> None:
    ended = call("run", "town.yaml", "--out", "elsewhere", "--json")
    assert (ended.code, ended.err) == (0, "")
    assert ended.data == Run(town / "elsewhere").summary


def test_the_printed_summary_gives_the_same_figures(call: Call, town: Path) -> None:
    ended = call("run", "town.yaml")
    summary = Run(town / "out" / "town").summary
    coverage = summary["coverage"]
    words = re.sub(r"[\s│┃]+", " ", ended.out)
    for limit in ("5", "10", "15"):
        for profile in ("standard", "elderly"):
            told = coverage["facility"][limit][profile]
            assert f"{told['persons']:,.0f} 人" in words
            assert f"{told['share']:.1%}" in words
    assert f"{coverage['doubtful_persons']:,.0f} 人不在路网上或位置存疑" in words
    for noun in ("parcels", "communities_urban"):
        counts = [str(v) for k, v in summary[noun].items() if k != "total"]
        line = next(row for row in ended.out.splitlines() if sorted(re.findall(r"\d+", row)) == sorted(counts) and "│" in row)
        assert line
    for remark in summary["remarks"]:
        assert remark["zh"][:8] in ended.out
    assert "2000" in words


def test_a_wide_name_is_not_read_as_markup(call: Call, tmp_path: Path) -> None:
    scenario = build(tmp_path / "t", name="'[red]甲[/red] <b>'")
    ended = call("run", scenario, "--out", tmp_path / "out")
    assert ended.code == 0
    assert "[red]甲[/red] <b>" in ended.out


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("city: linfen", "city: linfen\ncolour: red", ["town.yaml", "第 3 行", "colour", "拼写", "scenario.unknown_key"]),
        ("compounds.csv", "nowhere.csv", ["town.yaml", "第 9 行", "inputs.compounds", "nowhere.csv", "请检查路径"]),
        ("2024-06-01", "soon", ["town.yaml", "第 3 行", "as_of", "soon", "2024-06-01"]),
        ("city: linfen", "city: atlantis", ["atlantis", "linfen"]),
    ],
)
def test_bad_scenarios_end_with_two_and_say_so(call: Call, town: Path, old: str, new: str, words: list[str]) -> None:
    path = town / "town.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    ended = call("run", path)
    assert (ended.code, ended.out) == (2, "")
    assert all(word in ended.err for word in words), ended.err
    assert not (town / "out").exists()


def test_bad_inputs_end_with_two_all_at_once(call: Call, tmp_path: Path) -> None:
    files = {"facilities": FACILITIES.replace("lon,lat", "横,竖"), "communities": '{"type": "Topology"}'}
    ended = call("run", build(tmp_path, **files), "--out", tmp_path / "out")
    assert (ended.code, ended.out) == (2, "")
    lines = ended.err.splitlines()
    assert len(lines) >= 2
    assert any("facilities.csv" in line and "column.no_place" in line and "经度" in line for line in lines)
    assert any("communities.geojson" in line for line in lines)


def test_results_are_not_computed_for_a_place_they_cannot_go_to(call: Call, town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (town / "mine").mkdir()
    (town / "mine" / "thesis.docx").write_text("x")

    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Scenario, "load", never)
    ended = call("run", "town.yaml", "--out", "mine")
    assert ended.code == 2
    assert "result.not_ours" in ended.err
    assert os.listdir("mine") == ["thesis.docx"]  # noqa: PTH208


@pytest.mark.parametrize("out", ["town.yaml/x", "town.yaml"])
def test_results_that_cannot_be_written_end_with_two(call: Call, town: Path, out: str) -> None:
    before = (town / "town.yaml").read_bytes()
    ended = call("run", "town.yaml", "--out", out)
    assert ended.code == 2
    assert "[result." in ended.err
    assert (town / "town.yaml").read_bytes() == before


def test_check_parcels(call: Call, town: Path) -> None:
    ended = call("check", "parcels", "parcels.geojson", "--as-of", "2024-06-01", "--json", "--out", "deep/findings.csv")
    assert (ended.code, ended.err) == (0, "")
    assert ended.data["rule_pack"]["id"] == "linfen"
    assert {r["parcel_id"]: r["verdict"] for r in ended.data["subjects"]} == {"P1": "pass", "P2": "fail"}
    short = next(f for f in ended.data["findings"] if f["subject_id"] == "P2" and f["rule_id"] == "LF21-quota")
    assert (short["required"], short["provided"], short["shortfall"]) == ("200", "199.9", "0.1")
    rows = read_rows(town / "deep" / "findings.csv")
    assert [(r["subject_id"], r["rule_id"], r["verdict"]) for r in rows] == [
        (f["subject_id"], f["rule_id"], f["verdict"]) for f in ended.data["findings"]
    ]
    plain = call("check", "parcels", "parcels.geojson", "--as-of", "2024-06-01")
    assert plain.code == 0
    assert "P2 LF21-quota" in plain.out
    assert "P1 LF21-quota" not in plain.out


def test_check_parcels_agrees_with_a_run(call: Call, wuhan_run: Run, shared_data: Path) -> None:
    ended = call("check", "parcels", shared_data / "cases" / "wuhan" / "parcels.geojson", "--as-of", "2024-06-01", "--json")
    assert {r["parcel_id"]: r["verdict"] for r in ended.data["subjects"]} == {
        r["parcel_id"]: r["verdict"] for r in wuhan_run.rows("parcels")
    }


def test_check_communities(call: Call, town: Path) -> None:
    words = ("check", "communities", "communities.geojson", "--facilities", "facilities.csv", "--datum", "WGS84", "--as-of", "2024-06-01")
    ended = call(*words, "--json")
    assert (ended.code, ended.err) == (0, "")
    standing = {r["community_id"]: r["centre_status"] for r in ended.data["subjects"]}
    assert standing == {"A": "ok", "B": "too_small", "C": "too_large", "D": "missing", "E": "needs_review", "V": "missing"}
    run = run_into(town / "town.yaml", town / "out")
    assert standing == {r["community_id"]: r["centre_status"] for r in run.rows("communities")}
    plain = call(*words)
    assert plain.code == 0
    assert "F5" in plain.out
    assert "存疑" in plain.out


def test_circles(call: Call, town: Path) -> None:
    words = ("circles", "--network", "streets.geojson", "--facilities", "facilities.csv", "--datum", "WGS84", "-o", "deep/c.gpkg")
    ended = call(*words, "--minutes", "5，10")
    assert ended.code == 0
    layer = gpd.read_file(town / "deep" / "c.gpkg", layer="circles")
    assert sorted(set(zip(layer["facility_id"], layer["minutes"], strict=True))) == [
        (f, m) for f in ("F1", "F2", "F3", "F5", "F6") for m in (5.0, 10.0)
    ]
    assert layer.crs.to_epsg() == 4326
    for geometry, overlap in (("rings", "overlap"), ("disks", "dissolve"), ("disks", "split")):
        assert call(*words, "--geometry", geometry, "--overlap", overlap).code == 0
    assert call(*words, "--width", "20", "--grid", "fine", "--minutes", "5").code == 0
    narrow = gpd.read_file(town / "deep" / "c.gpkg", layer="circles")
    assert narrow.union_all().area < 0.7 * layer[layer["minutes"] == 5].union_all().area
    wall = shapely.Point(layer.to_crs(3857).geometry.iloc[0].centroid).buffer(15)
    gpd.GeoDataFrame({"kind": ["water"]}, geometry=[wall], crs=3857).to_crs(4326).to_file(town / "ponds.geojson")
    assert call(*words, "--barriers", "ponds.geojson").code == 0
    pond = gpd.read_file(town / "deep" / "c.gpkg", layer="circles").to_crs(3857)
    assert pond.union_all().intersection(wall).area < 0.7 * wall.area
    ended = call(*words, "--profile", "elderly")
    slower = gpd.read_file(town / "deep" / "c.gpkg", layer="circles")
    assert slower[slower["minutes"] == 5].union_all().area < layer[layer["minutes"] == 5].union_all().area


#: A call of ``circles`` that works in the town.
CIRCLES = ("circles", "--network", "streets.geojson", "--facilities", "facilities.csv", "-o", "c.gpkg", "--datum", "WGS84")


@pytest.mark.parametrize(
    "words",
    [
        *((*CIRCLES, "--minutes", minutes) for minutes in ("five", "nan", "0", "61")),
        *((*CIRCLES, f"--{option}", "x") for option in ("overlap", "geometry", "profile", "grid")),
        (*CIRCLES, "--width", "-1"),
        (*CIRCLES, "--barriers", "no.shp"),
        (*CIRCLES, "--network", "no.walk"),
        (*CIRCLES, "--facilities", "no.csv"),
        (*CIRCLES, "-o", "town.yaml/c.gpkg"),
        CIRCLES[:-2],
        ("check", "parcels", "no.geojson"),
        ("check", "parcels", "parcels.geojson", "--rules", "atlantis"),
        ("check", "parcels", "parcels.geojson", "--judge-on", "birthday"),
        ("check", "parcels", "parcels.geojson", "--out", "town.yaml/x.csv"),
        ("check", "communities", "communities.geojson", "--facilities", "facilities.csv"),
        ("inspect", "no.csv"),
        ("inspect", "facilities.csv", "--as", "banana"),
        ("network", "info", "no.walk"),
        ("network", "info", "facilities.csv"),
        ("network", "build", "no.osm.pbf"),
        ("network", "build", "streets.geojson", "-o", "town.yaml/x.walk"),
        ("run", "no.yaml"),
    ],
    ids=lambda words: " ".join(words[:2] + words[-2:]),
)
def test_what_cannot_be_done_ends_with_two_and_a_message(call: Call, town: Path, words: tuple[str, ...]) -> None:
    before = contents(town)
    ended = call(*words)
    assert ended.code == 2
    assert ended.out == ""
    assert re.match(r"\[[a-z_]+\.[a-z_0-9]+\] ", ended.err), ended.err
    assert "Traceback" not in ended.err
    assert contents(town) == before


@pytest.mark.parametrize(
    "words",
    [
        ("run",),
        ("fly",),
        ("run", "town.yaml", "--speed", "9"),
        ("check", "parcels", "parcels.geojson", "--as-of", "soon"),
        ("network", "build"),
    ],
)
def test_options_that_make_no_sense_end_with_two(call: Call, town: Path, words: tuple[str, ...]) -> None:
    ended = call(*words)
    assert ended.code == 2
    assert ended.err


def test_network_build_and_info(call: Call, town: Path) -> None:
    ended = call("network", "build", "streets.geojson", "-o", "deep/town.walk")
    assert ended.code == 0
    # 31 by 6 crossings and the 335 blocks between them; the four corners are no crossings and join their two blocks.
    assert "182 个节点" in ended.out
    assert "331 条街段" in ended.out
    plain = call("network", "info", "deep/town.walk", "--json")
    checked = call("network", "info", "deep/town.walk", "--json", "--verify")
    assert (plain.code, plain.data["nodes"], plain.data["streets"], plain.data["verified"]) == (0, 182, 331, False)
    assert checked.data == {**plain.data, "verified": True}
    said = call("network", "info", "deep/town.walk")
    assert said.out.split(":", 1)[1] == ended.out.split(":", 1)[1]
    content = bytearray((town / "deep" / "town.walk").read_bytes())
    content[len(content) // 2] ^= 0xFF
    (town / "broken.walk").write_bytes(content)
    assert call("network", "info", "broken.walk", "--verify").code == 2


def test_a_built_network_serves_a_run_alike(call: Call, town: Path) -> None:
    assert call("network", "build", "streets.geojson", "-o", "town.walk").code == 0
    (town / "walk.yaml").write_text(SCENARIO.format(name="小镇").replace("streets.geojson", "town.walk"), encoding="utf-8")
    for name in ("town", "walk"):
        assert call("run", f"{name}.yaml").code == 0
    for table in ("coverage", "communities", "parcels", "facilities"):
        assert (town / "out" / "town" / f"{table}.csv").read_bytes() == (town / "out" / "walk" / f"{table}.csv").read_bytes()


def test_inspect(call: Call, town: Path) -> None:
    ended = call("inspect", "facilities.csv", "--json")
    assert (ended.code, ended.err) == (0, "")
    assert (ended.data["noun"], ended.data["rows"], ended.data["encoding"]) == ("facility", 5, "UTF-8")
    assert ended.data["headers"]["floor_area_m2"] == "floor_area_m2"
    for file, noun in (("parcels.geojson", "parcel"), ("communities.geojson", "community"), ("compounds.csv", "compound")):
        assert call("inspect", file, "--as", noun, "--json").data["noun"] == noun
    plain = call("inspect", "facilities.csv")
    assert plain.code == 0
    assert "养老服务设施" in plain.out


def test_a_bug_ends_with_one(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(Scenario, "load", crash)
    monkeypatch.setattr(sys, "argv", ["planner", "run", "town.yaml"])
    with pytest.raises(ZeroDivisionError):
        cli.main()
    script = (
        "import planner.run as s, planner.cli as c, sys\n"
        "s.Scenario.load = lambda *_: 1 / 0\n"
        "sys.argv = ['planner', 'run', 'town.yaml']\n"
        "c.main()\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], cwd=town, capture_output=True, check=False)
    assert ended.returncode == 1
    assert b"ZeroDivisionError" in ended.stderr
    assert not (town / "out").exists()


def test_as_a_user_calls_it(town: Path) -> None:
    good = elsewhere("run", "town.yaml", "--json", cwd=town)
    assert (good.returncode, good.stderr) == (0, b"")
    assert json.loads(good.stdout)["name"] == "小镇"
    bad = elsewhere("run", "no.yaml", cwd=town)
    assert (bad.returncode, bad.stdout) == (2, b"")
    assert "找不到方案文件" in bad.stderr.decode()


@pytest.mark.parametrize("words", [(), ("--help",), ("run", "--help"), ("inspect", "--help"), ("network", "--help")])
def test_help_loads_nothing_that_computes(words: tuple[str, ...]) -> None:
    script = f"""
import sys
from planner.__main__ import main
sys.argv = ["planner", *{words!r}]
try:
    main()
except SystemExit:
    pass
print("loaded:", *sorted({{name.partition(".")[0] for name in sys.modules}}))
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True, encoding="utf-8")
    shown, _, loaded = ended.stdout.rpartition("loaded:")
    assert "Usage" in shown + ended.stderr
    assert "typer" in loaded.split()
    assert not set(loaded.split()) & set(_HEAVY.split())


def test_the_first_run_says_that_it_compiles_and_later_ones_are_silent(town: Path, tmp_path: Path) -> None:
    runs = [
        elsewhere("network", "build", "streets.geojson", "--out", f"{n}.walk", cwd=town, NUMBA_CACHE_DIR=str(tmp_path)) for n in range(2)
    ]
    assert [r.returncode for r in runs] == [0, 0], runs
    assert [r.stderr.decode().count("编译") for r in runs] == [1, 0]


def test_a_console_that_cannot_show_a_name_stops_nothing(tmp_path: Path) -> None:
    """A Chinese Windows console speaks GBK, which has no emoji."""
    scenario = build(tmp_path / "town", name="小镇👵🏻")
    ended = elsewhere("run", scenario, "--out", tmp_path / "out", cwd=tmp_path, PYTHONIOENCODING="gbk", PYTHONUTF8="0")
    assert ended.returncode == 0, ended.stderr
    assert "小镇?" in ended.stdout.decode("gbk")
    assert Run(tmp_path / "out").summary["name"] == "小镇👵🏻"


def test_streets_by_place_are_kept_for_a_run_without_internet(call: Call, town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import osmnx

    graph = WalkNetwork.from_lines(gpd.read_file("streets.geojson")).to_networkx()
    monkeypatch.setattr(osmnx, "graph_from_place", lambda *_, **__: graph)
    fetched = call("network", "build", "--place", "小镇", "-o", "town.walk")

    def cut_off(*_: object, **__: object) -> None:
        raise ConnectionError("no route to host")

    monkeypatch.setattr(osmnx, "graph_from_place", cut_off)
    again = call("network", "build", "--place", "小镇", "-o", "town.walk")
    assert (fetched.code, again.code) == (0, 0)
    assert again.out == fetched.out
    assert "network.place_saved" in again.err
    other = call("network", "build", "--place", "邻镇", "-o", "next.walk")
    assert other.code == 2
    assert "network.place_failed" in other.err
    (town / "walk.yaml").write_text(SCENARIO.format(name="小镇").replace("streets.geojson", "town.walk"), encoding="utf-8")
    assert call("run", "walk.yaml").code == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("rum x", "[cli.no_command] 没有命令“rum”；是不是 run？"),
        ("run a.yaml --ot x", "[cli.no_option] 没有选项 --ot；是不是 --out？"),
        ("run", "[cli.missing] 少写了 scenario（方案文件）"),
        ("circles", "[cli.missing] 少写了 --network（路网）"),
        ("run --out", "[cli.no_value] 选项 --out 后面要写一个值"),
        ("inspect a b", "[cli.extra] 多写了参数：b"),
        ("app --port abc", "[cli.bad_value] --port 的取值不能用"),
    ],
)
def test_mistakes_on_the_command_line_are_told_in_chinese_first(
    line: str, said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["planner", *line.split()])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    told = capsys.readouterr().err
    assert caught.value.code == 2
    assert told.startswith(said)
    assert told.count("\n") > 1  # the library's own words stand below


@pytest.mark.parametrize(("line", "code"), [("--version", 0), ("--help", 0), ("network", 2)])
def test_asking_for_help_is_no_mistake(line: str, code: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["planner", line])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == code
    assert "cli." not in "".join(capsys.readouterr())
