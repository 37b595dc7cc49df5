"""Mistyped names: which of the known names was probably meant.

Here: the hint that ends a message about an unknown name, a name as an identifier, a word as a
shell takes it. Not here:
accepting a near name silently (never done) and matching of school names (`readers`).
"""

from __future__ import annotations

import difflib
import re
import shlex
from collections.abc import Iterable

#: Keyboards: a Latin word typed with the Russian layout switched on, and the reverse.
_RUSSIAN_KEYS = "йцукенгшщзхъфывапролджэячсмитьбю"
_LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_OTHER_LAYOUT = str.maketrans(_RUSSIAN_KEYS + _LATIN_KEYS, _LATIN_KEYS + _RUSSIAN_KEYS)


#: Latin letters for Russian ones in identifiers and names of files, much as passports write them.
_RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщыэюя"
_LATIN = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch y e yu ya"
_ROMAN = {"ь": "", "ъ": ""} | dict(zip(_RUSSIAN, _LATIN.split(), strict=True))


def slug(text: str) -> str:
    """A name as an identifier: Latin letters, digits and hyphens.

    >>> slug("Алейский район")
    'aleyskiy-rayon'
    """
    return re.sub(r"[^a-z0-9]+", "-", latin(text.casefold())).strip("-")


def latin(text: str) -> str:
    """Small Russian letters of a text in Latin ones, for file names.

    >>> latin("мой вопрос")
    'moy vopros'
    """
    return "".join(_ROMAN.get(letter, letter) for letter in text)


def shell_word(text: str) -> str:
    """A word of a command line that can be pasted into a shell as it stands.

    >>> shell_word("plan_id=p1"), shell_word("register_source=список ФИОКО")
    ('plan_id=p1', '"register_source=список ФИОКО"')
    """
    if re.search(r'["$`\\!]', text):
        return shlex.quote(text)
    return f'"{text}"' if re.search(r"[^\w=.,:/~-]", text) or not text else text


def nearest(word: str, known: Iterable[str], at_most: int = 3) -> list[str]:
    """Known names closest to `word`, the best first; empty when nothing is close.

    A word typed in the wrong keyboard layout counts as close.

    >>> nearest("yaer", ["year", "edition", "municipality_id"])
    ['year']
    >>> nearest("нуфк", ["year", "edition"])
    ['year']
    """
    names = sorted(set(known))
    by_folded = {name.casefold(): name for name in names}
    folded = word.strip().casefold()
    close = difflib.get_close_matches(folded, list(by_folded), at_most, 0.6)
    if not close:
        close = difflib.get_close_matches(
            folded.translate(_OTHER_LAYOUT), list(by_folded), at_most, 0.6
        )
    return [by_folded[name] for name in close]


def did_you_mean(word: str, known: Iterable[str], shown_at_most: int = 12) -> str:
    """The end of a message about an unknown name: the nearest names, else what there is.

    Empty when nothing is known at all.

    >>> did_you_mean("yaer", ["year", "edition"])
    'Ближайшее: year.'
    >>> did_you_mean("x", ["year", "edition"])
    'Есть: edition, year.'
    """
    names = sorted(set(known))
    close = nearest(word, names)
    if close:
        return f"Ближайшее: {', '.join(close)}."
    if not names:
        return ""
    rest = f" … всего {len(names)}" if len(names) > shown_at_most else ""
    return f"Есть: {', '.join(names[:shown_at_most])}{rest}."
