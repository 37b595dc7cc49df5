"""Facts about schools, plans and things: the public edition tells them as they are.

Here: lists of ШНОР, execution of the roadmap, the material base. Not here: anything that
counts people (`people`).
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from helpers import methodology
from helpers.disclosure.protected import Fact
from helpers.indicators import lists, schools
from helpers.indicators.plan_year import PlanYear
from helpers.params import RunParams
from helpers.store import Data


def facts(data: Data, run: RunParams) -> tuple[Fact, ...]:
    """The open facts of a run that the data give."""
    return (*_listed(data, run), *_plan(data, run), *_material(data, run))


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
    yield Fact("roadmap.done_share", "Дорожная карта: исполнено из наступивших сроков",
               100 * done / due, "%", done, due)  # fmt: skip
    yield Fact("roadmap.in_time_share", "Дорожная карта: исполнено в срок",
               100 * int(counts["done"]) / due, "%", int(counts["done"]), due)  # fmt: skip
    overdue = int(counts["overdue"])
    yield Fact("roadmap.overdue_count", "Дорожная карта: просрочено сроков",
               float(overdue), "ед.", overdue, due)  # fmt: skip


def _material(data: Data, run: RunParams) -> Iterator[Fact]:
    working = schools.active_schools(data.table("schools"), run.year)
    states = methodology.rules("school_support").texts("ready_states")
    ready = schools.material_ready(working, data.table("material"), run.year, states)
    known = ready.dropna()
    if known.empty:
        return
    part = int(known.astype(bool).sum())
    yield Fact(
        "schools.material_base_ready_share", "Школы, оснащённые всем нужным",
        100 * part / len(known), "%", part, len(known),
    )  # fmt: skip
