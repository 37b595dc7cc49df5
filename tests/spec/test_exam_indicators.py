"""Exams, admission and certificates: small tables, answers counted by hand."""

from __future__ import annotations

import pytest
from spec.small_tables import SmallData, one, ratio, table

from helpers.indicators import admission, exams
from helpers.params import RunParams

RUN = RunParams(municipality_id="ivanteevsky", year=2022)
REGISTER = table("shnor_register", {"school_id": "1", "results_year": 2022, "source": "РОН"})


def sitting(school: str, form: str, subject: str, sat: int | None, **fields) -> dict:
    return {
        "scope_type": "school", "scope_id": school, "year": 2022, "form": form,
        "grade": 11 if form in ("ЕГЭ", "ГВЭ-11", "any") else 9, "subject": subject, "sat": sat,
    } | fields  # fmt: skip


def marked(school: str, marks: tuple, **fields) -> dict:
    return {
        "scope_type": "school", "scope_id": school, "year": 2022, "wave": "spring",
        "procedure": "ОГЭ", "grade": 9, "programme_grade": 9, "subject": "rus",
        "participants": sum(marks), "mark_2": marks[0], "mark_3": marks[1], "mark_4": marks[2],
        "mark_5": marks[3],
    } | fields  # fmt: skip


def computed(*sittings: dict, marks: tuple = ()):
    return exams.values_of_year(
        SmallData(
            {
                "exams": table("exams", *sittings),
                "marks": table("marks", *marks),
                "shnor_register": REGISTER,
            }
        ),
        RUN,
    )


# first and final


def test_passed_at_first_and_finally_are_two_indicators() -> None:
    made = computed(
        sitting("1", "ОГЭ", "math", 20, below_min_first=6, below_min_final=1),
        sitting("2", "ОГЭ", "math", 30, below_min_first=3, below_min_final=0),
    )
    assert ratio(made, "oge9.math.passed_share.first", "school", "1") == "14 of 20"
    assert ratio(made, "oge9.math.passed_share.final", "school", "1") == "19 of 20"
    assert ratio(made, "oge9.math.passed_share", "school", "1") == "19 of 20"
    assert ratio(made, "oge9.math.passed_share.first", "listed") == "14 of 20"
    assert ratio(made, "oge9.math.passed_share.first", "municipality") == "41 of 50"
    assert ratio(made, "oge9.math.passed_share.final", "municipality") == "49 of 50"


def test_passed_share_falls_back_to_the_first_attempt_and_says_so() -> None:
    made = computed(sitting("1", "ЕГЭ", "rus", 12, below_min_first=2))
    row = one(made, "ege11.rus.passed_share", "school", "1")
    assert (row["numerator"], row["denominator"]) == (10, 12)
    assert "известна только первая попытка" in row["note"]
    assert "ege11.rus.passed_share.final" not in set(made["indicator_id"])


def test_nobody_below_the_minimum_at_first_means_nobody_finally() -> None:
    made = computed(
        sitting("1", "ОГЭ", "rus", 20, below_min_first=6, below_min_final=1),
        sitting("2", "ОГЭ", "rus", 10, below_min_first=0),
    )
    assert ratio(made, "oge9.rus.passed_share.final", "municipality") == "29 of 30"


def test_a_missing_final_count_is_missing_not_zero() -> None:
    made = computed(
        sitting("1", "ОГЭ", "rus", 20, below_min_first=6, below_min_final=1),
        sitting("2", "ОГЭ", "rus", 10, below_min_first=2),
    )
    assert ratio(made, "oge9.rus.passed_share.final", "school", "2") == "no_data"
    assert ratio(made, "oge9.rus.passed_share.final", "municipality") == "no_data"
    assert ratio(made, "oge9.rus.passed_share", "municipality") == "27 of 30"


def test_ege_has_those_below_the_minimum_and_the_mean_score() -> None:
    made = computed(
        sitting("1", "ЕГЭ", "rus", 10, below_min_final=1, mean_score=60.0),
        sitting("2", "ЕГЭ", "rus", 30, below_min_final=0, mean_score=70.0),
    )
    assert ratio(made, "ege11.rus.below_min_share", "municipality") == "1 of 40"
    assert one(made, "ege11.rus.mean_score", "school", "1")["value"] == 60.0
    assert one(made, "ege11.rus.mean_score", "municipality")["value"] == 67.5


