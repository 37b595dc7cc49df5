"""The staff of a school year and its units: whose deficits, plans and help are counted.

Here: cards, listed schools and units of one run, each made once. Not here: what a card says
(`teachers`), diagnoses and help of these people (`teacher_diagnosis`, `teacher_support`).

Deficits, plans and help are counted of the teachers of listed schools (of all schools where
there is no list). A unit is a school; in a region that has municipalities it is a municipality.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers import params
from helpers.indicators import (
    tallies,
    teachers,
)
from helpers.indicators.deficits import DeficitRule
from helpers.indicators.schools import working
from helpers.indicators.scopes import Places, SchoolSet
from helpers.indicators.teachers import TrainingRule
from helpers.params import RunParams
from helpers.store import Data


def focused(cards: pd.DataFrame, listed: SchoolSet) -> NDArray[np.bool_]:
    """Which pedagogical staff is counted: that of listed schools; all where they have none."""
    people: NDArray[np.bool_] = ~cards["is_management"].to_numpy()
    own = people & cards["school_id"].isin(listed.school_ids).to_numpy()
    return own if own.any() else people


@dataclass(frozen=True)
class TeacherStaff:
    """People and places of one run, made when they are first asked for."""

    data: Data
    run: RunParams
    rule: DeficitRule = field(default_factory=DeficitRule.stated)
    training: TrainingRule = field(default_factory=TrainingRule.stated)

    @property
    def year(self) -> int:
        """The calendar year in which the school year ends."""
        return self.run.year

    @cached_property
    def cards(self) -> pd.DataFrame:
        """All staff of the year (`teachers.teacher_cards`) with `unit_id`."""
        cards = teachers.cards_of(self.data, self.year, self.rule, self.training)
        return cards.assign(unit_id=cards[self.unit_key].fillna("").astype("str"))

    @cached_property
    def everyone(self) -> pd.DataFrame:
        """Cards of pedagogical staff of all schools."""
        return self.cards[~self.cards["is_management"]].reset_index(drop=True)

    @cached_property
    def people(self) -> pd.DataFrame:
        """Cards of those whom deficits and help are counted of: pedagogical staff of listed
        schools; of all schools where no list names a school with staff."""
        everyone = self.everyone
        return everyone[focused(everyone, self.listed)].reset_index(drop=True)

    @property
    def is_listed(self) -> bool:
        """Whether `people` are those of listed schools."""
        inside = self.people["school_id"].isin(self.listed.school_ids)
        return bool(len(inside)) and bool(inside.all())

    @cached_property
    def places(self) -> Places:
        """The scopes of the run (`tallies.support_places`)."""
        return tallies.support_places(self.data, self.run)

    @property
    def listed(self) -> SchoolSet:
        """Schools on the list that the support of the year is counted for."""
        return self.places.listed

    @cached_property
    def schools(self) -> pd.DataFrame:
        """Schools that work in the year: school_id, municipality_id, school_name."""
        return working(self.data, self.year)

    @cached_property
    def unit_key(self) -> str:
        """Column that names the unit: `school_id`, or `municipality_id` in a wide region."""
        wide = self.data.municipality.is_region and self.schools["municipality_id"].nunique() > 1
        return "municipality_id" if wide else "school_id"

    @cached_property
    def unit_names(self) -> dict[str, str]:
        """Name of each unit; a school without a name is called by its code."""
        if self.unit_key == "municipality_id":
            return params.names_of(self.schools["municipality_id"].unique())
        names = self.schools.set_index("school_id")["school_name"].fillna("")
        return {str(code): str(name) or str(code) for code, name in names.items()}

    @cached_property
    def _in_units(self) -> pd.DataFrame:
        """Pedagogical staff with the unit in place of the school, as indicator functions ask."""
        return self.people[["teacher_code"]].assign(school_id=self.people["unit_id"])
