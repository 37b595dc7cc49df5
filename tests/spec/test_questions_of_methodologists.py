"""What methodologists always ask for: answers on small tables, worked out by hand."""

from __future__ import annotations

import datetime as dt
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from scipy import stats
from spec.small_tables import SmallData, table

from helpers import store
from helpers.blocks import Notice, Text
from helpers.figures import tasks as task_figures
from helpers.frames.columns import cell_text
from helpers.indicators import exam_profile, task_zones, term_marks, trials
from helpers.indicators.school_letter import FACTS, Letters, Task
from helpers.params import RunParams
from helpers.tables import school_works as school_tables
from helpers.tables import tasks as task_tables
from helpers.wording import exam_profile as exam_words
from helpers.wording import school_works as school_words
from helpers.wording import tasks as task_words
from helpers.wording.school_letter import fact_text


def exam(place: str, subject: str, sat: int, scope: str = "school", **more: Any) -> dict:
    return {"scope_type": scope, "scope_id": place, "year": 2022, "form": "ЕГЭ", "grade": 11,
            "subject": subject, "sat": sat} | more  # fmt: skip


def bands(*counts: int) -> dict[str, int]:
    return dict(zip(exam_profile.BANDS, counts, strict=True))


EXAMS = SmallData(
    {
        "exams": table(
            "exams",
            exam("a", "rus", 10, mean_score=60, **bands(1, 3, 4, 2, 0)),
            exam("b", "rus", 30, mean_score=70, **bands(0, 9, 12, 8, 1)),
            exam("c", "rus", 5),
            exam("a", "physics", 4, mean_score=50),
            exam("r", "rus", 5000, "region", mean_score=68.5),
            exam("RU", "rus", 600000, "country", mean_score=66),
        ),
        "admission": table(
            "admission",
            *(
                {"scope_type": "school", "scope_id": name, "year": 2022, "grade": 11,
                 "certified_honours": held, "honours_not_confirmed": lost}
                for name, held, lost in (("a", 4, 1), ("b", 6, 1), ("c", 3, None))
            ),
        ),
    }
)  # fmt: skip


def test_bands_of_scores_are_summed_over_schools_that_know_them() -> None:
    own = exam_profile.score_bands(EXAMS, 2022).query("place == 'own'").iloc[0]
    assert [own[band] for band in exam_profile.BANDS] == [1, 12, 16, 10, 1]
    assert (own["schools"], own["unknown"], own["score_61_80_pct"]) == (2, 1, 40.0)


def test_mean_of_the_territory_weighs_schools_and_stands_against_region_and_country() -> None:
    rows = exam_profile.mean_scores(EXAMS, 2022)
    own = rows[(rows["place"] == "own") & (rows["subject"] == "rus")].iloc[0]
    # (10 · 60 + 30 · 70) / 40
    assert own["mean_score"] == 67.5
    assert (own["to_region"], own["to_country"]) == (-1.0, 1.5)
    physics = rows[(rows["place"] == "own") & (rows["subject"] == "physics")].iloc[0]
    assert physics["to_region"] != physics["to_region"]


def test_choice_of_a_subject_is_counted_among_those_who_sat_russian() -> None:
    rows = exam_profile.choice_of_subjects(EXAMS, 2022).set_index("place")
    # physics: 4 of 10 in the school, 4 of 45 in the district (all who sat Russian)
    assert rows.loc["school", "share"] == 40.0
    assert rows.loc["own", "share"] == pytest.approx(100 * 4 / 45)


def test_medallists_not_confirmed_are_counted_among_medallists_with_known_numbers() -> None:
    own = exam_profile.medallists(EXAMS, 2022).query("place == 'own'").iloc[0]
    assert (own["honours_not_confirmed"], own["certified_honours"], own["unknown"]) == (2, 10, 1)
    oracle = stats.binomtest(2, 10).proportion_ci(method="wilson")
    assert (own["low"], own["high"]) == pytest.approx((100 * oracle.low, 100 * oracle.high))


