"""Pupils, schools, events, lists: one made-up district, answers counted by hand.

Schools 1 and 2 are listed by the results of 2022, school 3 is not.
"""

from __future__ import annotations

import pandas as pd
import pytest
from spec.small_tables import SmallData, one, ratio, table

from helpers.indicators import context_values, progress, schools
from helpers.indicators.context_year import ContextYear
from helpers.indicators.progress import DynamicsRule
from helpers.params import RunParams
from helpers.tables import context as context_tables
from helpers.wording import context as context_words

YEAR = 2022
RUN = RunParams(municipality_id="ivanteevsky", year=YEAR)

SCHOOLS = table(
    "schools",
    {"school_id": "1", "school_name": "Школа 1"},
    {"school_id": "2", "school_name": "Школа 2"},
    {"school_id": "3", "school_name": "Школа 3"},
    {"school_id": "4", "school_name": "Закрытая школа", "valid_to": "2020-08-31"},
)
REGISTER = table(
    "shnor_register",
    {"school_id": "1", "results_year": YEAR, "source": "РОН"},
    {"school_id": "2", "results_year": YEAR, "source": "область"},
)
BASE = {"schools": SCHOOLS, "shnor_register": REGISTER}


def values_with(**tables: pd.DataFrame) -> pd.DataFrame:
    return context_values.values_of_year(SmallData(BASE | tables), RUN)


CONTEXT = table(
    "context",
    {"school_id": "1", "year": YEAR, "pupils": 100, "risk_group": 20, "risk_accompanied": 15,
     "ovz": 4},
    {"school_id": "2", "year": YEAR, "pupils": 50, "risk_group": 0, "risk_accompanied": 0},
    {"school_id": "3", "year": YEAR, "pupils": 250, "ovz": 10},
    {"school_id": "1", "year": YEAR - 1, "pupils": 90, "risk_group": 90},
)  # fmt: skip


def test_shares_of_pupils_are_sums_over_schools_that_gave_both_numbers():
    values = values_with(context=CONTEXT)
    assert ratio(values, "pupils.risk_share", "listed") == "20 of 150"
    assert ratio(values, "pupils.risk_share", "municipality") == "20 of 150"
    assert ratio(values, "pupils.ovz_share", "municipality") == "14 of 350"
    assert one(values, "pupils.risk_share", "school", "3")["status"] == "no_data"


def test_support_of_the_risk_group_has_two_readings():
    values = values_with(context=CONTEXT)
    assert ratio(values, "pupils.risk.accompanied_share", "listed") == "15 of 20"
    assert ratio(values, "pupils.risk.accompanied_share.as_written", "listed") == "15 of 150"
    assert one(values, "pupils.risk.accompanied_share", "school", "2")["status"] == "not_applicable"
    letter = one(values, "pupils.risk.results_measures_share.as_written", "municipality")
    assert (letter["status"], "знаменатель" in letter["note"]) == ("not_applicable", True)


def test_a_hidden_number_is_suppressed_and_not_called_missing():
    hidden = CONTEXT.copy()
    hidden.loc[0, "ovz"] = pd.NA
    hidden.loc[0, "absences"] = "ovz=suppressed"
    values = values_with(context=hidden)
    assert one(values, "pupils.ovz_share", "school", "1")["status"] == "suppressed"
    assert one(values, "pupils.ovz_share", "municipality")["status"] == "suppressed"


EVENTS = table(
    "events",
    {"event_id": "a", "date": "2021-10-01", "title": "Семинар", "kind": "групповой анализ"},
    {"event_id": "b", "date": "2022-02-01", "title": "Разбор результатов ВПР", "kind": ""},
    {"event_id": "c", "date": "2022-03-01", "title": "Олимпиада", "kind": "олимпиада"},
    {"event_id": "d", "date": "2021-08-31", "title": "Анализ ЕГЭ", "kind": "групповой анализ"},
)
PARTICIPATION = table(
    "participation",
    {"event_id": "a", "school_id": "1", "teachers": 3},
    {"event_id": "a", "school_id": "2", "teachers": 2},
    {"event_id": "b", "school_id": "3", "teachers": 1},
    {"event_id": "c", "school_id": "1", "pupils": 5},
    {"event_id": "c", "school_id": "3", "pupils": 7},
    {"event_id": "d", "school_id": "2", "teachers": 9},
)


