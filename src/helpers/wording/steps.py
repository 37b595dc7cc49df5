"""Next steps: what to do, why, who and by when, derived by rules from the year's picture.

Here: the rules and their sentences. Not here: the numbers (`indicators.overview`), the table
(`tables.overview`).

A step names a role, never a person. Its owner and day come from the roadmap where a measure
answers it; otherwise the step says that the roadmap has none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from helpers.indicators import low_results
from helpers.indicators.events import has_word
from helpers.indicators.overview import Overview
from helpers.indicators.plain import known, texts
from helpers.indicators.rows import each, is_text
from helpers.plans import PARTY_LABELS
from helpers.wording import numbers
from helpers.wording import results as words

#: Most steps of one rule.
MOST_OF_A_RULE = 3
#: Share of lowered marks from which current marking is worth a look, in percent.
LOWERED_PCT = 30.0
_OPEN = ("planned", "in_progress", "overdue", "no_due_date")


@dataclass(frozen=True)
class Step:
    """One step: what, why, who (roles in words), by when (None: not set), where from."""

    what: str
    why: str
    owner: str
    due: dt.date | None
    basis: str
    rule: str


def steps(picture: Overview) -> list[Step]:
    """The steps that follow from the year, by weight: what is late, what is low, what is due."""
    rules: tuple[Callable[[Overview], Iterator[Step]], ...] = (
        _overdue, _low, _worse, _teachers, _journal, _missing, _next,
    )  # fmt: skip
    return [step for rule in rules for step in islice(rule(picture), MOST_OF_A_RULE)]


def _overdue(picture: Overview) -> Iterator[Step]:
    if not picture.plan.has_plan:
        return
    for row in each(picture.plan.overdue):
        late = numbers.counted(int(row.days_late), "день", "дня", "дней")
        yield Step(
            _start(row.measure),
            f"просрочено на {late}",
            _owners(row.responsible),
            row.first_due,
            _item(row),
            "срок прошёл, записи о выполнении нет",
        )


def _low(picture: Overview) -> Iterator[Step]:
    rule = low_results.default_rule()
    rows = picture.results.failed_own
    rows = rows[(rows["denominator"] >= rule.small_n) & (rows["value"] >= rule.low_share_pct)]
    rows = rows.sort_values("value", ascending=False, kind="stable")
    found = _answer(picture, ("анализ", "разбор", "результат"))
    for row in each(rows):
        yield _step(
            f"Разобрать выполнение заданий: {row.title}{_where(picture, row.series)}",
            f"{words.MEASURES[row.measure]} — {words.part_words(row)}",
            "METHOD",
            found,
            f"доля не меньше {numbers.percent(rule.low_share_pct, 0)}, участников не меньше "
            f"{rule.small_n}",
        )


def _where(picture: Overview, series: str) -> str:
    """«; больше всего таких участников: школа А — 7 из 29»: where most of those who failed are."""
    units = picture.results.failed_units
    of_work = is_text(units, "series", series) & (units["numerator"].to_numpy() > 0)
    counts = (units[name][of_work].tolist() for name in ("numerator", "denominator"))
    failed = zip(texts(units["unit_name"][of_work]), *counts, strict=True)
    most = sorted(failed, key=lambda unit: (-unit[1], unit[0]))[:2]
    names = [f"{name} ({numbers.part_of(int(part), int(whole))})" for name, part, whole in most]
    return f"; больше всего таких участников: {numbers.listed(names)}" if names else ""


def _worse(picture: Overview) -> Iterator[Step]:
    compared = picture.changes[picture.changes["low"].notna()]
    rows = compared[words.verdicts(compared) == "worse"]
    rows = rows.loc[rows["change"].abs().sort_values(ascending=False, kind="stable").index]
    found = _answer(picture, ("анализ", "мониторинг"))
    for row in each(rows.head(2)):
        yield _step(
            f"Выяснить причины: {row.title}, {words.MEASURES[row.measure]}",
            f"{numbers.number(row.before, 1)} → {numbers.percent(row.now)}, больше случайных "
            "колебаний",
            "METHOD",
            found,
            "интервал изменения не содержит нуля",
        )


def _teachers(picture: Overview) -> Iterator[Step]:
    year = picture.plan.teachers
    deficit, helped = year.step("with_deficit"), year.step("helped")
    if not deficit or helped is None or helped >= deficit:
        return
    left = deficit - helped
    yield _step(
        f"Назначить адресную помощь: {numbers.counted(left, 'педагог', 'педагога', 'педагогов')} "
        "с дефицитами ещё без неё",
        f"помощь по дефициту получили {numbers.part_of(helped, deficit)}",
        "METHOD",
        _answer(picture, ("дефицит", "адресн", "консультац")),
        "дефицит выявлен, помощи по нему нет",
    )


def _journal(picture: Overview) -> Iterator[Step]:
    rows = picture.journal
    rows = rows[(rows["place"] == "own") & (rows["lowered_pct"] >= LOWERED_PCT)]
    rows = rows[rows["whole"] >= low_results.default_rule().small_n]
    if rows.empty:
        return
    titles = list(rows.sort_values("lowered_pct", ascending=False, kind="stable")["title"])
    yield _step(
        f"Сверить текущие отметки с результатами работ: {words.some(titles, 2)}",
        f"отметки ниже журнала не реже чем у {numbers.percent(LOWERED_PCT, 0)} участников",
        "EDU_SPEC",
        _answer(picture, ("объективн",)),
        f"понизили не меньше {numbers.percent(LOWERED_PCT, 0)}",
    )


def _missing(picture: Overview) -> Iterator[Step]:
    silent = picture.silent
    if silent.empty:
        return
    names = [str(name) for name in silent["unit_name"]]
    yield _step(
        f"Запросить результаты: {words.some(names, 4)}",
        "за год нет ни одной строки",
        "EDU_SPEC",
        None,
        "действует в этом году, результатов нет",
    )


def _next(picture: Overview) -> Iterator[Step]:
    if not picture.plan.has_plan:
        return
    for row in each(picture.plan.due_next):
        yield Step(
            _start(row.measure),
            "срок в ближайшие месяцы",
            _owners(row.responsible),
            row.first_due,
            _item(row),
            "срок до конца следующего квартала",
        )


def _answer(picture: Overview, stems: Sequence[str]) -> Any:
    """The open item of the roadmap whose measure has one of the words, the nearest first."""
    if not picture.plan.has_plan:
        return None
    items = picture.plan.items
    today = picture.run.report_date()
    fits = has_word(items["measure"], stems).tolist()
    columns = (known(items[name]) for name in ("status", "next_due", "seq"))
    ahead = [
        (day, number, place)
        for place, (status, day, number) in enumerate(zip(*columns, strict=True))
        if fits[place] and status in _OPEN and day is not None and day > today
    ]
    return next(each(items.iloc[[min(ahead)[-1]]])) if ahead else None


def _step(what: str, why: str, owner: str, item: Any, rule: str) -> Step:
    if item is None:
        return Step(what, why, PARTY_LABELS[owner], None, "в дорожной карте срока нет", rule)
    return Step(what, why, _owners(item.responsible) or PARTY_LABELS[owner], item.next_due,
                _item(item), rule)  # fmt: skip


def _owners(codes: Sequence[str]) -> str:
    return ", ".join(PARTY_LABELS.get(code, code) for code in codes)


def _item(row: Any) -> str:
    return f"дорожная карта, пункт {row.item_no or f'[{row.seq}]'}"


def _start(text: str, most: int = 150) -> str:
    """The beginning of a measure, cut at a word."""
    text = " ".join(str(text).split())
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0].rstrip(",.;:") + "…"
