"""What finished files say, read back from their bytes as items.

Here: HTML, XLSX, CSV, DOCX and the kept notebook. Not here: PDF (`pdf_face`), how items differ
(`reports.content`). Files may have been edited by anyone, so whatever cannot be read is
`Unreadable`, never a crash.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from helpers.reports import content
from helpers.reports.content import COVER, SUMMARY, Item, plain
from helpers.reproduction import pdf_face

_DRAWING = re.compile(r"<svg .*?</svg>", re.S)
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: The faces from the one that says most; the first that both reports have is compared.
ORDER = ("report.html", "report.ipynb", "report.docx", "report.xlsx")


class Unreadable(Exception):
    """A file is not what its name says; the message says why in a few words."""


def read(name: str, data: bytes) -> list[Item]:
    """The items of a file of a report."""
    reader = {
        "report.html": _html,
        "report.pdf": pdf_face.items,
        "report.xlsx": _xlsx,
        "report.csv": _csv,
        "report.docx": _docx,
        "report.ipynb": _notebook,
    }.get(name)
    try:
        return list(reader(data)) if reader else []
    except Exception as error:  # any library may raise anything at a damaged file
        raise Unreadable(type(error).__name__) from error


def _html(data: bytes) -> Iterator[Item]:
    import lxml.html

    text = data.decode("utf-8")
    drawings = iter(content.drawing_digest(found[0]) for found in _DRAWING.finditer(text))
    body = lxml.html.document_fromstring(text.encode()).body
    for element in body.xpath("./header//*[self::span or self::h1 or self::p or self::dd]"):
        words = plain(element.text_content())
        if words and (element.tag != "p" or element.get("class") == "question"):
            yield Item("text", COVER, words)
    for element in body.xpath("./section[@class='summary']/ul"):
        yield from _findings(SUMMARY, element)
    section = ""
    for element in body.xpath("./main/*[not(@class='passport' or @class='origins')]"):
        if re.fullmatch("h[1-6]", element.tag):
            section = plain(element.text_content())
            yield Item("text", section, section)
        else:
            yield from _element(section, element, drawings)


def _element(place: str, element: Any, drawings: Iterator[str]) -> Iterator[Item]:
    kind = element.get("class", "")
    if element.tag == "figure":
        yield from _figure(element, drawings)
    elif kind.startswith("table"):
        yield from _table(element, plain(element.findtext(".//caption") or ""))
    elif kind == "below":
        return
    elif kind == "findings":
        yield from _findings(place, element)
    elif kind == "facts":
        title = plain(element.xpath("string(./p)"))
        for pair in element.xpath("./dl/div"):
            yield from content.pairs(title, [(_words(pair, "dt"), _words(pair, "dd"))])
    elif element.tag in ("ul", "ol", "blockquote"):
        yield from _parts(place, element, drawings)
    elif words := plain(element.text_content()):
        yield Item("text", place, words)


def _parts(place: str, element: Any, drawings: Iterator[str]) -> Iterator[Item]:
    """Entries of a list, paragraphs of a quotation; inner lists after their entry."""
    for part in element:
        inner = [child for child in part if child.tag in ("ul", "ol", "p", "blockquote")]
        own = plain(
            "".join(part.xpath("./text() | ./*[not(self::ul or self::ol or self::p)]//text()"))
        )
        if own:
            yield Item("text", place, own)
        for child in inner:
            yield from _element(place, child, drawings)


def _words(element: Any, tag: str) -> str:
    return str(element.xpath(f"string(./{tag})"))


def _findings(place: str, element: Any) -> Iterator[Item]:
    for paragraph in element.xpath("./li/p"):
        yield Item("text", place, plain(paragraph.text_content()))


def _figure(element: Any, drawings: Iterator[str]) -> Iterator[Item]:
    caption = plain(element.xpath("string(./figcaption)"))
    yield Item("drawing", caption, next(drawings, ""))
    for words in (*element.xpath(".//*[local-name()='desc']"), *element.xpath("./div/p")):
        yield Item("text", caption, plain(words.text_content()))
    for table in element.xpath("./details/div[starts-with(@class, 'table')]"):
        yield from _table(table, content.data_caption(caption))


def _table(element: Any, caption: str) -> Iterator[Item]:
    heads = [cell.text_content() for cell in element.xpath(".//thead/tr/th")]
    rows = element.xpath(".//tbody/tr")
    texts = [[cell.text_content() for cell in row] for row in rows]
    named = [index for row in rows[:1] for index, cell in enumerate(row) if cell.tag == "th"]
    yield from content.cells(caption, heads, texts, named[0] if named else 0)
    below = element.getnext()
    if below is not None and below.tag != "div":
        below = below.getnext()
    if below is not None and below.get("class") == "below":
        for words in below.xpath("./p"):
            yield Item("text", caption, plain(words.text_content()))


def _xlsx(data: bytes) -> Iterator[Item]:
    """Cells by their address; the passport is left out."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data))
    for sheet in book.worksheets:
        if sheet.title == "Паспорт":
            continue
        state = "" if sheet.sheet_state == "visible" else " (скрытый)"
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    place = f"лист «{sheet.title}»{state}"
                    yield Item("cell", place, str(cell.value), cell.coordinate)


def _csv(data: bytes) -> Iterator[Item]:
    """The list of cells, each under its table, row and column."""
    rows = csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""))
    for row in rows:
        place = ". ".join(filter(None, (row["table"], row["title"])))
        text = " | ".join(filter(None, (row["value"], row["text"], row["status"])))
        yield Item("cell", place, text, f"{row['row']}. {row['row_name']}", row["column"])


def _docx(data: bytes) -> Iterator[Item]:
    """Paragraphs in order, tables by row and column, pictures by hash."""
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        body = etree.fromstring(package.read("word/document.xml"), parser)[0]
        pictures = [name for name in sorted(package.namelist()) if name.startswith("word/media/")]
        drawn = [(name, content.sha256(package.read(name).hex())) for name in pictures]
    count = 0
    for element in body:
        if element.tag == f"{_WORD}tbl":
            count += 1
            yield from _word_table(f"таблица {count} по порядку", element)
        elif words := _word_text(element):
            if words.startswith("Приложение") and words.endswith("Паспорт отчёта"):
                break
            yield Item("text", "", words)
    yield from (Item("drawing", name, digest) for name, digest in drawn)


def _word_table(place: str, table: Any) -> Iterator[Item]:
    for number, row in enumerate(table.iterfind(f"{_WORD}tr"), start=1):
        for column, cell in enumerate(row.iterfind(f"{_WORD}tc"), start=1):
            yield Item("cell", place, _word_text(cell), str(number), str(column))


def _word_text(element: Any) -> str:
    return plain("".join(node.text or "" for node in element.iter(f"{_WORD}t")))


def _notebook(data: bytes) -> Iterator[Item]:
    """The page of the kept notebook, then the sources of its code cells."""
    import nbformat

    from helpers.reports import document

    notebook = nbformat.from_dict(json.loads(data))
    code = [cell["source"] for cell in notebook.cells if cell["cell_type"] == "code"]
    yield from content.of("report.ipynb", document.read(notebook), code)
