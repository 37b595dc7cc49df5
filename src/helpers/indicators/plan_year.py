"""One roadmap on one day: every frame that a report on execution shows.

Here: the plan of a run, its execution, cuts and lists, what is wrong with the plan itself,
schools' own plans. Not here: statuses and counts (`roadmap`, `roadmap_summary`), words and
drawings.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from helpers.errors import ParameterError, Problem
from helpers.indicators import (
    compute,
    goals,
    roadmap,
    roadmap_answers,
    roadmap_summary,
    tallies,
    targets,
)  # fmt: skip
from helpers.indicators.periods import school_year_start
from helpers.indicators.roadmap import Execution
from helpers.indicators.rows import each
from helpers.indicators.schools import own_roadmap, took_part, working
from helpers.indicators.scopes import SchoolSet
from helpers.indicators.teacher_year import TeacherYear
from helpers.params import RunParams
from helpers.plans import PlanFrame, read_deadline
from helpers.readers.roadmap.quality import plan_findings
from helpers.readers.roadmap.reading import RoadmapItem
from helpers.spelling import did_you_mean
from helpers.store import Data


@dataclass(frozen=True)
class PlanYear:
    """Frames of one run, made when they are first asked for. `data` is what the run may read.

    Everything but `row` and what does not need a plan may be asked only when `has_plan`.
    """

    data: Data
    run: RunParams

    @property
    def as_of(self) -> dt.date:
        """The day on which the plan is judged."""
        return self.run.report_date()

    # the plan

    @cached_property
    def plans(self) -> pd.DataFrame:
        """Frames of the municipality's own plans, not of its schools."""
        rows = self.data.table("plan_frames")
        own = (rows["municipality_id"] == self.run.municipality_id) & _is_empty(rows["school_id"])
        return rows[own].sort_values(["period_start", "plan_id"], kind="stable")

    @cached_property
    def row(self) -> pd.Series | None:
        """The plan of the run (`roadmap.plan_of_run`), or None.

        Without a plan whose period meets the year, one that has dated terms in it is taken:
        plans are often written with terms before their own period. Raises `ParameterError`
        for a `plan_id` that is not there.
        """
        frames = self.data.table("plan_frames")
        found = roadmap.plan_of_run(frames, self.run)
        if found is not None:
            return found
        if self.run.plan_id:
            known = sorted(str(name) for name in frames["plan_id"])
            hint = did_you_mean(self.run.plan_id, known) or "Дорожных карт в данных нет."
            raise ParameterError(f"Дорожной карты «{self.run.plan_id}» нет. {hint}")
        for _, row in self.plans.iloc[::-1].iterrows():
            if self._has_terms_in_year(row):
                return row
        return None

    def _has_terms_in_year(self, row: pd.Series) -> bool:
        frame, first = roadmap.plan_frame(row), school_year_start(self.run.year)
        for item in each(self._items_of(str(row["plan_id"]))):
            term = read_deadline(_text(item.term_raw), frame, _text(item.section))
            dated = not {"RECUR", "WITHIN_PERIOD", "PERMANENT", "WITHIN_YEAR"} & set(term.kinds)
            if dated and any(
                end >= first and (start or end) <= self.as_of for start, end in term.windows
            ):
                return True
        return False

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan to report on."""
        return self.row is not None

    @property
    def plan_id(self) -> str:
        """Code of the plan."""
        assert self.row is not None
        return str(self.row["plan_id"])

    @property
    def other_plans(self) -> list[str]:
        """Codes of the municipality's other plans."""
        return [str(name) for name in self.plans["plan_id"] if name != self.plan_id]

    @cached_property
    def frame(self) -> PlanFrame:
        """Kind of year, period, approval, stages of the plan."""
        assert self.row is not None
        return roadmap.plan_frame(self.row)

    @property
    def is_before_period(self) -> bool:
        """Whether the period of the plan begins after the report's date."""
        return self.frame.period_start is not None and self.frame.period_start > self.as_of

    def _items_of(self, plan_id: str) -> pd.DataFrame:
        rows = self.data.table("roadmap_items")
        return rows[rows["plan_id"] == plan_id]

    @cached_property
    def execution(self) -> Execution:
        """The plan judged on `as_of`."""
        progress = self.data.table("roadmap_progress")
        progress = progress[progress["plan_id"] == self.plan_id]
        return roadmap.execution(self._items_of(self.plan_id), self.frame, progress, self.as_of)

    @property
    def items(self) -> pd.DataFrame:
        """One row per item (`roadmap.ITEM_COLUMNS`)."""
        return self.execution.items

    @property
    def instances(self) -> pd.DataFrame:
        """One row per occurrence (`roadmap.INSTANCE_COLUMNS`)."""
        return self.execution.instances

    # counts and lists

    @cached_property
    def summary(self) -> Mapping[str, Any]:
        """The plan in numbers (`roadmap_summary.summary`)."""
        return roadmap_summary.summary(self.execution)

    @property
    def has_progress(self) -> bool:
        """Whether any work is recorded by the report's date."""
        return bool((self.items["records"] > 0).any())

    @property
    def due_today(self) -> int:
        """Occurrences due on the report's date itself and not done yet: not overdue."""
        return int(self.summary["due"] - sum(self.summary[n] for n in _SETTLED))

    @property
    def has_results(self) -> bool:
        """Whether the plan names results at all (some plans have no such column)."""
        return bool((self.items["result_raw"] != "").any())

    def cut(self, by: roadmap_summary.Cut) -> pd.DataFrame:
        """Occurrences by section, responsible party or time (`roadmap_summary.cut`), with
        done_due: those of the due that are done, late or not (the count behind the share)."""
        rows = roadmap_summary.cut(self.execution, by)
        done_due = rows["done_share_pct"] * rows["due"] / 100
        return rows.assign(done_due=done_due.round().fillna(0).astype("int64"))

    @cached_property
    def overdue(self) -> pd.DataFrame:
        """Items with overdue occurrences, the longest late first: columns of `items` plus
        overdue (occurrences), first_due, days_late (of the first)."""
        late = roadmap_summary.overdue(self.execution)
        by_item = late.groupby("seq").agg(
            overdue=("seq", "size"), first_due=("due", "min"), days_late=("days_late", "max")
        )
        rows = self.items.merge(by_item.reset_index(), on="seq")
        return rows.sort_values(["days_late", "seq"], ascending=[False, True], kind="stable")

    @property
    def next_end(self) -> dt.date:
        """Last day of the calendar quarter after the report's date."""
        return roadmap_summary.next_quarter_end(self.as_of)

    @cached_property
    def due_next(self) -> pd.DataFrame:
        """Items due next: columns of `items` plus ahead (occurrences), first_due."""
        ahead = roadmap_summary.due_next(self.execution)
        by_item = ahead.groupby("seq").agg(ahead=("seq", "size"), first_due=("due", "min"))
        rows = self.items.merge(by_item.reset_index(), on="seq")
        return rows.sort_values(["first_due", "seq"], kind="stable")

    @cached_property
    def without_evidence(self) -> pd.DataFrame:
        """Occurrences recorded as done without a reference to a paper."""
        return roadmap_summary.without_evidence(self.execution)

    @cached_property
    def without_result(self) -> pd.DataFrame:
        """Items whose result is an effect in words only."""
        return roadmap_summary.without_measurable_result(self.execution)

    @cached_property
    def gantt(self) -> pd.DataFrame:
        """Bars of occurrences with days (`roadmap_summary.gantt`)."""
        return roadmap_summary.gantt(self.execution)

    @cached_property
    def stages(self) -> pd.DataFrame:
        """Stages of the plan with dates (`roadmap_summary.stage_ends`)."""
        return roadmap_summary.stage_ends(self.execution)

    @cached_property
    def quality(self) -> list[Problem]:
        """What a methodologist should correct in the plan itself, in the order of its rows."""
        items = [
            RoadmapItem(
                seq=int(row.seq), item_no=row.item_no, section=row.section, measure=row.measure,
                term_raw=row.term_raw, responsible_raw=row.responsible_raw,
                result_raw=row.result_raw,
                deadline=read_deadline(row.term_raw, self.frame, row.section),
                responsible=row.responsible, evidence=row.evidence, source_row=int(row.seq),
            )
            for row in each(self.items)
        ]  # fmt: skip
        has_term = bool((self.items["term_raw"] != "").any())
        return plan_findings(items, self.frame, self.has_results, has_term)

    # promises, schools

    @cached_property
    def aims(self) -> pd.DataFrame:
        """Targets of the year, judged (`goals.judged`)."""
        return goals.judged(self.data, self.run, self._computed)

    @cached_property
    def _computed(self) -> pd.DataFrame:
        return compute(self.data, self.run, targets.asked(self.data.table("targets"), self.run))

    @cached_property
    def stage_values(self) -> pd.DataFrame:
        """Indicators with a target at the end of each finished stage against the start
        (`roadmap_summary.stage_change`), with title and unit; empty without such stages."""
        over = self.stages[self.stages["is_over"].astype(bool)]
        if over.empty or self.aims.empty:
            none = roadmap_summary.stage_change(self.stages.iloc[:0], self.aims)
            return none.assign(title="", unit="")
        years = {int(year) for year in over["results_year"]}
        years.add(roadmap_summary.results_year(over["start"].iloc[0]))
        yearly = pd.concat([self._values_of(year) for year in sorted(years)], ignore_index=True)
        changes = roadmap_summary.stage_change(over, yearly)
        words = self.aims.drop_duplicates("indicator_id")[["indicator_id", "title", "unit"]]
        return changes.merge(words, on="indicator_id")

    @cached_property
    def yearly_values(self) -> pd.DataFrame:
        """Indicators with a target, measured every year from the start of the plan to the run.

        One row per indicator and year with a value. Columns: indicator_id, title, unit,
        base_year (the last results year before the plan), year, value, base_value, change (from
        the base year; missing where it has no value), target (of the year, missing without).
        """
        start = self.frame.period_start
        first = roadmap_summary.results_year(start) if start else self.run.year - 1
        years = range(min(first, self.run.year), self.run.year + 1)
        rows = pd.concat([self._values_of(year) for year in years], ignore_index=True)
        base = rows[rows["year"] == first].set_index("indicator_id")["value"]
        words = self.aims.drop_duplicates("indicator_id")[["indicator_id", "title", "unit"]]
        goal = self.data.table("targets").dropna(subset="year").drop_duplicates(
            ["indicator_id", "year"], keep="last"
        )[["indicator_id", "year", "target"]]  # fmt: skip
        rows = rows.merge(words, on="indicator_id").merge(
            goal, on=["indicator_id", "year"], how="left"
        )
        rows = rows.assign(base_year=first, base_value=rows["indicator_id"].map(base))
        rows["change"] = rows["value"] - rows["base_value"]
        columns = ["indicator_id", "title", "unit", "base_year", "year", "value", "base_value",
                   "change", "target"]  # fmt: skip
        return rows[columns].sort_values(["indicator_id", "year"], kind="stable", ignore_index=True)

    def _values_of(self, year: int) -> pd.DataFrame:
        """One value per indicator with a target: of the frozen list, else the list, else all."""
        made = self._computed
        if year != self.run.year:
            other = self.run.model_copy(update={"year": year})
            made = compute(self.data, other, set(self.aims["indicator_id"]))
        made = made[made["indicator_id"].isin(self.aims["indicator_id"])]
        made = made[(made["status"] == "ok") & (made["wave"] != "autumn")]
        rank = {"cohort": 0, "listed": 1, "municipality": 2, "region": 3}
        made = made[made["scope"].isin(list(rank))]
        made = made.assign(rank=made["scope"].map(rank))
        made = made.sort_values(["indicator_id", "rank"], kind="stable")
        return made.drop_duplicates("indicator_id")[["indicator_id", "year", "value"]]

    @cached_property
    def measures(self) -> pd.DataFrame:
        """Measures about teachers and what they answer (`roadmap_answers.deficit_measures`)."""
        return roadmap_answers.deficit_measures(self.items, self.teachers.answered)

    @cached_property
    def answered_deficits(self) -> pd.DataFrame:
        """Deficits against the plan (`roadmap_answers.measured_deficits`)."""
        return roadmap_answers.measured_deficits(self.measures, self.teachers.answered)

    @cached_property
    def teachers(self) -> TeacherYear:
        """Teachers and deficits of the same run."""
        return TeacherYear(self.data, self.run)

    @cached_property
    def participation(self) -> pd.DataFrame:
        """Teachers who took part in measures that promise it, by item: seq, item_no, measure,
        participants, denominator, share_pct (sums over the records of the school year)."""
        items = self._items_of(self.plan_id)
        progress = self.data.table("roadmap_progress")
        rows = roadmap_answers.item_participation(
            items, progress, self.teachers.people, self.run.year, self.as_of
        )
        sums = rows.groupby(["seq", "item_no", "measure"], as_index=False)[
            ["participants", "denominator"]
        ].sum(min_count=1)
        whole = sums["denominator"].astype("Float64")
        sums["share_pct"] = sums["participants"] * 100 / whole.where(whole > 0)
        return sums

    @cached_property
    def schools(self) -> pd.DataFrame:
        """Schools of the list, and whether each has its own roadmap and took part in events:
        school_id, school_name, has_plan, took_part (both nullable)."""
        schools = working(self.data, self.run.year)
        events, participation = self.data.table("events"), self.data.table("participation")
        facts = schools.assign(
            has_plan=own_roadmap(schools, self.data.table("plan_frames"), self.run.year),
            took_part=took_part(schools, events, participation, self.run.year),
        )
        return facts[facts["school_id"].isin(self.listed.school_ids)].reset_index(drop=True)

    @cached_property
    def listed(self) -> SchoolSet:
        """Schools on the list that the support of the year is counted for."""
        return tallies.support_places(self.data, self.run).listed


_SETTLED = ("done", "done_late", "overdue")


def _is_empty(texts: pd.Series) -> pd.Series:
    return texts.fillna("") == ""


def _text(cell: Any) -> str:
    return "" if pd.isna(cell) else str(cell)
