"""Results by marks: one made-up district, every answer counted by hand.

Year 2022, ВПР Russian, grade 5. School 1 is listed, schools 2 and 3 are not.

    school   «2»  «3»  «4»  «5»   participants   enrolled
    1         4    6    8    2        20            25
    2         1    9   15    5        30            30
    3         0    2    2    1         5             6
"""

from __future__ import annotations

import pandas as pd
import pytest
from spec.small_tables import SmallData, one, ratio, table
from statsmodels.stats.weightstats import DescrStatsW

from helpers.indicators import compute, results, works
from helpers.params import RunParams

RUN = RunParams(municipality_id="ivanteevsky", year=2022)
REGISTER = table("shnor_register", {"school_id": "1", "results_year": 2022, "source": "РОН"})


def marked(school: str, marks: tuple | None, enrolled: int | None = None, **fields) -> dict:
    row = {
        "scope_type": "school", "scope_id": school, "year": 2022, "wave": "spring",
        "procedure": "ВПР", "grade": 5, "programme_grade": 5, "subject": "rus",
        "enrolled": enrolled, "selection": "all",
    }  # fmt: skip
    if marks is not None:
        row |= dict(zip(("mark_2", "mark_3", "mark_4", "mark_5"), marks, strict=True))
        row["participants"] = sum(mark for mark in marks if mark is not None)
    return row | fields


DISTRICT = (
    marked("1", (4, 6, 8, 2), 25),
    marked("2", (1, 9, 15, 5), 30),
    marked("3", (0, 2, 2, 1), 6),
)


def computed(*rows: dict, register: pd.DataFrame = REGISTER, run: RunParams = RUN, **tables):
    data = SmallData(
        {"marks": table("marks", *rows), "shnor_register": register} | tables, run.municipality_id
    )
    return results.values_of_year(data, run)


# shares, means, participation


def test_shares_of_a_school_are_counts_of_its_marks() -> None:
    made = computed(*DISTRICT)
    assert ratio(made, "vpr5.rus.positive_share", "school", "1") == "16 of 20"
    assert ratio(made, "vpr5.rus.quality_share", "school", "1") == "10 of 20"
    assert ratio(made, "vpr5.rus.mark_2_share", "school", "1") == "4 of 20"
    assert one(made, "vpr5.rus.positive_share", "school", "1")["value"] == 80.0


def test_sums_of_the_district_and_of_the_list() -> None:
    made = computed(*DISTRICT)
    assert ratio(made, "vpr5.rus.positive_share", "municipality") == "50 of 55"
    assert ratio(made, "vpr5.rus.quality_share", "municipality") == "33 of 55"
    assert ratio(made, "vpr5.rus.positive_share", "listed") == "16 of 20"
    assert "источник списка: РОН" in one(made, "vpr5.rus.positive_share", "listed")["note"]


def test_mean_mark_and_its_interval_are_those_of_the_pupils() -> None:
    row = one(computed(*DISTRICT), "vpr5.rus.mean_mark", "school", "1")
    oracle = DescrStatsW([2] * 4 + [3] * 6 + [4] * 8 + [5] * 2)
    assert (row["numerator"], row["denominator"], row["value"]) == (68, 20, 3.4)
    assert (row["low"], row["high"]) == pytest.approx(oracle.tconfint_mean())
    assert row["interval_kind"] == "t"


def test_degree_of_training_weighs_the_marks() -> None:
    # 2 · 1 + 8 · 0,64 + 6 · 0,36 + 4 · 0,16 = 9,92 of 20 pupils
    row = one(computed(*DISTRICT), "vpr5.rus.sou", "school", "1")
    assert row["value"] == pytest.approx(49.6)
    assert row["numerator"] == pytest.approx(9.92)


def test_participation_needs_the_number_of_enrolled() -> None:
    made = computed(*DISTRICT)
    assert ratio(made, "vpr5.rus.participation_share", "municipality") == "55 of 61"
    assert one(made, "vpr5.rus.participation_share", "municipality")["interval_kind"] == "none"
    made = computed(marked("1", (4, 6, 8, 2)))
    assert ratio(made, "vpr5.rus.participation_share", "school", "1") == "no_data"


