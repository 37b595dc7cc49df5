"""Everything that is known of one school in one year, as tidy frames.

Here: the school's own rows beside its municipality: status, results of several years, the
rule, staff, conditions, support, its roadmap, the letter. Not here: how each is counted (the
neighbours), words and tables. No frame has a row per teacher.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from helpers.errors import ParameterError
from helpers.indicators import (
    catalogue,
    deficits,
    events,
    exams,
    help,
    intervals,
    marks,
    results,
    roadmap,
    scopes,
    teachers,
    values,
    works,
)
from helpers.indicators import schools as facts
from helpers.indicators.context_year import FACTORS, ContextYear
from helpers.indicators.low_results.verdicts import Verdict
from helpers.indicators.once import values_by
from helpers.indicators.periods import school_year_end, school_year_start
from helpers.indicators.roadmap import Execution
from helpers.indicators.rows import each, is_text
from helpers.indicators.school_letter import Letters
from helpers.indicators.teacher_year import TeacherYear
from helpers.params import RunParams
from helpers.spelling import did_you_mean
from helpers.store import Data

#: Years of results shown, the year of the run with them.
SHOWN_YEARS = 4
#: Subjects whose results every school has, and the measure of each procedure.
MAIN_SUBJECTS = ("rus", "math")
MEASURES = {
    "vpr": "positive_share", "oge": "passed_share", "ege": "passed_share", "gve": "passed_share",
}  # fmt: skip


@dataclass(frozen=True)
class SchoolCard:
    """Frames of one school and run, made when they are first asked for; made by `of`."""

    data: Data
    run: RunParams

    @classmethod
    def of(cls, data: Data, run: RunParams) -> SchoolCard:
        """The card of `run.school_id`; `ParameterError` without one or for an unknown one."""
        schools = data.table("schools")
        known = sorted(set(schools["school_id"]))
        listing = "Все школы с кодами: shnor list schools."
        if not run.school_id:
            raise ParameterError(
                "Не задан параметр school_id: отчёт строится для одной школы, например "
                f"--set school_id={known[0] if known else 'КОД'}. {listing}"
            )
        if run.school_id not in known:
            by_name = dict(
                zip(schools["school_name"].fillna(""), schools["school_id"], strict=True)
            )
            hint = did_you_mean(run.school_id, known, 6)
            if run.school_id in by_name:
                hint = f"Так называется школа с кодом {by_name[run.school_id]}."
            raise ParameterError(
                f"Параметр school_id: школы «{run.school_id}» нет — {data.municipality.name}. "
                f"{hint} {listing}"
            )
        return cls(data, run)

    @property
    def school_id(self) -> str:
        """Code of the school."""
        return self.run.school_id

    @cached_property
    def school(self) -> pd.Series:
        """The row of the directory that holds in the year, else the latest one."""
        rows = self._own("schools").sort_values("valid_from", kind="stable", na_position="first")
        now = facts.begun(rows, self.run.year)
        return (now if len(now) else rows).iloc[-1]

    @property
    def name(self) -> str:
        """Name of the school, or its code."""
        name = self.school["school_name"]
        return str(name) if isinstance(name, str) and name else self.school_id

    @cached_property
    def is_active(self) -> bool:
        """Whether the school works in the year."""
        active = facts.working(self.data, self.run.year)
        return self.school_id in set(active["school_id"])

    @cached_property
    def lists(self) -> pd.DataFrame:
        """Rows of the register for the school up to the year: results_year, source, category,
        support_from, support_to, left_on; the latest first."""
        rows = self._own("shnor_register")
        rows = rows[(rows["results_year"] <= self.run.year).fillna(False).astype(bool)]
        order = ["results_year", "source"]
        return rows.sort_values(order, ascending=[False, True], kind="stable")

    @cached_property
    def roles(self) -> list[str]:
        """Codes of the roles of the school in the year."""
        rows = self._own("school_roles", self.run.year)
        return sorted(set(rows["role"].dropna()))

    # results

    @cached_property
    def results(self) -> pd.DataFrame:
        """Main works of the school over years, and of the territory in the year.

        One row per work, year and scope (`school`, or the run's own): columns of `values` with
        procedure, grade (whose programme), subject, level, and `cell` (only in the run's year).
        A work stands here when the school has a value in the run's year; where it has none at
        all, works of the earlier years stand.
        """
        made = self._values()
        where = scopes.places(self.data, self.run)
        ours = (made["scope"] == "school") & (made["school_id"] == self.school_id)
        whole = (made["scope"] == where.own_scope) & (made["year"] == self.run.year)
        whole &= (made["origin"] == "computed") & (
            made["municipality_id"] == self.run.municipality_id
        )
        made = made[ours | whole]
        named = [catalogue.parts(name) for name in made["indicator_id"]]
        wanted = [
            part is not None
            and part.subject in MAIN_SUBJECTS
            and MEASURES.get(part.procedure) == part.measure
            for part in named
        ]
        made = made[wanted]
        parts = [
            part for part, keep in zip(named, wanted, strict=True) if keep and part is not None
        ]
        made = made.assign(
            procedure=[part.procedure for part in parts],
            grade=made["programme_grade"],
            subject=[part.subject for part in parts],
        )
        key = ["indicator_id", "wave", "grade"]
        held = made[(made["scope"] == "school") & (made["status"] == "ok")]
        now = held[(held["year"] == self.run.year).astype(bool)]
        held = now if len(now) else held
        made = made.merge(held[key].drop_duplicates(), on=key)
        rank = made["procedure"].map({name: place for place, name in enumerate(MEASURES)})
        made = made.assign(
            rank=rank, autumn=made["wave"] == "autumn", maths=made["subject"] != "rus"
        )
        order = ["rank", "grade", "maths", "level", "autumn", "year", "scope"]
        return made.sort_values(order, kind="stable").reset_index(drop=True)

    @cached_property
    def compared(self) -> pd.DataFrame:
        """Main works of the year against the rest of the territory: indicator_id, difference
        (points, school − territory) with its 95 % bounds low and high; works of both only."""
        rows = self.results[(self.results["year"] == self.run.year).astype(bool)]
        rows = rows[(rows["status"] == "ok") & (rows["denominator"] > 0)]
        key = ["indicator_id", "wave", "grade"]
        ours = rows[rows["scope"] == "school"]
        pairs = ours.merge(rows[rows["scope"] != "school"], on=key, suffixes=("", "_all"))
        pairs = pairs[pairs["denominator_all"] > pairs["denominator"]]
        low, high = intervals.difference_from_whole(
            pairs["numerator"], pairs["denominator"], pairs["numerator_all"],
            pairs["denominator_all"],
        )  # fmt: skip
        difference = pairs["value"] - pairs["value_all"]
        return pairs[key].assign(difference=difference, low=low, high=high).reset_index(drop=True)

    def _values(self) -> pd.DataFrame:
        """Values of the run's year, and those of the school in the earlier years shown."""
        now = values.stacked([values_by(kind, self.data, self.run) for kind in (results, exams)])
        return pd.concat(
            [self._earlier().assign(cell=""), now.assign(cell=values.cell_ids(now))],
            ignore_index=True,
        )

    def _earlier(self) -> pd.DataFrame:
        """Shares of marks and of those who passed, of the school in the earlier years shown."""
        years = range(self.run.year - SHOWN_YEARS + 1, self.run.year)
        every = marks.of_years(self.data.table("marks"), years)
        figures = exams.passed_figures(every, exams.exam_rows(self.data.table("exams"), years))
        rows, figures = (
            frame[is_text(frame, "school_id", self.school_id)] for frame in (every, figures)
        )
        best = exams.best_figures(figures) if len(figures) else figures
        made = works.shares_in(self.data, self.run, years, marks.one_attempt(rows), best)
        return made[is_text(made, "scope", "school")]

    @cached_property
    def admission(self) -> pd.DataFrame:
        """Admission and certificates of the school in the year, by grade."""
        rows = self.data.table("admission")
        own = (rows["scope_type"] == "school") & (rows["scope_id"] == self.school_id)
        own &= (rows["year"] == self.run.year).fillna(False).astype(bool)
        return rows[own].sort_values("grade", kind="stable")

    # the rule

    @cached_property
    def letters(self) -> Letters:
        """Letters of the run; the list by the rule and the early warning behind them."""
        return Letters(self.data, self.run)

    @cached_property
    def verdict(self) -> Verdict | None:
        """What the rule says of the school; None when it does not know the school."""
        return next((v for v in self.letters.lists.verdicts if v.school_id == self.school_id), None)

    @cached_property
    def warning(self) -> Any:
        """The row of the early warning for the school (`EarlyWarning.schools`), or None."""
        rows = self.letters.warning.schools
        return next(each(rows[rows["school_id"] == self.school_id]), None)

    @cached_property
    def actions(self) -> pd.DataFrame:
        """Actions of the letter to the school (`Letters.actions`)."""
        rows = self.letters.actions
        return rows[rows["school_id"] == self.school_id].reset_index(drop=True)

    # people

    @cached_property
    def teachers(self) -> TeacherYear:
        """Teachers of the run."""
        return TeacherYear(self.data, self.run)

    @cached_property
    def _staff(self) -> pd.DataFrame:
        everyone = self.teachers.everyone
        return everyone[everyone["school_id"] == self.school_id].reset_index(drop=True)

    @cached_property
    def funnel(self) -> pd.DataFrame:
        """The way from staff to removed deficits (`teachers.funnel`) of the school, with
        all_teachers and all_of_previous_pct of the whole territory; empty without staff."""
        if self._staff.empty:
            return teachers.funnel(self._staff).iloc[:0]
        whole = teachers.funnel(self.teachers.everyone)[["teachers", "of_previous_pct"]]
        return teachers.funnel(self._staff).join(whole.add_prefix("all_"))

    @cached_property
    def _found(self) -> pd.DataFrame:
        measured = teachers.measured_of(self.data, self.teachers.rule)
        return deficits.found_in(measured, self.run.year)

    @cached_property
    def help(self) -> Any:
        """Help to the staff of the school as one row of `help.help_hours`; None without staff."""
        if self._staff.empty:
            return None
        rows = help.help_hours(self.data.table("help"), self._found, self._staff, self.run.year)
        return next(each(rows[rows["school_id"] == self.school_id]))

    @cached_property
    def unhelped(self) -> int | None:
        """Teachers with a deficit that no help answers; None when no help was reported."""
        acts = self.data.table("help")
        if not help.help_reported(acts, self.run.year):
            return None
        rows = help.unhelped_teachers(acts, self._found, self._staff, self.run.year)
        return int(rows["teacher_code"].nunique())

    @cached_property
    def staffing(self) -> pd.DataFrame:
        """Hours of subjects of the school (`staffing.staffing_by_subject`), known need only."""
        rows = self.teachers.staffing_rows
        own = (rows["school_id"] == self.school_id) & rows["hours_needed"].notna()
        return rows[own].reset_index(drop=True)

    # conditions and support

    @cached_property
    def pupils(self) -> int | None:
        """Pupils of the school; None when not reported."""
        rows = self._own("context", self.run.year)["pupils"].dropna()
        return int(rows.iloc[0]) if len(rows) else None

    @cached_property
    def conditions(self) -> pd.DataFrame:
        """Factors of the school against the median of schools: factor, label, part (pupils),
        pct, median_pct, schools (with this factor known)."""
        profile = ContextYear(self.data, self.run).profile
        own = profile[profile["school_id"] == self.school_id]
        counts = self._own("context", self.run.year)
        found = []
        for name, label in FACTORS.items():
            known = profile[name].dropna()
            if len(own) and not pd.isna(own[name].iloc[0]):
                found.append(
                    {
                        "factor": name, "label": label,
                        "part": int(counts[name.removesuffix("_pct")].iloc[0]),
                        "pct": float(own[name].iloc[0]), "median_pct": float(known.median()),
                        "schools": len(known),
                    }
                )  # fmt: skip
        return pd.DataFrame(
            found, columns=["factor", "label", "part", "pct", "median_pct", "schools"]
        )

    @cached_property
    def participation(self) -> Any:
        """Participation in events of the year (`events.participation_by_school`), or None."""
        rows = events.participation_by_school(
            self.data.table("events"), self.data.table("participation"), self.run.year
        )
        return next(each(rows[rows["school_id"] == self.school_id]), None)

    @cached_property
    def partners(self) -> Any:
        """Partners in the year: a row of `schools.partnerships`."""
        own = self._own("schools").drop_duplicates("school_id")
        return next(each(facts.partnerships(own, self.data.table("partners"), self.run.year)))

    # the school's plan

    @cached_property
    def plan(self) -> Execution | None:
        """The school's own roadmap of the year judged on the report's date, or None."""
        frames = self._own("plan_frames")
        start, end = school_year_start(self.run.year), school_year_end(self.run.year)
        meets = (frames["period_start"] <= pd.Timestamp(end)) & (
            frames["period_end"] >= pd.Timestamp(start)
        )
        frames = frames[meets.fillna(False)].sort_values(["period_start", "plan_id"], kind="stable")
        if frames.empty:
            return None
        row = frames.iloc[-1]
        items, progress = self.data.table("roadmap_items"), self.data.table("roadmap_progress")
        return roadmap.execution(
            items[items["plan_id"] == row["plan_id"]],
            roadmap.plan_frame(row),
            progress[progress["plan_id"] == row["plan_id"]],
            self.run.report_date(),
        )

    @cached_property
    def district_records(self) -> int:
        """Items of the municipality's roadmaps with a record of this school by the report's
        date, within the school year."""
        frames, progress = self.data.table("plan_frames"), self._own("roadmap_progress")
        general = frames.loc[frames["school_id"].fillna("") == "", "plan_id"]
        first = pd.Timestamp(school_year_start(self.run.year))
        last = pd.Timestamp(self.run.report_date())
        inside = (progress["done_on"] >= first) & (progress["done_on"] <= last)
        rows = progress[progress["plan_id"].isin(general) & inside.fillna(False)]
        return len(rows[["plan_id", "seq"]].drop_duplicates())

    def _own(self, table: str, year: int | None = None) -> pd.DataFrame:
        """Rows of the school in a table, of one year where given."""
        rows = self.data.table(table)
        own = (rows["school_id"] == self.school_id).fillna(False).astype(bool)
        if year is not None:
            own &= (rows["year"] == year).fillna(False).astype(bool)
        return rows[own].reset_index(drop=True)
