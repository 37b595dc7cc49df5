"""From kernel messages to outputs: nbclient's own code, with our kernels behind it.

Here: `WarmClient` (cells run in a forked process) and `ColdClient` (papermill's ordinary
kernel), both adding the same things: the report of the current cell, a limit of time for
the whole notebook, one form of stream outputs, the list of files read. Not here: the engine
interface of papermill (`managed`).

Both merge neighbouring outputs of one stream: a cold kernel cuts them by its clock, so
without this two runs of one notebook would differ.
"""

from __future__ import annotations

import ast
import base64
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from jupyter_client.session import Session
from nbclient.client import timestamp
from nbclient.exceptions import CellExecutionComplete, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from traitlets import Any as AnyTrait
from traitlets import Bool, Float, Integer

from helpers.kernels import handle, process
from helpers.kernels.wire import Closed

#: Key of the notebook metadata under which the files read are handed over.
INPUTS_KEY = "shnor_inputs"

#: The largest sum of messages a notebook may send, bytes of JSON.
OUTPUT_LIMIT_BYTES = 256 << 20

#: How long a child may take to leave after its last cell, seconds.
FINISH_SECONDS = 10.0

#: A longer cell is asked for when its turn comes: a request must never wait for a child that is
#: busy and does not read.
AHEAD_LIMIT = 16_000


class OutputTooLarge(DeadKernelError):
    """A notebook printed without end and was stopped."""


def merged_streams(outputs: list[Any]) -> list[Any]:
    """Outputs with neighbours of one stream joined, everything else as it was."""
    result: list[Any] = []
    for output in outputs:
        last = result[-1] if result else None
        if (
            last is not None
            and output["output_type"] == last["output_type"] == "stream"
            and output["name"] == last["name"]
        ):
            last["text"] += output["text"]
        else:
            result.append(output)
    return result


class _Client(PapermillNotebookClient):
    """What both kinds of kernels have in common."""

    on_cell = AnyTrait(None, allow_none=True)
    time_limit = Float(0.0)
    memory_mb = Integer(0)
    record_inputs = Bool(False)

    def execute(self, **kwargs: Any) -> NotebookNode:
        """Run all cells; the time limit of the whole notebook starts here."""
        self.deadline = time.monotonic() + self.time_limit if self.time_limit else None
        return super().execute(**kwargs)

    def _report_cell(self, cell_index: int) -> None:
        if self.on_cell is not None:
            self.on_cell(cell_index, len(self.nb.cells))

    def _seconds_for(self, cell: NotebookNode | None) -> float | None:
        """Seconds this cell may take: its own limit or what is left of the notebook's."""
        own = self._get_timeout(cell)
        left = None if self.deadline is None else max(self.deadline - time.monotonic(), 0.001)
        known = [seconds for seconds in (own, left) if seconds is not None]
        return min(known) if known else None


