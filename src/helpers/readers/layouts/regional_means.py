"""Means of regional tables held against the counts beside them.

Here: whether a column of means is what its name says. Not here: reading it. One column changes
its meaning from file to file (a mean mark, then a mean of points): counts say which it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from helpers.readers.layouts.regional_blocks import ResultColumn
from helpers.readers.layouts.regional_numbers import MARKS, Numbers

_UNIT = Decimal("0.01")


def check_means(numbers: Numbers, rows: Sequence[int], are_scores: bool) -> None:
    """Findings about columns of means that the marks contradict, and about impossible means.

    `are_scores` says that a mean must be one of test scores. Means that are not what they are
    named lose their numbers.
    """
    for column in numbers.block.columns:
        if column.name in ("mean", "mean_mark"):
            _against_marks(numbers, column, rows)
        elif column.name == "mean_primary":
            _primary(numbers, column, rows)
    for column in numbers.block.columns:
        if are_scores and column.name in ("mean", "mean_score"):
            _scores(numbers, column, rows)


def _has_marks(numbers: Numbers) -> bool:
    return all(numbers.column(mark, "count") is not None for mark in MARKS)


def _mean_mark(numbers: Numbers, index: int) -> Decimal | None:
    counts = [numbers.at(index, numbers.column(mark, "count")) or Decimal(0) for mark in MARKS]
    total = sum(counts, Decimal(0))
    if not total:
        return None
    points = sum((mark * count for mark, count in zip((2, 3, 4, 5), counts, strict=True)),
                 Decimal(0))  # fmt: skip
    return points / total


def _against_marks(numbers: Numbers, column: ResultColumn, rows: Sequence[int]) -> None:
    """A mean of marks must be that of the counts; a mean above 5 is one of points."""
    if not _has_marks(numbers):
        return
    wrong, seen = [], 0
    for index in rows:
        printed, exact = numbers.at(index, column), _mean_mark(numbers, index)
        if printed is None or exact is None:
            continue
        seen += 1
        unit = max(Decimal(1).scaleb(int(printed.as_tuple().exponent)), _UNIT)
        if abs(printed - exact) >= unit:
            wrong.append((index, printed, exact))
    if not wrong:
        return
    index, printed, exact = wrong[0]
    looks = " Похоже, это средний первичный балл." if all(p > 5 for _, p, _ in wrong) else ""
    numbers.told(
        "mean_contradicts",
        f"Столбец средних не сходится с числом отметок: строк {len(wrong)} из {seen}.{looks} "
        "Столбец в расчёты не взят.",
        index, column, f"{printed:f}", f"{exact:.2f}",
    )  # fmt: skip


def _primary(numbers: Numbers, column: ResultColumn, rows: Sequence[int]) -> None:
    """A mean of points that equals the mean mark everywhere is a mean of marks."""
    if not _has_marks(numbers):
        return
    pairs = [
        (printed, exact)
        for index in rows
        if (printed := numbers.at(index, column)) is not None
        and (exact := _mean_mark(numbers, index)) is not None
    ]
    if pairs and all(abs(printed - exact) <= _UNIT for printed, exact in pairs):
        numbers.told(
            "mean_contradicts",
            "Столбец назван средним первичным баллом, но это средняя отметка: так говорят числа "
            "отметок. Столбец в расчёты не взят.",
            rows[0], column, f"{pairs[0][0]:f}", "средний первичный балл",
        )  # fmt: skip
        for index in rows:
            numbers.values[(index, column.position)] = None


def _scores(numbers: Numbers, column: ResultColumn, rows: Sequence[int]) -> None:
    """Means of test scores lie between 0 and 100; means of 5 at most are means of marks."""
    held = [(index, value) for index in rows if (value := numbers.at(index, column)) is not None]
    beyond = [(index, value) for index, value in held if not 0 <= value <= 100]
    if beyond:
        index, value = beyond[0]
        numbers.told(
            "out_of_range", "Средний балл ЕГЭ не бывает таким: проверьте столбец.", index, column,
            f"{value:f}", "число от 0 до 100", "error",
        )  # fmt: skip
    elif len(held) > 1 and all(value <= 5 for _, value in held):
        numbers.told(
            "mean_contradicts", "Все средние не больше 5: это средняя отметка, а не тестовый балл.",
            held[0][0], column, f"{held[0][1]:f}", "средний тестовый балл",
        )  # fmt: skip
        for index, _ in held:
            numbers.values[(index, column.position)] = None
