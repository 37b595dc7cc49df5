"""What a rule says of each school, with everything that triggered it.

Here: the verdict of one year, remarks about it, movement against the year before. Not here:
the official lists themselves (`shnor_register` is data and is never overwritten), how stable
a verdict is (`stability`).

Limit rule: low results in at least so many procedures of one results year, or in the same
procedure two years running. A year without the procedure breaks «two years running».
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from helpers.indicators import intervals
from helpers.indicators.low_results import ranking
from helpers.indicators.low_results.outcomes import COUNTED, FEW, Results
from helpers.indicators.low_results.rule import Rule
from helpers.indicators.periods import school_year_of
from helpers.indicators.rows import each
from helpers.indicators.schools import active_schools
from helpers.indicators.scopes import Tables
from helpers.vocabulary import folded

Movement = Literal["", "entered", "stayed", "left"]
#: Grounds of a listing.
PROCEDURES, TWO_YEARS, RANK = "procedures", "two_years", "rank"


@dataclass(frozen=True)
class Work:
    """A procedure of a year, without its numbers."""

    procedure: str
    grade: int
    subject: str
    level: str
    year: int


@dataclass(frozen=True)
class Trigger:
    """A result of a school: `share` in percent, `margin` above the limit in percentage points.

    `low`–`high` is the 95 % Wilson interval of the share. `enrolled`, `participation` (percent)
    and `share_if_absent` (the share, had all who did not take part been below the minimum)
    are None where the number of pupils is not reported. `place` is the percentile of the
    result among all schools for the rank method, else None; then `margin` is in percentiles.
    """

    procedure: str
    grade: int
    subject: str
    level: str
    year: int
    below: int
    participants: int
    share: float
    margin: float
    low: float = 0.0
    high: float = 100.0
    enrolled: int | None = None
    participation: float | None = None
    share_if_absent: float | None = None
    place: float | None = None

    @property
    def same(self) -> tuple[str, int, str, str]:
        """What makes it the same procedure in another year."""
        return self.procedure, self.grade, self.subject, self.level


@dataclass(frozen=True)
class Remark:
    """Why a verdict is to be taken with care; worded by `wording.low_results`.

    `special`: the rule does not apply to the school. `maybe_special`: its name says so, the
    directory does not. `other_kind`: the rule looks at other kinds of schools. `successor`,
    `predecessor`, `branch`, `has_branch`: somebody has to decide whose results these are;
    `others` are the schools meant. `no_results`: nothing that counts. `small`: one pupil moves
    the result far. `absent`: had all `absent` pupils been below the minimum, the share would
    be `share` percent. `unknown`, `part`, `not_held`, `few`: a result that does not count.
    """

    kind: str
    about: Trigger | Work | None = None
    absent: int = 0
    share: float = 0.0
    others: tuple[str, ...] = ()


#: Remarks after which a person decides, never the rule.
DECISIONS = ("successor", "predecessor", "branch", "has_branch")


@dataclass(frozen=True)
class Verdict:
    """What the rule says of one school.

    `official` is None where no list of the year is held, `sources` are the lists that name the
    school. `results` are all results that count, low or not; `triggers` the low ones, with
    those of the year before that make the second ground. `score` is the mean place of the
    rank method (percentile, 100 is the worst).
    """

    school_id: str
    school_name: str
    listed: bool
    triggers: tuple[Trigger, ...]
    official: bool | None
    remarks: tuple[Remark, ...] = ()
    grounds: tuple[str, ...] = ()
    results: tuple[Trigger, ...] = ()
    sources: tuple[str, ...] = ()
    movement: Movement = ""
    score: float | None = None

    @property
    def needs_decision(self) -> bool:
        """Whether a merger, successor or branch leaves open whose results these are."""
        return any(remark.kind in DECISIONS for remark in self.remarks)


def identify(data: Tables, year: int, rule: Rule, held: Results | None = None) -> list[Verdict]:
    """The verdict on every school of the data, in order of school_id.

    Schools without any counted result are not listed and say so in a remark. The official
    lists of the results year are put beside, never used. `movement` compares with the verdict
    of the same rule on the year before and is "" where one of the two years has no results of
    the school.
    """
    held = held or Results(data)
    now = judged(data, year, rule, held)
    before = {v.school_id: v for v in judged(data, year - 1, rule, held)}
    return [replace(v, movement=_movement(v, before.get(v.school_id))) for v in now]


def judged(data: Tables, year: int, rule: Rule, held: Results) -> list[Verdict]:
    """The verdicts of one year, without movement."""
    population = _Population.of(data, year, rule)
    rows, rows_before = held.of(year, rule), held.of(year - 1, rule)
    now, before = _by_school(rows, rule), _by_school(rows_before, rule)
    ranks: Mapping[str, float] = {}
    worst: frozenset[str] = frozenset()
    if rule.method == "rank":
        places = ranking.places(_counted(rows), population.apart)
        now = _placed(now, places, rule)
        ranks = ranking.scores(places, rule.min_procedures)
        worst = ranking.worst(ranks, rule.cut_pct)
    uncounted = _uncounted(rows)
    official = _official(data, year)
    verdicts = []
    for school_id in sorted({*population.names, *now, *uncounted}):
        results = now.get(school_id, [])
        if rule.method == "rank":
            triggers = [one for one in results if one.margin >= 0]
            grounds: tuple[str, ...] = (RANK,) if school_id in worst else ()
        else:
            triggers, grounds = _grounds(results, before.get(school_id, []), rule)
        listed = bool(grounds) and school_id not in population.apart
        verdicts.append(
            Verdict(
                school_id,
                population.names.get(school_id) or school_id,
                listed,
                tuple(triggers),
                None if official is None else school_id in official,
                (
                    *population.remarks(school_id),
                    *_remarks(results, triggers, uncounted.get(school_id, []), rule),
                ),
                grounds if listed else (),
                tuple(results),
                tuple(sorted((official or {}).get(school_id, ()))),
                score=ranks.get(school_id),
            )
        )
    return verdicts


def _movement(now: Verdict, before: Verdict | None) -> Movement:
    if before is None or not now.results or not before.results:
        return ""
    if now.listed:
        return "stayed" if before.listed else "entered"
    return "left" if before.listed else ""


def _official(data: Tables, year: int) -> dict[str, set[str]] | None:
    """Schools of the official lists of the results year with their sources; None without one."""
    register = data.table("shnor_register")
    register = register[(register["results_year"] == year).fillna(False).astype(bool)]
    if not len(register):
        return None
    found: dict[str, set[str]] = {}
    for row in each(register):
        found.setdefault(row.school_id, set()).add(str(row.source))
    return found


@dataclass(frozen=True)
class _Population:
    """Schools that work in the year, and what the directory says against judging them."""

    names: dict[str, str]
    special: frozenset[str]
    maybe_special: frozenset[str]
    other_kind: frozenset[str]
    links: dict[str, tuple[Remark, ...]]
    exclude_special: bool

    @classmethod
    def of(cls, data: Tables, year: int, rule: Rule) -> _Population:
        schools = data.table("schools")
        flag = schools["is_special"].astype("boolean")
        names = active_schools(schools, year).set_index("school_id")["school_name"].fillna("")
        words = [folded(word) for word in rule.special_words]
        looks = (
            schools["school_name"]
            .fillna("")
            .map(lambda name: any(word in folded(name) for word in words))
        )
        kinds = {folded(kind) for kind in rule.kinds}
        kind = schools["kind"].fillna("").map(folded)
        other = ~kind.isin(kinds) & (kind != "") if kinds else kind.ne(kind)
        return cls(
            {str(i): str(name) for i, name in names.items()},
            frozenset(schools.loc[flag.fillna(False), "school_id"]),
            frozenset(schools.loc[flag.isna() & looks.astype(bool), "school_id"]),
            frozenset(schools.loc[other, "school_id"]),
            _links(data.table("school_links"), year),
            rule.exclude_special,
        )

    @property
    def apart(self) -> frozenset[str]:
        """Schools that the rule does not judge."""
        return self.other_kind | (self.special if self.exclude_special else frozenset())

    def remarks(self, school_id: str) -> list[Remark]:
        found = []
        if self.exclude_special and school_id in self.special:
            found.append(Remark("special"))
        if self.exclude_special and school_id in self.maybe_special:
            found.append(Remark("maybe_special"))
        if school_id in self.other_kind:
            found.append(Remark("other_kind"))
        return [*found, *self.links.get(school_id, ())]


def _links(links: pd.DataFrame, year: int) -> dict[str, tuple[Remark, ...]]:
    """Mergers, successors and branches that touch results of the year, by school.

    A successor matters from the last results of the old school to the second year of the new
    one (two years are compared); a branch from its beginning on; undated links always.
    """
    roles: dict[tuple[str, str], set[str]] = {}
    for row in each(links):
        is_branch = row.kind == "branch"
        if not pd.isna(row.date):
            begun = school_year_of(row.date)
            if year < begun - 1 or (year > begun + 1 and not is_branch):
                continue
        one, other = ("branch", "has_branch") if is_branch else ("successor", "predecessor")
        roles.setdefault((row.school_id, one), set()).add(row.other_id)
        roles.setdefault((row.other_id, other), set()).add(row.school_id)
    found: dict[str, tuple[Remark, ...]] = {}
    for (school_id, kind), others in sorted(roles.items()):
        remark = Remark(kind, others=tuple(sorted(others)))
        found[school_id] = (*found.get(school_id, ()), remark)
    return found


def _counted(rows: pd.DataFrame) -> pd.DataFrame:
    enough = (rows["standing"] == COUNTED) & (rows["participants"] > 0)
    return rows[enough]


def _by_school(rows: pd.DataFrame, rule: Rule) -> dict[str, list[Trigger]]:
    """Results that count, by school, in the order of their works."""
    rows = _counted(rows)
    low, high = intervals.wilson(rows["below"], rows["participants"])
    found: dict[str, list[Trigger]] = {}
    for row in each(rows.assign(low=low, high=high)):
        known = row.enrolled == row.enrolled and row.enrolled >= row.participants
        enrolled = int(row.enrolled) if known and row.enrolled > 0 else None
        absent = enrolled - row.participants if enrolled is not None else 0
        # whole numbers: 3 of 10 is exactly at a limit of 30 %
        over = (100 * row.below - rule.low_share_pct * row.participants) / row.participants
        found.setdefault(row.school_id, []).append(
            Trigger(
                row.procedure, int(row.grade), row.subject, row.level, int(row.year),
                int(row.below), int(row.participants), float(row.share), float(over),
                float(row.low), float(row.high), enrolled,
                None if enrolled is None else 100 * row.participants / enrolled,
                None if enrolled is None else 100 * (row.below + absent) / enrolled,
            )
        )  # fmt: skip
    return found


def _placed(
    now: dict[str, list[Trigger]], places: Mapping[tuple[object, ...], float], rule: Rule
) -> dict[str, list[Trigger]]:
    """Results with their percentile among all schools; `margin` is counted from the cut."""
    placed: dict[str, list[Trigger]] = {}
    for school_id, results in now.items():
        for one in results:
            place = places.get((school_id, *one.same))
            if place is not None:
                placed.setdefault(school_id, []).append(
                    replace(one, place=place, margin=place - (100 - rule.cut_pct))
                )
    return placed


def _grounds(
    now: list[Trigger], before: list[Trigger], rule: Rule
) -> tuple[list[Trigger], tuple[str, ...]]:
    """Low results (and those of the year before that make a second ground), and the grounds."""
    low = [one for one in now if one.margin >= 0]
    earlier = [one for one in before if one.margin >= 0]
    grounds = (PROCEDURES,) if len(low) >= rule.min_procedures else ()
    if rule.two_year_rule == "off" or not low:
        return low, grounds
    if rule.two_year_rule == "same":
        running = {one.same for one in low}
        earlier = [one for one in earlier if one.same in running]
    return [*low, *earlier], (*grounds, *((TWO_YEARS,) if earlier else ()))


def _uncounted(rows: pd.DataFrame) -> dict[str, list[Remark]]:
    """Results that do not count although the school has them, by school."""
    kinds = ["not_held", "part", "unknown", "few"]
    empty = rows["standing"].eq(FEW) & (rows["participants"] == 0)
    found: dict[str, list[Remark]] = {}
    for row in each(rows[rows["standing"].isin(kinds) & ~empty]):
        work = Work(row.procedure, int(row.grade), row.subject, row.level, int(row.year))
        found.setdefault(row.school_id, []).append(Remark(row.standing, work))
    return found


def _remarks(
    results: list[Trigger], triggers: list[Trigger], uncounted: list[Remark], rule: Rule
) -> list[Remark]:
    found = [] if results else [Remark("no_results")]
    found += uncounted
    found += [Remark("small", one) for one in triggers if one.participants < rule.small_n]
    if rule.method == "rank":
        return found
    for one in results:
        bound = one.share_if_absent
        if one.margin < 0 and bound is not None and bound >= rule.low_share_pct:
            absent = (one.enrolled or 0) - one.participants
            found.append(Remark("absent", one, absent, bound))
    return found
