"""One live writer per folder: a batch in its outputs, an import in its store.

Here: the lock file, its takeover when its owner is gone. Not here: what is written.
The lock names a process by its number and its start, so that a reused number is no owner.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers.errors import MachineError, in_russian

NAME = ".batch.lock"


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
        yield
    finally:
        with contextlib.suppress(OSError):
            if _owner(path) == _myself():
                path.unlink()


def _take(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(5):
            try:
                _create(path)
                return
            except FileExistsError:
                owner = _owner(path)
                if owner is not None and _alive(owner):
                    raise Busy(
                        f"В папке {path.parent} уже работает другой пакет или загрузка (процесс "
                        f"{owner['pid']}). Дождитесь конца или укажите другую папку."
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
    """This machine, told apart from others that share the folder without naming it."""
    return hashlib.sha256(platform.node().encode()).hexdigest()[:12]


def _state(pid: int) -> dict[str, str]:
    """State letter and start of a process where the system tells them (Linux)."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        fields = words.rpartition(")")[2].split()
        return {"state": fields[0], "started": fields[19]}
    except (OSError, IndexError):
        return {}


def _alive(owner: dict[str, object]) -> bool:
    pid = owner.get("pid")
    if not isinstance(pid, int):
        return False
    if owner.get("machine") != _machine():
        return True
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
