"""Rows and columns of exam protocols that are easy to take for others: nobody lost or doubled."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, Command, Ran, stored

sys.path.insert(0, str(ROOT / "tests" / "unit"))
from gia_books import NAMES, Pupil, Rows, Sheet, save

SOCIAL = "12 - Обществознание 2026.06.05"
RUSSIAN = "01 - Русский язык 2026.05.28"
A, B = 641201, 641202
MARKS = ["mark_2", "mark_3", "mark_4", "mark_5"]
PUPILS = [
    Pupil(A, "9А", 0, 9, 2), Pupil(A, "9А", 1, 16, 3), Pupil(A, "9Б", 2, 19, 3),
    Pupil(B, "9", 3, 8, 2), Pupil(B, "9", 4, 27, 4),
]  # fmt: skip


def load(shnor: Command, tmp_path: Path, rows: Rows, *merged: str) -> Ran:
    path = save(tmp_path / "p.xlsx", {"Л": rows}, {"Л": merged})
    ran = shnor(
        "import", path, "-m", "ivanteevsky", "--data", tmp_path / "d", "--format", "json"
    )  # fmt: skip
    assert not any(name in ran.out + ran.err for name in NAMES)
    return ran


def marks(tmp_path: Path) -> dict[str, list[int]]:
    rows = stored(tmp_path / "d", "marks").set_index("scope_id")
    return {school: rows.loc[school, MARKS].astype(int).tolist() for school in rows.index}


def table(header: list[str], *rows: list[Any], title: str = SOCIAL) -> Rows:
    return [["Протокол проверки результатов"], [title], header, *rows]


# -- the line of means ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["Средняя школа п. Дальний", "Средняя общеобразовательная школа № 2", "СРЕДНЯЯ (ПОЛНАЯ) ШКОЛА"],
)
def test_school_whose_name_begins_like_the_line_of_means_keeps_its_pupils(
    shnor: Command, tmp_path: Path, name: str
) -> None:
    head = ["№", "Код ОО", "Наименование ОО", "Класс", "Код ППЭ", "Первичный балл", "Оценка"]
    rows = [[i, A, name, "9А", 701, 9, mark] for i, mark in enumerate((2, 2, 3, 4), 1)]
    rows += [[i, B, "Школа у моста", "9", 701, 9, mark] for i, mark in enumerate((3, 5), 5)]
    means = ["Средние", *[None] * 4, 9, "3,17"]
    ran = load(shnor, tmp_path, table(head, *rows, means))
    assert ran.code == 0, ran.out
    assert marks(tmp_path) == {"641201": [2, 1, 1, 0], "641202": [0, 1, 0, 1]}
    assert "means_differ" not in ran.by_code


@pytest.mark.parametrize(
    ("place", "words"),
    [(0, "Средние"), (1, "Средние"), (2, "Средний балл по школе"), (0, "Среднее значение:")],
)
def test_line_of_means_is_known_wherever_it_names_itself(
    shnor: Command, tmp_path: Path, place: int, words: str
) -> None:
    sheet = Sheet().block(SOCIAL, PUPILS)
    line = sheet.rows[-2]
    line[0], line[place], line[-1] = None, words, "4,75"
    ran = load(shnor, tmp_path, sheet.rows)
    assert ran.code == 0, ran.out
    assert ran.by_code["means_differ"]["row"] == len(sheet.rows) - 1
    assert marks(tmp_path) == {"641201": [1, 2, 0, 0], "641202": [1, 0, 1, 0]}


def test_surname_like_the_line_of_means_is_a_pupil(shnor: Command, tmp_path: Path) -> None:
    sheet = Sheet().block(SOCIAL, PUPILS)
    sheet.rows[4][6], sheet.rows[5][6] = "Средний", "Средняя"
    assert load(shnor, tmp_path, sheet.rows).code == 0
    assert marks(tmp_path) == {"641201": [1, 2, 0, 0], "641202": [1, 0, 1, 0]}
    sheet.rows[4][1] = None
    ran = load(shnor, tmp_path, sheet.rows)
    assert (ran.code, ran.by_code["school_missing"]["row"]) == (1, 5)


# -- two exams above one table --------------------------------------------------------------------

COLUMNS = ["№", "Код ОО", "Класс", "Код ППЭ", "Первичный балл", "Оценка"]


@pytest.mark.parametrize(
    ("first", "found"),
    [
        (RUSSIAN, "«01 русский язык 2026-05-28; 12 обществознание 2026-06-05»"),
        ("Русский язык", "«русский язык; 12 обществознание 2026-06-05»"),
        ("12 - Обществознание 2026.06.09",
         "«12 обществознание 2026-06-09; 12 обществознание 2026-06-05»"),
    ],
)  # fmt: skip
def test_two_exams_above_one_table_are_an_error(
    shnor: Command, tmp_path: Path, first: str, found: str
) -> None:
    rows = table(COLUMNS, [1, A, "9А", 701, 9, 2])
    ran = load(shnor, tmp_path, [rows[0], [first], *rows[1:]])
    told = ran.by_code["several_exams"]
    assert (ran.code, told["row"], told["found"].casefold()) == (1, 2, found)
    assert not list((tmp_path / "d").rglob("marks/*/*.parquet"))


@pytest.mark.parametrize(
    "first", ["Обществознание", "Предмет: 12 - Обществознание", "Дата печати: 2026.06.20", SOCIAL]
)
def test_lines_that_name_one_exam_are_no_two(shnor: Command, tmp_path: Path, first: str) -> None:
    rows = table(COLUMNS, [1, A, "9А", 701, 9, 2])
    ran = load(shnor, tmp_path, [rows[0], [first], *rows[1:]])
    assert ran.code == 0, ran.out
    assert stored(tmp_path / "d", "marks")["subject"].tolist() == ["social"]


def test_exams_named_in_the_rows_do_not_heed_the_lines_above(
    shnor: Command, tmp_path: Path
) -> None:
    pupils = [(SOCIAL, PUPILS[0]), (RUSSIAN, PUPILS[1])]
    sheet = Sheet().appeals(pupils)
    sheet.rows[1:1] = [[SOCIAL], [RUSSIAN]]
    ran = load(shnor, tmp_path, sheet.rows)
    assert ran.code == 0, ran.out
    assert sorted(stored(tmp_path / "d", "marks")["subject"]) == ["rus", "social"]


# -- rows that lost their school ------------------------------------------------------------------


def as_text(rows: Rows) -> Rows:
    return [[None if cell is None else str(cell) for cell in row] for row in rows]


@pytest.mark.parametrize("numbered", [True, False])
@pytest.mark.parametrize("text", [True, False])
def test_pupil_without_a_school_is_an_error_however_the_numbers_are_written(
    shnor: Command, tmp_path: Path, numbered: bool, text: bool
) -> None:
    sheet = Sheet().block(SOCIAL, PUPILS)
    sheet.rows[5][1] = None
    rows = sheet.rows if numbered else [*sheet.rows[:3], *(r[1:] for r in sheet.rows[3:-2])]
    ran = load(shnor, tmp_path, as_text(rows) if text else rows)
    assert ran.code == 1
    told = ran.by_code["school_missing"]
    assert (told["row"], told["column"]) == (6, "B" if numbered else "A")


@pytest.mark.parametrize(
    "name",
    [
        ["Максимова", "Ольга", "Ивановна"], ["Максимов", "Олег", None], ["Числова", None, None],
        ["Итогов", "Иван", "Ильич"], ["Порогова", "Ия", "Львовна"], ["Доля", "Иван", "Ильич"],
        ["Доля Иван Ильич", None, None], ["Доля", None, None],
    ],
)  # fmt: skip
def test_surname_like_a_line_of_sums_is_a_pupil_who_lost_the_school(
    shnor: Command, tmp_path: Path, name: list[str | None]
) -> None:
    head = ["Фамилия", "Имя", "Отчество", "Код ОО", "Класс", "Первичный балл", "Оценка"]
    pupil = ["Кнарейкин", "Аврелиан", "Варахасиевич", A, "9А", 9, 3]
    rows = table(head, pupil, [*name, None, "9А", 5, 2])
    ran = load(shnor, tmp_path, rows)
    assert (ran.code, ran.by_code["school_missing"]["row"]) == (1, 5)
    assert not any(part in ran.out for part in name if part)


@pytest.mark.parametrize(
    "words",
    ["Итого", "ИТОГО:", "Всего участников", "Количество", "Число «2»", "Доля, %", "Процент",
     "Максимум", "Максимальный балл", "Минимальное значение", "Порог", "Успеваемость, %"],
)  # fmt: skip
def test_line_of_sums_where_others_have_a_surname_is_no_pupil(
    shnor: Command, tmp_path: Path, words: str
) -> None:
    head = ["Фамилия", "Имя", "Отчество", "Код ОО", "Класс", "Первичный балл", "Оценка"]
    pupil = ["Кнарейкин", "Аврелиан", "Варахасиевич", A, "9А", 9, 3]
    ran = load(shnor, tmp_path, table(head, pupil, [words, None, None, None, None, 9, 1]))
    assert ran.code == 0, ran.out
    assert marks(tmp_path) == {"641201": [0, 1, 0, 0]}


def test_school_merged_over_its_pupils_is_an_error_with_the_cells(
    shnor: Command, tmp_path: Path
) -> None:
    sheet = Sheet().block(SOCIAL, PUPILS)
    sheet.rows[5][1] = sheet.rows[6][1] = None
    ran = load(shnor, tmp_path, as_text(sheet.rows), "B5:B7")
    assert ran.code == 1
    told = ran.by_code["merged_cells"]
    assert (told["row"], told["column"], told["found"]) == (5, "B", "«B5:B7»")
    assert "school_missing" not in ran.by_code


def test_result_merged_over_two_pupils_is_an_error(shnor: Command, tmp_path: Path) -> None:
    sheet = Sheet().block(SOCIAL, PUPILS)
    sheet.rows[5][14] = None
    ran = load(shnor, tmp_path, sheet.rows, "O5:O6")
    assert (ran.code, ran.by_code["merged_cells"]["found"]) == (1, "«O5:O6»")


def test_merged_titles_and_pupils_of_two_sheet_rows_are_no_error(
    shnor: Command, tmp_path: Path
) -> None:
    sheet = Sheet().block(SOCIAL, PUPILS)
    at = len(sheet.rows)
    sheet.block(RUSSIAN.replace("05.28", "06.09"), PUPILS)
    sheet.rows.insert(6, [])
    ran = load(shnor, tmp_path, sheet.rows, "B6:B7", "O6:O7", f"A{at + 2}:H{at + 2}", "A1:O1")
    assert ran.code == 0, ran.out
    assert len(stored(tmp_path / "d", "marks")) == 4


def test_lines_of_sums_are_no_pupils_without_a_school(shnor: Command, tmp_path: Path) -> None:
    sheet = Sheet().block(SOCIAL, PUPILS)
    sheet.rows += [
        ["Всего участников", None, 5, *[None] * 10, 79, 14],
        ["Успеваемость, %", *[None] * 13, 60],
    ]
    ran = load(shnor, tmp_path, sheet.rows)
    assert ran.code == 0, ran.out
    assert marks(tmp_path) == {"641201": [1, 2, 0, 0], "641202": [1, 0, 1, 0]}


# -- which column the result stands in ------------------------------------------------------------

HEAD = ["№", "Код ОО", "Класс", "Код ППЭ", "Первичный балл"]


@pytest.mark.parametrize(
    ("columns", "taken", "aside"),
    [
        (["Отметка за год", "Отметка за экзамен"], 1, "Отметка за год"),
        (["Отметка за экзамен", "Отметка за год"], 0, "Отметка за год"),
        (["Отметка за 9 класс", "Оценка"], 1, "Отметка за 9 класс"),
        (["Оценка за 2 полугодие", "Оценка"], 1, "Оценка за 2 полугодие"),
        (["Отметка", "Отметка за экзамен"], 1, "Отметка"),
    ],
)
def test_mark_of_the_exam_is_taken_whatever_stands_beside_it(
    shnor: Command, tmp_path: Path, columns: list[str], taken: int, aside: str
) -> None:
    pairs = [(3, 3, 4), (2, 2, 3)] if taken else [(2, 2, 3), (3, 3, 4)]
    rows = [[i, A, "9А", 701, 9, *marks] for i, marks in enumerate(zip(*pairs, strict=True), 1)]
    ran = load(shnor, tmp_path, table([*HEAD, *columns], *rows))
    assert ran.code == 0, ran.out
    assert marks(tmp_path) == {"641201": [2, 1, 0, 0]}
    assert aside in ran.by_code["columns_not_kept"]["found"]


@pytest.mark.parametrize("better", ["Тестовый балл", "Балл (100-балльная шкала)"])
def test_test_score_is_taken_before_a_column_that_says_only_points(
    shnor: Command, tmp_path: Path, better: str
) -> None:
    head = ["№", "Код ОО", "Класс", "Код ППЭ", "Балл", better]
    rows = [[i, A, "11А", 701, *pair] for i, pair in enumerate([(8, 22), (30, 60), (50, 91)], 1)]
    ran = load(shnor, tmp_path, table(head, *rows, title=RUSSIAN))
    assert ran.code == 0, ran.out
    exam = stored(tmp_path / "d", "exams").iloc[0]
    assert exam["mean_score"] == pytest.approx((22 + 60 + 91) / 3)
    assert (exam["score_below_min"], exam["score_81_99"]) == (1, 1)


@pytest.mark.parametrize("words", ["хорошо", "4 (хорошо)", "четыре"])
@pytest.mark.parametrize(
    "columns",
    [
        ["Оценка", "Оценка прописью"],
        ["Оценка", "Отметка"],
        ["Оценка", "Отметка за экзамен (прописью)"],
    ],
)
def test_marks_in_words_are_no_rival_column(
    shnor: Command, tmp_path: Path, columns: list[str], words: str
) -> None:
    rows = [[1, A, "9А", 701, 27, 4, words], [2, A, "9А", 701, 28, 4, words]]
    rows.append([3, A, "9А", 701, None, None, "не явился"])
    ran = load(shnor, tmp_path, table([*HEAD, *columns], *rows))
    assert ran.code == 0, ran.out
    assert marks(tmp_path) == {"641201": [0, 0, 2, 0]}
    assert columns[1] in ran.by_code["columns_not_kept"]["found"]
    rows = [[*row[:5], row[6], row[5]] for row in rows]
    ran = load(shnor, tmp_path / "e", table([*HEAD, *reversed(columns)], *rows))
    assert ran.code == 0, ran.out
    assert marks(tmp_path / "e") == {"641201": [0, 0, 2, 0]}


@pytest.mark.parametrize("order", [1, -1])
def test_empty_column_with_the_better_header_does_not_win(
    shnor: Command, tmp_path: Path, order: int
) -> None:
    head = ["№", "Код ОО", "Класс", "Код ППЭ", *["Балл", "Тестовый балл"][::order]]
    rows = [[i, A, "11А", 701, *[n, None][::order]] for i, n in enumerate((22, 60, 91), 1)]
    ran = load(shnor, tmp_path, table(head, *rows, title=RUSSIAN))
    assert ran.code == 0, ran.out
    assert not {"no_result", "empty_file"} & set(ran.by_code)
    assert stored(tmp_path / "d", "exams")["mean_score"].iloc[0] == pytest.approx(173 / 3)
    rows[1][1] = None
    lost = load(shnor, tmp_path / "e", table(head, *rows, title=RUSSIAN))
    assert (lost.code, lost.by_code["school_missing"]["row"]) == (1, 5)


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        (["Первичный балл", "Оценка", "Оценка с апелляциями"], "«Оценка, Оценка с апелляциями»"),
        (["Первичный балл", "Оценка", "Оценка"], "«Оценка, Оценка»"),
        (["Первичный балл ч. 1", "Первичный балл ч. 2", "Оценка"],
         "«Первичный балл ч. 1, Первичный балл ч. 2»"),
    ],
)  # fmt: skip
def test_two_columns_that_may_be_the_result_are_an_error_that_names_both(
    shnor: Command, tmp_path: Path, columns: list[str], found: str
) -> None:
    rows = [[i, A, "9А", 701, 2, mark, mark + 1] for i, mark in enumerate((2, 3, 4), 1)]
    ran = load(shnor, tmp_path, table([*HEAD[:4], *columns], *rows))
    assert ran.code == 1
    told = ran.by_code["several_columns"]
    assert (told["row"], told["found"]) == (3, found)
    assert not list((tmp_path / "d").rglob("*.parquet"))


@pytest.mark.parametrize("other", [None, "same"])
def test_second_column_that_is_empty_or_says_the_same_is_no_fault(
    shnor: Command, tmp_path: Path, other: str | None
) -> None:
    rows = [[i, A, "9А", 701, 9, other and m, m] for i, m in enumerate((2, 3, 4), 1)]
    if other:
        rows = [[*row[:5], row[6], row[6]] for row in rows]
    ran = load(shnor, tmp_path, table([*HEAD, "Оценка", "Отметка"], *rows))
    assert ran.code == 0, ran.out
    assert marks(tmp_path) == {"641201": [1, 1, 1, 0]}


# -- a row pasted twice ---------------------------------------------------------------------------


def test_row_repeated_with_its_number_is_an_error_that_names_both_rows(
    shnor: Command, tmp_path: Path
) -> None:
    rows = Sheet().nameless(SOCIAL, PUPILS).rows[:-1]
    ran = load(shnor, tmp_path, [*rows, list(rows[4]), list(rows[5])])
    assert ran.code == 1
    told = [p for p in ran.problems if p["code"] == "participant_twice"]
    assert [(p["row"], p["found"]) for p in told] == [
        (10, "«строки 5 и 10»"),
        (11, "«строки 6 и 11»"),
    ]


def test_row_with_a_name_but_no_document_repeated_with_its_number_is_an_error(
    shnor: Command, tmp_path: Path
) -> None:
    rows = [[*row[:9], *row[11:]] for row in Sheet().block(SOCIAL, PUPILS, means=False).rows]
    rows[0] = ["Протокол проверки результатов"]
    ran = load(shnor, tmp_path, [*rows[:-1], list(rows[4])])
    assert (ran.code, ran.by_code["participant_twice"]["row"]) == (1, 10)


def test_numbers_that_begin_anew_leave_equal_rows_two_pupils(
    shnor: Command, tmp_path: Path
) -> None:
    head = ["№", "Код ОО", "Код ППЭ", "Первичный балл", "Оценка"]
    one = [[1, A, 701, 9, 2], [2, A, 701, 16, 3], [3, A, 701, 19, 3]]
    two = [[1, A, 701, 9, 2], [2, A, 701, 11, 2], [1, B, 701, 9, 2]]
    rows = [["Протокол проверки результатов ОГЭ"], [SOCIAL], head, *one, *two]
    ran = load(shnor, tmp_path, rows)
    assert ran.code == 0, ran.out
    assert marks(tmp_path) == {"641201": [3, 2, 0, 0], "641202": [1, 0, 0, 0]}


def test_equal_rows_without_numbers_or_of_other_classes_are_two_pupils(
    shnor: Command, tmp_path: Path
) -> None:
    rows = [[A, "9А", 701, 9, 2], [A, "9А", 701, 9, 2]]
    ran = load(shnor, tmp_path, table([*HEAD[1:], "Оценка"], *rows))
    assert ran.code == 0, ran.out
    assert marks(tmp_path) == {"641201": [2, 0, 0, 0]}
    rows = [[1, A, "9А", 701, 9, 2], [1, A, "9Б", 701, 9, 2], [1, B, "9А", 701, 9, 2]]
    ran = load(shnor, tmp_path / "e", table([*HEAD, "Оценка"], *rows))
    assert ran.code == 0, ran.out
    assert marks(tmp_path / "e") == {"641201": [2, 0, 0, 0], "641202": [1, 0, 0, 0]}
