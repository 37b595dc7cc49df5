"""One named frame: a table that answers a question, made for a run.

Here: the shape of an entry. Not here: the entries (the neighbours), words of columns
(`columns`), printing (`commands.frames`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from helpers.params import RunParams
from helpers.store import Data


@dataclass(frozen=True)
class NamedFrame:
    """A frame by its name. `title` is the question answered, in Russian; `functions` are the
    functions of the source plans (F01 …) that it serves; `shown` are the columns of the text
    form in order (every other form has all columns); `reading` says how it is to be read;
    `labels` are headings that differ from the usual ones (`columns.LABELS`).
    """

    name: str
    title: str
    functions: tuple[str, ...]
    shown: tuple[str, ...]
    make: Callable[[Data, RunParams], pd.DataFrame]
    reading: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
