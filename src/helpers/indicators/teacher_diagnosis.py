"""What the diagnoses of a school year found in its staff, and what became of it by the exit.

Here: funnel, deficits by unit, competence and subject, entry against exit; each made once. Not
here: how a deficit is told (`deficits`), plans and help (`teacher_support`). Shares divide by
what their column names, and what was not reported is missing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean
from typing import Any

import pandas as pd

from helpers.indicators import (
    deficits,
    teachers,
)
from helpers.indicators.plain import known
from helpers.indicators.rows import each
from helpers.indicators.teacher_staff import TeacherStaff


@dataclass(frozen=True)
class TeacherDiagnosis(TeacherStaff):
    """Diagnoses of the staff of one run, in frames made when they are first asked for."""

    @cached_property
    def found(self) -> pd.DataFrame:
        """What the diagnoses of the year found first (`deficits.found_in`), staff only."""
        found = deficits.found_in(teachers.measured_of(self.data, self.rule), self.year)
        return found[found["teacher_code"].isin(self.people["teacher_code"])].reset_index(drop=True)

    @cached_property
    def funnel(self) -> pd.DataFrame:
        """Funnel of `people`: step, label, base, teachers, of_previous_pct, of_staff_pct; beside
        it that of all schools: all_teachers, all_of_previous_pct."""
        whole = teachers.funnel(self.everyone)[["teachers", "of_previous_pct"]]
        return teachers.funnel(self.people).join(whole.add_prefix("all_"))

    def step(self, name: str) -> int | None:
        """Teachers at a step of the funnel; None when nobody reported it."""
        return self._steps[name]

    @cached_property
    def _steps(self) -> dict[str, int | None]:
        return dict(zip(self.funnel["step"], known(self.funnel["teachers"]), strict=True))

    @cached_property
    def coverage_by_unit(self) -> pd.DataFrame:
        """Diagnosis by unit: unit_id, staff, diagnosed, diagnosed_pct, with_deficit,
        of_diagnosed_pct; missing where the municipality reported no diagnosis."""
        flags = self.people[["unit_id"]].assign(
            staff=1,
            diagnosed=self.people["is_diagnosed"].astype("Int64"),
            with_deficit=self.people["is_deficit_found"].astype("Int64"),
        )
        table = flags.groupby("unit_id", as_index=False).sum(min_count=1)
        table["diagnosed_pct"] = table["diagnosed"] * 100 / table["staff"]
        whole = table["diagnosed"].where(table["diagnosed"] > 0)
        table["of_diagnosed_pct"] = table["with_deficit"] * 100 / whole
        return table

    @property
    def coverage_all(self) -> Any:
        """`coverage_by_unit` summed over all units; its `unit` is «Всего»."""
        rows = self.coverage_by_unit
        sums = rows[["staff", "diagnosed", "with_deficit"]].sum(min_count=1)
        total = rows.head(1).assign(unit_id="", unit="Всего")
        total[list(sums.index)] = sums.to_numpy()
        total["diagnosed_pct"] = total["diagnosed"] * 100 / total["staff"]
        whole = total["diagnosed"].where(total["diagnosed"] > 0)
        total["of_diagnosed_pct"] = total["with_deficit"] * 100 / whole
        return next(each(total))

    @cached_property
    def matrix(self) -> pd.DataFrame:
        """Teachers with a deficit by tool, competence and unit (`deficits.deficit_matrix`);
        the unit stands in `unit_id`."""
        cells = deficits.deficit_matrix(self.found, self._in_units)
        return cells.rename(columns={"school_id": "unit_id"})

    @cached_property
    def by_competence(self) -> pd.DataFrame:
        """Teachers with a deficit by tool and competence, most frequent first."""
        cells = deficits.deficit_matrix(self.found, self._in_units, by=("tool", "competence"))
        return cells.sort_values(
            "with_deficit", ascending=False, kind="stable", ignore_index=True
        )  # cells come in order of tool and competence

    @cached_property
    def by_subject(self) -> pd.DataFrame:
        """Teachers with a deficit by subject of the diagnosis, named subjects only."""
        named = self.found[self.found["subject"] != ""]
        cells = deficits.deficit_matrix(named, self._in_units, by=("subject",))
        return cells.sort_values(
            "with_deficit", ascending=False, kind="stable", ignore_index=True
        )  # cells come in order of subjects

    @property
    def has_several_tools(self) -> bool:
        """Whether the year was diagnosed with more than one tool."""
        return self.found["tool"].nunique() > 1

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Entry and exit of each competence of the staff (`deficits.pairs_in`)."""
        measured = teachers.measured_of(self.data, self.rule)
        pairs = deficits.pairs_in(measured, self.year, self.rule)
        return pairs[pairs["teacher_code"].isin(self.people["teacher_code"])].reset_index(drop=True)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """Deficits of entry by what became of them: tool and competence, the total last."""
        return deficits.change_summary(self.pairs)

    @cached_property
    def paired_means(self) -> pd.DataFrame:
        """Mean entry and exit of the same teachers: tool, competence, measured, entry_pct,
        exit_pct (percent of the maximum); only pairs with both scores."""
        scores: defaultdict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
        names = ("tool", "competence", "entry_pct", "exit_pct")
        for tool, competence, entry, last in zip(
            *(known(self.pairs[name]) for name in names), strict=True
        ):
            if entry is not None and last is not None:
                scores[tool, competence].append((entry, last))
        rows = [
            (*key, len(scores[key]), *map(fmean, zip(*scores[key], strict=True)))
            for key in sorted(scores)
        ]
        return pd.DataFrame(rows, columns=["tool", "competence", "measured", *names[2:]])

    @cached_property
    def removed(self) -> tuple[int, int]:
        """Teachers with deficits at entry and none at exit (`teachers.deficits_removed_share`),
        and teachers with deficits at entry."""
        had = self.people["had_entry_deficit"].fillna(False).astype(bool)
        gone = self.people["is_removed"].fillna(False).astype(bool)
        return int((had & gone).sum()), int(had.sum())

    @cached_property
    def with_new_deficit(self) -> int:
        """Teachers whose deficits of entry are all removed, but who have another at exit."""
        return int(self.people["has_new_deficit"].fillna(False).astype(bool).sum())

    @cached_property
    def without_exit(self) -> int:
        """Teachers with a deficit at entry and no scored exit for at least one of them."""
        return int(self.pairs.loc[self.pairs["change"] == "no_exit", "teacher_code"].nunique())
