"""The built-in template of 分析报告, the report on a whole run, written by code."""

from __future__ import annotations

from collections.abc import Sequence

from planner.report.word.closing import signatures, sources_annex
from planner.report.word.layout import TemplateWriter
from planner.texts import template_headers, template_text


def run_template() -> bytes:
    """Return the template as a Word file."""
    sheet = TemplateWriter()
    sheet.title(template_text("run_template.title_1"))
    sheet.title(template_text("run_template.title_2"))
    sheet.centred("（{{ scenario }}）")
    _overview(sheet)
    _circle(sheet)
    _communities(sheet)
    _parcels(sheet)
    _rest(sheet)
    signatures(sheet)
    _annex(sheet)
    return sheet.bytes()


def _overview(sheet: TemplateWriter) -> None:
    sheet.heading(template_text("run_template.overview"))
    sheet.text(template_text("run_template.overview.lead"))
    sheet.text(template_text("run_template.overview.basis"))
    sheet.tag("if scenario_changes")
    sheet.text("{{ changes_lead }}", keep=True)
    sheet.tag("for item in scenario_changes")
    sheet.text("{{ item.n }}．{{ item.text }}。")
    sheet.tag("endfor")
    sheet.tag("endif")
    sheet.heading(template_text("run_template.points"))
    sheet.tag("for item in points")
    sheet.text("{{ item.n }}．{{ item.text }}")
    sheet.tag("endfor")


def _circle(sheet: TemplateWriter) -> None:
    sheet.heading(template_text("run_template.circle"))
    sheet.heading(template_text("run_template.circle.reach"), 2)
    sheet.text(template_text("run_template.circle.method"))
    cells = [
        "{{ row.set }}",
        template_text("run_template.cell.minutes"),
        ">{{ row.persons }}",
        ">{{ row.share }}",
        ">{{ row.older_pace_persons }}",
        ">{{ row.older_pace_share }}",
    ]
    heads = template_headers("run_template.coverage")
    sheet.table(heads, cells, [46, 20, 27, 18, 27, 18], "for row in coverage")
    sheet.tag("if straight")
    sheet.heading(template_text("run_template.circle.straight"), 2)
    sheet.text(template_text("run_template.circle.straight_lead"), keep=True)
    names = ("radius", "straight", "straight_share", "network", "network_share", "only")
    cells = ["{{ row.set }}", *(f">{{{{ row.{n} }}}}" for n in names)]
    heads = template_headers("run_template.straight")
    sheet.table(heads, cells, [34, 16, 25, 17, 25, 17, 22], "for row in straight")
    sheet.tag("endif")
    sheet.tag("if reasons")
    sheet.heading(template_text("run_template.circle.reasons"), 2)
    sheet.text(template_text("run_template.circle.reasons_lead"), keep=True)
    cells = [
        "{{ row.reason }}",
        ">{{ row.facility_persons }}",
        ">{{ row.facility_share }}",
        ">{{ row.centre_persons }}",
        ">{{ row.centre_share }}",
    ]
    heads = template_headers("run_template.reasons")
    sheet.table(heads, cells, [56, 30, 20, 30, 20], "for row in reasons")
    sheet.tag("endif")
    sheet.tag("if counties")
    sheet.heading(template_text("run_template.circle.counties"), 2)
    names = ("communities", "persons", "reached", "share", "centre", "centre_share")
    cells = ["{{ row.county }}", *(f">{{{{ row.{n} }}}}" for n in names)]
    heads = template_headers("run_template.counties")
    sheet.table(heads, cells, [28, 17, 24, 27, 16, 27, 17], "for row in counties")
    sheet.tag("endif")


def _communities(sheet: TemplateWriter) -> None:
    sheet.heading(template_text("run_template.communities"))
    sheet.text(template_text("run_template.communities.method"), keep=True)
    sheet.tag("if gaps")
    names = ("county", "total", "ok", "too_small", "too_large", "missing", "needs_review", "village")
    cells = ["{{ row.county }}", *(f">{{{{ row.{n} }}}}" for n in names[1:])]
    heads = template_headers("run_template.gaps")
    sheet.table(heads, cells, [30, 18, 18, 18, 18, 18, 18, 18], "for row in gaps")
    sheet.tag("endif")
    sheet.tag("if gap_list")
    sheet.text(template_text("run_template.communities.gaps_lead"), keep=True)
    cells = [
        ">{{ row.n }}",
        "{{ row.county }}",
        "{{ row.township }}",
        "{{ row.name }}",
        "{{ row.status }}",
        ">{{ row.persons }}",
        ">{{ row.share }}",
    ]
    heads = template_headers("run_template.gap_list")
    sheet.table(heads, cells, [12, 22, 30, 29, 24, 20, 19], "for row in gap_list")
    sheet.tag("endif")


