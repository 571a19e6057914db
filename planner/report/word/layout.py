"""The layout of official documents: A4, margins and type sizes of GB/T 9704, and fonts named on every run.

``TemplateWriter`` writes paragraphs, tables and Jinja tags into a Word template; it knows nothing of what they say.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from planner.report.noday import NO_DAY
from planner.report.word.office_zip import core_properties, unzipped, zipped
from planner.texts.papers.official import BODY_FONT, HEAD_FONT, PAGE_FONT, SUB_FONT, TITLE_FONT

#: Font of figures and Latin letters.
LATIN = "Times New Roman"
#: Type sizes in points: 二号, 三号, 小四 (tables), 五号 (wide tables), 四号 (page numbers).
TITLE_PT, BODY_PT, TABLE_PT, WIDE_PT, PAGE_PT = 22.0, 16.0, 12.0, 10.5, 14.0
LINE_PT, TABLE_LINE_PT = 28.0, 18.0
#: Widths in millimetres: page, margins of top, bottom, left and right (GB/T 9704: 37 mm above, 28 mm at the binding).
PAGE_MM, TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = (210, 297), 37, 35, 28, 26
PORTRAIT_MM, LANDSCAPE_MM = 156, 247

_STYLES = frozenset(
    {"normal", "header", "footer", "title", "caption", "table grid", "normal table", "default paragraph font", "no list", "heading 1"}
    | {"heading 2", "heading 3", "heading 1 char", "heading 2 char", "heading 3 char", "title char", "header char", "footer char"}
)
_ALIGN = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks."""

    font: str = BODY_FONT
    points: float = BODY_PT
    bold: bool = False


BODY, HEAD, SUB, STRONG = Look(), Look(HEAD_FONT), Look(SUB_FONT), Look(bold=True)
CELL, CELL_HEAD = Look(points=TABLE_PT), Look(HEAD_FONT, TABLE_PT)
WIDE, WIDE_HEAD = Look(points=WIDE_PT), Look(HEAD_FONT, WIDE_PT)


