"""Text tables: bytes → one grid.

Here: encoding, delimiter, quotes, the shape of lines. Not here: what columns mean
(`tabular`). The delimiter is the one whose header line holds the most known column names;
nothing is guessed from the data lines.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from helpers.errors import InputDataError, Problem
from helpers.readers.encodings import decoded, encoding_guessed
from helpers.readers.grid import Grid
from helpers.readers.headers import known_header
from helpers.schemas import COLUMNS

_DELIMITERS = ";,\t|"
#: The most lines a text table may have, as the sheets of books.
_LINES_LIMIT = 200_000


def read_csv(content: bytes, file: str) -> Grid:
    """The grid of a delimited text file.

    A `sep=` first line and any line ending are understood; an encoding that had to be guessed
    is a finding. Raises `InputDataError` for a zero byte, an unclosed quote, lines of unequal
    length and an encoding in doubt.
    """
    if not content:
        raise _fault(file, "empty_file", "Файл пуст (0 байт).")
    text, guessed = decoded(content, file, _is_known)
    if "\x00" in text:
        raise _fault(file, "nul_byte", "В файле нулевые байты: это не текстовая таблица.")
    findings = [encoding_guessed(file, guessed)] if guessed else []
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    skipped = 0
    delimiter = ""
    if text[:4].lower() == "sep=":
        first, _, text = text.partition("\n")
        delimiter = first[4:5]
        skipped = 1
    if not text.strip():
        raise _fault(file, "empty_file", "Файл пуст: в нём нет ни одной строки.")
    if text.count("\n") > _LINES_LIMIT:
        raise _fault(file, "too_large", f"В файле больше {_LINES_LIMIT} строк: разделите его.")
    delimiter = delimiter or _delimiter(text)
    rows, lines = _rows(text, delimiter, file, skipped)
    return replace(_checked_shape(rows, lines, file), findings=tuple(findings))


def _is_known(word: str) -> bool:
    return known_header(word) or any(
        column.choices is not None and column.choices.find(word) is not None
        for column in COLUMNS.values()
    )


def _fault(file: str, code: str, message: str, row: int | None = None) -> InputDataError:
    return InputDataError([Problem("error", code, message, file=file, row=row)])


def _delimiter(text: str) -> str:
    """The delimiter whose best line among the first twenty names the most known columns."""
    head = text.split("\n", 20)[:20]

    def score(mark: str) -> tuple[int, int]:
        fields = [[cell.strip().strip('"') for cell in line.split(mark)] for line in head]
        known = max(sum(known_header(cell) for cell in line) for line in fields)
        return known, max(len(line) for line in fields)

    return max(_DELIMITERS, key=lambda mark: (score(mark), -_DELIMITERS.index(mark)))


def _rows(
    text: str, delimiter: str, file: str, skipped: int
) -> tuple[list[list[str | None]], list[int]]:
    csv.field_size_limit(10_000_000)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    rows: list[list[str | None]] = []
    lines: list[int] = []
    start = 1 + skipped
    try:
        for row in reader:
            rows.append([cell if cell != "" else None for cell in row])
            lines.append(start)
            start = reader.line_num + 1 + skipped
    except csv.Error as error:
        raise _fault(
            file,
            "broken_quotes",
            f"Кавычки в строке не закрыты или стоят не на месте ({error}).",
            start,
        ) from None
    if text.endswith("\n") is False and text.count('"') % 2:
        raise _fault(file, "broken_quotes", "Кавычка в конце файла не закрыта.", lines[-1])
    return rows, lines


def _checked_shape(rows: list[list[str | None]], lines: list[int], file: str) -> Grid:
    """Drop empty lines at the end; refuse lines that are not as long as the header line."""
    while rows and not any(rows[-1]):
        rows.pop()
    known = [sum(known_header(cell) for cell in row) for row in rows[:30]]
    header = known.index(max(known)) if any(known) else 0
    width = len(rows[header]) if rows else 0
    problems = [
        Problem(
            "error",
            "ragged_row",
            "Число полей в строке не такое, как в заголовке: значения сдвинуты. "
            "Заключите в кавычки поле, в котором стоит разделитель.",
            file=file,
            row=lines[index],
            found=f"{len(row)} полей",
            expected=f"{width} полей",
        )
        for index, row in enumerate(rows)
        if (index > header and len(row) > width)
        or (index > header and any(row) and len(row) < width)
    ]
    if problems:
        raise InputDataError(problems[:100])
    return Grid(file, "", rows, first_line=lines[0] if lines else 1)
