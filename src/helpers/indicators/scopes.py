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
from numpy.typing import NDArray

from helpers.indicators.once import fact
from helpers.indicators.rows import grouped, is_number, is_text
from helpers.indicators.values import joined_texts
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
    return register[_of_list(register, year, source)]


def _of_list(register: pd.DataFrame, year: int, source: str) -> NDArray[np.bool_]:
    found = is_number(register, "results_year", year)
    if source:
        found &= [folded(str(name)) == folded(source) for name in register["source"].tolist()]
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


@dataclass(frozen=True)
class _Part:
    """Rows of a result: `at` are the rows given that say what each of them is about."""

    at: NDArray[np.intp]
    numbers: Mapping[str, np.ndarray]
    municipality_id: Sequence[str]
    school_id: Sequence[str]
    state: np.ndarray
    note: Sequence[str]
    scope: Sequence[str]
    origin: str = "computed"


def at_scopes(
    rows: pd.DataFrame, by: Sequence[str], sums: Sequence[str], where: Places | Sequence[Places]
) -> pd.DataFrame:
    """School rows and their sums over the list, the cohort, the municipality, the region.

    `rows`: one row per school and `by`, with `school_id`, `municipality_id`, `state`, the
    float columns `sums` and `note`: remarks parted by «; ». A remark of a school becomes one
    of the sum; `detail` (optional) stays with the school. The result has `by`, `sums`, `scope`,
    `municipality_id`, `school_id`, `state` (never `silent`), `note` and `origin` (`computed`).
    For rows of several years, with `year` in `by`, `where` are the places of each of these years.
    """
    return _framed(rows, by, sums, _computed(rows, np.arange(len(rows)), by, sums, _years(where)))


def with_published(
    rows: pd.DataFrame, by: Sequence[str], sums: Sequence[str], where: Places | Sequence[Places]
) -> pd.DataFrame:
    """Rows of a result table at every scope: schools, their sums, published larger areas.

    `rows` as for `at_scopes`, with `scope_type` and `scope_id`. `origin` tells computed from
    published; published rows are facts of their own, never added to a sum. Rows published of
    an area that the run is not about are left out.
    """
    years = _years(where)
    schools = np.flatnonzero(is_text(rows, "scope_type", "school"))
    parts = _computed(rows, schools, by, sums, years)
    return _framed(rows, by, sums, [*parts, _published(rows, sums, years[0])])


def _framed(
    rows: pd.DataFrame, by: Sequence[str], sums: Sequence[str], parts: Sequence[_Part]
) -> pd.DataFrame:
    """The parts in one frame; a silent school is one without data."""
    at = np.concatenate([part.at for part in parts])
    state = np.concatenate([part.state for part in parts])
    made: dict[str, Any] = {name: rows[name].array.take(at) for name in by}
    for name in sums:
        made[name] = np.concatenate([part.numbers[name] for part in parts])
    texts: dict[str, Any] = {
        "municipality_id": [text for part in parts for text in part.municipality_id],
        "school_id": [text for part in parts for text in part.school_id],
        STATE: np.where(state == SILENT, NO_DATA, state),
        "note": [text for part in parts for text in part.note],
        "scope": [text for part in parts for text in part.scope],
        "origin": [part.origin for part in parts for _ in part.note],
    }
    made |= {name: pd.array(column, dtype=TEXT) for name, column in texts.items()}
    return pd.DataFrame(made)


def _years(where: Places | Sequence[Places]) -> Sequence[Places]:
    return [where] if isinstance(where, Places) else where


