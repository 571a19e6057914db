"""Word templates with Jinja in them: read once, filled many times, refused with the place where they cannot be filled.

The tags are those of docxtpl (``{{ x }}``, ``{%p … %}`` for paragraphs, ``{%tr … %}`` for rows), whose way of reading them out of Word's
markup is used here. Filling is done on texts alone: what a run says is escaped and never read as a tag, and a template can neither call
Python nor reach a file.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError, meta
from jinja2 import Template as Compiled
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup

from planner.errors import InputError, Problem, Severity
from planner.report.word.office_zip import core_properties, unzipped, zipped
from planner.texts import word

_FILLED = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
_BODY = "word/document.xml"
_RELATIONS = "word/_rels/document.xml.rels"
_TYPES = "[Content_Types].xml"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EMU_PER_MM = 36_000
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"


@dataclass(frozen=True, slots=True)
class WordPicture:
    """A picture for a template: PNG, its width and height on the page in millimetres, and what stands for it where it is not seen."""

    png: bytes
    width_mm: float
    height_mm: float
    title: str


@dataclass(frozen=True, slots=True, eq=False)
class WordTemplate:
    """A template, read and compiled: :func:`read_template`."""

    name: str
    parts: Mapping[str, bytes]
    compiled: Mapping[str, Compiled]
    variables: frozenset[str]

    def fill(self, values: Mapping[str, Any], *, day: date, title: str) -> bytes:
        """Fill it.

        Parameters
        ----------
        values
            Texts, lists, mappings and :class:`WordPicture`; texts are escaped and stripped of signs that no XML holds.
        day
            Day the file carries.
        title
            Of the file's properties.

        Returns
        -------
        bytes
            A Word file; the same values give the same bytes.

        Raises
        ------
        InputError
            If the template asks for what is not there, with part, paragraph and name.
        """
        album = _Album()
        ready = {key: _ready(value, album) for key, value in values.items()}
        parts = dict(self.parts)
        for part, template in self.compiled.items():
            try:
                filled = template.render(ready)
                made = filled.replace("\n<w:p", "<w:p").encode()
                etree.fromstring(made)
            except etree.XMLSyntaxError as error:
                raise _refused(self.name, part, _paragraph_near(filled, error.position[0]), str(error)) from error
            except TemplateError as error:
                raise _refused(self.name, part, _line_of(error), _error_text(error)) from error
            except (TypeError, ValueError, ArithmeticError, AttributeError, LookupError) as error:
                raise _refused(self.name, part, _line_of(error), str(error)) from error
            parts[part] = made
        album.put_into(parts)
        parts["docProps/core.xml"] = core_properties(_clean(title), day)
        return zipped(parts, day)


def read_template(data: bytes, name: str) -> WordTemplate:
    """Read a Word file with Jinja tags.

    Parameters
    ----------
    data
        Content of the file.
    name
        For messages.

    Raises
    ------
    InputError
        If it is no Word file, or a tag cannot be read; with part and paragraph.
    """
    try:
        parts = unzipped(data)
        sources = {part: _source(parts[part]) for part in parts if _FILLED.fullmatch(part)}
    except (zipfile.BadZipFile, UnicodeDecodeError, etree.XMLSyntaxError, EOFError, RuntimeError, NotImplementedError) as error:
        raise _not_word(name, str(error)) from error
    if _BODY not in sources or _TYPES not in parts:
        raise _not_word(name, _BODY)
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    compiled, used = {}, set[str]()
    for part, source in sources.items():
        try:
            compiled[part] = environment.from_string(source)
            used |= meta.find_undeclared_variables(environment.parse(source))
        except TemplateSyntaxError as error:
            raise _refused(name, part, error.lineno, _error_text(error), _text_at(source, error.lineno)) from error
    return WordTemplate(name, parts, compiled, frozenset(used))


class _Album:
    """Pictures of one document, numbered as they come."""

    def __init__(self) -> None:
        self._pictures: list[WordPicture] = []

    def drawing(self, picture: WordPicture) -> Markup:
        """Return the markup that shows a picture inside a run's text."""
        self._pictures.append(picture)
        number, wide, high = len(self._pictures), round(picture.width_mm * _EMU_PER_MM), round(picture.height_mm * _EMU_PER_MM)
        shown = _DRAWING.format(n=number, wide=wide, high=high, title=_clean(picture.title))
        return Markup("</w:t></w:r><w:r>") + shown + Markup('</w:r><w:r><w:t xml:space="preserve">')

    def put_into(self, parts: dict[str, bytes]) -> None:
        """Add the pictures' files, relations and content type."""
        if not self._pictures:
            return
        relations = ""
        for number, picture in enumerate(self._pictures, start=1):
            parts[f"word/media/plate{number}.png"] = picture.png
            relations += f'<Relationship Id="rIdPlate{number}" Type="{_IMAGE}" Target="media/plate{number}.png"/>'
        parts[_RELATIONS] = parts[_RELATIONS].replace(b"</Relationships>", relations.encode() + b"</Relationships>")
        if b'Extension="png"' not in parts[_TYPES]:
            kind = b'<Default Extension="png" ContentType="image/png"/></Types>'
            parts[_TYPES] = parts[_TYPES].replace(b"</Types>", kind)


