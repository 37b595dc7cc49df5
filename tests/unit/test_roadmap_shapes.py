"""Shapes of plan files beside the reference ones, on small invented plans."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from helpers.errors import InputDataError
from helpers.readers.roadmap import read_roadmap

TITLE = "План мероприятий по поддержке школ на 2022-2023 учебный год\n\n"


def read(tmp_path: Path, text: str, name: str = "plan.txt"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_roadmap(path)


def brief(source) -> list[tuple[str, str, str, str]]:
    return [(i.item_no, i.section, i.measure, i.term_raw) for i in source.items]


def test_markdown_table_with_bold_section_rows(tmp_path):
    source = read(
        tmp_path,
        TITLE
        + "| № | Мероприятие | Сроки | Ответственный | Результат |\n"
        + "|---|---|---|---|---|\n"
        + "| **1. Организация** | | | | |\n"
        + "| 1.1 | Создать группу | до 15 сентября 2022 | Директор | Приказ |\n"
        + "| **2. Контроль** | | | | |\n"
        + "| 2.1 | Посетить уроки | ежемесячно | Методисты | Протокол |\n",
    )
    assert brief(source) == [
        ("1.1", "1. Организация", "Создать группу", "до 15 сентября 2022"),
        ("2.1", "2. Контроль", "Посетить уроки", "ежемесячно"),
    ]
    assert [item.evidence for item in source.items] == [("ORDER",), ("PROTOCOL",)]


def test_box_drawing_joins_the_lines_of_a_cell(tmp_path):
    source = read(
        tmp_path,
        "План мероприятий\nна 2023 год\n\n"
        "┌────┬──────────────────┬────────────┬───────────────┐\n"
        "│ №  │ Мероприятие      │ Период     │ Ответственные │\n"
        "│    │                  │ реализации │               │\n"
        "├────┼──────────────────┼────────────┼───────────────┤\n"
        "│ 1  │ Анализ итогов    │ Январь -   │ РМК           │\n"
        "│    │ по школам        │ февраль    │               │\n"
        "├────┼──────────────────┼────────────┼───────────────┤\n"
        "│ 2  │ Совещание        │ II квартал │ Управление    │\n"
        "│    │                  │            │ образования   │\n"
        "└────┴──────────────────┴────────────┴───────────────┘\n",
    )
    assert [i.measure for i in source.items] == ["Анализ итогов по школам", "Совещание"]
    assert [i.deadline.kind for i in source.items] == ["MONTH_RANGE_NOYEAR", "QUARTER"]
    assert source.items[1].responsible == ("EDU_AUTH",)


def test_cells_that_end_with_a_bar_and_lone_bars_between_rows(tmp_path):
    source = read(
        tmp_path,
        "Дорожная карта\nпо поддержке школ на 2022-2024 годы\n\n"
        "№ п/п |\nМероприятие |\nСрок |\nОтветственные |\n|\n"
        "1 |\nОпределить перечень школ\nс низкими результатами |\nдо 1 марта 2022 г. |\nРОО |\n|\n"
        "Раздел 2. Кадры |\n|\n"
        "2 |\nКурсы повышения квалификации |\n2023 |\nШколы |\n",
    )
    assert brief(source) == [
        ("1", "", "Определить перечень школ\nс низкими результатами", "до 1 марта 2022 г."),
        ("2", "Раздел 2. Кадры", "Курсы повышения квалификации", "2023"),
    ]
    assert source.frame.period_end.year == 2024


def test_one_cell_per_line_is_cut_by_sense_even_when_the_text_ends_inside_a_row(tmp_path):
    source = read(
        tmp_path,
        "План мероприятий на 2023 год\n\n"
        "\t№ п/п\n\tМероприятие\n\tСрок\n\tОтветственные\n"
        "\tРабота с кадрами\n\t\n"
        "\t1.\n\tАнализ результатов оценочных процедур\n\tЯнварь\n\n\tРМК\n"
        "\t\n\tКонсультации для заместителей директоров\n\n\tПостоянно\n\tРМК\n"
        "\t2.\n\tСеминар по итогам анализа\n\tФевраль\n",
    )
    assert brief(source) == [
        ("1", "Работа с кадрами", "Анализ результатов оценочных процедур", "Январь"),
        ("", "Работа с кадрами", "Консультации для заместителей директоров", "Постоянно"),
        ("2", "Работа с кадрами", "Семинар по итогам анализа", "Февраль"),
    ]
    assert "no_responsible" in [p.code for p in source.findings]


def test_columns_in_another_order_are_found_by_their_words(tmp_path):
    source = read(
        tmp_path,
        TITLE
        + "Мероприятие\tОтветственный\tОжидаемый результат\tСрок\n"
        + "I. Управление\n1. Разработать программу\tДиректор\tПрограмма\tсентябрь\n"
        + "2. Обсудить программу\tДиректор\tПротокол\tоктябрь\n"
        + "II. Педагоги\n1. Диагностика дефицитов\tМетодист\tСправка\tноябрь, март\n",
    )
    assert brief(source) == [
        ("1", "I. Управление", "Разработать программу", "сентябрь"),
        ("2", "I. Управление", "Обсудить программу", "октябрь"),
        ("1", "II. Педагоги", "Диагностика дефицитов", "ноябрь, март"),
    ]
    assert "duplicate_number" not in [p.code for p in source.findings]


def test_section_numbered_like_an_item_is_a_section_when_its_number_does_not_fit(tmp_path):
    source = read(
        tmp_path,
        TITLE
        + "№\tМероприятия\tСрок\tОтветственный\n"
        + "1\tНормативное обеспечение\t\t\n"
        + "1\tИздать приказ\tсентябрь\tРОО\n2\tСоздать группу\tсентябрь\tРОО\n"
        + "2\tМетодическая работа\t\t\n"
        + "1\tПровести семинары\tв течение года\tРМК\n"
        + "2\tСобрать предложения\t\t\n3\tНаписать отчёт\tмай\tРМК\n",
    )
    assert [(i.section, i.measure) for i in source.items] == [
        ("1 Нормативное обеспечение", "Издать приказ"),
        ("1 Нормативное обеспечение", "Создать группу"),
        ("2 Методическая работа", "Провести семинары"),
        ("2 Методическая работа", "Собрать предложения"),
        ("2 Методическая работа", "Написать отчёт"),
    ]


def test_empty_number_after_a_blank_line_carries_on_and_without_one_is_a_row(tmp_path):
    source = read(
        tmp_path,
        TITLE
        + "№\tМероприятие\tСрок\tОтветственный\n"
        + "1.\tОбсуждение итогов\tЕжемесячно в течение срока\tРуководители\n\n"
        + "\tработы школ\tреализации Проекта\tобщеобразовательных организаций\n"
        + "2.\tМониторинг программ\tапрель\tОО\n"
        + "\t- результаты успеваемости\tянварь, июнь\tОО\n"
        + "3.\tПоддержка школ и дошкольные\tмай\tОО\n\n"
        + "\tльные группы\t\t\n",
    )
    assert [(i.item_no, i.measure, i.term_raw) for i in source.items] == [
        ("1", "Обсуждение итогов работы школ", "Ежемесячно в течение срока реализации Проекта"),
        ("2", "Мониторинг программ", "апрель"),
        ("", "- результаты успеваемости", "январь, июнь"),
        ("3", "Поддержка школ и дошкольные группы", "май"),
    ]


def test_repeated_first_page_is_dropped_and_reported(tmp_path):
    page = (
        "№\tМероприятие\tСрок\tОтветственный\n"
        "1.\tИздать приказ\tсентябрь\tРОО\n2.\tСоздать группу\tоктябрь\tРОО\n\n"
    )
    source = read(tmp_path, TITLE + page + TITLE + page + "3.\tОтчитаться\tмай\tРОО\n")
    assert [i.item_no for i in source.items] == ["1", "2", "3"]
    assert "repeated_page" in [p.code for p in source.findings]


def test_quarters_as_columns_become_the_term(tmp_path):
    source = read(
        tmp_path,
        "План на 2023 год;;;;;\n№;Мероприятие;I квартал;II квартал;III квартал;IV квартал\n"
        "1;Мониторинг;х;-;х;-\n2;Отчёт;-;-;-;до 15 декабря\n",
        "plan.csv",
    )
    assert [i.term_raw for i in source.items] == ["I квартал, III квартал", "до 15 декабря"]
    assert [i.deadline.kind for i in source.items] == ["QUARTER", "BEFORE"]


def test_without_a_term_column_the_deadline_is_taken_from_the_measure(tmp_path):
    source = read(
        tmp_path,
        "Дорожная карта на 2023 год\n\n№ п/п\tМероприятие\tОтветственный\n"
        "1\tПровести совещание (до 15 мая 2023 г.)\tРОО\n2\tПодготовить справку\tРМК\n",
    )
    assert [i.term_raw for i in source.items] == ["до 15 мая 2023 г.", ""]
    assert "no_term_column" in [p.code for p in source.findings]


def test_columns_laid_out_with_spaces(tmp_path):
    source = read(
        tmp_path,
        "            План мероприятий на 2023 год\n\n"
        "№    Мероприятие              Срок           Ответственный\n"
        "1    Анализ результатов       январь 2023    РМК\n"
        "     оценочных процедур\n"
        "2    Семинар                  март 2023      Управление\n"
        "                                             образования\n",
    )
    assert [(i.measure, i.term_raw) for i in source.items] == [
        ("Анализ результатов оценочных процедур", "январь 2023"),
        ("Семинар", "март 2023"),
    ]


PRINTED = """Дорожная карта
по повышению качества образования
на 2022-2023 учебный год

