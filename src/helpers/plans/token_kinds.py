"""Kinds of tokens by what they do in a deadline cell.

Here: the sets that the grouping asks (`clauses`). Not here: their patterns (`token_patterns`),
kinds of calendar points (`points`).
"""

from __future__ import annotations

#: Tokens that are a kind of deadline by themselves.
SIMPLE_KINDS = frozenset({
    "WITHIN_PERIOD", "PERMANENT", "ON_REQUEST", "ON_NEED", "WITHIN_YEAR", "STAGE", "STAGE_END",
    "BY_PLAN", "AFTER_EVENT", "RECUR",
})  # fmt: skip
#: Tokens whose free words after them are their name or scope.
TAKES_WORDS = frozenset({
    "BY_PLAN", "AFTER_EVENT", "BEFORE_EVENT", "SCOPE", "ON_REQUEST", "ON_NEED", "AGREED", "STAGE",
    "STAGE_END", "WITHIN_PERIOD",
})  # fmt: skip
#: Tokens that make a deadline, or a note, in a way of their own.
SPECIAL_KINDS = frozenset({
    "BEFORE_EVENT", "BEFORE_SCHOOL_YEAR", "YEAR_END", "YEAR_END_ABOUT", "YEAR_START",
    "STAGE_NAMED", "AGREED", "SCOPE",
})  # fmt: skip
#: Tokens that end a range on a day which is not known.
ENDS_AT_EVENT = frozenset({"BEFORE_EVENT", "STAGE_END", "WITHIN_PERIOD"})
