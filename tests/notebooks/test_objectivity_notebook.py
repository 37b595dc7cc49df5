"""The notebook of signs: its numbers against plain counting, absence told as absence."""

from __future__ import annotations

from pathlib import Path

import pytest
from notebooks.running import block, notices, shown, tables, texts
from support import Command

from helpers.blocks import Block, Figure, Findings
from helpers.store import Store

NAME = "14_objectivity"
#: Schools where the demo plants signs in 2024 → what it plants there.
PLANTED = {
    "tur-02": "ВПР, 5 класс, математика: средний балл выше интервала региона",
    "tur-07": "ВПР, 5 класс, математика: баллы расходятся с отметками журнала",
    "tur-09": "ВПР, 5 класс, русский язык: резкое падение у тех же детей",
}


@pytest.fixture(scope="module")
def turochak(demo: Path) -> list[Block]:
    with pytest.MonkeyPatch.context() as patch:
        return shown(NAME, demo, patch, municipality_id="turochak", year=2024)


def test_planted_signs_stand_beside_their_schools(demo: Path, turochak: list[Block]) -> None:
    schools = Store(demo).read("schools", ["turochak"]).drop_duplicates("school_id", keep="last")
    names = schools.set_index("school_id")["school_name"]
    said = {row[0].text: row[4].text for row in block(turochak, "objectivity-schools").rows}
    for school_id, sign in PLANTED.items():
        assert sign in said[names[school_id]]


def test_every_school_has_fourteen_signs_and_each_is_told_once(turochak: list[Block]) -> None:
    rows = block(turochak, "objectivity-schools").rows
    assert all(row[2].value + row[3].value == 14 for row in rows)
    barred = block(turochak, "objectivity-not-computed").rows
    assert sum(row[2].value for row in barred) == sum(row[3].value for row in rows)
    found = block(turochak, "objectivity-signs").rows
    assert len(found) == sum(row[1].value or 0 for row in rows)


def test_the_index_is_counted_from_judged_schools_only(turochak: list[Block]) -> None:
    rows = block(turochak, "objectivity-schools").rows
    judged = [row for row in rows if row[2].value]
    hit = [row for row in judged if row[1].value]
    (whole,) = block(turochak, "objectivity-index").rows
    assert [cell.value for cell in whole[1:4]] == [len(rows), len(judged), len(hit)]
    assert whole[5].value == pytest.approx(100 - 100 * len(hit) / len(judged))


def test_pairs_of_marks_are_counts_of_pupils(demo: Path, turochak: list[Block]) -> None:
    people = Store(demo).read("individual", ["turochak"])
    people = people[people["year"] == 2024].dropna(subset=["mark", "journal_mark"])
    rows = block(turochak, "objectivity-matrix").rows
    assert sum(cell.value for row in rows for cell in row[2:]) == len(people) > 0
    wide = (people["mark"] - people["journal_mark"]).abs() >= 2
    items = next(one for one in turochak if isinstance(one, Findings)).items
    gaps = next(item for item in items if item.block_id == "finding-gaps")
    assert gaps.values == {"gaps": int(wide.sum()), "compared": len(people)}


def test_no_pupil_is_named_and_no_sign_is_a_verdict(demo: Path, turochak: list[Block]) -> None:
    said = texts(turochak)
    codes = Store(demo).read("individual", ["turochak"])["pupil_code"]
    assert not [code for code in codes.unique() if str(code) in said]
    assert "требует проверки" in said and "ничего не доказывает" in said
    for verdict in ("необъективные школы", "завысил", "нарушител", "доказан"):
        assert verdict not in said.lower()


def test_a_year_without_scores_is_told_as_not_computed(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = shown(NAME, demo, monkeypatch, municipality_id="vilyuysk", year=2018)
    assert not [one for one in blocks if isinstance(one, Figure)]
    said = " ".join(notices(blocks))
    assert "ни один признак не вычислен" in said and "Это не значит, что признаков нет" in said
    assert "Индекс не вычислен" in said
    assert all(table.rows for table in tables(blocks))


def test_the_public_edition_is_refused(demo: Path, tmp_path: Path, shnor: Command) -> None:
    ran = shnor(
        "report", NAME, "-m", "turochak", "-y", "2024", "--edition", "public",
        "--data", demo, "--out", tmp_path,
    )  # fmt: skip
    assert ran.code == 2 and "только для служебного пользования" in ran.err
    assert not list(tmp_path.rglob("report.*"))


def test_the_drawing_shows_schools_with_a_sign_and_no_row_of_zeros(turochak: list[Block]) -> None:
    drawn = next(one for one in turochak if isinstance(one, Figure))
    svg = drawn.svg
    for name, signs in ((row[0].text, row[1].value) for row in drawn.table.rows):
        assert (f">{name}<" in svg) == bool(signs), name
    rows = block(turochak, "objectivity-matrix").rows
    assert all(sum(cell.value for cell in row[2:]) for row in rows)
