"""Municipalities that bear one name, as districts of Russia often do: each has its own place."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import lxml.html
import pandas as pd
import pytest

from helpers import params
from helpers.blocks import Table
from helpers.indicators import schools
from helpers.params import Municipality
from helpers.publish import pages
from helpers.publish.site import YearPage
from helpers.reports import index
from helpers.tables import roadmap_answers


def district(municipality_id: str, name: str, region: str) -> Municipality:
    return Municipality(
        municipality_id=municipality_id, name=name, name_genitive=name, name_prepositional=name,
        region_id=region and "r" + municipality_id, region_name=region,
    )  # fmt: skip


PLACES = [
    district("sov-kursk", "Советский район", "Курская область"),
    district("sov-altai", "Советский район", "Алтайский край"),
    district("yolkino", "Ёлкинский район", "Курская область"),
    district("zhdan", "Ждановский район", "Курская область"),
    district("one-okrug", "округ № 10", ""),
    district("two-okrug", "округ № 2", ""),
]


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        params, "municipalities", lambda: {one.municipality_id: one for one in PLACES}
    )


def test_a_name_that_several_bear_says_whose_it_is() -> None:
    told = params.told_apart({one.municipality_id: one.name for one in PLACES})
    assert told["sov-kursk"] == "Советский район (Курская область)"
    assert told["sov-altai"] == "Советский район (Алтайский край)"
    assert told["zhdan"] == "Ждановский район"


def test_where_the_region_says_nothing_the_code_does() -> None:
    same = {"sov-kursk": "Район", "yolkino": "Район", "gone": "Район", "zhdan": "Другой"}
    assert params.told_apart(same) == {
        "sov-kursk": "Район (sov-kursk)", "yolkino": "Район (yolkino)", "gone": "Район (gone)",
        "zhdan": "Другой",
    }  # fmt: skip


def test_the_list_of_reports_has_a_part_for_each_in_the_order_of_people(tmp_path: Path) -> None:
    index.write_record(tmp_path, [
        index.BatchEntry("10_results", one.municipality_id, one.name, year, "internal", "failed")
        for year in (2022, 2021) for one in PLACES
    ])  # fmt: skip
    index.write_page(tmp_path)
    tree = lxml.html.fromstring((tmp_path / "index.html").read_text("utf-8"))
    names = [
        "Ёлкинский район", "Ждановский район", "округ № 2", "округ № 10",
        "Советский район (Алтайский край)", "Советский район (Курская область)",
    ]  # fmt: skip
    assert tree.xpath("//main//h2/text()") == names
    for part in tree.xpath("//main/section"):
        assert part.xpath(".//h3/text()") == ["2021/22 учебный год", "2020/21 учебный год"]
    assert list(dict.fromkeys(tree.xpath("//@data-municipality"))) == names
    board = lxml.html.fromstring((tmp_path / "review.html").read_text("utf-8"))
    assert board.xpath("//main//h2/text()")[::2] == [
        f"{name}, 2021/22 учебный год" for name in names
    ]


def test_a_site_keeps_the_years_of_each(tmp_path: Path) -> None:
    pages.write_all(tmp_path, [YearPage(one.municipality_id, year, [], [])
                               for year in (2021, 2022) for one in PLACES])  # fmt: skip
    for one in PLACES:
        page = lxml.html.fromstring(
            (tmp_path / "m" / one.municipality_id / "index.html").read_text("utf-8")
        )
        assert page.xpath("//h2/text()") == ["2021/22 учебный год", "2020/21 учебный год"]
    first = lxml.html.fromstring((tmp_path / "index.html").read_text("utf-8"))
    listed = [name for name in first.xpath("//main//a/text()") if "район" in name or "№" in name]
    assert listed[2:4] == ["округ № 2", "округ № 10"]
    assert listed[4:] == ["Советский район (Алтайский край)", "Советский район (Курская область)"]


def test_a_school_says_of_which_municipality_it_is_where_another_bears_its_name() -> None:
    rows = pd.DataFrame({
        "school_id": ["1", "2", "3", "4", "5"],
        "municipality_id": ["zhdan", "yolkino", "yolkino", "gone", "zhdan"],
        "school_name": ["СОШ № 1", "СОШ № 1", "СОШ № 2", None, None],
    }).astype({"school_name": "string"})  # fmt: skip
    told = schools.names_apart(rows)
    assert told.dropna().tolist() == [
        "СОШ № 1 (Ждановский район)", "СОШ № 1 (Ёлкинский район)", "СОШ № 2",
    ]  # fmt: skip
    assert told.isna().tolist() == [False, False, False, True, True]
    one = rows.iloc[1:3]
    assert schools.names_apart(one).tolist() == ["СОШ № 1", "СОШ № 2"]


def test_a_cover_names_the_region_of_a_name_that_two_bear() -> None:
    assert params.shown_name("sov-kursk") == "Советский район (Курская область)"
    assert params.shown_name("zhdan") == "Ждановский район"


def test_listed_schools_without_a_name_stand_by_their_code() -> None:
    frame = pd.DataFrame({
        "school_id": ["10", "7", "8"], "school_name": ["СОШ № 10", None, "СОШ № 2"],
        "has_plan": [True, False, None], "took_part": [None, True, True],
    }).astype({"school_name": "string", "has_plan": "boolean", "took_part": "boolean"})  # fmt: skip
    plan: Any = SimpleNamespace(schools=frame, listed=SimpleNamespace(note="список"))
    table = roadmap_answers.schools(plan)
    assert isinstance(table, Table)
    assert [row[0].text for row in table.rows] == ["7", "СОШ № 2", "СОШ № 10", "Всего"]
