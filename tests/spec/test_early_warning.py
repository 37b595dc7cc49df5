"""Early warning: shrinkage, joint chances and hit tables against independent calculations."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import optimize, stats
from spec.small_tables import SmallData, table

from helpers.indicators.early_warning import EarlyWarning, shrinkage
from helpers.indicators.early_warning.chances import Work, joint_position, list_chance
from helpers.indicators.early_warning.model import design, fitted, logistic
from helpers.wording import early_warning as words


def test_prior_is_the_likeliest_beta_binomial() -> None:
    rng = np.random.default_rng(7)
    count = rng.integers(5, 80, 60)
    below = rng.binomial(count, rng.beta(2.0, 8.0, 60))
    prior = shrinkage.fitted(below, count)
    assert prior is not None

    def loss(strength: float) -> float:
        a, b = prior.mean * strength, (1 - prior.mean) * strength
        return -stats.betabinom.logpmf(below, count, a, b).sum()

    best = optimize.minimize_scalar(loss, bounds=(1, 1000), method="bounded").x
    assert prior.strength == pytest.approx(best, rel=0.02)
    assert prior.mean == pytest.approx(below.sum() / count.sum(), abs=0.005)


def test_small_school_is_drawn_to_the_others_more_than_a_large_one() -> None:
    prior = shrinkage.Prior(0.2, 20.0, 10)
    a, b = prior.posterior([2, 40], [4, 80])
    small, large = 100 * shrinkage.points(a, b).mean(axis=1)
    # by hand: (0.2 · 20 + 2) / 24 and (4 + 40) / 100
    assert (small, large) == (pytest.approx(25.0, abs=0.05), pytest.approx(44.0, abs=0.05))


def test_chance_to_be_low_is_that_of_the_beta_binomial() -> None:
    shares = shrinkage.points([3.0], [9.0])
    # 30 % of 10 is 3 pupils
    exact = stats.betabinom.sf(2, 10, 3.0, 9.0)
    assert shrinkage.chance_low(shares, [10], 30.0)[0] == pytest.approx(exact, abs=2e-3)
    assert shrinkage.needed([10, 11, 20], 30.0).tolist() == [3, 4, 6]


def brute(works: list[Work], joint: dict[tuple[bool, ...], float], need: int) -> float:
    return sum(
        chance
        for lows, chance in joint.items()
        if sum(lows) >= need or any(low and w.repeated for low, w in zip(lows, works, strict=True))
    )


def test_bounds_of_two_subjects_of_the_same_pupils_are_those_of_frechet() -> None:
    works = [Work(0.7, False), Work(0.6, False)]
    found = list_chance({5: works}, {}, 2, "same", False)
    assert (found.low, found.high) == (pytest.approx(0.3), pytest.approx(0.6))
    half = list_chance({5: works}, {5: 0.5}, 2, "same", False)
    assert (half.low, half.high, half.joint) == (pytest.approx(0.45), pytest.approx(0.45), True)


def test_different_grades_are_independent_and_a_repeated_work_lists_alone() -> None:
    single = {5: [Work(0.5, False)], 6: [Work(0.4, True)], 9: [Work(0.2, False)]}
    works = [one for group in single.values() for one in group]
    joint = {
        lows: float(np.prod([w.chance if low else 1 - w.chance
                             for low, w in zip(lows, works, strict=True)]))
        for lows in product((True, False), repeat=3)
    }  # fmt: skip
    found = list_chance(single, {}, 2, "same", True)
    assert found.low == found.high == pytest.approx(brute(works, joint, 2))


def test_pupils_who_fail_both_subjects_put_the_joint_chance_at_the_upper_bound() -> None:
    same = pd.DataFrame({"rus": [True] * 3 + [False] * 7, "math": [True] * 3 + [False] * 7})
    assert joint_position(same, 30.0) == pytest.approx(1.0)
    apart = pd.DataFrame({"rus": [True] * 5 + [False] * 5, "math": [False] * 5 + [True] * 5})
    position = joint_position(apart, 50.0)
    assert position is not None and position < 0.4
    assert joint_position(same.head(4), 30.0) is None


def rows(year: int, grade: int, low: dict[str, int], size: int = 20) -> list[dict]:
    return [
        {
            "scope_type": "school", "scope_id": school, "year": year, "procedure": "ВПР",
            "grade": grade, "subject": subject, "participants": size, "mark_2": below,
            "mark_3": size - below, "mark_4": 0, "mark_5": 0,
        }
        for school, below in low.items()
        for subject in ("rus", "math")
    ]  # fmt: skip


@pytest.fixture(scope="module")
def warning() -> EarlyWarning:
    weak, fair = {"weak": 11}, {f"s{i}": i % 3 for i in range(8)}
    marks = [
        row
        for year in (2021, 2022, 2023)
        for grade in (4, 5)
        for row in rows(year, grade, weak | fair)
    ]
    schools = [{"school_id": name, "school_name": name} for name in (*weak, *fair)]
    data = SmallData({"schools": table("schools", *schools), "marks": table("marks", *marks)})
    return EarlyWarning(data, 2023)


def test_warning_looks_at_the_pupils_who_will_write(warning: EarlyWarning) -> None:
    weak = warning.works[warning.works["school_id"] == "weak"]
    # grade 5 of 2024 wrote ВПР 4 in 2023, grade 6 wrote ВПР 5; grades 9 and 11 are unknown
    assert dict(zip(weak["grade"], weak["source"], strict=True)) == {5: "ВПР4", 6: "ВПР5"}
    assert set(weak["source_year"]) == {2023}
    assert (weak["target_year"] == 2024).all()
    school = warning.schools.set_index("school_id").loc["weak"]
    assert school["risk"] == "high"
    assert ("ОГЭ", 9, "math") in school["without_evidence"]
    assert set(warning.schools["risk"][warning.schools["school_id"] != "weak"]) == {"low"}


def test_hit_table_counts_only_years_before(warning: EarlyWarning) -> None:
    hits = warning.hits_of_schools.set_index("risk")
    # results of 2022 and 2023 were looked ahead to from 2021 and 2022
    assert hits.loc["high", ["warned", "came_low"]].tolist() == [2, 2]
    assert hits.loc["high", "years"] == [2022, 2023]
    assert hits.loc["low", "came_low"] == 0


def test_few_events_give_no_model(warning: EarlyWarning) -> None:
    assert warning.model.coefficients is None
    assert warning.model.events == int(warning.work_history["came_low"].sum()) > 0


def test_model_of_many_events_agrees_with_statsmodels_and_knows_its_error() -> None:
    rng = np.random.default_rng(3)
    history = pd.DataFrame(
        {
            "shrunk": rng.uniform(1, 70, 900),
            "was_low": rng.random(900) < 0.3,
            "target_year": rng.choice([2021, 2022, 2023], 900),
        }
    )
    chance = 1 / (1 + np.exp(-(design(history) @ np.array([-0.5, 1.2, 0.8]))))
    history["came_low"] = rng.random(900) < chance
    features, came = design(history), history["came_low"].to_numpy(float)
    oracle = sm.Logit(came, features).fit(disp=0).params
    assert logistic(features, came) == pytest.approx(oracle, abs=1e-4)
    model = fitted(history, 100)
    assert model.coefficients == pytest.approx(oracle, abs=1e-4)
    assert model.brier < model.brier_plain
    assert model.calibration["warned"].sum() == 900
    used = model.calibration[model.calibration["warned"] > 30]
    assert ((used["predicted"] - used["came"]).abs() < 12).all()


def oge(year: int, low: dict[str, int], procedure: str = "ОГЭ", grade: int = 9) -> list[dict]:
    return [row | {"procedure": procedure} for row in rows(year, grade, low)]


#: Two basic schools, one secondary, one elementary, one reorganised (grade 11 sat last year).
KINDS = {"basic": "ООШ", "main": "Основная школа", "whole": "СОШ", "small": "НОШ", "was": "ООШ"}


def of_kinds(kinds: dict[str, str | None], marks: list[dict], year: int = 2023) -> EarlyWarning:
    schools = [
        {"school_id": name, "school_name": name, "kind": kind} for name, kind in kinds.items()
    ]
    data = SmallData({"schools": table("schools", *schools), "marks": table("marks", *marks)})
    return EarlyWarning(data, year)


def works_of(made: EarlyWarning, school: str) -> set[tuple[str, int]]:
    own = made.works[made.works["school_id"] == school]
    return set(zip(own["procedure"], own["grade"], strict=True))


@pytest.fixture(scope="module")
def kinds() -> EarlyWarning:
    low = dict(zip(KINDS, (4, 7, 5, 3, 6), strict=True))
    upper = {school: below for school, below in low.items() if school != "small"}
    marks = [*rows(2023, 4, low), *rows(2023, 5, upper), *oge(2022, upper)]
    marks += [row | {"level": "base"} if row["subject"] == "math" else row
              for row in oge(2023, {"was": 2}, "ЕГЭ", 11)]  # fmt: skip
    return of_kinds(KINDS, marks)


def test_a_school_has_no_work_of_a_grade_that_its_kind_does_not_teach(kinds: EarlyWarning) -> None:
    # ВПР 4 and 5 are evidence for grades 5 and 6, ОГЭ of 2022 for ЕГЭ of 2024
    assert works_of(kinds, "whole") == {("ВПР", 5), ("ВПР", 6), ("ЕГЭ", 11)}
    assert works_of(kinds, "basic") == works_of(kinds, "main") == {("ВПР", 5), ("ВПР", 6)}
    assert works_of(kinds, "small") == set()
    # results of the last year say more than the directory
    assert ("ЕГЭ", 11) in works_of(kinds, "was")


def test_a_work_the_school_cannot_have_is_in_no_denominator_and_no_chance(
    kinds: EarlyWarning,
) -> None:
    schools = kinds.schools.set_index("school_id")
    assert schools.loc["basic", "works"] == 4
    assert schools.loc["basic", "without_evidence"] == [("ОГЭ", 9, "math"), ("ОГЭ", 9, "rus")]
    assert schools.loc["basic", "absent_by_kind"] == [("ЕГЭ", 11)]
    own = kinds.works[kinds.works["school_id"] == "basic"]
    cohorts: dict[int, list[Work]] = {}
    for grade, chance in zip(own["grade"], own["chance"], strict=True):
        cohorts.setdefault(int(grade), []).append(Work(chance / 100, False))
    only = list_chance(cohorts, {}, 2, "off", False)
    assert schools.loc["basic", "chance_high"] == pytest.approx(100 * only.high)
    assert schools.loc["basic", "chance_high"] < schools.loc["whole", "chance_high"]
    text = words.school_text(schools.reset_index().set_index("school_id", drop=False).loc["basic"])
    assert "известны работы: 4 из 6" in text and "ЕГЭ 11 у школы этого вида нет" in text


@pytest.mark.parametrize(
    ("years", "has_work", "said"),
    [
        ((2021, 2022, 2023), False, "ЕГЭ 11 у неё в последние годы не было: эти работы не учтены"),
        ((2022, 2023), True, "есть ли там такой класс, не известно, риск по этим работам учтён"),
    ],
)
def test_a_school_of_unknown_kind_loses_a_work_only_after_years_without_it(
    years: tuple[int, ...], has_work: bool, said: str
) -> None:
    low = {"silent": 8, "other": 8}
    marks = [row for year in years for row in oge(year, low)]
    marks += [row | {"level": "base"} if row["subject"] == "math" else row
              for year in years for row in oge(year, {"other": 2}, "ЕГЭ", 11)]  # fmt: skip
    marks += [row for year in years for row in rows(year, 5, low)]
    made = of_kinds({"silent": None, "other": "СОШ"}, marks)
    assert (("ЕГЭ", 11) in works_of(made, "silent")) == has_work
    row = made.schools[made.schools["school_id"] == "silent"].iloc[0]
    assert said in words.school_text(row)


def ege(year: int, low: dict[str, int]) -> list[dict]:
    return [row | {"level": "base"} if row["subject"] == "math" else row
            for row in oge(year, low, "ЕГЭ", 11)]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "last_sat", "has_work", "said"),
    [
        (
            None,
            2020,
            False,
            "вид школы не указан, ЕГЭ 11 у неё в последние годы не было: эти работы",
        ),
        (None, 2021, True, "вид школы не указан, ЕГЭ 11 в последнем году у неё не было: есть ли"),
        (None, 2023, True, ""),
        ("СОШ", 2020, True, "; ЕГЭ 11 у неё в последние годы не было: есть ли там такой класс, не"),
        ("СОШ", 2021, True, ""),
    ],
)
def test_silent_years_are_counted_from_the_last_one_backwards(
    kind: str | None, last_sat: int, has_work: bool, said: str
) -> None:
    low, years = {"one": 8, "other": 8}, range(2020, 2024)
    marks = [row for year in years for row in [*oge(year, low), *rows(year, 8, low)]]
    marks += [row for year in years for row in ege(year, {"other": 2})]
    marks += ege(last_sat, {"one": 2})
    made = of_kinds({"one": kind, "other": "СОШ"}, marks)
    assert (("ЕГЭ", 11) in works_of(made, "one")) == has_work
    text = words.school_text(made.schools.set_index("school_id", drop=False).loc["one"])
    assert said in text if said else "не известно" not in text and "не учтены" not in text


@pytest.mark.parametrize(
    ("kinds", "trial", "has_work"),
    [
        # the directory changes the kind after the results of the last year
        ((("2015-09-01", "СОШ"), ("2023-09-01", "ООШ")), None, False),
        # the same kind as before says nothing new: results of the last year outrank it
        ((("2015-09-01", "ООШ"), ("2023-09-01", "Основная школа")), None, True),
        # a row of the year after is not yet in force
        ((("2015-09-01", "СОШ"), ("2024-09-01", "ООШ")), None, True),
        # a work of the year itself shows the grade, trial or not
        ((("2015-09-01", "СОШ"), ("2023-09-01", "ООШ")), (11, "2024-03-01", "Срез знаний"), True),
        ((("2015-09-01", "СОШ"), ("2023-09-01", "ООШ")), (10, "2024-03-01", "Срез знаний"), False),
        ((("2015-09-01", "СОШ"), ("2023-09-01", "ООШ")), (11, "2023-03-01", "Срез знаний"), False),
    ],
)
def test_a_newer_kind_outranks_results_and_a_work_of_the_year_outranks_both(
    kinds: tuple[tuple[str, str], ...], trial: tuple[int, str, str] | None, has_work: bool
) -> None:
    low = {"one": 8, "other": 8}
    marks = [row for year in (2022, 2023) for row in [*oge(year, low), *ege(year, low)]]
    schools = [
        {"school_id": "one", "school_name": "one", "kind": kind, "valid_from": day}
        for day, kind in kinds
    ]
    schools.append({"school_id": "other", "school_name": "other", "kind": "СОШ"})
    tables = {"schools": table("schools", *schools), "marks": table("marks", *marks)}
    if trial:
        grade, day, name = trial
        tables["diagnostic_works"] = table(
            "diagnostic_works",
            {"school_id": "one", "date": day, "work_name": name, "grade": grade, "subject": "rus",
             "enrolled": 10, "participants": 10, "mark_2": 9, "mark_3": 1, "mark_4": 0,
             "mark_5": 0},
        )  # fmt: skip
    made = EarlyWarning(SmallData(tables), 2023)
    assert (("ЕГЭ", 11) in works_of(made, "one")) == has_work


@pytest.mark.parametrize(("grade", "has_work"), [(11, True), (10, False)])
def test_a_basic_school_that_writes_a_trial_of_grade_11_has_the_grade(
    grade: int, has_work: bool
) -> None:
    low = {"one": 8, "other": 8}
    marks = [row for year in (2022, 2023) for row in oge(year, low)]
    marks += [*ege(2023, {"other": 2}), *rows(2023, 8, low)]
    trial = {"school_id": "one", "date": "2024-03-01", "work_name": "Пробный ЕГЭ", "grade": grade,
             "subject": "rus", "participants": 10, "mark_2": 9}  # fmt: skip
    schools = [{"school_id": name, "school_name": name, "kind": kind}
               for name, kind in (("one", "ООШ"), ("other", "СОШ"))]  # fmt: skip
    tables = {
        "schools": table("schools", *schools), "marks": table("marks", *marks),
        "diagnostic_works": table("diagnostic_works", trial),
    }  # fmt: skip
    made = EarlyWarning(SmallData(tables), 2023)
    assert (("ЕГЭ", 11) in works_of(made, "one")) == has_work
