"""Numbers as a Russian reader expects them; one rounding rule for everything printed."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.wording import numbers


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-0.5, 0, "-1"),
        (-0.4, 0, "0"),
        (0.15, 1, "0.2"),
        (0.25, 1, "0.3"),
        (1.005, 2, "1.01"),
        (100 * 1.005, 1, "100.5"),
        (100 * 1.005, 0, "101"),
        (2.675, 2, "2.68"),
        (0.1 + 0.2, 1, "0.3"),
        (100 * 23 / 160, 2, "14.38"),
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(2, 3), 3, "0.667"),
        (Decimal("0.045"), 2, "0.05"),
        (10**15, 0, "1000000000000000"),
        (1250, -2, "1300"),
    ],
)
def test_a_half_is_rounded_away_from_zero(value: float, decimals: int, expected: str) -> None:
    rounded = numbers.round_half_up(value, decimals)
    assert f"{rounded:f}" == expected


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_an_absent_number_is_never_printed(value: float) -> None:
    with pytest.raises(ValueError, match="cannot round"):
        numbers.number(value)


@given(st.integers(0, 400), st.integers(1, 400), st.integers(0, 3))
def test_a_share_computed_in_floating_point_rounds_as_its_fraction(
    part: int, whole: int, decimals: int
) -> None:
    exact = numbers.round_half_up(Fraction(100 * part, whole), decimals)
    assert numbers.round_half_up(100 * part / whole, decimals) == exact
    assert numbers.round_half_up(100 * (part / whole), decimals) == exact


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_a_printed_number_reads_back_as_itself(thousandths: int, decimals: int) -> None:
    text = numbers.number(Fraction(thousandths, 1000), decimals)
    plain = text.replace("\u202f", "").replace("\u2212", "-").replace(",", ".")
    assert abs(Fraction(plain) - Fraction(thousandths, 1000)) <= Fraction(1, 2 * 10**decimals)
    assert text.strip("−0123456789,\u202f") == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (numbers.number(9999), "9999"),
        (numbers.number(10000), "10\u202f000"),
        (numbers.number(-1234567.891, 2), "\u22121\u202f234\u202f567,89"),
        (numbers.number(0, signed=True), "0"),
        (numbers.number(-0.04, 1, signed=True), "0,0"),
        (numbers.percent(63.25), "63,3\u00a0%"),
        (numbers.points(3.4), "+3,4\u00a0п.\u00a0п."),
        (numbers.interval(63.2, 88.1, unit="%"), "63,2–88,1\u00a0%"),
        (numbers.interval(-3, -1), "\u22123,0…\u22121,0"),
        (numbers.date_text(dt.date(2022, 8, 31)), "31\u00a0августа\u00a02022\u00a0г."),
        (numbers.date_short(dt.date(2022, 8, 1)), "01.08.2022"),
        (numbers.dates_text(dt.date(2023, 3, 1), dt.date(2023, 4, 30)), "01.03.2023–30.04.2023"),
        (numbers.dates_text(None, dt.date(2023, 4, 30)), "до\u00a030.04.2023"),
        (numbers.dates_text(None, None), ""),
        (numbers.part_of(12, 15), "12\u00a0из\u00a015"),
        (numbers.listed([]), ""),
        (numbers.listed(["а"]), "а"),
        (numbers.listed(["а", "б"]), "а и б"),
        (numbers.listed(["а", "б", "в"], "или"), "а, б или в"),
        (numbers.counted(1.5, "балл", "балла", "баллов", 1), "1,5\u00a0балла"),
        (numbers.counted(0.96, "балл", "балла", "баллов", 1), "1,0\u00a0балл"),
    ],
)
def test_formats(text: str, expected: str) -> None:
    assert text == expected


@pytest.mark.parametrize(
    ("count", "noun"),
    [
        *((n, "школа") for n in (1, 21, 101, 1001, -1)),
        *((n, "школы") for n in (2, 3, 4, 22, 104, 0.5, 2.5)),
        *((n, "школ") for n in (0, 5, 10, 11, 12, 13, 14, 19, 20, 100, 111, 112, 114, 1011)),
    ],
)
def test_a_noun_agrees_with_its_number(count: float, noun: str) -> None:
    assert numbers.plural(count, "школа", "школы", "школ") == noun
