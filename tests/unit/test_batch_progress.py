"""What a person sees while a batch runs."""

from __future__ import annotations

import io
import json

from helpers.batch.progress import JsonLines, Lines, Live, progress, seconds_text


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def told(stream: io.StringIO, as_json: bool = False) -> str:
    view = progress(stream, as_json)
    view.begin(2, 5)
    view.started("10_results turochak 2022")
    view.cell("10_results turochak 2022", {"cell": 3, "of": 9})
    view.cell("10_results turochak 2022", {"stage": "render"})
    view.finished("10_results turochak 2022", 1.25, "")
    view.started("30_roadmap turochak 2022")
    view.finished("30_roadmap turochak 2022", 0.5, "[нет] данных")
    view.end()
    return stream.getvalue()


def test_outside_a_terminal_there_is_one_plain_line_per_report() -> None:
    assert isinstance(progress(io.StringIO()), Lines)
    assert told(io.StringIO()).splitlines() == [
        "Без изменений, пропущено: 5.",
        "Нужно сделать отчётов: 2.",
        "[1/2] готово: 10_results turochak 2022 (1,3 с)",
        "[2/2] не сделан: 30_roadmap turochak 2022: [нет] данных",
    ]


def test_on_a_terminal_failures_stay_and_nothing_in_their_words_is_markup() -> None:
    assert isinstance(progress(Terminal()), Live)
    assert "Не сделан: 30_roadmap turochak 2022: [нет] данных" in told(Terminal())


def test_for_programs_each_event_is_one_json_object() -> None:
    assert isinstance(progress(Terminal(), as_json=True), JsonLines)
    events = [json.loads(line) for line in told(io.StringIO(), as_json=True).splitlines()]
    assert [event["event"] for event in events] == [
        "begin", "started", "cell", "render", "done", "started", "failed", "end",
    ]  # fmt: skip
    assert events[0] == {"event": "begin", "total": 2, "skipped": 5}
    assert events[2] == {"event": "cell", "report": "10_results turochak 2022", "cell": 3, "of": 9}
    failed = events[6]
    assert (failed["report"], failed["reason"]) == ("30_roadmap turochak 2022", "[нет] данных")
    assert (failed["count"], failed["total"], failed["seconds_left"]) == (2, 2, 0)
    assert events[4]["count"] == 1 and events[4]["per_second"] > 0


def test_durations_are_said_as_people_read_them() -> None:
    assert [seconds_text(s) for s in (0.84, 59.94, 125, 3600)] == [
        "0,8 с",
        "59,9 с",
        "2 мин 05 с",
        "60 мин 00 с",
    ]
