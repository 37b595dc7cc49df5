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
from helpers.indicators.rows import folded_texts, is_text, whole_sums
from helpers.indicators.scopes import NOT_APPLICABLE, SILENT, STATE, Tables
from helpers.vocabulary import folded

#: Kinds of evidence.
WORKS, TESTS, TERMS = "works", "tests", "terms"
COLUMNS = [
    "school_id", "procedure", "grade", "subject", "kind", "source", "year", "below", "count",
]  # fmt: skip
#: A school's class as evidence knows it.
_CLASS = ["school_id", "subject", "grade"]


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
        self._made: dict[tuple[str, int], pd.DataFrame] = {}
        works = data.table("diagnostic_works")
        self._all_works = works
        names = folded_texts(works["work_name"])
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

    def grades_of(self, year: int) -> set[tuple[str, int]]:
        """School and grade of all diagnostic works of a school year, trial or not."""
        rows = self._all_works[in_school_years(self._all_works["date"], year)]
        rows = rows.loc[rows["grade"].notna(), ["school_id", "grade"]].astype({"grade": int})
        return set(rows.itertuples(index=False, name=None))

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
        key = (source.kind, year)
        if key not in self._made:
            make = {WORKS: self._works_of, TERMS: self._terms_of, TESTS: self._tests_of}
            self._made[key] = make[source.kind](year)
        rows = self._made[key]
        same = is_text(rows, "subject", subject) & (rows["grade"] == source.grade).to_numpy(bool)
        if source.kind == TESTS:
            same &= is_text(rows, "procedure", source.procedure)
        return rows.loc[same, ["school_id", "below", "count"]].reset_index(drop=True)

    def _works_of(self, year: int) -> pd.DataFrame:
        """The latest trial work of each school by subject and grade; its classes are added up."""
        rows = self._works[in_school_years(self._works["date"], year)]
        latest = rows[rows["date"] == rows.groupby(_CLASS)["date"].transform("max")]
        return _added(latest, _CLASS)

    def _terms_of(self, year: int) -> pd.DataFrame:
        """The last period with marks by school, subject, grade; «не аттестован» is not a mark."""
        rows = self._terms[(self._terms["year"] == year).fillna(False).astype(bool)]
        numbers = rows[list(marks.MARKS)].astype(float)
        rows = rows.assign(below=numbers["mark_2"], count=numbers.sum(axis=1, skipna=False))
        rows = rows.dropna(subset="grade").astype({"grade": int})
        rows = rows.sort_values(["school_id", "term"], kind="stable")
        return rows.drop_duplicates(_CLASS, keep="last")[[*_CLASS, "below", "count"]]

    def _tests_of(self, year: int) -> pd.DataFrame:
        """Tests by procedure, school, subject and programme grade, both waves together."""
        table = self._data.table("marks")
        table = table[table["selection"].fillna("").isin(["", "all"])]
        rows = marks.one_attempt(marks.of_year(table, year))
        rows = rows[(rows["school_id"] != "") & ~rows[STATE].isin([SILENT, NOT_APPLICABLE])]
        tested = rows["procedure"].isin(["vpr", "dr"])
        grade = rows["programme_grade"].where(tested, rows["grade"])
        rows = rows.assign(grade=grade, procedure=rows["procedure"].map(CODES))
        return _added(rows, ["procedure", *_CLASS])


def _added(rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Marks «2» (`below`) and pupils (`count`) added up; an unknown part makes a sum unknown."""
    rows = rows.astype({"grade": int, "mark_2": float, "participants": float})
    sums = whole_sums(rows, by, ["mark_2", "participants"])
    return sums.rename(columns={"mark_2": "below", "participants": "count"})
