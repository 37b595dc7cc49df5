"""Columns left for plain Python keep what is missing apart from zero, false and empty text."""

import numpy as np
import pandas as pd
import pytest

from helpers.indicators import plain
from helpers.schemas.frames import TEXT


@pytest.mark.parametrize("kind", [TEXT, "str", "object"])
def test_a_missing_text_is_empty(kind):
    assert plain.texts(pd.Series(["a", None], dtype=kind)) == ["a", ""]
    assert plain.texts(pd.Series([], dtype=kind)) == []


@pytest.mark.parametrize(
    ("kind", "value"),
    [("Int64", 0), ("Float64", 0.5), ("float64", 0.5), ("boolean", False), (TEXT, "")],
)
def test_a_missing_value_is_none_and_never_the_least_of_its_kind(kind, value):
    found = plain.known(pd.Series([value, None], dtype=kind))
    assert found == [value, None]
    assert type(found[0]) is type(value)


@pytest.mark.parametrize("kind", ["boolean", "object"])
def test_a_missing_flag_is_not_true(kind):
    flags = plain.true(pd.Series([True, False, None], dtype=kind))
    assert flags.dtype == np.bool_
    assert flags.tolist() == [True, False, False]


def test_a_sum_is_missing_only_where_nothing_is_known():
    assert plain.known_sum([1.5, None, 2.0]) == 3.5
    assert plain.known_sum([0.0, None]) == 0.0
    assert plain.known_sum([None]) is None
    assert plain.known_sum([]) is None
