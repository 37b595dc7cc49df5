"""Methodical help: which acts answer a found deficit, who was left without, hours.

Here: acts of help against deficits. Not here: deficits themselves (`deficits`), plans and
mentoring on the card of a teacher (`teachers`).
"""

from __future__ import annotations

import pandas as pd

from helpers.indicators.periods import in_school_years
from helpers.indicators.rows import folded_texts
from helpers.vocabulary import Codes

#: What an act of help is tied to.
TIES = Codes(
    "связь помощи с дефицитом",
    {
        "to_deficit": "по выявленному дефициту",
        "other": "по другой компетенции",
        "untied": "компетенция не указана",
    },
)


def acts_of_year(help_acts: pd.DataFrame, year: int) -> pd.DataFrame:
    """Acts of help of a school year, as they came."""
    return help_acts[in_school_years(help_acts["date"], year)].reset_index(drop=True)


def _matches(acts: pd.DataFrame, deficits: pd.DataFrame) -> pd.DataFrame:
    """Pairs (act, deficit) of one teacher and competence whose subjects do not contradict."""
    left = acts[["teacher_code"]].assign(
        act=range(len(acts)),
        competence_key=folded_texts(acts["competence"]),
        act_subject=acts["subject"].fillna(""),
    )
    right = deficits[["teacher_code"]].assign(
        deficit=range(len(deficits)),
        competence_key=folded_texts(deficits["competence"]),
        deficit_subject=deficits["subject"].fillna(""),
    )
    left = left[left["competence_key"] != ""]
    pairs = left.merge(right, on=["teacher_code", "competence_key"])
    same = pairs["act_subject"] == pairs["deficit_subject"]
    open_subject = (pairs["act_subject"] == "") | (pairs["deficit_subject"] == "")
    return pairs[same | open_subject]


def tied_help(help_acts: pd.DataFrame, found: pd.DataFrame, year: int) -> pd.DataFrame:
    """Acts of help of a school year with what they answer: one row per act.

    `found` as from `deficits.found_in`. An act answers a deficit when the teacher has
    one in the same competence, and the subjects agree or one of them names none. Adds `tie`
    (a code of `TIES`) to the columns of `help`.
    """
    acts = acts_of_year(help_acts, year)
    deficits = found[found["is_deficit"].fillna(False).astype(bool)].reset_index(drop=True)
    matched = set(_matches(acts, deficits)["act"])
    unnamed = folded_texts(acts["competence"]) == ""
    tie = pd.Series("other", index=acts.index, dtype="str")
    tie[unnamed] = "untied"
    tie[[position in matched for position in range(len(acts))]] = "to_deficit"
    return acts.assign(tie=tie)


def helped_deficits(help_acts: pd.DataFrame, found: pd.DataFrame, year: int) -> pd.DataFrame:
    """Each found deficit with the help it got: one row per teacher, tool, competence, subject.

    Columns: the key, pct, acts (count), hours (sum of known hours; missing when no act has
    any), is_helped. Acts need not be distinct between deficits: one act may answer two.
    """
    acts = acts_of_year(help_acts, year)
    deficits = found[found["is_deficit"].fillna(False).astype(bool)].reset_index(drop=True)
    pairs = _matches(acts, deficits)
    pairs = pairs.assign(hours=acts["hours"].iloc[pairs["act"].to_numpy()].to_numpy())
    by_deficit = pairs.groupby("deficit")["hours"]
    counts = by_deficit.size().reindex(range(len(deficits)), fill_value=0)
    hours = by_deficit.sum(min_count=1).reindex(range(len(deficits)))
    result = deficits[["teacher_code", "tool", "competence", "subject", "pct"]].copy()
    result["acts"] = counts.to_numpy().astype("int64")
    result["hours"] = pd.array(hours.to_numpy(), dtype="Float64")
    result["is_helped"] = result["acts"] > 0
    return result


