"""Drawings of the report on conditions: profile of schools, satisfaction, material, risks.

Here: how each is drawn and what it says in its alternative text. Not here: numbers
(`indicators.context_year`), tables.
"""

from __future__ import annotations

from helpers import style
from helpers.blocks import Figure
from helpers.figures import heat, plane, stacked
from helpers.figures.results import percent_axis, room, rows_axis
from helpers.figures.stacked import Part
from helpers.figures.units import fitted
from helpers.indicators.context_year import FACTORS, ContextYear
from helpers.indicators.rows import each
from helpers.tables import context as tables
from helpers.wording import numbers

#: Most schools of one drawing; the table has all of them.
MOST_SCHOOLS = 20


def profile(year: ContextYear) -> Figure | None:
    """Heat map of conditions: school by factor, percent in the cells, listed schools first."""
    table = tables.profile(year)
    if table is None:
        return None
    profile = year.profile.astype(dict.fromkeys(FACTORS, "float64"))
    rows = profile.sort_values(
        ["is_listed", "risk_group_pct", "school_id"], ascending=[False, False, True], kind="stable"
    ).head(MOST_SCHOOLS)
    tops = {name: profile[name].max() for name in FACTORS}
    shown = [name for name in FACTORS if tops[name] == tops[name]]
    grid: dict[tuple[int, int], heat.HeatCell | None] = {}
    for place, row in enumerate(each(rows)):
        for column, name in enumerate(shown):
            value = getattr(row, name)
            grid[place, column] = (
                heat.HeatCell(value / tops[name] if tops[name] else 0.0, numbers.number(value))
                if value == value else None
            )  # fmt: skip
    names = [year.name(row.school_id) + (" *" if row.is_listed else "") for row in each(rows)]
    notes = ["В клетках — процент обучающихся. Звёздочка — школа списка ШНОР."]
    if len(rows) < len(profile):
        notes.append(f"{numbers.shown_of('школ', len(rows), len(profile))}; все — в таблице.")
    first = profile.sort_values("risk_group_pct", ascending=False, kind="stable").iloc[0]
    height, head = heat.height_mm(len(rows), len(shown)), heat.head_mm(len(shown))
    with plane.sheet(height, left_mm=62, right_mm=16, top_mm=head, bottom_mm=9) as (figure, axes):
        heat.draw(
            axes, names, [FACTORS[name] for name in shown], grid,
            foot="Чем темнее, тем больше по сравнению с другими школами в этом столбце",
        )  # fmt: skip
        said = (
            f" Наибольшая доля группы риска — {year.name(first['school_id'])}, "
            f"{numbers.percent(first['risk_group_pct'])}."
            if first["risk_group_pct"] == first["risk_group_pct"]
            else ""
        )
        return plane.block(
            "profile", figure, title="Условия школ: процент обучающихся",
            alt=f"Тепловая карта условий, школ {len(profile)}.{said}",
            table=table, notes=notes,
        )  # fmt: skip


def factors(year: ContextYear) -> Figure | None:
    """Each factor: share in listed schools and in all schools, a pair of dots."""
    table = tables.factors(year)
    if table is None:
        return None
    rows = year.factors.reset_index(drop=True)
    labels = list(rows["label"])
    y = list(range(len(rows)))
    listed = rows["listed_pct"].astype("float64")
    own = rows["pct"].astype("float64")
    with plane.sheet(6.6 * len(rows) + 20, left_mm=room(labels), right_mm=8, top_mm=9,
                      bottom_mm=9) as (figure, axes):  # fmt: skip
        axes.hlines(y, own, listed, color=style.GRID, linewidth=2)
        axes.plot(own, y, "o", color=style.ACCENT, markersize=6, label="все школы", clip_on=False)
        if listed.notna().any():
            axes.plot(
                listed, y, "D", color=style.SUBJECT_COLOURS["listed"], markersize=5.5,
                label="школы списка ШНОР", clip_on=False,
            )  # fmt: skip
        rows_axis(axes, labels)
        percent_axis(axes, max(own.max(), listed.fillna(0).max()))
        axes.legend(columns=2, on_sheet=True, after_sign=0.2, between_columns=1.4)
        gaps = [(abs(two - one), place) for place, (one, two) in
                enumerate(zip(own, listed, strict=True)) if two == two]  # fmt: skip
        far = max(gaps)[1] if gaps else 0
        said = (
            f" Сильнее всего школы списка отличаются по фактору «{labels[far].lower()}»: "
            f"{numbers.percent(list(listed)[far])} против {numbers.percent(list(own)[far])}."
            if gaps
            else ""
        )
        return plane.block(
            "factors-figure", figure, title="Факторы условий: школы списка и все школы",
            alt=f"Точки по факторам, факторов {len(rows)}.{said}", table=table,
        )  # fmt: skip


