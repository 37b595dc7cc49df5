"""The frozen list of the base year: change of the same schools, and what selection explains.

Twelve schools of a made-up district write ВПР in mathematics, grade 5, in 2021 and 2022. The
oracles: statsmodels on single pupils (clustered errors) and for Newcombe's interval; the
beta-binomial likelihood of scipy for the change that selection explains.
"""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import optimize, stats
from spec.small_tables import SmallData, table
from statsmodels.stats.proportion import confint_proportions_2indep

from helpers.indicators import clusters, cohort_change, works
from helpers.params import RunParams
from helpers.wording import cohort as words

RUN = RunParams(municipality_id="ivanteevsky", year=2022)
#: School → («3», «4») in 2021, the same in 2022.
SCHOOLS = {
    "01": ((24, 6), (16, 14)), "02": ((30, 4), (20, 12)), "03": ((18, 6), (12, 12)),
    "04": ((12, 14), (12, 15)), "05": ((6, 14), (7, 14)), "06": ((10, 22), (9, 20)),
    "07": ((14, 14), (15, 15)), "08": ((15, 9), (14, 9)), "09": ((3, 17), (4, 15)),
    "10": ((18, 18), (17, 18)), "11": ((11, 19), (11, 20)), "12": ((7, 12), (8, 12)),
}  # fmt: skip
LISTED = ("01", "02", "03")


def marked(school: str, year: int, poor: float, good: float, **fields) -> dict:
    return {
        "scope_type": "school", "scope_id": school, "year": year, "wave": "spring",
        "procedure": "ВПР", "grade": 5, "programme_grade": 5, "subject": "math",
        "mark_2": 0, "mark_3": poor, "mark_4": good, "mark_5": 0,
        "participants": poor + good, "selection": "all", "counts_origin": "counts",
    } | fields  # fmt: skip


ROWS = [
    marked(school, year, *counts)
    for school, years in SCHOOLS.items()
    for year, counts in zip((2021, 2022), years, strict=True)
]


def changed(rows=ROWS, listed=LISTED, of_year: int = 2021, **tables):
    register = [
        {"school_id": school, "results_year": of_year, "source": "РОН"} for school in listed
    ]
    tables |= {"marks": table("marks", *rows), "shnor_register": table("shnor_register", *register)}
    data = SmallData(tables)
    frame = cohort_change.of_cohort(data, works.results(data, RUN))
    return frame[frame["measure"] == "quality_share"]


def test_few_schools_have_newcombes_interval_over_the_same_schools() -> None:
    row = changed().iloc[0]
    low, high = confint_proportions_2indep(38, 86, 16, 88, method="newcomb", compare="diff")
    assert (row["part"], row["whole"], row["part_before"], row["whole_before"]) == (38, 86, 16, 88)
    assert row["change"] == pytest.approx(100 * (38 / 86 - 16 / 88))
    assert (row["low"], row["high"]) == pytest.approx((100 * low, 100 * high))
    assert (row["interval"], row["movement"]) == ("newcombe", "up")


def test_ten_schools_have_the_interval_of_pupils_clustered_in_schools() -> None:
    listed = tuple(SCHOOLS)[:10]
    row = changed(listed=listed).iloc[0]
    pupils = [
        (good, year, school)
        for school in listed
        for year, counts in enumerate(SCHOOLS[school])
        for good, count in enumerate(counts)
        for _ in range(count)
    ]
    good, year, school = (np.array(part) for part in zip(*pupils, strict=True))
    fit = sm.OLS(good.astype(float), sm.add_constant(year.astype(float))).fit(
        cov_type="cluster", cov_kwds={"groups": school.astype(int), "use_correction": False}
    )
    half = stats.t.ppf(0.975, 9) * fit.bse[1] * np.sqrt(10 / 9)
    assert row["change"] == pytest.approx(100 * fit.params[1])
    bounds = (100 * (fit.params[1] - half), 100 * (fit.params[1] + half))
    assert (row["low"], row["high"]) == pytest.approx(bounds)
    assert row["interval"] == "cluster"


