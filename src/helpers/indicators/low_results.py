"""Schools with low results by the threshold rule, with everything that triggered it.

Here: the rule as data, the results it looks at, the verdict on each school. Not here: the
official lists themselves (`shnor_register` is data and is never overwritten), how stable a
verdict is (`stability`).

Rule: at least 30 % of participants below the minimum in at least two procedures of one
results year, or in the same procedure two years running (Рособрнадзор, order of 19.08.2020
№ 847, as an inspection act words it; parameters and their standing are in
`params/methodology/low_results.yaml`). A procedure is procedure × grade × subject; the two
waves of one ВПР campaign are one procedure of the programme's grade.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from helpers import methodology
from helpers.errors import ParameterError
from helpers.indicators import marks
from helpers.indicators.schools import active_schools
from helpers.indicators.scopes import Tables
from helpers.methodology import Rules

_CODES = {"vpr": "ВПР", "oge": "ОГЭ", "ege": "ЕГЭ"}
_KEY = ["school_id", "procedure", "grade", "subject", "level"]
_COUNTS = ["below", "participants", "enrolled"]


@dataclass(frozen=True)
class Rule:
    """The threshold rule: see the labels of `params/methodology/low_results.yaml`."""

    low_share_pct: float
    min_procedures: int
    two_year_rule: Literal["same", "any", "off"]
    counted: tuple[tuple[str, int, str], ...]
    math_levels: Literal["pooled", "separate", "worst"]
    below_min: Literal["final", "first"]
    excluded_years: dict[str, tuple[int, ...]]
    exclude_special: bool
    min_participants: int
    small_n: int

    def counts(self, procedure: str, year: int) -> bool:
        """Whether results of a procedure of this year count at all."""
        return year not in self.excluded_years.get(procedure, ())


@dataclass(frozen=True)
class Trigger:
    """A low result: `share` in percent, `margin` above the threshold in percentage points."""

    procedure: str
    grade: int
    subject: str
    level: str
    year: int
    below: int
    participants: int
    share: float
    margin: float

    @property
    def same(self) -> tuple[str, int, str, str]:
        """What makes it the same procedure in another year."""
        return self.procedure, self.grade, self.subject, self.level


@dataclass(frozen=True)
class Remark:
    """Why a verdict is to be taken with care; worded by `wording.low_results`.

    `special`: the rule does not apply to the school. `moved`: it has a successor or branch.
    `no_results`: nothing that counts. `small`: one pupil moves the result far. `absent`: had
    all `absent` pupils been below the minimum, the share would be `share` percent.
    """

    kind: Literal["special", "moved", "no_results", "small", "absent"]
    about: Trigger | None = None
    absent: int = 0
    share: float = 0.0


@dataclass(frozen=True)
class Verdict:
    """What the rule says of one school; `official` is None where no list of the year is held."""

    school_id: str
    school_name: str
    listed: bool
    triggers: tuple[Trigger, ...]
    official: bool | None
    remarks: tuple[Remark, ...] = ()


def rule_of(rules: Rules) -> Rule:
    """The rule that a file of parameters describes; unknown words raise `ParameterError`."""
    return Rule(
        rules.number("low_share_pct"),
        int(rules.number("min_procedures")),
        _word(rules, "two_year_rule", "same", "any", "off"),  # type: ignore[arg-type]
        tuple(_procedure(rules, word) for word in rules.texts("counted")),
        _word(rules, "math_levels", "pooled", "separate", "worst"),  # type: ignore[arg-type]
        _word(rules, "below_min", "final", "first"),  # type: ignore[arg-type]
        {
            name: tuple(int(year) for year in years.split(","))
            for name, years in rules.mapping("excluded_years").items()
        },
        rules.flag("exclude_special"),
        int(rules.number("min_participants")),
        int(rules.number("small_n")),
    )


def default_rule() -> Rule:
    """The rule of `params/methodology/low_results.yaml`."""
    return rule_of(methodology.rules("low_results"))


def _word(rules: Rules, name: str, *allowed: str) -> str:
    word = rules.text(name)
    if word not in allowed:
        raise ParameterError(
            f"{rules.file}, «{name}»: найдено «{word}», допустимо: {', '.join(allowed)}."
        )
    return word


def _procedure(rules: Rules, word: str) -> tuple[str, int, str]:
    slug, _, subject = word.partition(".")
    letters = slug.rstrip("0123456789")
    if letters not in _CODES or slug == letters or not subject:
        raise ParameterError(
            f"{rules.file}, «counted»: найдено «{word}», ожидалось вида vpr5.rus, oge9.math."
        )
    return _CODES[letters], int(slug[len(letters) :]), subject


def outcomes(data: Tables, year: int, rule: Rule) -> pd.DataFrame:
    """Results that the rule looks at: one row per school and procedure of a year.

    Columns: school_id, procedure, grade (of the programme), subject, level, below,
    participants, enrolled (missing where not reported), share (percent). Procedures that were
    not held or whose counts are not known have no row.
    """
    rows = pd.concat([_of_marks(data, year), _of_exams(data, year, rule)], ignore_index=True)
    counted = pd.MultiIndex.from_tuples(rule.counted, names=["procedure", "grade", "subject"])
    rows = rows[pd.MultiIndex.from_frame(rows[["procedure", "grade", "subject"]]).isin(counted)]
    barred = [name for name in _CODES.values() if not rule.counts(name, year)]
    rows = rows[~rows["procedure"].isin(barred)]
    rows = _levels(rows.astype(dict.fromkeys(_COUNTS, float)), rule)
    rows = rows[rows["participants"] >= max(rule.min_participants, 1)]
    share = 100 * rows["below"] / rows["participants"]
    return rows.assign(share=share, year=year).sort_values(_KEY).reset_index(drop=True)


def _of_marks(data: Tables, year: int) -> pd.DataFrame:
    """Marks «2» of schools; both waves of a campaign are added up by the programme's grade."""
    rows = marks.one_attempt(marks.of_year(data.table("marks"), year))
    rows = rows[rows["school_id"] != ""].rename(columns={"mark_2": "below"})
    rows = rows[rows["below"].notna() & rows["participants"].notna()]
    rows["procedure"] = rows["procedure"].map(_CODES)
    grade = rows["programme_grade"].where(rows["procedure"] == "ВПР", rows["grade"])
    rows = rows.assign(grade=grade).dropna(subset="procedure")
    return rows.groupby(_KEY, sort=True)[_COUNTS].sum(min_count=1).reset_index()


