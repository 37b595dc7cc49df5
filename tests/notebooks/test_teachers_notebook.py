"""The notebook on deficits, run on the demo dataset."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from notebooks.running import DEMO, block, notices, shown, tables, texts

from helpers.blocks import Cover, Figure, Findings

NAME = "20_teacher_deficits"


@pytest.mark.parametrize(("municipality_id", "year"), DEMO)
def test_every_report_opens_with_cover_and_findings_and_draws_nothing_empty(
    municipality_id: str, year: int, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = shown(NAME, demo, monkeypatch, municipality_id=municipality_id, year=year)
    assert isinstance(blocks[0], Cover)
    assert blocks[0].data_label == "учебные данные"
    assert isinstance(blocks[1], Findings)
    assert 1 <= len(blocks[1].items) <= 6
    assert all(table.rows for table in tables(blocks))
    assert all(one.alt.strip() for one in blocks if isinstance(one, Figure))


def test_sentence_table_and_figure_say_the_same_numbers(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = shown(NAME, demo, monkeypatch, municipality_id="ivanteevsky", year=2022)
    funnel = {row[0].text: row for row in block(blocks, "teacher-funnel-table").rows}
    diagnosed, staff = funnel["Прошли диагностику"][1].text, funnel["Педагогов всего"][1].text
    coverage = blocks[1].items[0]
    assert f"{diagnosed}\u00a0из\u00a0{staff}" in coverage.text
    assert funnel["Прошли диагностику"][2].text in coverage.text
    total = block(blocks, "teacher-coverage").rows[-1]
    assert [cell.text for cell in total[1:3]] == [staff, diagnosed]
    assert f"прошли диагностику — {diagnosed} ·" in block(blocks, "teacher-funnel").alt
    matrix = block(blocks, "teacher-matrix-table")
    by_competence = {row[0].text: row for row in block(blocks, "teacher-competences").rows}
    for place, column in enumerate(matrix.columns[1:], start=1):
        found = sum(int(row[place].value or 0) for row in matrix.rows)
        assert found == by_competence[column.label][2].value


def test_a_deficit_without_exit_is_never_counted_as_removed(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = shown(NAME, demo, monkeypatch, municipality_id="ivanteevsky", year=2022)
    for row in block(blocks, "teacher-changes-table").rows:
        deficits, *fates = (cell.value for cell in row[1:7])
        assert sum(fates) == deficits
        assert row[7].value == pytest.approx(100 * fates[0] / deficits)


def test_a_year_without_diagnosis_says_so_and_shows_no_deficits(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = shown(NAME, demo, monkeypatch, municipality_id="vilyuysk", year=2019)
    assert blocks[1].items[0].tone == "no_data"
    assert "Диагностики за 2018/19 учебный год в данных нет" in blocks[1].items[0].text
    assert any("Это не значит, что дефицитов нет" in text for text in notices(blocks))
    assert "teacher-matrix" not in {getattr(one, "block_id", "") for one in blocks}


def test_a_region_of_published_figures_has_only_sentences_of_absence(
    altai: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = shown(NAME, altai, monkeypatch, municipality_id="altai", year=2015)
    assert not [one for one in blocks if isinstance(one, Figure)]
    assert len(notices(blocks)) >= 6


def test_no_pupil_result_stands_beside_a_teacher(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = shown(NAME, demo, monkeypatch, municipality_id="ivanteevsky", year=2022)
    assert not re.search("ВПР|ОГЭ|ЕГЭ", texts([*tables(blocks)]))