def _parcels(sheet: TemplateWriter) -> None:
    sheet.heading(template_text("run_template.rules"))
    sheet.text("{{ parcel_words }}")
    sheet.tag("if usable_words")
    sheet.text("{{ usable_words }}")
    sheet.tag("endif")
    sheet.tag("for item in sharing")
    sheet.text("{{ item.text }}")
    sheet.tag("endfor")
    sheet.heading(template_text("run_template.rules.mandatory"), 2)
    _tally(sheet, "mandatory", template_headers("run_template.tally_mandatory"), template_text("run_template.rules.no_mandatory"))
    sheet.heading(template_text("run_template.rules.advisory"), 2)
    sheet.text(template_text("run_template.rules.advisory_lead"))
    _tally(sheet, "advisory", template_headers("run_template.tally_advisory"), template_text("run_template.rules.no_advisory"))
    sheet.tag("if reviews")
    sheet.heading(template_text("run_template.rules.reviews"), 2)
    sheet.text(template_text("run_template.rules.reviews_lead"))
    sheet.tag("for item in reviews")
    sheet.text("{{ item.n }}．{{ item.text }}")
    sheet.tag("endfor")
    sheet.tag("endif")


def _tally(sheet: TemplateWriter, name: str, heads: Sequence[str], none: str) -> None:
    sheet.tag(f"if tallies_{name}")
    cells = [
        "{{ row.subject }}",
        "{{ row.title }}",
        "{{ row.basis }}",
        ">{{ row.pass }}",
        ">{{ row.fail }}",
        ">{{ row.needs_review }}",
        ">{{ row.not_applicable }}",
    ]
    cells = [c.replace("row.pass", "row['pass']") for c in cells]
    sheet.table(heads, cells, [19, 32, 49, 14, 14, 14, 14], f"for row in tallies_{name}")
    sheet.tag("endif")
    sheet.tag(f"if not tallies_{name}")
    sheet.text(none)
    sheet.tag("endif")


def _rest(sheet: TemplateWriter) -> None:
    sheet.heading(template_text("run_template.changes"))
    sheet.tag("if changes")
    sheet.text(template_text("run_template.changes.lead"), keep=True)
    names = (">n", "kind", "community", ">length", ">place", ">homes", ">persons")
    cells = [f"{'>' if n.startswith('>') else ''}{{{{ row.{n.removeprefix('>')} }}}}" for n in names]
    heads = template_headers("run_template.changes")
    sheet.table(heads, cells, [11, 24, 28, 16, 41, 17, 19], "for row in changes")
    sheet.tag("endif")
    sheet.tag("if not changes")
    sheet.text(template_text("run_template.changes.none"))
    sheet.tag("endif")
    sheet.heading(template_text("run_template.doubts"))
    sheet.heading(template_text("run_template.doubts.data"), 2)
    sheet.text(template_text("run_template.doubts.lead"))
    sheet.tag("for item in doubts")
    sheet.text("{{ item.n }}．{{ item.text }}")
    sheet.tag("endfor")
    sheet.heading(template_text("run_template.doubts.not_checked"), 2)
    sheet.tag("for item in not_checked")
    sheet.text("{{ item.n }}．{{ item.text }}。")
    sheet.tag("endfor")
    sheet.heading(template_text("run_template.doubts.methods"), 2)
    sheet.tag("for item in methods")
    for last in (False, True):  # the last stays with the signatures
        sheet.tag("if loop.last" if last else "if not loop.last")
        sheet.text("{{ item.n }}．{{ item.text }}。", keep=last)
        sheet.tag("endif")
    sheet.tag("endfor")


def _annex(sheet: TemplateWriter) -> None:
    sheet.turn(wide=True)
    sheet.tag("if parcels")
    sheet.caption(template_text("run_template.annex.parcels"))
    heads = template_headers("run_template.parcels")
    names = ("n", "id", "name", "county", "households", "population", "floor", "land", "verdict", "fails", "needs_review")
    right = {"n", "households", "population", "floor", "land"}
    cells = [f"{'>' if n in right else ''}{{{{ row.{n} }}}}" for n in names]
    sheet.table(heads, cells, [10, 16, 36, 19, 13, 15, 20, 20, 18, 40, 40], "for row in parcels", wide=True)
    sheet.tag("endif")
    sources_annex(sheet)
    sheet.tag("for plate in plates")
    sheet.caption(template_text("run_template.annex.plate"), new_page=True)
    sheet.plate("{{ plate.picture }}")
    sheet.tag("endfor")
