"""Schools with low results: the list by a rule, why, how stable, against the official lists.

Here: `rule` (parameters), `outcomes` and `quartiles` (results that count), `verdicts` and
`ranking` (what a rule says), `stability`, `official`, `frames`. Not here: the official lists
over years (`indicators.lists`), words (`wording.low_results`), the command.

A report of the list starts from `LowResultsList(data, run.year)`: its frames are `schools`,
`listed`, `triggers`, `results`, `remarks`, `sensitivity`, `sensitivity_by_school`, `movement`,
`officials`, `side_by_side`, `agreement`, `parameters`; the docstring of each gives its columns.
`wording.low_results` has `remark_text`, `work_title`, `variant_text`, `ground_text`.
"""

from helpers.indicators.low_results.frames import LowResultsList
from helpers.indicators.low_results.rule import Rule, default_rule, default_rules, rule_of
from helpers.indicators.low_results.verdicts import Remark, Trigger, Verdict, Work, identify

__all__ = [
    "LowResultsList",
    "Remark",
    "Rule",
    "Trigger",
    "Verdict",
    "Work",
    "default_rule",
    "default_rules",
    "identify",
    "rule_of",
]