def satisfaction(year: ContextYear) -> Figure | None:
    """Scores by criterion: the mean over schools, the span of schools, the goal."""
    table = tables.satisfaction(year)
    if table is None:
        return None
    labels = [fitted(row[0].text) for row in table.rows]
    values = [[float(cell.value or 0) for cell in row[2:5]] for row in table.rows]
    mean, low, high = zip(*values, strict=True)
    y = list(range(len(labels)))
    goal = year.satisfaction_goal
    with plane.sheet(7 * len(labels) + 22, left_mm=room(labels), right_mm=10, top_mm=9,
                      bottom_mm=9) as (figure, axes):  # fmt: skip
        span = style.SUBJECT_COLOURS["region"]
        axes.hlines(y, low, high, color=span, linewidth=4)
        axes.plot(mean, y, "o", color=style.ACCENT, markersize=6.5)
        axes.axvline(goal, color=style.TARGET, linewidth=1, linestyle=(0, (4, 3)))
        axes.annotate(
            f"цель {numbers.number(goal)}", (goal, 1), (0, 3), ha="center", va="bottom",
            color=style.TARGET, up="panel",
            fontsize=style.SMALL_FONT_SIZE,
        )  # fmt: skip
        rows_axis(axes, labels)
        axes.set_xlim(min(50.0, min(low) - 2), 100)
        axes.set_xlabel("баллов из 100")
        first = table.rows[0]
        return plane.block(
            "satisfaction", figure, title="Удовлетворённость условиями: среднее и разброс школ",
            alt=f"Точки средних с полосой от наименьшего до наибольшего балла школ. Ниже всего — "
            f"{first[0].text}: в среднем {first[2].text} балла, ниже цели "
            f"{numbers.number(goal)} — школ: {first[5].text} из {first[1].text}.",
            table=table,
        )  # fmt: skip


def material(year: ContextYear) -> Figure | None:
    """Needs by item: ready, in progress, absent, not stated."""
    table = tables.material(year)
    if table is None:
        return None
    kinds = (
        ("готово", style.ACCENT, False), ("в работе", style.SUBJECT_COLOURS["region"], False),
        ("нет", style.SUBJECT_COLOURS["listed"], False), ("не указано", style.PAPER, True),
    )  # fmt: skip
    parts = [
        Part(label, colour, [float(row[place].value or 0) for row in table.rows], hatched)
        for place, (label, colour, hatched) in enumerate(kinds, start=1)
    ]
    names = [row[0].text for row in table.rows]
    ready = sum(parts[0].values)
    total = sum(sum(part.values) for part in parts)
    with plane.sheet(stacked.height_mm(len(names)), left_mm=58, top_mm=11, bottom_mm=3) as (
        figure,
        axes,
    ):
        stacked.draw(axes, names, parts, label_width=36)
        return plane.block(
            "material", figure, title=table.title,
            alt=f"Полосы по предметам оснащения в школах. Готово "
            f"{numbers.part_of(int(ready), int(total))} потребностей.",
            table=table,
        )  # fmt: skip


def risks(year: ContextYear) -> Figure | None:
    """Risk factors of self-assessment: schools by level."""
    table = tables.risks(year)
    if table is None:
        return None
    colours = (style.SUBJECT_COLOURS["listed"], style.SUBJECT_COLOURS["region"], style.GRID)
    parts = [
        Part(label, colour, [float(row[place].value or 0) for row in table.rows])
        for place, (label, colour) in enumerate(
            zip(("высокий", "средний", "низкий"), colours, strict=True), start=1
        )
    ]
    names = [row[0].text for row in table.rows]
    first = table.rows[0]
    with plane.sheet(stacked.height_mm(len(names)), left_mm=66, top_mm=11, bottom_mm=3) as (
        figure,
        axes,
    ):
        stacked.draw(axes, names, parts, label_width=42)
        return plane.block(
            "risks", figure, title="Самооценка школ: факторы риска по уровням",
            alt=f"Полосы по факторам, школы по уровням. Чаще всего высокий уровень: "
            f"{first[0].text} — школ {first[1].text}.",
            table=table,
        )  # fmt: skip