def test_every_procedure_grade_and_subject_present_is_measured() -> None:
    made = computed(
        *DISTRICT,
        marked("1", (0, 1, 1, 0), procedure="ОГЭ", grade=9, programme_grade=9, subject="physics"),
        marked("1", (1, 1, 1, 0), procedure="ЕГЭ", grade=11, programme_grade=11, subject="math",
               level="base"),
        marked("1", (0, 3, 0, 0), procedure="ГВЭ-9", grade=9, programme_grade=9, subject="rus"),
        marked("1", (0, 3, 1, 0), grade=7, programme_grade=7, subject="math", level="profile"),
    )  # fmt: skip
    assert ratio(made, "oge9.physics.quality_share", "school", "1") == "1 of 2"
    assert ratio(made, "ege11.math_base.mark_2_share", "school", "1") == "1 of 3"
    assert ratio(made, "gve9.rus.positive_share", "school", "1") == "3 of 3"
    assert ratio(made, "vpr7.math_profile.quality_share", "school", "1") == "1 of 4"


# missing is not zero


def test_a_missing_mark_count_is_missing_not_zero() -> None:
    made = computed(marked("1", (None, 6, 8, 2), participants=20), DISTRICT[1])
    assert ratio(made, "vpr5.rus.positive_share", "school", "1") == "no_data"
    assert ratio(made, "vpr5.rus.positive_share", "school", "2") == "29 of 30"
    row = one(made, "vpr5.rus.positive_share", "municipality")
    assert row["status"] == "no_data"
    assert "школ с неизвестной частью чисел: 1" in row["note"]


def test_a_hidden_count_makes_the_school_and_every_sum_over_it_suppressed() -> None:
    hidden = marked("1", (None, None, 8, 2), participants=20)
    hidden["absences"] = "mark_2=suppressed;mark_3=suppressed"
    made = computed(hidden, DISTRICT[1])
    assert ratio(made, "vpr5.rus.quality_share", "school", "1") == "suppressed"
    assert ratio(made, "vpr5.rus.quality_share", "municipality") == "suppressed"


def test_a_school_that_sent_nothing_is_left_out_and_counted_in_the_note() -> None:
    made = computed(*DISTRICT[:2], marked("4", None))
    assert ratio(made, "vpr5.rus.positive_share", "school", "4") == "no_data"
    row = one(made, "vpr5.rus.positive_share", "municipality")
    assert (row["numerator"], row["denominator"]) == (45, 50)
    assert "школ с данными: 2; школ без данных: 1" in row["note"]


def test_a_subject_that_was_not_drawn_is_not_applicable_and_leaves_the_sum_alone() -> None:
    not_drawn = marked("4", None)
    not_drawn["absences"] = ";".join(f"mark_{m}=not_drawn" for m in (2, 3, 4, 5))
    made = computed(*DISTRICT, not_drawn)
    assert ratio(made, "vpr5.rus.positive_share", "school", "4") == "not_applicable"
    assert ratio(made, "vpr5.rus.positive_share", "municipality") == "50 of 55"


def test_nobody_wrote_is_not_applicable() -> None:
    made = computed(marked("4", None, participants=0), *DISTRICT)
    assert ratio(made, "vpr5.rus.positive_share", "school", "4") == "not_applicable"
    assert ratio(made, "vpr5.rus.positive_share", "municipality") == "50 of 55"


# waves, programmes, classes, attempts, lots


def test_the_two_waves_are_two_rows_and_never_one_sum() -> None:
    autumn = marked("2", (5, 3, 1, 1), wave="autumn", grade=6, programme_grade=5)
    made = computed(DISTRICT[0], autumn)
    spring_row = one(made[made["wave"] == "spring"], "vpr5.rus.positive_share", "municipality")
    autumn_row = one(made[made["wave"] == "autumn"], "vpr6.rus.positive_share", "municipality")
    assert (spring_row["numerator"], spring_row["programme_grade"]) == (16, 5)
    assert (autumn_row["numerator"], autumn_row["programme_grade"]) == (5, 5)
    assert "писали в 6 классе по программе 5 класса" in autumn_row["note"]


