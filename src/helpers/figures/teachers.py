"""Drawings of the report on deficits: funnel, heat map, change, help, coverage, hours.

Here: how each is drawn and what it says in its alternative text. Not here: the numbers
(`indicators.teacher_year`) and the tables under the drawings (`tables`). Every function
gives a figure, or None when there is nothing to draw: the sentence before it says why.
"""

from __future__ import annotations

from typing import Any

from helpers import blocks, style
from helpers.blocks import Cell
from helpers.figures import heat, plane, stacked
from helpers.figures.stacked import Part
from helpers.indicators.deficits import CHANGES, CHANGES_OF_DEFICIT
from helpers.indicators.rows import each
from helpers.indicators.teacher_year import TeacherYear
from helpers.tables import teacher_help
from helpers.tables import teachers as tables
from helpers.wording import numbers, people

#: A heat map with more units than this shows the ones with most deficits.
SHOWN_UNITS = 20

_CHANGE_COLOURS = {
    "removed": style.ACCENT,
    "reduced": style.SUBJECT_COLOURS["region"],
    "same": "#d3dbe1",
    "grew": style.SUBJECT_COLOURS["listed"],
    "no_exit": style.PAPER,
}
_HELPED, _UNHELPED = style.ACCENT, style.SUBJECT_COLOURS["listed"]
#: Kinds of hours: column of the sums → name and colour in every drawing of staffing.
HOURS = {
    "hours_by_specialist": ("специалисты", style.ACCENT),
    "hours_by_other": ("другие педагоги", style.SUBJECT_COLOURS["region"]),
    "hours_vacant": ("не закрыто", style.SUBJECT_COLOURS["listed"]),
}


def _number(cell: Cell) -> float:
    """The number of a cell, zero where it has none: a bar of no length."""
    return float(cell.value or 0) if isinstance(cell.value, int | float) else 0.0


def funnel(year: TeacherYear) -> blocks.Figure | None:
    """Steps from staff to removed deficits."""
    table = tables.funnel(year)
    if table is None:
        return None
    steps = year.funnel
    labels = list(steps["label"])
    shown = [row[1] for row in table.rows]
    counts = [_number(cell) for cell in shown]
    texts = [
        f"{cell.text} · {row[2].text} % {row[3].text}" if row[2].is_number else cell.text
        for cell, row in zip(shown, table.rows, strict=True)
    ]
    with plane.sheet(10 + 9 * len(labels), left_mm=52, right_mm=4, bottom_mm=3) as (figure, axes):
        places = range(len(labels))
        axes.barh(places, counts, height=0.62, color=style.ACCENT)
        widest = max(counts) or 1.0
        for place, (value, text) in enumerate(zip(counts, texts, strict=True)):
            axes.text(
                value + widest * 0.015, place, text, va="center", fontsize=style.SMALL_FONT_SIZE
            )
        stacked.name_rows(axes, [stacked.wrapped(label) for label in labels])
        axes.set_ylim(len(labels) - 0.5, -0.6)
        axes.set_xlim(0, widest * 1.62)
        axes.set_xticks([])
        axes.bare("", "bottom")
        return plane.block(
            "teacher-funnel", figure,
            title="От диагностики до снятого дефицита: сколько педагогов на каждом шаге",
            alt="Столбцы по шагам: "
            + "; ".join(
                f"{label.lower()} — {text}" for label, text in zip(labels, texts, strict=True)
            )
            + ".",
            table=table,
            notes=[
                tables.focus_note(year),
                "Как читать: план, помощь и снятие дефицита считаются от педагогов с дефицитом, "
                "потому что остальным они не нужны. Само число педагогов с дефицитом не говорит, "
                "стало лучше или хуже: оно растёт и тогда, когда диагностику проходит больше "
                "людей.",
            ],
        )  # fmt: skip


