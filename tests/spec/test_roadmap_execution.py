"""Execution of a roadmap: a small plan of the calendar years 2021–2022, judged by hand."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from spec.small_tables import SmallData, one, ratio, table

from helpers.indicators import roadmap, roadmap_answers, roadmap_summary
from helpers.params import RunParams
from helpers.plans import Event, PlanFrame, Stage

FRAME = PlanFrame.calendar(2021, 2022)
YEAR_END = dt.date(2021, 12, 31)


def item(seq, term, result="Протокол", section="Организация", measure="Совещание", **more):
    return {
        "plan_id": "plan", "seq": seq, "item_no": f"{seq}.", "section": section,
        "measure": measure, "term_raw": term, "responsible_raw": "Методисты", "result_raw": result,
    } | more  # fmt: skip


def work(seq, done_on=None, **more):
    return {"plan_id": "plan", "seq": seq, "record_no": "1", "done_on": done_on} | more


def judged(items, *records, as_of=YEAR_END, frame=FRAME):
    return roadmap.execution(
        table("roadmap_items", *items), frame, table("roadmap_progress", *records), as_of
    )


def statuses(execution) -> dict[int, str]:
    return dict(zip(execution.items["seq"], execution.items["status"], strict=True))


ITEMS = (
    item(1, "Март 2021"),
    item(2, "Апрель 2021"),
    item(3, "Май 2021"),
    item(4, "Февраль 2022"),
    item(5, "2021-2022"),
    item(6, "Постоянно", section="Кадры"),
    item(7, "По запросу", section="Кадры"),
    item(8, "Июнь 2021", "Повышение качества образования", section="Кадры"),
    item(9, "Ежегодно", section="Кадры", responsible_raw="Методисты, Руководители РМО"),
    item(10, "Июнь 2021", "", section="Кадры"),
)
RECORDS = (
    work(1, "2021-03-31", evidence_ref="Протокол № 1"),
    work(2, "2021-05-10"),
    work(8, "2021-06-01", evidence_ref="Справка"),
    work(9, "2021-11-01", evidence_ref="Протокол № 2"),
    work(10, "2022-01-01"),
)


@pytest.fixture(scope="module")
def plan() -> roadmap.Execution:
    return judged(ITEMS, *RECORDS)


def test_every_item_gets_the_status_of_the_day(plan):
    assert statuses(plan) == {
        1: "done",
        2: "done_late",
        3: "overdue",
        4: "planned",
        5: "in_progress",
        6: "no_due_date",
        7: "no_due_date",
        8: "no_measurable_result",
        9: "in_progress",  # done in 2021, still to come in 2022
        10: "overdue",  # the record is dated after the day of judgement
    }


def test_an_item_with_an_effect_in_words_is_never_done(plan):
    listed = roadmap_summary.without_measurable_result(plan)
    assert listed["seq"].tolist() == [8]
    assert roadmap_summary.summary(plan)["item_statuses"]["no_measurable_result"] == 1


def test_an_empty_result_cell_may_be_done_but_is_counted_as_without_an_indicator():
    later = judged(ITEMS, *RECORDS, as_of=dt.date(2022, 1, 1))
    assert statuses(later)[10] == "done_late"
    assert roadmap_summary.summary(later)["no_indicator"] == 1


def test_a_plan_without_a_result_column_has_no_missing_indicators():
    bare = judged([item(1, "Март 2021", ""), item(2, "Март 2021", "")])
    assert roadmap_summary.summary(bare)["no_indicator"] == 0
    assert set(statuses(bare).values()) == {"overdue"}


def test_the_share_done_counts_occurrences_that_are_due_and_can_be_proven(plan):
    # due by 31.12.2021: items 1, 2, 3, 10 and the 2021 occurrence of 9; item 8 cannot be proven
    summary = roadmap_summary.summary(plan)
    assert (summary["due"], summary["done"], summary["done_late"], summary["overdue"]) == (
        5, 2, 1, 2,
    )  # fmt: skip
    assert summary["done_share_pct"] == pytest.approx(60)
    assert (summary["items"], summary["instances"]) == (10, 11)


def test_on_its_due_day_an_item_is_due_but_not_overdue():
    summary = roadmap_summary.summary(judged([item(1, "2021")]))
    assert (summary["due"], summary["overdue"], summary["open_on_due_day"]) == (1, 0, 1)
    assert summary["done_share_pct"] == 0


def test_before_anything_is_due_there_is_no_share():
    early = judged([item(1, "Март 2021")], as_of=dt.date(2021, 1, 15))
    assert roadmap_summary.summary(early)["done_share_pct"] is None


def test_done_without_a_paper_is_listed(plan):
    assert roadmap_summary.without_evidence(plan)["seq"].tolist() == [2]


def test_overdue_items_come_longest_late_first(plan):
    late = roadmap_summary.overdue(plan)
    assert late["seq"].tolist() == [3, 10]
    assert late["days_late"].tolist() == [214, 184]


def test_a_late_occurrence_says_by_how_many_days(plan):
    row = plan.instances[plan.instances["seq"] == 2].iloc[0]
    assert row["days_late"] == 10


def test_each_occurrence_of_a_yearly_item_is_judged_alone(plan):
    rows = plan.instances[plan.instances["seq"] == 9]
    assert rows["status"].tolist() == ["done", "planned"]
    assert rows["due"].tolist() == [dt.date(2021, 12, 31), dt.date(2022, 12, 31)]
    assert rows["plan_year"].tolist() == [2021, 2022]


def test_a_record_that_names_an_unknown_due_day_is_counted_as_unplaced():
    lost = judged([item(1, "Март 2021")], work(1, "2021-03-01", instance_due="2021-04-30"))
    assert statuses(lost) == {1: "overdue"}
    assert roadmap_summary.summary(lost)["unplaced_records"] == 1


def test_sections_stand_in_the_order_of_the_plan_with_their_shares(plan):
    table_ = roadmap_summary.cut(plan, "section").set_index("section")
    assert list(table_.index) == ["Организация", "Кадры"]
    assert table_["due"].tolist() == [3, 2]
    assert table_["due_unmeasured"].tolist() == [0, 1]
    assert roadmap_summary.summary(plan)["due_unmeasured"] == 1
    assert table_["done_share_pct"].tolist() == pytest.approx([200 / 3, 50])
    assert table_.loc["Кадры", "no_measurable_result"] == 1


def test_an_occurrence_with_two_parties_counts_for_both(plan):
    table_ = roadmap_summary.cut(plan, "responsible").set_index("responsible")
    assert table_.loc["METHODIST", "instances"] == 11
    assert table_.loc["ASSOC", "instances"] == 2


def test_cuts_by_time_leave_out_what_has_no_due_day(plan):
    months = roadmap_summary.cut(plan, "month").set_index("month")
    assert months["instances"].to_dict() == {
        "2021-03": 1, "2021-04": 1, "2021-05": 1, "2021-06": 2, "2021-12": 1, "2022-02": 1,
        "2022-12": 2,
    }  # fmt: skip
    assert pd.isna(months.loc["2022-02", "done_share_pct"])
    quarters = roadmap_summary.cut(plan, "quarter").set_index("quarter")
    assert quarters.loc["2021-2", "instances"] == 4


def test_what_is_due_next_reaches_to_the_end_of_the_next_quarter(plan):
    assert roadmap_summary.due_next(plan)["seq"].tolist() == [4]
    august = judged([item(1, "Сентябрь 2021"), item(2, "Декабрь 2021"), item(3, "Январь 2022")],
                    as_of=dt.date(2021, 8, 31))  # fmt: skip
    assert roadmap_summary.due_next(august)["seq"].tolist() == [1, 2]


def test_bars_without_a_due_day_run_to_the_end_of_the_plan(plan):
    bars = roadmap_summary.gantt(plan).set_index("seq")
    assert bars.loc[6, "end"] == dt.date(2022, 12, 31)
    assert bars.loc[6, "is_open"]
    assert bars.loc[1, ["start", "end"]].tolist() == [dt.date(2021, 3, 1), dt.date(2021, 3, 31)]


def test_an_item_of_the_published_json_has_all_its_fields(plan):
    row = plan.items.to_dict("records")[0]
    record = roadmap.item_record(row, plan.instances)
    assert record["windows"] == [["2021-03-01", "2021-03-31"]]
    assert record["instances"] == [{"start": "2021-03-01", "due": "2021-03-31", "status": "done"}]
    assert (record["due"], record["status"], record["evidence"]) == (
        "2021-03-31", "done", ["PROTOCOL"],
    )  # fmt: skip


def test_the_day_of_judgement_follows_the_frame_of_the_plan():
    assert roadmap.judged_on(FRAME, 2021) == dt.date(2021, 12, 31)
    assert roadmap.judged_on(PlanFrame.school_year(2021), 2022) == dt.date(2022, 8, 31)


def test_the_plan_of_a_run_is_the_municipalitys_own_that_meets_the_year():
    frames = table(
        "plan_frames",
        {"plan_id": "old", "frame": "calendar", "period_start": "2018-01-01",
         "period_end": "2021-12-31"},
        {"plan_id": "new", "frame": "school_year", "period_start": "2021-09-01",
         "period_end": "2022-08-31"},
        {"plan_id": "school", "school_id": "1", "frame": "school_year",
         "period_start": "2021-09-01", "period_end": "2022-08-31"},
    )  # fmt: skip

    def plan_id(**fields):
        row = roadmap.plan_of_run(frames, RunParams(municipality_id="ivanteevsky", **fields))
        return None if row is None else row["plan_id"]

    assert plan_id(year=2022) == "new"
    assert plan_id(year=2021) == "old"
    assert plan_id(year=2024) is None
    assert plan_id(year=2024, plan_id="school") == "school"


def test_stages_and_events_come_back_from_the_stored_frame():
    frame = PlanFrame("calendar", dt.date(2020, 2, 1), dt.date(2022, 5, 31), None,
                      (Stage(1, dt.date(2020, 2, 1), dt.date(2020, 9, 30)),
                       Stage(2, dt.date(2020, 10, 1), dt.date(2022, 5, 31))),
                      (Event("результаты ГИА", dt.date(2021, 7, 10)),))  # fmt: skip
    row = table("plan_frames", {"plan_id": "p"} | frame.as_row()).iloc[0]
    assert roadmap.plan_frame(row) == frame


def test_indicators_at_stage_ends_are_set_against_the_start():
    frame = PlanFrame("calendar", dt.date(2020, 2, 1), dt.date(2022, 5, 31), None,
                      (Stage(1, dt.date(2020, 2, 1), dt.date(2020, 9, 30)),
                       Stage(2, dt.date(2020, 10, 1), dt.date(2022, 5, 31))))  # fmt: skip
    stages = roadmap_summary.stage_ends(judged([item(1, "2021")], frame=frame))
    assert stages["results_year"].tolist() == [2020, 2022]
    assert stages["is_over"].tolist() == [True, False]
    yearly = pd.DataFrame({"indicator_id": ["x", "x"], "year": [2019, 2022], "value": [40.0, 55.0]})
    change = roadmap_summary.stage_change(stages, yearly)
    assert change["base_year"].tolist() == [2019, 2019]
    assert pd.isna(change["change"].iloc[0]), "no value at the end of stage 1 is no change of zero"
    assert change["change"].iloc[1] == pytest.approx(15)


DEFICITS = pd.DataFrame(
    {
        "competence": ["предметная", "методическая", "коммуникативная"],
        "subject": ["math", "", ""],
        "with_deficit": [3, 2, 0],
        "helped": [1, 0, 0],
    }
)
MEASURES = table(
    "roadmap_items",
    item(1, "2021", measure="Курсы для учителей математики"),
    item(2, "2021", measure="Тренинг по развитию коммуникативной компетентности педагогов"),
    item(3, "2021", measure="Консультации педагогов, методическая помощь"),
    item(4, "2021", measure="Ремонт спортивного зала"),
)


def test_measures_without_a_deficit_and_deficits_without_a_measure_are_found():
    measures = roadmap_answers.deficit_measures(MEASURES, DEFICITS)
    assert dict(zip(measures["seq"], measures["answers"], strict=True)) == {
        1: "deficit",  # names a subject with deficits
        2: "none",  # nobody has a deficit there
        3: "unclear",  # help in general, no competence named
    }
    answered = roadmap_answers.measured_deficits(measures, DEFICITS).set_index("competence")
    assert answered["is_named"].to_dict() == {"предметная": True, "методическая": False}
    assert answered.loc["предметная", "item_nos"] == "1."


def test_individual_routes_answer_any_deficit_but_name_none():
    routes = table("roadmap_items", item(1, "2021", measure="Разработка ИОМ педагогов"))
    measures = roadmap_answers.deficit_measures(routes, DEFICITS)
    assert measures[["answers", "is_general"]].iloc[0].tolist() == ["deficit", True]
    answered = roadmap_answers.measured_deficits(measures, DEFICITS)
    assert answered["general_measures"].tolist() == [1, 1]
    assert not answered["is_named"].any()


SHARE = "Доля педагогов, принявших участие"
STAFF = table(
    "teachers",
    *({"teacher_code": f"a{n}", "year": 2022, "school_id": "1"} for n in range(4)),
    *({"teacher_code": f"b{n}", "year": 2022, "school_id": "2"} for n in range(6)),
    {"teacher_code": "head", "year": 2022, "school_id": "1", "is_management": True},
)


def test_the_share_of_teachers_who_took_part_takes_the_staff_where_no_whole_is_given():
    tables = {
        "schools": table("schools", {"school_id": "1"}, {"school_id": "2"}),
        "shnor_register": table(
            "shnor_register", {"school_id": "1", "results_year": 2022, "source": "РОН"}
        ),
        "teachers": STAFF,
        "roadmap_items": table("roadmap_items", item(1, "2022", SHARE), item(2, "2022")),
        "roadmap_progress": table(
            "roadmap_progress",
            work(1, "2021-10-01", school_id="1", participants=3),
            work(1, "2021-10-01", school_id="2", participants=2, denominator=5),
            work(1, "2022-02-01", participants=8, record_no="2"),
            work(1, "2021-08-31", participants=9, record_no="3"),
            work(2, "2021-10-01", participants=9),
        ),
    }
    run = RunParams(municipality_id="ivanteevsky", year=2022)
    values = roadmap_answers.values_of_year(SmallData(tables), run)
    name = "roadmap.item.teachers_took_part_share"
    assert ratio(values, name, "school", "1") == "3 of 4"
    assert ratio(values, name, "school", "2") == "2 of 5"
    assert ratio(values, name, "listed") == "3 of 4"
    assert ratio(values, name, "municipality") == "13 of 19"
    rows = roadmap_answers.item_participation(
        tables["roadmap_items"], tables["roadmap_progress"], STAFF[STAFF["school_id"] == "1"], 2022
    )
    assert rows["origin"].tolist() == ["school", "stated", "all"]


def test_without_records_of_participation_the_share_has_no_value():
    values = roadmap_answers.values_of_year(
        SmallData({"schools": table("schools", {"school_id": "1"}), "teachers": STAFF}),
        RunParams(municipality_id="ivanteevsky", year=2022),
    )
    row = one(values, "roadmap.item.teachers_took_part_share", "municipality")
    assert row["status"] == "no_data"
