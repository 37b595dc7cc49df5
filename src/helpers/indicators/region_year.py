"""A region and its municipalities in one year: the frames of the report that compares them.

Here: lists, help, roadmaps, participation, signs and completeness by municipality, each made
once. Not here: how each is counted (the neighbours), results unit by unit (`against_rest`),
words and drawings.

Every frame has one row per municipality with data, in the order of names, and no row of sums:
what a municipality did not report is missing there, never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from helpers import params
from helpers.indicators import against_rest, objectivity, scopes, tallies, unit_works, works
from helpers.indicators.events import events_of_year
from helpers.indicators.low_results import default_rule
from helpers.indicators.overview import KINDS
from helpers.indicators.plan_year import PlanYear
from helpers.indicators.rows import each
from helpers.indicators.schools import took_part, working
from helpers.indicators.teacher_year import TeacherYear
from helpers.indicators.works import Results, failed, usable
from helpers.params import RunParams
from helpers.store import Data
from helpers.vocabulary import natural

#: Counts of a roadmap that need records of work.
_EXECUTED = ("done", "done_late", "overdue", "done_share_pct")


@dataclass(frozen=True)
class RegionYear:
    """Frames of one run, made when they are first asked for. `data` is what the run may read."""

    data: Data
    run: RunParams

    @property
    def is_region(self) -> bool:
        """Whether the run is about a region at all."""
        return self.data.municipality.is_region

    @cached_property
    def results(self) -> Results:
        """Results by work of this and the year before (`works.results`)."""
        return works.results(self.data, self.run, years_back=1)

    # places

    @cached_property
    def units(self) -> pd.DataFrame:
        """Municipalities with any stored row: municipality_id, name, schools (that work in the
        year; missing where the directory has none of the municipality)."""
        own = self.run.municipality_id
        known = params.municipalities()
        suffix = f" ({self.data.municipality.name})"
        ids = [i for i in self.data.members() if i != own] if self.is_region else []
        counts = self.schools["municipality_id"].value_counts()
        frame = pd.DataFrame(
            {
                "municipality_id": pd.Series(ids, dtype="str"),
                "name": pd.Series([known[i].name.removesuffix(suffix) for i in ids], dtype="str"),
                "schools": pd.array([counts.get(i) for i in ids], dtype="Int64"),
            }
        )
        order = frame["name"].map(natural).sort_values(kind="stable").index
        return frame.loc[order].reset_index(drop=True)

    @property
    def has_units(self) -> bool:
        """Whether there are municipalities to compare: two at least."""
        return len(self.units) > 1

    @cached_property
    def schools(self) -> pd.DataFrame:
        """Schools that work in the year: school_id, municipality_id, school_name."""
        return working(self.data, self.run.year)

    @cached_property
    def _home(self) -> pd.Series:
        """Municipality of every school ever stored, by school_id: that of the year, for a
        school that does not work in the year the last one."""
        rows = self.data.table("schools")
        rows = rows.sort_values("valid_from", kind="stable", na_position="first")
        last = rows.drop_duplicates("school_id", keep="last").set_index("school_id")
        now = self.schools.set_index("school_id")["municipality_id"]
        return now.combine_first(last["municipality_id"])

    def _on_units(self, frame: pd.DataFrame) -> pd.DataFrame:
        """`units` with the columns of a frame that has `municipality_id`."""
        return self.units.merge(frame, on="municipality_id", how="left", validate="one_to_one")

    # results

    @cached_property
    def main_works(self) -> list[str]:
        """Works to show unit by unit, the main one first (`unit_works.main_works`)."""
        return unit_works.main_works(self.results)

    @cached_property
    def beside(self) -> list[pd.DataFrame]:
        """`against_rest.of_work` of the main works, two at most."""
        return [against_rest.of_work(self.results, name) for name in self.main_works[:2]]

    # lists

    @cached_property
    def lists(self) -> pd.DataFrame:
        """Lists by municipality: listed (schools on the list by the results of the year),
        before (of the year before), entered, left (against that list). A school counts where
        it is in the year of the run; what is missing has no row of the list of that year in
        the municipality."""
        now, before = self._list_now, self._list(self.run.year - 1)
        stayed = now["school_id"].isin(before["school_id"])
        remained = before["school_id"].isin(now["school_id"])
        has_now, has_before = {*now["sender"], *now["home"]}, set(before["sender"])
        both = has_now & has_before
        made = {
            "listed": (now["home"], has_now),
            "before": (before["home"], has_before),
            "entered": (now["home"][~stayed], both),
            "left": (before["home"][~remained], both),
        }
        ids = self.units["municipality_id"]
        frame = ids.to_frame()
        for name, (homes, known) in made.items():
            counts = ids.map(homes.value_counts()).fillna(0).astype("Int64")
            frame[name] = counts.where(ids.isin(known))
        return self._on_units(frame)

    def _list(self, year: int) -> pd.DataFrame:
        """Schools of a list: school_id, home (where the school is in the year of the run),
        sender (the municipality that gave the row; `home` for a row of the region)."""
        register = self.data.table("shnor_register")
        rows = scopes.list_rows(register, year, self.run.register_source)
        rows = rows.drop_duplicates("school_id")[["school_id", "municipality_id"]]
        given = rows["municipality_id"]
        home = rows["school_id"].map(self._home).astype("str").fillna(given)
        sender = given.where(given.isin(self.units["municipality_id"]), home)
        return rows[["school_id"]].assign(home=home, sender=sender)

    @cached_property
    def _list_now(self) -> pd.DataFrame:
        return self._list(self.run.year)

    @property
    def has_list(self) -> bool:
        """Whether there is a list by the results of the year."""
        return bool(len(self._list_now))

    @property
    def listed_outside(self) -> int:
        """Listed schools that belong to no municipality: stored under the region itself."""
        return int((~self._list_now["home"].isin(self.units["municipality_id"])).sum())

    # teachers

    @cached_property
    def teachers(self) -> TeacherYear:
        """The school year of teachers of the whole region."""
        return TeacherYear(self.data, self.run)

    @cached_property
    def help(self) -> pd.DataFrame:
        """Teachers of listed schools by municipality: staff, diagnosed, with_deficit, helped
        (by deficit or not), unhelped (a deficit and no help of any kind); missing where the
        municipality reported nothing of the kind."""
        cards = self.teachers.people
        known = cards["is_helped"].notna() & cards["is_deficit_found"].notna()
        alone = cards["is_deficit_found"] & ~cards["is_helped"]
        flags = pd.DataFrame(
            {
                "municipality_id": cards["municipality_id"],
                "staff": pd.array([1] * len(cards), dtype="Int64"),
                "diagnosed": cards["is_diagnosed"].astype("Int64"),
                "with_deficit": cards["is_deficit_found"].astype("Int64"),
                "helped": cards["is_helped"].astype("Int64"),
                "unhelped": alone.where(known).astype("Int64"),
            }
        )
        sums = flags.groupby("municipality_id", as_index=False).sum(min_count=1)
        return self._on_units(sums)

    @property
    def has_staff(self) -> bool:
        """Whether any municipality has teachers of the year."""
        return bool(self.help["staff"].notna().any())

    # roadmaps

    @cached_property
    def roadmaps(self) -> pd.DataFrame:
        """Roadmaps of municipalities on the region's date: plan_id ("" without a plan),
        items, due, done, done_late, overdue, done_share_pct; counts are missing without a
        plan, and all but items and due without a record of work."""
        day = self.run.report_date().isoformat()
        rows = []
        for unit in each(self.units):
            own = self.run.model_copy(
                update={"municipality_id": unit.municipality_id, "plan_id": "", "as_of": day}
            )
            plan = PlanYear(self.data, own)
            row: dict[str, Any] = {"municipality_id": unit.municipality_id, "plan_id": ""}
            if plan.has_plan:
                row |= {"plan_id": plan.plan_id, "items": len(plan.items)}
                row["due"] = plan.summary["due"]
                if plan.has_progress:
                    row |= {name: plan.summary[name] for name in _EXECUTED}
            rows.append(row)
        names = ["items", "due", "done", "done_late", "overdue"]
        frame = pd.DataFrame(rows, columns=["municipality_id", "plan_id", *names, "done_share_pct"])
        kinds = dict.fromkeys(names, "Int64") | {"done_share_pct": "Float64"}
        return self._on_units(frame.astype(kinds))

    # participation

    @cached_property
    def participation(self) -> pd.DataFrame:
        """Who took part: enrolled, participants (pupils × works whose both numbers are known),
        asked (schools of municipalities that reported events), joined (of them, schools that
        took part in at least one); events (number of events of the year) of the municipality."""
        rows = usable(self.results.units)
        rows = rows[(rows["measure"] == "participation_share") & (rows["scope"] == "municipality")]
        works_done = rows.groupby("municipality_id", as_index=False)[
            ["numerator", "denominator"]
        ].sum()
        works_done.columns = pd.Index(["municipality_id", "participants", "enrolled"])
        part = took_part(
            self.schools, self.data.table("events"), self.data.table("participation"), self.run.year
        )
        flags = pd.DataFrame(
            {
                "municipality_id": self.schools["municipality_id"],
                "asked": part.notna().astype("Int64").where(part.notna()),
                "joined": part.astype("Int64"),
            }
        )
        joined = flags.groupby("municipality_id", as_index=False).sum(min_count=1)
        events = events_of_year(self.data.table("events"), self.run.year)
        counts = events["municipality_id"].value_counts()
        frame = self.units[["municipality_id"]].merge(works_done, how="left")
        frame = frame.merge(joined, on="municipality_id", how="left")
        frame["events"] = frame["municipality_id"].map(counts).astype("Int64")
        return self._on_units(frame)

    # objectivity

    @cached_property
    def signs(self) -> pd.DataFrame:
        """Signs that deserve a check: judged (schools with a computed sign), with_signs, signs
        (their number); missing where no sign of any school could be computed."""
        found = objectivity.by_school(objectivity.signs(self.data, self.run))
        known = found[found["computed"] > 0]
        counts = known.groupby("municipality_id", as_index=False).agg(
            judged=("school_id", "size"),
            with_signs=("signs", lambda signs: int((signs > 0).sum())),
            signs=("signs", "sum"),
        )
        names = ["judged", "with_signs", "signs"]
        return self._on_units(counts.astype(dict.fromkeys(names, "Int64")))

    # completeness

    @cached_property
    def completeness(self) -> pd.DataFrame:
        """What each municipality sent for the year: with_results (schools with any result),
        small (results of a small group, of all `results` of schools), kinds (of `KINDS`, with a
        table of the year), absent (their names)."""
        rows = usable(failed(self.results.current))
        rows = rows[rows["scope"] == "school"]
        small = rows["denominator"] < default_rule().small_n
        by_unit = rows.assign(small=small).groupby("municipality_id")
        with_results = by_unit["school_id"].nunique()
        frame = self.units[["municipality_id"]].copy()
        ids = frame["municipality_id"]
        frame["with_results"] = ids.map(with_results).fillna(0).astype("Int64")
        frame["results"] = ids.map(by_unit.size()).fillna(0).astype("Int64")
        frame["small"] = ids.map(by_unit["small"].sum()).fillna(0).astype("Int64")
        held = [self._kinds_of(name) for name in ids]
        frame["kinds"] = pd.array([len(kinds) for kinds in held], dtype="Int64")
        frame["absent"] = [[kind for kind in KINDS if kind not in kinds] for kinds in held]
        return self._on_units(frame)

    def _kinds_of(self, municipality_id: str) -> set[str]:
        """Kinds of data of which a municipality has the year itself."""
        years = self.data.store.years(municipality_id)
        held = {name for name, of_table in years.items() if self.run.year in of_table}
        return {kind for kind, tables in KINDS.items() if held & set(tables)}

    @property
    def support_note(self) -> str:
        """Which list the teachers of the year are counted for."""
        return tallies.support_places(self.data, self.run).listed.note