def test_an_event_counts_once_however_many_listed_schools_came():
    values = values_with(events=EVENTS, participation=PARTICIPATION)
    name = "events.group_analysis_count"
    assert one(values, name, "listed")["value"] == 1
    assert one(values, name, "municipality")["value"] == 2
    assert one(values, name, "school", "2")["value"] == 1


def test_without_any_event_of_the_year_there_is_no_count_and_with_others_it_is_zero():
    name = "events.group_analysis_count"
    assert one(values_with(), name, "municipality")["status"] == "no_data"
    only_olympiad = EVENTS[EVENTS["kind"] == "олимпиада"]
    assert one(values_with(events=only_olympiad), name, "municipality")["value"] == 0


def test_schools_in_events_and_participations_of_pupils():
    values = values_with(events=EVENTS, participation=PARTICIPATION)
    assert ratio(values, "schools.in_events_share", "listed") == "2 of 2"
    assert ratio(values, "schools.in_events_share", "municipality") == "3 of 3"
    assert one(values, "pupils.events_participants", "listed")["value"] == 5
    assert one(values, "pupils.events_participants", "municipality")["value"] == 12
    assert one(values, "pupils.events_participants", "school", "2")["value"] == 0


def test_practices_count_when_published_in_the_year_and_not_found_dead():
    publications = table(
        "publications",
        {"school_id": "1", "kind": "лучшая практика", "address": "a", "published_on": "2021-11-01"},
        {"school_id": "1", "kind": "Практика", "address": "b", "published_on": "2021-11-01",
         "is_ok": False},
        {"school_id": "2", "kind": "практика", "address": "c"},
        {"school_id": "3", "kind": "практика", "address": "d", "published_on": "2022-08-31"},
        {"school_id": "3", "kind": "программа развития", "address": "e",
         "published_on": "2022-01-10"},
        {"school_id": "1", "kind": "программа развития", "address": "f",
         "published_on": "2019-01-10"},
    )  # fmt: skip
    values = values_with(publications=publications)
    assert one(values, "practices.published_count", "listed")["value"] == 1
    assert one(values, "practices.published_count", "municipality")["value"] == 2
    assert one(values, "practices.published_count", "school", "2")["value"] == 0
    assert ratio(values, "programmes.updated_share", "municipality") == "1 of 2"


def test_the_list_is_counted_among_schools_that_work_in_the_year():
    values = values_with()
    assert ratio(values, "schools.shnor_share", "municipality") == "2 of 3"
    assert one(values, "schools.shnor_count", "municipality")["value"] == 2


def test_no_list_of_the_year_is_not_an_empty_list():
    values = values_with(shnor_register=table("shnor_register"))
    row = one(values, "schools.shnor_count", "municipality")
    assert (row["status"], "нет списка" in row["note"]) == ("no_data", True)


def test_numbers_of_a_school_outside_the_directory_still_count_in_the_municipality():
    stray = table("context", {"school_id": "99", "year": YEAR, "pupils": 40, "ovz": 1})
    values = values_with(context=pd.concat([CONTEXT, stray], ignore_index=True))
    assert ratio(values, "pupils.ovz_share", "municipality") == "15 of 390"


def test_a_named_source_of_the_list_narrows_it():
    run = RunParams(municipality_id="ivanteevsky", year=YEAR, register_source="область")
    values = context_values.values_of_year(SmallData(BASE | {"context": CONTEXT}), run)
    assert one(values, "schools.shnor_count", "municipality")["value"] == 1
    assert ratio(values, "pupils.risk_share", "listed") == "0 of 50"