def test_same_grade_in_both_waves_stays_apart() -> None:
    autumn = marked("1", (5, 3, 1, 1), wave="autumn", grade=5, programme_grade=4)
    made = computed(DISTRICT[0], autumn)
    rows = made[
        (made["indicator_id"] == "vpr5.rus.positive_share") & (made["scope"] == "municipality")
    ]
    assert set(zip(rows["wave"], rows["numerator"], rows["denominator"], strict=True)) == {
        ("spring", 16, 20),
        ("autumn", 5, 10),
    }


def test_classes_are_summed_where_the_school_has_no_row_of_its_own() -> None:
    made = computed(
        marked("1", (1, 2, 3, 4), **{"class": "5А"}),
        marked("1", (3, 2, 1, 0), **{"class": "5Б"}),
        DISTRICT[1],
        marked("2", (9, 9, 9, 9), **{"class": "5А"}),
    )
    assert ratio(made, "vpr5.rus.positive_share", "school", "1") == "12 of 16"
    assert "сумма по классам" in one(made, "vpr5.rus.positive_share", "school", "1")["note"]
    assert ratio(made, "vpr5.rus.positive_share", "school", "2") == "29 of 30"


def test_a_class_without_numbers_makes_the_school_missing() -> None:
    made = computed(
        marked("1", (1, 2, 3, 4), **{"class": "5А"}),
        marked("1", (None, 2, 1, 0), participants=6, **{"class": "5Б"}),
    )
    assert ratio(made, "vpr5.rus.positive_share", "school", "1") == "no_data"


def test_attempts_of_the_same_pupils_are_never_added() -> None:
    oge = {"procedure": "ОГЭ", "grade": 9, "programme_grade": 9}
    made = computed(
        marked("1", (6, 8, 4, 2), attempt="first", **oge),
        marked("1", (1, 13, 4, 2), attempt="final", **oge),
        marked("2", (2, 8, 0, 0), attempt="first", **oge),
    )
    assert ratio(made, "oge9.rus.mark_2_share", "school", "1") == "1 of 20"
    assert "с учётом пересдач" in one(made, "oge9.rus.mark_2_share", "school", "1")["note"]
    assert "только первая попытка" in one(made, "oge9.rus.mark_2_share", "school", "2")["note"]
    assert ratio(made, "oge9.rus.mark_2_share", "municipality") == "3 of 30"


def test_a_subject_by_lot_is_marked() -> None:
    made = computed(marked("1", (4, 6, 8, 2), selection="by_lot"), DISTRICT[1])
    assert "по жребию" in one(made, "vpr5.rus.positive_share", "school", "1")["note"]
    assert "по жребию" in one(made, "vpr5.rus.positive_share", "municipality")["note"]
    assert "по жребию" not in one(made, "vpr5.rus.positive_share", "school", "2")["note"]


def test_diagnostic_work_of_grade_10_has_its_own_identifier() -> None:
    run = RunParams(municipality_id="ivanteevsky", year=2020)
    row = marked("1", (2, 4, 3, 1), procedure="ДР", grade=10, programme_grade=9, year=2020,
                 wave="autumn")  # fmt: skip
    data = SmallData({"marks": table("marks", row)})
    made = compute(data, run)
    assert ratio(made, "dr10.rus.positive_share", "municipality") == "8 of 10"
    vpr = one(made, "vpr10.rus.positive_share", "municipality")
    assert vpr["status"] == "not_applicable"
    assert "dr10.rus" in vpr["note"]


# lists and cohorts


