"""Content key of a report: whether it is up to date, and if not, what changed.

Here: the parts of the key, the receipt kept beside the outputs, the comparison. Not here:
the manifest (`reports`): that one is for readers and for reproduction, a receipt only for
deciding what to skip.

The key holds cells of the notebook, our package, templates and fonts, packages and lock,
parameters, edition, formats, and the hash of every data and parameter file that the run
really opened, with the list of tables its municipalities have (so that a new table counts).
The ledger is about all sources of a dataset: of it the key holds what a report can show, the
name and the hash of each source whose rows it read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers import params, paths
from helpers.batch.origin import Origin, file_digest
from helpers.batch.plan import Job
from helpers.ledger import load_ledger

FOLDER = ".receipts"
_VERSION = 2
#: The ledger among the files a run opens; it counts by its entries.
_LEDGER = "data/store/ledger.json"

#: Part of the key → how `--why` names its change.
_REASONS = {
    "version": "изменился вид квитанций",
    "notebook": "изменилась тетрадь",
    "code": "изменилась программа (пакет helpers)",
    "templates": "изменились шаблоны отчётов",
    "fonts": "изменились шрифты",
    "environment": "изменились Python или пакеты",
    "lock": "изменился requirements.lock",
    "parameters": "изменились параметры",
    "edition": "изменилось издание",
    "certificate": "изменился сертификат публикации",
    "formats": "изменился набор форматов",
    "dataset": "другой набор данных",
    "tables": "в хранилище появились или исчезли таблицы",
}


@dataclass(frozen=True)
class Receipt:
    """What a finished report was made from and what it consists of.

    `sources` is id → what the ledger said of each source whose rows were read.
    """

    parts: Mapping[str, Any]
    inputs: Mapping[str, str]
    sources: Mapping[str, str]
    outputs: Mapping[str, str]


class Partitions:
    """Which tables have a partition of an owner, each owner looked up once."""

    def __init__(self) -> None:
        self._tables: dict[Path, list[Path]] = {}
        self._found: dict[tuple[Path, str], list[str]] = {}

    def of(self, job: Job) -> list[str]:
        """Partitions that exist for the municipality, its region and its members."""
        known = params.municipalities()
        own = known[job.municipality_id]
        owners = {own.municipality_id, own.region_id} - {""}
        if own.is_region:
            owners |= {i for i, item in known.items() if item.region_id == own.municipality_id}
        store = paths.store_folder(job.dataset)
        return sorted(name for owner in owners for name in self._owned(store, owner))

    def _owned(self, store: Path, owner: str) -> list[str]:
        if store not in self._tables:
            self._tables[store] = list(store.iterdir()) if store.is_dir() else []
        if (store, owner) not in self._found:
            self._found[store, owner] = [
                f"{table.name}/{owner}"
                for table in self._tables[store]
                if (table / f"municipality_id={owner}").is_dir()
            ]
        return self._found[store, owner]


def key_parts(
    job: Job,
    origin: Origin,
    formats: Iterable[str],
    partitions: Partitions,
    certificate: str = "",
) -> dict[str, Any]:
    """Parts of the key that are known before the run.

    `certificate` is the identity of the certificate of publication, "" in the internal
    edition.
    """
    return {
        "version": _VERSION,
        "notebook": job.notebook.sha256,
        **origin.key_parts(),
        "parameters": job.effective(),
        "edition": job.edition,
        "certificate": certificate,
        "formats": sorted(formats),
        "dataset": paths.shown_path(job.dataset),
        "label": _label_digest(job.dataset),
        "tables": partitions.of(job),
    }


def _label_digest(dataset: Path) -> str:
    """Hash of what the dataset says of itself; "" when it says nothing (no file is read then)."""
    path = dataset / "dataset.yaml"
    return file_digest(path) if path.is_file() else ""


def inputs_of(job: Job, files: Iterable[str]) -> dict[str, str]:
    """Hashes of the opened files that lie in the dataset or in `params`, by shown path.

    The ledger is left out: see `sources_of`.
    """
    result = {}
    opened = [Path(name).resolve() for name in sorted(set(files))]
    for prefix, root in _roots(job):
        for path in opened:
            if path.is_relative_to(root):
                result[f"{prefix}/{path.relative_to(root).as_posix()}"] = file_digest(path)
    result.pop(_LEDGER, None)
    return result


def sources_of(job: Job, source_ids: Iterable[str]) -> dict[str, str]:
    """What a report can show of some sources, by id; "" for one that the ledger lacks."""
    held = load_ledger(paths.store_folder(job.dataset) / "ledger.json").sources
    return {
        i: f"{held[i].slot} {held[i].sha256}" if i in held else "" for i in sorted(set(source_ids))
    }


def _roots(job: Job) -> tuple[tuple[str, Path], ...]:
    return (("data", job.dataset.resolve()), ("params", paths.params_folder().resolve()))


def receipt_path(out: Path, job: Job) -> Path:
    """Where the receipt of a job's report lies."""
    folder = job.folder
    return out / FOLDER / folder.parent / f"{folder.name}.json"


def write(out: Path, job: Job, receipt: Receipt) -> None:
    """Keep a receipt; it appears whole or not at all."""
    path = receipt_path(out, job)
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "parts": dict(receipt.parts),
        "inputs": dict(receipt.inputs),
        "sources": dict(receipt.sources),
        "outputs": dict(receipt.outputs),
    }
    new = path.with_suffix(f".{os.getpid()}.new")
    new.write_text(json.dumps(content, ensure_ascii=False, sort_keys=True), encoding="utf-8")
    new.replace(path)


def read(out: Path, job: Job) -> Receipt | None:
    """The receipt of a job's report; None when there is none or it cannot be understood."""
    try:
        content = json.loads(receipt_path(out, job).read_text(encoding="utf-8"))
        held = (dict(content[name]) for name in ("parts", "inputs", "sources", "outputs"))
        return Receipt(*held)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def outputs_of(folder: Path) -> dict[str, str]:
    """Hashes of the files of a report folder by name."""
    if not folder.is_dir():
        return {}
    return {path.name: file_digest(path) for path in sorted(folder.iterdir()) if path.is_file()}


def reasons(out: Path, job: Job, parts: Mapping[str, Any]) -> list[str]:
    """Why a report must be made, in words; empty when it is up to date."""
    found = outputs_of(out / job.folder)
    if not found:
        return ["отчёта ещё нет"]
    receipt = read(out, job)
    if receipt is None:
        return ["нет квитанции о прежнем запуске"]
    parts = json.loads(json.dumps(parts))
    changed = [
        words for name, words in _REASONS.items() if receipt.parts.get(name) != parts.get(name)
    ]
    roots = dict(_roots(job))
    now = {name: _input_digest(roots, name) for name in receipt.inputs}
    changed += [
        f"изменились данные: {name}" for name in sorted(now) if now[name] != receipt.inputs[name]
    ]
    changed += [
        f"изменился источник: {(told or receipt.sources[i]).partition(' ')[0]}"
        for i, told in sources_of(job, receipt.sources).items()
        if told != receipt.sources[i]
    ]
    changed += [
        f"изменён или удалён файл отчёта: {name}"
        for name in sorted({*found, *receipt.outputs})
        if found.get(name) != receipt.outputs.get(name)
    ]
    return changed


def _input_digest(roots: Mapping[str, Path], name: str) -> str:
    prefix, _, inside = name.partition("/")
    return file_digest(roots[prefix] / inside)
