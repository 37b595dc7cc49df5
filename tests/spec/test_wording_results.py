"""Sentences about results: which claim the numbers allow, and its words."""

from __future__ import annotations

import pandas as pd
import pytest
from spec.small_tables import SmallData, table
from spec.test_changes import AFTER, BEFORE, DISTRICT, RUN, marked

from helpers.blocks import Notice, Text
from helpers.indicators import contrasts, coverage, goals, series, works
from helpers.tables import results as tables
from helpers.wording import chance, result_findings, units
from helpers.wording import gaps as gap_words
from helpers.wording import goals as goal_words
from helpers.wording import results as words

SCHOOLS = table(
    "schools",
    {"school_id": "1", "school_name": "Первая"},
    {"school_id": "2", "school_name": "Вторая"},
    {"school_id": "3", "school_name": "Третья"},
)


def pictured(*rows: dict, run=RUN, **tables):
    data = SmallData({"marks": table("marks", *rows), "schools": SCHOOLS} | tables)
    return data, works.results(data, run)


def summary(*rows: dict, **tables) -> dict:
    data, view = pictured(*rows, **tables)
    made = result_findings.findings(
        view, series.changes(data, view), coverage.silent_units(view), goals.of_results(data, view)
    )
    return {item.block_id: item for item in made.items}


def test_a_share_at_the_threshold_asks_for_attention_and_names_its_counts() -> None:
    found = summary(marked("1", 2022, (3, 3, 3, 1)), marked("2", 2022, (3, 3, 3, 1)))["finding-low"]
    assert found.tone == "attention"
    assert "30,0 % (6 из 20)" in found.text.replace("\u00a0", " ")
    assert found.values["reached"] == 1


def test_a_share_of_a_small_group_is_never_called_low() -> None:
    found = summary(marked("1", 2022, (5, 1, 0, 0)))["finding-low"]
    assert found.tone == "neutral"
    assert "малые группы" in found.text
    assert "16,7" in found.text


def test_better_and_worse_are_said_only_beyond_chance() -> None:
    better = summary(*DISTRICT)["finding-change"]
    assert better.tone == "good" and "лучше" in better.text
    worse = summary(
        *(marked(school, 2021, AFTER) for school in "12"),
        *(marked(school, 2022, BEFORE) for school in "12"),
    )["finding-change"]
    assert worse.tone == "attention" and "хуже" in worse.text
    same = summary(*(marked("1", year, BEFORE) for year in (2021, 2022)))["finding-change"]
    assert same.tone == "neutral"
    assert "лучше" not in same.text and "хуже" not in same.text


def test_without_an_earlier_year_nothing_is_said_about_change() -> None:
    found = summary(marked("1", 2022, BEFORE))["finding-change"]
    assert found.tone == "no_data"


def test_schools_that_sent_nothing_are_named_as_missing_and_not_as_zero() -> None:
    found = summary(*DISTRICT)["finding-missing"]
    assert found.tone == "no_data"
    assert "не представила ничего 1 школа" in found.text.replace("\u00a0", " ")
    assert "не нули" in found.text


def test_a_procedure_not_held_is_told_by_the_calendar() -> None:
    run = RUN.model_copy(update={"year": 2020})
    _, view = pictured(marked("1", 2020, BEFORE), run=run)
    assert "не проводился" in words.level(view, "gia9").text
    assert isinstance(words.level(view, "gia9"), Notice)
    assert isinstance(words.level(view, "vpr"), Text)


def test_sections_without_data_show_one_notice_and_no_empty_table() -> None:
    data, view = pictured(marked("1", 2022, BEFORE))
    assert isinstance(words.level(view, "gia11"), Notice)
    assert tables.level(view, "gia11") is None
    assert isinstance(gap_words.gap(view), Notice)
    assert isinstance(words.change(series.changes(data, view)), Notice)


def test_units_above_the_threshold_are_sure_only_when_the_interval_is() -> None:
    _, view = pictured(marked("1", 2022, (4, 4, 2, 0)), marked("2", 2022, (40, 10, 10, 5)))
    text = units.units(view).text.replace("\u00a0", " ")
    assert "в 2 школах из 2" in text
    assert "надёжно в 1 из них" in text


def test_the_region_is_compared_as_a_whole_that_contains_the_district() -> None:
    region = marked("saratov", 2022, (100, 300, 400, 200), scope_type="region")
    _, view = pictured(*DISTRICT, region)
    row = contrasts.to_region(view, "mark_2_share").iloc[0]
    assert (row["own"], row["above"]) == (5.0, 10.0)
    assert row["movement"] in ("below", "none")


def test_marks_are_counted_back_from_the_same_values() -> None:
    _, view = pictured(*DISTRICT)
    row = contrasts.mark_counts(view).iloc[0]
    assert [row[f"mark_{mark}"] for mark in (2, 3, 4, 5)] == [4, 16, 40, 20]


@pytest.mark.parametrize(
    ("target", "standing"),
    [(50.0, "met"), (95.0, "met_by_chance"), (98.0, "missed_by_chance"), (100.0, "missed")],
)
def test_a_target_inside_the_interval_is_said_to_be_so(target: float, standing: str) -> None:
    aims = table(
        "targets",
        {"indicator_id": "vpr5.math.positive_share", "municipality_id": "ivanteevsky",
         "year": 2022, "target": target, "direction": "up"},
    )  # fmt: skip
    data, view = pictured(*DISTRICT, targets=aims)
    frame = goals.of_results(data, view)
    assert list(frame["standing"]) == [standing]
    text = goal_words.goals(frame, 2022).text
    assert ("в пределах случайных колебаний" in text) == (standing == "met_by_chance")
    assert ("Точно не достигнуты" in text) == (standing == "missed")


