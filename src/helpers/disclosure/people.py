"""Counts of people behind the public edition: school by school, before any protection.

Here: one frame of atoms from the tables of the store. An atom is a school, a year, a grade
and a domain (a work of a stage in a subject, an exam, participation, teachers) with the
number of people in each category of the domain. Not here: what is asked of them
(`questions`), what may be said (`statements`, `audit`).

Atoms never leave this package: everything shown is made from `Protected`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.disclosure import conditions
from helpers.indicators import admission, exams, marks, scopes, teachers
from helpers.indicators.deficits import DeficitRule, measures
from helpers.indicators.scopes import OK, STATE
from helpers.store import Store

#: Tables that atoms are counted from.
TABLES = tuple(sorted({"marks", "exams", "admission", conditions.TABLE, *teachers.CARD_TABLES}))
#: Teachers of a municipality that reported help, and of one that reported none.
HELPED, UNHELPED = "teachers", "teachers.unhelped"
#: Most categories of a domain.
WIDTH = 4
COUNTS = tuple(f"c{index}" for index in range(WIDTH))
COLUMNS = ("domain", "place", "year", "school_id", "grade", *COUNTS)

#: Stages of school by programme grade: code → last grade.
STAGES = {"primary": 4, "basic": 9, "upper": 11}


@dataclass(frozen=True)
class Tables:
    """All rows of some municipalities, whatever the year."""

    store: Store
    places: tuple[str, ...]

    def table(self, name: str) -> pd.DataFrame:
        """All rows of a table."""
        return self.store.read(name, self.places)


def categories(domain: str) -> int:
    """The number of categories of a domain: marks and risk three, teachers four, others two.

    Teachers of whom no help was reported are three: nobody can stand in the fourth.
    """
    field = domain.split(".")[0]
    if field in ("vpr", "oge") or domain in (UNHELPED, conditions.RISK):
        return 3
    return 4 if field == "teachers" else 2


def most_categories(domains: Iterable[str]) -> int:
    """The number of categories of people of several domains together."""
    return max(categories(one) for one in domains)


def stage_of(grades: pd.Series) -> pd.Series:
    """The stage of each programme grade."""
    return pd.Series(
        np.select([grades <= last for last in STAGES.values()], list(STAGES), "upper"),
        index=grades.index,
    )


def atoms(store: Store, places: Iterable[str]) -> pd.DataFrame:
    """Everybody that the public edition may speak of: `COLUMNS`, one row per atom."""
    tables = Tables(store, tuple(places))
    parts = [
        *_marks(tables), *_exams(tables), *_admission(tables), *_teachers(tables),
        *_conditions(tables),
    ]  # fmt: skip
    found = [part for part in parts if len(part)]
    if not found:
        return pd.DataFrame(columns=list(COLUMNS))
    frame = pd.concat(found, ignore_index=True)
    for name in COUNTS:
        frame[name] = frame[name].fillna(0).astype("int64") if name in frame else 0
    whole = ["domain", "place", "year", "school_id", "grade"]
    return frame.groupby(whole, as_index=False)[list(COUNTS)].sum()


def _years(frame: pd.DataFrame) -> list[int]:
    return sorted({int(year) for year in frame["year"].dropna()})


def _placed(rows: pd.DataFrame, domain: pd.Series, *counts: pd.Series) -> pd.DataFrame:
    made = pd.DataFrame(
        {
            "domain": domain.to_numpy(),
            "place": rows["municipality_id"].to_numpy(),
            "year": rows["year"].to_numpy(),
            "school_id": rows["school_id"].to_numpy(),
            "grade": rows["grade"].to_numpy().astype(int) if "grade" in rows else 0,
        }
    )
    for name, count in zip(COUNTS, counts, strict=False):
        made[name] = count.to_numpy().astype("int64")
    return made


def _marks(tables: Tables) -> Iterator[pd.DataFrame]:
    """ВПР by stage and subject, ОГЭ by subject, participation in ВПР by stage."""
    frame = tables.table("marks")
    rows = marks.one_attempt(marks.of_years(frame, _years(frame)))
    rows = rows[(rows["school_id"] != "") & rows["procedure"].isin(["vpr", "oge"])]
    stage = stage_of(rows["programme_grade"])
    known = rows[STATE] == OK
    name = rows["procedure"].where(rows["procedure"] == "oge", "vpr." + stage)
    name = name + "." + rows["subject"]
    held = rows[known]
    yield _placed(
        held, name[known], held["mark_2"], held["mark_3"], held["mark_4"] + held["mark_5"]
    )
    came = (rows["attendance"] == OK) & (rows["procedure"] == "vpr")
    came &= rows["enrolled"] >= rows["participants"]
    there = rows[came]
    yield _placed(
        there, "took." + stage[came], there["enrolled"] - there["participants"],
        there["participants"],
    )  # fmt: skip


def _exams(tables: Tables) -> Iterator[pd.DataFrame]:
    """ЕГЭ by subject and level: below the minimum, passed (with retakes where known)."""
    frame = tables.table("exams")
    of_marks = tables.table("marks")
    years = sorted({*_years(frame), *_years(of_marks)})
    sittings = exams.exam_rows(frame, years)
    figures = exams.passed_figures(marks.of_years(of_marks, years), sittings)
    best = exams.best_figures(figures)
    rows = best[
        (best["measure"] == exams.PASSED)
        & (best["procedure"] == "ege")
        & (best["school_id"] != "")
        & (best[STATE] == OK)
    ]
    named = zip(rows["subject"], rows["level"], strict=True)
    domain = pd.Series([f"ege.{subject}{level and '_' + level}" for subject, level in named])
    passed = rows["numerator"]
    yield _placed(rows, domain, rows["denominator"] - passed, passed)


def _admission(tables: Tables) -> Iterator[pd.DataFrame]:
    """Certificates of grades 9 and 11: without, with."""
    frame = tables.table("admission")
    for year in _years(frame):
        rows = admission.fractions(frame, year)
        if rows.empty:
            continue
        rows = rows[
            rows["indicator_id"].isin(
                ["gia9.programme_mastered_share", "gia11.programme_mastered_share"]
            )
            & (rows["school_id"] != "")
            & (rows[STATE] == scopes.OK)
        ]
        domain = pd.Series([f"certified.{int(grade)}" for grade in rows["grade"]])
        having = rows["numerator"]
        yield _placed(rows.assign(year=year), domain, rows["denominator"] - having, having)


def _teachers(tables: Tables) -> Iterator[pd.DataFrame]:
    """Teachers: not diagnosed, without deficit, with one and no help, with one and helped.

    A municipality that reported no diagnosis has no atoms; one that reported no help has
    none of the fourth category told apart and is left out of that domain.
    """
    frames = {name: tables.table(name) for name in teachers.CARD_TABLES}
    rule = DeficitRule.stated()
    measured = measures(frames["diagnostics"], rule)
    for year in _years(frames["teachers"]):
        cards = teachers.teacher_cards(frames, year, rule, measured=measured)
        cards = cards[~cards["is_management"] & cards["is_diagnosed"].notna()]
        cards = cards.assign(school_id=cards["school_id"].fillna("").astype("str"))
        cards = cards[cards["school_id"] != ""]
        if cards.empty:
            continue
        seen = cards["is_diagnosed"].astype(bool)
        lacking = cards["has_deficit"].astype("boolean").fillna(False).astype(bool) & seen
        helped = cards["is_helped"].astype("boolean").fillna(False).astype(bool)
        told = cards["is_helped"].notna()
        flags = cards[["municipality_id", "school_id"]].assign(
            domain=np.where(told, HELPED, UNHELPED),
            a=~seen, b=seen & ~lacking, c=lacking & ~helped, d=lacking & helped,
        )  # fmt: skip
        key = ["domain", "municipality_id", "school_id"]
        rows = flags.groupby(key, as_index=False)[["a", "b", "c", "d"]].sum()
        rows = rows.assign(year=year)
        yield _placed(rows, rows["domain"], rows["a"], rows["b"], rows["c"], rows["d"])


def _conditions(tables: Tables) -> Iterator[pd.DataFrame]:
    """Pupils by the conditions they live and learn in."""
    frame = tables.table(conditions.TABLE)
    for year in _years(frame):
        for name, rows, counts in conditions.counts(frame, year):
            domain = pd.Series(name, index=rows.index)
            yield _placed(rows.assign(year=year), domain, *counts)
