"""A Word document under construction: paragraphs, tables, fields, pictures, sections.

Here: what WordprocessingML needs so that a page stays editable and accessible: real
styles, numbering, captions with fields, repeated heads, alternative texts. Not here: what a
report says and in which order (`docx`), the look (`templates/word`: styles, numbering,
settings, page). Every text is put into the tree as text, never as markup.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm
from docx.text.paragraph import Paragraph
from lxml import etree

from helpers.reports import glyphs, templates

#: A4 upright and turned with the binding margin of 30 mm: the text column in millimetres.
UPRIGHT_MM, TURNED_MM = 165.0, 257.0
#: A picture higher than this is made smaller, so that its caption stays on the page.
_PICTURE_MM = 215.0
_TWIPS_PER_PT = 20
#: Heads of tables are bold and therefore set a little smaller.
_HEAD_EM = 0.92

#: Numbered lists of the text start anew from this definition (`numbering.xml`).
_NUMBERED_LIST = 3
_BULLET_LIST = 2
_BULLETS, _NUMBERS = "ListBullet", "ListNumber"

_PARTS = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package_rels.xml",
    "docProps/core.xml": "core.xml",
    "word/_rels/document.xml.rels": "document_rels.xml",
    "word/document.xml": "document.xml",
    "word/numbering.xml": "numbering.xml",
    "word/settings.xml": "settings.xml",
    "word/styles.xml": "styles.xml",
}
#: What XML cannot carry: control characters, halves of surrogate pairs, non-characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Run:
    """A run of text; `target` makes it a link, to an address or (`#name`) to a bookmark.

    `style` is the id of a character style; `bookmark` names the run for links and fields;
    `field` is the instruction of a field whose shown result is the text.
    """

    text: str
    bold: bool = False
    italic: bool = False
    style: str = ""
    target: str = ""
    bookmark: str = ""
    field: str = ""


Runs = str | Run | Sequence[Run]


def clean(text: str) -> str:
    """The text without characters that XML cannot carry and signs that turn its direction."""
    return glyphs.straight(_UNPRINTABLE.sub(" ", text))


@cache
def _blank() -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as package:
        for name, source in _PARTS.items():
            package.writestr(name, (templates.FOLDER / "word" / source).read_bytes())
    return sink.getvalue()


class Note:
    """A document that grows downwards; sections turn as wide tables need it."""

    def __init__(self, title: str, subject: str) -> None:
        self._document = docx.Document(io.BytesIO(_blank()))
        self._body = self._document.element.body
        self._ids = 0
        self._is_turned = False
        properties = self._document.core_properties
        properties.title, properties.subject = clean(title)[:255], clean(subject)[:255]

    def save(self) -> bytes:
        """The package as python-docx writes it."""
        sink = io.BytesIO()
        self._document.save(sink)
        return sink.getvalue()

    def running(self, header: str) -> None:
        """The line above every page but the first, the page number below every one."""
        section = self._document.sections[0]
        self._fill(section.header.paragraphs[0], header)
        for footer in (section.footer, section.first_page_footer):
            self._fill(footer.paragraphs[0], Run("1", field="PAGE"))

    def paragraph(self, style: str, runs: Runs, *, new_page: bool = False) -> None:
        """A paragraph in a style by its id, if asked on a new page."""
        paragraph = self._new(style)
        if new_page:
            paragraph.paragraph_format.page_break_before = True
        self._fill(paragraph, runs)

    def list_item(self, runs: Runs, depth: int, numbering: int) -> None:
        """An item of a list; `numbering` 0 is a bullet, else what `new_numbering` gave."""
        paragraph = self._new(_NUMBERS if numbering else _BULLETS)
        if numbering or depth:
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = min(depth, 8)
            properties.get_or_add_numId().val = numbering or _BULLET_LIST
        self._fill(paragraph, runs)

    def new_numbering(self, start: int, depth: int) -> int:
        """A numbered list of its own that begins with `start`."""
        numbering = self._document.part.numbering_part.element
        number = numbering.add_num(_NUMBERED_LIST)
        number.add_lvlOverride(ilvl=min(depth, 8)).add_startOverride(start)
        return int(number.numId)

    def picture(self, content: bytes, name: str, alt: str) -> None:
        """A picture of the full text width, or as high as a page takes."""
        paragraph = self._new("Figure")
        shape = paragraph.add_run().add_picture(io.BytesIO(content), width=Mm(UPRIGHT_MM))
        if shape.height > Mm(_PICTURE_MM):
            shape.width = round(shape.width * Mm(_PICTURE_MM) / shape.height)
            shape.height = Mm(_PICTURE_MM)
        properties = shape._inline.docPr
        properties.set("name", clean(name))
        properties.set("descr", clean(alt))

    def table(self, grid: Grid) -> None:
        """A table with borders and, if it has one, a head repeated on every page."""
        body = OxmlElement("w:tbl")
        body.append(_table_properties(grid))
        columns = _add(body, "w:tblGrid")
        for width in grid.widths:
            _add(columns, "w:gridCol", w=width)
        for index, row in enumerate(grid.rows):
            body.append(self._row(grid, row, is_head=grid.has_head and index == 0))
        self._body.insert_element_before(body, "w:sectPr")

    def turn(self, turned: bool) -> None:
        """What follows stands on pages of this direction; a change starts a new section."""
        if turned == self._is_turned:
            return
        self._is_turned = turned
        last = self._body[-2]
        if last.tag != _name("w:p"):
            last = self._new("AfterTable")._p
        page = self._body.sectPr
        last.get_or_add_pPr().append(deepcopy(page))
        for name in ("w:headerReference", "w:footerReference", "w:titlePg"):
            for found in page.findall(qn(name)):
                page.remove(found)
        size, margin = page.find(_name("w:pgSz")), page.find(_name("w:pgMar"))
        width, height = size.get(_name("w:w")), size.get(_name("w:h"))
        size.set(_name("w:w"), height)
        size.set(_name("w:h"), width)
        if turned:
            size.set(_name("w:orient"), "landscape")
        else:
            size.attrib.pop(_name("w:orient"))
        # The binding edge keeps its 30 mm: on top of a turned page, left of an upright one.
        sides = ("top", "right", "bottom", "left")
        old = [margin.get(_name(f"w:{side}")) for side in sides]
        shifted = [*old[-1:], *old[:-1]] if turned else [*old[1:], old[0]]
        for side, value in zip(sides, shifted, strict=True):
            margin.set(_name(f"w:{side}"), value)

    def _new(self, style: str) -> Paragraph:
        paragraph = self._document.add_paragraph()
        paragraph._p.style = style
        return paragraph

    def _row(self, grid: Grid, row: Sequence[GridCell], *, is_head: bool) -> Any:
        line = OxmlElement("w:tr")
        size_pt = round(grid.size_pt * _HEAD_EM * 2) / 2 if is_head else grid.size_pt
        properties = _add(line, "w:trPr")
        _add(properties, "w:cantSplit")
        if is_head:
            _add(properties, "w:tblHeader")
        for cell, width in zip(row, grid.widths, strict=True):
            place = _add(line, "w:tc")
            borders = _add(place, "w:tcPr")
            _add(borders, "w:tcW", w=width, type="dxa")
            if cell.underlined:
                _add(_add(borders, "w:tcBorders"), "w:bottom", val="single", sz="4", space="0")
            words = _add(place, "w:p")
            _add(_add(words, "w:pPr"), "w:pStyle", val=cell.style)
            if cell.placeholder:
                words.append(self._placeholder(cell.placeholder, size_pt))
            else:
                self._fill(Paragraph(words, self._document._body), cell.runs, size_pt)
        return line

    def _placeholder(self, text: str, size_pt: float) -> Any:
        """A grey prompt that disappears as soon as somebody types."""
        control = OxmlElement("w:sdt")
        properties = _add(control, "w:sdtPr")
        self._ids += 1
        _add(properties, "w:id", val=self._ids)
        _add(properties, "w:showingPlcHdr")
        _add(properties, "w:text")
        content = _add(control, "w:sdtContent")
        content.append(_run(Run(text, style="PlaceholderText"), size_pt))
        return control

    def _fill(self, paragraph: Paragraph, runs: Runs, size_pt: float = 0.0) -> None:
        for run in _listed(runs):
            if not run.text:
                continue
            for element in self._elements(run, paragraph, size_pt):
                paragraph._p.append(element)

    def _elements(self, run: Run, paragraph: Paragraph, size_pt: float) -> Iterable[Any]:
        if run.bookmark:
            self._ids += 1
            start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
            start.set(_name("w:id"), str(self._ids))
            start.set(_name("w:name"), run.bookmark)
            end.set(_name("w:id"), str(self._ids))
            yield from (start, _run(run, size_pt), end)
        elif run.target:
            link = OxmlElement("w:hyperlink")
            if run.target.startswith("#"):
                link.set(_name("w:anchor"), run.target[1:])
            else:
                address = paragraph.part.relate_to(
                    clean(run.target), RELATIONSHIP_TYPE.HYPERLINK, is_external=True
                )
                link.set(_name("r:id"), address)
            link.append(_run(run, size_pt))
            yield link
        elif run.field:
            yield from _field(run, size_pt)
        else:
            yield _run(run, size_pt)


@dataclass(frozen=True)
class GridCell:
    """A cell: a paragraph in a style, or a prompt to type something there."""

    runs: Runs
    style: str = "TableText"
    placeholder: str = ""
    underlined: bool = False


@dataclass(frozen=True)
class Grid:
    """A table ready to be set: rows of cells, widths of columns in twips.

    `title` describes it to a screen reader; `size_pt` 0 is the size of the styles.
    """

    rows: Sequence[Sequence[GridCell]]
    widths: Sequence[int]
    title: str = ""
    has_head: bool = True
    has_borders: bool = True
    size_pt: float = 0.0


def twips(widths: Sequence[float], width_mm: float, least_pt: Sequence[float] = ()) -> list[int]:
    """Widths in points, or shares of the rest (negative), as twips.

    No column with a share gets less than its least width. Without shares a table that
    takes more than half of the page is made as wide as the page by its widest column,
    which holds text; a narrower one stays as it is.
    """
    whole_pt = width_mm * 72 / 25.4
    fixed = {index: width for index, width in enumerate(widths) if width >= 0}
    shares = {index: -width for index, width in enumerate(widths) if width < 0}
    if not shares and sum(widths) > whole_pt / 2:
        widest = max(fixed, key=lambda index: fixed[index])
        shares[widest] = fixed.pop(widest)
    for index, least in sorted(enumerate(least_pt), key=lambda item: -item[1]):
        rest = whole_pt - sum(fixed.values())
        if index in shares and rest * shares[index] / sum(shares.values()) < least:
            fixed[index] = least
            del shares[index]
    rest = whole_pt - sum(fixed.values())
    found = {**fixed, **{i: rest * share / sum(shares.values()) for i, share in shares.items()}}
    return [int(found[index] * _TWIPS_PER_PT) for index in range(len(widths))]


def _listed(runs: Runs) -> Sequence[Run]:
    if isinstance(runs, str):
        return (Run(runs),)
    return (runs,) if isinstance(runs, Run) else runs


@cache
def _name(tag: str) -> str:
    return str(qn(tag))


def _add(parent: Any, tag: str, **attributes: Any) -> Any:
    element = etree.SubElement(parent, _name(tag))
    for name, value in attributes.items():
        element.set(_name(f"w:{name}"), str(value))
    return element


def _table_properties(grid: Grid) -> Any:
    properties = OxmlElement("w:tblPr")
    _add(properties, "w:tblStyle", val="TableGrid" if grid.has_borders else "TableNormal")
    _add(properties, "w:tblW", w=sum(grid.widths), type="dxa")
    _add(properties, "w:tblLayout", type="fixed")
    look = {"firstRow": int(grid.has_head), "firstColumn": 0, "lastRow": 0, "lastColumn": 0}
    _add(
        properties,
        "w:tblLook",
        val="0620" if grid.has_head else "0600",
        **look,
        noHBand=1,
        noVBand=1,
    )
    if grid.title:
        _add(properties, "w:tblCaption", val=clean(grid.title))
    return properties


def _run(run: Run, size_pt: float) -> Any:
    element = OxmlElement("w:r")
    style = run.style or ("Hyperlink" if run.target else "")
    if style or run.bold or run.italic or size_pt:
        properties = _add(element, "w:rPr")
        if style:
            _add(properties, "w:rStyle", val=style)
        for name, wanted in (("b", run.bold), ("i", run.italic)):
            if wanted:
                _add(properties, f"w:{name}")
                _add(properties, f"w:{name}Cs")
        if size_pt:
            _add(properties, "w:sz", val=round(size_pt * 2))
            _add(properties, "w:szCs", val=round(size_pt * 2))
    text = clean(run.text)
    if "\n" in text or "\t" in text:
        element.text = text
    else:
        words = _add(element, "w:t")
        words.text = text
        words.set(_name("xml:space"), "preserve")
    return element


def _field(run: Run, size_pt: float) -> Iterable[Any]:
    """A field with its shown result: Word renews it, any other reader shows the text."""
    begin, instruction, middle, end = (OxmlElement("w:r") for _ in range(4))
    _add(begin, "w:fldChar", fldCharType="begin")
    words = _add(instruction, "w:instrText")
    words.set(_name("xml:space"), "preserve")
    words.text = f" {run.field} "
    _add(middle, "w:fldChar", fldCharType="separate")
    _add(end, "w:fldChar", fldCharType="end")
    return (begin, instruction, middle, _run(run, size_pt), end)
