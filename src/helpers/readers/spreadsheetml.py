"""SpreadsheetML 2003 (XML tables, usually named .xls): bytes → one grid a sheet.

Here: sheets, cells, types, merged and hidden parts; repair of character references without
a semicolon, which Excel forgives. Not here: what columns mean. Document types and entities
are refused; nothing is ever fetched.
"""

from __future__ import annotations

import datetime as dt
import re
from html.entities import name2codepoint
from typing import Any
from xml.parsers import expat

from helpers.errors import InputDataError, Problem
from helpers.readers.corrections import WITHOUT_VALUE
from helpers.readers.grid import Grid, Share, letters
from helpers.readers.packages import ENTRY_LIMIT, fault
from helpers.readers.sheet_scan import COLUMNS_LIMIT, ROWS_LIMIT, UnsafeXml, safe_parser

#: The most cells without a value that corrections can put right; a file with more is refused.
_MOST_FAULTS = 10_000
_NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_HALF_REFERENCE = re.compile(rb"&#(x[0-9A-Fa-f]{2,5}(?![0-9A-Fa-f;])|[0-9]{2,6}(?![0-9;]))")
#: Control signs, as bytes and as references: no XML may hold them.
_CONTROLS = re.compile(rb"[\x01-\x08\x0b\x0c\x0e-\x1f]|&#0*(?:[1-8]|1[124-9]|2[0-9]|3[01]);")
_NAMED = re.compile(rb"&([a-zA-Z]{2,8});?")
_LONE_AMPERSAND = re.compile(rb"&(?!#[0-9]+;|#x[0-9A-Fa-f]+;|(?:amp|lt|gt|quot|apos);)")


def is_spreadsheetml(content: bytes) -> bool:
    """Whether the bytes are an XML table of Excel 2003."""
    head = content[:4096].replace(b"\x00", b"")
    return b"<" in head[:8] and _NAMESPACE.encode() in head


def read_spreadsheetml(content: bytes, file: str) -> list[Grid]:
    """The grids of all visible sheets; findings stand in the first one.

    Cells without a usable value are findings of the severity of an error: a correction may put
    them right. Raises `InputDataError` for XML that is damaged beyond repair, for document
    types and entities, and where other errors are among the findings.
    """
    if len(content) > ENTRY_LIMIT:
        raise fault(file, "too_large", "Файл слишком велик: разделите его.")
    problems: list[Problem] = []
    try:
        book = _parsed(content, file)
    except expat.ExpatError:
        repaired = _HALF_REFERENCE.sub(rb"&#\1;", content)
        if b"\x00" not in content:
            repaired = _NAMED.sub(_numbered, _CONTROLS.sub(b"", repaired))
        repaired = _LONE_AMPERSAND.sub(b"&amp;", repaired)
        try:
            book = _parsed(repaired, file)
        except expat.ExpatError as error:
            raise _broken(file, error) from None
        problems.append(
            Problem(
                "warning",
                "xml_repaired",
                "В разметке файла исправлены ссылки на знаки: без точки с запятой, с именами из "
                "HTML, на непечатаемые знаки.",
                file,
                found="&#…, &nbsp;",
                expected="&#…;",
            )
        )
    problems += book.problems
    errors = [problem for problem in problems if problem.severity == "error"]
    if any(problem.code not in WITHOUT_VALUE for problem in errors):
        raise InputDataError(errors[:100])
    grids = book.grids()
    if errors and not any(grid.rows for grid in grids[:1]):
        raise InputDataError(errors[:100])
    if not grids:
        raise fault(
            file,
            "hidden_sheet" if book.problems else "empty_file",
            "В файле нет ни одного видимого листа с данными.",
        )
    first = grids[0]
    grids[0] = Grid(file, first.sheet, first.rows, 1, True, tuple(problems), first.merged)
    return grids


def _numbered(match: re.Match[bytes]) -> bytes:
    """A reference of HTML by its number; those of XML and unknown words stay."""
    name = match[1].decode()
    if name in ("amp", "lt", "gt", "quot", "apos") or name not in name2codepoint:
        return match[0]
    return f"&#{name2codepoint[name]};".encode()


