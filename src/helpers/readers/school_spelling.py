"""Names of schools as people type them → one spelling by which they meet.

Here: normalisation of a name, its signs of haste. Not here: which school it is
(`school_names`). The spelling is for comparing only: it is never shown or stored.
"""

from __future__ import annotations

import re
from functools import lru_cache

from helpers import vocabulary

#: Latin letters that look like Russian ones, small.
_LOOKALIKES = str.maketrans("aeopcyxkmthbё", "аеорсухкмтнве")
_LATIN = re.compile(r"[A-Za-z]")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
_QUOTES = re.compile(r"[«»\"'“”„‟’‘`]")
_NUMBER = re.compile(r"(?:№|\bn(?:o|r)?\.?|\bном(?:ер)?\.?|#)\s*(?=\d)")
_TOKEN = re.compile(r"№?\d+|[^\W\d_]+")
#: Phrases and what offices abbreviate them to, the longer first.
_PHRASES = (
    ("муниципальное бюджетное общеобразовательное учреждение", "мбоу"),
    ("муниципальное казенное общеобразовательное учреждение", "мкоу"),
    ("муниципальное автономное общеобразовательное учреждение", "маоу"),
    ("муниципальное общеобразовательное учреждение", "моу"),
    ("государственное бюджетное общеобразовательное учреждение", "гбоу"),
    ("государственное казенное общеобразовательное учреждение", "гкоу"),
    ("средняя общеобразовательная школа", "сош"),
    ("основная общеобразовательная школа", "оош"),
    ("начальная общеобразовательная школа", "нош"),
    ("общеобразовательная школа", "ош"),
    ("средняя школа", "сш"),
    ("имени", "им"),
    ("село", "с"),
    ("деревня", "д"),
    ("поселок", "п"),
    ("поселка", "п"),
    ("села", "с"),
    ("деревни", "д"),
    ("пос", "п"),
)
#: Words for the legal form: they do not tell one school from another.
_LEGAL = {"мбоу", "мкоу", "маоу", "моу", "гбоу", "гкоу", "мбоо", "мб", "оу"}


@lru_cache(maxsize=50_000)
def spelled(name: str) -> str:
    """The name as names are compared: no case, quotes, signs, Latin twins; phrases shortened.

    >>> spelled('МБОУ "CОШ № 5"') == spelled("МБОУ «Средняя общеобразовательная школа N5»")
    True
    """
    text = vocabulary.folded(_QUOTES.sub(" ", name))
    text = " ".join(_russian(word) for word in text.split())
    text = " ".join(_TOKEN.findall(_NUMBER.sub("№", text).replace("№ ", "№")))
    for phrase, short in _PHRASES:
        text = re.sub(rf"\b{phrase}\b", short, text)
    return re.sub(r"\b(сош|оош|нош|ош|сш|школа|лицей|гимназия) (\d)", r"\1 №\2", text)


def core(name: str) -> str:
    """The compared name without words for the legal form."""
    words = spelled(name).split()
    return " ".join(word for word in words if word not in _LEGAL) or " ".join(words)


def numbers(name: str) -> frozenset[str]:
    """Numbers in a name: schools with different numbers are different schools."""
    return frozenset(re.findall(r"\d+", spelled(name)))


def latin_letters(name: str) -> str:
    """Latin letters that stand inside Russian words of a name, "" for none."""
    return "".join(
        "".join(_LATIN.findall(word))
        for word in re.findall(r"[^\W\d_]+", name)
        if _LATIN.search(word) and _CYRILLIC.search(word)
    )


def _russian(word: str) -> str:
    """A word with Latin twins replaced, when it is Russian or made of nothing but twins."""
    changed = word.translate(_LOOKALIKES)
    is_number_sign = re.fullmatch(r"n(?:o|r)?\.?\d*", word)
    if is_number_sign or (_LATIN.search(changed) and not _CYRILLIC.search(word)):
        return word
    return changed
