"""Independent and comparative studies: who took part and with what result.

Here: diagnostic works whose name says that somebody outside ordered them (НИКО, РИКО, ВИКО,
РПР, PISA …; words in `params/methodology/studies.yaml`). Not here: trial exams and half-year
works (`trials`), ВПР, ОГЭ and ЕГЭ.
"""

from __future__ import annotations

import re

import pandas as pd

from helpers import methodology
from helpers.indicators import intervals
from helpers.indicators.periods import in_school_years
from helpers.indicators.scopes import Tables
from helpers.vocabulary import folded

_WORK = ["work_name", "grade", "subject"]
_COUNTS = ["participants", "below", "quality"]


def by_school(data: Tables, year: int) -> pd.DataFrame:
    """One row per study, grade and subject for the territory, then for each school.

    Columns: work_name, grade, subject, place (`own`, `school`), school_id ("" of the territory),
    date (first day), schools (that took part), unknown (of them: marks not given), enrolled,
    participants, below, quality (counts), below_pct, low, high (95 % Wilson), quality_pct. The
    territory sums the schools whose marks are known; classes of a school are added up, and a
    class with an unknown mark makes the school unknown.
    """
    rows = _studies(data, year)
    schools = _summed(rows, [*_WORK, "school_id"])
    known = schools["participants"].notna() & schools["below"].notna()
    counted = schools.assign(schools=1.0, unknown=(~known).astype(float))
    counted.loc[~known, [*_COUNTS, "enrolled"]] = float("nan")
    own = counted.groupby(_WORK, as_index=False).agg(
        date=("date", "min"), schools=("schools", "sum"), unknown=("unknown", "sum"),
        enrolled=("enrolled", _sum), **{name: (name, _sum) for name in _COUNTS},
    )  # fmt: skip
    made = pd.concat(
        [own.assign(place="own", school_id=""), schools.assign(place="school")], ignore_index=True
    )
    whole = made["participants"].where(made["participants"] > 0)
    made["below_pct"] = 100 * made["below"] / whole
    made["low"], made["high"] = intervals.wilson(made["below"], whole)
    made["quality_pct"] = 100 * made["quality"] / whole
    columns = [*_WORK, "place", "school_id", "date", "schools", "unknown", "enrolled",
               *_COUNTS, "below_pct", "low", "high", "quality_pct"]  # fmt: skip
    made = made.sort_values([*_WORK, "place", "school_id"], kind="stable", ignore_index=True)
    return made.reindex(columns=columns)


def _studies(data: Tables, year: int) -> pd.DataFrame:
    rules = methodology.rules("studies")
    names = {folded(word) for word in rules.texts("names")}
    stems = tuple(folded(word) for word in rules.texts("word_beginnings"))
    rows = data.table("diagnostic_works")
    rows = rows[in_school_years(rows["date"], year)]
    named = [
        any(word in names or word.startswith(stems) for word in re.findall(r"\w+", folded(name)))
        for name in rows["work_name"].fillna("")
    ]
    rows = rows[pd.Series(named, index=rows.index, dtype=bool)]
    numbers = {
        name: rows[name].astype("float64")
        for name in ("participants", "enrolled", "mark_2", "mark_4", "mark_5")
    }
    return rows[["school_id", "date", *_WORK]].assign(
        grade=rows["grade"].astype("Int64"),
        participants=numbers["participants"],
        enrolled=numbers["enrolled"],
        below=numbers["mark_2"],
        quality=numbers["mark_4"] + numbers["mark_5"],
    )


def _summed(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    groups = rows.groupby(by, sort=True)
    names = ["participants", "enrolled", "below", "quality"]
    total = groups[names].sum(min_count=1)
    total = total.where(groups[names].count().eq(groups.size(), axis=0))
    return total.assign(date=groups["date"].min()).reset_index()


def _sum(column: pd.Series) -> float:
    return float(column.sum(min_count=1))
