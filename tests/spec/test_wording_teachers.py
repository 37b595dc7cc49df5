"""Which sentences about teachers the numbers allow."""

from __future__ import annotations

from typing import Any

import pytest
from spec.made_up_data import RUN, act, diagnosis, made_up, staff

from helpers.blocks import Finding
from helpers.indicators.school_card import SchoolCard
from helpers.indicators.teacher_year import TeacherYear
from helpers.tables import teacher_help
from helpers.tables import teachers as teacher_tables
from helpers.wording import people, school_card
from helpers.wording import teachers as wording


def year(**tables: list[dict[str, Any]]) -> TeacherYear:
    return TeacherYear(made_up(**tables), RUN)  # type: ignore[arg-type]


def finding(picture: TeacherYear, block_id: str) -> Finding | None:
    return next((f for f in wording.findings(picture).items if f.block_id == block_id), None)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("diagnosed", "tone"), [(20, "good"), (19, "good"), (17, "neutral"), (15, "attention")]
)
def test_coverage_is_praised_or_warned_of_by_the_stated_limits(diagnosed: int, tone: str) -> None:
    records = [diagnosis(n, 90) for n in range(1, diagnosed + 1)]
    found = finding(year(teachers=staff(20), diagnostics=records), "teachers-coverage")
    assert found is not None
    assert found.tone == tone
    assert f"{diagnosed} из 20 педагогов" in plain(found.text)


def test_a_small_staff_gets_counts_without_shares_and_no_verdict() -> None:
    found = finding(year(teachers=staff(4), diagnostics=[diagnosis(1, 90)]), "teachers-coverage")
    assert found is not None
    assert found.tone == "neutral"
    assert "прошёл 1 из 4 педагогов" in plain(found.text)
    assert "%" not in found.text


def test_one_teacher_is_enough_for_a_page() -> None:
    picture = year(teachers=staff(1), diagnostics=[diagnosis(1, 30)], help=[act(1)])
    said = [plain(item.text) for item in wording.findings(picture).items]
    assert "у 1 из 1 прошедших диагностику" in " ".join(said)
    assert not any("%" in text for text in said)


def test_no_diagnosis_is_not_no_deficits() -> None:
    found = finding(year(teachers=staff(12)), "teachers-coverage")
    assert found is not None
    assert found.tone == "no_data"
    assert "Это не значит, что дефицитов нет" in found.text


def test_nothing_is_said_of_removal_when_most_have_no_exit() -> None:
    entries = [diagnosis(n, 30) for n in range(1, 13)]
    found = finding(
        year(teachers=staff(12), diagnostics=[*entries, diagnosis(1, 90, "exit")]),
        "teachers-removed",
    )
    assert found is not None
    assert found.tone == "no_data"
    assert "судить рано" in found.text


def test_removal_is_judged_against_the_goal_and_names_those_without_exit() -> None:
    entries = [diagnosis(n, 30) for n in range(1, 13)]
    exits = [diagnosis(n, 90, "exit") for n in range(1, 10)]
    picture = year(teachers=staff(12), diagnostics=[*entries, *exits])
    found = finding(picture, "teachers-removed")
    assert found is not None
    assert found.tone == "attention"
    assert (
        "ни одного дефицита у 9 из 12 педагогов с дефицитом на входе (75,0 %) при цели 90 %"
        in plain(found.text)
    )
    assert "У 3 педагогов нет итогового результата по дефициту" in plain(found.text)


def test_help_for_another_competence_leaves_the_deficit_without_help() -> None:
    picture = year(
        teachers=staff(3),
        diagnostics=[diagnosis(1, 30), diagnosis(2, 30)],
        help=[act(1), act(2, "предметная")],
    )
    found = finding(picture, "teachers-help")
    assert found is not None
    assert found.tone == "attention"
    assert "получил 1 из 2 педагогов с дефицитом" in plain(found.text)
    assert "остался 1 дефицит у 1 педагога" in plain(found.text)


