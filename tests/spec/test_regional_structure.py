"""Regional tables whose structure decides whose numbers are read: lines, groups, merged cells."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, Command, refusal

sys.path.insert(0, str(ROOT / "tests" / "unit"))
from gia_books import Rows, save
from regional_books import document
from three_schools import COUNTS, HEADER, ONE, THREE, TWO, counts, homes, load, stored

# -- lines ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ("Организации с углублённым изучением математики", "rus"),
        ("Школы с профильным изучением физики", "rus"),
        ("Математика (ОГЭ)", "math"),
        ("Предмет: Физика", "physics"),
        ("Результаты ОГЭ по химии 2023 года, 9 класс", "chemistry"),
        ("Английский язык (письменная часть)", "english"),
        ("02 - Математика", "math"),
    ],
)
def test_only_a_line_about_nothing_but_an_exam_changes_the_subject_of_rows_below(
    shnor: Command, tmp_path: Path, line: str, subject: str
) -> None:
    rows: Rows = [["ОГЭ 2023. Русский язык"], HEADER, ONE, [line], TWO]
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.code == 0, ran.out
    found = stored(tmp_path / "d").set_index("scope_id")["subject"]
    assert found.to_dict() == {"64101": "rus", "64102": subject}


def test_line_that_names_another_subject_and_more_is_asked_about(
    shnor: Command, tmp_path: Path
) -> None:
    rows: Rows = [["ОГЭ 2023. Русский язык"], HEADER, ONE, ["Математика: городские школы"], TWO]
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    problem = refusal(ran, tmp_path / "d")
    assert (problem["code"], problem["row"]) == ("subject_line_unclear", 4)


@pytest.mark.parametrize(
    "prose",
    [
        "Вывод: по сравнению с математикой результаты выше.",
        "Средний балл по математике снизился.",
    ],
)
def test_sentence_of_a_document_does_not_name_the_subject_of_the_table_below(
    shnor: Command, tmp_path: Path, prose: str
) -> None:
    tables: list[str | Rows] = [[HEADER, ONE], prose, [HEADER, TWO]]
    path = document(tmp_path / "t.docx", ["ОГЭ 2023. Русский язык", *tables])
    ran = load(shnor, tmp_path / "d", path)
    assert ran.code == 0, ran.out
    assert stored(tmp_path / "d")["subject"].tolist() == ["rus", "rus"]
    titled = document(
        tmp_path / "u.docx", ["ОГЭ 2023. Русский язык", *tables, "Таблица 3. ОГЭ по химии.",
                              [HEADER, THREE]]
    )  # fmt: skip
    load(shnor, tmp_path / "e", titled)
    assert stored(tmp_path / "e")["subject"].value_counts().to_dict() == {"rus": 2, "chemistry": 1}


# -- merged cells ---------------------------------------------------------------------------------

TITLE = "Результаты ОГЭ 2023 года, математика"


def xml_book(path: Path, rows: Rows, down: dict[tuple[int, int], int]) -> Path:
    """An XML table of Excel 2003; `down` says how many rows more a cell (row, column) takes."""
    lines = []
    for number, row in enumerate(rows):
        cells = []
        for at, value in enumerate(row):
            if value is None:
                continue
            kind = "Number" if isinstance(value, int) else "String"
            merged = f' ss:MergeDown="{down[number, at]}"' if (number, at) in down else ""
            cells.append(
                f'<Cell ss:Index="{at + 1}"{merged}><Data ss:Type="{kind}">{value}</Data></Cell>'
            )
        lines.append(f"<Row>{''.join(cells)}</Row>")
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    path.write_text(
        f'<?xml version="1.0"?><Workbook xmlns="{name}" xmlns:ss="{name}"><Worksheet ss:Name="Л">'
        f"<Table>{''.join(lines)}</Table></Worksheet></Workbook>",
        "utf-8",
    )
    return path


def test_number_merged_over_two_schools_is_refused_in_every_kind_of_file(
    shnor: Command, tmp_path: Path
) -> None:
    shared = ["64102", "СОШ с. Бартеневка", None, 5, 5, 5, 5]
    rows: Rows = [[TITLE], HEADER, ONE, shared]
    paths = [
        save(tmp_path / "t.xlsx", {"Л": rows}, {"Л": ["C3:C4"]}),
        xml_book(tmp_path / "t.xls", rows, {(2, 2): 1}),
        document(tmp_path / "t.docx", [TITLE, rows[1:]], (((1, 2), (2, 2)),)),
    ]
    for path, (cells, row) in zip(paths, [("C3:C4", 3), ("C3:C4", 3), ("C2:C3", 2)], strict=True):
        problem = refusal(load(shnor, tmp_path / "d", path), tmp_path / "d")
        assert (problem["code"], problem["row"], problem["column"]) == ("merged_cells", row, "C")
        assert problem["found"] == f"«{cells}»"


def test_school_whose_all_numbers_are_merged_with_those_above_does_not_vanish(
    shnor: Command, tmp_path: Path
) -> None:
    rows: Rows = [[TITLE], HEADER, ONE, TWO[:2]]
    merged = [f"{column}3:{column}4" for column in "CDEFG"]
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}, {"Л": merged}))
    assert ran.code == 1
    errors = [problem for problem in ran.problems if problem["severity"] == "error"]
    assert [(p["code"], p["column"]) for p in errors] == [("merged_cells", c) for c in "CDEFG"]


def test_number_merged_over_columns_of_two_marks_is_refused(shnor: Command, tmp_path: Path) -> None:
    wide = ["64101", "СОШ п. Знаменский", 25, 5, 10, 10, None]
    book = save(tmp_path / "t.xlsx", {"Л": [[TITLE], HEADER, wide]}, {"Л": ["F3:G3"]})
    paper = document(tmp_path / "t.docx", [TITLE, [HEADER, wide]], (((1, 5), (1, 6)),))
    for path in (book, paper):
        problem = refusal(load(shnor, tmp_path / "d", path), tmp_path / "d")
        assert (problem["code"], problem["column"]) == ("merged_cells", "F")


def test_merged_cells_that_leave_no_doubt_are_read(shnor: Command, tmp_path: Path) -> None:
    """Rows two lines high, «-» for two schools, a name over two columns."""
    rows: Rows = [
        [TITLE], HEADER, ONE, [], ["64102", "СОШ с. Бартеневка", 15, 5, 5, 5, "-"],
        ["64103", "СОШ с. Ивановка", 10, 1, 5, 4, None], ["Итого", None, 50, 11, 20, 14, 5],
    ]  # fmt: skip
    merged = [*(f"{column}3:{column}4" for column in "ABCDEFG"), "G5:G6", "A7:B7"]
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}, {"Л": merged}))
    assert ran.code == 0, ran.out
    assert counts(tmp_path / "d") == {
        "64101": ONE[2:], "64102": [15, 5, 5, 5, 0], "64103": [10, 1, 5, 4, 0],
    }  # fmt: skip


@pytest.mark.parametrize(
    "below",
    [
        ["", "% от общего числа", "100%", "20%", None, "80%", None],
        ["", "Качество знаний", 45.5],
        ["", "Примечание", "по данным региона"],
    ],
)
def test_merged_cells_of_rows_that_are_left_out_are_no_faults(
    shnor: Command, tmp_path: Path, below: list[Any]
) -> None:
    total = ["", "Итого", 45, 10, 15, 10, 10]
    rows: Rows = [[TITLE], HEADER, ONE, TWO, total, below]
    merged = ["C6:G6"] if len(below) == 3 else ["D6:E6", "F6:G6"]
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}, {"Л": merged}))
    assert ran.code == 0, ran.out
    assert counts(tmp_path / "d") == {"64101": ONE[2:], "64102": TWO[2:]}


def test_school_without_pupils_who_sat_the_exam_has_no_numbers(
    shnor: Command, tmp_path: Path
) -> None:
    rows: Rows = [[TITLE], HEADER, ONE, ["64102", "СОШ с. Бартеневка", "Нет выпускников"]]
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}, {"Л": ["C4:G4"]}))
    assert ran.code == 0, ran.out
    bare = stored(tmp_path / "d").set_index("scope_id").loc["64102"]
    assert bare[["participants", "mark_2", "mark_5"]].isna().all()
    assert "not_applicable" in bare["absences"]


@pytest.mark.parametrize(
    ("head", "values", "column"),
    [("Предмет", ["Математика", "Русский язык"], "subject"), ("Год", [2022, 2023], "year")],
)
def test_subject_or_year_merged_over_rows_holds_for_each_of_them(
    shnor: Command, tmp_path: Path, head: str, values: list[Any], column: str
) -> None:
    rows: Rows = [["Результаты ОГЭ"], [head, *HEADER], [values[0], *ONE], [None, *TWO],
                  [values[1], *ONE], [None, *THREE]]  # fmt: skip
    if column == "year":
        rows[0] = ["Результаты ОГЭ, математика"]
    path = save(tmp_path / "t.xlsx", {"Л": rows}, {"Л": ["A3:A4", "A5:A6"]})
    options = () if column == "year" else ("-y", "2023")
    ran = load(shnor, tmp_path / "d", path, *options)
    assert ran.code == 0, ran.out
    first, second = ("math", "rus") if column == "subject" else (2022, 2023)
    assert counts(tmp_path / "d", column, "scope_id") == {
        (first, "64101"): ONE[2:], (first, "64102"): TWO[2:],
        (second, "64101"): ONE[2:], (second, "64103"): THREE[2:],
    }  # fmt: skip


def test_school_merged_over_its_subjects_is_the_school_of_each_row(
    shnor: Command, tmp_path: Path
) -> None:
    rows: Rows = [
        ["ОГЭ 2023"], ["Код ОО", "Наименование", "Выпускников", "Предмет", *COUNTS],
        [*ONE[:2], 30, "Математика", *ONE[2:]], [None, None, None, "Физика", *THREE[2:]],
    ]  # fmt: skip
    merged = ["A3:A4", "B3:B4", "C3:C4"]
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}, {"Л": merged}))
    assert ran.code == 0, ran.out
    assert counts(tmp_path / "d", "subject") == {"math": ONE[2:], "physics": THREE[2:]}
    assert stored(tmp_path / "d")["enrolled"].tolist() == [30, 30]


# -- municipalities -------------------------------------------------------------------------------

FIRST, SECOND = (f"Муниципалитет с кодом {number} (Алтайский край)" for number in (1, 2))


@pytest.mark.parametrize("code", [False, True])
def test_lines_that_name_municipalities_hold_for_the_schools_below_them(
    shnor: Command, tmp_path: Path, code: bool
) -> None:
    def line(number: int, name: str) -> list[Any]:
        return [f"{number}", f"Район {number}"] if code else [name]

    rows: Rows = [[TITLE], HEADER, line(1, FIRST), ["101", "СОШ № 1", *ONE[2:]],
                  ["102", "СОШ № 2", *TWO[2:]], ["Городские школы"],
                  ["103", "СОШ № 3", *TWO[2:]], line(2, SECOND),
                  ["201", "СОШ № 4", *THREE[2:]]]  # fmt: skip
    merged = [] if code else ["A3:G3", "A8:G8"]
    path = save(tmp_path / "t.xlsx", {"Л": rows}, {"Л": merged})
    ran = load(shnor, tmp_path / "d", path, owner="altai")
    assert ran.code == 0, ran.out
    first, second = "altai-01", "altai-02"
    assert homes(tmp_path / "d") == {"101": first, "102": first, "103": first, "201": second}


@pytest.mark.parametrize("number", [[], [1]])
def test_lines_that_name_kinds_of_municipalities_part_the_schools_of_one(
    shnor: Command, tmp_path: Path, number: list[int]
) -> None:
    rows: Rows = [[TITLE], HEADER, [*number, "Городской округ"], ONE,
                  [*number, "Муниципальные районы"], TWO]  # fmt: skip
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.code == 0, ran.out
    assert homes(tmp_path / "d") == {"64101": "ivanteevsky", "64102": "ivanteevsky"}


def test_schools_under_a_kind_of_municipality_are_not_those_of_the_district_above(
    shnor: Command, tmp_path: Path
) -> None:
    rows: Rows = [[TITLE], HEADER, ["Ивантеевский район"], ONE, ["Городской округ"], TWO]
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert refusal(ran, tmp_path / "d")["code"] == "several_municipalities"


@pytest.mark.parametrize("form", ["очная", "Очно-заочная форма", "семейное образование"])
def test_column_of_forms_of_study_is_not_about_the_exam(
    shnor: Command, tmp_path: Path, form: str
) -> None:
    rows: Rows = [[TITLE], [*HEADER[:2], "Форма", *COUNTS], [*ONE[:2], form, *ONE[2:]],
                  [*TWO[:2], "очная", *TWO[2:]]]  # fmt: skip
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.code == 0, ran.out
    assert counts(tmp_path / "d") == {"64101": ONE[2:], "64102": TWO[2:]}


@pytest.mark.parametrize("line", ["Пугачёвский район", "Школы Пугачёвского района"])
def test_schools_under_a_line_of_an_unknown_municipality_do_not_become_those_of_the_given_one(
    shnor: Command, tmp_path: Path, line: str
) -> None:
    rows: Rows = [[TITLE], HEADER, ["Ивантеевский район"], ONE, [line], TWO]
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    problem = refusal(ran, tmp_path / "d")
    assert problem["code"] == "several_municipalities"
    assert (problem["sheet"], problem["row"]) == ("Л", 5)
    assert problem["found"] == "пугачевский район"


def test_tables_titled_with_two_municipalities_are_not_those_of_one(
    shnor: Command, tmp_path: Path
) -> None:
    def rows(*titles: str) -> Rows:
        made: Rows = [[TITLE]]
        for title, school in zip(titles, (ONE, TWO), strict=True):
            made += [[title], ["Математика"], HEADER, school, []]
        return made

    two = save(tmp_path / "t.xlsx", {"Л": rows("Ивантеевский район", "Пугачёвский район")})
    problem = refusal(load(shnor, tmp_path / "d", two), tmp_path / "d")
    assert problem["code"] == "several_municipalities"
    same = save(tmp_path / "u.xlsx", {"Л": rows("Наш район", "Ивантеевский район")})
    assert load(shnor, tmp_path / "d", same).code == 0


def test_line_that_names_the_given_municipality_changes_nothing(
    shnor: Command, tmp_path: Path
) -> None:
    rows: Rows = [[TITLE], HEADER, ["Ивантеевский район"], ONE, TWO, ["Пугачёвский район: нет"]]
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.code == 0, ran.out
    assert homes(tmp_path / "d") == {"64101": "ivanteevsky", "64102": "ivanteevsky"}


@pytest.mark.parametrize("merged", [["A3:A4", "A5:A6"], []])
def test_municipality_written_once_for_its_schools_is_that_of_each_of_them(
    shnor: Command, tmp_path: Path, merged: list[str]
) -> None:
    rows: Rows = [[TITLE], ["Муниципалитет", *HEADER], [FIRST, "101", "СОШ № 1", *ONE[2:]],
                  [None, "102", "СОШ № 2", *TWO[2:]], [SECOND, "201", "СОШ № 1", *TWO[2:]],
                  [None, "202", "СОШ № 2", *THREE[2:]]]  # fmt: skip
    path = save(tmp_path / "t.xlsx", {"Л": rows}, {"Л": merged})
    ran = load(shnor, tmp_path / "d", path, owner="altai")
    assert ran.code == 0, ran.out
    first, second = "altai-01", "altai-02"
    assert homes(tmp_path / "d") == {"101": first, "102": first, "201": second, "202": second}


# -- years side by side ---------------------------------------------------------------------------


def beside(title: str, first: Any, second: Any, one: list[Any], two: list[Any]) -> Rows:
    """Two groups of the same columns; the second is that of this year in most tests."""
    heads = ["Код ОО", "Наименование", first, *[None] * 4, second, *[None] * 4]
    return [[title], heads, [None, None, *COUNTS * 2], [*ONE[:2], *one, *two]]


LAST, THIS = [25, 5, 10, 5, 5], [20, 1, 9, 5, 5]
WIDE = ["C2:G2", "H2:L2"]
COMPARED = "Результаты ОГЭ 2023 года по математике в сравнении с прошлым годом"


@pytest.mark.parametrize(
    ("first", "second", "title", "options"),
    [
        ("Прошлый год", "Текущий год", COMPARED, ()),
        ("2022", "2023", "Результаты ОГЭ по математике", ("-y", "2023")),
        (2022, 2023, "Результаты ОГЭ по математике", ("-y", "2023")),
        ("2021/2022 учебный год", "2022-2023 уч. г.", COMPARED, ()),
        ("В 2022 году", "Результаты", COMPARED, ()),
    ],
)
@pytest.mark.parametrize(("merged", "is_swapped"), [(WIDE, False), ([], True)])
def test_columns_of_the_year_of_the_table_are_read_and_those_of_another_are_told(
    shnor: Command, tmp_path: Path, first: Any, second: Any, title: str,
    options: tuple[str, ...], merged: list[str], is_swapped: bool,
) -> None:  # fmt: skip
    rows = beside(title, first, second, LAST, THIS)
    if is_swapped:
        rows = beside(title, second, first, THIS, LAST)
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}, {"Л": merged}),
               *options)  # fmt: skip
    assert ran.code == 0, ran.out
    assert counts(tmp_path / "d", "year", "scope_id") == {(2023, "64101"): THIS}
    told = ran.by_code["other_year_columns"]
    assert (told["severity"], told["found"]) == ("warning", f"«{first}»")
    assert "several_participants" not in ran.codes


def test_years_under_each_column_are_told_apart_too(shnor: Command, tmp_path: Path) -> None:
    heads = [cell for head in COUNTS for cell in (head, None)]
    values = [cell for pair in zip(LAST, THIS, strict=True) for cell in pair]
    rows: Rows = [[COMPARED], [None, None, "Динамика за 2021-2023 годы"],
                  ["Код ОО", "Наименование", *heads], [None, None, *[2022, 2023] * 5],
                  [*ONE[:2], *values]]  # fmt: skip
    path = save(tmp_path / "t.xlsx", {"Л": rows}, {"Л": ["C2:L2"]})
    ran = load(shnor, tmp_path / "d", path)
    assert ran.code == 0, ran.out
    assert counts(tmp_path / "d") == {"64101": THIS}
    assert " / Количество участников / 2022; " in ran.by_code["other_year_columns"]["found"]


@pytest.mark.parametrize(
    ("first", "second", "title", "code"),
    [
        ("Юноши", "Девушки", TITLE, "columns_alike"),
        ("Выпускники текущего года", "Выпускники прошлых лет", TITLE, "columns_alike"),
        ("2021", "2022", TITLE, "other_year"),
        ("2022", "2023", "Результаты ОГЭ по математике", "exam_unknown"),
        ("2022", "2023", "Динамика ОГЭ по математике, 2022-2024", "exam_unknown"),
    ],
)
def test_groups_of_columns_of_which_none_is_that_of_the_table_are_asked_about(
    shnor: Command, tmp_path: Path, first: str, second: str, title: str, code: str
) -> None:
    rows = beside(title, first, second, LAST, THIS)
    path = save(tmp_path / "t.xlsx", {"Л": rows}, {"Л": WIDE})
    problem = refusal(load(shnor, tmp_path / "d", path), tmp_path / "d")
    assert (problem["code"], problem["row"]) == (code, 2)


def test_table_of_other_years_in_a_document_is_passed_over_and_told(
    shnor: Command, tmp_path: Path
) -> None:
    rows = beside("", "2021", "2022", LAST, THIS)[1:]
    parts: list[str | Rows] = ["ОГЭ 2023, математика", [HEADER, ONE], "За прошлые годы", rows]
    ran = load(shnor, tmp_path / "d", document(tmp_path / "t.docx", parts))
    assert ran.code == 0, ran.out
    assert counts(tmp_path / "d") == {"64101": ONE[2:]}
    assert {"other_year", "tables_passed_over"} <= ran.codes


def test_pupils_counted_in_the_autumn_before_stay_with_the_exam(
    shnor: Command, tmp_path: Path
) -> None:
    head = "Обучающихся 9 классов на 1 сентября 2022 года"
    rows: Rows = [[TITLE], ["Код ОО", "Наименование", head, *COUNTS], [*ONE[:2], 31, *ONE[2:]]]
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.code == 0, ran.out
    assert stored(tmp_path / "d")["enrolled"].tolist() == [31]
