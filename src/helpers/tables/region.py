"""Tables of the report that compares the municipalities of a region.

Here: rows and columns. Not here: arithmetic (`indicators.region_year`), sentences.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.blocks import Cell, CellLike, Column, Table
from helpers.indicators import low_results
from helpers.indicators.against_rest import RegionRule
from helpers.indicators.overview import KINDS
from helpers.indicators.region_year import RegionYear
from helpers.indicators.rows import each
from helpers.tables import cells
from helpers.tables import units as unit_tables
from helpers.tables.columns import count, share, source
from helpers.wording import numbers
from helpers.wording.region_results import VERDICTS

#: How an interval was made, in words.
_INTERVALS = {"cluster": "по школам", "wilson": "по ученикам", "newcombe": "по ученикам"}
_UNIT = Column("unit", "Муниципалитет")


def _unit(year: RegionYear) -> Column:
    return _UNIT if year.results.by_municipality else Column("unit", "Школа")


def beside(year: RegionYear, rows: pd.DataFrame, block_id: str, title: str) -> Table:
    """Units of one work beside the others together: share, difference, verdict."""
    return Table(
        block_id,
        title,
        [
            _unit(year),
            count("n", "Участников"),
            Column("share", "Доля (95 % интервал)", "%", "right"),
            Column("gap", "Разность с остальными (95 % интервал)", "п. п.", "right"),
            Column("kind", "Интервал разности"),
            Column("verdict", "Вывод"),
        ],
        [
            [
                row.unit_name,
                cells.count(row.denominator),
                cells.value_with_interval(row),
                _gap(row),
                _INTERVALS.get(row.gap_interval, "нет"),
                VERDICTS[row.verdict],
            ]
            for row in each(rows)
        ],
        notes=[
            "Остальные — все другие строки этой таблицы вместе. «Не доказано» — интервал разности "
            "содержит ноль или отличие не выдерживает поправки на число сравнений.",
            *_own_note(rows),
            unit_tables.small_note(),
        ],
    )


def _own_note(rows: pd.DataFrame) -> list[str]:
    if "cluster" not in set(rows["interval"]):
        return []
    least = RegionRule.stated().own_interval_schools
    return [f"Интервал доли посчитан по школам там, где их не меньше {least}."]


def _gap(row: Any) -> Cell:
    plain = cells.points(row.gap)
    if plain.marker or not cells.is_known(row.gap_low):
        return plain
    text = f"{plain.text} ({numbers.interval(row.gap_low, row.gap_high)})"
    return Cell(float(row.gap), text)


def lists(year: RegionYear) -> Table | None:
    """Listed schools by municipality."""
    if not year.has_units or not year.has_list:
        return None
    moved = bool(year.lists["entered"].notna().any())
    columns = [_UNIT, count("schools", "Школ"), count("listed", "В списке"), share("pct", "Доля")]
    if moved:
        columns += [count("entered", "Вошло"), count("left", "Вышло")]
    rows = []
    for row in each(year.lists):
        line: list[CellLike] = [row.name, cells.count(row.schools), cells.count(row.listed)]
        line.append(_share(row.listed, row.schools))
        rows.append([*line, *([cells.count(row.entered), cells.count(row.left)] if moved else [])])
    notes = []
    if year.lists[["listed", *(["entered"] if moved else [])]].isna().any(axis=None):
        notes.append(
            "н/д — строк списка этого (для «вошло» и «вышло» — и прошлого) года у муниципалитета "
            "нет ни одной: это не ноль."
        )
    if year.listed_outside:
        notes.append(f"За самим регионом записано школ списка: {year.listed_outside}.")
    return Table("region-lists", "Школы списка ШНОР по муниципалитетам", columns, rows, notes,
                 source("shnor_register", "schools"))  # fmt: skip


def _share(part: Any, whole: Any) -> Cell:
    if not cells.is_known(part) or not cells.is_known(whole):
        return Cell.absent()
    if not whole:
        return Cell.absent("х")
    return Cell(float(100 * part / whole), numbers.number(100 * part / whole, 1))


def help_given(year: RegionYear) -> Table | None:
    """Diagnosis and help of teachers by municipality."""
    if not year.has_units or not year.has_staff:
        return None
    rows = [
        [
            row.name,
            *(cells.count(number) for number in (row.staff, row.diagnosed, row.with_deficit)),
            cells.count(row.helped),
            _share(row.helped, row.staff),
            cells.count(row.unhelped),
        ]
        for row in each(year.help)
    ]
    return Table(
        "region-help",
        "Диагностика и методическая помощь по муниципалитетам",
        [
            _UNIT,
            count("staff", "Педагогов"),
            count("diagnosed", "Прошли диагностику"),
            count("deficit", "С дефицитом"),
            count("helped", "Получили помощь"),
            share("pct", "Охват помощью"),
            count("alone", "С дефицитом, без помощи"),
        ],
        rows,
        source=source("teachers", "diagnostics", "help"),
    )


def roadmaps(year: RegionYear) -> Table | None:
    """Execution of municipal roadmaps on the date of the report."""
    if not year.has_units or (year.roadmaps["plan_id"] == "").all():
        return None
    return Table(
        "region-roadmaps",
        "Исполнение дорожных карт по муниципалитетам",
        [
            _UNIT,
            Column("plan", "Дорожная карта"),
            count("due", "Наступило сроков, которые можно проверить"),
            count("done", "В срок"),
            count("late", "С опозданием"),
            count("overdue", "Просрочено"),
            share("pct", "Выполнено"),
        ],
        [
            [row.name, *_execution(row)] if row.plan_id else [row.name, "нет", *[_NO_PLAN] * 5]
            for row in each(year.roadmaps)
        ],
        [
            "Просрочено — срок прошёл, а записи об исполнении нет: работу могли сделать и не "
            "внести.",
            "Сроки пунктов без измеримого результата в счёт не входят.",
        ],
        source("plan_frames", "roadmap_items", "roadmap_progress"),
    )


_NO_PLAN = Cell.absent("х")


def _execution(row: Any) -> list[CellLike]:
    counts = [cells.count(n) for n in (row.due, row.done, row.done_late, row.overdue)]
    if pd.isna(row.done_share_pct):
        nothing_due = not pd.isna(row.overdue) and not row.due
        return [row.plan_id, *counts, Cell.absent("х" if nothing_due else "н/д")]
    return [row.plan_id, *counts, Cell.of(float(row.done_share_pct), 1)]


def participation(year: RegionYear) -> Table | None:
    """Participation in works and in events by municipality."""
    rows = year.participation
    if not year.has_units or not (rows["enrolled"].notna() | rows["asked"].notna()).any():
        return None
    return Table(
        "region-participation",
        "Участие по муниципалитетам",
        [
            _UNIT,
            count("enrolled", "Должны были писать"),
            count("took", "Участвовали"),
            share("pct", "Участие в работах"),
            count("events", "Мероприятий"),
            count("joined", "Школ в мероприятиях"),
            share("joined_pct", "Школ с участием"),
        ],
        [
            [
                row.name,
                cells.count(row.enrolled),
                cells.count(row.participants),
                _share(row.participants, row.enrolled),
                cells.count(row.events),
                cells.count(row.joined),
                _share(row.joined, row.asked),
            ]
            for row in each(rows)
        ],
        ["Ученик считается столько раз, сколько работ он должен был писать."],
        source("marks", "events", "participation"),
    )


def signs(year: RegionYear) -> Table | None:
    """Signs that deserve a check by municipality."""
    if not year.has_units or not year.signs["judged"].notna().any():
        return None
    return Table(
        "region-signs",
        "Признаки, которые требуют проверки, по муниципалитетам",
        [
            _UNIT,
            count("judged", "Школ, где признак вычислен"),
            count("hit", "Школ с признаком"),
            count("signs", "Всего признаков"),
        ],
        [
            [row.name, *(cells.count(n) for n in (row.judged, row.with_signs, row.signs))]
            for row in each(year.signs)
        ],
        ["Школы, где не вычислен ни один признак, не считаются школами без признаков."],
    )


def completeness(year: RegionYear) -> Table | None:
    """What each municipality sent for the year."""
    if not year.has_units:
        return None
    least = low_results.default_rule().small_n
    return Table(
        "region-completeness",
        "Полнота данных по муниципалитетам",
        [
            _UNIT,
            count("schools", "Школ"),
            count("with_results", "Школ с результатами"),
            Column("small", "Малых групп", align="right"),
            count("kinds", f"Видов из {len(KINDS)}"),
            Column("absent", "Какие виды данных"),
        ],
        [
            [
                row.name,
                cells.count(row.schools),
                cells.count(row.with_results),
                f"{numbers.number(row.small)} из {numbers.number(row.results)}",
                cells.count(row.kinds),
                _absent(row.absent),
            ]
            for row in each(year.completeness)
        ],
        [f"Малая группа — результат школы при менее чем {least} участниках.",
         "Вид данных есть, если у муниципалитета есть строки этого года; опубликованные за него "
         "регионом строки считаются."],
    )  # fmt: skip


def _absent(kinds: list[str]) -> str:
    if not kinds:
        return "все"
    if len(kinds) == len(KINDS):
        return "ничего за этот год"
    if len(kinds) > len(KINDS) / 2:
        return f"есть только: {', '.join(kind for kind in KINDS if kind not in kinds)}"
    return f"нет: {', '.join(kinds)}"
