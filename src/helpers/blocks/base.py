"""The common base of show objects: three faces in one mime bundle.

Here: the base class and the check of block identifiers. Not here: any kind of block.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

#: The structured face that all exporters read.
MIME_TYPE = "application/vnd.shnor.block+json"
#: Shape of the structured face; raised when a reader of old notebooks would stumble.
VERSION = 1

_ID = re.compile(r"[a-z][a-z0-9]*([-_.][a-z0-9]+)*")


def checked_id(block_id: str) -> str:
    """A block identifier as it stands in anchors and sheet links, or `ValueError`."""
    if not _ID.fullmatch(block_id):
        raise ValueError(f"block id {block_id!r}: small Latin letters, digits, '-', '_' and '.'")
    return block_id


class Block:
    """A finished piece of a page. Subclasses are frozen dataclasses with a `kind`."""

    kind: ClassVar[str]

    def to_json(self) -> dict[str, Any]:
        """The block as plain JSON data; `from_json` gives an equal object back."""
        return {"kind": self.kind, "version": VERSION, **self._fields()}

    def _fields(self) -> dict[str, Any]:
        raise NotImplementedError

    def plain(self) -> str:
        """The block as plain text, for a terminal and for reading a diff."""
        raise NotImplementedError

    def html(self) -> str:
        """The block as escaped HTML for JupyterLab, readable on light and dark themes."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return self.plain()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {
            "text/plain": self.plain(),
            "text/html": self.html(),
            MIME_TYPE: self.to_json(),
        }