def _computed(
    rows: pd.DataFrame,
    schools: NDArray[np.intp],
    by: Sequence[str],
    sums: Sequence[str],
    years: Sequence[Places],
) -> list[_Part]:
    """The rows of schools and their sums over each area."""
    taken, scope, owner = _areas(rows, schools, years)
    works, first_of_work = grouped(rows, by)
    (kinds, known_kinds), (owners, _) = pd.factorize(scope), pd.factorize(owner)
    areas = owners * len(known_kinds) + kinds
    groups, _ = pd.factorize(areas * len(first_of_work) + works[taken])
    _, first = np.unique(groups, return_index=True)
    state = rows[STATE].to_numpy()[taken]
    numbers = {name: rows[name].to_numpy()[taken] for name in sums}
    added, standing, note = _totals(
        numbers, state, rows["note"].to_numpy()[taken], groups, len(first), "школ"
    )
    total = _Part(
        at=taken[first],
        numbers=added,
        municipality_id=owner[first].tolist(),
        school_id=[""] * len(first),
        state=standing,
        note=joined_texts(_sources(rows, taken[first], scope[first].tolist(), years), note),
        scope=scope[first].tolist(),
    )
    each_school = _given(
        rows, schools, sums, scope=["school"] * len(schools),
        municipality_id=rows["municipality_id"].to_numpy()[schools].tolist(),
        school_id=rows["school_id"].to_numpy()[schools].tolist(),
    )  # fmt: skip
    return [each_school, total]


def _given(rows: pd.DataFrame, at: NDArray[np.intp], sums: Sequence[str], **texts: Any) -> _Part:
    """Rows as they were given; numbers of those that are not known are taken away."""
    state = rows[STATE].to_numpy()[at]
    notes = [rows[name].to_numpy()[at] for name in ("note", "detail") if name in rows]
    numbers = {name: np.where(state == OK, rows[name].to_numpy()[at], np.nan) for name in sums}
    return _Part(at=at, numbers=numbers, state=state, note=joined_texts(*notes), **texts)


def _published(rows: pd.DataFrame, sums: Sequence[str], where: Places) -> _Part:
    """Published rows of the run's territory; a region's run has those of its municipalities."""
    regions = {where.region_id, *([where.municipality_id] if where.is_region else [])}
    own = is_text(rows, "scope_id", where.municipality_id) | where.is_region
    inside = is_text(rows, "scope_type", "municipality") & own
    above = is_text(rows, "scope_type", "region") & rows["scope_id"].isin(regions).to_numpy()
    at = np.flatnonzero(inside | above | is_text(rows, "scope_type", "country"))
    scope, scope_id = rows["scope_type"].to_numpy()[at], rows["scope_id"].to_numpy()[at]
    places = np.where(scope == "municipality", scope_id, where.municipality_id)
    return _given(
        rows, at, sums, scope=scope.tolist(), municipality_id=places.tolist(),
        school_id=[""] * len(at), origin="published",
    )  # fmt: skip


def _areas(
    rows: pd.DataFrame, schools: NDArray[np.intp], years: Sequence[Places]
) -> tuple[NDArray[np.intp], np.ndarray, np.ndarray]:
    """School rows once for each scope they belong to: the row, the scope, the owner of the sum.

    Schools stored under the region itself belong to none of its municipalities.
    """
    where = years[0]
    places = rows["municipality_id"].to_numpy()
    parts = {name: schools[_on_list(rows, schools, name, years)] for name in _LISTS}
    if where.is_region:
        parts["municipality"] = schools[places[schools] != where.municipality_id]
    parts[where.own_scope] = schools
    taken = np.concatenate(list(parts.values()))
    scope = np.repeat(np.array([*parts], dtype=object), [len(part) for part in parts.values()])
    inside = (scope == "municipality") & where.is_region
    return taken, scope, np.where(inside, places[taken], where.municipality_id)


def _on_list(
    rows: pd.DataFrame, at: NDArray[np.intp], name: str, years: Sequence[Places]
) -> NDArray[np.bool_]:
    chosen = {(school, where.year) for where in years for school in where.schools(name).school_ids}
    pairs = zip(rows["school_id"].to_numpy()[at].tolist(), _when(rows, at, years), strict=True)
    return np.array([pair in chosen for pair in pairs], dtype=bool)


