"""A school year of teachers in one object: every frame that a report on deficits shows.

Here: cards, funnel, deficits, change, plans, help, coverage and staffing of one run, each made
once and cut into the units of the report. Not here: how each is counted (`teachers`,
`deficits`, `help`, `staffing`), words and drawings.

The report is about listed schools: deficits, plans and help are counted of their teachers (of
all schools where there is no list). Hours of subjects are counted of all schools. A unit is a
school; in a region that has municipalities it is a municipality. Shares divide by what their
column names, and what was not reported is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from helpers import params
from helpers.indicators import (
    compute,
    deficits,
    goals,
    help,
    staffing,
    tallies,
    targets,
    teacher_values,
    teachers,
)
from helpers.indicators.deficits import DeficitRule
from helpers.indicators.periods import in_school_years, school_year_end
from helpers.indicators.rows import each
from helpers.indicators.schools import active_schools
from helpers.indicators.scopes import Places, SchoolSet
from helpers.indicators.teachers import TrainingRule
from helpers.params import RunParams
from helpers.store import Data

#: How many school years back the history looks.
HISTORY_YEARS = 5

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
class TeacherYear:
    """Frames of one run, made when they are first asked for. `data` is what the run may read."""

    data: Data
    run: RunParams
    rule: DeficitRule = field(default_factory=DeficitRule.stated)
    training: TrainingRule = field(default_factory=TrainingRule.stated)

    @property
    def year(self) -> int:
        """The calendar year in which the school year ends."""
        return self.run.year

    # people and places

    @cached_property
    def cards(self) -> pd.DataFrame:
        """All staff of the year (`teachers.teacher_cards`) with `unit_id`."""
        return self._cards_of(self.year)

    def _cards_of(self, year: int) -> pd.DataFrame:
        cards = teachers.cards_of(self.data, year, self.rule, self.training)
        return cards.assign(unit_id=cards[self.unit_key].fillna("").astype("str"))

    @cached_property
    def everyone(self) -> pd.DataFrame:
        """Cards of pedagogical staff of all schools."""
        return self.cards[~self.cards["is_management"]].reset_index(drop=True)

    @cached_property
    def people(self) -> pd.DataFrame:
        """Cards of those whom deficits and help are counted of: pedagogical staff of listed
        schools; of all schools where no list names a school with staff."""
        return self._focused(self.everyone, self.listed).reset_index(drop=True)

    @staticmethod
    def _focused(cards: pd.DataFrame, listed: SchoolSet) -> pd.DataFrame:
        own = cards[cards["school_id"].isin(listed.school_ids)]
        return own if len(own) else cards

    @property
    def is_listed(self) -> bool:
        """Whether `people` are those of listed schools."""
        inside = self.people["school_id"].isin(self.listed.school_ids)
        return bool(len(inside)) and bool(inside.all())

    @cached_property
    def places(self) -> Places:
        """The scopes of the run (`tallies.support_places`)."""
        return tallies.support_places(self.data, self.run)

    @property
    def listed(self) -> SchoolSet:
        """Schools on the list that the support of the year is counted for."""
        return self.places.listed

    @cached_property
    def schools(self) -> pd.DataFrame:
        """Schools that work in the year: school_id, municipality_id, school_name."""
        return active_schools(self.data.table("schools"), self.year)

    @cached_property
    def unit_key(self) -> str:
        """Column that names the unit: `school_id`, or `municipality_id` in a wide region."""
        wide = self.data.municipality.is_region and self.schools["municipality_id"].nunique() > 1
        return "municipality_id" if wide else "school_id"

    @cached_property
    def unit_names(self) -> dict[str, str]:
        """Name of each unit; a school without a name is called by its code."""
        if self.unit_key == "municipality_id":
            known = params.municipalities()
            ids = self.schools["municipality_id"].unique()
            return {i: known[i].name if i in known else i for i in ids}
        names = self.schools.set_index("school_id")["school_name"].fillna("")
        return {str(code): str(name) or str(code) for code, name in names.items()}

    @cached_property
    def _in_units(self) -> pd.DataFrame:
        """Pedagogical staff with the unit in place of the school, as indicator functions ask."""
        return self.people[["teacher_code"]].assign(school_id=self.people["unit_id"])

    # diagnosis

    @cached_property
    def found(self) -> pd.DataFrame:
        """What the diagnoses of the year found first (`deficits.found_deficits`), staff only."""
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
        row = self.funnel.set_index("step").loc[name]
        return None if pd.isna(row["teachers"]) else int(row["teachers"])

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
            ["with_deficit", "tool", "competence"], ascending=[False, True, True], kind="stable"
        ).reset_index(drop=True)

    @cached_property
    def by_subject(self) -> pd.DataFrame:
        """Teachers with a deficit by subject of the diagnosis, named subjects only."""
        named = self.found[self.found["subject"] != ""]
        cells = deficits.deficit_matrix(named, self._in_units, by=("subject",))
        return cells.sort_values(
            ["with_deficit", "subject"], ascending=[False, True], kind="stable"
        ).reset_index(drop=True)

    @property
    def has_several_tools(self) -> bool:
        """Whether the year was diagnosed with more than one tool."""
        return self.found["tool"].nunique() > 1

    # change

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Entry and exit of each competence of the staff (`deficits.paired_change`)."""
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
        both = self.pairs[self.pairs["change_points"].notna()]
        return both.groupby(["tool", "competence"], as_index=False).agg(
            measured=("change_points", "size"),
            entry_pct=("entry_pct", "mean"),
            exit_pct=("exit_pct", "mean"),
        )

    @cached_property
    def removed(self) -> tuple[int, int]:
        """Teachers whose deficits of entry are all removed, and teachers with such deficits."""
        had = self.people["had_entry_deficit"].fillna(False).astype(bool)
        gone = self.people["is_removed"].fillna(False).astype(bool)
        return int((had & gone).sum()), int(had.sum())

    @cached_property
    def without_exit(self) -> int:
        """Teachers with a deficit at entry and no exit for at least one of them."""
        return int(self.pairs.loc[self.pairs["change"] == "no_exit", "teacher_code"].nunique())

    # plans and help

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

    # coverage, categories, staffing

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
        known = self.people[self.people[fact].notna()]
        base = {"": "staff", "has_deficit": "with_deficit", "is_attested": "applied"}[whole]
        people = known
        if whole:
            has = known[whole].notna() if whole == fact else known[whole].fillna(False)
            people = known[has.astype(bool)]
        counted = int(people[fact].astype(bool).sum()) if len(known) else None
        size = len(people) if len(known) else None
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
        rows = staffing.staffing_by_subject(
            self.data.table("staffing"), self.data.table("teacher_assignments"), self.year
        )
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

    # promises and the years before

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
        rows = []
        for year in years:
            cards = self.cards if year == self.year else self._cards_of(year)
            own_run = self.run.model_copy(update={"year": year})
            listed = tallies.support_places(self.data, own_run).listed
            people = self._focused(cards[~cards["is_management"]], listed)
            steps = teachers.funnel(people).set_index("step")["teachers"]
            if pd.isna(steps["diagnosed"]) or not steps["diagnosed"]:
                steps = steps.mask(~steps.index.isin(["staff", "diagnosed"]))
            rows.append({"year": year, "schools": people["school_id"].nunique(), **steps})
        columns = ["year", "schools", *teachers.FUNNEL_STEPS]
        return pd.DataFrame(rows, columns=columns).astype("Int64")