def oge(subject: str, below: int, of: int) -> dict:
    return {"scope_type": "school", "scope_id": "a", "year": 2022, "procedure": "ОГЭ", "grade": 9,
            "subject": subject, "participants": of, "mark_2": below, "mark_3": of - below,
            "mark_4": 0, "mark_5": 0}  # fmt: skip


def test_bounds_of_both_failed_are_the_extremes_of_all_ways_to_pair_the_marks() -> None:
    data = SmallData({"marks": table("marks", oge("rus", 4, 6), oge("math", 3, 6))})
    row = exam_profile.both_failed(data, 2022).iloc[0]
    # every way to give 6 pupils 4 failures in one subject and 3 in the other
    ways = [
        sum(a and b for a, b in zip(rus, math, strict=True))
        for rus, math in product(product((0, 1), repeat=6), repeat=2)
        if sum(rus) == 4 and sum(math) == 3
    ]
    assert (row["least"], row["most"]) == (min(ways), max(ways))
    assert not row["is_exact"]


def test_both_failed_are_counted_where_marks_of_pupils_are_held() -> None:
    pupils = [
        {"pupil_code": f"p{i}", "year": 2022, "wave": "spring", "procedure": "ОГЭ", "grade": 9,
         "school_id": "a", "subject": subject, "mark": mark}
        for subject, marks in (("rus", (2, 2, 2, 2, 3, 3)), ("math", (2, 2, 3, 3, 2, 4)))
        for i, mark in enumerate(marks)
    ]  # fmt: skip
    data = SmallData(
        {
            "marks": table("marks", oge("rus", 4, 6), oge("math", 3, 6)),
            "individual": table("individual", *pupils),
        }
    )
    row = exam_profile.both_failed(data, 2022).iloc[0]
    assert (row["least"], row["most"], row["is_exact"]) == (2, 2, True)


@pytest.mark.parametrize(
    ("level", "completion", "zone"),
    [
        ("Б", 56.9, "insufficient"), ("Б", 57.0, "border"), ("Б", 62.9, "border"),
        ("Б", 63.0, "sufficient"), ("П", 28.4, "insufficient"), ("В", 28.5, "border"),
        ("П", 31.4, "border"), ("В", 31.5, "sufficient"), ("", 50.0, ""),
    ],
)  # fmt: skip
def test_zones_of_tasks(level: str, completion: float, zone: str) -> None:
    assert task_zones.ZoneLimits.stated().zone(level, completion) == zone


def test_tasks_name_participants_and_the_gap_to_the_region() -> None:
    def task(scope: str, place: str, name: str, pct: float, **more: Any) -> dict:
        return {"scope_type": scope, "scope_id": place, "year": 2022, "procedure": "ВПР",
                "grade": 5, "subject": "math", "task": name, "task_level": "Б",
                "skill": "Дроби", "completion_pct": pct} | more  # fmt: skip

    marks = {**oge("math", 1, 12), "procedure": "ВПР", "grade": 5}
    data = SmallData(
        {
            "tasks": table(
                "tasks",
                task("school", "a", "10", 40.0), task("school", "a", "2", 50.0, participants=9),
                task("region", "r", "10", 65.0), task("region", "r", "2", 45.0),
            ),
            "marks": table("marks", marks),
        }
    )  # fmt: skip
    rows = task_zones.by_task(data, 2022)
    assert rows["task"].tolist() == ["2", "10"]
    assert rows["gap"].tolist() == [5.0, -25.0]
    # the row of task 10 has no number of its own: the work was written by 12
    assert rows["participants"].tolist() == [9, 12]
    assert rows["is_informative"].tolist() == [False, True]
    (skill,) = task_zones.by_skill(rows).itertuples()
    assert (skill.tasks, skill.insufficient, skill.is_systemic) == (2, 2, True)


