"""XML tables of Excel 2003: what is read, what is repaired, what is refused."""

from __future__ import annotations

import datetime as dt

import pytest

from helpers.errors import InputDataError, Problem
from helpers.readers.formats import read_grids
from helpers.readers.grid import Grid, Share

SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
STYLES = (
    '<Styles><Style ss:ID="p"><NumberFormat ss:Format="0.0%"/></Style>'
    '<Style ss:ID="q"><NumberFormat ss:Format="Percent"/></Style></Styles>'
)
HIDDEN = (
    '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">'
    "<Visible>SheetHidden</Visible></WorksheetOptions>"
)


def cell(value: object, kind: str = "String", **attributes: object) -> str:
    said = " ".join(f'ss:{name}="{given}"' for name, given in attributes.items())
    return f'<Cell {said}><Data ss:Type="{kind}">{value}</Data></Cell>'


def sheet(rows: str, name: str = "Лист", options: str = "", columns: str = "") -> str:
    table = f"<Table>{columns}{rows}</Table>"
    return f'<Worksheet ss:Name="{name}">{table}{options}</Worksheet>'


def book(*sheets: str, encoding: str = "utf-8", prolog: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>{prolog}'
        f'<Workbook xmlns="{SPACE}" xmlns:ss="{SPACE}">{STYLES}{"".join(sheets)}</Workbook>'
    ).encode(encoding)


def grids(content: bytes) -> list[Grid]:
    return read_grids(content, "итоги.xls")


def problems_of(content: bytes) -> list[Problem]:
    with pytest.raises(InputDataError) as caught:
        grids(content)
    return list(caught.value.problems)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1251"])
def test_cells_are_read_by_type_and_place(encoding: str) -> None:
    rows = (
        f"<Row>{cell('Школа', MergeAcross=1)}{cell('Сдавали')}</Row>"
        f'<Row ss:Index="4">{cell(12, "Number")}{cell(0.125, "Number", Index=3, StyleID="p")}'
        f"{cell(0.5, 'Number', StyleID='q')}{cell(2.5, 'Number')}"
        f"{cell('2022-09-01T00:00:00.000', 'DateTime')}{cell(1, 'Boolean')}</Row>"
    )
    (grid,) = grids(book(sheet(rows), encoding=encoding))
    assert grid.sheet == "Лист"
    assert grid.rows[0][:3] == ["Школа", None, "Сдавали"]
    assert grid.merged == ((0, 0, 0, 1),)
    assert grid.rows[3] == [12, None, Share(0.125), Share(0.5), 2.5, dt.datetime(2022, 9, 1), True]
    assert [type(value) for value in grid.rows[3][2:5]] == [Share, Share, float]
    assert grid.problem("x", "y", 3, 2).column == "C"


def test_references_without_a_semicolon_are_repaired_and_told() -> None:
    (grid,) = grids(book(sheet(f"<Row>{cell('Школа &#8470 5 & лицей')}</Row>")))
    assert grid.rows == [["Школа № 5 & лицей"]]
    assert [finding.code for finding in grid.findings] == ["xml_repaired"]


def test_data_of_comments_are_not_values() -> None:
    noted = '<Cell><Data ss:Type="Number">5</Data><Comment><Data>7</Data></Comment></Cell>'
    (grid,) = grids(book(sheet(f"<Row>{noted}</Row>")))
    assert grid.rows == [[5]]


def test_hidden_sheets_rows_and_columns_are_not_used_and_told() -> None:
    rows = (
        f"<Row>{cell('a')}{cell('тайна')}</Row>"
        f'<Row ss:Hidden="1">{cell("b")}</Row><Row>{cell("c")}</Row>'
    )
    columns = '<Column ss:Index="2" ss:Hidden="1"/>'
    hidden = sheet(f"<Row>{cell('z')}</Row>", "Скрытый", HIDDEN)
    (grid,) = grids(book(sheet(rows, columns=columns), hidden))
    assert grid.rows == [["a", None], [None, None], ["c", None]]
    told = {(finding.code, finding.sheet, finding.row, finding.column) for finding in grid.findings}
    assert told == {
        ("hidden_row", "Лист", 2, ""),
        ("hidden_column", "Лист", None, "B"),
        ("hidden_sheet", "Скрытый", None, ""),
    }


def test_error_cells_and_formulas_without_a_value_are_refused_with_their_place() -> None:
    rows = f'<Row>{cell("#DIV/0!", "Error")}<Cell ss:Formula="=RC[-1]"/></Row>'
    found = [(problem.code, problem.sheet, problem.row, problem.column)
             for problem in problems_of(book(sheet(rows)))]  # fmt: skip
    assert found == [("error_cell", "Лист", 1, "A"), ("formula_without_value", "Лист", 1, "B")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (book(sheet(""), prolog='<!DOCTYPE a [<!ENTITY b "c">]>'), "unsafe_xml"),
        (book(sheet(f"<Row>{cell('x')}</Row>"))[:-30], "broken_file"),
        (book(sheet(f"<Row>{cell('x', 'Number')}</Row>")), "broken_file"),
        (book(sheet(f'<Row ss:Index="900000">{cell("x")}</Row>')), "too_large"),
        (book(sheet(f"<Row>{cell('x', Index=900)}</Row>")), "too_large"),
        (book(sheet(f'<Row ss:Index="5">{cell("x")}</Row><Row ss:Index="2">{cell("y")}</Row>')),
         "broken_file"),
        (book(sheet("")), "empty_file"),
        (book(sheet(f"<Row>{cell('x')}</Row>", options=HIDDEN)), "hidden_sheet"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_for_certain_is_refused(content: bytes, code: str) -> None:
    (problem,) = problems_of(content)
    assert (problem.code, problem.file) == (code, "итоги.xls")
    assert problem.message


def test_names_of_html_and_signs_that_no_xml_may_hold_are_repaired() -> None:
    text = "МБОУ &laquo;СОШ&nbsp;№&#11; 1&raquo; & Ко\x0b &#1057&#1054"
    (grid,) = grids(book(sheet(f"<Row>{cell(text)}</Row>"), encoding="windows-1251"))
    assert grid.rows[0][0] == "МБОУ «СОШ\u00a0№ 1» & Ко СО"
    assert [problem.code for problem in grid.findings] == ["xml_repaired"]
