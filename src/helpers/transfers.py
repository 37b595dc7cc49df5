"""Schools that change their municipality: their stored rows go where they belong now.

Here: what a directory of schools says against what is stored, and the rows that follow it.
Not here: the rule whose a row is (`owners`), reading and storing (`imports`, `store`).

A plan stays with the municipality that approved it, and so does what is reported about it.
Earlier versions of the partitions are kept, so a report made before is made again as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from helpers.errors import Problem
from helpers.ledger import Ledger
from helpers.owners import DECLARING, PLACEHOLDER, Owners
from helpers.precedence import clashes
from helpers.readers.files import SourceFile
from helpers.readers.tabular import TableRows
from helpers.schemas import TABLES
from helpers.schemas.frames import typed

Partitions = dict[tuple[str, str], pd.DataFrame]
#: Rows of a table for a municipality as they are at this moment of the import.
Current = Callable[[str, str], pd.DataFrame]
#: First and last day of a time; a missing one leaves it open.
Span = tuple[pd.Timestamp, pd.Timestamp]

#: Tables whose rows may follow a school; teachers first: their rows say where theirs go.
_FOLLOWING = sorted(
    (n for n, table in TABLES.items() if n not in DECLARING and "plan_id" not in table.key),
    key=lambda name: name != "teachers",
)
_SHOWN = 10
#: Code of the refusal of a directory whose schools another one holds.
HELD_ELSEWHERE = "school_elsewhere"


class Transfers:
    """The schools that one source moves: found by `learnt`, carried out by `carried`.

    `taken` counts rows that gave way, by source and table, `left` those that are left of them
    for another time; `moved` rows by table.
    """

    def __init__(self, owners: Owners, current: Current, ledger: Ledger, replace: bool) -> None:
        self.owners = owners
        self.current = current
        self.ledger = ledger
        self.replace = replace
        self.taken: dict[str, dict[str, int]] = {}
        self.left: dict[str, dict[str, int]] = {}
        self.moved: dict[str, int] = {}
        self._ways: dict[str, tuple[list[str], list[str]]] = {}
        self._directory: Partitions = {}
        self._touched: dict[str, set[str]] = {}
        self._left: set[str] = set()

    def learnt(self, data: TableRows, given: str, file: SourceFile) -> list[Problem]:
        """Learn the homes that rows of a table declare; faults of a directory of schools.

        A row of another directory about the same time is a contradiction: it is refused, with
        `replace` it gives way for that time. What it says of another time stays.
        """
        homes: dict[str, dict[str, list[Mapping[str, Any]]]] = {}
        if data.table != "schools":
            self.owners.learn(data, given)
            return []
        for row in data.rows:
            home = self.owners.owner("schools", row, given)
            if home and row.get("school_id"):
                homes.setdefault(row["school_id"], {}).setdefault(home, []).append(row)
        before = {school: self.owners.homes("schools", school) for school in homes}
        self.owners.learn(data, given)
        problems: list[Problem] = []
        for school, old in before.items():
            if old and len({*old, *homes[school]}) > 1:
                problems += self._settled(school, old, homes[school], file)
        return problems[:_SHOWN]

    def _settled(
        self,
        school: str,
        old: list[str],
        new: Mapping[str, list[Mapping[str, Any]]],
        file: SourceFile,
    ) -> list[Problem]:
        """Rows of a school in the directories that held it: kept, dropped or refused."""
        now = {home: typed(rows, TABLES["schools"]) for home, rows in new.items()}
        known = dict(now)
        for home in old:
            frame = self._held(self._directory, "schools", home)
            mine = frame["school_id"] == school
            real = frame["extra"] != PLACEHOLDER
            elsewhere = [rows for other, rows in now.items() if other != home]
            against = mine & real & _overlaps(frame, elsewhere)
            if against.any() and not self.replace:
                return [self._contradiction(frame[against].iloc[0], home, list(new), file)]
            kept = frame[mine & real & ~against]
            left = _without(frame[against], elsewhere, kept)
            _count(self.taken, "schools", frame[against])
            _count(self.left, "schools", left)
            kept = pd.concat([kept, left])
            known[home] = pd.concat([kept, now[home]]) if home in now else kept
            gone = against | (mine & ~real)
            self._directory["schools", home] = pd.concat([frame[~gone], left], ignore_index=True)
        self.owners.know_anew("schools", school, known)
        self._ways[school] = (old, self.owners.homes("schools", school))
        return []

    def _contradiction(
        self, row: pd.Series, home: str, new: list[str], file: SourceFile
    ) -> Problem:
        record = self.ledger.sources.get(str(row["source_id"]))
        return Problem(
            "error",
            HELD_ELSEWHERE,
            f"Школа {row['school_id']} по уже загруженной таблице «Школы» "
            f"(«{record.name if record else 'другой файл'}») относится к муниципалитету {home}. "
            "Если она перешла, добавьте --replace: её строки перейдут вместе с ней. Чтобы строки "
            "прежних лет остались, впишите дату перехода: «Действует с».",
            file=file.shown,
            found=f"{row['school_id']} {', '.join(new)}",
            expected=home,
        )

    def _held(self, new: Partitions, table: str, home: str) -> pd.DataFrame:
        """Rows of a partition as they stand among the `new` ones, else as they are now."""
        frame = new.get((table, home))
        return self.current(table, home) if frame is None else frame

    def carried(self, file: SourceFile) -> tuple[Partitions, list[Problem]]:
        """The partitions after rows followed their schools, and what is to be said of it."""
        if not self._ways:
            return {}, []
        new: Partitions = dict(self._directory)
        problems: list[Problem] = []
        for old in sorted({home for homes, _ in self._ways.values() for home in homes}):
            schools = {school for school, (homes, _) in self._ways.items() if old in homes}
            problems += self._from(old, schools, new, file)
        return new, [*self._told(file), *problems]

    def _from(
        self, old: str, schools: set[str], new: Partitions, file: SourceFile
    ) -> list[Problem]:
        problems: list[Problem] = []
        teachers: set[str] = set()
        for table in _FOLLOWING:
            frame = self._held(new, table, old)
            about = _about(frame, schools, teachers)
            if not about.any():
                continue
            rows = frame[about].to_dict("records")
            homes = pd.Series(
                [self.owners.owner(table, _plain(row), old) for row in rows], frame.index[about]
            )
            leaving = homes[homes != old]
            if leaving.empty:
                continue
            for name in {"school_id", "scope_id"} & set(frame):
                self._left |= schools & set(frame.loc[leaving.index, name])
            new[table, old] = frame.drop(index=leaving.index).reset_index(drop=True)
            for home, places in leaving.groupby(leaving):
                problems += self._put(table, str(home), frame.loc[places.index], new, file)
            if table == "teachers":
                codes = set(frame.loc[leaving.index, "teacher_code"])
                self._relearn(codes, sorted(set(leaving)), new)
                teachers |= codes
        return problems

    def _put(
        self, table: str, home: str, rows: pd.DataFrame, new: Partitions, file: SourceFile
    ) -> list[Problem]:
        """Add rows to their new partition; rows it has already are refused or stay as they are."""
        held = self._held(new, table, home)
        twice = clashes(rows, held, table) if len(held) else pd.Series(False, index=rows.index)
        if twice.any() and not self.replace:
            return [_stored_there(table, home, int(twice.sum()), file)]
        _count(self.taken, table, rows[twice])
        rows = rows[~twice]
        for source_id in rows["source_id"].unique():
            self._touched.setdefault(str(source_id), set()).add(home)
        self.moved[table] = self.moved.get(table, 0) + len(rows)
        new[table, home] = pd.concat([held, rows], ignore_index=True) if len(held) else rows
        return []

    def _relearn(self, codes: set[str], added: list[str], new: Partitions) -> None:
        """Let the homes of teachers be those of their rows after some moved to homes `added`."""
        for code in codes:
            directory = {}
            for home in dict.fromkeys([*self.owners.homes("teachers", code), *added]):
                frame = self._held(new, "teachers", home)
                directory[home] = frame[frame["teacher_code"] == code]
            self.owners.know_anew("teachers", code, directory)

    def _told(self, file: SourceFile) -> list[Problem]:
        ways = [
            f"{school}: {', '.join(old)} → {', '.join(new)}"
            for school, (old, new) in self._ways.items()
            if old != new or school in self._left
        ]
        if not ways:
            return []
        rows = ", ".join(f"«{TABLES[name].label}» {count}" for name, count in self.moved.items())
        return [
            Problem(
                "warning",
                "schools_moved",
                f"Школы сменили муниципалитет: {len(ways)}. Перенесено строк: {rows or 'нет'}. "
                "Сделайте заново отчёты обоих муниципалитетов.",
                file=file.shown,
                found="; ".join(ways[:_SHOWN]) + (" …" if len(ways) > _SHOWN else ""),
            )
        ]

    def homes_of_sources(self, current: Current) -> dict[str, list[str]]:
        """Sources whose rows moved → municipalities that hold rows of them, by `current`."""
        found = {}
        for source_id, added in self._touched.items():
            record = self.ledger.sources.get(source_id)
            if record is not None:
                ids = sorted({*record.municipality_ids, *added})
                found[source_id] = [
                    home
                    for home in ids
                    if any(source_id in set(current(t, home)["source_id"]) for t in record.tables)
                ]
        return found


def _count(taken: dict[str, dict[str, int]], table: str, rows: pd.DataFrame) -> None:
    for source_id, count in rows["source_id"].value_counts().items():
        lost = taken.setdefault(str(source_id), {})
        lost[table] = lost.get(table, 0) + int(count)


def _overlaps(frame: pd.DataFrame, others: Sequence[pd.DataFrame]) -> pd.Series:
    """Whether each row speaks of a time that some row of the others speaks of."""
    found = pd.Series(False, index=frame.index)
    for spans in others:
        for start, end in zip(spans["valid_from"], spans["valid_to"], strict=True):
            before = pd.isna(end) | frame["valid_from"].isna() | (frame["valid_from"] <= end)
            after = pd.isna(start) | frame["valid_to"].isna() | (frame["valid_to"] >= start)
            found |= before & after
    return found


def _without(
    frame: pd.DataFrame, others: Sequence[pd.DataFrame], kept: pd.DataFrame
) -> pd.DataFrame:
    """What rows of a school say of times that no row of the others speaks of.

    A row is shortened or parted; where two would begin on one day, the later one stands.
    """
    spans = [
        span for rows in others for span in zip(rows["valid_from"], rows["valid_to"], strict=True)
    ]
    left: list[dict[Any, Any]] = []
    for row in frame.to_dict("records"):
        parts = [(row["valid_from"], row["valid_to"])]
        for span in spans:
            parts = [part for whole in parts for part in _outside(whole, span)]
        left += [{**row, "valid_from": start, "valid_to": end} for start, end in parts]
    made = typed(left, TABLES["schools"]).drop_duplicates("valid_from", keep="last")
    return made[~made["valid_from"].isin(kept["valid_from"])]


def _outside(whole: Span, span: Span) -> list[Span]:
    """The parts of a span of days, both ends in it, that lie before and after another one."""
    (start, end), (first, last), day = whole, span, pd.Timedelta(days=1)
    if start > last or end < first:  # a missing day is neither before nor after
        return [whole]
    parts = []
    if pd.notna(first) and not start >= first:
        parts.append((start, first - day))
    if pd.notna(last) and not end <= last:
        parts.append((last + day, end))
    return parts


def _about(frame: pd.DataFrame, schools: set[str], teachers: set[str]) -> pd.Series:
    """Rows that may follow: those of the schools and of teachers who left with them."""
    found = pd.Series(False, index=frame.index)
    if "school_id" in frame:
        found |= frame["school_id"].isin(schools)
    if "scope_id" in frame:
        found |= (frame["scope_type"] == "school") & frame["scope_id"].isin(schools)
    for name in ("teacher_code", "mentee_code"):
        if name in frame:
            found |= frame[name].isin(teachers)
    return found


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}


def _stored_there(table: str, home: str, count: int, file: SourceFile) -> Problem:
    return Problem(
        "error",
        "already_stored",
        f"Таблица «{TABLES[table].label}»: строки школ, которые переходят в {home}, там уже есть "
        f"({count}). Чтобы остались те, что уже там, добавьте --replace.",
        file=file.shown,
        found=str(count),
        expected="строки, которых там ещё нет",
    )
