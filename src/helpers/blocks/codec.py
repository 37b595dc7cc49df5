"""Structured blocks back into objects.

Here: the list of kinds. Not here: how a kind writes itself (each class does).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpers.blocks.base import VERSION, Block
from helpers.blocks.page import Cover, Facts, Figure, Finding, Findings, Notice, Text
from helpers.blocks.table import Table

_KINDS: dict[str, Any] = {
    kind.kind: kind for kind in (Cover, Facts, Figure, Finding, Findings, Notice, Table, Text)
}


def kinds() -> tuple[str, ...]:
    """The names of all kinds of blocks."""
    return tuple(_KINDS)


def from_json(data: Mapping[str, Any]) -> Block:
    """The block that `to_json` wrote; `ValueError` for another kind, version or shape."""
    kind = _KINDS.get(str(data.get("kind")))
    if kind is None or data.get("version") != VERSION:
        raise ValueError(f"not a block: kind {data.get('kind')!r}, version {data.get('version')!r}")
    apart = ("kind", "version", "certificate")
    fields = {name: value for name, value in data.items() if name not in apart}
    try:
        block: Block = kind.from_fields(fields)
    except (KeyError, TypeError) as error:
        raise ValueError(f"a {kind.kind} block has another shape: {error}") from error
    return block.certified(str(data.get("certificate", "")))
