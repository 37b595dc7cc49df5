"""Every deadline string of the five reference plans: kind, windows, rhythm, flags.

The table was written by hand from the list of strings and the rules of frames; a person can
check it line by line. A window is «first day..last day»; several are parted by spaces.
"""

from datetime import date

import pytest
from spec.plan_frames import FRAMES

from helpers.plans import read_deadline

PERIOD = {
    "000": "2019-01-01..2021-12-31",
    "001": "2023-09-01..2024-08-31",
    "002": "2020-02-01..2023-05-31",
    "003": "2020-01-01..2023-12-31",
    "004": "2021-09-01..2022-08-31",
}
YEARS_000 = "2019-01-01..2019-12-31 2020-01-01..2020-12-31 2021-01-01..2021-12-31"
YEARS_002 = (
    "2020-02-01..2020-12-31 2021-01-01..2021-12-31 2022-01-01..2022-12-31 2023-01-01..2023-05-31"
)
STAGE_ENDS = "2020-09-30..2020-09-30 2022-12-31..2022-12-31 2023-05-31..2023-05-31"
NO_DUE = ("PERMANENT", "ON_REQUEST", "ON_NEED", "BY_PLAN", "AFTER_EVENT")

#: number, string, plan, kind, windows, rhythm, flags
TABLE = [
    (1, "2021", "003", "YEAR", "2021-01-01..2021-12-31", None, ""),
    (1, "2021", "004", "YEAR", "2021-01-01..2021-12-31", None, "before_approval"),
    (2, "2021 год", "002", "YEAR", "2021-01-01..2021-12-31", None, ""),
    (3, "2023", "003", "YEAR", "2023-01-01..2023-12-31", None, ""),
    (4, "2020", "003", "YEAR", "2020-01-01..2020-12-31", None, ""),
    (5, "2020-2023", "003", "YEAR_RANGE", "2020-01-01..2023-12-31", None, ""),
    (6, "2019-2020", "000", "YEAR_RANGE", "2019-01-01..2020-12-31", None, ""),
    (7, "2021-2023", "003", "YEAR_RANGE", "2021-01-01..2023-12-31", None, ""),
    (8, "2020-2021", "000", "YEAR_RANGE", "2020-01-01..2021-12-31", None, ""),
    (8, "2020-2021", "003", "YEAR_RANGE", "2020-01-01..2021-12-31", None, ""),
    (9, "2020-2021 годы", "002", "YEAR_RANGE", "2020-01-01..2021-12-31", None, ""),
    (10, "2019-20", "000", "YEAR_RANGE", "2019-01-01..2020-12-31", None, ""),
    (11, "2019-2021", "000", "YEAR_RANGE", "2019-01-01..2021-12-31", None, ""),
    (12, "2020 -2021 годы", "002", "YEAR_RANGE", "2020-01-01..2021-12-31", None, ""),
    (13, "2020- 2023", "003", "YEAR_RANGE", "2020-01-01..2023-12-31", None, ""),
    (14, "2020-2023 годы", "002", "YEAR_RANGE", "2020-01-01..2023-12-31", None, "after_frame"),
    (15, "2021-2022", "003", "YEAR_RANGE", "2021-01-01..2022-12-31", None, ""),
    (15, "2021-2022", "004", "SCHOOL_YEAR", "2021-09-01..2022-08-31", None, ""),
    (16, "Январь 2022", "004", "MONTH", "2022-01-01..2022-01-31", None, ""),
    (17, "Июнь 2023", "001", "MONTH", "2023-06-01..2023-06-30", None, "before_frame"),
    (18, "Апрель 2023", "001", "MONTH", "2023-04-01..2023-04-30", None, "before_frame"),
    (19, "Март 2023", "001", "MONTH", "2023-03-01..2023-03-31", None, "before_frame"),
    (20, "Октябрь 2021 года", "002", "MONTH", "2021-10-01..2021-10-31", None, ""),
    (21, "Февраль 2022", "004", "MONTH", "2022-02-01..2022-02-28", None, ""),
    (22, "Февраль 2023", "001", "MONTH", "2023-02-01..2023-02-28", None, "before_frame"),
    (23, "Январь 2021 года", "002", "MONTH", "2021-01-01..2021-01-31", None, ""),
    (24, "март 2023", "001", "MONTH", "2023-03-01..2023-03-31", None, "before_frame"),
    (25, "Апрель май 2021 года", "002", "MONTH_RANGE", "2021-04-01..2021-05-31", None, ""),
    (26, "Июль –август 2023", "001", "MONTH_RANGE", "2023-07-01..2023-08-31", None, "before_frame"),
    (27, "Июнь-август 2023", "001", "MONTH_RANGE", "2023-06-01..2023-08-31", None, "before_frame"),
    (28, "Март – май 2023", "001", "MONTH_RANGE", "2023-03-01..2023-05-31", None, "before_frame"),
    (29, "Март-апрель 2021 года", "002", "MONTH_RANGE", "2021-03-01..2021-04-30", None, ""),
    (30, "Март-апрель 2023", "001", "MONTH_RANGE", "2023-03-01..2023-04-30", None, "before_frame"),
    (31, "Сентябрь 2023 – март 2024", "001", "MONTH_RANGE", "2023-09-01..2024-03-31", None, ""),
    (32, "Сентябрь-ноябрь 2023", "001", "MONTH_RANGE", "2023-09-01..2023-11-30", None, ""),
    (33, "Январь-февраль 2021 года", "002", "MONTH_RANGE", "2021-01-01..2021-02-28", None, ""),
    (34, "Август 2022, 2023", "001", "MONTH_IN_YEARS",
     "2022-08-01..2022-08-31 2023-08-01..2023-08-31", None, "before_frame"),
    (35, "август", "004", "MONTH_NOYEAR", "2022-08-01..2022-08-31", None, ""),
    (36, "Август", "000", "MONTH_NOYEAR",
     "2019-08-01..2019-08-31 2020-08-01..2020-08-31 2021-08-01..2021-08-31", None, ""),
    (37, "Июль", "000", "MONTH_NOYEAR",
     "2019-07-01..2019-07-31 2020-07-01..2020-07-31 2021-07-01..2021-07-31", None, ""),
    (38, "Июнь", "000", "MONTH_NOYEAR",
     "2019-06-01..2019-06-30 2020-06-01..2020-06-30 2021-06-01..2021-06-30", None, ""),
    (39, "апрель", "004", "MONTH_NOYEAR", "2022-04-01..2022-04-30", None, ""),
    (40, "декабрь", "004", "MONTH_NOYEAR", "2021-12-01..2021-12-31", None, "before_approval"),
    (41, "август-сентябрь", "004", "MONTH_RANGE_NOYEAR", "2022-08-01..2022-09-30", None,
     "after_frame"),
    (42, "июнь-сентябрь", "004", "MONTH_RANGE_NOYEAR", "2022-06-01..2022-09-30", None,
     "after_frame"),
    (43, "сентябрь – октябрь", "004", "MONTH_RANGE_NOYEAR", "2021-09-01..2021-10-31", None,
     "before_approval"),
    (44, "Ноябрь, март", "000", "MONTH_LIST_NOYEAR",
     "2019-03-01..2019-03-31 2019-11-01..2019-11-30 2020-03-01..2020-03-31 "
     "2020-11-01..2020-11-30 2021-03-01..2021-03-31 2021-11-01..2021-11-30", None, ""),
    (45, "январь, июнь", "004", "MONTH_LIST_NOYEAR",
     "2022-01-01..2022-01-31 2022-06-01..2022-06-30", None, ""),
    (46, "январь, март, июнь, ноябрь,", "004", "MONTH_LIST_NOYEAR",
     "2021-11-01..2021-11-30 2022-01-01..2022-01-31 2022-03-01..2022-03-31 "
     "2022-06-01..2022-06-30", None, "before_approval"),
    (47, "Ежегодно", "000", "RECUR", PERIOD["000"], "P1Y", ""),
    (48, "ежегодно", "002", "RECUR", PERIOD["002"], "P1Y", ""),
    (48, "ежегодно", "003", "RECUR", PERIOD["003"], "P1Y", ""),
    (48, "ежегодно", "004", "RECUR", PERIOD["004"], "P1Y", ""),
    (49, "1 раз в год", "000", "RECUR", PERIOD["000"], "P1Y", ""),
    (50, "Ежеквартально по направлениям реализации Программы", "002", "RECUR", PERIOD["002"],
     "P3M", ""),
    (51, "ежеквартально", "002", "RECUR", PERIOD["002"], "P3M", ""),
    (52, "ежегодно не менее 1 раза в год", "002", "RECUR_MIN", PERIOD["002"], "P1Y", ""),
    (53, "не реже 1-го раза в год", "002", "RECUR_MIN", PERIOD["002"], "P1Y", ""),
    (54, "ежегодно декабрь – март", "002", "RECUR+MONTH_RANGE_NOYEAR",
     "2020-12-01..2021-03-31 2021-12-01..2022-03-31 2022-12-01..2023-03-31", "P1Y", ""),
    (55, "Ежегодно по результатам ВПР, ОГЭ, ЕГЭ", "000", "RECUR+AFTER_EVENT", PERIOD["000"],
     "P1Y", ""),
    (56, "Ежегодно (в рамках реализации Госзадания)", "003", "RECUR+BY_PLAN", PERIOD["003"],
     "P1Y", ""),
    (57, "Ежегодно по графику", "003", "RECUR+BY_PLAN", PERIOD["003"], "P1Y", ""),
    (58, "ежегодно по графику", "003", "RECUR+BY_PLAN", PERIOD["003"], "P1Y", ""),
    (59, "Ежемесячно в течение срока реализации Проекта", "001", "RECUR+WITHIN_PERIOD",
     PERIOD["001"], "P1M", ""),
    (60, "Еженедельно (либо по согласованию) до конца реализации Программы", "001",
     "RECUR+WITHIN_PERIOD", PERIOD["001"], "P1W", ""),
    (61, "в течение года", "000", "WITHIN_YEAR", YEARS_000, None, ""),
    (61, "в течение года", "004", "WITHIN_YEAR", PERIOD["004"], None, ""),
    (62, "В течение года", "000", "WITHIN_YEAR", YEARS_000, None, ""),
    (63, "В течение года, ежеквартально", "000", "WITHIN_YEAR+RECUR", YEARS_000, "P3M", ""),
    (64, "в течение года в соответствии с ежегодным планом повышения квалификации", "004",
     "WITHIN_YEAR+BY_PLAN", PERIOD["004"], None, ""),
    (65, "в течение года по плану", "002", "WITHIN_YEAR+BY_PLAN", YEARS_002, None, ""),
    (66, "В течение срока реализации Проекта", "001", "WITHIN_PERIOD", PERIOD["001"], None, ""),
    (67, "В течение срока реализации программы", "001", "WITHIN_PERIOD", PERIOD["001"], None, ""),
    (68, "Весь период", "002", "WITHIN_PERIOD", PERIOD["002"], None, ""),
    (69, "В течение срока реализации Проекта, раз в четверть", "001", "WITHIN_PERIOD+RECUR",
     PERIOD["001"], "P1TERM", ""),
    (70, "Постоянно", "000", "PERMANENT", PERIOD["000"], None, ""),
    (70, "Постоянно", "002", "PERMANENT", PERIOD["002"], None, ""),
    (71, "постоянно", "002", "PERMANENT", PERIOD["002"], None, ""),
    (71, "постоянно", "004", "PERMANENT", PERIOD["004"], None, ""),
    (72, "По запросу", "000", "ON_REQUEST", "", None, ""),
    (73, "По мере необходимости", "002", "ON_NEED", "", None, ""),
    (74, "В соответствии с планом работы Управления образования", "004", "BY_PLAN", "", None, ""),
    (75, "по отдельному графику", "004", "BY_PLAN", "", None, ""),
    (76, "По плану ЛОИРО", "002", "BY_PLAN", "", None, ""),
    (77, "в соответствии с планом мероприятий", "004", "BY_PLAN", "", None, ""),
    (78, "По графику МО", "004", "BY_PLAN", "", None, ""),
    (79, "По отдельному графику", "004", "BY_PLAN", "", None, ""),
    (80, "По плану", "000", "BY_PLAN", "", None, ""),
    (81, "По плану УМО", "000", "BY_PLAN", "", None, ""),
    (82, "По плану работы УО", "004", "BY_PLAN", "", None, ""),
    (83, "По плану управления образованием", "004", "BY_PLAN", "", None, ""),
    (84, "в соответствии с планами РМО", "004", "BY_PLAN", "", None, ""),
    (85, "по плану работы", "002", "BY_PLAN", "", None, ""),
    (86, "по результатам ГИА", "004", "AFTER_EVENT", "", None, ""),
    (87, "Сроки 2-го этапа реализации Программы", "002", "STAGE", "2020-10-01..2022-12-31", None,
     ""),
    (88, "По окончании каждого этапа", "002", "STAGE_END", STAGE_ENDS, None, ""),
]  # fmt: skip