№
п/
п
Мероприятие
Срок
исполнения
Ответственный
Результат
Раздел 1. Организация
1
Создать рабочую группу по
повышению качества
сентябрь
2022
Директор
Приказ
2
Провести анализ результатов
ВПР по школам
до 15 октября
Заместитель директора
по УВР
Аналитическая справка
Раздел 2. Педагоги
3
Организовать взаимопосещение уроков
в течение года
Руководители ШМО
Протокол
"""


def test_printed_text_without_cell_marks_is_laid_out_by_sense_and_said_so(tmp_path):
    source = read(tmp_path, PRINTED)
    assert brief(source) == [
        ("1", "Раздел 1. Организация", "Создать рабочую группу по повышению качества",
         "сентябрь 2022"),
        ("2", "Раздел 1. Организация", "Провести анализ результатов ВПР по школам",
         "до 15 октября"),
        ("3", "Раздел 2. Педагоги", "Организовать взаимопосещение уроков", "в течение года"),
    ]  # fmt: skip
    assert source.items[1].responsible_raw == "Заместитель директора по УВР"
    assert "cells_guessed" in [p.code for p in source.findings]


def test_printed_text_whose_columns_are_mixed_is_refused(tmp_path):
    lines = PRINTED.split("\n")
    mixed = "\n".join(lines[:12] + sorted(lines[12:]))
    with pytest.raises(InputDataError):
        read(tmp_path, mixed)


def test_html_table_with_spans(tmp_path):
    source = read(
        tmp_path,
        "<h1>План мероприятий на 2022 год</h1><p>УТВЕРЖДАЮ</p><p>«10» января 2022 г.</p>"
        "<table><tr><th>№</th><th>Мероприятие</th><th>Срок</th><th>Ответственный</th></tr>"
        "<tr><td colspan=4>1. Анализ</td></tr>"
        "<tr><td>1</td><td>Изучить итоги</td><td>15.02.2022</td><td rowspan=2>РМК</td></tr>"
        "<tr><td>2</td><td>Составить список</td><td>март</td></tr></table>",
        "plan.html",
    )
    assert [(i.section, i.responsible_raw) for i in source.items] == [("1. Анализ", "РМК")] * 2
    assert source.frame.approved_on.isoformat() == "2022-01-10"


@pytest.fixture
def word_plan(tmp_path):
    document = Document()
    for line in ("УТВЕРЖДЕН", "приказом Управления образования", "от 25.08.2023 № 112",
                 "ПЛАН МЕРОПРИЯТИЙ", "по поддержке школ", "на 2023/2024 учебный год"):  # fmt: skip
        document.add_paragraph(line)
    table = document.add_table(rows=1, cols=4)

    def fill(cells, texts):
        for cell, text in zip(cells, texts, strict=True):
            cell.text = text
        return cells

    fill(table.rows[0].cells, ["№", "Мероприятие", "Срок", "Ответственный"])
    heading = fill(table.add_row().cells, ["1. Кадры", "", "", ""])
    heading[0].merge(heading[3])
    first = fill(table.add_row().cells, ["1", "Диагностика", "сентябрь", "Петрова М.С."])
    second = fill(table.add_row().cells, ["2", "Маршруты", "15.11.2023 – 01.11.2023", ""])
    first[3].merge(second[3])
    document.add_paragraph("2. Контроль")
    table = document.add_table(rows=0, cols=4)
    fill(table.add_row().cells, ["3", "Посетить уроки", "31.02.2024", "Методисты ИМЦ"])
    fill(table.add_row().cells, ["", "Написать справку", "10.03.2024, 10.05.2024", "РМК"])
    path = tmp_path / "plan.docx"
    document.save(path)
    return read_roadmap(path)


def test_word_plan_of_two_tables_with_merged_cells(word_plan):
    assert brief(word_plan) == [
        ("1", "1. Кадры", "Диагностика", "сентябрь"),
        ("2", "1. Кадры", "Маршруты", "15.11.2023 – 01.11.2023"),
        ("3", "2. Контроль", "Посетить уроки", "31.02.2024"),
        ("", "2. Контроль", "Написать справку", "10.03.2024, 10.05.2024"),
    ]
    assert [i.responsible_raw for i in word_plan.items[:2]] == ["[лицо 1]", "[лицо 1]"]
    assert (word_plan.frame.frame, word_plan.frame.approved_on.isoformat()) == (
        "school_year", "2023-08-25",
    )  # fmt: skip


def test_word_plan_names_impossible_dates(word_plan):
    codes = [problem.code for problem in word_plan.findings]
    assert "term_reversed" in codes and "term_invalid_date" in codes


def test_workbook_with_two_header_rows_and_a_second_sheet(tmp_path):
    book = Workbook()
    sheet = book.active
    for row in (
        ["Дорожная карта школы на 2023 год"],
        [],
        ["№ п/п", "Мероприятие", "Сроки", None, None, None, "Ответственные", "Показатель"],
        [None, None, "I кв.", "II кв.", "III кв.", "IV кв."],
        [1, 2, 3, 4, 5, 6, 7, 8],
        ["1. Управление"],
        [1.1, "Анализ ВПР", "+", None, None, None, "Завуч", "Справка"],
        [1.2, "Педсовет", None, "+", None, "+", "Директор", "Протокол"],
    ):
        sheet.append(row)
    sheet.merge_cells("A6:H6")
    other = book.create_sheet("Лист2")
    other.append(["№", "Мероприятие", "Срок", "Ответственный"])
    other.append([1, "Отчёт", datetime(2023, 12, 20), "Директор"])
    path = tmp_path / "plan.xlsx"
    book.save(path)
    source = read_roadmap(path)
    assert brief(source) == [
        ("1.1", "1. Управление", "Анализ ВПР", "I кв."),
        ("1.2", "1. Управление", "Педсовет", "II кв., IV кв."),
        ("1", "", "Отчёт", "20.12.2023"),
    ]
    assert [(i.source_sheet, i.source_row) for i in source.items] == [
        ("Sheet", 7), ("Sheet", 8), ("Лист2", 2),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
def test_plan_is_read_in_the_encodings_people_use(tmp_path, encoding):
    path = tmp_path / "plan.txt"
    text = TITLE + "№\tМероприятие\tСрок\tОтветственный\n1.\tИздать приказ\tмай\tРОО\n"
    path.write_bytes(text.encode(encoding))
    assert [i.measure for i in read_roadmap(path).items] == ["Издать приказ"]


REFUSED = [
    ("empty.txt", b"", "empty_file"),
    (
        "prose.txt",
        "Срок и ответственный названы, таблицы нет\n".encode(),
        "plan_table_not_found",
    ),
    ("header.txt", "№\tМероприятие\tСрок\tОтветственный\n".encode(), "plan_table_not_found"),
    ("plan.pdf", b"%PDF-1.4", "unsupported"),
    ("plan.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "legacy"),
    ("plan.docx", b"PK\x03\x04 cut", "broken_file"),
    ("plan.rtf", b"{\\rtf1 x}", "unsupported"),
    ("noise.txt", bytes(range(128, 256)) * 3, "encoding"),
    ("zero.txt", "План\x00".encode(), "nul_byte"),
]


@pytest.mark.parametrize(("name", "content", "code"), REFUSED, ids=[row[0] for row in REFUSED])
def test_file_that_is_no_plan_is_refused_in_russian(tmp_path, name, content, code):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputDataError) as refused:
        read_roadmap(path)
    problem = refused.value.problems[0]
    assert problem.code == code
    assert problem.file == str(path)
    assert any("а" <= letter <= "я" for letter in problem.message)


def test_document_with_entities_is_refused(tmp_path):
    import zipfile

    path = tmp_path / "plan.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with pytest.raises(InputDataError) as refused:
        read_roadmap(path)
    assert refused.value.problems[0].code == "unsafe_xml"


def test_bytes_of_a_file_inside_an_archive_are_read_under_their_name(tmp_path):
    text = TITLE + "№\tМероприятие\tСрок\tОтветственный\n1.\tИздать приказ\t\tРОО\n"
    source = read_roadmap(Path("inner.txt"), content=text.encode(), shown="all.zip/inner.txt")
    assert {problem.file for problem in source.findings} == {"all.zip/inner.txt"}


def test_lone_bars_part_rows_whose_cells_are_lines(tmp_path):
    source = read(
        tmp_path,
        "Дорожная карта на 2023 год\n№\nМероприятие\nСрок исполнения\nОтветственные\n|\n"
        "1\nСоздание рабочей группы\nпо поддержке школ\nЯнварь 2023 г.\nКомитет образования\n|\n"
        "Методическая поддержка\n|\n"
        "2\nМониторинг\n1 раз в полугодие\nМетодисты\n|\n",
    )
    assert brief(source) == [
        ("1", "", "Создание рабочей группы по поддержке школ", "Январь 2023 г."),
        ("2", "Методическая поддержка", "Мониторинг", "1 раз в полугодие"),
    ]


def test_header_of_a_printed_page_breaks_its_number_and_its_words_apart(tmp_path):
    source = read(
        tmp_path,
        "План мероприятий на 2023 год\n№\nп/\nп\nНаименование\nмероприятия\nСрок\nОтветственные\n"
        "1\nАнализ результатов ВПР и\nОГЭ\nмарт 2023 г.\nУправление\nобразования\n"
        "2\nСеминар для учителей\nВ течение года\nРМК\n",
    )
    assert brief(source) == [
        ("1", "", "Анализ результатов ВПР и ОГЭ", "март 2023 г."),
        ("2", "", "Семинар для учителей", "В течение года"),
    ]


def test_columns_of_a_printed_page_are_put_together_line_by_line(tmp_path):
    source = read(
        tmp_path,
        "План мероприятий на 2022 год\n\n№\nп/\nп\n"
        "Наименование мероприятия          Срок              Ответственный\n"
        "                                  исполнения        исполнитель\n\n"
        "1     Проведение анализа          январь –          Управление\n"
        "      результатов ГИА             февраль           образования\n"
        "                                  2022 г.\n"
        "                     2. Работа с кадрами\n"
        "2     Организация курсов          март 2022         Методисты\n"
        "      повышения квалификации\n",
    )
    assert brief(source) == [
        ("1", "", "Проведение анализа результатов ГИА", "январь – февраль 2022 г."),
        ("2", "2. Работа с кадрами", "Организация курсов повышения квалификации", "март 2022"),
    ]
    assert source.items[0].responsible == ("EDU_AUTH",)


def test_day_inside_a_measure_is_taken_with_its_preposition(tmp_path):
    source = read(
        tmp_path,
        "План на 2023 год\n№\tМероприятие\tОтветственный\n"
        "1\tДо 1 марта 2023 года провести анализ\tМетодисты\n"
        "2\tК 15.05.2023 подготовить отчёт\tМетодисты\n",
    )
    assert [i.term_raw for i in source.items] == ["До 1 марта 2023 года", "К 15.05.2023"]
    assert [i.deadline.kind for i in source.items] == ["BEFORE", "BEFORE"]


def test_row_with_words_of_a_header_is_a_row_where_items_have_no_numbers(tmp_path):
    source = read(
        tmp_path,
        TITLE
        + "Мероприятие\tСроки\tОтветственный\tРезультат\n"
        + "Анализ итогов\tсентябрь\tРМК\tСправка\n"
        + "Показ опыта работы учителей\tВ течение срока реализации Проекта\t"
        + "Специалисты РМК\tРазмещение документов на сайте\n"
        + "Посещение уроков\tмарт\tМетодисты\tПротокол\n",
    )
    assert [item.measure for item in source.items] == [
        "Анализ итогов", "Показ опыта работы учителей", "Посещение уроков",
    ]  # fmt: skip
    assert source.items[2].result_raw == "Протокол"


LONG_HEAD = (
    "Наименование мероприятия, направленного на повышение качества образования в школах с "
    "низкими результатами"
)


@pytest.mark.parametrize(
    "head",
    [
        f"№ п/п\t{LONG_HEAD}\tИсполнители\tСроки",
        f"\t{LONG_HEAD}\tИсполнители\tСроки",
        f"\t{LONG_HEAD}\tИсполнители\tКогда",
        "№ п/п\tМероприятия\tИсполнители\tДо какого времени, дата",
        "№ п/п\tМероприятия\tИсполнители\tВ течение 2022 года, в срок",
        "\tМероприятия\tИсполнители\tМесяц (сентябрь – май)",
        "\tМероприятия\tИсполнители\tДо какого времени, дата",
    ],
)
def test_header_of_a_second_table_with_long_or_unusual_heads_is_no_item(tmp_path, head):
    source = read(
        tmp_path,
        TITLE
        + "№\tМероприятие\tСрок\tОтветственный\n"
        + "1\tПровести семинар\tмарт 2022\tРМО\n"
        + f"{head}\n2\tСовещание\tДиректор\tапрель 2022\n",
    )
    assert [(item.item_no, item.measure, item.term_raw) for item in source.items] == [
        ("1", "Провести семинар", "март 2022"), ("2", "Совещание", "апрель 2022"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "term", ["в срок до 1 мая", "Срок до 1 мая", "1 раз в месяц", "до 1 мая, дата по графику"]
)
def test_term_with_words_of_a_head_is_that_of_an_item(tmp_path, term):
    source = read(
        tmp_path,
        TITLE
        + "Мероприятие\tСроки\tОтветственный\n"
        + f"Показ опыта работы\t{term}\tСпециалисты РМК\n"
        + "Посещение уроков\tмарт\tМетодисты\n",
    )
    assert [item.term_raw for item in source.items] == [term, "март"]


def test_markdown_tables_under_headings_keep_each_row_and_its_section(tmp_path):
    head = "| № | Мероприятие | Сроки | Ответственный |\n|---|---|---|---|\n"
    source = read(
        tmp_path,
        "# План мероприятий на 2022-2023 учебный год\n\n"
        + f"## 1. Организация\n\n{head}| 1.1 | Создать группу | сентябрь | Директор |\n"
        + "|  | Назначить координатора | октябрь | РМК |\n\n"
        + "## Раздел 2. Контроль «дорожной карты»\n\n"
        + f"{head}| 2.1 | Посетить уроки | март | РМК |\n\n"
        + f"## 3. Итоги\n\n{head}| 3.1 | Подвести итоги | май | РМК |\n",
    )
    assert brief(source) == [
        ("1.1", "1. Организация", "Создать группу", "сентябрь"),
        ("", "1. Организация", "Назначить координатора", "октябрь"),
        ("2.1", "Раздел 2. Контроль «дорожной карты»", "Посетить уроки", "март"),
        ("3.1", "3. Итоги", "Подвести итоги", "май"),
    ]


def test_table_that_begins_in_the_third_column_of_a_sheet(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet["C1"] = "План мероприятий на 2022-2023 учебный год"
    for row in (
        ("№", "Мероприятие", "Сроки", "Ответственный"),
        ("1. Организация",),
        ("1.1", "Создать группу", "сентябрь", "Директор"),
        ("1.2", "Показ опыта работы", "в течение срока реализации проекта", "РМК"),
    ):
        sheet.append([None, None, *row])
    book.save(tmp_path / "plan.xlsx")
    assert brief(read_roadmap(tmp_path / "plan.xlsx")) == [
        ("1.1", "1. Организация", "Создать группу", "сентябрь"),
        ("1.2", "1. Организация", "Показ опыта работы", "в течение срока реализации проекта"),
    ]


def test_lone_bar_is_an_empty_cell_where_rows_make_sense_so(tmp_path):
    lines = ["№", "Мероприятие", "Сроки", "Ответственный"]
    lines += ["1", "Создать рабочую группу", "сентябрь 2022", "Директор"]
    for measure in ("Провести анализ уроков", "Посетить занятия школ", "Подвести итоги года"):
        lines += ["", measure, "март 2023", "Методисты"]
    source = read(tmp_path, TITLE + "".join(f"{cell} |\n".lstrip() for cell in lines))
    assert [(item.item_no, item.term_raw) for item in source.items] == [
        ("1", "сентябрь 2022"), *[("", "март 2023")] * 3,
    ]  # fmt: skip


def test_comma_without_quotes_that_moves_the_cells_of_a_row_refuses_the_plan(tmp_path):
    source = read(
        tmp_path,
        "№,Мероприятие,Срок,Ответственный\n"
        '1,Совет,"сентябрь, октябрь 2022",РМО\n'
        "2,Опрос,декабрь, январь 2023,РМО\n",
        "plan.csv",
    )
    told = [(p.severity, p.row) for p in source.findings if p.code == "extra_cells"]
    assert told == [("error", 3)]
    assert source.items[0].term_raw == "сентябрь, октябрь 2022"
