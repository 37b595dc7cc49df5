"""Patterns of numbers in a deadline cell that are no days: works, classes, acts, times of day.

Here: what is tried before the patterns of time. Not here: those (`token_patterns`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_ACT = r"(?:приказ|письм|распоряжени|постановлени|протокол|решени)"
_HOUR = r"(?:[01]?\d|2[0-3])"
#: Kind, pattern, builder of the value, as in `token_patterns`.
NO_TIME: tuple[tuple[str, str, Callable[..., Any] | None], ...] = (
    (
        "OTHER",
        r"(?:впр|огэ|егэ|гиа|гвэ|рпр|дкр)(?:\s?-\s?(?:(?:19|20)\d\d(?:\s?[-/]\s?(?:20)?\d\d)?"
        r"|9|11)(?!\d))?",
        None,
    ),
    (
        "SCOPE",
        r"\(?\s?\d{1,2}(?:\s?-\s?(?:х|е|ые|ых|й))?(?:\s?(?:,|и|-)\s?\d{1,2}(?:\s?-\s?(?:х|е|ые|ых|й))?)*"
        r"\s?(?:класс\w*|кл\.)\s?\)?",
        None,
    ),
    (
        "SCOPE",
        rf"\(?\s?{_ACT}\w*\.?(?:\s+[а-я]+){{0,4}}\s*(?:№\s?[\w/.-]+\s*)?"
        r"от\s+\d{1,2}\.\d{1,2}\.(?:\d{4}|\d\d)(?!\d)"
        r"(?:\s?г(?:ода|\.|(?![а-я])))?(?:,?\s*№\s?[\w/.-]+)?\s?\)?",
        None,
    ),
    ("UNTIL", rf"до\s+{_HOUR}\s?[.:-]\s?[0-5]\d(?:\s?ч(?:ас\w*|\.)?)?(?=\s+\d)", None),
    ("SKIP", rf"(?:(?:в|с|до|по|к)\s+)?{_HOUR}\s?:\s?[0-5]\d(?!\d)(?:\s?ч(?:ас\w*|\.)?)?", None),
    ("SKIP", rf"(?:в|с|до|по|к)\s+{_HOUR}[.-]00(?!\s?\.|\d)(?:\s?ч(?:ас\w*|\.)?)?", None),
    ("SKIP", rf"в\s+{_HOUR}[.-][0-5]\d(?!\s?\.\s?\d|\d)(?:\s?ч(?:ас\w*|\.)?)?", None),
    ("SKIP", rf"(?:в|с|до|по|к)\s+{_HOUR}\s?(?:ч\.|час\w*)", None),
    ("SCOPE", r"(?:№\s?|п\.\s?|пункт\w*\s)\d[\w./-]*", None),
)