def days(text: str) -> tuple[tuple[date, date], ...]:
    return tuple(
        tuple(date.fromisoformat(day) for day in window.split("..")) for window in text.split()
    )


@pytest.mark.parametrize(
    ("string", "plan", "kind", "windows", "rhythm", "flags"),
    [row[1:] for row in TABLE],
    ids=[f"{row[0]}-{row[2]}" for row in TABLE],
)
def test_string_has_its_kind_windows_rhythm_and_flags(string, plan, kind, windows, rhythm, flags):
    deadline = read_deadline(string, FRAMES[plan])
    assert deadline.kind == kind
    assert deadline.windows == days(windows)
    assert deadline.recurrence == rhythm
    assert deadline.flags == tuple(flags.split())


@pytest.mark.parametrize(
    ("string", "plan", "kind", "windows"),
    [(row[1], row[2], row[3], row[4]) for row in TABLE],
    ids=[f"{row[0]}-{row[2]}" for row in TABLE],
)
def test_due_day_is_the_last_day_of_the_last_window_or_none(string, plan, kind, windows):
    due = read_deadline(string, FRAMES[plan]).due
    assert due == (None if kind in NO_DUE else days(windows)[-1][1])


def test_table_holds_all_88_strings_once_per_plan():
    assert {row[0] for row in TABLE} == set(range(1, 89))
    assert len({row[1] for row in TABLE}) == 88
    assert len({(row[1], row[2]) for row in TABLE}) == len(TABLE)


