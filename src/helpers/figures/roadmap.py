"""Drawings of a roadmap: statuses by section and by quarter, and the plan on the axis of time.

Here: how each is drawn and what it says in its alternative text. Not here: the numbers
(`indicators.plan_year`) and the tables under the drawings (`tables.roadmap`). Every function
gives a figure, or None when there is nothing to draw: the sentence before it says why.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from helpers import blocks, style
from helpers.blocks import Cell, Column, Table
from helpers.figures import plane, stacked
from helpers.figures.plane import Axes
from helpers.figures.stacked import Part
from helpers.indicators.plan_year import PlanYear
from helpers.indicators.roadmap import STATUS_LABELS, status_words
from helpers.indicators.roadmap_summary import Cut
from helpers.indicators.rows import each
from helpers.plans import STATUSES
from helpers.tables import roadmap as tables
from helpers.tables import roadmap_words
from helpers.tables.columns import source
from helpers.wording import numbers

#: Most rows of the Gantt chart that stay readable on one page.
SHOWN_ITEMS = 46
_ROW_MM = 4.4
_HATCHED = ("no_measurable_result",)
#: What can be neither proven nor refuted steps back, with a hatch.
_COLOURS = {**style.STATUS_COLOURS, "no_measurable_result": style.ABSENT}


def sections(plan: PlanYear) -> blocks.Figure | None:
    """Terms of each section by status."""
    return _cut(plan, "section", "plan-sections", "Сроки по разделам плана")


def quarters(plan: PlanYear) -> blocks.Figure | None:
    """Terms of each quarter by status."""
    return _cut(plan, "quarter", "plan-quarters", "Сроки по кварталам")


def _cut(plan: PlanYear, by: Cut, block_id: str, title: str) -> blocks.Figure | None:
    table = tables.cut(plan, by)
    if table is None:
        return None
    frame = plan.cut(by)
    if len(frame) < 2:
        return None
    names = [roadmap_words.cut_name(plan, by, value) for value in frame[by]]
    parts = [
        Part(
            STATUS_LABELS[status], _COLOURS[status],
            [float(count) for count in frame[status]], status in _HATCHED,
        )
        for status in STATUSES
    ]  # fmt: skip
    totals = [numbers.number(int(count)) for count in frame["instances"]]
    legend_lines = 2 if sum(any(part.values) for part in parts) > 4 else 1
    height = stacked.height_mm(len(names), legend_lines)
    left = 68 if by == "section" else 34
    with plane.sheet(height, left_mm=left, top_mm=6 + 5.5 * legend_lines, bottom_mm=3) as (
        figure,
        axes,
    ):
        stacked.draw(axes, names, parts, totals=totals, label_width=34, legend_columns=4)
        return plane.block(
            block_id, figure, title=f"{title}, состояние на {numbers.date_short(plan.as_of)}",
            alt=_cut_alt(plan, names, frame), table=table,
        )  # fmt: skip


def _cut_alt(plan: PlanYear, names: list[str], frame: pd.DataFrame) -> str:
    late = [
        f"{name} — {numbers.number(row.overdue)}"
        for name, row in zip(names, each(frame), strict=True)
        if row.overdue
    ]
    done = int(frame["done"].sum() + frame["done_late"].sum())
    text = f"Полосы: число сроков по состоянию. Исполнено сроков: {numbers.number(done)}. "
    return text + (f"Просрочено: {'; '.join(late)}." if late else "Просроченных нет.")


def gantt(plan: PlanYear) -> blocks.Figure | None:
    """The plan on the axis of time: one row per item, its terms, the line of the report's date."""
    if not plan.has_plan or not len(plan.gantt):
        return None
    shown = _shown_items(plan)
    bars = plan.gantt[plan.gantt["seq"].isin(shown["seq"])]
    places = {seq: place for place, seq in enumerate(shown["seq"])}
    height = 24 + _ROW_MM * len(shown)
    with plane.sheet(height, left_mm=66, right_mm=3, top_mm=17, bottom_mm=6) as (figure, axes):
        _time_axis(axes, bars, plan.as_of)
        span = bars["end"].max().toordinal() - bars["start"].min().toordinal()
        for status in STATUSES:
            _bars(axes, bars[bars["status"] == status], places, status, span * 0.008)
        _as_of_line(axes, plan.as_of, len(shown))
        labels = [_row_name(row) for row in each(shown)]
        axes.set_yticks(range(len(labels)), labels, 6.5)
        axes.set_ylim(len(labels) - 0.4, -0.6)
        kinds = [
            Part(
                STATUS_LABELS[s], _COLOURS[s],
                [float((bars["status"] == s).sum())], s in _HATCHED,
            )
            for s in STATUSES
        ]  # fmt: skip
        stacked.legend(axes, kinds, 4)
        return plane.block(
            "plan-gantt", figure,
            title=f"План на оси времени, состояние на {numbers.date_short(plan.as_of)}",
            alt=_gantt_alt(plan), table=_gantt_table(plan), notes=_gantt_notes(plan, len(shown)),
        )  # fmt: skip


def _row_name(item: Any) -> str:
    return f"{roadmap_words.number(item)}  {roadmap_words.shortened(item.measure, 46)}"


