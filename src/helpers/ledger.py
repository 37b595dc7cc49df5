"""The ledger of sources: which file gave which rows, by hash, and what it replaced.

Here: the record itself. Not here: the rows (`store`) and how they are read (`readers`).
The ledger is `store/ledger.json`; bytes of every imported file are kept beside it by hash.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from helpers.errors import MachineError


@dataclass(frozen=True)
class SourceRecord:
    """One imported source.

    `source_id` follows from the path (the same path again is a replacement), `name` is the
    file name as a person knows it, `slot` is what outputs call it: kind, municipality and a
    number, never the sender's file name. `earlier` are hashes of replaced versions, oldest
    first; `superseded` counts rows that another file took the place of. `is_to_be_read_again`
    stands on a source that may lack rows because one that was withdrawn had the same.
    """

    source_id: str
    name: str
    kind: str
    sha256: str
    options: str = ""
    municipality_ids: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    tables: dict[str, int] = field(default_factory=dict)
    earlier: tuple[str, ...] = ()
    superseded: int = 0
    is_to_be_read_again: bool = False

    @property
    def slot(self) -> str:
        """Name of the source in outputs: `sources/<kind>/<municipality>/<id>`."""
        where = self.municipality_ids[0] if len(self.municipality_ids) == 1 else "several"
        return f"sources/{self.kind}/{where}/{self.source_id}"


@dataclass(frozen=True)
class Ledger:
    """All sources of a store by id."""

    sources: dict[str, SourceRecord] = field(default_factory=dict)

    def with_source(self, record: SourceRecord) -> Ledger:
        """The ledger after an import; a replaced version keeps its hash in `earlier`."""
        before = self.sources.get(record.source_id)
        if before is not None and before.sha256 != record.sha256:
            record = replace(record, earlier=(*before.earlier, before.sha256))
        elif before is not None:
            record = replace(record, earlier=before.earlier)
        return Ledger({**self.sources, record.source_id: record})

    def without_rows(
        self,
        taken: Mapping[str, Mapping[str, int]],
        left: Mapping[str, Mapping[str, int]],
    ) -> Ledger:
        """The ledger after rows of sources (by table) were replaced by another file.

        `left` counts rows that are left of them for a time of which the file does not speak.
        """
        sources = dict(self.sources)
        for source_id, counts in taken.items():
            record = sources.get(source_id)
            if record is not None:
                parts = left.get(source_id, {})
                tables = {
                    name: n - counts.get(name, 0) + parts.get(name, 0)
                    for name, n in record.tables.items()
                }
                lost = record.superseded + sum(counts.values())
                sources[source_id] = replace(record, tables=tables, superseded=lost)
        return Ledger(sources)

    def with_homes(self, homes: Mapping[str, Sequence[str]]) -> Ledger:
        """The ledger after rows of sources moved: source → municipalities that hold its rows."""
        moved = {
            source_id: replace(self.sources[source_id], municipality_ids=tuple(sorted(ids)))
            for source_id, ids in homes.items()
        }
        return Ledger({**self.sources, **moved})

    def without_source(self, source_id: str) -> Ledger:
        """The ledger after a source was withdrawn."""
        return Ledger({key: one for key, one in self.sources.items() if key != source_id})

    def with_rows_back(self, back: Mapping[str, Mapping[str, int]]) -> Ledger:
        """The ledger after rows of sources (by table) that had given way are back."""
        sources = dict(self.sources)
        for source_id, counts in back.items():
            record = sources[source_id]
            tables = {**record.tables}
            for name, count in counts.items():
                tables[name] = tables.get(name, 0) + count
            lost = max(record.superseded - sum(counts.values()), 0)
            sources[source_id] = replace(record, tables=tables, superseded=lost)
        return Ledger(sources)

    def to_be_read_again(self, records: Iterable[SourceRecord]) -> Ledger:
        """The ledger in which these sources are read again at their next import."""
        marked = {one.source_id: replace(one, is_to_be_read_again=True) for one in records}
        return Ledger({**self.sources, **marked})

    def same_content(self, sha256: str, options: str) -> SourceRecord | None:
        """The source already imported with these bytes and these options, if any."""
        for record in self.sources.values():
            whole = not record.superseded and not record.is_to_be_read_again
            if whole and record.sha256 == sha256 and record.options == options:
                return record
        return None

    def to_json(self) -> str:
        """Canonical text of the ledger."""
        records = [asdict(self.sources[key]) for key in sorted(self.sources)]
        return json.dumps({"version": 1, "sources": records}, ensure_ascii=False, indent=1) + "\n"


def source_id_of(dataset: Path, path: Path, entry: str = "") -> str:
    """Identity of a source: its path, inside the dataset relative to it, and its place in a zip."""
    whole = path.absolute()
    try:
        name = whole.relative_to(dataset.absolute()).as_posix()
    except ValueError:
        name = whole.as_posix()
    name = unicodedata.normalize("NFC", name)
    return hashlib.sha256(f"{name}\n{entry}".encode()).hexdigest()[:12]


def load_ledger(path: Path) -> Ledger:
    """The ledger of a store; an empty one when nothing was imported.

    Read once while the file stays as it is: that of a country has thousands of sources. Raises
    `MachineError` for a damaged file.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        return Ledger()
    return _read(path, (found.st_mtime_ns, found.st_size, found.st_ino))


@lru_cache(maxsize=4)
def _read(path: Path, _state: tuple[int, ...]) -> Ledger:
    records = {}
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for fields in content["sources"]:
            for name in ("municipality_ids", "years", "earlier"):
                fields[name] = tuple(fields[name])
            record = SourceRecord(**fields)
            records[record.source_id] = record
    except (ValueError, KeyError, TypeError):
        raise damaged(path, "журнал загрузки") from None
    return Ledger(records)


def damaged(path: Path, what: str) -> MachineError:
    """What to say of a file of the store that cannot be read: sources are still there."""
    return MachineError(
        f"Файл хранилища повреждён ({what}): {path}. Отложите папку store этого набора данных в "
        "сторону и загрузите источники заново: shnor import."
    )
