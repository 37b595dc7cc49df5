"""How stable a list is: the same data under other limits, group sizes and readings.

Here: variants of a rule, one change at a time, and who is listed under each. Not here: which
reading is right: that is a decision, and the rule file says what stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from helpers.indicators.low_results.outcomes import Results
from helpers.indicators.low_results.rule import Rule
from helpers.indicators.low_results.verdicts import judged
from helpers.indicators.scopes import Tables

#: Limits and group sizes that are always tried.
LIMITS_PCT = (25.0, 30.0, 35.0)
GROUP_SIZES = (5, 10)
CUTS_PCT = (10.0, 15.0, 20.0)


@dataclass(frozen=True)
class Variant:
    """A rule that differs from the base in one parameter; the base has an empty `parameter`."""

    parameter: str
    value: str
    rule: Rule


def variants(rule: Rule) -> list[Variant]:
    """The base rule, then every variant that differs from it."""
    found = [Variant("", "", rule)]
    if rule.method == "rank":
        found += [Variant("cut_pct", f"{cut:g}", replace(rule, cut_pct=cut)) for cut in CUTS_PCT]
    else:
        found += [
            Variant("low_share_pct", f"{limit:g}", replace(rule, low_share_pct=limit))
            for limit in sorted({*LIMITS_PCT, *_around(rule.low_share_pct)})
        ]
    found += [
        Variant("min_participants", str(size), replace(rule, min_participants=size))
        for size in GROUP_SIZES
    ]
    if rule.method != "rank":
        found += [
            Variant("two_year_rule", word, replace(rule, two_year_rule=word))
            for word in ("same", "any", "off")
        ]
    if rule.method != "quartile":
        found += [
            Variant("math_levels", word, replace(rule, math_levels=word))
            for word in ("pooled", "separate", "worst")
        ]
        found += [
            Variant("below_min", word, replace(rule, below_min=word)) for word in ("final", "first")
        ]
        found += [
            Variant("counted", word, replace(rule, counted=works))
            for word, works in _narrower(rule)
        ]
    return [found[0], *(variant for variant in found[1:] if variant.rule != rule)]


def _around(limit: float) -> tuple[float, ...]:
    """Limits five points around one that is not among the usual ones."""
    return () if limit in LIMITS_PCT else (max(limit - 5, 0), min(limit + 5, 100))


def _narrower(rule: Rule) -> list[tuple[str, tuple[tuple[str, int, str], ...]]]:
    """The counted works without ВПР, and only ВПР."""
    exams = tuple(work for work in rule.counted if work[0] != "ВПР")
    tests = tuple(work for work in rule.counted if work[0] == "ВПР")
    return [pair for pair in (("exams", exams), ("tests", tests)) if pair[1]]


def sensitivity(data: Tables, year: int, rule: Rule, held: Results | None = None) -> pd.DataFrame:
    """One row per variant and school: parameter, value, school_id, listed.

    The rows of the base rule have an empty parameter. Only schools that have a result or a
    remark are there (all schools of the data).
    """
    held = held or Results(data)
    rows = [
        (variant.parameter, variant.value, verdict.school_id, verdict.listed)
        for variant in variants(rule)
        for verdict in judged(data, year, variant.rule, held)
    ]
    return pd.DataFrame(rows, columns=["parameter", "value", "school_id", "listed"])


def by_variant(table: pd.DataFrame) -> pd.DataFrame:
    """One row per variant: parameter, value, listed (count), added, dropped (school_ids).

    Added and dropped are against the base rule, which comes first.
    """
    rows = []
    base: set[str] = set()
    for place, ((parameter, value), group) in enumerate(
        table.groupby(["parameter", "value"], sort=False)
    ):
        now = set(group.loc[group["listed"].astype(bool), "school_id"])
        base = now if place == 0 else base
        rows.append((parameter, value, len(now), sorted(now - base), sorted(base - now)))
    return pd.DataFrame(rows, columns=["parameter", "value", "listed", "added", "dropped"])
