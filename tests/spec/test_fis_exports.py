"""Exports of ФИС ОКО come into the store with the numbers that were counted by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fis_books as books
import pandas as pd
import pytest
from fis_books import Book
from support import Command, Ran

GYMNASIUM, SECONDARY, SMALL = "edu640101", "edu640102", "edu640103"
Import = Callable[..., Ran]


@pytest.fixture
def take(shnor: Command, tmp_path: Path) -> Import:
    """Import a sheet, a book or a path for the district; every problem is in the JSON."""

    def run(what: Any, *options: str, name: str = "book.xlsx", area: str = "ivanteevsky") -> Ran:
        path = what
        if isinstance(what, list):
            what = Book().add("РУ 4", what)
        if isinstance(what, Book):
            path = what.save(tmp_path / "src" / name)
        given = ["-m", area] if area else []
        return shnor("import", path, *given, *options, "--data", tmp_path / "d", "--format", "json")

    return run


@pytest.fixture
def stored(tmp_path: Path) -> Callable[..., pd.DataFrame]:
    """Rows of a table of the district, in the order of the file."""

    def read(table: str, area: str = "ivanteevsky") -> pd.DataFrame:
        frame = pd.read_parquet(tmp_path / "d" / "store" / table / f"municipality_id={area}")
        return frame.sort_values("source_row", kind="stable").reset_index(drop=True)

    return read


def faults(ran: Ran) -> list[tuple[str, int | None, str | None]]:
    return [(p["code"], p["row"], p["column"]) for p in ran.problems if p["severity"] == "error"]


# Ф3


def test_shares_of_marks_become_the_counts_they_were_made_of(take: Import, stored: Any) -> None:
    assert take(books.marks()).code == 0
    rows = stored("marks")
    schools = rows[rows["scope_type"] == "school"].set_index("scope_id")
    marks = ["mark_2", "mark_3", "mark_4", "mark_5"]
    assert schools.loc[GYMNASIUM, marks].tolist() == [3, 12, 15, 7]
    assert schools.loc[SECONDARY, marks].tolist() == [4, 6, 5, 2]
    assert schools.loc[SMALL, marks].tolist() == [1, 2, 0, 0]
    assert set(schools["counts_origin"]) == {"percents"}
    assert schools.loc[SECONDARY, "mark_2_pct"] == 23.53  # 4 of 17
    assert schools["participants"].tolist() == [37, 17, 3]


def test_group_rows_get_their_scope(take: Import, stored: Any) -> None:
    take(books.marks())
    rows = stored("marks")
    assert list(zip(rows["scope_type"], rows["scope_id"], strict=True)) == [
        ("country", "RU"),
        ("region", "saratov"),
        ("municipality", "ivanteevsky"),
        ("school", GYMNASIUM),
        ("school", SECONDARY),
        ("school", SMALL),
    ]
    assert rows["participants"].tolist() == [200399, 215, 57, 37, 17, 3]
    assert rows.loc[2, ["mark_2", "mark_3", "mark_4", "mark_5"]].tolist() == [8, 20, 20, 9]


def test_work_is_taken_from_the_lines_above_the_table(take: Import, stored: Any) -> None:
    take(books.marks())
    named = ["year", "wave", "procedure", "grade", "programme_grade", "subject", "level"]
    expected = [2026, "spring", "ВПР", 4, 4, "rus", ""]
    assert stored("marks").loc[0, named].tolist() == expected
    assert set(stored("marks")["max_primary"]) == {24}


def test_counts_of_a_country_stay_empty_and_its_shares_are_kept(take: Import, stored: Any) -> None:
    ran = take(books.marks())
    (finding,) = [p for p in ran.problems if p["code"] == "counts_not_restored"]
    assert (finding["severity"], finding["row"]) == ("warning", 9)
    country = stored("marks").loc[0]
    assert pd.isna(country["mark_2"])
    assert country["mark_2_pct"] == 24.98  # 50 056 of 200 399


def test_new_schools_are_named_by_their_labels(take: Import, stored: Any) -> None:
    ran = take(books.marks())
    names = dict(stored("schools")[["school_id", "school_name"]].to_numpy().tolist())
    assert names[GYMNASIUM] == "МОУ «Школа-гимназия с. Ясное»"
    assert "new_schools" in ran.codes


def test_number_of_schools_of_a_group_is_kept_beside_the_row(take: Import, stored: Any) -> None:
    take(books.marks())
    extra = stored("marks")["extra"].tolist()
    assert json.loads(extra[2]) == {"Кол-во ОО": "3"}
    assert extra[3] == ""


@pytest.mark.parametrize(
    "heads", [(2.0, 3.0, 4.0, 5.0), ("2", "3", "4", "5"), ("Отметка 2", "«3»", "4 %", " 5 ")]
)
def test_headers_of_marks_may_be_numbers_or_text(take: Import, stored: Any, heads: Any) -> None:
    assert take(books.marks(heads=heads)).code == 0
    assert stored("marks")["mark_2"].tolist()[1:] == [35, 8, 3, 4, 1]


def test_decimal_commas_typed_by_hand_give_the_same_counts(take: Import, stored: Any) -> None:
    rows = books.marks()
    for row in rows[8:]:
        row[3:] = [str(value).replace(".", ",") for value in row[3:]]
        row[2] = f"{row[2]:,}".replace(",", " ")
    assert take(rows).code == 0
    assert stored("marks")["mark_3"].tolist()[1:] == [71, 20, 12, 6, 2]


def test_header_is_found_by_its_words_wherever_it_stands(take: Import, stored: Any) -> None:
    rows = books.marks()
    shifted = [["Выгружено для района"], [], *rows[:6], [], [], ["примечание"], *rows[7:]]
    assert take([[None, *row] if row else [] for row in shifted]).code == 0
    assert stored("marks")["mark_2"].tolist()[1:] == [35, 8, 3, 4, 1]
    assert stored("marks")["source_row"].tolist()[0] == 13


def test_unknown_columns_are_kept_aside_with_a_finding(take: Import, stored: Any) -> None:
    rows = books.marks()
    rows[7].append("Примечание")
    rows[12].append("проверить")
    ran = take(rows)
    (finding,) = [p for p in ran.problems if p["code"] == "extra_columns"]
    assert (finding["row"], finding["found"]) == (8, "«Примечание»")
    assert json.loads(stored("marks").loc[4, "extra"]) == {"Примечание": "проверить"}


def test_columns_with_names_of_people_are_dropped(take: Import, tmp_path: Path) -> None:
    rows = books.marks()
    rows[7].append("ФИО учителя")
    rows[12].append("Неизвестный Н. Н.")
    ran = take(rows)
    assert "personal_columns" in ran.codes
    for path in (tmp_path / "d" / "store" / "marks").rglob("*.parquet"):
        assert "Неизвестный" not in pd.read_parquet(path).to_csv()
    (kept,) = [path for path in (tmp_path / "d" / "store" / "kept").rglob("*") if path.is_file()]
    assert "Неизвестный" not in kept.read_text(encoding="utf-8")


def test_shares_that_do_not_give_a_hundred_are_refused_with_their_row(take: Import) -> None:
    rows = books.marks()
    rows[12][4] = 30.0
    ran = take(rows)
    assert (ran.code, faults(ran)) == (1, [("shares_do_not_sum", 13, "D")])


def test_share_outside_a_hundred_is_refused_with_its_cell(take: Import) -> None:
    rows = books.marks()
    rows[11][5] = 4054
    assert faults(take(rows)) == [("out_of_range", 12, "F")]


def test_empty_share_is_nothing_when_the_others_give_a_hundred(take: Import, stored: Any) -> None:
    rows = books.marks()
    rows[13][5:] = [None, None]
    assert take(rows).code == 0
    assert stored("marks").loc[5, ["mark_4", "mark_5"]].tolist() == [0, 0]


@pytest.mark.parametrize("empty", [None, 0])
def test_group_where_nobody_wrote_has_counts_of_zero(take: Import, stored: Any, empty: Any) -> None:
    rows = books.marks()
    rows.append(["МОУ НОШ(edu640104)", None, 0, empty, empty, empty, empty])
    assert take(rows).code == 0
    row = stored("marks").loc[6]
    assert row[["participants", "mark_2", "mark_5"]].tolist() == [0, 0, 0]
    assert pd.isna(row["mark_2_pct"])


def test_shares_that_no_number_of_pupils_gives_are_a_finding(take: Import, stored: Any) -> None:
    rows = books.marks()
    rows[12][3:] = [20.0, 40.0, 30.0, 10.0]  # of 17
    ran = take(rows)
    (finding,) = [p for p in ran.problems if p["code"] == "share_without_count"]
    assert (finding["severity"], finding["row"], finding["found"]) == (
        "warning", 13, "«20; 40; 30; 10»",
    )  # fmt: skip
    assert pd.isna(stored("marks").loc[4, "mark_2"])


def test_two_subjects_in_two_sheets_are_two_works(take: Import, stored: Any) -> None:
    math = books.Work("ВПР 2026 Математика 4 класс", "Математика", 20, "22.04.2026")
    ran = take(Book().add("РУ 4", books.marks()).add("МА 4", books.marks(math)))
    assert ran.code == 0
    assert stored("marks").groupby("subject")["max_primary"].first().to_dict() == {
        "math": 20,
        "rus": 24,
    }


def test_works_of_two_years_in_one_file_are_refused(take: Import) -> None:
    other = books.Work("ВПР 2025 Русский язык 4 класс", date="15.04.2025")
    ran = take(Book().add("РУ 4", books.marks()).add("РУ 4 (2)", books.marks(other)))
    assert [code for code, *_ in faults(ran)] == ["several_years"]


def test_sheet_that_is_no_report_is_left_out_with_a_finding(take: Import, stored: Any) -> None:
    ran = take(Book().add("РУ 4", books.marks()).add("заметки", [["спросить о выгрузке"]]))
    (finding,) = [p for p in ran.problems if p["code"] == "unknown_sheet"]
    assert (ran.code, finding["sheet"]) == (0, "заметки")


def test_reports_of_one_work_in_one_book_are_read_together(take: Import, stored: Any) -> None:
    book = Book()
    for name in ("tasks", "results", "journal", "individual", "marks"):
        book.add(f"РУ 4 {name}", getattr(books, name)())
    ran = take(book)
    assert (ran.code, faults(ran)) == (0, [])
    assert len(stored("tasks")) == 5 * 6
    assert set(stored("tasks").query("scope_id == @SECONDARY")["skill"]) == {*books.SKILLS.values()}
    marks = stored("marks").query("scope_id == @SECONDARY")
    assert marks["participants"].tolist() == [17]  # not the four pupils of the individual results
    assert len(stored("journal_match")) == 5
    assert len(stored("individual")) == 6


def test_sheets_of_one_book_that_contradict_each_other_are_refused(take: Import) -> None:
    other = books.results()
    other[9][4] = 12.0
    ran = take(Book().add("РУ 4 а", books.tasks()).add("РУ 4 б", other))
    assert faults(ran) == [("duplicate_key", 10, None)]


# the comparison with the journal

BOTH_FORMS = pytest.mark.parametrize("form", [books.journal, books.journal_by_lines])


@BOTH_FORMS
def test_comparison_with_the_journal_is_read_in_both_forms(
    take: Import, stored: Any, form: Callable[[], Any]
) -> None:
    assert take(form()).code == 0
    rows = stored("journal_match").set_index("scope_id")
    sides = ["lowered", "confirmed", "raised", "participants"]
    assert rows.loc["saratov", sides].tolist() == [47, 134, 23, 204]
    assert rows.loc["ivanteevsky", sides].tolist() == [12, 41, 4, 57]
    assert rows.loc[GYMNASIUM, sides].tolist() == [9, 26, 2, 37]
    assert rows.loc[SMALL, sides].tolist() == [0, 3, 0, 3]
    assert list(rows["scope_type"]) == ["region", "municipality", "school", "school", "school"]


@BOTH_FORMS
def test_printed_share_against_its_count_is_a_finding(
    take: Import, form: Callable[[], books.Rows]
) -> None:
    rows = form()
    place = next((at, row.index(70.27)) for at, row in enumerate(rows) if 70.27 in row)  # 26 of 37
    rows[place[0]][place[1]] = 71.27
    (finding,) = [p for p in take(rows).problems if p["code"] == "percent_contradicts_count"]
    assert (finding["found"], finding["expected"]) == ("«71,27 %»", "70,27 %")


def test_journal_counts_beyond_the_participants_are_refused(take: Import) -> None:
    rows = books.journal()
    rows[11][3] = 12
    assert faults(take(rows)) == [("part_exceeds_whole", 12, "B")]


def test_participants_without_a_journal_mark_are_counted(take: Import) -> None:
    rows = books.journal()
    rows[11][1] = 20
    found = [p["message"] for p in take(rows).problems if p["code"] == "without_journal_mark"]
    assert found == ["Участников без отметки по журналу: 3; в сравнении их нет."]


# the distribution of primary scores


def test_shares_of_scores_become_participants(take: Import, stored: Any) -> None:
    assert take(books.distribution()).code == 0
    rows = stored("score_distribution")
    own = rows[rows["scope_id"] == SECONDARY].sort_values("primary_score")
    assert own["primary_score"].tolist() == [0, 1, 2, 3, 4, 5]
    assert own["participants"].tolist() == [1, 3, 2, 4, 5, 2]
    assert own["participants_pct"].tolist()[0] == 5.88  # 1 of 17
    assert set(own["counts_origin"]) == {"percents"}
    district = rows[rows["scope_type"] == "municipality"].sort_values("primary_score")
    assert district["participants"].tolist() == [1, 4, 5, 20, 16, 11]


def test_distribution_of_a_country_keeps_its_shares_only(take: Import, stored: Any) -> None:
    ran = take(books.distribution())
    country = stored("score_distribution").query("scope_type == 'country'")
    assert country["participants"].isna().all()
    assert abs(country["participants_pct"].sum() - 100) < 0.05
    assert {p["row"] for p in ran.problems if p["code"] == "counts_not_restored"} == {9}


def test_distribution_that_does_not_reach_the_maximum_is_a_finding(take: Import) -> None:
    assert "scores_incomplete" in take(books.distribution(books.Work(maximum=24))).codes


def test_distribution_with_a_missing_share_is_refused(take: Import) -> None:
    rows = books.distribution()
    rows[12][6] = None
    assert faults(take(rows)) == [("shares_do_not_sum", 13, "D")]


# tasks


def test_completion_of_tasks_is_stored_with_maximum_and_level(take: Import, stored: Any) -> None:
    assert take(books.tasks()).code == 0
    rows = stored("tasks")
    own = rows[rows["scope_id"] == SECONDARY].set_index("task").loc[list(books.TASKS)]
    assert own["completion_pct"].to_dict() == {
        "1": 70.59,
        "2": 52.94,
        "3.1": 47.06,
        "4К1": 33.33,
        "10": 17.65,
    }
    assert own["max_score"].tolist() == [2, 1, 1, 3, 2]
    assert own["task_level"].tolist() == ["Б", "Б", "П", "П", "В"]
    assert set(own["participants"]) == {17}
    assert set(rows["scope_type"]) == {"country", "region", "municipality", "school"}


def test_planned_results_bring_the_skill_of_each_task(take: Import, stored: Any) -> None:
    assert take(books.results()).code == 0
    rows = stored("tasks")
    assert len(rows) == 5 * 4
    own = rows[rows["scope_id"] == SECONDARY].set_index("task")
    assert own.loc["4К1", "skill"] == "Умение составлять план текста"
    assert own["completion_pct"].tolist() == [70.59, 52.94, 47.06, 33.33, 17.65]
    country = rows[(rows["scope_type"] == "country") & (rows["task"] == "10")]
    assert country[["completion_pct", "participants"]].to_numpy().tolist() == [[28.77, 1_400_000]]


@pytest.mark.parametrize("order", [("tasks", "results"), ("results", "tasks")])
def test_tasks_and_planned_results_complete_each_other(
    take: Import, stored: Any, order: tuple[str, str]
) -> None:
    for name in order:
        assert take(getattr(books, name)(), name=f"{name}.xlsx").code == 0
    rows = stored("tasks")
    assert len(rows) == 5 * 6
    own = rows[(rows["scope_id"] == SECONDARY) & (rows["task"] == "1")]
    columns = ["skill", "task_level", "max_score", "participants"]
    assert own[columns].to_numpy().tolist() == [[books.SKILLS["1"], "Б", 2, 17]]


@pytest.mark.parametrize(
    "rows",
    [
        books.by_mark(in_column=False),
        books.by_mark(in_column=False, label="Ср.% вып. уч. гр.баллов {}"),
        books.by_mark(in_column=True),
        books.by_mark(in_column=True, everyone=False),
    ],
    ids=["line", "long-line", "column", "column-only"],
)
def test_completion_by_marks_is_stored_beside_completion_by_everyone(
    take: Import, stored: Any, rows: books.Rows
) -> None:
    ran = take(rows)
    assert ran.code == 0, ran.out
    assert ran.json["sources"][0]["kind"] == "fis_mark_groups"
    groups = stored("task_groups")
    scopes = dict(zip(books.BY_MARK, ("ivanteevsky", GYMNASIUM), strict=True))
    expected = {
        (scopes[group], mark, task): (count, value)
        for group, marks in books.BY_MARK.items()
        for mark, (count, values) in marks.items()
        for task, value in zip(books.TASKS, values, strict=True)
    }
    found = {
        (row["scope_id"], row["mark_group"], row["task"]): (
            row["participants"],
            row["completion_pct"],
        )
        for row in groups.to_dict("records")
    }
    assert found == expected
    maxima = groups.drop_duplicates("task").set_index("task")["max_score"].to_dict()
    assert maxima == {task: maximum for task, (maximum, _) in books.TASKS.items()}
    (small,) = [p for p in ran.problems if p["code"] == "small_groups"]
    assert "4 из 8" in small["message"]
    if len(rows) == 9 + 10:
        everyone = stored("tasks").set_index(["scope_id", "task"])["completion_pct"]
        assert everyone[GYMNASIUM, "4К1"] == 41.44
        assert len(everyone) == 2 * 5


def test_a_line_of_a_mark_without_a_scope_above_is_refused(take: Import) -> None:
    rows = books.by_mark(in_column=False)
    del rows[9]
    ran = take(rows)
    assert faults(ran) == [("group_missing", row, "A") for row in range(10, 14)]


def test_report_without_its_table_says_what_a_header_must_have(take: Import) -> None:
    ran = take([*books.Work().frame("Статистика по отметкам"), ["МОУ СОШ", 1, 2]])
    (fault,) = ran.problems
    assert fault["code"] == "wrong_header"
    assert "отметки 2, 3, 4, 5" in fault["expected"]


# lines that look like others


def test_number_in_place_of_the_group_is_an_error(take: Import) -> None:
    sheet = books.marks()
    sheet[12][0] = 640102
    ran = take(sheet)
    assert (ran.code, faults(ran)) == (1, [("group_missing", 13, "A")])
    assert ran.by_code["group_missing"]["found"] == "«640102»"


@pytest.mark.parametrize("write", [str, lambda value: f"{value} %".replace(".", ",")])
def test_numbers_written_as_text_without_a_group_are_an_error(
    take: Import, write: Callable[[Any], str]
) -> None:
    sheet = books.marks()
    sheet[12] = [None, None, *map(write, sheet[12][2:])]
    ran = take(sheet)
    assert (ran.code, faults(ran)) == (1, [("group_missing", 13, "A")])


def test_line_that_numbers_the_columns_is_passed_over(take: Import, stored: Any) -> None:
    sheet = books.marks()
    sheet.insert(8, list(range(1, 8)))
    ran = take(sheet)
    assert (ran.code, faults(ran)) == (0, [])
    assert len(stored("marks")) == 6


def test_shares_of_one_beside_percents_of_tasks_are_an_error(take: Import) -> None:
    sheet = books.tasks()
    last = sheet[-1]
    sheet[-1] = [*last[:3], *(value / 100 for value in last[3:-1]), "0,3"]
    ran = take(sheet)
    told = {code for code, *_ in faults(ran)}
    assert (ran.code, told) == (1, {"mixed_percent"})
    assert {row for _, row, _ in faults(ran)} == {len(sheet)}
    assert "поставьте знак %" in ran.by_code["mixed_percent"]["message"]


def test_share_that_no_participant_could_give_is_an_error(take: Import) -> None:
    sheet = books.tasks()
    sheet[-1][3] = 0.5
    ran = take(sheet)
    assert (ran.code, faults(ran)) == (1, [("mixed_percent", len(sheet), "D")])


def test_hard_task_and_percents_with_a_sign_may_be_below_one(take: Import, stored: Any) -> None:
    sheet = books.tasks()
    first = next(i for i, line in enumerate(sheet) if line[:1] == ["Вся выборка"])
    sheet[first][3] = 0.9
    sheet[-1][3:] = ["0,5 %"] * len(sheet[-1][3:])
    ran = take(sheet)
    assert (ran.code, faults(ran)) == (0, [])
    rows = stored("tasks")
    assert 0.9 in rows["completion_pct"].tolist()
    assert rows["completion_pct"].tolist().count(0.5) == len(sheet[-1][3:])
