"""Numbers of regional tables: counts, percents in three spellings, means that may lie.

Here: cells → numbers, the scale of percents, counts from percents, agreement of the columns
of a table with each other. Not here: whose a row is and which exam it is about.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from helpers import vocabulary
from helpers.errors import Problem
from helpers.readers import cells
from helpers.readers.grid import Share
from helpers.readers.layouts.regional_blocks import Block, ResultColumn
from helpers.readers.layouts.regional_words import UNSURE

MARKS = ("mark_2", "mark_3", "mark_4", "mark_5")
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(?:[.,][0-9]{1,17})?")
_WITH_WORD = re.compile(r"([0-9]{1,3}(?:[.,][0-9]+)?)\s*(балл\w*|б\.?|чел\w*\.?)", re.IGNORECASE)
_MOST_CHOICES = 20_000
#: No number of a table of results is as large as this; «not a number» is not smaller either.
_TOO_BIG = 10**9
#: A percent belongs to a table in shares of one when the four marks add up to this.
_ONE = (Decimal("0.96"), Decimal("1.04"))
_HUNDRED = (Decimal(96), Decimal(104))


@dataclass
class Numbers:
    """Numbers of a table by row and column position; None where a cell is empty or «-».

    `units` are the units of columns once the values have spoken, `digits` the decimals that
    percents are printed with.
    """

    block: Block
    values: dict[tuple[int, int], Decimal | None] = field(default_factory=dict)
    absences: dict[tuple[int, int], str] = field(default_factory=dict)
    units: dict[int, str] = field(default_factory=dict)
    digits: dict[int, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def at(self, index: int, column: ResultColumn | None) -> Decimal | None:
        """The number of a column in a row."""
        return None if column is None else self.values.get((index, column.position))

    def column(self, name: str, unit: str) -> ResultColumn | None:
        """The column of a meaning whose numbers have a unit."""
        return next(
            (
                c
                for c in self.block.columns
                if c.name == name and self.units.get(c.position, c.unit) == unit
            ),
            None,
        )

    def told(
        self,
        code: str,
        message: str,
        index: int | None,
        column: ResultColumn | None,
        found: object = "",
        expected: str = "",
        severity: Any = "warning",
    ) -> None:
        """Add a finding at a cell."""
        self.problems.append(
            self.block.grid.problem(
                code, message, self.block.header if index is None else index,
                None if column is None else column.position,
                "" if column is None else column.words, found, expected, severity,
            )
        )  # fmt: skip


def read_numbers(block: Block, rows: Sequence[int]) -> Numbers:
    """All numbers of a table, with units settled and columns held against each other."""
    numbers = Numbers(block)
    for column in block.columns:
        if _is_numeric(column):
            _read_column(numbers, column, rows)
    _tell_participants(numbers, rows)
    _settle_marks(numbers, rows)
    _scale_percents(numbers, rows)
    for column in block.columns:
        if numbers.units.get(column.position) == "percent":
            numbers.digits[column.position] = _digits(numbers, column, rows)
    return numbers


def _tell_participants(numbers: Numbers, rows: Sequence[int]) -> None:
    """Columns that may count participants beside the one that is taken."""
    columns = [c for c in numbers.block.columns if c.unit == "count"]
    counted = [c for c in columns if c.name == "participants"]
    if not counted:
        return
    taken = counted[0]
    for column in columns:
        if column.name == UNSURE:
            numbers.told(
                "unsure_participants", "Столбец не взят: «уч.» может значить и участников, и "
                f"учащихся, а участники есть в столбце «{taken.words}».", None, column,
                column.words, "участники или обучающиеся полным словом",
            )  # fmt: skip
    for column in counted[1:]:
        other = [i for i in rows if numbers.at(i, column) not in (None, numbers.at(i, taken))]
        if other:
            numbers.told(
                "several_participants", "Участников называют два столбца, и числа в них разные: "
                f"строк {len(other)}. Взят столбец «{taken.words}»; лишний переименуйте.",
                other[0], column, f"{numbers.at(other[0], column):f}",
                f"как в столбце «{taken.words}»",
            )  # fmt: skip


def _is_numeric(column: ResultColumn) -> bool:
    return column.name.startswith(("mark_", "mean", "score_")) or column.name in (
        "participants", "enrolled", "below", "passed", "quality", "band",
    )  # fmt: skip


def _read_column(numbers: Numbers, column: ResultColumn, rows: Sequence[int]) -> None:
    with_words, first = 0, -1
    numbers.units[column.position] = column.unit
    for index in rows:
        raw = numbers.block.cell(index, column)
        value, absence, word = _number(raw)
        at = (index, column.position)
        numbers.values[at] = value
        if absence:
            numbers.absences[at] = absence
        fits = column.name.startswith("mean") or (word == "чел" and column.unit != "percent")
        if word and fits:
            with_words, first = with_words + 1, first if first >= 0 else index
        if raw is not None and not absence and (value is None or (word and not fits)):
            numbers.values[at] = None
            numbers.told(
                "bad_number", "В ячейке не число: исправьте её; если данных нет, оставьте пустой.",
                index, column, raw, "число", "error",
            )  # fmt: skip
        if isinstance(raw, Share):
            numbers.units[column.position] = "percent"
    if with_words:
        numbers.told(
            "word_in_number", f"В ячейках со словом взято число. Ячеек: {with_words}.", first,
            column, numbers.block.cell(first, column), "число без слов",
        )  # fmt: skip


def _number(raw: Any) -> tuple[Decimal | None, str, str]:
    """Number of a cell, the absence it declares, the head of a word beside the number."""
    if raw is None or isinstance(raw, bool) or cells.is_empty(raw):
        return None, "", ""
    if isinstance(raw, Share):
        return Decimal(f"{float(raw) * 100:.12g}"), "", ""
    if isinstance(raw, int | float):
        if not abs(raw) < _TOO_BIG:
            return None, "", ""
        return Decimal(f"{raw:.12g}" if isinstance(raw, float) else raw), "", ""
    text = cells.tidy(str(raw)).replace("−", "-").replace("\u00a0", " ")
    absence = vocabulary.absence_kind(text)
    if absence:
        return None, absence, ""
    plain = text.removesuffix("%").strip()
    if _NUMBER.fullmatch(plain.replace(" ", "")):
        return Decimal(plain.replace(" ", "").replace(",", ".")), "", ""
    worded = _WITH_WORD.fullmatch(plain)
    if worded:
        return Decimal(worded[1].replace(",", ".")), "", worded[2][:3].casefold()
    return None, "", ""


def _settle_marks(numbers: Numbers, rows: Sequence[int]) -> None:
    """Unit of mark columns whose header says none: by what they add up to."""
    columns = [c for c in numbers.block.columns if c.name in MARKS]
    unsaid = [c for c in columns if not numbers.units.get(c.position)]
    if not unsaid:
        return
    said = {(c.name, numbers.units[c.position]) for c in columns if c not in unsaid}
    if all((c.name, "percent") in said for c in unsaid):
        unit = "count"
    elif all((c.name, "count") in said for c in unsaid):
        unit = "percent"
    else:
        unit = _unit_by_sums(numbers, unsaid[:4], rows)
    for column in unsaid:
        numbers.units[column.position] = unit


def _unit_by_sums(numbers: Numbers, columns: Sequence[ResultColumn], rows: Sequence[int]) -> str:
    """Counts where the marks add up to the participants, percents where to 100 or 1."""
    participants = numbers.block.column("participants")
    as_count = as_percent = 0
    for index in rows:
        parts = [numbers.at(index, column) or Decimal(0) for column in columns]
        total, whole = sum(parts, Decimal(0)), numbers.at(index, participants)
        if not total:
            continue
        as_count += total == whole
        as_percent += _HUNDRED[0] <= total <= _HUNDRED[1] or _ONE[0] <= total <= _ONE[1]
    return "percent" if as_percent > as_count else "count"


def _scale_percents(numbers: Numbers, rows: Sequence[int]) -> None:
    """Percents written as shares of one become percents, all columns of a table alike."""
    columns = [c for c in numbers.block.columns if numbers.units.get(c.position) == "percent"]
    plain = [c for c in columns if not any(
        isinstance(numbers.block.cell(index, c), Share) for index in rows)]  # fmt: skip
    marks = [c for c in plain if c.name in MARKS]
    sums = [sum((numbers.at(index, c) or Decimal(0) for c in marks), Decimal(0)) for index in rows]
    sums = [total for total in sums if total]
    held = [value for c in plain for index in rows if (value := numbers.at(index, c)) is not None]
    if not held or max(held) > Decimal("1.04"):
        return
    is_share = (
        all(_ONE[0] <= total <= _ONE[1] for total in sums)
        if len(marks) == 4 and sums
        else _shares_by_counts(numbers, plain, rows)
    )
    if is_share is None:
        for column in plain:
            numbers.units[column.position] = "unclear"
        numbers.told(
            "percent_unclear", "Проценты не больше единицы, и проверить их не по чему: 0,5 может "
            "быть и половиной, и половиной процента. Столбец не сохранён.", None, plain[0],
            expected="12,5 или 12,5 %",
        )  # fmt: skip
    elif is_share:
        for column in plain:
            for index in rows:
                value = numbers.at(index, column)
                if value is not None:
                    numbers.values[(index, column.position)] = value * 100


def _shares_by_counts(
    numbers: Numbers, columns: Sequence[ResultColumn], rows: Sequence[int]
) -> bool | None:
    """Whether percents are shares of one, judged by counts of the same meaning; None unknown."""
    participants = numbers.block.column("participants")
    as_share = as_percent = 0
    for column in columns:
        counted = numbers.column(column.name, "count")
        for index in rows:
            printed, part = numbers.at(index, column), numbers.at(index, counted)
            whole = numbers.at(index, participants)
            if printed and part and whole:
                exact = part / whole
                as_share += abs(exact - printed) < abs(exact * 100 - printed)
                as_percent += abs(exact - printed) >= abs(exact * 100 - printed)
    return None if as_share + as_percent == 0 else as_share > as_percent


def _digits(numbers: Numbers, column: ResultColumn, rows: Sequence[int]) -> int:
    """Decimals that a column of percents is printed with: the most of its cells, at most 6."""
    exponents = [
        -int(value.normalize().as_tuple().exponent)
        for index in rows
        if (value := numbers.at(index, column)) is not None
    ]
    return min(max([0, *exponents]), 6)


def fits(count: int, whole: int, printed: Decimal, digits: int) -> tuple[bool, bool]:
    """Whether a percent is that of a count, rounded half up and cut off.

    A percent with more decimals than asked for is a quotient as a program stores it.

    >>> fits(2, 3, Decimal("66.6"), 1), fits(2, 3, Decimal("66.7"), 1)
    ((False, True), (True, False))
    >>> fits(2, 3, Decimal("66.6666666667"), 6)
    (True, True)
    """
    if not whole:
        return False, False
    exact, unit = Decimal(100 * count) / whole, Decimal(1).scaleb(-digits)
    if -int(printed.as_tuple().exponent) > digits:
        is_near = abs(exact - printed) < unit
        return is_near, is_near
    return (
        exact.quantize(unit, ROUND_HALF_UP) == printed,
        exact.quantize(unit, ROUND_DOWN) == printed,
    )


def restored(
    percents: Sequence[Decimal], whole: int, digits: int, is_all: bool
) -> list[int] | None:
    """The only counts whose percents these are, or None.

    All percents of a row are taken as rounded one way: half up or cut off. `is_all` says that
    the parts add up to the whole.

    >>> restored([Decimal("12.5"), Decimal("50"), Decimal("25"), Decimal("12.5")], 8, 1, True)
    [1, 4, 2, 1]
    >>> restored([Decimal("0.5")], 1000, 0, False) is None
    True
    """
    found: set[tuple[int, ...]] = set()
    for way in (0, 1):
        choices = []
        for printed in percents:
            low = int((printed - 1) * whole / 100) - 1
            high = int((printed + 1) * whole / 100) + 1
            if high - low > 4000:
                return None
            choices.append(
                [
                    count
                    for count in range(max(low, 0), min(high, whole) + 1)
                    if fits(count, whole, printed, digits)[way]
                ]
            )
        size = 1
        for options in choices:
            size *= len(options)
        if size > _MOST_CHOICES:
            return None
        found |= {
            combination
            for combination in itertools.product(*choices)
            if not is_all or sum(combination) == whole
        }
    return list(found.pop()) if len(found) == 1 else None


def check_percents(numbers: Numbers, rows: Sequence[int], wholes: Mapping[int, int | None]) -> None:
    """Percents that are not those of the counts beside them; one finding a column.

    Success (3, 4, 5) and quality (4, 5) are held against the marks.
    """
    sums = {
        "passed": ("mark_3", "mark_4", "mark_5"),
        "quality": ("mark_4", "mark_5"),
        **{mark: (mark,) for mark in MARKS},
        "below": ("below",),
    }
    for column in numbers.block.columns:
        if numbers.units.get(column.position) != "percent" or column.name not in sums:
            continue
        parts = [numbers.column(part, "count") for part in sums[column.name]]
        if any(part is None for part in parts):
            continue
        digits = numbers.digits[column.position]
        wrong, cut, seen = [], 0, 0
        for index in rows:
            printed, whole = numbers.at(index, column), wholes.get(index)
            held = [numbers.at(index, part) for part in parts]
            if printed is None or not whole or all(part is None for part in held):
                continue
            seen += 1
            count = int(sum((part or Decimal(0) for part in held), Decimal(0)))
            half_up, down = fits(count, whole, printed, min(digits, 4))
            cut += down and not half_up
            if not half_up and not down:
                wrong.append((index, printed, count, whole))
        if wrong:
            index, printed, count, whole = wrong[0]
            exact = Decimal(100 * count) / whole
            numbers.told(
                "percent_contradicts",
                f"Столбец процентов не сходится с количествами: строк {len(wrong)} из {seen}. "
                "Взяты количества.",
                index, column, f"{printed:f}", f"{exact:.2f} ({count} из {whole})",
            )  # fmt: skip
