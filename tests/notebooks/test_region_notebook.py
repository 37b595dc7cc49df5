"""The notebook that sets municipalities side by side: counted another way, and where it cannot.

Municipalities of Altai are published figures; the demo region has schools and no municipality.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from notebooks.running import block, notices, shown, tables, texts

from helpers.blocks import Block, Figure, Finding, Findings
from helpers.store import Store

NAME = "60_region"


@pytest.fixture(scope="module")
def published(altai: Path) -> list[Block]:
    with pytest.MonkeyPatch.context() as patch:
        return shown(NAME, altai, patch, municipality_id="altai", year=2015)


@pytest.fixture(scope="module")
def rostov(demo: Path) -> list[Block]:
    with pytest.MonkeyPatch.context() as patch:
        return shown(NAME, demo, patch, municipality_id="rostov", year=2023)


def finding(blocks: list[Block], block_id: str) -> Finding:
    items = next(one for one in blocks if isinstance(one, Findings)).items
    return next(item for item in items if item.block_id == block_id)


def test_shares_are_those_of_the_published_rows(altai: Path, published: list[Block]) -> None:
    store = Store(altai)
    rows = store.read("marks", store.municipalities())
    rows = rows[(rows["scope_type"] == "municipality") & (rows["subject"] == "math")]
    wanted = {
        f"Муниципалитет с кодом {int(row.municipality_id[-2:])}": (
            row.participants, 100 * row.mark_2 / (row.mark_2 + row.mark_3 + row.mark_4 + row.mark_5)
        )
        for row in rows.itertuples()
    }  # fmt: skip
    table = block(published, "dots-1-data")
    assert {row[0].text for row in table.rows} == set(wanted)
    for row in table.rows:
        n, share = wanted[row[0].text]
        assert row[1].value == n
        assert row[2].value == pytest.approx(share)


def test_the_finding_counts_the_verdicts_of_the_table(published: list[Block]) -> None:
    verdicts = [row[-1].text for row in block(published, "dots-1-data").rows]
    item = finding(published, "finding-region-differences")
    assert item.values["above"] == verdicts.count("доля выше") > 0
    assert item.values["below"] == verdicts.count("доля ниже") > 0
    assert item.values["judged"] == len(verdicts) - verdicts.count("малая группа")


def test_municipalities_keep_the_order_of_their_names(published: list[Block]) -> None:
    for table in tables(published):
        if table.columns[0].label == "Муниципалитет":
            codes = [int(row[0].text.rsplit(" ", 1)[1]) for row in table.rows]
            assert codes == sorted(codes), table.block_id


def test_every_figure_says_what_it_shows(published: list[Block]) -> None:
    figures = {one.block_id: one for one in published if isinstance(one, Figure)}
    assert set(figures) == {"dots-1", "dots-2", "funnel"}
    assert all(len(one.alt) > 80 and one.table.rows for one in figures.values())


def test_a_region_without_municipalities_compares_schools_and_says_so(
    rostov: list[Block],
) -> None:
    said = " ".join(notices(rostov))
    assert "Муниципалитетов с данными в Ростовской области нет" in said
    assert block(rostov, "dots-1-data").columns[0].label == "Школа"
    assert len(block(rostov, "funnel-data").rows) >= 10


def test_a_municipality_is_told_to_ask_for_its_region(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = shown(NAME, demo, monkeypatch, municipality_id="ivanteevsky", year=2022)
    assert "Ивантеевский район — муниципалитет" in texts(blocks)
