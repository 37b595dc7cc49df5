"""Public stories: what each shows is protected and names no school and no teacher."""

from __future__ import annotations

from pathlib import Path

import pytest
from notebooks.running import block, cells, shown, texts

from helpers import disclosure, guard
from helpers.blocks import Block, Cover
from helpers.disclosure import certificate
from helpers.disclosure.protected import Fact
from helpers.params import RunParams
from helpers.paths import CERTIFICATE_VARIABLE, DATA_VARIABLE
from helpers.store import Store
from helpers.tables import protected as tables

STORIES = ("00_overview", "10_results", "20_teacher_deficits", "24_staffing", "30_roadmap",
           "40_context", "60_region", "90_data_quality")  # fmt: skip
#: Two municipalities of the demo as unlike as they come: small villages, a region.
RUNS = (("ivanteevsky", 2022), ("rostov", 2023))


@pytest.fixture(scope="module")
def pages(
    demo: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], list[Block]]:
    """Blocks of every public story by notebook and municipality."""
    made = {}
    store, folder = Store(demo), tmp_path_factory.mktemp("certificates")
    with pytest.MonkeyPatch.context() as patch:
        for municipality_id, year in RUNS:
            issued = certificate.make(store, certificate.scope_of(municipality_id, store))
            (folder / municipality_id).write_bytes(issued.to_bytes())
            patch.setenv(CERTIFICATE_VARIABLE, str(folder / municipality_id))
            for name in STORIES:
                try:
                    made[name, municipality_id] = shown(
                        name, demo, patch, edition="public",
                        municipality_id=municipality_id, year=year,
                    )  # fmt: skip
                finally:
                    guard.show_only("")
    return made


def test_every_block_of_a_public_story_carries_its_certificate(
    pages: dict[tuple[str, str], list[Block]],
) -> None:
    for shown_blocks in pages.values():
        assert isinstance(shown_blocks[0], Cover) and shown_blocks[0].edition == "public"
        assert len(shown_blocks) >= 5
        assert {len(one.certificate) for one in shown_blocks} == {64}


def test_no_school_and_no_teacher_is_named(
    pages: dict[tuple[str, str], list[Block]], demo: Path
) -> None:
    store = Store(demo)
    for (_, municipality_id), shown_blocks in pages.items():
        said = texts(shown_blocks)
        schools = store.read("schools", [municipality_id])
        codes = store.read("teachers", [municipality_id])["teacher_code"]
        for word in {*schools["school_id"], *schools["school_name"], *codes}:
            assert word not in said, word


def test_the_overview_tells_at_least_twelve_useful_things_of_a_rural_district(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATA_VARIABLE, str(demo))
    run = RunParams(municipality_id="ivanteevsky", year=2022)
    assert len(tables.OVERVIEW) == 20
    told = [one for one in tables.statements(disclosure.open(run)) if one is not None]
    assert sum(isinstance(one, Fact) or one.is_useful for one in told) >= 12


def test_words_and_numbers_of_a_band_agree(pages: dict[tuple[str, str], list[Block]]) -> None:
    table = block(pages["00_overview", "ivanteevsky"], "public-overview")
    heads = [column.key for column in table.columns]
    for row in table.rows:
        cell = dict(zip(heads, row, strict=True))
        if cell["kind"].text == "полоса":
            assert cell["part"].marker == "с" and cell["share"].value is None
        if cell["kind"].text == "точно" and cell["part"].value is not None:
            share = 100 * cell["part"].value / cell["whole"].value
            assert cell["share"].value == pytest.approx(share)


@pytest.mark.parametrize("name", STORIES)
def test_public_cells_read_nothing_but_the_protected_object(name: str) -> None:
    sources = [cell.source for cell in cells(name, "public")]
    assert not [source for source in sources if "store" in source or "indicators" in source]


def test_children_with_special_needs_are_told_of_in_bands_only(
    pages: dict[tuple[str, str], list[Block]],
) -> None:
    """The difference of two exact years would tell of those who came and went."""
    for _, municipality_id in _of(pages, "40_context"):
        table = block(pages["40_context", municipality_id], "public-conditions")
        rows = {str(row[0].value): [str(cell.text) for cell in row] for row in table.rows}
        assert rows["Обучающиеся с ОВЗ"][3] == "полоса"
        assert rows["Обучающиеся группы риска"][3] in ("точно", "полоса")


def test_staffing_tells_of_posts_and_never_who_holds_them(
    pages: dict[tuple[str, str], list[Block]],
) -> None:
    for _, municipality_id in _of(pages, "24_staffing"):
        said = texts(pages["24_staffing", municipality_id])
        assert "Часы, которые вести некому" in said and "специалист" not in said.lower()


def test_the_quality_of_data_is_told_by_numbers_of_schools(
    pages: dict[tuple[str, str], list[Block]],
) -> None:
    table = block(pages["90_data_quality", "ivanteevsky"], "public-sent-table")
    rows = {str(row[0].value): str(row[1].text) for row in table.rows}
    assert "(8 из 9)" in rows["Отметки"].replace("\u00a0", " ")


def _of(pages: dict[tuple[str, str], list[Block]], name: str) -> list[tuple[str, str]]:
    return [key for key in pages if key[0] == name]