def test_a_school_is_ready_when_everything_it_needs_is_and_unknown_items_leave_it_open():
    material = table(
        "material",
        {"school_id": "1", "year": YEAR, "item": "кабинет физики", "state": "ready"},
        {"school_id": "1", "year": YEAR, "item": "автобус", "state": "Готово"},
        {"school_id": "2", "year": YEAR, "item": "кабинет физики", "state": "ready"},
        {"school_id": "2", "year": YEAR, "item": "автобус", "state": "in_progress"},
        {"school_id": "3", "year": YEAR, "item": "автобус"},
    )
    values = values_with(material=material)
    assert ratio(values, "schools.material_base_ready_share", "listed") == "1 of 2"
    assert ratio(values, "schools.material_base_ready_share", "municipality") == "1 of 2"
    assert one(values, "schools.material_base_ready_share", "school", "3")["status"] == "no_data"


def test_own_roadmaps_and_self_assessment_of_schools():
    frames = table(
        "plan_frames",
        {"plan_id": "p1", "school_id": "1", "period_start": "2021-09-01",
         "period_end": "2022-08-31"},
        {"plan_id": "p2", "school_id": "2", "period_start": "2019-09-01",
         "period_end": "2020-08-31"},
        {"plan_id": "p0", "period_start": "2021-09-01", "period_end": "2022-08-31"},
    )  # fmt: skip
    assessed = table(
        "self_assessment",
        {"school_id": "2", "year": YEAR, "factor": "низкая мотивация", "level": "high"},
        {"school_id": "1", "year": YEAR, "factor": "низкая мотивация"},
    )
    values = values_with(plan_frames=frames, self_assessment=assessed)
    assert ratio(values, "schools.own_roadmap_share", "listed") == "1 of 2"
    assert ratio(values, "schools.self_assessed_share", "listed") == "1 of 2"


def test_satisfaction_is_the_plain_mean_over_criteria_and_schools():
    satisfaction = table(
        "satisfaction",
        {"school_id": "1", "year": YEAR, "criterion": "открытость", "score": 80, "respondents": 5},
        {"school_id": "1", "year": YEAR, "criterion": "комфорт", "score": 90, "respondents": 500},
        {"school_id": "3", "year": YEAR, "criterion": "комфорт", "score": 100},
    )
    values = values_with(satisfaction=satisfaction)
    assert one(values, "schools.satisfaction_score", "listed")["value"] == pytest.approx(85)
    assert one(values, "schools.satisfaction_score", "municipality")["value"] == pytest.approx(90)
    table_ = schools.satisfaction_by_criterion(satisfaction, YEAR)
    assert table_["below_goal"].tolist() == [False, True, False]


def test_parents_are_counted_only_where_both_numbers_are_known():
    parents = table(
        "parents",
        {"school_id": "1", "year": YEAR, "action": "собрание", "took_part": 30, "total": 60},
        {"school_id": "1", "year": YEAR, "action": "лекторий", "took_part": 10, "total": 20},
        {"school_id": "2", "year": YEAR, "action": "собрание", "took_part": 99},
    )
    values = values_with(parents=parents)
    assert ratio(values, "parents.involved_share", "municipality") == "40 of 80"


def marks(school, year, negative, total, *, subject="rus", grade=5, procedure="ВПР", **more):
    return {
        "scope_type": "school", "scope_id": school, "year": year, "wave": "spring",
        "procedure": procedure, "grade": grade, "subject": subject, "participants": total,
        "mark_2": negative, "mark_3": total - negative, "mark_4": 0, "mark_5": 0,
    } | more  # fmt: skip


DYNAMICS = table(
    "marks",
    marks("1", YEAR - 1, 30, 50), marks("1", YEAR, 5, 50),
    marks("1", YEAR - 1, 10, 50, subject="math"), marks("1", YEAR, 9, 50, subject="math"),
    marks("2", YEAR - 1, 2, 6), marks("2", YEAR, 1, 6),
    marks("3", YEAR - 1, 30, 50), marks("3", YEAR, 5, 50),
    marks("3", YEAR - 1, 5, 50, subject="math"), marks("3", YEAR, 30, 50, subject="math"),
)  # fmt: skip


