"""The template process: imports everything once, then forks a fresh process per request.

Here: the loop that forks, reaps and kills. Not here: what the forked processes do (they are
named in the request) and who asks (`handle`).

Started by exec, never forked from a process with threads. It starts no thread, reads no
data but the list of municipalities and has no shell: a shell or a plotting backend made
before the fork would leak into every notebook, and `matplotlib_inline` hooks in only when it
is imported after the shell exists. It leaves when the process that started it does, and
takes every child with it.

Requests (one datagram each, a socket of the child attached to `fork`, and one more that is
lent to it if need be): `{"op": "fork", "target": "module:function"}` → `{"forked": pid}`, later
`{"ended": pid, "status": n}`; `{"op": "kill", "pid": n}`; `{"op": "listen"}` with a socket
attached: its other end asks from now on too. What the child is asked to do may be larger than
a datagram: it is the first message on its own socket.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import pkgutil
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from typing import Any

from helpers import left_out
from helpers.kernels import process
from helpers.kernels.wire import Wire

#: Settings of libraries that would start threads on import.
QUIET_ENVIRONMENT = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}

#: What a notebook and its rendering need; a missing one is only slower.
MODULES = (
    "asyncio",
    "IPython.display",
    "IPython.core.application",
    "IPython.core.completerlib",
    "IPython.core.crashhandler",
    "IPython.core.interactiveshell",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "helpers.kernels.child",
    "numpy.random",
    "pandas",
    "pandas.core.methods.to_dict",
    "pandas.core.reshape.reshape",
    "pyarrow.pandas_compat",
    "pyarrow.parquet",
    "matplotlib.figure",
    "matplotlib.font_manager",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "sqlite3",
    "tornado.platform.asyncio",
)

#: Parts of our package that no notebook and no rendering uses.
_NOT_OURS = (
    "helpers.__main__",
    "helpers.commands",
    "helpers.reproduction",
    "helpers.batch.run",
    "helpers.imports",
    "helpers.forms",
    "helpers.lab",
    "helpers.versions",
    "helpers.readers",
)

LARGEST_REQUEST = 1 << 20

#: How many new objects make Python look for unreachable cycles, here and in all that is forked. A
#: report lives for seconds and its frames, drawings and JSON are many objects: the usual 700 would
#: cost some percent of its time.
_GARBAGE_EVERY = (100_000, 20, 20)

#: The smallest notebook: to have its checker compiled.
_NOTHING = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def import_everything(extra: list[str]) -> None:
    """Import the modules above, our package and `extra`; failures are left to the notebook."""
    left_out.leave_out()
    for name in (*MODULES, *_our_modules(), *extra):
        try:
            importlib.import_module(name)
        except Exception:  # the notebook that needs it will say so
            continue
    with contextlib.suppress(Exception):  # so will the one that names a municipality
        importlib.import_module("helpers.params").municipalities()


def _our_modules() -> list[str]:
    import helpers

    names = (found.name for found in pkgutil.walk_packages(helpers.__path__, "helpers."))
    return [name for name in names if not name.startswith(_NOT_OURS)]


#: What most labels are written in: the Russian letters and the signs of ASCII.
_LETTERS = "".join(map(chr, (*range(0x20, 0x7F), *range(0x410, 0x450))))


#: All that texts of reports have: their parser compiles a pattern for each when first met.
_TEXT = """## Раздел