def _shown_items(plan: PlanYear) -> pd.DataFrame:
    """Items with bars; of too many, those that are overdue or nearest to the report's date."""
    items = plan.items[plan.items["seq"].isin(plan.gantt["seq"])]
    if len(items) <= SHOWN_ITEMS:
        return items
    nearest = plan.gantt.assign(
        away=[abs((end - plan.as_of).days) for end in plan.gantt["end"]],
        calm=(plan.gantt["status"] != "overdue").astype(int),
        open=plan.gantt["is_open"].astype(int),
    ).sort_values(["calm", "open", "away"], kind="stable")
    chosen = nearest["seq"].drop_duplicates().head(SHOWN_ITEMS)
    return items[items["seq"].isin(chosen)]


def _bars(
    axes: Axes, bars: pd.DataFrame, places: dict[int, int], status: str, least: float
) -> None:
    """All terms of one status as one collection of boxes; work without an end is thinner."""
    boxes = []
    for row in each(bars):
        start, end = row.start.toordinal(), row.end.toordinal() + 1
        end = max(end, start + least)
        middle, half = places[row.seq], 0.16 if row.is_open else 0.33
        boxes.append((start, middle - half, end - start, 2 * half))
    if boxes:
        is_hatched = status in _HATCHED
        axes.boxes(
            boxes, _COLOURS[status], edgecolor=style.MUTED if is_hatched else style.PAPER,
            linewidth=0.4, hatch=plane.CLOSE_HATCH if is_hatched else 0.0,
        )  # fmt: skip


def _time_axis(axes: Axes, bars: pd.DataFrame, as_of: dt.date) -> None:
    first, last = min(bars["start"].min(), as_of), max(bars["end"].max(), as_of)
    span = (last - first).days or 1
    axes.set_xlim(first.toordinal() - span * 0.01, last.toordinal() + span * 0.02)
    starts = [
        dt.date(year, month, 1)
        for year in range(first.year, last.year + 2)
        for month in ((1, 4, 7, 10) if span > 500 else range(1, 13))
    ]
    ticks = [day for day in starts if first <= day <= last]
    is_long = span > 900
    names = [_tick_name(day, is_long) for day in ticks]
    axes.set_xticks([day.toordinal() for day in ticks], names, at_top=True)
    axes.bare("x", "left")


def _tick_name(day: dt.date, is_long: bool) -> str:
    """«03.22»; in long plans the year at January and nothing at the other quarters."""
    if is_long:
        return f"{day.year}" if day.month == 1 else ""
    return f"{day:%m.%y}"


def _as_of_line(axes: Axes, as_of: dt.date, rows: int) -> None:
    place = as_of.toordinal()
    axes.axvline(place, color=style.TARGET, linewidth=1.2)
    right = place > sum(axes.get_xlim()) / 2
    axes.annotate(
        f"дата отчёта {numbers.date_short(as_of)}", (place, 0), (-3 if right else 3, -3),
        up="panel", va="top", ha="right" if right else "left", fontsize=style.SMALL_FONT_SIZE,
        color=style.TARGET,
    )  # fmt: skip


def _gantt_notes(plan: PlanYear, shown: int) -> list[str]:
    notes = [
        "Как читать: строка — пункт, полоса — один его срок, от начала работы до последнего дня. "
        "Что левее даты отчёта и не исполнено, просрочено."
    ]
    if plan.gantt["is_open"].any():
        notes.append("Тонкая полоса — работа без конечного срока; её просрочить нельзя.")
    total = plan.gantt["seq"].nunique()
    if shown < total:
        notes.append(
            f"{numbers.shown_of('пунктов', shown, total)} — просроченные и ближайшие к дате "
            "отчёта; все — в таблице."
        )
    if (plan.items["item_no"] == "").any():
        notes.append(roadmap_words.UNNUMBERED)
    return notes


def _gantt_alt(plan: PlanYear) -> str:
    counts, items = plan.summary, plan.gantt["seq"].nunique()
    return (
        f"Полосы сроков {numbers.counted(items, 'пункта', 'пунктов', 'пунктов')} "
        f"и вертикальная линия даты отчёта {numbers.date_short(plan.as_of)}. Слева от неё "
        f"исполнено сроков: {counts['done'] + counts['done_late']}, "
        f"просрочено: {counts['overdue']}."
    )


def _gantt_table(plan: PlanYear) -> Table:
    rows = [
        [
            roadmap_words.number(row),
            roadmap_words.shortened(row.measure),
            row.term_raw or Cell.absent(),
            row.instances,
            row.due_instances,
            Cell.absent("х") if row.status == "no_measurable_result" else row.done_instances,
            roadmap_words.day_cell(row.next_due),
            status_words(row.status, row.last_done_on),
        ]
        for row in each(plan.items)
    ]
    return Table(
        "plan-items",
        "Все пункты плана",
        [
            tables.ITEM,
            Column("measure", "Мероприятие"),
            Column("term", "Срок в плане"),
            Column("terms", "Сроков", "", "right", 0),
            Column("due", "Наступило", "", "right", 0),
            Column("done", "Исполнено", "", "right", 0),
            Column("next", "Следующий срок"),
            Column("status", "Состояние"),
        ],
        rows,
        [
            "«Наступило» — все сроки по дату отчёта. «х» в графе «Исполнено»: результат пункта "
            "проверить нельзя, и в исполненные его сроки не входят."
        ],
        source("roadmap_items", "roadmap_progress"),
    )
