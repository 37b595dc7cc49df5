"""Drawings of the report on staffing: hours by school, where they are vacant, change in a year.

Here: how each is drawn and what it says in its alternative text. Not here: hours by subject,
which the report on teachers shares (`figures.teachers`), numbers, tables.
"""

from __future__ import annotations

from typing import Any

from helpers.blocks import Figure
from helpers.figures import heat, plane, slopes, stacked
from helpers.figures.stacked import Part
from helpers.figures.teachers import HOURS
from helpers.indicators.rows import each
from helpers.indicators.staffing_year import StaffingYear
from helpers.tables import staffing as tables
from helpers.tables import teacher_help
from helpers.tables.teachers import subject_name, unit_label, unit_name
from helpers.wording import numbers

#: Most rows and columns of a drawing; the table has all of them.
MOST_UNITS, MOST_SUBJECTS = 20, 10


def units(year: StaffingYear) -> Figure | None:
    """Hours of each school (municipality of a region): by specialists, by others, vacant."""
    table = teacher_help.staffing_by_unit(year.teachers)
    if table is None or not year.has_hours:
        return None
    rows = year.teachers.staffing_by_unit.head(MOST_UNITS)
    parts = [
        Part(label, colour, [float(value) for value in rows[column].fillna(0)])
        for column, (label, colour) in HOURS.items()
    ]
    names = [unit_name(year.teachers, unit) for unit in rows["unit_id"]]
    totals = [row[1].text for row in table.rows[:MOST_UNITS]]
    worst = table.rows[0]
    notes = _shortened(len(rows), len(table.rows))
    with plane.sheet(stacked.height_mm(len(rows)), left_mm=58, top_mm=11, bottom_mm=3) as (
        figure,
        axes,
    ):
        stacked.draw(axes, names, parts, totals=totals, label_width=36)
        return plane.block(
            "staffing-by-unit", figure,
            title=f"{unit_label(year.teachers)}: кто ведёт часы и сколько не закрыто",
            alt=f"Полосы в часах, строк {len(table.rows)}. Больше всего не закрыто: "
            f"{worst[0].text} — {worst[4].text} из {worst[1].text} ч.",
            table=table, notes=notes,
        )  # fmt: skip


def _shortened(shown: int, total: int) -> list[str]:
    if shown == total:
        return []
    return [f"На рисунке {shown} строк с наибольшей нехваткой из {total}; все — в таблице."]


def places(year: StaffingYear) -> Figure | None:
    """Heat map of vacant hours: school (municipality) by subject, hours in the cells."""
    table = tables.places(year)
    if table is None:
        return None
    all_units, all_subjects = year.gap_order("unit_id"), year.gap_order("subject")
    units, subjects = all_units[:MOST_UNITS], all_subjects[:MOST_SUBJECTS]
    found = {(row.unit_id, row.subject): row for row in each(year.places)}
    cells = {
        (row, column): _gap_cell(found[unit, subject])
        for row, unit in enumerate(units)
        for column, subject in enumerate(subjects)
        if (unit, subject) in found and found[unit, subject].hours_needed
    }
    notes = ["Как читать: «4/20» — не закрыто 4 часа из 20. Пустая клетка — предмета нет."]
    if len(units) < len(all_units) or len(subjects) < len(all_subjects):
        notes.append(
            f"На рисунке строк {len(units)} из {len(all_units)} и предметов {len(subjects)} из "
            f"{len(all_subjects)}, с наибольшей нехваткой; все — в таблице."
        )
    top = max(found.values(), key=lambda row: row.hours_vacant)
    height, head = heat.height_mm(len(units), len(subjects)), heat.head_mm(len(subjects))
    with plane.sheet(height, left_mm=62, right_mm=12, top_mm=head, bottom_mm=9) as (figure, axes):
        heat.draw(
            axes,
            [unit_name(year.teachers, unit) for unit in units],
            [subject_name(subject) for subject in subjects],
            cells,
            foot="Чем темнее, тем больше доля незакрытых часов предмета",
        )
        return plane.block(
            "staffing-places", figure, title=table.title,
            alt="Тепловая карта незакрытых часов. Самая большая нехватка: "
            f"{unit_name(year.teachers, top.unit_id)}, {subject_name(top.subject).lower()} — "
            f"{tables.hours(top.hours_vacant).text} из {tables.hours(top.hours_needed).text} ч.",
            table=table, notes=notes,
        )  # fmt: skip


def _gap_cell(held: Any) -> heat.HeatCell:
    text = f"{tables.hours(held.hours_vacant).text}/{tables.hours(held.hours_needed).text}"
    return heat.HeatCell(held.hours_vacant / held.hours_needed, text)


def changes(year: StaffingYear) -> Figure | None:
    """Vacant hours by subject a year ago and now, in the same schools: a slope each."""
    table = tables.changes(year)
    if table is None:
        return None
    rows = year.changes[(year.changes["before_vacant"] > 0) | (year.changes["now_vacant"] > 0)]
    rows = rows.head(MOST_SUBJECTS)
    if not len(rows):
        return None
    lines = [
        slopes.Line(
            subject_name(row.subject), float(row.before_vacant), float(row.now_vacant),
            f"{tables.hours(row.before_vacant).text} ч", f"{tables.hours(row.now_vacant).text} ч",
        )
        for row in each(rows)
    ]  # fmt: skip
    before, now = year.changes["before_vacant"].sum(), year.changes["now_vacant"].sum()
    with plane.sheet(
        slopes.height_mm(lines), left_mm=60, right_mm=60, top_mm=slopes.TOP_MM,
        bottom_mm=slopes.BOTTOM_MM,
    ) as (figure, axes):  # fmt: skip
        slopes.draw(axes, lines, (str(year.run.year - 1), str(year.run.year)))
        return plane.block(
            "staffing-slope", figure,
            title="Незакрытые часы по предметам: год назад и сейчас, одни и те же школы",
            alt=f"Отрезки по предметам, предметов {len(lines)}. Всего не закрыто "
            f"{numbers.number(before)} ч год назад и {numbers.number(now)} ч сейчас; больше всего "
            f"сейчас — {lines[0].label.lower()}, {lines[0].now_text}.",
            table=table,
            notes=["Сплошная линия — часов стало больше, пунктир — меньше или столько же."],
        )  # fmt: skip
