"""Rows and codes that look like data of one school or person and are not.

Totals of pivot tables, clerks and portals; codes that differ only in letters that look alike.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from spec.bad_files import HEADER, LINE, book, lines, row
from support import Command, Ran, stored

TEACHERS = ["teacher_code", "year", "school_id"]


def imported(shnor: Command, path: Path, data: Path, *options: str) -> Ran:
    """The import of a path for the usual municipality."""
    return shnor("import", path, "-m", "ivanteevsky", "--data", data, "--format", "json", *options)


def table(folder: Path, name: str, header: list[str], *rows: list[Any]) -> Path:
    """A book with one contract table."""
    folder.mkdir(exist_ok=True)
    return book(rows=rows, header=header, title=name, name=f"{name}.xlsx")(folder)


TOTALS = [
    "Общий итог", "Итог", "Итоги", "iva-01 Итог", "Итого по району", "Всего по школам:",
    "Grand Total", "Total Result", "в т.ч. сельские", "в т. ч. городские", "в том числе",
    "из них малокомплектные", "Среднее", "Среднее по району", "Средний балл по району",
    "В среднем по району", "В целом по району", "Городские школы", "Сельские ОО", "Все школы",
    "По району", "Количество школ", "Ивантеевский район", "ИВАНТЕЕВСКИЙ  р-н",
    "Ивантеевский муниципальный район", "Турочакский район", "Вилюйский улус",
    "Пугачёвский район", "Саратовская область", "Муниципалитет с кодом 3 (Алтайский край)",
    "Вся выборка", "МО Ивантеевский район", "Ивантеевский МР", "Ивантеевский м. р.",
    "МО «Ивантеевский район»", "Ивантеевский", "Ивантеевский р-н Саратовской области",
    "Саратовская обл.", "Муниципалитет в целом", "Справочно: район", "Итоговый показатель",
    "Общее", "Общий", "Все", "по МО", "Σ", "% по району", "Средняя по району", "Ср. балл",
    "Среднерайонный показатель", "Доля, %",
]  # fmt: skip


@pytest.mark.parametrize("word", TOTALS)
def test_total_in_the_column_of_codes_or_of_names_is_no_school(
    shnor: Command, tmp_path: Path, word: str
) -> None:
    coded = lines(LINE, row(school_id=word))(tmp_path)
    named = lines(
        LINE.replace("s1", "СОШ № 1"),
        row(school_id=word),
        header=HEADER.replace("school_id", "school_name"),
        name="named.csv",
    )(tmp_path)
    for path, column in ((coded, "school_id"), (named, "school_name")):
        ran = imported(shnor, path, tmp_path / "d")
        errors = [p for p in ran.problems if p["severity"] == "error"]
        assert (ran.code, [p["code"] for p in errors]) == (1, ["total_row"]), (path.name, errors)
        assert (errors[0]["row"], errors[0]["column"]) == (3, column)
        assert errors[0]["found"] == f"«{word}»"
        assert "сосчитались бы дважды" in errors[0]["message"]
    assert not list((tmp_path / "d").rglob("*.parquet"))


@pytest.mark.parametrize("word", ["Всего педагогов", "Общий итог", "Педагогов всего", "из них:"])
def test_total_among_teachers_is_no_teacher(shnor: Command, tmp_path: Path, word: str) -> None:
    path = table(tmp_path, "teachers", TEACHERS, ["t1", 2023, "s1"], [word, 2023, "s1"])
    ran = imported(shnor, path, tmp_path / "d")
    (error,) = [p for p in ran.problems if p["severity"] == "error"]
    assert (ran.code, error["code"]) == (1, "total_row")
    assert (error["sheet"], error["row"], error["column"]) == ("teachers", 3, "A")


def test_total_is_told_wherever_the_column_of_codes_stands(shnor: Command, tmp_path: Path) -> None:
    header = ["year", "school_id", "teacher_code"]
    path = table(tmp_path, "teachers", header, [2023, "s1", "t1"], [2023, "Общий итог", "t2"])
    ran = imported(shnor, path, tmp_path / "d")
    (error,) = [p for p in ran.problems if p["severity"] == "error"]
    assert (error["code"], error["row"], error["column"]) == ("total_row", 3, "B")


def test_sign_of_a_pivot_table_for_nothing_is_no_code(shnor: Command, tmp_path: Path) -> None:
    ran = imported(shnor, lines(LINE, row(school_id="(пусто)"))(tmp_path), tmp_path / "d")
    (error,) = [p for p in ran.problems if p["severity"] == "error"]
    assert (ran.code, error["code"], error["row"]) == (1, "missing_key", 3)
    assert "сводная таблица" in error["message"]


def test_codes_and_names_of_schools_are_never_taken_for_totals(
    shnor: Command, tmp_path: Path
) -> None:
    names = [
        "Средняя школа № 3", "Среднее общеобразовательное учреждение № 5", "Сельская школа",
        "Городская школа № 1", "Районная гимназия", "Всеволожская СОШ", "Итоговая школа",
        "Алтайский лицей", "СОШ Ивантеевского района", "Школа полного дня", "п. Мирный-Степной",
        "МБОУ «Средняя школа с. Итоговка»", "Нет", "Максимовская СОШ", "Красный край",
        "Средняя школа № 5", "Общеобразовательная школа", "Итальянская гимназия", "Доля",
        "Средняя общеобразовательная № 2", "Ивантеевский лицей", "Общая школа", "Все святые",
        "СОШ МО Ивантеевский район", "Алтайский", "Средняя школа по улице Мира", "Процентова",
    ]  # fmt: skip
    codes = ["total-1", "ИТОГ-1", "всего-2", "АТ 01", "64101", "T 1", "edu640001", "+7", "Все-1"]
    codes += ["МО-1", "МР 2"]
    rows = [[f"s{n}", name] for n, name in enumerate(names)] + [[code, "x"] for code in codes]
    rows = [[code, f"{name} {n}" if name == "x" else name] for n, (code, name) in enumerate(rows)]
    path = table(tmp_path, "schools", ["school_id", "school_name"], *rows)
    ran = imported(shnor, path, tmp_path / "d")
    assert ran.code == 0, ran.problems
    assert len(stored(tmp_path / "d", "schools")) == len(names) + len(codes)


def test_published_row_of_a_district_may_bear_its_name(shnor: Command, tmp_path: Path) -> None:
    header = HEADER.replace("school_id", "scope_type;scope_id")
    path = lines(LINE.replace("s1", "муниципалитет;Пугачёвский район"), header=header)(tmp_path)
    ran = imported(shnor, path, tmp_path / "d")
    assert (ran.code, "unknown_scope" in ran.codes) == (0, True), ran.problems


def test_text_that_is_no_code_may_speak_of_all(shnor: Command, tmp_path: Path) -> None:
    header = ["title", "event_id", "date"]
    path = table(tmp_path, "events", header, ["Все школы района: спартакиада", "e1", "2023-03-01"])
    assert imported(shnor, path, tmp_path / "d").code == 0


SCHOOLS = ["school_id", "school_name"]
LOOKALIKES = [
    ("ivа-01", "iva-01", "русские и латинские буквы"),
    ("IVA-01", "iva-01", "прописные и строчные буквы"),
    ("iva–01", "iva-01", "вид тире"),
    ("iva - 01", "iva-01", "пробелы"),
    ("iva-01", "iva−01", "вид тире"),
    ("іva-04", "iva-04", "буквы разных алфавитов"),
    ("iva-0З", "iva-03", "буквы и цифры"),
    ("iva-O1", "iva-01", "буквы и цифры"),
    ("iva-О1", "iva-01", "буквы и цифры"),
    ("iva_02", "iva-02", "тире и подчёркивание"),
    ("ІVА_O3", "iva-03", "прописные и строчные буквы"),
]


def doubts(ran: Ran) -> list[tuple[str, str]]:
    """Codes that an import found to look like others, each with the other."""
    return [
        (p["found"].strip("«»"), p["expected"])
        for p in ran.problems
        if p["code"] == "lookalike_code"
    ]


@pytest.mark.parametrize(("code", "known", "words"), LOOKALIKES)
def test_code_that_looks_like_a_known_one_is_kept_and_the_known_one_proposed(
    shnor: Command, tmp_path: Path, code: str, known: str, words: str
) -> None:
    data = tmp_path / "d"
    assert imported(shnor, table(tmp_path, "schools", SCHOOLS, [known, "СОШ № 1"]), data).code == 0
    ran = imported(shnor, lines(row(school_id=code))(tmp_path), data)
    assert (ran.code, doubts(ran)) == (0, [(code, known)])
    told = ran.by_code["lookalike_code"]
    assert (told["severity"], told["row"], told["column"]) == ("warning", 2, "school_id")
    assert words in told["message"]
    assert "сами они не соединяются" in told["message"]
    assert stored(data)["scope_id"].tolist() == [code]
    checked = shnor("check", "--data", data, "--format", "json")
    (again,) = [p for p in checked.json if p["code"] == "lookalike_code"]
    assert (again["found"], again["expected"], again["row"]) == (code, known, 2)
    assert Path(again["file"]).name == "marks.csv"


def test_corrected_code_leaves_no_school_behind(shnor: Command, tmp_path: Path) -> None:
    data = tmp_path / "d"
    directory = table(tmp_path, "schools", SCHOOLS, ["iva-01", "СОШ № 1"], ["iva-02", "СОШ № 2"])
    assert imported(shnor, directory, data).code == 0
    wrong = [row(school_id="ivа-01"), row(school_id="new", subject="rus")]
    assert imported(shnor, lines(*wrong)(tmp_path), data).code == 0
    assert len(stored(data, "schools")) == 4
    right = [row(school_id="iva-01"), row(school_id="new", subject="rus")]
    ran = imported(shnor, lines(*right)(tmp_path), data)
    assert (ran.code, doubts(ran)) == (0, [])
    assert sorted(stored(data, "schools")["school_id"]) == ["iva-01", "iva-02", "new"]
    assert not [
        p for p in shnor("check", "--data", data, "--format", "json").json
        if p["code"] == "lookalike_code"
    ]  # fmt: skip


def test_spelling_that_another_file_still_has_stays(shnor: Command, tmp_path: Path) -> None:
    data = tmp_path / "d"
    first = lines(row(school_id="ivа-01"), row(school_id="gone"))
    second = lines(row(school_id="ivа-01", subject="rus"), name="again.csv")
    for make in (first, second):
        assert imported(shnor, make(tmp_path), data).code == 0
    assert imported(shnor, lines(row(school_id="iva-01"))(tmp_path), data).code == 0
    assert sorted(stored(data, "schools")["school_id"]) == ["gone", "iva-01", "ivа-01"]


def test_two_spellings_in_one_file_are_told_where_nobody_is_known(
    shnor: Command, tmp_path: Path
) -> None:
    path = lines(row(school_id="ivа-01"), row(school_id="iva-01", subject="rus"))(tmp_path)
    ran = imported(shnor, path, tmp_path / "d")
    assert (ran.code, doubts(ran)) == (0, [("ivа-01", "iva-01")])
    path = lines(row(school_id="iva-O1"), row(school_id="iva-01", subject="rus"))(tmp_path)
    assert doubts(imported(shnor, path, tmp_path / "c")) == [("iva-O1", "iva-01")]
    people = [["T-01", 2023, "s1"], ["Т-01", 2023, "s1"], ["t-01", 2022, "s1"]]
    ran = imported(shnor, table(tmp_path, "teachers", TEACHERS, *people), tmp_path / "e")
    assert (ran.code, doubts(ran)) == (0, [("Т-01", "T-01"), ("t-01", "T-01")])
    assert "отдельный педагог" in ran.by_code["lookalike_code"]["message"]


def test_teacher_of_another_table_that_looks_like_a_known_one_is_told(
    shnor: Command, tmp_path: Path
) -> None:
    data = tmp_path / "d"
    people = table(tmp_path, "teachers", TEACHERS, ["T-ivan-01", 2023, "s1"])
    assert imported(shnor, people, data).code == 0
    header = ["teacher_code", "programme", "started_on", "school_id"]
    path = table(tmp_path, "courses", header, ["Т-ivan-01", "ФГОС", "2023-03-01", "s1"])
    ran = imported(shnor, path, data)
    assert (ran.code, doubts(ran)) == (0, [("Т-ivan-01", "T-ivan-01")])
    checked = shnor("check", "--data", data, "--format", "json").json
    (again,) = [p for p in checked if p["code"] == "lookalike_code"]
    assert (again["sheet"], again["row"], again["found"]) == ("courses", 2, "Т-ivan-01")


def test_codes_that_a_directory_tells_apart_are_not_doubted_elsewhere(
    shnor: Command, tmp_path: Path
) -> None:
    data = tmp_path / "d"
    directory = table(tmp_path, "schools", SCHOOLS, ["a1", "СОШ № 1"], ["A1", "СОШ № 2"])
    assert doubts(imported(shnor, directory, data)) == [("A1", "a1")]
    path = lines(*(row(school_id=code) for code in ("a1", "A1", "1 12", "11 2", "112")))(tmp_path)
    assert doubts(imported(shnor, path, data)) == []


def test_codes_of_a_refused_file_are_not_known(shnor: Command, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    lines(row(school_id="IVA-01", mark_2=-1), name="a.csv")(folder)
    lines(row(school_id="iva-01"), name="b.csv")(folder)
    ran = imported(shnor, folder, tmp_path / "d")
    assert (ran.code, doubts(ran)) == (1, [])
