"""Schools with low results: the rule on small tables, with answers worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import Command

HEADER = (
    "school_id,year,wave,procedure,grade,subject,level,enrolled,participants,"
    "mark_2,mark_3,mark_4,mark_5"
)
#: Threshold 30 %. a: 3 of 10 twice. b: 2 of 10 in spring and 5 of 10 in autumn are one
#: procedure, 7 of 20 = 35 %, and 5 of 10 the year before. c: one low procedure only.
#: d: 29 of 100 twice, just below. e: low in both years, but in different subjects.
MARKS = f"""{HEADER}
a,2022,spring,ВПР,5,math,,12,10,3,3,3,1
a,2022,spring,ВПР,5,rus,,12,10,3,3,3,1
b,2022,spring,ВПР,5,math,,12,10,2,4,3,1
b,2022,autumn,ВПР,6,math,,12,10,5,2,2,1
b,2021,spring,ВПР,5,math,,12,10,5,2,2,1
c,2022,spring,ВПР,6,rus,,6,6,2,2,1,1
d,2022,spring,ВПР,5,math,,100,100,29,40,21,10
d,2022,spring,ВПР,5,rus,,100,100,29,40,21,10
e,2022,spring,ВПР,5,math,,20,20,8,6,4,2
e,2021,spring,ВПР,5,rus,,20,20,8,6,4,2
"""
EXAMS = """school_id,year,form,grade,subject,level,sat,below_min_first,below_min_final
x,2022,ЕГЭ,11,math,base,4,1,0
x,2022,ЕГЭ,11,math,profile,6,4,3
x,2022,ЕГЭ,11,rus,,10,4,3
y,2021,ЕГЭ,11,math,profile,10,9,9
y,2021,ЕГЭ,11,rus,,10,9,9
"""
SCHOOLS = """school_id;municipality_id;school_name;is_special
z;ivanteevsky;Вечерняя школа;да
"""
REGISTER = """school_id;results_year;source
a;2022;Рособрнадзор
c;2022;Рособрнадзор
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("identify")
    special = MARKS.splitlines()[1:3]
    texts = {
        "schools": SCHOOLS,
        "marks": MARKS + "\n".join(line.replace("a,", "z,", 1) for line in special) + "\n",
        "exams": EXAMS,
        "shnor_register": REGISTER,
    }
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    from helpers.__main__ import main

    files = [str(folder / f"{name}.csv") for name in texts]
    assert main(["import", *files, "-m", "ivanteevsky", "--data", str(folder / "d")]) == 0
    return folder / "d"


def judged(shnor: Command, data: Path, year: int, *more: str) -> dict[str, dict]:
    ran = shnor(
        "identify", "-y", year, "-m", "ivanteevsky", "--data", data, "--format", "json", *more
    )
    assert ran.code == 0
    return {verdict["school_id"]: verdict for verdict in ran.json}


def variant(tmp_path: Path, name: str, value: str) -> Path:
    from support import ROOT

    text = (ROOT / "params" / "methodology" / "low_results.yaml").read_text(encoding="utf-8")
    head, _, tail = text.partition(f"  {name}:\n    value: ")
    path = tmp_path / "rule.yaml"
    rest = tail.partition("\n")[2]
    path.write_text(f"{head}  {name}:\n    value: {value}\n{rest}", encoding="utf-8")
    return path


def test_two_low_procedures_of_a_year_or_one_two_years_running_list_a_school(
    shnor: Command, data: Path
) -> None:
    found = judged(shnor, data, 2022)
    listed = {school for school, verdict in found.items() if verdict["listed"]}
    assert listed == {"a", "b", "x"}


def test_trigger_names_procedure_counts_share_and_margin(shnor: Command, data: Path) -> None:
    first, second = judged(shnor, data, 2022)["b"]["triggers"]
    assert (first["procedure"], first["grade"], first["subject"]) == ("ВПР", 5, "math")
    assert (first["below"], first["participants"], first["year"]) == (7, 20, 2022)
    assert first["share"] == pytest.approx(35.0)
    assert first["margin"] == pytest.approx(5.0)
    assert (second["below"], second["participants"], second["year"]) == (5, 10, 2021)


def test_exactly_the_threshold_is_low_and_just_below_is_not(shnor: Command, data: Path) -> None:
    found = judged(shnor, data, 2022)
    assert [trigger["margin"] for trigger in found["a"]["triggers"]] == [0.0, 0.0]
    assert found["d"]["triggers"] == []


def test_levels_of_mathematics_are_pooled_unless_the_rule_says_otherwise(
    shnor: Command, data: Path, tmp_path: Path
) -> None:
    pooled = judged(shnor, data, 2022)["x"]["triggers"]
    assert [(t["subject"], t["below"], t["participants"]) for t in pooled] == [
        ("math", 3, 10),
        ("rus", 3, 10),
    ]
    worst = judged(shnor, data, 2022, "--rule", str(variant(tmp_path, "math_levels", "worst")))
    (math,) = [t for t in worst["x"]["triggers"] if t["subject"] == "math"]
    assert (math["level"], math["below"], math["participants"]) == ("profile", 3, 6)


def test_wider_second_ground_takes_any_procedure_of_each_year(
    shnor: Command, data: Path, tmp_path: Path
) -> None:
    wide = judged(shnor, data, 2022, "--rule", str(variant(tmp_path, "two_year_rule", "any")))
    assert wide["e"]["listed"] is True
    assert judged(shnor, data, 2022)["e"]["listed"] is False


def test_unified_exam_of_2021_does_not_count(shnor: Command, data: Path) -> None:
    assert judged(shnor, data, 2021)["y"]["triggers"] == []


def test_special_school_is_not_listed_and_says_why(shnor: Command, data: Path) -> None:
    verdict = judged(shnor, data, 2022)["z"]
    assert len(verdict["triggers"]) == 2
    assert verdict["listed"] is False
    assert any("вечерняя" in warning for warning in verdict["warnings"])


def test_official_list_stands_beside_and_is_unknown_where_there_is_none(
    shnor: Command, data: Path
) -> None:
    now = judged(shnor, data, 2022)
    assert (now["a"]["official"], now["b"]["official"], now["c"]["official"]) == (
        True,
        False,
        True,
    )
    assert judged(shnor, data, 2021)["a"]["official"] is None


def test_small_group_and_absent_pupils_are_warned_about(shnor: Command, data: Path) -> None:
    found = judged(shnor, data, 2022)
    # one pupil of six is 16.7 points
    assert any("17 п. п." in warning for warning in found["c"]["warnings"])
    # 29 of 100, nobody absent: nothing to warn of
    assert found["d"]["warnings"] == []


def test_rule_file_with_an_unknown_word_is_refused(
    shnor: Command, data: Path, tmp_path: Path
) -> None:
    ran = shnor(
        "identify",
        "-y",
        "2022",
        "--data",
        data,
        "--rule",
        variant(tmp_path, "two_year_rule", "sometimes"),
    )
    assert ran.code == 2
    assert "same, any, off" in ran.err
