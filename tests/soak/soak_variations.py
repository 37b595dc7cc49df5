"""Forty-eight surroundings: zone × locale × hash seed × threads × folder × workers × kernel,
with the clock off by years.

Each run makes a project anew, imports its sources in another order and makes all reports in
all formats. Half an hour on two cores.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
import variations
from variations import YEAR_SECONDS, Variation

ZONES = ("UTC", "Asia/Kamchatka", "America/St_Johns", "Pacific/Apia")
LOCALES = ("C.UTF-8", "C", "ru_RU.UTF-8", "tr_TR.UTF-8")
SEEDS = ("0", "1", "4242", "random")
MOMENTS = (0, 1_600_000_000, 2**31)
ALL = [
    Variation(
        zone,
        LOCALES[(number + number // 4) % 4],
        SEEDS[(number + number // 16) % 4],
        threads,
        workers,
        ("project", "папка с пробелами", "p" * 60)[number % 3],
        (".", "params")[number % 2],
        (0o022, 0o077, 0o002)[number // 2 % 3],
        number,
        MOMENTS[number // 3 % 3],
        "cold" if number % 8 == 7 else "warm",
        (0, -20, 13, 60)[number // 4 % 4] * YEAR_SECONDS,
    )
    for number, (zone, threads, workers) in enumerate(product(ZONES, (1, 2, 4), (1, 2, 3, 4)))
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return variations.run(Variation(), tmp_path_factory.mktemp("first"))


@pytest.mark.parametrize("number", range(len(ALL)))
def test_a_surrounding_changes_no_byte(number: int, made: dict[str, str], tmp_path: Path) -> None:
    again = variations.run(ALL[number], tmp_path)
    differing = [name for name in {*made, *again} if made.get(name) != again.get(name)]
    assert sorted(differing) == [], ALL[number]
