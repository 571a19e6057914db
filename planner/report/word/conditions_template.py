"""The built-in template of the 规划条件 stage: the clause to paste, and the letter to civil affairs; written by code."""

from __future__ import annotations

from planner.report.word.layout import SUB, TemplateWriter
from planner.texts import template_headers, template_text


def conditions_template() -> bytes:
    """Return the template as a Word file."""
    sheet = TemplateWriter()
    sheet.title(template_text("conditions_template.title"))
    sheet.centred("（{{ parcel.name }}）")
    sheet.heading(template_text("conditions_template.persons"))
    sheet.text("{{ households }}。")
    sheet.text("{{ persons }}。")
    sheet.tag("if estimated")
    sheet.text(template_text("conditions_template.persons.estimated"))
    sheet.tag("endif")
    sheet.heading(template_text("conditions_template.clause"))
    sheet.text("{{ clause }}")
    sheet.tag("if open_documents")
    sheet.text(template_text("conditions_template.clause.open"))
    sheet.tag("endif")
    sheet.heading(template_text("conditions_template.needs"))
    sheet.tag("if needs")
    cells = ["{{ row.title }}", "{{ row.basis }}", "{{ row.force }}", ">{{ row.required }}", "{{ row.remark }}"]
    sheet.table(template_headers("conditions_template.needs"), cells, [26, 45, 18, 30, 37], "for row in needs")
    sheet.tag("endif")
    sheet.tag("if not needs")
    sheet.text(template_text("conditions_template.needs.none"))
    sheet.tag("endif")
    sheet.heading(template_text("conditions_template.not_checked"))
    sheet.tag("for item in not_checked")
    sheet.text("{{ item.n }}．{{ item.text }}。")
    sheet.tag("endfor")
    sheet.new_page()
    sheet.title(template_text("conditions_template.letter.title"))
    sheet.plain("")
    sheet.plain("{{ civil_affairs }}：")
    sheet.text(template_text("conditions_template.letter.lead"))
    sheet.text(("{{ clause }}", SUB))
    sheet.tag("if open_documents")
    sheet.text(template_text("conditions_template.letter.open"))
    sheet.tag("endif")
    sheet.text(template_text("conditions_template.letter.ask"), keep=True)
    sheet.plain("", keep=True)
    sheet.right(template_text("conditions_template.letter.seal"), keep=True)
    sheet.right(template_text("closing.day"), keep=True)
    sheet.text(template_text("conditions_template.letter.contact"))
    return sheet.bytes()
