"""Occurrences of recurring items and statuses on a day, counted by hand."""

from datetime import date

import pytest

from helpers.plans import PlanFrame, Progress, expand, item_status, read_deadline, statuses

YEARS = PlanFrame.calendar(2019, 2021)
SCHOOL = PlanFrame.school_year(2023)
CUT = PlanFrame("calendar", date(2020, 2, 1), date(2023, 5, 31))


def dues(text: str, frame: PlanFrame) -> list[str]:
    return [str(one.due) for one in expand(read_deadline(text, frame), frame)]


#: term, frame, number of occurrences, first and last due day
COUNTS = [
    ("ежегодно", YEARS, 3, "2019-12-31", "2021-12-31"),
    ("ежеквартально", YEARS, 12, "2019-03-31", "2021-12-31"),
    ("ежемесячно", YEARS, 36, "2019-01-31", "2021-12-31"),
    ("2 раза в год", YEARS, 6, "2019-06-30", "2021-12-31"),
    ("В течение года, ежеквартально", YEARS, 12, "2019-03-31", "2021-12-31"),
    ("в течение года", YEARS, 3, "2019-12-31", "2021-12-31"),
    ("2019-2021", YEARS, 1, "2021-12-31", "2021-12-31"),
    ("2019-2021 ежегодно", YEARS, 3, "2019-12-31", "2021-12-31"),
    ("Июнь", YEARS, 3, "2019-06-30", "2021-06-30"),
    ("Ноябрь, март", YEARS, 6, "2019-03-31", "2021-11-30"),
    ("до 25 числа каждого месяца", YEARS, 36, "2019-01-25", "2021-12-25"),
    ("ежемесячно, 31 числа", SCHOOL, 12, "2023-09-30", "2024-08-31"),
    ("не позднее 5 числа месяца, следующего за отчетным", SCHOOL, 12, "2023-10-05", "2024-09-05"),
    ("ежеквартально, до 10 числа", YEARS, 12, "2019-04-10", "2022-01-10"),
    ("1 раз в 2 года", YEARS, 2, "2020-12-31", "2021-12-31"),
    ("ежегодно", SCHOOL, 1, "2024-08-31", "2024-08-31"),
    ("ежемесячно", SCHOOL, 12, "2023-09-30", "2024-08-31"),
    # September alone is shorter than half a quarter: it joins October–December
    ("ежеквартально", SCHOOL, 4, "2023-12-31", "2024-08-31"),
    ("раз в четверть", SCHOOL, 4, "2023-10-31", "2024-05-31"),
    # 1 September 2023 is a Friday: three days join the first whole week
    ("еженедельно", SCHOOL, 52, "2023-09-10", "2024-08-31"),
    ("ежеквартально", CUT, 14, "2020-03-31", "2023-05-31"),
    ("ежегодно", CUT, 4, "2020-12-31", "2023-05-31"),
    ("ежегодно декабрь – март", CUT, 3, "2021-03-31", "2023-03-31"),
]


@pytest.mark.parametrize(("term", "frame", "count", "first", "last"), COUNTS)
def test_rhythm_gives_its_occurrences_inside_the_plan(term, frame, count, first, last):
    found = dues(term, frame)
    assert (len(found), found[0], found[-1]) == (count, first, last)


@pytest.mark.parametrize(
    "term", ["постоянно", "по запросу", "по мере необходимости", "по плану", "по итогам ГИА"]
)
def test_term_without_an_end_has_one_occurrence_that_is_never_due(term):
    assert dues(term, YEARS) == ["None"]
    state, _ = statuses(read_deadline(term, YEARS), YEARS, [], date(2030, 1, 1))
    assert state == "no_due_date"


def test_term_not_understood_has_no_occurrence():
    assert dues("когда-нибудь", YEARS) == []


def state(term, progress, as_of, evidence=("ORDER",), frame=YEARS):
    deadline = read_deadline(term, frame)
    return statuses(deadline, frame, progress, date.fromisoformat(as_of), evidence)


def done(day, **rest):
    return Progress(done_on=date.fromisoformat(day), **rest)


#: term, days of work done, day of judgement, status of the item
CASES = [
    ("Июнь 2020", [], "2020-05-31", "planned"),
    ("Июнь 2020", [], "2020-06-01", "in_progress"),
    ("Июнь 2020", [], "2020-06-30", "in_progress"),
    ("Июнь 2020", [], "2020-07-01", "overdue"),
    ("Июнь 2020", ["2020-06-30"], "2020-07-01", "done"),
    ("Июнь 2020", ["2020-07-05"], "2020-07-10", "done_late"),
    ("Июнь 2020", ["2020-07-05"], "2020-07-04", "overdue"),
    ("до 1 июня 2020", [], "2019-01-01", "in_progress"),
    ("ежегодно", ["2019-05-01"], "2020-06-01", "in_progress"),
    ("ежегодно", ["2019-05-01"], "2021-01-01", "overdue"),
    ("ежегодно", ["2019-05-01", "2020-05-01", "2021-05-01"], "2021-06-01", "done"),
    ("Июнь", ["2019-06-10", "2020-07-10", "2021-06-10"], "2021-12-31", "done_late"),
    ("постоянно", ["2020-05-01"], "2030-01-01", "in_progress"),
    ("по запросу", ["2020-05-01"], "2030-01-01", "done"),
]


@pytest.mark.parametrize(("term", "days", "as_of", "expected"), CASES)
def test_status_follows_from_work_and_the_day_of_judgement(term, days, as_of, expected):
    assert state(term, [done(day) for day in days], as_of)[0] == expected


def test_words_of_effect_are_never_done():
    judged, occurrences = state("Июнь 2020", [done("2020-06-10")], "2021-01-01", ["EFFECT"])
    assert judged == "no_measurable_result"
    assert [status for _, status in occurrences] == ["no_measurable_result"]
    assert state("Июнь 2020", [done("2020-06-10")], "2021-01-01", ["EFFECT", "ORDER"])[0] == "done"


def test_record_that_names_its_occurrence_belongs_to_it():
    late = done("2021-02-01", instance_due=date(2019, 12, 31))
    _, occurrences = state("ежегодно", [late], "2021-03-01")
    assert [status for _, status in occurrences] == ["done_late", "overdue", "in_progress"]


def test_item_of_several_schools_is_done_when_the_last_school_is():
    first, second = done("2020-06-10", school_id="a"), Progress(school_id="b")
    assert state("Июнь 2020", [first, second], "2020-06-20")[0] == "in_progress"
    assert state("Июнь 2020", [first, second], "2020-07-20")[0] == "overdue"


def test_item_takes_the_worst_of_its_occurrences():
    assert item_status(["done", "overdue", "planned"]) == "overdue"
    assert item_status(["done", "planned"]) == "in_progress"
    assert item_status(["planned", "planned"]) == "planned"
    assert item_status([]) == "no_due_date"
