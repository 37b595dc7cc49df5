"""Sums over scopes: of the list, the cohort, the municipality and the region, beside schools.

Here: which rows belong to which sum, what a missing part does to it. Not here: the schools of a
scope (`scopes`), what is summed (`results`, `exams`, `admission` …).

A school that sent nothing at all is left out of a sum, and the note counts it. A school
whose pupils took part but whose numbers are missing or hidden makes the sum missing: a part
of the whole is unknown, and missing is not zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.indicators.rows import grouped, is_text
from helpers.indicators.scopes import (
    NO_DATA,
    NOT_APPLICABLE,
    OK,
    SILENT,
    STATE,
    SUPPRESSED,
    Places,
)
from helpers.indicators.values import joined_texts
from helpers.schemas.frames import TEXT

#: Scopes that are lists of schools.
_LISTS = ("listed", "cohort")


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
    is_school = ~is_text(rows, "school_id", "")[taken]
    added, standing, note = _totals(
        numbers, state, rows["note"].to_numpy()[taken], groups, len(first), "школ", is_school
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
    state, notes = rows[STATE].to_numpy(), rows["note"].to_numpy()
    every = np.ones(len(rows), dtype=bool)
    added, standing, note = _totals(numbers, state, notes, groups, len(first), counted_word, every)
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
    is_counted: NDArray[np.bool_],
) -> tuple[Mapping[str, np.ndarray], np.ndarray, list[str]]:
    """Sums, standing and note of each of so `many` groups; the note counts the rows that
    `is_counted` names: what belongs to no school is a part of a sum, and no school."""
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
    told, unknown, untold = (
        held(which & is_counted)
        for which in (state == OK, (state == NO_DATA) | (state == SUPPRESSED), state == SILENT)
    )
    note = joined_texts(
        _numbered(told, f"{counted_word} с данными: "),
        _numbered(unknown, f"{counted_word} с неизвестной частью чисел: "),
        _numbered(np.where(ok > 0, untold, 0), f"{counted_word} без данных: "),
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
