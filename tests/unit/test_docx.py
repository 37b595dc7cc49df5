"""The note for Word: office form, editable, the same words and numbers, steady bytes."""

from __future__ import annotations

import hashlib
import io
import json
import math
import os
import subprocess
import sys
import zipfile
from itertools import pairwise
from pathlib import Path

import docx as python_docx
import pytest
import report_sample as sample
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table
from lxml import etree
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook
from PIL import Image

from helpers import blocks, notebooks
from helpers.blocks.page import Edition
from helpers.reports import ReportFailed, document, docx, pictures, word


def made(notebook: NotebookNode, edition: Edition = "internal") -> bytes:
    return docx.render(document.read(notebook), sample.spec(edition))


def opened(content: bytes) -> Document:
    return python_docx.Document(io.BytesIO(content))


def note_of(*items: blocks.Block, markdown: str = "") -> Document:
    cells = [sample.shown(sample.cover(), *items), new_markdown_cell(markdown)]
    return opened(made(new_notebook(cells=cells)))


@pytest.fixture(scope="module")
def content() -> bytes:
    return made(sample.notebook())


@pytest.fixture(scope="module")
def note(content: bytes) -> Document:
    return opened(content)


def styled(note: Document, *ids: str) -> list[str]:
    return [p.text for p in note.paragraphs if p.style is not None and p.style.style_id in ids]


def words(table: Table) -> list[list[str]]:
    texts = qn("w:t")
    return [["".join(t.text for t in cell.iter(texts)) for cell in r.tc_lst] for r in rows(table)]


def rows(table: Table) -> list[etree._Element]:
    return list(table._tbl.tr_lst)


def under(note: Document, caption: str) -> Table:
    """The table that follows a caption."""
    (found,) = [p for p in note.paragraphs if p.text == caption]
    following = found._p.getnext()
    assert following is not None
    assert following.tag == qn("w:tbl")
    return Table(following, note._body)


def test_the_title_block_says_what_about_whom_and_when(note: Document) -> None:
    first = [p.text for p in note.paragraphs][:8]
    assert first == [
        "Для служебного пользования",
        "Учебные данные",
        "АНАЛИТИЧЕСКАЯ СПРАВКА",
        "Результаты: что показывают ВПР и ОГЭ",
        "Территория:\tЗаречный район",
        "Период:\t2021/22 учебный год",
        "Дата отчёта:\t31\xa0августа\xa02022\xa0г.",
        "Вопрос:\tЕсть ли в районе школы с устойчиво низкими результатами?",
    ]


def test_sections_conclusions_recommendations_and_signatures_follow_in_office_order(
    note: Document,
) -> None:
    assert styled(note, "Heading1", "Heading2", "PlainHeading") == [
        "Главное",
        "Что показывает ОГЭ",
        "Ряд лет",
        "Подробно",
        "Чего этот отчёт не показывает",
        "Выводы",
        "Рекомендации",
        "Подписи",
        "Приложение 1. Данные рисунков",
        "Приложение 2. Паспорт отчёта",
    ]


def test_headings_are_numbered_by_word_itself(note: Document) -> None:
    styles = {style.style_id: style for style in note.styles}
    for level in (1, 2, 3):
        numbering = styles[f"Heading{level}"].element.pPr.numPr
        assert numbering.numId.val == 1
    assert styles["PlainHeading"].element.pPr.numPr.numId.val == 0


def test_every_finding_is_a_conclusion_with_its_rule(note: Document) -> None:
    items = sample.summary().items
    claims = [f"{item.tone_label}. {item.text}" for item in items]
    assert styled(note, "Conclusion") == claims
    assert styled(note, "Rule") == [f"Правило: {item.rule}" for item in items]


def test_the_main_points_repeat_the_conclusions_in_plain_text(
    note: Document, content: bytes
) -> None:
    assert styled(note, "ListBullet")[:3] == styled(note, "Conclusion")
    text = part(content, "word/document.xml").decode()
    # Other office programs lose the end of a long reference field.
    assert "REF conclusion_" not in text
    for number in (1, 2, 3):
        assert f'w:name="conclusion_{number}"' in text


def part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name)


def test_recommendations_leave_room_for_each_conclusion_that_calls_for_action(
    note: Document,
) -> None:
    (form,) = [t for t in note.tables if words(t)[0][0] == "Вывод"]
    assert [row[0] for row in words(form)[1:]] == [
        "Вывод 1. Требует внимания",
        "Вывод 3. Нет данных",
    ]
    assert words(form)[1][1:] == ["впишите меру", "впишите должность", "впишите срок"]
    assert len(list(form._tbl.iter(qn("w:showingPlcHdr")))) == 6


