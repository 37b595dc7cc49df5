"""Everything about one list as tidy frames: what a report of the list is made from.

Here: verdicts, triggers, stability, movement and official lists of one run, each made once.
Not here: how each is made (the neighbours), words and drawings.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from helpers.indicators.low_results import official, stability
from helpers.indicators.low_results.outcomes import Results
from helpers.indicators.low_results.rule import Rule, default_rules, rule_of
from helpers.indicators.low_results.verdicts import Trigger, Verdict, identify
from helpers.indicators.scopes import Tables
from helpers.methodology import Rules

_TRIGGER = [
    "procedure", "grade", "subject", "level", "year", "below", "participants", "share", "margin",
    "low", "high", "enrolled", "participation", "share_if_absent", "place",
]  # fmt: skip


@dataclass(frozen=True)
class LowResultsList:
    """The list by a rule for the results of one year; frames are made when first asked for."""

    data: Tables
    year: int
    rules: Rules = field(default_factory=default_rules)
    #: Only schools of this municipality are reported; ranks are made among all of the data.
    within: str = ""

    @cached_property
    def rule(self) -> Rule:
        """The checked rule."""
        return rule_of(self.rules)

    @cached_property
    def _held(self) -> Results:
        return Results(self.data)

    @cached_property
    def verdicts(self) -> list[Verdict]:
        """The verdict on every school (`identify`); `wording.low_results` words remarks."""
        found = identify(self.data, self.year, self.rule, self._held)
        return [v for v in found if v.school_id in self._reported] if self.within else found

    @cached_property
    def _reported(self) -> frozenset[str]:
        schools = self.data.table("schools")
        return frozenset(schools.loc[schools["municipality_id"] == self.within, "school_id"])

    @cached_property
    def schools(self) -> pd.DataFrame:
        """One row per school: school_id, school_name, listed, grounds, triggers (count),
        results (count of results that count), closest (margin of the result nearest to the
        limit, percentage points: the largest), movement (`entered`, `stayed`, `left`, ""),
        official (missing without a list), sources, needs_decision, score (rank method),
        variants and listed_in (of how many variants, in how many listed)."""
        table = self.sensitivity_by_school
        tried = table.groupby("school_id")["listed"].agg(["size", "sum"])
        rows = [
            {
                "school_id": v.school_id,
                "school_name": v.school_name,
                "listed": v.listed,
                "grounds": list(v.grounds),
                "triggers": len(v.triggers),
                "results": len(v.results),
                "closest": max((one.margin for one in v.results), default=float("nan")),
                "movement": v.movement,
                "official": v.official,
                "sources": list(v.sources),
                "needs_decision": v.needs_decision,
                "score": v.score,
                "variants": int(tried["size"].get(v.school_id, 0)),
                "listed_in": int(tried["sum"].get(v.school_id, 0)),
            }
            for v in self.verdicts
        ]
        columns = [
            "school_id", "school_name", "listed", "grounds", "triggers", "results", "closest",
            "movement", "official", "sources", "needs_decision", "score", "variants", "listed_in",
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=columns).astype({"official": "boolean", "score": float})

    @cached_property
    def listed(self) -> pd.DataFrame:
        """Rows of `schools` that are on the list."""
        return self.schools[self.schools["listed"].astype(bool)].reset_index(drop=True)

    @cached_property
    def triggers(self) -> pd.DataFrame:
        """One row per low result, with those of the year before that make the second ground:
        school_id, school_name, listed and the fields of `Trigger`."""
        return self._results_frame([(v, one) for v in self.verdicts for one in v.triggers])

    @cached_property
    def results(self) -> pd.DataFrame:
        """One row per result of the year that counts, low or not; columns as `triggers`."""
        return self._results_frame([(v, one) for v in self.verdicts for one in v.results])

    def _results_frame(self, pairs: list[tuple[Verdict, Trigger]]) -> pd.DataFrame:
        rows = [
            {"school_id": v.school_id, "school_name": v.school_name, "listed": v.listed}
            | asdict(one)
            for v, one in pairs
        ]
        frame = pd.DataFrame(rows, columns=["school_id", "school_name", "listed", *_TRIGGER])
        numbers = ["share", "margin", "low", "high", "participation", "share_if_absent", "place"]
        return frame.astype(dict.fromkeys(numbers, float) | {"enrolled": "Int64"})

    @cached_property
    def remarks(self) -> pd.DataFrame:
        """One row per remark: school_id, school_name, listed, kind, remark (for
        `wording.low_results.remark_text`)."""
        rows = [
            (v.school_id, v.school_name, v.listed, remark.kind, remark)
            for v in self.verdicts
            for remark in v.remarks
        ]
        columns = ["school_id", "school_name", "listed", "kind", "remark"]
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def sensitivity_by_school(self) -> pd.DataFrame:
        """One row per variant and school (`stability.sensitivity`)."""
        table = stability.sensitivity(self.data, self.year, self.rule, self._held)
        return table[table["school_id"].isin(self._reported)] if self.within else table

    @cached_property
    def sensitivity(self) -> pd.DataFrame:
        """One row per variant of the rule: parameter ("" for the rule itself), value, listed
        (count), added, dropped (school_ids against the rule itself)."""
        return stability.by_variant(self.sensitivity_by_school)

    @cached_property
    def movement(self) -> pd.DataFrame:
        """Schools by movement against the verdict on the year before: movement, school_id,
        school_name, in the order entered, stayed, left. Schools without results in one of the
        two years are not there."""
        order = {"entered": 0, "stayed": 1, "left": 2}
        rows = self.schools[self.schools["movement"].isin(list(order))]
        rows = rows.sort_values("movement", key=lambda c: c.map(order), kind="stable")
        return rows[["movement", "school_id", "school_name"]].reset_index(drop=True)

    @cached_property
    def officials(self) -> pd.DataFrame:
        """Official lists of the results year (`official.sources_of`)."""
        return official.sources_of(self.data, self.year)

    @cached_property
    def side_by_side(self) -> pd.DataFrame:
        """The rule and every source, school by school (`official.side_by_side`)."""
        return official.side_by_side(self.data, self.year, self.verdicts)

    @cached_property
    def agreement(self) -> pd.DataFrame:
        """Pairs of lists with schools on both and on one only (`official.agreement`)."""
        return official.agreement(self.data, self.year, self.verdicts)

    @cached_property
    def parameters(self) -> pd.DataFrame:
        """Parameters of the rule: name, label, value, unit, source, mark; one row each."""
        rows: list[dict[str, Any]] = [asdict(item) for item in self.rules.parameters.values()]
        columns = ["name", "label", "value", "unit", "source", "mark"]
        return pd.DataFrame(rows, columns=columns)
