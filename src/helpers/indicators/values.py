"""The frame of indicator values: one row per indicator, wave, scope and place.

Here: the columns of the published JSON, how shares, counts and means become such rows, their
order, their records. Not here: where numerators come from (`results`, `exams`, `teachers` and
their neighbours), targets (`targets`), hiding for the public edition (`disclosure`).

A row that cannot have a value is kept, with its status: `no_data`, `not_applicable` and
`suppressed` are three different things, and none of them is zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers import vocabulary
from helpers.indicators import catalogue, intervals
from helpers.schemas.frames import TEXT

#: Fields of one value in the published order.
FIELDS = (
    "indicator_id", "title", "municipality_id", "year", "wave", "level", "programme_grade",
    "scope", "school_id", "origin", "numerator", "denominator", "value", "unit",
    "interval_kind", "low", "high", "target", "status", "note",
)  # fmt: skip
#: What the public edition shows instead of a value: (from, to), or None.
BAND = "band"
COLUMNS = (*FIELDS, BAND)

#: Columns that say whose value it is and how it stands; the same for all measures of a series.
PLACED = (
    "municipality_id", "year", "wave", "level", "programme_grade", "scope", "school_id", "origin",
    "status", "note",
)  # fmt: skip

STATUSES = ("ok", "no_data", "not_applicable", "suppressed")
ORIGINS = ("computed", "published")

_TEXT = (
    "indicator_id", "title", "municipality_id", "wave", "level", "scope", "school_id", "origin",
    "unit", "interval_kind", "status", "note",
)  # fmt: skip
_WHOLE = ("year", "programme_grade")
_NUMBERS = ("numerator", "denominator", "value", "low", "high", "target")
_DEFAULTS = {"origin": "computed", "interval_kind": "none", "status": "ok"}
_EMPTY_IS_NULL = ("wave", "level", "school_id")

_INTEGER = pd.Int64Dtype()

Rows = pd.DataFrame | Iterable[Mapping[str, Any]]


def frame(rows: Rows = ()) -> pd.DataFrame:
    """Rows as a typed frame with exactly `COLUMNS`; what is not given takes its empty value.

    Texts are "" when empty, years `Int64`, numbers `float64` with NaN for missing.
    """
    return pd.DataFrame(_columns(rows))


def empty() -> pd.DataFrame:
    """The frame without rows (a copy on write)."""
    return _empty().copy(deep=False)


@cache
def _empty() -> pd.DataFrame:
    return frame()


def _columns(rows: Rows) -> dict[str, Any]:
    """The columns of `frame` as arrays."""
    given = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
    count = len(given)
    columns: dict[str, Any] = {}
    for name in COLUMNS:
        if name in _TEXT:
            columns[name] = _text_column(given, name, count)
        elif name in _WHOLE:
            columns[name] = pd.array(_column(given, name, count), dtype=_INTEGER)
        elif name in _NUMBERS:
            columns[name] = _float_column(given, name)
        else:
            columns[name] = given[name].to_numpy() if name in given else np.full(count, None)
    return columns


def shares(cells: Rows) -> pd.DataFrame:
    """Rows of shares: `value = 100 · numerator / denominator` in one division, in percent.

    `cells` give `indicator_id`, where the row belongs (`municipality_id`, `year`, `scope`, …),
    `numerator` and `denominator`. Without a given `status`, a missing part is `no_data` and a
    denominator of zero `not_applicable`. The interval is the one the catalogue names.
    """
    made = _columns(cells)
    entries = _Entries(made["indicator_id"])
    part, whole = made["numerator"], made["denominator"]
    usable = (made["status"] == "ok") & (whole > 0) & ~np.isnan(part)
    divisor = np.where(usable, whole, np.nan)
    made["value"] = 100 * part / divisor
    low, high = intervals.wilson(part, divisor)
    has_interval = entries.each("interval") == "wilson"
    made["low"] = np.where(has_interval, low, np.nan)
    made["high"] = np.where(has_interval, high, np.nan)
    return _settled(made, entries)


def counts(cells: Rows) -> pd.DataFrame:
    """Rows of counts: the value is the numerator, there is no denominator and no interval."""
    made = _columns(cells)
    made["value"] = np.where(made["status"] == "ok", made["numerator"], np.nan)
    return _settled(made, _Entries(made["indicator_id"]))


def measured(cells: Rows) -> pd.DataFrame:
    """Rows whose `value` (and `low`, `high` where there is an interval) are already computed."""
    made = _columns(cells)
    for name in ("value", "low", "high"):
        made[name] = np.where(made["status"] == "ok", made[name], np.nan)
    return _settled(made, _Entries(made["indicator_id"]))


def absent(cells: Rows) -> pd.DataFrame:
    """Rows without a value: `status` says why (default `no_data`), `note` says it in words."""
    given = cells if isinstance(cells, pd.DataFrame) else pd.DataFrame(list(cells))
    if "status" not in given:
        given = given.assign(status="no_data")
    return measured(given)


def stacked(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """All rows together, in the order given."""
    parts = [part for part in frames if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else empty()


def combined(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """All rows together in the one fixed order, whatever order they came in."""
    return ordered(stacked(frames))


def ordered(made: pd.DataFrame) -> pd.DataFrame:
    """Rows by indicator, wave, programme, scope (narrowest first), place and origin."""
    keys = [
        _alphabetical(made["indicator_id"]),
        made["year"].to_numpy(dtype=np.float64, na_value=np.nan),
        _ranked(made["wave"], ("", "spring", "autumn")),
        made["programme_grade"].to_numpy(dtype=np.float64, na_value=0.0),
        _ranked(made["scope"], vocabulary.INDICATOR_SCOPES),
        *(_alphabetical(made[name]) for name in ("municipality_id", "school_id", "origin")),
    ]
    return made.iloc[np.lexsort(keys[::-1])].reset_index(drop=True)


def _alphabetical(texts: pd.Series) -> NDArray[np.int64]:
    """The place of each text in the alphabet."""
    return pd.factorize(texts, sort=True)[0]


def _ranked(texts: pd.Series, order: Iterable[str]) -> NDArray[np.float64]:
    """The place of each text in an order; missing for one that has none."""
    ranks = {text: place for place, text in enumerate(order)}
    codes, known = pd.factorize(texts)
    return np.array([ranks.get(text, np.nan) for text in known], dtype=float)[codes]


def joined(*notes: Any) -> pd.Series:
    """Notes of the same rows joined by «; », empty ones left out.

    Each is a column, or one text for all rows; the result is numbered from 0.

    >>> joined(pd.Series(["малая группа", ""]), "список").tolist()
    ['малая группа; список', 'список']
    """
    return pd.Series(joined_texts(*notes), dtype=TEXT)


def joined_texts(*notes: Any) -> list[str]:
    """`joined` as a list."""
    count = next(len(note) for note in notes if not isinstance(note, str))
    columns = [[note] * count if isinstance(note, str) else _texts(note) for note in notes]
    spoken = [column for column in columns if any(column)]
    if not spoken:
        return [""] * count
    so_far = spoken[0]
    for column in spoken[1:]:
        pairs = zip(so_far, column, strict=True)
        so_far = [f"{one}; {other}" if one and other else one or other for one, other in pairs]
    return so_far


def _texts(note: Any) -> list[str]:
    """A column as a list of texts, missing ones empty."""
    cells: list[Any] = note.tolist() if hasattr(note, "tolist") else list(note)
    if set(map(type, cells)) <= {str}:
        return cells
    return [cell if isinstance(cell, str) else "" if pd.isna(cell) else str(cell) for cell in cells]


def to_records(made: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON objects: NaN and empty keys are null, whole counts are integers.

    `band` appears only in rows that have one.
    """
    columns = [[_json(name, cell) for cell in made[name].tolist()] for name in FIELDS]
    result = [dict(zip(FIELDS, row, strict=True)) for row in zip(*columns, strict=True)]
    for row, band in zip(result, made[BAND].tolist(), strict=True):
        if isinstance(band, tuple | list):
            row[BAND] = list(band)
    return result


