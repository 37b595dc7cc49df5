"""Variants: a notebook of the workbook with parameters of one's own, as a file to open or send.

Here: writing the chosen parameters into a copy, the folder of variants, the parameters of a
finished report. Not here: checking values (`params`, `notebooks`), the form (`parameter_form`).

The chosen values stand in a cell of their own below the parameters cell, tagged as papermill
tags it, so that `shnor report` replaces it and the shipped defaults stay as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from helpers import notebooks, paths
from helpers.errors import ParameterError
from helpers.notebooks import Notebook, Value
from helpers.spelling import shell_word

INJECTED = "injected-parameters"


def folder() -> Path:
    """Where variants lie: among the outputs, which are never committed."""
    return paths.default_outputs() / "variants"


def assignments(notebook: Notebook, values: Mapping[str, Value]) -> str:
    """Lines of Python that give the parameters their values, in the declared order."""
    return "\n".join(
        f"{name} = {json.dumps(values[name], ensure_ascii=False)}"
        if isinstance(values[name], str)
        else f"{name} = {values[name]!r}"
        for name in notebook.parameters
        if name in values
    )


def content(notebook: Notebook, values: Mapping[str, Value]) -> dict[str, Any]:
    """The notebook as JSON with a cell of the chosen values below the parameters cell."""
    stored: dict[str, Any] = json.loads(notebook.path.read_text(encoding="utf-8"))
    cells = [cell for cell in stored["cells"] if INJECTED not in _tags(cell)]
    place = next(i for i, cell in enumerate(cells) if "parameters" in _tags(cell))
    injected = {
        "cell_type": "code",
        "execution_count": None,
        "id": INJECTED,
        "metadata": {"tags": [INJECTED]},
        "outputs": [],
        "source": assignments(notebook, values).splitlines(keepends=True),
    }
    stored["cells"] = [*cells[: place + 1], injected, *cells[place + 1 :]]
    return stored


def write(notebook: Notebook, values: Mapping[str, Value]) -> Path:
    """Write a variant, replacing one of the same name; gives its path."""
    target = folder() / f"{_name(notebook, values)}.ipynb"
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_suffix(".new")
    text = json.dumps(content(notebook, values), ensure_ascii=False, indent=1)
    new.write_text(text + "\n", encoding="utf-8")
    new.replace(target)
    return target


def report_command(notebook: Notebook, values: Mapping[str, Value]) -> str:
    """The command that makes the report of these values; defaults are left out."""
    words = ["shnor report", notebook.name]
    words += ["-m", str(values["municipality_id"]), "-y", str(values["year"])]
    if values.get("edition", "internal") != "internal":
        words += ["--edition", str(values["edition"])]
    for name, value in values.items():
        if name in ("municipality_id", "year", "edition"):
            continue
        if value != notebook.parameters[name].default:
            words += ["--set", shell_word(f"{name}={value}")]
    return " ".join(words)


def of_report(manifest: Path) -> tuple[Notebook, dict[str, Value], str]:
    """Notebook, parameters and dataset of a finished report, from its manifest or folder.

    Raises `ParameterError` when there is no such manifest or it cannot be understood.
    """
    path = manifest / "manifest.json" if manifest.is_dir() else manifest
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        name, given, dataset = said["notebook"], dict(said["parameters"]), str(said["dataset"])
    except OSError:
        raise ParameterError(
            f"Нет файла {path}. Нужен manifest.json отчёта или папка, где он лежит."
        ) from None
    except (ValueError, KeyError, TypeError):
        raise ParameterError(
            f"{path}: это не описание отчёта. Нужен manifest.json из папки отчёта."
        ) from None
    notebook = notebooks.notebook(name)
    values = {key: value for key, value in given.items() if key in notebook.parameters}
    return notebook, values, dataset


def _name(notebook: Notebook, values: Mapping[str, Value]) -> str:
    parts = [notebook.name]
    for name, declared in notebook.parameters.items():
        value = values.get(name, declared.default)
        if name in ("municipality_id", "year") or value != declared.default:
            parts.append(str(value))
    return re.sub(r"[^\w.~-]+", "-", "~".join(parts), flags=re.ASCII)[:120]


def _tags(cell: Mapping[str, Any]) -> list[str]:
    found = cell.get("metadata", {}).get("tags", [])
    return found if isinstance(found, list) else []
