"""Marks of terms: only classes with every term are summed, ВПР of the same schools beside."""

from __future__ import annotations

import pandas as pd
import pytest
from spec.small_tables import SmallData, table

from helpers.indicators import terms

TERMS = ("1 четверть", "год")


def marked(school: str, term: str, *counts: int) -> dict:
    names = ("mark_2", "mark_3", "mark_4", "mark_5")
    return {
        "school_id": school, "year": 2022, "term": term, "grade": 5, "subject": "math",
        **dict(zip(names, counts, strict=True)),
    }  # fmt: skip


def written(school: str, twos: int, whole: int) -> dict:
    return {
        "scope_type": "school", "scope_id": school, "year": 2022, "wave": "spring",
        "procedure": "ВПР", "grade": 5, "programme_grade": 5, "subject": "math",
        "participants": whole, "mark_2": twos, "mark_3": whole - twos, "mark_4": 0, "mark_5": 0,
        "selection": "all", "counts_origin": "counts",
    }  # fmt: skip


def made(rows: list[dict], tests: list[dict]) -> pd.DataFrame:
    tables = {"term_marks": table("term_marks", *rows), "marks": table("marks", *tests)}
    return terms.by_term(SmallData(tables), 2022).set_index("term")


FULL = [
    marked("a", TERMS[0], 2, 3, 4, 1), marked("a", TERMS[1], 1, 4, 4, 1),
    marked("b", TERMS[0], 1, 5, 3, 1), marked("b", TERMS[1], 0, 6, 3, 1),
]  # fmt: skip


def test_terms_sum_the_schools_that_sent_every_term() -> None:
    frame = made([*FULL, marked("c", TERMS[0], 9, 0, 0, 0)], [])
    first = frame.loc[TERMS[0]]
    assert (first["schools"], first["assessed"], first["failed"], first["good"]) == (2, 20, 3, 9)
    assert first["failed_pct"] == pytest.approx(15.0)
    assert frame.loc[TERMS[1], "good_pct"] == pytest.approx(45.0)
    assert list(frame["left_out"]) == [1, 1]


def test_the_test_stands_beside_when_all_the_schools_wrote_it() -> None:
    both = made(FULL, [written("a", 3, 10), written("b", 2, 10)])
    assert both.loc["год", ["test_failed", "test_whole"]].tolist() == [5, 20]
    assert both.loc["год", "test_pct"] == pytest.approx(25.0)
    one = made(FULL, [written("a", 3, 10)])
    assert one["test_pct"].isna().all()


def test_a_year_without_marks_of_terms_is_empty() -> None:
    assert made([], []).empty