def test_recommendations_point_to_the_steps_that_a_notebook_derives() -> None:
    steps = blocks.Table("steps", "Что дальше", [blocks.Column("what", "Шаг")], [["Разобрать"]])
    said = styled(note_of(sample.summary(), steps), "BodyText")
    assert "Шаги, которые выведены из чисел по правилам, перечисляет Таблица 1." in said


def test_an_appendix_of_wide_tables_starts_on_a_turned_page() -> None:
    bars, wide = sample.bars(), sample.wide_table()
    figure = blocks.Figure("f", "Ряд", "Ряд лет", bars.svg, wide)
    note = note_of(figure)
    assert [section.orientation for section in note.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]
    (heading,) = [p for p in note.paragraphs if p.text == "Приложение 1. Данные рисунков"]
    assert heading._p.getnext().pPr.sectPr is None
    assert under(note, "Данные к рисунку. Рисунок 1 — Ряд") is not None
    narrow = note_of(figure, bars)
    shown = [text for text in styled(narrow, "Caption") if text.startswith("Данные")]
    assert [text.split(" — ")[0] for text in shown] == [
        "Данные к рисунку. Рисунок 2",
        "Данные к рисунку. Рисунок 1",
    ]


def test_signature_lines_name_roles_and_no_person(note: Document) -> None:
    (lines,) = [t for t in note.tables if words(t)[0][0] == docx.ROLES[0]]
    assert [row[0] for row in words(lines)[::2]] == list(docx.ROLES)
    assert all(row[1:] == ["", "", ""] for row in words(lines)[::2])


def test_every_table_has_its_numbered_caption_and_the_numbers_of_the_other_formats(
    note: Document,
) -> None:
    tables = document.read(sample.notebook()).tables()
    for numbered in (item for item in tables if item.label.startswith("Таблица")):
        dash = f" — {numbered.title}" if numbered.title else ""
        found = words(under(note, f"{numbered.label}{dash}"))
        assert found[0] == [column.set_head for column in numbered.table.columns]
        assert found[1:] == [[cell.text for cell in row] for row in numbered.table.rows]


def test_the_data_of_figures_stand_in_the_appendix(note: Document) -> None:
    found = words(under(note, "Данные к рисунку. Рисунок 2 — Район приблизился к цели"))
    assert found[1:] == [[cell.text for cell in row] for row in sample.lines().table.rows]


def test_captions_are_fields_that_word_renumbers(content: bytes) -> None:
    text = part(content, "word/document.xml").decode()
    assert text.count(r"SEQ Таблица \* ARABIC") == 5
    assert text.count(r"SEQ Рисунок \* ARABIC") == 2


def test_heads_are_repeated_and_rows_stay_whole(note: Document) -> None:
    table = under(note, "Таблица 4 — Все процедуры, классы и предметы")
    repeated = [row.find(f".//{qn('w:tblHeader')}") is not None for row in rows(table)]
    assert repeated == [True, *[False] * 120]
    assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows(table))


def test_strong_rows_are_bold_and_numbers_stand_right(note: Document) -> None:
    table = under(note, "Таблица 1 — Русский язык, 9 класс: качество по школам")
    last = table.rows[-1].cells
    assert all(run.bold for cell in last for p in cell.paragraphs for run in p.runs)
    assert [cell.paragraphs[0].style.style_id for cell in last] == [
        "TableText",
        *["TableNumber"] * 3,
    ]


def test_pictures_carry_the_description_of_the_figure(note: Document) -> None:
    shapes = [shape._inline.docPr for shape in note.inline_shapes]
    assert [shape.get("descr") for shape in shapes] == [sample.bars().alt, sample.lines().alt]
    assert [shape.get("name") for shape in shapes] == ["Рисунок 1", "Рисунок 2"]
    assert styled(note, "FigureCaption")[0] == "Рисунок 1 — В трёх школах из десяти цель достигнута"
    assert all(shape.width == Mm(word.UPRIGHT_MM) for shape in note.inline_shapes)


def test_pictures_are_png_of_the_real_drawing(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        images = [package.read(n) for n in package.namelist() if n.startswith("word/media/")]
    assert len(images) == 2
    assert all(image.startswith(b"\x89PNG") and len(image) > 5000 for image in images)


def test_a_tall_drawing_stays_on_its_page() -> None:
    tall = sample.bars()
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 400">'
        '<rect width="9" height="9"/></svg>'
    )
    (shape,) = note_of(blocks.Figure("tall", "", "Прямоугольник", svg, tall.table)).inline_shapes
    assert shape.height == Mm(215)
    assert abs(shape.width * 4 - shape.height) < 5000


