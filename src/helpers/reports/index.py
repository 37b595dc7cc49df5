"""`outputs/index.html`: every report that lies there, and every one that failed.

Here: the record of a batch (`batch.json`), collecting reports from their manifests, the
page and, beside it, the board of what is to be looked at (`review`). Not here: running a
batch. The page is made from what lies on the disk, so reports of several batches and
datasets stand in one list.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from helpers import params
from helpers.errors import MachineError
from helpers.reports import manifest, review, write
from helpers.vocabulary import natural

PAGE, REVIEW, RECORD = "index.html", "review.html", "batch.json"
Status = Literal["done", "skipped", "failed"]

#: Municipalities of the same region that are named beside a report.
MOST_NEIGHBOURS = 8
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
    municipality_id: str
    year: int
    title: str
    notebook: str
    edition: str
    status: Status
    reason: str
    data_label: str
    links: Sequence[tuple[str, str]]
    beside: Sequence[tuple[str, Sequence[tuple[str, str]]]] = ()

    @property
    def anchor(self) -> str:
        """Where the report stands on the page."""
        return f"{self.edition}-{self.year}-{self.municipality_id}-{self.notebook}"

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

    receipts = review.read(outputs)
    entries = _with_neighbours(_collected(outputs, receipts))
    board = _board(receipts, entries)
    pages = exporter()
    page = pages.page(
        "list.html.j2",
        entries=entries,
        groups=_grouped(entries),
        failed=[entry for entry in entries if entry.status == "failed"],
        review_page=REVIEW,
        to_review=sum(1 for signs in board if signs.count),
    )
    looked = pages.page("review.html.j2", board=board, jump_points=f"{review.JUMP_POINTS:g}")
    write.replace_file(outputs / REVIEW, looked.encode())
    path = outputs / PAGE
    write.replace_file(path, page.encode())
    return path


def _board(
    receipts: Sequence[tuple[Path, dict[str, Any]]], entries: Sequence[Entry]
) -> list[review.Signs]:
    """The board, with the reports that failed added to their units."""
    units = review.units(receipts)
    for entry in entries:
        if entry.status == "failed":
            key = (entry.municipality_id, entry.year, entry.edition)
            known = [u for u in units if (u.municipality_id, u.year, u.edition) == key]
            if not known:
                known = [review.Unit(key[0], entry.municipality, entry.year, entry.edition)]
                units += known
            known[0].failed.append((entry.notebook, entry.reason or "причина не записана"))
    names = {entry.municipality_id: entry.municipality for entry in entries}
    for unit in units:
        unit.name = names[unit.municipality_id]
    return review.board(sorted(units, key=review.Unit.order))


def _with_neighbours(entries: Sequence[Entry]) -> list[Entry]:
    """Each report with links to the years beside it and to the same report of its region."""
    known = params.municipalities()
    region = {name: item.region_id for name, item in known.items()}
    places: dict[tuple[str, str, str, int], Entry] = {}
    peers: dict[tuple[str, str, str, int], list[Entry]] = {}
    for entry in entries:
        places[(entry.edition, entry.notebook, entry.municipality_id, entry.year)] = entry
        own = region.get(entry.municipality_id, "")
        if own:
            peers.setdefault((entry.edition, entry.notebook, own, entry.year), []).append(entry)
    found = []
    for entry in entries:
        key = (entry.edition, entry.notebook, entry.municipality_id)
        years = [
            (str(year), f"#{places[(*key, year)].anchor}")
            for year in (entry.year - 1, entry.year + 1)
            if (*key, year) in places
        ]
        own = region.get(entry.municipality_id, "")
        others = [
            (other.municipality, f"#{other.anchor}")
            for other in peers.get((entry.edition, entry.notebook, own, entry.year), ())
            if other is not entry
        ]
        beside = [("соседние годы", years)] if years else []
        beside += [("в том же регионе", others[:MOST_NEIGHBOURS])] if others else []
        found.append(replace(entry, beside=beside))
    return found


def collect(outputs: Path) -> list[Entry]:
    """Every report found or failed, by municipality, newest year first, then by notebook."""
    return _collected(outputs, review.read(outputs))


def _collected(outputs: Path, receipts: Sequence[tuple[Path, dict[str, Any]]]) -> list[Entry]:
    record = {
        (e.edition, str(e.year), e.municipality_id, e.notebook): e for e in read_record(outputs)
    }
    entries = []
    for folder, receipt in receipts:
        edition, year, municipality_id, notebook = folder.relative_to(outputs).parts
        entry = record.pop((edition, year, municipality_id, notebook), None)
        entries.append(_found(folder, receipt, entry))
    entries += [_missing(entry) for entry in record.values() if entry.status == "failed"]
    known = params.municipalities()
    called = {entry.municipality_id: entry.municipality for entry in entries}
    names = params.told_apart(called | {i: known[i].name for i in called if i in known})
    told = [replace(entry, municipality=names[entry.municipality_id]) for entry in entries]
    return sorted(told, key=_order)


def _order(entry: Entry) -> tuple[Any, ...]:
    """By municipality, newest year first, then by edition and notebook."""
    place = natural(entry.municipality), entry.municipality_id
    return (*place, -entry.year, entry.edition, entry.notebook)


def _found(folder: Path, receipt: dict[str, Any], entry: BatchEntry | None) -> Entry:
    outputs = folder.parents[3]
    files = [name for name in _FORMAT_NAMES if name in {*receipt["outputs"], manifest.FILE_NAME}]
    return Entry(
        municipality=receipt["cover"]["municipality_name"],
        municipality_id=folder.parent.name,
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
        municipality_id=entry.municipality_id,
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
    for _, of_place in groupby(entries, key=lambda entry: entry.municipality_id):
        own = list(of_place)
        years = groupby(own, key=lambda entry: entry.year)
        yield own[0].municipality, [(year, list(of_year)) for year, of_year in years]
