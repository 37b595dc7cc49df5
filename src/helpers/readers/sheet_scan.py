"""What calamine does not tell of a sheet: read from the XML of the sheet itself.

Here: error cells, formulas without a stored value, cells whose style tells of their value
(percents, months, years, struck-out text), hidden rows and columns, merged cells, the used
range. Not here: the values (`xlsx_files`). There are two ways to the same answer: an XML
parser that visits every cell, and, ten times faster, patterns over the bytes of a sheet spelled
the way every known program spells it. A sheet spelled otherwise goes the slow way; the tests hold
the two against each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

ROWS_LIMIT = 200_000
COLUMNS_LIMIT = 500
#: Excel's own limit: a longer text was not written by a spreadsheet.
TEXT_LIMIT = 32_767
SHARED_LIMIT = 1_000_000

_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
#: Spellings that the patterns below do not understand (in a text they do no harm), by a sign
#: that is found at once and that most sheets do not have at all.
_UNUSUAL_SIGNS = {b"!": b"<!", b"\x00": b"\x00", b"'": b"='"}
_UNUSUAL = (b'= "', b' ="', b"</t><t", b"</v><v", b"</v><is", b"</is><is", b"</is><v")
_NAMESPACE = b"spreadsheetml/2006/main"
_FAR_COLUMN = re.compile(rb'<c r="(?:[A-Z]{3}|S[G-Z]|[T-Z][A-Z])')
_ROW = re.compile(rb'<row r="([0-9]+)"')
_HIDDEN_ROW = re.compile(rb'<row r="([0-9]+)"[^<>]* hidden="(?:1|true)"')
_HIDDEN_COLUMN = re.compile(rb'<col [^<>]*hidden="(?:1|true)"[^<>]*>')
_ERROR = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^<>]* t="e"')
_FORMULA = re.compile(
    rb'<c r="([A-Z]+)([0-9]+)"([^<>]*)><f(?:\s[^<>]*)?(?:/>|>([^<]*)</f>)(<v>[^<]|<v)?'
)
#: A formula of numbers, cells and functions that give numbers: its value is never a text.
_COUNTS = re.compile(
    r"[+-]?(?=[^A-Za-z$]|.*[-+*/^(%])"
    r"(?:[0-9.,;:()+*/^%\s-]|\$?[A-Z]{1,3}\$?[0-9]++|"
    r"\b(?:SUM|COUNT|COUNTA|COUNTIF|SUMIF|AVERAGE|ROUND|ROUNDUP|ROUNDDOWN|MIN|MAX|ABS|INT)(?=\())++"
)
_MERGED = re.compile(rb'<mergeCell ref="([^"<>]*)"')


class UnsafeXml(Exception):
    """The XML declares a document type or entities."""


@dataclass(frozen=True)
class CellStyles:
    """Numbers of the cell styles that show percents, months or years alone, struck-out text."""

    percents: frozenset[str] = frozenset()
    months: frozenset[str] = frozenset()
    years: frozenset[str] = frozenset()
    struck: frozenset[str] = frozenset()


@dataclass
class SheetScan:
    """Oddities of one sheet; rows and columns are counted from 0.

    `last_row` and `last_column` bound the cells that hold anything (−1 without any). Hidden
    columns are pairs (first, last); merged cells are (top, left, bottom, right).
    """

    errors: list[tuple[int, int]] = field(default_factory=list)
    unvalued: list[tuple[int, int]] = field(default_factory=list)
    percents: list[tuple[int, int]] = field(default_factory=list)
    months: list[tuple[int, int]] = field(default_factory=list)
    years: list[tuple[int, int]] = field(default_factory=list)
    struck: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    last_row: int = -1
    last_column: int = -1

    def is_too_large(self) -> bool:
        """Whether the used range passes the limits of hardening S27."""
        return self.last_row >= ROWS_LIMIT or self.last_column >= COLUMNS_LIMIT


def position_of(letters: str) -> int:
    """Column position from 0: A → 0, AA → 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def safe_parser() -> Any:
    """An XML parser that refuses document types and entities, and opens nothing else."""
    parser: Any = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_: Any) -> None:
        raise UnsafeXml

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    return parser


