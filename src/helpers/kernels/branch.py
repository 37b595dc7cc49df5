"""A template forked from the template: it reads once what several notebooks have in common.

Here: preparing, and forking after that. Not here: what is prepared (the request names it), who
shares what (`batch.neighbours`).

The template itself reads no data. A branch does, for the reports of one municipality: each of
them is still a process of its own, which begins with what the branch has read and counted. What
of it a report uses counts as read by that report (`readings`), so neither its bytes nor its
manifest tell whether there was a branch.

Request beside those of a template: `{"op": "prepare", "target": "module:function",
"request": {…}}` → `{"prepared": true}`; false when threads were started, after which nobody may
fork from here.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
from collections.abc import Iterator
from types import FrameType
from typing import Any, NoReturn

from helpers.kernels import inputs, process
from helpers.kernels.template import Template, named
from helpers.kernels.wire import Wire

#: Preparing may take so long; what is not made by then, every report makes for itself.
PREPARE_SECONDS = 60


def main(wire: Wire, request: dict[str, Any]) -> None:
    """Entry of the branch; what is lent to it is its control socket."""
    wire.close()
    os.close(request["template"])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    process.become_guardian()
    inputs.watch()
    Branch(socket.socket(fileno=request["lent"])).serve()


class Branch(Template):
    """A template that prepares before it forks."""

    def perform(
        self, client: socket.socket, request: dict[str, Any], sockets: list[socket.socket]
    ) -> None:
        """Do what a client asks."""
        if request["op"] == "prepare":
            # whoever needs what could not be made will say so
            with contextlib.suppress(Exception), _at_most(PREPARE_SECONDS):
                named(request["target"])(request["request"])
            gc.collect()
            gc.freeze()
            self.tell(client, {"prepared": process.threads() == 1})
        else:
            super().perform(client, request, sockets)


@contextlib.contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raise `TimeoutError` when the body takes longer than so many seconds."""
    signal.signal(signal.SIGALRM, _late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _late(_number: int, _frame: FrameType | None) -> NoReturn:
    raise TimeoutError
