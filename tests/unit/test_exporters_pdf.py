"""The printed report: tagged, archivable, the same words and numbers, nothing cut off."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest
import report_sample as sample
from nbformat import NotebookNode
from printed import faults

from helpers import blocks, style
from helpers.reports import ReportFailed, document, glyphs, pdf, room


@pytest.fixture(scope="module")
def content() -> bytes:
    return pdf.render(document.read(sample.notebook()), sample.spec())


@pytest.fixture(scope="module")
def reader(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


@pytest.fixture(scope="module")
def pages(reader: pypdf.PdfReader) -> list[str]:
    return [squeezed(page.extract_text()) for page in reader.pages]


def squeezed(text: str) -> str:
    """Words without line ends, soft hyphens and special spaces."""
    return " ".join(text.replace("\u00ad\n", "").replace("-\n", "").split())


def report_of(*items: blocks.Block) -> document.Document:
    notebook: NotebookNode = sample.notebook()
    notebook.cells = [sample.shown(sample.cover(), *items)]
    return document.read(notebook)


@pytest.mark.parametrize("profile", ["PDF_UA_1", "PDF_A_2A"])
def test_the_file_conforms_to_the_standard(content: bytes, profile: str, tmp_path: Path) -> None:
    assert faults(content, profile, tmp_path) == []


def test_the_file_is_russian_tagged_titled_and_dated_by_the_report(
    reader: pypdf.PdfReader,
) -> None:
    root = reader.trailer["/Root"].get_object()
    assert root["/Lang"].startswith("ru")
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == (
        "Результаты: что показывают ВПР и ОГЭ — Заречный район, 2021/22 учебный год"
    )
    assert str(reader.metadata.get("/CreationDate")).startswith("D:20220831000000")


def test_only_the_fonts_of_the_workbook_are_embedded(reader: pypdf.PdfReader) -> None:
    names = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in reader.pages
        for font in page["/Resources"].get_object().get("/Font", {}).values()
    }
    assert names
    assert all(name.startswith(("Roboto", "DejaVuSans")) for name in names)


def test_the_first_page_carries_the_summary_and_the_contents(pages: list[str]) -> None:
    first = pages[0]
    for words in ("Есть ли в районе школы", "Главное", "Требует внимания.", "Содержание"):
        assert words in first
    assert "Правило: ни одной строки" in first
    assert first.index("Главное") < first.index("Содержание")


def test_every_page_names_place_edition_data_and_its_number(pages: list[str]) -> None:
    for number, text in enumerate(pages, start=1):
        assert "Заречный район, 2021/22 учебный год" in text
        assert "Для служебного пользования · учебные данные" in text
        assert f"стр. {number} из {len(pages)}" in text


def test_the_head_of_a_long_table_is_repeated_on_each_of_its_pages(pages: list[str]) -> None:
    carrying = [text for text in pages if "ВПР, 5 класс, математика" in text]
    assert len(carrying) > 2
    assert all("Процедура, класс, предмет" in text for text in carrying)


def test_a_wide_table_stands_on_a_turned_page(reader: pypdf.PdfReader) -> None:
    turned = [p for p in reader.pages if p.mediabox.width > p.mediabox.height]
    assert len(turned) == 1
    text = squeezed(turned[0].extract_text())
    assert "Таблица 2. Доля отметок «4» и «5» по годам" in text
    assert "Ряд прерван в 2020 году" in text


def test_every_row_and_number_of_the_wide_table_is_on_the_page(reader: pypdf.PdfReader) -> None:
    (turned,) = [p for p in reader.pages if p.mediabox.width > p.mediabox.height]
    words = squeezed(turned.extract_text()).split()
    for row in sample.wide_table().rows:
        assert all(cell.text in words for cell in row[2:])


def test_a_table_that_fits_no_page_comes_in_parts_with_its_naming_column() -> None:
    columns = [blocks.Column("a", "Школа")]
    columns += [blocks.Column(f"c{i}", f"Показатель {i}", "%", "right", 1) for i in range(40)]
    table = blocks.Table("w", "Широкая", columns, [[sample.school(1), *range(40)]])
    parts = room.split(table, pdf.PAPER)
    assert len(parts) > 1
    assert all(part.columns[0].key == "a" for part in parts)
    assert [c.key for part in parts for c in part.columns[1:]] == [c.key for c in columns[1:]]
    assert room.split(sample.wide_table(), pdf.PAPER) == [sample.wide_table()]


@pytest.mark.parametrize("text", sample.HOSTILE)
def test_hostile_text_is_printed_as_text(pages: list[str], text: str) -> None:
    assert text in " ".join(pages)


def test_numbers_of_tables_and_figures_are_printed(pages: list[str]) -> None:
    text = " ".join(pages)
    assert "15,6–43,8" in text
    assert "46,9" in text
    assert "Данные к рисунку. Рисунок 2. Район приблизился к цели" in text
    assert "142 807" in text


def test_a_drawing_keeps_its_text_and_has_an_alternative(
    reader: pypdf.PdfReader, pages: list[str]
) -> None:
    assert any("Ивановская Слобода, № 7" in text for text in pages)
    alternatives = [str(node["/Alt"]) for node in structure(reader) if "/Alt" in node]
    assert sample.bars().alt in alternatives


def structure(reader: pypdf.PdfReader) -> list[pypdf.generic.DictionaryObject]:
    """All elements of the structure tree."""
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"].get_object()]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += [item.get_object() for item in node]
        elif isinstance(node, dict):
            found.append(node)
            waiting += [node["/K"].get_object()] if "/K" in node else []
    return found


def test_tables_headings_and_figures_are_tagged(reader: pypdf.PdfReader) -> None:
    tags = {str(node.get("/S")) for node in structure(reader)}
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/Figure", "/Caption", "/L"} <= tags


def test_a_character_that_no_font_has_does_not_stop_the_report() -> None:
    text = "中\x01\ue000"
    content = pdf.render(report_of(blocks.Notice(f"Школа {text} →½₽")), sample.spec())
    words = pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert glyphs.REPLACEMENT in words
    assert "→½₽" in words.replace(" ", "")


def test_the_characters_taken_for_granted_are_in_the_fonts() -> None:
    assert {ord(sign) for sign in glyphs.COMMON if sign != "\n"} <= glyphs.code_points()


def test_a_fault_found_by_the_compiler_fails_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(style, "FONT_FAMILIES", ("No Such Font",))
    with pytest.raises(ReportFailed, match="PDF"):
        pdf.render(report_of(blocks.Notice("Текст")), sample.spec())


def test_a_report_without_any_content_is_still_printed() -> None:
    nothing = blocks.Table("t", "", [blocks.Column("a", "А")], [])
    content = pdf.render(report_of(blocks.Findings([]), nothing), sample.spec())
    assert "В таблице нет строк." in pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()


def test_words_of_a_column_are_divided_only_where_one_is_too_long_for_it() -> None:
    long_word = "Сельскохозяйственнообразовательная"
    heads = [blocks.Column("a", "Работа"), blocks.Column("b", "Школа")]
    heads += [blocks.Column(f"c{i}", f"Доля {i}", "%", "right", 1) for i in range(6)]
    rows = [["ВПР осенью, программа 6 класса, математика", long_word, *[10.5] * 6]] * 3
    table = blocks.Table("t", "", heads, rows)
    narrow = room.Room(False, 9.0, [90.0, 90.0, *[50.0] * 6], [])
    assert room.broken_columns(table, narrow, pdf.PAPER) == [1]
    wide = room.Room(False, 9.0, [90.0, -1.0, *[10.0] * 6], [])
    assert 1 not in room.broken_columns(table, wide, pdf.PAPER)
