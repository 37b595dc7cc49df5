"""Counted people and things in the cases that sentences about them need.

Here: «5 педагогов», «у 21 педагога», «12 из 15 педагогов (80,0 %)». Not here: whole sentences
(`wording.teachers`, `wording.roadmap`), number formats (`wording.numbers`).
"""

from __future__ import annotations

from helpers.wording import numbers
from helpers.wording.numbers import NBSP


def teachers(count: int) -> str:
    """Nominative: «1 педагог», «3 педагога», «21 педагог»."""
    return numbers.counted(count, "педагог", "педагога", "педагогов")


def of_teachers(count: int) -> str:
    """Genitive after «у», «из», «для»: «21 педагога», «5 педагогов»."""
    return numbers.counted(count, "педагога", "педагогов", "педагогов")


def schools(count: int) -> str:
    """Nominative: «1 школа», «3 школы», «21 школа»."""
    return numbers.counted(count, "школа", "школы", "школ")


def in_schools(count: int) -> str:
    """«в 1 школе», «в 5 школах»."""
    word = numbers.plural(count, "школе", "школах", "школах")
    return f"в {numbers.number(count)}{NBSP}{word}"


def part_of_teachers(part: int, whole: int, evidence: int = 0) -> str:
    """«12 из 15 педагогов (80,0 %)»; without the share when `whole` is below `evidence`."""
    text = f"{numbers.number(part)}{NBSP}из{NBSP}{of_teachers(whole)}"
    return text + share(part, whole, evidence)


def share(part: int, whole: int, evidence: int = 0) -> str:
    """« (80,0 %)» after a count; "" when there is no whole or it is below `evidence`."""
    if not whole or whole < evidence:
        return ""
    return f" ({numbers.percent(part * 100 / whole)})"


def one_or_many(count: int, one: str, many: str) -> str:
    """The verb that agrees with «count из whole»: «прошёл 1 из 5», «прошли 2 из 5»."""
    return one if count % 10 == 1 and count % 100 != 11 else many


def upper_first(text: str) -> str:
    """The text with its first letter in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]
