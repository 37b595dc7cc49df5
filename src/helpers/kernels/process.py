"""What the operating system is asked for: sessions, limits, death with the parent.

Here: every call that exists on Linux only or on POSIX only. Not here: deciding on limits.
On other systems `can_fork()` is false and nothing else of this module is called.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from pathlib import Path

_SET_PDEATHSIG = 1
_SET_CHILD_SUBREAPER = 36

#: The largest file a notebook may write: a runaway subprocess must not fill the machine.
_FILE_LIMIT_BYTES = 2 << 30


def can_fork() -> bool:
    """Whether warm kernels work here: Linux with fork and resource limits."""
    if sys.platform != "linux" or not hasattr(os, "fork"):
        return False
    try:
        import resource  # noqa: F401 - only whether it exists
    except ImportError:
        return False
    return True


def _prctl(option: int, value: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def become_guardian() -> None:
    """Adopt orphaned descendants, so that none outlives this process."""
    _prctl(_SET_CHILD_SUBREAPER, 1)


def die_with_parent(parent: int) -> None:
    """Be killed when the parent goes; leaves at once when it is gone already."""
    _prctl(_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def limit_memory(megabytes: int) -> None:
    """Let this process grow by at most `megabytes` from where it is (address space)."""
    if sys.platform == "linux":
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        now = pages * resource.getpagesize()
        bound = now + (megabytes << 20)
        resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        if hard == resource.RLIM_INFINITY or hard > _FILE_LIMIT_BYTES:
            resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_LIMIT_BYTES, _FILE_LIMIT_BYTES))


def kill_group(leader: int) -> None:
    """Kill a process group at once; nothing happens when it is gone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def children() -> list[int]:
    """Direct children of this process, adopted ones included."""
    path = Path(f"/proc/self/task/{os.getpid()}/children")
    try:
        return [int(word) for word in path.read_text(encoding="ascii").split()]
    except OSError:
        return []


def threads() -> int:
    """Threads of this process, those of libraries included."""
    return len(list(Path("/proc/self/task").iterdir()))


def death_words(status: int) -> str:
    """How a process ended, for a log: exit code, or the name of the signal."""
    if status < 0:
        try:
            return f"сигнал {signal.Signals(-status).name}"
        except ValueError:
            return f"сигнал {-status}"
    return f"код {status}"
