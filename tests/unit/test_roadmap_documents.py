"""Plans in Word documents: what counts as their text, and tables that carry on a plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.table import Table

from helpers.readers.docx_tables import read_docx_tables
from helpers.readers.roadmap import RoadmapSource, read_roadmap

HEAD = ["№", "Мероприятие", "Срок", "Ответственный", "Результат"]
ITEMS = [
    ["1", "Провести семинар", "март 2023", "РМО", "Приказ"],
    ["2", "Составить план", "май 2023", "ОО", "План"],
    ["3", "Собрать отчёты", "до 01.06.2023", "ОО", "Справка"],
    ["4", "Провести совещание", "сентябрь 2023", "РМК", "Протокол"],
]
FIRST = [HEAD, *ITEMS[:2]]
ALL = [("1", "март 2023"), ("2", "май 2023"), ("3", "до 01.06.2023"), ("4", "сентябрь 2023")]


def add(document: Document, rows: Sequence[Sequence[str]]) -> Table:
    table = document.add_table(len(rows), max(map(len, rows)))
    for row, line in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, line, strict=False):
            cell.text = text
    return table


def plan(tmp_path: Path, *tables: Sequence[Sequence[str]],
         change: Callable[[Document], Any] = lambda _: None) -> RoadmapSource:  # fmt: skip
    document = docx.Document()
    document.add_paragraph("План мероприятий на 2023 год")
    for rows in tables:
        add(document, rows)
        document.add_paragraph()
    change(document)
    document.save(str(tmp_path / "plan.docx"))
    return read_roadmap(tmp_path / "plan.docx")


def brief(source: RoadmapSource) -> list[tuple[str, str]]:
    return [(item.item_no, item.term_raw) for item in source.items]


def places(source: RoadmapSource, code: str) -> list[tuple[str, str, int | None]]:
    return [(p.severity, p.sheet, p.row) for p in source.findings if p.code == code]


# -- content controls --------------------------------------------------------------------------


def wrap(element: Any, properties: str = "") -> None:
    """Put an element inside a content control."""
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr>{properties}</w:sdtPr></w:sdt>")
    content = OxmlElement("w:sdtContent")
    control.append(content)
    element.addprevious(control)
    content.append(element)


@pytest.mark.parametrize("what", ["table", "row", "cell", "paragraph", "everything"])
def test_content_controls_hide_nothing(tmp_path: Path, what: str) -> None:
    def change(document: Document) -> None:
        table = document.tables[0]._tbl
        row = table.findall(qn("w:tr"))[2]
        cell = row.findall(qn("w:tc"))[2]
        parts = {"table": [table], "row": [row], "cell": [cell], "paragraph": [cell[-1]]}
        for element in parts.get(what, [cell[-1], cell, row, table]):
            wrap(element)

    source = plan(tmp_path, [HEAD, *ITEMS], change=change)
    assert brief(source) == ALL
    assert source.items[1].result_raw == "План"


@pytest.mark.parametrize("what", ["cell", "paragraph"])
def test_prompt_of_an_empty_content_control_is_no_text(tmp_path: Path, what: str) -> None:
    rows = [HEAD, ITEMS[0], ["2", "Составить план", "Выберите дату.", "ОО", "План"]]

    def change(document: Document) -> None:
        cell = document.tables[0].rows[2].cells[2]
        wrap(cell._tc if what == "cell" else cell.paragraphs[0]._p, "<w:showingPlcHdr/>")

    source = plan(tmp_path, rows, change=change)
    assert brief(source) == [("1", "март 2023"), ("2", "")]
    assert source.items[1].responsible_raw == "ОО"
    assert "no_term" in [p.code for p in source.findings]


def test_table_of_contents_is_not_what_tables_are_about(tmp_path: Path) -> None:
    document = docx.Document()
    contents = document.add_paragraph("ОГЭ 2022. Математика .......... 5")
    document.add_paragraph("ОГЭ 2023. Русский язык")
    add(document, [["Код ОО", "Количество участников"], ["64101", "25"]])
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    wrap(contents._p, gallery)
    document.save(str(tmp_path / "t.docx"))
    (grid,) = read_docx_tables((tmp_path / "t.docx").read_bytes(), "t.docx")
    assert [row[0] for row in grid.rows] == ["ОГЭ 2023. Русский язык", "Код ОО", "64101"]


# -- text that does not count ------------------------------------------------------------------


def deleted(run: Any) -> None:
    """Delete a run as a revision does."""
    mark = OxmlElement("w:del")
    run._r.addprevious(mark)
    mark.append(run._r)
    for text in run._r.findall(qn("w:t")):
        text.tag = qn("w:delText")


def moved(run: Any) -> None:
    mark = OxmlElement("w:moveFrom")
    run._r.addprevious(mark)
    mark.append(run._r)


REMOVED: dict[str, tuple[Callable[[Any], Any], str]] = {
    "strike": (lambda run: setattr(run.font, "strike", True), "struck_text"),
    "double": (lambda run: setattr(run.font, "double_strike", True), "struck_text"),
    "hidden": (lambda run: setattr(run.font, "hidden", True), "hidden_text"),
    "deleted": (deleted, "deleted_text"),
    "moved": (moved, "deleted_text"),
}


@pytest.mark.parametrize("how", REMOVED)
def test_text_that_was_removed_is_not_read_and_is_told(tmp_path: Path, how: str) -> None:
    remove, code = REMOVED[how]

    def change(document: Document) -> None:
        paragraph = document.tables[0].rows[1].cells[2].paragraphs[0]
        paragraph.add_run(" апрель 2023")
        remove(paragraph.runs[0])

    source = plan(tmp_path, [HEAD, *ITEMS], change=change)
    assert brief(source)[0] == ("1", "апрель 2023")
    assert places(source, code) == [("warning", "таблица 1", 2)]
    assert [p.code for p in source.findings if p.code in {c for _, c in REMOVED.values()}] == [code]


def test_a_strike_that_is_switched_off_and_inserted_text_are_read(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        (run,) = document.tables[0].rows[1].cells[2].paragraphs[0].runs
        run.font.strike = False
        mark = OxmlElement("w:ins")
        run._r.addprevious(mark)
        mark.append(run._r)

    source = plan(tmp_path, [HEAD, *ITEMS], change=change)
    assert brief(source) == ALL
    assert not places(source, "struck_text") and not places(source, "deleted_text")


@pytest.mark.parametrize("how", ["strike", "deleted"])
def test_item_whose_measure_is_removed_is_no_item_and_is_told(tmp_path: Path, how: str) -> None:
    def change(document: Document) -> None:
        REMOVED[how][0](document.tables[0].rows[2].cells[1].paragraphs[0].runs[0])

    source = plan(tmp_path, [HEAD, *ITEMS], change=change)
    assert brief(source) == [ALL[0], *ALL[2:]]
    assert places(source, "removed_item") == [("warning", "таблица 1", 3)]


def test_row_deleted_under_revision_is_no_item_and_is_told(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        row = document.tables[0].rows[2]._tr
        row.get_or_add_trPr().append(OxmlElement("w:del"))

    source = plan(tmp_path, [HEAD, *ITEMS], change=change)
    assert brief(source) == [ALL[0], *ALL[2:]]
    assert places(source, "deleted_text") == [("warning", "таблица 1", 3)]
    assert [item.source_row for item in source.items] == [2, 4, 5]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plan.md", "~~март 2023~~ апрель 2023"),
        ("plan.md", "~~март~~ ~~2023~~ апрель 2023"),
        ("plan.html", "<s>март 2023</s> апрель 2023"),
        ("plan.html", '<del class="x">март\n2023</del> апрель 2023'),
        ("plan.html", "<strike>март 2023</strike> апрель 2023"),
    ],
)
def test_text_struck_out_in_markdown_or_html_is_not_read_and_is_told(
    tmp_path: Path, name: str, text: str
) -> None:
    rows = [HEAD, [*ITEMS[0][:2], text, *ITEMS[0][3:]], *ITEMS[1:]]
    if name.endswith("md"):
        lines = [f"| {' | '.join(row)} |" for row in [HEAD, ["---"] * 5, *rows[1:]]]
        written = "\n".join(["План мероприятий на 2023 год", "", *lines])
    else:
        body = "\n".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in rows)
        written = f"<p>План мероприятий на 2023 год</p>\n\n\n<table>{body}</table>"
    (tmp_path / name).write_text(written, encoding="utf-8")
    source = read_roadmap(tmp_path / name)
    assert brief(source) == [("1", "апрель 2023"), *ALL[1:]]
    assert places(source, "struck_text") == [("warning", "", 5)]


@pytest.mark.parametrize("number", ["2", "~~2~~"])
@pytest.mark.parametrize("name", ["plan.md", "plan.html"])
def test_item_whose_measure_is_struck_out_in_text_is_no_item_and_no_term_of_the_one_above(
    tmp_path: Path, name: str, number: str
) -> None:
    rows = [HEAD, ITEMS[0], [number, "~~Составить план~~", *ITEMS[1][2:]], ITEMS[2]]
    if name.endswith("md"):
        lines = [f"| {' | '.join(row)} |" for row in [HEAD, ["---"] * 5, *rows[1:]]]
        written = "\n".join(["План мероприятий на 2023 год", "", *lines])
    else:
        body = "\n".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in rows)
        written = f"<p>План мероприятий на 2023 год</p><table>{body}</table>"
    (tmp_path / name).write_text(written, encoding="utf-8")
    source = read_roadmap(tmp_path / name)
    assert brief(source) == [ALL[0], ALL[2]]
    assert [severity for severity, *_ in places(source, "removed_item")] == ["warning"]


def test_no_name_in_removed_text_is_told(tmp_path: Path) -> None:
    rows = [HEAD, [*ITEMS[0][:3], "Петрова М.С.", "Приказ"], *ITEMS[1:]]

    def change(document: Document) -> None:
        paragraph = document.tables[0].rows[1].cells[3].paragraphs[0]
        REMOVED["strike"][0](paragraph.runs[0])
        paragraph.add_run(" методист РМК")

    source = plan(tmp_path, rows, change=change)
    assert source.items[0].responsible_raw == "методист РМК"
    assert places(source, "struck_text") == [("warning", "таблица 1", 2)]
    assert not [p for p in source.findings if "Петров" in p.text()]


def test_struck_number_of_a_table_of_results_is_empty_and_told(tmp_path: Path) -> None:
    document = docx.Document()
    table = add(document, [["Код ОО", "Участников"], ["64101", "25"]])
    table.rows[1].cells[1].paragraphs[0].runs[0].font.strike = True
    document.save(str(tmp_path / "t.docx"))
    (grid,) = read_docx_tables((tmp_path / "t.docx").read_bytes(), "t.docx")
    assert grid.rows[1] == ["64101", None]
    assert [(p.code, p.sheet, p.row) for p in grid.findings] == [("struck_text", "Таблица 1", 2)]


# -- tables without a header -------------------------------------------------------------------


@pytest.mark.parametrize("at", [5, 3, 0])
def test_table_with_an_empty_column_more_carries_on_the_plan(tmp_path: Path, at: int) -> None:
    rest = [[*row[:at], "", *row[at:]] for row in ITEMS[2:]]
    source = plan(tmp_path, FIRST, rest)
    assert brief(source) == ALL
    assert [item.evidence for item in source.items[2:]] == [("ANALYTIC_NOTE",), ("PROTOCOL",)]
    assert [(i.source_sheet, i.source_row) for i in source.items[2:]] == [
        ("таблица 2", 1), ("таблица 2", 2),
    ]  # fmt: skip


def test_table_without_the_last_column_carries_on_the_plan(tmp_path: Path) -> None:
    source = plan(tmp_path, FIRST, [row[:4] for row in ITEMS[2:]])
    assert brief(source) == ALL
    assert places(source, "no_result") == [("warning", "таблица 2", 1), ("warning", "таблица 2", 2)]


@pytest.mark.parametrize(
    "rest",
    [
        [[*row[:4], "РОО", row[4]] for row in ITEMS[2:]],
        [[row[0], row[2], row[1], row[3]] for row in ITEMS[2:]],
        [row[1:4] for row in ITEMS[2:]],
    ],
    ids=["a filled column more", "other order", "no number"],
)
def test_items_whose_columns_cannot_be_told_refuse_the_plan(
    tmp_path: Path, rest: list[list[str]]
) -> None:
    source = plan(tmp_path, FIRST, rest)
    assert brief(source) == ALL[:2]
    assert places(source, "continuation_unclear") == [("error", "таблица 2", 1)]


def test_table_that_is_no_part_of_the_plan_is_told(tmp_path: Path) -> None:
    signed = [["Начальник управления", "", "И.И. Иванова"]]
    schools = [
        ["№", "Школа", "Год"],
        ["1", "СОШ п. Знаменский", "2023"],
        ["2", "СОШ с. Бартеневка", "2023"],
    ]
    source = plan(tmp_path, [HEAD, *ITEMS], signed, schools)
    assert brief(source) == ALL
    assert places(source, "table_not_used") == [
        ("warning", "таблица 2", 1), ("warning", "таблица 3", 1),
    ]  # fmt: skip
    assert not [p for p in source.findings if "Иванов" in p.text()]


def test_heading_in_a_table_of_its_own_is_the_section_of_what_follows(tmp_path: Path) -> None:
    source = plan(tmp_path, FIRST, [["Раздел 2. Контроль"]], [[*row, ""] for row in ITEMS[2:]])
    assert [item.section for item in source.items] == ["", "", *["Раздел 2. Контроль"] * 2]
    assert not places(source, "table_not_used")


# -- tables as wide as the plan ----------------------------------------------------------------

SIGNED = [
    ["1", "Начальник управления", "10.03.2023", "И.И. Иванова", "подпись"],
    ["2", "Методист", "11.03.2023", "П.П. Петрова", "подпись"],
]
TARGETS = [
    ["№", "Показатель", "Ед. изм.", "2022", "2023"],
    ["1", "Доля школ с низкими результатами", "%", "10", "5"],
    ["2", "Число педагогов, прошедших курсы", "чел.", "20", "40"],
]


def under(tmp_path: Path, line: str, *rest: Sequence[Sequence[str]]) -> RoadmapSource:
    """The whole plan, a line of text, more tables."""

    def change(document: Document) -> None:
        if line:
            document.add_paragraph(line)
        for rows in rest:
            add(document, rows)

    return plan(tmp_path, [HEAD, *ITEMS], change=change)


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        ("Лист согласования", SIGNED),
        ("", [["Лист согласования"] + [""] * 4, *SIGNED]),
        ("Целевые показатели", TARGETS),
        ("", TARGETS),
        ("", [["№", "Наименование целевого показателя", *TARGETS[0][2:]], *TARGETS[1:]]),
        ("Целевые показатели", TARGETS[1:]),
        ("Рабочая группа", [["1", "Иванова И.И.", "начальник", "РОО", "27-1-15"]]),
        ("", [["Должность", "ФИО", "Подпись", "Отметка", "Телефон"], *SIGNED]),
    ],
)
def test_table_as_wide_as_the_plan_that_is_no_part_of_it_is_told(
    tmp_path: Path, line: str, rows: list[list[str]]
) -> None:
    source = under(tmp_path, line, rows)
    assert brief(source) == ALL
    assert places(source, "table_not_used") == [("warning", "таблица 2", 1)]
    assert not places(source, "continuation_unclear")


@pytest.mark.parametrize("rows", [SIGNED, ITEMS[:2], [ITEMS[3]]])
def test_numbers_that_begin_anew_without_a_heading_refuse_the_plan(
    tmp_path: Path, rows: list[list[str]]
) -> None:
    source = under(tmp_path, "", rows)
    assert brief(source) == ALL
    assert places(source, "continuation_unclear") == [("error", "таблица 2", 1)]


MORE = [
    ["1", "Провести конкурс", "октябрь 2023", "РМО", "Приказ"],
    ["2", "Собрать анкеты", "ноябрь 2023", "ОО", "Справка"],
]


@pytest.mark.parametrize("line", ["Раздел 2. Контроль", "Работа с родителями", "II. Контроль"])
def test_numbers_may_begin_anew_under_a_heading(tmp_path: Path, line: str) -> None:
    for source in (
        under(tmp_path, line, MORE),
        under(tmp_path, "", [[line] * 5, *MORE]),
        under(tmp_path, "", [[line, *[""] * 4], *MORE]),
        under(tmp_path, "", [[line]], MORE),
    ):
        assert brief(source) == [*ALL, ("1", "октябрь 2023"), ("2", "ноябрь 2023")]
        assert [item.section for item in source.items[4:]] == [line] * 2
        assert not places(source, "table_not_used")


@pytest.mark.parametrize(
    "rows",
    [
        [["5", *MORE[0][1:]], ["6", *MORE[1][1:]]],
        [["5", "Провести конкурс", "по отдельному графику РОО", "РМО", "Приказ"]],
        [["", *MORE[0][1:]], ["", *MORE[1][1:]]],
        [["1", "2", "3", "4", "5"], ["5", *MORE[0][1:]]],
    ],
)
def test_table_whose_numbers_go_on_is_read(tmp_path: Path, rows: list[list[str]]) -> None:
    source = under(tmp_path, "", rows)
    told = [row for row in rows if row[1] != "2"]
    assert brief(source) == [*ALL, *((row[0], row[2]) for row in told)]
    assert not places(source, "table_not_used") and not places(source, "continuation_unclear")


def test_header_may_be_a_table_of_its_own(tmp_path: Path) -> None:
    rows = [["1", "Провести конкурс", "по отдельному графику РОО", "РМО", "Приказ"]]
    source = plan(tmp_path, [HEAD], rows)
    assert brief(source) == [("1", rows[0][2])]


def test_rest_of_a_row_in_a_table_of_its_own_stays_with_its_row(tmp_path: Path) -> None:
    source = under(tmp_path, "", [["", "для всех школ", "", "", ""], ["5", *MORE[0][1:]]])
    assert brief(source) == [*ALL, ("5", "октябрь 2023")]
    assert source.items[3].measure.endswith("для всех школ")
