"""The attack finds every planted leak and nothing on our own site."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from attack.reading import Told, told, words_of_pdf
from attack.solving import Known, attack

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


def region_minus_rest(site: Path) -> Known:
    page(site, "a", (LOW, "2022", "", 12, 40))
    page(site, "r", (LOW, "2022", "", 13, 80))
    return {(place, SERIES): schools(4, 10, 2022) for place in "ab"}


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
           region_minus_rest, two_versions, percent_with_number, hidden_column, drawing,
           third_mark, number_labels, mean_with_number)  # fmt: skip


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_every_planted_leak_is_found(plant: Callable[[Path], Known], tmp_path: Path) -> None:
    known = plant(tmp_path)
    statements = told(tmp_path)
    assert statements
    assert attack(statements, known, parts={"r": ("a", "b")})


def test_numbers_that_tell_of_no_small_group_are_no_leak(tmp_path: Path) -> None:
    page(tmp_path, "a", (LOW, "2020–2022", "", 20, 120), (HIGH, "2020–2022", "", 60, 120))
    known = {("a", SERIES): schools(4, 10, 2020, 2021, 2022)}
    assert attack(told(tmp_path), known) == []


#: Series as titles name them → how raw rows of them are told apart.
STAGES = {"начальная школа": (1, 4), "5–9 классы": (5, 9)}
SUBJECTS = {"русский язык": "rus", "математика": "math"}


def participants(dataset: Path, place: str) -> Known:
    """What everybody knows: how many took part in each school (from the raw marks)."""
    part = dataset / "store" / "marks" / f"municipality_id={place}" / "part.parquet"
    rows = pd.read_parquet(part)
    rows = rows[(rows["scope_type"] == "school") & (rows["class"].fillna("") == "")]
    known: dict[tuple[str, str], dict[tuple[str, int], int]] = defaultdict(lambda: defaultdict(int))
    for row in rows.to_dict("records"):
        marks = [row[f"mark_{mark}"] for mark in (2, 3, 4, 5)]
        subject = next((w for w, code in SUBJECTS.items() if code == row["subject"]), None)
        if subject is None or any(pd.isna(mark) for mark in marks):
            continue
        if row["procedure"] == "ОГЭ":
            series = f"ОГЭ, {subject}"
        elif row["procedure"] == "ВПР":
            grade = row["programme_grade"]
            if pd.isna(grade):
                grade = row["grade"] - (row["wave"] == "autumn")
            stage = next((s for s, (a, b) in STAGES.items() if a <= grade <= b), None)
            if stage is None:
                continue
            series = f"ВПР, {stage}, {subject}"
        else:
            continue
        known[place, series][row["scope_id"], int(row["year"])] += int(sum(marks))
    return known


@pytest.fixture(scope="module")
def site(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own site of two municipalities and two years, made by the command."""
    work = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "helpers", "publish", str(work / "site"), "--out", str(work / "out"),
         "--data", str(demo), "-m", "ivanteevsky", "-m", "turochak", "-y", "2022", "-y", "2023"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return work / "site"


def test_nothing_is_found_on_our_own_site(site: Path, demo: Path) -> None:
    for place in ("ivanteevsky", "turochak"):
        known = participants(demo, place)
        statements = [one for one in told(site) if one.place == place]
        mine = [one for one in statements if (place, one.series) in known]
        assert len({(one.series, one.categories, one.last) for one in mine}) >= 10
        _agrees(mine, known)
        assert attack(mine, known) == []


def _agrees(statements: list[Told], known: Known) -> None:
    """The attacker reads the site rightly: the groups are those whose people are known."""
    for one in statements:
        people = sum(
            count
            for (_, year), count in known[one.place, one.series].items()
            if one.first <= year <= one.last
        )
        assert people == one.whole, one


def test_no_raw_word_is_in_any_stream(site: Path, demo: Path) -> None:
    names: set[str] = set()
    for place in ("ivanteevsky", "turochak"):
        for table, column in (("schools", "school_name"), ("schools", "school_id"),
                              ("teachers", "teacher_code")):  # fmt: skip
            part = demo / "store" / table / f"municipality_id={place}" / "part.parquet"
            names |= set(pd.read_parquet(part)[column].dropna().astype(str))
    for path in site.rglob("*.pdf"):
        words = words_of_pdf(path)
        assert not [name for name in names if name in words]
    for path in [*site.rglob("*.html"), *site.rglob("*.json")]:
        words = path.read_text("utf-8")
        assert not [name for name in names if name in words]


def test_only_public_reports_are_on_the_site(site: Path) -> None:
    manifests = list(site.glob("m/*/*/*/manifest.json"))
    assert len(manifests) == 16
    assert {json.loads(path.read_text("utf-8"))["edition"] for path in manifests} == {"public"}
