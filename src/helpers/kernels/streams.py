"""What a notebook writes: Python's streams and raw writes to descriptors 1 and 2, in order.

Here: the two streams of the process that runs a notebook. Not here: other messages (`child`).

Descriptors 1 and 2 lead into files in memory. Before each Python write the stream takes over
what was written there raw (by a subprocess or a C library), so the order is kept without a
thread. Text is sent when it is flushed, at the end of a cell, or in large portions.
"""

from __future__ import annotations

import codecs
import io
import os
import threading
from collections.abc import Callable

_PORTION = 1 << 16


class NotebookStream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of a notebook."""

    encoding = "UTF-8"

    def __init__(self, name: str, descriptor: int, send: Callable[[str, str], None]) -> None:
        self.name = name
        self._descriptor = descriptor
        self._send_text = send
        self._raw = os.memfd_create(f"notebook-{name}", os.MFD_CLOEXEC)
        os.set_inheritable(self._raw, False)
        os.dup2(self._raw, descriptor)
        self._taken = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._parts: list[str] = []
        self._size = 0
        self._owner = os.getpid()
        self._lock = threading.RLock()

    def fileno(self) -> int:
        """Descriptor 1 or 2: a subprocess that is given this stream is captured too."""
        return self._descriptor

    def isatty(self) -> bool:
        """Never a terminal."""
        return False

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, text: str) -> int:
        """Keep `text` for the next flush; a forked child's text goes through the descriptor."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if os.getpid() != self._owner:
            _write_all(self._descriptor, text.encode("utf-8", "replace"))
            return len(text)
        with self._lock:
            self._take_raw()
            self._keep(text)
            if self._size > _PORTION:
                self._send()
        return len(text)

    def flush(self) -> None:
        """Send everything written so far, raw writes included."""
        if os.getpid() == self._owner:
            with self._lock:
                self._take_raw()
                self._send()

    def _keep(self, text: str) -> None:
        self._parts.append(text)
        self._size += len(text)

    def _take_raw(self) -> None:
        size = os.fstat(self._raw).st_size
        self._taken = min(self._taken, size)
        while self._taken < size:
            portion = os.pread(self._raw, min(size - self._taken, 1 << 20), self._taken)
            self._taken += len(portion)
            self._keep(self._decoder.decode(portion))

    def _send(self) -> None:
        text = "".join(self._parts)
        self._parts.clear()
        self._size = 0
        if text:
            self._send_text(self.name, text)


def _write_all(descriptor: int, content: bytes) -> None:
    while content:
        content = content[os.write(descriptor, content) :]
