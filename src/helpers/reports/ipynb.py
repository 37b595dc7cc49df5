"""The executed notebook as a file to keep: what was run and what it showed, nothing more.

Here: removing everything that belongs to the machine and the moment. Not here: hiding
content (the public edition has no notebook at all).
"""

from __future__ import annotations

import re
from typing import Any

import nbformat
from nbformat import NotebookNode

from helpers import paths

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_TEXT_KINDS = ("text/plain", "text/html")


def render(notebook: NotebookNode) -> bytes:
    """The notebook without times, paths, addresses and error-stream noise, with steady ids."""
    cells = [_cell(cell, number) for number, cell in enumerate(notebook.cells, start=1)]
    clean = nbformat.v4.new_notebook(
        cells=cells,
        metadata={
            "kernelspec": {
                "display_name": "Python 3",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        },
    )
    clean.nbformat_minor = 5
    nbformat.validate(clean)
    return (nbformat.writes(clean) + "\n").encode()


def _cell(cell: NotebookNode, number: int) -> NotebookNode:
    tags = list(cell.get("metadata", {}).get("tags", ()))
    common: dict[str, Any] = {
        "id": f"cell-{number:03}",
        "metadata": {"tags": tags} if tags else {},
        "source": cell.source,
    }
    if cell.cell_type != "code":
        return NotebookNode(cell_type=cell.cell_type, **common)
    outputs = [_output(output) for output in cell.get("outputs", ()) if not _is_noise(output)]
    return NotebookNode(
        cell_type="code",
        execution_count=cell.get("execution_count"),
        outputs=outputs,
        **common,
    )


def _is_noise(output: NotebookNode) -> bool:
    return bool(output.output_type == "stream" and output.name == "stderr")


def _output(output: NotebookNode) -> NotebookNode:
    clean = NotebookNode(output)
    if "data" in output:
        data = {
            kind: _scrubbed(value) if kind in _TEXT_KINDS else value
            for kind, value in output.data.items()
        }
        clean = NotebookNode(output, data=NotebookNode(data), metadata=NotebookNode())
    elif "text" in output:
        clean = NotebookNode(output, text=_scrubbed(output.text))
    return clean


def _scrubbed(text: Any) -> str:
    joined = text if isinstance(text, str) else "".join(text)
    root = str(paths.project_root())
    return _ADDRESS.sub("", joined).replace(root, ".") if root != "/" else joined