def unhelped_teachers(
    help_acts: pd.DataFrame, found: pd.DataFrame, staff: pd.DataFrame, year: int
) -> pd.DataFrame:
    """Teachers with a deficit and no help that answers it: one row per teacher and deficit.

    `staff` has teacher_code and school_id; who is not on it is left out. Columns: school_id,
    teacher_code, tool, competence, subject, pct, other_acts (help on something else). Empty
    also when the help of the year was not reported at all: look at `help_reported`.
    """
    people = staff[["teacher_code", "school_id"]].drop_duplicates("teacher_code")
    rows = helped_deficits(help_acts, found, year).merge(people, on="teacher_code")
    rows = rows[~rows["is_helped"]]
    all_acts = acts_of_year(help_acts, year).groupby("teacher_code").size()
    rows = rows.assign(other_acts=rows["teacher_code"].map(all_acts).fillna(0).astype("int64"))
    if not help_reported(help_acts, year):
        rows = rows.iloc[:0]
    order = ["school_id", "teacher_code", "tool", "competence", "subject", "pct", "other_acts"]
    return rows.sort_values(order[:5], kind="stable")[order].reset_index(drop=True)


def help_reported(help_acts: pd.DataFrame, year: int) -> bool:
    """Whether any act of help of the school year is known: silence is not «no help»."""
    return bool(in_school_years(help_acts["date"], year).any())


def answered_deficits(
    help_acts: pd.DataFrame, found: pd.DataFrame, staff: pd.DataFrame, year: int
) -> pd.DataFrame:
    """Deficits against help, by competence and subject: one row per pair of them.

    Columns: competence, subject, with_deficit (teachers), helped (of them, by an act that
    answers the deficit), unhelped, acts_without_deficit (acts on a competence in which their
    teacher has no deficit). Rows stand for every competence that has a deficit or an act.
    """
    people = set(staff["teacher_code"])
    deficits = helped_deficits(help_acts, found, year)
    deficits = deficits[deficits["teacher_code"].isin(people)]
    keys = ["competence", "subject"]
    teachers = deficits.groupby([*keys, "teacher_code"], as_index=False)["is_helped"].any()
    table = teachers.groupby(keys).agg(
        with_deficit=("teacher_code", "size"), helped=("is_helped", "sum")
    )
    acts = tied_help(help_acts, found, year)
    idle = acts[(acts["tie"] == "other") & acts["teacher_code"].isin(people)]
    idle = idle.assign(subject=idle["subject"].fillna(""))
    idle_counts = idle.groupby(keys).size().rename("acts_without_deficit")
    table = table.join(idle_counts, how="outer").fillna(0).astype("int64")
    table["unhelped"] = table["with_deficit"] - table["helped"]
    order = ["with_deficit", "helped", "unhelped", "acts_without_deficit"]
    return table[order].reset_index().sort_values(keys, kind="stable").reset_index(drop=True)


def help_hours(
    help_acts: pd.DataFrame, found: pd.DataFrame, staff: pd.DataFrame, year: int
) -> pd.DataFrame:
    """Help by school: one row per school of `staff` and a last one for all (school_id "").

    Columns: staff, helped (teachers with any act), acts, acts_to_deficit, hours (sum of the
    known ones, missing when none is known), acts_without_hours, hours_per_helped. Missing,
    not zero, when no help of the year was reported.
    """
    people = staff[["teacher_code", "school_id"]].drop_duplicates("teacher_code")
    acts = tied_help(help_acts, found, year).merge(people, on="teacher_code")
    rows = [
        _hours_row(str(school), people[people["school_id"] == school], acts)
        for school in sorted(people["school_id"].dropna().unique())
    ]
    table = pd.DataFrame([*rows, _hours_row("", people, acts)])
    table["hours"] = table["hours"].astype("Float64")
    table["hours_per_helped"] = table["hours"] / table["helped"].where(table["helped"] > 0)
    if not help_reported(help_acts, year):
        counted = ["helped", "acts", "acts_to_deficit", "acts_without_hours"]
        table[counted] = table[counted].astype("Int64").mask(table["staff"] >= 0)
    return table


def _hours_row(school_id: str, people: pd.DataFrame, acts: pd.DataFrame) -> dict[str, object]:
    own = acts[acts["teacher_code"].isin(people["teacher_code"])]
    return {
        "school_id": school_id,
        "staff": len(people),
        "helped": own["teacher_code"].nunique(),
        "acts": len(own),
        "acts_to_deficit": int((own["tie"] == "to_deficit").sum()),
        "hours": own["hours"].sum(min_count=1),
        "acts_without_hours": int(own["hours"].isna().sum()),
    }
