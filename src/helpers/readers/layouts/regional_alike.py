"""Columns of a regional table that mean the same: which of them are those of the rows.

Here: columns of a whole region or district beside those of the rows, empty repetitions, columns
of one meaning whose numbers differ. Not here: groups of columns under different heads and years
(`regional_years`), two columns of participants (`regional_units`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from helpers import vocabulary
from helpers.errors import Problem
from helpers.readers.layouts.fis_places import Place
from helpers.readers.layouts.gia_blocks import text_of
from helpers.readers.layouts.regional_blocks import RESULTS, Block, ResultColumn
from helpers.readers.layouts.regional_numbers import Numbers

#: Scopes from the widest; the words of a column about such a whole, whosever its row is.
_WHOLES = (
    ("country", r"стран[аеу]|росси\w+(?: федераци\w+)?|рф"),
    ("region", r"регион\w*|област[ьи]|кра[йюея]|республик\w*|субъект\w*(?: рф)?"),
    ("municipality", r"район\w*|муниципалитет\w*|округ\w*|городу"
                     r"|муниципальн\w+ (?:район|округ|образовани)\w*"),
)  # fmt: skip
_ABOUT = tuple(
    (scope, re.compile(
        r"(?:(?<!\w)(?:по|во?)\s+|[(,]\s*|балл\w*\s+|^)(?:\w+(?:му|ой|ей|ом|го|ая|ий)\s+)?"
        rf"(?:{words})(?=\s*(?:$|[),;:*]|чел|в целом|за 20|20[0-9]|в 20))"
    ))
    for scope, words in _WHOLES
)  # fmt: skip
#: A head over some of those whom another column counts all.
_AMONG = re.compile(r"^(?:в том числе|в т\. ?ч|из них)(?!\w)")
_WIDTH = {"country": 3, "region": 2, "municipality": 1}
#: Code and words of the findings about columns that are left out.
_WIDER = ("wider_columns", "Столбцы о районе, регионе или стране не взяты: строки не о них.")
_OF_A_PART = (
    "columns_of_a_part", "Столбцы о части участников не взяты: рядом стоят столбцы обо всех.",
)  # fmt: skip
_MEANS = ("mean", "mean_score", "mean_mark", "mean_primary")


def scope_named(text: str) -> str:
    """The whole that the words over a column are about; "" for none.

    >>> scope_named("Средний балл по району"), scope_named("Край"), scope_named("По школам района")
    ('municipality', 'region', '')
    """
    word = vocabulary.folded(text)
    return next((scope for scope, pattern in _ABOUT if pattern.search(word)), "")


def is_among(words: str) -> bool:
    """Whether the words over a column are about some of those whom another column counts all.

    >>> is_among("в том числе с ОВЗ / 5"), is_among("Все участники / 5")
    (True, False)
    """
    return any(_AMONG.match(vocabulary.folded(part)) for part in words.split(" / "))


def own_columns(block: Block) -> tuple[Block, list[Problem]]:
    """The table without columns of a wider whole that stand beside the same of the rows.

    Columns without a number give way to others of their meaning. Columns of wider wholes that
    hold numbers are told.
    """
    counted = [c for c in block.columns if c.name in RESULTS or c.name == "enrolled"]
    filled = {c for c in counted if any(_is_filled(block.cell(i, c)) for i in block.rows)}
    meant = {(c.name, c.unit) for c in filled}
    wide = {c for c in counted if any(scope_named(part) for part in c.words.split(" / "))}
    among = {c for c in counted if is_among(c.words)} - wide
    own = {_kin(c) for c in filled - wide - among}
    out = {c for c in wide | among if _kin(c) in own}
    out |= {c for c in counted if c not in filled and (c.name, c.unit) in meant}
    left = [c for c in block.columns if c not in out]
    told = [c for c in counted if c in out & filled - among]
    parts = [c for c in counted if c in out & filled & among]
    return replace(block, columns=left), [
        *_told(block, told, *_WIDER), *_told(block, parts, *_OF_A_PART)
    ]  # fmt: skip


def _told(block: Block, columns: Sequence[ResultColumn], code: str, message: str) -> list[Problem]:
    """The finding of columns that are about more or fewer pupils than their rows."""
    if not columns:
        return []
    first, words = columns[0], "; ".join(c.words for c in columns)
    return [
        block.grid.problem(
            code, message, block.header, first.position, first.words, words, severity="warning",
        )
    ]  # fmt: skip


def _is_filled(cell: Any) -> bool:
    return cell is not None and not vocabulary.absence_kind(text_of(cell))


def _kin(column: ResultColumn) -> str:
    """What is compared over wholes: a mean test score is the mean of an exam too."""
    return "mean" if column.name == "mean_score" else column.name


def without_wider_means(numbers: Numbers, scopes: Mapping[int, Place]) -> list[Problem]:
    """Take means of a wider whole from rows of its parts, which is told."""
    taken = []
    for column in numbers.block.columns:
        scope = scope_named(column.words.rpartition(" / ")[2]) if column.name in _MEANS else ""
        for index, place in scopes.items():
            is_wider = _WIDTH.get(scope, 0) > _WIDTH.get(place.scope_type, 0)
            if is_wider and numbers.at(index, column) is not None:
                numbers.values[index, column.position] = None
                taken.append(column)
    return _told(numbers.block, list(dict.fromkeys(taken)), *_WIDER)


def settle_alike(numbers: Numbers, rows: Sequence[int], stored: set[str]) -> list[Problem]:
    """Leave one column of each stored meaning: the fullest. Errors where others differ from it.

    Percents beside counts are held against these, so they may differ. The block of the numbers
    loses the columns that repeat others.
    """
    groups: dict[tuple[str, str], list[ResultColumn]] = {}
    for column in numbers.block.columns:
        if column.name in stored:
            key = column.name, numbers.units[column.position]
            groups.setdefault(key, []).append(column)
    problems: list[Problem] = []
    repeated: set[ResultColumn] = set()
    for (name, unit), columns in groups.items():
        if unit == "percent" and (name, "count") in groups:
            continue
        kept = max(columns, key=lambda c: sum(numbers.at(i, c) is not None for i in rows))
        others = [c for c in columns if c != kept]
        repeated |= set(others)
        found = (_difference(numbers, rows, kept, other) for other in others)
        problems += [problem for problem in found if problem is not None][:1]
    left = [c for c in numbers.block.columns if c not in repeated]
    numbers.block = replace(numbers.block, columns=left)
    return problems


def _difference(
    numbers: Numbers, rows: Sequence[int], kept: ResultColumn, other: ResultColumn
) -> Problem | None:
    """The error of two columns of one meaning whose numbers differ, at the first that does."""
    pairs = [(i, numbers.at(i, kept), numbers.at(i, other)) for i in rows]
    coarse = Decimal(1).scaleb(-min(_decimals(numbers, rows, c) for c in (kept, other)))
    wrong = [
        (i, one, two) for i, one, two in pairs if two is not None and not _same(one, two, coarse)
    ]
    if not wrong or _are_percents(numbers, pairs):
        return None
    index, one, two = wrong[0]
    return numbers.block.grid.problem(
        "columns_alike",
        f"Столбец значит то же, что «{kept.words}», а числа в них разные: строк {len(wrong)} из "
        f"{len(rows)}. Какой из них брать, не ясно: оставьте в таблице один.",
        index, other.position, other.words, f"{two:f}",
        f"как в столбце «{kept.words}»: {'пусто' if one is None else f'{one:f}'}",
    )  # fmt: skip


def _decimals(numbers: Numbers, rows: Sequence[int], column: ResultColumn) -> int:
    """The most decimals that a number of a column has."""
    held = [value for i in rows if (value := numbers.at(i, column)) is not None]
    return max([0, *(-int(value.as_tuple().exponent) for value in held)])


def _same(one: Decimal | None, two: Decimal, coarse: Decimal) -> bool:
    """Whether numbers are the same, one printed to a `coarse` unit; empty may be zero."""
    if one is None:
        return two == 0
    return one == two or (coarse < 1 and abs(one - two) < coarse)


def _are_percents(
    numbers: Numbers, pairs: Sequence[tuple[int, Decimal | None, Decimal | None]]
) -> bool:
    """Whether the second numbers are everywhere the percents of the first ones."""
    participants = numbers.column("participants", "count")
    return all(
        one is not None
        and (whole := numbers.at(index, participants))
        and any(_is_near(100 * one / whole, printed) for printed in (two, 100 * two))
        for index, one, two in pairs
        if two is not None
    )


def _is_near(exact: Decimal, printed: Decimal) -> bool:
    """Whether a percent is another, rounded or cut off at its own decimals."""
    return abs(exact - printed) < Decimal(1).scaleb(int(printed.as_tuple().exponent))
