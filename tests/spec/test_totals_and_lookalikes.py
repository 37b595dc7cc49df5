"""Rows and codes that look like data of one school or person and are not.

Totals of pivot tables, clerks and portals; codes that differ only in letters that look alike.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from spec.bad_files import HEADER, LINE, book, lines, row
from support import Command, Ran, stored

TEACHERS = ["teacher_code", "year", "school_id"]


def imported(shnor: Command, path: Path, data: Path, *options: str) -> Ran:
    """The import of a path for the usual municipality."""
    return shnor("import", path, "-m", "ivanteevsky", "--data", data, "--format", "json", *options)


def table(folder: Path, name: str, header: list[str], *rows: list[Any]) -> Path:
    """A book with one contract table."""
    folder.mkdir(exist_ok=True)
    return book(rows=rows, header=header, title=name, name=f"{name}.xlsx")(folder)


TOTALS = [
    "Общий итог", "Итог", "Итоги", "iva-01 Итог", "Итого по району", "Всего по школам:",
    "Grand Total", "Total Result", "в т.ч. сельские", "в т. ч. городские", "в том числе",
    "из них малокомплектные", "Среднее", "Среднее по району", "Средний балл по району",
    "В среднем по району", "В целом по району", "Городские школы", "Сельские ОО", "Все школы",
    "По району", "Количество школ", "Ивантеевский район", "ИВАНТЕЕВСКИЙ  р-н",
    "Ивантеевский муниципальный район", "Турочакский район", "Вилюйский улус",
    "Пугачёвский район", "Саратовская область", "Муниципалитет с кодом 3 (Алтайский край)",
    "Вся выборка",
]  # fmt: skip


@pytest.mark.parametrize("word", TOTALS)
def test_total_in_the_column_of_codes_or_of_names_is_no_school(
    shnor: Command, tmp_path: Path, word: str
) -> None:
    coded = lines(LINE, row(school_id=word))(tmp_path)
    named = lines(
        LINE.replace("s1", "СОШ № 1"),
        row(school_id=word),
        header=HEADER.replace("school_id", "school_name"),
        name="named.csv",
    )(tmp_path)
    for path, column in ((coded, "school_id"), (named, "school_name")):
        ran = imported(shnor, path, tmp_path / "d")
        errors = [p for p in ran.problems if p["severity"] == "error"]
        assert (ran.code, [p["code"] for p in errors]) == (1, ["total_row"]), (path.name, errors)
        assert (errors[0]["row"], errors[0]["column"]) == (3, column)
        assert errors[0]["found"] == f"«{word}»"
        assert "сосчитались бы дважды" in errors[0]["message"]
    assert not list((tmp_path / "d").rglob("*.parquet"))


@pytest.mark.parametrize("word", ["Всего педагогов", "Общий итог", "Педагогов всего", "из них:"])
def test_total_among_teachers_is_no_teacher(shnor: Command, tmp_path: Path, word: str) -> None:
    path = table(tmp_path, "teachers", TEACHERS, ["t1", 2023, "s1"], [word, 2023, "s1"])
    ran = imported(shnor, path, tmp_path / "d")
    (error,) = [p for p in ran.problems if p["severity"] == "error"]
    assert (ran.code, error["code"]) == (1, "total_row")
    assert (error["sheet"], error["row"], error["column"]) == ("teachers", 3, "A")


def test_total_is_told_wherever_the_column_of_codes_stands(shnor: Command, tmp_path: Path) -> None:
    header = ["year", "school_id", "teacher_code"]
    path = table(tmp_path, "teachers", header, [2023, "s1", "t1"], [2023, "Общий итог", "t2"])
    ran = imported(shnor, path, tmp_path / "d")
    (error,) = [p for p in ran.problems if p["severity"] == "error"]
    assert (error["code"], error["row"], error["column"]) == ("total_row", 3, "B")


def test_sign_of_a_pivot_table_for_nothing_is_no_code(shnor: Command, tmp_path: Path) -> None:
    ran = imported(shnor, lines(LINE, row(school_id="(пусто)"))(tmp_path), tmp_path / "d")
    (error,) = [p for p in ran.problems if p["severity"] == "error"]
    assert (ran.code, error["code"], error["row"]) == (1, "missing_key", 3)
    assert "сводная таблица" in error["message"]


def test_codes_and_names_of_schools_are_never_taken_for_totals(
    shnor: Command, tmp_path: Path
) -> None:
    names = [
        "Средняя школа № 3", "Среднее общеобразовательное учреждение № 5", "Сельская школа",
        "Городская школа № 1", "Районная гимназия", "Всеволожская СОШ", "Итоговая школа",
        "Алтайский лицей", "СОШ Ивантеевского района", "Школа полного дня", "п. Мирный-Степной",
        "МБОУ «Средняя школа с. Итоговка»", "Нет", "Максимовская СОШ", "Красный край",
    ]  # fmt: skip
    codes = ["total-1", "ИТОГ-1", "всего-2", "АТ 01", "64101", "T 1", "edu640001", "+7", "Все-1"]
    rows = [[f"s{n}", name] for n, name in enumerate(names)] + [[code, "x"] for code in codes]
    rows = [[code, f"{name} {n}" if name == "x" else name] for n, (code, name) in enumerate(rows)]
    path = table(tmp_path, "schools", ["school_id", "school_name"], *rows)
    ran = imported(shnor, path, tmp_path / "d")
    assert ran.code == 0, ran.problems
    assert len(stored(tmp_path / "d", "schools")) == len(names) + len(codes)


def test_published_row_of_a_district_may_bear_its_name(shnor: Command, tmp_path: Path) -> None:
    header = HEADER.replace("school_id", "scope_type;scope_id")
    path = lines(LINE.replace("s1", "муниципалитет;Пугачёвский район"), header=header)(tmp_path)
    ran = imported(shnor, path, tmp_path / "d")
    assert (ran.code, "unknown_scope" in ran.codes) == (0, True), ran.problems


def test_text_that_is_no_code_may_speak_of_all(shnor: Command, tmp_path: Path) -> None:
    header = ["title", "event_id", "date"]
    path = table(tmp_path, "events", header, ["Все школы района: спартакиада", "e1", "2023-03-01"])
    assert imported(shnor, path, tmp_path / "d").code == 0
