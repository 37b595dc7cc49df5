"""Tasks of a work: who did them, against what the level asks and against the region.

Here: zones of completion and the gap to the region. Not here: causes and advice.

A basic task (Б) and a raised or high one (П, В) have limits of their own
(`params/methodology/task_zones.yaml`). Completion is percent of the maximum. Variants are
kept apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from helpers import methodology
from helpers.indicators.low_results.rule import CODES
from helpers.indicators.plain import known, texts, true
from helpers.indicators.rows import is_text
from helpers.indicators.scopes import Tables

_Key = tuple[Any, ...]
_TASK = ["wave", "procedure", "grade", "subject", "level", "variant", "task"]


@dataclass(frozen=True)
class ZoneLimits:
    """`params/methodology/task_zones.yaml`, read once."""

    base: tuple[float, float]
    high: tuple[float, float]
    informative: int

    @classmethod
    def stated(cls) -> ZoneLimits:
        """The values of the parameter file."""
        rules = methodology.rules("task_zones")
        return cls(
            (rules.number("base_cut_pct"), rules.number("base_zone_pct")),
            (rules.number("high_cut_pct"), rules.number("high_zone_pct")),
            int(rules.number("informative_participants")),
        )

    def zone(self, task_level: str, completion: float) -> str:
        """`insufficient` below the zone around the limit, `border` inside it, else `sufficient`."""
        if task_level not in ("Б", "П", "В") or completion != completion:
            return ""
        cut, width = self.base if task_level == "Б" else self.high
        if completion < cut - width:
            return "insufficient"
        return "border" if completion < cut + width else "sufficient"


def by_task(data: Tables, year: int, limits: ZoneLimits | None = None) -> pd.DataFrame:
    """One row per task and place (school, municipality, the region of its own run): wave,
    procedure, grade, subject, level, variant, task, task_level, skill, max_score, scope_type,
    scope_id, participants (those of the task row, else of the work in `marks`; missing where
    neither is known), is_informative (enough participants; missing when unknown), completion,
    region, country (percent), gap (completion − region, percentage points: below zero is a
    deficit; missing for the region itself), zone (`insufficient`, `border`, `sufficient`; ""
    where the level is not stated)."""
    limits = limits or ZoneLimits.stated()
    rows = data.table("tasks")
    rows = rows[(rows["year"] == year).fillna(False) & rows["procedure"].isin(list(CODES.values()))]
    rows = rows.assign(
        wave=rows["wave"].fillna("spring"), level=rows["level"].fillna(""),
        variant=rows["variant"].fillna(""),
        completion=rows["completion_pct"].astype(float),
    )  # fmt: skip
    places = ["school", "municipality", *(["region"] if data.municipality.is_region else [])]
    own = rows[rows["scope_type"].isin(places)].reset_index(drop=True)
    tasks = _tuples(own, _TASK)
    for place in ("region", "country"):
        above = rows[is_text(rows, "scope_type", place)]
        done = _first_by(_tuples(above, _TASK), above["completion"].tolist())
        own[place] = [done.get(task, np.nan) for task in tasks]
    own.loc[own["scope_type"] == "region", "region"] = float("nan")
    count = own["participants"].astype("Float64").fillna(_participants(data, year, own))
    own["participants"] = count
    own["is_informative"] = (count >= limits.informative).astype("boolean")
    own["gap"] = own["completion"] - own["region"]
    own["zone"] = [
        limits.zone(str(level), float(value))
        for level, value in zip(own["task_level"], own["completion"], strict=True)
    ]
    columns = [
        *_TASK, "task_level", "skill", "max_score", "scope_type", "scope_id", "participants",
        "is_informative", "completion", "region", "country", "gap", "zone",
    ]  # fmt: skip
    order = own["task"].str.extract(r"(\d+)", expand=False).astype(float)
    by_place = ["scope_type", "scope_id", "procedure", "grade", "subject", "wave", "variant"]
    own = own.assign(order=order).sort_values([*by_place, "order", "task"], kind="stable")
    return own[columns].reset_index(drop=True)


def _participants(data: Tables, year: int, own: pd.DataFrame) -> pd.Series:
    """Participants of the whole work from `marks`, one per row of `own`."""
    work = ["scope_type", "scope_id", "wave", "procedure", "grade", "subject", "level"]
    table = data.table("marks")
    is_whole = np.array([not name for name in texts(table["class"])], dtype=bool)
    of_year = true(table["year"] == year) & is_whole
    table = pd.DataFrame({name: table[name].array[of_year] for name in [*work, "participants"]})
    table = table.assign(wave=table["wave"].fillna("spring"), level=table["level"].fillna(""))
    wrote = _first_by(_tuples(table, work), known(table["participants"]))
    return pd.Series([wrote.get(key) for key in _tuples(own, work)], dtype="Float64")


def _tuples(frame: pd.DataFrame, names: Sequence[str]) -> list[tuple[Any, ...]]:
    return list(zip(*(known(frame[name]) for name in names), strict=True))


def _first_by(keys: Sequence[_Key], values: Sequence[Any]) -> dict[_Key, Any]:
    """Value by key; of several with one key the first."""
    return dict(zip(reversed(keys), reversed(values), strict=True))


def by_skill(tasks: pd.DataFrame) -> pd.DataFrame:
    """Skills of a work: tasks, insufficient (count), is_systemic (more than half of at least two
    tasks of the skill are insufficient), mean gap; rows of `by_task` with a skill and a zone."""
    rows = tasks[(tasks["skill"].fillna("") != "") & (tasks["zone"] != "")]
    by = ["scope_type", "scope_id", "wave", "procedure", "grade", "subject", "level", "skill"]
    rows = rows.assign(insufficient=rows["zone"].eq("insufficient").astype(int))
    made = rows.groupby(by, sort=True).agg(
        tasks=("task", "size"), insufficient=("insufficient", "sum"), gap=("gap", "mean")
    )
    systemic = (made["tasks"] >= 2) & (2 * made["insufficient"] > made["tasks"])
    return made.assign(is_systemic=systemic.astype(bool)).reset_index()
