"""Plans in XLSX books: what of a book counts is the same as in any other book."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from support import Command

from helpers.errors import InputDataError
from helpers.readers.corrections import Correction
from helpers.readers.roadmap import RoadmapSource, read_roadmap

HEAD = ["№", "Мероприятие", "Срок", "Ответственный", "Результат"]
ITEMS: list[list[Any]] = [
    [1, "Провести семинар", "март 2023", "РМО", "Приказ"],
    [2, "Составить план", "май 2023", "ОО", "План"],
    [3, "Собрать отчёты", "до 01.06.2023", "ОО", "Справка"],
]
ALL = [("1", "март 2023"), ("2", "май 2023"), ("3", "до 01.06.2023")]


def written(path: Path, change: Callable[[Workbook, Worksheet], Any]) -> Path:
    """A plan whose header stands in row 2; `change` is given the book and its sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "План"
    for row in [["План мероприятий на 2023 год"], HEAD, *ITEMS]:
        sheet.append(row)
    change(book, sheet)
    book.save(path)
    return path


def plan(tmp_path: Path, change: Callable[[Workbook, Worksheet], Any]) -> RoadmapSource:
    return read_roadmap(written(tmp_path / "plan.xlsx", change))


def brief(source: RoadmapSource) -> list[tuple[str, str]]:
    return [(item.item_no, item.term_raw) for item in source.items]


def told(source: RoadmapSource, code: str) -> list[tuple[str, int | None, str]]:
    return [(p.sheet, p.row, p.found) for p in source.findings if p.code == code]


# -- hidden parts and cells without a value ----------------------------------------------------


def test_hidden_row_is_not_used_and_is_told(tmp_path: Path) -> None:
    def change(_: Workbook, sheet: Worksheet) -> None:
        sheet.row_dimensions[4].hidden = True

    source = plan(tmp_path, change)
    assert brief(source) == [ALL[0], ALL[2]]
    assert told(source, "hidden_row") == [("План", 4, "4")]


def test_hidden_column_is_not_used_and_is_told(tmp_path: Path) -> None:
    def change(_: Workbook, sheet: Worksheet) -> None:
        sheet.column_dimensions["E"].hidden = True

    source = plan(tmp_path, change)
    assert brief(source) == ALL
    assert [item.result_raw for item in source.items] == ["", "", ""]
    assert told(source, "hidden_column") == [("План", None, "E")]


def test_hidden_sheet_is_not_used_and_is_told(tmp_path: Path) -> None:
    def change(book: Workbook, _: Worksheet) -> None:
        other = book.create_sheet("Школы")
        other.append(HEAD)
        other.append([4, "Открыть площадку", "июнь 2023", "ОО", "Приказ"])
        other.sheet_state = "hidden"

    source = plan(tmp_path, change)
    assert brief(source) == ALL
    assert told(source, "hidden_sheet") == [("Школы", None, "")]


def spoil(_: Workbook, sheet: Worksheet) -> None:
    sheet["C4"] = "=DATE(2023,5,31)"
    sheet["C5"] = "#REF!"
    sheet["C5"].data_type = "e"


def test_cells_without_a_value_refuse_the_plan_with_their_places(tmp_path: Path) -> None:
    with pytest.raises(InputDataError) as refused:
        plan(tmp_path, spoil)
    assert [(p.severity, p.code, p.sheet, p.row, p.column) for p in refused.value.problems] == [
        ("error", "formula_without_value", "План", 4, "C"),
        ("error", "error_cell", "План", 5, "C"),
    ]


@pytest.mark.parametrize("kind", [("--kind", "roadmap"), ()])
def test_a_record_puts_a_cell_without_a_value_right(
    shnor: Command, tmp_path: Path, kind: tuple[str, ...]
) -> None:
    path = written(tmp_path / "plan.xlsx", spoil)
    lines = [
        f"- file: plan.xlsx\n  sheet: План\n  row: {row}\n  column: {column}\n  found: {found}\n"
        f"  corrected: {term}\n  reason: Так в приказе.\n  told: методисту\n"
        for row, column, found, term in (
            (3, "Срок", "март 2023", "апрель 2023"),
            (4, "C", "формула без значения", "май 2023"),
            (5, "C", "ошибка вычисления", "июнь 2023"),
        )
    ]
    (tmp_path / "d" / "corrections").mkdir(parents=True)
    (tmp_path / "d" / "corrections" / "plan.yaml").write_text("".join(lines), encoding="utf-8")
    ran = shnor("import", path, "-m", "ivanteevsky", "--data", tmp_path / "d", *kind, "--dry-run",
                "--format", "json")  # fmt: skip
    (source,) = ran.json["sources"]
    assert ran.code == 0, source["problems"]
    assert [row["term_raw"] for row in source["rows"]] == ["апрель 2023", "май 2023", "июнь 2023"]
    assert [p["code"] for p in source["problems"]].count("corrected") == 3


