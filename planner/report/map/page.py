"""``map.html``: a finished run as one page that opens with the network off: folium's frame, Leaflet inside, nothing fetched."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import folium
from branca.element import Element, MacroElement
from folium.template import Template

from planner.report.carriers import asset, leaflet
from planner.report.changewords import changes_mark
from planner.report.map import layers as ml
from planner.report.map.notes import themes
from planner.report.map.shapes import bounds_of
from planner.report.subjects import credit, synthetic_mark
from planner.run import RunResult
from planner.texts import word
from planner.texts.figures import percent, thousands

_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"


def write_map(result: RunResult, path: Path) -> None:
    """Write the page.

    Text of the run reaches it as data, never as markup, and the page's own policy forbids every request. The same run gives the same bytes.

    Parameters
    ----------
    result
        A finished run.
    path
        File to write.
    """
    path.write_text(map_page(result), encoding="utf-8", newline="\n")


def map_page(result: RunResult) -> str:
    """Return the page as text."""
    return page_of(page_data(result))


def page_of(data: dict[str, Any]) -> str:
    """Return a page as text from all it shows, see :func:`page_data`."""
    (south, west), (north, east) = data["bounds"]
    page = folium.Map(
        location=[(south + north) / 2, (west + east) / 2], tiles=None, zoom_start=12, max_zoom=18, zoom_control=False, control_scale=False,
        prefer_canvas=True, zoom_snap=0.1, zoom_delta=0.5, wheel_px_per_zoom_level=90,
    )  # fmt: skip
    page.default_js, page.default_css = [], []  # folium's own list points at other hosts
    groups = {layer["id"]: folium.FeatureGroup(name=layer["title"], show=False) for group in data["groups"] for layer in group["layers"]}
    for group in groups.values():
        group.add_to(page)
    page.add_child(_Drawing(data, groups))
    root: Any = page.get_root()
    root.title = html.escape(data["title"])
    root.header.add_child(_Head(), name="planner_head")
    for number, element in enumerate(_walk(root)):
        element._id = f"{number:04d}"  # folium names elements at random; fixed names give the same bytes
    return str(root.render()).replace("<html>", '<html lang="zh-CN">', 1)


def page_data(result: RunResult) -> dict[str, Any]:
    """Return everything the page shows as plain data."""
    summary = result.summary
    sheet = ml.MapSheet()
    findings = ml.findings_by_subject(result)
    numbers = ml.community_shapes(result, sheet, findings)
    groups = [
        ml.circle_group(result, sheet),
        ml.facility_group(result, sheet, findings),
        ml.community_group(result, sheet, numbers),
        ml.parcel_group(result, sheet, findings),
        ml.home_group(result, sheet),
        ml.ground_group(result, sheet, [n for n in numbers if n[0] != -1]),
    ]
    shown = [g for g in groups if g is not None]
    return {
        "title": summary["name"],
        "subtitles": [
            f"{word('as_of')} {summary['as_of']}　{word('pack')} {summary['rule_pack']['title']} {summary['rule_pack']['version']}",
            *filter(None, [changes_mark(summary)]),
        ],
        "mark": synthetic_mark(summary),
        "figures": _figures(result),
        "groups": shown,
        "themes": themes([layer["id"] for group in shown for layer in group["layers"]]),
        "shapes": sheet.shapes,
        "cards": sheet.cards,
        "labels": sheet.labels,
        "labels_on_map": sorted(sheet.on_map, key=lambda entry: -int(entry[4])),
        "bounds": bounds_of(result.communities, result.demand, result.facilities),
        "attribution": credit(summary),
        "words": {name: word(f"map.{name}") for name in ("legend", "reset", "fold", "north")},
    }


def _figures(result: RunResult) -> list[list[str]]:
    """Headline figures: reach of facilities and centres within the longest limit, parcels, communities."""
    summary = result.summary
    longest, profile = f"{max(summary['walk']['minutes']):g}", summary["walk"]["profile"]
    out = []
    for key in ("facility", "centre"):
        at = summary["coverage"][key][longest][profile]
        share = "–" if at["share"] is None else percent(at["share"])
        label = word("app.figure.within").format(m=longest, who=word(f"map.figure.{key}"))
        out.append([label, share, f"{thousands(at['persons'])} {word('map.unit.persons')}"])
    communities = summary["communities_urban"]
    if summary["parcels"]["total"]:
        total = f"/ {summary['parcels']['total']:,} {word('map.unit.parcels')}"
        out.append([word("app.figure.parcels"), f"{summary['parcels']['fail']:,}", total])
    out.append([word("app.figure.missing"), f"{communities['missing']:,}", f"/ {communities['total']:,} {word('map.unit.communities')}"])
    return out


class _Head(MacroElement):
    """Policy, Leaflet and our style, all inside the page."""

    _template = Template(
        '<meta http-equiv="Content-Security-Policy" content="{{ this.policy }}" />\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1" />\n'
        '<link rel="icon" href="data:," />\n'
        "<style>{{ this.leaflet_css }}</style>\n<style>{{ this.css }}</style>\n<script>{{ this.leaflet_js }}</script>\n"
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Head"
        self.policy = _POLICY
        self.leaflet_css = re.sub(r"url\(images/[^)]*\)", "none", leaflet("leaflet.css"))
        self.leaflet_js = re.sub(r"(?m)^//# sourceMappingURL=.*$", "", leaflet("leaflet.js"))
        self.css = asset("map.css")

    def render(self, **kwargs: Any) -> str:
        return str(self._template.render(this=self, kwargs=kwargs))


class _Drawing(MacroElement):
    """The data block and the script that draws it into folium's groups."""

    _template = Template(
        "{% macro html(this, kwargs) %}"
        '<script type="application/json" id="planner-data">{{ this.data }}</script>'
        "{% endmacro %}"
        "{% macro script(this, kwargs) %}"
        "{{ this.code }}\nplannerMap({{ this._parent.get_name() }}, { "
        '{% for id, group in this.groups.items() %}"{{ id }}": {{ group.get_name() }}, {% endfor %}'
        "});{% endmacro %}"
    )

    def __init__(self, data: dict[str, Any], groups: dict[str, folium.FeatureGroup]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Drawing"
        self.data = data_block(data)
        self.code = f"{asset('mapdraw.js')}\n{asset('map.js')}"
        self.groups = groups


def data_block(data: Any) -> str:
    """Write plain data so that nothing in it can end the block it stands in or be read as a template.

    folium passes every script through Jinja once more; ``{{``, ``{%`` and ``{#`` occur only inside texts and are written as escapes.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "&<>\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return re.sub(r"\{(?=[{%#])", r"\\u007b", text)


def _walk(root: Element) -> Iterator[Element]:
    yield root
    for part in (*(getattr(root, name) for name in ("header", "html", "script") if hasattr(root, name)), *root._children.values()):
        if isinstance(part, Element):
            yield from _walk(part)
