"""The executed notebook as a file to keep: what was run and what it showed, nothing more.

Here: removing everything that belongs to the machine and the moment. Not here: hiding
content (the public edition has no notebook at all).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import nbformat
from nbformat import NotebookNode

from helpers import paths

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_TEXT_KINDS = ("text/plain", "text/html")
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def render(notebook: NotebookNode) -> bytes:
    """The notebook without times, paths, addresses and error-stream noise, with steady ids."""
    clean = {
        "cells": [_cell(cell, number) for number, cell in enumerate(notebook.cells, start=1)],
        "metadata": _METADATA,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    nbformat.validate(clean)
    return (json.dumps(clean, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _cell(cell: Mapping[str, Any], number: int) -> dict[str, Any]:
    tags = list(cell.get("metadata", {}).get("tags", ()))
    clean = {
        "cell_type": cell["cell_type"],
        "id": f"cell-{number:03}",
        "metadata": {"tags": tags} if tags else {},
        "source": _scrubbed(cell["source"]),
    }
    if cell["cell_type"] == "code":
        clean["execution_count"] = cell.get("execution_count")
        clean["outputs"] = [_output(o) for o in cell.get("outputs", ()) if not _is_noise(o)]
    return clean


def _is_noise(output: Mapping[str, Any]) -> bool:
    return bool(output["output_type"] == "stream" and output["name"] == "stderr")


def _output(output: Mapping[str, Any]) -> dict[str, Any]:
    clean = dict(output)
    if "data" in output:
        clean["metadata"] = {}
        clean["data"] = {
            kind: _scrubbed(value) if kind in _TEXT_KINDS else value
            for kind, value in output["data"].items()
        }
    elif "text" in output:
        clean["text"] = _scrubbed(output["text"])
    return clean


def _scrubbed(text: Any) -> str:
    joined = text if isinstance(text, str) else "".join(text)
    root = str(paths.project_root())
    return _ADDRESS.sub("", joined).replace(root, ".") if root != "/" else joined
