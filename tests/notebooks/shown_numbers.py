"""Numbers read back from finished files, each by its own way and none by our exporters.

Here: tables and figures of HTML, XLSX, DOCX and CSV, digits of a PDF. Not here: comparing.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

import docx
import lxml.html
import openpyxl
import pypdf

#: Rows of cell texts under the number of a table or figure.
Grids = dict[str, list[list[str]]]

_LABEL = re.compile(r"(?:Данные к рисунку\. )?((?:Таблица|Рисунок) \d+)")
_DIGITS = re.compile(r"\d+(?:,\d+)?")


def of_html(data: bytes) -> Grids:
    """Tables by the label of their caption, those under figures by the label of the figure."""
    tree = lxml.html.document_fromstring(data.decode())
    found: Grids = {}
    for table in tree.xpath("//main//table[@id and not(ancestor::*[@class='origins'])]"):
        figures = table.xpath("ancestor::figure/figcaption")
        caption = (figures or table.xpath("caption"))[0].text_content()
        match = _LABEL.match(caption)
        if match:
            rows = table.xpath("./tbody/tr")
            found[match[1]] = [[cell.text_content() for cell in row] for row in rows]
    return found


def of_docx(data: bytes) -> Grids:
    """Tables under their captions, parts of a table put together again."""
    document = docx.Document(io.BytesIO(data))
    found: Grids = {}
    label = ""
    for element in document.element.body:
        words = "".join(node.text or "" for node in element.iter(f"{{{_WORD}}}t"))
        if element.tag == f"{{{_WORD}}}p":
            match = _LABEL.match(words)
            style = element.find(f".//{{{_WORD}}}pStyle")
            is_caption = style is not None and style.get(f"{{{_WORD}}}val") == "Caption"
            label = match[1] if match and is_caption else label if not words else ""
        elif element.tag == f"{{{_WORD}}}tbl" and label:
            rows = [
                [
                    "".join(node.text or "" for node in cell.iter(f"{{{_WORD}}}t"))
                    for cell in row.findall(f"{{{_WORD}}}tc")
                ]
                for row in element.findall(f"{{{_WORD}}}tr")
            ][1:]
            known = found.setdefault(label, [[] for _ in rows])
            for old, new in zip(known, rows, strict=True):
                old.extend(new)
    return found


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def of_xlsx(data: bytes) -> dict[str, list[list[object]]]:
    """Values of the sheets called by a label: numbers as they are stored."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    found: dict[str, list[list[object]]] = {}
    for sheet in book.worksheets:
        if _LABEL.fullmatch(sheet.title):
            reach = sheet.auto_filter.ref
            found[sheet.title] = (
                [[cell.value for cell in row] for row in sheet[reach]][1:] if reach else []
            )
    return found


def of_csv(data: bytes) -> dict[str, list[list[tuple[str, str, str]]]]:
    """Rows of (value, text, status) by label."""
    found: dict[str, list[list[tuple[str, str, str]]]] = {}
    for row in csv.DictReader(io.StringIO(data.decode(), newline="")):
        rows = found.setdefault(row["table"], [])
        if int(row["row"]) > len(rows):
            rows.append([])
        rows[-1].append((row["value"], row["text"], row["status"]))
    return found


def of_pdf(data: bytes) -> Counter[str]:
    """Every run of digits of the pages, without the counting of pages."""
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    text = "\n".join(re.sub(r"стр\. \d+ из \d+", "", page) for page in pages)
    return digits(text)


def digits(text: str) -> Counter[str]:
    """Runs of digits with their decimals; a thin space between thousands parts them."""
    return Counter(_DIGITS.findall(text))
