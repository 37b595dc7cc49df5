"""The notebooks there are and the parameters each of them declares.

Here: reading the title, the parameters cell and the cells of a stored notebook. Not here:
running one (`kernels`, `batch`). Only the standard library is used, so the command line
stays quick.

A parameters cell has the tag `parameters` and one plain literal per line; the comment
behind it is the help text.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers import paths
from helpers.errors import ParameterError
from helpers.spelling import did_you_mean

Value = str | int | float | bool | None

#: Notebooks of the managerial cycle: their reports go on as an «Аналитическая справка».
_WITH_DOCX = frozenset({"00_overview", "10_results", "20_teacher_deficits", "30_roadmap"})

#: Tags of cells: only in the public edition; in both editions.
PUBLIC, SHARED = "public", "shared"

_TRUE = ("true", "да", "1")
_FALSE = ("false", "нет", "0")


@dataclass(frozen=True)
class Declared:
    """One line of a parameters cell."""

    name: str
    default: Value
    help: str

    def value(self, text: str) -> Value:
        """`text` as a value of the kind of the default; a wrong kind raises `ParameterError`.

        Digits must be ASCII digits without spaces or underscores, so that nothing is guessed.
        """
        if isinstance(self.default, bool):
            if text.casefold() in _TRUE + _FALSE:
                return text.casefold() in _TRUE
            raise self._wrong(text, "да или нет")
        if isinstance(self.default, int):
            if re.fullmatch(r"-?[0-9]{1,15}", text):
                return int(text)
            raise self._wrong(text, "целое число, например 2022")
        if isinstance(self.default, float):
            if re.fullmatch(r"-?[0-9]{1,15}([.,][0-9]{1,15})?", text):
                return float(text.replace(",", "."))
            raise self._wrong(text, "число, например 0,5")
        if not text.isprintable():
            raise self._wrong(text, "одна строка текста")
        return text

    def _wrong(self, text: str, expected: str) -> ParameterError:
        return ParameterError(f"Параметр {self.name}: найдено «{text}», ожидалось: {expected}.")


@dataclass(frozen=True)
class Notebook:
    """A stored notebook.

    `has_docx` says whether its report has an «Аналитическая справка» unless formats are
    named: notebooks that offices send on have one, and any notebook whose metadata hold
    `"shnor": {"docx": true}`. `has_public` says whether it has a story for the public edition,
    `for_regions` (`"shnor": {"level": "region"}`) that only a region has something to tell in it.
    """

    path: Path
    title: str
    parameters: Mapping[str, Declared]
    sha256: str
    has_docx: bool = False
    has_public: bool = False
    for_regions: bool = False

    @property
    def name(self) -> str:
        """File name without the extension, as commands take it."""
        return self.path.stem

    def declared(self, name: str) -> Declared:
        """A declared parameter; an unknown name raises `ParameterError` with the nearest."""
        if name not in self.parameters:
            raise ParameterError(
                f"У тетради {self.name} нет параметра «{name}». "
                f"{did_you_mean(name, self.parameters)}"
            )
        return self.parameters[name]


def names() -> list[str]:
    """Names of the notebooks that reports are made from, in order.

    A notebook for the screen only (the start page, a lesson) says `"shnor": {"report": false}`
    in its metadata and is not among them.
    """
    folder = paths.notebooks_folder()
    return sorted(path.stem for path in folder.glob("*.ipynb") if not _is_for_screen(path))


def _is_for_screen(path: Path) -> bool:
    """Whether the metadata say so; a file that cannot be read is refused later, by name."""
    try:
        return _own_metadata(json.loads(path.read_text(encoding="utf-8"))).get("report") is False
    except (OSError, ValueError, AttributeError):
        return False


def notebooks() -> list[Notebook]:
    """All notebooks, in the order of their names."""
    return [notebook(name) for name in names()]


def notebook(name: str) -> Notebook:
    """The notebook `name` (with or without `.ipynb`); unknown names raise `ParameterError`."""
    stem = name.removesuffix(".ipynb")
    known = names()
    if stem not in known:
        raise ParameterError(f"Нет тетради «{name}». {did_you_mean(stem, known)}")
    return read(paths.notebooks_folder() / f"{stem}.ipynb")


def read(path: Path) -> Notebook:
    """Read one notebook file; a broken one raises `ParameterError`."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        cells = [(cell["cell_type"], _source(cell), cell) for cell in content["cells"]]
    except (OSError, ValueError, KeyError, TypeError):
        raise ParameterError(f"Файл {path.name} не читается как тетрадь Jupyter.") from None
    title = next(
        (found for kind, text, _ in cells if kind == "markdown" if (found := _title(text))), ""
    )
    parameters: dict[str, Declared] = {}
    for kind, text, cell in cells:
        if kind == "code" and "parameters" in _tags(cell):
            parameters = _declared(text, path.name)
            break
    has_docx = path.stem in _WITH_DOCX or _asks_for_docx(content)
    has_public = any(PUBLIC in _tags(cell) for _, _, cell in cells)
    for_regions = _own_metadata(content).get("level") == "region"
    return Notebook(
        path, title or path.stem, parameters, _digest(cells), has_docx, has_public, for_regions
    )


def of_edition(cells: Iterable[Mapping[str, Any]], edition: str) -> list[Any]:
    """The cells that run in an edition: the public one runs only what is marked for it.

    Cells tagged `public` tell the story of the public edition and run in no other; cells
    tagged `shared`, and the parameters, run in both; all others are internal. Cells tagged
    `lab` are for the screen and take part in no report.
    """
    cells = [cell for cell in cells if "lab" not in _tags(cell)]
    if edition == "public":
        return [cell for cell in cells if _tags(cell) & {PUBLIC, SHARED, "parameters"}]
    return [cell for cell in cells if PUBLIC not in _tags(cell)]


def _tags(cell: Mapping[str, Any]) -> set[str]:
    return set(cell.get("metadata", {}).get("tags", ()))


def _asks_for_docx(content: Mapping[str, Any]) -> bool:
    return _own_metadata(content).get("docx") is True


def _own_metadata(content: Mapping[str, Any]) -> Mapping[str, Any]:
    own = content.get("metadata", {}).get("shnor", {})
    return own if isinstance(own, Mapping) else {}


def _source(cell: Mapping[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _title(text: str) -> str:
    found = re.search(r"^#\s+(.+)$", text, re.MULTILINE)
    return found.group(1).strip() if found else ""


def _declared(text: str, file_name: str) -> dict[str, Declared]:
    lines = text.splitlines()
    result = {}
    try:
        statements = ast.parse(text).body
        for statement in statements:
            assert isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
            line = lines[(statement.end_lineno or 1) - 1][statement.end_col_offset or 0 :]
            name = statement.targets[0].id
            default = ast.literal_eval(statement.value)
            result[name] = Declared(name, default, line.strip().removeprefix("#").strip())
    except (SyntaxError, ValueError, AssertionError):
        raise ParameterError(
            f"{file_name}: в ячейке параметров ожидались только строки вида имя = значение."
        ) from None
    return result


def _digest(cells: list[tuple[str, str, Mapping[str, Any]]]) -> str:
    """SHA-256 over kinds, texts and tags of the cells: what a result can depend on."""
    content = [[kind, text, sorted(_tags(cell))] for kind, text, cell in cells]
    packed = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(packed.encode()).hexdigest()
