"""Tallies: numerator and denominator of an indicator, school by school.

Here: the shape that facts about schools and teachers are counted into, and how tallies
become values of every scope. Not here: what is counted (`teachers`, `context`, `events`,
`schools`) and the tallies of marks and exams (`results`, `exams`).

A school that reported nothing is left out of a sum on both sides, and the note counts it.
`basis`, where given, is the number of people the statement rests on: with a basis of zero
there is no value, whatever the denominator («nobody was diagnosed» is not «no deficits»).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from helpers.indicators import scope_sums, scopes, values
from helpers.indicators.catalogue import entry
from helpers.indicators.periods import school_year_end, school_year_start
from helpers.indicators.rows import each, is_text
from helpers.indicators.scopes import OK, SILENT, STATE, Places, SchoolSet
from helpers.params import RunParams
from helpers.schemas.frames import TEXT

COLUMNS = ["indicator_id", "school_id", "numerator", "denominator", "basis", STATE]
_SUMS = ["numerator", "denominator", "basis"]


def tally(
    indicator_id: str,
    schools: Sequence[Any] | pd.Series | pd.Index,
    numerator: Any,
    denominator: Any = None,
    basis: Any = None,
    state: Any = None,
) -> pd.DataFrame:
    """Rows of one indicator: one per school.

    A count has no denominator. Without a given `state` a row is silent when its numerator,
    or the denominator of a share, is missing.
    """
    count = len(schools)
    part, whole = _floats(numerator, count), _floats(denominator, count)
    missing = np.isnan(part)
    if denominator is not None:
        missing |= np.isnan(whole)
    own = np.where(missing, SILENT, OK) if state is None else state
    return pd.DataFrame(
        {
            "indicator_id": indicator_id,
            "school_id": pd.Series(np.asarray(schools, dtype=object), dtype=TEXT).fillna(""),
            "numerator": part,
            "denominator": whole,
            "basis": np.ones(count) if basis is None else _floats(basis, count),
            STATE: pd.array(np.asarray(own, dtype=object), dtype=TEXT),
        }
    )


def _floats(given: Any, count: int) -> Any:
    if given is None:
        return np.full(count, np.nan)
    return pd.array(given, dtype="Float64").to_numpy(dtype=np.float64, na_value=np.nan)


def fact_tally(indicator_id: str, schools: pd.DataFrame, fact: pd.Series) -> pd.DataFrame:
    """A yes-or-no fact: numerator 0 or 1 of 1, silent where it is unknown."""
    known = fact.notna().astype("Float64")
    return tally(indicator_id, schools["school_id"], fact.astype("Float64"), known.where(known > 0))


def count_tally(
    indicator_id: str, schools: pd.DataFrame, counted: pd.Series, reported_in: Iterable[Any]
) -> pd.DataFrame:
    """A count of records by school: zero where there is none and the municipality reports.

    `counted` is indexed by school_id; a missing count (records without numbers) stays
    missing. Schools of municipalities that reported nothing of the kind are silent.
    """
    numbers = schools["school_id"].map(counted.astype("Float64"))
    none = ~schools["school_id"].isin(counted.index)
    reporting = schools["municipality_id"].isin(set(reported_in))
    return tally(indicator_id, schools["school_id"], numbers.mask(none & reporting, 0.0))


def combined(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """All tallies in one frame."""
    frames = [part for part in parts if len(part)]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=COLUMNS)


def support_places(data: scopes.Tables, run: RunParams) -> Places:
    """The scopes of a run for indicators of support.

    The list is that of the year's results, as for results. Where the year has none (it is
    issued later), it is the list whose support falls in the school year, or the one by the
    results of the year before; the note says which.
    """
    where = scopes.places(data, run)
    if where.listed.school_ids:
        return where
    register = data.table("shnor_register")
    begun = register["support_from"] <= pd.Timestamp(school_year_end(run.year))
    ended = register["support_to"] < pd.Timestamp(school_year_start(run.year))
    supported = register[begun & ~ended & (register["results_year"] < run.year).fillna(False)]
    if len(supported) and not run.register_source:
        years = sorted({int(year) for year in supported["results_year"]})
        note = f"список, действовавший в учебном году (результаты {', '.join(map(str, years))} г.)"
        return replace(where, listed=SchoolSet(frozenset(supported["school_id"]), note))
    before = scopes.listed_schools(register, run.year - 1, run.register_source)
    if not before.school_ids:
        return where
    note = f"список по результатам {run.year - 1} года; {before.note}"
    return replace(where, listed=SchoolSet(before.school_ids, note))


def tally_values(
    tallies: pd.DataFrame, schools: pd.DataFrame, where: Places, expected: Sequence[str]
) -> pd.DataFrame:
    """Values of tallies at every scope: school, listed, cohort, municipality, region.

    `schools` has school_id and municipality_id of all schools of the run; a school without a
    row in a tally is silent. Tallies of a school that is not among them, or of none
    (school_id ""), belong to the municipality of the run.
    Each identifier of `expected` without any known row gives one row without data.
    """
    told = ~is_text(tallies, STATE, SILENT)
    known = set(tallies["indicator_id"].to_numpy()[told].tolist())
    parts = [_absent([name for name in expected if name not in known], where)]
    found = tallies[tallies["indicator_id"].isin(known)]
    if len(found):
        placed = _on_all_schools(found, schools, where)
        summed = scope_sums.at_scopes(placed, ["indicator_id"], _SUMS, where)
        of_no_school = is_text(summed, "scope", "school") & is_text(summed, "school_id", "")
        parts.extend(_valued(summed[~of_no_school].assign(year=where.year)))
    return values.combined(parts)


def _on_all_schools(tallies: pd.DataFrame, schools: pd.DataFrame, where: Places) -> pd.DataFrame:
    """A row of every indicator for every school, silent where there was none."""
    home: dict[str, str] = dict(each(schools[["school_id", "municipality_id"]]))
    names = zip(tallies["indicator_id"].tolist(), tallies["school_id"].tolist(), strict=True)
    told = {one: row for row, one in enumerate(names)}
    known = sorted(tallies["indicator_id"].unique().tolist())
    every = [(name, school) for name in known for school in home]
    every += [one for one in told if one[1] not in home]
    # a row that is not there makes one of missing cells
    rows = tallies.reset_index(drop=True).reindex([told.get(one, -1) for one in every])
    return rows.assign(
        indicator_id=pd.array([name for name, _ in every], dtype=TEXT),
        school_id=pd.array([school for _, school in every], dtype=TEXT),
        municipality_id=pd.array(
            [home.get(school, where.municipality_id) for _, school in every], dtype=TEXT
        ),
        note="",
        **{STATE: rows[STATE].fillna(SILENT)},
    )


def _valued(rows: pd.DataFrame) -> Iterable[pd.DataFrame]:
    """Rows as values by the kind of the indicator: share, count or mean."""
    baseless = (rows["basis"] == 0).to_numpy() & is_text(rows, STATE, OK)
    status = np.where(baseless, "no_data", rows[STATE].to_numpy())
    numbers = {
        name: np.where(status == OK, rows[name].to_numpy(), np.nan)
        for name in ("numerator", "denominator")
    }
    note = values.joined(rows["note"], np.where(baseless, "нет данных диагностики", ""))
    rows = rows.assign(status=status, note=note.to_numpy(), **numbers)
    kinds = rows["indicator_id"].map({name: _kind(name) for name in rows["indicator_id"].unique()})
    for kind in sorted(set(kinds.tolist())):
        part = rows[(kinds == kind).to_numpy()]
        if kind == "share":
            yield values.shares(part)
        elif kind == "count":
            yield values.counts(part.assign(denominator=np.nan))
        else:
            whole = part["denominator"].where(part["denominator"] > 0)
            yield values.measured(part.assign(value=part["numerator"] / whole))


def _kind(indicator_id: str) -> str:
    described = entry(indicator_id)
    if described.is_share:
        return "share"
    return "count" if described.unit == "ед." else "mean"


def _absent(names: Sequence[str], where: Places) -> pd.DataFrame:
    rows = [
        {
            "indicator_id": name,
            "municipality_id": where.municipality_id,
            "year": where.year,
            "scope": where.own_scope,
            "note": "данные не представлены",
        }
        for name in names
    ]
    return values.absent(rows) if rows else values.empty()
