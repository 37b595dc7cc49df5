"""Municipalities beside each other: verdicts that outlive sixty comparisons, lines of chance.

A made-up region: sixty municipalities of `altai`, two schools each, twenty pupils in a school;
one of them has ten schools with many failures, one has four pupils. Oracles: statsmodels for
Benjamini–Hochberg and for the cluster difference, scipy.stats for exact tails.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats
from spec.small_tables import SmallData, table
from statsmodels.stats.multitest import multipletests

from helpers.indicators import against_rest, funnel, intervals, works
from helpers.params import RunParams, municipalities

RUN = RunParams(municipality_id="altai", year=2022)
IDS = [name for name in municipalities() if name.startswith("altai-")][:60]
BAD, TINY = IDS[7], IDS[20]


def schools_of(unit: str) -> list[tuple[int, int]]:
    """(participants, «2») of each school of a municipality."""
    if unit == BAD:
        return [(20, 5 + number % 4) for number in range(10)]
    if unit == TINY:
        return [(4, 2)]
    place = IDS.index(unit)
    return [(20, place % 3), (20, (place + 1) % 2)]


def marked(unit: str, place: int, whole: int, twos: int) -> dict:
    return {
        "municipality_id": unit, "scope_type": "school", "scope_id": f"{unit}-{place}",
        "year": 2022, "wave": "spring", "procedure": "ВПР", "grade": 5, "programme_grade": 5,
        "subject": "math", "participants": whole, "mark_2": twos, "mark_3": whole - twos,
        "mark_4": 0, "mark_5": 0, "selection": "all", "counts_origin": "counts",
    }  # fmt: skip


@pytest.fixture(scope="module")
def view() -> works.Results:
    rows = [marked(u, p, *school) for u in IDS for p, school in enumerate(schools_of(u))]
    return works.results(SmallData({"marks": table("marks", *rows)}, "altai"), RUN)


@pytest.fixture(scope="module")
def beside(view: works.Results) -> pd.DataFrame:
    return against_rest.of_work(view, "vpr5.math").set_index("unit_id")


def test_sixty_municipalities_stand_in_the_order_of_their_names(beside: pd.DataFrame) -> None:
    assert list(beside.index) == IDS
    assert "Алтайский край" not in beside.loc[IDS[0], "unit_name"]


def test_a_municipality_is_compared_with_all_others_without_itself(beside: pd.DataFrame) -> None:
    for unit in (BAD, IDS[3]):
        mine = np.sum(schools_of(unit), axis=0)
        rest = np.sum([s for u in IDS if u != unit for s in schools_of(u)], axis=0)
        row = beside.loc[unit]
        assert (row["denominator"], row["numerator"]) == tuple(mine)
        assert row["rest"] == pytest.approx(100 * rest[1] / rest[0])
        assert row["gap"] == pytest.approx(100 * (mine[1] / mine[0] - rest[1] / rest[0]))


def test_the_difference_counts_schools(beside: pd.DataFrame) -> None:
    """Two regressions on a constant, errors clustered by school, Student's quantile."""
    sides = [schools_of(BAD), [s for u in IDS if u != BAD for s in schools_of(u)]]
    shares, errors = zip(*(_clustered(side) for side in sides), strict=True)
    error, freedom = np.hypot(*errors), len(sides[0]) - 1
    gap, row = shares[0] - shares[1], beside.loc[BAD]
    half = stats.t.ppf(0.975, freedom) * error
    assert row["gap_interval"] == "cluster"
    assert (row["gap_low"], row["gap_high"]) == pytest.approx(
        (100 * (gap - half), 100 * (gap + half))
    )
    assert row["p"] == pytest.approx(2 * stats.t.sf(abs(gap) / error, freedom))
    assert row["interval"] == "cluster", "ten schools: its own interval counts schools too"
    own = stats.t.ppf(0.975, 9) * errors[0]
    assert row["low"] == pytest.approx(100 * (shares[0] - own))


def _clustered(schools: list[tuple[int, int]]) -> tuple[float, float]:
    failed = np.concatenate([np.repeat([1, 0], [twos, whole - twos]) for whole, twos in schools])
    group = np.repeat(np.arange(len(schools)), [whole for whole, _ in schools])
    fit = sm.OLS(failed, np.ones(len(failed))).fit(cov_type="cluster", cov_kwds={"groups": group})
    return float(fit.params[0]), float(fit.bse[0])


def test_only_what_outlives_the_number_of_comparisons_is_named(beside: pd.DataFrame) -> None:
    judged = beside[beside["p"].notna()]
    stands = multipletests(judged["p"], alpha=0.05, method="fdr_bh")[0]
    excludes = (judged["gap_low"] > 0) | (judged["gap_high"] < 0)
    named = judged["verdict"].isin(against_rest.SURE)
    assert list(named) == list(stands & excludes)
    assert beside.loc[BAD, "verdict"] == "above"
    maybe = judged["verdict"].isin(["maybe_above", "maybe_below"])
    assert list(maybe) == list(excludes & ~stands)


def test_a_small_group_is_not_judged(beside: pd.DataFrame) -> None:
    row = beside.loc[TINY]
    assert row["verdict"] == "small"
    assert pd.isna(row["gap"]) and row["value"] == 50.0


def test_published_totals_take_pupils_as_independent() -> None:
    rows = [
        marked(unit, 0, 100, 5 + 20 * (unit == BAD))
        | {"scope_type": "municipality", "scope_id": unit}
        for unit in IDS
    ]
    seen = works.results(SmallData({"marks": table("marks", *rows)}, "altai"), RUN)
    row = against_rest.of_work(seen, "vpr5.math").set_index("unit_id").loc[BAD]
    low, high = intervals.difference(25, 100, 5 * 59, 5900)
    assert (row["gap_interval"], row["verdict"]) == ("newcombe", "above")
    assert (row["gap_low"], row["gap_high"]) == pytest.approx((float(low), float(high)))
    exact = stats.fisher_exact([[25, 75], [5 * 59, 95 * 59]]).pvalue
    assert row["p"] == pytest.approx(exact, rel=1e-6)


@pytest.mark.parametrize("inside", [95.0, 99.8])
@pytest.mark.parametrize(
    ("whole", "share"),
    [(7, 30.0), (40, 2.0), (200, 14.0), (3000, 1.6), (40, 0.0), (40, 100.0)],
)
def test_counts_beyond_the_lines_are_as_rare_as_the_lines_say(
    whole: int, share: float, inside: float
) -> None:
    tail = (1 - inside / 100) / 2
    law = stats.binom(whole, share / 100)
    counts = np.arange(whole + 1)
    rows = pd.DataFrame(
        {"denominator": [float(whole)] * len(counts), "value": 100 * counts / whole}
    )
    outside = funnel.beyond(rows, share, inside)
    wanted = (law.sf(counts - 1) <= tail) | (law.cdf(counts) <= tail)
    assert list(outside) == list(wanted)
