"""Facts about schools, plans and things: the public edition tells them as they are.

Here: lists of ШНОР, execution of the roadmap, the material base, events, partners, vacant
hours, who sent which data. Not here: anything that counts people (`people`).

A number of hours or of events stands only where at least so many schools are behind it as
behind any share: two heads could else work out each other's. Behind a number of events are the
schools known to have taken part in them. Numbers of a region are withheld besides where they,
less those of its municipalities, would tell of fewer schools.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from helpers import guard, methodology
from helpers.disclosure import policy
from helpers.disclosure.protected import SENT, Fact
from helpers.indicators import events, lists, schools, staffing
from helpers.indicators.data_quality import DataQuality
from helpers.indicators.plan_year import PlanYear
from helpers.params import RunParams
from helpers.store import Data


@guard.reading()
def facts(data: Data, run: RunParams) -> tuple[Fact, ...]:
    """The open facts of a run that the data give."""
    working = schools.active_schools(data.table("schools"), run.year)
    return (
        *_listed(data, run),
        *_plan(data, run),
        *_material(data, run, working),
        *_events(data, run, working),
        *_partners(data, run, working),
        *_vacancies(data, run),
        *_sent(data, run),
    )


def _listed(data: Data, run: RunParams) -> Iterator[Fact]:
    rows = lists.flow(data, run.year, run.register_source)
    rows = rows[(rows["year"] == run.year).fillna(False).astype(bool)]
    if rows.empty:
        return
    row = rows.iloc[-1]
    whole = None if pd.isna(row["schools"]) else int(row["schools"])
    yield Fact(
        "schools.shnor_count", "Школы в списке ШНОР по результатам года",
        float(row["listed"]), "шк.", int(row["listed"]), whole,
    )  # fmt: skip


def _plan(data: Data, run: RunParams) -> Iterator[Fact]:
    plan = PlanYear(data, run)
    if not plan.has_plan or not plan.has_progress:
        return
    counts = plan.summary
    if not counts["due"]:
        return
    done = int(counts["done"]) + int(counts["done_late"])
    due = int(counts["due"])
    yield Fact("roadmap.done_share",
               "Дорожная карта: исполнено из наступивших сроков, которые можно проверить",
               100 * done / due, "%", done, due)  # fmt: skip
    yield Fact("roadmap.in_time_share", "Дорожная карта: исполнено в срок",
               100 * int(counts["done"]) / due, "%", int(counts["done"]), due)  # fmt: skip
    overdue = int(counts["overdue"])
    yield Fact("roadmap.overdue_count", "Дорожная карта: просрочено сроков",
               float(overdue), "ед.", overdue, due)  # fmt: skip


def _share(fact_id: str, title: str, fact: pd.Series) -> Iterator[Fact]:
    """Schools of which something is true among those of which it is known."""
    known = fact.dropna()
    if len(known):
        part = int(known.astype(bool).sum())
        yield Fact(fact_id, title, 100 * part / len(known), "%", part, len(known))


def _stands(behind: pd.DataFrame, run: RunParams) -> bool:
    """Whether a number may be told, by the schools (`school_id`) of each `municipality_id`.

    Schools enough, and as many in those municipalities together that tell no number of their
    own, unless there is none; what the place of the run holds itself is told nowhere else.
    """
    least = policy.stated().schools
    own = behind.groupby("municipality_id", observed=True)["school_id"].nunique()
    silent = own.index[(own < least) | (own.index == run.municipality_id)]
    among = behind.loc[behind["municipality_id"].isin(silent), "school_id"].nunique()
    enough = behind["school_id"].nunique() >= least
    return bool(enough and (silent.empty or among >= least))


def _material(data: Data, run: RunParams, working: pd.DataFrame) -> Iterator[Fact]:
    states = methodology.rules("school_support").texts("ready_states")
    ready = schools.material_ready(working, data.table("material"), run.year, states)
    yield from _share("schools.material_base_ready_share", "Школы, оснащённые всем нужным", ready)


def _events(data: Data, run: RunParams, working: pd.DataFrame) -> Iterator[Fact]:
    held, joined = data.table("events"), data.table("participation")
    of_year = events.events_of_year(held, run.year)
    behind = of_year[["event_id", "municipality_id"]].merge(
        joined[["event_id", "school_id"]], on="event_id", how="left"
    )
    if _stands(behind, run):
        count = int(of_year["event_id"].nunique())
        yield Fact("events.count", "Мероприятия учебного года", float(count), "ед.")
    took = schools.took_part(working, held, joined, run.year)
    yield from _share("schools.in_events_share", "Школы, участвовавшие в мероприятиях", took)


def _partners(data: Data, run: RunParams, working: pd.DataFrame) -> Iterator[Fact]:
    partners = data.table("partners")
    if len(partners):
        found = schools.has_partner(working, partners, run.year)
        yield from _share(
            "schools.with_partner_share", "Школы, у которых есть школа-партнёр", found
        )
    assessed = schools.self_assessed(working, data.table("self_assessment"), run.year)
    yield from _share("schools.self_assessed_share", "Школы, оценившие свои риски", assessed)


def _vacancies(data: Data, run: RunParams) -> Iterator[Fact]:
    """Hours that nobody holds: posts, not people."""
    sent, assigned = data.table("staffing"), data.table("teacher_assignments")
    rows = staffing.staffing_by_subject(sent, assigned, run.year)
    known = rows[rows["hours_needed"].notna() & rows["hours_vacant"].notna()]
    # hours needed stand in `staffing` alone, so every known school is there
    of_year = sent.loc[sent["school_id"].isin(known["school_id"]) & (sent["year"] == run.year)]
    if not _stands(of_year, run):
        return
    need, vacant = float(known["hours_needed"].sum()), float(known["hours_vacant"].sum())
    yield Fact("staffing.hours_needed", "Часы, нужные по учебным планам", need, "ч")
    yield Fact("staffing.hours_vacant", "Часы, которые вести некому", vacant, "ч")
    having = known.groupby("school_id")["hours_vacant"].sum() > 0
    yield from _share("staffing.schools_with_vacancies_share", "Школы с незакрытыми часами", having)


def _sent(data: Data, run: RunParams) -> Iterator[Fact]:
    """How many schools sent each kind of data."""
    quality = DataQuality(data, run)
    for kind in quality.sent_kinds:
        yield from _share(f"{SENT}{kind}", kind, quality.sent[kind] > 0)
