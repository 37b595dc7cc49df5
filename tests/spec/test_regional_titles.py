"""Regional tables among other lines: year, form and subject come from titles alone."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from support import ROOT, Command, Ran, refusal

sys.path.insert(0, str(ROOT / "tests" / "unit"))
from gia_books import Rows, save
from regional_books import document

HEADER = ["Код ОО", "Наименование", "Количество участников", "2", "3", "4", "5"]
ONE = ["64101", "СОШ п. Знаменский", 25, 5, 10, 5, 5]
TWO = ["64102", "СОШ с. Бартеневка", 20, 5, 5, 5, 5]
THREE = ["64103", "СОШ с. Ивановка", 10, 1, 2, 3, 4]
TITLE = "Результаты ОГЭ 2023 года. Математика"


def load(shnor: Command, data: Path, path: Path) -> Ran:
    return shnor("import", path, "-m", "ivanteevsky", "--data", data, "--format", "json")


def book(path: Path, *rows: list[Any]) -> Path:
    return save(path, {"Л": list(rows)})


def exams(ran: Ran, data: Path) -> dict[str, tuple[int, str, str]]:
    """Year, form and subject of each school."""
    assert ran.code == 0, ran.out
    parts = sorted((data / "store" / "marks").rglob("*.parquet"))
    frame = pd.concat([pd.read_parquet(part) for part in parts])
    return {
        str(row.scope_id): (int(row.year), str(row.procedure), str(row.subject))
        for row in frame.itertuples()
    }


# -- notes and sentences above a table ------------------------------------------------------------

NOTES = [
    "По состоянию на 15.01.2024",
    "Приложение к письму от 10.01.2024 № 15",
    "Приложение к приказу от 10 января 2024 г. № 15",
    "Источник: сборник «Итоги 2022»",
    "Справочно: порог 2024 года — 8 баллов",
    "Дата выгрузки: 15.01.2024",
    "(без учёта результатов по русскому языку)",
    "* в 2022 году экзамен по выбору не проводился",
    "Министерство образования области, 2024",
]
SENTENCES = [
    "В 2022 году экзамен сдавали 500 человек.",
    "Динамика по сравнению с 2022 годом положительная.",
    "Обществознание выбрали 200 человек, чаще всего это выпускники городских школ.",
    "Из них 12 выпускников затем сдавали ЕГЭ по русскому языку в других регионах.",
    "Обеспечить подготовку к ЕГЭ 2024 года по физике;",
]


@pytest.mark.parametrize("note", NOTES)
def test_note_under_a_title_says_nothing_of_the_exam(
    shnor: Command, tmp_path: Path, note: str
) -> None:
    path = book(tmp_path / "t.xlsx", [TITLE], [note], HEADER, ONE)
    ran = load(shnor, tmp_path / "d", path)
    assert exams(ran, tmp_path / "d") == {"64101": (2023, "ОГЭ", "math")}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_sentence_of_a_document_says_nothing_of_the_exam(
    shnor: Command, tmp_path: Path, sentence: str
) -> None:
    table: Rows = [HEADER, ONE]
    ran = load(shnor, tmp_path / "d", document(tmp_path / "t.docx", [TITLE, sentence, table]))
    assert exams(ran, tmp_path / "d") == {"64101": (2023, "ОГЭ", "math")}


def test_day_of_a_download_does_not_overrule_the_name_of_the_file(
    shnor: Command, tmp_path: Path
) -> None:
    path = book(tmp_path / "ОГЭ 2023 математика_15.01.2024.xlsx", ["Результаты"],
                ["Дата выгрузки: 15.01.2024"], HEADER, ONE)  # fmt: skip
    ran = load(shnor, tmp_path / "d", path)
    assert exams(ran, tmp_path / "d") == {"64101": (2023, "ОГЭ", "math")}


def test_footnote_of_a_table_does_not_move_the_next_one(shnor: Command, tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", ["ОГЭ 2023. Русский язык"], HEADER, ONE, TWO,
                ["* в 2022 году экзамен по выбору не проводился"], ["Математика"], HEADER,
                THREE)  # fmt: skip
    ran = load(shnor, tmp_path / "d", path)
    assert exams(ran, tmp_path / "d") == {
        "64101": (2023, "ОГЭ", "rus"), "64102": (2023, "ОГЭ", "rus"),
        "64103": (2023, "ОГЭ", "math"),
    }  # fmt: skip


def test_line_below_a_table_does_not_contradict_the_title_of_the_next_one(
    shnor: Command, tmp_path: Path
) -> None:
    path = book(tmp_path / "t.xlsx", ["ОГЭ 2023. Русский язык"], HEADER, ONE,
                ["Качество по русскому языку 60 % (2022 год)"], [], ["Математика, ОГЭ 2023"],
                HEADER, THREE)  # fmt: skip
    ran = load(shnor, tmp_path / "d", path)
    assert exams(ran, tmp_path / "d") == {
        "64101": (2023, "ОГЭ", "rus"), "64103": (2023, "ОГЭ", "math"),
    }  # fmt: skip


def test_table_without_a_title_is_asked_about(shnor: Command, tmp_path: Path) -> None:
    note = "В 2023 году ОГЭ по математике сдавали 500 человек."
    path = book(tmp_path / "t.xlsx", ["ОГЭ"], [note], HEADER, ONE)
    assert refusal(load(shnor, tmp_path / "d", path), tmp_path / "d")["code"] == "exam_unknown"


@pytest.mark.parametrize(
    "line", ["ОГЭ 2022. Математика", "Физика", "ГВЭ-9", "Выбор экзаменов: обществознание"]
)
def test_two_titles_of_one_table_that_differ_are_asked_about(
    shnor: Command, tmp_path: Path, line: str
) -> None:
    path = book(tmp_path / "t.xlsx", [TITLE], [line], HEADER, ONE)
    problem = refusal(load(shnor, tmp_path / "d", path), tmp_path / "d")
    assert (problem["code"], problem["row"]) == ("exam_contradiction", 3)
    assert line in problem["found"]


def test_line_that_may_be_a_title_must_not_differ_from_the_name_of_the_file(
    shnor: Command, tmp_path: Path
) -> None:
    line = "Выбор экзаменов: обществознание"
    path = book(tmp_path / "ОГЭ 2023 математика.xlsx", [line], HEADER, ONE)
    problem = refusal(load(shnor, tmp_path / "d", path), tmp_path / "d")
    assert problem["code"] == "exam_contradiction"


@pytest.mark.parametrize(
    "titles",
    [
        ["ОГЭ 2023, математика (по состоянию на 15.01.2024)"],
        ["Результаты ОГЭ (без учёта ГВЭ и ЕГЭ) по математике", "2022/2023 учебный год"],
        ["Ивантеевский муниципальный район, ОГЭ, математика 2023 г."],
        ["Таблица 2-5. Основные результаты ОГЭ по математике в 2023 году"],
        ["ОГЭ", "02 - Математика 2023.06.09"],
        ["ОГЭ, математика", "Дата проведения: 09.06.2023"],
        ["Министерство образования, результаты ОГЭ 2023 года", "1.2. Математика"],
        ["Математика", "Успешность учеников нашей школы: ОГЭ 2023"],
    ],
)
def test_titles_as_they_are_written_are_believed(
    shnor: Command, tmp_path: Path, titles: list[str]
) -> None:
    path = book(tmp_path / "t.xlsx", *[[title] for title in titles], HEADER, ONE)
    ran = load(shnor, tmp_path / "d", path)
    assert exams(ran, tmp_path / "d") == {"64101": (2023, "ОГЭ", "math")}


# -- lines between the rows of a table ------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        (["Обществозн."], "social"),
        (["Обществ."], "social"),
        (["Англ. яз."], "english"),
        (["Информ."], "informatics"),
        (["Инф. и ИКТ"], "informatics"),
        (["Биол."], "biology"),
        (["Геогр."], "geography"),
        (["Хим."], "chemistry"),
        (["Лит-ра"], "literature"),
        (["Мат-ка"], "math"),
        (["02", "Математика"], "math"),
        (["Предмет:", "02", "Математика"], "math"),
        ([None, "2", "Математика"], "math"),
        ([2, "Математика"], "math"),
        (["Математика", None, None, "9 класс"], "math"),
        (["ОГЭ 2023", "Физика"], "physics"),
        (["ОГЭ, 9 класс"], "rus"),
        (["Сельские школы"], "rus"),
        (["с. Бартеневка"], "rus"),
        (["* данные предварительные"], "rus"),
    ],
)
def test_line_between_rows_changes_the_subject_of_the_rows_below(
    shnor: Command, tmp_path: Path, line: list[Any], subject: str
) -> None:
    path = book(tmp_path / "t.xlsx", ["ОГЭ 2023. Русский язык"], HEADER, ONE, line, TWO)
    ran = load(shnor, tmp_path / "d", path)
    found = exams(ran, tmp_path / "d")
    assert found == {"64101": (2023, "ОГЭ", "rus"), "64102": (2023, "ОГЭ", subject)}
    assert not {"line_unknown", "rows_left_out"} & ran.codes


@pytest.mark.parametrize("line", ["Алгебра", "Физ-ра", "Черчение"])
def test_line_between_rows_that_is_not_understood_is_told(
    shnor: Command, tmp_path: Path, line: str
) -> None:
    path = book(tmp_path / "t.xlsx", ["ОГЭ 2023. Русский язык"], HEADER, ONE, [line], TWO)
    ran = load(shnor, tmp_path / "d", path)
    told = ran.by_code["line_unknown"]
    assert (told["row"], told["found"]) == (4, f"«{line}»")


@pytest.mark.parametrize("line", ["ГВЭ-9", "ОГЭ 2022. Математика", "ЕГЭ, физика"])
def test_line_between_rows_of_another_form_or_year_is_asked_about(
    shnor: Command, tmp_path: Path, line: str
) -> None:
    path = book(tmp_path / "t.xlsx", ["ОГЭ 2023. Русский язык"], HEADER, ONE, [line], TWO)
    problem = refusal(load(shnor, tmp_path / "d", path), tmp_path / "d")
    assert (problem["code"], problem["row"]) == ("subject_line_unclear", 4)


def test_second_table_does_not_take_the_subject_of_the_first(
    shnor: Command, tmp_path: Path
) -> None:
    path = book(tmp_path / "t.xlsx", ["ОГЭ 2023. Русский язык"], HEADER, ONE, ["Наши школы"],
                HEADER, TWO)  # fmt: skip
    assert refusal(load(shnor, tmp_path / "d", path), tmp_path / "d")["code"] == "exam_unknown"


# -- titles that compare, lines that say more than their subject ----------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "Результаты ОГЭ 2023 по математике по сравнению с регионом",
        "Результаты ОГЭ по математике в 2023 году по сравнению с прошлым годом",
        "Таблица 2. Результаты, которые показали школы на ОГЭ 2023 по математике",
        "Какие результаты показали школы на ОГЭ 2023 по математике",
        "Результаты ОГЭ 2023 по математике можно видеть в таблице 2",
    ],
)
def test_a_title_that_compares_is_a_title(shnor: Command, tmp_path: Path, title: str) -> None:
    first = "Результаты ОГЭ 2023 по русскому языку"
    path = document(tmp_path / "t.docx", [first, [HEADER, ONE, TWO], title, [HEADER, THREE]])
    read = exams(load(shnor, tmp_path / "d", path), tmp_path / "d")
    assert read["64101"] == read["64102"] == (2023, "ОГЭ", "rus")
    assert read["64103"] == (2023, "ОГЭ", "math")


@pytest.mark.parametrize(
    "line",
    [
        "Химия (основной период)", "Химия (обязательный)", "Обязательные предметы: химия",
        "Химия по выбору", "Предмет по выбору: Химия", "Химия – 55 чел.", "Химия, 30 мая",
        "Предмет: Химия. Дата: 30.05.2023", "Химия, 29.05.2023 (понедельник)",
        "Экзамен: химия (минимальный балл - 10)", "Предмет - 04 Химия", "2. Химия", "02 Химия",
        "Химия (с практической частью)", "Химия Ивантеевский район",
    ],
)  # fmt: skip
def test_a_line_that_begins_with_its_subject_begins_its_rows(
    shnor: Command, tmp_path: Path, line: str
) -> None:
    rows = [["Результаты ОГЭ 2023, русский язык"], HEADER, ONE, [line], TWO, THREE]
    path = book(tmp_path / "t.xlsx", *rows)
    read = exams(load(shnor, tmp_path / "d", path), tmp_path / "d")
    assert [read[code][2] for code in ("64101", "64102", "64103")] == [
        "rus", "chemistry", "chemistry"
    ]  # fmt: skip


@pytest.mark.parametrize("lines", [["1. Городские школы", "2. Прочие"], ["1 смена", "2 смена"]])
def test_a_line_that_only_counts_is_no_district(
    shnor: Command, tmp_path: Path, lines: list[str]
) -> None:
    one, two = ([line] for line in lines)
    rows = [["Результаты ОГЭ 2023, русский язык"], HEADER, one, ONE, two, TWO]
    ran = shnor("import", book(tmp_path / "t.xlsx", *rows), "-m", "altai", "--data", tmp_path / "d")
    assert ran.code == 0
    (part,) = (tmp_path / "d" / "store" / "marks").rglob("*.parquet")
    assert part.parent.name == "municipality_id=altai"


@pytest.mark.parametrize("part", ["(сельские)", "(продолжение)", ", городские"])
def test_a_part_of_the_district_is_the_district(shnor: Command, tmp_path: Path, part: str) -> None:
    rows = [[TITLE], HEADER, ["Ивантеевский район"], ONE, [f"Ивантеевский район{part}"], TWO]
    ran = load(shnor, tmp_path / "d", book(tmp_path / "t.xlsx", *rows))
    assert set(exams(ran, tmp_path / "d")) == {"64101", "64102"}


@pytest.mark.parametrize("words", ["без учета не явившихся", "за исключением удаленных"])
def test_those_left_out_of_a_count_do_not_make_it_theirs(
    shnor: Command, tmp_path: Path, words: str
) -> None:
    head = ["Код ОО", "Наименование", f"Количество участников ({words})", "Средний балл"]
    rows = [["ЕГЭ 2023 Русский язык"], head, ["64101", "СОШ п. Знаменский", 25, 60.1]]
    assert load(shnor, tmp_path / "d", book(tmp_path / "t.xlsx", *rows)).code == 0
    (part,) = (tmp_path / "d" / "store" / "exams").rglob("*.parquet")
    assert pd.read_parquet(part)["sat"].tolist() == [25]


@pytest.mark.parametrize("head", ["шкала 2022 года", "Перевод баллов по приказу от 2020 г."])
def test_a_head_that_names_the_year_of_a_rule_says_nothing_of_results(
    shnor: Command, tmp_path: Path, head: str
) -> None:
    rows = [[TITLE], [*HEADER[:2], head], [None, None, *HEADER[2:]], ONE]
    read = exams(load(shnor, tmp_path / "d", book(tmp_path / "t.xlsx", *rows)), tmp_path / "d")
    assert read == {"64101": (2023, "ОГЭ", "math")}


def test_some_of_those_who_sat_are_no_rivals_of_all(shnor: Command, tmp_path: Path) -> None:
    heads = [*HEADER[:2], "Все участники", None, None, None, None, "в том числе с ОВЗ"]
    marks = ["2", "3", "4", "5"]
    rows = [[TITLE], heads, [None, None, *HEADER[2:], *marks], [*ONE, 1, 0, 0, 0]]
    ran = load(shnor, tmp_path / "d", book(tmp_path / "t.xlsx", *rows))
    assert ran.code == 0, ran.out
    (part,) = (tmp_path / "d" / "store" / "marks").rglob("*.parquet")
    row = pd.read_parquet(part).iloc[0]
    assert row[["participants", "mark_2", "mark_3", "mark_4", "mark_5"]].tolist() == [
        25,
        5,
        10,
        5,
        5,
    ]
