"""Rows of regional tables that are no school's: totals, means, parts; and schools that seem so."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, Command, refusal

sys.path.insert(0, str(ROOT / "tests" / "unit"))
from gia_books import Rows, save
from three_schools import HEADER, ONE, THREE, TWO, counts, homes, load

TITLE = "ОГЭ 2023. Русский язык"
DISTRICT = "Ивантеевский район"
SUM = [45, 10, 15, 10, 10]
MEAN = [22, 5, 7, 5, 5]


def titled(*rows: list[Any]) -> Rows:
    """A table of the district with these rows."""
    return [[TITLE], [DISTRICT], HEADER, *rows]


@pytest.mark.parametrize(
    "name",
    [
        "Средняя общеобразовательная № 2", "Центр «Город мастеров»", "Город мастеров",
        "Среднее общеобразовательное учреждение", "Средняя школа № 5", "Общеобразовательная школа",
        "Итальянская гимназия", "Средняя", "Дом детства Пугачёвского района",
        "Средняя школа по улице Мира", "Итоговая школа", "Все святые",
    ],
)  # fmt: skip
def test_row_with_the_code_of_a_school_is_a_school(
    shnor: Command, tmp_path: Path, name: str
) -> None:
    rows = titled(ONE, ["64102", name, *TWO[2:]], ["", "Итого", *SUM])
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.code == 0, ran.out
    assert counts(tmp_path / "d") == {"64101": ONE[2:], "64102": TWO[2:], "ivanteevsky": SUM}


@pytest.mark.parametrize("name", [DISTRICT, "Ивантеевский МР", "МО «Ивантеевский район»"])
def test_row_with_a_long_code_and_no_more_than_the_name_of_a_district_is_the_district(
    shnor: Command, tmp_path: Path, name: str
) -> None:
    rows: Rows = [[TITLE], HEADER, ["64100", name, *SUM], ONE, TWO]
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.code == 0, ran.out
    assert counts(tmp_path / "d") == {"64101": ONE[2:], "64102": TWO[2:], "ivanteevsky": SUM}


@pytest.mark.parametrize(
    "name",
    [
        "Среднее по району", "Средняя по району", "Среднее по школам", "В среднем",
        "Средний показатель", "% по району", "Доля, %", "Итого, %", "Ср. балл по району",
        "Среднерайонный показатель", "Максимум", "Средний тестовый балл",
    ],
)  # fmt: skip
@pytest.mark.parametrize("coded", [True, False])
def test_means_and_shares_are_never_counts(
    shnor: Command, tmp_path: Path, name: str, coded: bool
) -> None:
    rows = titled(ONE, TWO, ["", name, *MEAN])
    if not coded:
        rows = [row if len(row) == 1 else row[1:] for row in rows]
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.code == 0, ran.out
    assert sorted(counts(tmp_path / "d").values()) == sorted([ONE[2:], TWO[2:]])
    assert "их числа — не люди" in ran.by_code["rows_left_out"]["message"]


@pytest.mark.parametrize(
    "name",
    [
        "Итого по школам (района)", "Все школы", "Всего по образовательным организациям", "Итого",
        "Всего по школам:", "Общий итог", "В целом по району",
    ],
)  # fmt: skip
@pytest.mark.parametrize("coded", [True, False])
def test_total_of_all_schools_is_the_district_of_the_title(
    shnor: Command, tmp_path: Path, name: str, coded: bool
) -> None:
    rows = titled(ONE, TWO, ["", name, *SUM])
    if not coded:
        rows = [row if len(row) == 1 else row[1:] for row in rows]
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.code == 0, ran.out
    found = counts(tmp_path / "d", "scope_type", "scope_id")
    assert found.pop(("municipality", "ivanteevsky")) == SUM
    assert {scope for scope, _ in found} == {"school"}
    assert len(found) == 2


@pytest.mark.parametrize(
    "name", ["Сельские школы", "Итого (СОШ)", "Городские школы", "Итого по гимназиям",
             "в т.ч. сельские", "Итого по сельским школам"]
)  # fmt: skip
def test_total_of_some_schools_is_neither_a_school_nor_the_district(
    shnor: Command, tmp_path: Path, name: str
) -> None:
    rows = titled(ONE, TWO, ["", name, *TWO[2:]])
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.code == 0, ran.out
    assert counts(tmp_path / "d") == {"64101": ONE[2:], "64102": TWO[2:]}
    assert "Итоги по части школ" in ran.by_code["rows_left_out"]["message"]
    whole = save(tmp_path / "w.xlsx", {"Л": [*rows, ["", "Итого", *SUM]]})
    assert load(shnor, tmp_path / "e", whole).code == 0
    assert counts(tmp_path / "e")["ivanteevsky"] == SUM


# -- whose schools --------------------------------------------------------------------------------

FIRST, SECOND = (f"Муниципалитет с кодом {number} (Алтайский край)" for number in (1, 2))
OTHER = ["64201", "СОШ № 1", *THREE[2:]]


@pytest.mark.parametrize(
    "rows",
    [
        [[TITLE], ["Пугачёвский район"], HEADER, OTHER],
        [[TITLE], ["Пугачёвский муниципальный район"], HEADER, OTHER, ["", "Итого", *THREE[2:]]],
        [[TITLE], HEADER, ["Пугачёвский МР"], OTHER],
        [[TITLE], HEADER, ["", "Пугачёвский район", *THREE[2:]], OTHER],
        [[TITLE], HEADER, ONE, ["г. Пугачёв"], OTHER],
        [[TITLE], HEADER, ONE, ["Пугачёвский МР"], OTHER],
        [[TITLE], ["Пугачёвский район"], HEADER, ["", "Саратовская область", *SUM], OTHER],
    ],
)
def test_schools_of_a_table_or_line_of_another_municipality_are_refused(
    shnor: Command, tmp_path: Path, rows: Rows
) -> None:
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    problem = refusal(ran, tmp_path / "d")
    assert problem["code"] == "other_municipality"
    assert "пугачев" in problem["found"]
    assert problem["expected"] == DISTRICT


def test_sheet_named_after_another_municipality_is_refused(shnor: Command, tmp_path: Path) -> None:
    rows: Rows = [[TITLE], HEADER, OTHER]
    path = save(tmp_path / "t.xlsx", {"Пугачёвский район": rows})
    problem = refusal(load(shnor, tmp_path / "d", path), tmp_path / "d")
    assert (problem["code"], problem["sheet"]) == ("other_municipality", "Пугачёвский район")


@pytest.mark.parametrize(
    "line",
    [DISTRICT, "Ивантеевский МР", "Ивантеевский муниципальный район Саратовской области",
     "МО Ивантеевский район", "Ивантеевский муниципальный округ", "Наш район"],
)  # fmt: skip
@pytest.mark.parametrize("is_title", [True, False])
def test_every_name_of_the_given_municipality_is_its_own(
    shnor: Command, tmp_path: Path, line: str, is_title: bool
) -> None:
    middle: Rows = [[line], HEADER] if is_title else [HEADER, [line]]
    path = save(tmp_path / "t.xlsx", {"Л": [[TITLE], *middle, ONE, TWO]})
    ran = load(shnor, tmp_path / "d", path)
    assert ran.code == 0, ran.out
    assert homes(tmp_path / "d") == {"64101": "ivanteevsky", "64102": "ivanteevsky"}


def test_municipality_written_once_is_that_of_schools_whose_codes_agree(
    shnor: Command, tmp_path: Path
) -> None:
    rows: Rows = [[TITLE], ["Муниципалитет", *HEADER], [FIRST, "101001", "СОШ № 1", *ONE[2:]],
                  [None, "101002", "СОШ № 2", *TWO[2:]],
                  [SECOND, "102001", "СОШ № 1", *TWO[2:]]]  # fmt: skip
    path = save(tmp_path / "t.xlsx", {"Л": rows})
    ran = load(shnor, tmp_path / "d", path, owner="altai")
    assert ran.code == 0, ran.out
    first, second = "altai-01", "altai-02"
    assert homes(tmp_path / "d") == {"101001": first, "101002": first, "102001": second}
    assert "municipality_missing" not in ran.by_code


def test_school_left_without_a_municipality_among_others_is_told(
    shnor: Command, tmp_path: Path
) -> None:
    rows: Rows = [[TITLE], ["Муниципалитет", *HEADER], [FIRST, "101001", "СОШ № 1", *ONE[2:]],
                  [FIRST, "101002", "СОШ № 2", *TWO[2:]], [None, "103001", "СОШ № 3", *ONE[2:]],
                  [SECOND, "102001", "СОШ № 1", *TWO[2:]]]  # fmt: skip
    path = save(tmp_path / "t.xlsx", {"Л": rows})
    ran = load(shnor, tmp_path / "d", path, owner="altai")
    assert ran.code == 0, ran.out
    assert homes(tmp_path / "d")["103001"] == "altai"
    told = ran.by_code["municipality_missing"]
    assert (told["severity"], told["row"]) == ("warning", 5)
    assert "Строк: 1" in told["message"]


@pytest.mark.parametrize("mark", [[], [["Страница 2"]], [["Продолжение таблицы 1"]], [[]]])
def test_header_repeated_at_a_page_break_keeps_the_municipality(
    shnor: Command, tmp_path: Path, mark: Rows
) -> None:
    rows: Rows = [[TITLE], HEADER, [FIRST], ["101001", "СОШ № 1", *ONE[2:]], [SECOND],
                  ["102001", "СОШ № 5", *TWO[2:]], *mark, HEADER,
                  ["102002", "СОШ № 6", *TWO[2:]], *mark, HEADER,
                  ["102003", "СОШ № 7", *TWO[2:]], [FIRST], *mark, HEADER,
                  ["101002", "СОШ № 8", *TWO[2:]]]  # fmt: skip
    path = save(tmp_path / "ОГЭ 2023 русский язык.xlsx", {"Л": rows})
    ran = load(shnor, tmp_path / "d", path, owner="altai")
    assert ran.code == 0, ran.out
    first, second = "altai-01", "altai-02"
    assert homes(tmp_path / "d") == {
        "101001": first, "102001": second, "102002": second, "102003": second, "101002": first,
    }  # fmt: skip


def test_title_of_a_municipality_holds_after_a_page_break_but_not_for_another_table(
    shnor: Command, tmp_path: Path
) -> None:
    rows: Rows = [[TITLE], [FIRST], HEADER, ["101001", "СОШ № 1", *ONE[2:]], HEADER,
                  ["101002", "СОШ № 2", *TWO[2:]], ["ОГЭ 2023. Математика"], HEADER,
                  ["102001", "СОШ № 5", *TWO[2:]]]  # fmt: skip
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}), owner="altai")
    assert ran.code == 0, ran.out
    found = {"101001": "altai-01", "101002": "altai-01", "102001": "altai"}
    assert homes(tmp_path / "d") == found
