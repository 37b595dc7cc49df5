"""Deadline expressions beyond the reference plans, each worked out by hand.

Frames: a calendar plan for 2022–2023 and a plan for the school year 2022/23.
"""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.plans import Event, PlanFrame, read_deadline
from helpers.plans.deadlines import LONGEST_CELL

CALENDAR = PlanFrame.calendar(2022, 2023)
SCHOOL = PlanFrame.school_year(2022)

#: string, kind, windows («..day» has no start); the same in both frames
DATED = [
    ("15.03.2023", "DATE", "2023-03-15..2023-03-15"),
    ("15.03.23 г.", "DATE", "2023-03-15..2023-03-15"),
    ("15/03/2023", "DATE", "2023-03-15..2023-03-15"),
    ("2023-03-15 00:00:00", "DATE", "2023-03-15..2023-03-15"),
    ("«15» марта 2023 г.", "DATE", "2023-03-15..2023-03-15"),
    ("10 и 15 марта 2023", "DATE", "2023-03-10..2023-03-10 2023-03-15..2023-03-15"),
    ("10.02.2023, 15.04.2023", "DATE", "2023-02-10..2023-02-10 2023-04-15..2023-04-15"),
    ("01.09.2022-31.05.2023", "DATE_RANGE", "2022-09-01..2023-05-31"),
    ("с 01.09.2022 г. по 31.05.2023 г.", "DATE_RANGE", "2022-09-01..2023-05-31"),
    ("1 сентября 2022 г. — 31 мая 2023 г.", "DATE_RANGE", "2022-09-01..2023-05-31"),
    ("с 1 по 15 марта 2023", "DATE_RANGE", "2023-03-01..2023-03-15"),
    ("1-15.03.2023", "DATE_RANGE", "2023-03-01..2023-03-15"),
    ("01.03 - 31.03.2023", "DATE_RANGE", "2023-03-01..2023-03-31"),
    ("с 01.03. по 31.03.2023", "DATE_RANGE", "2023-03-01..2023-03-31"),
    ("25 марта – 5 апреля 2023", "DATE_RANGE", "2023-03-25..2023-04-05"),
    ("вторая половина октября 2022", "DATE_RANGE", "2022-10-16..2022-10-31"),
    ("1 декада марта 2023", "DATE_RANGE", "2023-03-01..2023-03-10"),
    ("2-я неделя октября 2022", "DATE_RANGE", "2022-10-08..2022-10-14"),
    ("в последнюю неделю февраля 2023", "DATE_RANGE", "2023-02-25..2023-02-28"),
    ("март-2023", "MONTH", "2023-03-01..2023-03-31"),
    ("сентябрь - 2022", "MONTH", "2022-09-01..2022-09-30"),
    ("Сентябрь – 2022 г.", "MONTH", "2022-09-01..2022-09-30"),
    ("2023 – март", "MONTH", "2023-03-01..2023-03-31"),
    ("октябрь – 2022-2023 учебный год", "MONTH", "2022-10-01..2022-10-31"),
    ("II квартал-2023", "QUARTER", "2023-04-01..2023-06-30"),
    ("март-2023 – май-2023", "MONTH_RANGE", "2023-03-01..2023-05-31"),
    ("март 2023 – май 2023", "MONTH_RANGE", "2023-03-01..2023-05-31"),
    ("2022 – март 2023", "DATE_RANGE", "2022-01-01..2023-03-31"),
    ("сентябрь 2022 (1 раз)", "MONTH", "2022-09-01..2022-09-30"),
    ("до 1 сентября 2022", "BEFORE", "..2022-09-01"),
    ("не позднее 5 февраля 2023 года", "BEFORE", "..2023-02-05"),
    ("в срок до 05.02.2023 г.", "BEFORE", "..2023-02-05"),
    ("не позднее мая 2023", "BEFORE", "..2023-05-31"),
    ("к концу 2022 года", "BEFORE", "..2022-12-31"),
    ("до 1 февраля, до 1 июня 2023", "BEFORE", "..2023-02-01 ..2023-06-01"),
    ("03.2023", "MONTH", "2023-03-01..2023-03-31"),
    ("в мае 2023", "MONTH", "2023-05-01..2023-05-31"),
    ("окт. 2022 г.", "MONTH", "2022-10-01..2022-10-31"),
    ("сен-\nтябрь 2022", "MONTH", "2022-09-01..2022-09-30"),
    ("с сентября 2022 по май 2023", "MONTH_RANGE", "2022-09-01..2023-05-31"),
    ("сентябрь - май 2022-2023 учебного года", "MONTH_RANGE", "2022-09-01..2023-05-31"),
    ("ноябрь – март 2023", "MONTH_RANGE", "2022-11-01..2023-03-31"),
    ("март, май 2023", "MONTH_IN_YEARS", "2023-03-01..2023-03-31 2023-05-01..2023-05-31"),
    ("2023 год: март, май", "MONTH_IN_YEARS", "2023-03-01..2023-03-31 2023-05-01..2023-05-31"),
    ("II квартал 2023", "QUARTER", "2023-04-01..2023-06-30"),
    ("4 кв. 2022 г.", "QUARTER", "2022-10-01..2022-12-31"),
    ("I-II кварталы 2023 года", "QUARTER", "2023-01-01..2023-06-30"),
    ("I, III кварталы 2023 года", "QUARTER", "2023-01-01..2023-03-31 2023-07-01..2023-09-30"),
    ("2 полугодие 2023", "HALF_YEAR", "2023-07-01..2023-12-31"),
    ("весна 2023", "SEASON", "2023-03-01..2023-05-31"),
    ("зима 2022-2023", "SEASON", "2022-12-01..2023-02-28"),
    ("осень 2022 – весна 2023", "SEASON", "2022-09-01..2023-05-31"),
    ("2022/2023 уч.г.", "SCHOOL_YEAR", "2022-09-01..2023-08-31"),
    ("в течение 2022-2023 учебного года", "SCHOOL_YEAR", "2022-09-01..2023-08-31"),
    ("с 2022 по 2023 год", "YEAR_RANGE", "2022-01-01..2023-12-31"),
    ("ноябрь 2022 – март", "MONTH_RANGE", "2022-11-01..2023-03-31"),
    ("ноябрь 2022 – март (2023)", "MONTH_RANGE", "2022-11-01..2023-03-31"),
    ("август – сентябрь 2022, 2023", "MONTH_IN_YEARS",
     "2022-08-01..2022-09-30 2023-08-01..2023-09-30"),
    ("до 1 сентября 2022, 2023", "BEFORE", "..2022-09-01 ..2023-09-01"),
    ("декабрь 2022, май", "MONTH_IN_YEARS", "2022-12-01..2022-12-31 2023-05-01..2023-05-31"),
    ("март 2022, октябрь", "MONTH_IN_YEARS", "2022-03-01..2022-03-31 2022-10-01..2022-10-31"),
    ("IV квартал 2022, I квартал", "QUARTER", "2022-10-01..2022-12-31 2023-01-01..2023-03-31"),
    ("01.09.2022, 15.10", "DATE", "2022-09-01..2022-09-01 2022-10-15..2022-10-15"),
    ("по 31.12.2022", "BEFORE", "..2022-12-31"),
    ("01.09.2022 по 31.05.2023", "DATE_RANGE", "2022-09-01..2023-05-31"),
    ("начало 2022-2023 учебного года", "MONTH", "2022-09-01..2022-09-30"),
    ("до начала 2022-2023 учебного года", "BEFORE", "..2022-08-31"),
    ("конец 2022-2023 уч. года", "MONTH", "2023-08-01..2023-08-31"),
    ("до 10.04.2023 отчёт за II квартал", "BEFORE", "..2023-04-10"),
    ("август 2022 (за 2021-2022 учебный год)", "MONTH", "2022-08-01..2022-08-31"),
    ("за 2022 год", "YEAR", "2022-01-01..2022-12-31"),
    ("2022 г. – сентябрь, 2023 г. – май", "MONTH_IN_YEARS",
     "2022-09-01..2022-09-30 2023-05-01..2023-05-31"),
    ("2022: сентябрь, октябрь; 2023: март", "MONTH_IN_YEARS",
     "2022-09-01..2022-09-30 2022-10-01..2022-10-31 2023-03-01..2023-03-31"),
    ("2022 год - 2 квартал, 2023 год - 3 квартал", "QUARTER",
     "2022-04-01..2022-06-30 2023-07-01..2023-09-30"),
    ("осень-зима 2022-2023", "SEASON", "2022-09-01..2023-02-28"),
    ("22 марта 2023 в 10.05", "DATE", "2023-03-22..2023-03-22"),
    ("22.03.2023 14:00", "DATE", "2023-03-22..2023-03-22"),
    ("с 10.00 до 12.00 22.03.2023", "BEFORE", "..2023-03-22"),
    ("до 18.00 15 мая 2023", "BEFORE", "..2023-05-15"),
    ("22 марта 2023 (среда)", "DATE", "2023-03-22..2023-03-22"),
    ("c 01.09.2022 по 31.05.2023", "DATE_RANGE", "2022-09-01..2023-05-31"),
    ("k 15.05.2023", "BEFORE", "..2023-05-15"),
    ("март 2023 (письмо от 20.02.2023 № 5)", "MONTH", "2023-03-01..2023-03-31"),
    ("приказ от 10.02.2023 № 15, март 2023", "MONTH", "2023-03-01..2023-03-31"),
    ("2022 и 2023 годы", "YEAR", "2022-01-01..2022-12-31 2023-01-01..2023-12-31"),
]  # fmt: skip

