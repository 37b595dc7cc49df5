"""Exports of ФИС ОКО that people have worked on: years side by side, totals, other works."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import fis_books as books
import pandas as pd
import pytest
from fis_books import Book
from support import Command, Ran, stored

Import = Callable[..., Ran]
HEADER = 7  # index of the header row of every report


@pytest.fixture
def take(shnor: Command, tmp_path: Path) -> Import:
    """Import rows as the only sheet of a book, for the district."""

    def run(rows: list[list[Any]], sheet: str = "РУ 4") -> Ran:
        path = Book().add(sheet, rows).save(tmp_path / "src" / "book.xlsx")
        data = tmp_path / "d"
        return shnor("import", path, "-m", "ivanteevsky", "--data", data, "--format", "json")

    return run


def faults(ran: Ran, severity: str = "error") -> list[tuple[str, int | None, str | None]]:
    return [(p["code"], p["row"], p["column"]) for p in ran.problems if p["severity"] == severity]


def schools(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["scope_type"] == "school"].set_index("scope_id")


@pytest.mark.parametrize("made", [books.marks, books.distribution, books.journal])
def test_columns_of_two_years_side_by_side_are_refused(take: Import, made: Any) -> None:
    rows = made()
    pasted = rows[HEADER][3:] if made is not books.journal else rows[HEADER][2:]
    for row in rows[HEADER:]:
        row.extend(pasted if row is rows[HEADER] else row[-len(pasted) :])
    ran = take(rows)
    assert ran.code == 1
    assert {code for code, row, _ in faults(ran) if row == HEADER + 1} == {"duplicate_header"}
    assert len(faults(ran)) == len(pasted)


def test_task_that_stands_twice_in_individual_results_is_refused(take: Import) -> None:
    rows = books.individual()
    rows[HEADER][7] = rows[HEADER][6]
    assert ("duplicate_header", HEADER + 1, "H") in faults(take(rows))


@pytest.mark.parametrize("maxima", [True, False])
def test_first_group_of_tasks_without_its_name_is_no_row_of_the_header(
    take: Import, maxima: bool
) -> None:
    rows = books.tasks()
    if not maxima:
        del rows[HEADER + 1]
    rows[HEADER + 1 + maxima][0] = None
    assert faults(take(rows)) == [("group_missing", HEADER + 2 + maxima, "A")]


def test_form_teacher_is_neither_the_class_nor_kept(take: Import, tmp_path: Path) -> None:
    rows = books.individual()
    for row in rows[HEADER:]:
        if len(row) > 3:
            row.insert(3, "Классный руководитель" if row is rows[HEADER] else "Серова А. А.")
    ran = take(rows)
    assert ran.code == 0
    assert set(stored(tmp_path / "d", "individual")["class"]) == {"4А", "4Б", "4"}
    assert ("personal_columns", HEADER + 1, None) in faults(ran, "warning")
    assert "Серова" not in stored(tmp_path / "d", "individual").to_csv()


@pytest.mark.parametrize("head", ["Отметка за работу", "Оценка", "Отметка за ВПР"])
def test_mark_of_the_work_under_another_head_is_read(
    take: Import, tmp_path: Path, head: str
) -> None:
    rows = books.individual()
    rows[HEADER][-2] = head
    assert take(rows).code == 0
    assert stored(tmp_path / "d", "individual")["mark"].notna().all()


@pytest.mark.parametrize("word", ["Итого", "Средний балл", "Всего"])
def test_line_of_sums_below_pupils_is_refused(take: Import, word: str) -> None:
    rows = [row for row in books.individual() if "Кол-во участников" not in str(row[:1])]
    label = ["edu640102", books.AREA, "МОУ СОШ с. Раздольное", word]
    rows.append([*label, None, None, 1, 1, 1, 1, 1, 5, 3, 4])
    assert faults(take(rows)) == [("total_row", len(rows), "D")]


@pytest.mark.parametrize("at", [HEADER + 1, HEADER + 7])
@pytest.mark.parametrize("word", ["Итого", "Среднее по школам", "Всего по району"])
def test_line_of_totals_among_groups_is_refused_as_such(take: Import, at: int, word: str) -> None:
    rows = books.marks()
    rows.insert(at, [word, 3, 57, 14.04, 35.09, 35.09, 15.79])
    assert faults(take(rows)) == [("total_row", at + 1, "A")]


def test_header_repeated_by_a_printed_page_is_passed_over(take: Import, tmp_path: Path) -> None:
    rows = books.marks()
    rows.insert(HEADER + 5, list(rows[HEADER]))
    assert take(rows).code == 0
    assert schools(stored(tmp_path / "d"))["participants"].tolist() == [37, 17, 3]


def test_other_work_below_the_table_is_refused(take: Import) -> None:
    rows = books.marks()
    rows.insert(HEADER + 6, ["ВПР 2026 Математика 4 класс"])
    assert faults(take(rows)) == [("several_works", HEADER + 7, None)]


@pytest.mark.parametrize("line", ["ВПР 2026 Русский язык 4 класс", "ВПР проводились в апреле"])
def test_same_work_or_a_note_between_rows_changes_nothing(take: Import, line: str) -> None:
    rows = books.marks()
    rows.insert(HEADER + 6, [line])
    assert take(rows).code == 0


@pytest.mark.parametrize(("sheet", "told"), [("МА 4", True), ("РУ 5", True), ("РУ 4", False)])
def test_name_of_a_sheet_that_says_another_work_is_told(
    take: Import, sheet: str, told: bool
) -> None:
    ran = take(books.marks(), sheet)
    assert ran.code == 0
    assert (("sheet_disagrees", 3, None) in faults(ran, "warning")) == told


def test_shares_without_the_number_of_participants_are_told(take: Import) -> None:
    rows = books.marks()
    rows[HEADER + 5][2] = None
    assert ("participants_missing", HEADER + 6, "C") in faults(take(rows), "warning")


def test_people_under_the_sides_of_the_journal_are_no_shares(take: Import, tmp_path: Path) -> None:
    rows = books.journal()
    rows[HEADER][2:] = ["Понизили, чел.", "Подтвердили, чел.", "Повысили, чел."]
    for row in rows[HEADER + 1 :]:
        row[2:] = row[3::2]
    assert take(rows).code == 0
    held = schools(stored(tmp_path / "d", "journal_match"))
    assert held.loc["edu640101", ["lowered", "confirmed", "raised"]].tolist() == [9, 26, 2]


def test_head_with_points_that_names_no_task_is_an_error(take: Import) -> None:
    rows = books.individual()
    rows[HEADER][6] = "1а (2б)"
    assert ("task_unread", HEADER + 1, "G") in faults(take(rows))
