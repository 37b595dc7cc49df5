"""Rows of ВПР protocols and names of their files that are easy to take for something else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support import Command, Ran, stored
from vpr_books import TASKS, WRITERS, Item, Pupil, World, write_2021, write_2022
from vpr_books import write_form as form

from helpers.readers.layouts import vpr_names


def class_of(count: int = 6) -> list[Pupil]:
    """Pupils of one school and class, each with a total of its own."""
    pupils = World(schools=1, pupils=count).made()
    for at, pupil in enumerate(pupils):
        for place, item in enumerate(pupil.items):
            item.points = int(place < at + 3)
            item.written = str(item.points)
        pupil.stated, pupil.total = at + 3, str(at + 3)
        pupil.class_, pupil.variant, pupil.journal = "5А", "1", "4"
    return pupils


def empty(pupil: Pupil) -> Pupil:
    """The pupil who did not write: no points, a total of 0."""
    pupil.items = [Item(None, None) for _ in pupil.items]
    pupil.total = "0"
    return pupil


def imported(shnor: Command, path: Path, tmp_path: Path, *options: str) -> Ran:
    return shnor(
        "import", path, "-m", "ivanteevsky", "--data", tmp_path / "d", *options,
        "--format", "json",
    )  # fmt: skip


def counts(tmp_path: Path) -> tuple[int, int]:
    row = stored(tmp_path / "d", "marks").iloc[0]
    return int(row["participants"]), int(row["absent"])


def with_cells(path: Path, cells: dict[tuple[int, int], Any]) -> Path:
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    for (row, column), value in cells.items():
        sheet.cell(row, column, value)
    book.save(path)
    return path


# -- who was absent -------------------------------------------------------------------------------


def test_book_or_mark_that_is_not_there_does_not_make_a_pupil_absent(
    shnor: Command, tmp_path: Path
) -> None:
    pupils = class_of()
    pupils[0].journal = pupils[1].journal = "отсутствует"
    textbook = 9 + len(TASKS) + 1
    path = write_2021(tmp_path / "МА 5.xlsx", pupils)
    with_cells(path, {(4, textbook): "Отсутствует", (5, textbook): "отсутствует"})
    ran = imported(shnor, path, tmp_path)
    assert ran.code == 0, ran.out
    assert counts(tmp_path) == (6, 0)
    assert not {"absent_pupils", "absent_with_points"} & set(ran.by_code)
    assert ": 2." in ran.by_code["without_journal_mark"]["message"]
    mean = sum(pupil.summed() for pupil in pupils) / 6
    assert stored(tmp_path / "d", "marks")["mean_primary"].iloc[0] == pytest.approx(mean)


def test_task_cell_with_the_word_counts_only_where_no_points_stand(
    shnor: Command, tmp_path: Path
) -> None:
    pupils = class_of()
    empty(pupils[0]).items[0] = Item("отсутствует", None)
    pupils[5].items[13] = Item("отсутствует", None)
    ran = imported(shnor, write_2021(tmp_path / "МА 5.xlsx", pupils), tmp_path)
    assert counts(tmp_path) == (5, 1)
    assert "1, строк: 1" in ran.by_code["unreadable_scores"]["message"]
    tasks = stored(tmp_path / "d", "tasks").set_index("task")["participants"]
    assert (tasks["1"], tasks["11"]) == (5, 4)


@pytest.mark.parametrize("word", ["отсутствовал", "Отсутствует"])
def test_variant_that_says_absent_beside_points_is_left_out_and_told(
    shnor: Command, tmp_path: Path, word: str
) -> None:
    pupils = class_of()
    pupils[1].variant = word
    empty(pupils[2]).variant = word
    ran = imported(shnor, write_2021(tmp_path / "МА 5.xlsx", pupils), tmp_path)
    assert counts(tmp_path) == (4, 2)
    told = ran.by_code["absent_with_points"]
    assert (told["row"], told["column"], told["found"]) == (3, "H", f"«{word}»")
    assert told["message"].endswith("Таких строк: 1.")


# -- pupils that stand twice ----------------------------------------------------------------------


@pytest.mark.parametrize("layout", [*sorted(WRITERS), "vpr_form"])
def test_pupil_pasted_twice_is_an_error_that_names_both_rows(
    shnor: Command, tmp_path: Path, layout: str
) -> None:
    pupils = class_of()
    twice = [*pupils, pupils[1], pupils[4]]
    if layout == "vpr_form":
        path = form(tmp_path / "edu640012_МА_5_2021.xlsx", twice, untouched=3)
    else:
        path = WRITERS[layout](tmp_path / f"МА 5 {layout[-4:]}.xlsx", twice)
    ran = imported(shnor, path, tmp_path)
    assert ran.code == 1
    told = [p for p in ran.problems if p["code"] == "participant_twice"]
    assert [(p["row"], p["found"]) for p in told] == [(8, "«строки 3 и 8»"), (9, "«строки 6 и 9»")]
    assert str(pupils[1].number) not in ran.out
    assert not list((tmp_path / "d").rglob("marks/*/*.parquet"))


def test_pupil_numbered_anew_and_written_in_another_type_is_still_the_same(
    shnor: Command, tmp_path: Path
) -> None:
    pupils = class_of()
    path = write_2021(tmp_path / "МА 5.xlsx", [*pupils, pupils[0]])
    with_cells(path, {(8, 3): 77, (8, 4): pupils[0].number, (8, 7): "5а", (8, 9): 3})
    assert "participant_twice" in imported(shnor, path, tmp_path).by_code


def test_one_code_with_different_results_is_told_and_counted(
    shnor: Command, tmp_path: Path
) -> None:
    pupils = class_of()
    pupils[3].number = pupils[0].number
    ran = imported(shnor, write_2021(tmp_path / "МА 5.xlsx", pupils), tmp_path)
    assert ran.code == 0, ran.out
    assert counts(tmp_path) == (6, 0)
    told = ran.by_code["code_repeated"]
    assert (told["row"], told["column"]) == (5, "D")
    assert told["message"].endswith("Таких кодов: 1, строки: 5.")


@pytest.mark.parametrize("change", ["school", "class", "code", "one for all"])
def test_equal_results_are_two_pupils_where_the_file_tells_them_apart(
    shnor: Command, tmp_path: Path, change: str
) -> None:
    pupils, more = class_of(), class_of()
    for pupil in more:
        if change == "school":
            pupil.login = "sch640001"
        elif change == "class":
            pupil.class_ = "5Б"
    if change == "code":
        for pupil in [*pupils, *more]:
            pupil.number = 0
    elif change == "one for all":
        for pupil in [*pupils, *more]:
            pupil.number = 12345
    ran = imported(shnor, write_2021(tmp_path / "МА 5.xlsx", [*pupils, *more]), tmp_path)
    assert ran.code == 0, ran.out
    assert stored(tmp_path / "d", "marks")["participants"].sum() == 12
    assert ("code_repeated" in ran.by_code) == (change == "one for all")


# -- the header once more -------------------------------------------------------------------------


def protocol(book: openpyxl.Workbook) -> Any:
    """The sheet with the pupils: the widest."""
    return max(book.worksheets, key=lambda sheet: sheet.max_column)


def again(path: Path, swapped: tuple[int, int] | None = None, empty: int = 0) -> Path:
    """The header once more in the middle, two heads swapped, one left empty (by column)."""
    book = openpyxl.load_workbook(path)
    sheet = protocol(book)
    heads = {cell.column: cell.value for cell in sheet[1]}
    sheet.insert_rows(4)
    for column, head in heads.items():
        sheet.cell(4, column, None if column == empty else head)
    if swapped:
        for column, other in (swapped, swapped[::-1]):
            sheet.cell(4, column, heads[other])
    book.save(path)
    return path


def written(layout: str, tmp_path: Path) -> Path:
    if layout == "vpr_form":
        return form(tmp_path / "edu640012_МА_5_2021.xlsx", class_of(), untouched=3)
    return WRITERS[layout](tmp_path / f"МА 5 {layout[-4:]}.xlsx", class_of())


@pytest.mark.parametrize("layout", [*sorted(WRITERS), "vpr_form"])
def test_later_header_with_columns_in_another_order_is_an_error(
    shnor: Command, tmp_path: Path, layout: str
) -> None:
    path = written(layout, tmp_path)
    (heads,) = protocol(openpyxl.load_workbook(path)).iter_rows(max_row=1, values_only=True)
    tasks = [at for at, head in enumerate(heads, 1) if re.search(r"б\)$|балл за|grade", str(head))]
    for swapped in ((tasks[0], tasks[1]), (tasks[2], len(heads))):
        ran = imported(shnor, again(written(layout, tmp_path), swapped), tmp_path)
        assert (ran.code, ran.by_code["header_differs"]["row"]) == (1, 4)
        assert not list((tmp_path / "d").rglob("marks/*/*.parquet"))


@pytest.mark.parametrize("layout", [*sorted(WRITERS), "vpr_form"])
def test_same_header_once_more_is_left_out(shnor: Command, tmp_path: Path, layout: str) -> None:
    ran = imported(shnor, again(written(layout, tmp_path), empty=8), tmp_path)
    assert ran.code == 0, ran.out
    assert ran.by_code["rows_of_the_table"]["row"] == 4
    assert counts(tmp_path) == (6, 0)


# -- the grade in a name --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "Математика лицей-7", "Математика лицей–7", "Математика школа-интернат 6",
        "Математика школа № 6", "Математика 5-я школа", "Математика СОШ-5", "Математика МКОУ 3",
        "Математика лицей-7 (1)", "Математика (1)", "Математика Ивановка-2", "ма 12.05",
        "ма 12.05.22", "ма_12_05_2022", "русский им. 8 Марта", "Математика улица 9 мая",
        "Математика посёлок Мирный 6", "5 школа математика", "5 СОШ математика", "Математика ул. 5",
        "Математика Ивантеевка (4)", "лицей-7-математика", "математика № 6 класс",
    ],
)  # fmt: skip
def test_number_of_a_school_a_date_or_a_street_is_no_grade(name: str) -> None:
    said = vpr_names.of_file(f"{name}.xlsx")
    assert said.subject in ("math", "rus")
    assert said.grade is None


@pytest.mark.parametrize(
    "name",
    [
        "Математика-5", "5-математика", "Математика класс-5", "ВПР-5 математика",
        "5 ВПР математика", "математика ВПР 5", "Протокол_5_математика", "Математика базовая 5",
        "математика 5 март 2021", "ма 5 12.05", "Математика 5 лицей-7", "Математика (5)",
        "Лицей № 7 математика 5", "МА 5 (2) ВПР 2021", "5а математика", "VPR_2021_5_ma",
        "Математика_Ивантеевский_5_2021", "Математика Ивантеевка 5 2021", "Математика итог 5 2021",
        "5_Знаменский_Математика_2021", "5-ые классы математика 2021", "Математика все 5",
        "Математика_СОШ_Знаменский_5", "5 Бартеневка мат", "Математика ШНОР 5",
        "Кадетский корпус 5 класс математика 2021", "интернат 5 класс математика",
        "Центр 5 класс математика", "школа-5-математика", "Школа 7 класс 5 математика",
        "Лицей-7 5 класс математика", "5 Ивантеевский район математика",
    ],
)  # fmt: skip
def test_number_beside_the_subject_the_procedure_or_the_word_is_a_grade(name: str) -> None:
    said = vpr_names.of_file(f"{name}.xlsx")
    assert (said.subject, said.grade) == ("math", 5)


def test_class_column_that_contradicts_the_name_is_an_error_that_names_both(
    shnor: Command, tmp_path: Path
) -> None:
    path = write_2021(tmp_path / "Математика_7.xlsx", class_of())
    ran = imported(shnor, path, tmp_path)
    assert ran.code == 1
    told = ran.by_code["class_contradiction"]
    assert told["found"] == "«Математика_7: 7 класс; в столбце классов: 5 класс»"
    assert "--wave" not in told["message"]
    earlier = write_2021(tmp_path / "Математика_4.xlsx", class_of())
    assert "--wave осень" in imported(shnor, earlier, tmp_path).by_code["class_contradiction"][
        "message"
    ]  # fmt: skip
    assert not list((tmp_path / "d").rglob("marks/*/*.parquet"))
    assert imported(shnor, earlier, tmp_path, "--wave", "осень").code == 0
    row = stored(tmp_path / "d", "marks").iloc[0]
    assert (row["grade"], row["programme_grade"]) == (5, 4)


def test_grade_beside_the_word_class_is_not_the_number_of_a_school(
    shnor: Command, tmp_path: Path
) -> None:
    path = write_2021(tmp_path / "Кадетский корпус 6 класс математика.xlsx", class_of())
    ran = imported(shnor, path, tmp_path)
    assert ran.code == 1
    assert "6 класс; в столбце классов: 5 класс" in ran.by_code["class_contradiction"]["found"]
    assert not list((tmp_path / "d").rglob("marks/*/*.parquet"))


def test_grade_of_the_option_is_taken_against_the_class_column_and_told(
    shnor: Command, tmp_path: Path
) -> None:
    path = write_2021(tmp_path / "Математика.xlsx", class_of())
    ran = imported(shnor, path, tmp_path, "--grade", "6")
    assert ran.code == 0, ran.out
    assert "ключом --grade" in ran.by_code["assumed"]["message"]
    assert stored(tmp_path / "d", "marks")["grade"].unique().tolist() == [6]


def test_number_of_a_school_in_the_name_leaves_the_grade_to_the_class_column(
    shnor: Command, tmp_path: Path
) -> None:
    ran = imported(
        shnor, write_2022(tmp_path / "Математика лицей-7 2022.xlsx", class_of()), tmp_path
    )
    assert ran.code == 0, ran.out
    assert stored(tmp_path / "d", "marks")["grade"].unique().tolist() == [5]


# -- what people have done to a protocol ----------------------------------------------------------


def changed(tmp_path: Path, change: Any, name: str = "Математика_5_2022.xlsx") -> Path:
    """A protocol of 2022 whose sheet is given to `change`."""
    path = write_2022(tmp_path / name, class_of())
    book = openpyxl.load_workbook(path)
    change(book["Протокол"])
    book.save(path)
    return path


def errors(ran: Ran) -> list[tuple[str, int | None, str | None]]:
    return [(p["code"], p["row"], p["column"]) for p in ran.problems if p["severity"] == "error"]


@pytest.mark.parametrize("title", ["ВПР 2022 Русский язык 5 класс", "ВПР 2022 Математика 6 класс",
                                   "ВПР 2023 Математика 5 класс"])  # fmt: skip
def test_title_of_another_work_above_a_protocol_is_an_error(
    shnor: Command, tmp_path: Path, title: str
) -> None:
    def change(sheet: Any) -> None:
        sheet.insert_rows(1, 2)
        sheet.cell(1, 1, title)

    assert errors(imported(shnor, changed(tmp_path, change), tmp_path)) == [
        ("title_disagrees", 1, None)
    ]


@pytest.mark.parametrize("title", ["ВПР 2022 Математика 5 класс", "ВПР", "Протокол"])
def test_title_of_the_same_work_above_a_protocol_changes_nothing(
    shnor: Command, tmp_path: Path, title: str
) -> None:
    def change(sheet: Any) -> None:
        sheet.insert_rows(1, 2)
        sheet.cell(1, 1, title)

    assert imported(shnor, changed(tmp_path, change), tmp_path).code == 0


def test_row_without_a_login_is_of_the_school_that_it_names(shnor: Command, tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        for row in range(3, sheet.max_row + 1):
            sheet.cell(row, 1).value = None

    assert imported(shnor, changed(tmp_path, change), tmp_path).code == 0
    rows = stored(tmp_path / "d", "marks")
    assert rows[["scope_id", "participants"]].to_numpy().tolist() == [["sch640000", 6]]


@pytest.mark.parametrize("head", ["1а (1б)", "К1 (1 балл)", "Часть 1 (1б)"])
def test_head_with_points_that_names_no_task_is_an_error(
    shnor: Command, tmp_path: Path, head: str
) -> None:
    path = changed(tmp_path, lambda sheet: sheet.cell(1, 9, head))
    assert errors(imported(shnor, path, tmp_path)) == [("task_unread", 1, "I")]


@pytest.mark.parametrize("head", ["1. (1 балл)", "1\n(1б)", "1.(1б)"])
def test_head_of_a_task_may_have_a_dot_or_a_line_break(
    shnor: Command, tmp_path: Path, head: str
) -> None:
    path = changed(tmp_path, lambda sheet: sheet.cell(1, 9, head))
    assert imported(shnor, path, tmp_path).code == 0
    tasks = stored(tmp_path / "d", "tasks")
    assert {"1", "5(1)", "10К1"} <= set(tasks["task"])


def test_total_of_a_part_and_a_form_teacher_are_not_the_total_and_the_class(
    shnor: Command, tmp_path: Path
) -> None:
    def change(sheet: Any) -> None:
        for at, (head, value) in enumerate(
            [("Итого баллов за часть 1", 1), ("Классный руководитель", "6 Серова")], start=9
        ):
            sheet.insert_cols(at)
            sheet.cell(1, at, head)
            for row in range(2, sheet.max_row + 1):
                sheet.cell(row, at, value)

    assert imported(shnor, changed(tmp_path, change), tmp_path).code == 0
    assert stored(tmp_path / "d", "marks")["mean_primary"].tolist() == [5.5]
