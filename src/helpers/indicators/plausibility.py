"""Columns of one row that contradict each other, or their own names.

Here: parts larger than the whole, sums that do not add up, means outside what the counts allow,
a column of another quantity than its name says. Not here: findings across rows, years and tables
(`quality`), faults that stop an import (`readers.checks`).

Each rule looks at whole columns of one table; a missing number contradicts nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.errors import Severity, figure

#: Fewer values than this say nothing about a whole column.
ENOUGH_VALUES = 5
#: Hours taught may pass the need, but hardly by half of it.
_MANY_TIMES = 1.5
_BANDS = ("score_below_min", "score_to_60", "score_61_80", "score_81_99", "score_100")
#: Least and greatest score of each band; the minimum is not known here.
_LEAST = (0, 0, 61, 81, 100)
_GREATEST = (60, 60, 80, 99, 100)


@dataclass(frozen=True)
class Contradiction:
    """Rows of a table (their positions) that one rule finds fault with, in words."""

    table: str
    code: str
    message: str
    column: str
    severity: Severity
    positions: tuple[int, ...]
    found: tuple[str, ...]
    expected: tuple[str, ...]


def contradictions(table: str, rows: pd.DataFrame) -> Iterator[Contradiction]:
    """All contradictions inside single rows of a table, and columns of another quantity."""
    if not len(rows):
        return
    for part, whole in _PARTS.get(table, ()):
        yield from _part_above_whole(table, rows, part, whole)
    for parts, whole, code in _SUMS.get(table, ()):
        yield from _sum_differs(table, rows, parts, whole, code)
    for check in _OWN.get(table, ()):
        yield from check(rows)


#: Table → (part, whole): the part cannot be larger. Other pairs are refused at import.
_PARTS: dict[str, tuple[tuple[str, str], ...]] = {
    "marks": (("absent", "enrolled"), ("exempt", "enrolled")),
    "admission": (("certified", "admitted"), ("honours_not_confirmed", "certified_honours")),
    "context": (("on_register", "pupils"), ("one_parent", "pupils")),
}
#: Table → (parts, whole, code): the parts add up to the whole exactly.
_SUMS: dict[str, tuple[tuple[tuple[str, ...], str, str], ...]] = {
    "exams": ((_BANDS, "sat", "bands_do_not_sum"),),
    "journal_match": (
        (("lowered", "confirmed", "raised"), "participants", "journal_does_not_sum"),
    ),
}


def _part_above_whole(
    table: str, rows: pd.DataFrame, part: str, whole: str
) -> Iterator[Contradiction]:
    parts, wholes = _numbers(rows, part), _numbers(rows, whole)
    wrong = parts > wholes
    if wrong.any():
        yield Contradiction(
            table, "part_above_whole", "Часть больше целого.", part, "error", _at(wrong),
            _texts(parts[wrong]), tuple(f"не больше {value}" for value in _texts(wholes[wrong])),
        )  # fmt: skip


def _sum_differs(
    table: str, rows: pd.DataFrame, parts: Sequence[str], whole: str, code: str
) -> Iterator[Contradiction]:
    total = sum((_numbers(rows, part) for part in parts), np.zeros(len(rows)))
    wholes = _numbers(rows, whole)
    wrong = np.isfinite(total) & np.isfinite(wholes) & (total != wholes)
    if wrong.any():
        yield Contradiction(
            table, code, "Сумма частей не равна целому.", whole, "error", _at(wrong),
            _texts(wholes[wrong]), _texts(total[wrong]),
        )  # fmt: skip


def _mean_outside_bands(rows: pd.DataFrame) -> Iterator[Contradiction]:
    """A mean score that no scores within the bands can give."""
    counts = [_numbers(rows, band) for band in _BANDS]
    total = sum(counts, np.zeros(len(rows)))
    whole = np.where(total > 0, total, np.nan)
    low = sum((c * s for c, s in zip(counts, _LEAST, strict=True)), np.zeros(len(rows))) / whole
    high = sum((c * s for c, s in zip(counts, _GREATEST, strict=True)), np.zeros(len(rows))) / whole
    mean = _numbers(rows, "mean_score")
    # printed means are rounded
    wrong = (mean < low - 0.5) | (mean > high + 0.5)
    if wrong.any():
        limits = zip(_texts(low[wrong]), _texts(high[wrong]), strict=True)
        yield Contradiction(
            "exams", "mean_outside_bands",
            "Средний балл невозможен при таких количествах по полосам баллов.", "mean_score",
            "error", _at(wrong), _texts(mean[wrong]),
            tuple(f"от {least} до {most}" for least, most in limits),
        )  # fmt: skip


def _score_is_a_mark(rows: pd.DataFrame) -> Iterator[Contradiction]:
    """A column of mean test scores (0–100) that holds mean marks (2–5)."""
    for source in _sources(rows):
        of_ege = source & (rows["form"] == "ЕГЭ").to_numpy(dtype=bool)
        values = np.where(of_ege, _numbers(rows, "mean_score"), np.nan)
        known = np.isfinite(values)
        marks = (values >= 2) & (values <= 5)
        base = (rows["level"].fillna("") == "base").to_numpy(dtype=bool)
        if (known & ~base).sum() >= ENOUGH_VALUES and (marks | base | ~known).all():
            first = int(np.flatnonzero(known & ~base)[0])
            yield Contradiction(
                "exams", "column_contradicts_name",
                "Все значения столбца от 2 до 5: похоже, это средняя отметка, а не балл ЕГЭ.",
                "mean_score", "error", (first,), (figure(values[first]),), ("балл от 0 до 100",),
            )  # fmt: skip


def _primary_is_a_mark(rows: pd.DataFrame) -> Iterator[Contradiction]:
    """A column of mean primary scores that equals the mean mark of the same row."""
    counts = [_numbers(rows, f"mark_{mark}") for mark in (2, 3, 4, 5)]
    total = sum(counts, np.zeros(len(rows)))
    weighted = sum((m * c for m, c in zip((2, 3, 4, 5), counts, strict=True)), np.zeros(len(rows)))
    mean_mark = weighted / np.where(total > 0, total, np.nan)
    for source in _sources(rows):
        values = np.where(source, _numbers(rows, "mean_primary"), np.nan)
        known = np.isfinite(values) & np.isfinite(mean_mark)
        if known.sum() >= ENOUGH_VALUES and (np.abs(values - mean_mark)[known] <= 0.0051).all():
            first = int(np.flatnonzero(known)[0])
            yield Contradiction(
                "marks", "column_contradicts_name",
                "Столбец повторяет среднюю отметку: это не первичный балл.", "mean_primary",
                "error", (first,), (figure(values[first]),), ("средний первичный балл",),
            )  # fmt: skip


def _small_scores(rows: pd.DataFrame) -> Iterator[Contradiction]:
    """Satisfaction (0–100) that is kept as a fraction or as marks up to five."""
    for source in _sources(rows):
        values = _numbers(rows, "score")[source]
        values = values[np.isfinite(values)]
        if len(values) >= ENOUGH_VALUES and values.max() <= 5 and values.max() > 0:
            yield Contradiction(
                "satisfaction", "column_contradicts_name",
                "Все оценки не больше 5: похоже, это отметки или доли, а не баллы из 100.",
                "score", "error", (int(np.flatnonzero(source)[0]),),
                (f"до {figure(values.max())}",), ("баллы от 0 до 100",),
            )  # fmt: skip


def _mixed_scores(rows: pd.DataFrame) -> Iterator[Contradiction]:
    """Satisfaction (0–100) of a file in which some scores are written as fractions of one."""
    for source in _sources(rows):
        values = np.where(source, _numbers(rows, "score"), np.nan)
        wrong = (values > 0) & (values < 1)
        if wrong.any() and (values > 1).any():
            yield Contradiction(
                "satisfaction", "mixed_scores",
                "Рядом с баллами из 100 стоит число меньше 1: похоже, это доля.", "score",
                "warning", _at(wrong), _texts(values[wrong]),
                tuple(f"{figure(round(100 * value, 2))}?" for value in values[wrong]),
            )  # fmt: skip


def _hours_above_need(rows: pd.DataFrame) -> Iterator[Contradiction]:
    """Far more hours taught by specialists and others than the school needs.

    A few hours more are usual: classes are taught in groups.
    """
    taught = np.nan_to_num(_numbers(rows, "hours_by_specialist"))
    taught = taught + np.nan_to_num(_numbers(rows, "hours_by_other"))
    needed = _numbers(rows, "hours_needed")
    wrong = taught > _MANY_TIMES * needed
    if wrong.any():
        yield Contradiction(
            "staffing", "hours_above_need",
            "Часов ведут намного больше, чем нужно: проверьте потребность и оба слагаемых.",
            "hours_needed", "warning", _at(wrong), _texts(needed[wrong]),
            tuple(f"ведут {value}" for value in _texts(taught[wrong])),
        )  # fmt: skip


def _marks_above_participants(rows: pd.DataFrame) -> Iterator[Contradiction]:
    """Marks of which some are not known and the known ones are more than the participants."""
    counts = np.array([_numbers(rows, f"mark_{mark}") for mark in (2, 3, 4, 5)])
    known, participants = np.nansum(counts, axis=0), _numbers(rows, "participants")
    wrong = np.isnan(counts).any(axis=0) & (known > participants)
    if wrong.any():
        yield Contradiction(
            "marks", "marks_do_not_sum", "Отметок больше, чем участников.", "participants",
            "error", _at(wrong), _texts(participants[wrong]),
            tuple(f"не меньше {value}" for value in _texts(known[wrong])),
        )  # fmt: skip


_OWN: dict[str, tuple[Callable[..., Iterator[Contradiction]], ...]] = {
    "marks": (_primary_is_a_mark, _marks_above_participants),
    "exams": (_mean_outside_bands, _score_is_a_mark),
    "satisfaction": (_small_scores, _mixed_scores),
    "staffing": (_hours_above_need,),
}
#: Tables that have any rule.
TABLES = tuple(dict.fromkeys((*_PARTS, *_SUMS, *_OWN)))


def _sources(rows: pd.DataFrame) -> Iterator[np.ndarray]:
    """Masks of the rows of each source file."""
    for _, group in rows.groupby("source_id", sort=True, dropna=False):
        yield rows.index.isin(group.index)


def _numbers(rows: pd.DataFrame, name: str) -> np.ndarray:
    return rows[name].to_numpy(dtype="float64", na_value=np.nan)


def _at(wrong: np.ndarray) -> tuple[int, ...]:
    return tuple(int(place) for place in np.flatnonzero(wrong))


def _texts(values: np.ndarray) -> tuple[str, ...]:
    return tuple(figure(value) for value in values)
