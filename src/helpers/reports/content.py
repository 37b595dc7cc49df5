"""What a report says, apart from its look and its passport: a list of small items.

Here: the items of a document for each face, their hash, and how two lists of them differ.
Not here: reading items back from finished files (`reproduction.faces`). The passport is left out:
it tells how a report was made, and two reports made differently may say the same.

Three faces carry the whole page (HTML, PDF, DOCX). XLSX carries tables with their numbers,
main points, facts and notices; CSV the tables alone, its description the cover. The kept
notebook carries the page and its code.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import zip_longest
from typing import Any, Literal

from helpers import blocks
from helpers.reports import svg
from helpers.reports.document import Document
from helpers.reports.markdown import Node
from helpers.wording import numbers

Kind = Literal["text", "cell", "drawing"]
#: Where the items of the cover and of the main points stand.
COVER, SUMMARY = "Обложка", "Главное"
RULE = "Правило: "
_ABSENT = "нет"
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
#: A text longer than this is shown by its beginning.
_SHOWN = 300


@dataclass(frozen=True)
class Item:
    """One thing a reader meets: a text, a cell of a table, a drawing (by its hash).

    `place` is the heading a text stands under, or the caption of the table or drawing; `row`
    and `column` are the heads of a cell.
    """

    kind: Kind
    place: str
    text: str
    row: str = ""
    column: str = ""


@dataclass(frozen=True)
class Difference:
    """What differs between two reports, as it was and as it is."""

    what: str
    then: str
    now: str

    def as_dict(self) -> dict[str, str]:
        """The object of the JSON output."""
        return {"what": self.what, "then": self.then, "now": self.now}


def digest(items: Iterable[Item]) -> str:
    """The semantic hash: equal for two files that say the same in the same order."""
    packed = [[item.kind, item.place, item.row, item.column, item.text] for item in items]
    return sha256(packed)


def sha256(content: Any) -> str:
    """The hash of plain data in canonical JSON."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def plain(text: str) -> str:
    """A text with every run of spaces made one."""
    return " ".join(text.split())


# a document as items


def of(name: str, document: Document, code: Sequence[str] = ()) -> list[Item]:
    """Items of one face (`report.xlsx`); `code` are the sources of the code cells."""
    return Faces(document, code).items(name)


class Faces:
    """The items of all faces of a document, those of its page made once.

    `code` are the sources of the code cells, which the kept notebook carries.
    """

    def __init__(self, document: Document, code: Sequence[str] = ()) -> None:
        self.document, self.code = document, code

    def items(self, name: str) -> list[Item]:
        """Items of one face (`report.xlsx`)."""
        if name.endswith(".xlsx"):
            return list(_book(self.document))
        if name.endswith(".csv"):
            return list(_list(self.document))
        if name.endswith(".json"):
            return list(_cover(self.document))
        if name.endswith(".ipynb"):
            return [*self.page, *(Item("text", "Ячейки", source) for source in self.code)]
        return self.page

    def digest(self, name: str) -> str:
        """The semantic hash of one face."""
        items = self.items(name)
        return self._page_digest if items is self.page else digest(items)

    def outline(self) -> dict[str, str]:
        """Hashes of the parts of a page by name: each table, each drawing, all texts together.

        They let a report be compared when only its manifest is left.
        """
        parts: dict[str, list[Item]] = {}
        for item in self.page:
            name = {"text": "тексты", "drawing": f"рисунок: {item.place}"}.get(
                item.kind, f"таблица: {item.place}"
            )
            parts.setdefault(name, []).append(item)
        return {name: digest(items) for name, items in sorted(parts.items())}

    @cached_property
    def page(self) -> list[Item]:
        """Everything on the page."""
        return list(page(self.document))

    @cached_property
    def _page_digest(self) -> str:
        return digest(self.page)


def page(document: Document) -> Iterator[Item]:
    """Everything on the page, in reading order."""
    yield from _cover(document)
    if document.summary is not None:
        for finding in document.summary.items:
            yield from _finding(SUMMARY, finding)
    section = ""
    for node in document.body:
        if node.kind == "heading":
            section = plain(node.plain())
            yield Item("text", section, section)
        else:
            yield from _node(section, node, document)