Текст **важный**, *особый*, [ссылка](#a), `код`.

- раз
- два

1. один
2. два

| а | б |
|---|---|
| 1 | 2 |
"""


def warm_up() -> None:
    """Do once what every report would do first: widths of letters, a drawing, joins of small
    tables, the check of notebooks, the templates of pages, the parser of texts, hashes of fonts
    and the list of plotting backends."""
    with contextlib.suppress(Exception):  # only slower
        plane = importlib.import_module("helpers.figures.plane")
        with plane.sheet(40) as (figure, axes):
            axes.plot([0.0, 1.0], [0.0, 1.0], "o", color="#000000", label=_LETTERS)
            axes.legend()
            figure.svg("warm", "", "")
        pandas = importlib.import_module("pandas")
        small = pandas.DataFrame({"name": ["а", "б"], "count": pandas.array([1, None], "Int64")})
        small.merge(small, on="name").groupby("name", as_index=False).sum().sort_values("name")
    with contextlib.suppress(Exception):  # only slower
        importlib.import_module("nbformat").validate({**_NOTHING}, version=4, version_minor=5)
        importlib.import_module("helpers.reports.html").compile_templates()
        importlib.import_module("helpers.reports.markdown").parse(_TEXT)
        manifest = importlib.import_module("helpers.reports.manifest")
        manifest.fonts(), manifest.template_sha256()
    with contextlib.suppress(Exception):  # only slower
        importlib.import_module("matplotlib.backends.registry").backend_registry.list_all()


def forget_plotting() -> None:
    """Drop the inline backend: it must be imported again beside each notebook's shell."""
    for name in [name for name in sys.modules if name.split(".")[0] == "matplotlib_inline"]:
        del sys.modules[name]


def named(name: str) -> Callable[..., None]:
    """The function that `module:function` names."""
    module, _, function = name.partition(":")
    target: Callable[..., None] = getattr(importlib.import_module(module), function)
    return target


class Template:
    """The loop: one control socket per client, children by pid."""

    def __init__(self, control: socket.socket) -> None:
        self.first = control
        self.clients: set[socket.socket] = set()
        self.owner: dict[int, socket.socket] = {}
        self.selector = selectors.DefaultSelector()
        self.wake_read, self.wake_write = socket.socketpair()
        self.wake_write.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.set_wakeup_fd(self.wake_write.fileno(), warn_on_full_buffer=False)
        self.selector.register(self.wake_read, selectors.EVENT_READ)
        self._listen(control)

    def serve(self) -> None:
        """Serve until the first client is gone, then kill what is left."""
        while self.first in self.clients:
            for key, _ in self.selector.select():
                if key.fileobj is self.wake_read:
                    self.wake_read.recv(4096)
                    self._reap()
                elif key.fileobj in self.clients:
                    self._request(key.fileobj)
        for pid in list(self.owner):
            process.kill_group(pid)
        while left := process.children():
            for pid in left:
                os.kill(pid, signal.SIGKILL)
            for pid in left:
                os.waitpid(pid, 0)

    def _listen(self, client: socket.socket) -> None:
        self.clients.add(client)
        self.selector.register(client, selectors.EVENT_READ)

    def _request(self, client: socket.socket) -> None:
        try:
            content, descriptors, _, _ = socket.recv_fds(client, LARGEST_REQUEST, 2)
        except OSError:
            content, descriptors = b"", []
        if not content:
            self._drop(client)
            return
        request = json.loads(content)
        sockets = [socket.socket(fileno=descriptor) for descriptor in descriptors]
        self.perform(client, request, sockets)

    def perform(
        self, client: socket.socket, request: dict[str, Any], sockets: list[socket.socket]
    ) -> None:
        """Do what a client asks; the sockets that came with it are ours to close."""
        if request["op"] == "kill":
            if request["pid"] in self.owner:
                process.kill_group(request["pid"])
        elif request["op"] == "listen":
            self._listen(sockets[0])
        else:
            try:
                pid = self._fork(request, *sockets)
            finally:
                for one in sockets:
                    one.close()
            self.owner[pid] = client
            self.tell(client, {"forked": pid})

    def _drop(self, client: socket.socket) -> None:
        self.clients.discard(client)
        self.selector.unregister(client)
        client.close()
        for pid, owner in list(self.owner.items()):
            if owner is client:
                process.kill_group(pid)

    def tell(self, client: socket.socket, message: dict[str, Any]) -> None:
        """Send a message; a client that is gone is dropped with all it had forked."""
        try:
            client.send(json.dumps(message).encode())
        except OSError:
            self._drop(client)

    def _reap(self) -> None:
        while True:
            try:
                found = os.waitid(
                    os.P_ALL,
                    0,
                    os.WEXITED | os.WNOHANG | os.WNOWAIT,
                )
            except ChildProcessError:
                found = None
            if found is None:
                break
            process.kill_group(found.si_pid)
            _, status = os.waitpid(found.si_pid, 0)
            client = self.owner.pop(found.si_pid, None)
            if client in self.clients:
                code = os.waitstatus_to_exitcode(status)
                self.tell(client, {"ended": found.si_pid, "status": code})
        if not self.owner:
            for pid in process.children():
                os.kill(pid, signal.SIGKILL)

    def _fork(
        self, request: dict[str, Any], channel: socket.socket, lent: socket.socket | None = None
    ) -> int:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        parent = os.getpid()
        pid = os.fork()
        if pid:
            theirs.close()
            self._listen(ours)
            return pid
        status = 1
        try:
            process.die_with_parent(parent)
            ours.close()
            self._become_child()
            wire = Wire(channel)
            asked = wire.receive()
            asked["template"] = theirs.detach()
            if lent is not None:
                asked["lent"] = lent.detach()
            named(request["target"])(wire, asked)
            status = 0
        except BaseException:  # whatever it was, the child ends here
            traceback.print_exc()
        finally:
            _flush_standard_streams()
            os._exit(status)

    def _become_child(self) -> None:
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self.selector.close()
        for open_socket in (self.wake_read, self.wake_write, *self.clients):
            open_socket.close()


def _flush_standard_streams() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()


def main(arguments: list[str]) -> None:
    """Entry of the template: descriptor of the control socket, then modules to import."""
    control = socket.socket(fileno=int(arguments[0]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    process.become_guardian()
    gc.set_threshold(*_GARBAGE_EVERY)
    import_everything(arguments[1:])
    warm_up()
    left_out.allow()
    forget_plotting()
    gc.collect()
    gc.freeze()
    template = Template(control)
    control.send(json.dumps({"ready": os.getpid(), "threads": process.threads()}).encode())
    template.serve()


if __name__ == "__main__":
    main(sys.argv[1:])