def test_gve_of_grade_9_is_not_forgotten() -> None:
    made = computed(sitting("1", "ГВЭ-9", "math", 4, below_min_first=1, below_min_final=0))
    assert ratio(made, "gve9.math.passed_share.first", "school", "1") == "3 of 4"


# marks against exams


def test_marks_win_over_exams_and_the_difference_is_noted() -> None:
    made = computed(
        sitting("1", "ОГЭ", "rus", 20, below_min_final=3),
        sitting("2", "ОГЭ", "rus", 10, below_min_final=1),
        marks=(marked("1", (2, 8, 6, 4)), marked("2", (1, 5, 3, 1))),
    )
    row = one(made, "oge9.rus.passed_share", "school", "1")
    assert (row["numerator"], row["denominator"]) == (18, 20)
    assert "в таблице экзаменов другое число" in row["note"]
    assert "по таблице экзаменов 17 из 20" in row["note"]
    assert "другое число" not in one(made, "oge9.rus.passed_share", "school", "2")["note"]
    total = one(made, "oge9.rus.passed_share", "municipality")
    assert (total["numerator"], total["denominator"]) == (27, 30)
    assert "в таблице экзаменов другое число" in total["note"]


def test_marks_of_the_first_attempt_agree_with_exams_by_attempt() -> None:
    made = computed(
        sitting("1", "ОГЭ", "rus", 20, below_min_first=5, below_min_final=2),
        marks=(marked("1", (5, 8, 5, 2), attempt="first"),),
    )
    assert ratio(made, "oge9.rus.passed_share.first", "school", "1") == "15 of 20"
    assert ratio(made, "oge9.rus.passed_share.final", "school", "1") == "18 of 20"
    assert ratio(made, "oge9.rus.passed_share", "school", "1") == "18 of 20"
    assert "другое число" not in "".join(made["note"])


def test_a_named_attempt_is_of_exams_alone_and_its_note_says_what_marks_tell() -> None:
    made = computed(
        sitting("1", "ОГЭ", "rus", 20, below_min_first=9, below_min_final=9),
        marks=(marked("1", (7, 6, 4, 3)), marked("2", (1, 12, 4, 3))),
    )
    assert ratio(made, "oge9.rus.passed_share", "municipality") == "32 of 40"
    row = one(made, "oge9.rus.passed_share.final", "school", "1")
    assert (row["numerator"], row["denominator"]) == (11, 20)
    assert "попытка не названа, другое число; по отметкам 13 из 20" in row["note"]
    assert ratio(made, "oge9.rus.passed_share.final", "school", "2") == "no_data"
    total = one(made, "oge9.rus.passed_share.final", "municipality")
    assert (total["numerator"], total["denominator"]) == (11, 20)
    assert "школ с данными: 1" in total["note"] and "школ без данных: 1" in total["note"]
    assert "в таблице экзаменов строки нет" in total["note"]


def test_unnamed_marks_equal_to_the_first_attempt_contradict_nothing() -> None:
    made = computed(
        sitting("1", "ОГЭ", "rus", 20, below_min_first=7, below_min_final=2),
        marks=(marked("1", (7, 6, 4, 3)),),
    )
    assert ratio(made, "oge9.rus.passed_share.final", "school", "1") == "18 of 20"
    assert "другое число" not in "".join(made["note"])


# ЕГЭ and ГВЭ together


def test_ege_and_gve_are_pooled_by_those_who_passed_in_each_form() -> None:
    made = computed(
        sitting("1", "ЕГЭ", "rus", 10, below_min_first=2, below_min_final=1),
        sitting("1", "ГВЭ-11", "rus", 3, below_min_first=1, below_min_final=0),
        sitting("2", "ЕГЭ", "rus", 7, below_min_first=0, below_min_final=0),
    )
    assert ratio(made, "egegve11.rus.passed_share.first", "school", "1") == "10 of 13"
    assert ratio(made, "egegve11.rus.passed_share.final", "school", "1") == "12 of 13"
    assert ratio(made, "egegve11.rus.passed_share.first", "municipality") == "17 of 20"
    assert "попытки" not in one(made, "egegve11.rus.passed_share", "school", "1")["note"]


