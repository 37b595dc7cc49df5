"""Importing: files → checked rows → the right partitions → one commit.

Here: the order of the steps, the place of each row, keys against what is already stored, the
ledger. Not here: options (`import_request`), reading (`readers`), whose a row is (`owners`),
partitions between two sources (`import_partitions`), words of refusals (`import_refusals`),
writing files (`store`), printing (`commands`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import code_spelling, params, paths, pseudonyms
from helpers.errors import ParameterError, Problem
from helpers.held_years import years_of
from helpers.identity import Identity
from helpers.import_partitions import Partitions, schools_in
from helpers.import_refusals import already_stored, no_owner, other_owner, repeated, taken_code
from helpers.import_request import Imported, Options
from helpers.kept import kept_bytes, mask_people, plain
from helpers.ledger import Ledger, SourceRecord, source_id_of
from helpers.new_schools import new_schools
from helpers.owners import PLACEHOLDER, Owners
from helpers.precedence import clashes, without_derived, without_repeated
from helpers.readers.code_book import CodeBook
from helpers.readers.corrections import Correction, load_corrections
from helpers.readers.files import SourceFile, expand
from helpers.readers.sources import ParsedSource, read_source, repeats
from helpers.readers.tabular import TableRows
from helpers.recognition import recognised
from helpers.schemas import TABLES
from helpers.schemas.frames import typed
from helpers.store import Store
from helpers.transfers import HELD_ELSEWHERE, Transfers

#: Tables that say whose the rows of other tables are are taken first.
_FIRST = ("schools", "plan_frames", "teachers", "events")

#: Rows of a file with more than this many wait for their turn in a small room.
_MANY_ROWS = 5_000

#: A file and what it was recognised as.
Plan = tuple[str, dict[str, Any]]


class Importer:
    """One import into one store: sources are taken in turn, the commit comes at the end."""

    def __init__(self, store: Store, options: Options) -> None:
        options.check()
        self.store = store
        self.options = options
        self.owners = Owners(store)
        self.codes = CodeBook(self._stored_rows)
        self.identity = Identity(self._stored_rows)
        self.corrections = load_corrections(paths.corrections_folder(store.dataset))
        self.ledger: Ledger = store.ledger()
        self.partitions = Partitions(store)
        self.kept: dict[str, bytes] = {}
        #: Municipality → schools that sources told of before and tell of no more.
        self._left: dict[str, set[str]] = {}

    def run(
        self, given: Sequence[Path], tell: Callable[[Sequence[Plan]], None] | None = None
    ) -> list[Imported]:
        """Import all files meant; good files are stored, faulty ones are refused whole.

        `tell` is called with what the files were recognised as, before anything is stored.
        """
        files = expand(given)
        if not files:
            raise ParameterError("В указанных папках нет файлов для загрузки.")
        parsed = self._read_all(files)
        if tell is not None:
            tell([(source.file.shown, dict(source.recognised)) for source in parsed])
        results = self._take_all(sorted(parsed, key=self._rank))
        for home, schools in self._left.items():
            known = self.partitions.current("schools", home, {})["school_id"]
            self.partitions.forget_schools(home, code_spelling.respelled(schools, known))
        if not self.options.dry_run and any(result.stored for result in results.values()):
            self.store.commit(self.partitions.sorted(), self.ledger, self.kept)
            self._keep_label(files)
        if not self.options.dry_run:
            self.identity.write_review(paths.corrections_folder(self.store.dataset))
        return [results[id(file)] for file in files]

    def _take_all(self, order: Sequence[ParsedSource]) -> dict[int, Imported]:
        """Take sources in their order; what was refused, and why, by the identity of the file.

        A directory of schools is refused while another one holds its schools; one that comes
        later may let them go. So these are tried again before what depends on them is taken.
        """
        first = [source for source in order if self._rank(source) == 0]
        results = {id(source.file): self._take(source.file, source) for source in first}
        files = [source.file for source in first]
        again = [file for file in files if _waits(results[id(file)])]
        while 0 < len(again) < len(files):
            for file in again:
                results[id(file)] = self._take(file, self._read(file))
            files, again = again, [file for file in again if _waits(results[id(file)])]
        rest = order[len(first) :]
        return results | {id(source.file): self._take(source.file, source) for source in rest}

    def _keep_label(self, files: Sequence[SourceFile]) -> None:
        """Take over what another dataset says of itself («учебные данные») with its sources."""
        own = self.store.dataset / "dataset.yaml"
        for file in files:
            for folder in file.path.absolute().parents:
                label = folder.parent / "dataset.yaml"
                if folder.name == "sources" and label.is_file() and not own.exists():
                    own.write_bytes(label.read_bytes())

    def _read_all(self, files: Sequence[SourceFile]) -> list[ParsedSource]:
        """All files read; those with codes again, when others of the import explain them."""
        parsed = [self._read(file) for file in files]
        if not any(source.teaches_codes for source in parsed):
            return parsed
        return [
            self._read(source.file) if repeats(source.kind) or source.is_personal else source
            for source in parsed
        ]

    def _read(self, file: SourceFile) -> ParsedSource:
        given = {**self.options.given(file), "codes": self.codes}
        source = read_source(file, self.options.kind, given, self._corrections(file))
        pseudonyms.give(source, self.store.dataset)
        if not source.is_faulty:
            learnt = [self.codes.learn(data) for data in source.tables]
            source.teaches_codes = any(learnt)
        source.recognised = recognised(source, self.options.given(file))
        if sum(len(data.rows) for data in source.tables) > _MANY_ROWS:
            for data in source.tables:
                data.stow()
        return source

    def _corrections(self, file: SourceFile) -> list[Correction]:
        source_id = self._source_id(file)
        return [one for one in self.corrections if one.is_about(file.shown, source_id)]

    def _stored_rows(self, table: str) -> list[dict[Any, Any]]:
        return self.store.read(table, self.store.municipalities()).to_dict("records")

    def _rank(self, source: ParsedSource) -> int:
        """Files that hold the tables others refer to come first."""
        if source.plan is not None:
            return 1
        return min(map(_place_in_order, source.tables), default=len(_FIRST))

    def _take(self, file: SourceFile, source: ParsedSource) -> Imported:
        result = Imported(file.shown, file.sha256, source.kind, problems=source.problems)
        result.recognised = dict(source.recognised)
        result.municipality_id = self._owner(source) or None
        for data in source.tables:
            data.fetch()
        if source.is_blank:
            return result
        signature = self.options.signature(source)
        source_id = self._source_id(file)
        before = self.ledger.same_content(file.sha256, signature)
        if before is not None and not self.options.dry_run:
            return self._same_again(result, before, source_id)
        if source.plan is not None:
            self._plan_tables(source, result)
        elif not source.is_faulty:
            may_move = self.options.replace
            self.identity.settle(source, self._owner(source), may_move=may_move)
        if not source.is_faulty:
            mask_people(source.tables)
            homes = self.owners.snapshot()
            self._place(source, result, source_id, signature)
            if source.is_faulty:
                self.owners.restore(homes)
        if source.is_faulty:
            result.tables = {}
        source.tables = []
        return result

    def _owner(self, source: ParsedSource) -> str:
        """Municipality of a file: the one given for it, else what it says of itself; or ""."""
        return self.options.given(source.file).get("municipality_id") or source.municipality_id

    def _same_again(self, result: Imported, before: SourceRecord, source_id: str) -> Imported:
        result.tables, result.stored = dict(before.tables), True
        result.municipality_id = _only(before.municipality_ids)
        if before.source_id != source_id:
            result.problems.append(
                Problem(
                    "warning",
                    "same_file",
                    f"Тот же файл уже загружен под именем «{before.name}»: второй раз не нужен.",
                    file=result.path,
                )
            )
        return result

    def _source_id(self, file: SourceFile) -> str:
        return source_id_of(self.store.dataset, file.path, file.entry)

    def _plan_tables(self, source: ParsedSource, result: Imported) -> None:
        """Rows of `plan_frames` and `roadmap_items` of a plan file."""
        from helpers.readers.roadmap import item_rows, plan_row, roadmap_row

        plan = source.plan
        assert plan is not None
        owner = self.options.given(source.file).get("municipality_id", "")
        plan_id = self.options.plan_id or _plan_id(owner, plan)
        if self.options.dry_run:
            known_as = {"plan_id": plan_id}
            result.rows = [known_as | roadmap_row(item, plan.frame) for item in plan.items]
            result.plan = plain(plan_row(plan, plan_id))
        elif not owner:
            source.problems.append(
                Problem(
                    "error",
                    "municipality_needed",
                    "Чей это план, из файла не следует: укажите муниципалитет (-m).",
                    file=source.file.shown,
                )
            )
        frames = TableRows(
            "plan_frames",
            rows=[{**plan_row(plan, plan_id), "municipality_id": owner, "source_row": 1}],
        )
        items = TableRows("roadmap_items", rows=item_rows(plan, plan_id))
        source.tables = [frames, items]

    def _place(
        self, source: ParsedSource, result: Imported, source_id: str, signature: str
    ) -> None:
        """Rows of a source to their partitions; nothing of it where any row has no place."""
        owner = self._owner(source)
        before = self.ledger.sources.get(source_id)
        told = self.partitions.schools_of(before) if before is not None else {}
        new = self.partitions.without(source_id, self.ledger)
        placed: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self._taken: dict[str, dict[str, int]] = {}
        schools = new_schools(source, owner, self.owners)
        transfers = Transfers(
            self.owners,
            lambda table, home: self.partitions.current(table, home, new),
            self.ledger,
            self.options.replace,
        )
        for data in sorted([*schools, *source.tables], key=_place_in_order):
            if data.table == "plan_frames":
                source.problems += self._plans_elsewhere(data, owner, new, source.file)
            if not self.options.dry_run or data.grid is not None:
                source.problems += transfers.learnt(data, owner, source.file)
            for row in data.rows:
                municipality_id = self.owners.owner(data.table, row, owner)
                if not municipality_id:
                    if not self.options.dry_run:
                        source.problems.append(no_owner(data, row, source.file))
                        break
                    municipality_id = "?"
                elif owner and not self.identity.is_inside(municipality_id, owner):
                    source.problems.append(other_owner(data, row, source.file, municipality_id))
                    break
                row["source_id"] = "" if row.get("extra") == PLACEHOLDER else source_id
                placed.setdefault((data.table, municipality_id), []).append(row)
        if source.is_faulty:
            return
        moved, problems = transfers.carried(source.file)
        source.problems += problems
        self._taken.update(transfers.taken)
        new.update(moved)
        frames = {key: typed(rows, TABLES[key[0]]) for key, rows in placed.items()}
        for (table, municipality_id), frame in frames.items():
            problems = self._merge(new, table, municipality_id, frame, source)
            source.problems += problems
        result.tables = _counts(placed)
        owners = sorted({key[1] for key in placed} - {"?"})
        result.municipality_id = _only(owners) if owners else result.municipality_id
        if self.options.dry_run:
            if result.rows is None:
                result.rows = [plain(row) for data in source.tables for row in data.rows]
            if not source.is_faulty:  # the next directories are judged by these
                known = params.municipalities()
                self.partitions.take(
                    {k: new[k] for k in new if k[0] == "schools" and k[1] in known}
                )
            return
        if source.is_faulty:
            return
        self.partitions.take(new)
        tells = set().union(*map(schools_in, frames.values()))
        for home, named in told.items():
            self._left.setdefault(home, set()).update(named - tells)
        homes = transfers.homes_of_sources(
            lambda table, home: self.partitions.current(table, home, {})
        )
        self.ledger = self.ledger.without_rows(self._taken, transfers.left).with_homes(homes)
        self.kept[source.file.sha256] = kept_bytes(source)
        self.ledger = self.ledger.with_source(
            SourceRecord(
                source_id,
                source.file.name,
                source.kind,
                source.file.sha256,
                signature,
                tuple(sorted({key[1] for key in placed})),
                tuple(_years(frames)),
                result.tables,
            )
        )
        result.stored = True

    def _plans_elsewhere(
        self,
        data: TableRows,
        owner: str,
        new: Mapping[tuple[str, str], pd.DataFrame],
        file: SourceFile,
    ) -> list[Problem]:
        """Plans whose code already names a plan of another municipality."""
        problems = []
        for row in data.rows:
            plan_id, home = str(row["plan_id"]), self.owners.owner("plan_frames", row, owner)
            other = self.owners.plan_home(plan_id)
            if not home or not other or other == home:
                continue
            if (self.partitions.current("plan_frames", other, new)["plan_id"] == plan_id).any():
                problems.append(taken_code(data, row, file, other))
        return problems

    def _merge(
        self,
        new: dict[tuple[str, str], pd.DataFrame],
        table: str,
        municipality_id: str,
        frame: pd.DataFrame,
        source: ParsedSource,
    ) -> list[Problem]:
        """Add rows to a partition; keys held by another source are refused or replaced."""
        held = self.partitions.current(table, municipality_id, new)
        file, problems = source.file, []
        if len(held) and table == "schools":
            named = held["school_id"].isin(frame["school_id"])
            held = held[~(named & (held["extra"] == PLACEHOLDER))]
        if len(held):
            held, frame = without_derived(held, frame, table)
            if source.repeats:
                whole = len(frame)
                held, frame = without_repeated(held, frame, table, self._repeating())
                problems += repeated(table, whole - len(frame), file)
            clash = clashes(held, frame, table)
            if clash.any() and not self.options.replace:
                first = held[clash].iloc[0]
                return [already_stored(first, table, int(clash.sum()), file, self.ledger)]
            for other, count in held.loc[clash, "source_id"].value_counts().items():
                taken = self._taken.setdefault(str(other), {})
                taken[table] = taken.get(table, 0) + int(count)
            held = held[~clash]
        new[(table, municipality_id)] = (
            pd.concat([held, frame], ignore_index=True) if len(held) else frame
        )
        return problems

    def _repeating(self) -> list[str]:
        """Sources whose rows may come again in other files of their kind."""
        return [key for key, record in self.ledger.sources.items() if repeats(record.kind)]


def _place_in_order(data: TableRows) -> int:
    return _FIRST.index(data.table) if data.table in _FIRST else len(_FIRST)


def _waits(result: Imported) -> bool:
    """Whether a source was refused for schools that another directory holds."""
    return any(problem.code == HELD_ELSEWHERE for problem in result.problems)


def _only(values: Iterable[str]) -> str | None:
    listed = list(values)
    return listed[0] if len(listed) == 1 else None


def _counts(placed: Mapping[tuple[str, str], Sequence[object]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for (table, _), rows in placed.items():
        counts[table] = counts.get(table, 0) + len(rows)
    return {name: counts[name] for name in TABLES if name in counts}


def _years(frames: Mapping[tuple[str, str], pd.DataFrame]) -> list[int]:
    return sorted({year for (table, _), frame in frames.items() for year in years_of(frame, table)})


def _plan_id(owner: str, plan: Any) -> str:
    """Identifier of a plan that was given none: whose it is and its period."""
    start, end = plan.frame.period_start, plan.frame.period_end
    period = f"{start.year}-{end.year}" if start and end else "plan"
    return "-".join(part for part in (owner, period) if part)
