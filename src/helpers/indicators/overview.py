"""One municipality and year in one object: what the overview is made from.

Here: targets, lists, results, teachers and the roadmap of one run, each made once. Not here:
how each is counted (the neighbours), words and drawings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from helpers.indicators import (
    catalogue,
    compute,
    coverage,
    goals,
    journal,
    lists,
    series,
    targets,
    values,
    works,
)
from helpers.indicators.plan_year import PlanYear
from helpers.indicators.rows import each, is_number
from helpers.indicators.works import Results
from helpers.params import RunParams
from helpers.schemas import TABLES
from helpers.store import Data

#: How many years back a comparable year is looked for.
YEARS_BACK = 3
#: Indicators that speak of the effect of the support, in reading order.
EFFECTS = (
    "schools.effective_mode_share",
    "schools.positive_dynamics_share",
    "teachers.deficits_removed_share",
)
#: What districts collect, in the order of work: kind of data → tables behind it.
KINDS = {
    "Отметки ВПР, ОГЭ и других процедур": ("marks",),
    "Баллы и минимумы экзаменов": ("exams",),
    "Допуск и аттестаты": ("admission",),
    "Сравнение с журналом": ("journal_match",),
    "Выполнение заданий": ("tasks",),
    "Списки ШНОР": ("shnor_register",),
    "Условия школ": ("context",),
    "Педагоги и нагрузка": ("teachers", "teacher_assignments"),
    "Диагностика дефицитов": ("diagnostics",),
    "Планы развития и методическая помощь": ("plans", "help"),
    "Наставничество и курсы": ("mentoring", "courses"),
    "Кадры по предметам": ("staffing",),
    "Целевые показатели": ("targets",),
    "Дорожная карта": ("plan_frames", "roadmap_items"),
    "Исполнение дорожной карты": ("roadmap_progress",),
}


@dataclass(frozen=True)
class Overview:
    """Frames of one run, made when they are first asked for."""

    data: Data
    run: RunParams

    @cached_property
    def values(self) -> pd.DataFrame:
        """All results of the year, and of other indicators those of a target or the plan's own
        set and those of the effect (`compute`)."""
        wanted = {*self._own_set, *targets.asked(self.data.table("targets"), self.run), *EFFECTS}
        return compute(self.data, self.run, wanted, with_results=True)

    @property
    def _own_set(self) -> tuple[str, ...]:
        return catalogue.PLAN_SETS.get(self.run.municipality_id, ())

    @cached_property
    def results(self) -> Results:
        """Results by work, of the year and the few before it (`works.results`)."""
        return works.results(self.data, self.run, self.values, YEARS_BACK)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """Changes since the last comparable year (`series.changes`)."""
        return series.changes(self.data, self.results)

    @cached_property
    def aims(self) -> pd.DataFrame:
        """Targets of the year, judged (`goals.judged`)."""
        return goals.judged(self.data, self.run, self.values)

    @cached_property
    def lists(self) -> pd.DataFrame:
        """Lists of ШНОР over years (`lists.flow`)."""
        return lists.flow(self.data, self.run.year, self.run.register_source)

    @cached_property
    def journal(self) -> pd.DataFrame:
        """Marks against the journal (`journal.comparison`)."""
        return journal.comparison(self.data, self.results)

    @cached_property
    def silent(self) -> pd.DataFrame:
        """Units without any result of the year (`coverage.silent_units`)."""
        return coverage.silent_units(self.results)

    @cached_property
    def plan(self) -> PlanYear:
        """The roadmap of the run and, through it, the teachers."""
        return PlanYear(self.data, self.run)

    @cached_property
    def planned(self) -> pd.DataFrame:
        """Indicators that the plan of this territory asks for, list and territory side by side.

        One row per indicator and wave: indicator_id, title, unit, wave, then `listed` and `own`
        (rows of values or None). The indicators are those of the plan's own set and those with
        a target; of several figures of the territory the fullest stands.
        """
        asked = dict.fromkeys([*self._own_set, *self.aims["indicator_id"]])
        chosen = self.values[self.values["indicator_id"].isin(list(asked))]
        order = {name: place for place, name in enumerate(asked)}
        rows = []
        own_scope = self.results.own_scope
        for group in _by_indicator(chosen):
            first = group[0]
            rows.append(
                {
                    "indicator_id": first.indicator_id,
                    "title": first.title,
                    "unit": first.unit,
                    "wave": first.wave,
                    "listed": _fullest([row for row in group if row.scope == "listed"]),
                    "own": _fullest([row for row in group if row.scope == own_scope]),
                }
            )
        frame = pd.DataFrame(
            rows, columns=["indicator_id", "title", "unit", "wave", "listed", "own"]
        )
        return frame.loc[frame["indicator_id"].map(order).sort_values(kind="stable").index]

    @cached_property
    def effects(self) -> pd.DataFrame:
        """Values of `EFFECTS` on the frozen list of the base year, else on the list of the year."""
        chosen = self.values[self.values["indicator_id"].isin(list(EFFECTS))]
        chosen = chosen[chosen["scope"].isin(["cohort", "listed"]) & (chosen["status"] == "ok")]
        rank = chosen["scope"].map({"cohort": 0, "listed": 1})
        best = chosen.loc[rank.sort_values(kind="stable").index].drop_duplicates("indicator_id")
        order = {name: place for place, name in enumerate(EFFECTS)}
        return best.loc[best["indicator_id"].map(order).sort_values(kind="stable").index]

    @cached_property
    def held(self) -> pd.DataFrame:
        """What data there are: kind, rows of the year, years with any. One row per kind."""
        rows = list(self._held())
        return pd.DataFrame(rows, columns=["kind", "rows", "years"])

    def _held(self) -> Iterator[tuple[str, int, str]]:
        years: dict[str, set[int]] = {}
        for member in self.data.members():
            for table, of_table in self.data.store.years(member).items():
                years.setdefault(table, set()).update(of_table)
        for kind, tables in KINDS.items():
            known = sorted(set().union(*(years.get(name, set()) for name in tables)))
            count = sum(self._rows_of_year(name) for name in tables)
            yield kind, count, _spans(known)

    def _rows_of_year(self, name: str) -> int:
        """Rows of a table that belong to the year; all rows of a table without any years."""
        frame = self.data.table(name)
        for column in ("year", "results_year"):
            if column in TABLES[name].columns:
                return int(is_number(frame, column, self.run.year).sum())
        if name == "roadmap_items":
            return 0
        if name == "roadmap_progress":
            return int(self.plan.items["records"].sum()) if self.plan.has_plan else 0
        if name == "plan_frames":
            return len(self.plan.items) if self.plan.has_plan else 0
        for column in ("date", "started_on"):
            if column in frame:
                school_year = frame[column].dt.year + (frame[column].dt.month >= 9).astype(int)
                return int((school_year == self.run.year).sum())
        return len(frame)


def _by_indicator(rows: pd.DataFrame) -> Iterable[list[Any]]:
    """Rows of each indicator and wave, with the name of the value in the manifest (`cell`)."""
    groups: dict[tuple[str, str], list[Any]] = {}
    for row in each(rows.assign(cell=values.cell_ids(rows))):
        groups.setdefault((row.indicator_id, row.wave), []).append(row)
    return groups.values()


def _fullest(rows: list[Any]) -> object:
    """The row with a value that counts the most pupils; None if there is no row."""
    return min(
        rows,
        key=lambda row: (row.status != "ok", -row.denominator if row.denominator > 0 else 0.0),
        default=None,
    )


def _spans(years: list[int]) -> str:
    """«2019–2022, 2024»."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
