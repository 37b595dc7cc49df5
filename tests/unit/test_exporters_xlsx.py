"""The workbook: numbers as numbers, text as text, every table under its number."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
import report_sample as sample
from openpyxl.workbook import Workbook

from helpers import blocks
from helpers.reports import document, xlsx
from helpers.wording import numbers


@pytest.fixture(scope="module")
def content() -> bytes:
    return xlsx.render(document.read(sample.notebook()), sample.spec())


@pytest.fixture(scope="module")
def book(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_there_is_a_sheet_for_every_table_between_contents_and_passport(book: Workbook) -> None:
    assert book.sheetnames == [
        "Содержание",
        "Рисунок 1",
        "Таблица 1",
        "Рисунок 2",
        "Таблица 2",
        "Таблица 3",
        "Таблица 4",
        "Таблица 5",
        "Методика",
        "Определения",
        "Паспорт",
    ]


def test_no_cell_is_a_formula(book: Workbook) -> None:
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}
    cell = book["Таблица 5"]["A6"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


@pytest.mark.parametrize("text", sample.HOSTILE)
def test_hostile_text_is_kept_as_text(book: Workbook, text: str) -> None:
    assert text in [cell.value for cell in book["Таблица 5"]["A"]]


def test_the_file_holds_no_formula_macro_or_outside_link(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(n) for n in archive.namelist() if "/worksheets/sheet" in n]
        assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)
        relations = [archive.read(n) for n in archive.namelist() if n.endswith(".rels")]
        assert not any(b"External" in relation for relation in relations)
        assert not any("vba" in n or "external" in n.lower() for n in archive.namelist())


def test_numbers_are_unrounded_and_look_as_in_the_other_formats(book: Workbook) -> None:
    sheet = book["Таблица 1"]
    assert sheet.cell(xlsx.HEAD_ROW, 1).value == "Школа"
    row = sheet[xlsx.HEAD_ROW + 3]
    assert (row[1].value, row[1].number_format) == (16, "0")
    assert (row[2].value, row[2].number_format) == (31.25, "0.0")
    assert row[3].value == "15,6–43,8"
    assert sheet[xlsx.HEAD_ROW + 11][2].value == "с"


@pytest.mark.parametrize(
    ("cell", "decimals", "expected"),
    [
        (blocks.Cell(3.25, numbers.number(3.25, 1)), None, "0.0"),
        (blocks.Cell(12345, numbers.number(12345)), 0, "#,##0"),
        (blocks.Cell(12345.5, numbers.number(12345.5, 2)), 0, "#,##0.00"),
        (blocks.Cell(3.4, numbers.number(3.4, 1, signed=True)), 1, "+0.0;-0.0;0.0"),
        (blocks.Cell(-3.4, numbers.number(-3.4, 1, signed=True)), 1, "0.0"),
        (blocks.Cell(41.7, "5 из 12"), 1, "0.0"),
        (blocks.Cell(7, "7"), None, "0"),
    ],
)
def test_the_number_format_follows_the_printed_text(
    cell: blocks.Cell, decimals: int | None, expected: str
) -> None:
    column = blocks.Column("a", "А", decimals=decimals)
    assert xlsx.number_format(cell, column) == expected


def test_a_table_sheet_has_title_frozen_head_filter_and_notes(book: Workbook) -> None:
    sheet = book["Таблица 4"]
    assert sheet["A1"].value == "Таблица 4. Все процедуры, классы и предметы"
    assert sheet.freeze_panes == "C5"
    assert sheet.auto_filter.ref == "A4:E124"
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.column_dimensions["C"].width == 56
    assert sheet.cell(126, 1).value == "Источник: ФИС ОКО, статистика по отметкам"


def test_the_contents_lead_to_every_sheet_and_back(book: Workbook) -> None:
    links = {
        cell.value: cell.hyperlink.location
        for row in book["Содержание"].iter_rows()
        for cell in row
        if cell.hyperlink
    }
    assert links == {name: f"'{name}'!A1" for name in book.sheetnames[1:]}
    assert book["Таблица 1"]["A3"].hyperlink.location == "'Содержание'!A1"


def test_findings_method_marks_and_passport_are_there(book: Workbook) -> None:
    def words(name: str) -> str:
        return "\n".join(str(c.value) for row in book[name].iter_rows() for c in row if c.value)

    assert "Требует внимания" in words("Содержание")
    assert "доля отметок «4» и «5»" in words("Методика")
    assert "Данных о ГВЭ-9 за 2021/22 учебный год нет." in words("Методика")
    assert "нет данных" in words("Методика")
    assert "shnor report 10_results" in words("Паспорт")


def test_the_file_knows_no_author_and_no_clock(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        core = archive.read("docProps/core.xml").decode()
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist() == sorted(archive.namelist())
    assert core.count("2022-08-31T00:00:00Z") == 2
    assert "openpyxl" not in core


def test_control_characters_and_ampersands_do_not_spoil_the_file() -> None:
    notebook = sample.notebook()
    table = blocks.Table("t", "А & Б", [blocks.Column("a", "A")], [["а\x00б\x0b"]])
    notebook.cells = [sample.shown(sample.cover(), table)]
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(document.read(notebook), sample.spec())))
    assert book["Таблица 1"].cell(xlsx.HEAD_ROW + 1, 1).value == "а б "


def test_every_indicator_of_the_tables_is_defined(book: Workbook) -> None:
    sheet = book["Определения"]
    heads = [cell.value for cell in sheet[4]]
    assert heads == ["Код", "Показатель", "Единица", "Как считается", "Правило", "Таблицы"]
    row = [cell.value for cell in sheet[5]]
    assert row[0] == "oge9.rus.quality_share"
    assert row[3] == "100 × (отметки «4» и «5») / (участники)"
    assert row[5] == "Отметки"
    assert sheet.freeze_panes == "B5"


def test_rows_are_as_high_as_their_wrapped_texts() -> None:
    columns = [blocks.Column("a", "Школа"), blocks.Column("b", "Пояснение")]
    words = "слово " * 40
    table = blocks.Table(
        "t", "Название", columns, [["короткая", words.strip()], ["короткая", "слово"]]
    )
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.book_of_table(table))).worksheets[0]
    assert sheet.column_dimensions["B"].width == 56
    # 240 characters in lines of at most 49.
    assert sheet.row_dimensions[5].height == 5 * 15
    assert sheet.row_dimensions[6].height is None


def test_no_row_is_higher_than_a_row_can_be() -> None:
    columns = [blocks.Column("a", "Школа"), blocks.Column("b", "Пояснение")]
    table = blocks.Table("t", "Название", columns, [["школа", "слово " * 700]])
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.book_of_table(table))).worksheets[0]
    assert sheet.row_dimensions[5].height == 409
