"""Movement of schools: results against the year before, and the effective mode.

Here: series of one school compared over two years, whether a school improved, whether it
moved to the effective mode by a stated rule. Not here: levels of results (`results`).

A change counts only when its 95 % interval excludes zero; a school improved when at least
one of its series rose so and none fell so. Series of the same pupils are not pooled.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers import methodology, vocabulary
from helpers.indicators import intervals
from helpers.indicators.breaks import stated_in
from helpers.indicators.tallies import tally

_MARKS = ("mark_2", "mark_3", "mark_4", "mark_5")
_SERIES = ["school_id", "procedure", "wave", "grade", "programme_grade", "subject", "level"]
_BEST_ATTEMPT = {"": 0, "final": 1, "first": 2}


@dataclass(frozen=True)
class DynamicsRule:
    """What is compared; values of `params/methodology/school_support.yaml`."""

    procedures: tuple[str, ...] = ("ВПР", "ОГЭ")
    subjects: tuple[str, ...] = ("rus", "math")
    measure: str = "positive_share"
    min_participants: int = 5

    @classmethod
    def stated(cls) -> DynamicsRule:
        """The rule of the parameter file."""
        rules = methodology.rules("school_support")
        return cls(
            procedures=rules.texts("dynamics_procedures"),
            subjects=rules.texts("dynamics_subjects"),
            measure=rules.text("dynamics_measure"),
            min_participants=int(rules.number("dynamics_min_participants")),
        )


@dataclass(frozen=True)
class ModeRule:
    """When a school has moved to the effective mode; `params/methodology/effective_mode.yaml`."""

    require_left_list: bool = True
    require_no_low_results: bool = True
    require_no_decline: bool = False
    low_share_pct: float = 30.0
    procedures: tuple[str, ...] = ("ВПР", "ОГЭ")
    subjects: tuple[str, ...] = ("rus", "math")

    @classmethod
    def stated(cls) -> ModeRule:
        """The rule of the parameter file."""
        rules = methodology.rules("effective_mode")
        return cls(
            require_left_list=rules.flag("require_left_list"),
            require_no_low_results=rules.flag("require_no_low_results"),
            require_no_decline=rules.flag("require_no_decline"),
            low_share_pct=rules.number("low_share_pct"),
            procedures=rules.texts("procedures"),
            subjects=rules.texts("subjects"),
        )


def _school_marks(
    marks: pd.DataFrame, procedures: Collection[str], subjects: Collection[str]
) -> pd.DataFrame:
    """Whole-school rows of the chosen works with all four marks, one per series and year.

    A work written by lot, by choice or as a sample is not the result of the school.
    """
    rows = marks[
        (marks["scope_type"] == "school")
        & marks["selection"].fillna("").isin(["", "all"])
        & marks["procedure"].isin(list(procedures))
        & marks["subject"].isin(list(subjects))
        & (marks["class"] == "")
    ].dropna(subset=list(_MARKS))
    rows = rows.rename(columns={"scope_id": "school_id"})
    rows = rows.assign(
        programme_grade=rows["programme_grade"].fillna(rows["grade"]),
        attempt_order=rows["attempt"].map(_BEST_ATTEMPT).fillna(3),
        written=rows[list(_MARKS)].sum(axis=1).astype(float),
    )
    rows = rows.sort_values([*_SERIES, "year", "attempt_order"], kind="stable")
    return rows.drop_duplicates([*_SERIES, "year"])


def school_changes(
    marks: pd.DataFrame, breaks: pd.DataFrame, year: int, rule: DynamicsRule
) -> pd.DataFrame:
    """Change of each series of each school against the year before: one row per series.

    A series is a school's procedure, wave, grade, programme grade, subject and level. Both
    years need all four marks and `min_participants`; a series that breaks in `year`, by the
    table `breaks` or by the parameters (`breaks.stated`), is not compared. Columns: the series,
    before_part, before_whole, part, whole, before_pct, pct, change_points, low, high (95 %
    Newcombe bounds of the change, for different pupils), movement (`up`, `down`, `none`).
    """
    rows = _school_marks(marks, rule.procedures, rule.subjects)
    positive = ["mark_4", "mark_5"] if rule.measure == "quality_share" else list(_MARKS[1:])
    rows = rows.assign(part=rows[positive].sum(axis=1).astype(float), whole=rows["written"])
    rows = rows[rows["whole"] >= rule.min_participants]
    now = rows.loc[rows["year"] == year, [*_SERIES, "part", "whole"]]
    before = rows.loc[rows["year"] == year - 1, [*_SERIES, "part", "whole"]]
    before = before.rename(columns={"part": "before_part", "whole": "before_whole"})
    pairs = before.merge(now, on=_SERIES)
    pairs = pairs[~_is_broken(pairs, breaks, year)]
    pairs["before_pct"] = pairs["before_part"] * 100 / pairs["before_whole"]
    pairs["pct"] = pairs["part"] * 100 / pairs["whole"]
    pairs["change_points"] = pairs["pct"] - pairs["before_pct"]
    pairs["low"], pairs["high"] = intervals.difference(
        pairs["part"], pairs["whole"], pairs["before_part"], pairs["before_whole"]
    )
    movement = pd.Series("none", index=pairs.index, dtype="str")
    pairs["movement"] = movement.mask(pairs["low"] > 0, "up").mask(pairs["high"] < 0, "down")
    return pairs.sort_values(_SERIES, kind="stable").reset_index(drop=True)


def _is_broken(pairs: pd.DataFrame, breaks: pd.DataFrame, year: int) -> np.ndarray:
    named = pairs.assign(procedure=pairs["procedure"].map(vocabulary.PROCEDURE_SLUGS))
    broken = np.zeros(len(pairs), dtype=bool)
    for cut in stated_in(breaks):
        if cut.year == year:
            broken |= cut.of(named)
    return broken


def improved(schools: pd.DataFrame, changes: pd.DataFrame) -> pd.Series:
    """Whether each school improved: some series up, none down; missing without any series."""
    up = set(changes.loc[changes["movement"] == "up", "school_id"])
    down = set(changes.loc[changes["movement"] == "down", "school_id"])
    compared = set(changes["school_id"])
    facts = [
        (school in up and school not in down) if school in compared else None
        for school in schools["school_id"]
    ]
    return pd.Series(pd.array(facts, dtype="boolean"), index=schools.index)


def dynamics_tally(changes: pd.DataFrame) -> pd.DataFrame:
    """Series that rose beyond chance among those compared with the year before, by school."""
    rows = changes.assign(rose=(changes["movement"] == "up").astype(float))
    sums = rows.groupby("school_id")["rose"].agg(["sum", "size"]).reset_index()
    return tally("results.dynamics", sums["school_id"], sums["sum"], sums["size"])


def effective_mode(
    schools: pd.DataFrame,
    register: pd.DataFrame,
    marks: pd.DataFrame,
    changes: pd.DataFrame,
    year: int,
    rule: ModeRule,
) -> pd.DataFrame:
    """Whether each school moved to the effective mode, condition by condition.

    `register` is the register already cut to the sources in use. Columns: school_id,
    left_list (not on the list built on the results of `year`; missing while the municipality
    has no such list), no_low_results (share of «2» below the limit in every counted work of
    the year; missing without any), no_decline (no series fell), is_effective. A required
    condition that fails makes it false, otherwise one that is missing leaves it missing.
    """
    rows = schools[["school_id", "municipality_id"]].copy()
    next_list = register[register["results_year"] == year]
    listed = rows["school_id"].isin(next_list["school_id"])
    known = rows["municipality_id"].isin(next_list["municipality_id"])
    rows["left_list"] = (~listed).astype("boolean").where(known)
    works = _school_marks(marks, rule.procedures, rule.subjects)
    works = works[(works["year"] == year) & (works["written"] > 0)]
    low = works["mark_2"].astype(float) * 100 >= rule.low_share_pct * works["written"]
    is_low = low.groupby(works["school_id"]).any()
    rows["no_low_results"] = ~rows["school_id"].map(is_low).astype("boolean")
    declined = (changes["movement"] == "down").groupby(changes["school_id"]).any()
    rows["no_decline"] = ~rows["school_id"].map(declined).astype("boolean")
    required = {
        "left_list": rule.require_left_list,
        "no_low_results": rule.require_no_low_results,
        "no_decline": rule.require_no_decline,
    }
    result = pd.Series(True, index=rows.index, dtype="boolean")
    for condition, is_required in required.items():
        if is_required:
            result = result & rows[condition]
    return rows.assign(is_effective=result).drop(columns="municipality_id").reset_index(drop=True)
