"""An executed notebook as a document: the one reading that all exporters share.

Here: what of a notebook belongs to a report, in which order, under which numbers. Not
here: the look of anything. A report shows Markdown cells and show objects; code is never
shown. What a report must not show makes it fail instead of vanishing: an error, printed
text, an object without the structured face. Cells tagged `hide` are left out; messages
on the error stream (warnings of libraries) are not part of a report.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from helpers import blocks
from helpers.reports import markdown
from helpers.reports.markdown import Node
from helpers.reports.spec import ReportFailed

if TYPE_CHECKING:
    from nbformat import NotebookNode

HIDDEN_TAGS = frozenset({"hide", "hide-output"})
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
#: Errors whose message is already written for a methodologist.
_SPOKEN_ERRORS = ("ParameterError", "InputDataError", "MachineError")


@dataclass(frozen=True)
class NumberedTable:
    """A table of the document with its number: «Таблица 2», or «Рисунок 1» for its data."""

    label: str
    title: str
    table: blocks.Table
    section: str


@dataclass(frozen=True)
class Document:
    """A report before any format: cover, question, summary, body.

    `body` holds headings from level 2 without gaps, paragraphs, lists and blocks; the
    first `Findings` of the notebook is `summary` and not repeated in the body. A `compact`
    report is printed small and without contents: its notebook says so in the metadata,
    `"shnor": {"compact": true}`.
    """

    cover: blocks.Cover
    question: str
    summary: blocks.Findings | None
    body: tuple[Node, ...]
    compact: bool = False

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """«Таблица n» and «Рисунок n» by block id, counted in reading order."""
        labels, counts = {}, {"Таблица": 0, "Рисунок": 0}
        for block in self.blocks():
            if isinstance(block, blocks.Table | blocks.Figure):
                word = "Таблица" if isinstance(block, blocks.Table) else "Рисунок"
                counts[word] += 1
                labels[block.block_id] = f"{word} {counts[word]}"
        return labels

    def caption(self, block: blocks.Table | blocks.Figure) -> str:
        """«Таблица 2. Название»; the bare label without a title."""
        label = self.labels[block.block_id]
        return f"{label}. {block.title}" if block.title else label

    def blocks(self) -> Iterator[blocks.Block]:
        """All blocks in reading order, the summary first."""
        if self.summary is not None:
            yield self.summary
        for node in self.body:
            if node.block is not None:
                yield node.block

    def headings(self) -> list[Node]:
        """The headings of the body, in order."""
        return [node for node in self.body if node.kind == "heading"]

    def tables(self) -> list[NumberedTable]:
        """Every table, those behind figures among them, in reading order."""
        found, section = [], ""
        for node in self.body:
            if node.kind == "heading":
                section = node.plain()
            block = node.block
            if isinstance(block, blocks.Table):
                label = self.labels[block.block_id]
                found.append(NumberedTable(label, block.title, block, section))
            elif isinstance(block, blocks.Figure):
                label = self.labels[block.block_id]
                found.append(NumberedTable(label, block.title, block.table, section))
        return found

    def values(self) -> dict[str, float]:
        """Indicator cell → number for every cell with a reference, sorted by reference.

        Fails when one indicator cell is shown with two different numbers.
        """
        found: dict[str, float] = {}
        for numbered in self.tables():
            for ref, value in _references(numbered.table):
                if found.setdefault(ref, value) != value:
                    raise ReportFailed(
                        f"Показатель {ref} показан с двумя разными значениями: "
                        f"{found[ref]} и {value} ({numbered.label})."
                    )
        return dict(sorted(found.items()))


def _references(table: blocks.Table) -> Iterator[tuple[str, float]]:
    for row in table.rows:
        for cell in row:
            if cell.ref and isinstance(cell.value, int | float):
                yield cell.ref, cell.value


def read(notebook: NotebookNode) -> Document:
    """The document of an executed notebook; `ReportFailed` says which cell stands against it."""
    nodes = _numbered(list(_cells(notebook)))
    covers = [node for node in nodes if isinstance(node.block, blocks.Cover)]
    if len(covers) != 1:
        raise ReportFailed(f"В тетради должна быть одна обложка (Cover), найдено: {len(covers)}.")
    cover, summary = covers[0].block, _first(nodes, lambda n: isinstance(n.block, blocks.Findings))
    title = _first(nodes, lambda n: n.kind == "heading" and n.level == 1)
    assert isinstance(cover, blocks.Cover)
    question = title.plain() if title and title.plain() != cover.title else ""
    set_apart = [id(node) for node in (covers[0], summary, title) if node]
    body = [node for node in nodes if id(node) not in set_apart]
    findings = summary.block if summary else None
    assert findings is None or isinstance(findings, blocks.Findings)
    compact = notebook.metadata.get("shnor", {}).get("compact") is True
    return Document(cover, question, findings, tuple(_headed(body)), compact)


def _first(nodes: Iterable[Node], wanted: Callable[[Node], bool]) -> Node | None:
    return next((node for node in nodes if wanted(node)), None)


def _cells(notebook: NotebookNode) -> Iterator[Node]:
    for number, cell in enumerate(notebook.cells, start=1):
        hidden = bool(HIDDEN_TAGS & set(cell.get("metadata", {}).get("tags", ())))
        if cell.cell_type == "markdown" and not hidden:
            yield from markdown.parse(cell.source)
        elif cell.cell_type == "code":
            for output in cell.get("outputs", ()):
                yield from _output(output, number, hidden)


def _output(output: Mapping[str, Any], number: int, hidden: bool) -> Iterator[Node]:
    kind = output["output_type"]
    if kind == "error":
        raise ReportFailed(_error_text(output, number))
    if hidden or (kind == "stream" and output["name"] == "stderr"):
        return
    if kind == "stream":
        raise ReportFailed(
            f"Ячейка {number} печатает текст: «{_start(output['text'])}». "
            "В отчёт входят только тексты ячеек и объекты показа; "
            "уберите print или поставьте ячейке метку hide."
        )
    data = output.get("data", {})
    if blocks.MIME_TYPE not in data:
        raise ReportFailed(
            f"Ячейка {number} показывает объект, которого нет в отчётах "
            f"({', '.join(sorted(data)) or 'пусто'}): «{_start(data.get('text/plain', ''))}». "
            "Покажите таблицу, рисунок или вывод из helpers либо поставьте ячейке метку hide."
        )
    try:
        yield Node("block", block=blocks.from_json(data[blocks.MIME_TYPE]))
    except ValueError as error:
        raise ReportFailed(f"Ячейка {number}: блок не читается ({error}).") from error


def _error_text(output: Mapping[str, Any], number: int) -> str:
    message = _ANSI.sub("", str(output.get("evalue", ""))).strip()
    name = str(output.get("ename", ""))
    if name in _SPOKEN_ERRORS and message:
        return message
    first = message.splitlines()[0] if message else ""
    return f"Ячейка {number} остановилась с ошибкой {name}: {first}"


def _start(text: Any) -> str:
    line = " ".join(_ANSI.sub("", text if isinstance(text, str) else "".join(text)).split())
    return line if len(line) <= 60 else f"{line[:60]}…"


def _numbered(nodes: list[Node]) -> list[Node]:
    """Tables written in Markdown get their own ids; any other repeated id is refused."""
    seen: set[str] = set()
    result = []
    for node in nodes:
        block = node.block
        if isinstance(block, blocks.Table) and block.block_id == "text-table":
            own = blocks.Table(f"text-table-{len(seen) + 1}", "", block.columns, block.rows)
            node = replace(node, block=own)
        for block_id in _ids(node.block):
            if block_id in seen:
                raise ReportFailed(f"Два блока тетради названы одинаково: {block_id}.")
            seen.add(block_id)
        result.append(node)
    return result


def _ids(block: blocks.Block | None) -> list[str]:
    if isinstance(block, blocks.Findings):
        return [item.block_id for item in block.items]
    if isinstance(block, blocks.Figure):
        return [block.block_id, block.table.block_id]
    if isinstance(block, blocks.Table | blocks.Finding | blocks.Facts):
        return [block.block_id]
    return []


def _headed(nodes: list[Node]) -> Iterator[Node]:
    """Headings from level 2 down without a gap, each with an anchor."""
    level, count = 1, 0
    for node in nodes:
        if node.kind == "heading":
            count += 1
            level = min(max(node.level, 2), level + 1)
            node = replace(node, level=level, anchor=f"section-{count}")
        yield node