class WarmClient(_Client):
    """Cells run in a process forked from the template."""

    def execute(self, **kwargs: Any) -> NotebookNode:
        """Run all cells in one fresh process, which is gone with all it started afterwards."""
        self.reset_execution_trackers()
        self.deadline = time.monotonic() + self.time_limit if self.time_limit else None
        self.received_bytes = 0
        self.has_widgets = any("widgets" in cell.source for cell in self.nb.cells)
        #: Cells already asked for: index → id of the request.
        self.ahead: dict[int, str] = {}
        with self._forked():
            self.papermill_execute_cells()
            self.nb.metadata["language_info"] = _language_info()
            self.set_widgets_metadata()
            if self.record_inputs:
                self._send({"op": "collect"})
                self.nb.metadata[INPUTS_KEY] = self._receive(FINISH_SECONDS)["content"]
            self._finish()
        return self.nb

    @contextmanager
    def _forked(self) -> Iterator[None]:
        template = handle.current()
        request = {
            "folder": str(Path.cwd()),
            "environment": dict(os.environ),
            "memory_mb": self.memory_mb,
        }
        self.child = template.fork("helpers.kernels.child:main", request)
        self.kc = SimpleNamespace(  # what nbclient's output widget talks to
            session=Session(username=""),
            shell_channel=SimpleNamespace(
                send=lambda message: self._send({"op": "comm", "message": message})
            ),
        )
        try:
            yield
        finally:
            template.kill(self.child.pid)
            template.forget(self.child.pid)
            self.child.wire.close()

    def execute_cell(
        self,
        cell: NotebookNode,
        cell_index: int,
        execution_count: int | None = None,
        store_history: bool = True,
    ) -> NotebookNode:
        """Run one cell and put its outputs into it, as `NotebookClient.execute_cell` does."""
        if not self._is_run(cell):
            return cell
        self._report_cell(cell_index)
        if self.record_timing:
            cell["metadata"]["execution"] = {}
        cell.outputs = []
        self.clear_before_next_output = False
        self.code_cells_executed += 1
        msg_id = self.ahead.pop(cell_index, "") or self._request(cell)
        self._request_next(cell_index)
        try:
            self._status("busy", cell, cell_index, msg_id)
            reply = self._until_reply(cell, cell_index)
            if reply["content"]["status"] != "ok":
                self.ahead.clear()
            self._status("idle", cell, cell_index, msg_id)
        finally:
            cell.outputs = merged_streams(cell.outputs)
        if reply["content"].get("execution_count"):
            cell["execution_count"] = reply["content"]["execution_count"]
        self._raise_for(cell, cell_index, reply)
        self.nb["cells"][cell_index] = cell
        return cell

    def _is_run(self, cell: NotebookNode) -> bool:
        """Whether a cell is code to be run."""
        is_skipped = self.skip_cells_with_tag in cell.metadata.get("tags", [])
        return cell.cell_type == "code" and bool(cell.source.strip()) and not is_skipped

    def _request(self, cell: NotebookNode, is_ahead: bool = False) -> str:
        """Ask for a cell; the id that its messages will name."""
        msg_id = uuid4().hex
        content = {"op": "execute", "code": cell.source, "msg_id": msg_id, "ahead": is_ahead}
        self._send(content)
        return msg_id

    def _request_next(self, cell_index: int) -> None:
        """Ask for the cell after this one too: it runs while the outputs of this one are taken.

        In a notebook of widgets each cell waits for what the engine tells them, and so does a
        long cell anywhere.
        """
        if self.has_widgets or self.comm_objects:
            return
        later = range(cell_index + 1, len(self.nb.cells))
        following = next((i for i in later if self._is_run(self.nb.cells[i])), None)
        if following is not None and len(self.nb.cells[following].source) <= AHEAD_LIMIT:
            with suppress(DeadKernelError):  # what this cell said before is still to be heard
                self.ahead[following] = self._request(self.nb.cells[following], is_ahead=True)

    def _until_reply(self, cell: NotebookNode, cell_index: int) -> dict[str, Any]:
        allowed = self._seconds_for(cell)
        deadline = None if allowed is None else time.monotonic() + allowed
        while True:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and (left <= 0 or not self.child.wire.ready(left)):
                handle.current().kill(self.child.pid)
                raise CellTimeoutError.error_from_timeout_and_cell(
                    "Cell execution timed out", int(allowed or 0), cell
                )
            message = self._receive(None)
            if message["msg_type"] == "execute_reply":
                if self.record_timing:
                    cell["metadata"]["execution"]["shell.execute_reply"] = timestamp(message)
                return message
            self.process_message(message, cell, cell_index)

    def _receive(self, seconds: float | None) -> dict[str, Any]:
        """The next message of the child; raises `DeadKernelError` when it is gone."""
        if not self.child.wire.ready(seconds):
            raise DeadKernelError("Kernel does not answer")
        try:
            message = self.child.wire.receive()
        except Closed:
            raise self._death() from None
        self.received_bytes += self.child.wire.last_size
        if self.received_bytes > OUTPUT_LIMIT_BYTES:
            raise OutputTooLarge("Kernel sent too much output")
        message["buffers"] = [base64.b64decode(part) for part in message.get("buffers", ())]
        return message

    def _send(self, message: dict[str, Any]) -> None:
        try:
            self.child.wire.send(json.loads(json.dumps(message, default=str)))
        except Closed:
            raise self._death() from None

    def _death(self) -> DeadKernelError:
        status = handle.current().status(self.child.pid, seconds=2)
        words = "Kernel died" if status is None else f"Kernel died: {process.death_words(status)}"
        return DeadKernelError(words)

    def _status(self, state: str, cell: NotebookNode, cell_index: int, msg_id: str) -> None:
        message = {
            "msg_type": "status",
            "header": {},
            "parent_header": {"msg_id": msg_id},
            "content": {"execution_state": state},
        }
        try:
            self.process_message(message, cell, cell_index)
        except CellExecutionComplete:
            return

    def _raise_for(self, cell: NotebookNode, cell_index: int, reply: dict[str, Any]) -> None:
        from jupyter_core.utils import run_sync

        run_sync(self._check_raise_for_error)(cell, cell_index, reply)

    def _finish(self) -> None:
        self._send({"op": "finish"})
        handle.current().status(self.child.pid, seconds=FINISH_SECONDS)


class ColdClient(_Client):
    """Cells run in an ordinary kernel that papermill starts."""

    def papermill_execute_cells(self) -> None:
        """Run all cells between our hidden first and last request."""
        if self.record_inputs or self.memory_mb:
            self._hidden(
                "from helpers.kernels import inputs as _i, process as _p\n"
                f"_i.watch()\n_p.limit_memory({self.memory_mb or 1 << 20})\ndel _i, _p"
            )
        super().papermill_execute_cells()
        if self.record_inputs:
            expression = "__import__('json').dumps(__import__('helpers.readings').readings"
            found = self._hidden("", f"{expression}.collected())")
            self.nb.metadata[INPUTS_KEY] = json.loads(ast.literal_eval(found))

    def execute_cell(self, cell: NotebookNode, cell_index: int, *rest: Any, **named: Any) -> Any:
        """Run one cell; its streams end in the same form as those of a warm run."""
        if cell.cell_type != "code":
            return cell
        self._report_cell(cell_index)
        try:
            return super().execute_cell(cell, cell_index, *rest, **named)
        finally:
            cell.outputs = merged_streams(cell.outputs)

    def _get_timeout(self, cell: NotebookNode | None) -> Any:
        own = super()._get_timeout(cell)
        deadline: float | None = getattr(self, "deadline", None)
        if deadline is None:
            return own
        left = max(int(deadline - time.monotonic()), 1)
        return left if own is None else min(own, left)

    def _hidden(self, code: str, expression: str = "") -> str:
        """Run `code` without a trace in the notebook; the text of `expression`, if given."""
        wanted = {"value": expression} if expression else {}
        message_id = self.kc.execute(
            code, silent=True, store_history=False, user_expressions=wanted
        )
        reply = self.wait_for_reply(message_id)
        if not expression:
            return ""
        text: str = reply["content"]["user_expressions"]["value"]["data"]["text/plain"]
        return text


def _language_info() -> dict[str, Any]:
    from ipykernel.ipkernel import IPythonKernel

    return dict(IPythonKernel.language_info)
