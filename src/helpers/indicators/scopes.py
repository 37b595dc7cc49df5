"""Places of an indicator: which schools make up the list, the cohort, the municipality.

Here: the schools of each scope for one run, the standing of a row. Not here: sums over the
schools of a scope (`scope_sums`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.indicators.once import fact
from helpers.indicators.plain import texts
from helpers.indicators.rows import is_number, is_text
from helpers.params import Municipality, RunParams
from helpers.schemas.frames import TEXT
from helpers.vocabulary import folded

#: Standing of the numbers of one row. `silent`: nothing was sent at all.
OK, NO_DATA, SUPPRESSED, NOT_APPLICABLE, SILENT = (
    "ok", "no_data", "suppressed", "not_applicable", "silent",
)  # fmt: skip
STATE = "state"
#: Columns of a result table that say where a row belongs.
PLACE = ("scope_type", "scope_id", "municipality_id")

#: Declared absences that mean «there is nothing to count here».
_OUTSIDE = ("not_applicable", "not_drawn")


class Tables(Protocol):
    """What an indicator needs of the data of a run."""

    @property
    def municipality(self) -> Municipality:
        """The municipality of the run."""

    def table(self, name: str) -> pd.DataFrame:
        """Rows of a contract table, with `municipality_id`."""


@dataclass(frozen=True)
class SchoolSet:
    """Schools of a list, and where the list comes from (for the note of a value)."""

    school_ids: frozenset[str]
    note: str


@dataclass(frozen=True)
class Places:
    """The scopes of one run. `own_scope` is the scope that the run as a whole has."""

    year: int
    municipality_id: str
    region_id: str
    is_region: bool
    listed: SchoolSet
    cohort: SchoolSet

    @property
    def own_scope(self) -> str:
        """`region` when the run is about a region, else `municipality`."""
        return "region" if self.is_region else "municipality"

    def schools(self, scope: str) -> SchoolSet:
        """Schools of a scope that is a list: `listed` or `cohort`."""
        return {"listed": self.listed, "cohort": self.cohort}[scope]


def places(data: Tables, run: RunParams) -> Places:
    """The scopes of a run: the list of its results year, the frozen cohort, the territory."""
    return fact(data, ("places", repr(run)), lambda: _places(data, run))


def _places(data: Tables, run: RunParams) -> Places:
    register = data.table("shnor_register")
    municipality = data.municipality
    return Places(
        year=run.year,
        municipality_id=run.municipality_id,
        region_id=municipality.region_id or run.municipality_id,
        is_region=municipality.is_region,
        listed=listed_schools(register, run.year, run.register_source),
        cohort=cohort_schools(register, data.table("targets"), run),
    )


def list_rows(register: pd.DataFrame, year: int, source: str = "") -> pd.DataFrame:
    """Rows of the list by the results of `year`: of every source, or of the named one."""
    return register[_of_list(register, year, source)]


def _of_list(register: pd.DataFrame, year: int, source: str) -> NDArray[np.bool_]:
    found = is_number(register, "results_year", year)
    if source:
        named = [folded(name) == folded(source) for name in texts(register["source"])]
        found &= np.array(named, dtype=bool)
    return found


def listed_schools(register: pd.DataFrame, year: int, source: str = "") -> SchoolSet:
    """Schools on a list by the results of `year`: the union of sources, or the named one.

    The list of a year is the one built on that year's results, whenever it was issued.
    """
    found = _of_list(register, year, source)
    if not found.any():
        named = f" источника «{source}»" if source else ""
        return SchoolSet(frozenset(), f"нет списка ШНОР{named} по результатам {year} года")
    sources = sorted({str(name) for name in register["source"][found].tolist()})
    word = "источник списка" if len(sources) == 1 else "источники списка (объединение)"
    school_ids = frozenset(register["school_id"][found].tolist())
    return SchoolSet(school_ids, f"{word}: {', '.join(sources)}")


def base_year(register: pd.DataFrame, targets: pd.DataFrame, run: RunParams) -> int | None:
    """The year whose list is frozen; None without a list.

    The earliest one that the targets of the run's year name (of any year, when that year has
    none) and for which a list exists; without such a year, that of the first list. Lists of
    later years than the run's do not count.
    """
    years = register["results_year"].dropna().tolist()
    lists = sorted({int(year) for year in years if year <= run.year})
    if not lists:
        return None
    own = is_text(targets, "municipality_id", run.municipality_id)
    own &= targets["base_year"].notna().to_numpy()
    named = own & is_number(targets, "year", run.year)
    chosen = targets["base_year"][named if named.any() else own]
    stated = {int(year) for year in chosen.tolist()}
    return min((year for year in stated if year in lists), default=lists[0])


def cohort_schools(register: pd.DataFrame, targets: pd.DataFrame, run: RunParams) -> SchoolSet:
    """Schools of the frozen list of the base year (`base_year`)."""
    base = base_year(register, targets, run)
    if base is None:
        return SchoolSet(frozenset(), "нет списка ШНОР базового года")
    found = listed_schools(register, base, run.register_source)
    return SchoolSet(found.school_ids, f"список по результатам {base} года; {found.note}")


def states(rows: pd.DataFrame, needed: Sequence[str], presence: Sequence[str] = ()) -> pd.Series:
    """Standing of each row for a measure that needs all columns of `needed`.

    `presence` are columns whose number shows that the school did take part: a row without
    any of `needed` and `presence`, and without a declaration «скрыто», is silent.
    """
    missing = _missing(rows, needed)
    some_missing = missing.any(axis=0)
    state = np.where(some_missing, NO_DATA, OK).astype(object)
    nothing = missing.all(axis=0)
    if presence:
        nothing = nothing & _missing(rows, presence).all(axis=0)
    state[nothing] = SILENT
    declared = rows["absences"].fillna("").to_numpy()
    for place in np.flatnonzero(some_missing & (declared != "")):
        kinds = _declared(declared[place], needed)
        if "suppressed" in kinds:
            state[place] = SUPPRESSED
        elif kinds and kinds <= set(_OUTSIDE):
            state[place] = NOT_APPLICABLE
    return pd.Series(state, index=rows.index, dtype=TEXT)


def _missing(rows: pd.DataFrame, names: Sequence[str]) -> NDArray[np.bool_]:
    """Where the columns are missing: one row per column."""
    return np.array([rows[name].isna().to_numpy() for name in names])


def _declared(text: str, names: Iterable[str]) -> set[str]:
    """Kinds of absence declared for any of the columns in «mark_2=suppressed;…»."""
    wanted = set(names)
    pairs = (part.partition("=") for part in text.split(";"))
    return {kind for name, _, kind in pairs if name in wanted}