def _of_exams(data: Tables, year: int, rule: Rule) -> pd.DataFrame:
    """Exams of schools below the minimum; ОГЭ only where `marks` has no such row."""
    rows = data.table("exams")
    own = (rows["year"] == year) & (rows["scope_type"] == "school")
    rows = rows[own.fillna(False) & rows["form"].isin(["ОГЭ", "ЕГЭ"])]
    other = "below_min_first" if rule.below_min == "final" else "below_min_final"
    below = rows[f"below_min_{rule.below_min}"].fillna(rows[other])
    rows = rows.assign(below=below, participants=rows["sat"], enrolled=np.nan)
    rows = rows.rename(columns={"scope_id": "school_id", "form": "procedure"})
    rows = rows[rows["below"].notna() & rows["participants"].notna()]
    held = marks.of_year(data.table("marks"), year)
    held = held[(held["procedure"] == "oge") & held["mark_2"].notna()]
    by_marks = pd.MultiIndex.from_frame(held[["school_id", "grade", "subject"]])
    again = pd.MultiIndex.from_frame(rows[["school_id", "grade", "subject"]]).isin(by_marks)
    rows = rows[~(again & (rows["procedure"] == "ОГЭ"))]
    return rows[[*_KEY, *_COUNTS]].astype({"grade": int})


