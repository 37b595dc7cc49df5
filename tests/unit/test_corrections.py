"""Known errors of sources as data: applied with a finding, refused once the source changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import openpyxl
import pandas as pd
import pytest
from support import Command, Ran

from helpers.readers.corrections import Correction, corrected
from helpers.readers.formats import read_grids

HEADER = "school_id;year;wave;procedure;grade;subject;participants;mark_2;mark_3;mark_4;mark_5"
LINE = "s1;2022;spring;ВПР;5;math;10;12;3;4;1"
RECORD = """- file: marks.csv
  sheet:
  row: 2
  column: mark_2
  found: 12
  corrected: 2
  reason: Опечатка, в протоколе школы два.
  told: заместителю директора школы
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "d"
    (folder / "corrections").mkdir(parents=True)
    (folder / "corrections" / "marks.yaml").write_text(RECORD, encoding="utf-8")
    return folder


def take(shnor: Command, data: Path, line: str = LINE) -> Ran:
    path = data.parent / "marks.csv"
    path.write_text(f"{HEADER}\n{line}\n", encoding="utf-8")
    return shnor("import", path, "-m", "ivanteevsky", "--data", data, "--format", "json")


def mark_2(data: Path) -> list[int]:
    rows = pd.read_parquet(data / "store" / "marks" / "municipality_id=ivanteevsky")
    return rows["mark_2"].tolist()


def test_a_correction_is_applied_and_told_with_before_and_after(shnor: Command, data: Path) -> None:
    ran = take(shnor, data)
    assert ran.code == 0, ran.problems
    assert mark_2(data) == [2]
    (told,) = [p for p in ran.problems if p["code"] == "corrected"]
    assert (told["row"], told["column"]) == (2, "mark_2")
    assert (told["found"], told["expected"]) == ("«12»", "«2»")
    assert "Опечатка" in told["message"]
    assert "заместителю директора" in told["message"]
    assert "corrections/marks.yaml, запись 1" in told["message"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (LINE.replace(";12;", ";2;"), "Источник уже исправлен"),
        (LINE.replace(";12;", ";3;").replace(";10;", ";11;"), "Источник изменился"),
        (LINE.replace(";12;", ";;"), "Источник изменился"),
    ],
)
def test_a_correction_fails_once_the_source_holds_another_value(
    shnor: Command, data: Path, line: str, words: str
) -> None:
    ran = take(shnor, data, line)
    (problem,) = [p for p in ran.problems if p["code"] == "correction_stale"]
    assert ran.code == 1
    assert words in problem["message"]
    assert problem["expected"] == "«12»"
    assert not list(data.rglob("*.parquet"))


def test_a_record_about_a_cell_that_is_not_there_fails(shnor: Command, data: Path) -> None:
    path = data / "corrections" / "marks.yaml"
    for old, new in (("row: 2", "row: 20"), ("column: mark_2", "column: нет"),
                     ("sheet:", "sheet: Лист1")):  # fmt: skip
        path.write_text(RECORD.replace(old, new), encoding="utf-8")
        ran = take(shnor, data)
        assert ran.code == 1
        assert "correction_stale" in {p["code"] for p in ran.problems}


def test_other_files_are_left_alone(shnor: Command, data: Path) -> None:
    path = data / "corrections" / "marks.yaml"
    path.write_text(RECORD.replace("marks.csv", "other.csv"), encoding="utf-8")
    assert next(p["code"] for p in take(shnor, data).problems) == "marks_do_not_sum"


def test_a_cell_of_a_book_is_named_by_sheet_and_letter(shnor: Command, data: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "marks"
    book.active.append(HEADER.split(";"))
    book.active.append(["s1", 2022, "spring", "ВПР", 5, "math", 10, 12, 3, 4, 1])
    book.save(data.parent / "marks.xlsx")
    record = RECORD.replace("marks.csv", "marks.xlsx").replace("sheet:", "sheet: marks")
    (data / "corrections" / "marks.yaml").write_text(
        record.replace("mark_2", "H"), encoding="utf-8"
    )
    path = data.parent / "marks.xlsx"
    ran = shnor("import", path, "-m", "ivanteevsky", "--data", data, "--format", "json")
    assert ran.code == 0, ran.problems
    assert mark_2(data) == [2]


def book_with_an_error(path: Path) -> Path:
    """The book whose number of marks «2» is a failed formula."""
    book = openpyxl.Workbook()
    book.active.title = "marks"
    book.active.append(HEADER.split(";"))
    book.active.append(["s1", 2022, "spring", "ВПР", 5, "math", 10, "#DIV/0!", 3, 4, 1])
    book.active["H2"].data_type = "e"
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("found", "code"), [("ошибка вычисления", 0), ("формула без значения", 1), ("12", 1)]
)
def test_a_cell_with_an_error_is_put_right_where_the_record_names_the_error(
    shnor: Command, data: Path, found: str, code: int
) -> None:
    record = RECORD.replace("marks.csv", "marks.xlsx").replace("sheet:", "sheet: marks")
    record = record.replace("mark_2", "H").replace("found: 12", f'found: "{found}"')
    (data / "corrections" / "marks.yaml").write_text(record, encoding="utf-8")
    path = book_with_an_error(data.parent / "marks.xlsx")
    ran = shnor("import", path, "-m", "ivanteevsky", "--data", data, "--format", "json")
    assert ran.code == code, ran.problems
    if code:
        (stale,) = [p for p in ran.problems if p["code"] == "correction_stale"]
        assert (stale["found"], stale["expected"]) == ("«ошибка вычисления»", f"«{found}»")
    else:
        assert mark_2(data) == [2]
        assert "error_cell" not in {p["code"] for p in ran.problems}


