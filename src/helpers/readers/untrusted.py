"""Reading in a child process: a file that kills its reader must not kill the program.

Here: the life of the child, its limits of time and memory, what is said when it dies. Not
here: reading itself (any function of `readers` may be given). One child serves all files of
a command; it is started at the first file and again after each death. Where the system
knows no limits (`resource` is missing), only the time on the clock is limited.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import io
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO, Any, TypeVar, cast

from helpers.errors import InputDataError, Problem

resource: Any
try:
    import resource
except ImportError:  # Windows
    resource = None

T = TypeVar("T")

#: Limits of one file: address space of the child, its processor time, time on the clock.
MEMORY_BYTES = 1024 * 2**20
PROCESSOR_SECONDS = 40
CLOCK_SECONDS = 120
#: A child that has grown beyond this is replaced after the file.
_REPLACED_ABOVE_KB = 300 * 1024

_LENGTH = struct.Struct(">Q")
_TRUSTED_MODULES = ("helpers.", "datetime")


def in_child(function: Callable[..., T], content: bytes, file: str, *arguments: Any) -> T:
    """`function(content, file, *arguments)` computed in the child process.

    The function must stand at the top of a module; its result consists of plain values and of
    dataclasses of this package. Raises `InputDataError` with the problems that the function
    raised; also when it failed in any other way, took too long, needed too much memory or
    ended the process.
    """
    global _child
    if _child is not None and not _child.is_mine():
        _child = None
    if _child is None:
        _child = _Child()
    outcome, value = _child.ask((function, content, file, arguments))
    if outcome not in ("value", "problems") or _child.is_done:
        _child.stop()
        _child = None
    if outcome == "value":
        return cast(T, value)
    if outcome == "problems":
        raise InputDataError(value)
    raise InputDataError([_fault(file, outcome, value)])


def _fault(file: str, outcome: str, detail: str) -> Problem:
    if outcome == "time":
        code, found = "too_slow", "разбор не закончился за отведённое время"
        message = "Файл не прочитан: он слишком велик или повреждён. Разделите его."
    elif outcome == "memory":
        code, found = "too_large", "разбору не хватило отведённой памяти"
        message = "Файл не прочитан: он слишком велик или повреждён. Разделите его."
    else:
        code, found = "broken_file", f"разбор прерван ({detail})"
        message = (
            "Файл повреждён и не читается. Откройте его в программе, в которой он сделан, "
            "и сохраните заново."
        )
    return Problem("error", code, message, file, found=found, expected="целый файл")


class _Child:
    """The parent's end of one child process."""

    def __init__(self) -> None:
        self._pid = os.getpid()
        self.is_done = False
        self._process = subprocess.Popen(
            [sys.executable, "-m", "helpers.readers.untrusted"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONHASHSEED": "0"},
        )

    def is_mine(self) -> bool:
        """Whether this process started the child and it still runs."""
        return self._pid == os.getpid() and self._process.poll() is None

    def ask(self, question: Any) -> tuple[str, Any]:
        """What became of a question: "value", "problems", "time", "memory" or "death"."""
        assert self._process.stdin is not None and self._process.stdout is not None
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(CLOCK_SECONDS, stop)
        timer.daemon = True
        timer.start()
        try:
            _send(self._process.stdin, question)
            answer = _received(self._process.stdout)
        except OSError:
            answer = None
        finally:
            timer.cancel()
        if answer is None:
            return self._death(late.is_set())
        try:
            outcome, value, self.is_done = _Answers(io.BytesIO(answer)).load()
        except (pickle.UnpicklingError, ValueError, EOFError, AttributeError) as error:
            return "death", type(error).__name__
        return outcome, value

    def _death(self, is_late: bool) -> tuple[str, str]:
        code = self._process.wait()
        if is_late or code == -getattr(signal, "SIGXCPU", 0):
            return "time", ""
        if code in (-getattr(signal, "SIGABRT", 0), -getattr(signal, "SIGKILL", 0)):
            return "memory", ""
        return "death", f"код {code}"

    def stop(self) -> None:
        """End the process, whatever it does."""
        if self._pid != os.getpid():
            return
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


_child: _Child | None = None


@atexit.register
def _stop_child() -> None:
    if _child is not None:
        _child.stop()


class _Answers(pickle.Unpickler):
    """Unpickler of answers: only types of this package and of `datetime` may come back."""

    def find_class(self, module: str, name: str) -> Any:
        if not module.startswith(_TRUSTED_MODULES):
            raise pickle.UnpicklingError(f"{module}.{name}")
        found = getattr(importlib.import_module(module), name)
        if not isinstance(found, type):
            raise pickle.UnpicklingError(f"{module}.{name}")
        return found


def _send(pipe: IO[bytes], message: Any) -> None:
    content = pickle.dumps(message, 5)
    pipe.write(_LENGTH.pack(len(content)))
    pipe.write(content)
    pipe.flush()


def _received(pipe: IO[bytes]) -> bytes | None:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    content = pipe.read(length)
    return content if len(content) == length else None


# -- the child ---------------------------------------------------------------------------------


def serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer questions until the pipe is closed."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A new process may be told the peak of the one it was started from.
    enough = max(_REPLACED_ABOVE_KB, _peak_kb())
    while (content := _received(questions)) is not None:
        function, data, file, arguments = pickle.loads(content)
        del content
        _limit_processor_time()
        outcome, value = _outcome(function, data, file, arguments)
        del data
        _send(answers, (outcome, value, _peak_kb() > enough))
        del value


def _outcome(
    function: Callable[..., Any], data: bytes, file: str, arguments: tuple[Any, ...]
) -> tuple[str, Any]:
    try:
        return "value", function(data, file, *arguments)
    except InputDataError as error:
        return "problems", list(error.problems)
    except (MemoryError, RecursionError):
        return "memory", ""
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a parser may panic with an exception of its own
        return "death", type(error).__name__


def _limit_processor_time() -> None:
    if resource is not None:
        usage = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(usage.ru_utime + usage.ru_stime)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (spent + PROCESSOR_SECONDS, hard))


def _peak_kb() -> int:
    """The most memory this process ever took, as far as the system says."""
    if resource is None:
        return 0
    peak = int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return peak // 1024 if sys.platform == "darwin" else peak


def _main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a parser prints must not mix with the answers.
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    _main()