def test_wide_tables_turn_the_page_and_the_text_turns_it_back(note: Document) -> None:
    assert [section.orientation for section in note.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]
    upright, turned, _ = note.sections
    assert (upright.page_width, upright.page_height) == (turned.page_height, turned.page_width)
    margins = [round(getattr(upright, f"{side}_margin").mm) for side in ("left", "right", "top")]
    assert margins == [30, 15, 20]
    assert round(turned.top_margin.mm) == 30  # type: ignore[union-attr]


def test_a_table_that_fits_no_page_comes_in_parts() -> None:
    columns = [blocks.Column("a", "Школа")]
    columns += [blocks.Column(f"c{i}", f"Показатель {i}", "%", "right", 1) for i in range(40)]
    note = note_of(blocks.Table("w", "Широкая", columns, [[sample.school(1), *range(40)]]))
    captions = [text for text in styled(note, "Caption") if "часть" in text]
    assert len(captions) > 1
    assert captions[0] == f"Таблица 1 — Широкая (часть 1 из {len(captions)})"
    parts = [words(under(note, caption)) for caption in captions]
    assert [number for shown in parts for number in shown[1][1:]] == [f"{i},0" for i in range(40)]


def test_no_table_is_wider_than_its_page(note: Document) -> None:
    for table in note.tables:
        width = sum(int(column.get(qn("w:w"))) for column in table._tbl.tblGrid)
        assert width <= 257 / 25.4 * 1440 + 1


def test_lists_are_real_and_each_numbered_one_starts_anew() -> None:
    note = note_of(markdown="1. а\n2. б\n\nТекст\n\n3. в\n\n- г\n  - д")
    items = [p for p in note.paragraphs if p.text in "абвгд" and p.text]
    numbered = [p._p.pPr.numPr.numId.val for p in items[:3]]  # type: ignore[union-attr]
    assert numbered[0] == numbered[1] != numbered[2]
    assert [p.style.style_id for p in items] == [  # type: ignore[union-attr]
        *["ListNumber"] * 3,
        *["ListBullet"] * 2,
    ]
    assert items[4]._p.pPr.numPr.ilvl.val == 1  # type: ignore[union-attr]
    (second,) = [
        num for num in note.part.numbering_part.element.num_lst if num.numId == numbered[2]
    ]
    assert second.find(f".//{qn('w:startOverride')}").get(qn("w:val")) == "3"


@pytest.mark.parametrize("text", sample.HOSTILE)
def test_hostile_text_is_plain_text(note: Document, content: bytes, text: str) -> None:
    assert [text, text] in words(under(note, f"Таблица 5 — Опасные строки {sample.HOSTILE[0]}"))
    tree = etree.fromstring(part(content, "word/document.xml"))
    assert not tree.xpath("//*[local-name()='script' or local-name()='img']")
    instructions = [node.text.split()[0] for node in tree.iter(qn("w:instrText"))]
    assert set(instructions) <= {"SEQ", "PAGE"}


def test_only_safe_addresses_become_links(content: bytes) -> None:
    relations = etree.fromstring(part(content, "word/_rels/document.xml.rels"))
    outside = [r.get("Target") for r in relations if r.get("TargetMode") == "External"]
    assert outside == ["https://example.org/method?a=1&b=2"]


def test_characters_that_xml_cannot_carry_do_not_spoil_the_file() -> None:
    table = blocks.Table("t", "А\x00 & Б", [blocks.Column("a", "A")], [["а\x00б\x0b\ufffe"]])
    note = note_of(table, blocks.Notice("Нет\x1b & <данных>"))
    assert words(under(note, "Таблица 1 — А  & Б"))[1] == ["а б  "]
    assert styled(note, "Notice") == ["Нет  & <данных>"]


def test_the_file_is_russian_and_says_what_it_is(note: Document, content: bytes) -> None:
    styles = etree.fromstring(part(content, "word/styles.xml"))
    (language,) = styles.findall(f"./{qn('w:docDefaults')}//{qn('w:lang')}")
    assert language.get(qn("w:val")) == "ru-RU"
    assert note.core_properties.language == "ru-RU"
    assert note.core_properties.title == "Аналитическая справка. " + sample.cover().title


