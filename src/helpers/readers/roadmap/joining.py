"""Joining the two halves of a cell that a page break has cut.

Here: spaces, hyphens and a word whose end or head the second page repeats. Not here: which
rows belong together (`rows`).
"""

from __future__ import annotations

import re

_SHORTEST_REPEAT = 3
_SHORTEST_OVERLAP = 4


def joined(head: str, tail: str) -> str:
    """One text of two halves.

    The repeated piece of a cut word stands once; a list mark begins a new line.

    >>> joined("дошкольные и общеобразовательные", "льные организации")
    'дошкольные и общеобразовательные организации'
    >>> joined("муниципальный", "координатор")
    'муниципальный координатор'
    """
    if not head or not tail:
        return head or tail
    before = re.search(r"[^\W\d_]+$", head)
    after = re.match(r"[^\W\d_]+", tail)
    if before and after:
        repeated = _overlap(before[0], after[0])
        if repeated:
            return head + tail[repeated:]
    if re.search(r"[^\W\d_]-$", head) and re.match(r"[а-яё]", tail):
        return head + tail
    return f"{head} {tail}"


def _overlap(word: str, following: str) -> int:
    """How many letters at the start of `following` repeat the end of `word`."""
    if not following[0].islower():
        return 0
    if len(following) >= _SHORTEST_REPEAT and word.endswith(following) and word != following:
        return len(following)
    for size in range(min(len(word), len(following)) - 1, _SHORTEST_OVERLAP - 1, -1):
        if word.endswith(following[:size]):
            return size
    return 0
