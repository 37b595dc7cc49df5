"""The frame of a plan is found in the lines around its table."""

from datetime import date

import pytest

from helpers.plans import Event, PlanFrame, Stage, detect_frame

#: title lines, kind, first and last day
TITLES = [
    (["План мероприятий на 2022-2024 годы"], "calendar", "2022-01-01", "2024-12-31"),
    (["План работы на 2023 год"], "calendar", "2023-01-01", "2023-12-31"),
    (["Дорожная карта", "по поддержке школ", "на 2022/2023 учебный год"],
     "school_year", "2022-09-01", "2023-08-31"),
    (["Программа", "", "повышения качества", "", "на 2021 – 2023 гг."],
     "calendar", "2021-01-01", "2023-12-31"),
    (["Комплекс мер в 2023-2024 уч. году"], "school_year", "2023-09-01", "2024-08-31"),
    (["План мероприятий с 2022 по 2024 год"], "calendar", "2022-01-01", "2024-12-31"),
    (["В соответствии с Концепцией на 2020-2024 годы утвердить план.", "",
      "План мероприятий на 2021-2022 учебный год"], "school_year", "2021-09-01", "2022-08-31"),
    (["План на 2022-2025 учебные годы"], "school_year", "2022-09-01", "2025-08-31"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "kind", "start", "end"), TITLES)
def test_title_gives_kind_and_period(lines, kind, start, end):
    frame = detect_frame(lines).frame
    assert (frame.frame, str(frame.period_start), str(frame.period_end)) == (kind, start, end)


#: lines before the table, day of approval
ACTS = [
    (["ПРИКАЗ № 14", "от 24.01.2022 г."], "2022-01-24"),
    (["от 20.01.2020 г.", "", "№ 49/1 - р"], "2020-01-20"),
    (["12 сентября 2022 г. № 45"], "2022-09-12"),
    (["УТВЕРЖДАЮ", "Начальник отдела", "", "«28» сентября 2020"], "2020-09-28"),
    (["Утверждено приказом отдела образования от 12.09.2022 № 45"], "2022-09-12"),
    (["Приложение № 1", "к приказу управления образования", "от 12.09.2022 № 45"], "2022-09-12"),
    (["План разработан на основании приказа министерства от 30.12.2020 № 1861"], None),
    (["Цели: реализовать программу (приказ от 29.12.2018 № 1056)"], None),
]


@pytest.mark.parametrize(("lines", "day"), ACTS)
def test_day_of_approval_is_that_of_the_plan_and_of_no_other_act(lines, day):
    found = detect_frame([*lines, "", "План мероприятий на 2022 год"])
    assert (str(found.frame.approved_on) if found.frame.approved_on else None) == day
    assert ("approval_unknown" in [p.code for p in found.problems]) == (day is None)


def test_stages_with_dates_make_the_period_exact():
    frame = detect_frame([
        "Программа на 2020-2022 годы", "",
        "1 этап (март – август 2020 года) – подготовительный",
        "2 этап – основной (сентябрь 2020 года - май 2022 года)",
        "III этап: июнь - октябрь 2022 года. Итоги",
    ]).frame  # fmt: skip
    assert [(s.number, str(s.start), str(s.end)) for s in frame.stages] == [
        (1, "2020-03-01", "2020-08-31"),
        (2, "2020-09-01", "2022-05-31"),
        (3, "2022-06-01", "2022-10-31"),
    ]
    assert (str(frame.period_start), str(frame.period_end)) == ("2020-03-01", "2022-10-31")


def test_years_without_a_word_are_assumed_and_said_so():
    school = detect_frame(["План на 2022-2023"], ["сентябрь 2022", "май 2023"])
    calendar = detect_frame(["План на 2022-2023"], ["март 2022", "ноябрь 2023"])
    assert (school.frame.frame, calendar.frame.frame) == ("school_year", "calendar")
    assert all("frame_assumed" in [p.code for p in f.problems] for f in (school, calendar))


def test_unknown_period_stays_unknown_and_is_a_finding():
    found = detect_frame(["План мероприятий по поддержке школ"])
    assert found.frame == PlanFrame()
    assert "frame_unknown" in [p.code for p in found.problems]


def test_frame_survives_its_row_of_the_table():
    frame = PlanFrame(
        "school_year", date(2022, 9, 1), date(2023, 8, 31), date(2022, 8, 25),
        (Stage(1, date(2022, 9, 1), date(2022, 12, 31)),),
        (Event("результаты ГИА", date(2023, 7, 3)),),
    )  # fmt: skip
    assert PlanFrame.from_row(frame.as_row()) == frame
    assert PlanFrame.from_row({"frame": "", "period_start": None, "stages": None}) == PlanFrame()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["План мероприятий по итогам 2021-2022 учебного года на 2022-2023 учебный год"],
         ("school_year", date(2022, 9, 1), date(2023, 8, 31))),
        (["План мероприятий по итогам 2021-2022 учебного года", "на 2022-2023 учебный год"],
         ("school_year", date(2022, 9, 1), date(2023, 8, 31))),
        (["План мероприятий на 2023-2025 гг. по реализации Концепции на 2020-2030 годы"],
         ("calendar", date(2023, 1, 1), date(2025, 12, 31))),
        (["План по реализации программы на 2020-2024 годы", "", "в 2022-2023 учебном году"],
         ("school_year", date(2022, 9, 1), date(2023, 8, 31))),
        (["Дорожная карта по реализации Концепции на 2020-2024 годы"],
         ("calendar", date(2020, 1, 1), date(2024, 12, 31))),
        (["План работы на I квартал 2023 года"],
         ("calendar", date(2023, 1, 1), date(2023, 12, 31))),
        (["План работы на сентябрь-декабрь 2022 года"],
         ("calendar", date(2022, 1, 1), date(2022, 12, 31))),
        (["План мероприятий с сентября 2022 года по май 2023 года"],
         ("school_year", date(2022, 9, 1), date(2023, 8, 31))),
    ],
)  # fmt: skip
def test_period_of_a_title_is_that_of_the_plan_and_not_of_what_it_follows(
    lines: list[str], expected: tuple[str, date, date]
) -> None:
    frame = detect_frame(lines).frame
    assert (frame.frame, frame.period_start, frame.period_end) == expected


def test_two_periods_of_one_title_are_told() -> None:
    found = detect_frame(["План мероприятий на 2022-2023 учебный год (2023-2025 годы)"])
    assert "несколько периодов" in " ".join(problem.message for problem in found.problems)
