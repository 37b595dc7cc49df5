"""The notebook on data quality: its numbers against the check and plain counting."""

from __future__ import annotations

from pathlib import Path

import pytest
from notebooks.running import block, shown, tables, texts
from support import Command

from helpers.blocks import Block, Finding, Findings
from helpers.store import Store

NAME = "90_data_quality"


@pytest.fixture(scope="module")
def vilyuysk(demo: Path) -> list[Block]:
    with pytest.MonkeyPatch.context() as patch:
        return shown(NAME, demo, patch, municipality_id="vilyuysk", year=2020)


def _finding(blocks: list[Block], block_id: str) -> Finding:
    items = next(one for one in blocks if isinstance(one, Findings)).items
    return next(item for item in items if item.block_id == block_id)


def test_findings_are_those_of_the_check(demo: Path, vilyuysk: list[Block], shnor: Command) -> None:
    answer = shnor("check", "-m", "vilyuysk", "--data", demo, "--format", "json").json
    errors = sum(one["severity"] == "error" for one in answer)
    item = _finding(vilyuysk, "quality-errors")
    assert item.values == {"errors": errors, "warnings": len(answer) - errors}
    rows = block(vilyuysk, "check-findings").rows
    assert {row[1].text for row in rows} == {one["message"] for one in answer}


def test_what_a_school_sent_is_counted_row_by_row(demo: Path, vilyuysk: list[Block]) -> None:
    table = block(vilyuysk, "sent-data")
    heads = [column.label for column in table.columns]
    assert "Кадры по предметам" not in heads  # nobody sent hours for that year
    rows = Store(demo).read("teachers", ["vilyuysk"])
    of_year = rows[(rows["year"] == 2020).fillna(False)]
    counted = sum(row[heads.index("Педагоги")].value or 0 for row in table.rows)
    assert counted == len(of_year)
    gaps = sum(cell.value is None for row in table.rows for cell in row[1:])
    assert _finding(vilyuysk, "quality-gaps").values["gaps"] == gaps


def test_missing_kinds_of_data_are_named(vilyuysk: list[Block]) -> None:
    item = _finding(vilyuysk, "quality-kinds")
    assert item.tone == "no_data" and "кадры по предметам" in item.text
    rows = block(vilyuysk, "held").rows
    assert item.values["present"] == sum(row[1].is_number for row in rows)
    assert item.values["kinds"] == len(rows)


def test_no_table_is_empty_and_no_sender_is_named(vilyuysk: list[Block]) -> None:
    assert all(table.rows for table in tables(vilyuysk))
    assert ".xlsx" not in texts(vilyuysk) and ".csv" not in texts(vilyuysk)
