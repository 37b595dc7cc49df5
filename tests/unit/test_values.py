"""The frame of values: statuses, records, order."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from helpers.indicators import values

PLACE = {"municipality_id": "ivanteevsky", "year": 2022, "scope": "school", "school_id": "1"}


def share(**fields: object) -> pd.Series:
    cell = PLACE | {"indicator_id": "vpr5.rus.quality_share", "wave": "spring"} | fields
    return values.shares([cell]).iloc[0]


def test_a_share_is_one_division_in_percent_with_its_interval() -> None:
    row = share(numerator=12, denominator=25)
    assert row["value"] == 48.0
    assert row["interval_kind"] == "wilson"
    assert (round(row["low"], 2), round(row["high"], 2)) == (30.03, 66.50)
    assert row["status"] == "ok"
    assert row["note"] == ""


def test_a_missing_numerator_is_no_data_and_zero_is_zero() -> None:
    assert share(numerator=None, denominator=25)["status"] == "no_data"
    assert share(numerator=0, denominator=25)["value"] == 0.0


def test_nobody_to_count_is_not_applicable() -> None:
    row = share(numerator=0, denominator=0)
    assert (row["status"], row["note"]) == ("not_applicable", "делить не на что: в знаменателе 0")
    assert np.isnan(row["value"])


def test_a_hidden_value_stays_hidden_whatever_the_numbers() -> None:
    row = share(numerator=3, denominator=25, status="suppressed")
    assert np.isnan(row["value"])
    assert row["interval_kind"] == "none"


def test_a_small_group_is_said_in_the_note() -> None:
    assert share(numerator=3, denominator=9)["note"] == "малая группа"
    assert share(numerator=3, denominator=10)["note"] == ""


def test_a_count_has_no_denominator_and_no_interval() -> None:
    cell = PLACE | {"indicator_id": "events.group_analysis_count", "numerator": 4}
    row = values.counts([cell]).iloc[0]
    assert (row["value"], row["interval_kind"]) == (4.0, "none")
    assert np.isnan(row["denominator"])


def test_the_flaw_of_a_definition_stands_in_the_note() -> None:
    cell = PLACE | {"indicator_id": "pupils.risk.accompanied_share.as_written"}
    row = values.shares([cell | {"numerator": 12, "denominator": 100}]).iloc[0]
    assert "не может достичь 100 %" in row["note"]


def test_records_are_the_published_json() -> None:
    made = values.shares(
        [
            PLACE
            | {
                "indicator_id": "oge9.rus.positive_share", "wave": "spring",
                "programme_grade": 9, "numerator": 8, "denominator": 10,
            }
        ]
    )  # fmt: skip
    (record,) = values.to_records(made)
    assert tuple(record) == values.FIELDS
    assert json.dumps(record["numerator"]) == "8"
    assert record["value"] == 80.0
    assert record["level"] is None
    assert record["target"] is None
    assert record["programme_grade"] == 9


def test_a_record_has_a_band_only_where_there_is_one() -> None:
    made = values.absent([PLACE | {"indicator_id": "pupils.ovz_share", "band": (10, 20)}])
    (record,) = values.to_records(made)
    assert record["band"] == [10, 20]
    assert record["value"] is None


def test_order_is_by_indicator_wave_scope_and_place() -> None:
    cells = [
        {"indicator_id": "pupils.ovz_share", "scope": scope, "school_id": school, "wave": wave}
        for scope, school, wave in [
            ("region", "", "spring"), ("school", "2", "spring"), ("school", "1", "autumn"),
            ("listed", "", "spring"), ("school", "1", "spring"),
        ]
    ]  # fmt: skip
    made = values.combined([values.absent([cell]) for cell in cells])
    assert list(zip(made["wave"], made["scope"], made["school_id"], strict=True)) == [
        ("spring", "school", "1"), ("spring", "school", "2"), ("spring", "listed", ""),
        ("spring", "region", ""), ("autumn", "school", "1"),
    ]  # fmt: skip


def test_nothing_gives_an_empty_frame_with_all_columns() -> None:
    assert tuple(values.combined([]).columns) == values.COLUMNS
    assert values.to_records(values.frame()) == []


def test_cells_of_a_report_have_names_of_their_own() -> None:
    row = PLACE | {"indicator_id": "oge9.rus.positive_share", "wave": "spring"}
    area = row | {"school_id": "", "scope": "region", "wave": "autumn", "origin": "published"}
    assert values.cell_ids(values.frame([row, area])) == [
        "oge9.rus.positive_share|school:1",
        "oge9.rus.positive_share|region:ivanteevsky|autumn|published",
    ]
