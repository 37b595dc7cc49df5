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
        return self.load_all({name: lines}, *options)

    def load_all(self, files: dict[str, tuple[str, ...]], *options: str) -> Ran:
        paths = [self.folder / name for name in files]
        for path, lines in zip(paths, files.values(), strict=True):
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return self.shnor("import", *paths, *options, "--data", self.data, "--format", "json")

    def times(self, owner: str, code: str) -> list[tuple[str, str]]:
        """From when to when the directory of a municipality has a school."""
        columns = ("school_id", "valid_from", "valid_to")
        rows = zip(*(self.rows("schools", owner, column) for column in columns), strict=True)
        days = [span for known, *span in rows if known == code]
        return sorted(
            ("" if pd.isna(start) else str(start)[:10], "" if pd.isna(end) else str(end)[:10])
            for start, end in days
        )

    def ledger(self, name: str) -> dict[str, Any]:
        """What the ledger says of a source."""
        ledger = json.loads((self.data / "store" / "ledger.json").read_text(encoding="utf-8"))
        (found,) = [one for one in ledger["sources"] if one["name"] == name]
        return found

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


@pytest.mark.parametrize(
    ("start", "end", "left", "old_years"),
    [
        ("2021-09-01", "", [("", "2021-08-31")], [2021]),
        ("", "2021-08-31", [("2021-09-01", "")], [2022]),
        ("2020-09-01", "2021-08-31", [("", "2020-08-31"), ("2021-09-01", "")], [2022]),
        ("", "", [], []),
    ],
)
def test_a_directory_that_replaces_takes_only_the_time_it_speaks_of(
    place: Place, start: str, end: str, left: list[tuple[str, str]], old_years: list[int]
) -> None:
    other = ("other.csv", SCHOOLS, school("s1", NEW, start, end))
    assert place.load(*other).code == 1
    assert place.load(*other, options=("--replace",)).code == 0
    assert place.times(OLD, "s1") == left
    assert place.times(NEW, "s1") == [(start, end)]
    assert place.rows("marks", OLD, "year") == [*old_years, 2021, 2022]
    assert place.rows("marks", NEW, "year") == [y for y in (2021, 2022) if y not in old_years]
    mine = place.ledger("schools.csv")
    assert (mine["superseded"], mine["tables"]["schools"]) == (1, 1 + len(left))
    back = place.load(
        "schools.csv", SCHOOLS, school("s1", OLD), school("s2", OLD), options=("--replace",)
    )
    assert back.code == 0
    assert (place.times(OLD, "s1"), place.times(NEW, "s1")) == ([("", "")], [])
    assert place.rows("marks", OLD, "year") == [2021, 2022, 2021, 2022]


def test_a_refused_directory_leaves_the_stored_one_as_it_was(place: Place) -> None:
    assert place.load("other.csv", SCHOOLS, school("k1", NEW)).code == 0
    before = {name: place.rows("schools", OLD, name) for name in ("source_id", "extra")}
    more = (SCHOOLS, school("s3", OLD))
    changed = (SCHOOLS, school("s1", OLD), school("s2", OLD), school("k1", OLD))
    ran = place.load_all({"more.csv": more, "schools.csv": changed})
    assert [one["stored"] for one in ran.json["sources"]] == [True, False]
    assert place.rows("schools", OLD, "school_id") == ["s1", "s2", "s3"]
    for name, held in before.items():
        assert place.rows("schools", OLD, name)[:2] == held
    assert place.load("taken.csv", SCHOOLS, school("s1", NEW)).code == 1


@pytest.mark.parametrize("names", [("a_new.csv", "schools.csv"), ("schools.csv", "z_new.csv")])
def test_two_dated_directories_of_one_import_go_together_in_any_order(
    place: Place, names: tuple[str, str]
) -> None:
    closing = (SCHOOLS, school("s1", OLD, "", "2021-08-31"), school("s2", OLD))
    opening = (SCHOOLS, school("s1", NEW, "2021-09-01"))
    files = {name: closing if name == "schools.csv" else opening for name in names}
    for options in (("--dry-run",), ()):
        ran = place.load_all(files, *options)
        assert ran.code == 0, ran.json["sources"]
    assert (place.rows("marks", OLD, "year"), place.rows("marks", NEW, "year")) == (
        [2021, 2021, 2022], [2022],
    )  # fmt: skip
    (other,) = {*names} - {"schools.csv"}
    again = place.load(other, *opening, school("n9", NEW))
    assert again.json["sources"][0]["problems"] == []