#: string, kind, windows in the calendar plan, windows in the school-year plan
YEARLESS = [
    ("до 15 марта", "BEFORE", "..2022-03-15 ..2023-03-15", "..2023-03-15"),
    ("до 15 марта текущего года", "BEFORE", "..2022-03-15 ..2023-03-15", "..2023-03-15"),
    ("ежегодно, до 1 сентября", "RECUR+BEFORE", "..2022-09-01 ..2023-09-01", "..2022-09-01"),
    ("ежегодно в октябре", "RECUR+MONTH_NOYEAR",
     "2022-10-01..2022-10-31 2023-10-01..2023-10-31", "2022-10-01..2022-10-31"),
    ("1-2 квартал", "QUARTER",
     "2022-01-01..2022-06-30 2023-01-01..2023-06-30", "2023-01-01..2023-06-30"),
    ("IV квартал", "QUARTER",
     "2022-10-01..2022-12-31 2023-10-01..2023-12-31", "2022-10-01..2022-12-31"),
    ("осень", "SEASON", "2022-09-01..2022-11-30 2023-09-01..2023-11-30",
     "2022-09-01..2022-11-30"),
    ("сентябрь-май", "MONTH_RANGE_NOYEAR",
     "2022-09-01..2023-05-31 2023-09-01..2024-05-31", "2022-09-01..2023-05-31"),
    ("до конца учебного года", "BEFORE", "..2022-08-31 ..2023-08-31", "..2023-08-31"),
    ("к началу учебного года", "BEFORE", "..2022-09-01 ..2023-09-01", "..2022-09-01"),
    ("25.05", "DATE", "2022-05-25..2022-05-25 2023-05-25..2023-05-25", "2023-05-25..2023-05-25"),
    ("5-7.10", "DATE_RANGE", "2022-10-05..2022-10-07 2023-10-05..2023-10-07",
     "2022-10-05..2022-10-07"),
    ("январь (за 2022 год)", "MONTH_NOYEAR",
     "2022-01-01..2022-01-31 2023-01-01..2023-01-31", "2023-01-01..2023-01-31"),
    ("март 2022, май ежегодно", "MONTH_LIST_NOYEAR+RECUR",
     "2022-03-01..2022-03-31 2022-05-01..2022-05-31 2023-05-01..2023-05-31",
     "2022-03-01..2022-03-31 2023-05-01..2023-05-31"),
    ("в начале и в конце учебного года", "MONTH_NOYEAR+BEFORE",
     "..2022-08-31 ..2023-08-31 2022-09-01..2022-09-30 2023-09-01..2023-09-30",
     "..2023-08-31 2022-09-01..2022-09-30"),
    ("январь-февраль, май", "MONTH_LIST_NOYEAR",
     "2022-01-01..2022-02-28 2022-05-01..2022-05-31 2023-01-01..2023-02-28 "
     "2023-05-01..2023-05-31", "2023-01-01..2023-02-28 2023-05-01..2023-05-31"),
]  # fmt: skip

