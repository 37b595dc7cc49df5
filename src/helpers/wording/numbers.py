"""Numbers, dates and counted nouns as a Russian reader expects them.

Here: the one rounding rule of the workbook, number and date formats, agreement of a noun
with a number. Not here: sentences about indicators (the other modules of `wording`),
marks for absent values (`blocks.Cell`).

Spaces inside a number and before a unit never break a line. A true minus (U+2212) and an
en dash in intervals are used everywhere, so that a table and a sentence say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache

Number = int | float | Decimal | Fraction

#: No-break space: before a unit and between the words of a date.
NBSP = "\u00a0"
#: Narrow no-break space: between groups of three digits.
THIN = "\u202f"
MINUS = "\u2212"
DASH = "\u2013"

#: Digits kept before rounding: enough for any count or share, too few for binary noise
#: (100 · 1.005 is stored as 100.49999999999999 and must still round to 100,5 and to 101).
_SIGNIFICANT = Context(prec=12, rounding=ROUND_HALF_UP)
_EXACT = Context(prec=40, rounding=ROUND_HALF_UP)

_MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)


def round_half_up(value: Number, decimals: int = 0) -> Decimal:
    """The value rounded to a number of decimals; a half goes away from zero.

    The one rounding rule of the workbook: every printed number passes through it.
    Binary noise beyond twelve significant digits is removed first, so that a share
    computed in floating point rounds as the fraction it stands for. A zero has no sign.
    Raises `ValueError` for NaN and infinity: an absent value has a mark, not a number.

    >>> round_half_up(2.5), round_half_up(-2.5), round_half_up(0.285, 2)
    (Decimal('3'), Decimal('-3'), Decimal('0.29'))
    >>> round_half_up(-0.04, 1)
    Decimal('0.0')
    """
    exact = exact_decimal(value)
    if not exact.is_finite():
        raise ValueError(f"cannot round {value!r}: an absent value is shown by its mark")
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), context=_EXACT)
    return rounded if rounded else abs(rounded)


def exact_decimal(value: Number) -> Decimal:
    """The value without the binary noise beyond twelve significant digits."""
    if isinstance(value, float):
        return _SIGNIFICANT.create_decimal(repr(float(value)))
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, Decimal):
        return value
    if isinstance(value, Fraction):
        return _EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    return exact_decimal(float(value))


@lru_cache(maxsize=4096)
def number(value: Number, decimals: int = 0, *, signed: bool = False) -> str:
    """A number with a decimal comma; groups of three digits from five digits on.

    `signed` puts a plus before a positive number (for changes); zero stays bare.

    >>> number(1234.5, 1), number(12345), number(-3.25, 1), number(3, signed=True)
    ('1234,5', '12\\u202f345', '\\u22123,3', '+3')
    """
    rounded = round_half_up(value, decimals)
    whole, _, fraction = f"{abs(rounded):f}".partition(".")
    if len(whole) > 4:
        whole = f"{int(whole):,}".replace(",", THIN)
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    return sign + whole + (f",{fraction}" if fraction else "")


def percent(value: Number, decimals: int = 1) -> str:
    """A share in percent (0–100) with its sign: «63,2 %».

    >>> percent(63.25)
    '63,3\\xa0%'
    """
    return f"{number(value, decimals)}{NBSP}%"


def points(value: Number, decimals: int = 1) -> str:
    """A difference of two shares in percentage points, always signed: «+3,4 п. п.».

    >>> points(-3.4)
    '\\u22123,4\\xa0п.\\xa0п.'
    """
    return f"{number(value, decimals, signed=True)}{NBSP}п.{NBSP}п."


def interval(low: Number, high: Number, decimals: int = 1, unit: str = "") -> str:
    """Two bounds joined by an en dash, with the unit once: «63,2–88,1 %».

    A negative bound is joined by an ellipsis instead, because «−3–−1» cannot be read.

    >>> interval(63.2, 88.1, unit="%")
    '63,2–88,1\\xa0%'
    >>> interval(-3, 1.5)
    '\\u22123,0…1,5'
    """
    lower, upper = number(low, decimals), number(high, decimals)
    joint = "…" if MINUS in lower + upper else DASH
    return f"{lower}{joint}{upper}" + (f"{NBSP}{unit}" if unit else "")


def date_text(day: date) -> str:
    """A date in words: «31 августа 2022 г.».

    >>> date_text(date(2022, 8, 31))
    '31\\xa0августа\\xa02022\\xa0г.'
    """
    return NBSP.join((str(day.day), _MONTHS[day.month - 1], str(day.year), "г."))


def date_short(day: date) -> str:
    """A date in figures for tables: «31.08.2022»."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def dates_text(start: date | None, end: date | None) -> str:
    """A span of dates for tables: «01.09.2022–31.12.2022», «до …», «с …»; "" without both."""
    if start and end:
        return date_short(start) if start == end else f"{date_short(start)}{DASH}{date_short(end)}"
    if end:
        return f"до{NBSP}{date_short(end)}"
    return f"с{NBSP}{date_short(start)}" if start else ""


def plural(count: Number, one: str, few: str, many: str) -> str:
    """The form of a noun that agrees with a number: 1 школа, 3 школы, 5 школ.

    A number with a fractional part takes the second form («1,5 балла»).

    >>> [plural(n, "школа", "школы", "школ") for n in (1, 22, 5, 11, 111, 0, 1.5)]
    ['школа', 'школы', 'школ', 'школ', 'школ', 'школ', 'школы']
    """
    if count != int(count):
        return few
    tail = abs(int(count)) % 100
    if 11 <= tail <= 14:
        return many
    return {1: one, 2: few, 3: few, 4: few}.get(tail % 10, many)


def counted(count: Number, one: str, few: str, many: str, decimals: int = 0) -> str:
    """A number with its noun, joined by a no-break space: «5 школ».

    >>> counted(21, "педагог", "педагога", "педагогов")
    '21\\xa0педагог'
    """
    rounded = round_half_up(count, decimals)
    return f"{number(rounded, decimals)}{NBSP}{plural(rounded, one, few, many)}"


def part_of(part: int, whole: int) -> str:
    """A count inside a count: «12 из 15»."""
    return f"{number(part)}{NBSP}из{NBSP}{number(whole)}"


def shown_of(what: str, shown: int, whole: int) -> str:
    """How much of a longer list is shown; `what` is a genitive plural: «школ».

    >>> shown_of("школ", 24, 29)
    'Показано школ: 24\\xa0из\\xa029'
    """
    return f"Показано {what}: {part_of(shown, whole)}"


def listed(items: Sequence[str], joint: str = "и") -> str:
    """Items as a running list: «а, б и в»; "" for none.

    >>> listed(["ВПР", "ОГЭ", "ЕГЭ"])
    'ВПР, ОГЭ и ЕГЭ'
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {joint} {items[-1]}"
