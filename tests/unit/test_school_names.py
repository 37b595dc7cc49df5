"""Schools given by name: how spellings meet, what is proposed, what is never taken silently."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from support import Command, Ran

from helpers.readers.school_spelling import core, latin_letters, numbers, spelled

MARKS = "school_name;year;wave;procedure;grade;subject;participants;mark_2;mark_3;mark_4;mark_5"
REST = ";2022;spring;ВПР;5;math;10;2;3;4;1"
DIRECTORY = """school_id;school_name;municipality_id
s1;МБОУ «СОШ № 5 п. Ёлка»;ivanteevsky
s2;МБОУ «СОШ № 7»;ivanteevsky
s3;МКОУ «Лицей»;ivanteevsky
t1;МБОУ «СОШ № 7»;turochak
"""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("МБОУ «СОШ № 5 п. Ёлка»", 'МБОУ "СОШ №5 пос. Елка"'),
        ("СОШ № 5", "СОШ N 5"),
        ("СОШ № 5", "сош no. 5"),
        ("СОШ № 5", "СОШ  №  5 "),
        ("СОШ № 5", "CОШ № 5"),
        ("СОШ № 5", "Средняя общеобразовательная школа № 5"),
        ("МБОУ СОШ № 5", "Муниципальное бюджетное общеобразовательное учреждение СОШ 5"),
        ("СОШ имени А. С. Пушкина", "СОШ им. А.С. Пушкина"),
        ("СОШ — детский сад", "СОШ - детский сад"),
    ],
)
def test_spellings_of_one_school_meet(one: str, other: str) -> None:
    assert spelled(one) == spelled(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("СОШ № 5", "СОШ № 6"),
        ("СОШ № 5", "СОШ № 15"),
        ("СОШ № 5", "ООШ № 5"),
        ("МБОУ СОШ № 5", "МКОУ СОШ № 5"),
        ("Lyceum", "Лицей"),
    ],
)
def test_names_of_different_schools_do_not_meet(one: str, other: str) -> None:
    assert spelled(one) != spelled(other)


def test_the_legal_form_is_left_out_of_likeness_only() -> None:
    assert core("МБОУ СОШ № 5") == core("МКОУ СОШ № 5")
    assert numbers("СОШ № 5 на 12 мест") == {"5", "12"}
    assert (latin_letters("CОШ № 5"), latin_letters("СОШ № 5"), latin_letters("IT-лицей")) == (
        "C",
        "",
        "",
    )


@pytest.fixture
def data(shnor: Command, tmp_path: Path) -> Path:
    path = tmp_path / "schools.csv"
    path.write_text(DIRECTORY, encoding="utf-8")
    assert shnor("import", path, "--data", tmp_path / "d").code == 0
    return tmp_path / "d"


def take(shnor: Command, data: Path, *names: str, file: str = "marks.csv") -> Ran:
    path = data.parent / file
    path.write_text("\n".join([MARKS, *(f"{name}{REST}" for name in names)]), encoding="utf-8")
    return shnor("import", path, "-m", "ivanteevsky", "--data", data, "--format", "json")


def marks(data: Path) -> pd.DataFrame:
    return pd.read_parquet(data / "store" / "marks" / "municipality_id=ivanteevsky")


def test_a_school_is_found_by_its_name_in_its_municipality(shnor: Command, data: Path) -> None:
    ran = take(shnor, data, "МБОУ «СОШ № 7»", "мбоу СОШ N5 пос. Елка")
    assert ran.code == 0, ran.problems
    assert marks(data)["scope_id"].tolist() == ["s1", "s2"]
    (told,) = [p for p in ran.problems if p["code"] == "school_by_spelling"]
    assert "«мбоу СОШ N5 пос. Елка» → s1" in told["found"]
    assert "СОШ № 7" not in told["found"]


def test_a_likely_name_is_only_proposed(shnor: Command, data: Path) -> None:
    ran = take(shnor, data, "МКОУ СОШ № 7", "Лицей МКОУ новый", "Гимназия")
    assert ran.code == 1
    first, second, third = ran.problems
    assert (first["code"], first["row"], first["found"]) == ("school_unknown", 2, "«МКОУ СОШ № 7»")
    assert "s2 — МБОУ «СОШ № 7» (100 %)" in first["message"]
    assert "t1" not in first["message"]
    assert "s3" in second["message"]
    assert "Похожих названий в справочнике нет" in third["message"]
    assert not (data / "store" / "marks").exists()


def test_numbers_of_schools_are_never_taken_for_alike(shnor: Command, data: Path) -> None:
    ran = take(shnor, data, "МБОУ «СОШ № 17»")
    assert "Похожих названий в справочнике нет" in ran.problems[0]["message"]


def test_review_file_edited_by_a_person_becomes_the_table_of_aliases(
    shnor: Command, data: Path
) -> None:
    take(shnor, data, "МКОУ СОШ № 7", "Гимназия")
    review = data / "corrections" / "school_names_review.csv"
    lines = review.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "school_id;name;Предложение;Похожесть, %"
    assert lines[1:] == [
        ";Гимназия;похожих нет;",
        ";МКОУ СОШ № 7;s2 — МБОУ «СОШ № 7» (100 %);100",
    ]
    unedited = shnor("import", review, "--kind", "school_names", "--data", data)
    assert unedited.code == 1
    review.write_text(f"{lines[0]}\ns2{lines[2]}\n", encoding="utf-8-sig")
    ran = shnor("import", review, "--kind", "school_names", "--data", data)
    assert ran.code == 0, ran.err
    again = take(shnor, data, "МКОУ СОШ № 7")
    assert again.code == 0, again.problems
    assert marks(data)["scope_id"].tolist() == ["s2"]


def test_what_a_person_wrote_in_the_review_file_stays(shnor: Command, data: Path) -> None:
    take(shnor, data, "МКОУ СОШ № 7")
    review = data / "corrections" / "school_names_review.csv"
    review.write_text(
        review.read_text(encoding="utf-8-sig").replace("\n;МКОУ", "\ns2;МКОУ"),
        encoding="utf-8-sig",
    )
    take(shnor, data, "Гимназия")
    lines = review.read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(";")[:2] for line in lines[1:]] == [["", "Гимназия"], ["s2", "МКОУ СОШ № 7"]]


def test_dry_run_writes_no_review_file(shnor: Command, data: Path) -> None:
    path = data.parent / "marks.csv"
    path.write_text(f"{MARKS}\nГимназия{REST}\n", encoding="utf-8")
    ran = shnor("import", path, "-m", "ivanteevsky", "--data", data, "--dry-run")
    assert ran.code == 1
    assert not (data / "corrections").exists()


def test_two_spellings_of_one_school_in_one_file_are_one_key_twice(
    shnor: Command, data: Path
) -> None:
    ran = take(shnor, data, "МБОУ «СОШ № 7»", "МБОУ СОШ N7")
    assert ran.code == 1
    assert [p["code"] for p in ran.problems if p["severity"] == "error"] == ["duplicate_key"]


def test_a_name_of_several_schools_is_refused_with_their_codes(shnor: Command, data: Path) -> None:
    path = data.parent / "more.csv"
    path.write_text("school_id;school_name\ns9;МКОУ «Лицей»\n", encoding="utf-8")
    told = shnor("import", path, "-m", "ivanteevsky", "--data", data, "--format", "json")
    assert [p["code"] for p in told.problems] == ["same_school"]
    ran = take(shnor, data, "МКОУ «Лицей»")
    assert ran.problems[0]["code"] == "school_ambiguous"
    assert "s3, s9" in ran.problems[0]["message"]


def test_a_name_that_contradicts_the_code_is_flagged(shnor: Command, data: Path) -> None:
    path = data.parent / "m.csv"
    path.write_text(f"school_id;{MARKS}\ns1;МБОУ «СОШ № 8»{REST}\n", encoding="utf-8")
    ran = shnor("import", path, "-m", "ivanteevsky", "--data", data, "--format", "json")
    assert ran.code == 0
    (told,) = [p for p in ran.problems if p["code"] == "school_name_differs"]
    assert (told["found"], told["expected"]) == ("«МБОУ «СОШ № 8»»", "МБОУ «СОШ № 5 п. Ёлка»")
