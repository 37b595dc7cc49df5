"""What a layout of source files is: how it is recognised and read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from helpers.errors import Problem
from helpers.readers.grid import Grid
from helpers.readers.tabular import TableRows


@dataclass
class Reading:
    """What a layout made of a file: rows of contract tables with their addresses.

    `year` and `municipality_id` are what the file says of itself (None and "" where it says
    nothing): they are held against the options of the import. `resolved` says what codes of the
    file were taken for: when that changes, the same bytes mean another thing. `is_personal`
    says that names of people were dropped: then the bytes are not kept. `unread` are sheets that
    were not taken: what they seem to hold is said by `unread_sheets`.
    """

    tables: list[TableRows] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    year: int | None = None
    municipality_id: str = ""
    resolved: dict[str, str] = field(default_factory=dict)
    is_personal: bool = False
    unread: list[Grid] = field(default_factory=list)


@dataclass(frozen=True)
class Layout:
    """One layout. `kind` is the word of `--kind`, `title` says in Russian what the file is.

    `recognise` looks at all grids of a file and must be quick and certain: two layouts never
    claim one file. `read` gets the grids, the file name and what was given for the file
    (municipality_id, year, parts of a work that options name, `codes`: a `CodeBook`); it
    collects problems and raises
    `InputDataError` only when the file as a whole cannot be read. Files of a layout that
    `repeats` carry the same rows of larger areas and of tasks: rows that agree with stored
    ones are kept once. Files of a layout that `is_personal` name people: no message quotes
    their cells, and their bytes are not kept. `signs` are beginnings of header words, in small
    letters, by which a file that is not of the layout is told to be like it. Layouts that are told
    apart from each other in one look share a `family`: it gives the kind of a file, "" for none.
    `companions` are names, in small letters, of sheets that stand in its books and are not needed.
    """

    kind: str
    title: str
    recognise: Callable[[Sequence[Grid]], bool]
    read: Callable[[Sequence[Grid], str, Mapping[str, Any]], Reading]
    repeats: bool = False
    is_personal: bool = False
    signs: tuple[str, ...] = ()
    family: Callable[[Sequence[Grid]], str] | None = None
    companions: tuple[str, ...] = ()
