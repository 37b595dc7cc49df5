"""Sheets of one book: each is the table its header names; none is lost without a word."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from helpers.readers.files import SourceFile, expand
from helpers.readers.sources import ParsedSource, read_source

TEACHERS = [
    ["Код педагога", "Год", "Код школы"],
    ["p-01", 2024, "1"],
    ["p-02", 2024, "1"],
]
DIAGNOSTICS = [
    ["Код педагога", "Дата", "Точка диагностики", "Инструмент диагностики", "Компетенция",
     "Предмет", "Балл", "Максимальный балл"],
    ["p-01", "15.09.2023", "входная", "Тест", "предметная", "Математика", 11, 20],
]  # fmt: skip


Rows = list[list[object]]


def book(name: str = "книга.xlsx", /, **sheets: Rows) -> SourceFile:
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    stream = BytesIO()
    made.save(stream)
    return SourceFile(name, name, stream.getvalue(), Path(name))


def read(file: SourceFile, **given: object) -> ParsedSource:
    return read_source(file, "", {"municipality_id": "turochak", **given})


@pytest.mark.parametrize("title", ["Лист2", "Диагностика", "Итоги"])
def test_a_second_sheet_is_known_by_its_own_header(title: str) -> None:
    parsed = read(book(**{"Педагоги": TEACHERS, title: DIAGNOSTICS}))
    assert not [one for one in parsed.problems if one.severity == "error"]
    assert [data.table for data in parsed.tables] == ["teachers", "diagnostics"]


def test_a_table_of_another_year_than_asked_is_refused() -> None:
    parsed = read(book(Педагоги=TEACHERS), year=2023)
    found = [one for one in parsed.problems if one.code == "other_year"]
    assert [(one.severity, one.found, one.expected) for one in found] == [("error", "2024", "2023")]
    both = [*TEACHERS, ["p-01", 2023, "1"]]
    assert not [one for one in read(book(Педагоги=both), year=2023).problems
                if one.severity == "error"]  # fmt: skip


#: A regional table of one subject.
RUSSIAN: Rows = [
    ["ОГЭ 2023 Русский язык"],
    ["Код ОО", "Наименование", "Количество участников", "2", "3", "4", "5"],
    ["64101", "СОШ п. Знаменский", 25, 5, 10, 5, 5],
    ["64102", "СОШ с. Бартеневка", 10, 1, 4, 3, 2],
]
_PEOPLE = ["Фамилия", "Имя", "Отчество"]


def exam(title: str, school: str = "Код ОО", result: str = "Оценка") -> Rows:
    """A protocol of an exam: a title, a header, three pupils of a school."""
    header = ["№", school, "Класс", "Код ППЭ", *_PEOPLE, "Первичный балл", result]
    pupils: Rows = [
        [number, "64101", "9А", "0101", f"Зябликовский{number}", "Гурийка", "Варахасиевич", 10, 3]
        for number in (1, 2, 3)
    ]
    return [["Протокол проверки результатов ОГЭ"], [title], header, *pupils]


def work(total: str = "Итого баллов", class_: str = "5А") -> Rows:
    """A protocol of ВПР since 2022: five pupils of a class."""
    header = [
        "Пользователь", "Код региона", "Регион", "Муниципалитет", "Школа", "Дата загрузки", "Код",
        "Вариант", *(f"{task} (1б)" for task in range(1, 6)), "Наименование класса", "Пол",
        "Отметка за предыдущий триместр/четверть/полугодие", total,
    ]  # fmt: skip
    return [header] + [
        ["edu640001", "64", "64 | Саратовская область", None,
         "edu640001 | СОШ п. Знаменский", "20.03.2022 10:00", 10001 + pupil, 1,
         *(int(task < pupil) for task in range(5)), class_, "м", 3, pupil]
        for pupil in range(5)
    ]  # fmt: skip


def work_2021() -> Rows:
    header = ["логин школы", "код обучающегося", "класс", "вариант", "всего баллов", "балл за 1"]
    return [header, ["sch640001", "1", "5", "1", "1", "1"], ["sch640001", "2", "5", "1", "0", "0"]]


def of_kind(kind: str, other: str, rows: Rows) -> SourceFile:
    """A book of two sheets: one of the kind and `rows` in a sheet named `other`."""
    if kind == "regional_results":
        return book(Русский=RUSSIAN, **{other: rows})
    if kind == "gia_protocol":
        return book(Первый=exam("02 - Математика 2023.06.09"), **{other: rows})
    return book("математика 5 кл.xlsx", **{"5А": work(), other: rows})


def unread(parsed: ParsedSource, sheet: str) -> list[tuple[str, str]]:
    return [
        (problem.severity, problem.message)
        for problem in parsed.problems
        if problem.code == "unknown_sheet" and problem.sheet == sheet
    ]


LOSSES: dict[str, tuple[str, Rows, str]] = {
    "regional, no column of schools": (
        "regional_results",
        [["ОГЭ 2023 Математика"], ["ОУ района (полностью)", "Вып.", "2", "3", "4", "5"],
         ["СОШ п. Знаменский", 25, 8, 7, 5, 5], ["СОШ с. Бартеневка", 10, 1, 4, 3, 2]],
        "нет столбцов «код», «наименование», «количество участников»",
    ),
    "regional, no header": (
        "regional_results", [["ОГЭ 2023 Математика"], ["Школа п. Знаменский", 25, 8, 7, 5, 5]],
        "Знакомого заголовка нет",
    ),
    "regional, no header, codes only": (
        "regional_results", [["64101", None, 25, 8, 7, 5, 5], ["64102", None, 9, 1, 4, 2, 2]],
        "Знакомого заголовка нет",
    ),
    "exam, another word for the school": (
        "gia_protocol", exam("01 - Русский язык 2023.06.06", "Шифр школы"), "нет столбца «код оо»",
    ),
    "exam, pupils without a header": (
        "gia_protocol", exam("01 - Русский язык 2023.06.06")[3:], "Знакомого заголовка нет",
    ),
    "work, another word for the total": (
        "vpr_2022", work("Сумма баллов", "5Б"), "нет столбца «итого баллов»",
    ),
    "work, pupils without a header": ("vpr_2022", work()[1:], "Знакомого заголовка нет"),
}  # fmt: skip


@pytest.mark.parametrize("case", sorted(LOSSES))
def test_rows_of_schools_or_pupils_on_an_unread_sheet_forbid_the_import(case: str) -> None:
    kind, rows, said = LOSSES[case]
    parsed = read(of_kind(kind, "Другой", rows), year=2023 if kind != "vpr_2022" else 2022)
    assert parsed.kind == kind
    ((severity, message),) = unread(parsed, "Другой")
    assert severity == "error"
    assert said in message
    assert "удалите или скройте лист" in message
    if kind != "vpr_2022":  # no cell of a list of pupils is quoted
        told = " ".join(f"{p.found} {p.message}" for p in parsed.problems)
        assert "Зябликовский" not in told


def test_protocols_of_two_generations_in_one_book_are_not_halved_in_silence() -> None:
    parsed = read(of_kind("vpr_2022", "5Б", work_2021()))
    assert parsed.kind == "vpr_2021"
    ((severity, message),) = unread(parsed, "5А")
    assert severity == "error"
    assert "похож на «Протоколы ВПР 2022 года и позже», а книга прочитана как" in message
    assert "сохраните его отдельной книгой" in message


HARMLESS: dict[str, Rows] = {
    "a cover": [["Результаты экзаменов"], ["Саратов, 2023"], ["Исполнитель", "отдел оценки"]],
    "an instruction": [["Как заполнять"], [1, "Откройте файл"], [2, "Впишите баллы"], [3, "Всё"]],
    "a list of subjects": [["Код", "Предмет"], [1, "Русский язык"], [2, "Математика"]],
    "a list of values": [["Пол"], ["м"], ["ж"]],
    "sums by subject": [
        ["Предмет", "Количество участников", "2", "3", "4", "5"],
        ["Русский язык", 24053, 6, 14, 8, 7], ["Математика", 24001, 9, 11, 8, 7],
    ],
    "data of a chart": [["Школа", "Место"], ["СОШ п. Знаменский", 1], ["СОШ с. Бартеневка", 2]],
}  # fmt: skip


@pytest.mark.parametrize("case", sorted(HARMLESS))
@pytest.mark.parametrize("kind", ["regional_results", "gia_protocol", "vpr_2022"])
def test_a_sheet_that_may_be_anything_is_told_and_changes_nothing(kind: str, case: str) -> None:
    year = 2022 if kind == "vpr_2022" else 2023
    parsed = read(of_kind(kind, "Прочее", HARMLESS[case]), year=year)
    alone = read(of_kind(kind, "Прочее", [[None]]), year=year)
    assert not parsed.is_faulty
    assert [severity for severity, _ in unread(parsed, "Прочее")] == ["warning"]
    assert [data.rows for data in parsed.tables] == [data.rows for data in alone.tables]
    assert sum(len(data.rows) for data in parsed.tables)


def test_a_summary_by_school_beside_lists_of_pupils_is_only_told() -> None:
    for kind, year in (("gia_protocol", 2023), ("vpr_2022", 2022)):
        parsed = read(of_kind(kind, "Свод", RUSSIAN), year=year)
        ((severity, message),) = unread(parsed, "Свод")
        assert (severity, parsed.is_faulty) == ("warning", False)
        assert "сохраните его отдельной книгой" in message


def test_the_sheet_of_classes_belongs_to_a_protocol_and_is_not_told() -> None:
    classes: Rows = [["Школа", "Класс", "Учебник", "Учеников"],
                     ["640000 | Школа у реки", "А", "Учебник", 25]]  # fmt: skip
    assert not unread(read(of_kind("vpr_2022", "Классы", classes), year=2022), "Классы")


def test_names_on_an_unread_sheet_keep_the_bytes_from_being_kept() -> None:
    rows: Rows = [["Исполнитель:", "Зябликовский Гурий Пафнутьевич"], ["СОШ", 1], ["ООШ", 2]]
    parsed = read(of_kind("regional_results", "Титул", rows), year=2023)
    assert parsed.is_personal
    assert "personal_data" in [problem.code for problem in parsed.problems]
    assert not read(book(Русский=RUSSIAN), year=2023).is_personal


def test_participants_with_primary_points_only_are_not_dropped_in_silence() -> None:
    first = exam("02 - Математика 2023.06.09")
    points = exam("01 - Русский язык 2023.06.06", result="Вариант")
    parsed = read(book(Первый=first, Второй=points), year=2023)
    assert [(p.code, p.sheet) for p in parsed.problems if p.severity == "error"] == [
        ("no_results", "Второй")
    ]
    oral = exam("29 - Английский язык (устный) 2023.06.06", result="Вариант")
    parsed = read(book(Первый=first, Второй=oral), year=2023)
    assert not parsed.is_faulty
    assert "oral_part" in [problem.code for problem in parsed.problems]


def test_every_sheet_of_a_published_table_is_read() -> None:
    header = ["year", "subject_code", "level", "code", "n", "n2", "n3", "n4", "n5"]
    sheets: dict[str, Rows] = {
        str(year): [header, [year, 1, "school", 7001, 10, 1, 4, 3, 2]] for year in (2014, 2015)
    }
    parsed = read(book(**sheets, Прочее=[["заметки"]]), municipality_id="altai")
    assert sorted(row["year"] for data in parsed.tables for row in data.rows) == [2014, 2015]
    assert [severity for severity, _ in unread(parsed, "Прочее")] == ["warning"]


def test_hidden_files_of_a_folder_and_of_an_archive_are_told(tmp_path: Path) -> None:
    content = book(Русский=RUSSIAN).content
    names = ["б.xlsx", "в.xlsx", ".а.xlsx", "~$б.xlsx", "._б.xlsx", ".DS_Store"]
    folder = tmp_path / "папка"
    folder.mkdir()
    with zipfile.ZipFile(tmp_path / "архив.zip", "w") as archive:
        for name in names:
            (folder / name).write_bytes(content)
            archive.writestr(name, content)
    for place in (folder, tmp_path / "архив.zip"):
        first, second = expand([place])
        assert (first.name, second.name, second.faults) == ("б.xlsx", "в.xlsx", ())
        (told,) = first.faults
        assert (told.severity, told.code, told.found) == ("warning", "hidden_files", ".а.xlsx")
        assert told.file == str(place)
        parsed = read(first, year=2023)
        assert "hidden_files" in [problem.code for problem in parsed.problems]
        assert sum(len(data.rows) for data in parsed.tables) == 2
    (tmp_path / "архив.zip").rename(folder / "архив.zip")
    assert [file.name for file in expand([folder])] == ["б.xlsx", "в.xlsx", "б.xlsx", "в.xlsx"]
    for name in ("б.xlsx", "в.xlsx"):
        (folder / name).unlink()
    first, _ = expand([folder])
    assert [told.file for told in first.faults] == [str(folder), str(folder / "архив.zip")]
    (folder / ".а.xlsx").unlink()
    (folder / "архив.zip").unlink()
    (folder / "б.xlsx").write_bytes(content)
    assert not any(file.faults for file in expand([folder]))
