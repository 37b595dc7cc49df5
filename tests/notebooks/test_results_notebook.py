"""The notebook of results runs on every kind of data and says what it has and what not."""

from __future__ import annotations

from pathlib import Path

import pytest
from notebooks.pages import ids, of_kind, ran, words

from helpers import blocks
from helpers.store import Store

NAME = "10_results"


def test_a_district_with_everything_shows_every_section(demo: Path) -> None:
    page = ran(NAME, demo, "ivanteevsky", 2022)
    assert page.question.startswith("Что показывают ВПР")
    assert page.cover.data_label == "учебные данные"
    assert 3 <= len(page.summary.items) <= 5
    assert {"failed-vpr", "quality-vpr", "level-vpr", "marks-vpr", "level-gia9", "level-gia11",
            "passed", "units-1", "units-2", "changes", "trends", "listed-others", "gaps",
            "journal", "goals", "coverage", "method", "sources", "score-bands",
            "tasks", "tasks-data", "terms", "trials"} <= ids(page)  # fmt: skip


def test_a_year_without_oge_says_so_and_draws_nothing_of_it(demo: Path) -> None:
    page = ran(NAME, demo, "vilyuysk", 2020)
    assert "ОГЭ в 2020 году не проводился" in words(page)
    assert not {"failed-gia9", "level-gia9", "marks-gia9"} & ids(page)
    assert "осенью" in words(page)


def test_a_region_with_published_figures_only(altai: Path) -> None:
    page = ran(NAME, altai, "altai", 2015)
    assert "Результатов ВПР в Алтайском крае" in words(page)
    assert {"level-gia9", "level-gia11", "units-1"} <= ids(page)
    level = next(b for b in of_kind(page, blocks.Table) if b.block_id == "level-gia9")
    rows = {row[0].text: row for row in level.rows}
    assert rows["ОГЭ, 9 класс, русский язык"][1].value == 20009
    assert round(rows["ОГЭ, 9 класс, математика"][2].value, 2) == 1.61
    assert rows["ОГЭ, 9 класс, математика"][2].ref in page.values()


@pytest.mark.parametrize(("municipality_id", "year"), [("rostov", 2023), ("turochak", 2024)])
def test_figures_carry_their_finding_and_their_numbers(
    demo: Path, municipality_id: str, year: int
) -> None:
    page = ran(NAME, demo, municipality_id, year)
    figures = of_kind(page, blocks.Figure)
    assert len(figures) >= 8
    for figure in figures:
        assert len(figure.alt) > 60, figure.block_id
        assert figure.table.rows, figure.block_id
    assert all(table.rows for table in of_kind(page, blocks.Table))


def test_the_number_in_the_summary_stands_in_the_table(demo: Path) -> None:
    page = ran(NAME, demo, "ivanteevsky", 2022)
    low = next(item for item in page.summary.items if item.block_id == "finding-low")
    table = next(b for b in of_kind(page, blocks.Table) if b.block_id == "level-vpr")
    shares = [row[2].value for row in table.rows if row[1].value >= 10]
    assert low.values["largest_pct"] == max(shares)


def test_the_public_page_names_no_school(demo: Path) -> None:
    page = ran(NAME, demo, "ivanteevsky", 2022, "public")
    assert not {"units-1", "units-2", "units-table"} & ids(page)
    schools = Store(demo).read("schools", ["ivanteevsky"])["school_name"].dropna().unique()
    said = words(page) + page.question + "".join(b.plain() for b in page.blocks())
    assert len(schools) > 5
    assert [name for name in schools if name in said] == []
    heads = {c.key for table in of_kind(page, blocks.Table) for c in table.columns}
    assert "sha256" not in heads
