"""Changes between years: the same schools, unbroken series, groups large enough.

Two schools of a made-up district write ВПР in mathematics, grade 5:

    school   2021: «2»-«3»-«4»-«5»   2022
    1              10-10-10-10       2-8-20-10
    2              10-10-10-10       2-8-20-10
"""

from __future__ import annotations

import pytest
from spec.small_tables import SmallData, table

from helpers.indicators import coverage, lists, series, works
from helpers.params import RunParams

RUN = RunParams(municipality_id="ivanteevsky", year=2022)
BEFORE, AFTER = (10, 10, 10, 10), (2, 8, 20, 10)


def marked(school: str, year: int, marks: tuple[int, ...], **fields) -> dict:
    named = dict(zip(("mark_2", "mark_3", "mark_4", "mark_5"), marks, strict=True))
    return {
        "scope_type": "school", "scope_id": school, "year": year, "wave": "spring",
        "procedure": "ВПР", "grade": 5, "programme_grade": 5, "subject": "math",
        "participants": sum(marks), "selection": "all", "counts_origin": "counts",
    } | named | fields  # fmt: skip


DISTRICT = (
    marked("1", 2021, BEFORE),
    marked("2", 2021, BEFORE),
    marked("1", 2022, AFTER),
    marked("2", 2022, AFTER),
)


def changed(*rows: dict, **tables) -> dict[str, dict]:
    data = SmallData({"marks": table("marks", *rows)} | tables)
    made = series.changes(data, works.results(data, RUN))
    return {row["measure"]: row for row in made.to_dict("records")}


def test_a_fall_of_twos_larger_than_chance_is_a_movement_down() -> None:
    change = changed(*DISTRICT)["mark_2_share"]
    assert (change["before"], change["now"], change["change"]) == (25.0, 5.0, -20.0)
    assert change["high"] < 0 and change["movement"] == "down"


def test_the_same_shares_of_few_pupils_are_no_movement() -> None:
    rows = [marked("1", 2021, (3, 3, 3, 3)), marked("1", 2022, (2, 3, 4, 3))]
    change = changed(*rows)["mark_2_share"]
    assert change["low"] < 0 < change["high"] and change["movement"] == "none"


def test_two_grades_that_write_one_programme_are_compared_each_with_itself() -> None:
    marks = {7: {2021: (10, 20, 20, 10), 2022: (20, 20, 10, 10)},
             8: {2021: (2, 10, 10, 8), 2022: (12, 10, 5, 3)}}  # fmt: skip
    rows = [
        marked(school, year, counts, grade=grade, programme_grade=7, subject="physics")
        for grade, years in marks.items()
        for year, counts in years.items()
        for school in "12"
    ]
    schools = table("schools", *({"school_id": name, "school_name": name} for name in "12"))
    data = SmallData({"marks": table("marks", *rows), "schools": schools})
    view = works.results(data, RUN)
    made = series.changes(data, view)
    twos = made[made["measure"] == "mark_2_share"]
    parts = twos[["part_before", "whole_before", "part", "whole"]].to_numpy(dtype=int).tolist()
    assert sorted(parts) == [[4, 60, 24, 60], [20, 120, 40, 120]]
    # who wrote the work is everybody who wrote it
    (work,) = coverage.by_work(view).to_dict("records")
    assert work["participants"] == 180


def test_groups_below_ten_are_not_judged() -> None:
    change = changed(marked("1", 2021, (9, 0, 0, 0)), marked("1", 2022, (0, 0, 0, 9)))
    assert {row["movement"] for row in change.values()} == {"small"}


def test_only_schools_that_wrote_in_both_years_are_compared() -> None:
    other = marked("3", 2022, (40, 0, 0, 0))
    change = changed(*DISTRICT, other)["mark_2_share"]
    assert (change["schools"], change["schools_now"]) == (2, 3)
    assert change["now"] == 5.0


def test_other_schools_in_the_two_years_are_not_compared() -> None:
    change = changed(marked("1", 2021, BEFORE), marked("2", 2022, AFTER))["mark_2_share"]
    assert (change["movement"], change["reason"]) == ("broken", "писали разные школы")


def test_a_break_between_the_years_forbids_the_comparison() -> None:
    row = {"procedure": "ВПР", "grade": 5, "subject": "math", "year": 2022, "kind": "scale"}
    change = changed(*DISTRICT, breaks=table("breaks", row))["mark_2_share"]
    assert (change["movement"], change["reason"]) == ("broken", "новая шкала")


def test_a_change_of_wave_breaks_nothing_within_one_wave() -> None:
    row = {"procedure": "ВПР", "grade": 5, "subject": "math", "year": 2022, "kind": "wave"}
    assert changed(*DISTRICT, breaks=table("breaks", row))["mark_2_share"]["movement"] == "down"


def test_a_break_before_the_earlier_year_does_not_count() -> None:
    row = {"procedure": "ВПР", "grade": 5, "subject": "math", "year": 2021, "kind": "scale"}
    assert changed(*DISTRICT, breaks=table("breaks", row))["mark_2_share"]["movement"] == "down"


def test_an_autumn_wave_is_another_series() -> None:
    autumn = [
        marked(school, 2022, AFTER, wave="autumn", grade=6, programme_grade=5) for school in "12"
    ]
    made = changed(marked("1", 2021, BEFORE), marked("2", 2021, BEFORE), *autumn)
    assert {row["movement"] for row in made.values()} == {"alone"}


def test_a_year_without_the_work_is_skipped_and_named() -> None:
    rows = [row | {"year": 2019} if row["year"] == 2021 else row for row in DISTRICT]
    assert changed(*rows)["mark_2_share"]["year_before"] == 2019


def test_a_change_of_the_scale_known_from_the_parameters_is_a_break() -> None:
    exam = {"procedure": "ОГЭ", "grade": 9, "programme_grade": 9, "subject": "rus"}
    rows = [row | exam | {"year": row["year"] - 2 if row["year"] == 2021 else 2022}
            for row in DISTRICT]  # fmt: skip
    change = changed(*rows)["mark_2_share"]
    assert change["movement"] == "broken" and "шкала" in change["reason"]


# lists


@pytest.mark.parametrize(
    ("year", "flow"), [(2020, (None, None, None)), (2021, (1, 1, 1)), (2022, (0, 2, 0))]
)
def test_flow_of_lists_counts_against_the_list_before(year: int, flow: tuple) -> None:
    listed = {2020: "12", 2021: "23", 2022: "23"}
    rows = [
        {"school_id": school, "results_year": of_year, "source": "РОН"}
        for of_year, schools in listed.items()
        for school in schools
    ]
    made = lists.flow(SmallData({"shnor_register": table("shnor_register", *rows)}), 2022)
    row = made.set_index("year").loc[year]
    shown = [None if row[name] is None or row.isna()[name] else int(row[name])
             for name in ("entered", "stayed", "left")]  # fmt: skip
    assert tuple(shown) == flow
    assert int(row["listed"]) == 2
