"""Running a notebook of the project as a report does, and reading the page that comes out.

Here: one run through the engine of the workbook, kept for the session. Not here: any
expectation; running cells one by one (`running`).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import papermill
import pytest
from support import ROOT

from helpers import blocks, notebooks
from helpers.paths import DATA_VARIABLE
from helpers.reports import document
from helpers.reports.document import Document

#: Values that some notebooks cannot do without.
NEEDED = {"school_id": "iva-01"}


def needed(name: str) -> dict[str, str]:
    """Those of `NEEDED` that a notebook declares."""
    declared = notebooks.notebook(name).parameters
    return {key: value for key, value in NEEDED.items() if key in declared}


@cache
def _ran(name: str, dataset: Path, municipality_id: str, year: int, edition: str) -> Document:
    stored = papermill.iorw.load_notebook_node(str(ROOT / "notebooks" / f"{name}.ipynb"))
    stored.cells = notebooks.of_edition(stored.cells, edition)
    notebook = papermill.execute_notebook(
        stored,
        None,
        parameters={
            "municipality_id": municipality_id,
            "year": year,
            "edition": edition,
            **needed(name),
        },
        engine_name="shnor",
        progress_bar=False,
    )
    return document.read(notebook)


def ran(
    name: str, dataset: Path, municipality_id: str, year: int, edition: str = "internal"
) -> Document:
    """The document of a notebook run on a dataset; each is run once in a session."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DATA_VARIABLE, str(dataset))
        return _ran(name, dataset, municipality_id, year, edition)


def of_kind(page: Document, kind: type) -> list:
    """Blocks of a kind in reading order."""
    return [block for block in page.blocks() if isinstance(block, kind)]


def ids(page: Document) -> set[str]:
    """Identifiers of the tables and figures of a page."""
    return {b.block_id for b in of_kind(page, blocks.Table) + of_kind(page, blocks.Figure)}


def words(page: Document) -> str:
    """All sentences of a page that depend on data, with plain spaces."""
    texts = [b.text for b in of_kind(page, blocks.Text) + of_kind(page, blocks.Notice)]
    texts += [item.text for item in (page.summary.items if page.summary else ())]
    return " ".join(texts).replace("\u00a0", " ").replace("\u202f", " ")
