"""Lines that stand for many schools or people: totals, groups, whole districts.

Here: how such a line is told by the words in its columns of codes and names. Not here: what
is said of it (`strays`). Pivot tables add «Общий итог» and «iva-01 Итог», clerks «Всего
педагогов» and «в т.ч. сельские», portals the name of the district. No code and no name of a
school reads like that: «Средняя школа № 3» and «Среднее общеобразовательное учреждение» are none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from helpers import params, vocabulary
from helpers.readers import cells

#: Columns whose cells say which school or person a line is about.
_WHO = frozenset({*cells.IDENTIFIERS, "school_name"}) - {
    "task", "variant", "item_no", "record_no", "evidence_ref", "municipality_id", "class",
    "plan_id", "event_id", "partner_id",
}  # fmt: skip
_PEOPLE = (
    r"(?:школ|гимнази|лице|сош|оош|нош|оо|оу|организаци|учреждени|классы|классов|педагог|учител|"
    r"участник|учащи|обучающи|ученик)"
)
_WHOLE = r"(?:район|муниципалитет|мо|регион|область|край|республика|город|округ|улус)"
#: The words alone, as they may stand in the first column whatever it is.
_BARE = re.compile(
    r"(?:итого|всего|в среднем|средние|среднее(?: значение)?|сумма)(?:\s+по\b.*|\s*:)?"
)
_TOTAL = re.compile(
    r"(?:(?:общий|общие|промежуточный|промежуточные) )?(?:итог|итоги|итого|всего)(?:[ :,(].*)?"
    r"|итогов(?:ый|ая|ое|ые) (?:показател\w+|результат\w*|значени\w+|балл\w*|строка)"
    r"|обще?(?:е|ий|ая|ие)|(?:общее|общая|общий) (?:количество|число|сумма|среднее|максимум|"
    r"минимум)\b.*"
    r"|.+ (?:итог|итого|всего|total|subtotal)"
    r"|(?:grand total|total result|subtotal|total)(?: .*)?"
    r"|итог-результат|количество(?: .*)?|число .*|сумма(?: по .*)?|.+ количество"
    r"|(?:в т\. ?ч\.|в тч|в т\. ?числе|в том числе|из них)(?:\W.*)?"
    r"|(?:в среднем|в целом)(?: .*)?|справочно(?:\W.*)?|[σ∑](?: .*)?|все"
    rf"|(?:{_WHOLE}|школы|оо|оу) в целом"
    r"|сред(?:нее|ние)(?: (?:значени[ея]|арифметическое|по|показател[ия]|балл|отметка)\b.*)?"
    r"|средн(?:ий|яя|ее|ие) (?:(?:\w+ )?(?:балл|отметк|оценк|процент|показател|результат|дол[яи]"
    r"|значени)|по\b).*"
    r"|ср\. ?(?:балл|знач|показател|отметк|по\b).*"
    r"|средне(?:район|област|краев|республик|муниципал|регион|город|взвеш)\w*(?: .*)?"
    r"|(?:максимум|минимум|медиана)(?: .*)?|%(?: .*)?"
    r"|(?:доля|процент),? ?(?:%|по|от|участник).*"
    rf"|(?:все|всех|городские|сельские|остальные|прочие|другие|малокомплектные) {_PEOPLE}.*"
    r"|городские|сельские|школы(?: [^№\d]*)?"
    r"|по (?:.* )?(?:району|округу|улусу|городу|области|краю|республике|региону|муниципалитету|"
    r"школам|оо|оу|мо|россии|рф|стране|выборке|селу|селам|параллели)(?: .*)?"
)
#: Totals that are no sum of people: means, shares, extremes.
_STATISTIC = re.compile(
    r"(?<!\w)(?:средн\w*|в среднем|ср\.|максимум|минимум|медиана|процент\w*|дол[яи]"
    r"|показател\w*|результат\w*|балл\w*)(?!\w)|(?<!\w)средне|%"
)
#: Totals of some of the schools or pupils, or of something else than pupils.
_PART = re.compile(
    r"(?<!\w)(?:в т\.? ?ч|в том числе|в т\. числе|из них|городск\w+|сельск\w+|сел[аоуе]м?"
    r"|остальн\w+|прочи\w+|други\w+|малокомплект\w+|промежуточн\w+|справочно|количество|число"
    r"|[сон]ош|гимнази\w+|лице\w+|интернат\w*|вечерн\w+|частн\w+|корпус\w*|филиал\w*|овз)(?!\w)"
    r"|^(?!общий |общие |все )\S.* (?:итог|итого|всего|total)$"
)
#: The mark a pivot table puts in place of an empty cell.
_BLANK = re.compile(r"\((?:пусто|пустые|blank)\)")
_PLACE = re.compile(
    r"[а-я-]+[сц]к(?:ий|ой|ая) (?:(?:муниципальн|городск)\w+ )*"
    r"(?:район|округ|улус|область|край)"
    r"|(?:весь |вся )?(?:район|муниципалитет|регион|область|край|республика|выборка|страна)"
    r"|россия|рф|российская федерация"
)

#: Abbreviations of kinds of places; a bare «МО» in front says nothing.
_SHORT = (
    (re.compile(r"\bр-о?н(?!\w)"), "район"),
    (re.compile(r"(?<=й )м\.? ?р\.?(?!\w)"), "район"),
    (re.compile(r"(?<=й )[мг]\.? ?о\.?(?!\w)"), "округ"),
    (re.compile(r"(?<=ая )обл(?!\w)\.?"), "область"),
    (re.compile(r"(?<=ой )обл(?!\w)\.?"), "области"),
    (re.compile(r"\bресп(?!\w)\.?"), "республика"),
    (re.compile(r"^(?:м\.?о\.?|муниципальное образование)(?=[ «\"])"), ""),
)
#: The region behind a district: «Ивантеевский район Саратовской области».
_OF_REGION = re.compile(
    r"(?:(?<=район)|(?<=округ)|(?<=улус)),? "
    r"\(?(?:[а-я-]+[сц]кой области|[а-я-]+[сц]кого края|республики \S+)\)?"
)


def total_cell(
    line: Sequence[Any], filled: Sequence[int], found: Mapping[int, str], places: frozenset[str]
) -> tuple[int, str] | None:
    """Position of the cell that makes a line a total, and what it stands for; None for none.

    `filled` are the positions of its cells that hold something, `found` says which column each
    is, `places` are those of `known_places`. A line stands for a "total", for a "place" (a
    district, a region) or is "blank" (the sign of a pivot table for nothing). One that declares
    the scope of a district is about a district.
    """
    scope = next((line[i] for i in filled if found.get(i) == "scope_type"), None)
    code = vocabulary.SCOPE_TYPES.find(scope) if isinstance(scope, str) else None
    for position in filled:
        cell = line[position]
        if not isinstance(cell, str):
            continue
        if found.get(position) in _WHO:
            kind = kind_of(cell, places)
            if kind and (kind != "place" or code in (None, "school")):
                return position, kind
        elif position == filled[0] and _BARE.fullmatch(vocabulary.folded(cell)):
            return position, "total"
    return None


@lru_cache(maxsize=1 << 14)
def kind_of(text: str, places: frozenset[str] = frozenset()) -> str:
    """What a text in a column of codes or names stands for; "" for a code or a name.

    >>> kind_of("Общий итог"), kind_of("(пусто)"), kind_of("Средняя школа № 3")
    ('total', 'blank', '')
    """
    word = vocabulary.folded(text).strip(" :;.*")
    if _TOTAL.fullmatch(word) or _TOTAL.fullmatch(vocabulary.folded(text)):
        return "total"
    if _BLANK.fullmatch(word):
        return "blank"
    place = place_name(word)
    return "place" if _PLACE.fullmatch(place) or place in places else ""


def is_statistic(text: str) -> bool:
    """Whether a total is one of means, shares or extremes: its numbers count nobody.

    >>> is_statistic("Среднее по району"), is_statistic("Итого"), is_statistic("Средняя школа")
    (True, False, False)
    """
    return kind_of(text) == "total" and bool(_STATISTIC.search(vocabulary.folded(text)))


def is_whole(text: str) -> bool:
    """Whether a total counts all that a table lists, not a part of it.

    >>> is_whole("Итого по школам района"), is_whole("Сельские школы"), is_whole("Среднее")
    (True, False, False)
    """
    is_part = _PART.search(vocabulary.folded(text))
    return kind_of(text) == "total" and not is_part and not is_statistic(text)


def known_places() -> frozenset[str]:
    """Names of all municipalities and regions of `params/municipalities.yaml`, for comparing.

    A municipality is also known by the adjective alone: «Ивантеевский».
    """
    items = params.municipalities().values()
    names = {name for m in items for name in (m.name, m.name_genitive, m.region_name) if name}
    return _places(frozenset(names), frozenset(m.name for m in items if not m.is_region))


@lru_cache(maxsize=1)
def _places(names: frozenset[str], districts: frozenset[str]) -> frozenset[str]:
    """Places of a list of municipalities; a list that has not changed gives the same set."""
    found = {place_name(name) for name in names}
    alone = {hit[0] for name in districts
             if (hit := re.match(r"[а-я-]+[сц]кий(?= )", place_name(name)))}  # fmt: skip
    return frozenset(found | alone)


@lru_cache(maxsize=1 << 14)
def place_name(name: str) -> str:
    """A name of a place without what offices leave out or abbreviate.

    >>> place_name("МО «Ивантеевский МР»"), place_name("Саратовская обл.")
    ('ивантеевский район', 'саратовская область')
    """
    word = vocabulary.folded(name)
    for pattern, full in _SHORT:
        word = pattern.sub(full, word)
    word = re.sub(r"\((?:район|района)\)|\bмуниципальн\w+ (?=район|округ)|[«»\"]", "", word)
    return " ".join(_OF_REGION.sub("", " ".join(word.split())).split())
