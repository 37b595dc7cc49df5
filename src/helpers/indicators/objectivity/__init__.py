"""Objectivity of results: official signs, peaks at borders, agreement with the journal.

Here: what deserves a check, always worded as a sign. Not here: sentences about it (`wording`).
Internal edition only: it reads results of pupils.

- `signs`: the 14 signs of every school; `by_school`, `years`, `index` count them;
- `boundaries`: ratios at the borders of marks beside the region's;
- `agreement_by_year`, `mark_matrix`, `mark_gaps`, `gaps_by_school`: marks against the journal;
- `cohort_ratios`, `quartiles`: the ratio K of one cohort and the borders of sharp change;
- `Objectivity`: all of it for one run, each frame made once.
"""

from __future__ import annotations

from helpers.indicators.objectivity.agreement import by_year as agreement_by_year
from helpers.indicators.objectivity.agreement import gaps as mark_gaps
from helpers.indicators.objectivity.agreement import gaps_by_school
from helpers.indicators.objectivity.agreement import matrix as mark_matrix
from helpers.indicators.objectivity.boundaries import boundaries
from helpers.indicators.objectivity.counts import by_school, index, years
from helpers.indicators.objectivity.rule import Rule, default_rule, rule_of
from helpers.indicators.objectivity.scores import ORIGINS
from helpers.indicators.objectivity.signs import (
    CLEAR,
    GROUPS,
    NOT_COMPUTED,
    REASONS,
    SIGN,
    cohort_ratios,
    quartiles,
    signs,
)
from helpers.indicators.objectivity.year import Objectivity

__all__ = [
    "CLEAR",
    "GROUPS",
    "NOT_COMPUTED",
    "ORIGINS",
    "REASONS",
    "SIGN",
    "Objectivity",
    "Rule",
    "agreement_by_year",
    "boundaries",
    "by_school",
    "cohort_ratios",
    "default_rule",
    "gaps_by_school",
    "index",
    "mark_gaps",
    "mark_matrix",
    "quartiles",
    "rule_of",
    "signs",
    "years",
]
