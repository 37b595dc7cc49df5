"""Targets beside values: exact year, direction of the target itself, no guess."""

from __future__ import annotations

import pandas as pd
from spec.small_tables import SmallData, one, table

from helpers.indicators import compute, targets
from helpers.params import RunParams

RUN = RunParams(municipality_id="ivanteevsky", year=2022)
MARKS = table(
    "marks",
    *(
        {
            "scope_type": kind, "scope_id": place, "year": 2022, "wave": "spring",
            "procedure": "ВПР", "grade": 5, "programme_grade": 5, "subject": "rus",
            "participants": sum(marks), "mark_2": marks[0], "mark_3": marks[1],
            "mark_4": marks[2], "mark_5": marks[3],
        }
        for kind, place, marks in (
            ("school", "1", (4, 6, 8, 2)), ("school", "2", (1, 9, 15, 5)),
            ("region", "saratov", (1, 1, 1, 1)),
        )
    ),
)  # fmt: skip
REGISTER = table("shnor_register", {"school_id": "1", "results_year": 2022, "source": "РОН"})


def goal(indicator_id: str, target: float, direction: str = "up", year: int = 2022, **fields):
    return {
        "indicator_id": indicator_id, "year": year, "target": target, "direction": direction,
    } | fields  # fmt: skip


def computed(*goals: dict) -> tuple[pd.DataFrame, pd.DataFrame]:
    promised = table("targets", *goals)
    data = SmallData({"marks": MARKS, "shnor_register": REGISTER, "targets": promised})
    return compute(data, RUN), promised


def test_a_target_stands_at_every_scope_of_its_municipality() -> None:
    made, _ = computed(goal("vpr5.rus.positive_share", 85))
    rows = made[made["indicator_id"] == "vpr5.rus.positive_share"]
    with_target = rows[rows["target"] == 85]
    assert set(with_target["scope"]) == {"school", "listed", "cohort", "municipality"}
    assert rows[rows["scope"] == "region"]["target"].isna().all()


def test_a_target_of_another_year_or_place_is_not_taken() -> None:
    made, _ = computed(
        goal("vpr5.rus.positive_share", 85, year=2021),
        goal("vpr5.rus.quality_share", 85, municipality_id="priozersk"),
    )
    assert made["target"].isna().all()


def test_met_follows_the_direction_of_the_target() -> None:
    made, promised = computed(
        goal("vpr5.rus.positive_share", 90, base_year=2021),
        goal("vpr5.rus.mark_2_share", 10, "down"),
    )
    verdicts = targets.judged(made, promised)
    positive = one(verdicts, "vpr5.rus.positive_share", "municipality")
    assert (positive["value"], positive["gap"], positive["met"]) == (90.0, 0.0, True)
    assert positive["base_year"] == 2021
    assert not one(verdicts, "vpr5.rus.positive_share", "listed")["met"]
    assert not one(verdicts, "vpr5.rus.mark_2_share", "listed")["met"]
    assert one(verdicts, "vpr5.rus.mark_2_share", "municipality")["met"]


def test_a_target_without_a_value_is_a_row_without_data_and_without_a_verdict() -> None:
    made, promised = computed(goal("oge9.physics.quality_share", 50))
    row = one(made, "oge9.physics.quality_share", "listed")
    assert (row["status"], row["target"]) == ("no_data", 50)
    assert pd.isna(
        one(targets.judged(made, promised), "oge9.physics.quality_share", "listed")["met"]
    )


def test_a_target_of_an_unknown_indicator_is_left_to_the_check_of_the_data() -> None:
    made, _ = computed(goal("vpr5.rus.happiness", 100))
    assert "vpr5.rus.happiness" not in set(made["indicator_id"])
