"""Plans and help that the staff of a school year got, and whom support did not reach.

Here: plans, acts of help against deficits, coverage of the staff by each kind of support; each
made once. Not here: how an act answers a deficit (`help`), the cards (`teachers`). What was not
reported is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from helpers.indicators import (
    help,
    teachers,
)
from helpers.indicators.plain import true
from helpers.indicators.teacher_diagnosis import TeacherDiagnosis

#: Facts of a card that are coverage of staff: column → label, whole («» = all staff).
COVERAGES = {
    "has_plan": ("План развития составлен", "has_deficit"),
    "is_plan_done": ("План развития выполнен", "has_deficit"),
    "is_helped": ("Методическая помощь любого вида", ""),
    "in_mentoring": ("Участие в наставничестве", ""),
    "in_network": ("Сетевая работа со школами-партнёрами", ""),
    "is_trained": ("Курсы повышения квалификации", ""),
    "is_fl_trained": ("Курсы по функциональной грамотности", ""),
    "is_attested": ("Успешная аттестация", "is_attested"),
}


@dataclass(frozen=True)
class TeacherSupport(TeacherDiagnosis):
    """Support of the staff of one run, in frames made when they are first asked for."""

    @cached_property
    def plans(self) -> pd.DataFrame:
        """Plans of `people` by kind: plan_kind, plans, teachers, done, unknown (whether done),
        items, items_done (sums of the known)."""
        rows = self.data.table("plans")
        ours = rows["teacher_code"].isin(self.people["teacher_code"])
        rows = rows[(rows["year"] == self.year) & ours].reset_index(drop=True)
        done = teachers.plans_done(rows, self.rule)
        rows = rows.assign(
            plan_kind=rows["plan_kind"].fillna(""),
            done=done.fillna(False).astype("int64"),
            unknown=done.isna().astype("int64"),
        )
        return rows.groupby("plan_kind", as_index=False).agg(
            plans=("teacher_code", "size"),
            teachers=("teacher_code", "nunique"),
            done=("done", "sum"),
            unknown=("unknown", "sum"),
            items=("items", "sum"),
            items_done=("items_done", "sum"),
        )

    @cached_property
    def answered(self) -> pd.DataFrame:
        """Deficits against help by competence and subject (`help.answered_deficits`)."""
        return help.answered_deficits(
            self.data.table("help"), self.found, self._in_units, self.year
        )

    @cached_property
    def unhelped(self) -> pd.DataFrame:
        """Deficits without help (`help.unhelped_teachers`), by unit; `has_other_help` says
        whether the teacher got help for another deficit."""
        rows = help.unhelped_teachers(
            self.data.table("help"), self.found, self._in_units, self.year
        )
        helped = self.people.loc[self.people["is_helped_by_deficit"].fillna(False), "teacher_code"]
        rows = rows.assign(has_other_help=rows["teacher_code"].isin(helped))
        return rows.rename(columns={"school_id": "unit_id"})

    @cached_property
    def is_help_reported(self) -> bool:
        """Whether any act of help of the year is known."""
        return help.help_reported(self.data.table("help"), self.year)

    @cached_property
    def help_forms(self) -> pd.DataFrame:
        """Acts of help by form: form, acts, teachers, to_deficit, hours (of the known)."""
        acts = help.tied_help(self.data.table("help"), self.found, self.year)
        acts = acts[acts["teacher_code"].isin(self.people["teacher_code"])]
        acts = acts.assign(to_deficit=(acts["tie"] == "to_deficit").astype("int64"))
        table = acts.groupby("form", as_index=False).agg(
            acts=("teacher_code", "size"),
            teachers=("teacher_code", "nunique"),
            to_deficit=("to_deficit", "sum"),
        )
        hours = acts.groupby("form")["hours"].sum(min_count=1)
        table["hours"] = table["form"].map(hours).astype("Float64")
        return table.sort_values(["acts", "form"], ascending=[False, True], kind="stable")

    @cached_property
    def help_by_unit(self) -> pd.DataFrame:
        """Help by unit, the total last (`help.help_hours`); the unit stands in `unit_id`."""
        rows = help.help_hours(self.data.table("help"), self.found, self._in_units, self.year)
        return rows.rename(columns={"school_id": "unit_id"})

    @cached_property
    def coverages(self) -> pd.DataFrame:
        """Coverage of pedagogical staff: fact, label, base (`staff`, `with_deficit`,
        `applied`), counted, whole, pct; missing when nobody reported the fact.

        Plans are asked of teachers with a deficit, success of those who applied for a
        category; all the rest of all staff. Staff of a municipality that reported nothing of
        the kind is in neither number.
        """
        rows = [self._coverage(fact, *words) for fact, words in COVERAGES.items()]
        table = pd.DataFrame(rows)
        return table.astype({"counted": "Int64", "whole": "Int64", "pct": "Float64"})

    def _coverage(self, fact: str, label: str, whole: str) -> dict[str, object]:
        base = {"": "staff", "has_deficit": "with_deficit", "is_attested": "applied"}[whole]
        people = known = self.people[fact].notna().to_numpy()
        if whole and whole != fact:
            people = known & true(self.people[whole])
        counted = int((people & true(self.people[fact])).sum()) if known.any() else None
        size = int(people.sum()) if known.any() else None
        pct = counted * 100 / size if counted is not None and size else None
        return {
            "fact": fact, "label": label, "base": base,
            "counted": counted, "whole": size, "pct": pct,
        }  # fmt: skip

    @cached_property
    def young_alone(self) -> tuple[int, int] | None:
        """Young teachers without a mentor, and all young; None when pairs are not reported."""
        young = self.people[self.people["is_young"]]
        known = young[young["is_mentee"].notna()]
        if not len(known):
            return None
        return int((~known["is_mentee"].astype(bool)).sum()), len(known)
