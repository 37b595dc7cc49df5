"""The school card about the rule: which results are shown, what is said of those that are not."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from scipy import stats

from helpers.indicators.low_results import Trigger
from helpers.tables import school_card as tables
from helpers.wording import school_card as words
from helpers.wording import school_letter

YEAR, LIMIT = 2024, 30.0


def result(below: int, year: int = YEAR, grade: int = 5, of: int = 6) -> Trigger:
    interval = stats.binomtest(below, of).proportion_ci(method="wilson")
    return Trigger(
        "ВПР", grade, "math", "", year, below, of, 100 * below / of, 100 * below / of - LIMIT,
        100 * interval.low, 100 * interval.high,
    )  # fmt: skip


def card(now: list[Trigger], earlier: list[Trigger]) -> SimpleNamespace:
    low = tuple(one for one in now if one.margin >= 0)
    verdict = SimpleNamespace(
        results=tuple(now), triggers=(*low, *earlier), listed=True, grounds=("several",)
    )
    rule = SimpleNamespace(low_share_pct=LIMIT)
    return SimpleNamespace(
        verdict=verdict,
        run=SimpleNamespace(year=YEAR),
        letters=SimpleNamespace(lists=SimpleNamespace(rule=rule)),
    )


def test_low_results_of_the_year_stand_first_and_none_of_them_is_hidden() -> None:
    now = [result(below, grade=grade) for grade, below in enumerate((2, 0, 2, 3, 2, 1), start=4)]
    earlier = [result(below, YEAR - 1, grade) for grade, below in enumerate((6, 5, 4, 4, 3), 4)]
    table = tables.low_results(card(now, earlier))  # type: ignore[arg-type]
    assert table is not None
    shown = [row[0] if isinstance(row[0], str) else row[0].text for row in table.rows]
    assert ["2024" in name for name in shown] == [True] * 4 + [False] * 4
    # of eleven: four low and two others of the year, five low before, eight have room
    assert table.notes[0] == "Не показаны результаты: низких за 2023 год — 1, не низких — 2."


def test_every_low_result_of_the_year_has_room() -> None:
    now = [result(3, grade=grade) for grade in range(1, 11)]
    table = tables.low_results(card(now, [result(6, YEAR - 1)]))  # type: ignore[arg-type]
    assert table is not None
    assert len(table.rows) == 10
    assert table.notes[0] == "Не показаны результаты: низких за 2023 год — 1."


@pytest.mark.parametrize(
    ("below", "of", "said"),
    [
        (5, 6, "низкий"),
        # 29,998 % is printed as 30,0 %
        (4, 6, "низкий, интервал начинается у самой границы"),
        (3, 6, "низкий, но интервал пересекает границу"),
        (1, 6, "не низкий, но интервал заходит за границу"),
        (1, 60, "не низкий"),
    ],
)
def test_the_interval_is_told_as_it_is_printed(below: int, of: int, said: str) -> None:
    assert words.says(result(below, of=of), LIMIT) == said


@pytest.mark.parametrize(
    ("now", "both", "said"),
    [
        (4, 8, "4 низких результата этого года и 4 прошлого"),
        (2, 2, "2 низких результата"),
    ],
)
def test_low_results_of_two_years_are_told_apart(now: int, both: int, said: str) -> None:
    row = SimpleNamespace(fact="listed", about=None, count=now, whole=both)
    text = school_letter.fact_text(row).replace("\u00a0", " ")
    assert text == f"школа в списке по правилу: {said}"
