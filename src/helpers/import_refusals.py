"""Why rows of a file find no place in the store: the messages of an import.

Here: the words. Not here: when they are said (`imports`), faults inside a file (`readers`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from helpers.errors import Problem
from helpers.ledger import Ledger
from helpers.readers.checks import key_words
from helpers.readers.files import SourceFile
from helpers.readers.tabular import TableRows
from helpers.schemas import TABLES


def already_stored(
    row: pd.Series, table: str, count: int, file: SourceFile, ledger: Ledger
) -> Problem:
    """Keys of a file (`count` of them, `row` the first) that another source has stored."""
    other = ledger.sources.get(str(row["source_id"]))
    name = other.name if other else "другого файла"
    return Problem(
        "error",
        "already_stored",
        f"Таблица «{TABLES[table].label}»: такие записи ({count}) уже загружены из «{name}». "
        "Чтобы заменить их этим файлом, добавьте --replace.",
        file=file.shown,
        found=key_words(dict(row), table),
        expected="записи, которых ещё нет",
    )


def repeated(table: str, count: int, file: SourceFile) -> list[Problem]:
    """Rows that other exports have brought with the same numbers; nothing where there are none."""
    if not count:
        return []
    message = (
        f"Таблица «{TABLES[table].label}»: записи ({count}) уже загружены из других выгрузок с "
        "теми же числами и сохранены один раз."
    )
    return [Problem("warning", "same_rows", message, file=file.shown)]


def no_owner(data: TableRows, row: Mapping[str, Any], file: SourceFile) -> Problem:
    """A row that nothing says the municipality of."""
    message = "К какому муниципалитету относится строка, не известно: укажите -m."
    found = str(row.get("school_id") or row.get("scope_id") or row.get("teacher_code") or "")
    if data.grid is None:
        return Problem("error", "municipality_needed", message, file=file.shown, found=found)
    return data.problem("municipality_needed", message, row, found=found)


def other_owner(data: TableRows, row: Mapping[str, Any], file: SourceFile, home: str) -> Problem:
    """A row whose teacher, plan or event belongs to another municipality than the file."""
    message = (
        "Строка относится к другому муниципалитету, чем указан для файла: так говорят уже "
        "загруженные данные. Проверьте -m и сам файл."
    )
    codes = ("teacher_code", "mentee_code", "plan_id", "event_id", "school_id")
    found = next((str(row[name]) for name in codes if row.get(name)), "")
    if data.grid is None:
        return Problem("error", "other_municipality", message, file=file.shown, found=found)
    return data.problem("other_municipality", message, row, found=found, expected=f"не {home}")


def taken_code(data: TableRows, row: Mapping[str, Any], file: SourceFile, other: str) -> Problem:
    """A plan whose code is that of a plan of another municipality."""
    message = (
        "Код плана уже занят планом другого муниципалитета. Дайте этому плану другой код: "
        "--plan-id или столбец «Код плана»."
    )
    found, expected = f"{row['plan_id']} ({other})", "код, которого ещё нет"
    if data.grid is None:
        return Problem(
            "error", "plan_code_taken", message, file=file.shown, found=found, expected=expected
        )
    return data.problem("plan_code_taken", message, row, "plan_id", found, expected)
