"""The common base of show objects: three faces in one mime bundle.

Here: the base class, the check of block identifiers. Not here: any kind of block, what a
public report may show (`guard`).
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Self

from helpers import guard

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
    """A finished piece of a page. Subclasses are frozen dataclasses with a `kind`.

    `certificate` names the certificate of publication that a block of the public edition
    was made under; exporters of that edition refuse blocks without it.
    """

    kind: ClassVar[str]
    certificate: str = ""

    def certified(self, certificate_id: str) -> Self:
        """This block, marked with the certificate it was made under.

        Raises `DisclosureError` outside this package.
        """
        guard.check_stamp()
        object.__setattr__(self, "certificate", certificate_id)
        return self

    def to_json(self) -> dict[str, Any]:
        """The block as plain JSON data; `from_json` gives an equal object back."""
        stamp = {"certificate": self.certificate} if self.certificate else {}
        return {"kind": self.kind, "version": VERSION, **stamp, **self._fields()}

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
        guard.check_block(self.kind, self.certificate)
        return {
            "text/plain": self.plain(),
            "text/html": self.html(),
            MIME_TYPE: self.to_json(),
        }
