"""Objectivity of one run: the frames of its report, each made once.

Here: which frames the report asks for. Not here: how a sign, a border or a gap is found (the
neighbours), sentences and drawings.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from helpers.errors import ParameterError
from helpers.indicators import journal, works
from helpers.indicators.objectivity import agreement, counts
from helpers.indicators.objectivity.boundaries import boundaries
from helpers.indicators.objectivity.rule import Rule, default_rule
from helpers.indicators.objectivity.signs import NOT_COMPUTED, SIGN, signs
from helpers.indicators.works import Results
from helpers.params import RunParams
from helpers.store import Data


@dataclass(frozen=True)
class Objectivity:
    """Frames of one run of the internal edition; another edition raises `ParameterError`."""

    data: Data
    run: RunParams

    def __post_init__(self) -> None:
        if self.run.edition != "internal":
            raise ParameterError(
                f"edition: найдено «{self.run.edition}», ожидалось «internal»: отчёт о признаках "
                "читает результаты участников и существует только для служебного пользования."
            )

    @cached_property
    def rule(self) -> Rule:
        """The rule of the method."""
        return default_rule()

    @cached_property
    def results(self) -> Results:
        """Results by work (`works.results`)."""
        return works.results(self.data, self.run)

    @cached_property
    def signs(self) -> pd.DataFrame:
        """Every sign of every school (`signs.signs`)."""
        return signs(self.data, self.run, self.rule)

    @cached_property
    def schools(self) -> pd.DataFrame:
        """Signs counted by school (`counts.by_school`)."""
        return counts.by_school(self.signs)

    @cached_property
    def hits(self) -> pd.DataFrame:
        """The signs that were found."""
        return self.signs[self.signs["status"] == SIGN]

    @cached_property
    def barred(self) -> pd.DataFrame:
        """The signs that were not computed, each with its reason."""
        return self.signs[self.signs["status"] == NOT_COMPUTED]

    @cached_property
    def index(self) -> pd.DataFrame:
        """The index of the territory and its municipalities (`counts.index`)."""
        return counts.index(self.schools)

    @cached_property
    def years(self) -> pd.DataFrame:
        """Signs of schools over the years (`counts.years`)."""
        return counts.years(self.data, self.run, self.rule)

    @cached_property
    def against_journal(self) -> pd.DataFrame:
        """Marks against the journal by work of the year (`journal.comparison`)."""
        return journal.comparison(self.data, self.results)

    @cached_property
    def agreement(self) -> pd.DataFrame:
        """Marks against the journal by school, work and year (`agreement.by_year`)."""
        return agreement.by_year(self.data, self.run)

    @cached_property
    def matrix(self) -> pd.DataFrame:
        """Pairs of marks by work (`agreement.matrix`)."""
        return agreement.matrix(self.data, self.run)

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """Wide gaps counted by school and work (`agreement.gaps_by_school`)."""
        return agreement.gaps_by_school(self.data, self.run, self.rule)

    @cached_property
    def boundaries(self) -> pd.DataFrame:
        """Ratios at the borders of marks (`boundaries.boundaries`)."""
        return boundaries(self.data, self.run, self.rule)
