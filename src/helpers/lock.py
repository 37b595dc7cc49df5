"""One live writer per folder: a batch in its outputs, an import in its store.

Here: the lock file, its takeover when its owner is gone. Not here: what is written.
The lock names a process by its number and its start, so that a reused number is no owner. One of
another machine or container cannot be looked at: it marks its lock now and then, and whoever marks
nothing for half a minute, gone or asleep, loses it. Who lost it and wakes up must write no more
(`check`).
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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from helpers.errors import MachineError, in_russian

NAME = ".batch.lock"

#: An owner marks its lock every so many seconds; after so many without a mark it is lost.
_MARK_SECONDS, _SILENT_SECONDS = 5.0, 30.0

#: A lock that cannot be read is read again so many times, so many seconds apart.
_READINGS, _READING_SECONDS = 10, 0.2

#: Folders that this process has locked.
_held: set[Path] = set()


class Busy(MachineError):
    """A live process holds the lock."""


def is_mine(out: Path) -> bool:
    """Whether this process holds the lock of `out`."""
    return _owner(out / NAME) == _myself()


def is_lost(out: Path) -> bool:
    """Whether this process has locked `out` and the lock is gone or another's by now.

    A lock that cannot be read for a moment is not lost: shares have their pauses.
    """
    if out not in _held:
        return False
    for _ in range(_READINGS):
        try:
            return bool(json.loads((out / NAME).read_text("utf-8")) != _myself())
        except FileNotFoundError:
            return True
        except (OSError, ValueError):
            time.sleep(_READING_SECONDS)
    return False


def check(out: Path) -> None:
    """Raise `MachineError` when this process has locked `out` and another has taken it since.

    To be asked before anything is written that the other one may not expect.
    """
    if is_lost(out):
        raise MachineError(
            f"Папку {out} занял другой процесс, пока этот стоял (компьютер спал или пропадала "
            "сеть). Дождитесь его конца и повторите команду."
        )


@contextmanager
def held(out: Path, tell: Callable[[str], None] = lambda _words: None) -> Iterator[None]:
    """Hold the lock of `out`; raises `Busy` when a live process holds it.

    That an owner elsewhere is being watched, half a minute at most, is told first.
    """
    path = out / NAME
    _take(path, tell)
    _held.add(out)
    try:
        with _marked_again(out):
            yield
    finally:
        _held.discard(out)
        with contextlib.suppress(OSError):
            if is_mine(out):
                path.unlink()


@contextmanager
def _marked_again(out: Path) -> Iterator[None]:
    """Mark our lock from time to time, for those who cannot see this process."""
    done = threading.Event()

    def mark() -> None:
        while not done.wait(_MARK_SECONDS):
            with contextlib.suppress(OSError):
                if is_mine(out):
                    _mark(out / NAME)

    marker = threading.Thread(target=mark, name="lock", daemon=True)
    marker.start()
    try:
        yield
    finally:
        done.set()
        marker.join()


def _mark(path: Path) -> None:
    """Let the file grow by a blank: its size says more than clocks, which differ and jump."""
    with path.open("r+", encoding="utf-8") as opened:
        opened.seek(0, os.SEEK_END)
        opened.write(" ")


def _take(path: Path, tell: Callable[[str], None]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(5):
            try:
                _create(path)
                return
            except FileExistsError:
                owner = _owner(path)
                if owner is not None and _alive(owner, path, tell):
                    is_here = owner.get("machine") == _machine()
                    where = "" if is_here else " на другой машине или в контейнере"
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
    new = path.with_name(f"{NAME}.{_machine()}.{os.getpid()}")
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
    aside = path.with_name(f"{NAME}.{_machine()}.{os.getpid()}.stale")
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


@cache
def _machine() -> str:
    """This machine or container, told apart from others that share the folder, without its name.

    Numbers of processes mean something within one namespace of one start of a machine only.
    """
    parts = [platform.node()]
    with contextlib.suppress(OSError):
        parts.append(str(Path("/proc/self/ns/pid").readlink()))
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii"))
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:12]


def _state(pid: int) -> dict[str, str]:
    """State letter and start of a process where the system tells them (Linux)."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        fields = words.rpartition(")")[2].split()
        return {"state": fields[0], "started": fields[19]}
    except (OSError, IndexError):
        return {}


def _alive(owner: dict[str, object], path: Path, tell: Callable[[str], None]) -> bool:
    pid = owner.get("pid")
    if not isinstance(pid, int):
        return False
    if owner.get("machine") != _machine():
        tell(
            f"Папка {path.parent} занята на другой машине или в контейнере: до "
            f"{_SILENT_SECONDS:.0f} секунд смотрю, работает ли там ещё кто-нибудь."
        )
        return _is_marked(path)
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


def _is_marked(path: Path) -> bool:
    """Whether a lock is marked while we look."""
    seen = _size(path)
    latest = time.monotonic() + _SILENT_SECONDS
    while seen is not None and time.monotonic() < latest:
        time.sleep(_MARK_SECONDS / 10)
        now = _size(path)
        if now != seen:
            return now is not None
    return False


def _size(path: Path) -> int | None:
    """Bytes of the file, None when it is gone; opened, because shares keep old answers."""
    try:
        with path.open("rb") as opened:
            return os.fstat(opened.fileno()).st_size
    except OSError:
        return None
