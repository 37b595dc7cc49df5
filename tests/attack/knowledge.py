"""What attackers know besides the published bytes. Imports nothing of the product.

Here: how many people each school has in each series, which is public, and exact counts of
single schools, which their heads have; both from raw rows of the contract's tables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from attack.reading import RISK, SPECIAL_NEEDS, TEACHERS, width_of
from attack.solving import Found, Own, Silent

#: (place, series) → (school, year) → people by category.
Truth = Mapping[tuple[str, str], Mapping[tuple[str, int], tuple[int, ...]]]
Rows = Iterable[Mapping[str, Any]]

STAGES = {"начальная школа": (1, 4), "5–9 классы": (5, 9), "10–11 классы": (10, 11)}
SUBJECTS = {
    "rus": "русский язык", "math": "математика", "biology": "биология", "history": "история",
    "geography": "география", "physics": "физика", "chemistry": "химия",
    "social": "обществознание", "world": "окружающий мир",
}  # fmt: skip
LEVELS = {"base": " (базовый уровень)", "profile": " (профильный уровень)"}
_TABLES = ("marks", "exams", "admission", "teachers", "diagnostics", "help", "context")


def of_store(dataset: Path, places: Iterable[str]) -> Truth:
    """Exact counts of every school, from the Parquet files of a store."""
    return truth(rows_of_store(dataset, places))


def rows_of_store(dataset: Path, places: Iterable[str]) -> dict[str, dict[str, Rows]]:
    """Rows of tables by place, from the Parquet files of a store."""
    return {
        place: {
            table: pd.read_parquet(part).to_dict("records")
            for table in _TABLES
            if (part := dataset / "store" / table / f"municipality_id={place}" / "part.parquet")
            and part.is_file()
        }
        for place in places
    }  # fmt: skip


def truth(by_place: Mapping[str, Mapping[str, Rows]]) -> Truth:
    """Exact counts of every school, from rows of tables by place."""
    found: dict[Any, dict[Any, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0] * 4))
    for place, tables in by_place.items():
        for row in tables.get("marks", ()):
            if _is_school(row) and not _text(row.get("class")):
                _add_marks(found, place, row)
        for row in tables.get("exams", ()):
            below = _number(row.get("below_min_final"))
            if _is_school(row) and row["form"] == "ЕГЭ" and below is not None:
                words = SUBJECTS.get(row["subject"], "") + LEVELS.get(_text(row.get("level")), "")
                _add(found[place, f"ЕГЭ, {words}"], row, (below, int(row["sat"]) - below))
        for row in tables.get("admission", ()):
            if _is_school(row) and row["grade"] == 9:
                having, all_of = _number(row.get("certified")), _number(row.get("admitted"))
                if having is not None and all_of is not None:
                    _add(found[place, "Аттестаты после 9 класса"], row, (all_of - having, having))
        _add_teachers(found, place, tables)
        for row in tables.get("context", ()):
            _add_conditions(found, place, row)
    return {key: {one: tuple(n) for one, n in rows.items()} for key, rows in found.items()}


def known(exact: Truth) -> dict[tuple[str, str], dict[tuple[str, int], int]]:
    """What everybody knows: the number of people, school by school."""
    return {key: {one: sum(counts) for one, counts in rows.items()} for key, rows in exact.items()}


def silent(by_place: Mapping[str, Mapping[str, Rows]]) -> Silent:
    """The districts and years that told of no help: their teachers are in no share of helped."""
    found = set()
    for place, tables in by_place.items():
        told = {_school_year(row) for row in tables.get("help", ())}
        years = {int(row["year"]) for row in tables.get("teachers", ())}
        found |= {(place, TEACHERS, year) for year in years - told}
    return frozenset(found)


def renamed(exact: Truth, names: Mapping[str, str]) -> Truth:
    """The same with schools called as a site calls them."""
    return {
        key: {(names[school], year): counts for (school, year), counts in rows.items()}
        for key, rows in exact.items()
    }


def of_head(exact: Truth, place: str, school: str) -> Own:
    """What the head of a school knows: its own exact counts, all series and years."""
    width = {series: width_of(series) for _, series in exact}
    return {
        (where, series, name, year): counts[: width[series]]
        for (where, series), rows in exact.items()
        for (name, year), counts in rows.items()
        if where == place and name == school
    }


def of_friend(exact: Truth, place: str, school: str, year: int) -> Own:
    """What somebody knows who knows one pupil of a school: one more in his category."""
    made = {}
    for key, counts in of_head(exact, place, school).items():
        if key[3] == year and sum(counts):
            first = next(index for index, count in enumerate(counts) if count)
            made[key] = tuple(int(index == first) for index in range(len(counts)))
    return made


def is_small(exact: Truth, found: Found, own: Own, small: int = 5) -> bool:
    """Whether a group that was found is small in fact: any other may be told exactly.

    What two releases tell of a correction is always small.
    """
    if not found.whom:
        return True
    inside = 0
    for place, school, year in found.whom:
        mine = own.get((place, found.series, school, year), (0,) * 4)
        counts = exact[place, found.series][school, year]
        inside += sum(counts[k] - mine[k] for k in found.category)
    return inside < small or found.people - inside < small


def _is_school(row: Mapping[str, Any]) -> bool:
    return row.get("scope_type") == "school"


def _school_year(row: Mapping[str, Any]) -> int:
    date = row["date"]
    return int(date.year + (date.month >= 9))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> int | None:
    return None if value is None or pd.isna(value) else int(value)


def _add(rows: Any, row: Mapping[str, Any], counts: Iterable[int]) -> None:
    held = rows[row["scope_id"], int(row["year"])]
    for category, count in enumerate(counts):
        held[category] += count


def _add_marks(found: Any, place: str, row: Mapping[str, Any]) -> None:
    marks = [_number(row.get(f"mark_{mark}")) for mark in (2, 3, 4, 5)]
    subject = SUBJECTS.get(row["subject"])
    three = None if None in marks else (marks[0], marks[1], marks[2] + marks[3])
    if row["procedure"] == "ОГЭ" and subject and three:
        _add(found[place, f"ОГЭ, {subject}"], row, three)
    if row["procedure"] != "ВПР":
        return
    grade = _number(row.get("programme_grade"))
    if grade is None:
        grade = row["grade"] - (row["wave"] == "autumn")
    stage = next(stage for stage, (first, last) in STAGES.items() if first <= grade <= last)
    if subject and three:
        _add(found[place, f"ВПР, {stage}, {subject}"], row, three)
    enrolled, came = _number(row.get("enrolled")), _number(row.get("participants"))
    if enrolled is not None and came is not None and enrolled >= came:
        _add(found[place, f"ВПР, {stage}"], row, (enrolled - came, came))


def _add_conditions(found: Any, place: str, row: Mapping[str, Any]) -> None:
    """Pupils not at risk, at risk, at risk and accompanied; without and with special needs."""
    pupils, risk, care, special = (
        _number(row.get(name)) for name in ("pupils", "risk_group", "risk_accompanied", "ovz")
    )
    where = {"scope_id": row["school_id"], "year": row["year"]}
    if pupils is not None and risk is not None and care is not None and care <= risk <= pupils:
        _add(found[place, RISK], where, (pupils - risk, risk - care, care))
    if pupils is not None and special is not None and special <= pupils:
        _add(found[place, SPECIAL_NEEDS], where, (pupils - special, special))


def _add_teachers(found: Any, place: str, tables: Mapping[str, Rows]) -> None:
    """Teachers of a school year: not diagnosed, without a deficit, with one, helped with one.

    A year of which no diagnosis is told has none of them.
    """
    low: dict[tuple[str, int], bool] = {}
    for row in tables.get("diagnostics", ()):
        key = (row["teacher_code"], _school_year(row))
        low[key] = low.get(key, False) or row["score"] < 0.6 * row["max_score"]
    helped = {(row["teacher_code"], _school_year(row)) for row in tables.get("help", ())}
    told = {year for _, year in low}
    for row in tables.get("teachers", ()):
        key = (row["teacher_code"], int(row["year"]))
        if row.get("is_management") or key[1] not in told:
            continue
        category = 0 if key not in low else 1 if not low[key] else 3 if key in helped else 2
        rows = found[place, TEACHERS]
        rows[row["school_id"], int(row["year"])][category] += 1
