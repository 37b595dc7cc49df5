"""Which imported source a person means: by path, file name or its name in outputs.

Here: the search among sources in use and withdrawn ones. Not here: what is done with them
(`withdrawal`, `erasure`).
"""

from __future__ import annotations

import os
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from helpers.errors import ParameterError
from helpers.history import imports, withdrawals
from helpers.ledger import source_id_of
from helpers.readers.files import entry_name
from helpers.schemas import TABLES
from helpers.spelling import did_you_mean
from helpers.store import Store


@dataclass(frozen=True)
class Named:
    """A source by its identity; `is_held` unless it was withdrawn before."""

    source_id: str
    slot: str
    name: str
    told: str
    is_held: bool


def named(store: Store, given: Sequence[str], also_withdrawn: bool = False) -> list[Named]:
    """The sources meant, in the order given, each once; a folder or a zip means all inside.

    With `also_withdrawn` those that were withdrawn before count too. Raises `ParameterError` for
    what names none, or several by one file name.
    """
    known = list(_known(store))
    found: dict[str, Named] = {}
    for text in given:
        for one in _meant(store, known, text, also_withdrawn):
            found[one.source_id] = one
    return list(found.values())


def _known(store: Store) -> Iterator[Named]:
    """All sources in use, then those that were withdrawn and did not come again."""
    ledger = store.ledger().sources
    for record in ledger.values():
        rows = ", ".join(f"«{TABLES[name].label}» {n}" for name, n in record.tables.items())
        years = ", ".join(map(str, record.years))
        told = f"{record.slot} ({'; '.join(filter(None, (years, rows)))})"
        yield Named(record.source_id, record.slot, record.name, told, is_held=True)
    gone = {one.source_id: one for _, one in withdrawals(imports(store.folder))}
    for one in gone.values():
        if one.source_id not in ledger:
            told = f"{one.slot} (отозван)"
            yield Named(one.source_id, one.slot, one.name, told, is_held=False)


def _meant(store: Store, known: Sequence[Named], given: str, withdrawn: bool) -> list[Named]:
    ids = set(_ids(store, given))
    name = unicodedata.normalize("NFC", given)
    exact = [one for one in known if given in (one.slot, one.source_id) or one.source_id in ids]
    fits = exact or [one for one in known if unicodedata.normalize("NFC", one.name) == name]
    usable = [one for one in fits if one.is_held or withdrawn]
    if not exact and len(usable) > 1:
        told = "; ".join(sorted(one.told for one in usable))
        raise ParameterError(
            f"Файлов с именем «{given}» несколько. Назовите путь или один из источников: {told}."
        )
    if usable:
        return usable
    if fits:
        raise ParameterError(
            f"Источник «{given}» уже отозван. Стереть то, что из него хранится: добавьте --erase."
        )
    hint = did_you_mean(given, [name for one in known for name in (one.slot, one.name)])
    words = f"Источник «{given}» не загружен. {hint}".rstrip()
    raise ParameterError(f"{words} Все источники: shnor history --all.")


def _ids(store: Store, given: str) -> Iterator[str]:
    """Identities that a path may have: as given and without «..», a file of a zip, a folder."""
    for path in {Path(given), Path(os.path.normpath(Path(given).absolute()))}:
        yield source_id_of(store.dataset, path)
        for above in path.parents:
            yield source_id_of(store.dataset, above, path.relative_to(above).as_posix())
        for inner in _inside(path):
            yield source_id_of(store.dataset, inner)
            yield from (source_id_of(store.dataset, inner, entry) for entry in _entries(inner))


def _inside(path: Path) -> Iterable[Path]:
    if path.is_dir():
        return [inner for inner in path.rglob("*") if inner.is_file()]
    return [path]


def _entries(path: Path) -> list[str]:
    if not path.is_file() or not zipfile.is_zipfile(path):
        return []
    with zipfile.ZipFile(path) as archive:
        return [entry_name(info) for info in archive.infolist()]