def _cover(document: Document) -> Iterator[Item]:
    cover = document.cover
    internal = "Для служебного пользования" if cover.edition == "internal" else ""
    texts = (
        *(internal, cover.data_label, cover.title, document.question),
        *(cover.municipality_name, cover.period, numbers.date_text(cover.report_date)),
    )
    yield from (Item("text", COVER, plain(text)) for text in texts if text)


def _finding(place: str, finding: blocks.Finding) -> Iterator[Item]:
    yield Item("text", place, plain(f"{finding.tone_label} {finding.text}"))
    yield Item("text", place, plain(f"{RULE}{finding.rule}"))


def _node(place: str, node: Node, document: Document) -> Iterator[Item]:
    if node.block is not None:
        yield from _block(place, node.block, document)
    elif node.kind in ("list", "item", "quote"):
        for child in node.children:
            yield from _node(place, child, document)
    elif text := plain(node.plain()):
        yield Item("text", place, text)


def _block(place: str, block: blocks.Block, document: Document) -> Iterator[Item]:
    if isinstance(block, blocks.Table):
        yield from _table(document.caption(block), block)
    elif isinstance(block, blocks.Figure):
        caption = plain(document.caption(block))
        yield Item("drawing", caption, drawing_digest(svg.checked(block.svg, block.block_id)))
        yield from (Item("text", caption, plain(text)) for text in (block.alt, *block.notes))
        yield from _table(data_caption(caption), block.table)
    elif isinstance(block, blocks.Findings):
        for finding in block.items:
            yield from _finding(place, finding)
    elif isinstance(block, blocks.Finding):
        yield from _finding(place, block)
    elif isinstance(block, blocks.Facts):
        yield from pairs(block.title, block.pairs)
    elif isinstance(block, blocks.Text | blocks.Notice):
        yield Item("text", place, plain(block.text))


def _table(caption: str, table: blocks.Table) -> Iterator[Item]:
    heads = [column.head for column in table.columns]
    rows = [[cell.text for cell in row] for row in table.rows]
    yield from cells(caption, heads, rows, table.head_column)
    yield from _below(caption, table)


def _below(caption: str, table: blocks.Table) -> Iterator[Item]:
    legend = ["; ".join(table.legend) + "."] if table.legend else []
    source = [f"Источник: {table.source}"] if table.source else []
    for text in (*legend, *table.notes, *source):
        yield Item("text", plain(caption), plain(text))


def data_caption(caption: str) -> str:
    """How the table behind a drawing is called."""
    return f"{plain(caption)} (данные)"


def pairs(title: str, listed: Iterable[tuple[str, str]]) -> Iterator[Item]:
    """A titled list of facts as cells."""
    for name, text in listed:
        yield Item("cell", plain(title), plain(text), plain(name))


def cells(
    caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], head_column: int
) -> Iterator[Item]:
    """The cells of a table; rows with the same head are numbered, an empty table says so."""
    place, names = plain(caption), [plain(head) for head in heads]
    yield Item("text", place, " | ".join(names))
    met: dict[str, int] = {}
    for row in rows:
        label = plain(row[head_column])
        met[label] = met.get(label, 0) + 1
        label = label if met[label] == 1 else f"{label} ({met[label]})"
        for name, text in zip(names, row, strict=True):
            yield Item("cell", place, plain(text), label, name)


def _book(document: Document) -> Iterator[Item]:
    """What a workbook carries: numbers as numbers, no running text, no drawings."""
    yield from _cover(document)
    for finding in document.summary.items if document.summary else ():
        yield from _finding(SUMMARY, finding)
    for numbered in document.tables():
        caption = ". ".join(filter(None, (numbered.label, numbered.title)))
        table = numbered.table
        rows = [[_stored(cell) for cell in row] for row in table.rows]
        yield from cells(caption, [c.head for c in table.columns], rows, table.head_column)
        yield from _below(caption, table)
    for block in document.blocks():
        if isinstance(block, blocks.Facts):
            yield from pairs(block.title, block.pairs)
        elif isinstance(block, blocks.Notice):
            yield Item("text", "", plain(block.text))


