"""Dates that cannot be, and numbers of one row that contradict each other."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from spec.bad_files import book, lines, row
from support import Command, Ran, stored

EXAM = ["school_id", "year", "form", "grade", "subject", "sat", "results_as_of"]
DIAGNOSIS = ["teacher_code", "date", "point", "tool", "competence", "score", "school_id"]


def put(shnor: Command, folder: Path, name: str, header: list[str], *rows: list[Any]) -> Ran:
    """The import of one table of the usual municipality."""
    path = book(rows=rows, header=header, title=name, name=f"{name}.xlsx")(folder)
    return shnor("import", path, "-m", "ivanteevsky", "--data", folder / "d", "--format", "json")


def checked(shnor: Command, folder: Path) -> dict[str, dict[str, Any]]:
    """Findings of the check over what was imported."""
    return {p["code"]: p for p in shnor("check", "--data", folder / "d", "--format", "json").json}


def errors(ran: Ran) -> list[tuple[str, int | None, str | None]]:
    return [(p["code"], p["row"], p["column"]) for p in ran.problems if p["severity"] == "error"]


@pytest.mark.parametrize(
    "day", [dt.datetime(1900, 1, 5), "31.08.0023", "1023-08-31", dt.datetime(2223, 8, 31)]
)
def test_date_of_another_century_is_refused(shnor: Command, tmp_path: Path, day: Any) -> None:
    rows = (
        ("diagnostics", DIAGNOSIS, ["t1", day, "entry", "ДПК", "К1", 5, "s1"], "B"),
        ("exams", EXAM, ["s1", 2023, "ЕГЭ", 11, "rus", 20, day], "G"),
        ("teachers", ["teacher_code", "year", "school_id", "category_until"],
         ["t1", 2023, "s1", day], "D"),
    )  # fmt: skip
    for name, header, line, column in rows:
        ran = put(shnor, tmp_path, name, header, line)
        assert (ran.code, errors(ran)) == (1, [("date_out_of_range", 2, column)]), name
        assert "проверьте год" in ran.by_code["date_out_of_range"]["message"]


def test_a_school_may_be_older_than_any_record(shnor: Command, tmp_path: Path) -> None:
    for code, day in (("s1", "1887-09-01"), ("s2", "1905-09-01")):
        header = ["school_id", "school_name", "valid_from"]
        assert put(shnor, tmp_path, f"schools{code}", header, [code, f"СОШ {code}", day]).code == 0


@pytest.mark.parametrize(
    ("day", "is_good"),
    [("2021-12-31", False), ("2022-06-01", True), ("2026-08-31", True), ("2033-08-31", False)],
)
def test_date_far_from_the_year_of_its_row_is_refused(
    shnor: Command, tmp_path: Path, day: str, is_good: bool
) -> None:
    ran = put(shnor, tmp_path, "exams", EXAM, ["s1", 2023, "ЕГЭ", 11, "rus", 20, day])
    expected = [] if is_good else [("date_far_from_year", 2, "G")]
    assert (ran.code, errors(ran)) == (0 if is_good else 1, expected)
    if not is_good:
        told = ran.by_code["date_far_from_year"]
        assert "(2023)" in told["message"]
        assert told["expected"] == "дата с 2022 по 2026 год"


def test_dates_that_lie_ahead_or_far_back_by_their_meaning_are_kept(
    shnor: Command, tmp_path: Path
) -> None:
    for name, header, line in (
        ("schools", ["school_id", "school_name", "valid_from"], ["s1", "СОШ", "1936-09-01"]),
        ("teachers", ["teacher_code", "year", "school_id", "category_until"],
         ["t1", 2023, "s1", "2028-03-15"]),
        ("shnor_register", ["school_id", "results_year", "source", "support_to"],
         ["s1", 2022, "список", "2026-12-31"]),
        ("material", ["school_id", "year", "item", "due"], ["s1", 2023, "доска", "2030-09-01"]),
        ("plan_frames", ["plan_id", "municipality_id", "period_start", "period_end"],
         ["p1", "ivanteevsky", "2023-09-01", "2040-08-31"]),
    ):  # fmt: skip
        ran = put(shnor, tmp_path, name, header, line)
        assert (ran.code, errors(ran)) == (0, []), name


def test_date_years_after_all_data_is_found_by_the_check(shnor: Command, tmp_path: Path) -> None:
    people = [["t1", 2023, "s1"]]
    assert (
        put(shnor, tmp_path, "teachers", ["teacher_code", "year", "school_id"], *people).code == 0
    )
    rows = [["t1", day, "entry", "ДПК", "К1", 5, "s1"] for day in ("2033-08-31", "2026-08-31")]
    assert put(shnor, tmp_path, "diagnostics", DIAGNOSIS, *rows).code == 0
    told = checked(shnor, tmp_path)["late_date"]
    assert (told["severity"], told["row"], told["found"]) == ("warning", 2, "31.08.2033")
    assert told["expected"] == "не позже 2026 года"


def test_more_marks_than_participants_are_refused_though_one_is_missing(
    shnor: Command, tmp_path: Path
) -> None:
    path = lines(row(mark_2=2, mark_3=10, mark_4=4, mark_5=""))(tmp_path)
    ran = shnor("import", path, "-m", "ivanteevsky", "--data", tmp_path / "d", "--format", "json")
    assert (ran.code, errors(ran)) == (1, [("marks_do_not_sum", 2, "participants")])
    assert "16 без пустых ячеек, участников 10" in ran.by_code["marks_do_not_sum"]["found"]
    path = lines(row(mark_2=2, mark_3=4, mark_4=4, mark_5=""))(tmp_path)
    assert shnor("import", path, "-m", "ivanteevsky", "--data", tmp_path / "d").code == 0
    assert stored(tmp_path / "d", "marks")["mark_5"].isna().all()


CONTRADICTIONS = [
    ("admission", ["school_id", "year", "grade", "enrolled", "admitted", "certified"],
     ["s1", 2023, 9, 20, 15, 19], ["s2", 2023, 9, 20, 19, 19], "part_above_whole", "error", "19"),
    ("staffing", ["school_id", "year", "subject", "hours_needed", "hours_by_specialist",
                  "hours_by_other"],
     ["s1", 2023, "math", 20, 30, 15], ["s2", 2023, "math", 20, 12.5, 17.5], "hours_above_need",
     "warning", "20"),
    ("satisfaction", ["school_id", "year", "criterion", "score"],
     ["s1", 2023, "условия", 0.85], ["s2", 2023, "условия", 77.3], "mixed_scores", "warning",
     "0,85"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "header", "bad", "good", "code", "severity", "found"),
    CONTRADICTIONS, ids=[one[0] for one in CONTRADICTIONS],
)  # fmt: skip
def test_check_finds_what_one_row_contradicts(
    shnor: Command, tmp_path: Path, name: str, header: list[str], bad: list[Any], good: list[Any],
    code: str, severity: str, found: str,
) -> None:  # fmt: skip
    assert put(shnor, tmp_path, name, header, good, bad).code == 0
    ran = shnor("check", "--data", tmp_path / "d", "--format", "json")
    (told,) = [p for p in ran.json if p["code"] == code]
    assert (told["severity"], told["row"], told["found"]) == (severity, 3, found)
    assert ran.code == (3 if severity == "error" else 0)
