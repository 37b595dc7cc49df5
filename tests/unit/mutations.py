"""Mutated input files: seeds, ways to damage them, and the judgement of what was made of them.

Here: everything a number decides, so that a case can be made again. Not here: how many cases
are run (`test_mutated_inputs`, the soak). The judgement: a damaged file is refused, or flagged,
or gives the values of its seed, or exactly the values that an independent reader finds in it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import re
import time
import warnings
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

from helpers.readers.files import SourceFile, _opened
from helpers.readers.sources import ParsedSource, read_source

HEADER = ["school_id", "year", "wave", "procedure", "grade", "subject", "participants", "mark_2",
          "mark_3", "mark_4", "mark_5", "class"]  # fmt: skip
GIVEN = {"municipality_id": "ivanteevsky"}
Damage = Callable[[bytes, random.Random], bytes]


@dataclass(frozen=True)
class Seed:
    """A good file: its name, its bytes and the ways to damage it."""

    name: str
    content: bytes
    damages: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What became of a case: "refused", "flagged", "same", "as written", or a fault in words."""

    case: int
    seed: str
    damage: str
    verdict: str
    seconds: float
    detail: str = ""

    @property
    def is_fault(self) -> bool:
        """Whether the reader did what it must never do."""
        return self.verdict not in ("refused", "flagged", "same", "as written")


def _rows() -> list[list[Any]]:
    chance = random.Random(7)
    rows = []
    for school in range(1, 9):
        for subject in ("Русский язык", "math"):
            marks = [chance.randint(0, 9) for _ in range(4)]
            head = [f"s{school:02d}", 2022, "весна", "ВПР", 5, subject]
            rows.append([*head, sum(marks), *marks, "5А"])
    return rows


def _book() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "marks"
    for line in [HEADER, *_rows()]:
        sheet.append(line)
    courses = book.create_sheet("courses")
    courses.append(["teacher_code", "programme", "started_on", "school_id", "hours"])
    for number in range(1, 6):
        courses.append([f"t{number}", "ФГОС", dt.date(2022, 3, number), "s01", 12.5 * number])
    tasks = book.create_sheet("tasks")
    tasks.append([*HEADER[:6], "task", "completion_pct"])
    for number in range(1, 6):
        tasks.append(["s01", 2022, "весна", "ВПР", 5, "math", f"{number}К", number / 7])
        tasks.cell(number + 1, 8).number_format = "0.0%"
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def _plan_book() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in [("План на 2023 год",),
                 ("№", "Мероприятие", "Срок", "Ответственный", "Результат"),
                 (1, "Диагностика педагогов", "март 2023", "методист", "справка"),
                 (2, "Семинар для школ", "до 1 сентября 2023 г.", "школа", "приказ")]:  # fmt: skip
        sheet.append(line)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def _plan_document() -> bytes:
    from docx import Document

    document = Document()
    document.add_paragraph("План мероприятий на 2023 год")
    table = document.add_table(3, 4)
    lines = [("№", "Мероприятие", "Срок", "Ответственный"),
             ("1", "Диагностика педагогов", "март 2023", "методист"),
             ("2", "Семинар для школ", "II квартал 2023", "директор")]  # fmt: skip
    for row, line in zip(table.rows, lines, strict=True):
        for cell, text in zip(row.cells, line, strict=True):
            cell.text = text
    sink = io.BytesIO()
    document.save(sink)
    return sink.getvalue()


def _results_document() -> bytes:
    """ОГЭ by school in tables of a document: decimal commas, an empty cell for nobody."""
    from docx import Document

    document = Document()
    chance = random.Random(11)
    for subject in ("русский язык", "математика"):
        document.add_paragraph(f"Результаты ОГЭ 2019 года, {subject}")
        table = document.add_table(1, 8)
        heads = ("Код ОО", "Наименование ОО", "Количество участников", "2", "3", "4", "5",
                 "Качество, %")  # fmt: skip
        lines: list[Sequence[Any]] = [heads]
        for school in range(1, 5):
            marks = [chance.randint(0, 9) for _ in range(4)]
            share = f"{100 * (marks[2] + marks[3]) / sum(marks):.2f}".replace(".", ",")
            name = f"МБОУ «СОШ № {school}»"
            lines.append([640100 + school, name, sum(marks), *(m or "" for m in marks), share])
        for number, line in enumerate(lines):
            row = table.rows[0] if not number else table.add_row()
            for cell, value in zip(row.cells, line, strict=True):
                cell.text = str(value)
    sink = io.BytesIO()
    document.save(sink)
    return sink.getvalue()