def test_listed_schools_are_the_union_of_the_sources_of_that_results_year() -> None:
    register = table(
        "shnor_register",
        {"school_id": "1", "results_year": 2022, "source": "РОН"},
        {"school_id": "3", "results_year": 2022, "source": "Регион"},
        {"school_id": "2", "results_year": 2021, "source": "РОН"},
    )
    made = computed(*DISTRICT, register=register)
    assert ratio(made, "vpr5.rus.positive_share", "listed") == "21 of 25"
    assert "РОН, Регион" in one(made, "vpr5.rus.positive_share", "listed")["note"]
    named = RunParams(municipality_id="ivanteevsky", year=2022, register_source="РОН")
    made = computed(*DISTRICT, register=register, run=named)
    assert ratio(made, "vpr5.rus.positive_share", "listed") == "16 of 20"


def test_the_cohort_is_the_first_list_frozen() -> None:
    register = table(
        "shnor_register",
        {"school_id": "2", "results_year": 2020, "source": "РОН"},
        {"school_id": "1", "results_year": 2021, "source": "РОН"},
        {"school_id": "1", "results_year": 2022, "source": "РОН"},
    )
    made = computed(*DISTRICT, register=register)
    assert ratio(made, "vpr5.rus.positive_share", "cohort") == "29 of 30"
    note = one(made, "vpr5.rus.positive_share", "cohort")["note"]
    assert "список по результатам 2020 года" in note


def test_the_base_year_of_the_targets_chooses_the_cohort() -> None:
    register = table(
        "shnor_register",
        {"school_id": "2", "results_year": 2020, "source": "РОН"},
        {"school_id": "1", "results_year": 2021, "source": "РОН"},
    )
    goals = table(
        "targets",
        {"indicator_id": "quality.gap_to_district", "year": 2022, "target": 0, "base_year": 2021},
    )
    made = computed(*DISTRICT, register=register, targets=goals)
    assert ratio(made, "vpr5.rus.positive_share", "cohort") == "16 of 20"


def test_without_a_list_there_is_no_listed_row_but_a_reason() -> None:
    data = SmallData({"marks": table("marks", *DISTRICT)})
    made = compute(data, RUN)
    row = one(made, "vpr5.rus.positive_share", "listed")
    assert row["status"] == "no_data"
    assert row["note"] == "нет списка ШНОР по результатам 2022 года"


# published rows and regions


def published(kind: str, area: str, marks: tuple) -> dict:
    return marked(area, marks) | {"scope_type": kind}


def test_published_rows_stand_beside_sums_and_are_never_added() -> None:
    made = computed(
        *DISTRICT,
        published("municipality", "ivanteevsky", (6, 20, 28, 9)),
        published("municipality", "priozersk", (1, 1, 1, 1)),
        published("region", "saratov", (100, 300, 500, 100)),
        published("country", "", (1000, 3000, 5000, 1000)),
    )
    rows = made[made["indicator_id"] == "vpr5.rus.positive_share"].set_index(["scope", "origin"])
    assert rows.loc[("municipality", "computed"), "denominator"].item() == 55
    assert rows.loc[("municipality", "published"), "numerator"].item() == 57
    assert rows.loc[("region", "published"), "value"].item() == 90.0
    assert rows.loc[("country", "published"), "denominator"].item() == 10000
    assert ("region", "computed") not in rows.index
    assert len(rows) == 3 + 1 + 1 + 4


def test_a_region_is_the_sum_of_all_its_municipalities() -> None:
    run = RunParams(municipality_id="altai", year=2022)
    rows = [
        marked("1", (4, 6, 8, 2), municipality_id="altai-24"),
        marked("2", (1, 9, 15, 5), municipality_id="altai-25"),
        marked("3", (0, 2, 2, 1), municipality_id="altai"),
    ]
    made = computed(*rows, run=run)
    assert ratio(made, "vpr5.rus.positive_share", "region") == "50 of 55"
    of_districts = made[
        (made["indicator_id"] == "vpr5.rus.positive_share") & (made["scope"] == "municipality")
    ]
    assert of_districts["municipality_id"].tolist() == ["altai-24", "altai-25"]
    assert of_districts["numerator"].tolist() == [16, 29]