def cell_ids(made: pd.DataFrame) -> list[str]:
    """Names of values across a report, in order: `oge9.rus.positive_share|school:1234`.

    The wave, programme and origin follow where they are not the usual ones: a spring wave of
    the grade's own programme, computed.
    """
    rows = zip(*(made[name].tolist() for name in _CELL), strict=True)
    return [_cell_name(*row) for row in rows]


_CELL = ("indicator_id", "scope", "municipality_id", "school_id", "wave", "origin")


def _cell_name(
    indicator_id: str, scope: str, municipality_id: str, school_id: str, wave: str, origin: str
) -> str:
    where = f"school:{school_id}" if school_id else scope
    if not school_id and scope in ("municipality", "region"):
        where = f"{scope}:{municipality_id}"
    autumn = "|autumn" if wave == "autumn" else ""
    published = "|published" if origin == "published" else ""
    return f"{indicator_id}|{where}{autumn}{published}"


class _Entries:
    """What the catalogue says of the indicator of each row."""

    def __init__(self, indicator_ids: Any) -> None:
        self._codes, names = pd.factorize(indicator_ids)
        self._entries = [catalogue.entry(name) for name in names]

    def each(self, attribute: str) -> NDArray[Any]:
        """An attribute of the entry of each row."""
        known = [getattr(item, attribute) for item in self._entries]
        return np.array(known, dtype=object)[self._codes]

    def flaws(self) -> NDArray[Any]:
        """What is wrong with the definition in the plan, for the note."""
        known = [f"в плане: {item.main_flaw}" if item.reading else "" for item in self._entries]
        return np.array(known, dtype=object)[self._codes]


