"""Names of people → «[лицо 1]», numbered the same way through a whole plan.

Here: recognising names with initials (either order, noisy typing) and full names with a
patronymic, in any case form. Not here: what a person is responsible for (`parties`). Names of
schools and streets («им. …», «ул. …») stay.
"""

from __future__ import annotations

import re
from functools import lru_cache

_UP = "А-ЯЁABCEHKMOPTXY"
_SURNAME = rf"[{_UP}][а-яё]+(?:\s?-\s?[А-ЯЁ][а-яё]+)?"
_CAPS = (
    r"[А-ЯЁ]{2,}(?:[ОЕЁ]В|[ИЫ]Н|[ОЕЁ]ВА|[ИЫ]НА|[ОЕ]ВОЙ|ИНОЙ|[СЦ]К(?:ИЙ|АЯ|ОЙ)|КО|УК|ЮК|ЯК|ИЧ|ЯН"
    r"|[ИА]ДЗЕ|ШВИЛИ|ЫХ|ИХ)"
)
_TWO = rf"[{_UP}]\s*[.,]\s*[{_UP}](?![а-яё])\s*\.?"
_TWO_BARE = rf"[{_UP}]\s?[{_UP}]\."
_ONE = rf"[{_UP}]\s?\.(?!\s?[а-яёА-ЯЁ]\s?\.)"
_SURNAME_END = (
    r"(?:ов|ев|ёв|ин|ын|ова|ева|ёва|ина|ына|ову|еву|ину|овой|евой|иной|овым|евым|иным|ова|ский"
    r"|ская|ской|ского|скому|ским|скую|цкий|цкая|цкой|цкого|енко|ко|ук|юк|чук|як|ич|ян|дзе|швили|ых|их)"
)
_PATRONYMIC = (
    r"[А-ЯЁ][а-яё]+(?:(?:[оеь]вич|ьич|мич|кич|тич)(?:а|у|ем|ом|е)?"
    r"|(?:овн|евн|иничн|ичн)(?:а|ы|е|у|ой|ою))"
)
_NOT_SURNAMES = re.compile(
    r"^(?:директор|начальник|ректор|проректор|заместител|руководител|заведующ|завуч|методист|специалист"
    r"|председател|координатор|секретар|учител|педагог|администрац|глав[аы]|отдел|комитет|управлен|школ"
    r"|мбоу|моу|куратор|инспектор|консультант|психолог|ответственн|исполнител|зам|член|комисси|совет"
    r"|приказ|область|район|город|улус|муниципальн|образовательн|общеобразовательн|директ|семинар"
    r"|республик|центр|кафедр|институт|министерств|департамент|библиотек|социальн|классн|старш|ведущ"
    r"|гимнази|лице[йяю]|проект|план|програм|раздел|пункт|приложени|январ|феврал|март|апрел|июн|июл"
    r"|август|сентябр|октябр|ноябр|декабр)",
    re.IGNORECASE,
)
_NAMED_AFTER = re.compile(
    r"(?:(?:^|[^\w])(?:им|имени|ул|улица|просп|пр|пер|памяти|сквер)\s*\.?\s*)$", re.IGNORECASE
)
#: Initials left by the first pass: the surname after them is part of the name of a school.
_INITIALS_KEPT = re.compile(r"(?<![А-ЯЁа-яё])[А-ЯЁ]\.\s*$")
_CANDIDATES = re.compile(
    rf"(?P<full>(?<!\w)(?:{_SURNAME}\s+)?[А-ЯЁ][а-яё]+\s+{_PATRONYMIC}(?!\w)(?:\s+{_SURNAME}(?!\w))?)"
    rf"|(?P<after>(?<!\w)(?P<s1>{_SURNAME}|{_CAPS})\s*,?\s*(?:{_TWO}|{_TWO_BARE}))(?![а-яё])"
    rf"|(?P<before>(?<![\w.])(?:{_TWO})\s*(?P<s2>{_SURNAME}|{_CAPS})(?!\w))"
    rf"|(?P<one>(?<!\w)(?P<s3>[А-ЯЁ][а-яё]*{_SURNAME_END})\s+(?:{_ONE}|[{_UP}](?=\s*(?:[,;)]|$))))"
    rf"|(?P<one2>(?<![\w.])(?:{_ONE})\s*(?P<s4>[А-ЯЁ][а-яё]*{_SURNAME_END})(?!\w))"
)
_PAIR = re.compile(r"(?<!\w)(?P<a>[А-ЯЁ][а-яё]{2,})\s+(?P<b>[А-ЯЁ][а-яё]{2,})(?!\w)")
_PLACE = re.compile(
    r"(?<![^\W_])(?:п|пос|поселок|с|село|г|город|д|деревня|ст|станица|х|хутор|пгт|рп)\s?\.?\s*$",
    re.IGNORECASE,
)
_LONE = re.compile(
    rf"(?<![\w«\"])(?P<s>[А-ЯЁ][а-яё]*{_SURNAME_END})(?:\s+[А-ЯЁ]\s?[.,]?\s?[А-ЯЁо]?\.?(?!\w))?(?!\w)"
    r"(?!\s*(?:СОШ|ООШ|НОШ|школ|район|область|[»\"]))"
)
_ENDINGS = re.compile(
    r"(?:ого|ому|ыми|ими|ой|ей|ою|ею|ая|ую|ий|ый|ым|им|ом|ем|ых|их|а|у|ы|и|е|о|я|ю|ь)$"
)


