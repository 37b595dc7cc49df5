"""Reading in a child process: whatever a file does to its reader, the program goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hostile
import pytest

from helpers.errors import InputDataError, Problem
from helpers.readers import untrusted
from helpers.readers.untrusted import in_child


@pytest.fixture(autouse=True)
def fresh_child(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    untrusted._stop_child()
    monkeypatch.setattr(untrusted, "_child", None)
    yield
    untrusted._stop_child()


def problem_of(function: Any) -> Problem:
    with pytest.raises(InputDataError) as caught:
        in_child(function, b"abc", "файл.xlsx")
    (problem,) = caught.value.problems
    assert problem.file == "файл.xlsx"
    return problem


def test_the_answer_comes_from_another_process_and_one_serves_many_files() -> None:
    assert in_child(hostile.length, b"abc", "a") == 3
    first, second = (in_child(hostile.process, b"", "a") for _ in range(2))
    assert first == second != os.getpid()


def test_problems_of_a_file_come_back_as_they_were_raised() -> None:
    assert problem_of(hostile.faulty) == Problem("error", "code", "Слова.", "файл.xlsx", row=3)


def test_what_a_parser_prints_does_not_mix_with_the_answer() -> None:
    assert in_child(hostile.talking, b"", "a") == "ответ"


@pytest.mark.parametrize(
    ("function", "code", "found"),
    [
        (hostile.failing, "broken_file", "ZeroDivisionError"),
        (hostile.leaving, "broken_file", "код 3"),
        (hostile.deep, "too_large", "памяти"),
        (hostile.foreign, "broken_file", "UnpicklingError"),
    ],
)
def test_a_reader_that_fails_is_a_refusal_and_the_next_file_is_read(
    function: Any, code: str, found: str
) -> None:
    problem = problem_of(function)
    assert (problem.code, found in problem.found) == (code, True)
    assert problem.message
    assert in_child(hostile.length, b"abc", "a") == 3


@pytest.mark.skipif(untrusted.resource is None, reason="this system knows no limits")
@pytest.mark.parametrize(
    ("function", "code", "found"),
    [
        (hostile.greedy, "too_large", "не хватило отведённой памяти"),
        (hostile.aborting, "too_large", "не хватило отведённой памяти"),
    ],
)
def test_memory_is_limited(function: Any, code: str, found: str) -> None:
    problem = problem_of(function)
    assert (problem.code, found in problem.found) == (code, True)
    assert "Разделите" in problem.message


@pytest.mark.skipif(untrusted.resource is None, reason="this system knows no limits")
def test_processor_time_is_limited_for_each_file() -> None:
    script = (
        "import hostile, helpers.readers.untrusted as u; u.PROCESSOR_SECONDS = 1\n"
        "u._limit_processor_time(); hostile.endless(b'', '')"
    )
    ran = subprocess.run([sys.executable, "-c", script], timeout=60)
    assert ran.returncode == -signal.SIGXCPU


def test_time_on_the_clock_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(untrusted, "CLOCK_SECONDS", 1)
    problem = problem_of(hostile.sleeping)
    assert (problem.code, "отведённое время" in problem.found) == ("too_slow", True)


def test_without_limits_of_the_system_files_are_still_read_apart(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "resource.py").write_text("raise ImportError\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(Path(__file__).parent)]))
    assert in_child(hostile.length, b"abc", "a") == 3
    assert problem_of(hostile.leaving).code == "broken_file"
    monkeypatch.setattr(untrusted, "CLOCK_SECONDS", 1)
    assert problem_of(hostile.endless).code == "too_slow"


def test_a_forked_process_starts_a_child_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    before = in_child(hostile.process, b"", "a")
    monkeypatch.setattr(untrusted._child, "_pid", -1)
    kept = untrusted._child
    assert in_child(hostile.process, b"", "a") != before
    monkeypatch.setattr(kept, "_pid", os.getpid())
    assert kept is not None
    kept.stop()
