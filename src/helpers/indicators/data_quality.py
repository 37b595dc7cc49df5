"""Whether the data of a run can carry conclusions: who sent what, what contradicts itself.

Here: the frames of the report on data quality, each made once. Not here: the checks
(`quality`), completeness work by work (`coverage`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from helpers import params
from helpers.indicators import coverage, quality
from helpers.indicators.low_results import default_rule
from helpers.indicators.overview import KINDS, Overview
from helpers.indicators.schools import vpr_forms_tally, working
from helpers.indicators.works import Results
from helpers.params import RunParams
from helpers.readers.corrections import Correction, load_corrections
from helpers.store import Data, Partition

#: Kind of data that every school sends → the table that holds it.
SENT_BY_SCHOOLS = {
    "Отметки": "marks",
    "Условия": "context",
    "Педагоги": "teachers",
    "Кадры по предметам": "staffing",
    "Независимая оценка": "satisfaction",
    "Оснащение": "material",
    "Родители": "parents",
    "Самооценка": "self_assessment",
}


@dataclass(frozen=True)
class DataQuality:
    """Frames of one run, made when they are first asked for."""

    data: Data
    run: RunParams

    @cached_property
    def picture(self) -> Overview:
        """The overview of the same run: kinds of data and results."""
        return Overview(self.data, self.run)

    @property
    def results(self) -> Results:
        """Results by work (`works.results`)."""
        return self.picture.results

    @cached_property
    def held(self) -> pd.DataFrame:
        """What kinds of data the year has (`Overview.held`): kind, rows, years."""
        return self.picture.held

    @property
    def kinds(self) -> int:
        """How many kinds of data there could be."""
        return len(KINDS)

    @cached_property
    def schools(self) -> pd.DataFrame:
        """Schools that work in the year."""
        return working(self.data, self.run.year)

    @cached_property
    def sent(self) -> pd.DataFrame:
        """One row per school of the year: school_id, school_name, and for each kind of
        `SENT_BY_SCHOOLS` the number of its rows in the year. Kinds without any row are not
        there: nobody was asked, or nothing was loaded."""
        table = self.schools[["school_id", "school_name"]].copy()
        for kind, name in SENT_BY_SCHOOLS.items():
            rows = self.data.table(name)
            rows = rows[(rows["year"] == self.run.year).fillna(False).astype(bool)]
            if "scope_type" in rows:
                rows = rows[rows["scope_type"] == "school"].rename(
                    columns={"scope_id": "school_id"}
                )
            if len(rows):
                counts = rows.groupby("school_id").size()
                table[kind] = table["school_id"].map(counts).fillna(0).astype("int64")
        return table

    @property
    def sent_kinds(self) -> list[str]:
        """Kinds of `sent`."""
        return [name for name in SENT_BY_SCHOOLS if name in self.sent]

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """Schools and kinds without a row where other schools have one: school_name, kind."""
        rows = [
            {"school_name": school["school_name"], "kind": kind}
            for school in self.sent.to_dict("records")
            for kind in self.sent_kinds
            if not school[kind]
        ]
        return pd.DataFrame(rows, columns=["school_name", "kind"])

    @cached_property
    def by_work(self) -> pd.DataFrame:
        """Completeness work by work (`coverage.by_work`)."""
        return coverage.by_work(self.results)

    @cached_property
    def silent(self) -> pd.DataFrame:
        """Units without any result of the year (`coverage.silent_units`)."""
        return coverage.silent_units(self.results)

    @cached_property
    def forms(self) -> pd.DataFrame:
        """Protocols of ВПР by school: school_id, planned, loaded (`vpr_forms_tally`)."""
        rows = vpr_forms_tally(self.data.table("marks"), self.run.year)
        made = rows.rename(columns={"denominator": "planned", "numerator": "loaded"})
        return made[["school_id", "planned", "loaded"]].reset_index(drop=True)

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Findings of the check over all years of the run's territories: severity, code,
        message, source (slot of the ledger), row, found, expected. Errors first."""
        ledger = self.data.store.ledger().sources
        sources = quality.Sources({code: record.slot for code, record in ledger.items()})
        known = params.municipalities()
        rows = [
            {
                "severity": one.severity, "code": one.code, "message": one.message,
                "source": one.file or "", "row": one.row, "found": one.found or "",
                "expected": one.expected or "",
            }
            for member in self.data.members()
            for one in quality.findings(Partition(self.data.store, known[member]), sources)
        ]  # fmt: skip
        columns = ["severity", "code", "message", "source", "row", "found", "expected"]
        frame = pd.DataFrame(rows, columns=columns)
        return frame.sort_values("severity", kind="stable").reset_index(drop=True)

    @cached_property
    def corrections(self) -> list[Correction]:
        """Known errors of sources that are put right at import."""
        return load_corrections(self.data.store.dataset / "corrections")

    @cached_property
    def small(self) -> tuple[int, int]:
        """Works of the year at units whose group is small, and all works at units."""
        rows = self.results.failed_units
        return int((rows["denominator"] < default_rule().small_n).sum()), len(rows)
