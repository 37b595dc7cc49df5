"""Words and cells of regional tables of exam results: what a column holds, and what it does not."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from support import ROOT, Command, Ran

sys.path.insert(0, str(ROOT / "tests" / "unit"))
from gia_books import Rows, save

PLACES = ["Код ОО", "Наименование"]
BELOW = "Не преодолели минимальный порог"


def table(heads: list[str], *numbers: list[Any], title: str = "ЕГЭ 2023, русский язык") -> Rows:
    """A table of schools 101, 102 … with their numbers under `heads`."""
    rows: Rows = [[title], [*PLACES, *heads]]
    return rows + [[101 + at, f"МБОУ «СОШ № {at + 1}»", *own] for at, own in enumerate(numbers)]


def load(shnor: Command, folder: Path, rows: Rows) -> Ran:
    path = save(folder / "t.xlsx", {"Л": rows})
    return shnor("import", path, "-m", "altai", "--data", folder / "d", "--format", "json")


def stored(folder: Path, name: str) -> pd.DataFrame:
    parts = sorted((folder / "d" / "store" / name).rglob("*.parquet"))
    frame = pd.concat([pd.read_parquet(part) for part in parts], ignore_index=True)
    return frame.sort_values("scope_id", ignore_index=True)


def column(folder: Path, name: str, table_name: str = "exams") -> list[int | None]:
    """Counts of a column by school; None for missing."""
    values = stored(folder, table_name)[name]
    return [None if pd.isna(value) else int(value) for value in values]


def refused(shnor: Command, folder: Path, rows: Rows, code: str) -> dict[str, Any]:
    """The finding that an import is refused with."""
    ran = load(shnor, folder, rows)
    assert ran.code == 1
    assert not list((folder / "d").rglob("*.parquet"))
    problem: dict[str, Any] = ran.by_code[code]
    assert problem["severity"] == "error"
    return problem


# -- points -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head", ["81-100 баллов, чел.", "от 81 до 100 баллов, чел.", "81 – 100", "81 балл и выше, чел."]
)
def test_range_that_ends_with_hundred_is_not_those_with_a_hundred(
    shnor: Command, tmp_path: Path, head: str
) -> None:
    rows = table(["Количество участников", "61-80 баллов, чел.", head, "Средний балл"],
                 [25, 8, 4, 60.1], [50, 18, 10, 61])  # fmt: skip
    ran = load(shnor, tmp_path, rows)
    assert ran.code == 0, ran.out
    assert column(tmp_path, "score_100") == [None, None]
    assert column(tmp_path, "score_61_80") == [8, 18]
    assert head in ran.by_code["columns_not_used"]["found"]
    assert f'"{head}": "10"' in stored(tmp_path, "exams")["extra"][1]


def test_hundred_inside_a_range_is_those_with_a_hundred(shnor: Command, tmp_path: Path) -> None:
    rows = table(["Количество участников", "81-100 баллов", None, "Средний балл"],
                 [25, 4, 1, 60.1])  # fmt: skip
    rows.insert(2, [None, None, None, "всего, чел.", "из них 100 баллов, чел."])
    assert load(shnor, tmp_path, rows).code == 0
    assert column(tmp_path, "score_100") == [1]


@pytest.mark.parametrize("head", ["Средний балл (по 100-балльной шкале)", "Средний балл, 0-100"])
def test_mean_on_a_scale_of_hundred_is_a_mean(shnor: Command, tmp_path: Path, head: str) -> None:
    assert load(shnor, tmp_path, table(["Участников", head], [25, 60])).code == 0
    assert stored(tmp_path, "exams")["mean_score"].tolist() == [60]
    assert column(tmp_path, "score_100") == [None]


@pytest.mark.parametrize("head", ["Средний процент выполнения", "Доля набравших выше среднего, %"])
def test_percent_with_the_word_mean_is_no_mean_score(
    shnor: Command, tmp_path: Path, head: str
) -> None:
    ran = load(shnor, tmp_path, table(["Участников", head, f"{BELOW}, чел."], [25, 60, 3]))
    assert stored(tmp_path, "exams")["mean_score"].isna().all()
    assert ran.by_code["unknown_columns"]["found"] == f"«{head}»"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (f"{BELOW} (менее 36 баллов), чел.", [3, 2]),
        ("Ниже минимального (до 36 баллов), чел.", [3, 2]),
        ("Не ниже минимального балла, чел.", [None, None]),
    ],
)
def test_who_is_below_the_minimum_is_said_by_the_words_not_by_the_points_beside(
    shnor: Command, tmp_path: Path, head: str, expected: list[int | None]
) -> None:
    assert load(shnor, tmp_path, table(["Участников", head, "Средний балл"],
                                       [25, 3, 60], [50, 2, 61])).code == 0  # fmt: skip
    assert column(tmp_path, "below_min_final") == expected


# -- those who did not come -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "counted"),
    [
        ("Не явились на экзамен", "Количество участников"),
        ("Не сдавали", "Сдавали"),
        ("Не писали", "Писали"),
        ("Неявка, чел.", "Явились"),
        ("Не участвовали", "Количество участников"),
        ("Количество участников, не явившихся на экзамен", "Явились"),
        ("Зарегистрировано участников", "Количество сдававших"),
    ],
)
def test_who_did_not_come_are_not_those_who_sat(
    shnor: Command, tmp_path: Path, head: str, counted: str
) -> None:
    ran = load(shnor, tmp_path, table([head, counted, "Средний балл"], [3, 25, 60], [2, 50, 61]))
    assert ran.code == 0, ran.out
    assert column(tmp_path, "sat") == [25, 50]
    assert "several_participants" not in ran.by_code
    assert head in str(
        [ran.by_code.get("columns_not_used"), ran.by_code.get("unsure_participants")]
    )


def test_participants_without_those_who_did_not_come_are_participants(
    shnor: Command, tmp_path: Path
) -> None:
    load(shnor, tmp_path, table(["Участников (без не явившихся)", "Средний балл"], [25, 60]))
    assert column(tmp_path, "sat") == [25]


# -- people or percents ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "found", "assumed"),
    [
        ([3, 2], [3, 2], "люди"),
        ([0, 0], [0, 0], ""),
        (["3 чел.", 2], [3, 2], ""),
        (["12%", "4 %"], [3, 2], ""),
        (["12%", 0], [3, 0], ""),
        (["12,0", "4,0"], [3, 2], "проценты"),
        ([0.12, 0.04], [3, 2], "проценты"),
        ([37.5, 4], [None, 2], "проценты"),
    ],
)
def test_heading_without_a_unit_is_read_by_its_cells_and_it_is_told(
    shnor: Command, tmp_path: Path, cells: list[Any], found: list[int | None], assumed: str
) -> None:
    rows = table(["Количество участников", BELOW, "Средний балл"],
                 [25, cells[0], 60.1], [50, cells[1], 61])  # fmt: skip
    ran = load(shnor, tmp_path, rows)
    assert ran.code == 0, ran.out
    assert column(tmp_path, "below_min_final") == found
    assert assumed in ran.by_code.get("unit_assumed", {"message": ""})["message"]
    assert ("unit_assumed" in ran.by_code) is bool(assumed)
    assert ("counts_not_restored" in ran.by_code) is (None in found)


def test_counts_that_a_program_printed_with_decimals_are_people(
    shnor: Command, tmp_path: Path
) -> None:
    rows = table(["Количество участников", BELOW, "Средний балл"], ["25.0", "3.0", "60.1"])
    assert load(shnor, tmp_path, rows).code == 0
    assert column(tmp_path, "below_min_final") == [3]


def test_column_of_percents_beside_says_that_the_other_is_of_people(
    shnor: Command, tmp_path: Path
) -> None:
    rows = table(["Количество участников", BELOW, "%"], [25, 3, 12], [50, 2, 4])
    ran = load(shnor, tmp_path, rows)
    assert column(tmp_path, "below_min_final") == [3, 2]
    assert "unit_assumed" not in ran.by_code


def test_groups_that_add_up_to_a_hundred_are_percents(shnor: Command, tmp_path: Path) -> None:
    heads = ["Участников", BELOW, "от мин. до 60", "61-80", "81-99", "100 баллов"]
    rows = table(heads, [125, 8, 40, 32, 20, 0], [50, 4, 50, 30, 14, 2])
    ran = load(shnor, tmp_path, rows)
    assert ran.code == 0, ran.out
    assert column(tmp_path, "score_61_80") == [None, 15]
    assert "counts_not_restored" in ran.by_code
    assert "вместе дают 100" in ran.by_code["unit_assumed"]["message"]


@pytest.mark.parametrize(
    ("heads", "row", "code", "place"),
    [
        (["Участников", BELOW], [8, 12], "unit_unclear", "D"),
        (["Средний балл", BELOW], [60, 12], "unit_unclear", "D"),
        (["Участников", f"{BELOW}, чел."], [25, "12%"], "percent_among_numbers", "D"),
        (["Участников", "Средний балл"], ["80%", 60], "percent_among_numbers", "C"),
        (["Участников", "Средний балл"], [25, "60 %"], "percent_among_numbers", "D"),
    ],
)
def test_column_that_is_neither_people_nor_percents_is_refused_with_its_place(
    shnor: Command, tmp_path: Path, heads: list[str], row: list[Any], code: str, place: str
) -> None:
    problem = refused(shnor, tmp_path, table(heads, row), code)
    assert (problem["row"], problem["column"], problem["sheet"]) == (3, place, "Л")
    assert "Допишите в заголовок" in problem["message"]


@pytest.mark.parametrize(
    ("head", "cells", "row"),
    [(BELOW, ["12%", 4], 4), (f"{BELOW}, %", [0.12, 4], 3), ("61-80 баллов, %", [4, 0.12], 4)],
)
def test_shares_and_percents_in_one_column_are_refused(
    shnor: Command, tmp_path: Path, head: str, cells: list[Any], row: int
) -> None:
    rows = table(["Участников", head, "Средний балл"], [25, cells[0], 60], [25, cells[1], 61])
    assert refused(shnor, tmp_path, rows, "mixed_percent")["row"] == row


def test_shares_among_percents_do_no_harm_where_counts_stand_beside(
    shnor: Command, tmp_path: Path
) -> None:
    rows = table(["Участников", f"{BELOW}, чел.", "%"], [25, 3, 0.12], [25, 1, 4])
    ran = load(shnor, tmp_path, rows)
    assert ran.code == 0, ran.out
    assert column(tmp_path, "below_min_final") == [3, 1]
    assert ran.by_code["percent_contradicts"]["row"] == 3


def test_percents_that_are_all_zero_are_zero_where_nobody_else_fits(
    shnor: Command, tmp_path: Path
) -> None:
    rows = table(["Участников", f"{BELOW}, %", "Средний балл"], [50, 0, 60], [250, 0, 61])
    ran = load(shnor, tmp_path, rows)
    assert column(tmp_path, "below_min_final") == [0, None]
    assert ran.by_code["counts_not_restored"]["row"] == 4
    assert "percent_unclear" not in ran.codes


def test_small_percents_with_a_sign_or_of_many_people_stay_percents(
    shnor: Command, tmp_path: Path
) -> None:
    rows = table(["Участников", f"{BELOW}, %"], [1000, 0.1], [500, "0,2%"], [50, 4])
    assert load(shnor, tmp_path, rows).code == 0
    assert column(tmp_path, "below_min_final") == [1, 1, 2]


def test_cells_formatted_as_percents_are_percents(shnor: Command, tmp_path: Path) -> None:
    path = save(tmp_path / "t.xlsx", {"Л": table(["Участников", BELOW], [25, 0.12], [50, 0.5])})
    book = openpyxl.load_workbook(path)
    for cell in ("D3", "D4"):
        book["Л"][cell].number_format = "0%"
    book.save(path)
    ran = shnor("import", path, "-m", "altai", "--data", tmp_path / "d", "--format", "json")
    assert ran.code == 0, ran.out
    assert column(tmp_path, "below_min_final") == [3, 25]


def test_percents_that_no_single_count_gives_are_told_and_kept_as_printed(
    shnor: Command, tmp_path: Path
) -> None:
    heads = ["Количество участников", f"{BELOW}, %", "61-80 баллов, %", "Средний балл"]
    ran = load(shnor, tmp_path, table(heads, [250, 12, 50, 60.1], [50, 4, 30, 61]))
    assert ran.code == 0, ran.out
    assert column(tmp_path, "below_min_final") == [None, 2]
    assert column(tmp_path, "score_61_80") == [None, 15]
    told = [p for p in ran.json["sources"][0]["problems"] if p["code"] == "counts_not_restored"]
    assert [(p["row"], p["column"], p["found"]) for p in told] == [
        (3, "D", "«12»"), (3, "E", "«50»"),
    ]  # fmt: skip
    assert f'"{BELOW}, %": "12 %"' in stored(tmp_path, "exams")["extra"][0]
    assert "строк 1" in ran.by_code["counts_from_percents"]["message"]


def test_success_and_quality_without_marks_are_told_as_not_used(
    shnor: Command, tmp_path: Path
) -> None:
    heads = ["Количество участников", "Успеваемость, %", "Качество, %"]
    ran = load(shnor, tmp_path, table(heads, [25, 80, 40], title="ОГЭ 2023, русский язык"))
    assert ran.code == 0, ran.out
    assert ran.by_code["columns_not_used"]["found"] == "«Успеваемость, %; Качество, %»"
    assert column(tmp_path, "sat") == [25]
    with_marks = table([*heads, "2", "3", "4", "5"], [25, 80, 40, 5, 10, 5, 5],
                       title="ОГЭ 2023, русский язык")  # fmt: skip
    other = tmp_path / "other"
    other.mkdir()
    assert "columns_not_used" not in load(shnor, other, with_marks).by_code


# -- two numbers in a cell ------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["10 12", "2 5", "1 0 0", "12 , 5"])
def test_two_numbers_in_a_cell_are_not_glued(shnor: Command, tmp_path: Path, cell: str) -> None:
    rows = table(["Количество участников", "Средний балл"], [50, 61], [cell, 60.1])
    problem = refused(shnor, tmp_path, rows, "bad_number")
    assert (problem["row"], problem["column"], problem["found"]) == (4, "C", f"«{cell}»")


@pytest.mark.parametrize("cell", ["1 025", "1\u00a0025", "1025", 1025])
def test_spaces_between_thousands_are_no_second_number(
    shnor: Command, tmp_path: Path, cell: Any
) -> None:
    load(shnor, tmp_path, table(["Количество участников", "Средний балл"], [cell, 61]))
    assert column(tmp_path, "sat") == [1025]


# -- the form of the exam -------------------------------------------------------------------------

MARKS = ["Количество участников", "2", "3", "4", "5"]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("ОГЭ 2023, математика", ["ОГЭ", "ГВЭ-9"]),
        ("ОГЭ 2023, математика", [None, "ГВЭ"]),
        ("Результаты ОГЭ и ГВЭ 2023, математика", ["ОГЭ", "ГВЭ"]),
        ("Результаты 2023, математика", ["ОГЭ", "ГВЭ-9"]),
    ],
)
def test_column_of_the_form_says_which_exam_a_row_is_about(
    shnor: Command, tmp_path: Path, title: str, words: list[str | None]
) -> None:
    rows = table(["Форма", *MARKS], [words[0], 25, 5, 10, 5, 5], [words[1], 4, 0, 2, 1, 1],
                 title=title)  # fmt: skip
    ran = load(shnor, tmp_path, rows)
    assert ran.code == 0, ran.out
    marks = stored(tmp_path, "marks")
    assert marks["procedure"].tolist() == ["ОГЭ", "ГВЭ-9"]
    assert marks["participants"].tolist() == [25, 4]


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("Результаты 2023, математика", "очная"),
        ("ОГЭ 2023, математика", "основная"),
        ("ОГЭ 2023, математика", "ОГЭ, русский язык"),
        ("Результаты 2023, математика", "ГВЭ"),
        ("Результаты 2023, математика", None),
    ],
)
def test_cell_that_names_no_form_is_refused(
    shnor: Command, tmp_path: Path, title: str, word: str | None
) -> None:
    rows = table(["Форма", *MARKS], [word, 25, 5, 10, 5, 5], title=title)
    problem = refused(shnor, tmp_path, rows, "exam_unknown")
    assert (problem["row"], problem["column"]) == (3, "C")


def test_title_that_names_two_forms_says_none(shnor: Command, tmp_path: Path) -> None:
    rows = table(MARKS, [25, 5, 10, 5, 5], title="ОГЭ и ГВЭ 2023, 9 класс, математика")
    assert "--procedure" in refused(shnor, tmp_path, rows, "exam_unknown")["message"]
