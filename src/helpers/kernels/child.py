"""The process that runs the cells of one notebook: an IPython kernel without sockets.

Here: the kernel, its session that writes to our wire, the serving of requests. Not here: how
messages become outputs (`client`) and how the process came to be (`template`).

The kernel is ipykernel's own, so display, display updates, comms, errors, magics and
top-level await behave as in a kernel started the ordinary way. Two things of its private
life are supplied here because it has no channels: the thread it asks for (`await` fails
without it), and the session. The torture test compares the two ways.

Requests: `execute` (code, msg_id; one sent `ahead`, before the cell before it had ended, is
dropped when that cell fails), `comm` (a message for a widget), `collect` (what was
read), `finish`. Everything else that goes back is a message of the Jupyter protocol.
"""

from __future__ import annotations

import asyncio
import atexit
import base64
import logging
import os
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from jupyter_client.session import Session
from traitlets.config import Config

from helpers import readings
from helpers.kernels import inputs, process
from helpers.kernels.streams import NotebookStream
from helpers.kernels.wire import Closed, Wire

_INLINE = "module://matplotlib_inline.backend_inline"


class WireSession(Session):
    """A Jupyter session whose messages go to the engine."""

    wire: Wire

    def send(
        self,
        stream: Any,
        msg_or_type: Any,
        content: Any = None,
        parent: Any = None,
        ident: Any = None,
        buffers: Any = None,
        track: bool = False,
        header: Any = None,
        metadata: Any = None,
    ) -> Any:
        """Send a message; one from a forked grandchild is dropped, as ipykernel does."""
        if os.getpid() != self.pid:
            return None
        if isinstance(msg_or_type, dict):
            message = dict(msg_or_type)
            buffers = buffers or message.get("buffers")
        else:
            message = self.msg(msg_or_type, content, parent, header, metadata)
        message["buffers"] = [base64.b64encode(part).decode() for part in buffers or ()]
        self.wire.send_packed(self.pack(message))
        return message


class WireKernel(IPythonKernel):
    """The kernel of a warm run."""

    def started(self) -> None:
        """Supply what a kernel with channels would have."""
        self.shell_channel_thread = SimpleNamespace(parent_thread=None)
        assert self.shell is not None
        self.shell.exit_now = False


def main(wire: Wire, request: dict[str, Any]) -> None:
    """Run the cells the engine sends until it says `finish` or goes away."""
    os.close(request["template"])
    readings.forget()
    _settle(request)
    session = WireSession(key=b"", username="")
    session.wire = wire
    streams = [
        NotebookStream(name, descriptor, lambda name, text: _stream(kernel, name, text))
        for descriptor, name in ((1, "stdout"), (2, "stderr"))
    ]
    sys.stdout, sys.stderr = streams
    config = Config()
    config.HistoryManager.hist_file = ":memory:"
    kernel = WireKernel.instance(session=session, config=config, log=logging.getLogger("ipykernel"))
    kernel.started()
    inputs.watch()
    if request.get("memory_mb"):
        process.limit_memory(request["memory_mb"])
    asyncio.run(_serve(kernel, wire))
    _leave()


def _settle(request: dict[str, Any]) -> None:
    """Take over the folder, environment and arguments of the process that asked."""
    os.environ.clear()
    os.environ.update(request["environment"])
    os.environ.setdefault("MPLBACKEND", _INLINE)
    tempfile.tempdir = None
    time.tzset()
    os.chdir(request["folder"])
    sys.path.insert(_place_of_folder(), "")
    sys.argv = ["ipykernel_launcher.py"]
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    if "matplotlib" in sys.modules:
        import matplotlib as mpl

        mpl.rcParams["backend"] = os.environ["MPLBACKEND"]
    if "numpy" in sys.modules:
        import numpy as np

        np.random.seed()  # the one state that a fork would share


def _place_of_folder() -> int:
    """Where an ordinary kernel puts the working folder: behind the standard library."""
    places = (
        index
        for index, path in enumerate(sys.path)
        if Path(path).name in ("site-packages", "dist-packages")
    )
    return next(places, len(sys.path))


def _stream(kernel: WireKernel, name: str, text: str) -> None:
    parent = kernel.get_parent("shell")
    _session(kernel).send(None, "stream", {"name": name, "text": text}, parent)


def _session(kernel: WireKernel) -> Session:
    assert kernel.session is not None
    return kernel.session


async def _serve(kernel: WireKernel, wire: Wire) -> None:
    """Requests one after another; background tasks of the notebook run in between."""
    loop = asyncio.get_running_loop()
    kernel.io_loop = _io_loop()
    requests: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def take() -> None:
        try:
            requests.put_nowait(wire.receive())
        except Closed:
            process.kill_group(os.getpid())

    loop.add_reader(wire.fileno(), take)
    is_ok = True
    while True:
        request = await requests.get()
        if request["op"] == "execute":
            if is_ok or not request["ahead"]:
                is_ok = await _execute(kernel, request)
        elif request["op"] == "comm":
            _comm(kernel, request["message"])
        elif request["op"] == "collect":
            wire.send({"msg_type": "collected", "content": readings.collected()})
        else:
            return


def _io_loop() -> Any:
    from tornado.ioloop import IOLoop

    return IOLoop.current()


async def _execute(kernel: WireKernel, request: dict[str, Any]) -> bool:
    """Run a cell; whether it ended well."""
    session = _session(kernel)
    header = session.msg_header("execute_request")
    header["msg_id"] = request["msg_id"]
    parent = {"header": header, "metadata": {}, "content": {}, "parent_header": {}}
    kernel.set_parent([], parent)
    content = {"code": request["code"], "execution_count": kernel.execution_count}
    session.send(None, "execute_input", content, parent)
    reply = await kernel.do_execute(request["code"], silent=False, allow_stdin=False)
    for stream in (sys.__stdout__, sys.__stderr__, sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    session.send(None, "execute_reply", reply, parent)
    return bool(reply["status"] == "ok")


def _comm(kernel: WireKernel, message: dict[str, Any]) -> None:
    """A widget's message from the engine's side, as a front end would send it."""
    kernel.set_parent([], message)
    message["buffers"] = []
    handler = kernel.shell_handlers.get(message["header"]["msg_type"])
    if handler is not None:
        handler(None, [], message)


def _leave() -> None:
    """End as an interpreter does: threads joined, exit handlers, files closed."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join(timeout=5)
    atexit._run_exitfuncs()
    module = sys.modules.get("__main__")
    if module is not None:
        vars(module).clear()
