"""Listed schools beside the others: the interval counts schools, not pupils.

Twelve schools of a made-up district write ВПР in mathematics, grade 5; four are on the list.
The oracle is statsmodels on single pupils: two regressions on a constant, errors clustered by
school, and Student's quantile of scipy.
"""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from spec.small_tables import SmallData, one, table

from helpers.indicators import clusters, list_contrast, results, works
from helpers.params import RunParams

RUN = RunParams(municipality_id="ivanteevsky", year=2022)
#: School → («2»-«3», «4»-«5»), four listed schools first.
SCHOOLS = {
    "01": (12, 3), "02": (20, 2), "03": (9, 6), "04": (14, 5),
    "05": (6, 14), "06": (10, 22), "07": (4, 4), "08": (15, 9),
    "09": (3, 17), "10": (8, 8), "11": (11, 19), "12": (7, 12),
}  # fmt: skip
LISTED = ("01", "02", "03", "04")
GAP = "vpr5.math.quality_gap_to_others"


def marked(school: str, poor: float | None, good: float | None, **fields) -> dict:
    return {
        "scope_type": "school", "scope_id": school, "year": 2022, "wave": "spring",
        "procedure": "ВПР", "grade": 5, "programme_grade": 5, "subject": "math",
        "mark_2": 0, "mark_3": poor, "mark_4": good, "mark_5": 0,
        "participants": (poor or 0) + (good or 0), "selection": "all", "counts_origin": "counts",
    } | fields  # fmt: skip


ROWS = [marked(school, *counts) for school, counts in SCHOOLS.items()]


def contrasted(rows=ROWS, listed=LISTED):
    register = [{"school_id": school, "results_year": 2022, "source": "РОН"} for school in listed]
    data = SmallData(
        {"marks": table("marks", *rows), "shnor_register": table("shnor_register", *register)}
    )
    return list_contrast.against_others(data, works.results(data, RUN))


def on_single_pupils(schools: list[str]) -> tuple[float, float]:
    """Share of «4» and «5» and its clustered standard error, of pupils one by one."""
    good = np.concatenate([np.repeat([0, 1], SCHOOLS[school]) for school in schools])
    group = np.repeat(np.arange(len(schools)), [sum(SCHOOLS[school]) for school in schools])
    fit = sm.OLS(good, np.ones(len(good))).fit(cov_type="cluster", cov_kwds={"groups": group})
    return float(fit.params[0]), float(fit.bse[0])


def test_the_interval_is_that_of_pupils_clustered_in_schools() -> None:
    row = contrasted().iloc[0]
    (share, error), (share_others, error_others) = (
        on_single_pupils(side) for side in (list(LISTED), [s for s in SCHOOLS if s not in LISTED])
    )
    half = stats.t.ppf(0.975, 3) * np.hypot(error, error_others)
    gap = share - share_others
    assert row["gap"] == pytest.approx(100 * gap)
    assert (row["low"], row["high"]) == pytest.approx((100 * (gap - half), 100 * (gap + half)))
    assert (row["interval"], row["movement"]) == ("cluster", "below")


def values_of(rows: list[dict]):
    register = [{"school_id": school, "results_year": 2022, "source": "РОН"} for school in LISTED]
    data = SmallData(
        {"marks": table("marks", *rows), "shnor_register": table("shnor_register", *register)}
    )
    return results.values_of_year(data, RUN)


def test_the_indicator_of_a_work_is_the_contrast_and_names_its_interval() -> None:
    row, value = contrasted().iloc[0], one(values_of(ROWS), GAP, "listed")
    assert (value["value"], value["low"], value["high"]) == pytest.approx(
        (row["gap"], row["low"], row["high"])
    )
    assert (value["interval_kind"], value["unit"]) == ("cluster", "п. п.")
    few = one(values_of(ROWS[:9]), GAP, "listed")
    assert few["interval_kind"] == "none" and np.isnan(few["low"])
    assert few["value"] == pytest.approx(contrasted(ROWS[:9]).iloc[0]["gap"])


def test_works_of_the_same_pupils_move_together_inside_their_school() -> None:
    # a second subject with the very same marks tells nothing new: the interval must not narrow
    again = [row | {"subject": "rus"} for row in ROWS]
    every = one(values_of([*ROWS, *again]), "quality.gap_to_others", "listed")
    alone = one(values_of(ROWS), GAP, "listed")
    bounds = ["value", "low", "high", "interval_kind"]
    assert every[bounds[:3]].tolist() == pytest.approx(alone[bounds[:3]].tolist())
    assert every["interval_kind"] == "cluster"


def of_two_works() -> list[dict]:
    """Listed schools wrote little of the easy work and much of the hard one, others the reverse."""
    return [
        marked(school, poor, good, subject=subject)
        for school, (low, high) in SCHOOLS.items()
        for subject, (poor, good) in {
            "math": (low, high) if school in LISTED else (9 * low, 7 * high),
            "rus": (8 * low, high) if school in LISTED else (4 * low, high),
        }.items()
    ]


