"""Figures as regions publish them, against plain decimal arithmetic and scipy."""

from __future__ import annotations

import csv
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from support import ROOT

from helpers.errors import ParameterError
from helpers.wording.published import Rounding, dense_ranks, joint_mean, joint_share

ALTAI = ROOT / "data" / "altai" / "sources" / "altai_oge_2015.csv"
_MODES = {"half_up": ROUND_HALF_UP, "truncate": ROUND_DOWN}
_PARTS = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(_PARTS, st.sampled_from(["half_up", "truncate"]), st.integers(0, 3))
def test_any_share_is_cut_as_its_fraction_is(pair, rule: str, decimals: int) -> None:
    part, whole = pair
    exact = Fraction(100 * part, whole)
    scaled = exact * 10**decimals
    up = scaled + Fraction(1, 2) if rule == "half_up" else scaled
    expected = Decimal(up.numerator // up.denominator).scaleb(-decimals)
    # the product keeps shares as binary floats
    assert Rounding(rule, decimals).shown(100 * part / whole) == expected


def test_every_published_share_comes_back_and_truncation_does_not_give_them_all() -> None:
    with ALTAI.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    up, cut = Rounding("half_up", 2), Rounding("truncate", 2)
    pairs = [
        (100 * int(row[f"n{mark}"]) / int(row["n"]), Decimal(row[f"pub_pct{mark}"]))
        for row in rows
        for mark in "2345"
    ]
    assert all(up.shown(value) == printed for value, printed in pairs)
    assert not all(cut.shown(value) == printed for value, printed in pairs)


def test_places_by_printed_figures_are_dense() -> None:
    with ALTAI.open(encoding="utf-8") as stream:
        rows = [r for r in csv.DictReader(stream)
                if r["level"] == "school" and r["subject_code"] == "01"]  # fmt: skip
    exact = [100 * (int(r["n4"]) + int(r["n5"])) / int(r["n"]) for r in rows]
    printed = [-float(r["pub_kachestvo_pct"]) for r in rows]
    expected = stats.rankdata(printed, method="dense").tolist()
    assert dense_ranks(exact, Rounding("half_up", 2)) == expected
    assert dense_ranks([3.0, None, 1.0], Rounding(), best_is="low") == [2, None, 1]


def test_joint_figures_weigh_groups_by_their_size() -> None:
    assert joint_mean([60, 70], [10, 30]) == 67.5
    assert joint_share([1, 9], [10, 30]) == 25.0
    assert joint_mean([], []) is None
    assert joint_share([0], [0]) is None


def test_rule_of_the_parameter_file_is_used_and_an_unknown_one_refused() -> None:
    assert Rounding.stated() == Rounding("half_up", 2)
    with pytest.raises(ParameterError, match="truncate"):
        Rounding("bankers")