#: string, kind, rhythm
RHYTHMS = [
    ("раз в квартал", "RECUR", "P3M"),
    ("1 раз в четверть", "RECUR", "P1TERM"),
    ("по итогам каждой четверти", "RECUR", "P1TERM"),
    ("2 раза в год", "RECUR", "P6M"),
    ("3 раза в год", "RECUR", "P4M"),
    ("один раз в полугодие", "RECUR", "P6M"),
    ("не реже двух раз в год", "RECUR_MIN", "P6M"),
    ("не менее 3 раз в учебном году", "RECUR_MIN", "P4M"),
    ("дважды в месяц", "RECUR", None),
    ("раз в две недели", "RECUR", "P2W"),
    ("1 раз в 2 года", "RECUR", "P2Y"),
    ("каждый месяц", "RECUR", "P1M"),
    ("еженедельно по пятницам", "RECUR", "P1W"),
    ("ежемесячно, до 5 числа", "RECUR", "P1M"),
]

#: string, flag that must stand beside it
DOUBTFUL = [
    ("31.02.2023", "invalid_date"),
    ("15.13.2022", "invalid_date"),
    ("15.03.2203", "invalid_date"),
    ("15.03.2023-01.02.2023", "reversed"),
    ("май-март 2023", "reversed"),
    ("март 2024 – май 2023", "reversed"),
    ("2023-2021", "reversed"),
    ("с 15 по 1 марта 2023", "reversed"),
    ("Сентебрь 2022", "not_understood"),
    ("начало 2022-2023", "not_understood"),
    ("ежемесячно (кроме июля и августа)", "not_understood"),
    ("в течение года, за исключением июля", "not_understood"),
    ("план: март 2023, факт: май 2023", "not_understood"),
    ("март 2023 (срок перенесён на май 2023)", "not_understood"),
    ("выполнено 15.03.2023", "not_understood"),
    ("позднее 15 мая", "not_understood"),
    ("до 1 июля (ежегодно), начиная с 2023 года", "not_understood"),
    ("20-е числа сентября", "not_understood"),
    ("последняя пятница марта", "not_understood"),
    ("в 15.05", "not_understood"),
    ("не ранее 15 мая 2023", "open_end"),
    ("сентябрь 2022 – до окончания проекта", "ambiguous"),
    ("осень-зима 2022", "ambiguous"),
    ("202", "not_understood"),
    ("20222", "not_understood"),
    ("5 дней", "not_understood"),
    ("осенние каникулы", "not_understood"),
    ("последняя неделя месяца", "not_understood"),
    ("последняя неделя августа", "approximate"),
    ("Директор школы", "not_understood"),
    ("2023 учебный год", "ambiguous"),
    ("зима 2023", "ambiguous"),
    ("до мая 2023", "ambiguous"),
    ("июнь или июль 2022", "ambiguous"),
    ("с сентября 2022 года", "open_end"),
    ("конец мая 2023", "approximate"),
    ("1 четверть", "school_calendar_assumed"),
    ("3 этап", "stage_unknown"),
    ("", "no_term"),
    (" — ", "no_term"),
    ("н/д", "no_term"),
]


