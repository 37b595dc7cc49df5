"""Early warning of one run as tidy frames.

Here: chances of works and schools of the next year, and how such words held in past years.
Not here: evidence, shrinkage and joint chances themselves (the neighbours), words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from scipy import special

from helpers.indicators import intervals
from helpers.indicators.early_warning import shrinkage
from helpers.indicators.early_warning.chances import Work, joint_position, list_chance
from helpers.indicators.early_warning.evidence import TESTS, Evidence
from helpers.indicators.early_warning.grades import Grades, grades_of
from helpers.indicators.early_warning.model import Model, fitted
from helpers.indicators.early_warning.settings import Settings
from helpers.indicators.low_results import Rule, default_rule
from helpers.indicators.low_results.outcomes import COUNTED, Results
from helpers.indicators.low_results.verdicts import Verdict, judged
from helpers.indicators.rows import each
from helpers.indicators.scopes import Tables
from helpers.vocabulary import EARLIER_IN_AUTUMN

Made = TypeVar("Made")
#: Words of risk, the lowest first.
RISKS = ("low", "medium", "high")
_WORK = ["procedure", "grade", "subject"]
WORK_COLUMNS = [
    "school_id", "school_name", *_WORK, "target_year", "kind", "source", "source_year", "below",
    "count", "share", "shrunk", "low", "high", "margin", "shift", "linked", "chance", "risk",
    "was_low",
]  # fmt: skip
SCHOOL_COLUMNS = [
    "school_id", "school_name", "target_year", "works", "without_evidence", "absent_by_kind",
    "absent_by_results", "grade_unknown", "grade_silent", "repeated", "chance_low",
    "chance_high", "chance", "joint", "risk",
]  # fmt: skip


@dataclass(frozen=True)
class EarlyWarning:
    """Warnings for the year after `year`, and the words of past years against what came."""

    data: Tables
    year: int
    rule: Rule = field(default_factory=default_rule)
    settings: Settings = field(default_factory=Settings.stated)

    @property
    def target(self) -> int:
        """The year whose results are looked ahead to."""
        return self.year + 1

    @cached_property
    def works(self) -> pd.DataFrame:
        """One row per school and counted procedure of the target year with any evidence.

        kind, source and source_year say what the row is judged by; below and count are marks
        «2» and pupils there, share their percent; shrunk, low, high the share drawn to other
        schools with its 95 % range, moved by `shift` (log-odds; `linked` tells whether past years
        allowed it); margin is shrunk minus the limit; chance (percent) to be low; risk a word of
        `RISKS`; was_low: the same procedure was low the year before.
        """
        return self._works_of(self.target)

    @cached_property
    def schools(self) -> pd.DataFrame:
        """One row per school with evidence: bounds and middle of the chance (percent) to be
        listed, `joint` (pupils were resampled), risk, works (count with evidence),
        without_evidence (works the rule counts and the school may have, but nothing is known),
        absent_by_kind and absent_by_results (procedure and grade of works that it cannot have,
        `grades`), grade_unknown and grade_silent (works judged though it is not known whether it
        has the grade: the directory gives no kind; the kind may have it, the last years do not),
        repeated (count of works that were low the year before)."""
        return self._schools_of(self.target, self.works)

    @cached_property
    def hits_of_works(self) -> pd.DataFrame:
        """How words held: risk, warned (works so called in past years), came_low (of them low),
        share, low, high (95 % Wilson), years. One row per word."""
        return self._hits([self._work_outcomes(target) for target in self._past])

    @cached_property
    def hits_of_schools(self) -> pd.DataFrame:
        """The same for schools: came_low counts schools that the rule then listed."""
        return self._hits([self._school_outcomes(target) for target in self._past])

    @cached_property
    def work_history(self) -> pd.DataFrame:
        """Past warnings of works with what came: `works` and came_low; the base of `model`."""
        frames = [self._work_outcomes(target) for target in self._past]
        frames = [frame for frame in frames if len(frame)]
        if not frames:
            return pd.DataFrame(columns=[*WORK_COLUMNS, "came_low"])
        return pd.concat(frames, ignore_index=True)

    @cached_property
    def model(self) -> Model:
        """The fitted model of past warnings; without coefficients where events are too few."""
        return fitted(self.work_history, self.settings.model_events)

    # parts

    @cached_property
    def _evidence(self) -> Evidence:
        return Evidence(self.data, self.settings.trial_words)

    @cached_property
    def _results(self) -> Results:
        return Results(self.data)

    @cached_property
    def _made(self) -> dict[tuple[str, int], Any]:
        return {}

    def _once(self, key: tuple[str, int], make: Callable[[], Made]) -> Made:
        """What `make` gives of a year, made when it is first asked for; nobody changes it."""
        if key not in self._made:
            self._made[key] = make()
        found: Made = self._made[key]
        return found

    @property
    def _past(self) -> Sequence[int]:
        return range(self.target - self.settings.history_years, self.target)

    def _judged(self, year: int) -> dict[str, Verdict]:
        return self._once(("verdicts", year), lambda: self._verdicts(year))

    def _verdicts(self, year: int) -> dict[str, Verdict]:
        found = judged(self.data, year, self.rule, self._results)
        return {verdict.school_id: verdict for verdict in found}

    def _outcomes(self, year: int) -> pd.DataFrame:
        """Results of a year by school and work: below, participants, is_low."""
        return self._once(("outcomes", year), lambda: self._results_of(year))

    def _known(self, target: int) -> pd.DataFrame:
        """Evidence for a target year (`Evidence.of`)."""
        return self._once(("evidence", target), lambda: self._evidence.of(target, self.rule))

    def _results_of(self, year: int) -> pd.DataFrame:
        rows = self._results.of(year, self.rule)
        rows = rows[(rows["standing"] == COUNTED) & (rows["participants"] > 0)]
        sums = rows.groupby(["school_id", *_WORK])[["below", "participants"]].sum().reset_index()
        least = shrinkage.needed(sums["participants"], self.rule.low_share_pct)
        return sums.assign(is_low=(sums["below"] >= least).astype(bool))

    def _shift(self, target: int, work: tuple[Any, ...], source: str) -> float | None:
        """Log-odds of the procedure minus those of the evidence over past years, same schools."""
        below = np.zeros(4)
        for year in range(target - self.settings.history_years, target):
            below += self._paired(year).get((*work, source), 0.0)
        if min(below[1], below[3]) < self.settings.link_participants:
            return None
        before = (below[0] + 0.5) / (below[1] + 1)
        then = (below[2] + 0.5) / (below[3] + 1)
        return float(special.logit(then) - special.logit(before))

    def _paired(self, year: int) -> dict[tuple[Any, ...], np.ndarray]:
        """Work and source → sums over schools with both: «2» and pupils of the evidence for a
        past year, then of what came."""
        return self._once(("paired", year), lambda: self._pairs(year))

    def _pairs(self, year: int) -> dict[tuple[Any, ...], np.ndarray]:
        known = self._known(year).astype({"grade": int})
        came = self._outcomes(year).rename(columns={"below": "below_then"})
        came = came.astype({"grade": int})
        pairs = known.merge(came, on=["school_id", *_WORK])
        numbers = pairs[["below", "count", "below_then", "participants"]].to_numpy(float)
        groups: dict[Any, Any] = dict(pairs.groupby([*_WORK, "source"]).indices)
        return {key: np.nansum(numbers[rows], axis=0) for key, rows in groups.items()}

    def _works_of(self, target: int) -> pd.DataFrame:
        """`works` of a target year."""
        return self._once(("works", target), lambda: self._counted_works(target))

    def _counted_works(self, target: int) -> pd.DataFrame:
        apart, names = self._population(target)
        known = self._known(target)
        known = known[~known["school_id"].isin(apart)]
        grades = self._grades(target)
        has_grade = [
            (row.procedure, int(row.grade)) not in grades.get(row.school_id, Grades()).absent
            for row in each(known)
        ]
        known = known[pd.Series(has_grade, index=known.index, dtype=bool)]
        frames = []
        for key, group in known.groupby([*_WORK, "source"], sort=True):
            *work, source = key
            prior = shrinkage.fitted(group["below"], group["count"])
            if prior is None:
                continue
            shift = self._shift(target, tuple(work), str(source))
            frames.append(self._judged_by(group, prior, shift))
        if not frames:
            return pd.DataFrame(columns=WORK_COLUMNS)
        rows = pd.concat(frames, ignore_index=True)
        order = {kind: place for place, kind in enumerate(self.settings.evidence)}
        rows = rows[rows["kind"].isin(list(order))]
        rows = rows.assign(rank=rows["kind"].map(order), age=-rows["year"])
        rows = rows.sort_values(["school_id", *_WORK, "rank", "age", "source"], kind="stable")
        rows = rows.drop_duplicates(["school_id", *_WORK])
        was_low = self._was_low(target)
        return rows.assign(
            target_year=target,
            source_year=rows["year"],
            school_name=[names.get(school, school) for school in rows["school_id"]],
            risk=[self.settings.word(chance) for chance in rows["chance"]],
            was_low=[
                tuple(key) in was_low
                for key in rows[["school_id", *_WORK]].itertuples(index=False, name=None)
            ],
        )[WORK_COLUMNS].reset_index(drop=True)

    def _judged_by(
        self, group: pd.DataFrame, prior: shrinkage.Prior, shift: float | None
    ) -> pd.DataFrame:
        a, b = prior.posterior(group["below"], group["count"])
        shares = shrinkage.points(a, b, shift or 0.0)
        limit = self.rule.low_share_pct
        shrunk = 100 * shares.mean(axis=1)
        return group.assign(
            share=100 * group["below"].astype(float) / group["count"].astype(float),
            shrunk=shrunk,
            low=100 * np.quantile(shares, 0.025, axis=1),
            high=100 * np.quantile(shares, 0.975, axis=1),
            margin=shrunk - limit,
            shift=shift or 0.0,
            linked=shift is not None,
            chance=100 * shrinkage.chance_low(shares, group["count"], limit),
        )

    def _population(self, target: int) -> tuple[set[str], dict[str, str]]:
        """Schools that the rule does not judge, and names."""
        verdicts = self._judged(target - 1).values()
        apart = {
            v.school_id
            for v in verdicts
            if any(remark.kind in ("special", "other_kind") for remark in v.remarks)
        }
        return apart, {v.school_id: v.school_name for v in verdicts}

    def _grades(self, target: int) -> dict[str, Grades]:
        return self._once(("grades", target), lambda: self._grades_of(target))

    def _grades_of(self, target: int) -> dict[str, Grades]:
        held = []
        for year in range(target - 1, target - 1 - self.settings.history_years, -1):
            rows = self._results.of(year, self.rule)[["school_id", "procedure", "grade"]]
            rows = rows.astype({"grade": int})
            held.append(set(rows.itertuples(index=False, name=None)))
        works = sorted({(procedure, grade) for procedure, grade, _ in self.rule.counted})
        return grades_of(
            self.data.table("schools"), target, works, held, self._evidence.grades_of(target),
            self.settings.last_grades, self.settings.silent_years,
        )  # fmt: skip

    def _was_low(self, target: int) -> set[tuple[str, str, int, str]]:
        rows = self._outcomes(target - 1)
        rows = rows[rows["is_low"]]
        return set(rows[["school_id", *_WORK]].itertuples(index=False, name=None))

    def _schools_of(self, target: int, works: pd.DataFrame) -> pd.DataFrame:
        found = []
        wanted = {(procedure, grade, subject) for procedure, grade, subject in self.rule.counted}
        was_low = {school for school, *_ in self._was_low(target)}
        grades = self._grades(target)
        for school_id, group in works.groupby("school_id", sort=True):
            cohorts: dict[int, list[Work]] = {}
            positions: dict[int, float] = {}
            for row in each(group):
                cohorts.setdefault(row.grade, []).append(Work(row.chance / 100, row.was_low))
            for grade, rows in group.groupby("grade"):
                position = self._position(str(school_id), rows)
                if position is not None:
                    positions[int(str(grade))] = position
            chance = list_chance(
                cohorts, positions, self.rule.min_procedures, self.rule.two_year_rule,
                school_id in was_low,
            )  # fmt: skip
            held = set(group[_WORK].itertuples(index=False, name=None))
            own = grades.get(str(school_id), Grades())
            wanting = {work for work in wanted if work[:2] not in own.absent} - held
            judged_grades = {work[:2] for work in held}
            found.append(
                {
                    "school_id": school_id,
                    "school_name": group["school_name"].iloc[0],
                    "target_year": target,
                    "works": len(group),
                    "without_evidence": sorted(wanting),
                    "absent_by_kind": sorted(own.absent_by_kind),
                    "absent_by_results": sorted(own.absent_by_results),
                    "grade_unknown": sorted(own.unknown & judged_grades),
                    "grade_silent": sorted(own.silent & judged_grades),
                    "repeated": int(group["was_low"].sum()),
                    "chance_low": 100 * chance.low,
                    "chance_high": 100 * chance.high,
                    "chance": 100 * chance.middle,
                    "joint": chance.joint and bool(positions),
                    "risk": self.settings.word(100 * chance.middle),
                }
            )
        return pd.DataFrame(found, columns=SCHOOL_COLUMNS)

    def _position(self, school_id: str, rows: pd.DataFrame) -> float | None:
        """Joint position of the two works of one cohort, where the same pupils' marks are held."""
        same = rows["source"].nunique() == 1 and rows["source_year"].nunique() == 1
        if len(rows) != 2 or not same or set(rows["kind"]) != {TESTS}:
            return None
        source, year = str(rows["source"].iloc[0]), int(rows["source_year"].iloc[0])
        procedure = source.rstrip("0123456789")
        grade = int(source[len(procedure) :])
        pupils = self._pupils
        pupils = pupils.iloc[self._places.get((school_id, year, procedure, grade), [])]
        pupils = pupils[pupils["subject"].isin(list(rows["subject"]))]
        if pupils.empty:
            return None
        table = pupils.pivot_table(index="pupil_code", columns="subject", values="mark").dropna()
        return joint_position(table <= 2, self.rule.low_share_pct) if table.shape[1] == 2 else None

    @cached_property
    def _pupils(self) -> pd.DataFrame:
        """Marks of single pupils, with the grade whose programme they wrote."""
        pupils = self.data.table("individual")
        pupils = pupils[pupils["mark"].notna()].reset_index(drop=True)
        autumn = (pupils["wave"] == "autumn") & pupils["procedure"].isin(EARLIER_IN_AUTUMN)
        return pupils.assign(programme=pupils["grade"] - autumn.astype(int))

    @cached_property
    def _places(self) -> dict[Any, Any]:
        """School, year, procedure and programme → rows of `_pupils`."""
        work = ["school_id", "year", "procedure", "programme"]
        return dict(self._pupils.groupby(work).indices)

    def _work_outcomes(self, target: int) -> pd.DataFrame:
        works = self._works_of(target)
        came = self._outcomes(target)[["school_id", *_WORK, "is_low"]]
        came = came.astype({"grade": int}).rename(columns={"is_low": "came_low"})
        return works.astype({"grade": int}).merge(came, on=["school_id", *_WORK])

    def _school_outcomes(self, target: int) -> pd.DataFrame:
        schools = self._schools_of(target, self._works_of(target))
        judged_then = {i: v.listed for i, v in self._judged(target).items() if v.results}
        schools = schools[schools["school_id"].isin(list(judged_then))]
        return schools.assign(came_low=[judged_then[school] for school in schools["school_id"]])

    def _hits(self, frames: list[pd.DataFrame]) -> pd.DataFrame:
        frames = [frame for frame in frames if len(frame)]
        every = pd.concat(frames) if frames else pd.DataFrame(
            columns=["risk", "came_low", "target_year"]
        )  # fmt: skip
        rows = []
        for risk in RISKS:
            group = every[every["risk"] == risk]
            low = int(group["came_low"].astype(bool).sum())
            rows.append((risk, len(group), low, sorted({int(y) for y in group["target_year"]})))
        made = pd.DataFrame(rows, columns=["risk", "warned", "came_low", "years"])
        made["share"] = 100 * made["came_low"] / made["warned"].where(made["warned"] > 0)
        made["low"], made["high"] = intervals.wilson(made["came_low"], made["warned"])
        return made[["risk", "warned", "came_low", "share", "low", "high", "years"]]
