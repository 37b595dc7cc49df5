"""Does a roadmap answer the deficits, and who took part in its measures.

Here: competences named by measures, shares of teachers who took part. Not here: execution
(`roadmap`), deficits themselves (`deficits`).
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from helpers import vocabulary
from helpers.indicators import scopes, tallies, values
from helpers.indicators.periods import in_school_years
from helpers.indicators.schools import working
from helpers.params import RunParams
from helpers.plans import evidence_codes
from helpers.vocabulary import folded

#: Beginnings of words by which a measure is known to be about the growth of teachers.
TEACHER_WORDS = (
    "дефицит", "компетен", "компетент", "квалификац", "наставни", "иом", "иппр", "стажиров",
    "диагностик", "методическ", "педагог", "учител",
)  # fmt: skip
#: Of these, the ones that answer any deficit, whatever the competence.
GENERAL_WORDS = ("дефицит", "иом", "иппр", "наставни")
#: A competence counts as named only beside one of these: «методическая помощь» names none.
COMPETENCE_WORDS = (
    "компетен", "дефицит", "грамотност", "квалификац", "курс", "диагностик", "мастерств",
)  # fmt: skip
_GENERAL_PHRASES = ("индивидуальн образовательн маршрут", "индивидуальн план")

#: How many words away from such a word a competence is still named.
_NEAR = 4
#: Letters of a word that must agree: endings differ, stems do not.
_STEM = 6


def _words(text: str) -> list[str]:
    clean = "".join(letter if letter.isalnum() else " " for letter in folded(text))
    return clean.split()


def _names(words: list[str], phrase: str) -> bool:
    """Whether every word of a phrase stands among the words, endings aside."""
    stems = [word[:_STEM] for word in _words(phrase) if len(word) > 2]
    return bool(stems) and all(any(word.startswith(stem) for word in words) for stem in stems)


def _beside_competence_words(words: list[str]) -> list[list[str]]:
    """The neighbourhood of each word that speaks of competences."""
    return [
        words[max(0, place - _NEAR) : place + _NEAR + 1]
        for place, word in enumerate(words)
        if word.startswith(COMPETENCE_WORDS)
    ]


def _is_general(words: list[str]) -> bool:
    return any(word.startswith(GENERAL_WORDS) for word in words) or any(
        _names(words, phrase) for phrase in _GENERAL_PHRASES
    )


def deficit_measures(items: pd.DataFrame, deficits: pd.DataFrame) -> pd.DataFrame:
    """Measures of a plan that are about teachers: one row per item.

    `items` are rows of `roadmap_items`; `deficits` has competence, subject and with_deficit
    (`help.answered_deficits`). Columns: seq, item_no, section, measure, competences (named
    ones, joined), subjects (named, as codes, joined), is_general (answers any deficit),
    answers (`deficit`: names a competence or subject with a deficit, or is general while
    there are deficits; `none`: no deficit found there; `unclear`: names none). Measures are
    read by the beginnings of their words: a hint for a person, not a verdict.
    """
    known = deficits.groupby("competence")["with_deficit"].sum()
    by_subject = deficits[deficits["subject"] != ""].groupby("subject")["with_deficit"].sum()
    has_any = bool((deficits["with_deficit"] > 0).any())
    rows = []
    for item in items.sort_values("seq", kind="stable").to_dict("records"):
        words = _words(str(item["measure"]))
        if not any(word.startswith(TEACHER_WORDS) for word in words):
            continue
        spoken = _beside_competence_words(words)
        competences = [
            name for name in known.index if any(_names(part, str(name)) for part in spoken)
        ]
        subjects = [s for s in by_subject.index if _names(words, vocabulary.SUBJECTS.label(s))]
        general = _is_general(words)
        found = [known[name] for name in competences] + [by_subject[s] for s in subjects]
        if any(count > 0 for count in found) or (general and has_any):
            answers = "deficit"
        else:
            answers = "none" if found or general else "unclear"
        rows.append(
            {
                **{name: item[name] for name in ("seq", "item_no", "section", "measure")},
                "competences": ", ".join(map(str, competences)),
                "subjects": ", ".join(map(str, subjects)),
                "is_general": general,
                "answers": answers,
            }
        )
    columns = ["seq", "item_no", "section", "measure", "competences", "subjects", "is_general",
               "answers"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def measured_deficits(measures: pd.DataFrame, deficits: pd.DataFrame) -> pd.DataFrame:
    """Deficits against the plan: one row per competence and subject with a deficit.

    `measures` as from `deficit_measures`. Columns: competence, subject, with_deficit,
    helped, named_measures (items that name the competence, or the subject), general_measures,
    item_nos (of the named), is_named. A deficit that only general measures answer is not named.
    """
    general = int(measures["is_general"].sum())
    rows = []
    for row in deficits[deficits["with_deficit"] > 0].to_dict("records"):
        is_named = [
            row["competence"] in competences.split(", ")
            or bool(row["subject"] and row["subject"] in subjects.split(", "))
            for competences, subjects in zip(
                measures["competences"], measures["subjects"], strict=True
            )
        ]
        named = measures[np.array(is_named, dtype=bool)]
        numbers = [str(no) or str(seq) for no, seq in zip(named["item_no"], named["seq"],
                                                          strict=True)]  # fmt: skip
        rows.append(
            {
                **{name: row[name] for name in ("competence", "subject", "with_deficit", "helped")},
                "named_measures": len(named),
                "general_measures": general,
                "item_nos": ", ".join(numbers),
                "is_named": len(named) > 0,
            }
        )
    columns = ["competence", "subject", "with_deficit", "helped", "named_measures",
               "general_measures", "item_nos", "is_named"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def item_participation(
    items: pd.DataFrame,
    progress: pd.DataFrame,
    staff: pd.DataFrame,
    year: int,
    as_of: dt.date | None = None,
) -> pd.DataFrame:
    """Teachers who took part in measures that promise a share of them: one row per record.

    Only items whose result cell asks for the share of teachers, and records of the school
    year (not after `as_of`) with a number of participants. `staff` (pedagogical) has
    teacher_code and school_id. The source names no denominator: the stated one is used, else
    the staff of the school, else all staff given. Columns: plan_id, seq, item_no, measure,
    school_id, done_on, participants, denominator, origin (`stated`, `school`, `all`),
    share_pct.
    """
    asks = items["result_raw"].fillna("").map(lambda text: "SHARE_TEACHERS" in evidence_codes(text))
    wanted = items.loc[asks.astype(bool), ["plan_id", "seq", "item_no", "measure"]]
    rows = progress[in_school_years(progress["done_on"], year) & progress["participants"].notna()]
    if as_of is not None:
        rows = rows[rows["done_on"] <= pd.Timestamp(as_of)]
    taken = ["plan_id", "seq", "school_id", "done_on", "participants", "denominator"]
    rows = wanted.merge(rows[taken], on=["plan_id", "seq"])
    rows["school_id"] = rows["school_id"].fillna("")
    sizes = staff.groupby("school_id")["teacher_code"].nunique()
    own = rows["school_id"].map(sizes).astype("Float64")
    everyone = float(staff["teacher_code"].nunique()) or None
    whole = pd.Series(everyone, index=rows.index, dtype="Float64").where(rows["school_id"] == "")
    stated = rows["denominator"].astype("Float64")
    origin = pd.Series("all", index=rows.index, dtype="str")
    rows["origin"] = origin.mask(own.notna(), "school").mask(stated.notna(), "stated")
    rows["denominator"] = stated.fillna(own).fillna(whole)
    divisor = rows["denominator"].where(rows["denominator"] > 0)
    rows["share_pct"] = rows["participants"] * 100 / divisor
    return rows.sort_values(["plan_id", "seq", "done_on", "school_id"], kind="stable").reset_index(
        drop=True
    )


INDICATORS = ("roadmap.item.teachers_took_part_share",)


def values_of_year(data: scopes.Tables, run: RunParams) -> pd.DataFrame:
    """`roadmap.item.teachers_took_part_share` of a run: participations over those invited.

    Summed over the records of all items that ask for it: a teacher who came to two measures
    counts in both. Where the source gives no denominator it is the staff of the school, or of
    all schools for a record of the whole municipality.
    """
    staff = data.table("teachers")
    is_pedagogue = ~staff["is_management"].fillna(False).astype(bool)
    people = staff[(staff["year"] == run.year).fillna(False).astype(bool) & is_pedagogue]
    rows = item_participation(
        data.table("roadmap_items"), data.table("roadmap_progress"), people, run.year
    )
    schools = working(data, run.year)
    where = tallies.support_places(data, run)
    return values.ordered(
        tallies.tally_values(_participation_tally(rows), schools, where, INDICATORS)
    )


def _participation_tally(rows: pd.DataFrame) -> pd.DataFrame:
    known = rows.dropna(subset=["denominator"])
    sums = known.groupby("school_id")[["participants", "denominator"]].sum().reset_index()
    return tallies.tally(
        INDICATORS[0], sums["school_id"], sums["participants"], sums["denominator"]
    )
