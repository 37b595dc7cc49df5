"""Municipalities in lines of text: titles over regional tables and lines between their rows.

Here: a text → the name of the municipality that it is about. Not here: which municipality of
the parameters that is and whose rows stand below (`regional_places`).
"""

from __future__ import annotations

import re

from helpers import vocabulary
from helpers.readers import totals

#: A name with its code in front.
CODED_NAME = re.compile(r"\(?([0-9][0-9A-Za-z]{0,11})\)?(?:\s*[-–—.:|,]\s*|\s+)(.*[А-Яа-яЁё].*)")
_AREA = re.compile(
    r"(?:г\.\s*|город\s+|зато\s+)[а-яё][а-яё-]{2,30}"
    r"|[а-яё][а-яё-]{3,30}(?:ий|ой|ый)\s+(?:муниципальн\w+\s+)?"
    r"(?:район|р-н|округ|улус|м\.? ?р|[мг]\.? ?о)(?!\w)"
)
#: «Школы Алейского района», but not a school of that district.
_SCHOOLS_OF = re.compile(
    r"(?:(?:обще)?образовательные |муниципальные )*(?:школы|организации|учреждения|оо|оу) "
    r"(?!городского|сельского)(?P<name>[а-яё][а-яё-]{2,30}[сц]к)ого\s+"
    r"(?:муниципального\s+)?(?P<kind>район|округ|улус)а(?!\w)"
)
#: The adjective that is the proper name of a district.
_PROPER = re.compile(
    r"(?<![а-я])(?!городск|сельск)([а-я-]+[сц]к)(?:ий|ой) (?:район|округ|улус)(?!\w)"
)
#: Kinds of municipalities without a proper name.
_KIND = re.compile(r"(?:городск|сельск|муниципальн)\w+\s+(?:округ|район|образовани|поселени)\w*")
#: What a page break leaves between a table and its header repeated.
_PAGE = re.compile(r"(?:стр|страниц|лист|продолжени|окончани)\w*(?:\W.*)?|[\W\d]+")
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


def is_other(name: str, own: str) -> bool:
    """Whether a name is surely that of another district than `own`: both bear proper names.

    >>> [is_other(name, "Ивантеевский район") for name in ("Пугачёвский МР", "Наш район")]
    [True, False]
    """
    hits = [_PROPER.search(totals.place_name(text)) for text in (name, own)]
    return hits[0] is not None and hits[1] is not None and hits[0][1] != hits[1][1]


def is_kind_of_area(text: str) -> bool:
    """Whether a line says only of what kind municipalities are, not which.

    >>> is_kind_of_area("Городские округа"), is_kind_of_area("Алейский муниципальный округ")
    (True, False)
    """
    return bool(_KIND.fullmatch(vocabulary.folded(text)))


def is_page_mark(text: str) -> bool:
    """Whether a line only tells that a table goes on: «Стр. 2», «Продолжение таблицы 1»."""
    return bool(_PAGE.fullmatch(vocabulary.folded(text)))
