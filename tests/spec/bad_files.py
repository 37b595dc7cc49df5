"""Makers of faulty files for the specification of bad inputs: each writes one file.

Here: files as faulty as they come, made on the spot. Not here: what must be said of them
(`test_bad_inputs`).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

HEADER = "school_id;year;wave;procedure;grade;subject;participants;mark_2;mark_3;mark_4;mark_5"
COLUMNS = HEADER.split(";")
ROW = ["s1", 2022, "spring", "ВПР", 5, "math", 10, 2, 3, 4, 1]
OTHER = ["s2", 2022, "spring", "ВПР", 5, "math", 6, 1, 2, 2, 1]
LINE = "s1;2022;spring;ВПР;5;math;10;2;3;4;1"

Maker = Callable[[Path], Path]
Tweak = Callable[[Worksheet], object]


def text(content: str, name: str = "marks.csv", encoding: str = "utf-8") -> Maker:
    """A text file."""
    return raw(content.encode(encoding), name)


def raw(content: bytes, name: str) -> Maker:
    """A file of these bytes."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return make


def lines(*rows: str, header: str = HEADER, **options: str) -> Maker:
    """A table of marks as text."""
    return text("\n".join([header, *rows]) + "\n", **options)


def row(**changes: object) -> str:
    """The good line with some columns changed."""
    cells = dict(zip(COLUMNS, map(str, ROW), strict=True)) | {k: str(v) for k, v in changes.items()}
    return ";".join(cells[name] for name in COLUMNS)


def book_bytes(
    rows: Sequence[Sequence[Any]] = (ROW,),
    tweak: Tweak | None = None,
    header: Sequence[str] = COLUMNS,
    title: str = "marks",
) -> bytes:
    """A book with one table of marks, changed by `tweak`."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    for line in [header, *rows]:
        sheet.append(list(line))
    if tweak is not None:
        tweak(sheet)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def book(tweak: Tweak | None = None, name: str = "marks.xlsx", **parts: Any) -> Maker:
    """A book as `book_bytes` makes it."""

    def make(folder: Path) -> Path:
        return raw(book_bytes(tweak=tweak, **parts), name)(folder)

    return make


def put(**cells: object) -> Tweak:
    """A tweak that sets cells: `put(G2="…")`."""

    def tweak(sheet: Worksheet) -> None:
        for address, value in cells.items():
            sheet[address] = value

    return tweak


def rezipped(
    content: bytes,
    change: Mapping[str, Callable[[bytes], bytes]] | None = None,
    added: Mapping[str, bytes] | None = None,
) -> bytes:
    """A package with some parts changed and some added."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(sink, "w", 8) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, (change or {}).get(name, lambda same: same)(part))
        for name, part in (added or {}).items():
            new.writestr(name, part)
    return sink.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def cells_xml(xml: bytes, name: str = "marks.xlsx", **parts: Any) -> Maker:
    """A book whose sheet holds further rows written as XML."""

    def make(folder: Path) -> Path:
        content = rezipped(
            book_bytes(**parts),
            {SHEET: lambda part: part.replace(b"</sheetData>", xml + b"</sheetData>")},
        )
        return raw(content, name)(folder)

    return make


def sheet_changed(pattern: bytes, replacement: bytes, **parts: Any) -> Maker:
    """A book whose sheet XML is changed by a pattern."""

    def make(folder: Path) -> Path:
        def change(part: bytes) -> bytes:
            changed, count = re.subn(pattern, replacement, part)
            assert count, pattern
            return changed

        return raw(rezipped(book_bytes(**parts), {SHEET: change}), "marks.xlsx")(folder)

    return make


def zipped(entries: Mapping[str, bytes], name: str) -> Maker:
    """A zip of these entries."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in entries.items():
            archive.writestr(entry, content)
    return raw(sink.getvalue(), name)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def ole(stream: str, name: str) -> Maker:
    """The beginning of an old office file with a stream of this name."""
    return raw(OLE + stream.encode("utf-16-le") + bytes(512), name)
