"""Columns of regional tables under a header of one row: of several subjects, of one meaning."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import docx
import pandas as pd
import pytest
from support import ROOT, Command, Ran

sys.path.insert(0, str(ROOT / "tests" / "unit"))
from gia_books import Rows, save

MARKS = ["mark_2", "mark_3", "mark_4", "mark_5"]
PLACES = ["Код ОО", "Наименование"]


def load(shnor: Command, folder: Path, heads: list[str], *numbers: list[Any], title: str) -> Ran:
    """Import a table of schools 101, 102 … with their numbers under `heads`."""
    rows: Rows = [[title], [*PLACES, *heads]]
    rows += [[101 + at, f"МБОУ «СОШ № {at + 1}»", *own] for at, own in enumerate(numbers)]
    path = save(folder / "t.xlsx", {"Л": rows})
    return shnor("import", path, "-m", "altai", "--data", folder / "d", "--format", "json")


def stored(folder: Path, name: str) -> pd.DataFrame:
    parts = sorted((folder / "d" / "store" / name).rglob("*.parquet"))
    frame = pd.concat([pd.read_parquet(part) for part in parts], ignore_index=True)
    return frame.sort_values(["subject", "scope_id"], ignore_index=True)


# -- the subject among the words of each column ---------------------------------------------------


def of_subject(subject: str, how: str) -> list[str]:
    words = ["Кол-во участников", "«2»", "«3»", "«4»", "«5»"]
    return [how.format(subject=subject, words=word) for word in words]


@pytest.mark.parametrize("how", ["{subject}, {words}", "{words}, {subject}"])
def test_columns_that_each_name_their_subject_are_those_of_the_subject(
    shnor: Command, tmp_path: Path, how: str
) -> None:
    heads = of_subject("Математика", how) + of_subject("Русский язык", how)
    one, two = [25, 5, 10, 5, 5, 24, 1, 10, 8, 5], [20, 5, 5, 5, 5, 20, 0, 10, 5, 5]
    ran = load(shnor, tmp_path, heads, one, two, title="ОГЭ 2023")
    assert ran.code == 0, ran.out
    found = stored(tmp_path, "marks")[["subject", "participants", *MARKS]]
    assert found.to_numpy().tolist() == [
        ["math", *one[:5]], ["math", *two[:5]], ["rus", *one[5:]], ["rus", *two[5:]]
    ]  # fmt: skip


# -- two columns of one meaning -------------------------------------------------------------------

EGE, OGE = "ЕГЭ 2023, русский язык", "ОГЭ 2023, русский язык"
SAT, MEAN = "Количество участников", "Средний балл"
BELOW = "Не преодолели минимальный порог"
COUNTS = [SAT, "2", "3", "4", "5"]
ONE, TWO = [25, 5, 10, 5, 5], [20, 5, 5, 5, 5]


def found(folder: Path, *names: str, table: str = "exams") -> list[list[Any]]:
    """Columns of the stored rows by school; None for missing."""
    frame = stored(folder, table)[list(names)]
    return [[None if pd.isna(cell) else cell for cell in row] for row in frame.to_numpy().tolist()]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Средний балл в 2023 году", MEAN),
        ("Средний балл (ВТГ)", "Средний балл (все)"),
        ("Ниже порога до апелляции, чел.", "Ниже порога, чел."),
        (f"{BELOW}, чел.", f"{BELOW} в целом, чел."),
        ("100 баллов, чел.", "стобалльников, чел."),
        ("Обучающихся 11 классов", "Выпускников"),
    ],
)
def test_columns_of_one_meaning_with_other_numbers_are_asked_about(
    shnor: Command, tmp_path: Path, one: str, two: str
) -> None:
    title, first, last = (OGE, [*COUNTS], [*ONE]) if "Вып" in two else (EGE, [SAT], [25])
    ran = load(shnor, tmp_path, [*first, one, two], [*last, 5, 5], [*last, 5, 3], title=title)
    assert ran.code == 1
    assert not list((tmp_path / "d").rglob("*.parquet"))
    problem = ran.by_code["columns_alike"]
    assert (problem["severity"], problem["row"], problem["found"]) == ("error", 4, "«3»")
    assert f"«{one}»" in problem["message"]
    assert "строк 1 из 2" in problem["message"]


@pytest.mark.parametrize(
    "heads",
    [
        [SAT, *(f"{mark} (до пересдачи)" for mark in "2345"),
         *(f"{mark} (после пересдачи)" for mark in "2345")],
        [SAT, *"2345", *"2345"],
        [SAT, "2", "2", "3", "3", "4", "4", "5", "5"],
    ],
)  # fmt: skip
def test_marks_given_twice_are_asked_about_unless_they_are_the_same(
    shnor: Command, tmp_path: Path, heads: list[str]
) -> None:
    is_paired = heads[1] == heads[2]

    def row(one: list[int], two: list[int]) -> list[int]:
        pairs = [cell for pair in zip(one[1:], two[1:], strict=True) for cell in pair]
        return [one[0], *pairs] if is_paired else [*one, *two[1:]]

    ran = load(shnor, tmp_path, heads, row(ONE, ONE), row(TWO, [20, 4, 6, 5, 5]), title=OGE)
    assert ran.code == 1
    told = [p for p in ran.json["sources"][0]["problems"] if p["code"] == "columns_alike"]
    assert [(p["row"], p["severity"]) for p in told] == [(4, "error")] * 2
    same = tmp_path / "same"
    same.mkdir()
    ran = load(shnor, same, heads, row(ONE, ONE), row(TWO, TWO), title=OGE)
    assert ran.code == 0, ran.out
    assert found(same, "participants", *MARKS, table="marks") == [ONE, TWO]


@pytest.mark.parametrize(
    ("one", "two", "cells", "expected"),
    [
        (MEAN, "Средний балл (ВТГ)", [[60.2, 60.2], [61.0, 61.04]], [60.2, 61]),
        (MEAN, "Средний балл (ВТГ)", [[60.2, None], [61, "-"]], [60.2, 61]),
        ("Средний балл (ВТГ)", MEAN, [[None, 60.2], [None, 61]], [60.2, 61]),
        ("Средний балл (ВТГ)", MEAN, [["-", 60.2], ["-", 61]], [60.2, 61]),
        ("Средний балл (ВТГ)", MEAN, [[None, 60.2], [61, 61]], [60.2, 61]),
    ],
)
def test_column_that_repeats_another_or_is_empty_gives_way(
    shnor: Command, tmp_path: Path, one: str, two: str, cells: list[list[Any]],
    expected: list[float],
) -> None:  # fmt: skip
    ran = load(shnor, tmp_path, [SAT, one, two], *([25, *row] for row in cells), title=EGE)
    assert ran.code == 0, ran.out
    assert [row[0] for row in found(tmp_path, "mean_score")] == expected


def test_table_of_a_document_that_cannot_be_read_so_is_passed_over_and_told(
    shnor: Command, tmp_path: Path
) -> None:
    alike: Rows = [[*PLACES, SAT, MEAN, f"{MEAN} (ВТГ)"], [101, "МБОУ «СОШ № 1»", 25, 60, 61]]
    plain: Rows = [[*PLACES, SAT, MEAN], [102, "МБОУ «СОШ № 2»", 20, 55]]
    paper = docx.Document()
    for rows in (plain, alike):
        paper.add_paragraph(EGE)
        table = paper.add_table(len(rows), len(rows[0]))
        for at, row in enumerate(rows):
            for cell, value in zip(table.rows[at].cells, row, strict=True):
                cell.text = str(value)
    path = tmp_path / "t.docx"
    paper.save(str(path))
    ran = shnor("import", path, "-m", "altai", "--data", tmp_path / "d", "--format", "json")
    assert ran.code == 0, ran.out
    assert found(tmp_path, "sat", "mean_score") == [[20, 55]]
    assert ran.by_code["columns_alike"]["severity"] == "warning"
    assert "tables_passed_over" in ran.by_code


def test_empty_participants_give_way_to_those_that_are_counted(
    shnor: Command, tmp_path: Path
) -> None:
    heads = [SAT, "Сдавали", "2", "3", "4", "5"]
    ran = load(shnor, tmp_path, heads, [None, *ONE], [None, *TWO], title=OGE)
    assert ran.code == 0, ran.out
    assert found(tmp_path, "participants", *MARKS, table="marks") == [ONE, TWO]
    assert "several_participants" not in ran.by_code


def test_numbers_under_one_heading_that_are_percents_of_the_others_are_no_contradiction(
    shnor: Command, tmp_path: Path
) -> None:
    heads = [SAT, "2", "2", "3", "3", "4", "4", "5", "5"]
    rows = [[25, 5, 20, 10, 40, 5, 20, 5, 20], [30, 1, 3.3, 9, 30, 10, 33.3, 10, 33.3]]
    ran = load(shnor, tmp_path, heads, *rows, title=OGE)
    assert ran.code == 0, ran.out
    assert found(tmp_path, *MARKS, table="marks") == [row[1::2] for row in rows]


def test_counts_and_percents_of_the_same_are_two_meanings(shnor: Command, tmp_path: Path) -> None:
    heads = [SAT, f"{BELOW}, чел.", f"{BELOW}, %", f"{BELOW} от всех, %"]
    ran = load(shnor, tmp_path, heads, [25, 3, 12, 10], [50, 2, 4, 3], title=EGE)
    assert ran.code == 0, ran.out
    assert found(tmp_path, "below_min_final") == [[3], [2]]


# -- words that say which of two columns is meant -------------------------------------------------


@pytest.mark.parametrize(
    "wide",
    [
        "Средний балл по региону", "Средний балл по району", "Средний балл (край)",
        "Средний балл по Саратовской области", "Средний тестовый балл по России",
        "Средний балл муниципального района", "Средний балл по району, 2023 год",
    ],
)  # fmt: skip
@pytest.mark.parametrize("own", [MEAN, "Средний балл школы", "Средний балл по школам района"])
def test_mean_of_a_wider_whole_is_not_that_of_the_school(
    shnor: Command, tmp_path: Path, wide: str, own: str
) -> None:
    ran = load(shnor, tmp_path, [SAT, wide, own], [25, 70.1, 60.2], [20, 70.1, 55], title=EGE)
    assert ran.code == 0, ran.out
    assert found(tmp_path, "mean_score") == [[60.2], [55]]
    told = ran.by_code["wider_columns"]
    assert (told["severity"], told["row"], told["found"]) == ("warning", 2, f"«{wide}»")


def test_mean_of_the_region_alone_is_not_that_of_the_school(shnor: Command, tmp_path: Path) -> None:
    wide = "Средний балл по региону"
    ran = load(shnor, tmp_path, [SAT, wide], [25, 70.1], [20, 70.1], title=EGE)
    assert ran.code == 0, ran.out
    assert found(tmp_path, "sat", "mean_score") == [[25, None], [20, None]]
    told = ran.by_code["wider_columns"]
    assert (told["severity"], told["row"], told["found"]) == ("warning", 2, f"«{wide}»")


def test_group_of_columns_of_the_district_gives_way_to_that_of_the_school(
    shnor: Command, tmp_path: Path
) -> None:
    rows: Rows = [[OGE], [*PLACES, "По району", *[None] * 4, "По школе", *[None] * 4],
                  [None, None, *COUNTS, *COUNTS],
                  [101, "МБОУ «СОШ № 1»", 500, 50, 200, 150, 100, *ONE]]  # fmt: skip
    path = save(tmp_path / "t.xlsx", {"Л": rows}, {"Л": ["C2:G2", "H2:L2"]})
    ran = shnor("import", path, "-m", "altai", "--data", tmp_path / "d", "--format", "json")
    assert ran.code == 0, ran.out
    assert found(tmp_path, "participants", *MARKS, table="marks") == [ONE]


def test_heading_over_all_columns_that_names_the_region_leaves_them_those_of_the_rows(
    shnor: Command, tmp_path: Path
) -> None:
    rows: Rows = [[EGE], [*PLACES, "Результаты по Алтайскому краю", None],
                  [None, None, SAT, MEAN], [101, "МБОУ «СОШ № 1»", 25, 60.2]]  # fmt: skip
    path = save(tmp_path / "t.xlsx", {"Л": rows}, {"Л": ["C2:D2"]})
    ran = shnor("import", path, "-m", "altai", "--data", tmp_path / "d", "--format", "json")
    assert ran.code == 0, ran.out
    assert found(tmp_path, "sat", "mean_score") == [[25, 60.2]]


@pytest.mark.parametrize(
    "first", ["в основной период", "до пересдачи", "без учёта пересдач", "с первого раза"]
)
@pytest.mark.parametrize(("unit", "one"), [("чел.", [5, 1]), ("%", [20, 4])])
def test_those_below_the_minimum_at_first_and_after_all_are_two_numbers(
    shnor: Command, tmp_path: Path, first: str, unit: str, one: list[int]
) -> None:
    heads = [SAT, f"{BELOW} {first}, {unit}", f"{BELOW} с учётом пересдач, {unit}"]
    ran = load(shnor, tmp_path, heads, [25, *one], title=EGE)
    assert ran.code == 0, ran.out
    assert found(tmp_path, "below_min_first", "below_min_final") == [[5, 1]]


def test_threshold_of_universities_is_not_the_minimum(shnor: Command, tmp_path: Path) -> None:
    heads = ["Не достигли порога поступления в вуз, чел.", f"{BELOW}, чел."]
    ran = load(shnor, tmp_path, [SAT, *heads], [25, 4, 1], title=EGE)
    assert ran.code == 0, ran.out
    assert found(tmp_path, "below_min_final") == [[1]]
    assert heads[0] in ran.by_code["columns_not_used"]["found"]
