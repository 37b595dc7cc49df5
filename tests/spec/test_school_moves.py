"""A school that changes its municipality takes its stored rows along, and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from support import Command, Ran

OLD, NEW = "ivanteevsky", "turochak"
SCHOOLS = "school_id;municipality_id;school_name;valid_from;valid_to"
MARKS = "school_id;year;wave;procedure;grade;subject;participants;mark_2;mark_3;mark_4;mark_5"
TEACHERS = "teacher_code;year;school_id"
DIAGNOSTICS = "teacher_code;date;point;tool;competence;score;max_score"

Load = Callable[..., Ran]


class Place:
    """A dataset that small files are written for and imported into."""

    def __init__(self, folder: Path, shnor: Command) -> None:
        self.folder, self.shnor, self.data = folder, shnor, folder / "d"

    def load(self, name: str, *lines: str, options: tuple[str, ...] = ()) -> Ran:
        path = self.folder / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return self.shnor("import", path, *options, "--data", self.data, "--format", "json")

    def rows(self, table: str, owner: str, column: str) -> list[Any]:
        path = self.data / "store" / table / f"municipality_id={owner}" / "part.parquet"
        return pd.read_parquet(path)[column].tolist() if path.exists() else []

    def homes(self) -> dict[str, list[str]]:
        ledger = json.loads((self.data / "store" / "ledger.json").read_text(encoding="utf-8"))
        return {one["name"]: one["municipality_ids"] for one in ledger["sources"]}


def school(code: str, home: str, start: str = "", end: str = "") -> str:
    return f"{code};{home};Школа {code};{start};{end}"


def mark(code: str, year: int = 2022) -> str:
    return f"{code};{year};spring;ВПР;5;math;10;2;3;4;1"


@pytest.fixture
def place(tmp_path: Path, shnor: Command) -> Place:
    """Two schools of one municipality with marks of two years and a diagnosed teacher each."""
    made = Place(tmp_path, shnor)
    own = ("-m", OLD)
    assert made.load("schools.csv", SCHOOLS, school("s1", OLD), school("s2", OLD)).code == 0
    lines = [mark(code, year) for code in ("s1", "s2") for year in (2021, 2022)]
    assert made.load("marks.csv", MARKS, *lines, options=own).code == 0
    people = ("t1;2022;s1", "t2;2022;s2")
    assert made.load("teachers.csv", TEACHERS, *people, options=own).code == 0
    tests = ("t1;2022-02-01;entry;Тест;Оценивание;3;10", "t2;2022-02-01;entry;Тест;Оценивание;4;10")
    assert made.load("diagnostics.csv", DIAGNOSTICS, *tests, options=own).code == 0
    return made


def test_rows_of_a_school_and_its_teachers_follow_its_directory(place: Place) -> None:
    ran = place.load("schools.csv", SCHOOLS, school("s1", NEW), school("s2", OLD))
    assert ran.code == 0
    (told,) = [p for p in ran.json["sources"][0]["problems"] if p["code"] == "schools_moved"]
    assert told["found"] == f"s1: {OLD} → {NEW}"
    for words in ("«Отметки» 2", "«Педагоги» 1"):
        assert words in told["message"], told["message"]
    for owner, code in ((OLD, "s2"), (NEW, "s1")):
        assert place.rows("schools", owner, "school_id") == [code]
        assert place.rows("marks", owner, "scope_id") == [code, code]
        assert place.rows("marks", owner, "year") == [2021, 2022]
        assert place.rows("teachers", owner, "teacher_code") == [f"t{code[1]}"]
        assert place.rows("diagnostics", owner, "teacher_code") == [f"t{code[1]}"]
    both = [OLD, NEW]
    assert set(map(tuple, place.homes().values())) == {tuple(both)}
    years = place.shnor("list", "years", "--data", place.data, "--format", "json").json
    assert {(one["municipality_id"], one["year"]) for one in years} >= {(NEW, 2021), (NEW, 2022)}


def test_moved_rows_still_belong_to_their_file(place: Place) -> None:
    place.load("schools.csv", SCHOOLS, school("s1", NEW), school("s2", OLD))
    again = place.load("marks.csv", MARKS, mark("s1"), mark("s2"), options=("-m", OLD))
    assert (again.code, again.json["sources"][0]["problems"][-1]["code"]) == (
        1, "other_municipality",
    )  # fmt: skip
    assert place.load("marks.csv", MARKS, mark("s2"), options=("-m", OLD)).code == 0
    assert place.rows("marks", NEW, "scope_id") == []
    assert place.rows("marks", OLD, "year") == [2022]
    assert place.homes()["marks.csv"] == [OLD]


def test_two_directories_that_contradict_are_refused_unless_one_replaces(place: Place) -> None:
    other = ("other.csv", SCHOOLS, school("s1", NEW))
    ran = place.load(*other)
    (fault,) = ran.json["sources"][0]["problems"]
    assert (ran.code, fault["code"], fault["expected"]) == (1, "school_elsewhere", OLD)
    assert "schools.csv" in fault["message"] and "--replace" in fault["message"]
    assert place.rows("marks", OLD, "scope_id") == ["s1", "s1", "s2", "s2"]
    assert place.load(*other, options=("--replace",)).code == 0
    assert place.rows("schools", OLD, "school_id") == ["s2"]
    assert place.rows("schools", NEW, "school_id") == ["s1"]
    assert place.rows("marks", NEW, "scope_id") == ["s1", "s1"]
    told = place.shnor("history", "--data", place.data, "--format", "json").json
    by_name = {one["name"]: one for one in told}
    assert by_name["schools.csv"]["superseded"] == 1
    assert by_name["marks.csv"]["moves"] == [{"import": 5, "before": [OLD], "after": [OLD, NEW]}]


def test_a_directory_given_for_another_municipality_moves_schools_only_when_it_replaces(
    place: Place,
) -> None:
    table = ("mine.csv", "school_id;school_name", "s1;Школа s1")
    ran = place.load(*table, options=("-m", NEW))
    assert ran.code == 1
    assert "--replace" in ran.json["sources"][0]["problems"][0]["message"]
    assert place.load(*table, options=("-m", NEW, "--replace")).code == 0
    assert place.rows("marks", NEW, "scope_id") == ["s1", "s1"]


def test_a_school_that_moved_at_a_date_leaves_its_earlier_years_behind(place: Place) -> None:
    dated = (
        SCHOOLS, school("s2", OLD), school("s1", OLD, "", "2021-08-31"),
        school("s1", NEW, "2021-09-01"),
    )  # fmt: skip
    assert place.load("schools.csv", *dated).code == 0
    assert place.rows("marks", OLD, "year") == [2021, 2021, 2022]
    assert place.rows("marks", NEW, "year") == [2022]
    assert place.rows("schools", OLD, "school_id") == ["s1", "s2"]
    early = place.load("more.csv", MARKS.replace("math", "rus"), mark("s1", 2020).replace(
        "math", "rus"), options=("-m", OLD))  # fmt: skip
    assert early.code == 0
    late = mark("s1", 2023)
    assert place.load("late.csv", MARKS, late, options=("-m", OLD)).code == 1
    assert place.load("late.csv", MARKS, late, options=("-m", NEW)).code == 0
    again = place.load("schools.csv", *dated, school("s3", OLD))
    assert [p["code"] for p in again.json["sources"][0]["problems"]] == []


def test_a_first_directory_corrects_what_an_import_took_a_school_for(
    tmp_path: Path, shnor: Command
) -> None:
    place = Place(tmp_path, shnor)
    place.load("marks.csv", MARKS, mark("s1"), options=("-m", OLD))
    assert place.load("schools.csv", SCHOOLS, school("s1", NEW)).code == 0
    assert not (place.data / "store" / "marks" / f"municipality_id={OLD}" / "part.parquet").exists()
    assert place.rows("marks", NEW, "scope_id") == ["s1"]
    assert place.homes() == {"marks.csv": [NEW], "schools.csv": [NEW]}
    assert place.rows("schools", OLD, "school_id") == []


def test_history_names_the_move(place: Place) -> None:
    place.load("schools.csv", SCHOOLS, school("s1", NEW), school("s2", OLD))
    said = place.shnor("history", "--data", place.data).out
    assert f"Код муниципалитета: было {OLD}, стало {NEW}" in said
    assert f"загрузка 5: строки перешли за школами, были в {OLD}, стали в {OLD}, {NEW}" in said
