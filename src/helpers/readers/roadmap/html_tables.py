"""HTML tables (also inside Markdown) → entries.

Here: `<table>` with spans, each merged cell once. Not here: HTML left-overs inside other
shapes (`plans.words`).
"""

from __future__ import annotations

from typing import Any

from .entries import Entry, RawPlan

_BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "title"})


def read_html(text: str) -> RawPlan:
    """Entries of a text with HTML tables; text between them line by line."""
    from lxml import html

    parser = html.HTMLParser(no_network=True, huge_tree=False, encoding="utf-8")
    root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    plan = RawPlan(shape="html")
    _walk(root, plan.entries, [0])
    return plan


def _walk(node: Any, entries: list[Entry], tables: list[int]) -> None:
    if not isinstance(node.tag, str) or node.tag in ("script", "style"):
        _lines(node.tail, entries)
        return
    if node.tag == "table":
        tables[0] += 1
        entries.extend(_table_rows(node, tables[0]))
    else:
        if node.tag in _BLOCKS:
            entries.append(Entry("blank", line=node.sourceline or 0))
        _lines(node.text, entries, node.sourceline or 0)
        for child in node:
            _walk(child, entries, tables)
    _lines(node.tail, entries, node.sourceline or 0)


def _lines(text: str | None, entries: list[Entry], line: int = 0) -> None:
    for piece in (text or "").split("\n"):
        if piece.strip():
            entries.append(Entry("text", (piece.strip(),), line, after_blank=True))


def _table_rows(table: Any, number: int) -> list[Entry]:
    rows: list[Entry] = []
    carried: dict[int, int] = {}
    for tr in table.iter("tr"):
        cells: list[str] = []
        merged: set[int] = set()
        for cell in tr.iterchildren("td", "th"):
            _pass_carried(cells, merged, carried)
            down = _span(cell.get("rowspan")) - 1
            across = _span(cell.get("colspan"))
            for extra in range(across):
                if down:
                    carried[len(cells)] = down
                cells.append(_cell_text(cell) if extra == 0 else "")
        _pass_carried(cells, merged, carried)
        rows.append(
            Entry("row", tuple(cells), tr.sourceline or 0, table=number, merged=frozenset(merged))
        )
    return rows


def _pass_carried(cells: list[str], merged: set[int], carried: dict[int, int]) -> None:
    """Step over the places that a cell of a row above still takes."""
    while carried.get(len(cells), 0) > 0:
        carried[len(cells)] -= 1
        merged.add(len(cells))
        cells.append("")


def _cell_text(cell: Any) -> str:
    for mark in cell.iter("br", "p", "li", "div"):
        mark.tail = "\n" + (mark.tail or "")
    return "\n".join(part.strip() for part in cell.text_content().split("\n") if part.strip())


def _span(value: str | None) -> int:
    return max(1, min(int(value), 100)) if value and value.isdigit() else 1
