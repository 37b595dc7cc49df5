"""Columns and source lines that tables of every subject share.

Here: a column of counts, a column of shares, the line that names the tables of the store. Not
here: columns of one subject.
"""

from __future__ import annotations

from helpers.blocks import Column
from helpers.schemas import TABLES


def source(*tables: str) -> str:
    """The source line: «таблицы «Педагоги», «Диагностика дефицитов»»."""
    names = ", ".join(f"«{TABLES[name].label}»" for name in tables)
    return f"таблица {names}" if len(tables) == 1 else f"таблицы {names}"


def count(name: str, label: str, unit: str = "") -> Column:
    """A column of whole numbers."""
    return Column(name, label, unit, "right", 0)


def share(name: str, label: str) -> Column:
    """A column of shares in percent with one decimal."""
    return Column(name, label, "%", "right", 1)