class NameMask:
    """Masks names in the texts of one plan; one person has one number throughout.

    >>> mask = NameMask()
    >>> mask("Иванова А.Б., директор"), mask("поручить А.Б. Ивановой")
    ('[лицо 1], директор', 'поручить [лицо 1]')
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    @property
    def count(self) -> int:
        """How many different people were masked."""
        return len(self._numbers)

    def __call__(self, text: str, pairs: bool = False) -> str:
        """`text` with every name replaced. `pairs` also takes «Иванова Мария», «Иванова О В»
        and a lone surname, which only a list of people (responsible parties) can be trusted
        with."""
        if not re.search(r"[А-ЯЁA-Z]", text):
            return text
        masked = self._replaced(text)
        return self._replaced_pairs(masked) if pairs else masked

    def _replaced(self, text: str) -> str:
        parts, place = [], 0
        while True:
            match = _CANDIDATES.search(text, place)
            if match is None:
                break
            surname = _surname_of(match)
            if surname is None or _NAMED_AFTER.search(text[: match.start()]):
                step = _skip_to(match)
                parts.append(text[place:step])
                place = step
                continue
            parts.append(text[place : match.start()])
            parts.append(self._label(surname, match[0]))
            place = match.end()
            if text[place : place + 1].isalpha():
                parts.append(" ")
        parts.append(text[place:])
        return "".join(parts)

    def _replaced_pairs(self, text: str) -> str:
        def one(match: re.Match[str]) -> str:
            first, second = match["a"], match["b"]
            if _NAMED_AFTER.search(text[: match.start()]):
                return match[0]
            if _is(first, "Surn") and _is(second, "Name"):
                return self._label(first, match[0])
            if _is(first, "Name") and _is(second, "Surn"):
                return self._label(second, match[0])
            return match[0]

        def lone(match: re.Match[str]) -> str:
            surname = match["s"]
            before = masked[: match.start()]
            kept = any(p.search(before) for p in (_PLACE, _INITIALS_KEPT, _NAMED_AFTER))
            if kept or _NOT_SURNAMES.match(surname) or not _is(surname, "Surn"):
                return match[0]
            return self._label(surname, match[0])

        masked = _PAIR.sub(one, text)
        return _LONE.sub(lone, masked)

    def _label(self, surname: str, whole: str) -> str:
        initials = "".join(re.findall(rf"[{_UP}]", whole.replace(surname, "", 1)))[:1]
        key = f"{_stem(surname)} {initials}"
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        return f"[лицо {number}]"


def _surname_of(match: re.Match[str]) -> str | None:
    """The surname of a candidate; None when the capital word is no name."""
    if match["full"]:
        words = match["full"].split()
        if _NOT_SURNAMES.match(words[0]):
            return None
        first_is_patronymic = re.fullmatch(_PATRONYMIC, words[1]) if len(words) > 1 else None
        return words[-1] if first_is_patronymic and len(words) > 2 else words[0]
    surname = match["s1"] or match["s2"] or match["s3"] or match["s4"]
    return None if _NOT_SURNAMES.match(surname) else surname


def _skip_to(match: re.Match[str]) -> int:
    """Where to look on after a candidate that was no name: past its first word."""
    first = re.match(r"\w+", match[0])
    return match.start() + (first.end() if first else 1)


def _stem(surname: str) -> str:
    low = surname.casefold().replace("ё", "е")
    previous = ""
    while previous != low and len(low) > 4:
        previous, low = low, _ENDINGS.sub("", low)
        break
    return low


@lru_cache(maxsize=1)
def _analyser() -> object:
    import pymorphy3

    return pymorphy3.MorphAnalyzer()


@lru_cache(maxsize=4096)
def _is(word: str, grammeme: str) -> bool:
    """True when the dictionary of Russian knows `word` as a surname or a first name."""
    parses = _analyser().parse(word)  # type: ignore[attr-defined]
    return any(grammeme in parse.tag and parse.score >= 0.2 for parse in parses)


#: What a masked name looks like in a text.
MASK = re.compile(r"\[лицо \d+\]")
