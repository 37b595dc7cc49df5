"""Sheets of one book: each is the table its header names, of the year that was asked for."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from helpers.readers.files import SourceFile
from helpers.readers.sources import ParsedSource, read_source

TEACHERS = [
    ["Код педагога", "Год", "Код школы"],
    ["p-01", 2024, "1"],
    ["p-02", 2024, "1"],
]
DIAGNOSTICS = [
    ["Код педагога", "Дата", "Точка диагностики", "Инструмент диагностики", "Компетенция",
     "Предмет", "Балл", "Максимальный балл"],
    ["p-01", "15.09.2023", "входная", "Тест", "предметная", "Математика", 11, 20],
]  # fmt: skip


def book(**sheets: list[list[object]]) -> SourceFile:
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    stream = BytesIO()
    made.save(stream)
    return SourceFile("книга.xlsx", "книга.xlsx", stream.getvalue(), Path("книга.xlsx"))


def read(file: SourceFile, **given: object) -> ParsedSource:
    return read_source(file, "", {"municipality_id": "turochak", **given})


@pytest.mark.parametrize("title", ["Лист2", "Диагностика", "Итоги"])
def test_a_second_sheet_is_known_by_its_own_header(title: str) -> None:
    parsed = read(book(**{"Педагоги": TEACHERS, title: DIAGNOSTICS}))
    assert not [one for one in parsed.problems if one.severity == "error"]
    assert [data.table for data in parsed.tables] == ["teachers", "diagnostics"]


def test_a_table_of_another_year_than_asked_is_refused() -> None:
    parsed = read(book(Педагоги=TEACHERS), year=2023)
    found = [one for one in parsed.problems if one.code == "other_year"]
    assert [(one.severity, one.found, one.expected) for one in found] == [("error", "2024", "2023")]
    both = [*TEACHERS, ["p-01", 2023, "1"]]
    assert not [one for one in read(book(Педагоги=both), year=2023).problems
                if one.severity == "error"]  # fmt: skip
