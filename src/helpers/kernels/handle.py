"""The asking side of the template process: start it, fork from it, kill, close.

Here: one handle per process. Not here: the template itself and what its children do.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.errors import ShnorError
from helpers.kernels.template import LARGEST_REQUEST, QUIET_ENVIRONMENT
from helpers.kernels.wire import Closed, Wire

#: How long the template may take to import everything, seconds.
START_SECONDS = 120


class TemplateGone(ShnorError):
    """The template process ended; a new one can be started."""

    exit_code = 7


@dataclass(frozen=True)
class Forked:
    """A process forked from the template."""

    pid: int
    wire: Wire


class TemplateHandle:
    """Our end of the control socket of a template."""

    def __init__(self, control: socket.socket, server: subprocess.Popen[bytes] | None) -> None:
        self.control = control
        self.server = server
        self.owner = os.getpid()
        self._ready = server is None
        self._ended: dict[int, int] = {}

    @classmethod
    def start(cls, modules: Sequence[str] = ()) -> TemplateHandle:
        """Start a template; it imports `modules` too. Returns without waiting for it."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = {"PYTHONHASHSEED": "0", **os.environ, **QUIET_ENVIRONMENT}
        number = str(theirs.fileno())
        server = subprocess.Popen(
            [sys.executable, "-P", "-m", "helpers.kernels.template", number, *modules],
            pass_fds=[theirs.fileno()],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        return cls(ours, server)

    @classmethod
    def inherited(cls, descriptor: int) -> TemplateHandle:
        """The handle of a process that was itself forked from the template."""
        return cls(socket.socket(fileno=descriptor), None)

    def usable(self) -> bool:
        """Whether this handle belongs to this process and the template lives."""
        return self.owner == os.getpid() and self.control.fileno() >= 0

    def fork(
        self, target: str, request: Mapping[str, Any], lent: socket.socket | None = None
    ) -> Forked:
        """A fresh process that runs `module:function` with a wire to us and `request`.

        It gets a socket that is `lent` as the number `request["lent"]`.
        """
        while not self._ready:
            self._handle(self._event(START_SECONDS))
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            self._send({"op": "fork", "target": target}, theirs, *([lent] if lent else []))
        while True:
            event = self._event(START_SECONDS)
            if "forked" in event:
                wire = Wire(ours)
                # a child that has died already is noticed by the end of its wire
                with contextlib.suppress(Closed):
                    wire.send(dict(request))
                return Forked(event["forked"], wire)
            self._handle(event)

    def branch(self) -> Branch:
        """A template forked from this one, which may know what its children have in common."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            forked = self.fork("helpers.kernels.branch:main", {}, theirs)
        forked.wire.close()
        return Branch(forked.pid, TemplateHandle(ours, None))

    def client(self) -> socket.socket:
        """A socket for another process that may ask this template too (`inherited`)."""
        theirs, ours = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours:
            try:
                self._send({"op": "listen"}, ours)
            except TemplateGone:
                theirs.close()
                raise
        return theirs

    def prepared(self, target: str, request: Mapping[str, Any]) -> bool:
        """Have a branch run `module:function` itself; whether it can be forked from after that."""
        try:
            self._send({"op": "prepare", "target": target, "request": dict(request)})
            event = self._event(START_SECONDS)
        except TemplateGone:
            return False
        return bool(event["prepared"])

    def _send(self, message: Mapping[str, Any], *sockets: socket.socket) -> None:
        numbers = [one.fileno() for one in sockets]
        try:
            socket.send_fds(self.control, [json.dumps(message).encode()], numbers)
        except OSError as error:
            raise TemplateGone(f"Процесс-заготовка недоступен: {error}") from None

    def status(self, pid: int, seconds: float = 0.0) -> int | None:
        """How a forked process ended (negative: by a signal), None while it runs."""
        deadline = time.monotonic() + seconds
        while pid not in self._ended:
            left = deadline - time.monotonic()
            if not self._readable(max(left, 0.0)):
                return None
            self._handle(self._event(1))
        return self._ended[pid]

    def kill(self, pid: int) -> None:
        """Kill a forked process with everything it started; returns when it is reaped."""
        if pid not in self._ended:
            try:
                self.control.send(json.dumps({"op": "kill", "pid": pid}).encode())
                self.status(pid, seconds=10)
            except (OSError, TemplateGone):
                return

    def forget(self, pid: int) -> None:
        """Drop what is known of an ended process."""
        self._ended.pop(pid, None)

    def close(self) -> None:
        """Let the template go, with all its children."""
        self.control.close()
        if self.server is not None and self.owner == os.getpid():
            if not self._ready:
                self.server.kill()
            try:
                self.server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.server.kill()
                self.server.wait()

    def _readable(self, seconds: float) -> bool:
        return bool(select.select([self.control], [], [], seconds)[0])

    def _event(self, seconds: float) -> dict[str, Any]:
        if not self._readable(seconds):
            raise TemplateGone("Процесс-заготовка не отвечает.")
        content = self.control.recv(LARGEST_REQUEST)
        if not content:
            self.control.close()
            raise TemplateGone("Процесс-заготовка завершился.")
        event: dict[str, Any] = json.loads(content)
        return event

    def _handle(self, event: dict[str, Any]) -> None:
        if "ready" in event:
            self._ready = True
        elif "ended" in event:
            self._ended[event["ended"]] = event["status"]


@dataclass(frozen=True)
class Branch:
    """A template forked from another one: its process and our end of its control socket."""

    pid: int
    handle: TemplateHandle


_current: TemplateHandle | None = None


def current() -> TemplateHandle:
    """The handle of this process; a template is started when there is none."""
    global _current
    if _current is None or not _current.usable():
        _current = TemplateHandle.start()
        atexit.register(_current.close)
    return _current


def adopt(handle: TemplateHandle) -> None:
    """Use `handle` from now on (a process forked from a template calls this)."""
    global _current
    _current = handle
