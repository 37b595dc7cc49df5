"""A fixed corpus of damaged files: none ends the program, none is silently misread."""

from __future__ import annotations

import pytest
from mutations import Outcome, judged, read, seeds

from helpers.readers import untrusted

CASES = 252
BATCH = 36
#: Cases of the soak that once went wrong: a part that is no sheet, two texts in one cell.
FOUND = (("marks.xlsx", 1_006_164), ("marks.xlsx", 1_009_413))
SECONDS = 10


def faults(outcomes: list[Outcome]) -> list[Outcome]:
    return [one for one in outcomes if one.is_fault or one.seconds > SECONDS]


@pytest.mark.parametrize("first", range(0, CASES, BATCH))
def test_damaged_files_are_refused_flagged_or_read_as_written(first: int) -> None:
    outcomes = [judged(case) for case in range(first, first + BATCH)]
    assert faults(outcomes) == []
    assert {one.verdict for one in outcomes} >= {"refused"}


def test_cases_that_once_went_wrong_stay_right() -> None:
    assert faults([judged(case, name) for name, case in FOUND]) == []


def test_seeds_themselves_are_read_without_errors() -> None:
    for seed in seeds():
        for source in read(seed.name, seed.content):
            assert not source.is_faulty, source.problems
            assert source.tables or source.plan


def test_the_judgement_finds_a_misread_value(monkeypatch: pytest.MonkeyPatch) -> None:
    from helpers.readers import tabular

    right = tabular.cells.parse

    def wrong(raw: object, column: object) -> object:
        value, absence = right(raw, column)  # type: ignore[arg-type]
        return (value + 1 if getattr(column, "name", "") == "mark_5" else value), absence

    monkeypatch.setattr(tabular.cells, "parse", wrong)
    monkeypatch.setattr("helpers.readers.checks._CHECKS", {})
    assert any(judged(case).verdict == "silently wrong" for case in range(1, 120, len(seeds())))


def test_the_child_lives_on_between_good_and_damaged_files() -> None:
    seed = seeds()[0]
    read(seed.name, seed.content)
    first = untrusted._child
    read(seed.name, seed.content[:500])
    assert untrusted._child is first
