"""Marks of works against the journal, school by school: shares, years, pairs of marks, gaps.

Here: who was marked lower, the same or higher than in the journal. Not here: the same for the
territory and its list (`journal`), the official sign of disagreement (`signs`).

«Понизили» means that the mark of the work is lower than that of the journal.
"""

from __future__ import annotations

import pandas as pd

from helpers.indicators import breaks, intervals
from helpers.indicators.objectivity import scores
from helpers.indicators.objectivity.rule import Rule, default_rule
from helpers.indicators.objectivity.scores import WORK
from helpers.indicators.scopes import Tables
from helpers.params import RunParams

SIDES = ("lowered", "confirmed", "raised")
MARKS = (2, 3, 4, 5)


def by_year(data: Tables, run: RunParams) -> pd.DataFrame:
    """Shares lowered, confirmed and raised of every school, work and year up to the run's.

    One row per school, work and year, by school_id, work and year. Columns: school_id, `WORK`,
    title, year, whole (pupils compared), lowered, confirmed, raised and `<side>_pct` (percent of
    those compared), confirmed_low and confirmed_high (95 % Wilson bounds), segment (a number that
    grows with every break of the series: only rows of one segment form one line). The table
    `journal_match` comes first; where it has no row of a school and work, pupils' own results
    are counted.
    """
    years = sorted(
        {
            int(year)
            for table in ("journal_match", "individual")
            for year in data.table(table)["year"].dropna()
            if year <= run.year
        }
    )
    parts = [_of_year(data, year) for year in years]
    made = pd.concat(parts, ignore_index=True) if parts else _of_year(data, run.year)
    for side in SIDES:
        made[f"{side}_pct"] = 100 * made[side] / made["whole"]
    low, high = intervals.wilson(made["confirmed"], made["whole"])
    made = made.assign(confirmed_low=low, confirmed_high=high)
    made["segment"] = breaks.segments(made, data)
    made["title"] = scores.titles(made)
    keys = ["school_id", *WORK, "year"]
    return made.sort_values(keys, kind="stable").reset_index(drop=True)


def _of_year(data: Tables, year: int) -> pd.DataFrame:
    rows = data.table("journal_match")
    rows = rows[(rows["year"] == year).fillna(False).astype(bool)]
    rows = scores.with_work(rows[rows["scope_type"] == "school"]).dropna(subset=list(SIDES))
    told = rows.rename(columns={"scope_id": "school_id"})[["school_id", *WORK, *SIDES]]
    told = told.astype(dict.fromkeys(SIDES, float))
    people = scores.pupils(data, year).dropna(subset=["mark", "journal"])
    sides = people.assign(
        lowered=people["mark"] < people["journal"],
        confirmed=people["mark"] == people["journal"],
        raised=people["mark"] > people["journal"],
    )
    counted = sides.groupby(["school_id", *WORK], as_index=False)[list(SIDES)].sum()
    counted = counted.astype(dict.fromkeys(SIDES, float))
    made = pd.concat([told, counted], ignore_index=True)
    made = made.drop_duplicates(["school_id", *WORK])
    made["whole"] = made[list(SIDES)].sum(axis=1)
    return made[made["whole"] > 0].assign(year=year)


def matrix(data: Tables, run: RunParams, school_id: str = "") -> pd.DataFrame:
    """Pairs of marks of the run's year: one row per work, journal mark and mark of the work.

    All 16 pairs of «2» … «5» of every work that has any. Columns: `WORK`, title, journal, mark,
    n pupils, of_journal_pct (percent of those with this journal mark; missing where there are
    none). All schools of the territory together, or one of them.
    """
    people = scores.pupils(data, run.year).dropna(subset=["mark", "journal"])
    people = people[people["school_id"] == school_id] if school_id else people
    people = people.astype({"mark": int, "journal": int})
    pairs = pd.DataFrame([(a, b) for a in MARKS for b in MARKS], columns=["journal", "mark"])
    works = people[WORK].drop_duplicates().sort_values(WORK, kind="stable")
    counted = people.groupby([*WORK, "journal", "mark"], as_index=False).size()
    made = works.merge(pairs, how="cross").merge(
        counted.rename(columns={"size": "n"}), on=[*WORK, "journal", "mark"], how="left"
    )
    made["n"] = made["n"].fillna(0).astype("int64")
    total = made.groupby([*WORK, "journal"])["n"].transform("sum")
    made["of_journal_pct"] = 100 * made["n"] / total.where(total > 0)
    made["title"] = scores.titles(made)
    return made[[*WORK, "title", "journal", "mark", "n", "of_journal_pct"]]


def gaps(data: Tables, run: RunParams, rule: Rule | None = None) -> pd.DataFrame:
    """Pupils whose mark and journal mark differ by the gap of the rule or more (2 by default).

    Internal: one row per pupil and work of the run's year, widest gaps first inside a school.
    Columns: school_id, pupil_code, `WORK`, title, class, journal, mark, gap (mark − journal).
    """
    rule = rule or default_rule()
    people = scores.pupils(data, run.year).dropna(subset=["mark", "journal"])
    people = people.assign(gap=people["mark"] - people["journal"])
    people = people[people["gap"].abs() >= rule.mark_gap]
    people = people.assign(width=-people["gap"].abs()).sort_values(
        ["school_id", *WORK, "width", "pupil_code"], kind="stable"
    )
    made = people.astype({"gap": int, "mark": int, "journal": int})
    made["title"] = scores.titles(made)
    columns = ["school_id", "pupil_code", *WORK, "title", "class", "journal", "mark", "gap"]
    return made[columns].reset_index(drop=True)


def gaps_by_school(data: Tables, run: RunParams, rule: Rule | None = None) -> pd.DataFrame:
    """How many pupils of a school and work have such a gap: one row per school and work.

    Columns: school_id, `WORK`, title, whole (pupils with both marks), gaps, of them lower and
    higher than the journal, gaps_pct.
    """
    rule = rule or default_rule()
    people = scores.pupils(data, run.year).dropna(subset=["mark", "journal"])
    gap = people["mark"] - people["journal"]
    people = people.assign(
        lower=gap <= -rule.mark_gap, higher=gap >= rule.mark_gap, gaps=gap.abs() >= rule.mark_gap
    )
    made = people.groupby(["school_id", *WORK], as_index=False).agg(
        whole=("mark", "size"), gaps=("gaps", "sum"), lower=("lower", "sum"),
        higher=("higher", "sum"),
    )  # fmt: skip
    made["gaps_pct"] = 100 * made["gaps"] / made["whole"]
    made["title"] = scores.titles(made)
    columns = ["school_id", *WORK, "title", "whole", "gaps", "lower", "higher", "gaps_pct"]
    return made[columns]