def test_the_gap_over_works_is_not_moved_by_who_wrote_more_of_the_hard_one() -> None:
    # oracle: pupils one by one, least squares on work × side, errors clustered in schools
    rows = of_two_works()
    alone = [marked("01", 5, 5, subject="biology"), marked("05", 5, 5, subject="history")]
    made = values_of([*rows, *alone])
    value = one(made, "quality.gap_to_others", "listed")
    wrote = {
        subject: sum(row["participants"] for row in rows if row["subject"] == subject)
        for subject in ("math", "rus")
    }
    weight = np.array(list(wrote.values())) / sum(wrote.values())
    sides = []
    for listed in (True, False):
        mine = [row for row in rows if (row["scope_id"] in LISTED) == listed]
        good = np.concatenate([np.repeat([0, 1], (r["mark_3"], r["mark_4"])) for r in mine])
        count = [row["participants"] for row in mine]
        work = np.repeat([row["subject"] == "rus" for row in mine], count)
        group = np.repeat([int(row["scope_id"]) for row in mine], count)
        fit = sm.OLS(good, np.column_stack([~work, work]).astype(float)).fit()
        schools = len(set(group))
        robust = fit.get_robustcov_results("cluster", groups=group, use_correction=False)
        spread = weight @ robust.cov_params() @ weight * schools / (schools - 1)
        sides.append((weight @ fit.params, spread))
    gap = sides[0][0] - sides[1][0]
    half = stats.t.ppf(0.975, 3) * np.sqrt(sides[0][1] + sides[1][1])
    assert value[["value", "low", "high"]].tolist() == pytest.approx(
        [100 * gap, 100 * (gap - half), 100 * (gap + half)]
    )
    works_gaps = [one(made, name, "listed")["value"] for name in (GAP, GAP.replace("math", "rus"))]
    assert min(works_gaps) <= value["value"] <= max(works_gaps)
    assert "без работ, которые писала одна сторона: 2" in value["note"]


def test_a_work_with_one_school_on_a_side_leaves_the_gap_over_works_without_interval() -> None:
    lone = [marked(school, 9, 3, subject="rus") for school in ("01", "05", "06")]
    value = one(values_of([*ROWS, *lone]), "quality.gap_to_others", "listed")
    assert value["interval_kind"] == "none" and np.isnan(value["low"])


def test_counts_of_the_two_sides_are_the_sums_of_their_schools() -> None:
    row = contrasted().iloc[0]
    assert (row["part"], row["whole"], row["schools"]) == (16, 71, 4)
    assert (row["part_others"], row["whole_others"], row["schools_others"]) == (105, 169, 8)


def test_the_gap_to_the_district_as_written_stays_beside_it() -> None:
    row = contrasted().iloc[0]
    assert row["to_district"] == pytest.approx(100 * 16 / 71 - 100 * 121 / 240)
    assert row["to_district"] == pytest.approx(row["gap"] * 169 / 240)


@pytest.mark.parametrize(("count", "interval"), [(10, "cluster"), (9, "none")])
def test_fewer_than_ten_schools_are_only_described(count: int, interval: str) -> None:
    row = contrasted(ROWS[:count]).iloc[0]
    assert row["interval"] == interval
    assert (row["movement"] == "undecided") == (interval == "none")


def test_one_listed_school_is_only_described() -> None:
    row = contrasted(listed=("02",)).iloc[0]
    assert (row["interval"], row["movement"]) == ("none", "undecided")
    assert np.isnan(row["low"])


def test_a_side_of_few_pupils_is_not_judged() -> None:
    few = [marked(school, 1, 1) for school in LISTED]
    assert contrasted([*few, *ROWS[4:]]).iloc[0]["movement"] == "small"


@pytest.mark.parametrize("listed", [(), tuple(SCHOOLS), ("99",)])
def test_without_a_list_or_without_others_nothing_is_compared(listed: tuple[str, ...]) -> None:
    assert contrasted(listed=listed).empty


def test_hidden_marks_of_one_school_leave_the_work_out() -> None:
    hidden = marked(
        "05", None, None, participants=20, absences="mark_3=suppressed;mark_4=suppressed"
    )
    assert contrasted([*ROWS[:4], hidden, *ROWS[5:]]).empty


def test_the_order_of_rows_changes_nothing() -> None:
    mixed = [ROWS[place] for place in np.random.default_rng(7).permutation(len(ROWS))]
    assert contrasted(mixed).to_dict("records") == contrasted().to_dict("records")


def test_schools_that_do_not_differ_have_no_interval_of_zero_width() -> None:
    low, high = clusters.difference([5, 5], [10, 10], [4, 4, 4], [8, 8, 8])
    assert np.isnan(low) and np.isnan(high)