def test_a_region_sees_its_own_row_of_tasks_and_autumn_names_the_programme() -> None:
    def task(scope: str, place: str, pct: float, **more: Any) -> dict:
        return {"municipality_id": "altai", "scope_type": scope, "scope_id": place, "year": 2022,
                "procedure": "ВПР", "grade": 6, "subject": "math", "task": "1", "task_level": "Б",
                "skill": "Дроби", "completion_pct": pct} | more  # fmt: skip

    rows = table(
        "tasks",
        task("region", "altai", 40.0, wave="autumn"), task("school", "a", 70.0, wave="autumn"),
        task("municipality", "altai-01", 50.0, wave="spring", municipality_id="altai-01"),
        task("region", "altai", 65.0, wave="spring"),
    )  # fmt: skip
    region = task_zones.by_task(SmallData({"tasks": rows}, "altai"), 2022)
    own = task_tables.of_territory(region, "altai")
    # written in autumn of grade 6, of the programme of grade 5, as the same work in marks says
    assert own["title"].tolist() == [
        "ВПР осенью, программа 5 класса, математика", "ВПР, 6 класс, математика",
    ]  # fmt: skip
    # a region is not set beside itself; the school is
    assert own["gap"].isna().all()
    assert region.loc[region["scope_id"] == "a", "gap"].tolist() == [30.0]
    found = task_tables.tasks(own)
    assert found is not None
    assert len(found.rows) == 1
    assert isinstance(task_words.tasks(own, 2022), Text)
    figure = task_figures.tasks_of_work(own)
    assert figure is not None
    assert "регион" not in figure.alt
    # the row of a region is no row of a municipality
    municipality = task_zones.by_task(SmallData({"tasks": rows}, "altai-01"), 2022)
    assert "region" not in set(municipality["scope_type"])
    (mine,) = task_tables.of_territory(municipality, "altai-01").itertuples()
    assert (mine.completion, mine.region, mine.gap) == (50.0, 65.0, -15.0)


def test_zones_and_kinds_of_works_are_called_the_same_in_answers_and_reports() -> None:
    said = {code: cell_text("zone", code) for code in task_words.ZONES}
    assert said == task_words.ZONES
    assert {kind: cell_text("kind", kind) for kind in school_tables.KINDS} == school_tables.KINDS


def plain(block: Any) -> str:
    return str(block.text).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ((0, 9, 1, 0), "Итог последнего периода: «2» нет ни у кого из тех, чьи отметки известны."),
        ((1, 8, 1, 0), "больше всего «2» — 5 класс, математика, 10,0 % (1 из 10)."),
    ],
)
def test_the_most_failures_are_named_only_where_there_are_any(
    marks: tuple[int, ...], said: str
) -> None:
    names = ("mark_2", "mark_3", "mark_4", "mark_5")
    row = {"school_id": "a", "year": 2022, "term": "4 четверть", "grade": 5, "subject": "math",
           **dict(zip(names, marks, strict=True))}  # fmt: skip
    frame = term_marks.by_term(SmallData({"term_marks": table("term_marks", row)}), 2022)
    beside = pd.DataFrame({"gap": [-1.0]})
    text = plain(school_words.terms(frame, beside, pd.Series(dtype="str"), 2022))
    assert said in text
    assert "Ни в одном из 1 случая внешняя работа" in text


def test_one_pair_of_a_trial_and_an_exam_is_said_in_words_that_agree() -> None:
    frame = pd.DataFrame(
        {"change": [-5.0], "trial_below": [2], "trial_count": [10], "exam_below": [1],
         "exam_count": [9]}
    )  # fmt: skip
    assert "у которых известны последняя работа и экзамен, — 1: на экзамене" in plain(
        school_words.trials(frame, 2022)
    )
    # a pair without numbers is no pair, and no «0 из 0»
    assert isinstance(school_words.trials(frame.assign(change=float("nan")), 2022), Notice)


@pytest.mark.parametrize(
    ("of_first", "of_second", "said"),
    [
        # the larger share, not the larger count
        ((0, 10, 0, 10, 0), (0, 80, 5, 15, 0),
         "Доля работ на 81 и выше больше всего — математика, 50,0 % (10 из 20)."),
        ((0, 20, 0, 0, 0), (0, 90, 10, 0, 0),
         "81 и выше нет ни у кого там, где участников достаточно."),
    ],
)  # fmt: skip
def test_high_scores_are_called_a_share_and_none_is_called_none(
    of_first: tuple[int, ...], of_second: tuple[int, ...], said: str
) -> None:
    rows = [
        exam("a", subject, sum(counts), **bands(*counts))
        for subject, counts in (("math", of_first), ("rus", of_second))
    ]
    frame = exam_profile.score_bands(SmallData({"exams": table("exams", *rows)}), 2022)
    assert said in plain(exam_words.bands(frame, 2022))


