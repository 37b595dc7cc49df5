"""Markdown of notebook cells as a small tree that every exporter can walk.

Here: `Node` and the translation of the mistune syntax tree. Not here: the look of a node
in a format. Raw HTML and formulas stay text; a link keeps its address only when a reader
may safely follow it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import mistune

from helpers import blocks

_SAFE_SCHEMES = ("http", "https", "mailto")


@dataclass(frozen=True)
class Node:
    """A piece of a page: a heading, paragraph, list …, a run of text, or a block.

    `text` of runs and code, `target` of links, `level` of headings (2 and deeper) and the
    first number of ordered lists (0: bullets), `anchor` of headings.
    """

    kind: str
    text: str = ""
    target: str = ""
    level: int = 0
    anchor: str = ""
    children: tuple[Node, ...] = ()
    block: blocks.Block | None = None

    def plain(self) -> str:
        """The bare words of the node."""
        if self.block is not None:
            return self.block.plain()
        return self.text or "".join(child.plain() for child in self.children)


@cache
def _parser() -> mistune.Markdown:
    return mistune.create_markdown(renderer=None, plugins=["table"])


def parse(text: str) -> list[Node]:
    """The nodes of one Markdown cell, in order."""
    tokens = _parser()(text)
    assert isinstance(tokens, list)
    return list(_nodes(tokens))


def _nodes(tokens: Iterable[dict[str, Any]]) -> Iterator[Node]:
    for token in tokens:
        node = _node(token)
        if node is not None:
            yield node


def _node(token: dict[str, Any]) -> Node | None:
    kind, attributes = token["type"], token.get("attrs", {})
    if kind == "blank_line":
        return None
    if kind == "heading":
        return Node("heading", level=attributes["level"], children=_inlines(token))
    if kind in ("paragraph", "block_text"):
        return Node("paragraph", children=_inlines(token))
    if kind == "list":
        start = attributes.get("start", 1) if attributes["ordered"] else 0
        items = tuple(
            Node("item", children=tuple(_nodes(item["children"]))) for item in token["children"]
        )
        return Node("list", level=start, children=items)
    if kind == "block_quote":
        return Node("quote", children=tuple(_nodes(token["children"])))
    if kind == "thematic_break":
        return Node("rule")
    if kind == "table":
        return Node("block", block=_table(token))
    raw = token.get("raw", "").strip("\n")
    if kind == "block_code":
        return Node("code", text=raw)
    return Node("paragraph", children=(Node("text", text=raw),))


def _inlines(token: dict[str, Any]) -> tuple[Node, ...]:
    return tuple(run for child in token.get("children", ()) for run in _inline(child))


def _inline(token: dict[str, Any]) -> Iterator[Node]:
    kind = token["type"]
    if kind == "text":
        yield Node("text", text=unescape(token["raw"]))
    elif kind == "softbreak":
        yield Node("text", text=" ")
    elif kind == "linebreak":
        yield Node("break")
    elif kind == "codespan":
        yield Node("mono", text=unescape(token["raw"]))
    elif kind in ("strong", "emphasis"):
        yield Node(kind, children=_inlines(token))
    elif kind == "link":
        yield from _link(token)
    elif kind == "image":
        yield from _inlines(token)
    else:
        yield Node("text", text=token.get("raw", ""))


def _link(token: dict[str, Any]) -> Iterator[Node]:
    """A link to the open web or a mail address; any other target is printed, not linked."""
    address = token["attrs"]["url"]
    words = _inlines(token)
    if urlsplit(address).scheme.lower() in _SAFE_SCHEMES:
        yield Node("link", target=address, children=words)
    else:
        yield from words
        yield Node("text", text=f" ({address})")


def _table(token: dict[str, Any]) -> blocks.Table:
    head, *bodies = token["children"]
    columns = [
        blocks.Column(f"c{index}", _words(cell), align="right" if _is_right(cell) else "left")
        for index, cell in enumerate(head["children"])
    ]
    rows = [
        [_words(cell) for cell in row["children"]] for body in bodies for row in body["children"]
    ]
    return blocks.Table("text-table", "", columns, rows)


def _is_right(cell: dict[str, Any]) -> bool:
    return bool(cell["attrs"]["align"] == "right")


def _words(token: dict[str, Any]) -> str:
    return "".join(run.plain() for run in _inlines(token))
