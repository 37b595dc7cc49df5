"""What an import is asked to do, and what became of each source.

Here: the options of the command line with what they fill in, the object of a source in the
JSON output. Not here: the import itself (`imports`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from helpers import params
from helpers.errors import ParameterError, Problem
from helpers.readers.files import SourceFile
from helpers.readers.sources import ParsedSource, kinds
from helpers.spelling import nearest


@dataclass
class Imported:
    """What became of one source, as the JSON output shows it."""

    path: str
    sha256: str
    kind: str = ""
    municipality_id: str | None = None
    recognised: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, int] = field(default_factory=dict)
    rows: list[dict[str, Any]] | None = None
    plan: dict[str, Any] | None = None
    stored: bool = False
    problems: list[Problem] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The object of `sources` in the JSON output.

        `rows` and `plan` (the frame of a plan) stand only where they were asked for.
        """
        result: dict[str, Any] = {
            "path": self.path,
            "sha256": self.sha256,
            "kind": self.kind,
            "municipality_id": self.municipality_id,
            "recognised": self.recognised,
            "tables": self.tables,
        }
        if self.plan is not None:
            result["plan"] = self.plan
        if self.rows is not None:
            result["rows"] = self.rows
        result["stored"] = self.stored
        result["problems"] = [problem.as_dict() for problem in self.problems]
        return result


@dataclass(frozen=True)
class Options:
    """Options of an import, as given on the command line.

    `about` are parts of a work by column (procedure, wave, grade, subject, level, school_id):
    they fill what the files do not say.
    """

    municipality_id: str = ""
    year: int | None = None
    kind: str = ""
    plan_id: str = ""
    replace: bool = False
    dry_run: bool = False
    about: Mapping[str, Any] = field(default_factory=dict)

    def check(self) -> None:
        """Raise `ParameterError` for an unknown municipality or kind."""
        if self.municipality_id:
            params.municipality(self.municipality_id)
        if self.kind and self.kind not in kinds():
            near = nearest(self.kind, kinds())
            hint = f" Похожие: {', '.join(near)}." if near else ""
            raise ParameterError(f"Неизвестный вид файла «{self.kind}».{hint}")

    def given(self, file: SourceFile) -> dict[str, Any]:
        """What fills columns that the file does not have."""
        filled: dict[str, Any] = dict(self.about)
        owner = self.municipality_id or file.municipality_hint()
        if owner:
            filled["municipality_id"] = owner
        if self.year is not None:
            filled["year"] = self.year
        if self.plan_id:
            filled["plan_id"] = self.plan_id
        return filled

    def signature(self, source: ParsedSource) -> str:
        """What changes the meaning of a file, for telling the same import again.

        Options, what the codes of the file were taken for, what was corrected in it.
        """
        resolved = [source.resolved] if source.resolved else []
        parts: list[Any] = [self.given(source.file), self.kind, *resolved]
        parts += [[asdict(record) for record in source.corrections]] * bool(source.corrections)
        return json.dumps(parts, ensure_ascii=False, sort_keys=True)
