"""Published figures of a region come back to the last printed digit.

The file is read here with the standard library only, and rounded with `decimal`: nothing of
the product is used on this side of the comparison.
"""

from __future__ import annotations

import csv
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, Command

SUBJECTS = {
    "01": "rus", "02": "math", "03": "physics", "04": "chemistry", "05": "informatics",
    "06": "biology", "07": "history", "08": "geography", "09": "english", "12": "social",
    "18": "literature",
}  # fmt: skip
#: Printed column → measure of the indicator.
PRINTED = {
    "pub_uspevaemost_pct": "positive_share",
    "pub_kachestvo_pct": "quality_share",
    "pub_pct2": "mark_2_share",
    "pub_mean_mark": "mean_mark",
}
SOURCES = ROOT / "data" / "altai" / "sources"


def rounded(value: float) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def block(row: dict[str, str]) -> int:
    """Code of the last municipality above a school in the sheet of its subject."""
    same = [
        r
        for r in rows()
        if r["level"] == "municipality" and r["subject_code"] == row["subject_code"]
    ]
    return max(
        (int(r["src_row"]), int(r["code"])) for r in same if int(r["src_row"]) < int(row["src_row"])
    )[1]


def place(row: dict[str, str]) -> tuple[str, str, str | None]:
    """Scope, municipality and school of a printed row."""
    if row["level"] == "region":
        return "region", "altai", None
    if row["level"] == "municipality":
        return "municipality", f"altai-{int(row['code']):02d}", None
    return "school", f"altai-{block(row):02d}", f"altai-{row['code']}"


@pytest.fixture(scope="module")
def published(altai: Path) -> dict[tuple[str, str, str, str | None], dict[str, Any]]:
    """Values of the region, by indicator and place; computed sums of schools are left out."""
    from helpers import store
    from helpers.indicators import compute
    from helpers.indicators.values import to_records
    from helpers.params import RunParams

    run = RunParams(municipality_id="altai", year=2015)
    records = to_records(compute(store.open(run, altai), run))
    return {
        (r["indicator_id"], r["scope"], r["municipality_id"], r["school_id"]): r
        for r in records
        if r["scope"] == "school" or r["origin"] == "published"
    }


@cache
def rows() -> list[dict[str, str]]:
    with (SOURCES / "altai_oge_2015.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_every_printed_share_and_mean_of_oge_comes_back(published: dict) -> None:
    compared = 0
    for row in rows():
        scope, municipality, school = place(row)
        for column, measure in PRINTED.items():
            key = (f"oge9.{SUBJECTS[row['subject_code']]}.{measure}", scope, municipality, school)
            assert rounded(published[key]["value"]) == Decimal(row[column]), (key, column)
            assert published[key]["denominator"] == int(row["n"]), key
            compared += 1
    assert compared == 260 * 4


def test_every_printed_share_and_mean_of_ege_comes_back(published: dict) -> None:
    subjects = {"Русский язык": "rus", "Математика профильна": "math_profile", "Физика": "physics"}
    compared = 0
    with (SOURCES / "altai_ege_2014_2015_municipalities.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            wanted = row["level"] == "region" and row["year"] == "2015"
            if wanted and row["subject"] in subjects:
                name = f"ege11.{subjects[row['subject']]}"
                below = published[(f"{name}.below_min_share", "region", "altai", None)]
                mean = published[(f"{name}.mean_score", "region", "altai", None)]
                assert (below["numerator"], below["denominator"]) == (
                    int(row["n_below"]),
                    int(row["n"]),
                )
                assert rounded(below["value"]) == Decimal(row["pub_pct_below"]).quantize(
                    Decimal("0.01")
                )
                assert rounded(mean["value"]) == Decimal(row["pub_mean"]).quantize(Decimal("0.01"))
                compared += 1
    assert compared == 3


def test_shipped_files_are_those_of_the_reference_folder(shared: Path) -> None:
    for path in sorted(SOURCES.glob("*.csv")):
        assert path.read_bytes() == (shared / "data" / "real" / path.name).read_bytes()


def test_published_rows_are_never_added_to_sums_of_schools(shnor: Command, altai: Path) -> None:
    ran = shnor("indicators", "-m", "altai", "-y", "2015", "--data", altai, "--format", "json")
    found = [r for r in ran.json if r["indicator_id"] == "oge9.rus.positive_share"]
    region = {r["origin"]: r["denominator"] for r in found if r["scope"] == "region"}
    schools = sum(r["denominator"] for r in found if r["scope"] == "school")
    assert region["published"] == 20009
    assert region["computed"] == schools
