"""Where words go: documents to stdout, everything said to a person to stderr.

Here: printing, once for all commands. Not here: what the documents contain.
With `--format json` stdout carries exactly one JSON document, also after an error.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

JSON = "json"
TEXT = "text"
CSV = "csv"


@dataclass
class _State:
    """What was printed by this process."""

    document_printed: bool = False


_state = _State()


def document(content: Mapping[str, Any] | Sequence[Any]) -> None:
    """Print the one JSON document of `--format json` to stdout.

    Keys keep their order; missing values must be None (a NaN is our own mistake and raises).
    """
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False, default=_plain)
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
    _state.document_printed = True


def records(rows: Iterable[Mapping[str, Any]]) -> None:
    """Print a long list as the one JSON document, row by row: the same text as `document`."""
    opening = "[\n "
    for row in rows:
        text = json.dumps(row, ensure_ascii=False, indent=1, allow_nan=False, default=_plain)
        sys.stdout.write(opening + text.replace("\n", "\n "))
        opening = ",\n "
    sys.stdout.write("[]\n" if opening == "[\n " else "\n]\n")
    sys.stdout.flush()
    _state.document_printed = True


def document_was_printed() -> bool:
    """Whether `document` was called since `forget_document`."""
    return _state.document_printed


def forget_document() -> None:
    """Start a new command run in the same process (tests call `main` repeatedly)."""
    _state.document_printed = False


def text(words: str = "") -> None:
    """Print a result in words to stdout (never used together with `--format json`)."""
    sys.stdout.write(words + "\n")


def aligned(rows: Sequence[Sequence[str]]) -> None:
    """Print rows of cells under each other, each column as wide as its widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for cells in rows:
        text("  ".join(c.ljust(w) for c, w in zip(cells, widths, strict=True)).rstrip())


def message(words: str) -> None:
    """Say something to the person: a note, a warning, an error. Lines are never wrapped."""
    sys.stderr.write(words + "\n")
    sys.stderr.flush()


def cell(value: Any) -> Any:
    """A cell of a frame as JSON knows it: missing is null, a day is ISO text."""
    import pandas as pd

    if isinstance(value, list | tuple | set | frozenset):
        return [cell(one) for one in (sorted(value) if isinstance(value, set) else value)]
    if value is None or pd.isna(value):
        return None
    if hasattr(value, "date"):
        return value.date().isoformat()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


def _plain(value: Any) -> Any:
    """Numbers, dates and paths of other libraries as JSON knows them."""
    if hasattr(value, "item"):
        return value.item()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "as_dict"):
        return value.as_dict()
    if hasattr(value, "__fspath__"):
        return str(value).replace("\\", "/")
    raise TypeError(f"{type(value).__name__} has no JSON form")
