"""Running the cells of a notebook in this process and keeping the blocks they show."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import nbformat
import pytest
from support import ROOT

from helpers import notebooks
from helpers.blocks import Block, Figure, Notice, Table

NOTEBOOKS = ROOT / "notebooks"

#: The demo batch: every municipality with the years of its reports.
DEMO = [
    ("vilyuysk", 2020), ("vilyuysk", 2021), ("turochak", 2023), ("turochak", 2024),
    ("priozersk", 2021), ("priozersk", 2022), ("rostov", 2022), ("rostov", 2023),
    ("ivanteevsky", 2021), ("ivanteevsky", 2022),
]  # fmt: skip


def cells(name: str, edition: str = "internal") -> list[Any]:
    """Code cells of a notebook that run in an edition."""
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    mine = notebooks.of_edition(notebook.cells, edition)
    return [cell for cell in mine if cell.cell_type == "code"]


def shown(
    name: str, dataset: Path, monkeypatch: pytest.MonkeyPatch, **parameters: Any
) -> list[Block]:
    """The blocks that a notebook shows for a dataset and parameters, in order."""
    monkeypatch.setenv("SHNOR_DATA", str(dataset))
    space: dict[str, Any] = {}
    blocks = []
    for cell in cells(name, str(parameters.get("edition", "internal"))):
        tree = ast.parse(cell.source)
        last = tree.body[-1]
        if isinstance(last, ast.Expr):
            exec(compile(ast.Module(tree.body[:-1], []), name, "exec"), space)
            value = eval(compile(ast.Expression(last.value), name, "eval"), space)
            if value is not None:
                assert isinstance(value, Block), cell.source
                blocks.append(value)
        else:
            exec(compile(tree, name, "exec"), space)
        if "parameters" in cell.metadata.get("tags", ()):
            assert set(parameters) <= set(space)
            space.update(parameters)
    return blocks


def block(blocks: list[Block], block_id: str) -> Any:
    """The table, figure or facts of an id; the table under a figure counts too."""
    for one in blocks:
        if getattr(one, "block_id", "") == block_id:
            return one
        if isinstance(one, Figure) and one.table.block_id == block_id:
            return one.table
    raise AssertionError(f"no block {block_id}")


def texts(blocks: list[Block]) -> str:
    """Everything that is said, as one text."""
    return "\n".join(one.plain() for one in blocks)


def notices(blocks: list[Block]) -> list[str]:
    """The sentences about absent data."""
    return [one.text for one in blocks if isinstance(one, Notice)]


def tables(blocks: list[Block]) -> list[Table]:
    """Every table, those under figures among them."""
    found = [one.table if isinstance(one, Figure) else one for one in blocks]
    return [one for one in found if isinstance(one, Table)]
