"""Places of an indicator: which schools make up the list, the cohort, the municipality.

Here: the schools of each scope for one run, sums over them, what a missing part does to a
sum. Not here: what is summed (`results`, `exams`, `admission` …).

A school that sent nothing at all is left out of a sum, and the note counts it. A school
whose pupils took part but whose numbers are missing or hidden makes the sum missing: a part
of the whole is unknown, and missing is not zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from helpers.indicators.once import fact
from helpers.indicators.rows import grouped, is_text
from helpers.indicators.values import joined
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
#: Scopes that are lists of schools.
_LISTS = ("listed", "cohort")


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
    rows = register[(register["results_year"] == year).fillna(False).astype(bool)]
    if source:
        rows = rows[[folded(str(name)) == folded(source) for name in rows["source"]]]
    return rows


def listed_schools(register: pd.DataFrame, year: int, source: str = "") -> SchoolSet:
    """Schools on a list by the results of `year`: the union of sources, or the named one.

    The list of a year is the one built on that year's results, whenever it was issued.
    """
    rows = list_rows(register, year, source)
    if not len(rows):
        named = f" источника «{source}»" if source else ""
        return SchoolSet(frozenset(), f"нет списка ШНОР{named} по результатам {year} года")
    sources = sorted({str(name) for name in rows["source"]})
    word = "источник списка" if len(sources) == 1 else "источники списка (объединение)"
    return SchoolSet(frozenset(rows["school_id"]), f"{word}: {', '.join(sources)}")


def base_year(register: pd.DataFrame, targets: pd.DataFrame, run: RunParams) -> int | None:
    """The year whose list is frozen; None without a list.

    The earliest one that the targets of the run's year name (of any year, when that year has
    none) and for which a list exists; without such a year, that of the first list. Lists of
    later years than the run's do not count.
    """
    lists = sorted({int(year) for year in register["results_year"].dropna() if year <= run.year})
    if not lists:
        return None
    own = targets[(targets["municipality_id"] == run.municipality_id)].dropna(subset="base_year")
    named = own[(own["year"] == run.year).fillna(False).astype(bool)]
    stated = {int(year) for year in (named if len(named) else own)["base_year"]}
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
    missing = rows[list(needed)].isna()
    some_missing = missing.any(axis=1).to_numpy()
    state = np.where(some_missing, NO_DATA, OK).astype(object)
    nothing = missing.all(axis=1).to_numpy()
    if presence:
        nothing = nothing & rows[list(presence)].isna().all(axis=1).to_numpy()
    state[nothing] = SILENT
    declared = rows["absences"].fillna("").to_numpy()
    for place in np.flatnonzero(some_missing & (declared != "")):
        kinds = _declared(declared[place], needed)
        if "suppressed" in kinds:
            state[place] = SUPPRESSED
        elif kinds and kinds <= set(_OUTSIDE):
            state[place] = NOT_APPLICABLE
    return pd.Series(state, index=rows.index, dtype=TEXT)


def _declared(text: str, names: Iterable[str]) -> set[str]:
    """Kinds of absence declared for any of the columns in «mark_2=suppressed;…»."""
    wanted = set(names)
    pairs = (part.partition("=") for part in text.split(";"))
    return {kind for name, _, kind in pairs if name in wanted}


def at_scopes(
    rows: pd.DataFrame, by: Sequence[str], sums: Sequence[str], where: Places | Sequence[Places]
) -> pd.DataFrame:
    """School rows and their sums over the list, the cohort, the municipality, the region.

    `rows`: one row per school and `by`, with `school_id`, `municipality_id`, `state`, the
    float columns `sums` and `note`: remarks parted by «; ». A remark of a school becomes one
    of the sum; `detail` (optional) stays with the school. The result has `by`, `sums`, `scope`,
    `municipality_id`, `school_id`, `state` (never `silent`) and `note`. For rows of several
    years, with `year` in `by`, `where` are the places of each of these years.
    """
    kept = [*by, *sums, "school_id", "municipality_id", STATE, "note"]
    years = _years(where)
    areas = _areas(rows[list(dict.fromkeys(kept))], years)
    total = summed(areas, [*by, "scope", "municipality_id"], sums)
    total["note"] = joined(_sources(total, years), total["note"]).to_numpy()
    result = pd.concat([_schools(rows, by, sums), total.assign(school_id="")], ignore_index=True)
    return result.assign(**{STATE: _spoken(result)})


def _spoken(rows: pd.DataFrame) -> Any:
    """The standing of rows in a result, where a silent school is one without data."""
    state = rows[STATE].to_numpy()
    return pd.array(np.where(state == SILENT, NO_DATA, state), dtype=TEXT)


def _years(where: Places | Sequence[Places]) -> Sequence[Places]:
    return [where] if isinstance(where, Places) else where


def _sources(rows: pd.DataFrame, years: Sequence[Places]) -> list[str]:
    """Where the list of each row of a sum comes from; "" for sums of no list."""
    known = {(name, where.year): where.schools(name).note for where in years for name in _LISTS}
    when = rows["year"].tolist() if len(years) > 1 else [years[0].year] * len(rows)
    return [known.get(key, "") for key in zip(rows["scope"].tolist(), when, strict=True)]


def with_published(
    rows: pd.DataFrame, by: Sequence[str], sums: Sequence[str], where: Places | Sequence[Places]
) -> pd.DataFrame:
    """Rows of a result table at every scope: schools, their sums, published larger areas.

    `rows` as for `at_scopes`, with `scope_type` and `scope_id`. `origin` tells computed from
    published; published rows are facts of their own, never added to a sum. Rows published of
    an area that the run is not about are left out.
    """
    computed = at_scopes(rows[is_text(rows, "scope_type", "school")], by, sums, where)
    above = _published(rows, _years(where)[0])
    above = above[[*by, *sums, "scope", "municipality_id", "school_id", STATE, "note"]]
    above = above.assign(**{STATE: _spoken(above)})
    _blank(above, sums)
    return pd.concat(
        [computed.assign(origin="computed"), above.assign(origin="published")], ignore_index=True
    )


def _published(rows: pd.DataFrame, where: Places) -> pd.DataFrame:
    """Published rows of the run's territory; a region's run has those of its municipalities."""
    regions = {where.region_id, *([where.municipality_id] if where.is_region else [])}
    own = is_text(rows, "scope_id", where.municipality_id) | where.is_region
    inside = is_text(rows, "scope_type", "municipality") & own
    above = is_text(rows, "scope_type", "region") & rows["scope_id"].isin(regions).to_numpy()
    found = rows[inside | above | is_text(rows, "scope_type", "country")]
    of_municipality = is_text(found, "scope_type", "municipality")
    return found.assign(
        scope=found["scope_type"],
        school_id="",
        municipality_id=found["scope_id"].where(of_municipality, where.municipality_id),
        note=joined(found["note"], found.get("detail", "")).to_numpy(),
    )


def _schools(rows: pd.DataFrame, by: Sequence[str], sums: Sequence[str]) -> pd.DataFrame:
    kept = rows[[*by, *sums, "municipality_id", "school_id", STATE, "note"]].assign(scope="school")
    kept["note"] = joined(kept["note"], rows.get("detail", "")).to_numpy()
    _blank(kept, sums)
    return kept


def _blank(rows: pd.DataFrame, sums: Sequence[str]) -> None:
    """Take the numbers of rows whose standing is not that of known ones."""
    unknown = ~is_text(rows, STATE, OK)
    if unknown.any():
        rows.loc[unknown, list(sums)] = np.nan


def _areas(rows: pd.DataFrame, years: Sequence[Places]) -> pd.DataFrame:
    """School rows repeated for each scope they belong to, with `scope` and the owner of the sum.

    Schools stored under the region itself belong to none of its municipalities.
    """
    where = years[0]
    whole = rows.assign(municipality_id=where.municipality_id, scope=where.own_scope)
    lists = [whole[_on_list(whole, name, years)].assign(scope=name) for name in _LISTS]
    if where.is_region:
        inside = rows[rows["municipality_id"] != where.municipality_id]
        lists.append(inside.assign(scope="municipality"))
    return pd.concat([*lists, whole], ignore_index=True)


def _on_list(rows: pd.DataFrame, name: str, years: Sequence[Places]) -> np.ndarray:
    if len(years) == 1:
        return rows["school_id"].isin(years[0].schools(name).school_ids).to_numpy()
    chosen = {(school, where.year) for where in years for school in where.schools(name).school_ids}
    pairs = zip(rows["school_id"].tolist(), rows["year"].tolist(), strict=True)
    return np.array([pair in chosen for pair in pairs], dtype=bool)


def summed(
    rows: pd.DataFrame, by: list[str], sums: Sequence[str], counted_word: str = "школ"
) -> pd.DataFrame:
    """Sums by group; missing where a part is missing or hidden, with the note that says so.

    The result has `by`, `sums`, `state` and `note`; `counted_word` names the rows in the note.
    """
    state = rows[STATE].to_numpy()
    groups, first = grouped(rows, by)
    counted = {name: np.where(state == OK, rows[name].to_numpy(), 0.0) for name in sums}
    added = _added(counted, groups, len(first))

    def held(which: np.ndarray) -> np.ndarray:
        return np.bincount(groups[which], minlength=len(first))

    ok, no_data, suppressed, silent = (
        held(state == kind) for kind in (OK, NO_DATA, SUPPRESSED, SILENT)
    )
    standing = np.select(
        [suppressed > 0, no_data > 0, ok > 0, silent > 0],
        [SUPPRESSED, NO_DATA, OK, SILENT],
        NOT_APPLICABLE,
    )
    total: dict[str, Any] = {name: rows[name].array.take(first) for name in by}
    for name in sums:
        total[name] = np.where(standing == OK, added[name], np.nan)
    total[STATE] = pd.array(standing.astype(object), dtype=TEXT)
    total["note"] = joined(
        _numbered(ok, f"{counted_word} с данными: "),
        _numbered(no_data + suppressed, f"{counted_word} с неизвестной частью чисел: "),
        _numbered(np.where(ok > 0, silent, 0), f"{counted_word} без данных: "),
        *(
            np.where(held(which) > 0, remark, "")
            for remark, which in _remarks(rows["note"]).items()
        ),
    ).to_numpy()
    return pd.DataFrame(total, index=pd.RangeIndex(len(first)))


def _added(
    counted: dict[str, np.ndarray], groups: np.ndarray, many: int
) -> Mapping[str, np.ndarray]:
    """Sums by group, a missing number adding nothing; whole numbers need no care of rounding."""
    plain = {name: np.nan_to_num(column) for name, column in counted.items()}
    if all((column % 1 == 0).all() for column in plain.values()):
        return {name: np.bincount(groups, column, many) for name, column in plain.items()}
    frame = pd.DataFrame(counted).groupby(groups, sort=False).sum()
    return {name: frame[name].to_numpy() for name in counted}


def _remarks(notes: pd.Series) -> dict[str, np.ndarray]:
    """Remark → which rows have it, in a fixed order."""
    codes, texts = pd.factorize(notes)
    held = [set(str(text).split("; ")) - {""} for text in texts]
    names = sorted(set().union(*held))
    return {name: np.array([name in own for own in held], dtype=bool)[codes] for name in names}


def _numbered(counts: np.ndarray, words: str) -> list[str]:
    """«words: n» where n is not zero."""
    return [f"{words}{count}" if count else "" for count in counts.tolist()]
