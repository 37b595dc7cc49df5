"""Blank XLSX forms for every table: what a district fills in and `import` takes back.

Here: the books, their sheets, notes, drop-downs, checks and the grey example row. Not here:
reading filled forms (`readers.tabular`, by the same labels) and reports in XLSX (`reports`).
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from helpers.readers import form_marks
from helpers.schemas import TABLES, Column, Table
from helpers.zips import steady_zip

#: Books by file name: title and the tables they hold, in the order people fill them in.
BOOKS: dict[str, tuple[str, tuple[str, ...]]] = {
    "1_schools.xlsx": (
        "Школы и списки",
        ("schools", "school_names", "school_ids", "school_links", "school_roles",
         "municipality_codes", "shnor_register", "context"),
    ),
    "2_results.xlsx": (
        "Результаты",
        ("marks", "exams", "admission", "score_distribution", "tasks", "task_groups",
         "journal_match", "individual", "reference", "breaks", "term_marks", "diagnostic_works"),
    ),
    "3_teachers.xlsx": (
        "Педагоги",
        ("teachers", "teacher_assignments", "diagnostics", "plans", "help", "mentoring",
         "courses", "attestation", "staffing"),
    ),
    "4_support.xlsx": (
        "Мероприятия и условия",
        ("events", "participation", "parents", "satisfaction", "material", "partners",
         "self_assessment", "publications"),
    ),
    "5_roadmap.xlsx": (
        "Цели и дорожная карта",
        ("targets", "plan_frames", "roadmap_items", "roadmap_progress"),
    ),
}  # fmt: skip

#: Rows below the header that get drop-downs and checks.
FORM_ROWS = 1000
_HEADER = PatternFill("solid", fgColor="D9E2EC")
_KEY = PatternFill("solid", fgColor="BCCCDC")
_GREY = Font(color="808080", italic=True)
_OPEN = Protection(locked=False)
#: Columns that the program fills itself and a person need not see in a form.
_OWN = {"counts_origin", "task_scores"}


@dataclass(frozen=True)
class Form:
    """The columns of one table as its form shows them: a school code instead of a scope."""

    table: Table
    columns: tuple[Column, ...]

    @property
    def sheet(self) -> str:
        """Name of the sheet: the label of the table (at most 31 characters)."""
        return self.table.label[:31]


def form_of(name: str) -> Form:
    """The form of a table."""
    table = TABLES[name]
    names = [column for column in table.columns if column not in _OWN]
    if table.is_result:
        scope = ["scope_type", "scope_id"]
        names = ["school_id", *(name for name in names if name not in scope), *scope]
    return Form(table, tuple(table.column(column) for column in names))


def write_forms(folder: Path, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Path]:
    """Write all books to a folder; `rows` fill the sheets of their tables.

    Without rows a sheet carries a grey example row that the import passes over. The bytes
    depend on the rows only.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, (title, tables) in BOOKS.items():
        path = folder / name
        path.write_bytes(_book(title, tables, rows))
        written.append(path)
    return written


def _book(
    title: str, tables: Iterable[str], rows: Mapping[str, Sequence[Mapping[str, Any]]]
) -> bytes:
    book = openpyxl.Workbook()
    forms = [form_of(name) for name in tables]
    lists = _Lists(book)
    _key_sheet(book, title, forms)
    for form in forms:
        sheet = book.create_sheet(form.sheet)
        _header(sheet, form)
        _checks(sheet, form, lists)
        given = rows.get(form.table.name, ())
        if given:
            _fill(sheet, form, given)
        else:
            _example(sheet, form)
        _unlock(sheet, form, max(FORM_ROWS, len(given) + FORM_ROWS))
    sink = io.BytesIO()
    book.save(sink)
    return steady_zip(sink.getvalue())


class _Lists:
    """The hidden sheet of words for drop-downs (a list in a cell is limited to 255 signs)."""

    def __init__(self, book: Workbook) -> None:
        sheet = book.active
        assert isinstance(sheet, Worksheet)
        self._sheet = sheet
        self._sheet.title = form_marks.LIST_SHEET
        self._sheet.sheet_state = "hidden"
        self._known: dict[str, str] = {}

    def range_of(self, column: Column) -> str:
        """Address of the words of a code column."""
        assert column.choices is not None
        if column.choices.title not in self._known:
            position = get_column_letter(len(self._known) + 1)
            words = [column.choices.label(code) for code in column.choices]
            for index, word in enumerate(words, start=1):
                self._sheet[f"{position}{index}"] = word
            address = f"'{self._sheet.title}'!${position}$1:${position}${len(words)}"
            self._known[column.choices.title] = address
        return self._known[column.choices.title]