def _settled(made: dict[str, Any], entries: _Entries) -> pd.DataFrame:
    """The frame with title, unit and interval kind of the catalogue, and with the status and the
    warnings that follow from the numbers."""
    status = made["status"].to_numpy(dtype=object, copy=True)
    denominator = made["denominator"]
    no_value = np.isnan(made["value"]) & (status == "ok")
    nobody = no_value & (denominator == 0)
    status[no_value] = "no_data"
    status[nobody] = "not_applicable"
    kind = np.where(np.isnan(made["low"]), "none", entries.each("interval"))
    small = (status == "ok") & (denominator < entries.each("min_denominator").astype(float))
    note = joined_texts(
        made["note"],
        np.where(nobody, "делить не на что: в знаменателе 0", ""),
        np.where(small, "малая группа", ""),
        entries.flaws(),
    )
    texts = {
        "title": entries.each("title"), "unit": entries.each("unit"), "interval_kind": kind,
        "status": status, "note": note,
    }  # fmt: skip
    return pd.DataFrame(made | {name: pd.array(text, dtype=TEXT) for name, text in texts.items()})


def _text_column(given: pd.DataFrame, name: str, count: int) -> Any:
    default = _DEFAULTS.get(name, "")
    if name not in given:
        return pd.array(np.full(count, default, dtype=object), dtype=TEXT)
    column = given[name]
    if column.dtype != TEXT:
        column = column.astype(TEXT)
    return (column.fillna(default) if column.hasnans else column).array


def _column(given: pd.DataFrame, name: str, count: int) -> Any:
    return given[name].to_numpy() if name in given else [None] * count


def _float_column(given: pd.DataFrame, name: str) -> Any:
    if name not in given:
        return np.full(len(given), np.nan)
    return pd.to_numeric(given[name]).to_numpy(dtype=np.float64, na_value=np.nan)


def _json(name: str, cell: Any) -> Any:
    if cell is pd.NA or cell is None or (isinstance(cell, float) and np.isnan(cell)):
        return None
    if name in _EMPTY_IS_NULL and cell == "":
        return None
    if name in ("numerator", "denominator") and float(cell).is_integer():
        return int(cell)
    return cell
