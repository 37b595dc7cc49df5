"""Messages between our processes: JSON in frames over a stream socket.

Here: framing only. Not here: what the messages mean.
A frame is four bytes of length (big endian) and that many bytes of UTF-8 JSON.
"""

from __future__ import annotations

import json
import select
import socket
import struct
import threading
from typing import Any

_LENGTH = struct.Struct(">I")


class Closed(Exception):
    """The other end is gone."""


class Wire:
    """One end of a two-way channel; sending is safe from several threads."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._lock = threading.Lock()
        self.last_size = 0

    def fileno(self) -> int:
        """Descriptor to wait on."""
        return self.sock.fileno()

    def send(self, message: dict[str, Any]) -> None:
        """Send one message; raises `Closed` when nobody listens."""
        self.send_packed(json.dumps(message, ensure_ascii=False).encode())

    def send_packed(self, content: bytes) -> None:
        """Send one message that is JSON already."""
        try:
            with self._lock:
                self.sock.sendall(_LENGTH.pack(len(content)) + content)
        except OSError as error:
            raise Closed(str(error)) from None

    def receive(self) -> dict[str, Any]:
        """The next message, waiting for it; raises `Closed` at the end."""
        (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size))
        self.last_size = length
        message: dict[str, Any] = json.loads(self._exactly(length))
        return message

    def ready(self, seconds: float | None) -> bool:
        """Whether something can be received within `seconds` (None waits for ever)."""
        return bool(select.select([self.sock], [], [], seconds)[0])

    def close(self) -> None:
        """Close this end."""
        self.sock.close()

    def _exactly(self, count: int) -> bytes:
        parts = bytearray()
        while len(parts) < count:
            try:
                part = self.sock.recv(min(count - len(parts), 1 << 20))
            except OSError as error:
                raise Closed(str(error)) from None
            if not part:
                raise Closed("end of stream")
            parts += part
        return bytes(parts)
