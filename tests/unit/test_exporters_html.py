"""The HTML report: one calm page, offline, without a script, readable by machines."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re

import lxml.html
import pytest
import report_sample as sample

from helpers import blocks, params
from helpers.reports import document, html


@pytest.fixture(scope="module")
def page() -> bytes:
    return html.render(document.read(sample.notebook()), sample.spec())


@pytest.fixture(scope="module")
def tree(page: bytes) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(page.decode())


def text_of(tree: lxml.html.HtmlElement) -> str:
    return " ".join(tree.text_content().split())


def test_the_policy_stands_first_in_the_head_and_allows_only_our_script(page: bytes) -> None:
    head = re.search(rb"<head>\s*(<[^>]+>)", page)
    assert head is not None
    assert b"Content-Security-Policy" in head[1]
    assert b"default-src 'none'" in head[1]
    (script,) = re.findall(rb"<script>(.*?)</script>", page, re.S)
    digest = base64.b64encode(hashlib.sha256(script).digest())
    assert re.findall(rb"script-src ([^;]*);", head[1]) == [b"'sha256-" + digest + b"'"]


def test_the_page_is_russian_and_named_by_report_place_and_period(
    tree: lxml.html.HtmlElement,
) -> None:
    assert tree.get("lang") == "ru"
    assert tree.findtext(".//title") == (
        "Результаты: что показывают ВПР и ОГЭ — Заречный район, 2021/22 учебный год"
    )
    assert len(tree.findall(".//h1")) == 1


def test_nothing_is_fetched_run_or_sent(tree: lxml.html.HtmlElement) -> None:
    assert not tree.xpath("//link | //iframe | //object | //form | //img | //base")
    assert not re.search("fetch|XMLHttp|import|eval|innerHTML|location", tree.findtext(".//script"))
    assert not tree.xpath("//@*[starts-with(name(), 'on')] | //@src | //@srcset")
    styles = " ".join(tree.xpath("//style/text()"))
    assert "url(" not in styles
    assert "@import" not in styles
    outside = [a for a in tree.xpath("//a/@href") if not a.startswith("#")]
    assert outside == ["https://example.org/method?a=1&b=2"]


@pytest.mark.parametrize("text", sample.HOSTILE)
def test_hostile_text_is_shown_as_text(tree: lxml.html.HtmlElement, text: str) -> None:
    assert text in tree.text_content()


def test_hostile_markdown_is_shown_as_text(tree: lxml.html.HtmlElement) -> None:
    text = text_of(tree)
    assert "Ссылка x (javascript:alert(1)) и <script>alert(3)</script> $y$ остаются" in text
    assert "49" not in [cell.text_content() for cell in tree.xpath("//table[@id='hostile']//td")]


def test_the_summary_comes_before_the_contents_and_the_passport_last(
    tree: lxml.html.HtmlElement,
) -> None:
    order = [e.tag for e in tree.body if e.tag in ("header", "section", "nav", "main")]
    assert order == ["header", "section", "nav", "main"]
    findings = tree.xpath("//section[@class='summary']//li")
    assert [item.get("id") for item in findings] == ["rus-below", "math-growth", "gve"]
    assert "Правило: 95-процентный интервал" in findings[1].text_content()
    assert tree.find(".//main")[-1].get("class") == "passport"


def test_every_entry_of_the_contents_leads_to_a_place(tree: lxml.html.HtmlElement) -> None:
    ids = set(tree.xpath("//@id"))
    targets = [a[1:] for a in tree.xpath("//a/@href") if a.startswith("#")]
    assert len(targets) >= 6
    assert set(targets) <= ids


def test_no_identifier_is_used_twice(tree: lxml.html.HtmlElement) -> None:
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_headings_are_in_order_without_a_gap(tree: lxml.html.HtmlElement) -> None:
    levels = [int(e.tag[1]) for e in tree.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_tables_have_a_caption_and_headed_rows_and_columns(tree: lxml.html.HtmlElement) -> None:
    tables = tree.findall(".//table")
    assert len(tables) == 10
    for table in tables:
        assert table.findtext("caption")
        assert {th.get("scope") for th in table.findall("thead//th")} == {"col"}
        assert all(
            len(row.findall("th")) == 1 and row.find("th").get("scope") == "row"
            for row in table.findall("tbody/tr")
        )


def test_a_table_shows_its_numbers_marks_legend_notes_and_source(
    tree: lxml.html.HtmlElement,
) -> None:
    (table,) = tree.xpath("//table[@id='results']")
    rows = [[cell.text_content() for cell in row] for row in table.findall("tbody/tr")]
    assert rows[2][1:] == ["16", "31,3", "15,6–43,8"]
    assert rows[10][1:] == ["с", "с", "с"]
    assert rows[11][1:] == ["0", "х", "н/д"]
    assert table.findall("tbody/tr")[12].get("class") == "strong"
    text = text_of(tree)
    assert "н/д — нет данных; х — неприменимо; с — скрыто" in text
    assert "Источник: протоколы ОГЭ, 2022 год" in text


def test_a_figure_is_described_and_its_table_is_folded_below(
    tree: lxml.html.HtmlElement,
) -> None:
    (figure,) = tree.xpath("//figure[@id='bars']")
    (drawing,) = figure.xpath(".//svg")
    assert drawing.get("role") == "img"
    assert drawing.get("width") is None
    assert sample.bars().alt in drawing.text_content()
    folded = figure.xpath(".//details//table//td")
    assert [cell.text for cell in folded] == [
        f"{v:.1f}".replace(".", ",") for v in (18.8, 25, 31.3, 37.5, 43.8, 50, 56.3, 62.5, 68.8, 75)
    ]


def test_wide_content_scrolls_in_its_own_reachable_container(
    tree: lxml.html.HtmlElement,
) -> None:
    for element in tree.xpath("//table | //svg"):
        container = element.xpath("ancestor::div[@role='region']")
        assert container
        assert container[0].get("tabindex") == "0"
        assert container[0].get("aria-label")


def test_the_page_without_figures_stays_small(page: bytes) -> None:
    drawings = len(sample.bars().svg.encode()) + len(sample.lines().svg.encode())
    assert len(page) - drawings < 150_000


def test_the_edition_and_the_teaching_data_are_marked() -> None:
    internal = html.render(document.read(sample.notebook()), sample.spec()).decode()
    public = html.render(document.read(sample.notebook("public")), sample.spec("public")).decode()
    assert "Для служебного пользования" in internal
    assert "Для служебного пользования" not in public
    assert "учебные данные" in public


def test_the_passport_names_inputs_and_how_to_repeat_but_no_commit(page: bytes) -> None:
    text = page.decode()
    assert "store/marks/municipality_id=zarechny/part.parquet" in text
    assert "efefefefefefefef" in text
    assert "shnor report 10_results -m zarechny -y 2022 --data data/demo" in text
    assert sample.spec().code.commit not in text


def test_a_number_leads_to_its_formula_parts_and_command(tree: lxml.html.HtmlElement) -> None:
    (link,) = tree.xpath("//table[@id='results']//a[.='46,9']")
    (place,) = tree.xpath(f"//*[@id='{link.get('href')[1:]}']")
    assert place.text == "75 / 160"
    (origin,) = place.xpath("ancestor::details")
    text = " ".join(origin.text_content().split())
    assert text.startswith("Доля «4» и «5» Как считается: 100 × (отметки «4» и «5») / (участники).")
    assert "Таблицы данных: Отметки." in text
    assert "shnor explain -m zarechny -y 2022 oge9.rus.quality_share --data data/demo" in text
    assert origin.get("open") is None


def test_every_reference_of_a_page_leads_somewhere(tree: lxml.html.HtmlElement) -> None:
    targets = set(tree.xpath("//table//a/@href"))
    assert targets
    assert {target[1:] for target in targets} <= set(tree.xpath("//@id"))


def test_the_public_edition_leads_to_no_parts_of_its_numbers() -> None:
    public = html.render(document.read(sample.notebook("public")), sample.spec("public")).decode()
    tree = lxml.html.document_fromstring(public)
    assert "46,9" in tree.xpath("//table[@id='results']")[0].text_content()
    assert tree.xpath("//table[@id='results']//a/@href") == []
    assert tree.xpath("//details[@class='origin']") == []
    assert "75 / 160" not in public


def test_the_live_notebook_is_named_where_there_is_one(page: bytes) -> None:
    assert "shnor lab --from manifest.json" in page.decode()
    public = html.render(document.read(sample.notebook("public")), sample.spec("public")).decode()
    assert "shnor lab" not in public


def test_an_empty_report_is_still_a_page() -> None:
    nothing = blocks.Table("t", "Пусто", [blocks.Column("a", "А")], [])
    notebook = sample.notebook()
    notebook.cells = [sample.shown(sample.cover(), nothing)]
    assert "В таблице нет строк." in html.render(document.read(notebook), sample.spec()).decode()


def test_single_schools_have_a_grid_of_their_own_among_the_origins(
    tree: lxml.html.HtmlElement,
) -> None:
    parted = [grids for one in tree.xpath("//details[@class='origin']")
              if len(grids := one.xpath(".//table")) > 1]  # fmt: skip
    assert parted
    for whole, schools in parted:
        assert "школа" not in whole.xpath("string(.//tr)")
        named = [th.text_content() for th in schools.iter("th")]
        assert any(name.startswith("школа ") for name in named)
        assert not any(name.startswith("район") for name in named)


def test_municipalities_of_a_region_keep_their_parts_apart_and_every_link_has_its_end() -> None:
    known = {i: params.municipalities()[i] for i in ("turochak", "priozersk")}
    refs = [(f"oge9.{subject}.mark_2_share|municipality:{i}", one, n)
            for subject in ("math", "rus")
            for n, (i, one) in enumerate(known.items(), start=len(subject))]  # fmt: skip
    rows = [
        [one.name, blocks.Cell(float(n), str(n), ref=ref, numerator=n, denominator=100)]
        for ref, one, n in refs
    ]
    heads = [blocks.Column("place", "Где"), blocks.Column("share", "Доля «2»")]
    notebook = sample.notebook()
    notebook.cells = [sample.shown(sample.cover(), blocks.Table("t", "Доли", heads, rows))]
    page = lxml.html.document_fromstring(html.render(document.read(notebook), sample.spec()))
    links = [one for one in page.xpath("//a/@href") if one.startswith("#")]
    assert len([one for one in links if one.startswith("#d")]) == 4
    assert {one[1:] for one in links} <= set(page.xpath("//@id"))
    (grid,) = page.xpath("//details[@class='origin']//table")
    told = [[" ".join(cell.text_content().split()) for cell in row] for row in grid.xpath(".//tr")]
    assert told == [
        ["Работа", *(one.name for one in known.values())],
        ["ОГЭ, 9 класс, математика (oge9.math)", "4 / 100", "5 / 100"],
        ["ОГЭ, 9 класс, русский язык (oge9.rus)", "3 / 100", "4 / 100"],
    ]
