"""Codes of schools and teachers that look alike: one code in two spellings, or two codes.

Here: which codes look alike, wherein they differ, which of them is the likely original. Not
here: codes at import (`code_doubts`) and in the store (`indicators.quality`). Codes that look
alike are never taken for each other: a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

from helpers import vocabulary
from helpers.readers.code_book import code_key

_LATIN = re.compile(r"[A-Za-z]")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_RUSSIAN = re.compile(r"[А-Яа-яЁё]")
#: Signs that look like others in most fonts, beside the letters that `code_key` knows: those of
#: other Cyrillic alphabets, letters like digits, the low dash.
_TWINS = str.maketrans("іїјѕһԁԛԝӏзo_", "iijshdqwl30-")
#: What a code stands for while nobody puts it right.
_STANDS_FOR = {"schools": "отдельная школа", "teachers": "отдельный педагог"}


def look(code: str) -> str:
    """What codes that look alike share: no case, one alphabet, one dash, no needless spaces.

    Letters like digits are those digits: O is 0, З is 3.

    >>> look("ivа–01") == look("IVA-01 "), look("1 12") == look("11 2")
    (True, False)
    >>> look("іva_O3") == look("iva-0З")
    True
    """
    return code_key(re.sub(r"(?<=\d) (?=\d)", "·", vocabulary.folded(code))).translate(_TWINS)


def alike(codes: Iterable[str]) -> list[list[str]]:
    """Groups of two or more codes that look alike, in the order of the codes."""
    groups: dict[str, list[str]] = {}
    for code in dict.fromkeys(codes):
        groups.setdefault(look(code), []).append(code)
    return [group for group in groups.values() if len(group) > 1]


def respelled(codes: Collection[str], known: Iterable[str]) -> set[str]:
    """Those of some codes that look like another one of the known codes."""
    doubtful = {code for group in alike([*codes, *known]) for code in group}
    return doubtful & set(codes)


def original(codes: Iterable[str], is_listed: Callable[[str], bool]) -> str:
    """The code of a group that the others are probably meant to be.

    One that a directory lists before one that none does, then one of a single alphabet before
    a mixed one, one with digits before one with letters like them, then the first.
    """
    return min(codes, key=lambda code: (not is_listed(code), _is_mixed(code), _letters(code)))


def difference(code: str, other: str) -> str:
    """Wherein two codes that look alike differ, in words."""
    kinds = set()
    if re.sub(r"\S+", "x", code) != re.sub(r"\S+", "x", other):
        kinds.add("пробелы")
    for one, two in zip("".join(code.split()), "".join(other.split()), strict=False):
        if one == two:
            continue
        if one.casefold() == two.casefold():
            kinds.add("прописные и строчные буквы")
        elif one.isalnum() and two.isalnum():
            kinds.add(_kind(one, two))
        else:
            kinds.add("тире и подчёркивание" if "_" in (one, two) else "вид тире")
    return ", ".join(sorted(kinds)) or "невидимые знаки"


def doubt(code: str, other: str, directory: str) -> str:
    """What is said of a code of `directory` (schools, teachers) that looks like another one."""
    return (
        f"Код отличается от кода {other} только видом знаков ({difference(code, other)}). Если это "
        "тот же код, исправьте его и загрузите файл снова: сами они не соединяются, и пока это "
        f"{_STANDS_FOR[directory]}."
    )


def _kind(one: str, two: str) -> str:
    """Wherein two letters or digits that look alike differ."""
    if not (one.isalpha() and two.isalpha()):
        return "буквы и цифры"
    if all(_LATIN.match(sign) or _RUSSIAN.match(sign) for sign in (one, two)):
        return "русские и латинские буквы"
    return "буквы разных алфавитов"


def _letters(code: str) -> int:
    return sum(map(str.isalpha, code))


def _is_mixed(code: str) -> bool:
    return bool(_LATIN.search(code) and _CYRILLIC.search(code))
