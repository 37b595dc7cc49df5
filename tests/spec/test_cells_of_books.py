"""Cells and headers of books that look filled or named otherwise than they are."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from spec.bad_files import COLUMNS, ROW, Maker, book, sheet_changed
from support import Command, stored

from helpers.readers.sheet_scan import gives_number
from helpers.schemas import TABLES

K2 = rb'<c r="K2" t="n"><v>1</v></c>'
#: The same cell as the usual programs write it, and as none of them does.
SPELLINGS = [b'<c r="K2" t="str">', b"<c t='str' r='K2'>"]


def formula_cell(spelling: bytes, rest: bytes) -> Maker:
    """A book whose cell K2 (marks «5») holds a formula with a text for its value."""
    return sheet_changed(K2, spelling + rest + b"</c>")


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize(
    "rest",
    [b"<f>1+0</f><v></v>", b"<f>SUM(H2:J2)-8</f><v/>", b"<f>H2</f>", b'<f>IF(H2="","",1)</f>'],
)
def test_formula_that_was_never_calculated_is_refused(
    shnor: Command, tmp_path: Path, spelling: bytes, rest: bytes
) -> None:
    path = formula_cell(spelling, rest)(tmp_path)
    ran = shnor("import", path, "-m", "ivanteevsky", "--data", tmp_path / "d", "--format", "json")
    (problem,) = [p for p in ran.problems if p["severity"] == "error"]
    assert (ran.code, problem["code"]) == (1, "formula_without_value")
    assert (problem["sheet"], problem["row"], problem["column"]) == ("marks", 2, "K")


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("formula", [b'IF(H2=2,"",1)', b"IF(H2=2,&quot;&quot;,1)", b"M2"])
def test_formula_that_gives_an_empty_text_is_an_empty_cell(
    shnor: Command, tmp_path: Path, spelling: bytes, formula: bytes
) -> None:
    path = formula_cell(spelling, b"<f>%s</f><v></v>" % formula)(tmp_path)
    ran = shnor("import", path, "-m", "ivanteevsky", "--data", tmp_path / "d", "--format", "json")
    assert ran.code == 0, ran.problems
    assert stored(tmp_path / "d", "marks")["mark_5"].isna().all()


def test_long_formula_is_judged_at_once() -> None:
    started = time.process_time()
    assert not gives_number("+".join(["A1234567"] * 4_000) + "+x")
    assert time.process_time() - started < 1


@pytest.mark.parametrize("quotes", ['""', "“”", "„“", "''", "  "])
def test_header_is_known_whatever_its_quotation_marks(
    shnor: Command, tmp_path: Path, quotes: str
) -> None:
    table = TABLES["marks"]
    labels = ["Код школы", *(table.column(name).label for name in COLUMNS[1:])]
    header = [label.replace("«", quotes[0]).replace("»", quotes[1]) for label in labels]
    assert header != labels
    path = book(rows=[ROW], header=header, title="Отметки")(tmp_path)
    ran = shnor("import", path, "-m", "ivanteevsky", "--data", tmp_path / "d", "--format", "json")
    assert (ran.code, "extra_columns" in ran.codes) == (0, False), ran.problems
    (row,) = stored(tmp_path / "d", "marks").to_dict("records")
    assert [row[f"mark_{mark}"] for mark in (2, 3, 4, 5)] == [2, 3, 4, 1]