def scan_sheet(content: bytes, styles: CellStyles) -> SheetScan:
    """Oddities of a sheet, from the bytes of its part.

    Raises `expat.ExpatError` for XML that is not well formed, `ValueError` for one that is no
    sheet or gives a cell two values, and `UnsafeXml` for one that declares entities.
    """
    scan = scan_bytes(content, styles) if _is_usual(content) else None
    if scan is None:
        return scan_xml(content, styles)
    safe_parser().Parse(content, True)
    return scan


def scan_xml(content: bytes, styles: CellStyles) -> SheetScan:
    """Oddities of a sheet by visiting every cell: slow, and right for any spelling."""
    scan = SheetScan()
    parser = safe_parser()
    details = _Details(scan, styles)
    details.attach(parser)
    parser.Parse(content, True)
    if not details.has_data:
        raise ValueError("no sheet")
    return scan


def _is_usual(content: bytes) -> bool:
    """Whether the XML is spelled as the patterns expect: plain names, `r` first."""
    start, end = content.find(b"<sheetData"), content.rfind(b"</sheetData>")
    return (
        0 < start < end
        and content.count(_NAMESPACE) == 1
        and content.count(b"<c", start, end) == content.count(b'<c r="', start, end)
        and content.count(b"<row", start, end) == content.count(b'<row r="', start, end)
        and not any(sign in content and mark in content for sign, mark in _UNUSUAL_SIGNS.items())
        and not any(mark in content for mark in _UNUSUAL)
    )


def scan_bytes(content: bytes, styles: CellStyles) -> SheetScan | None:
    """Oddities of a sheet of the usual spelling; None where the patterns do not suffice.

    The bounds are not exact: they take in empty cells. Where they pass the limits the sheet
    must be visited, to find the bounds of what is filled.
    """
    scan = SheetScan(last_row=max(map(int, _ROW.findall(content)), default=0) - 1)
    if scan.last_row >= ROWS_LIMIT or _FAR_COLUMN.search(content):
        return None
    if b't="e"' in content:
        scan.errors = [_place(*found) for found in _ERROR.findall(content)]
    formulas = _FORMULA.findall(content) if b"<f" in content else []
    if len(formulas) != content.count(b"<f>") + content.count(b"<f ") + content.count(b"<f/"):
        return None
    for letters, number, attributes, formula, value in formulas:
        has_value, is_text = len(value) > 2, b't="str"' in attributes
        if has_value or b't="e"' in attributes:
            continue
        if not is_text or not value or gives_number(formula.decode("utf-8", "replace")):
            scan.unvalued.append(_place(letters, number))
    unvalued = set(scan.unvalued)
    numbers = rb'(?: t="n")?>(?=<[vf])'
    scan.percents = [at for at in _styled(content, styles.percents, numbers) if at not in unvalued]
    scan.months = [at for at in _styled(content, styles.months, numbers) if at not in unvalued]
    scan.years = [at for at in _styled(content, styles.years, numbers) if at not in unvalued]
    scan.struck = _styled(content, styles.struck, rb"[^<>]*>(?=<[vfi])")
    if b' hidden="' in content:
        scan.hidden_rows = [int(number) - 1 for number in _HIDDEN_ROW.findall(content)]
        for column in _HIDDEN_COLUMN.findall(content):
            first, last = (
                re.search(rb' %s="([0-9]+)"' % name, column) for name in (b"min", b"max")
            )
            if first and last:
                scan.hidden_columns.append((int(first[1]) - 1, int(last[1]) - 1))
    for reference in _MERGED.findall(content) if b"<mergeCell" in content else ():
        _add_merged(scan, reference.decode("ascii", "replace"))
    return scan


def _styled(content: bytes, styles: frozenset[str], after: bytes) -> list[tuple[int, int]]:
    """Places of the filled cells of some styles; `after` is what may follow the style."""
    if not styles:
        return []
    names = b"|".join(style.encode() for style in sorted(styles))
    pattern = rb'<c r="([A-Z]+)([0-9]+)" s="(?:%s)"%s' % (names, after)
    return [_place(*found) for found in re.findall(pattern, content)]


