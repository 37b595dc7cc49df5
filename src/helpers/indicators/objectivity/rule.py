"""The rule of objectivity signs: which works, which borders, from how many pupils and schools.

Here: `params/methodology/objectivity.yaml` as checked values. Not here: the signs themselves
(`signs`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from helpers import methodology, vocabulary
from helpers.errors import ParameterError
from helpers.methodology import Rules

_WORK = re.compile(r"(vpr|oge)([0-9]{1,2})\.([a-z]+)")

#: Procedure slug, programme grade, subject.
Work = tuple[str, int, str]


@dataclass(frozen=True)
class Rule:
    """The official signs and the limits below which they are not computed."""

    mean_works: tuple[Work, ...]
    journal_works: tuple[Work, ...]
    jump_subjects: tuple[str, ...]
    jump_grade: int
    z: float
    jump_iqr: float
    min_pupils: int
    min_schools: int
    mark_gap: int
    boundary_informative: int
    boundary_limited: int


def rule_of(rules: Rules) -> Rule:
    """The rule that a file of parameters describes; unknown works raise `ParameterError`."""
    return Rule(
        tuple(_work(rules, "mean_works", word) for word in rules.texts("mean_works")),
        tuple(_work(rules, "journal_works", word) for word in rules.texts("journal_works")),
        rules.texts("jump_subjects"),
        int(rules.number("jump_grade")),
        rules.number("z"),
        rules.number("jump_iqr"),
        int(rules.number("min_pupils")),
        int(rules.number("min_schools")),
        int(rules.number("mark_gap")),
        int(rules.number("boundary_informative")),
        int(rules.number("boundary_limited")),
    )


def default_rule() -> Rule:
    """The rule of `params/methodology/objectivity.yaml`."""
    return rule_of(methodology.rules("objectivity"))


def _work(rules: Rules, name: str, word: str) -> Work:
    match = _WORK.fullmatch(word)
    if match is None or match[3] not in vocabulary.SUBJECTS:
        raise ParameterError(
            f"{rules.file}, «{name}»: найдено «{word}», ожидалось вида vpr4.rus, oge9.math."
        )
    return match[1], int(match[2]), match[3]
