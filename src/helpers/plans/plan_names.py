"""Whose plan a deadline refers to: «по плану работы управления образования» → «УО».

Here: the cleaning of such a name. Not here: finding it (`clauses`).
"""

from __future__ import annotations

import re

_PLAN_LEAD = re.compile(
    r"^(?:по|согласно|на\s+основании|в\s+соответствии\s+со?|в\s+рамках)\s+"
    r"(?:(?:реализации|выполнения|проведения)\s+)?",
    re.IGNORECASE,
)
_PLAN_WORD = re.compile(
    r"^план\w*(?:\s?-\s?график\w*)?(?:\s+(?:работы|мероприятий))?\s*|^график\w*\s*", re.IGNORECASE
)
_EDU_AUTH = re.compile(r"(?:управлени\w+\s+образовани\w+|УО)(?!\w)", re.IGNORECASE)


def plan_name(text: str) -> str:
    """Whose plan or which: «УО», «ЛОИРО», «отдельному графику»; "" when it is not named."""
    name = _EDU_AUTH.sub("УО", _PLAN_LEAD.sub("", text.strip()))
    return _PLAN_WORD.sub("", name).strip(' ,.;()"«»')