def test_the_change_that_selection_explains_is_that_of_the_beta_binomial_model() -> None:
    row = changed().iloc[0]
    good = np.array([years[0][1] for years in SCHOOLS.values()])
    count = np.array([sum(years[0]) for years in SCHOOLS.values()])
    mean = (good.sum() + 0.5) / (count.sum() + 1)

    def unlikely(log_strength: float) -> float:
        strength = np.exp(log_strength)
        return -stats.betabinom.logpmf(good, count, mean * strength, (1 - mean) * strength).sum()

    found = optimize.minimize_scalar(unlikely, bounds=(0, np.log(1000)), method="bounded")
    kept = count[:3] / (count[:3] + np.exp(found.x))
    level = mean + kept * (good[:3] / count[:3] - mean)
    now = np.array([sum(SCHOOLS[school][1]) for school in LISTED])
    expected = 100 * (np.average(level, weights=now) - 16 / 88)
    assert row["expected"] == pytest.approx(expected, abs=0.2) and expected > 3
    assert row["reliability"] == pytest.approx(np.average(kept, weights=count[:3]), abs=0.01)


def test_an_improvement_not_beyond_the_expected_one_is_called_so() -> None:
    now = {"01": (19, 11), "02": (21, 11), "03": (15, 9)}
    rows = [
        marked(row["scope_id"], 2022, *now[row["scope_id"]])
        if row["year"] == 2022 and row["scope_id"] in now
        else row
        for row in ROWS
    ]
    text, beyond = (words.of_cohort(changed(of_rows)).text for of_rows in (rows, ROWS))
    assert "Лучше стало" in text and "отобранных за низкий результат" in text
    assert "Лучше стало" in beyond and "отобранных" not in beyond


def test_a_school_without_the_base_year_is_not_in_the_change() -> None:
    row = changed(ROWS[2:]).iloc[0]
    assert (row["schools"], row["cohort"], row["whole_before"]) == (2, 3, 58)


def test_a_break_between_the_years_forbids_the_comparison() -> None:
    cut = {"procedure": "ВПР", "grade": 5, "subject": "math", "year": 2022, "kind": "scale"}
    row = changed(breaks=table("breaks", cut)).iloc[0]
    assert (row["movement"], row["reason"]) == ("broken", "новая шкала")
    assert np.isnan(row["low"])


def test_another_wave_is_not_compared() -> None:
    rows = [row | {"wave": "autumn", "grade": 6} if row["year"] == 2022 else row for row in ROWS]
    assert set(changed(rows)["reason"]) == {cohort_change.NO_BASE}


def test_small_groups_are_not_judged() -> None:
    assert changed([*(marked("01", y, 3, 2) for y in (2021, 2022)), *ROWS[6:]]).iloc[0][
        "movement"
    ] == "small"  # fmt: skip


def test_with_few_schools_in_the_base_year_nothing_is_expected() -> None:
    assert np.isnan(changed(ROWS[:8]).iloc[0]["expected"])


@pytest.mark.parametrize(("listed", "of_year"), [((), 2021), (LISTED, 2022)])
def test_without_an_earlier_list_there_is_no_cohort(listed: tuple, of_year: int) -> None:
    frame = changed(listed=listed, of_year=of_year)
    assert frame.empty and "нет списка" in words.of_cohort(frame).text


def test_the_order_of_rows_changes_nothing() -> None:
    mixed = [ROWS[place] for place in np.random.default_rng(5).permutation(len(ROWS))]
    assert changed(mixed).to_dict("records") == changed().to_dict("records")


def test_equal_changes_of_all_schools_have_no_interval_of_zero_width() -> None:
    assert np.isnan(clusters.change([1, 1], [10, 10], [2, 2], [10, 10])).all()
