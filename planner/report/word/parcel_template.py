"""The built-in template of 养老服务设施配建核查意见, the paper on one parcel, written by code."""

from __future__ import annotations

from planner.report.word.closing import signatures, sources_annex
from planner.report.word.layout import HEAD, STRONG, TemplateWriter
from planner.texts import template_headers, template_text


def parcel_template() -> bytes:
    """Return the template as a Word file."""
    sheet = TemplateWriter()
    sheet.right(template_text("parcel_template.number"))
    sheet.title(template_text("parcel_template.title"))
    sheet.centred("（{{ parcel.name }}）")
    _object(sheet)
    _result(sheet)
    _reach(sheet)
    _doubts(sheet)
    sheet.heading(template_text("parcel_template.site"))
    sheet.text(template_text("parcel_template.site.lead"), keep=True)
    sheet.table(
        template_headers("parcel_template.site"),
        ["{{ row.text }}", template_text("parcel_template.site.cell"), ""],
        [66, 50, 40],
        "for row in site_checks",
        together=True,
        tied=True,
    )
    signatures(sheet)
    sheet.tag("if plate")
    sheet.caption(template_text("parcel_template.annex.plate"), new_page=True)
    sheet.plate("{{ plate }}")
    sheet.tag("endif")
    _annex(sheet)
    return sheet.bytes()


def _object(sheet: TemplateWriter) -> None:
    sheet.heading(template_text("parcel_template.object"))
    rows = [
        [
            template_text("parcel_template.object.project"),
            "{{ parcel.project }}",
            template_text("parcel_template.object.id"),
            "{{ parcel.id }}",
        ],
        [
            template_text("parcel_template.object.county"),
            "{{ parcel.county }}",
            template_text("parcel_template.object.community"),
            "{{ parcel.community }}",
        ],
        [template_text("parcel_template.object.stage"), "{{ parcel.stage }}", template_text("parcel_template.object.crs"), "{{ crs }}"],
        [
            template_text("parcel_template.object.conditions_date"),
            "{{ parcel.conditions_date }}",
            template_text("parcel_template.object.granted_on"),
            "{{ parcel.granted_on }}",
        ],
        [
            template_text("parcel_template.object.judged_on"),
            "{{ parcel.judged_on }}",
            template_text("parcel_template.object.as_of"),
            "{{ as_of }}",
        ],
    ]
    sheet.pairs(rows, [28, 50, 26, 52])
    sheet.heading(template_text("parcel_template.figures"))
    sheet.table(
        template_headers("parcel_template.figures"),
        ["{{ row.name }}", ">{{ row.value }}", "{{ row.source }}"],
        [56, 40, 60],
        "for row in figures",
        together=True,
    )


def _result(sheet: TemplateWriter) -> None:
    sheet.heading(template_text("parcel_template.result"))
    sheet.text(template_text("parcel_template.result.lead"), ("{{ conclusion }}", HEAD))
    sheet.heading(template_text("parcel_template.result.mandatory"), 2)
    _findings(sheet, "mandatory", template_text("parcel_template.result.no_mandatory"))
    sheet.heading(template_text("parcel_template.result.advisory"), 2)
    sheet.tag("if advisory")
    sheet.text(template_text("parcel_template.result.advisory_lead"))
    sheet.tag("endif")
    _findings(sheet, "advisory", template_text("parcel_template.result.no_advisory"))
    sheet.tag("if listed")
    sheet.heading(template_text("parcel_template.result.listed"), 2)
    sheet.text(template_text("parcel_template.result.listed_lead"))
    _findings(sheet, "listed", "")
    sheet.tag("endif")
    sheet.tag("if idle")
    sheet.heading(template_text("parcel_template.result.idle"), 2)
    sheet.tag("for item in idle")
    sheet.text("{{ item.n }}．{{ item.title }}。{{ item.text }}")
    sheet.tag("endfor")
    sheet.tag("endif")
    sheet.tag("if readings or remarks")
    sheet.heading(template_text("parcel_template.result.notes"), 2)
    sheet.tag("for item in readings")
    sheet.text(template_text("parcel_template.result.reading"))
    sheet.tag("endfor")
    sheet.tag("for item in remarks")
    sheet.text("{{ item.text }}")
    sheet.tag("endfor")
    sheet.tag("endif")
    sheet.tag("if reviews")
    sheet.heading(template_text("parcel_template.result.reviews"), 2)
    sheet.tag("for item in reviews")
    sheet.text("{{ item.n }}．{{ item.text }}")
    sheet.tag("endfor")
    sheet.tag("endif")
    sheet.tag("if tasks")
    sheet.heading(template_text("parcel_template.result.tasks"), 2)
    sheet.tag("for item in tasks")
    sheet.text("{{ item.n }}．{{ item.text }}")
    sheet.tag("endfor")
    sheet.tag("endif")


