"""Open facts of the public edition: silence is not «no», and no number follows by subtraction."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from spec.small_tables import SmallData, table

from helpers.disclosure import open_facts
from helpers.params import RunParams

YEAR = 2022
FIRST, SECOND, THIRD = "ivanteevsky", "priozersk", "turochak"


def _schools(**counts: int) -> pd.DataFrame:
    rows = [
        {"school_id": f"{place}-{number}", "school_name": "Школа", "municipality_id": place}
        for place, count in counts.items()
        for number in range(count)
    ]
    return table("schools", *rows)


def _facts(
    tables: dict[str, pd.DataFrame], year: int = YEAR, place: str = FIRST
) -> dict[str, tuple[float | None, int | None, int | None]]:
    told = open_facts.facts(
        SmallData(tables, place),
        RunParams(municipality_id=place, year=year),
    )
    return {one.fact_id: (one.value, one.part, one.whole) for one in told}


def test_a_municipality_that_sent_no_partners_is_not_without_partners() -> None:
    tables = {
        "schools": _schools(ivanteevsky=2, priozersk=3),
        "partners": table(
            "partners",
            {"school_id": f"{FIRST}-0", "partner_id": "9", "valid_from": "2021-09-01"},
        ),
    }
    assert _facts(tables)["schools.with_partner_share"] == (50.0, 1, 2)


def test_years_before_the_first_partnership_say_nothing_and_those_after_it_do() -> None:
    row = {"school_id": f"{FIRST}-0", "partner_id": "9", "valid_to": "2020-12-31"}
    tables = {
        "schools": _schools(ivanteevsky=2),
        "partners": table("partners", row | {"valid_from": "2020-09-01"}),
    }
    assert "schools.with_partner_share" not in _facts(tables, 2020)
    assert _facts(tables, 2021)["schools.with_partner_share"] == (50.0, 1, 2)
    assert _facts(tables, 2022)["schools.with_partner_share"] == (0.0, 0, 2)
    undated = {"schools": tables["schools"], "partners": table("partners", row)}
    assert _facts(undated, 2020)["schools.with_partner_share"] == (50.0, 1, 2)


def _hours(**counts: int) -> dict[str, pd.DataFrame]:
    schools = _schools(**counts)
    rows = [
        {"school_id": row.school_id, "municipality_id": row.municipality_id, "year": YEAR,
         "subject": "math", "hours_needed": 20, "hours_by_specialist": 18, "hours_by_other": 0}
        for row in schools.itertuples()
    ]  # fmt: skip
    return {"schools": schools, "staffing": table("staffing", *rows)}


def _participation(counts: dict[str, int], silent: tuple[str, ...] = ()) -> dict[str, pd.DataFrame]:
    """One event in each place, with all of its schools; nobody is known in `silent` places."""
    schools = _schools(**counts)
    joined: list[dict[str, Any]] = [
        {"event_id": row.municipality_id, "school_id": row.school_id,
         "municipality_id": row.municipality_id}
        for row in schools.itertuples()
        if row.municipality_id not in silent
    ]  # fmt: skip
    held = [
        {"event_id": place, "municipality_id": place, "date": "2022-03-01", "title": "Семинар"}
        for place in counts
    ]
    return {
        "schools": schools,
        "events": table("events", *held),
        "participation": table("participation", *joined),
    }


@pytest.mark.parametrize(
    ("counts", "is_told"),
    [
        ({FIRST: 4}, True),
        ({FIRST: 2}, False),
        ({FIRST: 4, SECOND: 3}, True),
        # two schools would be left over
        ({FIRST: 4, SECOND: 2}, False),
        # four schools of two municipalities, which nobody can take apart
        ({FIRST: 4, SECOND: 2, THIRD: 2}, True),
        # what the region holds itself is left over as well
        ({FIRST: 4, "rostov": 2}, False),
        ({FIRST: 4, "rostov": 3}, True),
    ],
)
def test_a_region_less_its_municipalities_leaves_no_few_schools(
    counts: dict[str, int], is_told: bool
) -> None:
    place = FIRST if len(counts) == 1 else "rostov"
    hours = _facts(_hours(**counts), place=place)
    told = {"staffing.hours_needed", "staffing.hours_vacant",
            "staffing.schools_with_vacancies_share"}  # fmt: skip
    assert told & set(hours) == (told if is_told else set())
    if is_told:
        assert hours["staffing.hours_vacant"][0] == 2 * sum(counts.values())
    happened = _facts(_participation(counts), place=place)
    assert happened.get("events.count", (None,))[0] == (len(counts) if is_told else None)


def test_events_of_which_no_school_is_known_are_not_left_over() -> None:
    assert "events.count" not in _facts(_participation({FIRST: 4}, silent=(FIRST,)))
    two = _participation({FIRST: 4, SECOND: 4}, silent=(SECOND,))
    assert "events.count" not in _facts(two, place="rostov")
