"""The notebook on the roadmap, run on the demo dataset."""

from __future__ import annotations

from pathlib import Path

import pytest
from notebooks.running import DEMO, block, notices, shown, tables, texts

from helpers.blocks import Cover, Figure, Findings
from helpers.errors import ParameterError

NAME = "30_roadmap"


@pytest.mark.parametrize(("municipality_id", "year"), DEMO)
def test_every_report_opens_with_cover_and_findings_and_draws_nothing_empty(
    municipality_id: str, year: int, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = shown(NAME, demo, monkeypatch, municipality_id=municipality_id, year=year)
    assert isinstance(blocks[0], Cover)
    assert isinstance(blocks[1], Findings)
    assert 1 <= len(blocks[1].items) <= 6
    assert all(table.rows for table in tables(blocks))
    assert all(one.alt.strip() for one in blocks if isinstance(one, Figure))


def test_statuses_of_items_and_terms_add_up_and_agree_with_the_first_sentence(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = shown(NAME, demo, monkeypatch, municipality_id="ivanteevsky", year=2022)
    *rows, total = block(blocks, "plan-statuses").rows
    for place in (1, 2):
        assert sum(row[place].value for row in rows) == total[place].value
    assert total[1].value == 59
    sections = block(blocks, "plan-by-section").rows
    due, unmeasured, done = (sum(row[place].value for row in sections) for place in (2, 3, 4))
    assert due == sum(row[4].value for row in block(blocks, "plan-items").rows)
    assert unmeasured
    assert f"{done}\u00a0из\u00a0{due - unmeasured} наступивших" in blocks[1].items[0].text
    assert len(block(blocks, "plan-items").rows) == 59


def test_items_without_a_measurable_result_are_never_counted_as_done(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = shown(NAME, demo, monkeypatch, municipality_id="ivanteevsky", year=2022)
    unmeasured = {row[0].text for row in block(blocks, "plan-unmeasured").rows}
    states = {row[0].text: row[-1].text for row in block(blocks, "plan-items").rows}
    assert unmeasured
    assert {states[number] for number in unmeasured} <= {
        "измеримый результат не задан", "выполнение отмечено, результат не задан измеримо"
    }  # fmt: skip


def test_the_date_of_the_report_moves_the_execution(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    early = shown(
        NAME, demo, monkeypatch, municipality_id="ivanteevsky", year=2022, as_of="2021-10-01"
    )
    assert early[0].report_date.isoformat() == "2021-10-01"
    assert "ни один срок ещё не наступил" in early[1].items[0].text


def test_a_year_without_a_plan_says_so_once_in_full(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = shown(NAME, demo, monkeypatch, municipality_id="vilyuysk", year=2023)
    assert blocks[1].items[0].tone == "no_data"
    assert "Дорожной карты на 2022/23 учебный год в Вилюйском улусе" in blocks[1].items[0].text
    assert "vilyuysk-2019-2021" in blocks[1].items[0].text
    assert not [one for one in blocks if isinstance(one, Figure)]
    assert "Плана нет: показать нечего." in notices(blocks)


def test_terms_before_the_period_of_a_plan_are_reported_and_said_so(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = shown(NAME, demo, monkeypatch, municipality_id="turochak", year=2023)
    assert "Период плана к дате отчёта не начался" in texts([block(blocks, "plan-passport")])


def test_an_unknown_plan_is_refused_with_the_known_ones(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ParameterError, match="ivanteevsky-2021-2022"):
        shown(NAME, demo, monkeypatch, municipality_id="ivanteevsky", plan_id="ivanteevsky-2021")


def test_a_region_without_plans_has_only_sentences_of_absence(
    altai: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = shown(NAME, altai, monkeypatch, municipality_id="altai", year=2015)
    assert not [one for one in blocks if isinstance(one, Figure)]
    assert "shnor import" in blocks[1].items[0].text