@pytest.mark.parametrize(("value", "code"), [("2", 0), ("1.1", 1)])
def test_a_cell_with_an_error_in_an_xml_table_is_put_right_too(
    shnor: Command, data: Path, value: str, code: int
) -> None:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    values: list[Any] = ["s1", 2022, "spring", "ВПР", 5, "math", 10, "#DIV/0!", 3, 4, 1]
    lines = [
        "".join(f'<Cell><Data ss:Type="{_kind(one)}">{one}</Data></Cell>' for one in line)
        for line in (HEADER.split(";"), values)
    ]
    rows = "".join(f"<Row>{line}</Row>" for line in lines)
    path = data.parent / "marks.xls"
    path.write_text(
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="marks"><Table>{rows}</Table></Worksheet></Workbook>',
        encoding="utf-8",
    )
    take_it = ("import", path, "-m", "ivanteevsky", "--data", data, "--format", "json")
    (refused,) = [p for p in shnor(*take_it).problems if p["severity"] == "error"]
    assert (refused["code"], refused["row"], refused["column"]) == ("error_cell", 2, "H")
    record = RECORD.replace("marks.csv", "marks.xls").replace("sheet:", "sheet: marks")
    record = record.replace("mark_2", "H").replace("found: 12", 'found: "#DIV/0!"')
    record = record.replace("corrected: 2", f'corrected: "{value}"')
    (data / "corrections" / "marks.yaml").write_text(record, encoding="utf-8")
    ran = shnor(*take_it)
    assert ran.code == code, ran.problems
    if code:
        assert "not_whole" in {p["code"] for p in ran.problems}
    else:
        assert mark_2(data) == [2]


def _kind(value: Any) -> str:
    return "Error" if value == "#DIV/0!" else "Number" if isinstance(value, int) else "String"


def test_a_code_in_the_place_of_an_error_stays_a_text(tmp_path: Path) -> None:
    path = book_with_an_error(tmp_path / "marks.xlsx")
    grids = read_grids(path.read_bytes(), "marks.xlsx")
    record = Correction("marks.xlsx", "marks", 2, "H", "ошибка вычисления", "1.1", "-", "-", "-")
    (grid,), _ = corrected(grids, [record], "marks.xlsx")
    assert grid.rows[1][7] == "1.1"


@pytest.mark.parametrize("before", ["#N/A", 123])
def test_a_corrected_code_keeps_its_zeros_in_front(shnor: Command, data: Path, before: Any) -> None:
    book = openpyxl.Workbook()
    book.active.title = "marks"
    book.active.append(HEADER.split(";"))
    book.active.append([before, 2022, "spring", "ВПР", 5, "math", 10, 2, 3, 4, 1])
    if before == "#N/A":
        book.active["A2"].data_type = "e"
    book.save(data.parent / "marks.xlsx")
    found = "ошибка вычисления" if before == "#N/A" else "123"
    record = RECORD.replace("marks.csv", "marks.xlsx").replace("sheet:", "sheet: marks")
    record = record.replace("mark_2", "A").replace("found: 12", f'found: "{found}"')
    (data / "corrections" / "marks.yaml").write_text(
        record.replace("corrected: 2", 'corrected: "0123"'), encoding="utf-8"
    )
    path = data.parent / "marks.xlsx"
    ran = shnor("import", path, "-m", "ivanteevsky", "--data", data, "--format", "json")
    assert ran.code == 0, ran.problems
    rows = pd.read_parquet(data / "store" / "marks" / "municipality_id=ivanteevsky")
    assert rows["scope_id"].tolist() == ["0123"]


@pytest.mark.parametrize(("mended", "code"), [(0, 1), (101, 1), (102, 0)])
def test_no_cell_with_an_error_is_forgotten_when_many_are_put_right(
    shnor: Command, data: Path, mended: int, code: int
) -> None:
    book = openpyxl.Workbook()
    book.active.title = "marks"
    book.active.append(HEADER.split(";"))
    for row in range(2, 104):
        line = [f"s{row}", 2022, "spring", "ВПР", 5, "math", 10, "#DIV/0!", 3, 4, 1]
        book.active.append(line)
        book.active[f"H{row}"].data_type = "e"
    book.save(data.parent / "marks.xlsx")
    record = RECORD.replace("marks.csv", "marks.xlsx").replace("sheet:", "sheet: marks")
    record = record.replace("mark_2", "H").replace("found: 12", 'found: "ошибка вычисления"')
    records = [record.replace("row: 2", f"row: {row}") for row in range(2, 2 + mended)]
    (data / "corrections" / "marks.yaml").write_text("".join(records), encoding="utf-8")
    path = data.parent / "marks.xlsx"
    ran = shnor("import", path, "-m", "ivanteevsky", "--data", data, "--format", "json")
    errors = [p for p in ran.problems if p["severity"] == "error"]
    assert (ran.code, len(errors)) == (code, {0: 101, 101: 1, 102: 0}[mended])
    if mended == 101:
        assert (errors[0]["code"], errors[0]["row"], errors[0]["column"]) == (
            "error_cell",
            103,
            "H",
        )
    elif not mended:
        assert errors[-1]["message"].endswith("ещё не показано: 2.")


