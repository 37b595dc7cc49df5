"""Tables as files: CSV and XLSX in the habits of a district, always the same bytes.

Here: writing. Not here: which table goes where (`layout`). Columns that no row fills are left
out; numbers of a Russian table have decimal commas, codes their Russian words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from helpers.schemas import TABLES, Column
from tools.demo_data.archive import stored_zip
from tools.demo_data.results import Row


@dataclass(frozen=True)
class Habit:
    """How a district writes: Russian words or contract names, encoding, separator, comma."""

    russian: bool = True
    encoding: str = "utf-8"
    bom: bool = False
    separator: str = ";"
    comma: bool = True


def columns_of(table: str, rows: Sequence[Row]) -> list[str]:
    """Columns that some row fills, in the order of the table; key parts that must be there."""
    spec = TABLES[table]
    names = ["school_id", *spec.columns] if spec.is_result else list(spec.columns)
    present = [name for name in names if any(row.get(name) not in (None, "") for row in rows)]
    return list(dict.fromkeys(present))


def column(table: str, name: str) -> Column:
    """Meaning of a column in a table, of the added `school_id` too."""
    return TABLES[table].column(name)


def _spoken(value: Any, meaning: Column, habit: Habit) -> Any:
    """A value in the words of the habit; numbers and days stay what they are."""
    if meaning.kind == "flag" and isinstance(value, bool):
        return ("да" if value else "нет") if habit.russian else ("1" if value else "0")
    if meaning.kind == "date" and isinstance(value, str):
        return dt.date.fromisoformat(value)
    if meaning.kind == "code" and habit.russian and meaning.choices is not None:
        return meaning.choices.label(value)
    return value


def _text(value: Any, habit: Habit) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}" if habit.russian else value.isoformat()
    if isinstance(value, float):
        shown = str(int(value)) if value.is_integer() else repr(value)
        return shown.replace(".", ",") if habit.comma else shown
    return str(value)


def _quoted(text: str, separator: str) -> str:
    if any(mark in text for mark in (separator, '"', "\n")):
        return '"' + text.replace('"', '""') + '"'
    return text


def csv_bytes(table: str, rows: Sequence[Row], habit: Habit) -> bytes:
    """A CSV file with one header line, LF line ends."""
    names = columns_of(table, rows)
    meanings = {name: column(table, name) for name in names}
    header = [meanings[name].label if habit.russian else name for name in names]
    lines = [header]
    for row in rows:
        lines.append(
            [_text(_spoken(row.get(name), meanings[name], habit), habit) for name in names]
        )
    text = "".join(
        habit.separator.join(_quoted(cell, habit.separator) for cell in line) + "\n"
        for line in lines
    )
    content = text.encode(habit.encoding)
    return b"\xef\xbb\xbf" + content if habit.bom else content


class _Strings:
    """Shared strings of a book, in the order of first use."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers))

    def xml(self) -> str:
        items = "".join(
            f'<si><t xml:space="preserve">{escape(text)}</t></si>'
            if text != text.strip()
            else f"<si><t>{escape(text)}</t></si>"
            for text in self.numbers
        )
        return f'<sst xmlns="{_MAIN}">{items}</sst>'


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
#: Style 0 general, 1 day, 2 bold header.
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/></font>'
    '<font><b/><sz val="11"/></font></fonts><fills count="2"><fill><patternFill '
    'patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf/><xf numFmtId="14" applyNumberFormat="1"/>'
    '<xf fontId="1" applyFont="1"/></cellXfs></styleSheet>'
)


#: Empty cells at the end of a row.
_EMPTY_END = re.compile("(?:<c/>)+$")


def _letters(position: int) -> str:
    name = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _cell(value: Any, strings: _Strings, style: int = 0) -> str:
    """One cell; its place follows from its order, as the format allows."""
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, dt.date):
        days = (value - dt.date(1899, 12, 30)).days
        return f'<c s="1"><v>{days}</v></c>'
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"<c><v>{value!r}</v></c>"
    mark = f' s="{style}"' if style else ""
    return f'<c{mark} t="s"><v>{strings.number(str(value))}</v></c>'


def _sheet(table: str, rows: Sequence[Row], strings: _Strings, habit: Habit) -> str:
    names = columns_of(table, rows)
    meanings = [column(table, name) for name in names]
    lines = ["".join(_cell(meaning.label, strings, 2) for meaning in meanings)]
    for row in rows:
        lines.append(
            "".join(
                _cell(_spoken(row.get(name), meaning, habit), strings)
                for name, meaning in zip(names, meanings, strict=True)
            )
        )
    area = f"A1:{_letters(len(names) - 1)}{len(lines)}"
    return (
        f'<worksheet xmlns="{_MAIN}"><dimension ref="{area}"/><sheetData>'
        + "".join("<row>" + _EMPTY_END.sub("", line) + "</row>" for line in lines)
        + "</sheetData></worksheet>"
    )


def xlsx_bytes(tables: Mapping[str, Sequence[Row]], habit: Habit) -> bytes:
    """A book: one sheet per table, named by its Russian label; header in row 1."""
    strings = _Strings()
    sheets = [_sheet(table, rows, strings, habit) for table, rows in tables.items()]
    numbers = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name="{escape(TABLES[table].label[:31])}" sheetId="{i}" r:id="rId{i}"/>'
        for i, table in zip(numbers, tables, strict=True)
    )
    more = len(sheets)
    links = "".join(
        f'<Relationship Id="rId{i}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in numbers
    )
    links += (
        f'<Relationship Id="rId{more + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId{more + 2}" Type="{_OFFICE}/sharedStrings" '
        'Target="sharedStrings.xml"/>'
    )
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for i in numbers
    )
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="rels" ContentType="application/'
        'vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{_TYPE}.sheet.main+xml"/>{overrides}<Override PartName="/xl/styles.xml" '
        f'ContentType="{_TYPE}.styles+xml"/><Override PartName="/xl/sharedStrings.xml" '
        f'ContentType="{_TYPE}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{links}'
        "</Relationships>",
        "xl/styles.xml": _STYLES,
    }
    for i, sheet in zip(numbers, sheets, strict=True):
        parts[f"xl/worksheets/sheet{i}.xml"] = sheet
    parts["xl/sharedStrings.xml"] = strings.xml()
    return stored_zip(parts)