def _levels(rows: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """Levels of one subject together, apart, or the worse of them."""
    if rule.math_levels == "separate" or not len(rows):
        return rows
    without = [name for name in _KEY if name != "level"]
    if rule.math_levels == "pooled":
        pooled = rows.groupby(without, sort=True)[_COUNTS].sum(min_count=1).reset_index()
        return pooled.assign(level="")
    rank = rows["below"] / rows["participants"].where(rows["participants"] > 0)
    worst = rows.assign(rank=rank).sort_values("rank", ascending=False, kind="stable")
    return worst.drop_duplicates(without).drop(columns="rank")


def identify(data: Tables, year: int, rule: Rule) -> list[Verdict]:
    """The verdict on every school of the data, in order of school_id.

    Schools without any counted result are not listed and say so in a warning. The official
    list of the results year is put beside, never used.
    """
    now = _by_school(outcomes(data, year, rule), rule)
    before = _by_school(outcomes(data, year - 1, rule), rule)
    schools = data.table("schools")
    special = set(schools.loc[schools["is_special"].fillna(False).astype(bool), "school_id"])
    moved = set(data.table("school_links")["school_id"])
    register = data.table("shnor_register")
    register = register[(register["results_year"] == year).fillna(False)]
    official = set(register["school_id"]) if len(register) else None
    names = active_schools(schools, year).set_index("school_id")["school_name"].fillna("")
    verdicts = []
    for school_id in sorted({*names.index, *now}):
        excluded = rule.exclude_special and school_id in special
        results = now.get(school_id, [])
        triggers, listed = _judged(results, before.get(school_id, []), rule)
        verdicts.append(
            Verdict(
                school_id,
                names.get(school_id) or school_id,
                listed and not excluded,
                tuple(triggers),
                None if official is None else school_id in official,
                tuple(_warnings(results, triggers, rule, excluded, school_id in moved)),
            )
        )
    return verdicts


@dataclass(frozen=True)
class _Result:
    trigger: Trigger
    is_low: bool
    enrolled: float


def _by_school(rows: pd.DataFrame, rule: Rule) -> dict[str, list[_Result]]:
    found: dict[str, list[_Result]] = {}
    for row in rows.to_dict("records"):
        trigger = Trigger(
            row["procedure"],
            int(row["grade"]),
            row["subject"],
            row["level"],
            int(row["year"]),
            int(row["below"]),
            int(row["participants"]),
            float(row["share"]),
            float(row["share"] - rule.low_share_pct),
        )
        low = 100 * trigger.below >= rule.low_share_pct * trigger.participants
        found.setdefault(row["school_id"], []).append(_Result(trigger, low, row["enrolled"]))
    return found


def _judged(now: list[_Result], before: list[_Result], rule: Rule) -> tuple[list[Trigger], bool]:
    """Low results of the year (and those of the year before that make a second ground)."""
    low = [result.trigger for result in now if result.is_low]
    earlier = [result.trigger for result in before if result.is_low]
    listed = len(low) >= rule.min_procedures
    if rule.two_year_rule == "off" or not low:
        return low, listed
    if rule.two_year_rule == "same":
        running = {trigger.same for trigger in low}
        earlier = [trigger for trigger in earlier if trigger.same in running]
    return [*low, *earlier], listed or bool(earlier)


def _warnings(
    results: list[_Result], triggers: list[Trigger], rule: Rule, excluded: bool, moved: bool
) -> list[Remark]:
    remarks = []
    if excluded:
        remarks.append(Remark("special"))
    if moved:
        remarks.append(Remark("moved"))
    if not results:
        remarks.append(Remark("no_results"))
    remarks += [Remark("small", one) for one in triggers if one.participants < rule.small_n]
    for result in results:
        if not result.is_low and _risky(result, rule):
            absent = int(result.enrolled - result.trigger.participants)
            remarks.append(Remark("absent", result.trigger, absent, _all_absent_low(result)))
    return remarks


def _all_absent_low(result: _Result) -> float:
    """Share below the minimum if all who were absent had been below it, percent."""
    absent = result.enrolled - result.trigger.participants
    return 100 * (result.trigger.below + absent) / result.enrolled


def _risky(result: _Result, rule: Rule) -> bool:
    """Whether the absent could have turned the result into a low one."""
    known = result.enrolled == result.enrolled and result.enrolled > result.trigger.participants
    return bool(known) and _all_absent_low(result) >= rule.low_share_pct
