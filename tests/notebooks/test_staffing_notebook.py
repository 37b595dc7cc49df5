"""The notebook on staffing, run on the demo dataset: its numbers counted another way."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest
from notebooks.running import block, notices, shown, tables, texts

from helpers.blocks import Block, Figure, Findings
from helpers.store import Store

NAME = "24_staffing"


@pytest.fixture(scope="module")
def ivanteevsky(demo: Path) -> list[Block]:
    with pytest.MonkeyPatch.context() as patch:
        return shown(NAME, demo, patch, municipality_id="ivanteevsky", year=2022)


Gaps = dict[tuple[str, str], tuple[float, float]]


def _gaps(demo: Path, municipality_id: str, year: int) -> Gaps:
    """Need and vacant hours by school and subject, row by row from the stored tables."""
    store = Store(demo)
    held: dict[tuple[str, str], float] = defaultdict(float)
    loads = store.read("teacher_assignments", [municipality_id])
    for load in loads[(loads["year"] == year) & loads["hours"].notna()].to_dict("records"):
        held[load["school_id"], load["subject"]] += float(load["hours"])
    found = {}
    rows = store.read("staffing", [municipality_id])
    for row in rows[rows["year"] == year].to_dict("records"):
        key = row["school_id"], row["subject"]
        parts = [row["hours_by_specialist"], row["hours_by_other"]]
        known = [float(part) for part in parts if not pd.isna(part)]
        if pd.isna(row["hours_needed"]) or not (known or key in held):
            continue
        need = float(row["hours_needed"])
        found[key] = (need, max(0.0, need - (sum(known) if known else held[key])))
    return found


def test_vacant_hours_of_the_summary_are_those_of_the_stored_rows(
    demo: Path, ivanteevsky: list[Block]
) -> None:
    gaps = _gaps(demo, "ivanteevsky", 2022)
    first = next(one for one in ivanteevsky if isinstance(one, Findings)).items[0]
    assert first.values["hours_needed"] == sum(need for need, _ in gaps.values())
    assert first.values["hours_vacant"] == sum(vacant for _, vacant in gaps.values()) > 0
    listed = block(ivanteevsky, "vacancies")
    assert len(listed.rows) == sum(vacant > 0 for _, vacant in gaps.values())
    assert sum(row[4].value for row in listed.rows) == first.values["hours_vacant"]


def test_sums_by_subject_school_and_list_are_the_same_hours(ivanteevsky: list[Block]) -> None:
    first = next(one for one in ivanteevsky if isinstance(one, Findings)).items[0]
    by_subject = block(ivanteevsky, "staffing-subjects").rows
    by_school = block(ivanteevsky, "staffing-units").rows
    by_list = block(ivanteevsky, "staffing-listed").rows
    by_year = block(ivanteevsky, "staffing-years").rows
    assert sum(row[4].value for row in by_subject) == first.values["hours_vacant"]
    assert sum(row[4].value for row in by_school) == first.values["hours_vacant"]
    assert sum(row[3].value for row in by_list) == first.values["hours_vacant"]
    assert by_year[-1][3].value == first.values["hours_vacant"]
    grid = block(ivanteevsky, "staffing-places-data")
    numbers = [cell.value for row in grid.rows for cell in row[1:] if cell.is_number]
    assert sum(numbers) == first.values["hours_vacant"]


def test_the_change_counts_schools_known_in_both_years(
    demo: Path, ivanteevsky: list[Block]
) -> None:
    now, before = _gaps(demo, "ivanteevsky", 2022), _gaps(demo, "ivanteevsky", 2021)
    schools = {school for school, _ in now} & {school for school, _ in before}
    subjects = {subject for school, subject in now if school in schools}
    subjects &= {subject for school, subject in before if school in schools}

    def total(gaps: Gaps) -> float:
        return sum(v for (s, t), (_, v) in gaps.items() if s in schools and t in subjects)

    items = next(one for one in ivanteevsky if isinstance(one, Findings)).items
    change = next(item for item in items if item.block_id == "staffing-change")
    assert change.values["before_vacant"] == total(before)
    assert change.values["now_vacant"] == total(now)


@pytest.mark.parametrize(
    ("municipality_id", "year", "dataset"), [("vilyuysk", 2020, "demo"), ("altai", 2015, "altai")]
)
def test_a_year_without_hours_has_only_sentences(
    municipality_id: str, year: int, dataset: str, request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    blocks = shown(
        NAME, request.getfixturevalue(dataset), monkeypatch,
        municipality_id=municipality_id, year=year,
    )  # fmt: skip
    assert not [one for one in blocks if isinstance(one, Figure)]
    assert "Это не значит, что учителей хватает" in " ".join(notices(blocks))
    assert all(table.rows for table in tables(blocks))


def test_a_region_says_which_schools_are_unknown(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = shown(NAME, demo, monkeypatch, municipality_id="rostov", year=2023)
    items = next(one for one in blocks if isinstance(one, Findings)).items
    assert [item.tone for item in items if item.block_id == "staffing-silent"] == ["no_data"]
    assert "Часы неизвестны по 14\u00a0школам" in texts(blocks)


def test_the_public_page_names_no_school(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = shown(
        NAME, demo, monkeypatch, municipality_id="priozersk", year=2022, edition="public"
    )
    ids = {table.block_id for table in tables(blocks)}
    assert not {"vacancies", "staffing-units", "staffing-places-data"} & ids
    said = texts(blocks)
    assert "ООШ" not in said and "СОШ" not in said
