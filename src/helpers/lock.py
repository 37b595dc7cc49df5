"""One live writer per folder: a batch in its outputs, an import in its store.

Here: the lock file, its takeover when its owner is gone. Not here: what is written.
The lock names a process by its number and its start, so that a reused number is no owner. One of
another machine or container cannot be looked at: it touches its lock now and then, and is gone
when it no longer does.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers.errors import MachineError, in_russian

NAME = ".batch.lock"

#: An owner touches its lock every so many seconds; after so many without a touch it is gone.
_TOUCH_SECONDS, _SILENT_SECONDS = 5.0, 30.0


class Busy(MachineError):
    """A live process holds the lock."""


def is_mine(out: Path) -> bool:
    """Whether this process holds the lock of `out`."""
    return _owner(out / NAME) == _myself()


@contextmanager
def held(out: Path) -> Iterator[None]:
    """Hold the lock of `out`; raises `Busy` when a live process holds it."""
    path = out / NAME
    _take(path)
    try:
        with _touched_again(path):
            yield
    finally:
        with contextlib.suppress(OSError):
            if _owner(path) == _myself():
                path.unlink()


@contextmanager
def _touched_again(path: Path) -> Iterator[None]:
    """Touch our lock from time to time, for those who cannot see this process."""
    done = threading.Event()

    def touch() -> None:
        while not done.wait(_TOUCH_SECONDS):
            with contextlib.suppress(OSError):
                if _owner(path) == _myself():
                    os.utime(path)

    toucher = threading.Thread(target=touch, name="lock", daemon=True)
    toucher.start()
    try:
        yield
    finally:
        done.set()
        toucher.join()


def _take(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(5):
            try:
                _create(path)
                return
            except FileExistsError:
                owner = _owner(path)
                if owner is not None and _alive(owner, path):
                    where = "" if owner.get("machine") == _machine() else " на другой машине"
                    raise Busy(
                        f"В папке {path.parent} уже работает другой пакет или загрузка (процесс "
                        f"{owner['pid']}{where}). Дождитесь конца или укажите другую папку."
                    ) from None
                _remove_stale(path, owner)
    except OSError as error:
        raise MachineError(
            f"Папка {path.parent} недоступна для записи: {in_russian(error)}."
        ) from None
    raise MachineError(f"Не удалось занять папку {path.parent}.")


def _create(path: Path) -> None:
    """Make the lock file with its content in one step: a reader never sees it empty."""
    new = path.with_name(f"{NAME}.{os.getpid()}")
    new.write_text(json.dumps(_myself()), encoding="utf-8")
    try:
        if os.name == "posix":
            os.link(new, path)
        else:
            new.rename(path)
    finally:
        new.unlink(missing_ok=True)


def _remove_stale(path: Path, owner: dict[str, object] | None) -> None:
    """Take a dead owner's lock away; only one of several takers succeeds in moving it."""
    aside = path.with_name(f"{NAME}.{os.getpid()}.stale")
    with contextlib.suppress(FileNotFoundError):
        path.rename(aside)
        if _owner(aside) != owner:
            with contextlib.suppress(FileExistsError):
                os.link(aside, path)
        aside.unlink()


def _owner(path: Path) -> dict[str, object] | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return dict(content)
    except (OSError, ValueError, TypeError):
        return None


def _myself() -> dict[str, object]:
    pid = os.getpid()
    return {"pid": pid, "started": _state(pid).get("started", ""), "machine": _machine()}


def _machine() -> str:
    """This machine or container, told apart from others that share the folder, without its name.

    Numbers of processes mean something within one namespace only.
    """
    namespace = ""
    with contextlib.suppress(OSError):
        namespace = str(Path("/proc/self/ns/pid").readlink())
    return hashlib.sha256(f"{platform.node()} {namespace}".encode()).hexdigest()[:12]


def _state(pid: int) -> dict[str, str]:
    """State letter and start of a process where the system tells them (Linux)."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        fields = words.rpartition(")")[2].split()
        return {"state": fields[0], "started": fields[19]}
    except (OSError, IndexError):
        return {}


def _alive(owner: dict[str, object], path: Path) -> bool:
    pid = owner.get("pid")
    if not isinstance(pid, int):
        return False
    if owner.get("machine") != _machine():
        return _is_touched(path)
    if Path("/proc/self/stat").exists():
        state = _state(pid)
        dead = state.get("state", "Z") in "ZX"
        return not dead and state.get("started") == owner.get("started")
    if sys.platform == "win32":
        import ctypes

        process = ctypes.windll.kernel32.OpenProcess(0x1000, False, pid)
        ctypes.windll.kernel32.CloseHandle(process)
        return bool(process)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_touched(path: Path) -> bool:
    """Whether a lock is touched while we look; clocks of machines differ, so none is asked."""
    seen = _moment(path)
    latest = time.monotonic() + _SILENT_SECONDS
    while time.monotonic() < latest:
        time.sleep(_TOUCH_SECONDS / 10)
        now = _moment(path)
        if now != seen:
            return now is not None
    return False


def _moment(path: Path) -> int | None:
    """When the file was touched, None when it is gone; opened, because shares keep old answers."""
    try:
        with path.open("rb") as opened:
            return os.fstat(opened.fileno()).st_mtime_ns
    except OSError:
        return None
