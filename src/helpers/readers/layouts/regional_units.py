"""Units of the columns of a regional table: people, percents, shares of one.

Here: what a column holds when its header does not say, by its signs, sums and sizes; percents
brought to one scale; columns that say one thing and hold another. Not here: reading cells
(`regional_numbers`), counts from percents (`regional_percents`).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from helpers.readers.layouts.regional_blocks import Block, ResultColumn
from helpers.readers.layouts.regional_numbers import BANDS, MARKS, Numbers, read_cells
from helpers.readers.layouts.regional_percents import possible
from helpers.readers.layouts.regional_words import UNSURE

#: A percent belongs to a table in shares of one when the four marks add up to this.
_ONE = (Decimal("0.96"), Decimal("1.04"))
_HUNDRED = (Decimal(96), Decimal(104))


#: Groups of pupils that tables print as people or as percents.
_PARTS = ("below", "below_first", *BANDS)
#: Meanings whose percents are those of the participants.
_OF_PARTICIPANTS = (*_PARTS, *MARKS, "passed", "quality")


def read_numbers(block: Block, rows: Sequence[int]) -> Numbers:
    """All numbers of a table, with units settled and columns held against each other."""
    numbers = read_cells(block, rows)
    _tell_participants(numbers, rows)
    _settle_signs(numbers, rows)
    _settle_marks(numbers, rows)
    _settle_parts(numbers, rows)
    if not _scale_percents(numbers, rows):
        _tell_shares_among_percents(numbers, rows)
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
                "unsure_participants", "Столбец не взят: в нём могут быть и не те, кто сдавал "
                f"экзамен, а участники есть в столбце «{taken.words}».", None, column,
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


def _settle_signs(numbers: Numbers, rows: Sequence[int]) -> None:
    """Cells with a percent sign make their column one of percents; counts and means have none."""
    for column in numbers.block.columns:
        at = column.position
        signed = [index for index in rows if (index, at) in numbers.signed]
        if not signed:
            continue
        unit = numbers.units[at]
        bare = [i for i in rows if numbers.at(i, column) and (i, at) not in numbers.signed]
        if unit == "count" or column.name.startswith("mean"):
            numbers.told(
                "percent_among_numbers", "Заголовок говорит о людях или о среднем, а в ячейке "
                f"процент. Ячеек: {len(signed)}. Допишите в заголовок «, %» или впишите числа.",
                signed[0], column, numbers.block.cell(signed[0], column), "число без знака %",
                "error",
            )  # fmt: skip
        elif not unit and bare:
            numbers.told(
                "mixed_percent", "Под одним заголовком и проценты со знаком, и числа без знака. "
                f"Ячеек без знака: {len(bare)}. Запишите весь столбец одинаково и допишите в "
                "заголовок «, чел.» или «, %».",
                bare[0], column, numbers.block.cell(bare[0], column), "число со знаком %", "error",
            )  # fmt: skip
        else:
            numbers.units[at] = "percent"


def _settle_parts(numbers: Numbers, rows: Sequence[int]) -> None:
    """Unit of groups of pupils whose header says none: by the column beside, sums and sizes."""
    columns = [c for c in numbers.block.columns if c.name in _PARTS]
    unsaid = [c for c in columns if not numbers.units.get(c.position)]
    said = {(c.name, numbers.units[c.position]) for c in columns}
    are_percents = _add_up_to_hundred(numbers, unsaid, rows)
    for column in unsaid:
        held = [(i, value) for i in rows if (value := numbers.at(i, column))]
        unit = "count"
        if (column.name, "percent") in said or not held:
            pass
        elif (column.name, "count") in said:
            unit = "percent"
        elif are_percents or _are_fractions(numbers, held):
            unit = numbers.assumed[column.words] = "percent"
        elif not _are_too_many(numbers, column, held):
            numbers.assumed[column.words] = "count"
        numbers.units[column.position] = unit


def _are_fractions(numbers: Numbers, held: Sequence[tuple[int, Decimal]]) -> bool:
    """Whether numbers are printed with decimals, as people are not.

    «12,0» says so too, unless a program printed the participants so.
    """
    participants = numbers.column("participants", "count")
    return any(
        value != int(value)
        or (_has_decimals(value) and not _has_decimals(numbers.at(index, participants)))
        for index, value in held
    )


def _has_decimals(value: Decimal | None) -> bool:
    return value is not None and int(value.as_tuple().exponent) < 0


def _add_up_to_hundred(
    numbers: Numbers, columns: Sequence[ResultColumn], rows: Sequence[int]
) -> bool:
    """Whether groups add up to a hundred in every row, and in none to the participants."""
    participants = numbers.column("participants", "count")
    sums = [
        (sum((numbers.at(i, c) or Decimal(0) for c in columns), Decimal(0)),
         numbers.at(i, participants))
        for i in rows
    ]  # fmt: skip
    sums = [(total, whole) for total, whole in sums if total]
    return len(columns) > 2 and len(sums) > 1 and all(
        _HUNDRED[0] <= total <= _HUNDRED[1] and total != whole for total, whole in sums
    )  # fmt: skip


def _are_too_many(
    numbers: Numbers, column: ResultColumn, held: Sequence[tuple[int, Decimal]]
) -> bool:
    """Whether whole numbers cannot be shown to be people; tells of it."""
    participants = numbers.column("participants", "count")
    wholes = [(index, value, numbers.at(index, participants)) for index, value in held]
    wrong = [row for row in wholes if row[2] is not None and row[1] > row[2]]
    if not wrong and (column.name == "score_100" or any(row[2] is not None for row in wholes)):
        return False
    index, value, whole = (wrong or wholes)[0]
    reason = (
        f"людей не бывает больше, чем участников ({whole:f})" if wrong and whole is not None
        else "число участников не названо"
    )  # fmt: skip
    numbers.told(
        "unit_unclear", f"Люди это или проценты? Заголовок не говорит, а {reason}. Допишите в "
        "заголовок «, чел.» или «, %».", index, column, f"{value:f}", "число людей или процент",
        "error",
    )  # fmt: skip
    return True


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
        unit = _unit_by_sums(numbers, list({c.name: c for c in reversed(unsaid)}.values()), rows)
    for column in unsaid:
        numbers.units[column.position] = unit


def _unit_by_sums(numbers: Numbers, columns: Sequence[ResultColumn], rows: Sequence[int]) -> str:
    """Counts where the marks add up to the participants, percents where to 100 or 1."""
    participants = numbers.column("participants", "count")
    as_count = as_percent = 0
    for index in rows:
        parts = [numbers.at(index, column) or Decimal(0) for column in columns]
        total, whole = sum(parts, Decimal(0)), numbers.at(index, participants)
        if not total:
            continue
        as_count += total == whole
        as_percent += _HUNDRED[0] <= total <= _HUNDRED[1] or _ONE[0] <= total <= _ONE[1]
    return "percent" if as_percent > as_count else "count"


def _scale_percents(numbers: Numbers, rows: Sequence[int]) -> bool:
    """Percents written as shares of one become percents, all columns of a table alike.

    Returns whether no number is above one: then shares do not stand among percents.
    """
    columns = [c for c in numbers.block.columns if numbers.units.get(c.position) == "percent"]
    plain = [c for c in columns if not any((i, c.position) in numbers.signed for i in rows)]
    marks = [c for c in plain if c.name in MARKS]
    sums = [sum((numbers.at(index, c) or Decimal(0) for c in marks), Decimal(0)) for index in rows]
    sums = [total for total in sums if total]
    held = [value for c in plain for index in rows if (value := numbers.at(index, c)) is not None]
    if not any(held) or max(held) > Decimal("1.04"):
        return False
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
    return True


def _shares_by_counts(
    numbers: Numbers, columns: Sequence[ResultColumn], rows: Sequence[int]
) -> bool | None:
    """Whether percents are shares of one; None unknown.

    Judged by counts of the same meaning, else by what no whole number of people gives.
    """
    participants = numbers.column("participants", "count")
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
            elif printed and whole and counted is None and column.name in _OF_PARTICIPANTS:
                is_percent, is_share = _readings(printed, int(whole))
                as_share += is_share and not is_percent
                as_percent += is_percent and not is_share
    return None if as_share + as_percent == 0 else as_share > as_percent


def _readings(printed: Decimal, whole: int) -> tuple[bool, bool]:
    """Whether some number of people gives a percent, and whether it does as a share of one."""
    return possible(printed, whole), possible(printed * 100, whole)


def _tell_shares_among_percents(numbers: Numbers, rows: Sequence[int]) -> None:
    """Numbers below one that only as shares are those of whole people: 0.12 beside 4.

    Where counts stand beside the percents, nothing is taken from these.
    """
    participants = numbers.column("participants", "count")
    for column in numbers.block.columns:
        is_percent = numbers.units.get(column.position) == "percent"
        if not is_percent or column.name not in (*_PARTS, *MARKS):
            continue
        if numbers.column(column.name, "count") is not None:
            continue
        wrong = [
            (index, value)
            for index in rows
            if (index, column.position) not in numbers.signed
            and (value := numbers.at(index, column)) is not None and 0 < value < 1
            and (whole := numbers.at(index, participants))
            and _readings(value, int(whole)) == (False, True)
        ]  # fmt: skip
        if wrong:
            index, value = wrong[0]
            numbers.told(
                "mixed_percent", "Доля среди процентов: столько процентов от участников не бывает "
                f"целым числом людей. Ячеек: {len(wrong)}. Запишите процентом (15,3) во всём "
                "столбце; если это и вправду меньше 1 %, поставьте знак %.",
                index, column, f"{value:f}", f"{(value * 100).normalize():f} %", "error",
            )  # fmt: skip
            for index, _ in wrong:
                numbers.values[(index, column.position)] = None


def _digits(numbers: Numbers, column: ResultColumn, rows: Sequence[int]) -> int:
    """Decimals that a column of percents is printed with: the most of its cells, at most 6."""
    exponents = [
        -int(value.normalize().as_tuple().exponent)
        for index in rows
        if (value := numbers.at(index, column)) is not None
    ]
    return min(max([0, *exponents]), 6)
