"""Fair comparison of one run: the frames of the section and of the panel, made when asked for.

Here: which data go into which comparison. Not here: how each is made (the modules beside).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from helpers.indicators import objectivity, peers, tallies, works
from helpers.indicators.peers.compared import usable_results
from helpers.indicators.rows import each
from helpers.indicators.schools import active_schools
from helpers.params import RunParams
from helpers.store import Data


@dataclass(frozen=True)
class PeersYear:
    """Comparisons among the schools of the run's territory."""

    data: Data
    run: RunParams

    @cached_property
    def rule(self) -> peers.Rule:
        """The parameters."""
        return peers.default_rule()

    @cached_property
    def view(self) -> works.Results:
        """Values of the years that any comparison asks for."""
        return works.results(self.data, self.run, years_back=len(self.span) - 1)

    @cached_property
    def span(self) -> range:
        """The years compared."""
        back = max(self.rule.resilient_years, self.rule.leader_years) - 1
        return range(self.run.year - back, self.run.year + 1)

    def name(self, school_id: str) -> str:
        """Name of a school, or its code."""
        name = self.view.schools.get(school_id)
        return str(name) if isinstance(name, str) and name else school_id

    def _scores(self, year: int) -> pd.DataFrame:
        schools = self.data.table("schools")
        active = active_schools(schools, year)
        return peers.standardised(self.data.table("context"), schools, active, year, self.rule)

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Standardised conditions of the year (`standardised`)."""
        return self._scores(self.run.year)

    @cached_property
    def nearest(self) -> pd.DataFrame:
        """The k nearest schools of each (`nearest`)."""
        return peers.nearest(self.scores, self.rule)

    @cached_property
    def all_pairs(self) -> pd.DataFrame:
        """Every pair with its distance (`nearest` without a limit)."""
        return peers.nearest(self.scores, replace(self.rule, k=max(len(self.scores), 1)))

    @cached_property
    def results(self) -> dict[int, pd.DataFrame]:
        """Exam results that may be compared, by year (`usable_results`); years with none out."""
        rows = self.view.rows
        made = {year: usable_results(rows[rows["year"] == year], self.rule) for year in self.span}
        return {year: frame for year, frame in made.items() if len(frame)}

    @cached_property
    def current(self) -> pd.DataFrame:
        """Exam results of the run's year."""
        rows = self.view.rows
        return self.results.get(self.run.year, usable_results(rows.iloc[:0], self.rule))

    @cached_property
    def compared(self) -> pd.DataFrame:
        """Results against the peers' median (`against_peers`)."""
        return peers.against_peers(self.current, self.nearest)

    @cached_property
    def hard(self) -> dict[int, pd.DataFrame]:
        """Index of hardship by year (`hardship`)."""
        return {year: peers.hardship(self._scores(year), self.rule) for year in self.span}

    @cached_property
    def places(self) -> dict[int, pd.DataFrame]:
        """Places by exam results by year (`result_places`)."""
        return {year: peers.result_places(one, self.rule) for year, one in self.results.items()}

    @cached_property
    def expected(self) -> pd.DataFrame:
        """Expected and real results (`expected_results`), for a whole region only."""
        rows = self.current if self.view.territory.is_region else self.current.iloc[:0]
        return peers.expected_results(rows, self.hard[self.run.year], self.rule)

    @cached_property
    def resilient(self) -> pd.DataFrame:
        """Schools judged for resilience (`resilient`)."""
        return peers.resilient(self.hard, self.places, self.run.year, self.rule)

    @cached_property
    def signs(self) -> dict[str, int]:
        """Signs of biased assessment by school, those with any computed; none in the public
        edition, which does not read results of participants."""
        if self.run.edition != "internal":
            return {}
        counted = objectivity.by_school(objectivity.signs(self.data, self.run))
        counted = counted[counted["signs"].notna()]
        return {row.school_id: int(row.signs) for row in each(counted)}

    @cached_property
    def leaders(self) -> pd.DataFrame:
        """Schools by the criteria of leaders (`leaders`); empty without exams of the year."""
        if self.run.year not in self.places:
            return pd.DataFrame(columns=["school_id", "place", "measures", "years_top",
                "years_known", "signs", "is_listed", "is_leader", "is_reserve"])  # fmt: skip
        listed = tallies.support_places(self.data, self.run).listed.school_ids
        return peers.leaders(self.places, self.run.year, listed, self.rule, self.signs)

    @cached_property
    def partners(self) -> pd.DataFrame:
        """Leaders proposed to schools (`partner_proposals`)."""
        return peers.partner_proposals(
            self.compared, self.all_pairs, self.current, self.leaders, self.rule
        )

    @cached_property
    def own_tests(self) -> pd.DataFrame:
        """ВПР beside the exams: school_id, works, better: in how many works of the year the
        school's share of «2» is below the median of the schools. Never a criterion."""
        rows = works.usable(self.view.current)
        rows = rows[(rows["scope"] == "school") & (rows["measure"] == "mark_2_share")]
        rows = rows[(rows["procedure"] == "vpr")]
        value = rows["value"].astype("float64")
        middle = value.groupby(rows["series"]).transform("median")
        flags = rows[["school_id"]].assign(works=1, better=(value < middle).astype(int))
        return flags.groupby("school_id", as_index=False).sum()
