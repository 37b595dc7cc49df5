"""Subjects in the titles, headers and cells of regional tables, in any case and with a level.

Here: a text → the one subject it names. Not here: which of several texts is believed
(`regional_exam`).
"""

from __future__ import annotations

import re

from helpers import vocabulary
from helpers.readers.layouts.fis_work import subject_and_level

#: Beginnings of words that name a subject in any case.
_STEMS = (
    ("rus", r"русск\w+ язык|русск\w*(?! )"), ("math", r"математик|(?<!\w)матем(?!\w)"),
    ("physics", r"(?<!\w)физик"), ("chemistry", r"(?<!\w)хими[яиюе]"),
    ("informatics", r"информатик"), ("biology", r"биологи"),
    ("history", r"(?<!\w)истори[яиюе]"), ("geography", r"географи"),
    ("english", r"английск"), ("german", r"немецк"), ("french", r"француз?ск"),
    ("spanish", r"испанск"), ("chinese", r"китайск"), ("social", r"обществозна"),
    ("literature", r"литератур"),
)  # fmt: skip
_COMPILED = tuple((slug, re.compile(stem)) for slug, stem in _STEMS)
_LEVELS = (("base", re.compile(r"(?<!\w)базов|(?<!\w)база")), ("profile", re.compile(r"профил")))


def subject_in(text: str) -> tuple[str, str] | None:
    """The one subject, with its level, that a text names; None for none and for several.

    >>> subject_in("Результаты ЕГЭ по математике (профильный уровень)"), subject_in("ОГЭ 2019")
    (('math', 'profile'), None)
    >>> subject_in("Русский язык и математика") is None
    True
    """
    word = vocabulary.folded(text)
    known, level = subject_and_level(word)
    if known:
        return known, level
    found = [slug for slug, pattern in _COMPILED if pattern.search(word)]
    levels = [code for code, pattern in _LEVELS if pattern.search(word)]
    if len(found) != 1:
        return None
    return found[0], levels[0] if len(levels) == 1 and found[0] == "math" else ""