def test_a_record_that_does_not_fit_a_cell_names_nobody(tmp_path: Path) -> None:
    def change(_: Workbook, sheet: Worksheet) -> None:
        sheet["D3"] = "Петрова М.С."

    path = written(tmp_path / "plan.xlsx", change)
    record = Correction("plan.xlsx", "План", 3, "D", "РМК", "РМО", "Опечатка.", "методисту", "1")
    with pytest.raises(InputDataError) as refused:
        read_roadmap(path, corrections=[record])
    (problem,) = refused.value.problems
    assert (problem.code, problem.row, problem.column) == ("correction_stale", 3, "D")
    assert "Петров" not in problem.text()


# -- days, months, what is struck out ----------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "term", "window"),
    [
        ("mmm\\.yy", "март 2023", (date(2023, 3, 1), date(2023, 3, 31))),
        ("mmm-yy", "март 2023", (date(2023, 3, 1), date(2023, 3, 31))),
        ("[$-419]mmmm\\ yyyy;@", "март 2023", (date(2023, 3, 1), date(2023, 3, 31))),
        ('mm/yyyy" года"', "март 2023", (date(2023, 3, 1), date(2023, 3, 31))),
        ("yyyy", "2023 год", (date(2023, 1, 1), date(2023, 12, 31))),
        ('yyyy" г.";@', "2023 год", (date(2023, 1, 1), date(2023, 12, 31))),
        ("dd.mm.yyyy", "01.03.2023", (date(2023, 3, 1), date(2023, 3, 1))),
        ("d mmm", "01.03.2023", (date(2023, 3, 1), date(2023, 3, 1))),
    ],
)
def test_date_means_the_month_or_year_that_the_sheet_shows(
    tmp_path: Path, shown: str, term: str, window: tuple[date, date]
) -> None:
    def change(_: Workbook, sheet: Worksheet) -> None:
        sheet["C3"] = datetime(2023, 3, 1)
        sheet["C3"].number_format = shown

    source = plan(tmp_path, change)
    assert brief(source) == [("1", term), *ALL[1:]]
    assert source.items[0].deadline.windows == (window,)


def test_struck_cell_is_not_read_and_a_struck_measure_is_no_item(tmp_path: Path) -> None:
    def change(_: Workbook, sheet: Worksheet) -> None:
        sheet["C3"].font = Font(strike=True)
        sheet["B4"].font = Font(strike=True)
        sheet["G9"].font = Font(strike=True)

    source = plan(tmp_path, change)
    assert brief(source) == [("1", ""), ALL[2]]
    assert told(source, "struck_text") == [("План", 3, "«зачёркнутые ячейки C3, B4»")]
    assert told(source, "removed_item") == [("План", 4, "")]
    assert told(source, "no_term") == [("План", 3, "")]


# -- sheets without a header -------------------------------------------------------------------


def test_sheet_with_empty_last_cells_carries_on_the_plan(tmp_path: Path) -> None:
    def change(book: Workbook, _: Worksheet) -> None:
        other = book.create_sheet("Лист2")
        other.append([4, "Провести совещание", "сентябрь 2023", "РМК"])
        other.append([5, "Открыть площадку", "октябрь 2023"])

    source = plan(tmp_path, change)
    assert brief(source) == [*ALL, ("4", "сентябрь 2023"), ("5", "октябрь 2023")]
    assert told(source, "no_responsible") == [("Лист2", 2, "")]


def test_sheet_of_another_table_is_told(tmp_path: Path) -> None:
    def change(book: Workbook, _: Worksheet) -> None:
        other = book.create_sheet("Школы")
        for row in (["№", "Школа"], [1, "СОШ п. Знаменский"], [2, "СОШ с. Бартеневка"]):
            other.append(row)

    source = plan(tmp_path, change)
    assert brief(source) == ALL
    assert told(source, "table_not_used") == [("Школы", 1, "строк: 3")]
