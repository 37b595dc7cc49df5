"""«Индивидуальные результаты»: pupils without names, their tasks, and what schools get."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fis_books as books
import pandas as pd
import pytest
from fis_books import PUPILS, Book, Pupil, Work
from support import Command, Ran

SECONDARY, SMALL = "edu640102", "edu640103"
LABEL = "МОУ СОШ с. Раздольное(edu640102)"
Import = Callable[..., Ran]


@pytest.fixture
def take(shnor: Command, tmp_path: Path) -> Import:
    def run(rows: books.Rows, name: str = "Ф1", *options: str) -> Ran:
        path = Book().add("РУ 4", rows).save(tmp_path / "src" / f"{name}.xlsx")
        data = ["-m", "ivanteevsky", "--data", tmp_path / "d", "--format", "json"]
        return shnor("import", path, *options, *data)

    return run


@pytest.fixture
def stored(tmp_path: Path) -> Callable[[str], pd.DataFrame]:
    def read(table: str) -> pd.DataFrame:
        frame = pd.read_parquet(tmp_path / "d" / "store" / table)
        return frame.sort_values("source_row", kind="stable").reset_index(drop=True)

    return read


def one(*pupils: Pupil) -> books.Rows:
    return books.individual(schools={LABEL: pupils})


def test_pupils_are_stored_under_codes_unique_with_their_school(take: Import, stored: Any) -> None:
    assert take(books.individual()).code == 0
    rows = stored("individual")
    assert rows["pupil_code"].tolist() == [
        "edu640102-4-40001", "edu640102-4-40002", "edu640102-4-40003", "edu640102-4-40004",
        "edu640103-4-40001", "edu640103-4-00012",
    ]  # fmt: skip
    assert rows["school_id"].tolist() == [SECONDARY] * 4 + [SMALL] * 2
    assert rows["class"].tolist() == ["4А", "4Б", "4А", "4А", "4А", "4"]
    assert rows["mark"].tolist() == [5, 3, 2, 4, 3, 3]
    assert rows["journal_mark"].tolist() == [5, 4, 3, 4, 3, 2]
    assert rows["primary_score"].tolist() == [9, 3, 1, 5, 3, 2]


def test_scores_of_tasks_are_kept_with_the_words_that_stand_for_them(
    take: Import, stored: Any
) -> None:
    take(books.individual())
    scores = [json.loads(text) for text in stored("individual")["task_scores"]]
    assert scores[0] == {"1": 2, "2": 1, "3.1": 1, "4К1": 3, "10": 2}
    assert scores[3]["10"] == "X"
    assert scores[5] == {"1": 2, "2": "X", "3.1": "не пройд.", "4К1": 0, "10": 0}


def test_total_that_differs_from_its_tasks_is_counted_and_kept(take: Import, stored: Any) -> None:
    ran = take(one(Pupil(1, (1, 1, 1, 1, 1), 4, 4, stated=7), Pupil(2, (1, 0, 0, 0, 0), 2, 2)))
    finding = ran.by_code["totals_differ"]
    assert (finding["row"], finding["column"]) == (10, "L")
    assert (finding["found"], finding["expected"]) == ("«7»", "сумма заданий 5")
    assert stored("individual")["primary_score"].tolist() == [7, 1]


def test_score_above_the_maximum_of_its_task_is_a_finding(take: Import) -> None:
    finding = take(one(Pupil(1, (5, 1, 1, 1, 1), 4, 4))).by_code["score_above_maximum"]
    assert (finding["row"], finding["column"], finding["expected"]) == (10, "G", "не больше 2")


def test_pupil_written_down_twice_is_refused(take: Import) -> None:
    ran = take(one(Pupil(1, (1, 1, 1, 1, 1), 4, 4), Pupil("00001", (1, 0, 0, 0, 0), 2, 2)))
    assert (ran.code, ran.by_code["duplicate_key"]["row"]) == (1, 11)


def test_absent_pupils_are_no_participants(take: Import, stored: Any) -> None:
    absent = Pupil(2, (None,) * 5, None, 4, variant="отсутствовал", stated=0)
    rows = one(Pupil(1, (1, 1, 1, 1, 1), 4, 4), absent)
    rows[8][0] = rows[8][0].replace("участников: 2", "участников: 1")
    ran = take(rows)
    assert ran.by_code["absent_pupils"]["message"].endswith(": 1.")
    assert stored("individual")["pupil_code"].tolist() == ["edu640102-4-00001"]
    assert stored("marks")["participants"].tolist() == [1]


def test_missing_journal_mark_is_counted_not_guessed(take: Import, stored: Any) -> None:
    ran = take(one(Pupil(1, (1, 1, 1, 1, 1), 4, "нет отметки"), Pupil(2, (1, 0, 0, 0, 0), 2, 3)))
    assert "without_journal_mark" in ran.by_code
    assert pd.isna(stored("individual")["journal_mark"][0])
    row = stored("journal_match").loc[0]
    assert row[["lowered", "confirmed", "raised", "participants"]].tolist() == [1, 0, 0, 2]


def test_spoilt_score_is_refused_with_its_cell(take: Import) -> None:
    ran = take(one(Pupil(1, (1, "два", 1, 1, 1), 4, 4, stated=4)))
    fault = ran.by_code["bad_number"]
    assert (ran.code, fault["row"], fault["column"], fault["found"]) == (1, 10, "H", "«два»")


# what schools get


def test_schools_get_results_when_no_summary_says_them(take: Import, stored: Any) -> None:
    take(books.individual())
    marks = stored("marks").set_index("scope_id")
    assert marks.loc[SECONDARY, ["mark_2", "mark_3", "mark_4", "mark_5"]].tolist() == [1, 1, 1, 1]
    assert marks.loc[SECONDARY, "mean_primary"] == 4.5  # (9 + 3 + 1 + 5) / 4
    assert marks.loc[SMALL, ["participants", "mark_3", "max_primary"]].tolist() == [2, 2, 9]
    journal = stored("journal_match").set_index("scope_id")
    sides = ["lowered", "confirmed", "raised"]
    assert journal.loc[[SECONDARY, SMALL], sides].to_numpy().tolist() == [[2, 2, 0], [0, 1, 1]]
    scores = stored("score_distribution").query("scope_id == @SECONDARY and participants > 0")
    assert sorted(scores["primary_score"]) == [1, 3, 5, 9]
    assert len(stored("score_distribution")) == 2 * 10


def test_tasks_of_a_school_leave_out_those_who_were_not_taught(take: Import, stored: Any) -> None:
    take(books.individual())
    tasks = stored("tasks").set_index(["scope_id", "task"])
    own = tasks.loc[SECONDARY].loc[list(books.TASKS)]
    assert own["completion_pct"].tolist() == [62.5, 75, 50, 50, 25]
    assert tasks.loc[(SMALL, "3.1"), ["participants", "completion_pct"]].tolist() == [1, 0]
    assert tasks.loc[(SMALL, "2"), ["participants", "completion_pct"]].tolist() == [2, 50]
    assert own["task_level"].tolist() == ["Б", "Б", "П", "П", "В"]


@pytest.mark.parametrize("order", [("individual", "marks"), ("marks", "individual")])
def test_summary_stands_instead_of_what_was_made_from_pupils(
    take: Import, stored: Any, order: tuple[str, str]
) -> None:
    for name in order:
        assert take(getattr(books, name)(Work()), name).code == 0
    marks = stored("marks").query("scope_type == 'school'").set_index("scope_id")
    assert marks["participants"].to_dict() == {"edu640101": 37, SECONDARY: 17, SMALL: 3}
    assert not marks["extra"].str.contains("индивидуальным").any()
    assert len(stored("individual")) == 6


def test_school_with_another_number_of_rows_than_declared_gets_nothing(
    take: Import, stored: Any
) -> None:
    rows = books.individual()
    del rows[11]
    ran = take(rows)
    finding = ran.by_code["participants_differ"]
    assert (finding["found"], finding["expected"]) == ("«3»", "участников 4")
    assert stored("marks")["scope_id"].tolist() == [SMALL]
    assert len(stored("individual")) == 5


def test_export_of_one_school_needs_no_columns_about_it(take: Import, stored: Any) -> None:
    rows = books.individual(schools={LABEL: PUPILS[LABEL]})
    for row in rows[9:]:
        row[:3] = [None, None, None]
    assert take(rows).code == 0
    assert set(stored("individual")["school_id"]) == {SECONDARY}
