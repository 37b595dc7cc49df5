"""Pupils of a raw ВПР protocol as columns of numbers, for as long as a file is read.

Here: rows of cells → arrays, which total is taken, what is odd about a row. Not here: single
cells (`vpr_cells`), what is said of odd rows (`vpr_findings`), sums by school (`vpr_tables`).

A row is a participant unless «отсутствовал» stands in it; a total of 0 is a participant. Other
forms of the word say it only as the variant, and among the tasks where no points stand:
«отсутствует» is a book or a mark that is not there. A sex
in a task cell or a score in the column of textbooks shows a shifted row: its task cells are not
used. Where the sex stands in another column than its own, the whole row has moved, and its total
and journal mark are not used either. A task column that holds other things than scores is no
task: the names of authors that follow the textbook in 2020.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from helpers import vocabulary
from helpers.readers.grid import Grid
from helpers.readers.layouts import fis_frame, vpr_cells
from helpers.readers.layouts.vpr_cells import Kind
from helpers.readers.layouts.vpr_columns import Columns, Generation, Task
from helpers.readers.layouts.vpr_sheet import Distinct, Sheet

#: The whole cell by which a line of sums names itself; «Средняя школа …» is a school.
_SUMS = re.compile(
    r"(?:(?:итого?|всего)(?: (?:участник|обучающ|учащ|ученик|балл|чел)\w*)?"
    r"|средн(?:ее|ий|яя)(?: (?:балл|значение|процент|отметка|оценка|результат))?)"
    r"(?:[\s:.]+по\b.*)?[\s:.]*"
)
_WORD = re.compile(r"[^\W\d_]{2}")
#: Words that a later header shares with the first one at least.
_FEWEST = 3
#: Heads of the columns that tell one pupil from another; a line of sums has nothing there.
_OWN = re.compile(r"(?:код|номер)(?: (?:участник|обучающ|учащ|учен)\w*)?|code|id")
_EXPORT, _ITEMS = "export", "items"
#: What `total_source` may say: the total of the export, or the sum of the tasks.
TOTAL_SOURCES = (_EXPORT, _ITEMS)


def _nothing() -> np.ndarray:
    return np.empty(0)


@dataclass
class Pupils:
    """Rows of pupils; all arrays have one entry a row, matrices one column a task.

    `index` counts rows of the grid, `sheet` has their columns. `kinds` are of `Kind`; `points`
    is NaN where a cell has no score. `stated` is the total of the export, NaN where it cannot be
    used. `journal` is 0 without a mark and NaN where the cell is not readable. `grades` are those
    that names of classes begin with, 0 for none; a form numbers its classes, so it says none.
    `untouched` counts rows of a form that nobody filled in, `of_the_table` are rows of the grid
    that repeat the header or sum up, `other_headers` those that head columns in another order;
    `contradictory` are absent pupils with points; `strange` are
    task columns without scores, left out. The last three are known after `settle`: scores above
    the maximum of their task, the sum of the tasks (NaN where it cannot be used), the total taken.
    """

    grid: Grid
    sheet: Sheet
    columns: Columns
    index: np.ndarray
    points: np.ndarray
    kinds: np.ndarray
    absent: np.ndarray
    shifted: np.ndarray
    moved: np.ndarray
    stated: np.ndarray
    journal: np.ndarray
    grades: np.ndarray
    untouched: int = 0
    of_the_table: tuple[int, ...] = ()
    other_headers: tuple[int, ...] = ()
    contradictory: np.ndarray = field(default_factory=_nothing)
    strange: tuple[Task, ...] = ()
    above: np.ndarray = field(default_factory=_nothing)
    summed: np.ndarray = field(default_factory=_nothing)
    total: np.ndarray = field(default_factory=_nothing)

    @property
    def present(self) -> np.ndarray:
        """Whether a row is a participant."""
        return ~self.absent

    @property
    def usable(self) -> np.ndarray:
        """Task cells that count in the statistics of their task."""
        counted = (self.kinds == Kind.SCORE) | (self.kinds == Kind.NOT_ATTEMPTED)
        whole_rows = self.present & ~self.shifted
        cells: np.ndarray = counted & ~self.above & whole_rows[:, None]
        return cells

    def cells(self, position: int | None) -> list[Any]:
        """Cells of a column, one a pupil; None beyond the end of a row or without a column."""
        return list(self.sheet.cells(position))

    def days(self) -> list[dt.date | None]:
        """Days of upload."""
        return self.sheet.distinct(self.columns.uploaded).mapped(vpr_cells.day_of)


def read_pupils(grid: Grid, header: int, columns: Columns, generation: Generation) -> Pupils:
    """All pupils below the header."""
    rows = range(header + 1, len(grid.rows))
    filled = [at for at in rows if any(cell is not None for cell in grid.rows[at])]
    heads = [fis_frame.folded(cell) for cell in grid.rows[header]]
    own = [at for at, head in enumerate(heads) if _OWN.fullmatch(head)]
    headers = _later_headers(grid.rows, header, filled, generation)
    other = tuple(at for at in headers if _differs(grid.rows[at], grid.rows[header]))
    lines = [
        at for at in filled
        if at not in headers and not _is_of_the_table(grid.rows, at, header, columns, own)
    ]  # fmt: skip
    of_the_table = tuple(sorted(set(filled) - set(lines) - set(other)))
    if not generation.is_form:
        pupils = _read(grid, columns, lines)
        pupils.of_the_table, pupils.other_headers = of_the_table, other
        return pupils
    named = [columns.class_, columns.journal, *columns.variants]
    sheet = Sheet(grid, lines)
    touched = _filled(sheet, named)
    for task in columns.tasks:
        touched |= sheet.distinct(task.position).scores()[1] != Kind.EMPTY
    kept = [line for line, is_touched in zip(lines, touched, strict=True) if is_touched]
    pupils = _read(grid, columns, kept)
    pupils.of_the_table, pupils.other_headers = of_the_table, other
    pupils.untouched = len(lines) - len(kept)
    pupils.grades[:] = 0
    return pupils


def _later_headers(
    rows: list[list[Any]], header: int, filled: Sequence[int], generation: Generation
) -> set[int]:
    """Rows below the header that head a protocol too, in whatever order."""
    heads = {cell for cell in rows[header] if cell.__class__ is str and _WORD.search(cell)}
    return {
        at for at in filled
        if len(heads.intersection(rows[at])) >= _FEWEST
        and generation.named(rows[at])
    }  # fmt: skip


def _differs(row: Sequence[Any], header: Sequence[Any]) -> bool:
    """Whether a later header says another thing of some column than the first one."""
    width = max(len(row), len(header))
    pairs = zip(*([*cells, *[None] * (width - len(cells))] for cells in (row, header)), strict=True)
    return any(
        fis_frame.folded(own) != fis_frame.folded(first) for own, first in pairs
        if own not in (None, "")
    )  # fmt: skip


def _is_of_the_table(
    rows: list[list[Any]], at: int, header: int, columns: Columns, own: Sequence[int]
) -> bool:
    """Whether a row is the header once more or a line of sums, not a pupil.

    A form names no school: there a line of sums names itself where others have the pupil, the
    class or the total.
    """
    row = rows[at]
    if columns.login is None:
        positions: tuple[int | None, ...] = (columns.total, columns.class_, *own)
    else:
        positions = (columns.login,)
    texts = {
        place: row[place]
        for place in positions
        if place is not None and place < len(row) and row[place].__class__ is str
    }
    place = positions[0]
    if place in texts and texts[place] == rows[header][place]:
        return True
    naming = {p for p, cell in texts.items() if _SUMS.fullmatch(vocabulary.folded(cell))}
    return bool(naming) and not any(
        row[place] not in (None, "")
        for place in (*own, *columns.variants)
        if place < len(row) and place not in naming
    )


def settle(pupils: Pupils, columns: Columns, maximum: float | None, source: str) -> None:
    """Hold scores and totals against the maxima and take totals from one of `TOTAL_SOURCES`.

    `columns` may know more maxima than the file; the other source stands in where the one asked
    for gives no total, or one that is impossible.
    """
    pupils.columns = columns
    maxima = np.array([np.inf if t.maximum is None else t.maximum for t in columns.tasks])
    with np.errstate(invalid="ignore"):
        pupils.above = pupils.points > maxima
    summed = _summed(pupils)
    limit = np.inf if maximum is None else maximum
    pupils.stated = np.where(pupils.stated > limit, np.nan, pupils.stated)
    pupils.summed = np.where(summed > limit, np.nan, summed)
    first, second = pupils.stated, pupils.summed
    if source == _ITEMS:
        first, second = second, first
    pupils.total = np.where(np.isnan(first), second, first)


def _read(grid: Grid, columns: Columns, lines: list[int]) -> Pupils:
    sheet = Sheet(grid, lines)
    column = sheet.distinct
    tasks = columns.tasks
    points = np.full((len(lines), len(tasks)), np.nan)
    kinds = np.full((len(lines), len(tasks)), Kind.EMPTY, dtype=np.int8)
    for at, task in enumerate(tasks):
        points[:, at], kinds[:, at] = column(task.position).scores()
    stated, stated_kinds = column(columns.total).scores()
    has_sex = column(columns.sex).flags(vpr_cells.says_sex)
    shifted = (kinds == Kind.SEX).any(axis=1)
    moved = shifted & ~has_sex
    if columns.sex is not None:
        for position in (*columns.variants, columns.total, columns.journal, columns.class_):
            moved |= ~has_sex & column(position).flags(vpr_cells.says_sex)
    shifted |= moved | _scores_aside(column(columns.textbook))
    absent = _absent(sheet, columns)
    wrote = (np.nan_to_num(points) > 0).any(axis=1) | (np.nan_to_num(stated) > 0)
    wrote &= ~moved
    absent |= ((kinds == Kind.ABSENT).any(axis=1) | (stated_kinds == Kind.ABSENT)) & ~wrote
    kinds[(kinds == Kind.ABSENT) & ~absent[:, None]] = Kind.UNREADABLE
    strange: tuple[Task, ...] = ()
    kept = _true_tasks(tasks, kinds, shifted)
    if not all(kept):
        points, kinds = points[:, kept], kinds[:, kept]
        junk = [task for task, is_kept in zip(tasks, kept, strict=True) if not is_kept]
        strange = tuple(t for t in junk if set(column(t.position).values) - {None, ""})
        tasks = tuple(task for task, is_kept in zip(tasks, kept, strict=True) if is_kept)
        columns = replace(columns, tasks=tasks)
    journal = column(columns.journal).numbers(vpr_cells.journal_mark)
    return Pupils(
        grid=grid,
        sheet=sheet,
        columns=columns,
        index=np.asarray(lines, dtype=int),
        points=points,
        kinds=kinds,
        absent=absent,
        contradictory=absent & wrote,
        shifted=shifted,
        moved=moved,
        stated=np.where(moved | (stated_kinds != Kind.SCORE), np.nan, stated),
        journal=np.where(moved, np.nan, journal),
        grades=column(columns.class_).numbers(vpr_cells.grade_of).astype(int),
        strange=strange,
    )


def _absent(sheet: Sheet, columns: Columns) -> np.ndarray:
    """Rows that say of the pupil that he was absent, whatever points stand there."""
    absent = np.zeros(sheet.count, dtype=bool)
    for position in range(sheet.width):
        absent |= sheet.distinct(position).flags(vpr_cells.says_was_absent)
    for position in columns.variants:
        absent |= sheet.distinct(position).flags(vpr_cells.says_absent)
    return absent


def _scores_aside(textbooks: Distinct) -> np.ndarray:
    """Rows with a score where others have a textbook; none where the column holds numbers."""
    scores = textbooks.flags(vpr_cells.says_score)
    filled = textbooks.flags(lambda cell: cell not in (None, "")).sum()
    return scores if 2 * scores.sum() < filled else np.zeros(len(scores), dtype=bool)


def _true_tasks(tasks: Sequence[Task], kinds: np.ndarray, shifted: np.ndarray) -> list[bool]:
    """Task columns that hold scores; one without a maximum must hold any at all."""
    whole = kinds[~shifted]
    scored = np.isin(whole, (Kind.SCORE, Kind.NOT_ATTEMPTED, Kind.NOT_TAUGHT)).sum(axis=0)
    strange = (whole == Kind.UNREADABLE).sum(axis=0)
    kept = [
        count >= other and (count > 0 or task.maximum is not None)
        for task, count, other in zip(tasks, scored.tolist(), strange.tolist(), strict=True)
    ]
    return kept if any(kept) else [True] * len(kept)


def _summed(pupils: Pupils) -> np.ndarray:
    """Sum of the tasks of each row; NaN where a cell is not readable or none has a score."""
    scored = (pupils.kinds == Kind.SCORE) | (pupils.kinds == Kind.NOT_ATTEMPTED)
    spoilt = (pupils.kinds == Kind.UNREADABLE).any(axis=1) | pupils.above.any(axis=1)
    spoilt |= pupils.shifted | ~scored.any(axis=1)
    sums = np.where(scored, pupils.points, 0.0).sum(axis=1)
    return np.where(spoilt, np.nan, sums)


def _filled(sheet: Sheet, positions: Sequence[int | None]) -> np.ndarray:
    """Rows with anything in one of the columns."""
    filled = np.zeros(sheet.count, dtype=bool)
    for position in positions:
        filled |= sheet.distinct(position).flags(lambda raw: raw not in (None, "", 0))
    return filled