def gives_number(formula: str) -> bool:
    """Whether the value of a formula can only be a number: an empty text is none of its values.

    >>> gives_number("SUM(A1:A3)+1"), gives_number('IF(A1="","",A1)'), gives_number("A1")
    (True, False, False)
    """
    return bool(_COUNTS.fullmatch(formula))


def _place(letters: bytes, number: bytes) -> tuple[int, int]:
    return int(number) - 1, position_of(letters.decode())


def _add_merged(scan: SheetScan, reference: str) -> None:
    first, _, last = reference.partition(":")
    start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last or first)
    if start and end:
        scan.merged.append(
            (int(start[2]) - 1, position_of(start[1]), int(end[2]) - 1, position_of(end[1]))
        )


class _Details:
    """Handlers that walk over the cells of a sheet."""

    def __init__(self, scan: SheetScan, styles: CellStyles) -> None:
        self._scan = scan
        self._styles = styles
        self._row = -1
        self._column = -1
        self._is_formula = False
        self._formula = ""
        self._type = ""
        self._has_value = False
        self._style = ""
        self._values = 0
        self._texts = 0
        self._parser: Any = None
        #: Whether the XML is a sheet at all.
        self.has_data = False

    def attach(self, parser: Any) -> None:
        """Let `parser` report to this walk."""
        self._parser = parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "c":
            self._open_cell(attributes)
        elif local == "f":
            self._is_formula = True
            self._parser.CharacterDataHandler = self._formula_text
        elif local in ("v", "is"):
            self._values += 1
            if self._values > 1:
                raise ValueError("two values in a cell")
            self._parser.CharacterDataHandler = self._characters
        elif local == "t":
            self._texts += 1
            if self._texts > 1:
                raise ValueError("two texts in a cell")
        elif local in ("r", "rPh"):
            self._texts = 0
        elif local == "sheetData":
            self.has_data = True
        elif local == "row":
            number = attributes.get("r", "")
            self._row = int(number) - 1 if number.isdigit() else self._row + 1
            self._column = -1
            if attributes.get("hidden") in ("1", "true"):
                self._scan.hidden_rows.append(self._row)
        elif local == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = attributes.get("min", ""), attributes.get("max", "")
            if first.isdigit() and last.isdigit():
                self._scan.hidden_columns.append((int(first) - 1, int(last) - 1))
        elif local == "mergeCell":
            _add_merged(self._scan, attributes.get("ref", ""))

    def _open_cell(self, attributes: dict[str, str]) -> None:
        place = _REFERENCE.fullmatch(attributes.get("r", ""))
        if place:
            self._row, self._column = int(place[2]) - 1, position_of(place[1])
        else:
            self._column += 1
        self._type = attributes.get("t", "")
        self._style = attributes.get("s", "0")
        self._is_formula = self._has_value = False
        self._formula = ""
        self._values = self._texts = 0

    def _characters(self, text: str) -> None:
        self._has_value = self._has_value or bool(text)

    def _formula_text(self, text: str) -> None:
        self._formula += text

    def _end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if local in ("v", "is", "f"):
            self._parser.CharacterDataHandler = None
        elif local == "c":
            self._close_cell()

    def _close_cell(self) -> None:
        place = (self._row, self._column)
        if self._has_value or self._is_formula:
            self._scan.last_row = max(self._scan.last_row, self._row)
            self._scan.last_column = max(self._scan.last_column, self._column)
        if self._type == "e":
            self._scan.errors.append(place)
        elif self._is_formula and not self._has_value and self._lacks_value():
            self._scan.unvalued.append(place)
        elif self._type in ("", "n") and self._has_value:
            if self._style in self._styles.percents:
                self._scan.percents.append(place)
            if self._style in self._styles.months:
                self._scan.months.append(place)
            if self._style in self._styles.years:
                self._scan.years.append(place)
        if (self._has_value or self._is_formula) and self._style in self._styles.struck:
            self._scan.struck.append(place)

    def _lacks_value(self) -> bool:
        """Whether an empty value is no empty text that the formula gives."""
        return self._type != "str" or not self._values or gives_number(self._formula)
