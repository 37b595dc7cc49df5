"""What every import changed in a store: one small record each, and how to read them.

Here: the records `store/history/<number>.json` (which sources came in which version, which
partitions they changed from and to) and what a replaced version changed in rows and values.
Not here: the partitions themselves and their earlier versions (`store`), printing
(`commands`). Records carry a number, never a clock.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from helpers.ledger import Ledger, SourceRecord

FOLDER = "history"


@dataclass(frozen=True)
class Change:
    """One partition before and after an import, by hash; "" where there was or is none."""

    table: str
    municipality_id: str
    before: str
    after: str


@dataclass(frozen=True)
class Arrival:
    """A version of a source that an import brought; `before` is the hash it replaced."""

    source_id: str
    slot: str
    before: str
    after: str


@dataclass(frozen=True)
class Move:
    """Rows of a source that another source took to another municipality; ids of all that held
    and hold rows of it."""

    source_id: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Gone:
    """A source that was withdrawn: what the ledger said of it then."""

    source_id: str
    slot: str
    sha256: str
    name: str
    municipality_ids: tuple[str, ...]
    tables: tuple[str, ...]
    earlier: tuple[str, ...]

    @classmethod
    def of(cls, record: SourceRecord) -> Gone:
        """What stays known of a source of the ledger."""
        return cls(
            record.source_id, record.slot, record.sha256, record.name,
            record.municipality_ids, tuple(record.tables), record.earlier,
        )  # fmt: skip


@dataclass(frozen=True)
class Import:
    """One import into a store, or a withdrawal: then there are no `sources`."""

    number: int
    sources: tuple[Arrival, ...]
    partitions: tuple[Change, ...]
    moves: tuple[Move, ...] = ()
    withdrawn: tuple[Gone, ...] = ()


def entry(
    store: Path, before: Ledger, after: Ledger, changes: Sequence[Change]
) -> tuple[Path, bytes] | None:
    """The next record and its place; None for an import that changed nothing."""
    arrivals, moves = [], []
    for source_id, record in sorted(after.sources.items()):
        old = before.sources.get(source_id)
        if old is None or (old.sha256, old.options) != (record.sha256, record.options):
            replaced = old.sha256 if old else ""
            arrivals.append(Arrival(source_id, record.slot, replaced, record.sha256))
        elif old.municipality_ids != record.municipality_ids:
            moves.append(Move(source_id, old.municipality_ids, record.municipality_ids))
    gone = [
        Gone.of(record)
        for source_id, record in sorted(before.sources.items())
        if source_id not in after.sources
    ]
    moved = [change for change in changes if change.before != change.after]
    if not arrivals and not moved and not gone:
        return None
    numbers = [int(path.stem) for path in (store / FOLDER).glob("*.json")]
    number = max(numbers, default=0) + 1
    content = asdict(Import(number, tuple(arrivals), tuple(moved), tuple(moves), tuple(gone)))
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    return store / FOLDER / f"{number:06d}.json", text.encode()


def imports(store: Path) -> list[Import]:
    """All imports of a store, the first one first."""
    found = []
    for path in sorted((store / FOLDER).glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        found.append(
            Import(
                content["number"],
                tuple(Arrival(**fields) for fields in content["sources"]),
                tuple(Change(**fields) for fields in content["partitions"]),
                tuple(
                    Move(one["source_id"], tuple(one["before"]), tuple(one["after"]))
                    for one in content.get("moves", ())
                ),
                tuple(_gone(fields) for fields in content.get("withdrawn", ())),
            )
        )
    return found


def brought(past: Sequence[Import], source_id: str) -> list[tuple[Import, Arrival]]:
    """The imports that brought a source, in order, each with the version that came."""
    return [(one, came) for one in past for came in one.sources if came.source_id == source_id]


def withdrawals(past: Sequence[Import]) -> list[tuple[int, Gone]]:
    """Withdrawn sources in order, each with the number of the record that tells of it."""
    return [(one.number, gone) for one in past for gone in one.withdrawn]


def _gone(fields: Mapping[str, Any]) -> Gone:
    lists = {name: tuple(fields[name]) for name in ("municipality_ids", "tables", "earlier")}
    return Gone(**{**fields, **lists})
