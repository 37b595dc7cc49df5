"""What is kept of an imported file: its bytes, or what was read of it.

Here: the choice between the two and how rows are written down. Not here: where they lie
(`store`). Plans name people, and protocols have a row for each: of such files only the rows
that enter the store are kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from typing import Any

from helpers.plans import NameMask
from helpers.readers.sources import ParsedSource
from helpers.readers.tabular import TableRows

#: Tables of plans and the columns in which people are named.
_PEOPLE = {
    "roadmap_items": ("section", "measure", "responsible_raw", "result_raw"),
    "roadmap_progress": ("evidence_ref", "comment"),
}


def mask_people(tables: Sequence[TableRows]) -> None:
    """Names of people in tables of plans → «[лицо 1]», in place, one numbering a table."""
    for data in tables:
        mask = NameMask()
        for row in data.rows:
            for name in _PEOPLE.get(data.table, ()):
                if isinstance(row.get(name), str):
                    row[name] = mask(row[name], pairs=name == "responsible_raw")


def kept_bytes(source: ParsedSource) -> bytes:
    """The bytes of a file; of a file with people the rows read of it, as JSON by table."""
    names_people = any(data.table in _PEOPLE for data in source.tables)
    if source.plan is None and not source.is_personal and not names_people:
        return source.file.content
    tables: dict[str, list[Any]] = {}
    for data in source.tables:
        tables.setdefault(data.table, []).append(_compact(data.rows))
    return json.dumps(
        tables, ensure_ascii=False, sort_keys=True, default=str, separators=(",", ":")
    ).encode()


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A typed row as JSON values, without the source it belongs to."""
    return {name: _plain_value(value) for name, value in row.items() if name != "source_id"}


#: Types of most values, which JSON knows as they are.
_PLAIN = {str, int, float, bool}


def _plain_value(value: Any) -> Any:
    if value is None or value.__class__ in _PLAIN:
        return value
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value


def _compact(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Rows with what all of them share said once: `same`, then `columns` and `rows`.

    >>> _compact([{"year": 2021, "task": "1"}, {"year": 2021, "task": "2"}]) == {
    ...     "same": {"year": 2021}, "columns": ["task"], "rows": [("1",), ("2",)]}
    True
    """
    names = sorted({name for row in rows for name in row} - {"source_id"})
    cells = {name: [row.get(name) for row in rows] for name in names}
    same = [name for name in names if cells[name].count(cells[name][0]) == len(rows)]
    columns = [name for name in names if name not in same]
    values = [list(map(_plain_value, cells[name])) for name in columns]
    return {
        "same": {name: _plain_value(cells[name][0]) for name in same},
        "columns": columns,
        "rows": list(zip(*values, strict=True)) if columns else [()] * len(rows),
    }