def test_what_is_reported_about_a_plan_stays_with_the_plan(place: Place) -> None:
    frames = ("plan_id;municipality_id;frame;period_start;period_end",
              f"p1;{OLD};calendar;2022-01-01;2022-12-31")  # fmt: skip
    assert place.load("plan.csv", *frames).code == 0
    records = ("plan_id;seq;school_id;record_no;done_on;participants", "p1;1;s1;1;2022-02-01;5")
    assert place.load("progress.csv", *records, options=("-m", OLD)).code == 0
    assert place.load("schools.csv", SCHOOLS, school("s1", NEW), school("s2", OLD)).code == 0
    for seq, options in ((2, ("-m", OLD)), (3, ())):
        more = (*records, f"p1;{seq};s1;1;2022-03-01;6")
        assert place.load("progress.csv", *more, options=options).code == 0
        assert place.rows("roadmap_progress", OLD, "seq") == [1, seq]
        assert place.rows("roadmap_progress", NEW, "seq") == []
    ours = (SCHOOLS, school("k1", "altai-02"))
    assert place.load_all({"k.csv": ours, "region.csv": (frames[0], frames[1].replace(
        "p1", "p2").replace(OLD, "altai"))}).code == 0  # fmt: skip
    own = (records[0], "p2;1;k1;1;2022-02-01;5")
    assert place.load("k_progress.csv", *own, options=("-m", "altai-02")).code == 0
    assert place.rows("roadmap_progress", "altai-02", "plan_id") == ["p2"]


def test_rows_about_events_and_dated_rows_stay_where_the_school_was(place: Place) -> None:
    own = ("-m", OLD)
    tables = {
        "events.csv": ("event_id;date;title", "e1;2021-03-01;Слёт", "e2;2021-10-01;Слёт"),
        "participation.csv": ("event_id;school_id;pupils", "e1;s1;5", "e2;s1;6"),
        "publications.csv": (
            "school_id;kind;address;published_on", "s1;практика;a1;2021-03-01",
            "s1;практика;a2;2021-10-01", "s1;практика;a3;",
        ),
        "partners.csv": (
            "school_id;partner_id;valid_from;valid_to", "s1;u1;2019-09-01;2021-05-31",
            "s1;u2;2019-09-01;",
        ),
    }  # fmt: skip
    ran = place.load_all(tables, *own)
    assert ran.code == 0, ran.json["sources"]
    dated = (
        SCHOOLS, school("s2", OLD), school("s1", OLD, "", "2021-08-31"),
        school("s1", NEW, "2021-09-01"),
    )  # fmt: skip
    assert place.load("schools.csv", *dated).code == 0
    for table, column, old, new in (
        ("participation", "event_id", ["e1"], ["e2"]),
        ("publications", "address", ["a1"], ["a2", "a3"]),
        ("partners", "partner_id", ["u1"], ["u2"]),
    ):
        assert place.rows(table, OLD, column) == old
        assert place.rows(table, NEW, column) == new


def test_a_teacher_keeps_every_earlier_municipality(place: Place) -> None:
    third = "priozersk"
    assert place.load("third.csv", SCHOOLS, school("c1", third)).code == 0
    early = place.load("early.csv", TEACHERS, "t1;2020;c1", options=("-m", third))
    assert early.code == 0
    late = {
        "schools.csv": (SCHOOLS, school("s1", NEW), school("s2", OLD)),
        "tests.csv": (DIAGNOSTICS, "t1;2019-12-01;entry;Тест;Оценивание;3;10"),
    }
    ran = place.load_all(late)
    assert ran.code == 0, ran.json["sources"]
    assert place.rows("diagnostics", third, "date") != []
    assert len(place.rows("diagnostics", NEW, "date")) == 1


def test_history_names_the_move(place: Place) -> None:
    place.load("schools.csv", SCHOOLS, school("s1", NEW), school("s2", OLD))
    said = place.shnor("history", "--data", place.data).out
    assert f"Код муниципалитета: было {OLD}, стало {NEW}" in said
    assert f"загрузка 5: строки перешли за школами, были в {OLD}, стали в {OLD}, {NEW}" in said
