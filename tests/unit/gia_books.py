"""Exam protocols and regional result tables with invented schools and people, cell by cell.

Here: what a file holds and how it looks. Not here: what the import must make of it. Nothing
of the product is used. `NAMES` are canaries: none of them may be found anywhere afterwards.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl

Cell = Any
Rows = list[list[Cell]]

SURNAMES = (
    "Кнарейкин", "Щеглюков", "Зябликовский", "Чижихина", "Снегирюк", "Дроздяева", "Пеночкун",
    "Свиристелов", "Клестянин", "Трясогузкин", "Иволгачёв", "Сойкинд",
)  # fmt: skip
FIRST_NAMES = ("Аврелиан", "Бонифация", "Гурийка", "Евлампон")
PATRONYMICS = ("Варахасиевич", "Пафнутьевна")
SERIES = ("7391", "8462")
#: Everything that must not survive the reading.
NAMES = (*SURNAMES, *FIRST_NAMES, *PATRONYMICS)


@dataclass(frozen=True)
class Pupil:
    """A participant: school code, class, who it is (a number), points and result."""

    school: Cell
    klass: str
    who: int
    primary: Cell
    result: Cell
    area: Cell = 12

    @property
    def person(self) -> list[str]:
        return [
            SURNAMES[self.who % len(SURNAMES)],
            FIRST_NAMES[self.who % len(FIRST_NAMES)],
            PATRONYMICS[self.who % len(PATRONYMICS)],
        ]

    @property
    def document(self) -> list[str]:
        return [SERIES[self.who % 2], f"{600100 + self.who}"]


_PLACES = ["№", "Код ОО", "Класс", "Код ППЭ", "Аудитория", "Код МСУ"]
_PEOPLE = ["Фамилия", "Имя", "Отчество", "Серия", "Номер"]
_TASKS = ["Задания с кратким ответом", "Задания с развёрнутым ответом"]


@dataclass
class Sheet:
    """A sheet of a protocol under construction."""

    rows: Rows = field(default_factory=lambda: [["Протокол проверки результатов"]])

    def region(self, text: str = "64 - Саратовская область") -> Sheet:
        self.rows.append([text])
        return self

    def title(self, text: str) -> Sheet:
        self.rows[0] = [text]
        return self

    def block(
        self, title: str, pupils: Sequence[Pupil], result: str = "Оценка", means: bool = True
    ) -> Sheet:
        """The dense layout: a title, an empty row, header, rows, means."""
        self.rows += [[title], [], [*_PLACES, *_PEOPLE, *_TASKS, "Первичный балл", result]]
        for number, pupil in enumerate(pupils, 1):
            self.rows.append(
                [number, pupil.school, pupil.klass, 701, 3, pupil.area, *pupil.person,
                 *pupil.document, "+-+12", "2(3)1(2)", pupil.primary, pupil.result]
            )  # fmt: skip
        if means:
            self.rows.append(_means(pupils, 13))
        self.rows.append([])
        return self

    def nameless(self, title: str, pupils: Sequence[Pupil], result: str = "Оценка") -> Sheet:
        """The dense layout after someone took the names out."""
        self.rows += [[title], [], [*_PLACES, "Первичный балл", result]]
        for number, pupil in enumerate(pupils, 1):
            self.rows.append(
                [number, pupil.school, pupil.klass, 701, 3, pupil.area, pupil.primary, pupil.result]
            )
        self.rows.append(_means(pupils, 6))
        return self

    def appeals(self, pupils: Sequence[tuple[str, Pupil]], result: str = "Оценка") -> Sheet:
        """Results after appeals: the exam in a column, no tasks."""
        self.rows += [[], ["№", "Экзамен", "Код ОО", "Класс", *_PEOPLE, "Первичный балл", result]]
        for number, (exam, pupil) in enumerate(pupils, 1):
            self.rows.append(
                [number, exam, pupil.school, pupil.klass, *pupil.person, *pupil.document,
                 pupil.primary, pupil.result]
            )  # fmt: skip
        return self

    def sparse(self) -> Sheet:
        """The same with an empty column after each column, cells of data shifted into it."""
        header_seen = False
        spread: Rows = []
        for row in self.rows:
            is_header = "Код ОО" in row
            header_seen = header_seen or is_header
            wide: list[Cell] = []
            for cell in row:
                wide += [None, cell] if header_seen and len(row) > 3 and not is_header else [
                    cell, None]  # fmt: skip
            spread.append(wide)
        return Sheet(spread)


def _means(pupils: Sequence[Pupil], before: int) -> list[Cell]:
    def mean(values: list[Cell]) -> str:
        numbers = [float(value) for value in values if str(value).replace(".", "").isdigit()]
        return f"{sum(numbers) / len(numbers):.2f}".replace(".", ",")

    first = ["Средние"] + [None] * (before - 1)
    return [*first, mean([p.primary for p in pupils]), mean([p.result for p in pupils])]


def save(
    path: Path, sheets: dict[str, Rows], merged: dict[str, Sequence[str]] | None = None
) -> Path:
    """A real XLSX book of the sheets; `merged` are ranges by sheet."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for span in (merged or {}).get(name, ()):
            sheet.merge_cells(span)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def save_csv(path: Path, rows: Rows) -> Path:
    """A text table; rows are padded to one length, as programs write them."""
    width = max(len(row) for row in rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        for row in rows:
            writer.writerow([*row, *[None] * (width - len(row))])
    return path
