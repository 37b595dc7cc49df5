"""The attack finds every planted leak."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from attack import knowledge
from attack.reading import TEACHERS, told
from attack.solving import Attacker, Known, attack

SERIES = "ОГЭ, математика"
LOW, HIGH = f"{SERIES}: доля «2»", f"{SERIES}: доля «4» и «5»"
HEADS = ("Показатель", "Годы", "Значение", "Человек", "Из скольких")


def page(site: Path, place: str, *rows: tuple[object, ...], more: str = "") -> None:
    """A report that shows a table with these rows."""
    folder = site / "m" / place
    folder.mkdir(parents=True, exist_ok=True)
    lines = [HEADS, *rows]
    cells = "".join(
        "<tr>" + "".join(f"<td>{'' if c is None else c}</td>" for c in line) + "</tr>"
        for line in lines
    )
    number = len(list(folder.iterdir()))
    (folder / f"{number}.html").write_text(
        f"<html><meta charset='utf-8'><body><table>{cells}</table>{more}</body></html>", "utf-8"
    )


def schools(count: int, people: int, *years: int) -> dict[tuple[str, int], int]:
    return {(f"s{n}", year): people for n in range(count) for year in years}


def small_count(site: Path) -> Known:
    page(site, "a", (LOW, "2022", "", 2, 40))
    return {("a", SERIES): schools(4, 10, 2022)}


def everybody(site: Path) -> Known:
    page(site, "a", (HIGH, "2022", "100 %", "", 40))
    return {("a", SERIES): schools(4, 10, 2022)}


def complement(site: Path) -> Known:
    page(site, "a", (HIGH, "2022", "", 39, 40))
    return {("a", SERIES): schools(4, 10, 2022)}


def one_school(site: Path) -> Known:
    page(site, "a", (LOW, "2022", "", 4, 25))
    return {("a", SERIES): schools(1, 25, 2022)}


def subtraction_of_periods(site: Path) -> Known:
    page(site, "a", (LOW, "2020–2021", "", 12, 80), (LOW, "2020–2022", "", 14, 120))
    return {("a", SERIES): schools(4, 10, 2020, 2021, 2022)}


def beside_region(
    site: Path, own: tuple[object, ...], whole: tuple[object, ...], places: str, *years: int,
    series: str = SERIES,
) -> Known:  # fmt: skip
    """District a tells one number, its region another; the other districts tell none."""
    page(site, "a", own)
    page(site, "r", whole)
    return {(place, series): schools(4, 10, *years) for place in places}


def region_minus_rest(site: Path) -> Known:
    own, whole = (LOW, "2022", "", 12, 40), (LOW, "2022", "", 13, 80)
    return beside_region(site, own, whole, "ab", 2022)


def years_of_the_rest(site: Path) -> Known:
    """Each year of the district nobody tells of may be 0 to 3; both together are 3."""
    own, whole = (LOW, "2021–2022", "", 12, 80), (LOW, "2021–2022", "", 15, 160)
    return beside_region(site, own, whole, "ab", 2021, 2022)


def years_between(site: Path) -> Known:
    """Two years that no answer is about, told by the difference of two others."""
    page(site, "a", (LOW, "2020", "", 20, 80), (LOW, "2020–2022", "", 24, 160))
    return {("a", SERIES): {**schools(4, 20, 2020), **schools(4, 10, 2021, 2022)}}


def years_apart(site: Path) -> Known:
    """2021 and 2023, which no window holds without 2022."""
    page(site, "a", (LOW, "2021–2023", "", 23, 160), (LOW, "2022", "", 20, 80))
    return {("a", SERIES): {**schools(4, 20, 2022), **schools(4, 10, 2021, 2023)}}


def several_of_the_rest(site: Path) -> Known:
    """Of two districts each may have 0 to 4; together they have four."""
    own, whole = (LOW, "2022", "", 12, 40), (LOW, "2022", "", 16, 120)
    return beside_region(site, own, whole, "abc", 2022)


def rest_with_other_years(site: Path) -> Known:
    """The district that is told of began a year later than the others."""
    own, whole = (LOW, "2021–2022", "", 12, 80), (LOW, "2020–2022", "", 16, 320)
    others = beside_region(site, own, whole, "bc", 2020, 2021, 2022)
    for place in "bc":
        page(site, place, (HIGH, "2020–2022", "", 60, 120))
    return others | {("a", SERIES): schools(4, 10, 2021, 2022)}


def teachers_of_the_rest(site: Path) -> Known:
    """How many of them were helped is open; that four have a deficit is not."""
    title = "Педагоги с дефицитами среди прошедших диагностику"
    own, whole = (title, "2022", "", 12, 30), (title, "2022", "", 16, 60)
    return beside_region(site, own, whole, "ab", 2022, series=TEACHERS)


def two_versions(site: Path) -> Known:
    page(site, "a", (LOW, "2022", "", 20, 80))
    page(site, "a", (LOW, "2022", "", 21, 80))
    return {("a", SERIES): schools(4, 20, 2022)}


def percent_with_number(site: Path) -> Known:
    page(site, "a", (LOW, "2022", "7,5 %", "с", 40))
    return {("a", SERIES): schools(4, 10, 2022)}


def mean_with_number(site: Path) -> Known:
    page(
        site,
        "a",
        (f"{SERIES}: средняя отметка", "2022", "2,0", "", 20),
        (LOW, "2022", "менее 100 %", "", 20),
    )
    return {("a", SERIES): schools(2, 10, 2022)}


def hidden_column(site: Path) -> Known:
    folder = site / "m" / "a"
    folder.mkdir(parents=True)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADS)
    sheet.append((LOW, "2022", "менее 10 %", 1, 40))
    sheet.column_dimensions["D"].hidden = True
    book.save(folder / "report.xlsx")
    return {("a", SERIES): schools(4, 10, 2022)}


def drawing(site: Path) -> Known:
    svg = (
        '<svg><text x="100">0</text><text x="600">100</text>'
        f'<circle cx="125" data-title="{LOW}" data-years="2022" data-n="40"/></svg>'
    )
    page(site, "a", (LOW, "2022", "менее 10 %", "с", 40), more=svg)
    return {("a", SERIES): schools(4, 10, 2022)}


def own_drawing(site: Path) -> Known:
    """A point at the share itself where the words beside it tell only of a band."""
    svg = (
        '<svg><text x="221.10" y="108">0</text><text x="408.19" y="108">100</text>'
        f'<text x="217" y="31">{LOW}</text><circle cx="230.45" cy="27.28" r="3"/></svg>'
    )
    page(site, "a", (LOW, "2022", "менее 10 %", "с", 40), more=svg)
    return {("a", SERIES): schools(4, 10, 2022)}


def drawn_place(site: Path) -> Known:
    """The same on the page of a region, where the label is the name of a municipality."""
    svg = (
        '<svg><text x="221.10" y="108">0</text><text x="408.19" y="108">100</text>'
        '<text x="217" y="31">район</text><path stroke-width="5" '
        'd="M230.40 27.28L230.50 27.28"/></svg>'
    )
    page(site, "a")
    (site / "m/a/index.html").write_text("<meta charset=utf-8><h1>район</h1>", "utf-8")
    folder = site / "m" / "r"
    folder.mkdir()
    heads, row = (
        "".join(f"<td>{cell}</td>" for cell in cells)
        for cells in (("Муниципалитет", *HEADS[1:]), ("район", "2022", "менее 10 %", "с", 40))
    )
    table = f"<table><caption>Рисунок 1. {LOW}</caption><tr>{heads}</tr><tr>{row}</tr></table>"
    text = f"<html><meta charset='utf-8'><body>{svg}{table}</body></html>"
    (folder / "0.html").write_text(text, "utf-8")
    return {("a", SERIES): schools(4, 10, 2022)}


def third_mark(site: Path) -> Known:
    page(site, "a", (LOW, "2022", "", 19, 40), (HIGH, "2022", "", 20, 40))
    return {("a", SERIES): schools(4, 10, 2022)}


def number_labels(site: Path) -> Known:
    """A table whose labels are numbers came out of a tool with everything it should hide."""
    folder = site / "m" / "a"
    folder.mkdir(parents=True)
    (folder / "data.csv").write_text(
        "Показатель;Годы;Человек;Из скольких\n" + f"{LOW};2022;3;40\n", "utf-8"
    )
    return {("a", SERIES): schools(4, 10, 2022)}


PLANTED = (small_count, everybody, complement, one_school, subtraction_of_periods,
           region_minus_rest, years_of_the_rest, years_between, years_apart, several_of_the_rest,
           rest_with_other_years,
           teachers_of_the_rest, two_versions, percent_with_number, hidden_column,
           drawing, own_drawing, drawn_place, third_mark, number_labels,
           mean_with_number)  # fmt: skip


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_every_planted_leak_is_found(plant: Callable[[Path], Known], tmp_path: Path) -> None:
    known = plant(tmp_path)
    statements = told(tmp_path)
    assert statements
    assert attack(statements, known, parts={"r": ("a", "b", "c")})


def test_numbers_that_tell_of_no_small_group_are_no_leak(tmp_path: Path) -> None:
    page(tmp_path, "a", (LOW, "2020–2022", "", 20, 120), (HIGH, "2020–2022", "", 60, 120))
    known = {("a", SERIES): schools(4, 10, 2020, 2021, 2022)}
    assert attack(told(tmp_path), known) == []


def test_a_share_with_all_its_digits_is_no_second_version(tmp_path: Path) -> None:
    for part in range(50, 90):
        page(tmp_path, "a", (HIGH, "2020–2022", f"{100 * part / 120} %", part, 120))
        known = {("a", SERIES): schools(4, 10, 2020, 2021, 2022)}
        assert attack(told(tmp_path), known) == []
        shutil.rmtree(tmp_path / "m")


def test_bands_of_two_releases_that_touch_betray_a_correction(tmp_path: Path) -> None:
    """16 to 23 people before and 8 to 15 after: 16 and 15, if hardly anybody moved."""
    for release, band in (("first", "от 10 до 15 %"), ("second", "от 5 до 10 %")):
        site = tmp_path / "m" / "a" / release
        page(site, "", (LOW, "2022–2023", band, "", 158), (LOW, "2022", "", 12, 81))
        answers = json.dumps({"certificate": release, "answers": []})
        (site / "m" / "answers.json").write_text(answers, "utf-8")
    years = {("s", 2022): 81, ("s", 2023): 77}
    known = {("a", SERIES): {(f"s{n}", year): count // 7 for n in range(7)
                             for (_, year), count in years.items()}}  # fmt: skip
    statements = told(tmp_path)
    assert {one.release for one in statements} == {"first", "second"}
    found = attack(statements, known, moved=1)
    assert {(one.low, one.high) for one in found if one.school == "*"} >= {(3, 3), (4, 4)}
    assert attack([one for one in statements if one.release == "first"], known, moved=1) == []


def test_a_head_finds_what_is_hidden_from_an_outsider(tmp_path: Path) -> None:
    page(tmp_path, "a", (LOW, "2022", "", 6, 60))
    exact = {("a", SERIES): {(f"s{n}", 2022): (6 * (n == 0), 14 - 6 * (n == 0), 1)
                             for n in range(4)}}  # fmt: skip
    known = knowledge.known(exact)
    assert attack(told(tmp_path), known) == []
    head = Attacker(knowledge.of_head(exact, "a", "s0"))
    assert {one.high for one in attack(told(tmp_path), known, attacker=head)} >= {0}


def test_whose_row_is_missing_is_known_by_the_number_that_gives_one(tmp_path: Path) -> None:
    """Schools of twelve people stand together where a row takes fifteen, and not where ten."""
    rows = "".join(
        f"<td>{cell}</td>" for cell in (LOW, "2022", "", 5, 36, "Малочисленные школы (3)")
    )
    heads = "".join(f"<td>{cell}</td>" for cell in (*HEADS, "Школа"))
    page(tmp_path, "a", (LOW, "2022", "", 8, 76),
         more=f"<table><tr>{heads}</tr><tr>{rows}</tr></table>")  # fmt: skip
    known = {("a", SERIES): {("big", 2022): 40, **{(f"s{n}", 2022): 12 for n in range(3)}}}
    found = attack(told(tmp_path), known, enough=15)
    assert {(one.school, one.low, one.high) for one in found if one.category == (0,)} >= {
        ("big", 3, 3)
    }


def test_a_group_that_is_not_small_in_fact_is_no_breach(tmp_path: Path) -> None:
    """Four to six of 60 may be told exactly where they are five, and not where they are four."""
    page(tmp_path, "a", (LOW, "2022", "от 6 до 11 %", "", 60))
    statements = [replace(one, high=6.0) for one in told(tmp_path)]
    for low, is_small in ((5, False), (4, True)):
        exact = {("a", SERIES): {("s0", 2022): (low, 10, 15), ("s1", 2022): (0, 15, 15)}}
        found = attack(statements, knowledge.known(exact))
        whole = [one for one in found if one.school == "*"]
        assert [(one.low, one.high) for one in whole] == [(4, 6)]
        assert [knowledge.is_small(exact, one, {}) for one in whole] == [is_small]
        # whoever knows all of them but one knows that one
        head = knowledge.of_head(exact, "a", "s0")
        others = attack(statements, knowledge.known(exact), attacker=Attacker(head))
        assert {knowledge.is_small(exact, one, head) for one in others} == {True}
