"""Bad inputs, row by row of the table of faults: what is refused, what is flagged, what is fixed.

A refused file names the file, the sheet, the cell, what was found, what was expected and what
to do; nothing of it is stored and there is no traceback. A flagged or fixed one is stored with
a finding that says so.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from spec.bad_files import (
    COLUMNS,
    HEADER,
    LINE,
    OTHER,
    ROW,
    SHEET,
    Maker,
    book,
    book_bytes,
    cells_xml,
    lines,
    ole,
    put,
    raw,
    rezipped,
    row,
    sheet_changed,
    text,
    zipped,
)
from support import Command, Ran, stored

SHARES = HEADER.replace(
    "mark_2;mark_3;mark_4;mark_5", "mark_2_pct;mark_3_pct;mark_4_pct;mark_5_pct"
)
TASKS = ["school_id", "year", "wave", "procedure", "grade", "subject", "task", "completion_pct"]
TASK = ["s1", 2022, "spring", "ВПР", 5, "math", "1", 15.3]


@dataclass(frozen=True)
class Case:
    """One bad input: how it is made, and the parts of the message that must be there."""

    row: str
    make: Maker
    code: str
    message: str
    found: str = ""
    expected: str = ""
    sheet: str | None = None
    line: int | None = None
    column: str | None = None
    name: str = ""


def two(first: Callable[[Any], object], *others: Callable[[Any], object]) -> Callable[[Any], None]:
    """A tweak made of several."""

    def tweak(sheet: Any) -> None:
        for one in (first, *others):
            one(sheet)

    return tweak


def merged(*spans: str) -> Callable[[Any], None]:
    """A tweak that merges cells."""

    def tweak(sheet: Any) -> None:
        for span in spans:
            sheet.merge_cells(span)

    return tweak


def task_book(*values: Any, formats: dict[str, str] | None = None) -> Maker:
    """A book of tasks with these percents of completion."""

    def tweak(sheet: Any) -> None:
        for address, number_format in (formats or {}).items():
            sheet[address].number_format = number_format

    rows = [[*TASK[:6], str(n), value] for n, value in enumerate(values, start=1)]
    return book(tweak, rows=rows, header=TASKS, title="tasks", name="tasks.xlsx")


def of_table(name: str, header: list[str], *rows: list[Any], tweak: Any = None) -> Maker:
    """A book of another table."""
    return book(tweak, rows=rows, header=header, title=name, name=f"{name}.xlsx")


def far_cell(reference: bytes) -> Maker:
    """A book with a value far away."""
    digits = reference.lstrip(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return cells_xml(b'<row r="%s"><c r="%s"><v>1</v></c></row>' % (digits, reference))


DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def with_doctype(part: bytes) -> bytes:
    """XML with entities declared."""
    head, end, rest = part.partition(b"?>")
    return head + end + DOCTYPE + rest if end else DOCTYPE + part


PLACES = {"sheet": "marks"}
REFUSED = [
    Case("S01", text("Школа;2022;;\n;Участников;Оценка;\ns1;10;2;\n", "таблица.csv"),
         "unknown_layout", "Раскладка не распознана", "Школа"),
    Case("S02", book(merged("G2:G3"), rows=[ROW, OTHER]), "merged_cells", "Разъедините их",
         "G2:G3", "отдельные ячейки", "marks", 2, "G"),
    Case("S02", book(merged("H2:I2")), "merged_cells", "заполните каждую", "H2:I2",
         "отдельные ячейки", "marks", 2, "H"),
    Case("S04", lines(row(participants="1.234")), "ambiguous_number", "без знаков внутри",
         "«1.234»", "целое число", line=2, column="participants"),
    Case("S06", task_book(0.153, 0.2, formats={"H2": "0.0%"}), "mixed_percent",
         "Доля или процент?", "«0.2»", "процент от 0 до 100", "tasks", 3, "H"),
    Case("S06", task_book(0.153, 15.3), "mixed_percent", "поставьте знак %", "«0.153»",
         "процент", "tasks", 2, "H"),
    Case("S06", lines("s1;2022;spring;ВПР;5;math;10;0,2;0,3;0,4;0,1", header=SHARES),
         "shares_as_fractions", "умножьте на 100", "сумма 1", "сумма 100", line=2),
    Case("S07", task_book(140), "out_of_range", "больше возможного", "«140»", "от 0 до 100",
         "tasks", 2, "H"),
    Case("S07", task_book(-3), "out_of_range", "меньше возможного", "«-3»", "от 0 до 100",
         "tasks", 2, "H"),
    Case("S08", lines(row(mark_2=-2)), "out_of_range", "меньше возможного", "«-2»",
         "не меньше 0", line=2, column="mark_2"),
    Case("S08", lines(row(mark_2="2,5")), "not_whole", "только целым", "«2,5»", "целое число",
         line=2, column="mark_2"),
    Case("S09", lines(row(mark_5=2)), "marks_do_not_sum", "исправьте одно из чисел",
         "2+3+4+5 = 11, участников 10", "равные числа", line=2, column="participants"),
    Case("S11", lines(LINE, row(mark_2=3, mark_3=2)), "duplicate_key", "уже есть в строке 2",
         "s1", "одна строка", line=3),
    Case("S15", of_table("courses", ["teacher_code", "programme", "started_on"],
                         ["t1", "ФГОС", 45536]), "bad_date", "дату полностью", "«45536»",
         "дата вида", "courses", 2, "C"),
    Case("S16", book(put(L1="class", L2=dt.datetime(2024, 12, 24))), "code_became_date",
         "формат «Текст»", "2024-12-24", "код текстом", "marks", 2, "L"),
    Case("S16", of_table("tasks", TASKS, [*TASK[:6], 1.1, 50]), "code_became_number",
         "1.1 или 1.10", "«1.1»", "код текстом", "tasks", 2, "G"),
    Case("S17", book(rows=[["01701000", *ROW[1:]], [1701000, *OTHER[1:]]]), "lost_zero",
         "Нули в начале кода потеряны", "«1701000»", "01701000", "marks", 3, "A"),
    Case("S19", book(put(G2="=SUM(H2:K2)")), "formula_without_value",
         "Откройте книгу в Excel или LibreOffice и сохраните", "формула без значения",
         "число или текст", "marks", 2, "G"),
    Case("S20", sheet_changed(rb'<c r="K2" t="n"><v>1</v>', b'<c r="K2" t="e"><v>#DIV/0!</v>'),
         "error_cell", "исправьте формулу", "ошибка вычисления", "число или текст", "marks", 2,
         "K"),
    Case("S20", sheet_changed(rb'<c r="K2" t="n"><v>1</v>',
                              b'<c r="K2" t="e"><f>1/0</f><v>#N/A</v>'),
         "error_cell", "исправьте формулу", "ошибка", "число", "marks", 2, "K"),
    Case("S21", sheet_changed(rb'<c r="G2" t="n"><v>10</v>', b'<c r="G2"><f>9</f><v>9</v>'),
         "marks_do_not_sum", "исправьте одно из чисел", "2+3+4+5 = 10, участников 9", "равные",
         "marks", 2, "G"),
    Case("S22", ole("EncryptedPackage", "marks.xlsx"), "protected", "Файл защищён паролем",
         "зашифрованный файл", "файл без пароля"),
    Case("S23", ole("Workbook", "marks.xls"), "legacy", "сохраните как .xlsx", "(.xls)", ".xlsx"),
    Case("S23", ole("WordDocument", "план.doc"), "legacy", "сохраните как .docx", "(.doc)",
         ".docx"),
    Case("S23", zipped({"xl/workbook.bin": b"x", "[Content_Types].xml": b"x"}, "marks.xlsb"),
         "unsupported", "Сохраните как .xlsx", "(.xlsb)", ".xlsx"),
    Case("S23", zipped({"mimetype": b"x", "content.xml": b"<x/>"}, "marks.ods"), "unsupported",
         "Сохраните как .xlsx", "OpenDocument", ".xlsx"),
    Case("S24", text("<html><body><table><tr><td>1</td></tr></table></body></html>", "marks.xls"),
         "unsupported", "Внутри файла страница HTML", "страница HTML", "таблица XLSX"),
    Case("S24", text(f"{HEADER}\n{LINE}\n", "marks.xlsx"), "broken_file",
         "внутри не книга", "не книга", "книга XLSX"),
    Case("S24", raw(b"", "marks.csv"), "empty_file", "Файл пуст (0 байт)"),
    Case("S24", raw(book_bytes()[:2000], "marks.xlsx"), "broken_file", "файл обрезан",
         "повреждённый архив", "целый файл"),
    Case("S25", zipped({"[Content_Types].xml": b"x", "xl/a.xml": bytes(160 * 2**20)}, "m.xlsx"),
         "too_large", "распаковывается в слишком большой объём", "сжатие", "раз"),
    Case("S25", zipped({"[Content_Types].xml": b"", **{f"{n}": b"" for n in range(2_100)}},
                       "m.xlsx"), "too_large", "слишком много частей", "2101 частей",
         "не больше 2000"),
    Case("S26", raw(rezipped(book_bytes(), {SHEET: with_doctype}), "marks.xlsx"), "unsafe_xml",
         "такой файл не читается", "DTD или сущности", "обычная книга"),
    Case("S26", raw(rezipped(book_bytes(), {"xl/workbook.xml": with_doctype}), "marks.xlsx"),
         "unsafe_xml", "такой файл не читается", "DTD или сущности", "обычная книга"),
    Case("S27", far_cell(b"XFD1048576"), "too_large", "Удалите лишние строки и столбцы",
         "XFD1048576", "не больше 200000 строк и 500 столбцов", "marks"),
    Case("S29", raw(f"{HEADER};x\n{LINE};".encode() + b"\xc2\xcf\xd0\xff\xfe\xa0\x98\n", "m.csv"),
         "encoding", "Не удалось определить кодировку", "неизвестной кодировке", "UTF-8"),
    Case("S30", text("Код школы;РЁРєРѕР»Р°\ns1;1\n", "m.csv"), "mojibake", "испорчен",
         "РЁРєРѕР»Р°", "русский текст", line=1),
    Case("S30", book(put(L1="Школа", L2="Øêîëà ¹ 5")), "mojibake", "испорчен", "Øêîëà",
         "русский текст", "marks", 2, "L"),
    Case("S31", text(f"{HEADER}\n{LINE.replace(';', ',')}\n"), "ragged_row",
         "не такое, как в заголовке", "1 полей", "11 полей", line=2),
    Case("S31", text(f"{HEADER}\n{LINE}\n".replace(";", ",").replace("10,2", "10,2,5")),
         "ragged_row", "Заключите в кавычки", "12 полей", "11 полей", line=2),
    Case("S32", lines(LINE, row(school_id="s2") + ";лишнее"), "ragged_row", "значения сдвинуты",
         "12 полей", "11 полей", line=3),
    Case("S33", lines(f'"{LINE}'), "broken_quotes", "не закрыты", line=2),
    Case("S33", raw(f"{HEADER}\n{LINE}\n".replace("math", "ma\x00th").encode(), "m.csv"),
         "nul_byte", "нулевые байты"),
    Case("S34", lines(LINE + ";1", header=HEADER + ";mark_5"), "duplicate_header",
         "дважды: оставьте один", "mark_5", "разные столбцы"),
    Case("S34", lines(LINE + ";1;2", header=HEADER + ";прим.;Прим."), "duplicate_header",
         "дважды", "прим.", "разные столбцы", line=1),
    Case("S34", book(put(L2="?")), "empty_header", "Подпишите столбец", "«?»",
         "заголовок столбца", "marks", 2, "L"),
    Case("S36", lines(LINE, row(school_id="ИТОГО по району")), "total_row",
         "сосчитались бы дважды", "ИТОГО", "строка одной записи", line=3, column="school_id"),
    Case("S37", lines(LINE, "* по данным школ" + ";" * 10), "stray_text", "Примечание",
         "* по данным", "строка таблицы", line=3),
    Case("S37", book(rows=[ROW, [None] * 11, COLUMNS, OTHER]), "second_table",
         "на отдельный лист", "school_id", "одна таблица", "marks", 4),
    Case("S43", lines(LINE + ";../../x", header=HEADER + ";municipality_id"),
         "unknown_municipality", "Такого муниципалитета нет", "../../x", "shnor list", line=2),
]  # fmt: skip


def imported(shnor: Command, path: Path, data: Path, *options: str) -> Ran:
    """The import of a path for the usual municipality."""
    return shnor("import", path, "-m", "ivanteevsky", "--data", data, "--format", "json", *options)


@pytest.mark.parametrize("case", REFUSED, ids=[f"{c.row}-{c.code}" for c in REFUSED])
def test_bad_input_is_refused_with_its_place_and_what_to_do(
    shnor: Command, tmp_path: Path, case: Case
) -> None:
    path = case.make(tmp_path)
    ran = imported(shnor, path, tmp_path / "d")
    assert ran.code == 1, ran.problems
    errors = [problem for problem in ran.problems if problem["severity"] == "error"]
    chosen = [problem for problem in errors if problem["code"] == case.code]
    assert chosen, errors
    problem = chosen[0]
    assert path.name in problem["file"]
    assert case.message in problem["message"]
    assert case.found in (problem["found"] or "")
    assert case.expected in (problem["expected"] or "")
    for key, value in (("sheet", case.sheet), ("row", case.line), ("column", case.column)):
        assert value is None or problem[key] == value
    assert "Traceback" not in ran.err
    assert not list((tmp_path / "d").rglob("*.parquet"))


@pytest.mark.parametrize("case", REFUSED, ids=[f"{c.row}-{c.code}" for c in REFUSED])
def test_refusal_is_printed_with_every_part_of_the_address(
    shnor: Command, tmp_path: Path, case: Case
) -> None:
    path = case.make(tmp_path)
    ran = shnor("import", path, "-m", "ivanteevsky", "--data", tmp_path / "d", "--dry-run")
    assert ran.code == 1
    assert str(path) in ran.err
    assert case.message in ran.err
    if case.sheet:
        assert f"лист «{case.sheet}»" in ran.err
    if case.line and case.column:
        assert f"строка {case.line}, столбец {case.column}" in ran.err
    if case.found and case.expected:
        assert "найдено" in ran.err
        assert "ожидалось" in ran.err


# -- what is kept with a finding, what is put right ------------------------------------------------

FIXED = [
    ("S01", book(two(lambda s: s.insert_rows(1, 2), put(A1="Результаты"), merged("A1:K1"))), None),
    ("S03", task_book("15,3"), None),
    ("S04", lines("s1;2022;spring;ВПР;5;math;1\u00a0000;250;250;250;250"), None),
    ("S04", lines("s1;2022;spring;ВПР;5;math;1\u202f000;250;250;250;250"), None),
    ("S04", lines("s1;2022;spring;ВПР;5;math; 1\u2009000 ;250;250;250;250"), None),
    ("S06", task_book(0.153, formats={"H2": "0.0%"}), None),
    ("S10", lines("s1;2022;spring;ВПР;5;math;10;20;30;40;25", header=SHARES), "shares_do_not_sum"),
    ("S13", of_table("schools", ["school_id", "school_name"], ["s1", "МБОУ CОШ № 5"]),
     "latin_letters"),
    ("S12", of_table("schools", ["school_id", "school_name"], ["s1", "СОШ № 5 п. Ёлка"],
                     ["s2", "«СОШ N5 пос. Елка»"]), "same_school"),
    ("S14", lines(unicodedata.normalize("NFD", row(subject="Русский язык"))), "normalised_letters"),
    ("S18", book(lambda s: s.row_dimensions.__getitem__(3).__setattr__("hidden", True),
                 rows=[ROW, OTHER]), "hidden_row"),
    ("S18", book(two(put(L1="class", L2="А"),
                     lambda s: s.column_dimensions["L"].__setattr__("hidden", True))),
     "hidden_column"),
    ("S18", book(lambda s: s.parent.create_sheet("schools").__setattr__("sheet_state", "hidden")),
     "hidden_sheet"),
    ("S18", book(lambda s: s.parent.create_sheet("schools").__setattr__(
        "sheet_state", "veryHidden")), "hidden_sheet"),
    ("S29", text(f"{HEADER}\n{row(subject='Русский язык')}\n", encoding="cp1251"),
     "encoding_guessed"),
    ("S29", text(f"{HEADER}\n{row(subject='Русский язык')}\n", encoding="koi8-r"),
     "encoding_guessed"),
    ("S29", text(f"{HEADER}\n{row(subject='Русский язык')}\n", encoding="cp866"),
     "encoding_guessed"),
    ("S29", text(f"{HEADER}\n{LINE}\n", encoding="utf-16-le"), "encoding_guessed"),
    ("S29", text(f"{HEADER}\n{LINE}\n", encoding="utf-16-be"), "encoding_guessed"),
    ("S29", text(f"{HEADER}\n{LINE}\n", encoding="utf-16"), None),
    ("S29", text(f"{HEADER}\n{LINE}\n", encoding="utf-8-sig"), None),
    ("S33", text(f"sep=;\r{HEADER}\r{LINE}\r"), None),
    ("S44", of_table("schools", ["school_id", "school_name"], ["s1", "\u202eСОШ\u200b № 5"]),
     "normalised_invisible"),
    ("S48", lines(LINE + ";Иванова Мария Петровна", header=HEADER + ";Исполнитель"),
     "personal_data"),
    ("S48", lines(LINE + ";8 (912) 345-67-89", header=HEADER + ";class"), "personal_data"),
    ("S48", lines(LINE + ";112-233-445 95", header=HEADER + ";СНИЛС"), "personal_data"),
    ("S48", lines(LINE + ";Сергеева", header=HEADER + ";Фамилия"), "personal_data"),
]  # fmt: skip


#: What a finding says.
TOLD = {
    "shares_do_not_sum": "количества по ним не восстановлены",
    "latin_letters": "латинские буквы (C): исправьте",
    "same_school": "внесите в school_names",
    "normalised_letters": "записанные двумя знаками, заменены обычными",
    "hidden_row": "Строки скрыты",
    "hidden_column": "Столбцы скрыты",
    "hidden_sheet": "Лист скрыт: его данные не использованы",
    "encoding_guessed": "Кодировка файла определена по буквам",
    "normalised_invisible": "Невидимые знаки",
    "personal_data": "Похоже на личные данные",
}


@pytest.mark.parametrize(("row_id", "make", "code"), FIXED, ids=[f"{f[0]}-{f[2]}" for f in FIXED])
def test_input_that_can_be_read_is_stored_and_what_was_done_is_said(
    shnor: Command, tmp_path: Path, row_id: str, make: Maker, code: str | None
) -> None:
    path = make(tmp_path)
    ran = imported(shnor, path, tmp_path / "d")
    assert ran.code == 0, ran.problems
    told = {problem["code"]: problem for problem in ran.problems}
    assert code is None or code in told
    assert list((tmp_path / "d").rglob("*.parquet"))
    if code is not None:
        assert path.name in told[code]["file"]
        assert told[code]["severity"] == "warning"
        assert TOLD[code] in told[code]["message"]


def test_every_row_of_the_table_is_tried() -> None:
    rows = {case.row for case in REFUSED} | {row_id for row_id, *_ in FIXED}
    for name in globals():
        for first, last in re.findall(r"_s([0-9]{2})(?:_to_s([0-9]{2}))?", name):
            rows |= {f"S{number:02d}" for number in range(int(first), int(last or first) + 1)}
    assert rows == {f"S{number:02d}" for number in range(1, 51)}


def test_s03_s04_s06_decimal_commas_group_spaces_and_percent_formats_give_the_number(
    shnor: Command, tmp_path: Path
) -> None:
    for name, make in (("a", task_book("15,3")), ("b", task_book(0.153, formats={"H2": "0%"}))):
        (tmp_path / name).mkdir()
        assert imported(shnor, make(tmp_path / name), tmp_path / f"d{name}").code == 0
        assert stored(tmp_path / f"d{name}", "tasks")["completion_pct"].tolist() == [15.3]
    path = lines("s1;2022;spring;ВПР;5;math;1\u00a0000;250;250;250;250")(tmp_path)
    assert imported(shnor, path, tmp_path / "d").code == 0
    assert stored(tmp_path / "d")["participants"].tolist() == [1000]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("н/д", "not_reported"), ("-", "not_reported"), ("—", "not_reported"),
        ("…", "not_reported"), ("х", "not_applicable"), ("нет", "not_reported"), ("", ""),
        ("не участвовали", "not_applicable"),
    ],
)  # fmt: skip
def test_s05_words_for_missing_are_kept_as_kinds_of_absence_and_never_zero(
    shnor: Command, tmp_path: Path, word: str, kind: str
) -> None:
    path = lines(row(mark_2=word, participants=word))(tmp_path)
    assert imported(shnor, path, tmp_path / "d").code == 0
    (found,) = stored(tmp_path / "d").to_dict("records")
    assert pd.isna(found["mark_2"])
    kinds = dict(part.split("=") for part in (found["absences"] or "").split(";") if part)
    assert kinds.get("mark_2", "") == kind


def test_s10_shares_that_do_not_sum_are_kept_as_given_without_counts(
    shnor: Command, tmp_path: Path
) -> None:
    path = lines("s1;2022;spring;ВПР;5;math;10;20;30;40;25", header=SHARES)(tmp_path)
    ran = imported(shnor, path, tmp_path / "d")
    (found,) = stored(tmp_path / "d").to_dict("records")
    assert (found["mark_2_pct"], found["mark_5_pct"]) == (20.0, 25.0)
    assert pd.isna(found["mark_2"])
    (problem,) = [p for p in ran.problems if p["code"] == "shares_do_not_sum"]
    assert (problem["row"], problem["found"]) == (2, "«115»")
    assert "100 ±" in problem["expected"]


@pytest.mark.parametrize("epoch", [1900, 1904])
def test_s15_a_formatted_date_is_right_in_books_of_both_epochs(
    shnor: Command, tmp_path: Path, epoch: int
) -> None:
    def tweak(sheet: Any) -> None:
        if epoch == 1904:
            sheet.parent.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        sheet["C2"] = dt.datetime(2024, 9, 1)

    header = ["teacher_code", "programme", "started_on", "school_id"]
    path = of_table("courses", header, ["t1", "ФГОС", None], tweak=tweak)(tmp_path)
    ran = imported(shnor, path, tmp_path / "d")
    assert ran.code == 0, ran.problems
    assert stored(tmp_path / "d", "courses")["started_on"].astype(str).tolist() == ["2024-09-01"]


def test_s18_data_of_hidden_rows_and_columns_are_not_used(shnor: Command, tmp_path: Path) -> None:
    def tweak(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet["L1"], sheet["L2"] = "class", "А"
        sheet.column_dimensions["L"].hidden = True

    ran = imported(shnor, book(tweak, rows=[ROW, OTHER])(tmp_path), tmp_path / "d")
    assert stored(tmp_path / "d")["scope_id"].tolist() == ["s1"]
    assert stored(tmp_path / "d")["class"].fillna("").tolist() == [""]
    places = {p["code"]: (p["row"], p["column"], p["found"]) for p in ran.problems}
    assert places["hidden_row"] == (3, None, "3")
    assert places["hidden_column"][1:] == ("L", "L")


def test_s23_macros_of_a_book_are_passed_over_and_told(shnor: Command, tmp_path: Path) -> None:
    content = rezipped(book_bytes(), added={"xl/vbaProject.bin": b"Sub AutoOpen()"})
    ran = imported(shnor, raw(content, "marks.xlsm")(tmp_path), tmp_path / "d")
    assert ran.code == 0
    (told,) = [p for p in ran.problems if p["code"] == "foreign_parts"]
    assert "макросы" in told["found"]
    assert "не исполнялось" in told["message"]


def test_s25_an_archive_in_an_archive_and_a_lying_size_are_refused(
    shnor: Command, tmp_path: Path
) -> None:
    inner = zipped({"marks.csv": f"{HEADER}\n{LINE}\n".encode()}, "in.zip")(tmp_path).read_bytes()
    ran = imported(shnor, zipped({"in.zip": inner}, "out.zip")(tmp_path), tmp_path / "d")
    assert (ran.code, ran.problems[0]["code"]) == (1, "unsupported")
    assert "архив внутри архива" in ran.problems[0]["message"]
    honest = book_bytes()
    place = honest.rfind(b"PK\x01\x02")
    lying = honest[: place + 24] + (5).to_bytes(4, "little") + honest[place + 28 :]
    ran = imported(shnor, raw(lying, "lying.xlsx")(tmp_path), tmp_path / "d")
    assert (ran.code, ran.problems[0]["code"]) == (1, "broken_file")


def test_s27_a_million_formatted_empty_rows_are_skipped(shnor: Command, tmp_path: Path) -> None:
    empty = b"".join(b'<row r="%d" s="1" customFormat="1"/>' % n for n in range(3, 300_003))
    far = b'<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    ran = imported(shnor, cells_xml(empty + far)(tmp_path), tmp_path / "d")
    assert ran.code == 0, ran.problems
    assert len(stored(tmp_path / "d")) == 1


def test_s28_a_cell_longer_than_excel_allows_is_refused(shnor: Command, tmp_path: Path) -> None:
    path = sheet_changed(rb"(<c r=\"A2\"[^>]*><is><t>)s1", b"\\1" + b"s" * 32_768)(tmp_path)
    ran = imported(shnor, path, tmp_path / "d")
    (problem,) = ran.problems
    assert (ran.code, problem["code"]) == (1, "too_long")
    assert (problem["sheet"], problem["row"], problem["column"]) == ("marks", 2, "A")
    assert "32767" in problem["expected"]


@pytest.mark.parametrize("name", ["NA", "null", "Нет", "TRUE", "1Е5", "=cmd|' /C calc'!A0", "+7",
                                  "@SUM(1)", "<script>alert(1)</script>", "[x](javascript:1)",
                                  "$\\frac12$", '#read("/etc/passwd")', "*жирно*"])  # fmt: skip
def test_s35_s39_to_s42_odd_names_of_schools_are_kept_to_the_letter(
    shnor: Command, tmp_path: Path, name: str
) -> None:
    def tweak(sheet: Any) -> None:
        sheet["B2"].value = name
        sheet["B2"].data_type = "s"

    header = ["school_id", "school_name"]
    for make in (
        of_table("schools", header, ["s1", None], tweak=tweak),
        text('school_id;school_name\ns1;"{}"\n'.format(name.replace('"', '""')), "schools.csv"),
    ):  # fmt: skip
        path = make(tmp_path)
        data = tmp_path / path.stem / path.suffix
        ran = imported(shnor, path, data)
        assert ran.code == 0, ran.problems
        assert stored(data, "schools")["school_name"].tolist() == [name]


def test_s39_formula_like_names_leave_in_forms_as_text(shnor: Command, tmp_path: Path) -> None:
    path = text('school_id;school_name\ns1;"=1+1"\n', "schools.csv")(tmp_path)
    assert imported(shnor, path, tmp_path / "d").code == 0
    lines("s1;2022;spring;ВПР;5;math;10;2;3;4;1")(tmp_path)
    assert imported(shnor, tmp_path / "marks.csv", tmp_path / "d").code == 0
    forms = tmp_path / "forms"
    ran = shnor("forms", forms, "-m", "ivanteevsky", "-y", "2022", "--data", tmp_path / "d")
    assert ran.code == 0, ran.err
    kinds = {
        (cell.value, cell.data_type)
        for sheet in openpyxl.load_workbook(forms / "1_schools.xlsx").worksheets
        for line in sheet.iter_rows()
        for cell in line
        if cell.value == "=1+1"
    }
    assert kinds == {("=1+1", "s")}


def test_s38_foreign_parts_of_a_book_are_not_opened_and_told(
    shnor: Command, tmp_path: Path
) -> None:
    added = {
        "xl/externalLinks/externalLink1.xml": b'<a><ddeLink ddeService="cmd"/></a>',
        "xl/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0",
        "xl/media/image1.png": b"\x89PNG",
    }  # fmt: skip
    content = rezipped(book_bytes(), added=added)
    ran = imported(shnor, raw(content, "marks.xlsx")(tmp_path), tmp_path / "d")
    (told,) = [p for p in ran.problems if p["code"] == "foreign_parts"]
    assert ran.code == 0
    assert told["found"] == "ссылки на другие книги, вложенные файлы, картинки"


@pytest.mark.parametrize("name", ["../../x", "/etc", "a/b", "a\x00b", "CON", "NUL.", "x. "])
def test_s43_no_name_of_a_municipality_reaches_a_path(
    shnor: Command, tmp_path: Path, name: str
) -> None:
    path = of_table("schools", ["school_id", "municipality_id"], ["s1", name.replace("\x00", "")])(
        tmp_path
    )
    data = tmp_path / "deep" / "d"
    assert shnor("import", path, "--data", data).code == 1
    assert shnor("import", path, "-m", name, "--data", data).code == 2
    assert {p.name for p in tmp_path.iterdir()} <= {"schools.xlsx", "deep"}


def test_s44_names_longer_than_a_file_name_may_be_are_stored(
    shnor: Command, tmp_path: Path
) -> None:
    name = "Школа " + "имени " * 60 + "🎓"
    path = of_table("schools", ["school_id", "school_name"], ["s1", name])(tmp_path)
    assert imported(shnor, path, tmp_path / "d").code == 0
    assert stored(tmp_path / "d", "schools")["school_name"].tolist() == [name]


def test_s45_ten_thousand_schools_one_school_and_no_pupils_are_read(
    shnor: Command, tmp_path: Path
) -> None:
    many = lines(*(f"s{n};2022;spring;ВПР;5;math;10;2;3;4;1" for n in range(10_000)))(tmp_path)
    assert imported(shnor, many, tmp_path / "many").code == 0
    assert len(stored(tmp_path / "many")) == 10_000
    none = lines(row(participants=0, mark_2=0, mark_3=0, mark_4=0, mark_5=0))(tmp_path)
    assert imported(shnor, none, tmp_path / "one").code == 0
    ran = shnor("indicators", "-m", "ivanteevsky", "-y", 2022, "--data", tmp_path / "one",
                "--format", "json")  # fmt: skip
    assert ran.code == 0
    shares = [one for one in ran.json if one["indicator_id"] == "vpr5.math.positive_share"]
    assert shares
    assert all(one["value"] is None and one["status"] != "ok" for one in shares)


def test_s46_a_file_about_another_municipality_is_refused(shnor: Command, tmp_path: Path) -> None:
    data = tmp_path / "d"
    directory = of_table("schools", ["school_id", "municipality_id"], ["s1", "turochak"])(tmp_path)
    assert shnor("import", directory, "--data", data).code == 0
    ran = imported(shnor, lines(LINE)(tmp_path), data)
    (problem,) = [p for p in ran.problems if p["severity"] == "error"]
    assert (ran.code, problem["code"], problem["row"]) == (1, "other_municipality", 2)
    assert ("turochak" in problem["found"], problem["expected"]) == (True, "ivanteevsky")


def test_s47_the_same_file_is_taken_once_and_two_versions_are_refused(
    shnor: Command, tmp_path: Path
) -> None:
    data = tmp_path / "d"
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    assert imported(shnor, lines(LINE)(tmp_path / "a"), data).code == 0
    same = imported(shnor, lines(LINE)(tmp_path / "b"), data)
    assert (same.code, same.problems[0]["code"]) == (0, "same_file")
    other = imported(shnor, lines(row(mark_2=3, mark_3=2))(tmp_path / "c"), data)
    assert (other.code, other.problems[-1]["code"]) == (1, "already_stored")
    assert "--replace" in other.problems[-1]["message"]
    assert stored(data)["mark_2"].tolist() == [2]


def test_s48_personal_columns_are_not_kept_and_the_finding_names_nobody(
    shnor: Command, tmp_path: Path
) -> None:
    path = lines(LINE + ";Сергеева;8 (912) 345-67-89;5", header=HEADER + ";Фамилия;Связь;Смена")(
        tmp_path
    )
    ran = imported(shnor, path, tmp_path / "d")
    assert ran.code == 0
    (extra,) = stored(tmp_path / "d")["extra"]
    assert "Смена" in extra
    assert "Сергеева" not in extra and "912" not in extra
    assert "Сергеева" not in ran.out and "345-67" not in ran.out


def test_s49_a_file_that_changes_while_it_is_read_is_refused(
    shnor: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = lines(LINE)(tmp_path)
    read_bytes = Path.read_bytes

    def read_and_grow(self: Path) -> bytes:
        content = read_bytes(self)
        if self == path:
            path.write_bytes(content + b"s9;2022;spring;\n")
        return content

    monkeypatch.setattr(Path, "read_bytes", read_and_grow)
    ran = imported(shnor, path, tmp_path / "d")
    assert (ran.code, ran.problems[0]["code"]) == (1, "changed")
    assert "повторите" in ran.problems[0]["message"]


def test_s50_links_pipes_and_unreadable_files_are_refused_beside_good_ones(
    shnor: Command, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    lines(LINE)(folder)
    (tmp_path / "secret.csv").write_text("x", encoding="utf-8")
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "gone.csv").symlink_to(tmp_path / "absent.csv")
    (folder / "inner").mkdir()
    os.mkfifo(folder / "pipe.csv")
    ran = imported(shnor, folder, tmp_path / "d")
    refused = {Path(p["file"]).name: p["code"] for p in ran.problems if p["severity"] == "error"}
    assert ran.code == 1
    assert refused == dict.fromkeys(("link.csv", "gone.csv", "pipe.csv"), "not_a_file")
    assert len(stored(tmp_path / "d")) == 1


def test_s14_two_files_with_one_visible_name_are_refused(shnor: Command, tmp_path: Path) -> None:
    for form in ("NFC", "NFD"):
        name = unicodedata.normalize(form, "итоги.csv")
        (tmp_path / name).write_text(f"{HEADER}\n{LINE}\n", encoding="utf-8")
    if len(list(tmp_path.glob("*.csv"))) < 2:
        pytest.skip("this file system keeps one spelling of a name")
    ran = imported(shnor, tmp_path, tmp_path / "d")
    assert (ran.code, {p["code"] for p in ran.problems}) == (1, {"same_name"})


def test_s36_many_faults_are_told_at_once_and_at_most_a_hundred(
    shnor: Command, tmp_path: Path
) -> None:
    path = lines(*(row(school_id=f"s{n}", mark_2=-1) for n in range(300)))(tmp_path)
    ran = imported(shnor, path, tmp_path / "d")
    assert (ran.code, len(ran.problems)) == (1, 100)


def test_docx_with_merged_cells_counts_their_text_once(shnor: Command, tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    table = document.add_table(3, 4)
    for cell, word in zip(table.rows[0].cells, ("№", "Мероприятие", "Срок", "Ответственный"),
                          strict=True):  # fmt: skip
        cell.text = word
    for line, values in enumerate((("1", "Диагностика", "март 2023", "школа"),
                                   ("2", "Семинар", "", "")), start=1):  # fmt: skip
        for cell, word in zip(table.rows[line].cells, values, strict=True):
            cell.text = word
    table.cell(1, 3).merge(table.cell(2, 3))
    sink = io.BytesIO()
    document.save(sink)
    path = raw(sink.getvalue(), "план.docx")(tmp_path)
    ran = shnor("import", path, "--kind", "roadmap", "--dry-run", "--format", "json")
    assert ran.code == 0, ran.err
    assert [item["measure"] for item in ran.json["sources"][0]["rows"]] == [
        "Диагностика",
        "Семинар",
    ]


def test_s26_entities_in_a_document_are_refused(shnor: Command, tmp_path: Path) -> None:
    from docx import Document

    sink = io.BytesIO()
    Document().save(sink)
    content = rezipped(sink.getvalue(), {"word/document.xml": with_doctype})
    ran = shnor("import", raw(content, "план.docx")(tmp_path), "--kind", "roadmap", "--dry-run",
                "--format", "json")  # fmt: skip
    assert (ran.code, ran.problems[0]["code"]) == (1, "unsafe_xml")


def test_s48_bytes_of_a_file_with_personal_data_do_not_enter_the_store(
    shnor: Command, tmp_path: Path
) -> None:
    path = lines(LINE + ";Сергеева", header=HEADER + ";Фамилия")(tmp_path)
    assert imported(shnor, path, tmp_path / "d").code == 0
    kept = [file for file in (tmp_path / "d" / "store").rglob("*") if file.is_file()]
    assert kept
    assert not [file for file in kept if "Сергеева".encode() in file.read_bytes()]
