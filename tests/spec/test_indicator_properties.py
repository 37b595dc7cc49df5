"""What must not change a value: order of rows, files, headers, other municipalities and years."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spec.small_tables import SmallData, table
from support import Command

from helpers import store
from helpers.commands.indicators import COMPARED_YEARS
from helpers.indicators import compute, exams, results, values
from helpers.indicators.rows import grouped
from helpers.indicators.values import to_records
from helpers.params import RunParams
from helpers.schemas import TABLES

RUN = RunParams(municipality_id="ivanteevsky", year=2022)
REGISTER = table(
    "shnor_register",
    {"school_id": "1", "results_year": 2022, "source": "РОН"},
    {"school_id": "2", "results_year": 2021, "source": "РОН"},
)
QUICK = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)

_count = st.one_of(st.integers(0, 12), st.none())


@st.composite
def mark_rows(draw) -> list[dict]:
    keys = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["1", "2", "3"]),
                st.sampled_from([2021, 2022]),
                st.sampled_from(["spring", "autumn"]),
                st.sampled_from([("ВПР", 5), ("ВПР", 6), ("ОГЭ", 9), ("ДР", 10)]),
                st.sampled_from(["rus", "math"]),
                st.sampled_from(["", "5А", "5Б"]),
            ),
            min_size=1,
            max_size=12,
            unique=True,
        )
    )
    rows = []
    for school, year, wave, (procedure, grade), subject, letter in keys:
        marks = [draw(_count) for _ in range(4)]
        known = all(mark is not None for mark in marks)
        rows.append(
            {
                "scope_type": "school", "scope_id": school, "year": year, "wave": wave,
                "procedure": procedure, "grade": grade, "subject": subject, "class": letter,
                "selection": draw(st.sampled_from(["all", "by_lot"])),
                "participants": sum(marks) if known else draw(_count),
                **dict(zip(("mark_2", "mark_3", "mark_4", "mark_5"), marks, strict=True)),
            }
        )  # fmt: skip
    return rows


def computed(rows: list[dict]) -> pd.DataFrame:
    data = SmallData({"marks": table("marks", *rows), "shnor_register": REGISTER})
    return values.combined([results.values_of_year(data, RUN), exams.values_of_year(data, RUN)])


@QUICK
@given(mark_rows(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_value(rows: list[dict], random) -> None:
    shuffled = rows.copy()
    random.shuffle(shuffled)
    pd.testing.assert_frame_equal(computed(rows), computed(shuffled))


@QUICK
@given(mark_rows())
def test_rows_of_another_year_change_no_value(rows: list[dict]) -> None:
    own = [row for row in rows if row["year"] == 2022]
    pd.testing.assert_frame_equal(computed(rows), computed(own))


@QUICK
@given(mark_rows())
def test_every_share_lies_in_its_interval_and_every_sum_is_that_of_its_schools(
    rows: list[dict],
) -> None:
    made = computed(rows)
    ok = made[made["status"] == "ok"]
    bounded = ok[ok["low"].notna()]
    assert (bounded["low"] <= bounded["value"] + 1e-9).all()
    assert (bounded["value"] <= bounded["high"] + 1e-9).all()
    key = ["indicator_id", "wave", "programme_grade"]
    shares = ok[ok["unit"].eq("%") & ok["denominator"].notna()]
    schools = shares[shares["scope"] == "school"].groupby(key)["denominator"].sum()
    sums = shares[shares["scope"] == "municipality"].set_index(key)["denominator"]
    assert (sums == schools.reindex(sums.index)).all()


def test_an_unrelated_municipality_changes_no_value_of_a_district_in_a_region() -> None:
    run = RunParams(municipality_id="altai", year=2022)

    def rows(*places: tuple[str, str]) -> pd.DataFrame:
        return table(
            "marks",
            *(
                {
                    "municipality_id": place, "scope_type": "school", "scope_id": school,
                    "year": 2022, "wave": "spring", "procedure": "ОГЭ", "grade": 9,
                    "subject": "rus", "participants": 10, "mark_2": 1, "mark_3": 2, "mark_4": 3,
                    "mark_5": 4,
                }
                for place, school in places
            ),
        )  # fmt: skip

    def of_district(marks: pd.DataFrame) -> pd.DataFrame:
        made = compute(SmallData({"marks": marks}, "altai"), run)
        own = made[(made["municipality_id"] == "altai-24") & (made["scope"] == "municipality")]
        return own.reset_index(drop=True)

    alone = of_district(rows(("altai-24", "a"), ("altai-24", "b")))
    beside = of_district(rows(("altai-25", "c"), ("altai-24", "a"), ("altai-24", "b")))
    assert len(alone) > 5
    pd.testing.assert_frame_equal(alone, beside)


MARK_COLUMNS = (
    "school_id", "year", "wave", "procedure", "grade", "subject", "participants", "mark_2",
    "mark_3", "mark_4", "mark_5",
)  # fmt: skip
FILE_ROWS = [
    (school, year, wave, procedure, grade, subject, 10 + place, place, 4, 4, 2)
    for place, (school, year, wave, procedure, grade, subject) in enumerate(
        [
            ("s1", 2022, "spring", "ВПР", 5, "math"), ("s2", 2022, "spring", "ВПР", 5, "math"),
            ("s1", 2022, "autumn", "ВПР", 6, "rus"), ("s2", 2021, "spring", "ВПР", 5, "math"),
            ("s1", 2022, "spring", "ОГЭ", 9, "rus"), ("s3", 2022, "spring", "ОГЭ", 9, "rus"),
            ("s1", 2020, "spring", "ВПР", 5, "math"), ("s1", 2021, "spring", "ВПР", 5, "math"),
        ]
    )
]  # fmt: skip


def test_splitting_a_file_and_russian_headers_change_no_value(
    shnor: Command, tmp_path: Path
) -> None:
    labels = [TABLES["marks"].column(name).label for name in MARK_COLUMNS]
    words = {"spring": "весна", "autumn": "осень", "math": "Математика", "rus": "Русский язык"}
    in_russian = [tuple(words.get(str(cell), cell) for cell in row) for row in FILE_ROWS]
    ways = {
        "whole": [(MARK_COLUMNS, FILE_ROWS)],
        "split": [(MARK_COLUMNS, FILE_ROWS[1::2]), (MARK_COLUMNS, FILE_ROWS[::2])],
        "russian": [(labels, in_russian)],
    }
    made = {}
    for way, files in ways.items():
        folder = tmp_path / way
        folder.mkdir()
        for number, (head, rows) in enumerate(files):
            lines = [";".join(map(str, line)) for line in (head, *rows)]
            (folder / f"marks{number}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        ran = shnor("import", folder, "-m", "ivanteevsky", "--data", tmp_path / f"{way}-data")
        assert ran.code == 0, ran.err
        made[way] = compute(store.open(RUN, tmp_path / f"{way}-data"), RUN)
    assert (made["whole"]["status"] == "ok").sum() > 20
    pd.testing.assert_frame_equal(made["split"], made["whole"])
    pd.testing.assert_frame_equal(made["russian"], made["whole"])
    # the command leaves out results older than it compares with
    held = store.open(RUN, tmp_path / "whole-data", COMPARED_YEARS)
    assert set(held.table("marks")["year"]) == {2021, 2022}
    pd.testing.assert_frame_equal(compute(held, RUN), made["whole"])
    ran = shnor("indicators", "-m", "ivanteevsky", "-y", "2022", "--format", "json",
                "--data", tmp_path / "whole-data")  # fmt: skip
    whole = json.dumps(to_records(made["whole"]), ensure_ascii=False, indent=1)
    assert ran.out == whole + "\n"


def test_every_row_has_a_known_status_scope_origin_and_a_place_of_its_own() -> None:
    marks = table(
        "marks",
        *(
            {
                "scope_type": kind, "scope_id": place, "year": 2022, "wave": "spring",
                "procedure": "ОГЭ", "grade": 9, "subject": "rus", "participants": 10,
                "mark_2": 1, "mark_3": 2, "mark_4": 3, "mark_5": 4,
            }
            for kind, place in (
                ("school", "1"), ("school", "2"), ("municipality", "ivanteevsky"),
                ("region", "saratov"), ("country", ""),
            )
        ),
    )  # fmt: skip
    made = compute(SmallData({"marks": marks, "shnor_register": REGISTER}), RUN)
    assert set(made["status"]) <= set(values.STATUSES)
    assert set(made["origin"]) <= set(values.ORIGINS)
    assert tuple(made.columns) == values.COLUMNS
    key = [
        "indicator_id", "municipality_id", "year", "wave", "level", "programme_grade", "scope",
        "school_id", "origin",
    ]  # fmt: skip
    assert not made.duplicated(key).any()
    assert made.loc[made["status"] != "ok", "value"].isna().all()
    assert made.loc[made["status"] == "ok", "value"].notna().all()


@pytest.mark.parametrize("kind", ["object", "str", "Int64", "float", "boolean", "datetime64[ns]"])
def test_groups_do_not_depend_on_the_number_of_rows(kind: str) -> None:
    few = {
        "object": ["a", float("nan"), float("nan"), None, "a"],
        "str": ["a", None, None, "b", "a"],
        "Int64": [1, None, None, 2, 1],
        "float": [1.0, float("nan"), float("nan"), 2.0, 1.0],
        "boolean": [True, None, None, False, True],
        "datetime64[ns]": ["2022-01-01", None, None, "2022-01-02", "2022-01-01"],
    }[kind]
    short = pd.DataFrame({"a": pd.Series(few, dtype=kind), "b": ["x"] * 5})
    long = pd.concat([short] * 500, ignore_index=True)
    codes, first = grouped(short, ["a", "b"])
    many, _ = grouped(long, ["a", "b"])
    assert codes.tolist() == many[:5].tolist()
    assert short.iloc[first].index.tolist() == short.drop_duplicates().index.tolist()
