"""One cleaned line of a deadline cell as tokens, nothing left out.

Here: the scan. Not here: the patterns (`token_patterns`), what their matches hold
(`token_values`), how tokens combine (`clauses`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .token_patterns import PATTERNS
from .token_values import NOT_THIS
from .words import lowered


@dataclass(frozen=True)
class Token:
    """One word or phrase from `start` to `end`; what `value` holds depends on `kind`."""

    kind: str
    text: str
    start: int
    end: int
    value: Any = None


_WORD = re.compile(r"[^\W_]+(?:[-./][^\W_]+)*|.", re.DOTALL)


def scan(text: str) -> list[Token]:
    """All tokens of one cleaned line (see `words.plain`), nothing left out.

    A word that no pattern knows becomes a token `OTHER`.
    """
    low = lowered(text)
    tokens: list[Token] = []
    place = 0
    while place < len(low):
        if low[place] == " ":
            place += 1
            continue
        token, place = _next_token(text, low, place)
        if token.kind != "SKIP":
            tokens.append(token)
    return tokens


def _next_token(text: str, low: str, place: int) -> tuple[Token, int]:
    for kind, pattern, build in PATTERNS:
        match = pattern.match(low, place)
        if match and match.end() > place and not _splits_a_word(low, match.end()):
            value = build(match) if build else None
            if value is NOT_THIS:
                continue
            return Token(kind, text[place : match.end()].strip(), place, match.end(), value), (
                match.end()
            )
    word = _WORD.match(low, place)
    assert word is not None
    return Token("OTHER", word[0], place, word.end()), word.end()


def _splits_a_word(low: str, end: int) -> bool:
    if end >= len(low):
        return False
    before, after = low[end - 1], low[end]
    return (before.isalpha() and after.isalpha()) or (before.isdigit() and after.isdigit())