def test_a_school_improved_when_a_change_exceeds_chance_and_nothing_fell():
    changes = progress.school_changes(DYNAMICS, table("breaks"), YEAR, DynamicsRule())
    movement = changes.set_index(["school_id", "subject"])["movement"].to_dict()
    assert movement == {
        ("1", "rus"): "up", ("1", "math"): "none", ("2", "rus"): "none",
        ("3", "rus"): "up", ("3", "math"): "down",
    }  # fmt: skip
    values = values_with(marks=DYNAMICS)
    assert ratio(values, "schools.positive_dynamics_share", "listed") == "1 of 2"
    assert ratio(values, "schools.positive_dynamics_share", "municipality") == "1 of 3"


def test_the_bounds_of_a_change_agree_with_an_independent_computation():
    from statsmodels.stats.proportion import confint_proportions_2indep

    changes = progress.school_changes(DYNAMICS, table("breaks"), YEAR, DynamicsRule())
    first = changes[(changes["school_id"] == "1") & (changes["subject"] == "rus")].iloc[0]
    low, high = confint_proportions_2indep(45, 50, 20, 50, method="newcomb", compare="diff")
    assert (first["low"], first["high"]) == (pytest.approx(100 * low), pytest.approx(100 * high))


def test_a_break_of_the_series_few_participants_and_another_wave_are_not_compared():
    breaks = table(
        "breaks",
        {"procedure": "ВПР", "grade": 5, "subject": "rus", "year": YEAR, "kind": "scale"},
    )
    assert set(progress.school_changes(DYNAMICS, breaks, YEAR, DynamicsRule())["subject"]) == {
        "math"
    }
    few = DynamicsRule(min_participants=7)
    compared = progress.school_changes(DYNAMICS, table("breaks"), YEAR, few)
    assert "2" not in set(compared["school_id"])
    autumn = table("marks", marks("1", YEAR - 1, 3, 9, wave="autumn"), marks("1", YEAR, 3, 9))
    assert progress.school_changes(autumn, table("breaks"), YEAR, DynamicsRule()).empty


def test_the_effective_mode_is_judged_on_the_frozen_cohort():
    # all three were listed before; school 1 still is; school 2 left but has 30 % of «2»
    register = table(
        "shnor_register",
        *({"school_id": s, "results_year": YEAR - 1, "source": "РОН"} for s in "123"),
        {"school_id": "1", "results_year": YEAR, "source": "РОН"},
    )
    works = table(
        "marks", marks("1", YEAR, 0, 50), marks("2", YEAR, 3, 10), marks("3", YEAR, 29, 100)
    )
    values = values_with(shnor_register=register, marks=works)
    assert ratio(values, "schools.effective_mode_share", "cohort") == "1 of 3"
    assert ratio(values, "schools.effective_mode_share", "school", "3") == "1 of 1"
    listed = values[(values["indicator_id"] == "schools.effective_mode_share")]
    assert "listed" not in set(listed["scope"])


def test_a_school_without_results_is_not_called_effective():
    register = table(
        "shnor_register",
        *({"school_id": s, "results_year": YEAR - 1, "source": "РОН"} for s in "12"),
        {"school_id": "1", "results_year": YEAR, "source": "РОН"},
    )
    values = values_with(shnor_register=register)
    assert ratio(values, "schools.effective_mode_share", "cohort") == "0 of 1"
    assert one(values, "schools.effective_mode_share", "school", "2")["status"] == "no_data"


def test_before_a_second_list_there_is_nothing_to_leave():
    row = one(values_with(), "schools.effective_mode_share", "municipality")
    assert row["status"] == "not_applicable"


def test_loaded_forms_of_vpr_are_counted_among_planned_works():
    works = table(
        "marks",
        marks("1", YEAR, 1, 10),
        marks("1", YEAR, 1, 10, subject="math", participants=None),
        marks("1", YEAR, 1, 10, subject="history", participants=None,
              absences="participants=not_drawn"),
        marks("2", YEAR, 1, 10, procedure="ОГЭ"),
    )  # fmt: skip
    values = values_with(marks=works)
    assert ratio(values, "vpr.forms_filled_share", "municipality") == "1 of 2"
    assert one(values, "vpr.forms_filled_share", "school", "2")["status"] == "no_data"


def test_the_system_of_support_is_described_in_words_and_has_no_number():
    row = one(values_with(events=EVENTS), "system.support_active", "municipality")
    assert pd.isna(row["value"])
    assert "есть записи: мероприятия" in row["note"]