def test_a_target_without_data_is_neither_reached_nor_missed() -> None:
    aims = table(
        "targets",
        {"indicator_id": "oge9.math.passed_share.first", "municipality_id": "ivanteevsky",
         "year": 2022, "target": 100, "direction": "up"},
    )  # fmt: skip
    data, view = pictured(*DISTRICT, targets=aims)
    assert list(goals.of_results(data, view)["standing"]) == ["unknown"]


def test_sentence_and_table_say_the_same_number() -> None:
    _, view = pictured(marked("1", 2022, (3, 3, 3, 1)), marked("2", 2022, (3, 3, 3, 1)))
    made = tables.level(view, "vpr")
    cell = made.rows[0][2]
    assert cell.value == 30.0 and cell.text.startswith("30,0 (")
    assert "30,0" in words.level(view, "vpr").text
    assert cell.ref == "vpr5.math.mark_2_share|municipality:ivanteevsky"


def gaps(*rows: tuple[str, float, float | None, float | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["title", "value", "low_others", "high_others"]).astype(
        {"low_others": float, "high_others": float}
    )


def test_a_gap_of_few_schools_is_only_described() -> None:
    few = gaps(("ОГЭ, математика", -34.8, None, None), ("ОГЭ, русский", 2.0, None, None))
    assert gap_words.gap_sentence(few).replace("\u00a0", " ") == (
        "По доле «4» и «5» школы списка ниже территории в целом в 1 работе из 2, но школ мало: "
        "больше ли это случайного, сказать нельзя. Наибольшее отставание от территории в целом — "
        "ОГЭ, математика: −34,8 п. п."
    )
    many = gaps(("а", -20.0, -30.0, -5.0), ("б", -9.0, -20.0, 1.0), ("в", 9.0, 2.0, 18.0))
    both = gap_words.gap_sentence(pd.concat([many, few])).replace("\u00a0", " ")
    assert both.startswith(
        "По доле «4» и «5» школы списка ниже остальных в 1 работе из 3 (больше случайных "
        "различий между школами), выше — в 1 работе. Ещё в 1 работе из 2 они ниже территории в "
        "целом, но школ мало:"
    )
    level = gaps(("а", 0.0, None, None), ("б", 2.0, None, None))
    assert (
        gap_words.gap_sentence(level)
        .replace("\u00a0", " ")
        .startswith(
            "По доле «4» и «5» школы списка ни в одной из 2 работ не ниже территории в целом. "
        )
    )
    rest = gap_words.gap_sentence(pd.concat([many, level])).replace("\u00a0", " ")
    assert " Ещё ни в одной из 2 работ они не ниже территории в целом. " in rest
    assert "сказать нельзя" not in rest
    single = gap_words.gap_sentence(level.tail(1)).replace("\u00a0", " ")
    assert "школы списка в единственной работе не ниже территории в целом." in single
    none = gap_words.gap_sentence(gaps(("б", 1.0, -20.0, 1.0)))
    assert "не ниже остальных больше, чем случайно различаются школы." in none
    assert "Наименьший разрыв с территорией в целом — б: +1,0" in none.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("moved", "count", "is_news"),
    # 5 % of 18 is 0,9: about one by chance alone, so one is no news; of 5 it is 0,25
    [(1, 18, False), (2, 18, True), (1, 5, True), (0, 5, False), (2, 30, False), (3, 30, True)],
)
def test_what_chance_alone_would_give_asks_for_no_attention(
    moved: int, count: int, is_news: bool
) -> None:
    assert chance.is_news(moved, count) == is_news
    if count >= 10 and not is_news:
        assert f"около {moved}" in chance.expected(count)


def test_no_low_result_of_the_whole_does_not_hide_those_of_the_listed() -> None:
    register = table(
        "shnor_register", {"school_id": "1", "results_year": RUN.year, "source": "Приказ"}
    )
    rows = [marked("1", RUN.year, (8, 6, 4, 2)), marked("2", RUN.year, (0, 10, 20, 10))]
    found = summary(*rows, shnor_register=register)["finding-low"]
    text = found.text.replace("\u00a0", " ")
    # by hand: 8 of 60 in all, 8 of 20 in the listed one
    assert "по всей территории не достигает 30 %" in text and "13,3 %" in text
    assert "У школ списка вместе она не меньше 30 % в 1 работе из 1" in text and "40,0 %" in text
    assert "У школ списка" not in summary(*rows)["finding-low"].text


def test_one_work_of_many_that_stands_out_is_no_news_of_the_lists_gap() -> None:
    def finding(behind: int, count: int):
        rows = gaps(*((f"р{n}", -3.0, -9.0, -1.0 if n < behind else 1.0) for n in range(count)))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(gap_words, "gap_rows", lambda view: rows)
            return result_findings.gap(None)

    assert (finding(1, 18).tone, finding(2, 18).tone) == ("neutral", "attention")
    assert "При 18 сравнениях около 1 могли бы" in finding(1, 18).text
    assert "сравнениях" not in finding(0, 18).text
