"""Tables of the school card: short enough for two pages.

Here: rows and columns. Not here: the frames (`indicators.school_card`), sentences
(`wording.school_card`). All of them are about one school: internal edition only.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from helpers.blocks import Cell, Column, Facts, Table
from helpers.indicators.roadmap import status_words
from helpers.indicators.rows import each, keyed
from helpers.indicators.school_card import SHOWN_YEARS, SchoolCard
from helpers.tables import cells
from helpers.tables.columns import count, share, source
from helpers.wording import low_results as rule_words
from helpers.wording import numbers
from helpers.wording import school_card as words

#: Most results by the rule and most items of the plan that are shown.
MOST_RESULTS, MOST_ITEMS = 8, 6
#: Items of a plan that are shown first: what is not done.
_FIRST = ("overdue", "in_progress", "planned", "done_late")


def identity(card: SchoolCard) -> Facts:
    """Who the school is: kind, place, roles, lists with sources and years."""
    return Facts("card-identity", "Школа и её статус", words.identity(card))


def results(card: SchoolCard) -> Table | None:
    """Main works over years, the municipality beside them."""
    rows = card.results
    if rows.empty:
        return None
    last = card.run.year
    years = range(last - SHOWN_YEARS + 1, last + 1)
    key = ["indicator_id", "wave", "grade"]
    held = keyed(rows.assign(own=rows["scope"] == "school"), [*key, "own", "year"])
    works = rows.drop_duplicates(key)
    return Table(
        "card-results",
        "Справились с работой: доля, в скобках 95 % интервал, после точки с запятой — участники",
        [
            Column("work", "Работа"),
            *(Column(f"y{year}", str(year), "%", "right") for year in years),
            Column("whole", f"{words.whole_name(card)}, {last}", "%", "right"),
        ],
        [
            [
                words.work_title(row),
                *(_result(held.get((*_key(row), True, year))) for year in years),
                _result(held.get((*_key(row), False, last))),
            ]
            for row in each(works)
        ],
        ["ВПР — доля «3», «4» и «5»; ОГЭ, ЕГЭ и ГВЭ — доля тех, кто набрал минимум (с пересдачами, "
         "если они известны). Весна и осень — разные ряды."],
        source("marks", "exams"),
    )  # fmt: skip


def _key(row: Any) -> tuple[Any, ...]:
    return row.indicator_id, row.wave, row.grade


def _result(row: Any) -> Cell:
    if row is None:
        return Cell.absent()
    plain = cells.value(row, 0)
    if plain.marker:
        return plain
    bounds = numbers.interval(row.low, row.high, 0) if cells.is_known(row.low) else ""
    text = f"{plain.text}{f' ({bounds})' if bounds else ''}; {numbers.number(row.denominator)}"
    return Cell(
        plain.value, text.replace(" ", numbers.NBSP), "", plain.ref, plain.numerator,
        plain.denominator,
    )  # fmt: skip


def low_results(card: SchoolCard) -> Table | None:
    """Results that the rule looks at: low ones of the year, low ones before, the others.

    Each group begins with the furthest beyond the limit; low ones of the year are all shown.
    """
    verdict = card.verdict
    if verdict is None or not verdict.results:
        return None
    earlier = [one for one in verdict.triggers if one.year < card.run.year]
    order = sorted(
        [*verdict.results, *earlier], key=lambda one: (one.margin < 0, -one.year, -one.margin)
    )
    lowest = sum(one.margin >= 0 for one in verdict.results)
    most = max(MOST_RESULTS, lowest)
    shown, hidden = order[:most], order[most:]
    limit = numbers.number(card.letters.lists.rule.low_share_pct)
    return Table(
        "card-rule",
        "Результаты по правилу ШНОР: низкие этого года, низкие прошлого, остальные",
        [
            Column("work", "Работа"),
            Column("part", "Ниже минимума", align="right"),
            Column("share", "Доля (95 % интервал)", "%", "right"),
            Column("margin", f"От границы {limit} %", "п. п.", "right"),
            Column("says", "По правилу"),
        ],
        [
            [
                rule_words.work_title(one),
                numbers.part_of(one.below, one.participants),
                Cell(one.share, f"{numbers.number(one.share, 1)} "
                     f"({numbers.interval(one.low, one.high)})"),
                cells.points(one.margin),
                words.says(one, card.letters.lists.rule.low_share_pct),
            ]
            for one in shown
        ],
        words.unshown(hidden, card.run.year),
        source("marks", "exams"),
    )  # fmt: skip


def staff(card: SchoolCard) -> Table | None:
    """The way from staff to removed deficits, counts only."""
    if card.funnel.empty:
        return None
    return Table(
        "card-staff",
        "Педагоги школы: от диагностики до снятого дефицита",
        [
            Column("step", "Шаг"),
            count("teachers", "В школе", "чел."),
            share("pct", "Доля шага в школе"),
            count("all", "Во всех школах", "чел."),
            share("all_pct", "Доля шага во всех школах"),
        ],
        [
            [
                row.label,
                cells.count(row.teachers),
                _of_step(row.of_previous_pct, row),
                cells.count(row.all_teachers),
                _of_step(row.all_of_previous_pct, row),
            ]
            for row in each(card.funnel)
        ],
        ["Доля шага: диагностика — от всех педагогов, дефицит — от прошедших её, план, помощь и "
         "снятие — от педагогов с дефицитом. Руководители не считаются."],
        source("teachers", "diagnostics", "plans", "help"),
    )  # fmt: skip


def _of_step(value: Any, row: Any) -> Cell:
    if not row.base:
        return Cell.absent(cells.MARKERS["not_applicable"])
    return Cell.absent() if pd.isna(value) else Cell.of(float(value), 1)


def conditions(card: SchoolCard) -> Table | None:
    """Factors of the school against the median of schools."""
    if card.conditions.empty:
        return None
    return Table(
        "card-conditions",
        f"Условия: школа и медиана школ ({words.whole_name(card)})",
        [
            Column("factor", "Что"),
            count("part", "В школе", "чел."),
            share("pct", "В школе"),
            share("median", "Медиана школ"),
            Column("difference", "Отличие", "п. п.", "right"),
            count("schools", "Школ с данными"),
        ],
        [
            [
                row.label, int(row.part), row.pct, row.median_pct,
                cells.points(row.pct - row.median_pct), int(row.schools),
            ]
            for row in each(card.conditions)
        ],
        (),
        source("context"),
    )  # fmt: skip


def support(card: SchoolCard) -> Facts:
    """Exams, staffing, help, events, partners in a few lines."""
    return Facts("card-support", "Итоги, кадры, помощь, события", words.support(card))


def plan(card: SchoolCard) -> Table | None:
    """Items of the school's own roadmap, what is not done first."""
    if card.plan is None or card.plan.items.empty:
        return None
    items = card.plan.items
    rank = {status: place for place, status in enumerate(_FIRST)}
    order = items["status"].map(lambda status: rank.get(status, len(rank)))
    items = items.assign(order=order).sort_values(["order", "seq"], kind="stable")
    shown = items.head(MOST_ITEMS)
    rest = len(items) - len(shown)
    return Table(
        "card-plan",
        "Пункты дорожной карты школы: сначала невыполненные",
        [
            Column("item", "№", align="right"),
            Column("measure", "Мера"),
            Column("term", "Срок по плану"),
            Column("status", "На дату отчёта"),
        ],
        [
            [
                Cell.of(str(row.item_no or row.seq)), row.measure,
                row.term_raw or Cell.absent(), status_words(row.status, row.last_done_on),
            ]
            for row in each(shown)
        ],
        [f"Не показаны остальные пункты: {rest}."] if rest else [],
        source("roadmap_items", "roadmap_progress"),
    )  # fmt: skip


def letter(card: SchoolCard) -> Table | None:
    """What to do, who, by which day, why."""
    if card.actions.empty:
        return None
    found: dict[tuple[dt.date, str, str], list[Any]] = {}
    for row in each(card.actions.sort_values("due", kind="stable")):
        found.setdefault((row.due, row.action, row.owner), []).append(row)
    return Table(
        "card-letter",
        "Что сделать, кто, к какому числу",
        [
            Column("due", "К какому числу"),
            Column("action", "Что сделать"),
            Column("owner", "Кто"),
            Column("why", "Почему"),
        ],
        [
            [numbers.date_short(due), action, owner, words.reasons(rows)]
            for (due, action, owner), rows in found.items()
        ],
        (),
        source("marks", "exams", "diagnostics", "help"),
    )
