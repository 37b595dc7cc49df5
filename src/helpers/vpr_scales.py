"""Scales of ВПР: which total score gives which mark, by year, grade, subject and level.

Here: reading `params/methodology/vpr_scales.yaml`, its checks, the mark of a total. Not here:
the totals themselves (`readers.layouts`). A scale stands for its own year only: where there is
none, there are no marks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from helpers import methodology
from helpers.errors import ParameterError
from helpers.methodology import Parameter, Rules

FILE = "vpr_scales"
_MARKS = ("mark_2", "mark_3", "mark_4", "mark_5")
_FIELDS = {"year", "grade", "subject", "max", *_MARKS}
_RANGE = re.compile(r"([0-9]+)-([0-9]+)")

#: Year, programme grade, subject, level.
Key = tuple[int, int, str, str]


@dataclass(frozen=True)
class Scale:
    """One scale: `lowest` are the lowest totals of marks 2, 3, 4 and 5, the first is 0.

    `tasks` are the maxima of tasks where the description of the work was copied too; `printed`
    are ranges of the official text that contradict the rest of it, by mark.
    """

    title: str
    maximum: int
    lowest: tuple[int, int, int, int]
    source: str
    is_confirmed: bool
    tasks: Mapping[str, float] = field(default_factory=dict)
    printed: Mapping[int, tuple[int, int]] = field(default_factory=dict)

    def marks(self, totals: np.ndarray) -> np.ndarray:
        """Mark of each total, 0 where the total is missing or outside the scale.

        >>> scale = Scale("", 20, (0, 6, 10, 15), "", True)
        >>> scale.marks(np.array([0, 5, 6, 14, 20, 21, np.nan])).tolist()
        [2, 2, 3, 4, 5, 0, 0]
        """
        inside = (totals >= 0) & (totals <= self.maximum)
        found = 1 + np.searchsorted(self.lowest, np.where(inside, totals, 0), side="right")
        marks: np.ndarray = np.where(inside, found, 0)
        return marks

    def ranges(self) -> dict[int, tuple[int, int]]:
        """Lowest and highest total of each mark."""
        highest = (*(low - 1 for low in self.lowest[1:]), self.maximum)
        return dict(zip((2, 3, 4, 5), zip(self.lowest, highest, strict=True), strict=True))

    def words(self) -> str:
        """The scale as messages write it."""
        return _words(self.ranges())

    def printed_words(self) -> str:
        """The scale as the official text has it."""
        return _words(self.ranges() | dict(self.printed))

    def disputed(self) -> list[int]:
        """Totals that the official text gives two marks or none.

        >>> Scale("", 40, (0, 13, 27, 35), "", False, {}, {4: (27, 35)}).disputed()
        [35]
        """
        ranges = (self.ranges() | dict(self.printed)).values()
        named = [sum(low <= total <= high for low, high in ranges)
                 for total in range(self.maximum + 1)]  # fmt: skip
        return [total for total, times in enumerate(named) if times != 1]


def _words(ranges: Mapping[int, tuple[int, int]]) -> str:
    return ", ".join(f"«{mark}» {low}–{high}" for mark, (low, high) in ranges.items())


def scales(rules: Rules | None = None) -> dict[Key, Scale]:
    """All scales by year, programme grade, subject and level.

    Raises `ParameterError` that names the scale for gaps, overlaps, a range that does not end
    with the maximum, or two scales of one work.
    """
    rules = rules or methodology.rules(FILE)
    known: dict[Key, Scale] = {}
    for parameter in rules.parameters.values():
        for key, scale in _read(rules.file, parameter):
            if key in known:
                raise _fault(rules.file, parameter, "шкала той же работы уже есть")
            known[key] = scale
    return known


def _read(file: str, parameter: Parameter) -> list[tuple[Key, Scale]]:
    value = parameter.value
    if not isinstance(value, dict) or _FIELDS - set(value) or set(value) - _FIELDS - _OPTIONAL:
        raise _fault(file, parameter, f"ожидались {', '.join(sorted(_FIELDS))}")
    maximum = _whole(file, parameter, value["max"])
    lowest = _lowest(file, parameter, maximum)
    tasks = {
        str(task): float(_whole(file, parameter, points))
        for task, points in (value.get("tasks") or {}).items()
    }
    if tasks and sum(tasks.values()) != maximum:
        raise _fault(file, parameter, "сумма максимумов заданий не равна max")
    printed = {}
    for mark, text in (value.get("printed") or {}).items():
        hit = _RANGE.fullmatch(str(text))
        if mark not in _MARKS or hit is None:
            raise _fault(file, parameter, "printed: ожидалась отметка и диапазон, mark_4: 27-35")
        printed[int(mark[-1])] = (int(hit[1]), int(hit[2]))
    scale = Scale(
        parameter.label, maximum, lowest, parameter.source, parameter.is_confirmed, tasks, printed
    )
    year, grade = (_whole(file, parameter, value[name]) for name in ("year", "grade"))
    subjects = value["subject"] if isinstance(value["subject"], list) else [value["subject"]]
    level = str(value.get("level", ""))
    return [((year, grade, str(subject), level), scale) for subject in subjects]


_OPTIONAL = {"level", "tasks", "printed"}


def _lowest(file: str, parameter: Parameter, maximum: int) -> tuple[int, int, int, int]:
    """Lowest totals of the marks, after the check that the ranges cover 0 … maximum once."""
    expected = 0
    lows = []
    for mark in _MARKS:
        hit = _RANGE.fullmatch(str(parameter.value[mark]))
        if hit is None:
            raise _fault(file, parameter, f"{mark}: ожидался диапазон вида 0-13")
        low, high = int(hit[1]), int(hit[2])
        if low > expected:
            raise _fault(file, parameter, f"{mark}: пропущены баллы {expected}–{low - 1}")
        if low < expected:
            raise _fault(file, parameter, f"{mark}: баллы {low}–{expected - 1} названы дважды")
        if high < low:
            raise _fault(file, parameter, f"{mark}: конец диапазона меньше начала")
        lows.append(low)
        expected = high + 1
    if expected != maximum + 1:
        raise _fault(file, parameter, f"диапазоны кончаются на {expected - 1}, а max — {maximum}")
    return lows[0], lows[1], lows[2], lows[3]


def _whole(file: str, parameter: Parameter, text: object) -> int:
    if not str(text).isdigit():
        raise _fault(file, parameter, f"найдено «{text}», ожидалось целое число")
    return int(str(text))


def _fault(file: str, parameter: Parameter, words: str) -> ParameterError:
    return ParameterError(f"{file}, «{parameter.name}»: {words}.")
