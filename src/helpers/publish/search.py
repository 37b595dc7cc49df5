"""Search of a site in Russian: words of page titles and all their forms.

Here: the index that a page carries with it, made with a dictionary of word forms, so that
search works offline, from a file, with any case and either letter «е» or «ё». Not here:
looking words up (`search.js` in the page).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

_WORD = re.compile(r"[0-9a-zа-я]+")


@cache
def morphology() -> Any:
    """The dictionary of Russian word forms, read once."""
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")


def index(pages: Iterable[Sequence[str]]) -> str:
    """Titles, addresses and word forms as JSON for the page (`</` cannot occur in it).

    A page may have words besides those of its title: a third text.
    """
    listed = [(title, address, *more) for title, address, *more in pages]
    forms: dict[str, set[int]] = {}
    for number, (title, _, *more) in enumerate(listed):
        for word in plain(" ".join([title, *more])):
            for form in forms_of(word):
                forms.setdefault(form, set()).add(number)
    content = {
        "pages": [[title, address] for title, address, *_ in listed],
        "forms": [[form, sorted(found)] for form, found in sorted(forms.items())],
    }
    packed = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return packed.replace("<", "\\u003c").replace("&", "\\u0026")


def plain(text: str) -> list[str]:
    """Words in small letters, «ё» as «е»."""
    return _WORD.findall(text.lower().replace("ё", "е"))


@cache
def forms_of(word: str) -> frozenset[str]:
    """A word with all forms of its readings, «ё» as «е»."""
    found = {word}
    if word.isalpha() and not word.isascii():
        for parse in morphology().parse(word):
            found |= {form.word.replace("ё", "е") for form in parse.lexeme}
    return frozenset(found)
