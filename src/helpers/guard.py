"""The guard of the public edition: tables are closed to its reports, bare blocks are not shown.

Here: whether this process makes a public report, and what it may read and show then. Not here:
making protected answers (`disclosure`, which alone reads tables for them), what is written into
the files of a report (`reports.write` checks every block once more).

A process is public from its first line where a batch gives it a certificate, elsewhere from
`disclosure.open` on; a run of the public edition gets no table in any process.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from helpers import paths
from helpers.errors import ShnorError

_only = ""
_readers = 0


class DisclosureError(ShnorError):
    """A public report was about to read or show something that is not protected."""

    exit_code = 4


def show_only(certificate_id: str) -> None:
    """From now on this process shows only blocks made under a certificate ("": any block)."""
    global _only
    _only = certificate_id


def is_public() -> bool:
    """Whether this process makes a public report."""
    return bool(_only or os.environ.get(paths.CERTIFICATE_VARIABLE))


def check_block(kind: str, certificate: str) -> None:
    """Raise `DisclosureError` for a block that this process may not show."""
    if is_public() and (not _only or certificate != _only):
        raise DisclosureError(
            f"Публичное издание: блок «{kind}» сделан не из защищённых данных "
            "(disclosure.open) и не показывается."
        )


def check_stamp() -> None:
    """Raise `DisclosureError` where the caller of a function would stamp a block of its own.

    Only the package's builders of public blocks do: they take protected answers and nothing else.
    """
    name = str(sys._getframe(2).f_globals.get("__name__", ""))
    if not name.startswith("helpers."):
        raise DisclosureError(
            "Публичное издание: свой блок не заверить. Берите готовые из helpers.tables.protected "
            "и соседних модулей."
        )


@contextmanager
def reading() -> Iterator[None]:
    """Inside, tables may be read: for what makes protected answers of them."""
    global _readers
    _readers += 1
    try:
        yield
    finally:
        _readers -= 1


def check_tables(edition: str = "") -> None:
    """Raise `DisclosureError` where a public report, or a run of that edition, reads a table."""
    if not _readers and (edition == "public" or is_public()):
        raise DisclosureError(
            "Публичное издание не читает таблицы школ: берите числа из disclosure.open(run). "
            "Таблицы снова откроются после перезапуска ядра (меню Kernel → Restart)."
        )
