"""Tables of the report on staffing: vacancies, listed schools and others, years, young staff.

Here: rows and columns. Not here: hours by subject and by school, which the report on teachers
shares (`tables.teacher_help`), arithmetic, sentences.
"""

from __future__ import annotations

from typing import Any

from helpers.blocks import Cell, CellLike, Column, Table
from helpers.indicators.rows import each
from helpers.indicators.staffing_year import StaffingYear
from helpers.tables.cells import is_known
from helpers.tables.columns import count, share, source
from helpers.tables.teachers import subject_name, unit_label, unit_name

_HOURS = "ч"


def hours(value: Any) -> Cell:
    """Hours: whole where they are whole, else with one decimal; «н/д» when unknown."""
    return Cell.of(value, 1 if value % 1 else 0) if is_known(value) else Cell.absent()


def vacancies(year: StaffingYear) -> Table | None:
    """Schools and subjects with vacant hours; internal edition only."""
    if not len(year.vacancies):
        return None
    names = year.school_names
    return Table(
        "vacancies",
        "Незакрытые часы: школа и предмет",
        [
            Column("school", "Школа"),
            Column("subject", "Предмет"),
            count("need", "Потребность", _HOURS),
            count("other", "Из них ведут не специалисты", _HOURS),
            count("vacant", "Не закрыто", _HOURS),
            share("share", "Не закрыто"),
            Column("listed", "В списке ШНОР"),
        ],
        [
            [
                names[row.school_id],
                subject_name(row.subject),
                hours(row.hours_needed),
                hours(row.hours_by_other),
                hours(row.hours_vacant),
                Cell.of(row.vacant_pct, 1),
                bool(row.is_listed),
            ]
            for row in each(year.vacancies)
        ],
        ["Строки стоят по убыванию незакрытых часов."],
        source("staffing", "teacher_assignments"),
    )


def places(year: StaffingYear) -> Table | None:
    """Vacant hours by school (municipality of a region) and subject; internal edition only."""
    if not len(year.vacancies):
        return None
    subjects = year.gap_order("subject")
    found = {(row.unit_id, row.subject): row for row in each(year.places)}
    return Table(
        "staffing-places-data",
        f"{unit_label(year.teachers)} и предмет: где часы не закрыты",
        [
            Column("unit", unit_label(year.teachers)),
            *(count(code, subject_name(code), "не закрыто, ч") for code in subjects),
        ],
        [
            [
                unit_name(year.teachers, unit),
                *(_gap(found.get((unit, code))) for code in subjects),
            ]
            for unit in year.gap_order("unit_id")
        ],
        ["х — потребности по предмету нет. 0 — часы закрыты."],
        source("staffing"),
    )


def _gap(held: Any) -> Cell:
    return Cell.absent("х") if held is None else hours(held.hours_vacant)


def groups(year: StaffingYear) -> Table | None:
    """Hours of listed schools and of all others."""
    if not len(year.groups):
        return None
    titles = {True: "Школы списка ШНОР", False: "Остальные школы"}
    rows: list[list[CellLike]] = [
        [
            titles[bool(row.is_listed)],
            int(row.schools),
            hours(row.hours_needed),
            hours(row.hours_vacant),
            Cell.of(row.vacant_pct, 1),
            Cell.of(row.non_specialist_pct, 1),
        ]
        for row in each(year.groups.sort_values("is_listed", ascending=False))
    ]
    return Table(
        "staffing-listed",
        "Часы в школах списка и в остальных",
        [Column("group", "Группа"), *_sums()],
        rows,
        [f"Список: {year.teachers.listed.note}."],
        source("staffing", "shnor_register"),
    )


def _sums() -> list[Column]:
    return [
        count("schools", "Школ с данными"),
        count("need", "Потребность", _HOURS),
        count("vacant", "Не закрыто", _HOURS),
        share("share", "Не закрыто"),
        share("other", "Не специалисты, от закрытых часов"),
    ]


def history(year: StaffingYear) -> Table | None:
    """Hours by year; None when only one year is known."""
    if len(year.history) < 2:
        return None
    return Table(
        "staffing-years",
        "Часы по годам",
        [Column("year", "Год"), *_sums()],
        [
            [
                str(int(row.year)),
                int(row.schools),
                hours(row.hours_needed),
                hours(row.hours_vacant),
                Cell.of(row.vacant_pct, 1),
                Cell.of(row.non_specialist_pct, 1),
            ]
            for row in each(year.history)
        ],
        ["В разные годы сведения могли дать разные школы: смотрите столбец «Школ с данными»."],
        source("staffing", "teacher_assignments"),
    )


def changes(year: StaffingYear) -> Table | None:
    """Vacant hours by subject a year ago and now, in the same schools."""
    if not len(year.changes):
        return None
    return Table(
        "staffing-changes",
        "Не закрыто часов год назад и сейчас, в одних и тех же школах",
        [
            Column("subject", "Предмет"),
            count("before", f"Не закрыто в {year.run.year - 1} году", _HOURS),
            count("before_need", "Из потребности", _HOURS),
            count("now", f"Не закрыто в {year.run.year} году", _HOURS),
            count("now_need", "Из потребности сейчас", _HOURS),
        ],
        [
            [
                subject_name(row.subject),
                hours(row.before_vacant),
                hours(row.before_needed),
                hours(row.now_vacant),
                hours(row.now_needed),
            ]
            for row in each(year.changes)
        ],
        (),
        source("staffing", "teacher_assignments"),
    )


def young(year: StaffingYear) -> Table | None:
    """Vacancies of the year before by subject: how many a young teacher fills now."""
    rows = year.young[year.young["is_filled"].notna()]
    if not len(rows):
        return None
    found = (
        rows.assign(filled=rows["is_filled"].astype("int64"), places=1)
        .groupby("subject", as_index=False)[["places", "filled"]]
        .sum()
        .sort_values(["places", "subject"], ascending=[False, True], kind="stable")
    )
    return Table(
        "young-supply",
        "Прошлогодние вакансии: где их закрыл молодой специалист",
        [
            Column("subject", "Предмет"),
            count("places", f"Школ с незакрытыми часами в {year.run.year - 1} году"),
            count("filled", "Из них предмет теперь ведёт молодой специалист"),
        ],
        [[subject_name(row.subject), int(row.places), int(row.filled)] for row in each(found)],
        ["Школа с вакансиями по двум предметам стоит в двух строках."],
        source("staffing", "teacher_assignments", "teachers"),
    )