def _findings(sheet: TemplateWriter, name: str, none: str) -> None:
    """Write one group of findings: what is asked, what was found with the verdict, and a person's conclusion in 黑体."""
    sheet.tag(f"for item in {name}")
    sheet.text(
        ("{{ item.n }}．{{ item.title }}。", STRONG), "{{ item.summary }}{{ item.text }}{{ item.label }}", ("{{ item.reviewed }}", HEAD)
    )
    sheet.tag("endfor")
    if none:
        sheet.tag(f"if not {name}")
        sheet.text(none)
        sheet.tag("endif")


def _reach(sheet: TemplateWriter) -> None:
    sheet.heading(template_text("parcel_template.steps"))
    sheet.tag("if steps")
    cells = ["{{ row.name }}", "{{ row.homes }}", "{{ row.facility }}", "{{ row.state }}"]
    sheet.table(template_headers("parcel_template.steps"), cells, [22, 44, 44, 46], "for row in steps", together=True)
    sheet.tag("endif")
    sheet.tag("if not steps")
    sheet.text(template_text("parcel_template.steps.none"))
    sheet.tag("endif")
    sheet.heading(template_text("parcel_template.reach"))
    sheet.text("{{ nearest }}")
    sheet.tag("if community_shares")
    sheet.text(template_text("parcel_template.reach.lead"), keep=True)
    cells = [
        template_text("parcel_template.cell.minutes"),
        ">{{ row.share_standard }}",
        ">{{ row.share_elderly }}",
        ">{{ row.centre_share_standard }}",
        ">{{ row.centre_share_elderly }}",
    ]
    heads = template_headers("parcel_template.reach")
    sheet.table(heads, cells, [24, 33, 33, 33, 33], "for row in community_shares", together=True)
    sheet.tag("endif")
    sheet.tag("if no_shares")
    sheet.text("{{ no_shares }}")
    sheet.tag("endif")


def _doubts(sheet: TemplateWriter) -> None:
    sheet.heading(template_text("parcel_template.doubts"))
    sheet.tag("if doubts")
    sheet.heading(template_text("parcel_template.doubts.data"), 2)
    sheet.tag("for item in doubts")
    sheet.text("{{ item.n }}．{{ item.text }}")
    sheet.tag("endfor")
    sheet.tag("endif")
    sheet.tag("if not doubts")
    sheet.text(template_text("parcel_template.doubts.none"))
    sheet.tag("endif")
    sheet.heading(template_text("parcel_template.doubts.not_checked"), 2)
    sheet.tag("for item in not_checked")
    sheet.text("{{ item.n }}．{{ item.text }}。")
    sheet.tag("endfor")
    sheet.tag("if not not_checked")
    sheet.text(template_text("parcel_template.doubts.all_checked"))
    sheet.tag("endif")


def _annex(sheet: TemplateWriter) -> None:
    sheet.turn(wide=True)
    heads = template_headers("parcel_template.findings")
    cells = [
        "{{ row.n }}",
        "{{ row.title }}",
        "{{ row.basis }}",
        "{{ row.force }}",
        ">{{ row.required }}",
        ">{{ row.planned }}",
        ">{{ row.measured }}",
        ">{{ row.difference }}",
        "{{ row.verdict }}",
        "{{ row.remark }}",
    ]
    widths = [11, 34, 66, 17, 24, 24, 15, 17, 19, 20]
    for name in ("mandatory", "advisory"):
        sheet.tag(f"if rows_{name}")
        sheet.caption(template_text(f"parcel_template.annex.{name}"))
        sheet.table(heads, cells, widths, f"for row in rows_{name}", wide=True)
        sheet.tag("endif")
    sources_annex(sheet)
