"""Importing tables: what is stored, what is refused and in which words."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from support import Command, Ran, stored

HEADER = "school_id;year;wave;procedure;grade;subject;participants;mark_2;mark_3;mark_4;mark_5"
GOOD = f"""{HEADER}
s1;2022;spring;ВПР;5;math;10;2;3;4;1
s2;2022;осень;vpr;5;Математика;6;1;2;2;1
"""


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    path = tmp_path / "marks.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_good_table_is_stored_with_codes_normalised(
    shnor: Command, marks: Path, tmp_path: Path
) -> None:
    ran = shnor("import", marks, "-m", "ivanteevsky", "--data", tmp_path / "d", "--format", "json")
    assert ran.code == 0
    assert ran.json["sources"][0]["tables"] == {"schools": 2, "marks": 2}
    rows = stored(tmp_path / "d", "marks")
    assert "municipality_id" not in rows
    assert rows["procedure"].tolist() == ["ВПР", "ВПР"]
    assert rows["wave"].tolist() == ["spring", "autumn"]
    assert rows["programme_grade"].tolist() == [5, 4]
    assert rows["scope_id"].tolist() == ["s1", "s2"]
    assert rows["source_row"].tolist() == [2, 3]


def test_an_import_says_which_dataset_it_goes_into_and_that_one_is_for_training(
    shnor: Command, marks: Path, tmp_path: Path
) -> None:
    own, training = tmp_path / "own", tmp_path / "training"
    training.mkdir()
    (training / "dataset.yaml").write_text("label: учебные данные\n", encoding="utf-8")
    for data, words in (
        (own, "Набор данных: own."),
        (training, "Набор данных: training — учебные данные; для своих данных нужен свой набор:"),
    ):
        ran = shnor("import", marks, "-m", "ivanteevsky", "--data", data, "--brief")
        assert ran.code == 0
        assert words in ran.out


@pytest.mark.parametrize("writing", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_text_encodings_of_russian_offices_give_the_same_rows(
    shnor: Command, tmp_path: Path, writing: str
) -> None:
    text = GOOD.replace(
        HEADER,
        "Код школы;Год;Волна;Процедура;Класс (кто писал);Предмет;"
        "Участников;Отметок «2»;Отметок «3»;Отметок «4»;Отметок «5»",
    )
    path = tmp_path / "отметки.csv"
    path.write_bytes(text.encode(writing))
    assert shnor("import", path, "-m", "ivanteevsky", "--data", tmp_path / "d").code == 0
    assert stored(tmp_path / "d", "marks")["mark_4"].tolist() == [4, 2]


def test_xlsx_with_russian_headers_and_parquet_give_the_rows_of_the_csv(
    shnor: Command, marks: Path, tmp_path: Path
) -> None:
    shnor("import", marks, "-m", "ivanteevsky", "--data", tmp_path / "csv")
    want = stored(tmp_path / "csv", "marks").drop(columns=["source_id", "source_sheet"])
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Отметки"
    sheet.append(
        [
            "Код школы",
            "Год",
            "Волна",
            "Процедура",
            "Класс (кто писал)",
            "Предмет",
            "Участников",
            "Отметок «2»",
            "Отметок «3»",
            "Отметок «4»",
            "Отметок «5»",
        ]
    )
    sheet.append(["s1", 2022, "весна", "ВПР", 5, "Математика", 10, 2, 3, 4, 1])
    sheet.append(["s2", 2022, "осень", "ВПР", 5, "Математика", 6, 1, 2, 2, 1])
    book.save(tmp_path / "book.xlsx")
    frame = pd.read_csv(marks, sep=";")
    frame.to_parquet(tmp_path / "marks.parquet")
    for name in ("book.xlsx", "marks.parquet"):
        data = tmp_path / name.replace(".", "_")
        assert shnor("import", tmp_path / name, "-m", "ivanteevsky", "--data", data).code == 0
        got = stored(data, "marks").drop(columns=["source_id", "source_sheet"])
        pd.testing.assert_frame_equal(got, want)


BAD_CELLS = [
    ("s1;2022;spring;ВПР;5;math;десять;2;3;4;1", "bad_number", "participants", "«десять»"),
    ("s1;2022;spring;ВПР;5;math;10;-2;3;4;1", "out_of_range", "mark_2", "«-2»"),
    ("s1;2022;spring;ВПР;5;math;10;2,5;3;4;1", "not_whole", "mark_2", "«2,5»"),
    ("s1;2022;spring;ВПР;5;матем;10;2;3;4;1", "unknown_code", "subject", "«матем»"),
    ("s1;2 022;spring;ВПР;5;math;10;2;3;4;1", "bad_year", "year", "«2 022»"),
    (
        "s1;2022;spring;ВПР;5;math;10;2;3;4;2",
        "marks_do_not_sum",
        "participants",
        "«2+3+4+5 = 11, участников 10»",
    ),
    (";2022;spring;ВПР;5;math;10;2;3;4;1", "missing_key", "school_id", "«пустая ячейка»"),
]


@pytest.mark.parametrize(("line", "code", "column", "found"), BAD_CELLS)
def test_fault_names_line_column_and_what_was_found_and_nothing_is_stored(
    shnor: Command, tmp_path: Path, line: str, code: str, column: str, found: str
) -> None:
    path = tmp_path / "marks.csv"
    path.write_text(f"{HEADER}\n{line}\n", encoding="utf-8")
    ran = shnor("import", path, "-m", "ivanteevsky", "--data", tmp_path / "d", "--format", "json")
    assert ran.code == 1
    problem = next(p for p in ran.json["sources"][0]["problems"] if p["severity"] == "error")
    assert problem["code"] == code
    assert (problem["row"], problem["column"]) == (2, column)
    assert problem["found"].strip("«»") == found.strip("«»")
    assert problem["expected"]
    assert ran.json["sources"][0]["municipality_id"] == "ivanteevsky"
    assert not list((tmp_path / "d").rglob("*.parquet"))


def test_a_sheet_of_people_is_told_what_to_do_with_them(shnor: Command, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("ФИО,Класс,Телефон\nИванов Иван Иванович,9,89001234567\n", encoding="utf-8")
    ran = shnor("import", path, "-m", "ivanteevsky", "--data", tmp_path / "d", "--format", "json")
    problems = ran.json["sources"][0]["problems"]
    told = [one for one in problems if one["code"] == "personal_data"]
    assert (ran.code, [one["column"] for one in told]) == (1, ["ФИО", "Телефон"])
    assert all("уберите их из файла" in one["message"] for one in told)
    assert "Иванов" not in ran.out + ran.err


def test_a_year_written_with_a_zero_after_the_point_is_a_year(
    shnor: Command, tmp_path: Path
) -> None:
    path = tmp_path / "targets.csv"
    path.write_text(
        "indicator_id,municipality_id,year,target,base_year\n"
        "oge9.rus.positive_share,ivanteevsky,2022.0,95,2021.0\n",
        encoding="utf-8",
    )
    ran = shnor("import", path, "--data", tmp_path / "d", "--dry-run", "--format", "json")
    (row,) = ran.json["sources"][0]["rows"]
    assert (row["year"], row["base_year"]) == (2022, 2021)


def test_percent_of_140_is_refused_with_its_cell(shnor: Command, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "tasks"
    sheet.append(
        [
            "school_id",
            "year",
            "wave",
            "procedure",
            "grade",
            "subject",
            "task",
            "participants",
            "completion_pct",
        ]
    )
    sheet.append(["s1", 2022, "spring", "ВПР", 5, "math", "1", 10, 140])
    book.save(tmp_path / "tasks.xlsx")
    ran = shnor(
        "import",
        tmp_path / "tasks.xlsx",
        "-m",
        "ivanteevsky",
        "--data",
        tmp_path / "d",
        "--format",
        "json",
    )
    problem = ran.json["sources"][0]["problems"][0]
    assert ran.code == 1
    assert (problem["sheet"], problem["row"], problem["column"]) == ("tasks", 2, "I")
    assert "от 0 до 100" in problem["expected"]


def test_all_faults_of_a_file_are_reported_at_once(shnor: Command, tmp_path: Path) -> None:
    path = tmp_path / "marks.csv"
    path.write_text("\n".join([HEADER, *(line for line, *_ in BAD_CELLS)]), encoding="utf-8")
    ran = shnor("import", path, "-m", "ivanteevsky", "--data", tmp_path / "d", "--format", "json")
    assert ran.codes >= {code for _, code, *_ in BAD_CELLS}


def test_good_file_is_stored_beside_a_refused_one(
    shnor: Command, marks: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(f"{HEADER}\n{BAD_CELLS[0][0]}\n", encoding="utf-8")
    ran = shnor("import", bad, marks, "-m", "ivanteevsky", "--data", tmp_path / "d")
    assert ran.code == 1
    assert len(stored(tmp_path / "d", "marks")) == 2


def test_same_path_again_replaces_its_rows_and_keeps_the_old_bytes(
    shnor: Command, marks: Path, tmp_path: Path
) -> None:
    data = tmp_path / "d"
    old = marks.read_bytes()
    shnor("import", marks, "-m", "ivanteevsky", "--data", data)
    marks.write_text(f"{HEADER}\ns1;2022;spring;ВПР;5;math;9;1;3;4;1\n", encoding="utf-8")
    assert shnor("import", marks, "-m", "ivanteevsky", "--data", data).code == 0
    assert stored(data, "marks")["mark_2"].tolist() == [1]
    ledger = json.loads((data / "store" / "ledger.json").read_text(encoding="utf-8"))
    (earlier,) = ledger["sources"][0]["earlier"]
    assert (data / "store" / "kept" / earlier[:2] / earlier).read_bytes() == old


def test_same_keys_from_another_file_are_refused_unless_replaced(
    shnor: Command, marks: Path, tmp_path: Path
) -> None:
    data = tmp_path / "d"
    shnor("import", marks, "-m", "ivanteevsky", "--data", data)
    other = tmp_path / "other.csv"
    other.write_text(f"{HEADER}\ns1;2022;spring;ВПР;5;math;9;1;3;4;1\n", encoding="utf-8")
    ran = shnor("import", other, "-m", "ivanteevsky", "--data", data, "--format", "json")
    assert (ran.code, ran.codes) == (1, {"already_stored"})
    assert stored(data, "marks")["participants"].tolist() == [10, 6]
    assert shnor("import", other, "-m", "ivanteevsky", "--data", data, "--replace").code == 0
    assert stored(data, "marks")["participants"].tolist() == [9, 6]


def test_dry_run_stores_nothing_and_shows_the_rows(
    shnor: Command, marks: Path, tmp_path: Path
) -> None:
    ran = shnor(
        "import",
        marks,
        "-m",
        "ivanteevsky",
        "--data",
        tmp_path / "d",
        "--dry-run",
        "--format",
        "json",
    )
    assert ran.code == 0
    assert ran.json["stored"] is False
    assert [row["mark_5"] for row in ran.json["sources"][0]["rows"]] == [1, 1]
    assert not (tmp_path / "d").exists()


def test_declared_absences_are_kept_apart_and_are_not_zero(shnor: Command, tmp_path: Path) -> None:
    path = tmp_path / "marks.csv"
    path.write_text(f"{HEADER}\ns1;2022;spring;ВПР;5;math;н/д;с;с;с;х\n", encoding="utf-8")
    assert shnor("import", path, "-m", "ivanteevsky", "--data", tmp_path / "d").code == 0
    (row,) = stored(tmp_path / "d", "marks").to_dict("records")
    assert pd.isna(row["mark_2"])
    kinds = dict(part.split("=") for part in row["absences"].split(";"))
    assert kinds == {
        "participants": "not_reported",
        "mark_2": "suppressed",
        "mark_3": "suppressed",
        "mark_4": "suppressed",
        "mark_5": "not_applicable",
    }


def test_shares_become_counts_only_when_unambiguous(shnor: Command, tmp_path: Path) -> None:
    header = HEADER.replace(
        "mark_2;mark_3;mark_4;mark_5", "mark_2_pct;mark_3_pct;mark_4_pct;mark_5_pct"
    )
    path = tmp_path / "marks.csv"
    path.write_text(
        f"{header}\ns1;2022;spring;ВПР;5;math;17;11,76;35,29;41,18;11,76\n"
        "s2;2022;spring;ВПР;5;math;4000;12,0;35,0;41,0;12,0\n",
        encoding="utf-8",
    )
    ran = shnor("import", path, "-m", "ivanteevsky", "--data", tmp_path / "d", "--format", "json")
    assert ran.code == 0
    first, second = stored(tmp_path / "d", "marks").to_dict("records")
    assert [first[f"mark_{mark}"] for mark in (2, 3, 4, 5)] == [2, 6, 7, 2]
    assert first["counts_origin"] == "percents"
    assert pd.isna(second["mark_2"])
    assert "counts_not_restored" in ran.codes


def test_unknown_layout_names_the_nearest_table_and_what_it_lacks(
    shnor: Command, tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    path.write_text("school_id;participants;mark_2\ns1;10;2\n", encoding="utf-8")
    ran = shnor("import", path, "-m", "ivanteevsky", "--data", tmp_path / "d")
    assert ran.code == 1
    assert "Отметки" in ran.err
    assert "procedure" in ran.err


def test_unknown_layout_names_the_nearest_export_and_what_it_lacks(
    shnor: Command, tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    path.write_text("логин школы;вариант;балл за 1;балл за 2\nsch1;1;1;0\n", encoding="utf-8")
    ran = shnor("import", path, "-m", "ivanteevsky", "--data", tmp_path / "d", "--format", "json")
    (problem,) = ran.json["sources"][0]["problems"]
    assert problem["code"] == "unknown_layout"
    assert "Протоколы ВПР 2021 года" in problem["message"]
    assert "нет столбцов «всего баллов»" in problem["message"]
    assert problem["found"].startswith("логин школы, вариант")


def test_shifted_line_is_refused_with_its_number(shnor: Command, tmp_path: Path) -> None:
    path = tmp_path / "marks.csv"
    path.write_text(GOOD + "s3;2022;spring;ВПР;5;math;10;2;3;4;1;лишнее\n", encoding="utf-8")
    ran = shnor("import", path, "-m", "ivanteevsky", "--data", tmp_path / "d", "--format", "json")
    (problem,) = ran.json["sources"][0]["problems"]
    assert (ran.code, problem["code"], problem["row"]) == (1, "ragged_row", 4)


def test_error_cell_and_formula_without_value_are_refused_with_their_address(
    shnor: Command, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "marks"
    sheet.append(HEADER.split(";"))
    sheet.append(["s1", 2022, "spring", "ВПР", 5, "math", "=SUM(H2:K2)", 2, 3, 4, "#DIV/0!"])
    sheet["K2"].data_type = "e"
    book.save(tmp_path / "marks.xlsx")
    ran = shnor(
        "import",
        tmp_path / "marks.xlsx",
        "-m",
        "ivanteevsky",
        "--data",
        tmp_path / "d",
        "--format",
        "json",
    )
    found = {(p["code"], p["row"], p["column"]) for p in ran.json["sources"][0]["problems"]}
    assert found == {("formula_without_value", 2, "G"), ("error_cell", 2, "K")}


def test_rows_without_a_known_municipality_are_refused(
    shnor: Command, marks: Path, tmp_path: Path
) -> None:
    ran = shnor("import", marks, "--data", tmp_path / "d", "--format", "json")
    assert (ran.code, ran.codes) == (1, {"municipality_needed"})


def test_unknown_municipality_names_the_nearest(shnor: Command, marks: Path) -> None:
    ran = shnor("import", marks, "-m", "ivantevsky")
    assert ran.code == 2
    assert "ivanteevsky" in ran.err


def test_a_teacher_of_another_municipality_is_refused_where_one_was_given(
    shnor: Command, tmp_path: Path
) -> None:
    def load(name: str, text: str, owner: str) -> Ran:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return shnor("import", path, "-m", owner, "--data", tmp_path / "d", "--format", "json")

    teachers = "teacher_code;year;school_id\nТ1;2022;s1\n"
    assert load("teachers.csv", teachers, "turochak").code == 0
    help_ = "teacher_code;date;form;record_no\nТ1;2022-03-01;консультация;1\n"
    ran = load("help.csv", help_, "ivanteevsky")
    assert ran.code == 1
    (problem,) = [p for p in ran.json["sources"][0]["problems"] if p["severity"] == "error"]
    assert (problem["code"], problem["row"], problem["found"]) == ("other_municipality", 2, "«Т1»")
    assert load("help.csv", help_, "turochak").code == 0


def test_a_plan_code_belongs_to_one_municipality(shnor: Command, tmp_path: Path) -> None:
    def load(name: str, owner: str, *options: str) -> Ran:
        path = tmp_path / name
        path.write_text(
            "plan_id;frame;period_start;period_end\nр1;calendar;2022-01-01;2022-12-31\n",
            encoding="utf-8",
        )
        words = ("import", path, "-m", owner, "--data", tmp_path / "d", "--format", "json")
        return shnor(*words, "--kind", "plan_frames", *options)

    assert load("one.csv", "turochak").code == 0
    for options in ((), ("--replace",)):
        ran = load("two.csv", "ivanteevsky", *options)
        assert ran.code == 1
        (problem,) = [p for p in ran.json["sources"][0]["problems"] if p["severity"] == "error"]
        assert (problem["code"], problem["row"]) == ("plan_code_taken", 2)
        assert problem["found"] == "«р1 (turochak)»"
        assert not (
            tmp_path / "d" / "store" / "plan_frames" / "municipality_id=ivanteevsky"
        ).exists()
    assert load("one.csv", "ivanteevsky").code == 0, "the same file, now of another municipality"
    assert stored(tmp_path / "d", "plan_frames")["plan_id"].tolist() == ["р1"]
    assert not (tmp_path / "d/store/plan_frames/municipality_id=turochak/part.parquet").exists()


def test_rows_of_places_that_are_not_listed_are_stored_and_told(
    shnor: Command, tmp_path: Path
) -> None:
    head = HEADER.replace("school_id", "scope_type;scope_id")
    path = tmp_path / "marks.csv"
    path.write_text(
        f"{head}\nmunicipality;zarechny;2022;spring;ВПР;5;math;10;2;3;4;1\n", encoding="utf-8"
    )
    ran = shnor("import", path, "-m", "ivanteevsky", "--data", tmp_path / "d", "--format", "json")
    assert ran.code == 0
    problem = next(p for p in ran.json["sources"][0]["problems"] if p["code"] == "unknown_scope")
    assert (problem["severity"], problem["row"], problem["found"]) == ("warning", 2, "«zarechny»")
    assert len(stored(tmp_path / "d", "marks")) == 1


def test_repeated_row_is_named_by_words_not_by_codes(shnor: Command, tmp_path: Path) -> None:
    path = tmp_path / "marks.csv"
    path.write_text(f"{GOOD}s1;2022;spring;ВПР;5;math;10;2;3;4;1\n", encoding="utf-8")
    ran = shnor("import", path, "-m", "ivanteevsky", "--data", tmp_path / "d", "--format", "json")
    problem = next(p for p in ran.json["sources"][0]["problems"] if p["code"] == "duplicate_key")
    assert "Математика" in problem["found"]
    assert "math" not in problem["found"]
    assert "весна" in problem["found"]
