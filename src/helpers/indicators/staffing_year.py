"""Hours of one municipality and year in one object: needed, covered, vacant, and by whom.

Here: the frames of the report on staffing, each made once. Not here: the arithmetic of hours
(`staffing`), deficits of competence, which are another thing (`teacher_year`).

Hours are counted in all schools, not only in listed ones. Only rows with a known need and a
known cover enter a sum; what is not known is counted apart and is never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from helpers.indicators import staffing
from helpers.indicators.schools import called
from helpers.indicators.teacher_year import HISTORY_YEARS, TeacherYear
from helpers.params import RunParams
from helpers.store import Data


@dataclass(frozen=True)
class StaffingYear:
    """Frames of one run, made when they are first asked for."""

    data: Data
    run: RunParams

    @cached_property
    def teachers(self) -> TeacherYear:
        """Schools, units and staff of the same run."""
        return TeacherYear(self.data, self.run)

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Hours by school and subject with a need (`staffing.staffing_by_subject`), with
        `unit_id` and `is_listed`."""
        rows = self.teachers.staffing_rows
        rows = rows[rows["hours_needed"].notna()]
        listed = rows["school_id"].isin(self.teachers.listed.school_ids)
        return rows.assign(is_listed=listed).reset_index(drop=True)

    @cached_property
    def known(self) -> pd.DataFrame:
        """Rows whose vacant hours are known."""
        return self.rows[self.rows["hours_vacant"].notna()].reset_index(drop=True)

    @property
    def has_hours(self) -> bool:
        """Whether any need and cover of the year is known."""
        return len(self.known) > 0

    @cached_property
    def vacancies(self) -> pd.DataFrame:
        """Schools and subjects with vacant hours, the largest gap first."""
        rows = self.known[self.known["hours_vacant"] > 0]
        return rows.sort_values(
            ["hours_vacant", "school_id", "subject"], ascending=[False, True, True], kind="stable"
        ).reset_index(drop=True)

    @cached_property
    def places(self) -> pd.DataFrame:
        """Hours by unit and subject: unit_id, subject, hours_vacant, hours_needed."""
        sums = ["hours_vacant", "hours_needed"]
        return self.known.groupby(["unit_id", "subject"], as_index=False)[sums].sum()

    def gap_order(self, by: str) -> list[str]:
        """Units (`unit_id`) or subjects (`subject`) with vacant hours, the largest gap first."""
        sums = self.places.groupby(by, as_index=False)["hours_vacant"].sum()
        sums = sums[sums["hours_vacant"] > 0]
        ordered = sums.sort_values(["hours_vacant", by], ascending=[False, True], kind="stable")
        return [str(name) for name in ordered[by]]

    @cached_property
    def groups(self) -> pd.DataFrame:
        """Listed schools and all others: is_listed, schools, and sums of hours. Empty unless
        both kinds have known hours."""
        if self.known["is_listed"].nunique() < 2:
            return staffing.staffing_total(self.known.iloc[:0], "is_listed").assign(schools=0)
        sums = staffing.staffing_total(self.known, "is_listed")
        schools = self.known.groupby("is_listed")["school_id"].nunique()
        return sums.assign(schools=sums["is_listed"].map(schools))

    @cached_property
    def history(self) -> pd.DataFrame:
        """Each year up to this one: year, schools (with known hours), hours_needed,
        hours_vacant, vacant_pct, non_specialist_pct."""
        known = self.data.table("staffing")["year"].dropna().unique()
        years = sorted(int(year) for year in known if year <= self.run.year)[-HISTORY_YEARS:]
        frames = []
        for year in years:
            rows = self._known_of(year)
            if len(rows):
                sums = staffing.staffing_total(rows)
                frames.append(sums.assign(year=year, schools=rows["school_id"].nunique()))
        columns = [
            "year", "schools", "hours_needed", "hours_vacant", "vacant_pct", "non_specialist_pct",
        ]  # fmt: skip
        made = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
        return made[columns]

    @cached_property
    def changes(self) -> pd.DataFrame:
        """Vacant hours by subject a year ago and now, in schools known in both years.

        Columns: subject, before_vacant, before_needed, now_vacant, now_needed; the largest
        gap of this year first. Empty when no school is known in both.
        """
        columns = ["subject", "before_vacant", "before_needed", "now_vacant", "now_needed"]
        before = self._known_of(self.run.year - 1)
        both = set(before["school_id"]) & set(self.known["school_id"])
        if not both:
            return pd.DataFrame(columns=columns)
        sides = [
            rows[rows["school_id"].isin(both)].groupby("subject")[["hours_vacant", "hours_needed"]]
            for rows in (before, self.known)
        ]
        table = sides[0].sum().add_prefix("before_").join(sides[1].sum().add_prefix("now_"))
        table = table.dropna().reset_index()
        table.columns = pd.Index([name.replace("_hours_", "_") for name in table.columns])
        order = ["now_vacant", "before_vacant", "subject"]
        return table.sort_values(order, ascending=[False, False, True], kind="stable")[
            columns
        ].reset_index(drop=True)

    def _known_of(self, year: int) -> pd.DataFrame:
        rows = staffing.staffing_by_subject(
            self.data.table("staffing"), self.data.table("teacher_assignments"), year
        )
        return rows[rows["hours_needed"].notna() & rows["hours_vacant"].notna()]

    @cached_property
    def young(self) -> pd.DataFrame:
        """Vacancies of the year before and whether a young teacher fills them
        (`staffing.young_supply`)."""
        return staffing.young_supply(
            self.data.table("staffing"),
            self.data.table("teacher_assignments"),
            self.data.table("teachers"),
            self.run.year,
        )

    @cached_property
    def staff(self) -> pd.DataFrame:
        """Pedagogical staff by unit: unit_id, staff, young."""
        people = self.teachers.everyone
        flags = people[["unit_id"]].assign(
            staff=1, young=people["is_young"].fillna(False).astype("int64")
        )
        return flags.groupby("unit_id", as_index=False).sum()

    @cached_property
    def silent(self) -> list[str]:
        """Names of schools that work in the year and have no row with known hours."""
        schools = self.teachers.schools
        missing = schools[~schools["school_id"].isin(self.known["school_id"])]
        return [str(name or code) for name, code in
                zip(missing["school_name"], missing["school_id"], strict=True)]  # fmt: skip

    @cached_property
    def school_names(self) -> dict[str, str]:
        """Name of each school with hours; a school without a name is called by its code."""
        names = called(self.data)
        return {code: names.get(code, str(code)) for code in self.rows["school_id"].unique()}
