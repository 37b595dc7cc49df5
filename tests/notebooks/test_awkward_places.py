"""Awkward places side by side in one batch: every report is made, says what is absent, and
holds nothing of another municipality.

The places: a district of one school with six pupils in a class, a year without ВПР, 2020
without ОГЭ and with a very long name of a school, a region of sixty municipalities.
"""

from __future__ import annotations

import html
import io
import json
import zipfile
from pathlib import Path

import lxml.html
import pypdf
import pytest

from helpers.__main__ import main
from notebooks import shown_numbers

LONG = (
    "Муниципальное казённое общеобразовательное учреждение «Верхнекрасногвардейская средняя "
    "общеобразовательная школа с углублённым изучением отдельных предметов имени дважды Героя» "
    "(структурное подразделение Нижнеоктябрьская начальная школа — детский сад)"
)
#: Municipality → year, and a word that stands in the names of its schools and nowhere else.
PLACES = {
    "turochak": (2022, "Турачья"),
    "priozersk": (2022, "Зимородковская"),
    "vilyuysk": (2020, "Свиристелевская"),
    "altai": (2022, "Пеночковая"),
}
NOTEBOOKS = ("00_overview", "10_results")
#: The region is also compared with itself, municipality by municipality.
OF_REGION = ("60_region",)
REGION = "altai"
MEMBERS = [f"{REGION}-{number:02d}" for number in range(1, 61)]
REPORTS = [(place, name) for place in PLACES for name in NOTEBOOKS] + [
    (REGION, name) for name in OF_REGION
]


def schools() -> list[str]:
    rows = ["turochak-only;turochak;Турачья СОШ;СОШ", f"vil-0;vilyuysk;{LONG} Свиристелевская;СОШ"]
    for number in range(1, 6):
        rows.append(f"pri-{number};priozersk;СОШ № {number} Зимородковская;СОШ")
        rows.append(f"vil-{number};vilyuysk;СОШ № {number} Свиристелевская;СОШ")
    for one in MEMBERS:
        rows += [f"pen-{one}-{n};{one};Пеночковая ООШ {one[-2:]}-{n};ООШ" for n in (1, 2)]
    return ["school_id;municipality_id;school_name;kind", *rows]