def _parsed(content: bytes, file: str) -> _Book:
    book = _Book(file)
    parser = safe_parser()
    book.attach(parser)
    try:
        parser.Parse(content, True)
    except UnsafeXml:
        raise fault(
            file,
            "unsafe_xml",
            "Внутри файла объявления DTD или сущностей: такой файл не читается.",
            "объявление DTD или сущности",
            "обычная таблица",
        ) from None
    except (ValueError, OverflowError) as error:
        raise fault(
            file,
            "broken_file",
            f"Таблица XML повреждена: {error}. Откройте её в Excel и сохраните как .xlsx.",
        ) from None
    return book


def _broken(file: str, error: expat.ExpatError) -> InputDataError:
    problem = Problem(
        "error",
        "broken_file",
        "Разметка XML повреждена и не исправляется однозначно. Откройте файл в Excel или "
        "LibreOffice и сохраните как .xlsx.",
        file,
        row=error.lineno,
        found=f"ошибка разметки в строке {error.lineno}",
        expected="правильный XML",
    )
    return InputDataError([problem])


class _Book:
    """Handlers that fill rows of sheets."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._faults = 0
        self._sheets: list[Grid] = []
        self._sheet = ""
        self._rows: list[list[Any]] = []
        self._merged: list[tuple[int, int, int, int]] = []
        self._is_hidden = False
        self._hidden_row = False
        self._line: list[Any] = []
        self._number = 0
        self._position = 0
        self._across = 0
        self._type = ""
        self._style = ""
        self._formula = False
        self._pieces: list[str] | None = None
        self._value: Any = None
        self._percents: set[str] = set()
        self._current_style = ""
        self._inside_row = False
        self._in_comment = False
        self._hidden_columns: list[int] = []

    def attach(self, parser: Any) -> None:
        """Let `parser` report to this book."""
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def grids(self) -> list[Grid]:
        """Grids of the visible sheets with any cell."""
        return [grid for grid in self._sheets if grid.rows]

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        own = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if local == "Worksheet":
            self._sheet = own.get("Name", "")
            self._rows, self._merged, self._is_hidden, self._number = [], [], False, 0
            self._hidden_columns = []
        elif local == "Style":
            self._current_style = own.get("ID", "")
        elif local == "NumberFormat" and "%" in own.get("Format", "").replace("Percent", "%"):
            self._percents.add(self._current_style)
        elif local == "Row":
            self._number = int(own["Index"]) if "Index" in own else self._number + 1
            self._hidden_row = own.get("Hidden") == "1"
            self._line, self._position, self._inside_row = [], -1, True
            self._check_size()
            self._number += int(own.get("Span", 0))
        elif local == "Cell" and self._inside_row:
            self._open_cell(own)
        elif local == "Column" and own.get("Hidden") == "1":
            first = int(own.get("Index", 1)) - 1
            self._hidden_columns += range(first, first + 1 + min(int(own.get("Span", 0)), 500))
        elif local == "Comment":
            self._in_comment = True
        elif local == "Visible":
            self._pieces = []
        elif local == "Data" and self._inside_row and not self._in_comment:
            self._type = own.get("Type", "String")
            self._pieces = []

    def _open_cell(self, own: dict[str, str]) -> None:
        if "Index" in own:
            self._position = int(own["Index"]) - 1
        else:
            self._position += 1
        self._across = int(own.get("MergeAcross", 0))
        down = int(own.get("MergeDown", 0))
        if self._across or down:
            row = self._number - 1
            self._merged.append((row, self._position, row + down, self._position + self._across))
        self._style, self._formula = own.get("StyleID", ""), "Formula" in own
        self._value, self._type = None, ""
        self._check_size()

    def _check_size(self) -> None:
        if self._number > ROWS_LIMIT or self._position >= COLUMNS_LIMIT:
            raise fault(
                self.file,
                "too_large",
                "Занятая область листа слишком велика. Удалите лишние строки и столбцы.",
                f"данные до ячейки {letters(max(self._position, 0))}{self._number}",
                f"не больше {ROWS_LIMIT} строк и {COLUMNS_LIMIT} столбцов",
            )

    def _text(self, text: str) -> None:
        if self._pieces is not None:
            self._pieces.append(text)

    def _end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if local == "Data" and self._pieces is not None:
            self._value = self._typed("".join(self._pieces))
            self._pieces = None
        elif local == "Cell" and self._inside_row:
            self._close_cell()
        elif local == "Row":
            self._close_row()
        elif local == "Visible" and self._pieces is not None:
            self._is_hidden = "".join(self._pieces).strip().endswith("Hidden")
            self._pieces = None
        elif local == "Comment":
            self._in_comment = False
        elif local == "Worksheet":
            self._close_sheet()

    def _typed(self, text: str) -> Any:
        if self._type == "Number":
            number = float(text)
            if self._style in self._percents:
                return Share(number)
            return int(number) if number.is_integer() and abs(number) < 2**53 else number
        if self._type == "DateTime":
            return dt.datetime.fromisoformat(text.rstrip("Z"))
        if self._type == "Boolean":
            return text.strip() in ("1", "True", "true")
        if self._type == "Error":
            self._fault("error_cell", "В ячейке ошибка вычисления: исправьте её.", text)
            return None
        return text if text else None

    def _close_cell(self) -> None:
        if self._formula and not self._type:
            message = "У формулы нет сохранённого значения. Откройте файл в Excel и сохраните."
            self._fault("formula_without_value", message, "формула без значения")
        if self._value is not None:
            self._line.extend([None] * (self._position + 1 - len(self._line)))
            self._line[self._position] = self._value
        self._position += self._across

    def _fault(self, code: str, message: str, found: str) -> None:
        self._faults += 1
        if self._faults <= _MOST_FAULTS:
            self.problems.append(
                Problem(
                    "error",
                    code,
                    message,
                    self.file,
                    self._sheet,
                    self._number,
                    letters(self._position),
                    found,
                    "число или текст",
                )
            )
        elif self._faults == _MOST_FAULTS + 1:
            words = f"{message} Таких ячеек больше {_MOST_FAULTS}: остальные не перечислены."
            self.problems.append(Problem("error", code, words, self.file, self._sheet))

    def _close_row(self) -> None:
        self._inside_row = False
        if any(value is not None for value in self._line):
            if self._hidden_row:
                self.problems.append(
                    Problem(
                        "warning",
                        "hidden_row",
                        "Строка скрыта: её данные не использованы.",
                        self.file,
                        self._sheet,
                        self._number,
                    )
                )
                return
            if self._number <= len(self._rows):
                raise ValueError(f"строка {self._number} стоит не на своём месте")
            self._rows.extend([] for _ in range(self._number - 1 - len(self._rows)))
            self._rows.append(self._line)

    def _close_sheet(self) -> None:
        width = max(map(len, self._rows), default=0)
        for line in self._rows:
            line.extend([None] * (width - len(line)))
        for position in self._hidden_columns:
            self._hide_column(position)
        if self._is_hidden:
            message = "Лист скрыт: его данные не использованы."
            self.problems.append(
                Problem("warning", "hidden_sheet", message, self.file, self._sheet)
            )
            return
        merged = tuple(span for span in self._merged if span[0] < len(self._rows))
        self._sheets.append(Grid(self.file, self._sheet, self._rows, lettered=True, merged=merged))

    def _hide_column(self, position: int) -> None:
        filled = [line for line in self._rows if position < len(line) and line[position]]
        for line in filled:
            line[position] = None
        if filled:
            message = "Столбец скрыт: его данные не использованы."
            self.problems.append(
                Problem(
                    "warning",
                    "hidden_column",
                    message,
                    self.file,
                    self._sheet,
                    column=letters(position),
                )
            )
