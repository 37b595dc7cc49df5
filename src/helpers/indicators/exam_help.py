"""Exams beside teachers, school × subject: where help is needed, never an evaluation of anybody.

Here: subjects of a school whose exam results of several years lie below the other schools', with
the staffing, deficits and help of the teachers of the subject as counts. Internal edition only;
no row names or counts results by teacher. Not here: ВПР, which must not be set against teachers.
"""

from __future__ import annotations

import pandas as pd
from pandas.api.extensions import ExtensionArray

from helpers import methodology
from helpers.errors import ParameterError
from helpers.indicators import deficits, discoveries, help, intervals, teachers
from helpers.indicators.breaks import segments
from helpers.indicators.deficits import DeficitRule
from helpers.indicators.low_results.outcomes import of_works
from helpers.indicators.periods import in_school_years
from helpers.params import RunParams
from helpers.store import Data
from helpers.vocabulary import PROCEDURE_SLUGS

#: How the frame is to be read; printed wherever it is shown.
READING = (
    "Для помощи, не для оценки: результат экзамена складывается из многого, и по нему нельзя "
    "судить о работе педагога."
)
COLUMNS = [
    "school_id", "procedure", "subject", "years", "below", "count", "share", "low", "high",
    "others_share", "gap_low", "gap_high", "q", "needs_help", "teachers", "non_specialists",
    "diagnosed", "with_deficit", "unhelped",
]  # fmt: skip


def needs(data: Data, run: RunParams) -> pd.DataFrame:
    """Exam results of schools by subject beside the subject's teachers: one row per school and
    exam, those that need help first.

    ОГЭ and ЕГЭ of the last years of an unbroken series together (`comparisons.yaml`: how many
    years, at least how many of them and how many pupils). Columns: school_id, procedure, subject,
    years (tuple), below, count, share (percent below the minimum), low, high (95 % Wilson),
    others_share (the other schools of the territory in those years), gap_low, gap_high (95 %
    Newcombe, points), q (Benjamini–Hochberg of Fisher's test over the frame), needs_help (more
    below the minimum than elsewhere, q not above the limit), then of the year of the run:
    teachers (with hours of the subject in the school), non_specialists, diagnosed (with a score),
    with_deficit (of the subject or of no named subject), unhelped (with such a deficit and no help
    to it); missing where the municipality of the school gives no such data. The public edition
    raises `ParameterError`.
    """
    if run.edition != "internal":
        raise ParameterError(
            f"edition: найдено «{run.edition}», ожидалось «internal»: экзамены рядом с педагогами "
            "бывают только для служебного пользования."
        )
    rules = methodology.rules("comparisons")
    rows = _pooled(data, run.year, int(rules.number("pooled_years")))
    enough = rows["count"] >= rules.number("exam_help_participants")
    enough &= rows["years"].map(len) >= rules.number("exam_help_years")
    rows = rows[enough].reset_index(drop=True)
    rows["share"] = 100 * rows["below"] / rows["count"]
    rows["low"], rows["high"] = intervals.wilson(rows["below"], rows["count"])
    rows["others_share"] = 100 * rows["others"] / rows["of"].where(rows["of"] > 0)
    pair = (rows["below"], rows["count"], rows["others"], rows["of"])
    rows["gap_low"], rows["gap_high"] = intervals.difference(*pair)
    rows["q"] = discoveries.q_values(discoveries.two_groups(*pair))
    worse = rows["share"] > rows["others_share"]
    rows["needs_help"] = (worse & (rows["q"] <= discoveries.limit())).astype(bool)
    rows = rows.merge(_teachers(data, run), on=["school_id", "subject"], how="left")
    for name in _TEACHERS:
        rows[name] = rows[name].astype("Float64").astype("Int64")
    return rows[COLUMNS].sort_values(
        ["needs_help", "share", "school_id", "procedure", "subject"],
        ascending=[False, False, True, True, True], kind="stable", ignore_index=True,
    )  # fmt: skip


