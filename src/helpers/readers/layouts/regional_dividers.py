"""Municipalities in lines of text: titles over regional tables and lines between their rows.

Here: a text → the name of the municipality that it is about. Not here: which municipality of
the parameters that is and whose rows stand below (`regional_places`).
"""

from __future__ import annotations

import re

from helpers import vocabulary

#: A name with its code in front.
CODED_NAME = re.compile(r"\(?([0-9][0-9A-Za-z]{0,11})\)?(?:\s*[-–—.:|,]\s*|\s+)(.*[А-Яа-яЁё].*)")
_AREA = re.compile(
    r"(?:г\.\s*|город\s+|зато\s+)[а-яё][а-яё-]{2,30}"
    r"|[а-яё][а-яё-]{3,30}(?:ий|ой|ый)\s+(?:муниципальн\w+\s+)?(?:район|р-н|округ|улус)(?!\w)"
)
#: «Школы Алейского района», but not a school of that district.
_SCHOOLS_OF = re.compile(
    r"(?:(?:обще)?образовательные |муниципальные )*(?:школы|организации|учреждения|оо|оу) "
    r"(?!городского|сельского)(?P<name>[а-яё][а-яё-]{2,30}[сц]к)ого\s+"
    r"(?:муниципального\s+)?(?P<kind>район|округ|улус)а(?!\w)"
)
#: A line with more words speaks of a municipality, it is no title.
_WORDS = 8


def area_in(text: str) -> str:
    """The municipality that a short line is about; "" where it names none.

    >>> area_in("Алейский район"), area_in("Школы Алейского района")
    ('Алейский район', 'алейский район')
    >>> area_in("МБОУ СОШ № 1 Алейского района")
    ''
    """
    word = vocabulary.folded(text)
    if len(text.split()) > _WORDS:
        return ""
    hit = _AREA.search(word)
    if hit is not None:
        return text.strip() if len(text.split()) < 4 else hit[0]
    hit = _SCHOOLS_OF.match(word)
    return f"{hit['name']}ий {hit['kind']}" if hit else ""
