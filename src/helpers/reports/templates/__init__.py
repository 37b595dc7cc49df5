"""Templates of reports: `shnor/` for HTML (Jinja), `report.typ` for PDF (Typst), `word/`.

Here: the look of pages and their fixed words. Not here: content of any report.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
_SUFFIXES = (".j2", ".js", ".json", ".typ", ".xml")


def files() -> list[Path]:
    """All template files in a fixed order."""
    return sorted(path for path in FOLDER.rglob("*") if path.suffix in _SUFFIXES)
