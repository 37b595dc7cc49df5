"""Reports on a Dask cluster: the client's side.

Here: a launcher whose jobs are tasks of an existing scheduler, the check that its workers are
what this program is. Not here: what a worker does (`cluster_worker`), the loop (`run`).

The scheduler is trusted with nothing that cannot be done again: a task writes its report in
one rename, as a local job does, so it may run twice, and what is done is known from the
receipts in the output folder, whatever became of the scheduler. Workers see the project folder
and the output folder under the same paths (one machine, a network folder, a volume of
containers).
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from helpers.batch import cluster_worker, launch
from helpers.batch.neighbours import Group, Shared
from helpers.batch.origin import Origin
from helpers.errors import MachineError, ParameterError
from helpers.kernels.wire import Closed, Wire

#: Seconds to wait for an answer of the scheduler, and for a first worker.
ANSWER_SECONDS = 15
#: How often the list of workers is asked for, seconds.
_LOOK_SECONDS = 3.0

_SILENT = (
    "Не отвечает планировщик кластера {address}. Проверьте, что он запущен и доступен с этой "
    "машины (shnor batch --scheduler tcp://машина:8786), и повторите: готовое не пропадёт."
)


class ClusterLauncher:
    """Jobs as tasks of a scheduler; as many at a time as its workers have threads."""

    def __init__(self, address: str, out: Path, made_by: Origin) -> None:
        distributed = _library()
        self.address = address
        self.digest = cluster_worker.digest_of(made_by)
        self.client = _connected(distributed, address)
        self.local: launch.Launcher | None = None
        self._checked: dict[str, int] = {}
        self._looked = 0.0
        self._number = 0
        self._running: dict[str, _Remote] = {}
        try:
            self.client.subscribe_topic(cluster_worker.TOPIC, self._hear)
            self.client.register_plugin(cluster_worker.plugin())
            self._wait_for_workers()
            with _token(out) as (path, word):
                self._check(path, word)
        except BaseException:
            self.close()
            raise

    def start(self, request: Mapping[str, Any], shared: Shared | None = None) -> launch.Running:
        """Send a report to the cluster; anything else is done by this machine.

        What neighbours share is kept by the worker that they come to (`cluster_worker`).
        """
        if "entries" in request:
            self.local = self.local or launch.launcher()
            return self.local.start(request)
        self._number += 1
        key = f"shnor-{self.client.id}-{self._number}"
        try:
            future = self.client.submit(
                cluster_worker.perform, dict(request), self.digest, shared,
                key=key, pure=False, retries=0,
            )  # fmt: skip
        except Exception as error:  # the connection went in this very moment
            raise MachineError(_SILENT.format(address=self.address)) from error
        self._running[key] = _Remote(future)
        return self._running[key]

    def _hear(self, event: tuple[float, dict[str, Any]]) -> None:
        """A worker says which cell a report is at; other batches may use the cluster too."""
        _, message = event
        key = message.pop("key")
        if key in self._running:
            self._running[key].tell(message)

    def release(self, group: Group) -> None:
        """A worker lets go by itself."""

    def capacity(self) -> int:
        """Reports at a time. Raises `MachineError` when the scheduler is gone."""
        if time.monotonic() - self._looked > _LOOK_SECONDS:
            if self.client.status != "running":
                raise MachineError(_SILENT.format(address=self.address))
            with contextlib.suppress(Exception):  # asked again at the next look
                self._checked = dict(self.client.nthreads())
            self._looked = time.monotonic()
        return max(sum(self._checked.values()), 1)

    def close(self) -> None:
        """Leave the cluster as it was, without the tasks of this batch."""
        if self.local is not None:
            self.local.close()
        with contextlib.suppress(Exception):  # a scheduler that is gone cannot be left
            self.client.close(timeout=5)

    def _wait_for_workers(self) -> None:
        try:
            self.client.wait_for_workers(1, timeout=ANSWER_SECONDS)
        except TimeoutError:
            raise MachineError(
                f"У планировщика {self.address} нет исполнителей. Запустите хотя бы одного "
                "(dask worker, см. README.md) и повторите."
            ) from None

    def _check(self, path: Path, word: str) -> None:
        """Every worker runs the same program with the same packages and sees our folders."""
        found = self.client.run(cluster_worker.standing, str(path))
        self._checked = dict(self.client.nthreads())
        for worker, (digest, seen) in sorted(found.items()):
            if digest != self.digest:
                raise MachineError(
                    f"На исполнителе {worker} другая версия программы, Python или пакетов. "
                    "Поставьте всем одно и то же (requirements.lock) и повторите: иначе отчёты "
                    "вышли бы разными."
                )
            if seen != word:
                raise MachineError(
                    f"Исполнитель {worker} не видит папку отчётов {path.parent}. Папка проекта и "
                    "папка отчётов должны быть доступны всем исполнителям по одному и тому же пути."
                )


def _library() -> Any:
    try:
        import distributed
    except ImportError:
        raise ParameterError(
            "Для --scheduler нужен пакет distributed, а он не установлен: "
            'pip install -e ".[cluster]". Без --scheduler пакет отчётов считается на этой машине.'
        ) from None
    return distributed


def _connected(distributed: Any, address: str) -> Any:
    where = {"scheduler_file": address} if Path(address).is_file() else {"address": address}
    if "address" in where and "://" not in address:
        raise ParameterError(
            f"--scheduler {address}: ожидался адрес вида tcp://машина:8786 или файл планировщика."
        )
    _silence()
    try:
        return distributed.Client(**where, timeout=ANSWER_SECONDS, set_as_default=False)
    except ImportError as error:
        raise ParameterError(f"--scheduler {address}: {error}.") from None
    except (OSError, TimeoutError, ValueError) as error:
        raise MachineError(_SILENT.format(address=address)) from error


def _silence() -> None:
    """What the library would say of a lost scheduler, this program says in words.

    Its loggers have levels of their own, so that of their parent is not enough.
    """
    named = [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]
    for speaker in (*named, "asyncio", "tornado"):
        logging.getLogger(speaker).setLevel(logging.CRITICAL + 1)


@contextlib.contextmanager
def _token(out: Path) -> Iterator[tuple[Path, str]]:
    """A file in the output folder with a word that only who sees the folder can tell."""
    path, word = out / ".making-cluster", os.urandom(16).hex()
    try:
        path.write_text(word, encoding="ascii")
        yield path.resolve(), word
    finally:
        path.unlink(missing_ok=True)


class _Remote(launch.Wired):
    """A task of the cluster; its outcome comes through a socket, so that one may wait for it."""

    def __init__(self, future: Any) -> None:
        ours, theirs = socket.socketpair()
        super().__init__(Wire(ours))
        self.future = future
        self._theirs = Wire(theirs)
        future.add_done_callback(self._done)

    def death(self) -> str:
        return "исполнитель кластера пропал"

    def kill(self) -> None:
        with contextlib.suppress(Exception):  # of a scheduler that is gone nothing runs
            self.future.cancel()
        self.wire.close()

    def _done(self, future: Any) -> None:
        """Called by a thread of the client."""
        self.tell(_outcome(future))
        self._theirs.close()

    def tell(self, message: dict[str, Any]) -> None:
        """Called by threads of the client; what comes after the outcome is heard by nobody."""
        with contextlib.suppress(Closed):
            self._theirs.send(message)


def _outcome(future: Any) -> dict[str, Any]:
    if future.status == "finished":
        result = None
        with contextlib.suppress(OSError):  # the scheduler went before it was asked
            result = future.result()
        if isinstance(result, str):
            found: dict[str, Any] = json.loads(result)
            return found
    if future.status == "error":
        kind = type(future.exception()).__name__
        return _failed("crashed", f"исполнитель кластера не справился ({kind})")
    return _failed("machine", "планировщик кластера перестал отвечать")


def _failed(kind: str, reason: str) -> dict[str, Any]:
    return {"failed": {"kind": kind, "reason": reason}}