def test_every_page_after_the_first_says_whose_it_is_and_all_have_a_number(
    note: Document,
) -> None:
    section = note.sections[0]
    line = "Заречный район, 2021/22 учебный год · Для служебного пользования · учебные данные"
    assert section.header.paragraphs[0].text == line
    assert section.different_first_page_header_footer
    for footer in (section.footer, section.first_page_footer):
        assert "PAGE" in "".join(node.text for node in footer._element.iter(qn("w:instrText")))
    later = list(note.sections)[1:]
    assert all(s.header.is_linked_to_previous for s in later)
    assert not any(s.different_first_page_header_footer for s in later)


def test_the_public_edition_has_no_internal_mark() -> None:
    text = part(made(sample.notebook("public"), "public"), "word/document.xml").decode()
    assert docx.INTERNAL_MARK not in text


def test_the_file_knows_no_author_and_no_clock(note: Document, content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.namelist() == sorted(package.namelist())
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        everything = b"".join(package.read(name) for name in package.namelist())
    assert note.core_properties.author == ""
    assert str(note.core_properties.created).startswith("2022-08-31 00:00:00")
    assert b"python-docx" not in everything


def test_every_style_that_is_used_is_in_the_template(content: bytes) -> None:
    tree = etree.fromstring(part(content, "word/document.xml"))
    tags = ("w:pStyle", "w:rStyle", "w:tblStyle")
    used = {node.get(qn("w:val")) for tag in tags for node in tree.iter(qn(tag))}
    defined = etree.fromstring(part(content, "word/styles.xml"))
    known = {style.get(qn("w:styleId")) for style in defined.iter(qn("w:style"))}
    assert used <= known


def test_an_empty_report_is_still_a_note() -> None:
    nothing = blocks.Table("t", "", [blocks.Column("a", "А")], [])
    note = note_of(blocks.Findings([]), nothing)
    assert "В таблице нет строк." in styled(note, "TableNote")
    assert "Сводных выводов в отчёте нет." in styled(note, "BodyText")
    assert "Выводов, которые требуют мер, в отчёте нет." in styled(note, "BodyText")


RENDER = """
import hashlib, report_sample as s
from helpers.reports import document, docx
print(hashlib.sha256(docx.render(document.read(s.notebook()), s.spec())).hexdigest())
"""


def test_another_process_zone_locale_and_hash_seed_give_the_same_bytes(content: bytes) -> None:
    strange = {"PYTHONHASHSEED": "4242", "TZ": "Asia/Kamchatka", "LC_ALL": "C", "PYTHONUTF8": "1"}
    run = subprocess.run(
        [sys.executable, "-c", RENDER],
        cwd=Path(__file__).parent,
        env={**os.environ, **strange},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == hashlib.sha256(content).hexdigest()
    assert run.stderr == ""


def test_the_four_notebooks_of_the_managerial_cycle_have_a_note() -> None:
    found = {book.name for book in notebooks.notebooks() if book.has_docx}
    assert found == {"00_overview", "10_results", "20_teacher_deficits", "30_roadmap"}


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [({}, False), ({"shnor": {"docx": True}}, True), ({"shnor": {"docx": "нет"}}, False)],
)
def test_a_notebook_opts_in_by_its_metadata(
    tmp_path: Path, metadata: dict[str, object], expected: bool
) -> None:
    path = tmp_path / "70_own.ipynb"
    path.write_text(json.dumps({"cells": [], "metadata": metadata}), encoding="utf-8")
    assert notebooks.read(path).has_docx is expected


@pytest.mark.parametrize("height", [481.3, 482.0, 520.5, 700.1])
def test_no_row_of_pixels_is_lost_when_a_drawing_becomes_a_picture(height: float) -> None:
    triangle = '<path d="M0 0v480h480z"/>'
    root = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 481.89 {height}">'
    table = sample.bars().table
    figure = blocks.Figure("slope", "", "Треугольник", f"{root}{triangle}</svg>", table)
    picture = Image.open(io.BytesIO(pictures.png([figure])["slope"])).convert("L")
    assert picture.size == (pictures.WIDTH_PX, math.ceil(pictures.WIDTH_PX * height / 481.89))
    wide = picture.width
    ink = [wide - sum(picture.crop((0, y, wide, y + 1)).tobytes()) / 255 for y in range(1300)]
    steps = [below - above for above, below in pairwise(ink)]
    assert all(0.5 < step < 1.5 for step in steps)


def test_a_drawing_without_a_size_fails_the_report() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9"/></svg>'
    with pytest.raises(ReportFailed, match="viewBox"):
        pictures.png([blocks.Figure("f", "", "Без размера", svg, sample.bars().table)])
