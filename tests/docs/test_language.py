"""Everything a methodologist meets is Russian: help, messages, notebooks, widgets, labels."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ipywidgets
import nbformat
import pytest
from support import ROOT
from typer.main import get_command

from helpers import notebooks, vocabulary
from helpers.commands.app import build
from helpers.schemas import TABLES

CYRILLIC = re.compile("[А-Яа-яЁё]")
#: Calls whose words reach a person.
SPOKEN = {
    "ParameterError", "InputDataError", "MachineError", "BatchFailed", "ReleaseRefused",
    "ReportFailed", "ReproductionDiffers", "ReproductionImpossible", "message", "Notice", "Text",
    "Finding", "_stopped",
}  # fmt: skip
#: Latin words inside Russian sentences: names of commands, files, formats.
ENGLISH = re.compile(r"\b(the|and|is|are|not|for|with|must|error|invalid|missing|found|file)\b")


def commands() -> Iterator[tuple[str, Any]]:
    """Every command of the program."""
    group: Any = get_command(build())
    yield from group.commands.items()


@pytest.mark.parametrize(("name", "command"), list(commands()))
def test_help_of_a_command_is_russian(name: str, command: Any) -> None:
    context = command.make_context(name, [], resilient_parsing=True)
    page = command.get_help(context)
    assert CYRILLIC.search(command.help)
    for parameter in command.params:
        help_text = getattr(parameter, "help", None)
        assert help_text and CYRILLIC.search(help_text), f"{name}: {parameter.name}"
    assert not ENGLISH.findall(page), page


def _spoken_texts() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "src" / "helpers").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in SPOKEN:
                for text in _literals(node):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", text


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _literals(node: ast.Call) -> Iterator[str]:
    for argument in node.args:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value
        elif isinstance(argument, ast.JoinedStr):
            yield "".join(p.value for p in argument.values if isinstance(p, ast.Constant))


def test_messages_are_russian() -> None:
    texts = list(_spoken_texts())
    assert len(texts) > 200
    english = [
        (place, text) for place, text in texts if " " in text and ENGLISH.search(text.casefold())
    ]
    assert english == []


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.stem)
def test_texts_of_a_notebook_are_russian(path: Path) -> None:
    content = nbformat.read(path, as_version=4)
    for cell in content.cells:
        if cell.cell_type == "markdown":
            assert CYRILLIC.search(cell.source), cell.source
    for declared in notebooks.read(path).parameters.values():
        assert CYRILLIC.search(declared.help), declared.name


def test_labels_of_tables_columns_and_codes_are_russian() -> None:
    labels = [table.label for table in TABLES.values()]
    labels += [t.column(name).label for t in TABLES.values() for name in t.columns]
    for one in vars(vocabulary).values():
        if isinstance(one, vocabulary.Codes):
            labels.append(one.title)
    assert [label for label in labels if not CYRILLIC.search(label)] == []


def test_widgets_speak_russian(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from helpers.lab.explore import Explorer
    from helpers.lab.parameter_form import Form

    monkeypatch.setenv("SHNOR_DATA", str(demo))
    widgets = [Explorer(), *(Form(name) for name in notebooks.names())]
    said = [text for widget in widgets for text in _said(widget)]
    assert len(said) > 40
    assert [text for text in said if not CYRILLIC.search(text)] == []


def _said(widget: Any) -> Iterator[str]:
    description = getattr(widget, "description", "")
    if description:
        yield description
    if isinstance(widget, ipywidgets.Tab):
        yield from widget.titles
    for child in getattr(widget, "children", ()):
        yield from _said(child)