def test_unreported_help_is_not_called_absent_help() -> None:
    picture = year(teachers=staff(3), diagnostics=[diagnosis(1, 30)])
    assert finding(picture, "teachers-help") is None
    assert "это не значит, что помощи не было" in wording.answered(picture).text


def test_the_report_is_about_listed_schools_where_a_list_names_them() -> None:
    others = [
        {"teacher_code": "x1", "year": 2022, "school_id": "s2"},
        {"teacher_code": "x2", "year": 2022, "school_id": "s2"},
    ]
    picture = year(
        teachers=[*staff(2), *others],
        diagnostics=[diagnosis(1, 30)],
        shnor_register=[{"school_id": "s1", "results_year": 2022, "source": "регион"}],
    )
    found = finding(picture, "teachers-coverage")
    assert found is not None
    assert "1 из 2 педагогов школ списка ШНОР в Ивантеевском районе" in plain(found.text)


@pytest.mark.parametrize(
    ("count", "nominative", "genitive"),
    [(1, "1 педагог", "1 педагога"), (3, "3 педагога", "3 педагогов"),
     (11, "11 педагогов", "11 педагогов"), (21, "21 педагог", "21 педагога")],
)  # fmt: skip
def test_people_agree_with_their_number(count: int, nominative: str, genitive: str) -> None:
    assert plain(people.teachers(count)) == nominative
    assert plain(people.of_teachers(count)) == genitive


def test_hours_that_are_not_whole_keep_their_decimal() -> None:
    acts = [act(1) | {"hours": 2.5}, act(2) | {"hours": 10.0}]
    picture = year(teachers=staff(2), help=acts)
    forms, units = teacher_help.help_forms(picture), teacher_help.help_by_unit(picture)
    assert forms is not None
    assert units is not None
    assert [row[-1].text for row in forms.rows] == ["12,5"]
    assert units.rows[-1][-2].text == "12,5"
    whole = teacher_help.help_forms(year(teachers=staff(2), help=acts[1:]))
    assert whole is not None
    assert [row[-1].text for row in whole.rows] == ["10"]


def test_teachers_whose_school_is_not_named_keep_a_row_beside_the_total() -> None:
    people_of = [*staff(2), {"teacher_code": "t3", "year": 2022}]
    picture = year(
        teachers=people_of, help=[act(3)], diagnostics=[diagnosis(n, 30) for n in (1, 3)]
    )
    units, covered = teacher_help.help_by_unit(picture), teacher_tables.coverage_by_unit(picture)
    assert units is not None
    assert covered is not None
    assert [[cell.text for cell in row[:3]] for row in units.rows] == [
        ["s1", "2", "0"], ["Школа не указана", "1", "1"], ["Всего", "3", "1"],
    ]  # fmt: skip
    assert [[cell.text for cell in row[:3]] for row in covered.rows] == [
        ["s1", "2", "1"], ["Школа не указана", "1", "1"], ["Всего", "3", "2"],
    ]  # fmt: skip


def test_the_card_of_a_school_gives_hours_of_help_with_their_decimal() -> None:
    data = made_up(teachers=staff(2), help=[act(1) | {"hours": 2.5}])
    card = SchoolCard(data, RUN.model_copy(update={"school_id": "s1"}))  # type: ignore[arg-type]
    assert school_card._help(card).endswith(", часов 2,5")


def test_the_card_of_a_school_with_help_and_no_diagnosis_says_so() -> None:
    data = made_up(teachers=staff(2), help=[act(1)])
    card = SchoolCard(data, RUN.model_copy(update={"school_id": "s1"}))  # type: ignore[arg-type]
    (found,) = school_card._staff(card)
    assert (found.tone, found.text) == (
        "no_data", "Диагностики педагогов школы за год в данных нет.",
    )  # fmt: skip
