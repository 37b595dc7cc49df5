"""Pupils of a raw ВПР protocol that stand in it twice.

Here: rows of one school with one code of a participant. Not here: other odd rows
(`vpr_findings`). Equal rows are one pupil pasted twice, an error; one code at different results
of one class is a slip or a pupil written anew, which the file does not tell: a warning. The code
itself is not shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, islice
from typing import Any

import numpy as np

from helpers import vocabulary
from helpers.errors import Problem
from helpers.readers.layouts.vpr_pupils import Pupils
from helpers.readers.layouts.vpr_schools import Schools

#: The most errors about rows, and the most rows that a warning names.
_MOST_ERRORS, _MOST = 100, 10


def repeats(pupils: Pupils, schools: Schools) -> list[Problem]:
    """Errors about rows that repeat another one, and a warning about other codes met twice.

    A code that stands at more than one content in a school tells nobody apart there: equal rows
    among those are in the warning.
    """
    errors: list[Problem] = []
    doubtful: list[int] = []
    class_ = _words(pupils, pupils.columns.class_)
    columns = pupils.columns
    told = [_words(pupils, at) for at in (columns.class_, columns.sex, *columns.variants)]
    for rows in _of_one_code(pupils, schools):
        contents = [(*(words[row] for words in told), *_numbers(pupils, row)) for row in rows]
        if all(other == contents[0] for other in contents):
            errors += [_repeated(pupils, rows[0], row) for row in rows[1:]]
        else:
            classmates = (b for a, b in combinations(rows, 2) if class_[a] == class_[b])
            doubtful += islice(classmates, 1)
    problems = errors[:_MOST_ERRORS]
    if doubtful:
        lines = [str(pupils.grid.line(int(pupils.index[row]))) for row in doubtful]
        shown = ", ".join(lines[:_MOST]) + (" …" if len(lines) > _MOST else "")
        problems.append(
            pupils.grid.problem(
                "code_repeated",
                "Код участника стоит и в другой строке того же класса, а результаты разные: "
                f"сочтены разными участниками. Если это один, удалите лишнюю строку. Таких кодов: "
                f"{len(lines)}, строки: {shown}.",
                int(pupils.index[doubtful[0]]),
                pupils.columns.code,
                severity="warning",
            )
        )
    return problems


def _of_one_code(pupils: Pupils, schools: Schools) -> Iterator[list[int]]:
    """Rows of each school and code met more than once; rows moved as a whole have no code."""
    codes = _words(pupils, pupils.columns.code)
    groups: dict[tuple[int, str], list[int]] = {}
    taken = ~pupils.moved & (schools.of_row >= 0)
    for row in np.flatnonzero(taken).tolist():
        if any(map(str.isdigit, codes[row])) and codes[row] != "0":
            groups.setdefault((int(schools.of_row[row]), codes[row]), []).append(row)
    yield from (rows for rows in groups.values() if len(rows) > 1)


def _numbers(pupils: Pupils, row: int) -> tuple[bytes, ...]:
    """Scores, total and journal mark of a row; the day of upload says nothing of a pupil."""
    parts = (pupils.points[row], pupils.kinds[row], [pupils.stated[row], pupils.journal[row]])
    return tuple(np.nan_to_num(part, nan=-1.0).tobytes() for part in parts)


def _repeated(pupils: Pupils, first: int, row: int) -> Problem:
    line = pupils.grid.line
    lines = line(int(pupils.index[first])), line(int(pupils.index[row]))
    return pupils.grid.problem(
        "participant_twice",
        "Строка повторена: та же школа, тот же код участника и те же результаты. Удалите лишнюю; "
        "если это разные участники, исправьте код.",
        int(pupils.index[row]),
        pupils.columns.code,
        found=f"строки {lines[0]} и {lines[1]}",
        expected="одна строка участника",
    )


def _words(pupils: Pupils, position: int | None) -> Sequence[str]:
    return pupils.sheet.distinct(position).mapped(_word)


def _word(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else vocabulary.folded(str(cell))
