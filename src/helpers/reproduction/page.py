"""«Что изменилось и почему»: verdicts as one HTML page.

Here: the content of the page. Not here: finding it out (`verdict`), its look (`templates`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from helpers.reports import write as writing
from helpers.reproduction.causes import LABELS
from helpers.reproduction.verdict import WORDS, Verdict

#: Differences of one report that the page shows; the rest are counted.
SHOWN_AT_MOST = 500
_HASH = re.compile(r"(SHA-256 [0-9a-f]{16})[0-9a-f]{48}")


def write(path: Path, verdicts: Sequence[Verdict], then: Path, now: Path | None) -> None:
    """Write the page to `path`; an older one is replaced as a whole."""
    from helpers.reports.html import exporter

    def short(text: str) -> str:
        return _HASH.sub(r"\1…", text)

    page = exporter().page(
        "changes.html.j2",
        verdicts=verdicts,
        is_comparison=now is not None,
        then=then.name,
        now=now.name if now else "",
        words=WORDS,
        kinds=LABELS,
        short=short,
        shown_at_most=SHOWN_AT_MOST,
    )
    writing.replace_file(path, page.encode())
