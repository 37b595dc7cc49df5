"""Functions of the plans on small tables: each answer worked out by hand or by another library."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from spec.small_tables import SmallData, table
from statsmodels.stats.multitest import multipletests

from helpers.errors import ParameterError
from helpers.indicators import (
    cohort_growth,
    discoveries,
    exam_help,
    inner_control,
    pooled,
    studies,
    term_marks,
    trials,
    works,
)
from helpers.indicators.plan_year import PlanYear
from helpers.params import RunParams

YEAR = 2022
RUN = RunParams(municipality_id="ivanteevsky", year=YEAR)


def mark_row(school: str, counts: tuple[int, int, int, int], **more: Any) -> dict[str, Any]:
    """A row of `marks`: «2», «3», «4», «5» of ВПР, grade 5, mathematics in spring."""
    names = ("mark_2", "mark_3", "mark_4", "mark_5")
    usual = {
        "scope_type": "school", "scope_id": school, "year": YEAR, "wave": "spring",
        "procedure": "ВПР", "grade": 5, "subject": "math", "participants": sum(counts),
    }  # fmt: skip
    return usual | dict(zip(names, counts, strict=True)) | more


def term(school: str, name: str, counts: tuple[int, int, int, int], grade: int = 5) -> dict:
    names = ("mark_2", "mark_3", "mark_4", "mark_5")
    return {"school_id": school, "year": YEAR, "term": name, "grade": grade, "subject": "math",
            "not_assessed": 1} | dict(zip(names, counts, strict=True))  # fmt: skip


# F08: marks at the ends of terms


TERMS = table(
    "term_marks",
    term("a", "1 четверть", (1, 4, 4, 1)), term("a", "2 четверть", (2, 5, 3, 0)),
    term("a", "год", (1, 5, 3, 1)),
    term("b", "1 четверть", (0, 4, 4, 2)), term("b", "2 четверть", (0, 5, 4, 1)),
    term("c", "2 четверть", (5, 0, 0, 0)),
)  # fmt: skip


def test_terms_are_set_against_the_term_before_and_the_year_against_none() -> None:
    rows = term_marks.by_term(SmallData({"term_marks": TERMS}), YEAR)
    a = rows[rows["school_id"] == "a"].set_index("term")
    assert a["below_pct"].tolist() == [10, 20, 10]
    # «2» from 1 of 10 to 2 of 10, «4» and «5» from 5 of 10 to 3 of 10
    assert a.loc["2 четверть", ["below_change", "quality_change"]].tolist() == [10, -20]
    assert a["is_falling"].tolist() == [False, True, False]
    assert np.isnan(a.loc["год", "below_change"])


def test_a_period_that_was_left_out_is_not_jumped_over() -> None:
    counts = {"1 четверть": (0, 5, 5, 0), "3 четверть": (4, 5, 1, 0), "4 четверть": (5, 4, 1, 0)}
    terms = table("term_marks", *(term("a", name, marks) for name, marks in counts.items()))
    rows = term_marks.by_term(SmallData({"term_marks": terms}), YEAR)
    for _, one in rows.groupby("place"):
        assert one["below_change"].isna().tolist() == [True, True, False]
        assert one["below_change"].iloc[2] == pytest.approx(10)
        assert one["is_falling"].tolist() == [False, False, True]


def test_a_territory_has_a_change_only_for_the_same_schools() -> None:
    data = SmallData({"term_marks": TERMS})
    own = term_marks.by_term(data, YEAR).query("place == 'own'").set_index("term")
    # 7 «2» of 25 in the second term, of schools a, b, c; the first had a and b only
    assert own.loc["2 четверть", "below_pct"] == pytest.approx(100 * 7 / 25)
    assert np.isnan(own.loc["2 четверть", "below_change"])
    both = TERMS[TERMS["school_id"] != "c"]
    own = term_marks.by_term(SmallData({"term_marks": both}), YEAR).query("place == 'own'")
    assert own.set_index("term").loc["2 четверть", "below_change"] == pytest.approx(10 - 5)


def test_year_marks_stand_beside_the_work_of_the_same_class_whichever_wave() -> None:
    marks = table(
        "marks",
        mark_row("a", (4, 4, 2, 0)),
        # b wrote the programme of grade 5 in autumn, in grade 6; c's class was drawn by lot
        mark_row("b", (1, 4, 4, 1), grade=6, programme_grade=5, wave="autumn"),
        mark_row("c", (5, 5, 0, 0), selection="by_lot"),
    )
    rows = term_marks.against_works(SmallData({"term_marks": TERMS, "marks": marks}), YEAR)
    # a: 1 of 10 for the year, 4 of 10 in ВПР; b: no year mark, 0 of 10 in the second term, 1 of 10
    found = {row.school_id: (row.term, row.gap) for row in rows.itertuples()}
    assert found == {"a": ("год", 30.0), "b": ("2 четверть", 10.0)}


# F11: exams beside teachers


def oge(school: str, year: int, below: int, of: int, subject: str = "rus") -> dict:
    return mark_row(
        school, (below, of - below, 0, 0), year=year, procedure="ОГЭ", grade=9, subject=subject
    )


def taught(code: str, school: str, is_specialist: bool) -> dict:
    return {"teacher_code": code, "year": YEAR, "school_id": school, "subject": "rus",
            "hours": 18, "is_specialist": is_specialist}  # fmt: skip


@pytest.mark.parametrize(
    ("competences", "unhelped"), [([], None), (["методическая"], 1), (["предметная"], 0)]
)
def test_help_is_asked_for_where_exams_of_years_are_below_the_other_schools(
    competences: list[str], unhelped: int | None
) -> None:
    acts = [
        {"teacher_code": "t1", "date": dt.date(2022, 1, 10), "form": "семинар", "record_no": "1",
         "competence": competence, "subject": "rus"}
        for competence in competences
    ]  # fmt: skip
    data = SmallData(
        {
            "marks": table(
                "marks",
                oge("a", 2021, 4, 6), oge("a", 2022, 5, 6),
                oge("b", 2021, 1, 20), oge("b", 2022, 1, 20),
                # one year only; fewer than ten pupils: neither is set beside teachers
                oge("c", 2022, 5, 30), oge("d", 2021, 4, 4), oge("d", 2022, 4, 4),
            ),
            "teachers": table(
                "teachers",
                *({"teacher_code": code, "year": YEAR, "school_id": "a", "is_management": False}
                  for code in ("t1", "t2")),
            ),
            "teacher_assignments": table(
                "teacher_assignments", taught("t1", "a", True), taught("t2", "a", False)
            ),
            "diagnostics": table(
                "diagnostics",
                {"teacher_code": "t1", "date": dt.date(2021, 10, 1), "point": "entry",
                 "tool": "д", "competence": "предметная", "subject": "rus", "score": 30,
                 "max_score": 100},
                {"teacher_code": "t2", "date": dt.date(2021, 10, 1), "point": "entry",
                 "tool": "д", "competence": "предметная", "subject": "rus", "max_score": 100},
            ),
            "help": table("help", *acts),
        }
    )  # fmt: skip
    rows = exam_help.needs(data, RUN).set_index("school_id")
    assert rows.index.tolist() == ["a", "b"]
    a = rows.loc["a"]
    assert (a["below"], a["count"], a["years"]) == (9, 12, (2021, 2022))
    # the others in those years: b, c and d together
    assert a["others_share"] == pytest.approx(100 * (2 + 5 + 8) / (40 + 30 + 8))
    oracle = [
        stats.fisher_exact([[9, 3], [15, 63]]).pvalue,
        stats.fisher_exact([[2, 38], [9 + 5 + 8, 12 + 30 + 8 - 22]]).pvalue,
    ]
    assert rows["q"].tolist() == pytest.approx(stats.false_discovery_control(oracle))
    assert rows["needs_help"].tolist() == [True, False]
    # t2 was asked and not scored: not diagnosed, as on the teacher's own card
    counts = ["teachers", "non_specialists", "diagnosed", "with_deficit"]
    assert a[counts].tolist() == [2, 1, 1, 1]
    # nobody reported help: not «no help»
    assert (None if pd.isna(a["unhelped"]) else a["unhelped"]) == unhelped
    assert rows.loc["b", "teachers"] is pd.NA


@pytest.mark.parametrize(
    ("helping", "unhelped"), [((), [None, None]), (("b",), [None, 1]), (("a", "b"), [1, 1])]
)
def test_a_silent_municipality_of_a_region_has_no_teacher_counts(
    helping: tuple[str, ...], unhelped: list[int | None]
) -> None:
    homes = {"a": "altai-01", "b": "altai-02", "c": "altai-03"}
    teachers = [("a", None), ("a", False), ("b", True), ("c", True)]
    codes = [f"t{place}" for place in range(len(teachers))]
    owned = [{"municipality_id": homes[school]} for school, _ in teachers]
    tests = [
        {"teacher_code": code, "date": dt.date(2021, 10, 1), "point": "entry", "tool": "д",
         "competence": "предметная", "subject": "rus", "score": 30, "max_score": 100} | home
        for code, home in zip(codes, owned, strict=True)
        if code in ("t0", "t2")
    ]  # fmt: skip
    # help to somebody, somewhere in the municipality: the others are known to have had none
    acts = [
        {"municipality_id": homes[school], "teacher_code": f"elsewhere-{school}", "form": "семинар",
         "date": dt.date(2022, 1, 10), "record_no": "1", "competence": "иная", "subject": ""}
        for school in helping
    ]  # fmt: skip
    data = SmallData(
        {
            "marks": table(
                "marks",
                *(oge(school, year, 3, 20) | {"municipality_id": home}
                  for school, home in homes.items() for year in (2021, 2022)),
            ),
            "teacher_assignments": table(
                "teacher_assignments",
                *(taught(code, school, flag) | home
                  for code, (school, flag), home in zip(codes, teachers, owned, strict=True)),
            ),
            "diagnostics": table("diagnostics", *tests),
            "help": table("help", *acts),
        },
        "altai",
    )  # fmt: skip
    run = RunParams(municipality_id="altai", year=YEAR)
    rows = exam_help.needs(data, run).set_index("school_id").sort_index()
    rows = rows.astype(object).where(rows.notna(), None)
    counts = rows[["teachers", "diagnosed", "with_deficit"]].values.tolist()
    assert counts == [[2, 1, 1], [1, 1, 1], [1, None, None]]
    # one of the two teachers of a has an unknown flag
    assert rows["non_specialists"].tolist() == [None, 0, 0]
    assert rows["unhelped"].tolist() == [*unhelped, None]


def test_exams_beside_teachers_are_never_public() -> None:
    public = RUN.model_copy(update={"edition": "public"})
    with pytest.raises(ParameterError, match="служебного пользования"):
        exam_help.needs(SmallData({}), public)


# F38: internal evaluation, programmes and control


def test_items_about_control_are_counted_by_topic() -> None:
    def item(seq: int, measure: str, status: str, due: int, done: int, proven: int) -> dict:
        return {"seq": seq, "item_no": str(seq), "section": "", "measure": measure, "due": None,
                "status": status, "due_instances": due, "done_instances": done, "records": done,
                "records_with_evidence": proven, "last_done_on": None}  # fmt: skip

    items = pd.DataFrame(
        [
            item(1, "Анализ ВСОКО школ", "done", 1, 1, 1),
            item(2, "Контроль оценки качества", "overdue", 2, 1, 0),
            item(3, "Проверка журналов", "overdue", 3, 0, 0),
            item(4, "Экспертиза рабочих программ", "planned", 0, 0, 0),
            item(5, "Семинар учителей", "done", 1, 1, 1),
            # works of pupils and tests are no inspection, whatever words are inside
            item(6, "Анализ результатов всероссийских проверочных работ", "done", 1, 1, 1),
            item(7, "Проведение контрольных работ по математике", "done", 1, 1, 1),
            item(8, "Контрольные проверочные работы по русскому языку", "done", 1, 1, 1),
            item(9, "Всероссийская проверочная работа в 5 классах", "done", 1, 1, 1),
            item(10, "Контрольно-измерительные материалы", "done", 1, 1, 1),
            item(11, "Проверка объективности проверочных работ", "planned", 0, 0, 0),
            item(12, "Самоконтроль учащихся", "done", 1, 1, 1),
            item(13, "Контрольные посещения школ", "planned", 0, 0, 0),
            item(14, "Контроль устранения замечаний", "no_measurable_result", 2, 0, 0),
        ]
    )
    rows = inner_control.control_items(items)
    assert rows["seq"].tolist() == [1, 2, 3, 4, 11, 13, 14]
    assert rows["topic"].tolist() == [
        "evaluation", "evaluation", "control", "programmes", "control", "control", "control",
    ]  # fmt: skip
    counts = inner_control.by_topic(rows).set_index("topic")
    assert counts.loc["evaluation", ["items", "due", "done", "with_evidence", "overdue"]].tolist() \
        == [2, 3, 2, 1, 1]  # fmt: skip
    assert counts.loc["evaluation", "done_pct"] == pytest.approx(200 / 3)
    assert np.isnan(counts.loc["programmes", "done_pct"])
    # what nobody can check is neither due nor overdue: it stands aside
    assert counts.loc["control", ["items", "due", "due_unmeasured", "done"]].tolist() == [
        4,
        3,
        2,
        0,
    ]


def test_an_unchecked_page_is_neither_good_nor_faulty() -> None:
    day = dt.date(2022, 3, 1)
    pages = table(
        "publications",
        *(
            {"school_id": "a", "kind": "вкладка сайта", "address": f"/{i}", "published_on": day,
             "checked_on": checked, "is_ok": ok}
            for i, (checked, ok) in enumerate(
                [(day, True), (day, False), (None, True), (day, None)]
            )
        ),
    )  # fmt: skip
    (row,) = inner_control.site_checks(SmallData({"publications": pages})).to_dict("records")
    assert [row[name] for name in ("published", "checked", "good", "faulty", "unchecked")] == \
        [4, 2, 1, 1, 2]  # fmt: skip


# F33: indicators with a target measured every year


def test_promised_indicators_stand_by_year_beside_the_start_of_the_plan_and_its_targets() -> None:
    plan = {"plan_id": "p", "frame": "multi", "period_start": dt.date(2020, 9, 1),
            "period_end": dt.date(2023, 8, 31)}  # fmt: skip
    # 2021 without the work: a year without a value has no row, it is not zero
    marks = {2020: [(5, 3, 2, 0), (1, 5, 3, 1)], YEAR: [(3, 3, 3, 1), (2, 4, 3, 1)]}
    rows = [
        mark_row(school, counts, year=year)
        for year, schools in marks.items()
        for school, counts in zip("ab", schools, strict=True)
    ]
    aim = {"indicator_id": "vpr5.math.quality_share", "direction": "up"}
    data = SmallData(
        {
            "plan_frames": table("plan_frames", plan),
            "marks": table("marks", *rows),
            "targets": table(
                "targets",
                aim | {"year": YEAR, "target": 45.0},
                aim | {"year": 2023, "target": 50.0},
            ),
        }
    )
    found = PlanYear(data, RUN).yearly_values  # type: ignore[arg-type]
    counted = {year: np.sum(schools, axis=0) for year, schools in marks.items()}
    shares = {year: 100 * sum(all_[2:]) / sum(all_) for year, all_ in counted.items()}
    assert found["year"].tolist() == [2020, YEAR]
    assert found["value"].tolist() == pytest.approx(list(shares.values()))
    assert found["base_value"].tolist() == pytest.approx([shares[2020]] * 2)
    assert found["change"].tolist() == pytest.approx([0, shares[YEAR] - shares[2020]])
    # the target of the year, never that of the next
    assert found["target"].isna().tolist() == [True, False]
    assert found["target"].iloc[1] == 45


# F40: independent and comparative studies


def test_studies_are_told_from_other_works_by_their_names() -> None:
    def work(school: str, name: str, counts: tuple[Any, ...], day: int = 1) -> dict:
        names = ("mark_2", "mark_3", "mark_4", "mark_5")
        known = [count for count in counts if count is not None]
        return {"school_id": school, "date": dt.date(2021, 11, day), "work_name": name,
                "grade": 6, "subject": "math", "enrolled": 12, "participants": sum(known),
                **dict(zip(names, counts, strict=True))}  # fmt: skip

    data = SmallData(
        {
            "diagnostic_works": table(
                "diagnostic_works",
                work("a", "НИКО-2021", (2, 4, 3, 1)),
                work("b", "НИКО-2021", (1, 4, 4, 1), 2),
                work("c", "НИКО-2021", (None, 4, 4, 1)),
                work("a", "Пробный ОГЭ", (9, 0, 0, 0)),
                work("a", "Работа Никольской школы", (9, 0, 0, 0)),
            )
        }
    )
    rows = studies.by_school(data, YEAR)
    assert set(rows["work_name"]) == {"НИКО-2021"}
    own = rows[rows["place"] == "own"].iloc[0]
    assert (own["schools"], own["unknown"], own["participants"], own["below"]) == (3, 1, 20, 3)
    oracle = stats.binomtest(3, 20).proportion_ci(method="wilson")
    assert (own["low"], own["high"]) == pytest.approx((100 * oracle.low, 100 * oracle.high))
    assert own["quality_pct"] == pytest.approx(100 * 9 / 20)
    assert own["enrolled"] == 24


# many schools at once


def test_q_values_are_those_of_scipy_and_statsmodels() -> None:
    p = np.random.default_rng(1).uniform(0, 1, 40) ** 2
    assert discoveries.q_values(p) == pytest.approx(stats.false_discovery_control(p))
    assert discoveries.q_values(p) == pytest.approx(multipletests(p, method="fdr_bh")[1])
    with_gap = discoveries.q_values([*p, np.nan])
    assert with_gap[:-1] == pytest.approx(discoveries.q_values(p))
    assert np.isnan(with_gap[-1])


def test_exact_p_values_are_those_of_scipy() -> None:
    rows = np.random.default_rng(2).integers(0, 12, (60, 2))
    part, other = rows[:, 0], rows[:, 1]
    whole, of = part + 3, other + np.arange(60)
    made = discoveries.two_groups(part, whole, other, of)
    for i, p in enumerate(made):
        if of[i]:
            tables = [[part[i], 3], [other[i], of[i] - other[i]]]
            assert p == pytest.approx(stats.fisher_exact(tables).pvalue, rel=1e-6)
        else:
            assert np.isnan(p)


@pytest.mark.parametrize(
    "counts", [(9, 40, 20, 220), (0, 30, 40, 5000), (3, 12, 0, 50), (900, 9000, 9500, 90_000)]
)
def test_exact_p_of_rare_and_of_many_failures(counts: tuple[int, int, int, int]) -> None:
    part, whole, other, of = counts
    oracle = stats.fisher_exact([[part, whole - part], [other, of - other]]).pvalue
    assert discoveries.two_groups(*counts).item() == pytest.approx(oracle, rel=1e-6)


def test_among_many_schools_only_departures_beyond_false_discoveries_stand_apart() -> None:
    rows = [mark_row(f"s{i}", (2, 8, 6, 4)) for i in range(28)]
    # 7 of 20 against 10 %: p < 0.05 on its own, not among thirty schools; 18 of 20 is
    rows += [mark_row("odd", (7, 5, 4, 4)), mark_row("apart", (18, 1, 1, 0))]
    data = SmallData({"marks": table("marks", *rows)})
    found = discoveries.schools_apart(works.results(data, RUN)).set_index("school_id")
    assert found.loc["odd", "p"] < 0.05
    assert found["standing"].value_counts().to_dict() == {"like": 29, "worse": 1}
    assert found.loc["apart", "standing"] == "worse"
    assert found["q"].to_numpy() == pytest.approx(stats.false_discovery_control(found["p"]))


# years together, cohorts, trends


def test_years_of_one_work_are_pooled_over_distinct_cohorts_inside_an_unbroken_series() -> None:
    rows = [mark_row("a", (below, 10 - below, 0, 0), year=year)
            for year, below in ((2019, 9), (2020, 1), (2021, 2), (2022, 3))]  # fmt: skip
    rows += [mark_row("b", (5, 5, 0, 0)), mark_row("b", (9, 1, 0, 0), year=2021,
             selection="by_lot")]  # fmt: skip
    rows.append(mark_row("gone", (5, 5, 0, 0), year=2021))

    def pooled_of(**tables: pd.DataFrame) -> pd.DataFrame:
        data = SmallData({"marks": table("marks", *rows), **tables})
        made = pooled.shares(data, works.results(data, RUN))
        made = made[made["measure"] == "mark_2_share"]
        return made.set_index("school_id")

    found = pooled_of()
    assert (found.loc["a", "years"], found.loc["a", "part"]) == ((2020, 2021, 2022), 6)
    oracle = stats.binomtest(6, 30).proportion_ci(method="wilson")
    assert found.loc["a", ["share", "low", "high"]].tolist() == pytest.approx(
        [20, 100 * oracle.low, 100 * oracle.high]
    )
    # by lot in 2021: only this year; a school without this year has no row of its own
    assert (found.loc["b", "years"], "gone" in found.index) == ((2022,), False)
    cut = table("breaks", {"procedure": "ВПР", "grade": 5, "subject": "math", "year": 2022,
                           "kind": "scale"})  # fmt: skip
    assert pooled_of(breaks=cut).loc["a", "years"] == (2022,)


def test_growth_of_a_cohort_is_the_change_of_the_mean_percentile_in_the_region() -> None:
    region = {"scope_type": "region", "scope_id": "saratov"}
    before, now = (10, 40, 30, 20), (20, 40, 30, 10)
    rows = [
        mark_row("a", (2, 6, 3, 1), grade=4, year=2021), mark_row("a", (1, 4, 6, 2)),
        mark_row("lot", (0, 0, 0, 9), grade=4, year=2021, selection="by_lot"),
        mark_row("lot", (1, 4, 6, 2)),
        mark_row("", before, grade=4, year=2021, **region), mark_row("", now, **region),
    ]  # fmt: skip
    (row,) = cohort_growth.growth(SmallData({"marks": table("marks", *rows)}), YEAR).to_dict(
        "records"
    )

    def pupils(counts: tuple[int, ...]) -> np.ndarray:
        return np.repeat([2, 3, 4, 5], counts)

    def places(own: tuple[int, ...], whole: tuple[int, ...]) -> np.ndarray:
        return np.array(
            [stats.percentileofscore(pupils(whole), mark, kind="mean") for mark in pupils(own)]
        )

    first, last = places((2, 6, 3, 1), before), places((1, 4, 6, 2), now)
    assert (row["start_n"], row["n"], row["school_id"]) == (12, 13, "a")
    assert (row["start_place"], row["place"]) == pytest.approx((first.mean(), last.mean()))
    half = stats.norm.ppf(0.975) * np.hypot(stats.sem(first), stats.sem(last))
    growth = last.mean() - first.mean()
    assert (row["low"], row["high"]) == pytest.approx((growth - half, growth + half))


def test_growth_to_the_exam_places_bands_of_scores() -> None:
    names = ("score_below_min", "score_to_60", "score_61_80", "score_81_99", "score_100")

    def ege(place: str, kind: str, counts: tuple[int, ...]) -> dict:
        bands = dict(zip(names, counts, strict=True))
        return {"scope_type": kind, "scope_id": place, "year": YEAR, "form": "ЕГЭ", "grade": 11,
                "subject": "rus", "sat": sum(counts)} | bands  # fmt: skip

    older = {"procedure": "ОГЭ", "grade": 9, "subject": "rus", "year": 2020}
    region = {"scope_type": "region", "scope_id": "r"}
    marks = table("marks", mark_row("a", (0, 5, 5, 2), **older),
                  mark_row("", (10, 40, 30, 20), **older, **region))  # fmt: skip
    exams = table("exams", ege("a", "school", (0, 2, 6, 2, 0)),
                  ege("r", "region", (5, 35, 40, 18, 2)))  # fmt: skip
    (row,) = cohort_growth.growth(SmallData({"marks": marks, "exams": exams}), YEAR).to_dict(
        "records"
    )
    assert (row["step"], row["start_n"], row["n"]) == ("ОГЭ → ЕГЭ", 12, 10)
    # halves of bands: 5 + 35/2, 40 + 40/2, 80 + 18/2
    assert row["place"] == pytest.approx((2 * 22.5 + 6 * 60 + 2 * 89) / 10)


def test_a_work_by_lot_and_a_broken_series_have_no_school_trend() -> None:
    rows = [
        mark_row(name, (below, 40 - below, 0, 0), year=year, **more)
        for name, more in (("a", {}), ("lot", {"selection": "by_lot"}), ("cut", {"subject": "rus"}))
        for year, below in ((2021, 4), (2022, 20))
    ]
    cut = table("breaks", {"procedure": "ВПР", "grade": 5, "subject": "rus", "year": 2022,
                           "kind": "content"})  # fmt: skip
    data = SmallData({"marks": table("marks", *rows), "breaks": cut})
    found = trials.failure_jumps(data, YEAR)
    assert found["school_id"].tolist() == ["a"]
    assert found["q"].iloc[0] == pytest.approx(stats.fisher_exact([[20, 20], [4, 36]]).pvalue)
    assert found["is_beyond_chance"].tolist() == [True]


def test_a_rise_in_one_of_many_schools_may_be_chance() -> None:
    still = [(f"s{number}", 4, 4) for number in range(30)]
    rows = [
        mark_row(name, (below, 40 - below, 0, 0), year=year)
        for name, before, now in [("a", 4, 13), *still]
        for year, below in ((2021, before), (YEAR, now))
    ]
    (row,) = trials.failure_jumps(SmallData({"marks": table("marks", *rows)}), YEAR).to_dict(
        "records"
    )
    p = stats.fisher_exact([[13, 27], [4, 36]]).pvalue
    assert row["low"] > 0 and p < 0.05
    assert row["q"] == pytest.approx(stats.false_discovery_control([p, *[1.0] * 30])[0])
    assert not row["is_beyond_chance"]
