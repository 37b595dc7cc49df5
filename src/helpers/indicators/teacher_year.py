"""A school year of teachers in one object: every frame that a report on deficits shows.

Here: to people, diagnoses and support (`teacher_support`) it adds qualification, hours of
subjects, targets and the funnel of earlier years. Not here: how each is counted (`teachers`,
`staffing`, `goals`), words and drawings. Hours of subjects are counted of all schools.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from helpers.indicators import (
    compute,
    goals,
    staffing,
    tallies,
    targets,
    teacher_values,
    teachers,
)
from helpers.indicators.periods import in_school_years, school_year_end
from helpers.indicators.teacher_staff import focused
from helpers.indicators.teacher_support import TeacherSupport

#: How many school years back the history looks.
HISTORY_YEARS = 5


@dataclass(frozen=True)
class TeacherYear(TeacherSupport):
    """Frames of one run, made when they are first asked for. `data` is what the run may read."""

    @cached_property
    def categories(self) -> pd.DataFrame:
        """Qualification by unit: unit_id, staff, highest, first, conformity, none, unknown,
        expiring (category ends within the next school year), expired (before its start)."""
        rows = self.data.table("teachers")
        rows = rows[(rows["year"] == self.year)].drop_duplicates("teacher_code")
        rows = self.people[["teacher_code", "unit_id"]].merge(
            rows[["teacher_code", "category", "category_until"]], on="teacher_code"
        )
        category = rows["category"].fillna("").replace("", "unknown")
        names = ["highest", "first", "conformity", "none", "unknown"]
        for name in names:
            rows[name] = (category == name).astype("int64")
        ends, until = rows["category_until"], pd.Timestamp(school_year_end(self.year))
        has_category = category.isin(["highest", "first"])
        rows["expired"] = (has_category & (ends <= until)).astype("int64")
        next_year = in_school_years(ends, self.year + 1)
        rows["expiring"] = (has_category & next_year).astype("int64")
        rows["staff"] = 1
        counted = ["staff", *names, "expiring", "expired"]
        return rows.groupby("unit_id", as_index=False)[counted].sum()

    @cached_property
    def staffing_rows(self) -> pd.DataFrame:
        """Hours by unit and subject (`staffing.staffing_by_subject`)."""
        rows = staffing.rows_of(self.data, self.year)
        if self.unit_key == "school_id":
            return rows.assign(unit_id=rows["school_id"])
        owner = self.schools.set_index("school_id")["municipality_id"]
        return rows.assign(unit_id=rows["school_id"].map(owner))

    @cached_property
    def staffing_by_subject(self) -> pd.DataFrame:
        """Hours by subject, largest gap first (`staffing.staffing_total`); needed ones only."""
        return self._staffing("subject")

    @cached_property
    def staffing_by_unit(self) -> pd.DataFrame:
        """Hours by unit, largest gap first."""
        return self._staffing("unit_id")

    def _staffing(self, by: str) -> pd.DataFrame:
        rows = self.staffing_rows[self.staffing_rows["hours_needed"].notna()]
        table = staffing.staffing_total(rows, by)
        table = table[table["hours_needed"].notna()]
        return table.sort_values(
            ["hours_vacant", by], ascending=[False, True], kind="stable"
        ).reset_index(drop=True)

    @cached_property
    def staffing_all(self) -> pd.Series | None:
        """Hours in all, as one row; None when need or cover is not known anywhere."""
        rows = self.staffing_rows[self.staffing_rows["hours_vacant"].notna()]
        return staffing.staffing_total(rows).iloc[0] if len(rows) else None

    @cached_property
    def aims(self) -> pd.DataFrame:
        """Targets of the year for teachers, judged (`goals.judged`)."""
        wanted = targets.asked(self.data.table("targets"), self.run)
        made = compute(self.data, self.run, wanted & set(teacher_values.INDICATORS))
        rows = goals.judged(self.data, self.run, made)
        return rows[rows["indicator_id"].isin(teacher_values.INDICATORS)].reset_index(drop=True)

    @cached_property
    def history(self) -> pd.DataFrame:
        """Funnel of each school year up to this one that has staff: year, schools, and one
        column per step of the funnel (missing when the step, or the diagnosis, was not
        reported). Each year counts the schools listed in it."""
        known = self.data.table("teachers")["year"].dropna().unique()
        years = sorted(int(year) for year in known if year <= self.year)[-HISTORY_YEARS:]
        rows: list[dict[str, int | None]] = []
        for year in years:
            cards = teachers.cards_of(self.data, year, self.rule, self.training)
            own_run = self.run.model_copy(update={"year": year})
            people = focused(cards, tallies.support_places(self.data, own_run).listed)
            steps = teachers.funnel_counts(cards, people)
            if not steps["diagnosed"]:
                steps = {step: steps[step] for step in ("staff", "diagnosed")}
            schools = cards["school_id"][people].nunique()
            rows.append({"year": year, "schools": schools, **steps})
        columns = ["year", "schools", *teachers.FUNNEL_STEPS]
        return pd.DataFrame(
            {name: pd.array([row.get(name) for row in rows], dtype="Int64") for name in columns}
        )
