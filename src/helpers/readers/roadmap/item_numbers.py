"""Numbers of items: what looks like one, its clean form, which follows which.

Here: single numbers. Not here: rows and headings (`rows`), gaps and repetitions (`quality`).
"""

from __future__ import annotations

import re

from helpers.plans.words import plain

_NUMBER = re.compile(
    r"(?:п\.?\s?)?\d{1,3}(?:\s?[.\-]\s?\d{1,3}){0,4}\s?[.)]?[а-яa-z]?[.)]?|[ivx]{1,5}[.)]?",
    re.IGNORECASE,
)


def is_item_number(text: str) -> bool:
    """True for «3», «3.», «1.10», «7)», «IV.»: a cell that is only a number.

    >>> is_item_number("5.10"), is_item_number("2021-2022"), is_item_number("1. Работа")
    (True, False, False)
    """
    text = plain(text)
    return bool(_NUMBER.fullmatch(text)) and not re.search(r"\d{4}", text)


def clean_number(text: str) -> str:
    """An item number without the dot or bracket at its end: «18.» → «18»."""
    return re.sub(r"[\s.)]+$", "", plain(text))


def follows(first: str, second: str) -> bool:
    """True when `second` is the next number after `first` on the same level."""
    left, right = first.split("."), second.split(".")
    if len(left) != len(right) or left[:-1] != right[:-1]:
        return False
    return left[-1].isdigit() and right[-1].isdigit() and int(right[-1]) == int(left[-1]) + 1
