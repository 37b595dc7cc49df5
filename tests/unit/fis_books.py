"""Books in the layouts of ФИС ОКО with invented schools, written cell by cell.

Here: what a book holds and how its sheets look. Not here: what the import must make of it.
Nothing of the product is used: shares are computed here with `decimal`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import openpyxl

REGION = "Саратовская область"
AREA = "Ивантеевский муниципальный район(reg64_m012)"
AREA_CODE = "reg64_m012"
#: Label of a school → its marks 2, 3, 4, 5.
SCHOOLS: dict[str, tuple[int, int, int, int]] = {
    "МОУ «Школа-гимназия с. Ясное»(edu640101)": (3, 12, 15, 7),
    "МОУ СОШ с. Раздольное(edu640102)": (4, 6, 5, 2),
    "МОУ ООШ п. Дальний(edu640103)": (1, 2, 0, 0),
}
Cell = Any
Rows = list[list[Cell]]


def share(part: int, whole: int) -> float:
    """Percent with two decimals, half up, as the system prints it."""
    exact = Decimal(100 * part) / Decimal(whole)
    return float(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


def shares(counts: Sequence[int]) -> list[float]:
    """Percents of all counts."""
    return [share(count, sum(counts)) for count in counts]


@dataclass
class Work:
    """What the lines above a table say."""

    title: str = "ВПР 2026 Русский язык 4 класс"
    subject: str = "Русский язык"
    maximum: Cell = 24
    date: Cell = "15.04.2026"
    sheet: str = "РУ 4"

    def frame(self, report: str) -> Rows:
        """Rows 1–7 of an export."""
        return [
            [report], [], [self.title], ["Предмет:", self.subject],
            ["Максимальный первичный балл:", self.maximum], ["Дата:", self.date], [],
        ]  # fmt: skip


@dataclass
class Book:
    """Sheets by name; `save` writes them as they are."""

    sheets: dict[str, Rows] = field(default_factory=dict)

    def add(self, name: str, rows: Rows) -> Book:
        self.sheets[name[:31]] = rows
        return self

    def save(self, path: Path) -> Path:
        book = openpyxl.Workbook()
        del book["Sheet"]
        for name, rows in self.sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
        return path


def total(schools: Mapping[str, Sequence[int]]) -> list[int]:
    """Sums of the counts of schools."""
    return [sum(column) for column in zip(*schools.values(), strict=True)]


def groups(
    schools: Mapping[str, Sequence[int]],
    line: Callable[[str, Sequence[int], Cell], list[Cell]],
    country: bool = True,
    area: str = AREA,
) -> Rows:
    """Group rows by nesting; the country and the region are larger than the district."""
    counts = total(schools)
    rows = [line("Вся выборка", [7 * n + 50_000 for n in counts], 31_000)] if country else []
    rows.append(line(REGION, [3 * n + 11 for n in counts], 800))
    if area:
        rows.append(line(area, counts, len(schools)))
    return rows + [line(name, own, None) for name, own in schools.items()]


def marks(
    work: Work | None = None,
    schools: Mapping[str, Sequence[int]] = SCHOOLS,
    area: str = AREA,
    heads: Sequence[Cell] = (2, 3, 4, 5),
) -> Rows:
    """Ф3 «Статистика по отметкам»."""
    rows = (work or Work()).frame("Статистика по отметкам")
    rows.append(["Группы участников", "Кол-во ОО", "Кол-во участников", *heads])

    def line(label: str, counts: Sequence[int], schools_count: Cell) -> list[Cell]:
        return [label, schools_count, sum(counts), *shares(counts)]

    return rows + groups(schools, line, area=area)


#: Label of a school → lowered, confirmed, raised.
JOURNAL = {
    "МОУ «Школа-гимназия с. Ясное»(edu640101)": (9, 26, 2),
    "МОУ СОШ с. Раздольное(edu640102)": (3, 12, 2),
    "МОУ ООШ п. Дальний(edu640103)": (0, 3, 0),
}
_SIDES = (
    "Понизили (Отметка < Отметка по журналу)",
    "Подтвердили (Отметка = Отметке по журналу)",
    "Повысили (Отметка > Отметка по журналу)",
)


def journal(work: Work | None = None) -> Rows:
    """«Сравнение отметок с отметками по журналу», the wide form."""
    rows = (work or Work()).frame("Сравнение отметок с отметками по журналу")
    heads = [f"{side} {what}" for side in _SIDES for what in ("%", "Кол-во участников")]
    rows.append(["Группы участников", "Кол-во участников(всего)", *heads])

    def line(label: str, counts: Sequence[int], _: Cell) -> list[Cell]:
        pairs = zip(shares(counts), counts, strict=True)
        return [label, sum(counts), *(cell for pair in pairs for cell in pair)]

    return rows + groups(JOURNAL, line, country=False)


def journal_by_lines(work: Work | None = None) -> Rows:
    """The older form of the same: three lines and a total below each group."""
    rows = (work or Work()).frame("Сравнение отметок с отметками по журналу")
    rows.append(["Группы участников", "Кол-во участников", "%"])
    for label, *counts in groups(JOURNAL, lambda name, own, _: [name, *own], country=False):
        rows.append([label])
        for side, count, percent in zip(_SIDES, counts, shares(counts), strict=True):
            rows.append([f"{side} %", count, percent])
        rows.append(["Всего", sum(counts), 100])
    return rows


#: Task → maximum and level of the individual results.
TASKS: dict[str, tuple[int, str]] = {
    "1": (2, "Б"), "2": (1, "Б"), "3.1": (1, "П"), "4К1": (3, "П"), "10": (2, "В"),
}  # fmt: skip


@dataclass
class Pupil:
    """A participant: code, scores in the order of the tasks, marks."""

    code: Cell
    scores: Sequence[Cell]
    mark: Cell
    journal: Cell
    class_: Cell = "4А"
    variant: Cell = 1
    stated: Cell = None

    @property
    def total(self) -> Cell:
        numbers = [score for score in self.scores if isinstance(score, int)]
        return sum(numbers) if self.stated is None else self.stated


PUPILS = {
    "МОУ СОШ с. Раздольное(edu640102)": [
        Pupil(40001, (2, 1, 1, 3, 2), 5, 5),
        Pupil(40002, (1, 0, 1, 1, 0), 3, 4, "4Б", 2),
        Pupil(40003, (0, 1, 0, 0, 0), 2, 3),
        Pupil(40004, (2, 1, 0, 2, "X"), 4, 4),
    ],
    "МОУ ООШ п. Дальний(edu640103)": [
        Pupil(40001, (1, 1, 0, 1, 0), 3, 3),
        Pupil("00012", (2, "Х", "не пройд.", 0, 0), 3, 2, "4", 1),
    ],
}


def individual(
    work: Work | None = None,
    schools: Mapping[str, Sequence[Pupil]] = PUPILS,
    area: str = AREA,
) -> Rows:
    """Ф1 «Индивидуальные результаты»; the last of the title lines holds levels of tasks."""
    rows = (work or Work(maximum=9)).frame("Индивидуальные результаты")
    levels = [level for _, level in TASKS.values()]
    rows[6] = [None, None, "Уровень сложности задания", None, None, None, *levels]
    heads = [f"{task} ({maximum}б)" for task, (maximum, _) in TASKS.items()]
    rows.append(
        ["ОО", "Муниципалитет", "Название ОО", "Код участника", "Класс", "Вариант", *heads,
         "Первичный балл", "Отметка", "Отметка по журналу"]
    )  # fmt: skip
    for label, pupils in schools.items():
        name, code = label.rstrip(")").split("(")
        rows.append([f"{label} | Кол-во участников: {len(pupils)}"])
        for pupil in pupils:
            rows.append(
                [code, area, name, pupil.code, pupil.class_, pupil.variant, *pupil.scores,
                 pupil.total, pupil.mark, pupil.journal]
            )  # fmt: skip
    return rows


#: Label of a school → participants by primary score, from 0.
SCORES = {
    "МОУ «Школа-гимназия с. Ясное»(edu640101)": (0, 1, 2, 14, 11, 9),
    "МОУ СОШ с. Раздольное(edu640102)": (1, 3, 2, 4, 5, 2),
    "МОУ ООШ п. Дальний(edu640103)": (0, 0, 1, 2, 0, 0),
}


def distribution(work: Work | None = None, schools: Mapping[str, Sequence[int]] = SCORES) -> Rows:
    """«Распределение первичных баллов»."""
    rows = (work or Work(maximum=5)).frame("Распределение первичных баллов")
    rows.append(["Группы участников", "Кол-во ОО", "Кол-во участников", *range(6)])

    def line(label: str, counts: Sequence[int], schools_count: Cell) -> list[Cell]:
        return [label, schools_count, sum(counts), *shares(counts)]

    return rows + groups(schools, line)


#: Group → participants and completion of the tasks, percent of the maximum.
COMPLETION: dict[str, tuple[int, tuple[float, ...]]] = {
    "Вся выборка": (1_400_000, (81.2, 70.05, 55.0, 41.3, 28.77)),
    REGION: (19_457, (80.11, 69.4, 53.2, 40.0, 26.5)),
    AREA: (57, (75.44, 61.4, 49.12, 38.6, 21.05)),
    "МОУ «Школа-гимназия с. Ясное»(edu640101)": (37, (78.38, 64.86, 51.35, 41.44, 24.32)),
    "МОУ СОШ с. Раздольное(edu640102)": (17, (70.59, 52.94, 47.06, 33.33, 17.65)),
    "МОУ ООШ п. Дальний(edu640103)": (3, (66.67, 66.67, 33.33, 33.33, 0.0)),
}


def tasks(work: Work | None = None) -> Rows:
    """«Выполнение заданий»: codes of tasks, maxima in the second row of the header."""
    rows = (work or Work()).frame("Выполнение заданий")
    rows[6] = [None, None, "Уровень сложности", *(level for _, level in TASKS.values())]
    rows.append(
        ["Группы участников", "Кол-во ОО", "Кол-во участников",
         *(int(task) if task.isdigit() else float(task) if "." in task else task for task in TASKS)]
    )  # fmt: skip
    rows.append([None, None, "Макс балл", *(maximum for maximum, _ in TASKS.values())])
    for label, (whole, values) in COMPLETION.items():
        rows.append([label, None, whole, *values])
    return rows


#: Group → mark → participants and completion of the tasks; no group of everyone adds up here.
BY_MARK: dict[str, dict[int, tuple[int, tuple[float, ...]]]] = {
    AREA: {
        2: (8, (25.0, 12.5, 0.0, 4.17, 0.0)),
        3: (20, (65.0, 50.0, 35.0, 25.0, 7.5)),
        4: (20, (92.5, 75.0, 65.0, 50.0, 27.5)),
        5: (9, (100.0, 100.0, 88.89, 74.07, 55.56)),
    },
    "МОУ «Школа-гимназия с. Ясное»(edu640101)": {
        2: (3, (33.33, 0.0, 0.0, 11.11, 0.0)),
        3: (12, (66.67, 50.0, 33.33, 25.0, 8.33)),
        4: (15, (90.0, 73.33, 66.67, 51.11, 26.67)),
        5: (7, (100.0, 100.0, 85.71, 71.43, 57.14)),
    },
}


def by_mark(in_column: bool, label: str = "Отметка {}", everyone: bool = True) -> Rows:
    """«Выполнение заданий группами участников»: marks in a column, or in lines below a scope."""
    rows = tasks()[:9]
    rows[0] = ["Выполнение заданий группами участников"]
    heads, maxima = rows[7], rows[8]
    if in_column:
        rows[7] = [*heads[:1], "Отметка", *heads[1:]]
        rows[6], rows[8] = [None, *rows[6]], [None, *maxima]
    for group, marks_of in BY_MARK.items():
        whole, values = COMPLETION[group]
        if everyone or not in_column:
            rows.append([group, *([None] if in_column else []), None, whole, *values])
        for at, (mark, (count, completed)) in enumerate(marks_of.items()):
            if in_column:
                first = group if at == 0 and not everyone else None
                rows.append([first, mark, None, count, *completed])
            else:
                rows.append([label.format(mark), None, count, *completed])
    return rows


SKILLS = {
    "1": "Умение списывать текст с соблюдением орфографических норм",
    "2": "Умение распознавать главные члены предложения",
    "3.1": "Умение распознавать части речи",
    "4К1": "Умение составлять план текста",
    "10": "Умение строить речевое высказывание",
}


def results(work: Work | None = None, school: str = "МОУ СОШ с. Раздольное(edu640102)") -> Rows:
    """«Достижение планируемых результатов» of one school: tasks in rows, groups in columns."""
    rows = (work or Work()).frame("Достижение планируемых результатов")
    rows.append(
        ["№", "Блоки ПООП обучающийся научится / получит возможность научиться или проверяемые "
         "требования (умения) в соответствии с ФГОС (ФК ГОС)", "Макс балл",
         REGION, AREA, school, "Россия"]
    )  # fmt: skip
    labels = (REGION, AREA, school, "Вся выборка")
    rows.append([None, None, None, *(f"{COMPLETION[label][0]} уч." for label in labels)])
    for at, (task, (maximum, _)) in enumerate(TASKS.items()):
        values = [COMPLETION[label][1][at] for label in labels]
        rows.append([task, SKILLS[task], maximum, *values])
    return rows