def test_schools_without_partners_stand_in_the_table_of_partnerships():
    partners = table(
        "partners",
        {"school_id": "1", "partner_id": "9", "valid_from": "2020-01-01", "agreement": "№ 1"},
        {"school_id": "1", "partner_id": "8", "valid_from": "2020-01-01"},
        {"school_id": "2", "partner_id": "9", "valid_from": "2018-01-01",
         "valid_to": "2020-01-01"},
    )  # fmt: skip
    rows = schools.partnerships(schools.active_schools(SCHOOLS, YEAR), partners, YEAR)
    assert rows.set_index("school_id")["partners"].to_dict() == {"1": 2, "2": 0, "3": 0}
    assert rows["with_agreement"].tolist() == [1, 0, 0]
    shown = context_tables.partners(ContextYear(SmallData(BASE | {"partners": partners}), RUN))
    assert [[cell.text for cell in row] for row in shown.rows] == [
        ["Школа 1", "2", "8; 9", "1"], ["Школа 2", "0", "нет", "0"],
    ]  # fmt: skip


def test_a_silent_municipality_has_an_unknown_number_of_partners_and_not_none():
    """Nothing was sent, or nothing that began by the end of the year."""
    later = {"school_id": "1", "partner_id": "9", "valid_from": "2022-09-01"}
    for partners in (table("partners"), table("partners", later)):
        rows = schools.partnerships(schools.active_schools(SCHOOLS, YEAR), partners, YEAR)
        assert rows["partners"].isna().all() and rows["with_agreement"].isna().all()
        year = ContextYear(SmallData(BASE | {"partners": partners}), RUN)
        assert context_tables.partners(year) is None
        assert "Партнёр есть" not in context_words.findings(year).plain()
    # of two municipalities one is silent
    elsewhere = table("schools", {"school_id": "2", "municipality_id": "priozersk"})
    both = pd.concat([SCHOOLS[SCHOOLS["school_id"] == "1"], elsewhere])
    sent = table("partners", {"school_id": "1", "partner_id": "9"})
    year = ContextYear(SmallData(BASE | {"schools": both, "partners": sent}), RUN)
    shown = context_tables.partners(year)
    assert [[cell.text for cell in row[1:]] for row in shown.rows] == [
        ["1", "9", "0"], ["н/д", "н/д", "н/д"],
    ]  # fmt: skip
    said = context_words.findings(year).plain()
    assert (
        "Партнёр есть у единственной школы списка, о которой есть данные; ещё о 1\xa0школе "
        "данных нет." in said
    )
    # of three one is silent, and one has no partner or none is without
    three = pd.concat([SCHOOLS[SCHOOLS["school_id"].isin(["1", "3"])], elsewhere])
    third = {**REGISTER.iloc[0].to_dict(), "school_id": "3"}
    listed = pd.concat([REGISTER, table("shnor_register", third)])
    second = {"school_id": "3", "partner_id": "9"}
    for more, expected in (
        ([], "Без школы-партнёра осталась 1\xa0школа списка из 2, о которых есть данные; ещё"),
        ([second], "Партнёр есть у каждой из 2\xa0школ списка, о которых есть данные; ещё"),
    ):
        sent = table("partners", {"school_id": "1", "partner_id": "9"}, *more)
        given = BASE | {"schools": three, "shnor_register": listed, "partners": sent}
        said = context_words.findings(ContextYear(SmallData(given), RUN)).plain()
        assert f"{expected} о 1\xa0школе данных нет." in said


def test_a_dated_row_of_a_moved_school_wins_over_the_one_without_a_beginning():
    rows = [
        {"school_id": "1", "municipality_id": "new", "valid_from": "2019-09-01"},
        {"school_id": "1", "municipality_id": "old", "valid_to": "2021-08-31"},
    ]
    for order in (rows, rows[::-1]):
        found = schools.active_schools(table("schools", *order), 2021)
        assert found["municipality_id"].tolist() == ["new"]
        assert schools.active_schools(table("schools", *order), 2019)["municipality_id"].item() == (
            "old"
        )