def _pooled(data: Data, year: int, back: int) -> pd.DataFrame:
    """Sums over unbroken years; `others` and `of` are those of other schools in the same years."""
    forms = {"ОГЭ": 9, "ЕГЭ": 11}
    exams = data.table("exams")
    subjects = sorted({*exams["subject"].dropna(), *data.table("marks")["subject"].dropna()})
    works = [(form, grade, subject) for form, grade in forms.items() for subject in subjects]
    frames = [
        of_works(data, one, works).assign(year=one) for one in range(year - back + 1, year + 1)
    ]
    rows = pd.concat(frames, ignore_index=True)
    if rows.empty:
        empty = ["school_id", "procedure", "subject", "years", "below", "count", "others", "of"]
        return pd.DataFrame(columns=empty)
    named = rows.assign(programme_grade=rows["grade"],
                        procedure=rows["procedure"].map(PROCEDURE_SLUGS))  # fmt: skip
    rows["segment"] = segments(named, data)
    key = ["procedure", "subject"]
    rows = rows[rows["segment"] == rows.groupby(key)["segment"].transform("max")]
    rows = rows.rename(columns={"participants": "count"})
    total = rows.groupby([*key, "year"])[["below", "count"]].transform("sum")
    rows = rows.assign(others=total["below"] - rows["below"], of=total["count"] - rows["count"])
    return (
        rows.groupby(["school_id", *key], sort=True)
        .agg(
            years=("year", lambda years: tuple(sorted(int(one) for one in years))),
            below=("below", "sum"), count=("count", "sum"),
            others=("others", "sum"), of=("of", "sum"),
        )
        .reset_index()
    )  # fmt: skip


_TEACHERS = ["teachers", "non_specialists", "diagnosed", "with_deficit", "unhelped"]


def _teachers(data: Data, run: RunParams) -> pd.DataFrame:
    """Counts of teachers of the year by school and subject.

    Missing is what the municipality of the school did not report (no diagnosis of the year, no act
    of help), and a count with an unknown flag of some teacher in it.
    """
    rows = data.table("teacher_assignments")
    rows = rows[(rows["year"] == run.year).fillna(False).astype(bool)]
    by = ["school_id", "subject"]
    pairs = rows.drop_duplicates([*by, "teacher_code"])
    pairs = pairs[["municipality_id", *by, "teacher_code", "is_specialist"]]
    acts, tests = data.table("help"), data.table("diagnostics")
    found = deficits.found_in(teachers.measured_of(data, DeficitRule.stated()), run.year)
    weak = help.helped_deficits(acts, found, run.year)
    both = pairs.merge(weak, on="teacher_code", suffixes=("", "_of_deficit"))
    named = both["subject_of_deficit"]
    both = both[(named == "") | (named == both["subject"])]
    scored = found.loc[found["is_deficit"].notna(), "teacher_code"]
    key = pd.MultiIndex.from_frame(pairs[[*by, "teacher_code"]])
    lost = both[~both["is_helped"].astype(bool)]
    other = (~pairs["is_specialist"].astype("boolean")).astype("Float64")
    flags = pairs[by].assign(
        teachers=1.0,
        non_specialists=other,
        diagnosed=pairs["teacher_code"].isin(scored).astype("Float64"),
        with_deficit=_among(key, both[[*by, "teacher_code"]]),
        unhelped=_among(key, lost[[*by, "teacher_code"]]),
    )
    diagnosing, helping = (
        pairs["municipality_id"].isin(set(of_year["municipality_id"]))
        for of_year in (tests[in_school_years(tests["date"], run.year)],
                        help.acts_of_year(acts, run.year))
    )  # fmt: skip
    for name, known in (
        ("diagnosed", diagnosing), ("with_deficit", diagnosing), ("unhelped", diagnosing & helping),
    ):  # fmt: skip
        flags[name] = flags[name].where(known)
    return flags.groupby(by)[_TEACHERS].sum(skipna=False).reset_index()


def _among(key: pd.MultiIndex, rows: pd.DataFrame) -> ExtensionArray:
    """Whether each key is among the rows, as 0 and 1."""
    return pd.Series(key.isin(pd.MultiIndex.from_frame(rows)), dtype="Float64").array
