"""The overview of the effect: what may not be taken for one is said beside the number."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.indicators.overview import Overview
from helpers.wording import overview


def effect(improved: int) -> str:
    rows = [
        ("schools.effective_mode_share", 0),
        ("schools.positive_dynamics_share", improved),
        ("teachers.deficits_removed_share", 1),
    ]
    values = pd.DataFrame(
        [(name, "cohort", "ok", float(count), 3.0) for name, count in rows],
        columns=["indicator_id", "scope", "status", "numerator", "denominator"],
    )
    picture = Overview(None, None)  # type: ignore[arg-type]
    vars(picture)["values"] = values
    text = overview.effect(picture).text
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(("improved", "is_doubted"), [(1, True), (0, False)])
def test_growth_of_schools_comes_with_what_chance_and_selection_give(
    improved: int, is_doubted: bool
) -> None:
    text = effect(improved)
    assert f"улучшили результаты больше случайных колебаний {improved} из 3 школ" in text
    assert ("при многих сравнениях" in text and "выше и без перемен" in text) == is_doubted


def test_removed_deficits_are_told_as_the_indicator_defines_them() -> None:
    said = "ни одного дефицита, ни прежнего, ни другого, у 1 из 3 педагогов с дефицитами на входе"
    assert said in effect(0)
