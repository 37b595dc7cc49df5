"""Events, participation and publications of a school year.

Here: which events count for what, who took part, what was published. Not here: measures of
a roadmap and their execution (`roadmap`).

Kinds of events and publications are free words in the tables; the rule says with which
beginnings of words a kind is recognised. Where the kind is empty the title is read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from helpers import methodology
from helpers.indicators.periods import in_school_years
from helpers.indicators.tallies import count_tally, tally
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
    return any(word.startswith(stems) for word in re.findall(r"[^\W_]+", text))


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
    columns = [
        "event_id", "school_id", "municipality_id", "pupils", "teachers", "prize_winners",
    ]  # fmt: skip
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


def pupils_tally(
    schools: pd.DataFrame,
    events: pd.DataFrame,
    participation: pd.DataFrame,
    year: int,
    rule: EventRule,
) -> pd.DataFrame:
    """Participations of pupils in olympiads, contests and projects, by school."""
    chosen = events_of_year(events, year, rule.pupil_event_words)
    rows = participation_of(chosen, participation)
    sums = rows.groupby("school_id")["pupils"].sum(min_count=1)
    reported = participation_of(events_of_year(events, year), participation)["municipality_id"]
    return count_tally("pupils.events_participants", schools, sums, reported)


def seats_tally(
    schools: pd.DataFrame,
    events: pd.DataFrame,
    participation: pd.DataFrame,
    courses: pd.DataFrame,
    staff: pd.DataFrame,
    year: int,
    rule: EventRule,
) -> pd.DataFrame:
    """Places of school staff in courses finished in the year and in trainings, by school.

    A place is an enrolment, not a person: one teacher on two courses takes two. `staff` has
    teacher_code and school_id.
    """
    finished = courses[in_school_years(courses["finished_on"], year)]
    homes = staff[["teacher_code", "school_id"]].dropna()
    on_courses = finished[["teacher_code", "municipality_id"]].merge(homes, on="teacher_code")
    chosen = events_of_year(events, year, rule.training_event_words)
    trained = participation_of(chosen, participation).dropna(subset=["teachers"])
    seats = pd.concat(
        [
            on_courses.assign(seats=1.0),
            trained.assign(seats=trained["teachers"].astype(float)),
        ]
    )
    sums = seats.groupby("school_id")["seats"].sum()
    return count_tally("programmes.shnor_seats", schools, sums, seats["municipality_id"])


def practices_tally(
    schools: pd.DataFrame, publications: pd.DataFrame, year: int, rule: EventRule
) -> pd.DataFrame:
    """Practices published in the school year and not found dead at the last check, by school.

    Publications without a date belong to no year and are not counted.
    """
    of_year = publications[in_school_years(publications["published_on"], year)]
    rows = of_year[has_word(of_year["kind"], rule.practice_words)]
    rows = rows[rows["is_ok"].fillna(True).astype(bool)]
    sums = rows.groupby("school_id").size()
    reported = of_year["municipality_id"]
    return count_tally("practices.published_count", schools, sums, reported)


def known_programmes(publications: pd.DataFrame, year: int, rule: EventRule) -> pd.DataFrame:
    """Programmes published by the end of a school year."""
    rows = publications[has_word(publications["kind"], rule.programme_words)]
    return rows[rows["published_on"] < pd.Timestamp(year=year, month=9, day=1)]


def programmes_tally(publications: pd.DataFrame, year: int, rule: EventRule) -> pd.DataFrame:
    """Published programmes, and those of them renewed in the school year, by school.

    A programme is known when it was published by the end of the year; it is renewed when its
    date of publication lies in the year.
    """
    rows = known_programmes(publications, year, rule)
    renewed = in_school_years(rows["published_on"], year)
    sums = rows.assign(renewed=renewed.astype(float)).groupby("school_id")["renewed"]
    table = sums.agg(["sum", "size"]).reset_index()
    return tally("programmes.updated_share", table["school_id"], table["sum"], table["size"])
