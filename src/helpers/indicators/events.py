"""Events, participation and publications of a school year.

Here: which events count for what, who took part, what was published. Not here: measures of
a roadmap and their execution (`roadmap`).

Kinds of events and publications are free words in the tables; the rule says with which
beginnings of words a kind is recognised. Where the kind is empty the title is read.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from helpers import methodology
from helpers.indicators.context import COUNTS
from helpers.indicators.periods import in_school_years
from helpers.vocabulary import folded


@dataclass(frozen=True)
class EventRule:
    """Beginnings of words; every value stands in `params/methodology/school_support.yaml`."""

    group_analysis_words: tuple[str, ...] = ("анализ", "разбор", "обсужден")
    pupil_event_words: tuple[str, ...] = ("олимпиад", "конкурс", "проект")
    training_event_words: tuple[str, ...] = ("тренинг", "курс", "сесси", "стажиров")
    practice_words: tuple[str, ...] = ("практик", "опыт")
    programme_words: tuple[str, ...] = ("программ",)

    @classmethod
    def stated(cls) -> EventRule:
        """The rule of the parameter file."""
        rules = methodology.rules("school_support")
        return cls(
            group_analysis_words=rules.texts("group_analysis_words"),
            pupil_event_words=rules.texts("pupil_event_words"),
            training_event_words=rules.texts("training_event_words"),
            practice_words=rules.texts("practice_words"),
            programme_words=rules.texts("programme_words"),
        )


def has_word(texts: pd.Series, stems: Sequence[str]) -> pd.Series:
    """Whether some word of each text begins with one of the stems, whatever the case."""
    wanted = tuple(folded(stem) for stem in stems)
    return texts.fillna("").map(lambda text: _begins(folded(text), wanted)).astype(bool)


def _begins(text: str, stems: tuple[str, ...]) -> bool:
    words = "".join(letter if letter.isalnum() else " " for letter in text).split()
    return any(word.startswith(stems) for word in words)


def events_of_year(events: pd.DataFrame, year: int, words: Sequence[str] = ()) -> pd.DataFrame:
    """Events of a school year, of the kinds that `words` begin (all when empty)."""
    rows = events[in_school_years(events["date"], year)]
    if words:
        kind = rows["kind"].fillna("")
        rows = rows[has_word(kind.mask(kind == "", rows["title"]), words)]
    return rows.reset_index(drop=True)


def events_with(
    events: pd.DataFrame, participation: pd.DataFrame, schools: Collection[str]
) -> pd.DataFrame:
    """Those events in which at least one of the schools took part."""
    joined = participation[participation["school_id"].isin(list(schools))]
    return events[events["event_id"].isin(joined["event_id"])].reset_index(drop=True)


def participation_of(events: pd.DataFrame, participation: pd.DataFrame) -> pd.DataFrame:
    """Participation in the given events, one row per event and school, with kind and level."""
    facts = events[["event_id", "date", "title", "kind", "level"]]
    columns = ["event_id", "school_id", "pupils", "teachers", "prize_winners"]
    return facts.merge(participation[columns], on="event_id").reset_index(drop=True)


def participation_by_school(
    events: pd.DataFrame, participation: pd.DataFrame, year: int
) -> pd.DataFrame:
    """Participation of a school year: one row per school that took part.

    Columns: school_id, events (distinct), pupils, teachers, prize_winners (participations,
    not persons; the sum of what was reported, missing when nothing was).
    """
    rows = participation_of(events_of_year(events, year), participation)
    counted = rows.groupby("school_id").agg(events=("event_id", "nunique"))
    sums = rows.groupby("school_id")[["pupils", "teachers", "prize_winners"]].sum(min_count=1)
    return counted.join(sums).reset_index()


def pupils_counts(
    events: pd.DataFrame, participation: pd.DataFrame, year: int, rule: EventRule
) -> pd.DataFrame:
    """Participations of pupils in olympiads, contests and projects, by school."""
    chosen = events_of_year(events, year, rule.pupil_event_words)
    rows = participation_of(chosen, participation)
    sums = rows.groupby("school_id")["pupils"].sum(min_count=1).astype("Float64").reset_index()
    return _counts("pupils.events_participants", sums["school_id"], sums["pupils"])


def seats_counts(
    events: pd.DataFrame,
    participation: pd.DataFrame,
    courses: pd.DataFrame,
    cards: pd.DataFrame,
    year: int,
    rule: EventRule,
) -> pd.DataFrame:
    """Places of school staff in courses finished in the year and in trainings, by school.

    A place is an enrolment, not a person: one teacher on two courses takes two.
    """
    finished = courses[in_school_years(courses["finished_on"], year)]
    schools = cards[["teacher_code", "school_id"]].dropna()
    on_courses = finished[["teacher_code"]].merge(schools, on="teacher_code")
    chosen = events_of_year(events, year, rule.training_event_words)
    trained = participation_of(chosen, participation).dropna(subset=["teachers"])
    seats = pd.concat(
        [
            on_courses.assign(seats=1.0)[["school_id", "seats"]],
            trained.assign(seats=trained["teachers"].astype(float))[["school_id", "seats"]],
        ]
    )
    sums = seats.groupby("school_id")["seats"].sum().reset_index()
    return _counts("programmes.shnor_seats", sums["school_id"], sums["seats"])


def practices_counts(publications: pd.DataFrame, year: int, rule: EventRule) -> pd.DataFrame:
    """Practices published in the school year and not found dead at the last check, by school.

    Publications without a date belong to no year and are not counted.
    """
    rows = publications[has_word(publications["kind"], rule.practice_words)]
    rows = rows[in_school_years(rows["published_on"], year) & rows["is_ok"].fillna(True)]
    sums = rows.groupby("school_id").size().astype("Float64").rename("n").reset_index()
    return _counts("practices.published_count", sums["school_id"], sums["n"])


def programmes_counts(publications: pd.DataFrame, year: int, rule: EventRule) -> pd.DataFrame:
    """Published programmes, and those of them renewed in the school year, by school.

    A programme is known when it was published by the end of the year; it is renewed when its
    date of publication lies in the year.
    """
    rows = publications[has_word(publications["kind"], rule.programme_words)]
    rows = rows[rows["published_on"] < pd.Timestamp(year=year, month=9, day=1)]
    renewed = in_school_years(rows["published_on"], year)
    sums = rows.assign(renewed=renewed.astype(float)).groupby("school_id")["renewed"]
    table = sums.agg(["sum", "size"]).reset_index()
    return _counts("programmes.updated_share", table["school_id"], table["sum"], table["size"])


def _counts(
    indicator_id: str,
    schools: pd.Series,
    numerator: pd.Series,
    denominator: pd.Series | None = None,
) -> pd.DataFrame:
    """Rows of counts by school; counts without a whole have a missing denominator."""
    frame = pd.DataFrame({"school_id": schools, "numerator": numerator.astype("Float64")})
    frame["denominator"] = pd.NA if denominator is None else denominator
    frame["denominator"] = frame["denominator"].astype("Float64")
    return frame.assign(indicator_id=indicator_id)[COUNTS]
