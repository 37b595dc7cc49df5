"""Methodical help: which acts answer a found deficit, who was left without, hours.

Here: acts of help against deficits. Not here: deficits themselves (`deficits`), plans and
mentoring on the card of a teacher (`teachers`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from helpers.indicators.deficits import first_schools
from helpers.indicators.periods import in_school_years
from helpers.indicators.plain import known, known_sum, texts, true
from helpers.schemas.frames import TEXT
from helpers.vocabulary import Codes, folded

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


def _answers(acts: pd.DataFrame, found: pd.DataFrame) -> list[list[int]]:
    """Of each act the places of the deficits that it answers (`tied_help` says which)."""
    of_teacher: defaultdict[tuple[Any, str], list[tuple[int, str]]] = defaultdict(list)
    for place, (teacher, competence, subject) in enumerate(_subjects(found)):
        of_teacher[teacher, competence].append((place, subject))
    return [
        [
            place
            for place, subject in of_teacher.get((teacher, competence), ())
            if not own or not subject or own == subject
        ]
        if competence
        else []
        for teacher, competence, own in _subjects(acts)
    ]


def _subjects(frame: pd.DataFrame) -> Iterable[tuple[Any, str, str]]:
    """Teacher, folded competence and subject of each row; what is not named is empty."""
    competences, subjects = (texts(frame[name]) for name in ("competence", "subject"))
    keys = {text: folded(text) for text in set(competences)}
    codes = frame["teacher_code"].to_numpy().tolist()
    return zip(codes, [keys[text] for text in competences], subjects, strict=True)


def _deficits(found: pd.DataFrame) -> pd.DataFrame:
    return found[true(found["is_deficit"])].reset_index(drop=True)


def tied_help(help_acts: pd.DataFrame, found: pd.DataFrame, year: int) -> pd.DataFrame:
    """Acts of help of a school year with what they answer: one row per act.

    `found` as from `deficits.found_in`. An act answers a deficit when the teacher has
    one in the same competence, and the subjects agree or one of them names none. Adds `tie`
    (a code of `TIES`) to the columns of `help`.
    """
    acts = acts_of_year(help_acts, year)
    ties = [
        "to_deficit" if answered else "other" if competence else "untied"
        for answered, (_, competence, _) in zip(
            _answers(acts, _deficits(found)), _subjects(acts), strict=True
        )
    ]
    return acts.assign(tie=pd.Series(ties, dtype="str"))


def helped_deficits(help_acts: pd.DataFrame, found: pd.DataFrame, year: int) -> pd.DataFrame:
    """Each found deficit with the help it got: one row per teacher, tool, competence, subject.

    Columns: the key, pct, acts (count), hours (sum of known hours; missing when no act has
    any), is_helped. Acts need not be distinct between deficits: one act may answer two.
    """
    acts = acts_of_year(help_acts, year)
    deficits = _deficits(found)
    got: list[list[float | None]] = [[] for _ in range(len(deficits))]
    for places, spent in zip(_answers(acts, deficits), known(acts["hours"]), strict=True):
        for place in places:
            got[place].append(spent)
    result = deficits[["teacher_code", "tool", "competence", "subject", "pct"]].copy()
    result["acts"] = pd.Series([len(hours) for hours in got], dtype="int64")
    result["hours"] = pd.array([known_sum(hours) for hours in got], dtype="Float64")
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
    school_of = first_schools(staff)
    rows = helped_deficits(help_acts, found, year)
    acts = Counter(texts(acts_of_year(help_acts, year)["teacher_code"]))
    codes = texts(rows["teacher_code"])
    ours = np.array([code in school_of for code in codes], dtype=bool)
    is_reported = help_reported(help_acts, year)
    rows = rows.assign(
        school_id=pd.array([school_of.get(code) for code in codes], dtype=TEXT),
        other_acts=np.array([acts[code] for code in codes], dtype=np.int64),
    )[ours & ~rows["is_helped"].to_numpy() & is_reported]
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
    people = set(texts(staff["teacher_code"]))
    helped: defaultdict[tuple[str, str], dict[str, bool]] = defaultdict(dict)
    deficits = helped_deficits(help_acts, found, year)
    names = ("teacher_code", "competence", "subject")
    for code, *key, is_helped in zip(
        *(texts(deficits[name]) for name in names), deficits["is_helped"].tolist(), strict=True
    ):
        if code in people:
            of_key = helped[key[0], key[1]]
            of_key[code] = is_helped or of_key.get(code, False)
    acts = tied_help(help_acts, found, year)
    idle = Counter(
        (competence, subject)
        for code, competence, subject, tie in zip(
            *(texts(acts[name]) for name in (*names, "tie")), strict=True
        )
        if tie == "other" and code in people
    )
    keys = sorted({*helped, *idle})
    counts = {
        "with_deficit": [len(helped.get(key, ())) for key in keys],
        "helped": [sum(helped.get(key, {}).values()) for key in keys],
        "unhelped": [list(helped.get(key, {}).values()).count(False) for key in keys],
        "acts_without_deficit": [idle[key] for key in keys],
    }
    return pd.DataFrame(
        {
            "competence": pd.array([competence for competence, _ in keys], dtype=TEXT),
            "subject": pd.array([subject for _, subject in keys], dtype=TEXT),
            **{name: np.array(values, dtype=np.int64) for name, values in counts.items()},
        }
    )


def help_hours(
    help_acts: pd.DataFrame, found: pd.DataFrame, staff: pd.DataFrame, year: int
) -> pd.DataFrame:
    """Help by school: one row per school of `staff` and a last one for all (school_id "").

    Staff whose school is not named has a row too: the first one, with the school_id "" as well.
    Columns: staff, helped (teachers with any act), acts, acts_to_deficit, hours (sum of the
    known ones, missing when none is known), acts_without_hours, hours_per_helped. Missing,
    not zero, when no help of the year was reported.
    """
    school_of = first_schools(staff)
    acts = tied_help(help_acts, found, year)
    of_school: defaultdict[str, list[_Act]] = defaultdict(list)
    for code, tie, hours in zip(
        texts(acts["teacher_code"]), texts(acts["tie"]), known(acts["hours"]), strict=True
    ):
        if code in school_of:
            of_school[school_of[code]].append((code, tie, hours))
    sizes = Counter(school_of.values())
    rows = [_hours_row(school, sizes[school], of_school[school]) for school in sorted(sizes)]
    every_act = [act for group in of_school.values() for act in group]
    table = pd.DataFrame([*rows, _hours_row("", len(school_of), every_act)])
    table["hours"] = table["hours"].astype("Float64")
    table["hours_per_helped"] = table["hours"] / table["helped"].where(table["helped"] > 0)
    if not help_reported(help_acts, year):
        counted = ["helped", "acts", "acts_to_deficit", "acts_without_hours"]
        table[counted] = table[counted].astype("Int64").mask(table["staff"] >= 0)
    return table


#: An act of help: its teacher, its tie, its hours where they are known.
_Act = tuple[str, str, float | None]


def _hours_row(school_id: str, staff: int, acts: list[_Act]) -> dict[str, object]:
    return {
        "school_id": school_id,
        "staff": staff,
        "helped": len({code for code, _, _ in acts}),
        "acts": len(acts),
        "acts_to_deficit": [tie for _, tie, _ in acts].count("to_deficit"),
        "hours": known_sum(hours for _, _, hours in acts),
        "acts_without_hours": [hours for _, _, hours in acts].count(None),
    }
