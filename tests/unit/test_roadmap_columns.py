"""Plans whose terms stand in two columns, and several tables or plans in one file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import docx
import openpyxl
import pytest

from helpers.readers.roadmap import RoadmapSource, read_roadmap

HEAD = ["№", "Мероприятие", "Срок", "Ответственный", "Результат"]
ITEM = ["1", "Провести семинар", "март", "РМО", "Приказ"]


def plan(tmp_path: Path, *parts: str | Sequence[Sequence[str]], title: str = "План мероприятий "
         "на 2022-2023 учебный год", down: Sequence[int] = ()) -> RoadmapSource:  # fmt: skip
    """A Word plan of lines and tables; cells of columns `down` reach over two header rows."""
    document = docx.Document()
    for part in (title, *parts):
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(len(part), max(map(len, part)))
        for row, line in zip(table.rows, part, strict=True):
            for cell, text in zip(row.cells, line, strict=False):
                cell.text = text
        for at in down:
            table.cell(0, at).merge(table.cell(1, at))
    document.save(str(tmp_path / "plan.docx"))
    return read_roadmap(tmp_path / "plan.docx")


def days(source: RoadmapSource) -> list[str]:
    return [
        " ".join(f"{start or ''}..{end}" for start, end in item.deadline.windows)
        for item in source.items
    ]


def places(source: RoadmapSource, code: str) -> list[tuple[str, str, int | None]]:
    return [(p.severity, p.sheet, p.row) for p in source.findings if p.code == code]


# -- terms in two columns ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "finish"),
    [
        ("Дата начала", "Дата окончания"),
        ("Начало", "Окончание"),
        ("Срок начала реализации", "Срок завершения"),
        ("Начало реализации", "Завершение реализации"),
    ],
)
def test_beginning_and_end_in_two_columns_are_one_term(
    tmp_path: Path, start: str, finish: str
) -> None:
    rows = [
        ["№", "Мероприятие", start, finish, "Ответственный"],
        ["1", "Мониторинг", "01.09.2022", "31.05.2023", "РМО"],
        ["2", "Семинар", "", "20.12.2022", "РМО"],
        ["3", "Опрос", "апрель 2023", "", "РМО"],
        ["4", "Совет", "15.11.2022", "15.11.2022", "РМО"],
        ["5", "Отчёт", "", "май 2023", "РМО"],
        ["6", "Помощь", "постоянно", "", "РМО"],
    ]
    source = plan(tmp_path, rows)
    assert days(source) == [
        "2022-09-01..2023-05-31",
        "..2022-12-20",
        "2023-04-01..2023-08-31",
        "2022-11-15..2022-11-15",
        "..2023-05-31",
        "2022-09-01..2023-08-31",
    ]
    assert not [p for p in source.findings if p.severity == "error"]


@pytest.mark.parametrize(("second", "expected"), [
    (["", "", "Начало", "Окончание", ""], ["2022-09-01..2023-05-31"]),
    (["", "", "с", "по", ""], ["2022-09-01..2023-05-31"]),
    (["", "", "План", "Факт", ""], ["2022-09-01..2022-09-01"]),
    (["", "", "факт", "план", ""], ["2023-05-31..2023-05-31"]),
])  # fmt: skip
def test_second_row_of_a_header_tells_the_two_columns_of_a_term(
    tmp_path: Path, second: list[str], expected: list[str]
) -> None:
    rows = [
        ["№", "Мероприятие", "Срок реализации", "", "Ответственный"],
        second,
        ["1", "Мониторинг", "01.09.2022", "31.05.2023", "РМО"],
    ]
    source = plan(tmp_path, rows, down=(0, 1, 4))
    assert days(source) == expected
    assert [item.item_no for item in source.items] == ["1"]


def test_second_row_of_a_header_that_is_not_understood_refuses_the_plan(tmp_path: Path) -> None:
    rows = [
        ["№", "Мероприятие", "2022", "", "2023", "", "Ответственный"],
        ["", "", "09", "10", "01", "02", ""],
        ["1", "Мониторинг", "", "х", "", "", "РМО"],
    ]
    source = plan(tmp_path, rows)
    assert places(source, "header_unclear") == [("error", "таблица 1", 2)]
    assert [item.item_no for item in source.items] == ["1"]


@pytest.mark.parametrize(
    "fact", ["Срок (факт)", "Фактическая дата", "Дата фактического исполнения"]
)
def test_what_was_done_is_not_the_term(tmp_path: Path, fact: str) -> None:
    rows = [["№", "Мероприятие", fact, "Срок (план)", "Ответственный"],
            ["1", "Мониторинг", "октябрь 2022", "сентябрь 2022", "РМО"]]  # fmt: skip
    source = plan(tmp_path, rows)
    assert days(source) == ["2022-09-01..2022-09-30"]
    assert not places(source, "second_term_column")


def test_one_more_column_of_terms_is_told(tmp_path: Path) -> None:
    rows = [["№", "Мероприятие", "Срок для школ", "Срок для управления", "Ответственный"],
            ["1", "Мониторинг", "март 2023", "май 2023", "РМО"]]  # fmt: skip
    source = plan(tmp_path, rows)
    assert days(source) == ["2023-03-01..2023-03-31"]
    assert places(source, "second_term_column") == [("warning", "таблица 1", 1)]


def test_both_columns_of_responsible_parties_are_read(tmp_path: Path) -> None:
    rows = [["№", "Мероприятие", "Срок", "Ответственный", "Исполнитель"],
            ["1", "Мониторинг", "март", "Методист", "Руководители ШНОР"]]  # fmt: skip
    [item] = plan(tmp_path, rows).items
    assert item.responsible_raw == "Методист\nРуководители ШНОР"


def test_terms_in_rows_of_their_own_are_a_list(tmp_path: Path) -> None:
    rows = [HEAD, ["1", "Мониторинг", "октябрь", "РМО", "Справка"],
            ["", "", "декабрь", "РМО", "Отчёт"], ["", "", "май", "РМО", "Отчёт"]]  # fmt: skip
    assert days(plan(tmp_path, rows)) == [
        "2022-10-01..2022-10-31 2022-12-01..2022-12-31 2023-05-01..2023-05-31"
    ]


def test_month_merged_over_a_row_is_a_heading_and_the_term_of_a_plan_without_terms(
    tmp_path: Path,
) -> None:
    rows = [["№", "Мероприятие", "Ответственный"], ["Сентябрь"] * 3, ["1", "Совет", "РМО"],
            ["Октябрь"] * 3, ["2", "Семинар", "РМО"]]  # fmt: skip
    source = plan(tmp_path, rows)
    assert [item.section for item in source.items] == ["Сентябрь", "Октябрь"]
    assert days(source) == ["2022-09-01..2022-09-30", "2022-10-01..2022-10-31"]


def test_month_alone_in_the_column_of_terms_does_not_carry_on_the_term_above(
    tmp_path: Path,
) -> None:
    rows = [["Срок", "Мероприятие", "Ответственный"],
            ["Сентябрь", "", ""], ["15", "Опрос", "РМО"],
            ["Октябрь", "", ""], ["до 5 октября", "Семинар", "РМО"]]  # fmt: skip
    source = plan(tmp_path, rows)
    assert days(source) == ["", "..2022-10-05"]
    assert [item.section for item in source.items] == ["Сентябрь", "Октябрь"]


@pytest.mark.parametrize(("term", "expected"), [
    ("март\nапрель", "2023-03-01..2023-04-30"),
    ("октябрь\nапрель", "2022-10-01..2022-10-31 2023-04-01..2023-04-30"),
    ("октябрь –\nапрель", "2022-10-01..2023-04-30"),
])  # fmt: skip
def test_months_on_lines_of_a_cell_are_no_stretch_unless_they_follow(
    tmp_path: Path, term: str, expected: str
) -> None:
    assert days(plan(tmp_path, [HEAD, ["1", "Опрос", term, "РМО", "Справка"]])) == [expected]


# -- several tables and plans ------------------------------------------------------------------


def test_plans_for_different_years_in_one_document_are_refused(tmp_path: Path) -> None:
    source = plan(tmp_path, [HEAD, ITEM], "План работы", "на 2023-2024 учебный год", [HEAD, ITEM])
    assert places(source, "several_plans") == [("error", "таблица 2", 1)]


def test_plans_for_different_years_on_sheets_are_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for year in (2022, 2023):
        sheet = book.create_sheet(str(year))
        for row in ([f"План мероприятий на {year} год"], HEAD, ITEM):
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(tmp_path / "plan.xlsx")
    source = read_roadmap(tmp_path / "plan.xlsx")
    assert places(source, "several_plans") == [("error", "2023", 2)]


@pytest.mark.parametrize(
    "line",
    ["Мероприятия по итогам 2021-2022 учебного года", "Мероприятия Концепции на 2022-2023 годы",
     "План мероприятий на 2022-2023 учебный год (продолжение)"],
)  # fmt: skip
def test_heading_with_years_of_something_else_is_no_other_plan(tmp_path: Path, line: str) -> None:
    source = plan(tmp_path, [HEAD, ITEM], line, [HEAD, ["2", *ITEM[1:]]])
    assert not places(source, "several_plans")
    assert days(source) == ["2023-03-01..2023-03-31"] * 2


def test_part_of_a_plan_for_one_of_its_years_lends_it_to_its_months(tmp_path: Path) -> None:
    source = plan(tmp_path, [HEAD, ITEM], "План на 2023 год", [HEAD, ITEM],
                  title="План мероприятий на 2022-2023 годы")  # fmt: skip
    assert days(source)[1:] == ["2023-03-01..2023-03-31"]
    assert not places(source, "several_plans")


@pytest.mark.parametrize("line", ["Мероприятия по поддержке педагогов", "Раздел 2", "План СОШ № 2"])
def test_same_item_under_another_heading_is_an_item(tmp_path: Path, line: str) -> None:
    source = plan(tmp_path, [HEAD, ITEM], line, [HEAD, ITEM])
    assert [(item.section, item.measure) for item in source.items] == [
        ("", "Провести семинар"),
        (line, "Провести семинар"),
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2022 год", "2023 год"),
        ("План на 2022 год", "План на 2023 год"),
        ("Мероприятия на 2022 год", "Мероприятия на 2023 год"),
    ],
)
def test_first_of_yearly_tables_has_the_year_of_the_line_above_it(
    tmp_path: Path, first: str, second: str
) -> None:
    title = "Дорожная карта на 2022-2024 годы"
    made = plan(tmp_path, first, [HEAD, ITEM], second, [HEAD, ["2", *ITEM[1:]]], title=title)
    assert days(made) == ["2022-03-01..2022-03-31", "2023-03-01..2023-03-31"]
    assert [item.section for item in made.items] == [first, second]


def test_year_above_a_plan_for_that_year_is_no_part_of_it(tmp_path: Path) -> None:
    made = plan(tmp_path, "2022 год", [HEAD, ITEM], title="План мероприятий на 2022 год")
    assert days(made) == ["2022-03-01..2022-03-31"]
    assert [item.section for item in made.items] == [""]