def _ready(value: Any, album: _Album) -> Any:
    if isinstance(value, WordPicture):
        return album.drawing(value)
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, Mapping):
        return {key: _ready(v, album) for key, v in value.items()}
    return [_ready(v, album) for v in value] if isinstance(value, list | tuple) else value


def _clean(text: str) -> str:
    """Return a text as one line that XML holds."""
    return _ILLEGAL.sub("", " ".join(text.split("\n")).replace("\r", " ").replace("\t", " "))


def _source(part: bytes) -> str:
    """Return Jinja's source of a part, every paragraph on a line of its own, so that a line is a paragraph."""
    etree.fromstring(part)
    text = re.sub(r"\s*\n\s*", "", part.decode("utf-8"))
    marked = re.sub(r"<w:p(?=[ >])", "\n<w:p", text)
    return str(DocxTemplate(io.BytesIO()).patch_xml(marked))


def _line_of(error: BaseException) -> int | None:
    """Find the line of the template at which filling broke off."""
    lines = list(_template_lines(error))
    return lines[-1] if lines else None


def _template_lines(error: BaseException) -> Iterator[int]:
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            yield trace.tb_lineno
        trace = trace.tb_next


def _paragraph_near(filled: str, line: int) -> int | None:
    del line
    for number, paragraph in zip(count(1), filled.split("\n<w:p")[1:], strict=False):
        body = paragraph.split("</w:p>")[0]
        if body.count("<") != body.count(">") or re.search(r"&(?!\w+;|#\d+;)", body):
            return number + 1
    return None


def _text_at(source: str, line: int | None) -> str:
    lines = source.split("\n")
    return re.sub(r"<[^>]+>", "", lines[line - 1])[:60] if line and 0 < line <= len(lines) else ""


def _error_text(error: TemplateError) -> str:
    text = error.message or type(error).__name__
    if isinstance(error, UndefinedError):
        name = re.search(r"'([^']+)' is undefined|has no attribute '([^']+)'", text)
        if name:
            return word("paper.no_such_value").format(name=name[1] or name[2])
    return text


def _refused(name: str, part: str, line: int | None, detail: str, text: str = "") -> InputError:
    kind = re.sub(r"\d+", "", part.rsplit("/", 1)[-1].removesuffix(".xml"))
    where = word(f"paper.part.{kind}")
    # Line 1 is what stands before the first paragraph.
    place = word("paper.paragraph").format(n=line - 1) + (f"“{text}”" if text else "") if line and line > 1 else ""
    params = {"part": f"{where}（{part}）{place}", "detail": detail}
    return InputError([Problem("report.bad_template", Severity.ERROR, file=name, value=part, params=params)])


def _not_word(name: str, detail: str) -> InputError:
    return InputError([Problem("report.not_word", Severity.ERROR, file=name, params={"detail": detail})])


_DRAWING = Markup(
    '<w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" distT="0" distB="0" distL="0"'
    ' distR="0"><wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="{n}" name="plate{n}" descr="{title}"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="{n}" name="plate{n}.png"/>'
    "<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip"
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="rIdPlate{n}"/><a:stretch><a:fillRect/>'
    '</a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>'
)