def windows(deadline):
    return " ".join(f"{start or ''}..{end}" for start, end in deadline.windows)


@pytest.mark.parametrize(("string", "kind", "expected"), DATED)
@pytest.mark.parametrize("frame", [CALENDAR, SCHOOL], ids=["calendar", "school"])
def test_dated_term_means_the_same_days_in_any_frame(string, kind, expected, frame):
    deadline = read_deadline(string, frame)
    assert (deadline.kind, windows(deadline)) == (kind, expected)


@pytest.mark.parametrize(("string", "kind", "calendar", "school"), YEARLESS)
def test_term_without_a_year_takes_its_years_from_the_frame(string, kind, calendar, school):
    in_calendar, in_school = read_deadline(string, CALENDAR), read_deadline(string, SCHOOL)
    assert (in_calendar.kind, windows(in_calendar)) == (kind, calendar)
    assert (in_school.kind, windows(in_school)) == (kind, school)


@pytest.mark.parametrize(("string", "kind", "rhythm"), RHYTHMS)
def test_rhythm_is_an_iso_duration(string, kind, rhythm):
    deadline = read_deadline(string, SCHOOL)
    assert (deadline.kind, deadline.recurrence) == (kind, rhythm)
    assert rhythm or "uneven_rhythm" in deadline.flags


@pytest.mark.parametrize(("string", "flag"), DOUBTFUL)
def test_doubtful_term_is_flagged(string, flag):
    assert flag in read_deadline(string, SCHOOL).flags


@pytest.mark.parametrize(
    "string",
    [text for text, flag in DOUBTFUL if flag in ("invalid_date", "reversed", "not_understood")],
)
def test_what_cannot_be_right_has_no_days(string):
    deadline = read_deadline(string, SCHOOL)
    assert deadline.windows == ()
    assert deadline.due is None


def test_half_year_with_a_year_is_calendar_unless_the_school_year_is_named():
    assert windows(read_deadline("1 полугодие 2023", SCHOOL)) == "2023-01-01..2023-06-30"
    school = read_deadline("I полугодие 2022-2023 уч. г.", CALENDAR)
    assert windows(school) == "2022-09-01..2022-12-31"


