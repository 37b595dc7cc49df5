"""The notebook on conditions of schools: its numbers counted another way."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from notebooks.running import block, notices, shown, tables, texts

from helpers.blocks import Block, Figure, Finding, Findings
from helpers.store import Store

NAME = "40_context"


@pytest.fixture(scope="module")
def vilyuysk(demo: Path) -> list[Block]:
    with pytest.MonkeyPatch.context() as patch:
        return shown(NAME, demo, patch, municipality_id="vilyuysk", year=2021)


def _finding(blocks: list[Block], block_id: str) -> Finding:
    items = next(one for one in blocks if isinstance(one, Findings)).items
    return next(item for item in items if item.block_id == block_id)


def _rows(demo: Path, table: str, year: int) -> list[dict[str, object]]:
    rows = Store(demo).read(table, ["vilyuysk"])
    return rows[(rows["year"] == year).fillna(False)].to_dict("records")


def test_the_risk_group_has_two_denominators(demo: Path, vilyuysk: list[Block]) -> None:
    rows = _rows(demo, "context", 2021)
    whole = [r for r in rows if not pd.isna(r["risk_group"]) and not pd.isna(r["pupils"])]
    helped = [r for r in rows if not (pd.isna(r["risk_group"]) or pd.isna(r["risk_accompanied"]))]
    item = _finding(vilyuysk, "context-risk")
    assert item.values["risk_group"] == sum(r["risk_group"] for r in whole)
    assert item.values["pupils"] == sum(r["pupils"] for r in whole)
    assert item.values["accompanied"] == sum(r["risk_accompanied"] for r in helped)


def test_satisfaction_is_the_plain_mean_of_criteria(demo: Path, vilyuysk: list[Block]) -> None:
    by_school: dict[object, list[float]] = {}
    for row in _rows(demo, "satisfaction", 2021):
        if not pd.isna(row["score"]):
            by_school.setdefault(row["school_id"], []).append(float(row["score"]))
    item = _finding(vilyuysk, "context-satisfaction")
    below = [sum(scores) / len(scores) < 90 for scores in by_school.values()]
    assert (item.values["schools"], item.values["below"]) == (len(below), sum(below))


def test_needs_of_the_figure_are_those_of_the_table(demo: Path, vilyuysk: list[Block]) -> None:
    rows = block(vilyuysk, "material-data").rows
    assert sum(cell.value for row in rows for cell in row[1:]) == len(_rows(demo, "material", 2021))
    ready = sum(row["state"] == "ready" for row in _rows(demo, "material", 2021))
    assert sum(row[1].value for row in rows) == ready
    assert _finding(vilyuysk, "context-material").values["ready"] == ready


def test_every_figure_says_what_it_shows(vilyuysk: list[Block]) -> None:
    figures = [one for one in vilyuysk if isinstance(one, Figure)]
    assert {"factors-figure", "profile", "satisfaction", "material"} <= {
        f.block_id for f in figures
    }
    assert all(len(one.alt) > 50 and one.table.rows for one in figures)


def test_a_region_without_conditions_says_so(altai: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = shown(NAME, altai, monkeypatch, municipality_id="altai", year=2015)
    assert not [one for one in blocks if isinstance(one, Figure)]
    said = " ".join(notices(blocks))
    assert "Условий школ в Алтайском крае" in said and "Самооценки школ" in said
    assert all(table.rows for table in tables(blocks))


def test_the_public_page_names_no_school(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = shown(NAME, demo, monkeypatch, municipality_id="vilyuysk", year=2021, edition="public")
    said = texts(blocks)
    assert "СОШ" not in said and "гимназия" not in said
