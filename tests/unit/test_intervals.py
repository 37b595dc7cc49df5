"""Intervals against statsmodels, and at the edges where formulas break."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from helpers.indicators import intervals

MARKS = (2, 3, 4, 5)


@pytest.mark.parametrize("whole", [1, 2, 6, 25, 400])
def test_wilson_bounds_are_those_of_statsmodels(whole: int) -> None:
    parts = np.arange(whole + 1)
    low, high = intervals.wilson(parts, whole)
    expected_low, expected_high = proportion_confint(parts, whole, method="wilson")
    np.testing.assert_allclose(low, 100 * expected_low, atol=1e-9)
    np.testing.assert_allclose(high, 100 * expected_high, atol=1e-9)


def test_wilson_of_none_and_of_all_ends_exactly_at_0_and_100() -> None:
    low, high = intervals.wilson([0, 7], [7, 7])
    assert low[0] == 0.0
    assert high[1] == 100.0


def test_wilson_is_missing_where_there_is_no_share() -> None:
    low, high = intervals.wilson([0, np.nan, 5, 8], [0, 5, np.nan, 7])
    assert np.isnan(low).all()
    assert np.isnan(high).all()


@pytest.mark.parametrize("counts", [(1, 5, 9, 3), (0, 12, 13, 0), (40, 80, 60, 20), (7, 0, 0, 8)])
def test_mean_of_counts_has_the_t_interval_of_statsmodels(counts: tuple[int, ...]) -> None:
    mean, low, high = intervals.mean_of_counts(MARKS, [[count] for count in counts])
    oracle = DescrStatsW(np.repeat(MARKS, counts))
    assert mean[0] == pytest.approx(oracle.mean)
    assert (low[0], high[0]) == pytest.approx(oracle.tconfint_mean(alpha=0.05))


def test_mean_interval_stays_inside_the_scale() -> None:
    _, low, high = intervals.mean_of_counts(MARKS, [[0], [0], [1], [1]])
    assert (low[0], high[0]) == (2.0, 5.0)


@pytest.mark.parametrize("counts", [(0, 0, 1, 0), (0, 0, 6, 0)])
def test_one_pupil_or_equal_marks_give_a_mean_without_an_interval(counts: tuple[int, ...]) -> None:
    mean, low, high = intervals.mean_of_counts(MARKS, [[count] for count in counts])
    assert mean[0] == 4.0
    assert np.isnan([low[0], high[0]]).all()


def test_mean_of_nobody_or_of_a_missing_count_is_missing() -> None:
    mean, _, _ = intervals.mean_of_counts(MARKS, [[0, np.nan], [0, 1], [0, 1], [0, 1]])
    assert np.isnan(mean).all()


def test_difference_of_shares_has_the_newcombe_interval_of_statsmodels() -> None:
    low, high = intervals.difference(12, 40, 70, 160)
    expected = confint_proportions_2indep(12, 40, 70, 160, method="newcomb", compare="diff")
    assert (float(low), float(high)) == pytest.approx([100 * bound for bound in expected])


def test_difference_from_the_whole_scales_the_difference_from_the_rest() -> None:
    # group 12 of 40, whole 82 of 200: the rest is 70 of 160, which is 0.8 of the whole
    low, high = intervals.difference_from_whole(12, 40, 82, 200)
    expected = confint_proportions_2indep(12, 40, 70, 160, method="newcomb", compare="diff")
    assert (float(low), float(high)) == pytest.approx([80 * bound for bound in expected])


def test_difference_from_the_whole_is_missing_when_the_group_is_the_whole() -> None:
    assert np.isnan(intervals.difference_from_whole(12, 40, 12, 40)).all()


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_holds_the_share(pair: tuple[int, int]) -> None:
    part, whole = pair
    low, high = intervals.wilson(part, whole)
    assert 0 <= low <= 100 * part / whole + 1e-9
    assert 100 * part / whole - 1e-9 <= high <= 100
