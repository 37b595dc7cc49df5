"""Answers that stand published already, read back from a site.

Here: the files of answers of a site, all versions. Not here: writing them (`publish`), what
they mean for new answers (`certificate`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from helpers.disclosure.protected import Answer
from helpers.errors import MachineError

#: Where a site keeps the answers of a place: of the newest version and of earlier ones.
FILE_NAME = "answers.json"


def _files(site: Path, places: Iterable[str]) -> Iterator[Path]:
    for place in sorted(places):
        yield from sorted((site / "m" / place).rglob(FILE_NAME))


def answers(site: Path, places: Iterable[str]) -> list[Answer]:
    """Every answer that a site has published of some places, in any version."""
    found: dict[Answer, None] = {}
    for path in _files(site, places):
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            found |= {Answer(**fields): None for fields in content["answers"]}
        except (OSError, ValueError, KeyError, TypeError):
            raise MachineError(
                f"Файл опубликованных ответов {path.name} ({path.parent.name}) не читается: без "
                "него нельзя проверить, что новые числа вместе с прежними никого не выдают."
            ) from None
    return list(found)


def digest(site: Path, places: Iterable[str]) -> str:
    """One hash over the files of answers of some places."""
    total = hashlib.sha256()
    for path in _files(site, places):
        total.update(path.relative_to(site).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()
