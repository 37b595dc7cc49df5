"""Execute the reference notebooks anew: `python -m tools.reference_notebooks`.

Here: `tests/reference/*.ipynb` over the published figures of data/altai. Read the difference
before you keep it: these outputs are what nbval holds the program to.
"""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests" / "reference"


def renew(path: Path) -> None:
    """Execute one notebook and store it with its outputs, without times."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, resources={"metadata": {"path": str(path.parent)}})
    client.execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    notebook.metadata.pop("language_info", None)
    nbformat.write(notebook, path)


if __name__ == "__main__":
    os.environ["SHNOR_DATA"] = str(ROOT / "data" / "altai")
    for found in sorted(FOLDER.glob("*.ipynb")):
        renew(found)
