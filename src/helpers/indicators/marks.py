"""Marks of procedures, ready for measuring: one row per school or published place.

Here: classes summed to schools, attempts kept apart, remarks about a row. Not here: sums over
scopes (`scopes`) and the measures made from them (`results`, `exams`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from helpers import vocabulary
from helpers.indicators import scope_sums, scopes
from helpers.indicators.once import once
from helpers.indicators.rows import is_text
from helpers.indicators.scopes import PLACE, STATE, Tables
from helpers.indicators.values import joined
from helpers.vocabulary import folded

MARKS = ("mark_2", "mark_3", "mark_4", "mark_5")
#: Columns that name one series of results in one year.
BY = ("year", "wave", "procedure", "grade", "programme_grade", "subject", "level")

#: Spellings of the two attempts that have a meaning; other texts are kept out of every measure.
_ATTEMPTS = {
    "": "", "first": "first", "1": "first", "первая": "first", "основной": "first",
    "final": "final", "итог": "final", "итоговая": "final", "с пересдачами": "final",
}  # fmt: skip
_SELECTION_REMARKS = {
    "by_lot": "предмет по жребию: результат не всей параллели",
    "voluntary": "участие по выбору",
    "sample": "выборочная работа",
}
CLASSES_REMARK = "сумма по классам"
RESTORED_REMARK = "количества восстановлены по долям"
_ATTEMPT_REMARKS = {"final": "с учётом пересдач", "first": "только первая попытка"}


def held_in(data: Tables, year: int) -> pd.DataFrame:
    """`of_year` of all marks of a run, made once: several indicators begin with it."""
    return once(data, ("marks", year), lambda: of_year(data.table("marks"), year))


def of_year(marks: pd.DataFrame, year: int) -> pd.DataFrame:
    """Rows of `marks` of one year (`of_years`)."""
    return of_years(marks, [year])


def of_years(marks: pd.DataFrame, years: Collection[int]) -> pd.DataFrame:
    """Rows of `marks` of some years as numbers: one row per place, series and attempt.

    Classes are summed where the place has no row of its own. Columns: `PLACE`, `BY` (with the
    procedure as identifiers say it), `attempt` ("", "first", "final"), `school_id`, the marks,
    `participants` and `enrolled` as floats, `state` (of the marks), `attendance` (standing of
    participation) and `note`.
    """
    of_years = marks["year"].isin(list(years)).to_numpy()
    rows = plain(marks.loc[of_years, _READ])
    kept = rows["attempt"].isin(["", "first", "final"]).to_numpy()
    of_class = ~is_text(rows, "class", "")
    key = [*PLACE, *BY, "attempt"]
    columns = [*key, "school_id", *MARKS, "participants", "enrolled", STATE, "attendance", "note"]
    whole = rows.loc[kept & ~of_class, columns]
    parts = [whole]
    if (kept & of_class).any():
        classes = _without(rows.loc[kept & of_class, columns], whole, key)
        parts.append(_sum_of_classes(classes, key)[columns])
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else whole.reset_index(drop=True)


_COUNTS = (*MARKS, "participants", "enrolled")
_AS_STORED = ["scope_type", "scope_id", "municipality_id", "subject", "absences"]
#: The columns of the table that are read.
_READ = [
    *_AS_STORED, *_COUNTS, "year", "wave", "procedure", "grade", "programme_grade", "level",
    "attempt", "class", "selection", "counts_origin",
]  # fmt: skip


def plain(rows: pd.DataFrame) -> pd.DataFrame:
    """The needed columns as plain text and floats, with standings and remarks."""
    grade = rows["grade"].to_numpy(dtype=int)
    of_earlier = rows["procedure"].isin(vocabulary.EARLIER_IN_AUTUMN).to_numpy()
    usual = grade - (is_text(rows, "wave", "autumn") & of_earlier)
    programme = rows["programme_grade"].to_numpy(dtype=float, na_value=np.nan)
    numbers = {name: rows[name].to_numpy(dtype=float, na_value=np.nan) for name in _COUNTS}
    nobody = numbers["participants"] == 0
    for mark in MARKS:
        numbers[mark] = np.where(nobody & np.isnan(numbers[mark]), 0.0, numbers[mark])
    plain = rows[_AS_STORED].assign(
        year=rows["year"].to_numpy(dtype=int),
        wave=rows["wave"].fillna("spring").replace("", "spring"),
        procedure=rows["procedure"].map(vocabulary.PROCEDURE_SLUGS),
        grade=grade,
        programme_grade=np.where(np.isnan(programme), usual, programme).astype(int),
        level=rows["level"].fillna(""),
        attempt=attempts(rows["attempt"].fillna("")),
        school_id=rows["scope_id"].where(is_text(rows, "scope_type", "school"), ""),
        **numbers,
    )
    plain["class"] = rows["class"].fillna("")
    plain[STATE] = scopes.states(plain, MARKS, ["participants"])
    plain["attendance"] = scopes.states(plain, ["participants", "enrolled"], MARKS)
    plain["note"] = joined(
        rows["selection"].map(_SELECTION_REMARKS),
        np.where(is_text(rows, "counts_origin", "percents"), RESTORED_REMARK, ""),
    ).to_numpy()
    return plain


def attempts(words: pd.Series) -> pd.Series:
    """Attempts as the measures know them: "", `first`, `final`, `other`."""
    known = {word: _ATTEMPTS.get(folded(word), "other") for word in words.unique()}
    return words.map(known)


def _without(rows: pd.DataFrame, whole: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    """Rows whose key has no row in `whole`."""
    if not len(whole):
        return rows
    held = pd.MultiIndex.from_frame(whole[list(key)])
    return rows[~pd.MultiIndex.from_frame(rows[list(key)]).isin(held)]


def _sum_of_classes(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Class rows summed to their place; a class with unknown numbers makes the sum missing."""
    marks = scope_sums.summed(rows, [*key, "school_id"], MARKS, "классов")
    attendance = scope_sums.summed(
        rows.assign(**{STATE: rows["attendance"]}),
        [*key, "school_id"],
        ["participants", "enrolled"],
    )
    marks["note"] = joined(marks["note"], CLASSES_REMARK).to_numpy()
    attendance = attendance.drop(columns="note").rename(columns={STATE: "attendance"})
    return marks.merge(attendance, on=[*key, "school_id"], validate="one_to_one")


def one_attempt(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per place and series: the unnamed attempt, else the final, else the first.

    Attempts of the same pupils are never added; which one stands is a remark.
    """
    if not (rows["attempt"] != "").any():
        return rows
    rank = rows["attempt"].map({"": 0, "final": 1, "first": 2})
    best = rows.assign(rank=rank).sort_values("rank", kind="stable")
    best = best.drop_duplicates([*PLACE, *BY]).sort_index().drop(columns="rank")
    remark = best["attempt"].map(_ATTEMPT_REMARKS)
    return best.assign(note=joined(best["note"], remark).to_numpy())
