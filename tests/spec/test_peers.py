"""Fair comparison: peers, expected results, resilient and leader schools, counted another way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from spec.small_tables import table

from helpers import methodology, store
from helpers.errors import ParameterError
from helpers.figures import peers as figures
from helpers.indicators import peers
from helpers.indicators.peers.year import PeersYear
from helpers.params import RunParams

TWO = "oge9.rus.mark_2_share"
GOOD = "oge9.rus.quality_share"
RULE = replace(
    peers.default_rule(),
    columns=("low_income_pct", "ovz_pct", "kind"),
    k=2,
    min_columns=2,
    hardship=(("low_income_pct", 1), ("ovz_pct", -1)),
    min_measures=1,
    min_schools=4,
)


def _context(*rows: tuple[str, int, int | None, int | None]) -> pd.DataFrame:
    return table("context", *({"school_id": s, "year": 2022, "pupils": n, "low_income": a, "ovz": b}
                              for s, n, a, b in rows))  # fmt: skip


def _schools(kinds: dict[str, str]) -> pd.DataFrame:
    return table("schools", *({"school_id": s, "school_name": s, "kind": k, "is_rural": True}
                              for s, k in kinds.items()))  # fmt: skip


KINDS = {"a": "СОШ", "b": "СОШ", "c": "ООШ", "d": "СОШ"}
CONTEXT = (("a", 100, 10, 10), ("b", 100, 20, 10), ("c", 200, 60, 40), ("d", 100, None, 20))


def _scores(context: pd.DataFrame) -> pd.DataFrame:
    known = _schools(KINDS)
    return peers.standardised(context, known, known, 2022, RULE)


def test_distances_equal_hand_arithmetic() -> None:
    """Low income 10, 20, 30 %, sd √(200/3); special needs 10, 10, 20, 20 %, sd 5."""
    found = peers.nearest(_scores(_context(*CONTEXT)), RULE)
    rows = {(r.school_id, r.peer_id): r for r in found.itertuples()}
    step = 100 / (200 / 3)
    assert rows["a", "b"].distance == pytest.approx((step / 3) ** 0.5)
    assert rows["b", "a"].distance == rows["a", "b"].distance
    # d does not know low income: special needs (10 points = 2 sd) and the kind are shared
    assert rows["a", "d"].distance == pytest.approx((4 / 2) ** 0.5)
    assert rows["a", "d"].shared == 2
    assert rows["d", "c"].distance == pytest.approx((1 / 2) ** 0.5)
    assert list(found[found["school_id"] == "a"]["rank"]) == [1, 2]


def test_unknown_conditions_are_said_and_too_few_give_no_peers() -> None:
    scores = _scores(_context(*CONTEXT))
    assert dict(zip(scores["school_id"], scores["missing"], strict=True)) == {
        "a": "", "b": "", "c": "", "d": "малообеспеченные семьи",
    }  # fmt: skip
    found = peers.nearest(scores, replace(RULE, min_columns=3))
    assert "d" not in {*found["school_id"], *found["peer_id"]}


def test_the_order_of_rows_changes_nothing() -> None:
    turned = _context(*reversed(CONTEXT))
    pd.testing.assert_frame_equal(_scores(turned), _scores(_context(*CONTEXT)))
    results = _results(dict(zip("abcd", (10.0, 20.0, 20.0, 40.0), strict=True)))
    near = peers.nearest(_scores(turned), RULE)
    straight = peers.against_peers(results, near)
    back = peers.against_peers(results[::-1], near[::-1])
    back = back.sort_values("school_id").reset_index(drop=True)
    pd.testing.assert_frame_equal(straight, back)


def _results(values: dict[str, float], name: str = TWO, n: float = 100.0) -> pd.DataFrame:
    return pd.DataFrame(
        [{"school_id": s, "indicator_id": name, "value": v, "n": n, "low": 0.0, "high": 100.0}
         for s, v in values.items()]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "own", "n", "word"),
    [(TWO, 40.0, 100, "worse"), (GOOD, 40.0, 100, "better"), (TWO, 40.0, 5, "like"),
     (TWO, 20.0, 100, "like"), (TWO, 0.0, 100, "better"), (GOOD, 0.0, 100, "worse")],
)  # fmt: skip
def test_a_difference_is_named_only_when_chance_does_not_explain_it(
    name: str, own: float, n: int, word: str
) -> None:
    from statsmodels.stats.proportion import confint_proportions_2indep

    results = _results({"a": own, "b": 20.0, "c": 10.0, "d": 30.0}, name, float(n))
    near = pd.DataFrame({"school_id": ["a"] * 3, "peer_id": ["b", "c", "d"]})
    row = peers.against_peers(results, near).set_index("school_id").loc["a"]
    assert (row["median"], row["peers"], row["peers_n"]) == (20.0, 3, 3 * n)
    assert row["word"] == word
    if n == 100:
        low, high = confint_proportions_2indep(own, 100, 60, 300, method="newcomb")
        assert (row["word"] == "like") == (low <= 0 <= high)


def test_one_peer_is_not_a_comparison() -> None:
    near = pd.DataFrame({"school_id": ["a"], "peer_id": ["b"]})
    made = peers.against_peers(_results({"a": 50.0, "b": 0.0}), near).set_index("school_id")
    assert (made.loc["a", "word"], made.loc["b", "peers"]) == ("", 0)


def test_prediction_intervals_are_those_of_statsmodels_without_the_school() -> None:
    import statsmodels.api as sm

    random = np.random.default_rng(7)
    ids = [f"s{i:02d}" for i in range(31)]
    x = random.normal(size=31)
    y = 20 + 5 * x + random.normal(scale=2, size=31)
    y[0] += 40
    y[1] -= 40
    hard = pd.DataFrame({"school_id": ids, "hardship": x})
    made = peers.expected_results(_results(dict(zip(ids, y, strict=True))), hard, RULE)
    for place in (0, 1, 2, 30):
        rest = np.arange(31) != place
        fit = sm.OLS(y[rest], sm.add_constant(x[rest])).fit()
        frame = fit.get_prediction([[1, x[place]]]).summary_frame(alpha=0.05)
        row = made.set_index("school_id").loc[ids[place]]
        assert row["expected"] == pytest.approx(frame["mean"][0])
        assert row["low"] == pytest.approx(frame["obs_ci_lower"][0])
        assert row["high"] == pytest.approx(frame["obs_ci_upper"][0])
    words = dict(zip(made["school_id"], made["word"], strict=True))
    assert (words["s00"], words["s01"]) == ("below", "above")  # more «2» is worse
    assert len(peers.expected_results(_results(dict(zip(ids[:29], y[:29], strict=True))),
                                      hard, RULE)) == 0  # fmt: skip
    level = hard.assign(hardship=1.0)
    assert peers.expected_results(_results(dict(zip(ids, y, strict=True))), level, RULE).empty


def _places(*order: str) -> pd.DataFrame:
    """Schools from the best to the worst."""
    return peers.result_places(_results({s: float(i) for i, s in enumerate(order)}), RULE)


def test_places_are_mean_shares_of_the_way_and_ties_across_the_border_are_out() -> None:
    both = pd.concat([
        _results({"a": 0.0, "b": 10.0, "c": 10.0, "d": 30.0}),
        _results({"a": 50.0, "b": 90.0, "c": 90.0, "d": 20.0}, GOOD),
    ])  # fmt: skip
    found = peers.result_places(both, RULE).set_index("school_id")
    expected = [(1 + 1 / 3) / 2, (0.5 + 2.5 / 3) / 2, (0.5 + 2.5 / 3) / 2, 0.0]
    assert found["place"].tolist() == pytest.approx(expected)
    assert found["is_top"].tolist() == [False, False, False, False]  # three share the first place


def test_resilient_schools_are_in_hard_conditions_with_good_results_two_years_running() -> None:
    ids = list("abcdef")
    scores = pd.DataFrame({"school_id": ids, "low_income_pct": [3.0, 2, 1, 0, -1, -2],
                           "ovz_pct": [0.0] * 6})  # fmt: skip
    hard = peers.hardship(scores, RULE)
    assert hard[hard["is_hard"]]["school_id"].tolist() == ["a", "b"]
    places = {2021: _places(*"abcdef"), 2022: _places(*"acbdef")}
    both = {2021: hard, 2022: hard}
    found = peers.resilient(both, places, 2022, RULE)
    assert found[found["is_resilient"]]["school_id"].tolist() == ["a", "b"]
    places[2021] = _places(*"acdebf")
    found = peers.resilient(both, places, 2022, RULE)
    assert found[found["is_resilient"]]["school_id"].tolist() == ["a"]
    assert peers.resilient(both, {2022: places[2022]}, 2022, RULE).empty


def test_leaders_lead_are_stable_and_not_listed() -> None:
    rule = replace(RULE, leader_share=0.5)
    results = {2021: list("abdcef"), 2022: list("abcdef")}
    places = {
        year: peers.result_places(
            _results({s: float(i) for i, s in enumerate(order)}), rule
        )
        for year, order in results.items()
    }  # fmt: skip
    found = peers.leaders(places, 2022, {"b"}, rule).set_index("school_id")
    assert found[found["is_leader"]].index.tolist() == ["a"]
    assert found[found["is_reserve"]].index.tolist() == ["c"]
    assert found.loc["b", "is_listed"]
    # a sign asks for a check first; signs that could not be computed bar nobody
    with_sign = peers.leaders(places, 2022, {"b"}, rule, {"a": 1, "c": 0}).set_index("school_id")
    assert not with_sign["is_leader"].any()
    assert with_sign[with_sign["is_reserve"]].index.tolist() == ["a", "c"]
    careless = replace(rule, leader_needs_no_signs=False)
    assert peers.leaders(places, 2022, {"b"}, careless, {"a": 1})["is_leader"].sum() == 1


def test_a_partner_is_a_leader_strong_where_the_school_is_weak_nearest_first() -> None:
    results = _results({"a": 60.0, "b": 5.0, "c": 4.0, "d": 58.0})
    pairs = pd.DataFrame({"school_id": ["a"] * 3, "peer_id": ["b", "c", "d"],
                          "distance": [2.0, 1.0, 0.5]})  # fmt: skip
    compared = results.assign(word=["worse", "like", "like", "like"])
    found = pd.DataFrame({"school_id": ["b", "c", "d"], "is_leader": True})
    made = peers.partner_proposals(compared, pairs, results, found, RULE)
    assert made["partner_id"].tolist() == ["c", "b"]  # d is no better than a
    assert made["measures"].tolist() == [(TWO,), (TWO,)]


def test_a_faulty_parameter_is_named(tmp_path: Path) -> None:
    text = (methodology.paths.methodology_folder() / "peers.yaml").read_text(encoding="utf-8")
    for old, new, words in (
        ("[low_income_pct, one", "[lowincome, one", "lowincome"),
        ("    value: 3\n", "    value: 0\n", "«k»"),
        ("value: 95", "value: 100", "regression_level_pct"),
        ("ovz_pct: more", "ovz_pct: most", "hardship"),
    ):
        path = tmp_path / "peers.yaml"
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(ParameterError, match=words):
            peers.rule_of(methodology.load_rules(path))


def test_the_demo_district_gets_peers_and_no_regression(demo: Path) -> None:
    run = RunParams(municipality_id="ivanteevsky", year=2022)
    year = PeersYear(store.open(run, demo), run)
    per_school = year.nearest.groupby("school_id").size()
    assert set(per_school) == {year.rule.k}
    assert year.expected.empty
    row = year.compared.dropna(subset=["median"]).iloc[0]
    others = year.nearest[year.nearest["school_id"] == row["school_id"]]["peer_id"]
    marks = store.open(run, demo).table("marks")
    subject = "rus" if ".rus." in row["indicator_id"] else "math"
    rows = marks[(marks["year"] == 2022) & (marks["procedure"] == "ОГЭ")
                 & (marks["subject"] == subject) & marks["scope_id"].isin(others)]  # fmt: skip
    if len(rows) == len(others):
        whole = rows[["mark_2", "mark_3", "mark_4", "mark_5"]].sum(axis=1)
        assert row["median"] == pytest.approx(float((rows["mark_2"] * 100 / whole).median()))


def test_the_drawing_holds_every_comparison_of_the_measure_with_most_medians(demo: Path) -> None:
    run = RunParams(municipality_id="turochak", year=2024)
    year = PeersYear(store.open(run, demo), run)
    figure = figures.scatter(year)
    assert figure is not None and figure.table is not None
    judged = year.compared[year.compared["word"] != ""]
    medians = {name: set(rows["median"]) for name, rows in judged.groupby("indicator_id")}
    most = max(len(found) for found in medians.values())
    (shown,) = [
        rows for name, rows in judged.groupby("indicator_id")
        if sorted(rows["value"]) == sorted(row[1].value for row in figure.table.rows)
    ]  # fmt: skip
    assert len(set(shown["median"])) == most
    assert [row[2].value for row in figure.table.rows] == list(shown["median"])
    for word, count in shown["word"].value_counts().items():
        start = {"better": "лучше похожих", "worse": "хуже", "like": "различие не доказано"}[word]
        assert f"{start} — {count}" in figure.alt
