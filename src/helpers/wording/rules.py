"""Parameters of methodology files as people read them.

Here: the value of a parameter in words. Not here: reading the files (`methodology`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from helpers import vocabulary
from helpers.methodology import Parameter
from helpers.wording import numbers

_FLAGS = {"on": "да", "off": "нет"}


def value_text(item: Parameter) -> str:
    """A value as people read it: «60 %», «да», «ВПР, ОГЭ», «не задано»."""
    text = ", ".join(_words(item.value)) or "не задано"
    return f"{text}{numbers.NBSP}{item.unit}" if item.unit and item.value else text


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, dict) and "words" in value:
        yield str(value["words"])
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield f"{_word(key)} — {', '.join(_words(inner))}"
    elif isinstance(value, list | tuple):
        yield from (_word(item) for item in value)
    elif value not in ("", None):
        yield _word(value)


def _word(value: Any) -> str:
    text = str(value)
    if text in _FLAGS:
        return _FLAGS[text]
    return vocabulary.SUBJECTS.labels.get(text, text)
