"""Signs of biased marking, by hand and by scipy, and the schools where the demo planted them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from spec.small_tables import SmallData, table

from helpers import store
from helpers.indicators import objectivity, objectivity_values
from helpers.indicators.objectivity.signs import spearman
from helpers.params import RunParams

RUN = RunParams(municipality_id="ivanteevsky", year=2023)
RULE = objectivity.default_rule()


def schools(*names: str) -> pd.DataFrame:
    return table("schools", *({"school_id": name, "school_name": name} for name in names))


def pupil(school: str, number: int, score: int, **more: Any) -> dict[str, Any]:
    return {
        "pupil_code": f"{school}-{number}", "year": 2023, "wave": "spring", "procedure": "ВПР",
        "subject": "math", "school_id": school, "grade": 5, "primary_score": score,
    } | more  # fmt: skip


def region(statistic: str, value: float, **more: Any) -> dict[str, Any]:
    return {
        "scope_type": "region", "scope_id": "saratov", "year": 2023, "wave": "spring",
        "procedure": "ВПР", "grade": 5, "subject": "math", "statistic": statistic, "value": value,
    } | more  # fmt: skip


def mean_row(school: str, year: int, grade: int, mean: float, n: int = 10, **more: Any) -> Any:
    return {
        "scope_type": "school", "scope_id": school, "year": year, "wave": "spring",
        "procedure": "ВПР", "grade": grade, "subject": "math", "participants": n,
        "mean_primary": mean, "max_primary": 20,
    } | more  # fmt: skip


def sign(data: SmallData, name: str, school: str = "s1", run: RunParams = RUN) -> pd.Series:
    found = objectivity.signs(data, run)
    (row,) = found[(found["sign"] == name) & (found["school_id"] == school)].to_dict("records")
    return pd.Series(row)


def test_every_school_has_the_fourteen_signs_of_the_method() -> None:
    found = objectivity.signs(SmallData({"schools": schools("s1", "s2")}), RUN)
    assert found.groupby("school_id").size().to_dict() == {"s1": 14, "s2": 14}
    of_one = found[found["school_id"] == "s1"]
    assert of_one["group"].value_counts().to_dict() == {
        "mean_high": 6, "journal": 4, "rise": 2, "fall": 2,
    }  # fmt: skip
    assert set(of_one.loc[of_one["group"] == "mean_high", "sign"]) == {
        "vpr4.rus.mean_high", "vpr4.math.mean_high", "vpr5.rus.mean_high",
        "vpr5.math.mean_high", "oge9.rus.mean_high", "oge9.math.mean_high",
    }  # fmt: skip
    assert set(of_one["status"]) == {"not_computed"} and set(of_one["reason"]) == {"no_scores"}


# School: 15, 16, 17, 18, 19. Mean 17, s = √(10/4) = 1.5811, half = 1.96 · 1.5811 / √5 = 1.3859.
# Its lower bound is 15.6141. Region: mean 12, s 4, n 400: half 0.392, upper bound 12.392.
@pytest.mark.parametrize(
    ("region_mean", "expected"), [(12.0, "sign"), (15.22, "sign"), (15.23, "clear"), (18, "clear")]
)
def test_mean_is_too_high_when_the_school_lies_above_the_region(
    region_mean: float, expected: str
) -> None:
    data = SmallData(
        {
            "schools": schools("s1"),
            "individual": table("individual", *(pupil("s1", i, i) for i in range(15, 20))),
            "reference": table(
                "reference", region("mean", region_mean), region("sd", 4.0), region("n", 400)
            ),
        }
    )
    row = sign(data, "vpr5.math.mean_high")
    assert row["status"] == expected
    assert row["n"] == 5 and row["value"] == 17
    assert row["low"] == pytest.approx(15.61407, abs=1e-5)
    assert row["high"] == pytest.approx(18.38593, abs=1e-5)
    assert row["border"] == pytest.approx(region_mean + 0.392)


def test_region_bounds_come_from_its_published_distribution() -> None:
    scores = {8: 30, 9: 50, 12: 20}
    rows = [
        {
            "scope_type": "region", "scope_id": "saratov", "year": 2023, "wave": "spring",
            "procedure": "ВПР", "grade": 5, "subject": "math", "primary_score": score,
            "participants": count,
        }
        for score, count in scores.items()
    ]  # fmt: skip
    data = SmallData(
        {
            "schools": schools("s1"),
            "individual": table("individual", *(pupil("s1", i, i) for i in range(15, 20))),
            "score_distribution": table("score_distribution", *rows),
            "reference": table("reference", region("mean", 1.0), region("sd", 1.0)),
        }
    )
    everyone = np.repeat(list(scores), list(scores.values()))
    half = 1.96 * np.std(everyone, ddof=1) / np.sqrt(100)
    row = sign(data, "vpr5.math.mean_high")
    assert row["other_value"] == pytest.approx(9.3)
    assert row["border"] == pytest.approx(9.3 + half)
    assert row["origin"] == "distribution"


def test_scores_of_another_wave_are_not_compared() -> None:
    autumn = [pupil("s1", i, i, wave="autumn", grade=6) for i in range(15, 20)]
    data = SmallData(
        {
            "schools": schools("s1"),
            "individual": table("individual", *autumn),
            "reference": table("reference", region("mean", 9), region("sd", 4.0), region("n", 400)),
        }
    )
    row = sign(data, "vpr5.math.mean_high")
    assert (row["status"], row["reason"]) == ("not_computed", "other_wave")


@pytest.mark.parametrize(
    ("tables", "reason"),
    [
        ({"individual": [pupil("s1", i, 19) for i in range(4)]}, "few_pupils"),
        ({"individual": [pupil("s1", i, i) for i in range(15, 20)]}, "region_unknown"),
        ({"marks": [mean_row("s1", 2023, 5, 19.0)]}, "no_spread"),
        ({}, "no_scores"),
    ],
)
def test_mean_is_not_computed_for_a_stated_reason(tables: dict[str, Any], reason: str) -> None:
    given = {name: table(name, *rows) for name, rows in tables.items()}
    row = sign(SmallData({"schools": schools("s1"), **given}), "vpr5.math.mean_high")
    assert (row["status"], row["reason"]) == ("not_computed", reason)


JOURNAL = [
    ([3, 3, 4, 4, 5], [8, 9, 12, 14, 19], "clear"),
    ([5, 5, 4, 3, 3, 4], [5, 7, 9, 12, 11, 10], "sign"),
    ([3, 4, 4, 3], [10, 12, 8, 11], "few_pupils"),
    ([4, 4, 4, 4, 4], [10, 12, 8, 11, 15], "constant"),
    ([3, 4, 5, 4, 3], [11, 11, 11, 11, 11], "constant"),
    ([3, 3, 4, 4, 3, 4], [5, 9, 5, 9, 7, 7], "clear"),
]


@pytest.mark.parametrize(("journal", "scores", "expected"), JOURNAL)
def test_disagreement_is_a_negative_rank_correlation_with_the_journal(
    journal: list[int], scores: list[int], expected: str
) -> None:
    rows = [
        pupil("s1", i, score, journal_mark=mark)
        for i, (mark, score) in enumerate(zip(journal, scores, strict=True))
    ]
    data = SmallData({"schools": schools("s1"), "individual": table("individual", *rows)})
    row = sign(data, "vpr5.math.journal")
    assert (row["reason"] or row["status"]) == expected
    if expected in ("clear", "sign"):
        assert row["value"] == pytest.approx(stats.spearmanr(journal, scores)[0], abs=1e-12)


def test_coefficients_of_many_groups_are_those_of_scipy() -> None:
    draws = np.random.default_rng(20)
    frames, expected = [], []
    for group in range(60):
        n = int(draws.integers(3, 60))
        journal = draws.integers(3, 6, n)
        score = np.clip(journal * 3 + draws.integers(-9, 10, n), 0, 20)
        frames.append(pd.DataFrame({"group": group, "journal": journal, "score": score}))
        constant = len(set(journal)) == 1 or len(set(score)) == 1
        expected.append(np.nan if constant else stats.spearmanr(journal, score)[0])
    shuffled = pd.concat(frames).astype(float).sample(frac=1, random_state=3)
    found = spearman(shuffled, ["group"])
    np.testing.assert_allclose(found["rho"], expected, atol=1e-12)


# Fifteen schools with K = 1.00, 1.01 … 1.14: Q1 = 1.035, Q3 = 1.105, 3·IQR = 0.21.
# A sharp fall lies above 1.315, a sharp rise below 0.825.
@pytest.mark.parametrize(
    ("last", "rise", "fall"),
    [(1.14, "clear", "clear"), (2.0, "clear", "sign"), (0.4, "sign", "clear")],
)
def test_jump_lies_three_interquartile_ranges_beyond_the_quartiles(
    last: float, rise: str, fall: str
) -> None:
    ratios = [1.0 + i / 100 for i in range(14)] + [last]
    names = [f"s{i}" for i in range(15)]
    rows = []
    for name, ratio in zip(names, ratios, strict=True):
        rows += [mean_row(name, 2023, 5, 8.0), mean_row(name, 2022, 4, 8.0 * ratio)]
    data = SmallData({"schools": schools(*names), "marks": table("marks", *rows)})
    q1, q3 = np.quantile(ratios, [0.25, 0.75])
    row = sign(data, "vpr5.math.fall", "s14")
    assert row["value"] == pytest.approx(last)
    assert row["border"] == pytest.approx(q3 + 3 * (q3 - q1))
    assert (sign(data, "vpr5.math.rise", "s14")["status"], row["status"]) == (rise, fall)
    assert row["other_n"] == 15


def test_too_few_schools_have_no_quartiles_unless_the_region_published_them() -> None:
    marks = [mean_row("s1", 2023, 5, 6.0), mean_row("s1", 2022, 4, 12.0)]
    given = {"schools": schools("s1"), "marks": table("marks", *marks)}
    alone = sign(SmallData(given), "vpr5.math.fall")
    assert (alone["status"], alone["reason"]) == ("not_computed", "few_schools")
    given["reference"] = table(
        "reference", region("cohort_ratio_q1", 0.9), region("cohort_ratio_q3", 1.1)
    )
    row = sign(SmallData(given), "vpr5.math.fall")
    assert row["value"] == 2.0 and row["border"] == pytest.approx(1.7)
    assert row["status"] == "sign" and np.isnan(row["other_n"])


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ([], "no_pair"),
        ([mean_row("s1", 2022, 4, 12.0, n=4)], "few_pupils"),
        ([mean_row("s1", 2022, 5, 12.0, wave="autumn", programme_grade=4)], "other_wave"),
    ],
)
def test_jump_is_not_computed_for_a_stated_reason(before: list[Any], reason: str) -> None:
    marks = table("marks", mean_row("s1", 2023, 5, 6.0), *before)
    row = sign(SmallData({"schools": schools("s1"), "marks": marks}), "vpr5.math.fall")
    assert (row["status"], row["reason"]) == ("not_computed", reason)


def test_index_is_a_hundred_less_the_share_of_judged_schools_with_a_sign() -> None:
    high = [pupil("s1", i, i) for i in range(15, 20)]
    low = [pupil("s2", i, i) for i in range(5, 10)]
    middle = [pupil("s3", i, i) for i in range(8, 13)]
    data = SmallData(
        {
            "schools": schools("s1", "s2", "s3", "s4"),
            "individual": table("individual", *high, *low, *middle),
            "reference": table("reference", region("mean", 9), region("sd", 4), region("n", 400)),
        }
    )
    counted = objectivity.by_school(objectivity.signs(data, RUN))
    assert counted[["school_id", "computed"]].to_numpy().tolist() == [
        ["s1", 1], ["s2", 1], ["s3", 1], ["s4", 0],
    ]  # fmt: skip
    assert counted["signs"].tolist()[:3] == [1, 0, 0] and pd.isna(counted["signs"].iloc[3])
    whole = objectivity.index(counted).iloc[0]
    assert whole[["schools", "judged", "with_signs"]].tolist() == [4, 3, 1]
    assert whole["share"] == pytest.approx(100 / 3)
    assert whole["index"] == pytest.approx(200 / 3)
    # the indicator is the region's alone; a district has none
    assert objectivity_values.values_of_year(data, RUN).empty
    whole_region = RunParams(municipality_id="rostov", year=2023)
    high = [pupil("s1", i, i) for i in range(15, 20)]
    rest = [pupil(f"o{k}", 100 + i, i) for k in range(6) for i in range(5, 12)]
    held = {"schools": schools("s1", "s4", *(f"o{k}" for k in range(6))),
            "individual": table("individual", *high, *rest)}  # fmt: skip
    row = objectivity_values.values_of_year(SmallData(held, "rostov"), whole_region).iloc[0]
    # s1 is above the region, s4 has no data, six schools are alike
    assert (row["numerator"], row["denominator"]) == (6, 7)
    assert row["value"] == pytest.approx(100 - 100 / 7)


def test_border_peaks_are_ratios_to_both_neighbours_beside_the_region() -> None:
    marks = {5: 2, 6: 2, 7: 3, 8: 3}
    counts = {5: 3, 6: 1, 7: 8, 8: 2}
    rows, number = [], 0
    for score, count in counts.items():
        for _ in range(count):
            number += 1
            rows.append(pupil("s1", number, score, mark=marks[score]))
    spread = [
        {
            "scope_type": "region", "scope_id": "saratov", "year": 2023, "wave": "spring",
            "procedure": "ВПР", "grade": 5, "subject": "math", "primary_score": score,
            "participants": 100 if score == 7 else 80,
        }
        for score in range(4, 10)
    ]  # fmt: skip
    data = SmallData(
        {
            "schools": schools("s1"),
            "individual": table("individual", *rows),
            "score_distribution": table("score_distribution", *spread),
        }
    )
    found = objectivity.boundaries(data, RUN)
    (row,) = found[found["school_id"] == "s1"].to_dict("records")
    assert (row["mark"], row["cut"], row["cut_origin"]) == (3, 7, "marks")
    assert (row["at"], row["around"], row["ratio"]) == (8, 1.5, pytest.approx(16 / 3))
    assert row["region_ratio"] == 1.25 and row["weight"] == "limited"


def test_pairs_of_marks_and_gaps_of_two() -> None:
    pairs = [(3, 3), (3, 5), (4, 2), (4, 4), (4, 5), (5, 5)]
    rows = [pupil("s1", i, 10, journal_mark=j, mark=m) for i, (j, m) in enumerate(pairs)]
    data = SmallData({"schools": schools("s1"), "individual": table("individual", *rows)})
    matrix = objectivity.mark_matrix(data, RUN)
    assert len(matrix) == 16 and matrix["n"].sum() == 6
    of_four = matrix[matrix["journal"] == 4].set_index("mark")
    assert of_four["n"].to_dict() == {2: 1, 3: 0, 4: 1, 5: 1}
    assert of_four.loc[5, "of_journal_pct"] == pytest.approx(100 / 3)
    assert matrix.loc[matrix["journal"] == 2, "of_journal_pct"].isna().all()
    wide = objectivity.mark_gaps(data, RUN)
    assert wide[["journal", "mark", "gap"]].to_numpy().tolist() == [[3, 5, 2], [4, 2, -2]]
    (row,) = objectivity.gaps_by_school(data, RUN).to_dict("records")
    assert (row["whole"], row["gaps"], row["lower"], row["higher"]) == (6, 2, 1, 1)
    (share,) = objectivity.agreement_by_year(data, RUN).to_dict("records")
    assert [share[f"{side}_pct"] for side in ("lowered", "confirmed", "raised")] == [
        pytest.approx(100 / 6), 50, pytest.approx(200 / 6),
    ]  # fmt: skip


def test_agreement_over_years_is_cut_where_the_series_breaks() -> None:
    rows = [
        {
            "scope_type": "school", "scope_id": "s1", "year": year, "wave": "spring",
            "procedure": "ВПР", "grade": 5, "subject": "math",
            "lowered": 2, "confirmed": 6, "raised": 2,
        }
        for year in (2021, 2022, 2023)
    ]  # fmt: skip
    cut = {"procedure": "ВПР", "grade": 5, "subject": "math", "year": 2022, "kind": "content"}
    data = SmallData(
        {"journal_match": table("journal_match", *rows), "breaks": table("breaks", cut)}
    )
    found = objectivity.agreement_by_year(data, RUN)
    assert found["segment"].tolist() == [0, 1, 1]


PLANTED = [
    ("rostov", 2024, "ros-04", "vpr5.rus.journal"),
    ("rostov", 2024, "ros-06", "vpr5.math.rise"),
    ("rostov", 2024, "ros-20", "vpr5.rus.fall"),
    ("rostov", 2024, "ros-14", "vpr4.rus.mean_high"),
    ("turochak", 2024, "tur-02", "vpr5.math.mean_high"),
    ("turochak", 2024, "tur-07", "vpr5.math.journal"),
    ("turochak", 2024, "tur-09", "vpr5.rus.fall"),
]


@pytest.mark.parametrize(("slug", "year", "school", "name"), PLANTED)
def test_planted_signs_of_the_demo_are_found(
    demo: Path, slug: str, year: int, school: str, name: str
) -> None:
    run = RunParams(municipality_id=slug, year=year)
    found = objectivity.signs(store.open(run, demo), run)
    row = found[(found["school_id"] == school) & (found["sign"] == name)].iloc[0]
    assert row["status"] == "sign", json.dumps(row["reason"])


class Shuffled:
    """The data of a run with the rows of every table in another order."""

    def __init__(self, data: store.Data) -> None:
        self._data = data
        self.municipality = data.municipality

    def table(self, name: str) -> pd.DataFrame:
        return self._data.table(name).sample(frac=1, random_state=7).reset_index(drop=True)


def test_order_of_rows_changes_no_sign(demo: Path) -> None:
    run = RunParams(municipality_id="turochak", year=2024)
    data = store.open(run, demo)
    for frame in (
        objectivity.signs,
        objectivity.boundaries,
        objectivity.agreement_by_year,
        objectivity.mark_matrix,
        objectivity.mark_gaps,
    ):
        pd.testing.assert_frame_equal(frame(data, run), frame(Shuffled(data), run))
