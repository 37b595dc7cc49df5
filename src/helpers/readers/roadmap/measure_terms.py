"""A deadline that stands inside the text of a measure, for plans without a term column.

Here: finding the piece of text. Not here: its meaning (`plans.deadlines`).
"""

from __future__ import annotations

import re

from helpers.plans import PlanFrame, read_deadline

_FRAME = PlanFrame.calendar(2000, 2001)
#: Kinds that words inside a sentence often look like without being its deadline.
_VAGUE = frozenset({"AFTER_EVENT", "BY_PLAN", "ON_NEED", "ON_REQUEST"})
_MONTH = r"(?:январ|феврал|март|апрел|ма[йея](?!\w)|июн|июл|август|сентябр|октябр|ноябр|декабр)\w*"
_CANDIDATES = (
    re.compile(
        rf"(?<!\w)(?:(?:в\s+срок\s+)?до|не\s+позднее|не\s+позже|к)\s+[«\"]?\d{{1,2}}[»\"]?"
        rf"(?:\s+{_MONTH}(?:\s+\d{{4}}(?:\s*(?:года?|г\.))?)?|\.\d{{1,2}}\.\d{{2,4}})",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:в\s+срок\s+)?(?:до|не\s+позднее|не\s+позже)\s+[^,;()]{3,40}?(?=[,;()]|\.\s|\.?$|\s-\s)",
        re.IGNORECASE,
    ),
    re.compile(r"\(([^()]{3,80})\)"),
    re.compile(r"(?:срок\s*:?\s*[-–—]?\s*)([^.;]{3,80})", re.IGNORECASE),
    re.compile(
        rf"(?<!\w)(?:в\s+)?(?:с\s+)?{_MONTH}(?:\s*[-–—]\s*\w+)?(?:\s+\d{{4}}(?:\s*(?:года?|г\.))?)?",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?<!\w)(?:ежегодно|ежеквартально|ежемесячно|еженедельно|в\s+течение\s+(?:учебного\s+)?года"
        r"|постоянно)(?!\w)",
        re.IGNORECASE,
    ),
    re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}(?:\s*[-–—]\s*\d{1,2}\.\d{1,2}\.\d{4})?"),
)


def term_in_measure(measure: str) -> str:
    """The first piece of a measure that is a deadline and nothing else; "" for none.

    >>> term_in_measure("Провести совещание (до 15 мая 2023 г.)")
    'до 15 мая 2023 г.'
    """
    for pattern in _CANDIDATES:
        for match in pattern.finditer(measure):
            piece = (match[1] if pattern.groups else match[0]).strip()
            deadline = read_deadline(piece, _FRAME)
            doubtful = {"extra_text", "ambiguous"}.intersection(deadline.flags)
            if deadline.kind and not doubtful and not _VAGUE.intersection(deadline.kinds):
                return piece
    return ""
