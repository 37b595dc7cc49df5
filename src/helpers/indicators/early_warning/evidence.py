"""What is known of the pupils who will write a procedure next year.

Here: for each school and counted procedure of a target year, the trial works, the last outside
test and the term marks of those very pupils. Not here: chances (`chances`).

The pupils of programme grade g in the target year were in grade g − 1 the year before. Grade 11
had its last outside test in grade 10 (ВПР) or, two years before, in grade 9 (ОГЭ, or the
diagnostic work of autumn 2020). Results of other pupils of the school are not evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from helpers.indicators import marks
from helpers.indicators.low_results.rule import CODES, Rule
from helpers.indicators.periods import in_school_years
from helpers.indicators.rows import whole_sums
from helpers.indicators.scopes import NOT_APPLICABLE, SILENT, STATE, Tables
from helpers.vocabulary import folded

#: Kinds of evidence.
WORKS, TESTS, TERMS = "works", "tests", "terms"
COLUMNS = [
    "school_id", "procedure", "grade", "subject", "kind", "source", "year", "below", "count",
]  # fmt: skip


@dataclass(frozen=True)
class Source:
    """One way to know of the pupils: kind, procedure and grade, years before the target."""

    kind: str
    procedure: str
    grade: int
    years_before: int

    @property
    def name(self) -> str:
        """What the evidence is: `ВПР4`, `ОГЭ9`, `works9`, `terms8`."""
        return f"{self.procedure or self.kind}{self.grade}"


def sources_of(procedure: str, grade: int) -> list[Source]:
    """Possible evidence for a procedure of programme grade `grade`, the latest first."""
    found = [Source(WORKS, "", grade, 0)]
    if procedure == "ЕГЭ":
        found += [Source(TESTS, "ВПР", 10, 1), Source(TESTS, "ОГЭ", 9, 2),
                  Source(TESTS, "ДР", 9, 2)]  # fmt: skip
    else:
        found.append(Source(TESTS, "ВПР", grade - 1, 1))
    return [*found, Source(TERMS, "", grade - 1, 1)]


class Evidence:
    """Evidence of one dataset, each table of each year read once."""

    def __init__(self, data: Tables, trial_words: Sequence[str]) -> None:
        self._data = data
        self._trial_words = [folded(word) for word in trial_words]
        self._tests: dict[int, pd.DataFrame] = {}
        works = data.table("diagnostic_works")
        names = works["work_name"].fillna("").map(folded)
        is_trial = [any(word in name for word in self._trial_words) for name in names]
        self._works = works[pd.Series(is_trial, index=works.index, dtype=bool)]
        self._terms = data.table("term_marks")

    def of(self, target: int, rule: Rule) -> pd.DataFrame:
        """All evidence for the counted procedures of year `target`, one row per school, procedure
        and source.

        Trial works are those of the target year itself, before the real ones; everything else is
        of earlier years. Columns: school_id, procedure, grade, subject, kind, source, year
        (of the evidence), below (marks «2»), count (pupils who wrote or were marked).
        """
        frames = list(self._frames(target, rule))
        if not frames:
            return pd.DataFrame(columns=COLUMNS)
        return pd.concat(frames, ignore_index=True)[COLUMNS]

    def _frames(self, target: int, rule: Rule) -> Iterator[pd.DataFrame]:
        for procedure, grade, subject in rule.counted:
            for source in sources_of(procedure, grade):
                year = target - source.years_before
                rows = self._rows(source, year, subject)
                rows = rows[(rows["count"] > 0) & rows["below"].notna()]
                if len(rows):
                    yield rows.assign(
                        procedure=procedure, grade=grade, subject=subject, kind=source.kind,
                        source=source.name, year=year,
                    )  # fmt: skip

    def _rows(self, source: Source, year: int, subject: str) -> pd.DataFrame:
        """school_id, below, count of one source."""
        if source.kind == WORKS:
            rows = self._works[in_school_years(self._works["date"], year)]
        elif source.kind == TERMS:
            rows = self._terms[(self._terms["year"] == year).fillna(False).astype(bool)]
        else:
            rows = self._tests_of(year)
            rows = rows[rows["procedure"] == source.procedure]
        rows = rows[(rows["subject"] == subject) & (rows["grade"] == source.grade).fillna(False)]
        if source.kind == WORKS:
            return _last_works(rows)
        if source.kind == TERMS:
            return _last_term(rows)
        sums = whole_sums(rows, ["school_id"], ["mark_2", "participants"])
        return sums.rename(columns={"mark_2": "below", "participants": "count"})

    def _tests_of(self, year: int) -> pd.DataFrame:
        """Tests of schools by programme grade, both waves."""
        if year not in self._tests:
            table = self._data.table("marks")
            table = table[table["selection"].fillna("").isin(["", "all"])]
            rows = marks.one_attempt(marks.of_year(table, year))
            rows = rows[(rows["school_id"] != "") & ~rows[STATE].isin([SILENT, NOT_APPLICABLE])]
            tested = rows["procedure"].isin(["vpr", "dr"])
            grade = rows["programme_grade"].where(tested, rows["grade"])
            self._tests[year] = rows.assign(grade=grade, procedure=rows["procedure"].map(CODES))
        return self._tests[year]


def _last_works(rows: pd.DataFrame) -> pd.DataFrame:
    """The latest work of each school; its classes are added up."""
    if not len(rows):
        return pd.DataFrame(columns=["school_id", "below", "count"])
    latest = rows[rows["date"] == rows.groupby("school_id")["date"].transform("max")]
    latest = latest.astype({"mark_2": float, "participants": float})
    sums = whole_sums(latest, ["school_id"], ["mark_2", "participants"])
    return sums.rename(columns={"mark_2": "below", "participants": "count"})


def _last_term(rows: pd.DataFrame) -> pd.DataFrame:
    """The last period with marks of each school; «не аттестован» is not a mark."""
    numbers = rows[list(marks.MARKS)].astype(float)
    rows = rows.assign(below=numbers["mark_2"], count=numbers.sum(axis=1, skipna=False))
    rows = rows.sort_values(["school_id", "term"], kind="stable")
    return rows.drop_duplicates("school_id", keep="last")[["school_id", "below", "count"]]