class TemplateWriter:
    """A Word template being written."""

    def __init__(self) -> None:
        self._document = Document()
        _tidy_package(self._document)
        _set_styles(self._document)
        self._page(self._document.sections[0], wide=False)
        self._document.settings.odd_and_even_pages_header_footer = True

    def title(self, text: str) -> None:
        """Write the document's title."""
        self._paragraph(text, Look(TITLE_FONT, TITLE_PT), align="center", line=36.0, style="Title")

    def centred(self, text: str, look: Look = SUB) -> None:
        """Write a line in the middle."""
        self._paragraph(text, look, align="center")

    def right(self, text: str, look: Look = BODY, *, keep: bool = False) -> None:
        """Write a line at the right, two signs from the edge."""
        paragraph = self._paragraph(text, look, align="right")
        paragraph.paragraph_format.keep_with_next = keep
        paragraph.paragraph_format.right_indent = Pt(2 * look.points)

    def heading(self, text: str, level: int = 1) -> None:
        """Write a heading: 一、 in 黑体, （一） in 楷体, 1. in bold 仿宋."""
        look = {1: HEAD, 2: SUB, 3: STRONG}[level]
        paragraph = self._paragraph(text, look, indent=2, style=f"Heading {level}")
        paragraph.paragraph_format.keep_with_next = True

    def text(self, *parts: str | tuple[str, Look], keep: bool = False) -> None:
        """Write a paragraph of the body; parts may have looks of their own."""
        first, *rest = parts
        paragraph = self._paragraph(*((first, BODY) if isinstance(first, str) else first), indent=2)
        for part in rest:
            _run(paragraph, *((part, BODY) if isinstance(part, str) else part))
        paragraph.paragraph_format.keep_with_next = keep

    def caption(self, text: str, *, new_page: bool = False) -> None:
        """Write the caption of a table or plate; it stays with what follows, on a page of its own where asked."""
        paragraph = self._paragraph(text, Look(HEAD_FONT, 14.0), align="center", style="Caption")
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_before = Pt(6)
        paragraph.paragraph_format.page_break_before = new_page

    def small(self, text: str, *, align: str = "left") -> None:
        """Write a note in small type."""
        self._paragraph(text, CELL, align=align, line=TABLE_LINE_PT)

    def plain(self, text: str, *, keep: bool = False) -> None:
        """Write a paragraph without indent, as signature lines and plates need it; one that is kept stays with what follows."""
        self._paragraph(text, BODY).paragraph_format.keep_with_next = keep

    def plate(self, tag: str) -> None:
        """Write the place of a picture; its line grows with it."""
        paragraph = self._paragraph(tag, CELL, align="center")
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE

    def tag(self, tag: str) -> None:
        """Write a paragraph that holds nothing but a Jinja tag; it leaves no trace."""
        self._paragraph("{%p " + tag + " %}", BODY)

    def table(
        self,
        heads: Sequence[str],
        cells: Sequence[str],
        widths_mm: Sequence[float],
        loop: str,
        *,
        wide: bool = False,
        together: bool = False,
        tied: bool = False,
    ) -> None:
        """Write a table with one row per item of a loop.

        Parameters
        ----------
        heads
            Headers.
        cells
            Of the repeated row: texts with Jinja variables; one that begins with ``>`` stands at the right.
        widths_mm
            Of the columns.
        loop
            Jinja's ``for`` without braces, for example ``for row in rules``.
        wide
            Whether it stands on a landscape page, in smaller type.
        together
            Whether it is short and stays on one page.
        tied
            Whether what follows stays on its page, too.
        """
        head, look = (WIDE_HEAD, WIDE) if wide else (CELL_HEAD, CELL)
        table = self._grid(4, len(heads), widths_mm)
        for text, cell in zip(heads, table.rows[0].cells, strict=True):
            _fill(cell, text, head, "center")
        _repeat(table.rows[0])
        _fill(table.rows[1].cells[0], "{%tr " + loop + " %}", look)
        for text, cell in zip(cells, table.rows[2].cells, strict=True):
            _fill(cell, text.removeprefix(">"), look, "right" if text.startswith(">") else "left")
        _fill(table.rows[3].cells[0], "{%tr endfor %}", look)
        for row in table.rows:
            _whole(row)
            for cell in row.cells if together else ():
                cell.paragraphs[0].paragraph_format.keep_with_next = True
        self._after(keep=tied)

    def pairs(self, rows: Sequence[Sequence[str]], widths_mm: Sequence[float]) -> None:
        """Write a form: labels in 黑体 in every other column."""
        table = self._grid(len(rows), len(widths_mm), widths_mm)
        for texts, row in zip(rows, table.rows, strict=True):
            _whole(row)
            for c, (text, cell) in enumerate(zip(texts, row.cells, strict=True)):
                _fill(cell, text, CELL_HEAD if c % 2 == 0 else CELL, "center" if c % 2 == 0 else "left")
        self._after()

    def turn(self, *, wide: bool) -> None:
        """Begin a page of the other orientation."""
        self._page(self._document.add_section(WD_SECTION.NEW_PAGE), wide=wide)

    def new_page(self) -> None:
        """Begin a page."""
        paragraph = self._paragraph("", BODY)
        paragraph.paragraph_format.page_break_before = True

    def bytes(self) -> bytes:
        """Return the template as a file."""
        made = io.BytesIO()
        self._document.save(made)
        parts = unzipped(made.getvalue())
        parts["docProps/core.xml"] = core_properties("", NO_DAY)
        return zipped(parts, NO_DAY)

    def _grid(self, rows: int, columns: int, widths_mm: Sequence[float]) -> Any:
        table = self._document.add_table(rows, columns, style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        _narrow_margins(table)
        for c, width in enumerate(widths_mm):
            table.columns[c].width = Mm(width)
            for cell in table.columns[c].cells:
                cell.width = Mm(width)
        return table

    def _after(self, *, keep: bool = False) -> None:
        """Leave some air below a table; below one that is tied to what follows, that stays on its page."""
        paragraph = self._paragraph("", CELL, line=10.0)
        paragraph.paragraph_format.keep_with_next = keep
        paragraph.paragraph_format.space_after = Pt(0)

    def _paragraph(
        self, text: str, look: Look, *, align: str = "", indent: int = 0, line: float = LINE_PT, style: str = "Normal"
    ) -> Paragraph:
        paragraph: Paragraph = self._document.add_paragraph(style=style)
        form = paragraph.paragraph_format
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        form.line_spacing = Pt(line)
        form.space_before = form.space_after = Pt(0)
        if align:
            paragraph.alignment = _ALIGN[align]
        if indent:
            form.first_line_indent = Pt(indent * look.points)
        _run(paragraph, text, look)
        return paragraph

    def _page(self, section: Any, *, wide: bool) -> None:
        narrow, long = PAGE_MM
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (Mm(long), Mm(narrow)) if wide else (Mm(narrow), Mm(long))
        margins = (28, 26, 25, 25) if wide else (TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM)
        section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (Mm(m) for m in margins)
        section.header_distance, section.footer_distance = Mm(15), Mm(25 if not wide else 15)
        for header in (section.header, section.even_page_header):
            header.is_linked_to_previous = False
            _line(header.paragraphs[0], "{{ mark }}", Look(HEAD_FONT, 12.0), "center")
        for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
            footer.is_linked_to_previous = False
            _page_number(footer.paragraphs[0], align)


def _run(paragraph: Paragraph, text: str, look: Look) -> Run:
    run = paragraph.add_run(text)
    run.font.size = Pt(look.points)
    run.font.bold = look.bold or None
    _fonts(run._element.get_or_add_rPr(), look.font)
    return run


def _fonts(properties: Any, name: str) -> None:
    """Name the font for every script; themes would override it, so their attributes go."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for key, value in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", name)):
        fonts.set(qn(f"w:{key}"), value)


def _line(paragraph: Paragraph, text: str, look: Look, align: str) -> None:
    paragraph.alignment = _ALIGN[align]
    _run(paragraph, text, look)


def _page_number(paragraph: Paragraph, align: str) -> None:
    """Write — 1 — at the outer edge, one sign in."""
    look = Look(PAGE_FONT, PAGE_PT)
    paragraph.alignment = _ALIGN[align]
    indent = Pt(PAGE_PT)
    if align == "right":
        paragraph.paragraph_format.right_indent = indent
    else:
        paragraph.paragraph_format.left_indent = indent
    _run(paragraph, "— ", look)
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("text", "1"), ("end", "")):
        run = _run(paragraph, "1" if kind == "text" else "", look)
        if kind in {"begin", "separate", "end"}:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._element.append(mark)
        elif kind == "":
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = text
            run._element.append(code)
    _run(paragraph, " —", look)


def _fill(cell: Any, text: str, look: Look, align: str = "left") -> None:
    paragraph = cell.paragraphs[0]
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(1)
    form.line_spacing_rule = WD_LINE_SPACING.AT_LEAST
    form.line_spacing = Pt(look.points + 3)
    paragraph.alignment = _ALIGN[align]
    _run(paragraph, text, look)
    cell.vertical_alignment = 1


def _narrow_margins(table: Any) -> None:
    """Leave one millimetre beside a cell's text instead of two, so that figures stay whole."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        width = OxmlElement(f"w:{side}")
        width.set(qn("w:w"), "57")
        width.set(qn("w:type"), "dxa")
        margins.append(width)
    table._tbl.tblPr.append(margins)


def _repeat(row: Any) -> None:
    """Let a header stand on every page."""
    properties = row._tr.get_or_add_trPr()
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    properties.append(mark)


def _whole(row: Any) -> None:
    """Keep a row on one page."""
    properties = row._tr.get_or_add_trPr()
    properties.insert(0, OxmlElement("w:cantSplit"))


def _set_styles(document: Any) -> None:
    """Keep the styles that are used; give each fonts by name, the body's size, and headings without colour."""
    styles = document.styles.element
    for style in list(styles.iterchildren(qn("w:style"))):
        if style.find(qn("w:name")).get(qn("w:val")).lower() not in _STYLES:
            styles.remove(style)
    defaults = styles.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _fonts(defaults, BODY_FONT)
    language = defaults.find(qn("w:lang"))
    language.set(qn("w:eastAsia"), "zh-CN")
    own = {"Title": TITLE_FONT, "Heading 1": HEAD_FONT, "Heading 2": SUB_FONT, "Caption": HEAD_FONT}
    for style in styles.iterchildren(qn("w:style")):
        properties = style.find(qn("w:rPr"))
        name = style.find(qn("w:name")).get(qn("w:val"))
        if properties is None:
            if style.get(qn("w:type")) not in {"paragraph", "character", "table"}:
                continue
            properties = style.get_or_add_rPr()
        _fonts(properties, own.get(name.title(), BODY_FONT))
        for tag in ("w:color", "w:i", "w:iCs"):
            for found in properties.findall(qn(tag)):
                properties.remove(found)
        borders = style.find(qn("w:pPr"))
        for found in borders.findall(qn("w:pBdr")) if borders is not None else ():
            borders.remove(found)
    document.styles["Normal"].font.size = Pt(BODY_PT)
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3", "Caption"):
        document.styles[name].font.bold = False


def _tidy_package(document: Any) -> None:
    """Drop the picture of an empty page and foreign data that the library's own template carries."""
    for holder in (document.part.package, document.part):
        gone = [k for k, r in holder.rels.items() if r.reltype.rsplit("/", 1)[-1] in {"thumbnail", "customXml", "stylesWithEffects"}]
        for key in gone:
            del holder.rels[key]
