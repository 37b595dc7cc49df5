"""Results that a rule of low results looks at, one row per school and procedure of a year.

Here: pupils below the minimum (or in the lowest quarter of the region), participants, what
keeps a result from counting. Not here: the limit and the verdict (`verdicts`).

A procedure is procedure × grade × subject; the two waves of one ВПР campaign are one procedure
of the programme's grade. A sum with an unknown part is unknown. A procedure that the calendar
says was not held in the year does not count, whatever the data hold.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np
import pandas as pd

from helpers.indicators import catalogue, marks
from helpers.indicators.calendar import NotHeld, reason_not_held
from helpers.indicators.low_results.quartiles import in_lowest_quarter
from helpers.indicators.low_results.rule import CODES, Rule
from helpers.indicators.once import once
from helpers.indicators.plain import texts, true
from helpers.indicators.rows import is_text, whole_sums
from helpers.indicators.scopes import NOT_APPLICABLE, SILENT, STATE, Tables
from helpers.schemas.frames import TEXT

KEY = ["school_id", "procedure", "grade", "subject", "level"]
COUNTS = ["below", "participants", "enrolled"]
#: Why a result does not count, by the order in which the reasons are looked for.
COUNTED, NOT_HELD, EXCLUDED_YEAR, PART, UNKNOWN, FEW = (
    "counted", "not_held", "excluded_year", "part", "unknown", "few",
)  # fmt: skip


class Results:
    """Results of one dataset by year, made once for all variants of a rule."""

    def __init__(self, data: Tables) -> None:
        self._data = data
        self._rows: dict[tuple[object, ...], pd.DataFrame] = {}

    def of(self, year: int, rule: Rule) -> pd.DataFrame:
        """All results of counted procedures: one row per school and procedure of a year.

        Columns: school_id, procedure, grade (of the programme), subject, level, below,
        participants, enrolled (missing where not reported), share (percent), year, and
        `standing`: `counted`, or why the result does not count. `not_held`: by the calendar
        there was no such procedure. `excluded_year`: the rule leaves the year out. `part`: the
        work was written by lot, by choice or as a sample, so it is not the result of the
        school. `unknown`: some number behind it is missing or hidden. `few`: fewer participants
        than the rule asks for.
        """
        key = (
            year, rule.method, rule.counted, rule.math_levels, rule.below_min,
            tuple(sorted(rule.excluded_years.items())),
        )  # fmt: skip
        if key not in self._rows:
            apart = _standings(self._of_method(year, rule), year, rule)
            self._rows[key] = _levels(apart, rule)
        rows = self._rows[key]
        count = rows["participants"]
        few = (rows["standing"] == COUNTED) & ~(count >= max(rule.min_participants, 1))
        rows = rows.assign(
            standing=rows["standing"].mask(few, FEW),
            share=100 * rows["below"] / count.where(count > 0),
            year=year,
        )
        columns = [*KEY, *COUNTS, "share", "year", "standing"]
        return rows[columns].sort_values(KEY, ignore_index=True)

    def _of_method(self, year: int, rule: Rule) -> pd.DataFrame:
        if rule.method == "quartile":
            return self._part("quartile", year, lambda: in_lowest_quarter(self._data, year))
        tests = self._part("marks", year, lambda: _of_marks(self._data, year))
        exams = self._part(
            rule.below_min, year, lambda: _of_exams(self._data, year, rule.below_min)
        )
        parts = [part for part in (tests, exams) if len(part)]
        return pd.concat(parts, ignore_index=True) if parts else tests

    def _part(self, kind: str, year: int, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        def counted() -> pd.DataFrame:
            return make().astype(dict.fromkeys(COUNTS, float))

        return once(self._data, ("low results", kind, year), counted)


def of_works(data: Tables, year: int, works: Collection[tuple[str, int, str]]) -> pd.DataFrame:
    """Counted results of schools in the works named as (procedure, programme grade, subject).

    One row per school and work, levels of one subject together, both waves of a campaign
    together; works by lot, by choice or not held are left out. Columns: school_id, procedure,
    grade, subject, below, participants, share (percent).
    """
    every = Rule(0, 1, "off", tuple(works), "pooled", "first", {}, False, 0, 0)
    rows = Results(data).of(year, every)
    rows = rows[rows["standing"] == COUNTED].astype({"grade": int})
    columns = ["school_id", "procedure", "grade", "subject", "below", "participants", "share"]
    return rows[columns].reset_index(drop=True)


def _standings(rows: pd.DataFrame, year: int, rule: Rule) -> pd.DataFrame:
    """Counted procedures with levels of one subject apart and waves together."""
    counted = pd.MultiIndex.from_tuples(rule.counted, names=["procedure", "grade", "subject"])
    rows = rows[pd.MultiIndex.from_frame(rows[["procedure", "grade", "subject"]]).isin(counted)]
    rows = rows.reset_index(drop=True)
    unknown = rows["below"].isna() | rows["participants"].isna()
    standing = pd.Series(COUNTED, index=rows.index, dtype="str").mask(unknown, UNKNOWN)
    standing = standing.mask(rows["is_part"].astype(bool), PART)
    barred = [name for name in CODES.values() if not rule.counts(name, year)]
    standing = standing.mask(rows["procedure"].isin(barred), EXCLUDED_YEAR)
    return rows.assign(standing=standing.mask(_not_held(rows, year), NOT_HELD))


def _not_held(rows: pd.DataFrame, year: int) -> pd.Series:
    calendar = NotHeld.stated()
    slugs = {label: word for word, label in CODES.items()}
    works = rows[["procedure", "grade", "subject", "level"]].drop_duplicates()
    barred = {
        work
        for work in works.itertuples(index=False, name=None)
        if reason_not_held(
            catalogue.family_id(slugs[work[0]], int(work[1]), work[2], work[3], "positive_share"),
            year,
            calendar,
        )
    }
    held = [tuple(work) in barred for work in rows[works.columns].itertuples(index=False)]
    return pd.Series(held, index=rows.index, dtype=bool)


def _of_marks(data: Tables, year: int) -> pd.DataFrame:
    """Marks «2» of schools; both waves of a campaign are added up by the programme's grade."""
    table = data.table("marks")
    of_all = np.array([word in ("", "all") for word in texts(table["selection"])], dtype=bool)
    if of_all.all():
        parts = [_wave_rows(marks.held_in(data, year)).assign(is_part=False)]
    else:
        parts = [
            _wave_rows(marks.of_year(table[of_all], year)).assign(is_part=False),
            _wave_rows(marks.of_year(table[~of_all], year)).assign(is_part=True),
        ]
    rows = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    if not len(rows):
        return rows.reindex(columns=[*KEY, *COUNTS, "is_part"])
    sums = whole_sums(rows, [*KEY, "is_part"], COUNTS)
    return sums.sort_values("is_part", kind="stable").drop_duplicates(KEY)


