"""The XLSX face of a report: its tables as data, the method, the passport.

Here: one sheet for every table under the number it has in the other formats, a contents
sheet before them, «Методика», «Определения» and «Паспорт» after them. Not here: drawings and
running text (HTML and PDF have them). Numbers are numbers, texts are never formulas, and equal
reports give equal bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from helpers import blocks, style
from helpers.indicators import catalogue
from helpers.reports import glyphs, origins, passport
from helpers.reports.document import Document, NumberedTable
from helpers.reports.spec import ReportSpec
from helpers.wording import numbers
from helpers.zips import steady_zip

CONTENTS, METHOD, PASSPORT = "Содержание", "Методика", "Паспорт"
DEFINITIONS = "Определения"
#: Row of the table head on every table sheet; title, place and a way back stand above.
HEAD_ROW = 4
#: Column widths in characters.
_NARROW, _WIDE = 9, 56
#: Height of a line in points, and the part of a column that letters wider than a digit leave.
_LINE_PT, _LETTERS = 15.0, 0.88
#: The highest row that Excel opens, in points.
_HIGHEST_PT = 409.0


def _colour(value: str) -> str:
    return "FF" + value.lstrip("#").upper()


_PLAIN = Font(name="Calibri", size=11, color=_colour(style.INK))
_BOLD = Font(name="Calibri", size=11, bold=True, color=_colour(style.INK))
_TITLE = Font(name="Calibri", size=14, bold=True, color=_colour(style.INK))
_MUTED = Font(name="Calibri", size=10, color=_colour(style.MUTED))
_LINK = Font(name="Calibri", size=11, underline="single", color=_colour(style.ACCENT))
_HEAD_FILL = PatternFill("solid", fgColor=_colour("#eef1f3"))
_HEAD_EDGE = Border(bottom=Side("thin", color=_colour(style.MUTED)))
_ROW_EDGE = Border(bottom=Side("hair", color=_colour(style.GRID)))
_TEXT = Alignment(vertical="top", wrap_text=True)
_INDENTED = Alignment(vertical="top", wrap_text=True, horizontal="left", indent=1)
_HEAD = Alignment(vertical="bottom", wrap_text=True)
_HEAD_OF_TEXT = Alignment(vertical="bottom", wrap_text=True, horizontal="left", indent=1)
_HEAD_OF_NUMBERS = Alignment(vertical="bottom", wrap_text=True, horizontal="right")
_NUMBER = Alignment(vertical="top", horizontal="right")
_LINE = Alignment(vertical="top")
#: A text that begins so is marked as text, lest an edit make a formula of it.
_RISKY = frozenset("=+-@")
#: Styles of one workbook by what they are made of.
Looks = dict[tuple[bool, bool, str, bool, bool], Any]


def render(document: Document, spec: ReportSpec) -> bytes:
    """The report as one workbook; equal documents give equal bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    tables = document.tables()
    _contents_sheet(book.create_sheet(CONTENTS), document, tables)
    looks: Looks = {}
    for numbered in tables:
        _table_sheet(book.create_sheet(numbered.label), document.cover, numbered, looks)
    _method_sheet(book.create_sheet(METHOD), document)
    defined = _indicators(document)
    if defined:
        _definitions_sheet(book.create_sheet(DEFINITIONS), defined, looks)
    _passport_sheet(book.create_sheet(PASSPORT), passport.build(document, spec))
    for sheet in book.worksheets:
        _heights(sheet)
        _page_setup(sheet, document.cover)
    book.properties.title = _clean(document.cover.title)
    book.properties.creator = ""
    book.properties.language = "ru"
    buffer = io.BytesIO()
    book.save(buffer)
    return steady_zip(buffer.getvalue(), document.cover.report_date)