def test_school_term_is_not_a_calendar_quarter():
    assert read_deadline("1 четверть", SCHOOL).kind == "TERM"
    assert windows(read_deadline("2 четверть", SCHOOL)) == "2022-11-01..2022-12-31"
    assert windows(read_deadline("2 квартал", SCHOOL)) == "2023-04-01..2023-06-30"


def test_delay_after_an_event_counts_from_the_day_of_a_known_event():
    text = "в течение 10 дней после публикации результатов ГИА"
    assert windows(read_deadline(text, SCHOOL)) == ""
    known = PlanFrame(
        "school_year", date(2022, 9, 1), date(2023, 8, 31),
        events=(Event("результатов ГИА", date(2023, 7, 3)),),
    )  # fmt: skip
    assert windows(read_deadline(text, known)) == "2023-07-03..2023-07-13"
    assert windows(read_deadline("по результатам ВПР", known)) == ""


def test_month_in_a_plan_of_unknown_frame_takes_its_year_from_section_then_from_the_act():
    unknown = PlanFrame(approved_on=date(2021, 3, 1))
    of_section = read_deadline("май", unknown, section="Раздел 2. Работа в 2022 году")
    assert windows(of_section) == "2022-05-01..2022-05-31"
    of_act = read_deadline("май", unknown)
    assert windows(of_act) == "2021-05-01..2021-05-31"
    assert "year_inferred" in of_section.flags and "year_inferred" in of_act.flags
    nowhere = read_deadline("май", PlanFrame())
    assert nowhere.windows == () and nowhere.due is None


def test_heading_that_is_only_a_year_lends_it_to_its_months():
    plan = PlanFrame.calendar(2021, 2023)
    assert windows(read_deadline("май", plan, section="2022 год")) == "2022-05-01..2022-05-31"


def test_noise_of_typing_and_markup_changes_nothing():
    plain = read_deadline("март - май 2023", SCHOOL)
    for noisy in ("<p>Март – май</p> 2023 г.", "**МАРТ — МАЙ 2023**", "март\u00a0-\u00adмай 2023,",
                  "Mарт-май 2023 года;", "• март-май 2023"):  # fmt: skip
        read = read_deadline(noisy, SCHOOL)
        assert (read.kind, read.windows, read.flags) == (plain.kind, plain.windows, plain.flags)


def test_raw_text_is_kept_as_it_stands():
    assert read_deadline("  Апрель май 2021 года ", CALENDAR).raw == "  Апрель май 2021 года "


WORDS = st.sampled_from(
    [
        "март",
        "май",
        "сентябрь",
        "-",
        "–",
        ",",
        ";",
        "(",
        ")",
        "2022",
        "2023",
        "2022-2023",
        "гг.",
        "уч.",
        "год",
        "до",
        "с",
        "по",
        "не",
        "позднее",
        "1",
        "15",
        "31",
        "квартал",
        "полугодие",
        "четверть",
        "этап",
        "ежегодно",
        "раз",
        "в",
        "год",
        "течение",
        "года",
        "по",
        "плану",
        "УО",
        "после",
        "ГИА",
        "01.09.2022",
        "15.03",
        "II",
        "IV",
        "конец",
        "начало",
        "и",
        "или",
        "г.",
        "№",
        "класс",
        "весна",
        "зима",
        "числа",
        "дней",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(WORDS, max_size=9).map(" ".join))
def test_words_of_time_in_any_order_are_understood_or_flagged(text):
    deadline = read_deadline(text, SCHOOL)
    assert deadline.kind or {"no_term", "not_understood"}.intersection(deadline.flags)
    assert all(start is None or start <= end for start, end in deadline.windows)
    assert deadline.due is None or deadline.due == max(end for _, end in deadline.windows)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_understood_or_flagged(text):
    deadline = read_deadline(text, CALENDAR)
    assert deadline.kind or {"no_term", "not_understood"}.intersection(deadline.flags)


def test_prose_in_the_place_of_a_term_is_not_read():
    prose = "март 2023 " * (LONGEST_CELL // 10 + 1)
    assert read_deadline(prose, SCHOOL).flags == ("not_understood",)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022/23", "2022-09-01", "2023-08-31"),
        ("март 2022/23", "2023-03-01", "2023-03-31"),
        ("октябрь 2022/2023", "2022-10-01", "2022-10-31"),
    ],
)
def test_years_joined_by_a_slash_are_a_school_year_in_any_plan(
    text: str, first: str, last: str
) -> None:
    read = read_deadline(text, PlanFrame.calendar(2022, 2024))
    assert [tuple(map(str, window)) for window in read.windows] == [(first, last)]
