"""«Сравнение отметок с отметками по журналу» of ФИС ОКО, in both forms.

Here: the table with counts and shares side by side, and the older one with three lines a
group → `journal_match`. Not here: the common frame (`fis_frame`).

«Понизили» means that the mark of the work is lower than that of the journal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from helpers.errors import figure
from helpers.readers import cells
from helpers.readers.checks import not_restored, restored_counts
from helpers.readers.grid import Grid
from helpers.readers.layouts import fis_frame as frame
from helpers.readers.layouts.fis_frame import Export, Report
from helpers.readers.layouts.fis_places import Label
from helpers.readers.tabular import TableRows
from helpers.schemas import COLUMNS

SIDES = ("lowered", "confirmed", "raised")
_WORDS = {"понизили": "lowered", "подтвердили": "confirmed", "повысили": "raised"}
#: Words of a column of people.
_COUNT = re.compile(r"кол-во|количество|(?<![а-я])чел(?![а-я]|овек[а-я]*\s+%)|человек")
#: Printed shares have two decimals and may be truncated.
_SHARE_OFF = 0.011


def _side(cell: Any) -> str:
    word = frame.folded(cell)
    return next((side for start, side in _WORDS.items() if word.startswith(start)), "")


def _is_wide(row: Sequence[Any]) -> bool:
    return frame.has_groups(row) and {_side(cell) for cell in row} >= set(SIDES)


def _header(grid: Grid) -> int | None:
    """The header of the wide form, else that of the older one: lines of sides stand below it."""
    wide = frame.find_header(grid, _is_wide)
    if wide is not None:
        return wide
    plain = frame.find_header(grid, frame.has_groups)
    if plain is None:
        return None
    at = frame.column([frame.folded(cell) for cell in grid.rows[plain]], frame.GROUPS)
    below = grid.rows[plain + 1 : plain + 40]
    return plain if any(_side(frame.cell(row, at)) for row in below) else None


def _labels(grid: Grid, header: int) -> list[Label]:
    if _is_wide(grid.rows[header]):
        return frame.group_labels(grid, header)
    position = frame.column([frame.folded(cell) for cell in grid.rows[header]], frame.GROUPS)
    assert position is not None
    return [
        Label(index, position, frame.text_of(row[position]))
        for index, row in enumerate(grid.rows)
        if index > header
        and isinstance(frame.cell(row, position), str)
        and not _side(row[position])
        and not _is_total(row[position])
        and _has_sides_below(grid, index, position)
    ]


def _has_sides_below(grid: Grid, index: int, position: int) -> bool:
    return any(_side(frame.cell(row, position)) for row in grid.rows[index + 1 : index + 2])


def _is_total(cell: Any) -> bool:
    return frame.folded(cell).startswith(("всего", "итого"))


def _read(export: Export) -> list[TableRows]:
    return [_wide(export) if _is_wide(export.grid.rows[export.header]) else _long(export)]


def _wide(export: Export) -> TableRows:
    """One row a group; a column of counts belongs to the side named in it or before it."""
    words = export.words
    counts: dict[str, int] = {}
    shares: dict[str, int] = {}
    side = ""
    whole = None
    meant: dict[int, object] = {}
    for at, word in enumerate(words):
        side = _side(word) or side
        is_count = bool(_COUNT.search(word))
        if is_count and "оо" in word.split():
            continue
        if is_count and (not side or "всего" in word):
            whole = at if whole is None else whole
        elif is_count:
            meant[at] = (side, "count")
            counts.setdefault(side, at)
        elif side and (word.endswith("%") or _side(word)):
            meant[at] = (side, "share")
            shares.setdefault(side, at)
    frame.one_each(export, meant)
    positions = {**counts, **({"participants": whole} if whole is not None else {})}
    data = export.data("journal_match", positions)
    schools = frame.schools_column(words)
    known = [frame.column(words, frame.GROUPS), schools, whole, *counts.values(), *shares.values()]
    kept = frame.aside(export, known)
    kept |= {at: f"{frame.text_of(export.grid.rows[export.header][at])}" for at in shares.values()}
    for index, line, place in frame.group_rows(export):
        row = export.started(index, place)
        row["extra"] = frame.extra(line, kept)
        for name, at in positions.items():
            frame.put(data, row, name, frame.cell(line, at), index, at)
        printed = {name: _share(data, row, line, index, at) for name, at in shares.items()}
        _settle(data, row, printed)
        data.rows.append(row)
    return data


def _long(export: Export) -> TableRows:
    """Lines «Понизили», «Подтвердили», «Повысили», «Всего» below the line of each group."""
    words = export.words
    position = frame.column(words, frame.GROUPS)
    at_count = frame.participants_column(words)
    at_share = next((at for at, word in enumerate(words) if word.endswith("%")), None)
    assert position is not None
    data = export.data("journal_match", {} if at_count is None else {"participants": at_count})
    frame.aside(export, [position, at_count, at_share])
    row: dict[str, Any] | None = None
    printed: dict[str, float | None] = {}
    for index in range(export.header + 1, len(export.grid.rows)):
        line = export.grid.rows[index]
        place = export.places.get((index, position))
        side = _side(frame.cell(line, position))
        name = side or ("participants" if _is_total(frame.cell(line, position)) else "")
        if place is not None:
            _finish(data, row, printed)
            row, printed = {**export.started(index, place), "counts_origin": "counts"}, {}
        elif name and row is not None and at_count is not None:
            frame.put(data, row, name, frame.cell(line, at_count), index, at_count)
            if side and at_share is not None:
                printed[side] = _share(data, row, line, index, at_share)
        elif not all(cells.is_empty(cell) for cell in line):
            export.problems.append(
                export.grid.problem(
                    "line_passed_over",
                    "Строка не относится ни к одной группе: она не прочитана.",
                    index,
                    position,
                    found=frame.cell(line, position),
                    expected="группа, Понизили, Подтвердили, Повысили, Всего",
                )
            )
    _finish(data, row, printed)
    return data


def _finish(data: TableRows, row: dict[str, Any] | None, printed: dict[str, float | None]) -> None:
    if row is not None:
        for name in (*SIDES, "participants"):
            row.setdefault(name, None)
        _settle(data, row, printed)
        data.rows.append(row)


def _share(
    data: TableRows, row: dict[str, Any], line: Sequence[Any], index: int, at: int
) -> float | None:
    """A printed share, in percent; it stays in `extra`, so its fault must be said here."""
    holder = {"source_row": row["source_row"], "absences": ""}
    meaning = COLUMNS["participants_pct"]
    value: float | None = frame.put(
        data, holder, f"share_{at}", frame.cell(line, at), index, at, meaning
    )
    return value


def _settle(data: TableRows, row: dict[str, Any], printed: dict[str, float | None]) -> None:
    """Counts held against the total and the shares; shares alone become counts if certain."""
    row["counts_origin"] = "counts"
    if row["source_row"] in data.faulty_lines:
        return
    counts, whole = [row.get(side) for side in SIDES], row.get("participants")
    shares = [printed.get(side) for side in SIDES]
    if whole == 0:
        row.update({side: row.get(side) or 0 for side in SIDES})
        return
    if all(count is None for count in counts):
        _restore(data, row, shares, whole)
        return
    if any(count is None for count in counts):
        return
    total = sum(count for count in counts if count is not None)
    if whole is not None and total > whole:
        data.problems.append(
            data.problem(
                "part_exceeds_whole",
                "Понизили, подтвердили и повысили вместе больше, чем участников.",
                row, "participants", f"{total} из {whole}", "не больше числа участников",
            )
        )  # fmt: skip
        return
    if whole is not None and total < whole:
        data.problems.append(
            data.problem(
                "without_journal_mark",
                f"Участников без отметки по журналу: {whole - total}; в сравнении их нет.",
                row, "participants", f"{total} из {whole}", "все участники", "warning",
            )
        )  # fmt: skip
    _check_shares(data, row, counts, shares, [whole, total])


def _restore(
    data: TableRows, row: dict[str, Any], shares: list[float | None], whole: int | None
) -> None:
    known = [share for share in shares if share is not None]
    counts = restored_counts(known, whole) if len(known) == 3 and whole else None
    if counts is not None:
        row.update(zip(SIDES, counts, strict=True))
        row["counts_origin"] = "percents"
    elif len(known) == 3 and whole:
        data.problems.append(not_restored(data, row, "participants", known, whole))


def _check_shares(
    data: TableRows,
    row: dict[str, Any],
    counts: list[int | None],
    shares: list[float | None],
    bases: list[int | None],
) -> None:
    """Printed shares of the participants, or of those compared, must follow from the counts."""
    for side, count, share in zip(SIDES, counts, shares, strict=True):
        exact = [100 * (count or 0) / base for base in bases if base]
        if share is None or any(abs(value - share) <= _SHARE_OFF for value in exact):
            continue
        data.problems.append(
            data.problem(
                "percent_contradicts_count",
                "Напечатанная доля не следует из количества: верным считается количество.",
                row, side, f"{figure(share)} %", f"{figure(round(exact[0], 2))} %", "warning",
            )
        )  # fmt: skip


JOURNAL_REPORT = Report(
    "fis_journal",
    "Сравнение отметок с отметками по журналу (ФИС ОКО)",
    "сравнение отметок с отметк",
    _header,
    _labels,
    _read,
    "«Группы участников», «Кол-во участников», Понизили, Подтвердили, Повысили",
)