def book_of_table(table: blocks.Table) -> bytes:
    """A workbook of one table, for what is looked at outside a report."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Таблица"
    _put(sheet, 1, 1, table.title, _TITLE)
    _table_rows(sheet, table, {})
    _heights(sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _put(sheet: Worksheet, row: int, column: int, value: Any, font: Font = _PLAIN) -> Cell:
    """A value in a cell: numbers as they are, everything else as text and never a formula."""
    cell: Any = sheet.cell(row, column)
    cell.font = font
    if isinstance(value, int | float):
        cell.value = value
        return cell
    text = _clean(str(value))
    if not text:
        return cell
    cell.value = text
    cell.data_type = "s"
    if text[:1] in _RISKY:
        cell.quotePrefix = True
    return cell


def _clean(text: str) -> str:
    return glyphs.straight(ILLEGAL_CHARACTERS_RE.sub(" ", text))


def _link(sheet: Worksheet, row: int, column: int, text: str, target: str) -> None:
    cell = _put(sheet, row, column, text, _LINK)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{target}'!A1")
    cell.font, cell.alignment = _LINK, _LINE


def _contents_sheet(sheet: Worksheet, document: Document, tables: list[NumberedTable]) -> None:
    _widths(sheet, (18, 70, 44, 8))
    row = _cover_rows(sheet, document)
    if document.summary and document.summary.items:
        _put(sheet, row, 1, "Главное", _BOLD)
        for item in document.summary.items:
            row += 1
            _put(sheet, row, 1, item.tone_label).alignment = _TEXT
            _put(sheet, row, 2, item.text).alignment = _TEXT
            _put(sheet, row, 3, f"Правило: {item.rule}", _MUTED).alignment = _TEXT
        row += 2
    _heads(sheet, row, ("Лист", "Таблица", "Раздел", "Строк"))
    for numbered in tables:
        row += 1
        _link(sheet, row, 1, numbered.label, numbered.label)
        _put(sheet, row, 2, numbered.title).alignment = _TEXT
        _put(sheet, row, 3, numbered.section, _MUTED).alignment = _TEXT
        _put(sheet, row, 4, len(numbered.table.rows)).alignment = _LINE
    has_definitions = bool(_indicators(document))
    for name in (METHOD, *([DEFINITIONS] if has_definitions else []), PASSPORT):
        row += 1
        _link(sheet, row, 1, name, name)


def _cover_rows(sheet: Worksheet, document: Document) -> int:
    """Title and facts of the report; gives the row below them."""
    cover = document.cover
    _put(sheet, 1, 1, cover.title, _TITLE)
    internal = "Для служебного пользования" if cover.edition == "internal" else ""
    lines = [
        document.question,
        f"{cover.municipality_name}, {cover.period}",
        f"Дата отчёта: {numbers.date_text(cover.report_date)}",
        " · ".join(filter(None, (internal, cover.data_label))),
    ]
    shown = [line for line in lines if line]
    for row, line in enumerate(shown, start=2):
        _put(sheet, row, 1, line, _MUTED)
    return len(shown) + 3


def _table_sheet(
    sheet: Worksheet, cover: blocks.Cover, numbered: NumberedTable, looks: Looks
) -> None:
    table = numbered.table
    _put(sheet, 1, 1, ". ".join(filter(None, (numbered.label, numbered.title))), _TITLE)
    place = [cover.municipality_name, cover.period, cover.data_label]
    _put(sheet, 2, 1, ", ".join(filter(None, place)), _MUTED)
    _link(sheet, 3, 1, "К содержанию", CONTENTS)
    _table_rows(sheet, table, looks)


def _table_rows(sheet: Worksheet, table: blocks.Table, looks: Looks) -> None:
    """Head, rows and notes of a table, from `HEAD_ROW` down."""
    right = [column.align == "right" for column in table.columns]
    _heads(sheet, HEAD_ROW, [column.head for column in table.columns], right)
    for row, cells in enumerate(table.rows, start=HEAD_ROW + 1):
        font = _BOLD if row - HEAD_ROW - 1 in table.strong_rows else _PLAIN
        for index, cell in enumerate(cells):
            place = sheet.cell(row, index + 1)
            _table_cell(place, cell, table.columns[index], font, looks, first=index == 0)
    last = HEAD_ROW + len(table.rows)
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, table.head_column + 2).coordinate
    if table.rows:
        sheet.auto_filter.ref = f"A{HEAD_ROW}:{get_column_letter(len(table.columns))}{last}"
    source = [f"Источник: {table.source}"] if table.source else []
    for row, line in enumerate((*table.legend, *table.notes, *source), start=last + 2):
        _put(sheet, row, 1, line, _MUTED)
    _widths(sheet, [_width(table, index) for index in range(len(table.columns))])
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"


def _table_cell(
    put: Any, cell: blocks.Cell, head: blocks.Column, font: Font, looks: Looks, *, first: bool
) -> None:
    """A cell of a table; cells that look alike share one style, which is most of the cost."""
    shape, right = "General", head.align == "right"
    if cell.is_number:
        put.value = cell.value
        shape, right = number_format(cell, head), True
    elif text := _clean(cell.text):
        put.value = text
        put.data_type = "s"
    font = _MUTED if cell.marker else font
    key = (font is _BOLD, font is _MUTED, shape, right, first)
    if key not in looks:
        put.font, put.border = font, _ROW_EDGE
        put.alignment = _NUMBER if right else _TEXT if first else _INDENTED
        put.number_format = shape
        looks[key] = put._style
    put._style = copy(looks[key])
    if not cell.is_number and cell.text[:1] in _RISKY:
        put.quotePrefix = True


def number_format(cell: blocks.Cell, column: blocks.Column) -> str:
    """The Excel format under which a number looks as its printed text.

    Decimals are those of the text when the text is that number, else those of the column.
    """
    match = re.fullmatch(r"([+\u2212]?)[\d\u202f]+(?:,(\d+))?", cell.text)
    decimals = len(match[2] or "") if match else column.decimals or 0
    base = "#,##0" if numbers.THIN in cell.text else "0"
    base += "." + "0" * decimals if decimals else ""
    return f"+{base};-{base};{base}" if match and match[1] == "+" else base


def _method_sheet(sheet: Worksheet, document: Document) -> None:
    _widths(sheet, (34, 90))
    _put(sheet, 1, 1, METHOD, _TITLE)
    row = 3
    for block in document.blocks():
        if isinstance(block, blocks.Facts):
            row = _pairs(sheet, row, block.title, block.pairs)
    row = _pairs(sheet, row, "Знаки вместо чисел", blocks.MARKER_MEANINGS.items())
    notices = [b.text for b in document.blocks() if isinstance(b, blocks.Notice)]
    if notices:
        _pairs(sheet, row, "Чего нет в данных", [("", text) for text in notices])


def _indicators(document: Document) -> list[str]:
    """Identifiers of the indicators that the tables show, in reading order."""
    refs = (origins.Reference.parse(ref) for ref in origins.shown(document))
    return list(dict.fromkeys(ref.indicator_id for ref in refs))


def _definitions_sheet(sheet: Worksheet, indicator_ids: Sequence[str], looks: Looks) -> None:
    """What every indicator of the workbook counts and divides by."""
    heads = ("Код", "Показатель", "Единица", "Как считается", "Правило", "Таблицы")
    columns = [blocks.Column(f"c{index}", head) for index, head in enumerate(heads)]
    rows = [_definition(name) for name in indicator_ids]
    _put(sheet, 1, 1, DEFINITIONS, _TITLE)
    _put(sheet, 2, 1, "Как посчитан каждый показатель этой книги.", _MUTED)
    _link(sheet, 3, 1, "К содержанию", CONTENTS)
    _table_rows(sheet, blocks.Table("definitions", DEFINITIONS, columns, rows), looks)


def _definition(indicator_id: str) -> list[str]:
    item = catalogue.find(indicator_id)
    if item is None:
        return _pooled(indicator_id)
    return [
        indicator_id,
        item.title,
        item.unit,
        origins.formula(indicator_id),
        origins.rule_source(item),
        origins.table_names(indicator_id),
    ]


def _pooled(indicator_id: str) -> list[str]:
    """The definition of a share of the public edition."""
    from helpers.disclosure import questions

    asked = questions.named(indicator_id)
    if asked is None:
        return [indicator_id, "", "", origins.formula(indicator_id), "", ""]
    how = f"доля {asked.people} за показанные годы, по всем классам ступени и всем школам вместе"
    return [indicator_id, asked.title, "%", how, "правила публичного издания", ""]


def _passport_sheet(sheet: Worksheet, record: passport.Passport) -> None:
    _widths(sheet, (60, 60, 30))
    row = _pairs(sheet, 1, record.facts.title, record.facts.pairs, title_font=_TITLE)
    _put(sheet, row, 1, record.inputs.title, _BOLD)
    _heads(sheet, row + 1, [column.head for column in record.inputs.columns])
    for below, cells in enumerate(record.inputs.rows, start=2):
        for column, cell in enumerate(cells, start=1):
            _put(sheet, row + below, column, cell.text).alignment = _TEXT


def _pairs(
    sheet: Worksheet,
    row: int,
    title: str,
    pairs: Iterable[tuple[str, str]],
    title_font: Font = _BOLD,
) -> int:
    """A titled list of two columns; gives the row after the blank line below it."""
    _put(sheet, row, 1, title, title_font)
    for name, text in pairs:
        row += 1
        _put(sheet, row, 1, name, _MUTED).alignment = _TEXT
        _put(sheet, row, 2, text).alignment = _TEXT
    return row + 2


def _heads(
    sheet: Worksheet, row: int, heads: Iterable[str], right: Sequence[bool] | None = None
) -> None:
    """The head of a table; a column of numbers (`right`) has its head above the numbers."""
    for column, head in enumerate(heads, start=1):
        cell = _put(sheet, row, column, head, _BOLD)
        cell.fill, cell.border = _HEAD_FILL, _HEAD_EDGE
        if right and right[column - 1]:
            cell.alignment = _HEAD_OF_NUMBERS
        else:
            cell.alignment = _HEAD if column == 1 else _HEAD_OF_TEXT


def _width(table: blocks.Table, index: int) -> float:
    longest = max((len(row[index].text) for row in table.rows), default=0)
    words = max((len(word) for word in table.columns[index].head.split()), default=0)
    return min(max(_NARROW, longest + 2, words + 4), _WIDE)


def _widths(sheet: Worksheet, widths: Iterable[float]) -> None:
    for index, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width


def _heights(sheet: Worksheet) -> None:
    """Rows as high as their wrapped texts, so far as a row can be: not every program finds that
    out by itself."""
    widths = {name: size.width * _LETTERS for name, size in sheet.column_dimensions.items()}
    for row in sheet.iter_rows():
        lines = max(
            (
                _lines(cell.value, widths[cell.column_letter])
                for cell in row
                if isinstance(cell.value, str) and cell.alignment.wrap_text
            ),
            default=1,
        )
        if lines > 1:
            sheet.row_dimensions[row[0].row].height = min(lines * _LINE_PT, _HIGHEST_PT)


def _lines(text: str, width: float) -> int:
    """Lines that a text takes in a column of so many characters, broken between words."""
    if len(text) <= width and "\n" not in text:
        return 1
    lines = 0
    for paragraph in text.split("\n"):
        lines, used = lines + 1, 0.0
        for word in paragraph.split(" "):
            if used and used + 1 + len(word) > width:
                lines, used = lines + 1, 0.0
            used += len(word) + (1 if used else 0)
            lines, used = lines + int(used // (width + 1)), used % (width + 1)
    return lines


def _page_setup(sheet: Worksheet, cover: blocks.Cover) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.sheet_view.showGridLines = False
    # An ampersand starts a field in a page footer; doubled it prints itself.
    place = f"{cover.municipality_name}, {cover.period}".replace("&", "&&")
    sheet.oddFooter.left.text = place
    sheet.oddFooter.right.text = "стр. &P из &N"