PLAN = """| № | Мероприятие | Срок | Ответственный |
|---|---|---|---|
| 1 | Диагностика педагогов | март 2002 | Петрова А.И. |
| 2 | Семинар для учителей | май 2022 | школа |
"""
PLAN_RECORD = """- file: plan.md
  sheet:
  row: 3
  column: Срок
  found: март 2002
  corrected: март 2022
  reason: Опечатка в годе.
  told: методисту
"""


def take_plan(shnor: Command, data: Path, record: str, suffix: str) -> Ran:
    """The plan as Markdown or as a Word document, with a record about it."""
    path = data.parent / f"plan.{suffix}"
    if suffix == "md":
        path.write_text(PLAN, encoding="utf-8")
    else:
        lines = [line for line in PLAN.splitlines() if not line.startswith("|--")]
        document = docx.Document()
        table = document.add_table(len(lines), 4)
        for row, line in zip(table.rows, lines, strict=True):
            for cell, word in zip(row.cells, line.strip("| ").split(" | "), strict=True):
                cell.text = word
        document.save(path)
    record = record.replace("plan.md", path.name).replace("row: 3", f"row: {2 + (suffix == 'md')}")
    (data / "corrections" / "marks.yaml").write_text(record, encoding="utf-8")
    return shnor("import", path, "-m", "ivanteevsky", "--data", data, "--format", "json")


@pytest.mark.parametrize("suffix", ["md", "docx"])
def test_a_cell_of_a_plan_is_put_right_before_its_term_is_read(
    shnor: Command, data: Path, suffix: str
) -> None:
    ran = take_plan(shnor, data, PLAN_RECORD, suffix)
    assert ran.code == 0, ran.problems
    rows = pd.read_parquet(data / "store" / "roadmap_items" / "municipality_id=ivanteevsky")
    assert rows.sort_values("seq")["term_raw"].tolist() == ["март 2022", "май 2022"]
    (told,) = [p for p in ran.problems if p["code"] == "corrected"]
    assert (told["found"], told["expected"]) == ("«март 2002»", "«март 2022»")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("март 2002", "март 2001", "Источник изменился"),
        ("март 2002\n", "апрель 2022\n", "Источник изменился"),
        ("row: 3", "row: 30", "не подходит к файлу"),
        ("column: Срок", "column: Цена", "не подходит к файлу"),
        ("column: Срок", "column: Ответственный", "Источник изменился"),
    ],
)
def test_a_record_that_does_not_fit_the_plan_refuses_it_and_names_nobody(
    shnor: Command, data: Path, old: str, new: str, words: str
) -> None:
    ran = take_plan(shnor, data, PLAN_RECORD.replace(old, new), "md")
    (problem,) = [p for p in ran.problems if p["code"] == "correction_stale"]
    assert (ran.code, words in problem["message"]) == (1, True)
    assert "Петрова" not in ran.out
    assert not list(data.rglob("*.parquet"))


def test_a_new_correction_makes_the_same_file_be_read_again(shnor: Command, data: Path) -> None:
    good = LINE.replace(";12;", ";2;")
    path = data / "corrections" / "marks.yaml"
    path.unlink()
    assert take(shnor, data, good).code == 0
    record = RECORD.replace("found: 12", "found: 2").replace("corrected: 2", "corrected: 3")
    both = record + record.replace("mark_2", "mark_3").replace("found: 2", "found: 3").replace(
        "corrected: 3", "corrected: 2"
    )
    path.write_text(both, encoding="utf-8")
    assert take(shnor, data, good).code == 0
    assert mark_2(data) == [3]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  reason: Опечатка, в протоколе школы два.\n", "", "не заполнено: reason"),
        ("row: 2", "row: вторая", "номер строки"),
        ("told: заместителю директора школы", "told: Ивановой Марии Петровне", "имя человека"),
        ("told: заместителю директора школы", "told: Иванова М.П.", "имя человека"),
        ("sheet:", "лист:", "неизвестные поля лист"),
    ],
)
def test_an_incomplete_record_or_one_that_names_a_person_is_wrong_usage(
    shnor: Command, data: Path, old: str, new: str, words: str
) -> None:
    path = data / "corrections" / "marks.yaml"
    path.write_text(RECORD.replace(old, new), encoding="utf-8")
    ran = take(shnor, data)
    assert (ran.code, words in ran.err) == (2, True)