def _spreadsheetml() -> bytes:
    def cell(value: Any) -> str:
        kind = "Number" if isinstance(value, int) else "String"
        return f'<Cell><Data ss:Type="{kind}">{value}</Data></Cell>'

    lines = "".join(f"<Row>{''.join(map(cell, line))}</Row>" for line in [HEADER, *_rows()])
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="marks"><Table>{lines}</Table></Worksheet></Workbook>'
    ).encode()


def _zip(entries: dict[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return sink.getvalue()


@cache
def seeds() -> tuple[Seed, ...]:
    """The good files."""
    table = "\n".join(";".join(map(str, line)) for line in [HEADER, *_rows()]) + "\n"
    frame = pd.DataFrame(_rows(), columns=HEADER)
    parquet = io.BytesIO()
    frame.to_parquet(parquet)
    bytes_only = ("bytes", "cut")
    package = (*bytes_only, "entry", "node", "node", "node")
    text_plan = (
        "План на 2023 год\n\n| № | Мероприятие | Срок | Ответственный |\n|---|---|---|---|\n"
    )
    text_plan += "| 1 | Диагностика | март 2023 | методист |\n| 2 | Семинар | июнь 2023 | школа |\n"
    return (
        Seed("marks.xlsx", _book(), (*package, "cell", "cell", "cell", "cell")),
        Seed("marks.csv", table.encode(), (*bytes_only, "field", "field")),
        Seed("marks1251.csv", table.encode("cp1251"), (*bytes_only, "field")),
        Seed("marks.xls", _spreadsheetml(), (*bytes_only, "node", "node")),
        Seed("marks.parquet", parquet.getvalue(), bytes_only),
        Seed("marks.zip", _zip({"marks.csv": table.encode()}), (*bytes_only, "entry")),
        Seed("plan.docx", _plan_document(), package),
        Seed("plan.xlsx", _plan_book(), (*package, "cell")),
        Seed("plan.md", text_plan.encode(), bytes_only),
        Seed("results.docx", _results_document(), package),
    )


# -- ways to damage --------------------------------------------------------------------------


def _bytes(content: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, removed or put in."""
    damaged = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8))):
        place = chance.randrange(len(damaged))
        way = chance.randrange(4)
        if way == 0:
            damaged[place] = chance.randrange(256)
        elif way == 1:
            damaged[place] ^= 1 << chance.randrange(8)
        elif way == 2:
            del damaged[place : place + chance.choice((1, 2, 16))]
        else:
            damaged[place:place] = chance.randbytes(chance.choice((1, 2, 16)))
        if not damaged:
            return b"\x00"
    return bytes(damaged)


def _cut(content: bytes, chance: random.Random) -> bytes:
    """The beginning or the end only."""
    place = chance.randrange(len(content))
    return content[:place] if chance.random() < 0.7 else content[place:]


def _field(content: bytes, chance: random.Random) -> bytes:
    """One field of a text table replaced by something odd."""
    lines = content.split(b"\n")
    number = chance.randrange(len(lines))
    fields = lines[number].split(b";")
    odd = ["-1", "1e3", "н/д", "", '"', "1.234", "=1+1", "2,5", "NaN", "９", "١", "5%",
           "7\u00a0000", "a;b", "1_0", "0x10", "+3", "03", "Итого", "inf", "12.5.2022",
           "2022-2023"]  # fmt: skip
    fields[chance.randrange(len(fields))] = chance.choice(odd).encode()
    lines[number] = b";".join(fields)
    return b"\n".join(lines)


def _entry(content: bytes, chance: random.Random) -> bytes:
    """A part of a package removed, doubled, emptied, cut, exchanged or made nonsense."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    place = chance.randrange(len(parts))
    name, part = parts[place]
    way = chance.randrange(7)
    if way == 0:
        del parts[place]
    elif way == 1:
        parts.append((name, part))
    elif way == 2:
        parts[place] = (name, b"")
    elif way == 3:
        parts[place] = (name, part[: chance.randrange(len(part) + 1)])
    elif way == 4:
        other = chance.randrange(len(parts))
        parts[place], parts[other] = (name, parts[other][1]), (parts[other][0], part)
    elif way == 5:
        parts[place] = (name, chance.randbytes(chance.choice((1, 100, 5000))))
    else:
        parts[place] = (chance.choice((name.upper(), f"../{name}", f"{name}2", "mimetype")), part)
    return _written(parts)


def _written(parts: Sequence[tuple[str, bytes]]) -> bytes:
    sink = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in parts:
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part)
    return sink.getvalue()


def _node(content: bytes, chance: random.Random) -> bytes:
    """An element, attribute or text of an XML part changed."""
    if not content.startswith(b"PK"):
        return _changed_node(content, chance)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    likely = [i for i, (name, _) in enumerate(parts) if "sheet" in name or "document.xml" in name]
    place = chance.choice(likely) if chance.random() < 0.7 else chance.randrange(len(parts))
    parts[place] = (parts[place][0], _changed_node(parts[place][1], chance))
    return _written(parts)


_TAG = re.compile(rb"<[^<>]+>")
_ELEMENT = re.compile(rb"<(\w+)(?:\s[^<>]*)?>[^<>]*</\1>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_ODD_VALUES = (b"", b"0", b"-1", b"99999999999", b"e", b"s", b"str", b"inlineStr", b"b", b"d", b"n",
               b"A1", b"XFD1048576", b"ZZZ9", b"1", b"true", b"hidden", b"&#0;")  # fmt: skip
_ODD_TEXTS = (b"", b"1e400", b"-7", b"nan", b"45000", b"&lt;", b"&x;", b"&#65", b"1,5", b"#N/A",
              b" 3 ", b"0.5", b"TRUE", b"99", b"x" * 40_000)  # fmt: skip


def _changed_node(part: bytes, chance: random.Random) -> bytes:
    def pick(pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        found = list(pattern.finditer(part))
        return chance.choice(found) if found else None

    way = chance.randrange(7)
    if way == 0 and (tag := pick(_TAG)):
        return part[: tag.start()] + part[tag.end() :]
    if way == 1 and (element := pick(_ELEMENT)):
        return part[: element.start()] + part[element.end() :]
    if way == 2 and (element := pick(_ELEMENT)):
        return part[: element.end()] + element[0] + part[element.end() :]
    if way == 3 and (attribute := pick(_ATTRIBUTE)):
        return part[: attribute.start(2)] + chance.choice(_ODD_VALUES) + part[attribute.end(2) :]
    if way == 4 and (attribute := pick(_ATTRIBUTE)):
        return part[: attribute.start()] + part[attribute.end() :]
    if way == 5 and (element := pick(_ELEMENT)):
        start = part.index(b">", element.start()) + 1
        end = part.index(b"<", start)
        return part[:start] + chance.choice(_ODD_TEXTS) + part[end:]
    head, end_mark, rest = part.partition(b"?>")
    declared = b'<!DOCTYPE a [<!ENTITY b "c">]>'
    return head + end_mark + declared + rest if end_mark else declared + part


def _cell(content: bytes, chance: random.Random) -> bytes:
    """A cell, a row or a sheet changed as a person could."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = chance.choice(book.worksheets)
    cell = sheet.cell(chance.randint(1, sheet.max_row + 1), chance.randint(1, sheet.max_column + 1))
    way = chance.randrange(10)
    if way == 0:
        cell.value = chance.choice((None, -1, 0, 3, 2.5, 1e6, "н/д", "х", "", "#Н/Д", True))
    elif way == 1:
        cell.value = chance.choice(
            ("5 ", "5\u00a0", "1 000", "1.234", "12,5", "5%", "\u200b5", "５")
        )
    elif way == 2:
        cell.value = chance.choice(("=1+1", "=A1", "=SUM(B2:B5)", "=NA()"))
    elif way == 3:
        cell.value = "#DIV/0!"
        cell.data_type = "e"
    elif way == 4:
        cell.number_format = chance.choice(("0%", "DD.MM.YYYY", "0.00", "@", "[h]:mm", '0"%"'))
    elif way == 5:
        sheet.merge_cells(start_row=cell.row, start_column=cell.column, end_row=cell.row + 1,
                          end_column=cell.column + chance.randint(0, 1))  # fmt: skip
    elif way == 6:
        sheet.row_dimensions[cell.row].hidden = True
    elif way == 7:
        sheet.column_dimensions[cell.column_letter].hidden = True
    elif way == 8:
        sheet.insert_rows(cell.row, chance.randint(1, 3))
    else:
        chance.choice(((lambda: sheet.delete_cols(cell.column)),
                       (lambda: sheet.delete_rows(cell.row)),
                       (lambda: sheet.insert_cols(cell.column))))()  # fmt: skip
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


DAMAGES: dict[str, Damage] = {
    "bytes": _bytes, "cut": _cut, "field": _field, "entry": _entry, "node": _node, "cell": _cell,
}  # fmt: skip


# -- judgement ---------------------------------------------------------------------------------


def judged(case: int, name: str = "") -> Outcome:
    """Make the case of this number, read it and judge what came of it.

    The number chooses the good file too, unless `name` does.
    """
    chance = random.Random(case)
    seed = next((s for s in seeds() if s.name == name), seeds()[case % len(seeds())])
    damage = chance.choice(seed.damages)
    content = DAMAGES[damage](seed.content, chance)
    start = time.monotonic()
    try:
        sources = read(seed.name, content)
    except Exception as error:  # the very thing that must not happen
        return Outcome(case, seed.name, damage, "exception", 0.0, repr(error))
    seconds = time.monotonic() - start
    verdict, detail = _verdict(seed, content, sources)
    return Outcome(case, seed.name, damage, verdict, seconds, detail)


def read(name: str, content: bytes) -> list[ParsedSource]:
    """The file as an import would read it."""
    files = _opened(SourceFile(name, name, content, Path(name)))
    return [read_source(file, "", GIVEN) for file in files]


#: What is compared of tables that are not read column by column.
_COUNTS = ("scope_id", "year", "subject", "participants", "mark_2", "mark_3", "mark_4", "mark_5")


@cache
def _truth(name: str) -> tuple[tuple[Any, ...], frozenset[str]]:
    seed = next(one for one in seeds() if one.name == name)
    sources = read(name, seed.content)
    assert not any(source.is_faulty for source in sources), sources[0].problems
    return _values(sources), _warnings(sources)


def _values(sources: Sequence[ParsedSource]) -> tuple[Any, ...]:
    rows = []
    for source in sources:
        for data in source.tables:
            names = data.positions or _COUNTS
            rows += [(data.table, *sorted((k, str(v)) for k, v in row.items() if k in names))
                     for row in data.rows]  # fmt: skip
        if source.plan is not None:
            rows += [(item.measure, item.term_raw) for item in source.plan.items]
    return tuple(rows)


def _warnings(sources: Sequence[ParsedSource]) -> frozenset[str]:
    return frozenset(problem.code for source in sources for problem in source.problems)


def _verdict(seed: Seed, content: bytes, sources: Sequence[ParsedSource]) -> tuple[str, str]:
    if any(not problem.message for source in sources for problem in source.problems):
        return "message without words", ""
    if all(source.is_faulty for source in sources):
        return "refused", sources[0].problems[-1].code if sources else ""
    rows, told = _truth(seed.name)
    if _values(sources) == rows:
        return "same", ""
    new = _warnings(sources) - told
    if new:
        return "flagged", ", ".join(sorted(new))
    if any(source.plan is not None for source in sources):
        return "as written", "plan"
    return _compared(seed, content, sources)


def _compared(seed: Seed, content: bytes, sources: Sequence[ParsedSource]) -> tuple[str, str]:
    """Every value read against an independent reading of the same bytes."""
    if seed.name == "results.docx":
        return _documented(content, sources)
    for source in sources:
        for data in source.tables:
            assert data.grid is not None
            cells = _independent(seed.name, content, data.grid.sheet)
            if cells is None:
                return "silently different", "the independent reader refuses the file"
            for row in data.rows:
                for name, position in data.positions.items():
                    line = row["source_row"]
                    other = cells.get((line, position))
                    if not _agree(row.get(name), other, row.get("absences", ""), name):
                        return "silently wrong", f"{line}:{name}: {row.get(name)!r} ≠ {other!r}"
    return "as written", ""


def _documented(content: bytes, sources: Sequence[ParsedSource]) -> tuple[str, str]:
    """Every row of results against the rows of the tables of its document."""
    from docx import Document

    lines = [
        [
            "".join(node.text or "" for node in cell.iter("{*}t")).strip()
            for cell in row.iter("{*}tc")
        ]
        for table in Document(io.BytesIO(content)).element.body.iter("{*}tbl")
        for row in table.iter("{*}tr")
    ]
    for source in sources:
        for row in (row for data in source.tables for row in data.rows):
            counts = [str(row[name]) for name in _COUNTS[3:] if row.get(name)]
            wanted = [row["scope_id"], *counts]
            if not any(all(line.count(v) >= wanted.count(v) for v in wanted) for line in lines):
                return "silently wrong", f"{wanted}"
    return "as written", ""


def _independent(name: str, content: bytes, sheet: str) -> dict[tuple[int, int], Any] | None:
    """Cells by line and position, by a reader that is not ours."""
    try:
        if name.endswith(".xlsx"):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
            return {
                (cell.row, cell.column - 1): cell.value * 100
                if "%" in (cell.number_format or "") and isinstance(cell.value, int | float)
                else cell.value
                for line in book[sheet].iter_rows()
                for cell in line
            }
        if name.endswith(".xls"):
            from lxml import etree

            parser = etree.XMLParser(resolve_entities=False, recover=True)
            lines = etree.fromstring(content, parser).iter("{*}Row")
            return {
                (number, position): "".join(cell.itertext())
                for number, line in enumerate(lines, start=1)
                for position, cell in enumerate(line.iter("{*}Cell"))
            }
        if name.endswith(".parquet"):
            frame = pd.read_parquet(io.BytesIO(content))
            return {
                (number, position): value
                for number, line in enumerate(frame.itertuples(index=False), start=2)
                for position, value in enumerate(line)
            }
        if name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = archive.read(archive.namelist()[0])
        for encoding in ("utf-8-sig", "cp1251"):
            try:
                text = content.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
        reader = csv.reader(io.StringIO(text), delimiter=";")
        return {
            (reader.line_num, position): value
            for line in reader
            for position, value in enumerate(line)
        }
    except Exception:
        return None


def _agree(ours: Any, other: Any, absences: str, name: str) -> bool:
    """Whether a value is what the cell says, in any of the spellings that mean the same."""
    from helpers import vocabulary
    from helpers.readers import cells
    from helpers.schemas import COLUMNS

    if ours is None or ours == "":
        return cells.is_empty(other) or f"{name}=" in absences
    if cells.is_empty(other):
        return COLUMNS[name].default == ours
    if isinstance(ours, int | float) and not isinstance(ours, bool):
        number = re.sub(r"[\s\u00a0%]", "", str(other)).replace(",", ".")
        try:
            return abs(float(number) - float(ours)) < 1e-9
        except ValueError:
            return COLUMNS[name].kind == "year"
    if isinstance(ours, dt.date):
        return str(other)[:10] in (ours.isoformat(), ours.strftime("%d.%m.%Y"))
    choices = COLUMNS[name].choices
    if choices is not None:
        pair = vocabulary.SUBJECTS_WITH_LEVEL.get(vocabulary.folded(str(other)))
        return ours in (choices.find(str(other)), pair[0] if pair else None)
    return cells.tidy(str(other)).removesuffix(".0") == str(ours)