# gap to the district


def test_gap_is_the_share_of_listed_schools_minus_the_district() -> None:
    # listed 10 of 20 = 50 %, district 33 of 55 = 60 %
    row = one(computed(*DISTRICT), "vpr5.rus.quality_gap_to_district", "listed")
    assert row["value"] == pytest.approx(-10)
    assert row["unit"] == "п. п."
    assert row["low"] < -10 < row["high"]
    assert "школы списка 10 из 20, вся территория 33 из 55" in row["note"]


def test_gap_over_all_works_adds_works_of_one_wave() -> None:
    maths = {"subject": "math"}
    made = computed(
        *DISTRICT,
        marked("1", (10, 10, 0, 0), **maths),
        marked("2", (0, 0, 20, 0), **maths),
    )
    # listed 10 + 0 of 40; district 33 + 20 of 55 + 40
    row = one(made, "quality.gap_to_district", "listed")
    assert row["value"] == pytest.approx(100 * 10 / 40 - 100 * 53 / 95)
    assert row["interval_kind"] == "none"


def test_gap_is_not_applicable_where_all_schools_are_listed() -> None:
    made = computed(DISTRICT[0])
    assert ratio(made, "vpr5.rus.quality_gap_to_district", "listed") == "not_applicable"


def test_gap_takes_the_published_district_when_only_listed_schools_sent_rows() -> None:
    made = computed(DISTRICT[0], published("municipality", "ivanteevsky", (5, 17, 25, 8)))
    assert one(made, "vpr5.rus.quality_gap_to_district", "listed")["value"] == pytest.approx(-10)


# other years, other places, order


def test_other_years_change_nothing() -> None:
    earlier = [row | {"year": 2021} for row in DISTRICT]
    pd.testing.assert_frame_equal(computed(*DISTRICT), computed(*earlier, *DISTRICT))


def test_no_marks_give_no_rows_and_the_planned_indicators_say_so() -> None:
    made = compute(SmallData({}), RUN)
    assert (made["status"] != "ok").all()
    assert ratio(made, "oge9.rus.passed_share.first", "municipality") == "no_data"
    assert ratio(made, "vpr8.math.quality_share", "listed") == "no_data"


def test_oge_of_2020_was_not_held() -> None:
    made = compute(SmallData({}), RunParams(municipality_id="ivanteevsky", year=2020))
    row = one(made, "oge9.math.passed_share.final", "municipality")
    assert (row["status"], row["note"]) == ("not_applicable", "ОГЭ в 2020 году не проводился")


def test_data_of_a_procedure_that_was_not_held_are_kept_with_a_warning() -> None:
    row = marked("1", (4, 6, 8, 2), year=2020, procedure="ОГЭ", grade=9, programme_grade=9)
    data = SmallData({"marks": table("marks", row)})
    made = compute(data, RunParams(municipality_id="ivanteevsky", year=2020))
    found = one(made, "oge9.rus.positive_share", "school", "1")
    assert found["value"] == 80.0
    assert "по календарю процедура не проводилась" in found["note"]


@pytest.mark.parametrize(
    "known", [[], [{"school_id": "9", "school_name": "Школа 9"}], [{"school_id": "1"}]]
)
def test_a_school_without_a_name_is_called_by_its_code(known: list[dict[str, str]]) -> None:
    data = SmallData(
        {"marks": table("marks", marked("1", (4, 6, 8, 2))), "schools": table("schools", *known)}
    )
    assert set(works.results(data, RUN).units["unit_name"]) == {"1"}


def test_a_named_source_of_the_list_is_no_fault_where_there_is_no_list_at_all() -> None:
    run = RunParams(municipality_id="ivanteevsky", year=2022, register_source="РОН")
    made = compute(SmallData({"marks": table("marks", *DISTRICT)}), run)
    row = one(made, "vpr5.rus.quality_share", "listed")
    assert (row["status"], row["note"]) == (
        "no_data", "нет списка ШНОР источника «РОН» по результатам 2022 года",
    )  # fmt: skip