def marks() -> list[str]:
    """Six pupils in each class of the only school; unlike numbers in each place."""
    rows = ["turochak-only;turochak;2022;spring;ВПР;5;rus;6;2;2;1;1"]
    rows += ["vil-0;vilyuysk;2020;autumn;ВПР;6;math;53;40;5;5;3"]
    rows += ["turochak-only;turochak;2022;spring;ОГЭ;9;math;6;0;3;2;1"]
    for number in range(1, 6):
        rows.append(f"pri-{number};priozersk;2022;spring;ОГЭ;9;rus;71;{number};20;30;{21 - number}")
        rows.append(f"vil-{number};vilyuysk;2020;autumn;ВПР;6;math;53;{number};20;20;{13 - number}")
    for place, one in enumerate(MEMBERS):
        twos = place % 9
        rows.append(f"pen-{one}-1;{one};2022;spring;ВПР;5;math;37;{twos};10;10;{17 - twos}")
        rows.append(f"pen-{one}-2;{one};2022;spring;ВПР;5;math;6;{place % 2};2;2;{2 - place % 2}")
    head = "school_id;municipality_id;year;wave;procedure;grade;subject;participants"
    return [f"{head};mark_2;mark_3;mark_4;mark_5", *rows]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of all places, made by one batch on one dataset."""
    root = tmp_path_factory.mktemp("awkward")
    data, out = root / "data", root / "outputs"
    for name, lines in (("schools", schools()), ("marks", marks())):
        path = data / "sources" / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", "utf-8")
        assert main(["import", str(path), "--data", str(data), "--kind", name, "--brief"]) == 0
    years = {place: f"      {place}: [{year}]\n" for place, (year, _) in PLACES.items()}
    batch = root / "awkward.yaml"
    listed = f"  - notebooks: [{', '.join(NOTEBOOKS)}]\n    municipalities:\n"
    listed += "".join(years.values())
    listed += f"  - notebooks: [{', '.join(OF_REGION)}]\n    municipalities:\n{years[REGION]}"
    listed += "  - notebooks: [50_school_card]\n    parameters: {school_id: vil-0}\n"
    listed += f"    municipalities:\n{years['vilyuysk']}"
    batch.write_text(f"edition: internal\nreports:\n{listed}", "utf-8")
    assert main(["batch", str(batch), "--data", str(data), "--out", str(out)]) == 0
    return out


def folder(outputs: Path, place: str, notebook: str) -> Path:
    return outputs / "internal" / str(PLACES[place][0]) / place / notebook


def said(path: Path) -> str:
    """Everything that a file says, unpacked."""
    content = path.read_bytes()
    if path.suffix == ".pdf":
        return "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    if path.suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = [package.read(n) for n in package.namelist() if n.endswith((".xml", ".rels"))]
        return html.unescape("".join(part.decode() for part in parts))
    if path.suffix in (".json", ".ipynb"):
        return json.dumps(json.loads(content), ensure_ascii=False)
    return content.decode()


@pytest.mark.parametrize(("place", "notebook"), REPORTS)
def test_no_file_holds_a_name_code_or_figure_of_another_place(
    outputs: Path, place: str, notebook: str
) -> None:
    codes = {"turochak": "turochak-only", "priozersk": "pri-", "vilyuysk": "vil-", "altai": "pen-"}
    for path in sorted(folder(outputs, place, notebook).iterdir()):
        text = said(path)
        for other, (_, word) in PLACES.items():
            if other != place:
                assert word[:8] not in text.replace("\u00ad", ""), path.name
                assert f"{codes[other]}1" not in text, path.name
                assert f"municipality_id={other}" not in text, path.name


@pytest.mark.parametrize("place", ["priozersk", "vilyuysk", "altai"])
def test_the_search_finds_the_names_of_the_place_itself(outputs: Path, place: str) -> None:
    """A region shows its municipalities, every other place its schools."""
    word = "кодом 37" if place == REGION else PLACES[place][1][:8]
    for suffix in ("html", "pdf", "xlsx", "docx", "csv", "ipynb"):
        text = said(folder(outputs, place, "10_results") / f"report.{suffix}")
        assert word in text.replace("\u00ad", ""), suffix


def test_counts_of_one_place_stand_in_no_other(outputs: Path) -> None:
    """Participants of all schools: 355, 318 and 2580 can come from one place only."""
    totals = {"priozersk": "355", "vilyuysk": "318", "altai": "2580"}
    for place in PLACES:
        page = (folder(outputs, place, "10_results") / "report.html").read_bytes()
        shown = {
            cell.replace("\u202f", "")
            for rows in shown_numbers.of_html(page).values()
            for row in rows
            for cell in row
        }
        for owner, total in totals.items():
            assert (total in shown) == (owner == place), (place, owner)


@pytest.mark.parametrize(("place", "notebook"), REPORTS)
def test_no_chart_is_empty_and_absence_is_said_in_words(
    outputs: Path, place: str, notebook: str
) -> None:
    tree = lxml.html.parse(str(folder(outputs, place, notebook) / "report.html")).getroot()
    for figure in tree.iter("figure"):
        assert figure.xpath(".//tbody/tr"), figure.get("id")
        assert figure.xpath(".//*[local-name()='path' or local-name()='use']")
    assert tree.xpath("//p[@class='notice']")


def test_the_missing_procedure_is_named(outputs: Path) -> None:
    page = lxml.html.parse(
        str(folder(outputs, "priozersk", "10_results") / "report.html")
    ).getroot()
    notices = " ".join(item.text_content() for item in page.xpath("//p[@class='notice']"))
    assert "ВПР" in notices
    page = lxml.html.parse(str(folder(outputs, "vilyuysk", "10_results") / "report.html")).getroot()
    notices = " ".join(item.text_content() for item in page.xpath("//p[@class='notice']"))
    assert "ОГЭ" in notices


def test_a_very_long_name_is_printed_whole(outputs: Path) -> None:
    text = said(folder(outputs, "vilyuysk", "10_results") / "report.pdf")
    words = "".join(text.replace("\u00ad", "").replace("-\n", "").split())
    assert "Нижнеоктябрьскаяначальнаяшкола" in words


def test_the_card_of_a_school_with_a_long_name_and_little_data_fits_two_pages(
    outputs: Path,
) -> None:
    card = folder(outputs, "vilyuysk", "50_school_card~vil-0") / "report.pdf"
    assert len(pypdf.PdfReader(card).pages) == 2
    text = " ".join(said(card).replace("\u00a0", " ").split())
    assert "сельская или городская — н/д" in text
    assert "стр. 1 из 2" in text and "Верхнекрасногвардейская" in text
    # One known work of eight does not make a sure word about the next year.
    assert "известны работы: 1 из 8" in text


def test_places_of_equal_size_still_have_lines_of_chance(outputs: Path) -> None:
    tree = lxml.html.parse(str(folder(outputs, REGION, "10_results") / "report.html")).getroot()
    (drawing,) = tree.xpath("//figure[@id='funnel']//*[local-name()='svg']")
    labels = [text.text_content() for text in drawing.xpath(".//*[local-name()='text']")]
    assert "43" in labels
    dashed = drawing.xpath(".//*[@stroke-dasharray]")
    lengths = [len(line.get("d", "")) for line in dashed]
    # Four lines of limits, each of many points: a line of one point is not seen.
    assert sum(length > 100 for length in lengths) >= 2


def test_every_municipality_of_the_region_stands_in_every_table(outputs: Path) -> None:
    page = (folder(outputs, REGION, "60_region") / "report.html").read_bytes()
    tree = lxml.html.fromstring(page)
    for name in ("dots-1-data", "region-completeness"):
        heads = tree.xpath(f"//*[@id='{name}']//tbody/tr/th")
        shown = [head.text_content() for head in heads]
        assert shown == [f"Муниципалитет с кодом {number}" for number in range(1, 61)], name
    drawn = tree.xpath("//figure[@id='dots-1']//*[local-name()='text']")
    labels = {label.text_content() for label in drawn}
    assert {f"Муниципалитет с кодом {number}" for number in range(1, 61)} <= labels