def test_bands_of_a_school_that_does_not_say_how_many_sat_are_not_lost() -> None:
    rows = [
        exam("a", "math", 10, **bands(2, 4, 4, 0, 0)),
        exam("b", "math", None, **bands(3, 1, 0, 0, 0)),
    ]
    frame = exam_profile.score_bands(SmallData({"exams": table("exams", *rows)}), 2022)
    own = frame[frame["place"] == "own"].iloc[0]
    assert (own["score_below_min"], own["sat"]) == (5, 14)
    assert "математика — 5 из 14" in plain(exam_words.bands(frame, 2022))


def test_trial_and_half_year_works_stand_beside_the_real_exam() -> None:
    def work(name: str, day: dt.date, below: int) -> dict:
        return {"school_id": "a", "date": day, "work_name": name, "grade": 9, "subject": "math",
                "participants": 10, "mark_2": below}  # fmt: skip

    data = SmallData(
        {
            "marks": table("marks", oge("math", 2, 8)),
            "diagnostic_works": table(
                "diagnostic_works",
                work("Контрольная за 1 полугодие", dt.date(2021, 12, 20), 5),
                work("Пробный ОГЭ", dt.date(2022, 3, 1), 4),
                work("Срез", dt.date(2022, 2, 1), 9),
                work("Пробный ОГЭ", dt.date(2020, 3, 1), 9),
            ),
        }
    )
    rows = trials.trial_to_exam(data, 2022)
    assert rows["kind"].tolist() == ["half_year", "trial"]
    # 2 of 8 against 5 and 4 of 10
    assert rows["change"].tolist() == [-25.0, -15.0]
    assert rows["to_same"].tolist() == [4.0, 3.2]


def test_rise_of_failures_by_ten_points_is_shown_with_its_interval() -> None:
    rows = [
        {**oge("math", below, 100), "scope_id": name, "year": year}
        for name, before, now in (("a", 10, 30), ("b", 10, 19), ("c", 10, 20))
        for year, below in ((2021, before), (2022, now))
    ]
    found = trials.failure_jumps(SmallData({"marks": table("marks", *rows)}), 2022)
    assert found["school_id"].tolist() == ["a", "c"]
    assert found["change"].tolist() == pytest.approx([20.0, 10.0])
    a, b = (stats.binomtest(k, 100).proportion_ci(method="wilson") for k in (30, 10))
    low = 0.2 - ((0.3 - a.low) ** 2 + (b.high - 0.1) ** 2) ** 0.5
    assert found["low"].iloc[0] == pytest.approx(100 * low)
    assert found["is_beyond_chance"].iloc[0]


def test_every_fact_of_a_letter_has_an_action_an_owner_and_a_day() -> None:
    tasks = Task.stated()
    assert set(tasks) == set(FACTS)
    assert all(task.action and task.owner for task in tasks.values())


def test_letter_of_a_listed_school_names_what_who_and_when(demo: Path) -> None:
    run = RunParams(municipality_id="ivanteevsky", year=2022)
    letters = Letters(store.open(run, demo), run)
    own = letters.actions[letters.actions["school_id"] == "iva-02"]
    assert own["fact"].iloc[0] == "listed"
    lows = letters.lists.triggers.query("school_id == 'iva-02'")
    assert own["count"].iloc[0] == (lows["year"] == 2022).sum()
    assert 0 < own["count"].iloc[0] < len(lows), "the rest are of the year before"
    assert {str(day) for day in own["due"]} <= {"2022-10-15", "2022-09-30", "2022-10-01",
                                                "2022-09-20"}  # fmt: skip
    assert all(fact_text(row) for row in letters.actions.itertuples())
    listed = set(letters.lists.listed["school_id"])
    assert set(letters.actions.query("fact == 'listed'")["school_id"]) == listed
