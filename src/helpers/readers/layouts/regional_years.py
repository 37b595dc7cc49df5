"""Columns of several years or of several groups of people side by side in a regional table.

Here: which columns are those of the year of a table. Not here: the year itself
(`regional_exam`), groups of columns headed by subjects (`regional_blocks`).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from helpers import vocabulary
from helpers.errors import Problem
from helpers.readers.layouts.regional_alike import is_among
from helpers.readers.layouts.regional_blocks import RESULTS, Block, ResultColumn
from helpers.readers.layouts.regional_titles import without_days

_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?:\s*[-/]\s*(?:20)?([0-9]{2}))?(?![0-9])")
#: «Прошлый год» in any case, but not «выпускники прошлых лет».
_BEFORE = re.compile(
    r"(?<!\w)(?:прошл|предыдущ|прошедш)(?:ый|ий|ого|его|ом|ем)\s+(?:учебн\w+\s+)?год"
)
#: Heads that name the year of a rule, not that of results: «шкала 2022 года».
_OF_A_RULE = re.compile(r"шкал|приказ|постановлен|письм|порядк|перевод|утвержд|открыт|основан")
_COUNTS = ("mark_", "score_", "below")


def of_year(block: Block, year: int | None) -> tuple[Block | None, list[Problem]]:
    """The table with the columns of its year alone; None where it is not clear which they are.

    Columns of which no year is said belong to the year of the table. `year` is None where each
    row says its own.
    """
    others = [c for c in block.columns if _is_counted(c) and _is_of_other_year(c, year)]
    if not others:
        problem = _alike(block)
        return (None, [problem]) if problem else (block, [])
    kept = [c for c in block.columns if c not in others]
    words = "; ".join(
        dict.fromkeys(
            head if _names_other((head := _head(column)).split(" / "), year) else column.words
            for column in others
        )
    )
    if not any(_is_counted(column) for column in kept):
        return None, [
            block.grid.problem(
                "other_year", "Все столбцы таблицы о другом годе, чем она сама: проверьте год в "
                "заголовке столбцов, над таблицей и в ключе -y.", block.header,
                others[0].position, others[0].words, words, str(year),
            )
        ]  # fmt: skip
    rows = [
        index for index in block.rows
        if any(block.cell(index, c) is not None for c in kept if _is_counted(c))
    ]  # fmt: skip
    narrowed = replace(block, columns=kept, rows=rows)
    problem = _alike(narrowed)
    if problem:
        return None, [problem]
    told = block.grid.problem(
        "other_year_columns", f"Взяты столбцы {year} года. Столбцы другого года не взяты, их "
        f"{len(others)}.", block.header, others[0].position, others[0].words, words,
        severity="warning",
    )  # fmt: skip
    return narrowed, [told]


def _is_counted(column: ResultColumn) -> bool:
    return column.name in RESULTS or column.name == "enrolled"


def _is_of_other_year(column: ResultColumn, year: int | None) -> bool:
    """Whether the words over a column name another year; pupils may be counted a year before."""
    own = column.words.split(" / ")
    return _names_other(own[:-1] if column.name == "enrolled" else own, year)


def _names_other(parts: Sequence[str], year: int | None) -> bool:
    """Whether the lowest of several words that names a year names none but others."""
    for part in reversed(parts if year is not None else ()):
        word = without_days(vocabulary.folded(part))
        if _OF_A_RULE.search(word):
            continue
        years = {named for hit in _YEAR.finditer(word) for named in _years(hit)}
        if years or _BEFORE.search(word):
            return year not in years
    return False


def _years(hit: re.Match[str]) -> range:
    """The year that a school year ends in, the year itself, or all years of a longer span."""
    first = int(hit[1])
    last = first // 100 * 100 + int(hit[2]) if hit[2] else first
    return range(last if last == first + 1 else first, max(first, last) + 1)


def _head(column: ResultColumn) -> str:
    """The words over a column without its own; "" where there are none."""
    return column.words.rpartition(" / ")[0]


def _alike(block: Block) -> Problem | None:
    """The error of two groups of columns that mean the same under different heads.

    Groups are alike when they share a count of marks or scores, or two other meanings.
    """
    groups: dict[str, dict[tuple[str, str], ResultColumn]] = {}
    for column in block.columns:
        if column.name in RESULTS and " / " in column.words:
            groups.setdefault(_head(column), {}).setdefault((column.name, column.unit), column)
    for one, other in itertools.combinations(groups, 2):
        if is_among(one) or is_among(other):
            continue
        shared = [meaning for meaning in groups[one] if meaning in groups[other]]
        if len(shared) > 1 or any(name.startswith(_COUNTS) for name, _ in shared):
            left, right = groups[one][shared[0]], groups[other][shared[0]]
            return block.grid.problem(
                "columns_alike",
                "Столбцы под разными общими заголовками значат одно и то же: какие из них брать, "
                "не ясно. Оставьте в таблице одни или назовите в общем заголовке год.",
                block.header, right.position, right.words, right.words,
                f"один такой столбец, а не второй после «{left.words}»",
            )  # fmt: skip
    return None
