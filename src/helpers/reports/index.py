"""`outputs/index.html`: every report that lies there, and every one that failed.

Here: the record of a batch (`batch.json`), collecting reports from their manifests, the
page. Not here: running a batch. The page is made from what lies on the disk, so reports of
several batches and datasets stand in one list.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from helpers.errors import MachineError
from helpers.reports import manifest, write

PAGE, RECORD = "index.html", "batch.json"
Status = Literal["done", "skipped", "failed"]

_FORMAT_NAMES = {
    "report.html": "HTML",
    "report.pdf": "PDF",
    "report.xlsx": "XLSX",
    "report.csv": "CSV",
    "report.docx": "DOCX",
    "report.ipynb": "тетрадь",
    manifest.FILE_NAME: "паспорт (JSON)",
}
_STATUS_WORDS = {"done": "готов", "skipped": "готов, без изменений", "failed": "не собран"}


@dataclass(frozen=True)
class BatchEntry:
    """What became of one report in the last batch; `reason` in words when it failed.

    `notebook` is the folder name of the report (`50_school_card~1234`).
    """

    notebook: str
    municipality_id: str
    municipality_name: str
    year: int
    edition: str
    status: Status
    reason: str = ""


@dataclass(frozen=True)
class Entry:
    """One line of the list: a report, its status, links to its files (name, address)."""

    municipality: str
    year: int
    title: str
    notebook: str
    edition: str
    status: Status
    reason: str
    data_label: str
    links: Sequence[tuple[str, str]]

    @property
    def status_words(self) -> str:
        """The status in Russian; an old version that is still there is called so."""
        words = _STATUS_WORDS[self.status]
        return f"{words}, показан прежний" if self.status == "failed" and self.links else words


def write_record(outputs: Path, entries: Iterable[BatchEntry]) -> Path:
    """Write `batch.json`: a list of objects keyed like `BatchEntry`."""
    path = outputs / RECORD
    content = json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=2)
    write.replace_file(path, (content + "\n").encode())
    return path


def read_record(outputs: Path) -> list[BatchEntry]:
    """The entries of `batch.json`; none when there is no such file."""
    path = outputs / RECORD
    if not path.exists():
        return []
    try:
        return [BatchEntry(**fields) for fields in json.loads(path.read_text("utf-8"))]
    except (ValueError, TypeError) as error:
        raise MachineError(f"Файл {RECORD} не читается: {error}") from error


def write_page(outputs: Path) -> Path:
    """Make `index.html` from the manifests under `outputs` and the last batch record."""
    from helpers.reports.html import exporter

    entries = collect(outputs)
    page = exporter().index_page(
        entries=entries,
        groups=_grouped(entries),
        failed=[entry for entry in entries if entry.status == "failed"],
    )
    path = outputs / PAGE
    write.replace_file(path, page.encode())
    return path


def collect(outputs: Path) -> list[Entry]:
    """Every report found or failed, by municipality, newest year first, then by notebook."""
    record = {
        (e.edition, str(e.year), e.municipality_id, e.notebook): e for e in read_record(outputs)
    }
    entries = []
    for path in sorted(outputs.glob(f"*/*/*/*/{manifest.FILE_NAME}")):
        edition, year, municipality_id, notebook = path.parent.relative_to(outputs).parts
        if not notebook.startswith("."):
            entry = record.pop((edition, year, municipality_id, notebook), None)
            entries.append(_found(path, entry))
    entries += [_missing(entry) for entry in record.values() if entry.status == "failed"]
    return sorted(entries, key=lambda e: (e.municipality, -e.year, e.edition, e.notebook))


def _found(path: Path, entry: BatchEntry | None) -> Entry:
    receipt: dict[str, Any] = json.loads(path.read_text("utf-8"))
    folder = path.parent
    outputs = folder.parents[3]
    files = [name for name in _FORMAT_NAMES if name in {*receipt["outputs"], manifest.FILE_NAME}]
    return Entry(
        municipality=receipt["cover"]["municipality_name"],
        year=int(folder.parents[1].name),
        title=receipt["cover"]["title"],
        notebook=folder.name,
        edition=folder.parents[2].name,
        status=entry.status if entry else "done",
        reason=entry.reason if entry else "",
        data_label=receipt["cover"]["data_label"],
        links=[
            (_FORMAT_NAMES[name], quote((folder / name).relative_to(outputs).as_posix()))
            for name in files
        ],
    )


def _missing(entry: BatchEntry) -> Entry:
    return Entry(
        municipality=entry.municipality_name,
        year=entry.year,
        title=entry.notebook,
        notebook=entry.notebook,
        edition=entry.edition,
        status=entry.status,
        reason=entry.reason,
        data_label="",
        links=(),
    )


def _grouped(entries: Sequence[Entry]) -> Iterator[tuple[str, list[tuple[int, list[Entry]]]]]:
    for municipality, of_place in groupby(entries, key=lambda entry: entry.municipality):
        years = groupby(of_place, key=lambda entry: entry.year)
        yield municipality, [(year, list(of_year)) for year, of_year in years]