def _when(rows: pd.DataFrame, at: NDArray[np.intp], years: Sequence[Places]) -> list[int]:
    """The year of each of the rows at these places."""
    if len(years) == 1:
        return [years[0].year] * len(at)
    when: list[int] = rows["year"].to_numpy()[at].tolist()
    return when


def _sources(
    rows: pd.DataFrame, at: NDArray[np.intp], scopes: list[str], years: Sequence[Places]
) -> list[str]:
    """Where the list of each row of a sum comes from; "" for sums of no list."""
    known = {(name, where.year): where.schools(name).note for where in years for name in _LISTS}
    return [known.get(key, "") for key in zip(scopes, _when(rows, at, years), strict=True)]


def summed(
    rows: pd.DataFrame, by: list[str], sums: Sequence[str], counted_word: str = "школ"
) -> pd.DataFrame:
    """Sums by group; missing where a part is missing or hidden, with the note that says so.

    The result has `by`, `sums`, `state` and `note`; `counted_word` names the rows in the note.
    """
    groups, first = grouped(rows, by)
    numbers = {name: rows[name].to_numpy() for name in sums}
    added, standing, note = _totals(
        numbers, rows[STATE].to_numpy(), rows["note"].to_numpy(), groups, len(first), counted_word
    )
    total: dict[str, Any] = {name: rows[name].array.take(first) for name in by}
    texts = {STATE: pd.array(standing, dtype=TEXT), "note": pd.array(note, dtype=TEXT)}
    return pd.DataFrame(total | dict(added) | texts, index=pd.RangeIndex(len(first)))


def _totals(
    numbers: Mapping[str, np.ndarray],
    state: np.ndarray,
    notes: np.ndarray,
    groups: np.ndarray,
    many: int,
    counted_word: str,
) -> tuple[Mapping[str, np.ndarray], np.ndarray, list[str]]:
    """Sums, standing and note of each of so `many` groups."""
    added = _added({n: np.where(state == OK, x, 0.0) for n, x in numbers.items()}, groups, many)

    def held(which: np.ndarray) -> np.ndarray:
        return np.bincount(groups[which], minlength=many)

    ok, no_data, suppressed, silent = (
        held(state == kind) for kind in (OK, NO_DATA, SUPPRESSED, SILENT)
    )
    standing = np.select(
        [suppressed > 0, no_data > 0, ok > 0, silent > 0],
        [SUPPRESSED, NO_DATA, OK, SILENT],
        NOT_APPLICABLE,
    ).astype(object)
    whole = {name: np.where(standing == OK, column, np.nan) for name, column in added.items()}
    note = joined_texts(
        _numbered(ok, f"{counted_word} с данными: "),
        _numbered(no_data + suppressed, f"{counted_word} с неизвестной частью чисел: "),
        _numbered(np.where(ok > 0, silent, 0), f"{counted_word} без данных: "),
        *(np.where(held(which) > 0, remark, "") for remark, which in _remarks(notes).items()),
    )
    return whole, standing, note


def _added(
    counted: dict[str, np.ndarray], groups: np.ndarray, many: int
) -> Mapping[str, np.ndarray]:
    """Sums by group, a missing number adding nothing; whole numbers need no care of rounding."""
    plain = {name: np.nan_to_num(column) for name, column in counted.items()}
    if all((column % 1 == 0).all() for column in plain.values()):
        return {name: np.bincount(groups, column, many) for name, column in plain.items()}
    frame = pd.DataFrame(counted).groupby(groups, sort=False).sum()
    return {name: frame[name].to_numpy() for name in counted}


def _remarks(notes: np.ndarray) -> dict[str, np.ndarray]:
    """Remark → which rows have it, in a fixed order."""
    codes, texts = pd.factorize(notes)
    held = [set(str(text).split("; ")) - {""} for text in texts]
    names = sorted(set().union(*held))
    return {name: np.array([name in own for own in held], dtype=bool)[codes] for name in names}


def _numbered(counts: np.ndarray, words: str) -> list[str]:
    """«words: n» where n is not zero."""
    return [f"{words}{count}" if count else "" for count in counts.tolist()]
