"""The claim above the municipalities of a region: each is shown, hidden or without data."""

from __future__ import annotations

import pytest

from helpers.disclosure.protected import Answer, Kind, Protected
from helpers.params import RunParams
from helpers.wording import protected as words

QUESTION = "teachers.helped_with_deficit_share"


def told(place: str, kind: Kind | None) -> Protected:
    answers = () if kind is None else (Answer(
        QUESTION, "Помощь", "teachers", "", "педагоги", True, place, "", 2023, 2023, kind, 4,
    ),)  # fmt: skip
    run = RunParams(municipality_id=place, year=2023, edition="public")
    return Protected(run, "0" * 64, {}, answers, ())


@pytest.mark.parametrize(
    ("kinds", "claim"),
    [
        (
            ("exact", "band", "hidden", "hidden", None, None, None),
            "Показано: 2 муниципалитета из 7, точно — 1, полосой — 1, скрыто — 2: людей или школ "
            "слишком мало. Нет данных — 3: в долю региона они не входят.",
        ),
        (("exact", "exact"), "Показано: 2 муниципалитета из 2, точно — 2."),
    ],
)
def test_no_municipality_is_left_unsaid(kinds: tuple[Kind | None, ...], claim: str) -> None:
    places = (
        "turochak",
        "priozersk",
        "vilyuysk",
        "ivanteevsky",
        "altai-01",
        "altai-02",
        "altai-03",
    )
    inside = [told(place, kind) for place, kind in zip(places, kinds, strict=False)]
    said = words.places_claim(told("altai", None), inside, QUESTION).text
    assert said.replace("\xa0", " ") == claim
