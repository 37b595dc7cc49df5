"""A file → its grids, read in a child process with limits.

Here: the step from files to grids. Not here: formats (`formats`), the process (`untrusted`),
what the grids mean (`layouts`, `tabular`).
"""

from __future__ import annotations

from helpers.errors import InputDataError, Problem
from helpers.readers.files import SourceFile
from helpers.readers.formats import read_grids
from helpers.readers.grid import Grid
from helpers.readers.untrusted import in_child


def refused(file: SourceFile, code: str, message: str) -> InputDataError:
    """The refusal of a whole file."""
    return InputDataError([Problem("error", code, message, file=file.shown)])


def grids_of(file: SourceFile) -> list[Grid]:
    """All grids with any cell; raises `InputDataError` for what is not a table."""
    return in_child(read_grids, file.content, file.shown)
