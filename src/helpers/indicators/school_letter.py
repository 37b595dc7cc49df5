"""What each school has to do, who does it and by which day: a letter of one page as data.

Here: facts of a run matched with the actions of `params/methodology/school_letter.yaml`. Not
here: the facts themselves (`low_results`, `early_warning`, `trials`, `teacher_year`), sentences
(`wording.school_letter`).

Days fall into the autumn after the results year. An action is proposed by a rule, not ordered:
the letter is signed by a person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from helpers import methodology
from helpers.errors import ParameterError
from helpers.indicators import trials
from helpers.indicators.early_warning import EarlyWarning
from helpers.indicators.low_results import LowResultsList
from helpers.indicators.rows import each
from helpers.indicators.teacher_year import TeacherYear
from helpers.params import RunParams
from helpers.store import Data

#: Kinds of facts in the order of a letter.
FACTS = ("decision", "listed", "low_result", "risk", "absent", "jump", "unhelped")
COLUMNS = ["school_id", "school_name", "fact", "about", "count", "whole", "action", "owner", "due"]


@dataclass(frozen=True)
class Task:
    """An action of the parameter file: when it is proposed, what, who, month and day."""

    fact: str
    action: str
    owner: str
    month: int
    day: int

    @classmethod
    def stated(cls) -> dict[str, Task]:
        """Actions by the fact that calls for them."""
        rules = methodology.rules("school_letter")
        found = {}
        for name, item in rules.parameters.items():
            if not isinstance(item.value, dict):
                continue
            value = rules.mapping(name)
            month, _, day = value.get("day", "").partition("-")
            if value.get("when") not in FACTS or not (month.isdigit() and day.isdigit()):
                raise ParameterError(
                    f"{rules.file}, «{name}»: ожидались when ({', '.join(FACTS)}), action, "
                    "owner и day вида 10-15."
                )
            found[value["when"]] = cls(
                value["when"], value["action"], value["owner"], int(month), int(day)
            )
        return found


@dataclass(frozen=True)
class Letters:
    """Letters of one run: `actions` has a row per school and action."""

    data: Data
    run: RunParams

    @cached_property
    def actions(self) -> pd.DataFrame:
        """One row per school, fact and what it is about, in the order of a letter.

        Columns: school_id, school_name, fact (of `FACTS`), about (a row of the frame behind the
        fact, as `namedtuple`, or None), count and whole (numbers of the fact, missing where it
        has none; of `listed`: low results of the year, and those of both years), action, owner
        (role), due (date). Schools without any fact have no row.
        """
        tasks = Task.stated()
        names = dict(
            zip(self.lists.schools["school_id"], self.lists.schools["school_name"], strict=True)
        )
        rows = [
            {
                "school_id": school_id,
                "school_name": names.get(school_id, school_id),
                "fact": fact,
                "about": about,
                "count": count,
                "whole": whole,
                "action": tasks[fact].action,
                "owner": tasks[fact].owner,
                "due": dt.date(self.run.year, tasks[fact].month, tasks[fact].day),
            }
            for school_id, fact, about, count, whole in self._facts()
            if fact in tasks
        ]
        frame = pd.DataFrame(rows, columns=COLUMNS)
        order = frame["fact"].map({fact: place for place, fact in enumerate(FACTS)})
        frame = frame.assign(order=order).sort_values(["school_id", "order"], kind="stable")
        return frame.drop(columns="order").reset_index(drop=True)

    @cached_property
    def lists(self) -> LowResultsList:
        """The list by the rule."""
        return LowResultsList(self.data, self.run.year)

    @cached_property
    def warning(self) -> EarlyWarning:
        """The warning for the next year."""
        return EarlyWarning(self.data, self.run.year)

    def _facts(self) -> Iterator[tuple[str, str, Any, float | None, float | None]]:
        """school_id, fact, what about, count, whole."""
        least = methodology.rules("school_letter").number("least_participation_pct")
        for verdict in self.lists.verdicts:
            if verdict.needs_decision:
                yield verdict.school_id, "decision", None, None, None
            if verdict.listed:
                now = sum(one.year == self.run.year for one in verdict.triggers)
                yield verdict.school_id, "listed", None, now, len(verdict.triggers)
            for one in verdict.triggers:
                if one.year == self.run.year:
                    yield verdict.school_id, "low_result", one, one.below, one.participants
            for one in verdict.results:
                if one.participation is not None and one.participation < least:
                    yield verdict.school_id, "absent", one, one.participants, one.enrolled
        works = self.warning.works
        for row in each(works[works["risk"] != "low"]):
            yield row.school_id, "risk", row, row.below, row.count
        jumps = trials.failure_jumps(self.data, self.run.year)
        for row in each(jumps[jumps["is_beyond_chance"]]):
            yield row.school_id, "jump", row, row.below, row.count
        teachers = TeacherYear(self.data, self.run)
        if teachers.unit_key == "school_id":
            unhelped = teachers.unhelped.groupby("unit_id")["teacher_code"].nunique()
            for school_id, count in unhelped.items():
                yield str(school_id), "unhelped", None, int(count), None
