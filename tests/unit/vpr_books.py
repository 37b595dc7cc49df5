"""Raw ВПР protocols made up: pupils with known results, written in every generation's layout.

Here: invented schools, pupils with the dirt of real files, books. Not here: what must come out
(`test_vpr_protocols` counts that by plain loops over the pupils).
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl

#: Tasks with their maxima.
Tasks = Sequence[tuple[str, int]]

#: A work of 14 tasks and 20 points, as that of mathematics in grade 5 (2021).
TASKS = (
    ("1", 1), ("2", 1), ("3", 1), ("4", 1), ("5(1)", 1), ("5(2)", 1), ("6", 2), ("7", 1),
    ("8", 1), ("9.1", 2), ("9.2", 2), ("10К1", 2), ("10К2", 2), ("11", 2),
)  # fmt: skip
MAXIMUM = sum(points for _, points in TASKS)


@dataclass
class Item:
    """A task cell: what is written, and the points it stands for (None: it does not count)."""

    written: Any
    points: int | None


@dataclass
class Pupil:
    """A row: what is written in it and what it means."""

    login: str
    school: str
    area: str
    number: int
    items: list[Item]
    total: Any
    stated: int | None
    class_: Any = "5А"
    sex: Any = "ж"
    variant: Any = "1"
    journal: Any = "4"
    journal_mark: int | None = 4
    is_absent: bool = False
    is_shifted: bool = False
    day: dt.date | None = None

    def summed(self) -> int:
        """Sum of the points of the tasks."""
        return sum(item.points or 0 for item in self.items)


@dataclass
class World:
    """Pupils of a few schools with dirt; `shares` are chances of each kind of dirt."""

    seed: int = 7
    schools: int = 4
    pupils: int = 15
    tasks: Tasks = TASKS
    shares: dict[str, float] = field(default_factory=dict)
    areas: Sequence[str] = ("04 | Ивантеевский район",)
    as_text: bool = True

    def made(self) -> list[Pupil]:
        """The pupils, school by school."""
        chance = random.Random(self.seed)
        return [
            self._pupil(chance, school, number)
            for school in range(self.schools)
            for number in range(self.pupils)
        ]

    def _hit(self, chance: random.Random, kind: str) -> bool:
        return chance.random() < self.shares.get(kind, 0.0)

    def _pupil(self, chance: random.Random, school: int, number: int) -> Pupil:
        items = [self._item(chance, maximum) for _, maximum in self.tasks]
        pupil = Pupil(
            login=f"sch64{school:04d}",
            school=f"64{school:04d} | Школа у реки {school + 1}",
            area=self.areas[school % len(self.areas)],
            number=10001 + school * 1000 + number,
            items=items, total=None, stated=None,
            class_=chance.choice(["5А", "5 б", "5в", 5, "5", "а", "нет", "НЕТ"]),
            sex=chance.choice(["м", "ж", "Ж", "М"]),
            variant=chance.choice(["1", 2, "Var1"]),
        )  # fmt: skip
        pupil.stated = pupil.summed()
        if self._hit(chance, "differs"):
            pupil.stated = max(0, pupil.stated - 1) or 1
        if self._hit(chance, "zero"):
            for item in items:
                item.written, item.points = "X", 0
            pupil.stated = 0
        mark = chance.choice([2, 3, 4, 5, 5, None])
        pupil.journal_mark = mark
        pupil.journal = chance.choice(["нет отметки", None, ""]) if mark is None else mark
        if self._hit(chance, "shifted"):
            items[chance.randrange(len(items))] = Item(pupil.sex, None)
            pupil.is_shifted = True
        if self._hit(chance, "absent"):
            self._leave(pupil)
        pupil.total = self._written(pupil.stated)
        if mark is not None and self.as_text:
            pupil.journal = str(mark)
        return pupil

    def _leave(self, pupil: Pupil) -> None:
        pupil.is_absent, pupil.variant, pupil.stated = True, "отсутствовал", 0
        for item in pupil.items:
            item.written, item.points = None, None

    def _item(self, chance: random.Random, maximum: int) -> Item:
        if self._hit(chance, "skipped"):
            return Item(chance.choice(["X", "x", "Х", "х"]), 0)
        if self._hit(chance, "not_taught"):
            return Item("не пройд.", None)
        if self._hit(chance, "unreadable"):
            return Item(chance.choice(["?", "H"]), None)
        points = chance.randint(0, maximum)
        return Item(self._written(points), points)

    def _written(self, number: int | None) -> Any:
        return str(number) if self.as_text and number is not None else number


def write_2020(path: Path, pupils: Iterable[Pupil], tasks: Tasks = TASKS) -> Path:
    """The layout of 2020: English heads, «Учебник» among the tasks."""
    names = [f"a-{at}-grade" for at in range(1, len(tasks) + 1)]
    names.insert(-1, "Учебник")
    heads = ["groups", "user", "id", "code", "otc", "gender", "klass", "var-1", "var-2", "sum"]
    rows = []
    for pupil in pupils:
        items = [item.written for item in pupil.items]
        items.insert(-1, "Учебник математики")
        rows.append(
            ["group", pupil.login, pupil.number, str(pupil.number), pupil.journal, pupil.sex,
             pupil.class_, pupil.variant, None, pupil.total, *items]
        )  # fmt: skip
    return _saved(path, {"Sheet1": [heads + names, *rows]})


def write_2021(path: Path, pupils: Iterable[Pupil], tasks: Tasks = TASKS) -> Path:
    """The layout of 2021: Russian heads without maxima."""
    heads = [
        "логин школы", "регион", "номер обучающегося", "код обучающегося",
        "отметка за предыдущую четверть/триместр", "пол", "класс", "вариант", "всего баллов",
        *(f"балл за {name}" for name, _ in tasks), "Учебник", "Др.уч. автор", "Др.уч. название",
    ]  # fmt: skip
    rows = [
        [pupil.login, "Область", pupil.number % 1000, str(pupil.number), pupil.journal, pupil.sex,
         pupil.class_, pupil.variant, pupil.total, *(item.written for item in pupil.items),
         "Учебник математики", None, None]
        for pupil in pupils
    ]  # fmt: skip
    return _saved(path, {"Sheet": [heads, *rows]})


def write_2022(path: Path, pupils: Iterable[Pupil], tasks: Tasks = TASKS) -> Path:
    """The layout of 2022: two sheets, composite cells, maxima in the header."""
    heads = [
        "Пользователь", "Код региона", "Регион", "Муниципалитет", "Школа", "Дата загрузки", "Код",
        "Вариант",
        *(f"{name}{' ' * (at % 2)}({points}б)" for at, (name, points) in enumerate(tasks)),
        "Наименование класса", "Пол", "Отметка за предыдущий триместр/четверть/полугодие",
        "Итого баллов",
    ]  # fmt: skip
    rows = [
        [pupil.login, 64, "64 | Область", pupil.area, pupil.school,
         f"{pupil.day:%d.%m.%Y} 10:15" if pupil.day else None, pupil.number, pupil.variant,
         *(item.written for item in pupil.items), pupil.class_, pupil.sex, pupil.journal,
         pupil.total]
        for pupil in pupils
    ]  # fmt: skip
    classes = [["Школа", "Класс", "Учебник"], ["640000 | Школа у реки 1", "А", "Учебник"]]
    return _saved(path, {"Классы": classes, "Протокол": [heads, *rows]})


def write_form(path: Path, pupils: Iterable[Pupil], untouched: int) -> Path:
    """The loading form: one school, rows laid out beforehand with a total of 0."""
    heads = [
        "Код участника", "Вариант", *(f"{name} ({points}б)" for name, points in TASKS),
        "Порядковый номер класса", "Отметка за предыдущий триместр/ четверть/полугодие",
        "Итого баллов",
    ]  # fmt: skip
    rows = [
        [pupil.number, pupil.variant, *(item.written for item in pupil.items), 1, pupil.journal,
         pupil.total]
        for pupil in pupils
    ]  # fmt: skip
    empty = [[None] * (len(heads) - 1) + [0]] * untouched
    return _saved(path, {"Протокол": [heads, *rows, *empty], "Служебный": [["5А", 1]]})


#: Layout → how it is written.
WRITERS: dict[str, Callable[..., Path]] = {
    "vpr_2020": write_2020,
    "vpr_2021": write_2021,
    "vpr_2022": write_2022,
}


def _saved(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


#: The dirt of real files, in shares a little above theirs.
DIRT = {
    "differs": 0.2, "zero": 0.03, "absent": 0.08, "skipped": 0.06, "not_taught": 0.02,
    "unreadable": 0.01, "shifted": 0.03,
}  # fmt: skip
