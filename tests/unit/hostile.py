"""Functions that do to their process what a hostile file may do to its reader."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from helpers.errors import InputDataError, Problem


def length(content: bytes, file: str) -> int:
    """A good reader."""
    return len(content)


def process(content: bytes, file: str) -> int:
    """The process that reads."""
    return os.getpid()


def faulty(content: bytes, file: str) -> None:
    raise InputDataError([Problem("error", "code", "Слова.", file, row=3)])


def failing(content: bytes, file: str) -> None:
    raise ZeroDivisionError(content)


def aborting(content: bytes, file: str) -> None:
    os.abort()


def leaving(content: bytes, file: str) -> None:
    os._exit(3)


def endless(content: bytes, file: str) -> None:
    while True:
        pass


def sleeping(content: bytes, file: str) -> None:
    time.sleep(60)


def greedy(content: bytes, file: str) -> int:
    return len(bytearray(8 * 2**30))


def deep(content: bytes, file: str) -> Any:
    return deep(content, file)


def talking(content: bytes, file: str) -> str:
    print("шум")
    sys.stdout.flush()
    os.write(1, b"noise")
    return "ответ"


class Stranger:
    """Something that may not come back."""


def foreign(content: bytes, file: str) -> Any:
    return Stranger()
