"""Codes that outside systems give to schools and municipalities, looked up.

Here: code → school or municipality, as the tables `school_ids` and `municipality_codes` say
it. Not here: what to do with an unknown code (the layouts decide) and storing (`imports`).
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from helpers.readers.tabular import TableRows

#: Tables of codes with the column that a code stands for.
TABLES_OF_CODES = {"school_ids": "school_id", "municipality_codes": "municipality_id"}
#: Systems that give codes: the federal one of education quality, the regional one of exams.
FIS, RIS = "ФИС", "РИС"
#: Their spellings (folded, letters only).
_FIS = {"фис", "фисоко", "око", "fis", "fisoko", "fisoco"}
_RIS = {"рис", "рисгиа", "гиа", "ris", "risgia", "gia"}
#: Cyrillic letters that look like the Latin ones of a code.
_LOOKALIKES = str.maketrans("аеорсухмтвнк", "aeopcyxmtbhk")

Records = Iterable[Mapping[str, Any]]


def code_key(text: object) -> str:
    """A code as codes are compared: lower case, Latin letters, without spaces.

    >>> code_key(" EDU 640012 "), code_key("rеg64_m012")
    ('edu640012', 'reg64_m012')
    """
    plain = unicodedata.normalize("NFKC", str(text)).casefold().translate(_LOOKALIKES)
    return "".join(plain.split())


def is_fis(system: object) -> bool:
    """Whether the name of a system means ФИС ОКО, in any spelling of it.

    >>> is_fis("ФИС «ОКО»"), is_fis("fis-oko"), is_fis("ФИС ФРДО")
    (True, True, False)
    """
    return _letters(system) in _FIS


def is_ris(system: object) -> bool:
    """Whether the name of a system means the regional system of exams, in any spelling.

    >>> is_ris("РИС ГИА"), is_ris("рис"), is_ris("ФИС ОКО")
    (True, True, False)
    """
    return _letters(system) in _RIS


def _letters(system: object) -> str:
    return "".join(letter for letter in str(system).casefold() if letter.isalpha())


class CodeBook:
    """Codes of outside systems: those stored, read when first asked for, and those just learnt."""

    def __init__(self, stored: Callable[[str], Records] = lambda table: ()) -> None:
        self._stored = stored
        self._known: dict[str, dict[tuple[str, str], list[Mapping[str, Any]]]] = {}

    def schools(self, code: str, on: dt.date | None = None, system: str = FIS) -> list[str]:
        """School identifiers that a code means on a day: none, one, or several at odds."""
        return self._meant("school_ids", code, on, system)

    def municipalities(self, code: str, on: dt.date | None = None, system: str = FIS) -> list[str]:
        """Municipalities that a code means on a day: none, one, or several at odds."""
        return self._meant("municipality_codes", code, on, system)

    def stored(self, table: str) -> Records:
        """Stored rows of any table."""
        return self._stored(table)

    def learn(self, data: TableRows) -> bool:
        """Take the codes of a table just read; whether there were any."""
        if data.table not in TABLES_OF_CODES:
            return False
        for row in data.rows:
            _add(self._of(data.table), row)
        return bool(data.rows)

    def _of(self, table: str) -> dict[tuple[str, str], list[Mapping[str, Any]]]:
        """Rows of a table by system and key of their code; only those of the known systems."""
        if table not in self._known:
            self._known[table] = {}
            for row in self._stored(table):
                _add(self._known[table], row)
        return self._known[table]

    def _meant(self, table: str, code: str, on: dt.date | None, system: str) -> list[str]:
        rows = self._of(table).get((system, code_key(code)), ())
        return sorted({str(row[TABLES_OF_CODES[table]]) for row in rows if _holds(row, on)})


def _add(known: dict[tuple[str, str], list[Mapping[str, Any]]], row: Mapping[str, Any]) -> None:
    name = row.get("system")
    system = FIS if is_fis(name) else RIS if is_ris(name) else ""
    if row.get("code") and system:
        known.setdefault((system, code_key(row["code"])), []).append(row)


def _holds(row: Mapping[str, Any], on: dt.date | None) -> bool:
    """Whether a code is in use on a day; empty bounds and an unknown day do not limit."""
    first, last = _day(row.get("valid_from")), _day(row.get("valid_to"))
    return on is None or ((first is None or first <= on) and (last is None or on <= last))


def _day(value: Any) -> dt.date | None:
    if isinstance(value, str):
        return dt.date.fromisoformat(value) if value else None
    if value is None or value != value:
        return None
    day: dt.date = value.date() if isinstance(value, dt.datetime) else value
    return day
