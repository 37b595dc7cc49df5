"""What files of an import were recognised as: the plan a person sees before storing.

Here: what each source is and what it is about, in words and as data. Not here: recognising
itself (`readers.sources`) and storing (`imports`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from helpers import params, vocabulary
from helpers.readers.sources import ParsedSource, title_of
from helpers.schemas import TABLES

#: Columns that say what a result is about, with the words of one value.
_ABOUT = ("procedure", "year", "wave", "grade", "subject", "level")
#: More values than this are counted, not listed.
_LISTED = 3
_COUNTED = {
    "procedure": "процедур",
    "year": "лет",
    "grade": "классов",
    "subject": "предметов",
}


def recognised(source: ParsedSource, given: Mapping[str, Any]) -> dict[str, Any]:
    """The `recognised` object of the JSON output; lists hold the values met in the rows.

    Keys: title (null when the file is of no known kind), procedure, year, wave, grade, subject,
    level, municipality_id.
    """
    rows = [row for data in source.tables for row in data.rows]
    about = {name: _values(rows, name) for name in _ABOUT}
    about["procedure"] = about["procedure"] or _values(rows, "form")
    own = {str(row["municipality_id"]) for row in rows if row.get("municipality_id")}
    fallback = str(given.get("municipality_id") or source.municipality_id)
    return {
        "title": _title(source) or None,
        **about,
        "municipality_id": sorted(own or {fallback} - {""}),
    }


def _values(rows: list[dict[str, Any]], name: str) -> list[Any]:
    found = {row[name] for row in rows if row.get(name) not in (None, "")}
    return sorted(found, key=lambda value: (isinstance(value, str), value))


def _title(source: ParsedSource) -> str:
    """Title of the layout; for contract tables their labels, in the order of the file."""
    named = list(dict.fromkeys(data.table for data in source.tables))
    if source.kind in TABLES and named:
        return ", ".join(f"«{TABLES[name].label}»" for name in named)
    return title_of(source.kind)


def in_words(what: Mapping[str, Any]) -> str:
    """The same as a line: «Статистика по отметкам (ФИС ОКО): ВПР, 2026 год, …»."""
    if what["title"] is None:
        return "не распознан"
    known = params.municipalities()
    labels: dict[str, Callable[[Any], str]] = {
        "procedure": str,
        "year": lambda year: f"{year} год",
        "wave": vocabulary.WAVES.label,
        "grade": lambda grade: f"{grade} класс",
        "subject": vocabulary.SUBJECTS.label,
        "level": lambda level: f"{vocabulary.LEVELS.label(level)} уровень",
        "municipality_id": lambda slug: known[slug].name if slug in known else slug,
    }
    parts = [
        ", ".join(words(value) for value in what[name])
        if len(what[name]) <= _LISTED
        else f"{_COUNTED.get(name, 'муниципалитетов')}: {len(what[name])}"
        for name, words in labels.items()
        if what[name]
    ]
    return f"{what['title']}: {', '.join(parts)}" if parts else str(what["title"])