def matrix(year: TeacherYear) -> blocks.Figure | None:
    """Heat map: share with a deficit by unit and competence, counts in the cells."""
    table = tables.matrix(year)
    if table is None:
        return None
    competences = tables.matrix_competences(year)
    totals = year.coverage_by_unit.set_index("unit_id")["with_deficit"].fillna(0)
    units = tables.by_unit_name(year, year.coverage_by_unit)
    if len(units) > SHOWN_UNITS:
        worst = totals.sort_values(ascending=False, kind="stable").index[:SHOWN_UNITS]
        units = units[units["unit_id"].isin(worst)]
    cells = tables.matrix_cells(year)
    grid = {
        (row, column): _heat_cell(cells.get((tool, competence, unit)))
        for column, (tool, competence) in enumerate(competences)
        for row, unit in enumerate(units["unit_id"])
    }
    heads = [tables.competence_name(year, *pair) for pair in competences]
    height, top = heat.height_mm(len(units), len(heads)), heat.head_mm(len(heads))
    with plane.sheet(height, left_mm=62, top_mm=top, bottom_mm=9) as (figure, axes):
        heat.draw(
            axes, list(units["unit"]), heads, grid,
            foot="Чем темнее, тем больше доля с дефицитом; штриховка — никто не прошёл",
        )  # fmt: skip
        notes = [
            "Как читать: цвет показывает долю среди прошедших диагностику, числа — сколько за ней "
            "человек. Тёмная клетка из одного-двух человек — повод для разговора, а не вывод о "
            "школе."
        ]
        if len(units) < len(totals):
            unit = "школ" if year.unit_key == "school_id" else "муниципалитетов"
            notes.append(
                f"На рисунке {len(units)} {unit} с наибольшим числом педагогов с дефицитом; "
                f"все {len(totals)} — в таблице."
            )
        return plane.block(
            "teacher-matrix", figure,
            title=f"{tables.unit_label(year)} и компетенция: у скольких педагогов дефицит",
            alt=_matrix_alt(year), table=table, notes=notes,
        )  # fmt: skip


def _heat_cell(cell: Any) -> heat.HeatCell | None:
    """Share with a deficit and counts; None where nobody was scored."""
    if cell is None:
        return None
    text = numbers.part_of(cell.with_deficit, cell.diagnosed)
    return heat.HeatCell(cell.with_deficit / cell.diagnosed, text)


def _matrix_alt(year: TeacherYear) -> str:
    cells = year.matrix[year.matrix["with_deficit"] > 0]
    if not len(cells):
        return "Тепловая карта: ни в одной клетке дефицитов нет."
    ordered = cells.sort_values(
        ["with_deficit", "unit_id", "competence"], ascending=[False, True, True], kind="stable"
    )
    top = next(each(ordered))
    name = tables.competence_name(year, top.tool, top.competence)
    return (
        f"Тепловая карта дефицитов. Самая большая клетка: {tables.unit_name(year, top.unit_id)}, "
        f"компетенция «{name}» — {numbers.part_of(top.with_deficit, top.diagnosed)} прошедших "
        "диагностику."
    )


def changes(year: TeacherYear) -> blocks.Figure | None:
    """What became of the deficits of entry, by competence."""
    table = tables.changes(year)
    if table is None:
        return None
    rows = year.changes.iloc[:-1]
    names = [str(row[0].text) for row in table.rows[:-1]]
    start = 2
    parts = []
    for place, code in enumerate(CHANGES_OF_DEFICIT):
        column = [row[start + place] for row in table.rows[:-1]]
        values = [_number(cell) for cell in column]
        parts.append(Part(CHANGES.label(code), _CHANGE_COLOURS[code], values, code == "no_exit"))
    totals = [numbers.number(int(count)) for count in rows["deficits"]]
    with plane.sheet(stacked.height_mm(len(names)), left_mm=46, top_mm=11, bottom_mm=3) as (
        figure,
        axes,
    ):
        stacked.draw(axes, names, parts, totals=totals)
        total = table.rows[-1]
        said = ", ".join(
            f"{CHANGES.label(code)} — {total[start + place].text}"
            for place, code in enumerate(CHANGES_OF_DEFICIT)
        )
        return plane.block(
            "teacher-changes", figure,
            title="Что стало с дефицитами, найденными на входе",
            alt=f"Полосы по компетенциям. Всего дефицитов на входе {total[1].text}: {said}.",
            table=table,
            notes=[
                "Как читать: «снят» — на выходе результат не ниже границы; «сокращён» — вырос, но "
                "ещё ниже неё. Рост у отдельного человека может быть и случайным: устойчивым его "
                "делает повторная диагностика."
            ],
        )  # fmt: skip