def _wave_rows(rows: pd.DataFrame) -> pd.DataFrame:
    rows = marks.one_attempt(rows)
    labels = [CODES.get(slug) for slug in rows["procedure"].tolist()]
    told = ~(is_text(rows, STATE, SILENT) | is_text(rows, STATE, NOT_APPLICABLE))
    kept = (
        told
        & ~is_text(rows, "school_id", "")
        & np.array([label is not None for label in labels], dtype=bool)
    )
    written = sum(rows[mark].to_numpy() for mark in marks.MARKS)
    sat = rows["participants"].to_numpy()
    is_test = is_text(rows, "procedure", "vpr") | is_text(rows, "procedure", "dr")
    grade = np.where(is_test, rows["programme_grade"].to_numpy(), rows["grade"].to_numpy())
    columns = {
        "school_id": rows["school_id"].array,
        "procedure": pd.array(labels, dtype="str"),
        "grade": grade,
        "subject": rows["subject"].array,
        "level": rows["level"].array,
        "below": rows["mark_2"].to_numpy(),
        "participants": np.where(np.isnan(sat), written, sat),
        "enrolled": rows["enrolled"].to_numpy(),
    }
    return pd.DataFrame({name: values[kept] for name, values in columns.items()})


def _of_exams(data: Tables, year: int, below_min: str) -> pd.DataFrame:
    """Exams of schools below the minimum; ОГЭ only where `marks` has no such row."""
    table = data.table("exams")
    own = true(table["year"] == year) & is_text(table, "scope_type", "school")
    own &= is_text(table, "form", "ОГЭ") | is_text(table, "form", "ЕГЭ")
    school, form, subject, level, absences = (
        texts(table[name][own]) for name in ("scope_id", "form", "subject", "level", "absences")
    )
    grade = [int(number) for number in table["grade"][own].tolist()]
    other = "below_min_first" if below_min == "final" else "below_min_final"
    sat, wanted, instead = (
        table[name][own].to_numpy(dtype=float, na_value=np.nan)
        for name in ("sat", f"below_min_{below_min}", other)
    )
    below = np.where(sat == 0, 0.0, np.where(np.isnan(wanted), instead, wanted))
    held = marks.held_in(data, year)
    held = held[is_text(held, "procedure", "oge") & held["mark_2"].notna().to_numpy()]
    columns = (held[name].tolist() for name in ("school_id", "grade", "subject"))
    by_marks = set(zip(*columns, strict=True))
    of_marks = [
        name == "ОГЭ" and work in by_marks
        for name, work in zip(form, zip(school, grade, subject, strict=True), strict=True)
    ]
    declared = ["=not_applicable" in text or "=not_drawn" in text for text in absences]
    kept = ~(np.isnan(sat) & np.isnan(below)) & ~np.array(declared, dtype=bool)
    kept &= ~np.array(of_marks, dtype=bool)
    rows = pd.DataFrame(
        {
            "school_id": pd.array(school, dtype=TEXT),
            "procedure": pd.array(form, dtype=TEXT),
            "grade": np.array(grade, dtype=np.int64),
            "subject": pd.array(subject, dtype=TEXT),
            "level": pd.array(level, dtype=TEXT),
            "below": below,
            "participants": sat,
        }
    )
    return rows[kept].assign(enrolled=np.nan, is_part=False)


def _levels(rows: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """Levels of one subject together, apart, or the worse of them.

    Together, an unknown level makes the whole unknown, and a level that was not held or does
    not count is left out of the sum.
    """
    if rule.math_levels == "separate" or not len(rows):
        return rows
    without = [name for name in KEY if name != "level"]
    usable = rows["standing"].isin([COUNTED, UNKNOWN])
    rest = rows[~usable].drop_duplicates(without)
    rows = rows[usable]
    if rule.math_levels == "pooled":
        rows = whole_sums(rows, without, COUNTS).assign(level="")
        standing = pd.Series(COUNTED, index=rows.index, dtype="str")
        rows["standing"] = standing.mask(
            rows["below"].isna() | rows["participants"].isna(), UNKNOWN
        )
    else:
        rank = rows["below"] / rows["participants"].where(rows["participants"] > 0)
        worst = rows.assign(rank=rank).sort_values("rank", ascending=False, kind="stable")
        rows = worst.drop_duplicates(without).drop(columns="rank")
    whole = pd.concat([part for part in (rows, rest) if len(part)] or [rows], ignore_index=True)
    return whole.drop_duplicates(without)