def _key_sheet(book: Workbook, title: str, forms: Sequence[Form]) -> None:
    sheet = book.create_sheet(form_marks.KEY_SHEET, 0)
    lines: list[tuple[str, ...]] = [
        (f"Формы ШНОР: {title}",),
        ("Один лист — одна таблица. Серую строку-пример можно не удалять: она не загружается.",),
        ("Пустая ячейка — нет данных. Причину пишут словом: н/д — нет данных, х — не применимо, "
         "с — скрыто. Ноль — это ноль.",),
        ("Заголовки не меняйте. Тёмные столбцы обязательны: по ним строки различаются.",),
        ("Загрузка: shnor import ФАЙЛ -m МУНИЦИПАЛИТЕТ --data ПАПКА_НАБОРА",),
        (),
        ("Лист", "Столбец", "Что писать", "Обязателен"),
    ]  # fmt: skip
    for form in forms:
        for column in form.columns:
            must = "да" if _is_required(form, column) else ""
            lines.append((form.sheet, column.label, _explained(column), must))
    for line in lines:
        sheet.append(line)
    sheet["A1"].font = Font(bold=True, size=14)
    for cell in sheet[7]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCD", (32, 34, 70, 12), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A8"
    sheet.protection.sheet = True


def _is_required(form: Form, column: Column) -> bool:
    if form.table.is_result and column.name in ("scope_type", "scope_id"):
        return False
    if form.table.is_result and column.name == "school_id":
        return True
    key = column.name in form.table.key and column.name not in form.table.optional
    return key and column.default is None


def _explained(column: Column) -> str:
    kinds = {
        "text": "текст",
        "code": "слово из списка",
        "year": "год числом",
        "count": "целое число",
        "number": "число",
        "percent": "процент от 0 до 100",
        "date": "дата",
        "flag": "да или нет",
    }
    words = kinds[column.kind]
    if column.choices is not None and len(column.choices.labels) <= 8:
        words += ": " + ", ".join(column.choices.label(code) for code in column.choices)
    return f"{words}; {column.help}" if column.help else words


def _header(sheet: Worksheet, form: Form) -> None:
    for position, column in enumerate(form.columns, start=1):
        cell = sheet.cell(1, position, column.label)
        cell.font = Font(bold=True)
        cell.fill = _KEY if _is_required(form, column) else _HEADER
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.comment = Comment(_explained(column), "ШНОР", width=260, height=80)
        sheet.column_dimensions[get_column_letter(position)].width = max(
            12, min(30, len(column.label) + 2)
        )
    sheet.row_dimensions[1].height = 45
    sheet.freeze_panes = "A2"


def _checks(sheet: Worksheet, form: Form, lists: _Lists) -> None:
    for position, column in enumerate(form.columns, start=1):
        rule = _validation(column, lists)
        if rule is not None:
            letter = get_column_letter(position)
            rule.errorTitle = "Проверьте значение"
            rule.error = _explained(column)[:250]
            # A warning, not a stop: declared absences such as «н/д» must pass.
            rule.errorStyle = "warning"
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{FORM_ROWS + 1}")


def _validation(column: Column, lists: _Lists) -> DataValidation | None:
    if column.choices is not None:
        return DataValidation("list", formula1=lists.range_of(column), allow_blank=True)
    if column.kind == "flag":
        return DataValidation("list", formula1='"да,нет"', allow_blank=True)
    if column.kind in ("count", "year", "number", "percent"):
        kind = "whole" if column.kind in ("count", "year") else "decimal"
        if column.minimum is None and column.maximum is None:
            return None
        if column.maximum is None:
            return DataValidation(
                kind, "greaterThanOrEqual", f"{column.minimum:g}", allow_blank=True
            )
        return DataValidation(
            kind, "between", f"{column.minimum or 0:g}", f"{column.maximum:g}", allow_blank=True
        )
    return None


def _example(sheet: Worksheet, form: Form) -> None:
    for position, column in enumerate(form.columns, start=1):
        value = form_marks.EXAMPLE if position == 1 else _example_value(column)
        cell = sheet.cell(2, position, value)
        cell.font = _GREY
        if isinstance(value, dt.date):
            cell.number_format = "DD.MM.YYYY"


def _example_value(column: Column) -> Any:
    if column.choices is not None:
        return column.choices.label(next(iter(column.choices)))
    examples: dict[str, Any] = {
        "year": 2022, "count": 10, "number": 12.5, "percent": 62.5,
        "date": dt.date(2022, 3, 15), "flag": "да", "text": "",
    }  # fmt: skip
    if column.name in ("grade", "programme_grade"):
        return 5
    return examples[column.kind]


def _fill(sheet: Worksheet, form: Form, rows: Sequence[Mapping[str, Any]]) -> None:
    for line, row in enumerate(rows, start=2):
        for position, column in enumerate(form.columns, start=1):
            value = row.get(column.name)
            cell = sheet.cell(line, position)
            if value is None:
                continue
            if column.choices is not None:
                value = column.choices.label(value)
            if column.kind == "flag":
                value = "да" if value else "нет"
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
            elif isinstance(value, dt.date):
                cell.number_format = "DD.MM.YYYY"


def _unlock(sheet: Worksheet, form: Form, last: int) -> None:
    """Protect the header row only: everything below may be filled, sorted and deleted."""
    for position in range(1, len(form.columns) + 1):
        dimension = sheet.column_dimensions[get_column_letter(position)]
        dimension.protection = _OPEN
        for line in range(2, min(sheet.max_row, last) + 1):
            sheet.cell(line, position).protection = _OPEN
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.protection.insertRows = False
    sheet.protection.deleteRows = False
    sheet.protection.sort = False
    sheet.protection.autoFilter = False
