"""The CSV pair: every cell once, numbers as numbers, absences as words, nothing that runs."""

from __future__ import annotations

import csv
import io
import json

import pytest
import report_sample as sample

from helpers import blocks
from helpers.reports import csv_data, document


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return csv_data.render(document.read(sample.notebook()), sample.spec())


@pytest.fixture(scope="module")
def rows(files: dict[str, bytes]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files["report.csv"].decode())))


def test_every_cell_of_every_table_stands_once(rows: list[dict[str, str]]) -> None:
    tables = document.read(sample.notebook()).tables()
    assert len(rows) == sum(len(t.table.rows) * len(t.table.columns) for t in tables)
    keys = {(row["table"], row["row"], row["column_id"]) for row in rows}
    assert len(keys) == len(rows)


def test_a_number_is_unrounded_and_carries_its_parts(rows: list[dict[str, str]]) -> None:
    (total,) = [r for r in rows if r["row_name"] == "По району" and r["column_id"] == "share"]
    assert total["value"] == "46.875"
    assert total["text"] == "46,9"
    assert total["unit"] == "%"
    assert (total["numerator"], total["denominator"]) == ("75", "160")
    assert (total["indicator_id"], total["wave"]) == ("oge9.rus.quality_share", "spring")
    assert total["status"] == "ok"


def test_an_absence_is_a_status_and_never_a_value(rows: list[dict[str, str]]) -> None:
    absent = [r for r in rows if r["status"] != "ok"]
    assert {r["status"] for r in absent} == {"suppressed", "not_applicable", "not_reported"}
    assert {(r["value"], r["text"]) for r in absent} == {("", "")}


def test_the_description_names_the_columns_of_the_file(files: dict[str, bytes]) -> None:
    described = json.loads(files["report.csv-metadata.json"])
    named = [column["name"] for column in described["tableSchema"]["columns"]]
    assert described["url"] == "report.csv"
    assert files["report.csv"].decode().split("\r\n")[0] == ",".join(named)
    assert set(described["tableSchema"]["primaryKey"]) <= set(named)


@pytest.mark.parametrize("text", ["=1+1", "+7", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_that_looks_like_a_formula_gets_an_apostrophe(text: str) -> None:
    notebook = sample.notebook()
    table = blocks.Table("t", text, [blocks.Column("a", text, text)], [[text]])
    notebook.cells = [sample.shown(sample.cover(), table)]
    made = csv_data.render(document.read(notebook), sample.spec())["report.csv"].decode()
    (row,) = csv.DictReader(io.StringIO(made, newline=""))
    assert [row[name] for name in ("title", "row_name", "column", "unit", "text")] == [
        f"'{text}"
    ] * 5


def test_a_negative_number_stays_a_number() -> None:
    notebook = sample.notebook()
    table = blocks.Table("t", "", [blocks.Column("a", "А"), blocks.Column("b", "Б")], [["x", -2.5]])
    notebook.cells = [sample.shown(sample.cover(), table)]
    made = csv_data.render(document.read(notebook), sample.spec())["report.csv"].decode()
    assert [row["value"] for row in csv.DictReader(io.StringIO(made))] == ["", "-2.5"]


def test_the_public_edition_tells_no_parts() -> None:
    spec = sample.spec("public")
    made = csv_data.render(document.read(sample.notebook("public")), spec)["report.csv"].decode()
    assert not [r for r in csv.DictReader(io.StringIO(made)) if r["numerator"] or r["denominator"]]
