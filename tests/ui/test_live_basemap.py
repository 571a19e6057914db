"""Settings of the base map: what becomes which tiles, what is refused in words, and that nothing is asked for unless set."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.ui.live.basemap import layers_of, tiles, trouble, wrong_with

XYZ = "http://gis.bureau/{z}/{x}/{y}.png"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("PLANNER_TIANDITU_KEY", "PLANNER_BASEMAP", "PLANNER_BASEMAP_CREDIT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))


def test_nothing_set_asks_for_nothing() -> None:
    assert tiles() == []
    assert trouble("zh") == ""


def test_tianditu_takes_its_key_streets_below_names_above() -> None:
    lower, upper = layers_of({"PLANNER_TIANDITU_KEY": "k&e y"})
    for layer, name in ((lower, "vec"), (upper, "cva")):
        address = urlsplit(layer["url"])
        assert address.netloc == "t{s}.tianditu.gov.cn"
        assert address.path == f"/{name}_w/wmts"
        asked = parse_qs(address.query)
        assert asked["tk"] == ["k&e y"]
        assert (asked["TILEMATRIX"], asked["TILEROW"], asked["TILECOL"]) == (["{z}"], ["{y}"], ["{x}"])
        assert (layer["attribution"], layer["subdomains"]) == ("天地图", "01234567")


def test_an_intranet_address_by_xyz_or_wmts() -> None:
    assert layers_of({"PLANNER_BASEMAP": XYZ, "PLANNER_BASEMAP_CREDIT": "某局"}) == [{"url": XYZ, "attribution": "某局"}]
    wmts = "https://gis/wmts?layer=vec&TILEMATRIX={TileMatrix}&TILEROW={TileRow}&TILECOL={tilecol}"
    [layer] = layers_of({"PLANNER_BASEMAP": wmts})
    assert layer["url"] == "https://gis/wmts?layer=vec&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"PLANNER_BASEMAP": "ftp://gis/{z}/{x}/{y}.png"}, "scheme"),
        ({"PLANNER_BASEMAP": "gis/{z}/{x}/{y}.png"}, "scheme"),
        ({"PLANNER_BASEMAP": "javascript:alert(1)//{z}{x}{y}"}, "scheme"),
        ({"PLANNER_BASEMAP": "http://[::1/{z}/{x}/{y}"}, "scheme"),
        ({"PLANNER_BASEMAP": "http://gis/{z}/{x}.png"}, "parts"),
        ({"PLANNER_BASEMAP": "http://gis/{z}/{x}/{y}{r}.png"}, "parts"),
        ({"PLANNER_BASEMAP": XYZ, "PLANNER_TIANDITU_KEY": "k"}, "both"),
        ({"secrets": "unreadable"}, "secrets"),
    ],
)
def test_settings_that_cannot_be_used_are_told_and_show_no_tiles(
    settings: dict[str, str], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert wrong_with(settings) == code
    assert layers_of(settings) == []
    if code != "secrets":
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        assert tiles() == []
        assert trouble("zh").startswith("底图没有打开")
        assert trouble("en").startswith("No base map")


@given(url=st.text(max_size=60), key=st.text(max_size=20))
def test_no_setting_breaks_the_map(url: str, key: str) -> None:
    for layer in layers_of({"PLANNER_BASEMAP": url, "PLANNER_TIANDITU_KEY": key}):
        assert urlsplit(layer["url"]).scheme in {"http", "https"}


def test_the_file_of_secrets_is_read_and_the_environment_goes_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import streamlit

    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text(f'[basemap]\nurl = "{XYZ}"\ncredit = "某局"\n', encoding="utf-8")
    monkeypatch.setattr(streamlit, "secrets", {"basemap": {"url": XYZ, "credit": "某局"}})
    assert tiles() == [{"url": XYZ, "attribution": "某局"}]
    monkeypatch.setenv("PLANNER_BASEMAP", "http://other/{z}/{x}/{y}")
    assert tiles()[0]["url"] == "http://other/{z}/{x}/{y}"

    class Broken:
        def get(self, *_: object) -> object:
            raise ValueError("not TOML")

    monkeypatch.setattr(streamlit, "secrets", Broken())
    monkeypatch.delenv("PLANNER_BASEMAP")
    assert tiles() == []
    assert "secrets.toml" in trouble("zh")
