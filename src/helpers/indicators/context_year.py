"""Conditions of schools in one municipality and year in one object.

Here: the frames of the report on conditions: profile of schools, risk group, events, families,
satisfaction, material base, partners, publications, self-assessment. Not here: how each is
counted (`context`, `events`, `schools`), which schools do better in like conditions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from helpers import methodology
from helpers.indicators import context, context_values, goals, scopes, tallies, targets, values
from helpers.indicators import events as happenings
from helpers.indicators import schools as facts
from helpers.indicators.periods import in_school_years
from helpers.indicators.rows import folded_texts
from helpers.params import RunParams
from helpers.store import Data
from helpers.vocabulary import folded

#: Column of the profile → short name of the factor.
FACTORS = {
    "risk_group_pct": "Группа риска",
    "low_income_pct": "Малообеспеченные семьи",
    "one_parent_pct": "Неполные семьи",
    "non_native_pct": "Русский язык — неродной",
    "ovz_pct": "ОВЗ",
    "on_register_pct": "На учёте",
    "parents_higher_education_pct": "У родителей высшее образование",
}
_STATES = ("ready", "in_progress", "absent")


@dataclass(frozen=True)
class ContextYear:
    """Frames of one run, made when they are first asked for."""

    data: Data
    run: RunParams

    @cached_property
    def schools(self) -> pd.DataFrame:
        """Schools that work in the year: school_id, municipality_id, school_name."""
        return facts.working(self.data, self.run.year)

    @cached_property
    def names(self) -> dict[str, str]:
        """Name of every school the run may see; a school without a name is called by its code."""
        return facts.called(self.data)

    @cached_property
    def places(self) -> scopes.Places:
        """The scopes of the run; the list is that of support (`tallies.support_places`)."""
        return tallies.support_places(self.data, self.run)

    @property
    def listed(self) -> frozenset[str]:
        """Schools on the list."""
        return self.places.listed.school_ids

    def name(self, school_id: str) -> str:
        """Name of a school, or its code."""
        return self.names.get(school_id, school_id)

    @cached_property
    def values(self) -> pd.DataFrame:
        """Indicators of conditions and support at every scope, with targets and `cell`."""
        made = context_values.values_of_year(self.data, self.run)
        made = targets.with_targets(made, self.data.table("targets"), scopes.places(
            self.data, self.run))  # fmt: skip
        made = made[made["indicator_id"].isin(context_values.INDICATORS)]
        cells = values.cell_ids(made)
        return made.assign(cell=cells).reset_index(drop=True)

    @cached_property
    def aims(self) -> pd.DataFrame:
        """Targets of the year among these indicators, judged (`goals.judged`)."""
        return goals.judged(self.data, self.run, self.values.drop(columns="cell"))

    @cached_property
    def profile(self) -> pd.DataFrame:
        """Context of each school in percent of its pupils (`context.context_profile`)."""
        rows = context.context_profile(self.data.table("context"), self.run.year)
        return rows.assign(is_listed=rows["school_id"].isin(self.listed))

    @cached_property
    def factors(self) -> pd.DataFrame:
        """Each factor summed over schools: factor, label, then part, whole, pct of all schools
        and listed_part, listed_whole, listed_pct. Only schools with both numbers count."""
        table = self.data.table("context")
        table = table[(table["year"] == self.run.year).fillna(False).astype(bool)]
        rows = []
        for name, label in FACTORS.items():
            column = name.removesuffix("_pct")
            known = table[table[column].notna() & (table["pupils"] > 0).fillna(False)]
            listed = known[known["school_id"].isin(self.listed)]
            row: dict[str, object] = {"factor": name, "label": label, "schools": len(known)}
            for prefix, part in (("", known), ("listed_", listed)):
                count, whole = float(part[column].sum()), float(part["pupils"].sum())
                row |= {
                    f"{prefix}part": count if whole else None,
                    f"{prefix}whole": whole or None,
                    f"{prefix}pct": 100 * count / whole if whole else None,
                }
            if len(known):
                rows.append(row)
        columns = ["factor", "label", "schools", "part", "whole", "pct", "listed_part",
                   "listed_whole", "listed_pct"]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def participation(self) -> pd.DataFrame:
        """Pupils in olympiads, contests and projects by level and year: this year and the one
        before. Columns: level, year, events, schools, pupils, prize_winners."""
        rule = happenings.EventRule.stated()
        rows = []
        for year in (self.run.year - 1, self.run.year):
            chosen = happenings.events_of_year(
                self.data.table("events"), year, rule.pupil_event_words
            )
            joined = happenings.participation_of(chosen, self.data.table("participation"))
            joined = joined.assign(level=joined["level"].fillna("").replace("", "не указан"))
            for level, part in joined.groupby("level", sort=True):
                sums = part[["pupils", "prize_winners"]].sum(min_count=1)
                rows.append({"level": level, "year": year, "events": part["event_id"].nunique(),
                             "schools": part["school_id"].nunique(), **sums})  # fmt: skip
        columns = ["level", "year", "events", "schools", "pupils", "prize_winners"]
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def families(self) -> pd.DataFrame:
        """Work with parents by form: action, schools, took_part, total; complete rows only."""
        rows = self.data.table("parents")
        rows = rows[(rows["year"] == self.run.year).fillna(False).astype(bool)]
        rows = rows[rows["took_part"].notna() & (rows["total"] > 0).fillna(False)]
        return rows.groupby("action", as_index=False).agg(
            schools=("school_id", "nunique"), took_part=("took_part", "sum"), total=("total", "sum")
        )

    @cached_property
    def satisfaction_goal(self) -> float:
        """Target of satisfaction of the year, else that of the programme that names one."""
        own = self.aims[self.aims["indicator_id"] == "schools.satisfaction_score"]
        stated = methodology.rules("school_support").number("satisfaction_goal")
        return float(own["target"].iloc[0]) if len(own) else stated

    @cached_property
    def satisfaction(self) -> pd.DataFrame:
        """Scores by school and criterion (`schools.satisfaction_by_criterion`), known ones."""
        rows = facts.satisfaction_by_criterion(
            self.data.table("satisfaction"), self.run.year, self.satisfaction_goal
        )
        return rows[rows["score"].notna()].reset_index(drop=True)

    @cached_property
    def material(self) -> pd.DataFrame:
        """What schools need in the year: school_id, item, state, due, is_late (not ready and
        due by the date of the report). An unknown state is "" and never counted as absent."""
        rows = self.data.table("material")
        rows = rows[(rows["year"] == self.run.year).fillna(False).astype(bool)]
        ready = {folded(s) for s in methodology.rules("school_support").texts("ready_states")}
        state = rows["state"].fillna("")
        state = state.mask(folded_texts(state).isin(list(ready)), "ready")
        late = (state != "ready") & (rows["due"] <= pd.Timestamp(self.run.report_date()))
        made = rows[["school_id", "item", "due"]].assign(state=state, is_late=late.fillna(False))
        return made.sort_values(["school_id", "item"], kind="stable").reset_index(drop=True)

    @cached_property
    def material_by_item(self) -> pd.DataFrame:
        """Schools by item and state: item, ready, in_progress, absent, other."""
        rows = self.material[["item"]].copy()
        for state in _STATES:
            rows[state] = (self.material["state"] == state).astype("int64")
        rows["other"] = 1 - rows[list(_STATES)].sum(axis=1)
        return rows.groupby("item", as_index=False).sum()

    @cached_property
    def partnerships(self) -> pd.DataFrame:
        """Partners of each listed school (`schools.partnerships`), its name with it."""
        listed = self.schools[self.schools["school_id"].isin(self.listed)]
        return facts.partnerships(listed, self.data.table("partners"), self.run.year)

    @cached_property
    def roles(self) -> pd.DataFrame:
        """Roles of schools in the year: school_id, role."""
        rows = self.data.table("school_roles")
        rows = rows[(rows["year"] == self.run.year).fillna(False).astype(bool)]
        return rows[["school_id", "role"]].sort_values(["role", "school_id"], kind="stable")

    @cached_property
    def publications(self) -> pd.DataFrame:
        """Publications of the school year by kind: kind, published, checked, dead."""
        rows = self.data.table("publications")
        rows = rows[in_school_years(rows["published_on"], self.run.year)]
        flags = rows[["kind"]].assign(
            published=1,
            checked=rows["checked_on"].notna().astype("int64"),
            dead=(~rows["is_ok"].fillna(True).astype(bool)).astype("int64"),
        )
        return flags.groupby("kind", as_index=False).sum()

    @cached_property
    def risks(self) -> pd.DataFrame:
        """Self-assessment by factor: factor, schools, high, medium, low, high_before (schools
        with a high level a year ago; missing when nobody assessed then)."""
        rows = self.data.table("self_assessment")
        rows = rows[rows["level"].notna()]
        now = rows[(rows["year"] == self.run.year).fillna(False).astype(bool)]
        before = rows[(rows["year"] == self.run.year - 1).fillna(False).astype(bool)]
        flags = now[["factor"]].assign(schools=1)
        for level in ("high", "medium", "low"):
            flags[level] = (now["level"] == level).astype("int64")
        table = flags.groupby("factor", as_index=False).sum()
        high = before.assign(high=(before["level"] == "high").astype("int64"))
        table["high_before"] = table["factor"].map(high.groupby("factor")["high"].sum())
        return table.sort_values(
            ["high", "medium", "factor"], ascending=[False, False, True], kind="stable"
        ).reset_index(drop=True)