#: Rule H: case, kind of dash, spaces, trailing commas, «года / год / годы» change nothing.
SAME = [
    ("003", ["2020-2023", "2020- 2023", "2020 – 2023 годы", "2020—2023 гг."]),
    ("001", ["Март 2023", "март 2023", " МАРТ 2023 года ", "март\u00a02023 г.,"]),
    ("004", ["По отдельному графику", "по отдельному графику"]),
    ("004", ["По плану работы УО", "По плану управления образованием",
             "В соответствии с планом работы Управления образования"]),
    ("000", ["2019-2020", "2019-20", "2019–2020"]),
    ("002", ["Постоянно", "постоянно", "ПОСТОЯННО."]),
]  # fmt: skip


@pytest.mark.parametrize(("plan", "spellings"), SAME)
def test_spellings_of_one_term_have_one_canonical_form(plan, spellings):
    read = [read_deadline(text, FRAMES[plan]) for text in spellings]
    assert len({deadline.canonical for deadline in read}) == 1
    assert len({(deadline.kind, deadline.windows) for deadline in read}) == 1


def test_canonical_forms_tell_what_the_term_says():
    expected = {
        ("2019-20", "000"): "2019..2020",
        ("2021-2022", "004"): "2021/22",
        ("Август 2022, 2023", "001"): "2022-08; 2023-08",
        ("Ноябрь, март", "000"): "11; 03",
        ("ежегодно декабрь – март", "002"): "P1Y + 12..03",
        ("По плану ЛОИРО", "002"): "plan=ЛОИРО",
        ("по результатам ГИА", "004"): "after=ГИА",
        ("Сроки 2-го этапа реализации Программы", "002"): "stage=2",
    }
    read = {key: read_deadline(key[0], FRAMES[key[1]]).canonical for key in expected}
    assert read == expected


def test_notes_keep_what_is_no_time():
    frame = FRAMES["001"]
    weekly = read_deadline(
        "Еженедельно (либо по согласованию) до конца реализации Программы", frame
    )
    assert weekly.note == "либо по согласованию"
    scoped = read_deadline("Ежеквартально по направлениям реализации Программы", frame)
    assert "направлениям" in scoped.note
