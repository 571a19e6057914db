"""What every built-in template ends with: the block of signatures, and the annex on sources and versions."""

from __future__ import annotations

from planner.report.word.layout import TemplateWriter
from planner.texts import template_headers, template_text


def signatures(sheet: TemplateWriter) -> None:
    """Write the block of signatures; names, seal and day are put in by hand."""
    sheet.plain("", keep=True)
    sheet.plain(template_text("closing.signatures"), keep=True)
    sheet.plain("", keep=True)
    sheet.right(template_text("closing.seal"), keep=True)
    sheet.right(template_text("closing.day"))


def sources_annex(sheet: TemplateWriter) -> None:
    """Write what the figures rest on: files with hashes, rules, software, methods."""
    sheet.caption(template_text("closing.sources"))
    cells = ["{{ row.noun }}", "{{ row.file }}", ">{{ row.rows }}", "{{ row.sha256 }}"]
    sheet.table(template_headers("closing.sources"), cells, [32, 66, 20, 129], "for row in sources", wide=True)
    sheet.small(template_text("closing.pack"))
    sheet.small(template_text("closing.software"))
