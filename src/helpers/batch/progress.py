"""What a person sees while reports are made; all of it on stderr.

Here: a live view on a terminal, plain lines elsewhere, JSON lines for programs. Not here: what
happened (`run` says).
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from typing import Any, Protocol, TextIO

from helpers.wording import numbers


class Progress(Protocol):
    """What the loop reports."""

    def begin(self, total: int, skipped: int) -> None:
        """So many reports to make, so many up to date."""

    def started(self, label: str) -> None:
        """A report is being made."""

    def cell(self, label: str, message: Mapping[str, Any]) -> None:
        """A cell began, or rendering did."""

    def finished(self, label: str, seconds: float, reason: str) -> None:
        """A report is done, or failed for `reason`."""

    def note(self, words: str) -> None:
        """Anything else worth a line."""

    def end(self) -> None:
        """No more reports."""


def progress(stream: TextIO | None = None, as_json: bool = False) -> Progress:
    """The view that suits `stream` (stderr)."""
    stream = stream or sys.stderr
    if as_json:
        return JsonLines(stream)
    return Live(stream) if stream.isatty() else Lines(stream)


def seconds_text(seconds: float) -> str:
    """A duration as people read it: «0,8 с», «2 мин 05 с».

    >>> seconds_text(0.84)
    '0,8 с'
    >>> seconds_text(125)
    '2 мин 05 с'
    """
    if seconds < 60:
        return f"{numbers.number(seconds, 1)} с"
    return f"{int(seconds) // 60} мин {int(seconds) % 60:02d} с"


class Lines:
    """One line per event, for files and pipes."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.total = 0
        self.count = 0

    def begin(self, total: int, skipped: int) -> None:
        """Say how much there is to do."""
        self.total = total
        if skipped:
            self.note(f"Без изменений, пропущено: {skipped}.")
        if total:
            self.note(f"Нужно сделать отчётов: {total}.")

    def started(self, label: str) -> None:
        """Nothing: the line comes when it is finished."""

    def cell(self, label: str, message: Mapping[str, Any]) -> None:
        """Nothing."""

    def finished(self, label: str, seconds: float, reason: str) -> None:
        """One line per report."""
        self.count += 1
        place = f"[{self.count}/{self.total}]"
        if reason:
            self.note(f"{place} не сделан: {label}: {reason}")
        else:
            self.note(f"{place} готово: {label} ({seconds_text(seconds)})")

    def note(self, words: str) -> None:
        """A line of its own."""
        self.stream.write(words + "\n")
        self.stream.flush()

    def end(self) -> None:
        """Nothing."""


class JsonLines:
    """One JSON object per event, for programs that watch a batch.

    `event` is begin, started, cell, render, done, failed, note or end. Reports are named by
    notebook, municipality and year, never by what is in them.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.total = 0
        self.count = 0
        self.begun = time.monotonic()

    def begin(self, total: int, skipped: int) -> None:
        """How much there is to do."""
        self.total = total
        self.begun = time.monotonic()
        self._say("begin", total=total, skipped=skipped)

    def started(self, label: str) -> None:
        """A report is being made."""
        self._say("started", report=label)

    def cell(self, label: str, message: Mapping[str, Any]) -> None:
        """The current cell, or that rendering began."""
        if "cell" in message:
            self._say("cell", report=label, cell=message["cell"], of=message["of"])
        else:
            self._say("render", report=label)

    def finished(self, label: str, seconds: float, reason: str) -> None:
        """A report is done or failed; how many per second, and how long the rest will take."""
        self.count += 1
        passed = max(time.monotonic() - self.begun, 1e-6)
        self._say(
            "failed" if reason else "done",
            report=label,
            seconds=round(seconds, 3),
            **({"reason": reason} if reason else {}),
            count=self.count,
            total=self.total,
            per_second=round(self.count / passed, 3),
            seconds_left=round(passed / self.count * (self.total - self.count), 1),
        )

    def note(self, words: str) -> None:
        """Anything else."""
        self._say("note", words=words)

    def end(self) -> None:
        """No more reports."""
        self._say("end", count=self.count, total=self.total)

    def _say(self, event: str, **fields: Any) -> None:
        self.stream.write(json.dumps({"event": event, **fields}, ensure_ascii=False) + "\n")
        self.stream.flush()


class Live:
    """A bar over all reports with the time left, and a line per running report."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        self.console = Console(file=stream, highlight=False, markup=False, soft_wrap=True)
        self.bars = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=28),
            TextColumn("{task.fields[state]}", markup=False),
            console=self.console,
            transient=True,
        )
        self.tasks: dict[str, Any] = {}
        self.total = 0
        self.count = 0
        self.begun = time.monotonic()

    def begin(self, total: int, skipped: int) -> None:
        """Open the view."""
        self.total = total
        if skipped:
            self.note(f"Без изменений, пропущено: {skipped}.")
        if total:
            self.bars.start()
            self.whole = self.bars.add_task("Отчёты", total=total, state=f"0 из {total}")

    def started(self, label: str) -> None:
        """A row for the report; the time left is counted from the first one."""
        if not self.tasks and not self.count:
            self.begun = time.monotonic()
        self.tasks[label] = self.bars.add_task(f"  {label}", total=None, state="запуск")

    def cell(self, label: str, message: Mapping[str, Any]) -> None:
        """The current cell of the report."""
        if "cell" in message:
            self.bars.update(
                self.tasks[label],
                completed=message["cell"] - 1,
                total=message["of"],
                state=f"ячейка {message['cell']} из {message['of']}",
            )
        else:
            self.bars.update(self.tasks[label], state="оформление")

    def finished(self, label: str, seconds: float, reason: str) -> None:
        """The row goes; a failure stays as a line above."""
        self.count += 1
        task = self.tasks.pop(label, None)
        if task is not None:
            self.bars.remove_task(task)
        if reason:
            self.note(f"Не сделан: {label}: {reason}")
        left = (time.monotonic() - self.begun) / self.count * (self.total - self.count)
        rate = numbers.number(60 * self.count / max(time.monotonic() - self.begun, 1e-6), 0)
        state = f"{self.count} из {self.total}, {rate} в минуту, осталось {seconds_text(left)}"
        self.bars.update(self.whole, completed=self.count, state=state)

    def note(self, words: str) -> None:
        """A line above the bars."""
        self.console.print(words)

    def end(self) -> None:
        """Close the view."""
        self.bars.stop()
