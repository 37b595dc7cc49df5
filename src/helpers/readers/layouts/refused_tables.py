"""Published tables that are known and cannot be stored, each with the reason in its message.

Here: the city table of ЕГЭ by sums of three exams, tables of schools of England. Not here:
files of no known layout (`sources`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from helpers.errors import InputDataError
from helpers.readers.grid import Grid
from helpers.readers.layouts.layout import Layout, Reading

_PASSED, _OVER, _UNDER = "PASSED_NUMBER_FULL", "PASSES_OVER_220", "PASSER_UNDER_160"
#: Headers that only tables of the English department of education have.
_ENGLISH = {"URN", "SCHNAME"}
_ENGLISH_CODES = {"SUPP", "NE", "NP", "LOWCOV"}


def _header(grids: Sequence[Grid]) -> list[str]:
    row = grids[0].rows[0] if grids and grids[0].rows else []
    return [str(cell).strip() for cell in row if cell is not None]


def _is_city(grids: Sequence[Grid]) -> bool:
    return {_PASSED, _OVER, _UNDER} <= set(_header(grids))


def _is_english(grids: Sequence[Grid]) -> bool:
    return set(_header(grids)) >= _ENGLISH


def _refuse_city(grids: Sequence[Grid], name: str, given: Mapping[str, Any]) -> Reading:
    """Refuse the table; its contradiction is counted and shown at its first row."""
    grid = grids[0]
    header = [str(cell).strip() if cell is not None else "" for cell in grid.rows[0]]
    at = {word: header.index(word) for word in (_PASSED, _OVER, _UNDER)}
    wrong, nested, seen = [], 0, 0
    for index, row in enumerate(grid.rows[1:], 1):
        held = [_count(row[position]) if position < len(row) else None for position in at.values()]
        passed, over, under = held
        if passed is None or over is None or under is None:
            continue
        seen += 1
        nested += over <= under <= passed
        if over + under > passed:
            wrong.append((index, f"{over} + {under} > {passed}"))
    problems = [
        grid.problem(
            "not_by_subject",
            "Таблица считает выпускников по сумме баллов трёх экзаменов: предметов в ней нет, а "
            "результаты хранятся по предметам. Нужна таблица по предметам или протоколы.",
            0, at[_PASSED], _PASSED, ", ".join(at), "результаты по предметам",
        )
    ]  # fmt: skip
    if wrong:
        also = (
            " Во всех строках «более 220» не больше этого столбца: по числам он значит «160 и "
            "более»."
            if nested == seen
            else ""
        )
        problems.append(
            grid.problem(
                "columns_contradict",
                f"Столбец «менее 160» противоречит остальным: вместе с «более 220» он больше числа "
                f"сдавших, строк {len(wrong)} из {seen}.{also}",
                wrong[0][0], at[_UNDER], _UNDER, wrong[0][1], "сумма не больше числа сдавших",
            )
        )  # fmt: skip
    raise InputDataError(problems)


def _refuse_english(grids: Sequence[Grid], name: str, given: Mapping[str, Any]) -> Reading:
    """Refuse a table of another country's schools."""
    grid = grids[0]
    marks = sorted({str(c) for row in grid.rows[1:200] for c in row} & _ENGLISH_CODES)
    known = f" Пометки {', '.join(marks)} значат, что числа скрыты или их нет." if marks else ""
    message = (
        "Это таблица школ Англии (key stage 4), а не результаты российских школ: ни одного "
        f"столбца о ВПР, ОГЭ, ЕГЭ или ГВЭ в ней нет.{known}"
    )
    raise InputDataError(
        [
            grid.problem("not_russian_data", message, 0, found=", ".join(_header(grids)),
                         expected="результаты российских школ")
        ]
    )  # fmt: skip


def _count(raw: Any) -> int | None:
    text = "" if raw is None else str(raw).strip()
    return int(text) if text.isascii() and text.isdigit() else None


CITY = Layout("city_sums", "Суммы баллов ЕГЭ по школам города", _is_city, _refuse_city)
ENGLISH = Layout("england", "Таблица школ Англии", _is_english, _refuse_english)