def test_base_and_profile_mathematics_are_shown_and_their_sum_counts_attempts() -> None:
    made = computed(
        sitting("1", "ЕГЭ", "math", 10, level="base", below_min_final=1),
        sitting("1", "ЕГЭ", "math", 6, level="profile", below_min_final=2),
    )
    assert ratio(made, "ege11.math_base.passed_share", "school", "1") == "9 of 10"
    assert ratio(made, "ege11.math_profile.passed_share", "school", "1") == "4 of 6"
    row = one(made, "egegve11.math.passed_share", "school", "1")
    assert (row["numerator"], row["denominator"]) == (13, 16)
    assert "считаются попытки, а не лица" in row["note"]


def test_rows_that_count_persons_win_over_the_sum_of_attempts() -> None:
    made = computed(
        sitting("1", "ЕГЭ", "math", 10, level="base", below_min_final=1),
        sitting("1", "ЕГЭ", "math", 6, level="profile", below_min_final=2),
        sitting("1", "any", "math", 14, below_min_final=1),
    )
    row = one(made, "egegve11.math.passed_share", "school", "1")
    assert (row["numerator"], row["denominator"]) == (13, 14)
    assert "попытки" not in row["note"]


def test_the_letter_of_line_1_9_divides_grade_11_by_those_who_sat_oge() -> None:
    made = computed(
        sitting("1", "ЕГЭ", "math", 10, level="profile", below_min_final=1),
        sitting("1", "ОГЭ", "math", 18, below_min_final=0),
    )
    default = one(made, "egegve11.math.passed_share.final", "school", "1")
    letter = one(made, "egegve11.math.passed_share.final.as_written", "school", "1")
    assert (default["numerator"], default["denominator"], default["value"]) == (9, 10, 90.0)
    assert (letter["numerator"], letter["denominator"], letter["value"]) == (9, 18, 50.0)
    assert letter["interval_kind"] == "none"
    assert "в знаменателе сдававшие ОГЭ" in letter["note"]


# year marks


def test_year_marks_confirmed_by_subject_and_over_all_exams() -> None:
    made = computed(
        sitting("1", "ОГЭ", "rus", 20, year_mark_confirmed=14),
        sitting("1", "ОГЭ", "math", 20, year_mark_confirmed=10),
        sitting("2", "ОГЭ", "rus", 10, year_mark_confirmed=9),
        sitting("2", "ЕГЭ", "rus", 8),
    )
    assert ratio(made, "oge9.rus.year_mark_confirmed_share", "municipality") == "23 of 30"
    assert ratio(made, "exam.year_mark_confirmed_share", "municipality") == "33 of 50"
    assert ratio(made, "exam.year_mark_confirmed_share", "listed") == "24 of 40"


# admission


def admitted(*rows: dict):
    tables = {"admission": table("admission", *rows), "shnor_register": REGISTER}
    return admission.values_of_year(SmallData(tables), RUN)


def leavers(school: str, grade: int, enrolled: int, **fields) -> dict:
    return {
        "scope_type": "school", "scope_id": school, "year": 2022, "grade": grade,
        "enrolled": enrolled,
    } | fields  # fmt: skip


def test_admission_and_certificates_are_shares_of_the_enrolled() -> None:
    made = admitted(
        leavers("1", 9, 20, admitted=19, certified=18),
        leavers("1", 11, 5, admitted=5, certified=4),
        leavers("2", 9, 30, admitted=30, certified=30),
    )
    assert ratio(made, "gia9.admitted_share", "listed") == "19 of 20"
    assert ratio(made, "gia9.admitted_share", "municipality") == "49 of 50"
    assert ratio(made, "gia11.admitted_share", "municipality") == "5 of 5"
    assert ratio(made, "gia9.programme_mastered_share", "municipality") == "48 of 50"
    assert ratio(made, "gia.programme_mastered_share", "listed") == "22 of 25"
    assert ratio(made, "gia.programme_mastered_share", "municipality") == "52 of 55"


def test_admission_without_certificates_gives_no_row_of_mastery() -> None:
    made = admitted(leavers("1", 9, 20, admitted=19))
    assert set(made["indicator_id"]) == {"gia9.admitted_share"}


def test_a_hidden_number_of_admitted_is_suppressed() -> None:
    made = admitted(
        leavers("1", 9, 4, absences="admitted=suppressed"), leavers("2", 9, 30, admitted=30)
    )
    assert ratio(made, "gia9.admitted_share", "school", "1") == "suppressed"
    assert ratio(made, "gia9.admitted_share", "municipality") == "suppressed"


@pytest.mark.parametrize("made", [computed(), admitted()], ids=["exams", "admission"])
def test_empty_tables_give_no_rows(made) -> None:
    assert len(made) == 0
