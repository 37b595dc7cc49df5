"""The short tree of exceptions, and the shape of one problem found in outside data.

Here: what can go wrong for a user, with the exit code the command line returns for it.
Not here: the wording of a particular check (it stands with the check) and printing
(`commands` prints). Our own mistakes are `AssertionError`, never one of these.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["error", "warning"]

#: The most problems that one message shows; the rest are counted.
SHOWN_AT_MOST = 10


@dataclass(frozen=True)
class Problem:
    """One finding about outside data, addressed to the place a person can open.

    `row` is the line number seen in the file (the first line is 1), `column` the Excel
    letter for spreadsheets and the header for text files. Empty where it does not apply.
    """

    severity: Severity
    code: str
    message: str
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    found: str = ""
    expected: str = ""

    def as_dict(self) -> dict[str, object]:
        """The `PROBLEM` object of the JSON output, keys in the published order."""
        fields = asdict(self)
        order = [
            "severity",
            "code",
            "file",
            "sheet",
            "row",
            "column",
            "found",
            "expected",
            "message",
        ]
        return {name: fields[name] if fields[name] != "" else None for name in order}

    def place(self) -> str:
        """Address in words: «файл, лист «…», строка 5, столбец C»; "" when there is none."""
        parts = [self.file] if self.file else []
        if self.sheet:
            parts.append(f"лист «{self.sheet}»")
        if self.row is not None:
            parts.append(f"строка {self.row}")
        if self.column:
            parts.append(f"столбец {self.column}")
        return ", ".join(parts)

    def text(self) -> str:
        """The whole problem as a person reads it: where, found, expected, what to do."""
        lines = [f"{self.place()}:"] if self.place() else []
        detail = []
        if self.found:
            detail.append(f"найдено {self.found}")
        if self.expected:
            detail.append(f"ожидалось {self.expected}")
        if detail:
            lines.append("  " + ", ".join(detail))
        lines.append(f"  {self.message}" if lines else self.message)
        return "\n".join(lines)


class ShnorError(Exception):
    """Base of everything that is reported to a user without a traceback."""

    exit_code = 1


class InputDataError(ShnorError):
    """The input data have errors; carries every problem found, not only the first."""

    exit_code = 1

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = tuple(problems)
        super().__init__(describe_problems(self.problems))


class ParameterError(ShnorError):
    """Wrong usage: an unknown name, a value out of range, a year without data."""

    exit_code = 2


class ReproductionDiffers(ShnorError):
    """A past report could be made again, but not with the same bytes."""

    exit_code = 3


class BatchFailed(ShnorError):
    """Some reports of a batch failed; the others are done."""

    exit_code = 4


class ReproductionImpossible(ShnorError):
    """Something that a past report needs is missing; the message names it."""

    exit_code = 5


class ReleaseRefused(ShnorError):
    """The release scan found something that must not be published."""

    exit_code = 6


class MachineError(ShnorError):
    """The machine stopped us: disk full, no rights, locked by a live batch."""

    exit_code = 7


#: What a machine refuses whatever the data are, as a person says it.
MACHINE_REFUSALS = {
    errno.EEXIST: "на этом месте стоит файл, а нужна папка",
    errno.ENOTDIR: "на этом пути стоит файл, а нужна папка",
    errno.EISDIR: "это папка, а нужен файл",
    errno.EACCES: "нет прав",
    errno.EPERM: "нет прав",
    errno.EROFS: "диск открыт только для чтения",
    errno.ENOSPC: "на диске нет места",
    getattr(errno, "EDQUOT", -1): "исчерпана квота диска",
    errno.ENAMETOOLONG: "слишком длинное имя",
    errno.EMFILE: "открыто слишком много файлов",
    errno.ENOMEM: "не хватает памяти",
}
_REFUSALS = {**MACHINE_REFUSALS, errno.ENOENT: "нет такого файла или папки"}


def no_such_year(name: str, year: int, held: Iterable[int]) -> ParameterError:
    """What to say of a year for which nothing of a municipality is stored."""
    years = ", ".join(map(str, held))
    there = f"Есть годы: {years}." if years else "Данных нет ни за один год."
    return ParameterError(
        f"Нет данных: {name}, год {year}. {there} "
        "Загрузите файлы командой shnor import или выберите другой год."
    )


def in_russian(error: OSError) -> str:
    """Why the system refused, in words; what is not known here is said as the system says it."""
    return _REFUSALS.get(error.errno or 0) or error.strerror or str(error)


def figure(value: float) -> str:
    """A number as messages write it: no zeros at the end, a comma before the decimals.

    >>> figure(11.1), figure(20.0)
    ('11,1', '20')
    """
    return f"{value:g}".replace(".", ",")


def describe_problems(problems: Sequence[Problem]) -> str:
    """All problems as one message: at most ten in full, the rest as a count."""
    shown = [problem.text() for problem in problems[:SHOWN_AT_MOST]]
    hidden = len(problems) - len(shown)
    if hidden > 0:
        shown.append(f"… и ещё замечаний: {hidden}")
    return "\n".join(shown)