def answered(year: TeacherYear) -> blocks.Figure | None:
    """Teachers with a deficit by competence: helped and not helped."""
    table = teacher_help.answered(year)
    if table is None:
        return None
    named = [
        (f"{row[0].text}, {row[1].text.lower()}" if row[1].text != "—" else row[0].text, row)
        for row in table.rows
        if row[2].value
    ]
    if not named:
        return None
    named.sort(key=lambda item: -_number(item[1][2]))
    helped = [_number(row[3]) for _, row in named]
    alone = [_number(row[4]) for _, row in named]
    parts = [Part("помощь по дефициту есть", _HELPED, helped), Part("нет", _UNHELPED, alone)]
    totals = [row[2].text for _, row in named]
    with plane.sheet(stacked.height_mm(len(named)), left_mm=58, top_mm=11, bottom_mm=3) as (
        figure,
        axes,
    ):
        stacked.draw(axes, [name for name, _ in named], parts, totals=totals)
        worst = max(range(len(named)), key=lambda place: alone[place])
        return plane.block(
            "teacher-answered-figure", figure,
            title="Педагоги с дефицитом: кому помогли по нему",
            alt="Полосы по компетенциям и предметам. "
            + (
                f"Больше всего педагогов без помощи: {named[worst][0]} — "
                f"{numbers.number(alone[worst])} из {totals[worst]}."
                if alone[worst]
                else "Помощь по дефициту получили все."
            ),
            table=table,
        )  # fmt: skip


def coverages(year: TeacherYear) -> blocks.Figure | None:
    """Shares of staff reached by each kind of support."""
    table = teacher_help.coverages(year)
    if table is None:
        return None
    shown = [row for row in table.rows if row[3].is_number]
    if not shown:
        return None
    with plane.sheet(8 + 8.5 * len(shown), left_mm=66, bottom_mm=3) as (figure, axes):
        places = range(len(shown))
        values = [_number(row[3]) for row in shown]
        axes.barh(places, [100.0] * len(shown), height=0.5, color=style.GRID, alpha=0.45)
        axes.barh(places, values, height=0.5, color=style.ACCENT)
        for place, row in enumerate(shown):
            axes.text(
                101.5, place, f"{row[3].text} % · {row[1].text} из {row[2].text}", va="center",
                fontsize=style.SMALL_FONT_SIZE,
            )  # fmt: skip
        stacked.name_rows(axes, [stacked.wrapped(row[0].text, 38) for row in shown])
        axes.set_ylim(len(shown) - 0.5, -0.5)
        axes.set_xlim(0, 140)
        axes.set_xticks([])
        axes.bare("", "bottom")
        said = "; ".join(
            f"{people.upper_first(row[0].text).lower()} — {row[3].text} %" for row in shown
        )
        return plane.block(
            "teacher-coverages", figure, title="Охват педагогов поддержкой",
            alt=f"Полосы от 0 до 100 %: {said}.", table=table,
        )  # fmt: skip


def staffing(year: TeacherYear) -> blocks.Figure | None:
    """Hours of each subject: by specialists, by others, vacant."""
    table = teacher_help.staffing_by_subject(year)
    if table is None:
        return None
    rows = year.staffing_by_subject
    parts = [
        Part(label, colour, [float(value) for value in rows[column].fillna(0)])
        for column, (label, colour) in HOURS.items()
    ]
    names = [str(row[0].text) for row in table.rows]
    totals = [row[1].text for row in table.rows]
    with plane.sheet(stacked.height_mm(len(names)), left_mm=46, top_mm=11, bottom_mm=3) as (
        figure,
        axes,
    ):
        stacked.draw(axes, names, parts, totals=totals)
        worst = table.rows[0]
        return plane.block(
            "staffing", figure, title="Кто ведёт часы по предметам и сколько часов не закрыто",
            alt=f"Полосы по предметам в часах. Больше всего не закрыто: {worst[0].text} — "
            f"{worst[4].text} из {worst[1].text} ч.",
            table=table,
        )  # fmt: skip
