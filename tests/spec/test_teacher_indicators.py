"""Teachers: deficits, plans, help, training. One made-up district, answers counted by hand.

School 1 is listed. Its staff: Anna, Boris, Vera (pedagogues) and Galina (head). School 2:
Darya, Egor. School 3 has one teacher, Zoya, and reports nothing else.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from spec.small_tables import SmallData, one, ratio, table

from helpers import paths
from helpers.indicators import compute, deficits, help, staffing, teacher_values, teachers
from helpers.indicators.deficits import DeficitRule
from helpers.indicators.teacher_year import TeacherYear
from helpers.params import RunParams
from helpers.wording import teachers as wording

YEAR = 2022
RULE = DeficitRule()
RUN = RunParams(municipality_id="ivanteevsky", year=YEAR)


def diagnosis(code, point, competence, score, *, tool="Т1", subject="", date=None):
    days = {"entry": "2021-10-05", "interim": "2022-01-20", "exit": "2022-05-10"}
    return {
        "teacher_code": code, "date": date or days[point], "point": point, "tool": tool,
        "competence": competence, "subject": subject, "score": score, "max_score": 50,
    }  # fmt: skip


SCHOOLS = table(
    "schools",
    {"school_id": "1", "school_name": "Школа 1"},
    {"school_id": "2", "school_name": "Школа 2"},
    {"school_id": "3", "school_name": "Школа 3"},
)
REGISTER = table("shnor_register", {"school_id": "1", "results_year": YEAR, "source": "РОН"})
STAFF = table(
    "teachers",
    {"teacher_code": "anna", "year": YEAR, "school_id": "1"},
    {"teacher_code": "boris", "year": YEAR, "school_id": "1", "is_young": True},
    {"teacher_code": "vera", "year": YEAR, "school_id": "1"},
    {"teacher_code": "galina", "year": YEAR, "school_id": "1", "is_management": True},
    {"teacher_code": "darya", "year": YEAR, "school_id": "2"},
    {"teacher_code": "egor", "year": YEAR, "school_id": "2"},
    {"teacher_code": "zoya", "year": YEAR, "school_id": "3"},
    {"teacher_code": "anna", "year": YEAR - 1, "school_id": "2"},
)
#: Of 50 points the cut of 60 % is 30: 29 is a deficit, 30 is not.
DIAGNOSTICS = table(
    "diagnostics",
    diagnosis("anna", "entry", "предметная", 20, subject="math"),
    diagnosis("anna", "exit", "предметная", 35, subject="math"),
    diagnosis("anna", "entry", "методическая", 30),
    diagnosis("anna", "exit", "методическая", 40),
    diagnosis("boris", "entry", "предметная", 20, subject="rus"),
    diagnosis("boris", "exit", "предметная", 25, subject="rus"),
    diagnosis("darya", "entry", "методическая", 29),
    diagnosis("egor", "entry", "предметная", 50, subject="math"),
    diagnosis("egor", "exit", "предметная", 45, subject="math"),
)
PLANS = table(
    "plans",
    {"teacher_code": "anna", "year": YEAR, "plan_kind": "ИОМ", "items": 4, "items_done": 4},
    {"teacher_code": "boris", "year": YEAR, "plan_kind": "ИППР", "items": 4, "items_done": 3,
     "closed_on": "2022-05-30"},
    {"teacher_code": "galina", "year": YEAR, "plan_kind": "ИППР", "closed_on": "2022-05-30"},
)  # fmt: skip
HELP = table(
    "help",
    {"teacher_code": "anna", "date": "2021-11-01", "form": "консультация", "record_no": "1",
     "competence": "Предметная", "subject": "math", "hours": 4},
    {"teacher_code": "boris", "date": "2021-11-02", "form": "консультация", "record_no": "1",
     "competence": "предметная", "subject": "math", "hours": 2},
    {"teacher_code": "vera", "date": "2021-11-03", "form": "посещение урока", "record_no": "1"},
    {"teacher_code": "darya", "date": "2021-08-31", "form": "семинар", "record_no": "1",
     "competence": "методическая"},
)  # fmt: skip
TABLES = {
    "schools": SCHOOLS, "shnor_register": REGISTER, "teachers": STAFF,
    "diagnostics": DIAGNOSTICS, "plans": PLANS, "help": HELP,
}  # fmt: skip


@pytest.fixture(scope="module")
def values() -> pd.DataFrame:
    return teacher_values.values_of_year(SmallData(TABLES), RUN)


def found_deficits(rows: pd.DataFrame, year: int, rule: DeficitRule) -> pd.DataFrame:
    return deficits.found_in(deficits.measures(rows, rule), year)


def paired_change(rows: pd.DataFrame, year: int, rule: DeficitRule) -> pd.DataFrame:
    return deficits.pairs_in(deficits.measures(rows, rule), year, rule)


def test_a_score_at_the_cut_is_no_deficit_and_one_below_it_is():
    found = found_deficits(DIAGNOSTICS, YEAR, RULE).set_index("teacher_code")
    assert not found.loc[found["competence"] == "методическая"].loc["anna", "is_deficit"]
    assert found.loc["darya", "is_deficit"]


def test_each_tool_may_have_its_own_cut():
    strict = DeficitRule(tool_cuts_pct={"Т1": 80.0})
    found = found_deficits(DIAGNOSTICS, YEAR, strict).set_index("teacher_code")
    assert found.loc[found["competence"] == "методическая"].loc["anna", "is_deficit"]


def test_a_competence_without_a_score_is_neither_a_deficit_nor_free_of_one():
    rows = table("diagnostics", diagnosis("anna", "entry", "методическая", None))
    assert found_deficits(rows, YEAR, RULE)["is_deficit"].isna().all()


def test_the_share_with_deficits_is_given_of_all_staff_and_of_the_diagnosed(values):
    assert ratio(values, "teachers.deficit_share", "listed") == "2 of 3"
    assert ratio(values, "teachers.deficit_share.of_diagnosed", "listed") == "2 of 2"
    assert ratio(values, "teachers.deficit_share", "municipality") == "3 of 6"
    assert ratio(values, "teachers.deficit_share.of_diagnosed", "municipality") == "3 of 4"
    assert ratio(values, "teachers.diagnosed_share", "municipality") == "4 of 6"


def test_where_nobody_was_diagnosed_there_is_no_share_of_deficits(values):
    assert ratio(values, "teachers.deficit_share", "school", "3") == "no_data"
    assert ratio(values, "teachers.diagnosed_share", "school", "3") == "0 of 1"


def test_a_deficit_without_exit_is_not_removed(values):
    pairs = paired_change(DIAGNOSTICS, YEAR, RULE)
    change = pairs.set_index(["teacher_code", "competence"])["change"].to_dict()
    assert change == {
        ("anna", "методическая"): "no_deficit",
        ("anna", "предметная"): "removed",
        ("boris", "предметная"): "reduced",
        ("darya", "методическая"): "no_exit",
        ("egor", "предметная"): "no_deficit",
    }
    assert ratio(values, "teachers.deficits_removed_share", "municipality") == "1 of 3"
    assert ratio(values, "teachers.deficits_removed_share", "school", "2") == "0 of 1"


def test_an_exit_by_another_tool_is_no_exit():
    rows = table(
        "diagnostics",
        diagnosis("anna", "entry", "методическая", 20),
        diagnosis("anna", "exit", "методическая", 50, tool="Т2"),
    )
    assert paired_change(rows, YEAR, RULE)["change"].tolist() == ["no_exit"]


@pytest.mark.parametrize(
    ("at_entry", "at_exit", "change"),
    [
        (20, 30, "removed"), (20, 25, "reduced"), (20, 20, "same"), (20, 15, "grew"),
        (40, 25, "appeared"), (40, 45, "no_deficit"), (20, None, "no_exit"),
        (40, None, "not_measured"),
    ],
)  # fmt: skip
def test_the_change_of_a_deficit_is_named_by_entry_and_exit(at_entry, at_exit, change):
    rows = table(
        "diagnostics",
        diagnosis("anna", "entry", "методическая", at_entry),
        diagnosis("anna", "exit", "методическая", at_exit),
    )
    assert paired_change(rows, YEAR, RULE)["change"].tolist() == [change]


def test_an_exit_meets_its_entry_of_an_earlier_year_in_the_year_of_the_exit():
    rows = table(
        "diagnostics",
        diagnosis("anna", "entry", "методическая", 20, date="2021-05-10"),
        diagnosis("anna", "exit", "методическая", 40),
    )
    assert paired_change(rows, YEAR, RULE)["change"].tolist() == ["removed"]
    assert paired_change(rows, YEAR - 1, RULE)["change"].tolist() == ["no_exit"]
    assert paired_change(rows, YEAR + 1, RULE).empty


def test_an_exit_before_the_latest_entry_closes_an_earlier_round():
    rows = table(
        "diagnostics",
        diagnosis("anna", "entry", "методическая", 10, date="2021-09-05"),
        diagnosis("anna", "exit", "методическая", 40, date="2021-12-05"),
        diagnosis("anna", "entry", "методическая", 20, date="2022-02-05"),
    )
    assert paired_change(rows, YEAR, RULE)["change"].tolist() == ["no_exit"]


def test_a_removed_deficit_beside_a_new_one_is_not_a_teacher_without_deficits():
    rows = table(
        "diagnostics",
        diagnosis("anna", "entry", "методическая", 20),
        diagnosis("anna", "exit", "методическая", 40),
        diagnosis("anna", "entry", "предметная", 40),
        diagnosis("anna", "exit", "предметная", 20),
    )
    values = teacher_values.values_of_year(SmallData(TABLES | {"diagnostics": rows}), RUN)
    assert ratio(values, "teachers.deficits_removed_share", "listed") == "0 of 1"


def test_the_summary_keeps_deficits_without_exit_in_its_denominator():
    summary = deficits.change_summary(paired_change(DIAGNOSTICS, YEAR, RULE))
    total = summary.iloc[-1]
    assert (total["deficits"], total["removed"], total["reduced"], total["no_exit"]) == (3, 1, 1, 1)
    assert total["removed_pct"] == pytest.approx(100 / 3)
    assert total["mean_change_points"] == pytest.approx((30 + 10) / 2)


def test_growth_is_measured_on_the_same_teachers(values):
    # subject: Anna 40 → 70, Boris 40 → 50, Egor 100 → 90; all three have entry and exit
    assert ratio(values, "teachers.subject_growth_share", "municipality") == "2 of 6"
    growth = one(values, "teachers.entry_exit_growth", "municipality")
    # Anna: subject +30, methodical +20, mean +25; Boris +10; Egor −10
    assert growth["value"] == pytest.approx((25 + 10 - 10) / 3)
    assert growth["denominator"] == 3


def test_a_plan_is_done_by_its_items_and_both_readings_of_the_source_are_given(values):
    # Boris closed his plan with three items of four; Galina's has no items, only a closing date
    assert ratio(values, "teachers.plan_done_share", "listed") == "1 of 2"
    assert ratio(values, "teachers.plan_done_share.as_written", "listed") == "1 of 3"
    assert ratio(values, "teachers.plan_done_share.as_written", "municipality") == "1 of 6"
    assert ratio(values, "staff.idp_share", "listed") == "3 of 4"
    assert ratio(values, "programmes.teacher_growth_done", "listed") == "2 of 3"
    assert one(values, "staff.iom_count", "listed")["value"] == 1


def test_help_counts_by_the_school_year_and_the_letter_of_the_plan_divides_by_all_staff(values):
    # Darya was helped on 31 August: that is the year before
    assert ratio(values, "teachers.helped_share", "municipality") == "3 of 6"
    assert ratio(values, "teachers.helped_share.as_written", "listed") == "3 of 4"


def test_help_answers_a_deficit_only_in_the_same_competence_and_subject():
    found = found_deficits(DIAGNOSTICS, YEAR, RULE)
    ties = help.tied_help(HELP, found, YEAR).set_index("teacher_code")["tie"].to_dict()
    # Boris's deficit is in Russian, he was helped in mathematics
    assert ties == {"anna": "to_deficit", "boris": "other", "vera": "untied"}


def test_teachers_with_a_deficit_and_no_help_for_it_are_listed():
    found = found_deficits(DIAGNOSTICS, YEAR, RULE)
    rows = help.unhelped_teachers(HELP, found, STAFF[STAFF["year"] == YEAR], YEAR)
    assert rows[["teacher_code", "other_acts"]].to_numpy().tolist() == [["boris", 1], ["darya", 0]]
    silence = help.unhelped_teachers(table("help"), found, STAFF, YEAR)
    assert silence.empty, "unknown help must not be shown as help not given"


def test_deficits_without_help_and_help_without_deficits_stand_side_by_side():
    found = found_deficits(DIAGNOSTICS, YEAR, RULE)
    table_ = help.answered_deficits(HELP, found, STAFF[STAFF["year"] == YEAR], YEAR)
    rows = {
        (row.competence, row.subject): (row.with_deficit, row.helped, row.acts_without_deficit)
        for row in table_.itertuples()
    }
    assert rows[("предметная", "math")] == (1, 1, 1)  # Anna; Boris was helped without need
    assert rows[("предметная", "rus")] == (1, 0, 0)  # Boris
    assert rows[("методическая", "")] == (1, 0, 0)  # Darya


def test_the_matrix_shows_three_denominators_and_no_cell_where_nobody_was_scored():
    found = found_deficits(DIAGNOSTICS, YEAR, RULE)
    staff = STAFF[(STAFF["year"] == YEAR) & ~STAFF["is_management"].fillna(False)]
    matrix = deficits.deficit_matrix(found, staff)
    cell = matrix[(matrix["competence"] == "методическая") & (matrix["school_id"] == "1")].iloc[0]
    assert (cell["diagnosed"], cell["with_deficit"], cell["staff"]) == (1, 0, 3)
    assert cell["with_any_deficit"] == 2
    whole = deficits.deficit_matrix(found, staff, by=["tool", "competence"])
    subject = whole[whole["competence"] == "предметная"].iloc[0]
    assert subject["of_diagnosed_pct"] == pytest.approx(200 / 3)
    assert subject["of_staff_pct"] == pytest.approx(200 / 6)
    assert "3" not in set(matrix["school_id"])


def test_what_nobody_reported_has_no_value_instead_of_zero(values):
    for name in ("teachers.mentoring_share", "staff.trained_share", "teachers.attested_share"):
        assert one(values, name, "municipality")["status"] == "no_data"


def test_the_funnel_goes_from_staff_to_removed_deficits():
    tables = {name: SmallData(TABLES).table(name) for name in teachers.CARD_TABLES}
    funnel = teachers.funnel(teachers.teacher_cards(tables, YEAR)).set_index("step")
    assert funnel["teachers"].to_dict() == {
        "staff": 6, "diagnosed": 4, "with_deficit": 3, "with_plan": 2, "helped": 1, "removed": 1,
    }  # fmt: skip
    assert funnel.loc["removed", "of_previous_pct"] == pytest.approx(100 / 3)


def test_a_step_that_nobody_reported_is_missing_in_the_funnel():
    tables = {name: SmallData(TABLES).table(name) for name in teachers.CARD_TABLES}
    tables["help"] = table("help")
    funnel = teachers.funnel(teachers.teacher_cards(tables, YEAR)).set_index("step")
    assert pd.isna(funnel.loc["helped", "teachers"])


def test_mentoring_counts_both_of_a_pair_and_network_only_pairs_with_a_partner_school():
    pairs = table(
        "mentoring",
        {"mentee_code": "boris", "year": YEAR, "mentor_code": "anna"},
        {"mentee_code": "egor", "year": YEAR, "mentor_code": "outsider", "partner_school_id": "9"},
        {"mentee_code": "zoya", "year": YEAR - 1, "mentor_code": "anna"},
    )
    values = teacher_values.values_of_year(SmallData(TABLES | {"mentoring": pairs}), RUN)
    assert ratio(values, "teachers.mentoring_share", "municipality") == "3 of 6"
    assert ratio(values, "teachers.network_share", "municipality") == "1 of 6"
    assert ratio(values, "teachers.network_share", "listed") == "0 of 3"


def test_courses_count_for_three_school_years_once_they_are_finished():
    def course(code, finished, programme="Предмет", literacy=False):
        return {
            "teacher_code": code, "programme": programme, "started_on": "2019-01-01",
            "finished_on": finished, "is_functional_literacy": literacy,
        }  # fmt: skip

    courses = table(
        "courses",
        course("anna", "2019-09-01", literacy=True),
        course("boris", "2019-08-31"),
        course("vera", None),
        course("galina", "2022-08-31", "Управление школой"),
        course("darya", "2022-01-10", "Цифровые технологии на уроке"),
    )
    values = teacher_values.values_of_year(SmallData(TABLES | {"courses": courses}), RUN)
    assert ratio(values, "staff.trained_share", "listed") == "2 of 4"
    assert ratio(values, "teachers.fl_trained_share", "listed") == "1 of 3"
    assert ratio(values, "staff.management_trained_share", "listed") == "1 of 4"
    assert ratio(values, "staff.modern_tech_trained_share", "municipality") == "1 of 7"
    assert one(values, "programmes.shnor_seats", "municipality")["value"] == 2


def test_success_of_attestation_is_judged_among_those_with_a_result():
    attestation = table(
        "attestation",
        {"teacher_code": "anna", "date": "2021-12-01", "result": "Присвоена"},
        {"teacher_code": "boris", "date": "2021-12-01", "result": "отказано"},
        {"teacher_code": "vera", "date": "2021-12-01"},
    )
    values = teacher_values.values_of_year(SmallData(TABLES | {"attestation": attestation}), RUN)
    assert ratio(values, "teachers.attested_share", "listed") == "1 of 2"


def test_vacant_hours_are_need_less_cover_and_surplus_elsewhere_fills_nothing():
    need = table(
        "staffing",
        {"school_id": "1", "year": YEAR, "subject": "math", "hours_needed": 30,
         "hours_by_specialist": 18, "hours_by_other": 6},
        {"school_id": "1", "year": YEAR, "subject": "rus", "hours_needed": 20,
         "hours_by_specialist": 25},
        {"school_id": "2", "year": YEAR, "subject": "math", "hours_needed": 18},
        {"school_id": "3", "year": YEAR, "subject": "math", "hours_needed": 9},
    )  # fmt: skip
    load = table(
        "teacher_assignments",
        {"teacher_code": "egor", "year": YEAR, "school_id": "2", "subject": "math", "hours": 12,
         "is_specialist": True},
    )  # fmt: skip
    rows = staffing.staffing_by_subject(need, load, YEAR)
    vacant = rows.set_index(["school_id", "subject"])["hours_vacant"].to_dict()
    assert vacant[("1", "math")] == 6
    assert vacant[("1", "rus")] == 0
    assert vacant[("2", "math")] == 6, "cover comes from the load of teachers"
    assert pd.isna(vacant[("3", "math")]), "no cover reported is not all hours vacant"
    total = staffing.staffing_total(rows).iloc[0]
    assert (total["hours_vacant"], total["rows_unknown"]) == (12, 1)


def test_young_specialists_fill_vacancies_of_the_year_before():
    tables = TABLES | {
        "staffing": table(
            "staffing",
            {"school_id": "1", "year": YEAR - 1, "subject": "rus", "hours_needed": 20,
             "hours_by_specialist": 0},
            {"school_id": "1", "year": YEAR - 1, "subject": "math", "hours_needed": 20,
             "hours_by_specialist": 10},
            {"school_id": "2", "year": YEAR - 1, "subject": "math", "hours_needed": 20,
             "hours_by_specialist": 20},
        ),
        "teacher_assignments": table(
            "teacher_assignments",
            {"teacher_code": "boris", "year": YEAR, "school_id": "1", "subject": "rus"},
            {"teacher_code": "anna", "year": YEAR, "school_id": "1", "subject": "math"},
        ),
    }  # fmt: skip
    values = teacher_values.values_of_year(SmallData(tables), RUN)
    assert ratio(values, "staff.young_supply", "listed") == "1 of 2"
    assert one(values, "staff.young_supply", "school", "2")["status"] == "not_applicable"


def test_a_municipality_that_reports_nothing_is_left_out_of_its_regions_sums():
    other = {"municipality_id": "elsewhere"}
    staff = pd.concat(
        [STAFF, table("teachers", {"teacher_code": "x", "year": YEAR, "school_id": "8"} | other)],
        ignore_index=True,
    )
    schools = pd.concat(
        [SCHOOLS, table("schools", {"school_id": "8", "school_name": "Школа 8"} | other)],
        ignore_index=True,
    )
    tables = TABLES | {"teachers": staff, "schools": schools}
    data = SmallData(tables, "rostov")
    values = teacher_values.values_of_year(data, RunParams(municipality_id="rostov", year=YEAR))
    assert ratio(values, "teachers.deficit_share", "region") == "3 of 6"


def test_the_order_of_rows_changes_no_value(values):
    shuffled = {
        name: frame.sample(frac=1, random_state=7).reset_index(drop=True)
        for name, frame in TABLES.items()
    }
    again = teacher_values.values_of_year(SmallData(shuffled), RUN)
    pd.testing.assert_frame_equal(again, values)


def test_while_the_years_list_is_not_issued_the_list_in_support_is_used():
    register = table(
        "shnor_register",
        {"school_id": "2", "results_year": YEAR - 1, "source": "РОН",
         "support_from": "2021-09-01", "support_to": "2022-08-31"},
    )  # fmt: skip
    values = teacher_values.values_of_year(SmallData(TABLES | {"shnor_register": register}), RUN)
    row = one(values, "teachers.deficit_share", "listed")
    assert (row["numerator"], row["denominator"]) == (1, 2)
    assert "действовавший в учебном году" in row["note"]


def test_an_edited_rule_changes_all_that_is_counted_of_the_same_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = tmp_path / "methodology"
    shutil.copytree(paths.methodology_folder(), rules)
    monkeypatch.setattr(paths, "methodology_folder", lambda: rules)
    data = SmallData(TABLES)
    named = "teachers.deficit_share.of_diagnosed"
    before = one(compute(data, RUN, [named]), named, "municipality")
    assert (before["numerator"], before["denominator"]) == (3, 4)
    file = rules / "deficits.yaml"
    text = file.read_text(encoding="utf-8")
    # at 35 % of 50 points only scores below 17.5 would be deficits, and there is none
    file.write_text(re.sub(r"(cut_pct:\s+value: )60", r"\g<1>35", text, count=1), encoding="utf-8")
    assert file.read_text(encoding="utf-8") != text
    after = one(compute(data, RUN, [named]), named, "municipality")
    assert (after["numerator"], after["denominator"]) == (0, 4)


#: Entry and exit of two competences (of 50, cut 60 %) by teacher; None is a work without a score.
SCORES = {
    "anna": ((20, 40), (45, 35)),
    "boris": ((20, 40), (40, 20)),
    "darya": ((45, 45), (10, None)),
    "egor": ((20, 25), (20, 40)),
    "new1": ((40, 20), (40, 40)),
}


def test_the_share_of_removed_deficits_is_one_number_with_one_definition():
    names = ("методическая", "предметная")
    rows = table(
        "diagnostics",
        *(
            diagnosis(code, point, name, score)
            for code, pairs in SCORES.items()
            for name, pair in zip(names, pairs, strict=True)
            for point, score in zip(("entry", "exit"), pair, strict=True)
        ),
    )
    staff = table(
        "teachers",
        *({"teacher_code": code, "year": YEAR, "school_id": "1"} for code in SCORES),
    )
    data = SmallData(TABLES | {"diagnostics": rows, "teachers": staff})

    def is_low(score):
        return score is not None and score / 50 < 0.6

    had = [pairs for pairs in SCORES.values() if any(is_low(entry) for entry, _ in pairs)]
    cleared = [
        pairs for pairs in had
        if all(end is not None and not is_low(end) for entry, end in pairs if is_low(entry))
    ]  # fmt: skip
    none_left = [pairs for pairs in cleared if not any(is_low(end) for _, end in pairs)]
    # anna alone has none left; boris has a new one; darya has an exit without a score
    assert (len(none_left), len(cleared), len(had)) == (1, 2, 4)
    values = teacher_values.values_of_year(data, RUN)
    assert ratio(values, "teachers.deficits_removed_share", "municipality") == "1 of 4"
    picture = TeacherYear(data, RUN)
    assert picture.removed == (1, 4)
    assert picture.step("removed") == 1
    total = picture.changes.iloc[-1]
    # five deficits of entry: those of anna, boris, darya, two of egor
    assert (total["deficits"], total["removed"], total["no_exit"]) == (5, 3, 1)
    said = next(f for f in wording.findings(picture).items if f.block_id == "teachers-removed")
    text = said.text.replace("\u00a0", " ")
    assert "не осталось ни одного дефицита у 1 из 4 педагогов с дефицитом на входе" in text
    assert "Ещё у 1 педагога дефициты входа сняты все, но на выходе есть другой" in text
    assert "У 1 педагога нет итогового результата" in text


#: What each teacher has beside a deficit of «методическая» at entry that is removed by exit.
LEFT_AT_EXIT = {
    "no entry": [diagnosis("x", "exit", "предметная", 5)],
    "entry without a score": [
        diagnosis("x", "entry", "предметная", None), diagnosis("x", "exit", "предметная", 5),
    ],
    "another tool": [diagnosis("x", "exit", "методическая", 5, tool="Т2")],
    "a later exit without a score": [
        diagnosis("x", "exit", "предметная", 5),
        diagnosis("x", "exit", "предметная", None, date="2022-05-20"),
    ],
}  # fmt: skip
NOT_LEFT = {
    "nothing else": [],
    "mended by a later exit": [
        diagnosis("x", "exit", "предметная", 5),
        diagnosis("x", "exit", "предметная", 45, date="2022-05-20"),
    ],
    "entered anew after the exit": [
        diagnosis("x", "exit", "предметная", 5, date="2021-09-10"),
        diagnosis("x", "entry", "предметная", 45),
    ],
    "an exit of the year before": [diagnosis("x", "exit", "предметная", 5, date="2021-05-20")],
    "an exit without a score": [diagnosis("x", "exit", "предметная", None)],
}  # fmt: skip


@pytest.mark.parametrize(
    ("beside", "is_free"),
    [(rows, False) for rows in LEFT_AT_EXIT.values()]
    + [(rows, True) for rows in NOT_LEFT.values()],
    ids=[*LEFT_AT_EXIT, *NOT_LEFT],
)
def test_no_deficit_is_left_only_where_no_exit_of_the_year_is_below_the_cut(
    beside: list[dict[str, object]], is_free: bool
) -> None:
    rows = [
        diagnosis("x", "entry", "методическая", 20), diagnosis("x", "exit", "методическая", 40),
        *beside,
    ]  # fmt: skip
    staff = table("teachers", {"teacher_code": "x", "year": YEAR, "school_id": "1"})
    data = SmallData(TABLES | {"diagnostics": table("diagnostics", *rows), "teachers": staff})
    values = teacher_values.values_of_year(data, RUN)
    share = ratio(values, "teachers.deficits_removed_share", "municipality")
    assert share == ("1 of 1" if is_free else "0 of 1")
    picture = TeacherYear(data, RUN)
    assert (picture.removed, picture.with_new_deficit) == ((int(is_free), 1), int(not is_free))
    assert picture.step("removed") == int(is_free)
    said = next(f for f in wording.findings(picture).items if f.block_id == "teachers-removed")
    assert ("есть другой" in said.text) != is_free


def test_notes_stay_with_their_sums_where_a_teacher_has_no_school() -> None:
    homeless = table(
        "teachers",
        {"teacher_code": "anna", "year": YEAR, "school_id": "1"},
        {"teacher_code": "ada", "year": YEAR, "school_id": ""},
    )
    courses = table(
        "courses",
        {"teacher_code": "anna", "programme": "п", "started_on": "2021-10-01",
         "finished_on": "2022-02-01"},
    )  # fmt: skip
    tables = {"schools": SCHOOLS, "shnor_register": REGISTER, "teachers": homeless}
    made = teacher_values.values_of_year(SmallData(tables | {"courses": courses}), RUN)
    told = {
        scope: ("источник списка" in note)
        for scope, note in zip(made["scope"], made["note"], strict=True)
        if scope != "cohort"
    }
    notes = made[made["indicator_id"] == "staff.trained_share"].set_index("scope")["note"]
    assert notes["listed"].startswith("источник списка: РОН; школ с данными: 1")
    # Ada is counted, and she makes no school
    assert notes["municipality"].startswith("школ с данными: 1; школ без данных: 2")
    assert ratio(made, "staff.trained_share", "municipality") == "1 of 2"
    assert told == {"school": False, "listed": True, "municipality": False}