def _list(document: Document) -> Iterator[Item]:
    """What the list of cells carries: each as a number and as it is printed."""
    for numbered in document.tables():
        caption = ". ".join(filter(None, (numbered.label, numbered.title)))
        table = numbered.table
        rows = [[f"{_stored(cell)}|{cell.text}" for cell in row] for row in table.rows]
        yield from cells(caption, [c.head for c in table.columns], rows, table.head_column)


def _stored(cell: blocks.Cell) -> str:
    """A number with twelve digits: the last bit of another machine does not count."""
    return f"{cell.value:.12g}" if isinstance(cell.value, int | float) else cell.text


def drawing_digest(text: str) -> str:
    """The hash of a checked drawing: shapes, texts, colours; places to a tenth of a point."""

    def tenth(found: re.Match[str]) -> str:
        return f"{round(float(found[0]), 1):g}"

    return hashlib.sha256(_NUMBER.sub(tenth, plain(text)).encode()).hexdigest()


# two reports


def differences(then: Sequence[Item], now: Sequence[Item]) -> list[Difference]:
    """What differs: cells first, then texts, then drawings, each in reading order."""
    return [*_of_cells(then, now), *_of_texts(then, now), *_of_drawings(then, now)]


def _of_cells(then: Sequence[Item], now: Sequence[Item]) -> Iterator[Difference]:
    before, after = _by_table(then), _by_table(now)
    for place in [*before, *(name for name in after if name not in before)]:
        if place not in after or place not in before:
            told = ("есть", _ABSENT) if place in before else (_ABSENT, "есть")
            yield Difference(place, *told)
            continue
        old, new = before[place], after[place]
        for row in [*old, *(label for label in new if label not in old)]:
            yield from _of_row(place, row, old.get(row), new.get(row))


def _of_row(
    place: str, row: str, old: dict[str, str] | None, new: dict[str, str] | None
) -> Iterator[Difference]:
    where = f"{place}, строка «{row}»" if row else place
    if old is None or new is None:
        yield Difference(where, _row_text(old), _row_text(new))
        return
    for column in [*old, *(name for name in new if name not in old)]:
        then, now = old.get(column), new.get(column)
        if then != now:
            what = f"{where}, столбец «{column}»" if column else where
            yield Difference(what, _shown(then), _shown(now))


def _row_text(row: dict[str, str] | None) -> str:
    return _ABSENT if row is None else _shown("; ".join(row.values()))


def _shown(text: str | None) -> str:
    if text is None:
        return _ABSENT
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _by_table(items: Iterable[Item]) -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = {}
    for item in items:
        if item.kind == "cell":
            found.setdefault(item.place, {}).setdefault(item.row, {})[item.column] = item.text
    return found


def _of_texts(then: Sequence[Item], now: Sequence[Item]) -> Iterator[Difference]:
    before = [item for item in then if item.kind == "text"]
    after = [item for item in now if item.kind == "text"]
    matcher = SequenceMatcher(None, [i.text for i in before], [i.text for i in after], False)
    for code, low, high, start, end in matcher.get_opcodes():
        if code != "equal":
            for old, new in zip_longest(before[low:high], after[start:end]):
                yield _of_text(old, new)


def _of_text(old: Item | None, new: Item | None) -> Difference:
    """Two texts, cut down to the first sentence that differs."""
    item = old or new
    assert item is not None
    what = f"текст, «{item.place}»" if item.place else "текст"
    if old is None or new is None:
        return Difference(
            what, _shown(old.text if old else None), _shown(new.text if new else None)
        )
    sentences = (_SENTENCE.split(old.text), _SENTENCE.split(new.text))
    then, now = next(pair for pair in zip_longest(*sentences) if pair[0] != pair[1])
    return Difference(what, _shown(then), _shown(now))


def _of_drawings(then: Sequence[Item], now: Sequence[Item]) -> Iterator[Difference]:
    before = {item.place: item.text for item in then if item.kind == "drawing"}
    after = {item.place: item.text for item in now if item.kind == "drawing"}
    for place in [*before, *(name for name in after if name not in before)]:
        old, new = before.get(place), after.get(place)
        if old != new:
            yield Difference(f"{place}, сам рисунок", _hash(old), _hash(new))


def _hash(text: str | None) -> str:
    return f"SHA-256 {text[:16]}" if text else _ABSENT
