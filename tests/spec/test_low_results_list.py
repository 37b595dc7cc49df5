"""The list of low results around the verdict: movement, stability, official lists, mergers,
other rules. Small tables, answers by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from scipy import stats
from spec.small_tables import SmallData, table

from helpers import methodology
from helpers.indicators.low_results import LowResultsList, Verdict, default_rule, identify
from helpers.indicators.low_results.rule import SHIPPED, rule_of
from helpers.indicators.low_results.verdicts import Remark
from helpers.methodology import Parameter, Rules
from helpers.wording.low_results import remark_text


def school(school_id: str, **more: Any) -> dict[str, Any]:
    return {"school_id": school_id, "school_name": f"Школа {school_id}"} | more


def written(school_id: str, year: int, work: str, below: int, of: int, **more: Any) -> dict:
    """A row of `marks`: `work` as rule files spell it, marks above «2» are all «3»."""
    slug, _, subject = work.partition(".")
    procedure = {"vpr": "ВПР", "oge": "ОГЭ"}[slug.rstrip("0123456789")]
    grade = int(slug.strip("vproge"))
    return {
        "scope_type": "school", "scope_id": school_id, "year": year, "procedure": procedure,
        "grade": grade, "subject": subject, "participants": of, "mark_2": below,
        "mark_3": of - below, "mark_4": 0, "mark_5": 0,
    } | more  # fmt: skip


def low_twice(school_id: str, year: int, share: int = 4) -> list[dict]:
    """Two procedures of 10 participants with `share` marks «2» each."""
    return [written(school_id, year, work, share, 10) for work in ("vpr5.rus", "vpr5.math")]


def made(schools: list[dict], marks: list[dict], **tables: list[dict]) -> SmallData:
    return SmallData(
        {"schools": table("schools", *schools), "marks": table("marks", *marks)}
        | {name: table(name, *rows) for name, rows in tables.items()}
    )


def verdicts(data: SmallData, year: int, **changes: Any) -> dict[str, Verdict]:
    rule = replace(default_rule(), **changes)
    return {verdict.school_id: verdict for verdict in identify(data, year, rule)}


def changed(**values: str) -> Rules:
    """The default rule file with other values."""
    rules = methodology.rules("low_results")
    parameters = dict(rules.parameters)
    for name, value in values.items():
        old = parameters[name]
        parameters[name] = Parameter(name, value, old.label, old.unit, old.source, old.mark)
    return Rules(rules.file, rules.title, parameters)


def test_movement_names_who_entered_stayed_and_left() -> None:
    marks = [
        *low_twice("stays", 2023), *low_twice("stays", 2022),
        *low_twice("enters", 2023), *low_twice("enters", 2022, share=1),
        *low_twice("leaves", 2023, share=1), *low_twice("leaves", 2022),
        *low_twice("silent", 2022), *low_twice("new", 2023),
    ]  # fmt: skip
    names = ("stays", "enters", "leaves", "silent", "new")
    found = verdicts(made([school(name) for name in names], marks), 2023)
    moves = {name: found[name].movement for name in names}
    # without results a school neither left nor entered: nothing is known
    assert moves == {"stays": "stayed", "enters": "entered", "leaves": "left",
                     "silent": "", "new": ""}  # fmt: skip
    assert [remark.kind for remark in found["silent"].remarks] == ["no_results"]


def test_year_without_the_procedure_breaks_two_years_running() -> None:
    marks = [
        written("a", 2021, "oge9.math", 5, 10),
        written("a", 2019, "oge9.math", 5, 10),
        written("b", 2021, "oge9.math", 5, 10),
        written("b", 2020, "oge9.math", 9, 10),
    ]
    data = made([school("a"), school("b")], marks)
    assert not any(v.listed for v in verdicts(data, 2021).values())
    # data of the year without the procedure are a warning and do not count
    of_2020 = verdicts(data, 2020)["b"]
    assert of_2020.triggers == ()
    assert "not_held" in [remark.kind for remark in of_2020.remarks]
    # the same two years of a procedure that was held do run on
    tests = [written("c", year, "vpr5.math", 5, 10) for year in (2021, 2020)]
    assert verdicts(made([school("c")], tests), 2021)["c"].grounds == ("two_years",)


def test_part_of_a_parallel_and_unknown_counts_are_no_result() -> None:
    marks = [
        *low_twice("lot", 2022),
        {**written("hidden", 2022, "vpr5.rus", 4, 10), "mark_2": None},
        {**written("hidden", 2022, "vpr5.rus", 4, 10), "wave": "autumn", "grade": 6},
        written("hidden", 2022, "vpr5.math", 4, 10),
    ]
    marks[0]["selection"] = marks[1]["selection"] = "by_lot"
    found = verdicts(made([school("lot"), school("hidden")], marks), 2022)
    assert found["lot"].results == ()
    assert [remark.kind for remark in found["lot"].remarks] == ["no_results", "part", "part"]
    # spring is unknown, so the sum of both waves is unknown: only mathematics counts
    assert [one.subject for one in found["hidden"].results] == ["math"]
    assert "unknown" in [remark.kind for remark in found["hidden"].remarks]


def test_trigger_has_interval_participation_and_the_bound_of_the_absent() -> None:
    marks = [{**row, "enrolled": 16} for row in low_twice("a", 2022)]
    (one, _) = verdicts(made([school("a")], marks), 2022)["a"].triggers
    # 10 of 16 took part; 4 below and 6 absent of 16
    assert (one.participation, one.share_if_absent) == (62.5, 62.5)
    oracle = stats.binomtest(4, 10).proportion_ci(method="wilson")
    assert (one.low, one.high) == pytest.approx((100 * oracle.low, 100 * oracle.high))


def test_merger_and_branch_need_a_decision_and_results_are_not_joined() -> None:
    marks = [*low_twice("old", 2021), written("new", 2022, "vpr5.rus", 4, 10)]
    links = [
        {"school_id": "old", "other_id": "new", "kind": "successor", "date": dt.date(2021, 9, 1)},
        {"school_id": "far", "other_id": "near", "kind": "branch", "date": dt.date(2015, 9, 1)},
    ]
    schools = [school("new"), school("old", valid_to=dt.date(2021, 8, 31)),
               school("far"), school("near")]  # fmt: skip
    data = made(schools, marks, school_links=links)
    found = verdicts(data, 2022)
    # low in Russian last year as «old», this year as «new»: never joined by the program
    assert found["new"].listed is False
    assert found["new"].needs_decision and found["far"].needs_decision
    assert "old" in remark_text(found["new"].remarks[0])
    assert "нужно решение" in remark_text(found["far"].remarks[0])
    assert not verdicts(data, 2024)["new"].needs_decision


def test_school_that_looks_special_is_shown_and_judged() -> None:
    data = made(
        [school("a", school_name="Вечерняя школа № 1"), school("b", is_special=False)],
        [*low_twice("a", 2022), *low_twice("b", 2022)],
    )
    found = verdicts(data, 2022)
    assert found["a"].listed
    assert found["a"].remarks[0] == Remark("maybe_special")


def test_sensitivity_is_a_rerun_of_the_rule_with_one_change() -> None:
    marks = [
        *low_twice("third", 2022, share=3),
        *low_twice("four", 2022, share=4),
        *[written("tiny", 2022, work, 2, 4) for work in ("vpr5.rus", "vpr5.math")],
    ]
    data = made([school(name) for name in ("third", "four", "tiny")], marks)
    lists = LowResultsList(data, 2022)
    rows = {(row.parameter, row.value): row for row in lists.sensitivity.itertuples()}
    assert rows["", ""].listed == 3
    assert rows["low_share_pct", "35"].dropped == ["third"]
    assert rows["min_participants", "5"].dropped == ["tiny"]
    for (parameter, value), row in rows.items():
        if parameter in ("", "counted"):
            continue
        again = LowResultsList(data, 2022, changed(**{parameter: value}))
        assert len(again.listed) == row.listed, (parameter, value)
    stable = lists.schools.set_index("school_id")
    assert stable.loc["third", "variants"] == len(rows)
    assert stable.loc["third", "listed_in"] == sum(
        "third" not in row.dropped for row in rows.values()
    )


def test_official_lists_of_the_results_year_stand_side_by_side() -> None:
    register = [
        {"school_id": "a", "results_year": 2022, "source": "НИУ ВШЭ"},
        {"school_id": "b", "results_year": 2022, "source": "Рособрнадзор"},
        {"school_id": "a", "results_year": 2022, "source": "Рособрнадзор"},
        {"school_id": "c", "results_year": 2021, "source": "Рособрнадзор"},
    ]
    data = made(
        [school(name) for name in "abc"],
        [*low_twice("a", 2022), *low_twice("c", 2022)],
        shnor_register=register,
    )
    lists = LowResultsList(data, 2022)
    beside = lists.side_by_side.set_index("school_id")
    assert beside.loc["a", ["by_rule", "НИУ ВШЭ", "Рособрнадзор"]].tolist() == [True] * 3
    assert beside.loc["b", ["by_rule", "НИУ ВШЭ", "Рособрнадзор"]].tolist() == [False, False, True]
    # the list of 2021 says nothing about the results of 2022
    assert beside.loc["c", "sources"] == 0
    pairs = {(row.one, row.other): row for row in lists.agreement.itertuples()}
    both = pairs["НИУ ВШЭ", "Рособрнадзор"]
    assert (both.both, both.only_one, both.only_other) == (["a"], [], ["b"])
    own = pairs["rule", "Рособрнадзор"]
    assert (own.both, own.only_one, own.only_other) == (["a"], ["c"], ["b"])


def test_rank_method_lists_the_worst_mean_places() -> None:
    shares = {"a": 9, "b": 6, "c": 3, "d": 2, "e": 0}
    marks = [row for name, share in shares.items() for row in low_twice(name, 2022, share)]
    # one exam turns the order of b and c: groups weigh the same, works inside a group do not
    marks += [written(name, 2022, "oge9.math", share, 10)
              for name, share in {"a": 5, "b": 0, "c": 8, "d": 1, "e": 2}.items()]  # fmt: skip
    data = made([school(name) for name in shares], marks)
    rule = replace(rule_of(methodology.rules("low_results_rank")), cut_pct=40.0)
    found = {v.school_id: v for v in identify(data, 2022, rule)}
    # places by hand: 5 schools, percentiles 10, 30, 50, 70, 90
    places = {"a": ((90 + 90) / 2 + 70) / 2, "b": (70 + 10) / 2, "c": (50 + 90) / 2}
    assert {name: found[name].score for name in places} == pytest.approx(places)
    assert {name for name, v in found.items() if v.listed} == {"a", "c"}
    by_scipy = stats.rankdata([9, 6, 3, 2, 0])
    assert found["b"].results[0].place == pytest.approx(100 * (by_scipy[1] - 0.5) / 5)


def test_quartile_method_counts_pupils_in_the_lowest_quarter_of_the_region() -> None:
    region = pd.Series([4] * 10 + [8] * 20 + [12] * 10)  # lower quartile is 4
    assert region.quantile(0.25, interpolation="lower") == 4

    def scores(place: str, scope: str, counts: dict[int, int], subject: str) -> list[dict]:
        return [
            {"scope_type": scope, "scope_id": place, "year": 2022, "procedure": "ВПР",
             "grade": 4, "subject": subject, "primary_score": score, "participants": count}
            for score, count in counts.items()
        ]  # fmt: skip

    rows = [
        line
        for subject in ("rus", "math")
        for line in [
            *scores("r", "region", {4: 10, 8: 20, 12: 10}, subject),
            *scores("low", "school", {3: 2, 4: 3, 8: 5}, subject),
            *scores("fine", "school", {4: 4, 12: 6}, subject),
        ]
    ]
    data = made([school("low"), school("fine")], [], score_distribution=rows)
    rule = rule_of(methodology.rules("low_results_quartile"))
    found = {v.school_id: v for v in identify(data, 2022, rule)}
    assert [(one.below, one.participants) for one in found["low"].results] == [(5, 10)] * 2
    assert (found["low"].listed, found["fine"].listed) == (True, False)


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_rule_files_state_source_and_mark(name: str) -> None:
    rules = methodology.rules(name)
    assert rule_of(rules).method == rules.text("method")
    assert all(item.source and item.mark for item in rules.parameters.values())
