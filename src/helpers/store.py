"""The store: checked tables ↔ `store/<table>/municipality_id=<id>/part.parquet`.

Here: reading a municipality's tables for a run, what one import writes, the index of years.
Not here: how many files take their places in one step (`commits`), reading source files
(`readers`), deciding what goes where (`imports`), what the numbers mean (`indicators`).

A reader sees either all of an import or nothing of it: a commit that was stopped is finished
by whoever opens the store next. While the import lives, its lock is held: others wait for
the renames and touch none of its files.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from helpers import commits, guard, history, lock, params, paths, readings, vocabulary
from helpers.commits import digest
from helpers.errors import MachineError, ParameterError, in_russian, no_such_year
from helpers.held_years import years_of
from helpers.ledger import Ledger, damaged, load_ledger
from helpers.params import Municipality, RunParams
from helpers.readings import Readings
from helpers.schemas import TABLES
from helpers.schemas.frames import empty, from_arrow, to_arrow
from helpers.strict_yaml import load_text_yaml

PART = "part.parquet"
#: How long a reader waits for the renames of a live import.
WAIT_SECONDS = 30.0


class Store:
    """The store of one dataset."""

    def __init__(self, dataset: Path | str | None = None) -> None:
        self.dataset = paths.dataset_folder(dataset)
        self.folder = paths.store_folder(self.dataset)
        #: Partitions asked for and the state of their files then.
        self._states: dict[Path, State] = {}
        self._settle()

    def _settle(self) -> None:
        """Finish a commit whose import is gone; wait for one that lives.

        Raises `lock.Busy` when a live import does not end its renames in time.
        """
        latest = time.monotonic() + WAIT_SECONDS
        while commits.is_unfinished(self.folder):
            if lock.is_mine(self.folder):
                self._finish_commit()
                return
            try:
                with lock.held(self.folder):
                    if commits.is_unfinished(self.folder):
                        self._finish_commit()
            except lock.Busy:
                if time.monotonic() > latest:
                    raise
                time.sleep(0.05)

    # reading

    def partition(self, table: str, municipality_id: str) -> Path:
        """Path of a partition, whether it exists or not."""
        return self.folder / table / f"municipality_id={municipality_id}" / PART

    def read(
        self, table: str, municipality_ids: Iterable[str], since: int | None = None
    ) -> pd.DataFrame:
        """Rows of a table for some municipalities, typed, with `municipality_id` added.

        Rows of years before `since` are left out of a table that has a `year`. Raises
        `DisclosureError` in a process that makes a public report, `MachineError` for a partition
        that was stored and is not there.
        """
        guard.check_tables()
        frames = []
        for municipality_id in municipality_ids:
            path = self.partition(table, municipality_id)
            self._states[path] = _state(path)
            if self._states[path] is None and self._is_lost(path, table, municipality_id):
                raise damaged(path, "файла нет")
            if self._states[path] is not None:
                frame = self._load(path, table)
                if since is not None and "year" in frame:
                    recent = (frame["year"] >= since).fillna(False).astype(bool)
                    frame = frame[recent].reset_index(drop=True)
                frame["municipality_id"] = municipality_id
                frames.append(frame)
        if not frames:
            frame = empty(TABLES[table])
            frame["municipality_id"] = pd.Series([], dtype="str")
            return frame
        return pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]

    def _is_lost(self, path: Path, table: str, municipality_id: str) -> bool:
        """Whether the index knows rows that are not there, and no import is just storing them."""
        return (
            table in self.years(municipality_id)
            and not commits.is_unfinished(self.folder)
            and not path.exists()
        )

    def is_as_read(self) -> bool:
        """Whether every partition that was asked for is as it was then, or still missing."""
        return all(_state(path) == state for path, state in self._states.items())

    def _load(self, path: Path, table: str) -> pd.DataFrame:
        content = path.read_bytes()
        name = path.relative_to(self.dataset).as_posix()
        frame = _frame(content, path, table)
        sources = sorted(set(frame["source_id"].unique()) - {""})
        readings.partition(
            {"path": name, "sha256": digest(content), "tables": [table], "sources": sources}
        )
        return frame

    def earlier(self, table: str, municipality_id: str, sha256: str) -> pd.DataFrame | None:
        """Rows of one version of a partition, the one in use or a kept one; None when lost."""
        guard.check_tables()
        for path in (self.partition(table, municipality_id), self.version(sha256)):
            content = path.read_bytes() if path.is_file() else None
            if content is not None and digest(content) == sha256:
                return _frame(content, path, table)
        return None

    def municipalities(self) -> list[str]:
        """Ids of municipalities that have rows."""
        return sorted(path.stem for path in (self.folder / "index").glob("*.json"))

    def years(self, municipality_id: str) -> dict[str, list[int]]:
        """Table → years held for a municipality."""
        path = self.folder / "index" / f"{municipality_id}.json"
        if not path.exists():
            return {}
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
            return {str(table): [int(year) for year in years] for table, years in held.items()}
        except (ValueError, TypeError, AttributeError):
            raise damaged(path, "список годов") from None

    @property
    def label(self) -> str:
        """What the dataset says of itself, such as «учебные данные»; "" where it says nothing."""
        path = self.dataset / "dataset.yaml"
        return str(load_text_yaml(path).get("label", "")) if path.exists() else ""

    def ledger(self) -> Ledger:
        """The ledger of sources."""
        return load_ledger(self.folder / "ledger.json")

    def kept_source(self, sha256: str) -> Path:
        """Where the bytes of an imported file are kept."""
        return self.folder / "kept" / sha256[:2] / sha256

    def version(self, sha256: str) -> Path:
        """Where an earlier file of the store (a partition, an index) is kept."""
        return self.folder / "versions" / sha256[:2] / sha256

    # writing

    def commit(
        self,
        partitions: Mapping[tuple[str, str], pd.DataFrame],
        ledger: Ledger,
        kept: Mapping[str, bytes],
    ) -> None:
        """Replace whole partitions, the index of their municipalities and the ledger at once.

        The caller holds the lock of the folder since it opened the store. An empty frame
        removes the partition. Raises `MachineError` when the disk refuses.
        """
        try:
            self._commit(partitions, ledger, kept)
        except OSError as error:
            lock.check(self.folder)  # whoever took the store has removed what waited here
            raise MachineError(
                f"Хранилище {paths.shown_path(self.folder)} не записывается: {in_russian(error)}. "
                "Прежние данные целы. Освободите место или проверьте права и повторите."
            ) from None

    def _commit(
        self,
        partitions: Mapping[tuple[str, str], pd.DataFrame],
        ledger: Ledger,
        kept: Mapping[str, bytes],
    ) -> None:
        staged = commits.Staged(self.folder)
        for sha256, content in sorted(kept.items()):
            if not self.kept_source(sha256).exists():
                staged.put(self.kept_source(sha256), content)
        changed = []
        for (table, municipality_id), frame in sorted(partitions.items()):
            target = self.partition(table, municipality_id)
            rows = _parquet_bytes(frame, table) if len(frame) else None
            before = self._keep_version(target, staged, rows)
            changed.append(history.Change(table, municipality_id, before, digest(rows)))
        for municipality_id in sorted({key[1] for key in partitions}):
            held = self._index(municipality_id, partitions)
            text = json.dumps(held, ensure_ascii=False, sort_keys=True)
            target = self.folder / "index" / f"{municipality_id}.json"
            self._keep_version(target, staged, text.encode() if held else None)
        entry = history.entry(self.folder, self.ledger(), ledger, changed)
        if entry is not None:
            staged.put(*entry)
        staged.put(self.folder / "ledger.json", ledger.to_json().encode())
        staged.decide()
        self._finish_commit()

    def _keep_version(self, target: Path, staged: commits.Staged, content: bytes | None) -> str:
        """Stage a file and, where another stands in its place, that one under its hash.

        Past reports are made again from such versions. Gives the hash of the earlier file.
        """
        before = target.read_bytes() if target.is_file() else None
        sha256 = digest(before)
        if before != content:
            staged.put(target, content)
            if before is not None and not self.version(sha256).exists():
                staged.put(self.version(sha256), before)
        return sha256

    def _finish_commit(self) -> None:
        commits.finish(self.folder)

    def _index(
        self, municipality_id: str, partitions: Mapping[tuple[str, str], pd.DataFrame]
    ) -> dict[str, list[int]]:
        held = dict(self.years(municipality_id))
        for (table, owner), frame in partitions.items():
            if owner == municipality_id:
                held.pop(table, None)
                if len(frame):
                    held[table] = years_of(frame, table)
        return held


#: What tells one content of a file from another; None for no file.
State = tuple[int, int, int] | None


def _state(path: Path) -> State:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _frame(content: bytes, path: Path, table: str) -> pd.DataFrame:
    """Typed rows of a partition; `MachineError` when its bytes are no Parquet of the table."""
    try:
        rows = pq.ParquetFile(pa.BufferReader(content)).read(use_threads=False)
        return from_arrow(rows, TABLES[table])
    except (pa.ArrowException, OSError, EOFError, ValueError):
        raise damaged(path, "таблица") from None


def _parquet_bytes(frame: pd.DataFrame, table: str) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(to_arrow(frame, TABLES[table]), sink, compression="zstd")
    return sink.getvalue().to_pybytes()


class Tables:
    """Frames by the name of their table, each read when it is first asked for."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[pd.DataFrame, Readings]] = {}

    def get(self, name: str, read: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """A copy on write; whoever gets it has read what it was made from (`readings`)."""
        if name in self._held:
            frame, before = self._held[name]
            readings.again(before)
        else:
            with readings.noted() as now:
                frame = read()
            self._held[name] = (frame, now)
        return frame.copy(deep=False)


class Partition:
    """What is stored for one municipality itself: no region, no members, no year."""

    def __init__(self, store: Store, municipality: Municipality) -> None:
        self.store = store
        self.municipality = municipality
        self._tables = Tables()

    def table(self, name: str) -> pd.DataFrame:
        """All rows of the municipality's own partition of a table (a copy on write)."""
        return self._tables.get(
            name, lambda: self.store.read(name, [self.municipality.municipality_id])
        )


class Data:
    """What one run may read: the tables of its municipality, all years.

    A region reads all its municipalities. A municipality also sees the published rows of its
    region and of the country; its own copy of such a row wins over the region's. With
    `results_back` result tables hold only so many years before the run's: what a large region
    does not need does not fill the memory.
    """

    def __init__(self, store: Store, run: RunParams, results_back: int | None = None) -> None:
        self.store = store
        #: First year of result tables that is held.
        self.since = None if results_back is None else run.year - results_back
        self.municipality: Municipality = params.municipality(run.municipality_id)
        self._edition = run.edition
        self._tables = Tables()

    @property
    def label(self) -> str:
        """What every page made from this dataset must say, such as «учебные данные»."""
        return self.store.label

    def members(self) -> list[str]:
        """Ids whose partitions this run reads: its own first, then those of its region's."""
        own = self.municipality.municipality_id
        if not self.municipality.is_region:
            return [own]
        known = params.municipalities()
        held = self.store.municipalities()
        inside = [i for i in held if i in known and known[i].region_id == own and i != own]
        return [own, *inside]

    def table(self, name: str) -> pd.DataFrame:
        """All rows of a table that the run may see, in a fixed order (a copy on write).

        Raises `DisclosureError` for a run of the public edition.
        """
        guard.check_tables(self._edition)
        return self._tables.get(name, lambda: self._assembled(name))

    def _assembled(self, name: str) -> pd.DataFrame:
        table = TABLES[name]
        since = self.since if table.is_result else None
        frame = self.store.read(name, self.members(), since)
        if not table.is_result:
            return frame
        if not self.municipality.is_region:
            region = self.store.read(name, [self.municipality.region_id], since)
            above = region["scope_type"].isin(["region", "country"])
            if above.any():
                frame = pd.concat([frame, region[above]], ignore_index=True)
        above = frame["scope_type"].isin(["region", "country"])
        twice = above & frame.duplicated(list(table.key)) if above.any() else above
        return frame[~twice].reset_index(drop=True) if twice.any() else frame

    def years(self) -> list[int]:
        """Years for which any table of the municipality has a row."""
        held: set[int] = set()
        for member in self.members():
            for years in self.store.years(member).values():
                held.update(years)
        return sorted(held)


#: Data that this process holds for those forked from it, by dataset and run, each with the
#: list of municipalities it was made under.
_kept: dict[tuple[Path, str], tuple[Data, dict[str, Municipality]]] = {}


def keep(run: RunParams) -> Data:
    """The data of a run (`open`), given from now on to whoever opens the same run here.

    Runs about schools of one municipality have the same data. What is read or made of them in
    this process is there at once in every process forked from it. Data whose files have changed
    since are not given.
    """
    data = open(run)
    _kept[data.store.dataset.resolve(), repr(run.of_place())] = data, params.municipalities()
    return data


def open(
    run: RunParams, dataset: Path | str | None = None, results_back: int | None = None
) -> Data:
    """The data of a run. Raises `ParameterError` when no table has a row for its year, or when
    no list of the dataset is of its `register_source`.

    `results_back` limits the years of result tables (`Data`).

    A run of the public edition gets no tables: it is made from `disclosure.open` alone.
    """
    guard.check_tables(run.edition)
    data = Data(Store(dataset), run, results_back)
    held = data.years()
    if run.year not in held:
        raise no_such_year(data.municipality.name, run.year, held)
    if run.register_source:
        _check_source(data, run.register_source)
    place = data.store.dataset.resolve(), repr(run.of_place())
    if results_back is None and place in _kept:
        kept, known = _kept[place]
        if known is params.municipalities() and kept.store.is_as_read():
            return kept
    return data


def _check_source(data: Data, given: str) -> None:
    """A source of the list that nobody in the dataset has is a mistake; one that others have
    is not: the report says that there is no such list here."""
    asked, own = vocabulary.folded(given), _sources(data.table("shnor_register"))
    if asked in own:
        return
    known = _sources(data.store.read("shnor_register", data.store.municipalities()))
    if known and asked not in known:
        listed = "; ".join(f"«{name}»" for name in sorted(set((own or known).values()))[:10])
        raise ParameterError(
            f"Параметр register_source: источника списка ШНОР «{given}» нет — "
            f"{data.municipality.name}. Есть: {listed}. Без этого параметра берутся все списки."
        )


def _sources(register: pd.DataFrame) -> dict[str, str]:
    """Sources of lists as they are compared, and as they are written."""
    return {vocabulary.folded(str(name)): str(name) for name in register["source"]}
