"""The attack finds nothing on our own site, which hides nothing and keeps what it told before."""

from __future__ import annotations

import itertools
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import lxml.html
import openpyxl
import pandas as pd
import pytest
import region
from attack import drawings, knowledge
from attack.reading import Told, of_file, rows_below, told, words_of_pdf
from attack.solving import Attacker, Known, attack
from attack.usefulness import useful

from helpers.__main__ import main
from helpers.disclosure import certificate, published
from helpers.store import Store

TWO_YEARS = (2022, 2023)
#: The district whose reports of the last year are published whole, in every format.
WHOLE = "rayon01"


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> region.Region:
    """A made-up region of six districts and two years."""
    return region.make(tmp_path_factory.mktemp("region") / "project", 6, TWO_YEARS)


@pytest.fixture(scope="module")
def site(country: region.Region) -> Path:
    """Its site, made by the command: overviews of all, all reports of one, the region's own."""
    target, out = country.folder.parent / "site", country.folder.parent / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(country.folder)
        given = ["publish", str(target), "--out", str(out)]
        years = [word for year in TWO_YEARS for word in ("-y", str(year))]
        assert main([*given, *years, "-n", "00_overview", "--to", "html"]) == 0
        assert main([*given, "-y", "2023", "-m", WHOLE]) == 0
        last = ["-y", "2023", "-m", region.REGION, "-n", "60_region"]
        assert main([*given, *last, "--to", "html,xlsx,csv"]) == 0
    return target


@pytest.fixture(scope="module")
def statements(site: Path) -> list[Told]:
    """Everything that the site says."""
    return told(site)


def test_nothing_is_found_on_the_site_of_a_region(
    country: region.Region, statements: list[Told]
) -> None:
    exact = knowledge.truth(country.rows)
    known = knowledge.known(exact)
    parts = {region.REGION: country.places}
    assert {one.series for one in statements} == {series for _, series in exact}
    of_two_schools = country.places[region.TINY]
    assert {one.place for one in statements} == {region.REGION, *country.places} - {of_two_schools}
    _agrees(statements, known, parts)
    assert attack(statements, known, parts=parts) == []


def _agrees(statements: list[Told], known: Known, parts: Mapping[str, Sequence[str]]) -> None:
    """The attacker reads the site rightly: the groups are those whose people are known."""
    for one in statements:
        people = sum(
            count
            for place in parts.get(one.place, (one.place,))
            for (_, year), count in known.get((place, one.series), {}).items()
            if one.first <= year <= one.last
        )
        assert people == one.whole or one.among, one


def test_the_head_of_a_school_learns_nothing_of_others(
    country: region.Region, statements: list[Told]
) -> None:
    exact = knowledge.truth(country.rows)
    parts = {region.REGION: country.places}
    for place in (WHOLE, country.rural[2]):
        for school in [row["school_id"] for row in country.rows[place]["schools"]][::3]:
            head = Attacker(knowledge.of_head(exact, place, school), looks_at=place)
            known = knowledge.known(exact)
            assert attack(statements, known, parts=parts, attacker=head) == []


def test_whoever_knows_one_pupil_learns_of_nobody_else(
    country: region.Region, statements: list[Told]
) -> None:
    exact = knowledge.truth(country.rows)
    school = country.rows[WHOLE]["schools"][0]["school_id"]
    friend = Attacker(knowledge.of_friend(exact, WHOLE, school, 2023), WHOLE)
    known = knowledge.known(exact)
    parts = {region.REGION: country.places}
    assert attack(statements, known, parts=parts, required=3, attacker=friend) == []


def test_every_format_says_what_the_page_says(site: Path) -> None:
    folder = site / "m" / WHOLE / "2023" / "00_overview"
    assert {path.suffix for path in folder.iterdir()} >= {".html", ".pdf", ".xlsx", ".docx", ".csv"}
    said = {path.suffix: set(of_file("x", path)) for path in folder.iterdir()}
    tables = {one for one in said[".html"] if one.series.startswith("ВПР")}
    assert len(tables) > 10
    for suffix in (".xlsx", ".docx", ".csv"):
        questions = {(one.series, one.categories) for one in said[suffix]}
        assert {(one.series, one.categories) for one in tables} <= questions, suffix
    assert {one.series for one in said[".pdf"]} & {one.series for one in tables}


def test_every_mark_of_a_drawing_is_measured(site: Path) -> None:
    """So that the attack above has read them all: each names a row and lies within its words."""
    measured = 0
    for path in site.rglob("report.html"):
        page = lxml.html.fromstring(path.read_bytes())
        for svg in page.iter("svg"):
            found = list(drawings.measured(svg, list(rows_below(svg))))
            heights = {one["mark"] for one in found}
            assert heights >= {str(mark[0]) for mark in drawings.marks(svg)}, path
            measured += len(heights)
    assert measured > 50


def test_rural_districts_still_hear_twelve_useful_things(
    country: region.Region, site: Path
) -> None:
    """Counted on the published page: a number or a band narrower than a half."""
    for place in country.rural:
        for year in TWO_YEARS:
            assert useful(site / f"m/{place}/{year}/00_overview/report.html") >= 12, (place, year)


def test_no_raw_word_is_in_any_stream(site: Path, country: region.Region) -> None:
    names: set[str] = set()
    for rows in country.rows.values():
        names |= {row["school_name"] for row in rows["schools"]}
        names |= {row["school_id"] for row in rows["schools"]}
        names |= {row["teacher_code"] for row in rows["teachers"]}
    for path in site.rglob("*.pdf"):
        words = words_of_pdf(path)
        assert not [name for name in names if name in words]
    for path in [*site.rglob("*.html"), *site.rglob("*.json"), *site.rglob("*.csv")]:
        words = path.read_text("utf-8")
        assert not [name for name in names if name in words]


def test_only_public_reports_are_on_the_site(site: Path, country: region.Region) -> None:
    manifests = list(site.glob("m/*/*/*/manifest.json"))
    assert len(manifests) >= 2 * (len(country.places) + 1)
    assert {json.loads(path.read_text("utf-8"))["edition"] for path in manifests} == {"public"}
    # only a region has municipalities to lay side by side
    assert [path.parts[-3] for path in site.glob("m/*/*/60_region")] == [region.REGION]
    # the second call told nothing otherwise than the first
    assert not list(site.glob("m/*/*/versions"))


def test_names_and_weights_of_files_are_those_a_site_can_hold(site: Path) -> None:
    files = [path for path in site.rglob("*") if path.is_file()]
    assert all(path.relative_to(site).as_posix().isascii() for path in files)
    assert max(path.stat().st_size for path in files if path.suffix == ".html") <= 5_000_000


def test_every_page_can_be_read_aloud(site: Path) -> None:
    """Language, words for pictures, heads of tables, headings without a jump."""
    for path in site.rglob("*.html"):
        page = lxml.html.parse(str(path)).getroot()
        where = path.relative_to(site)
        assert page.get("lang") == "ru", where
        assert page.findtext(".//title"), where
        assert all(image.get("alt") for image in page.iter("img")), where
        drawings = page.xpath("//svg[not(@aria-hidden='true') and not(ancestor::svg)]")
        assert all(d.get("aria-label") or d.xpath("./title|@aria-labelledby")
                   for d in drawings), where  # fmt: skip
        for table in page.iter("table"):
            heads = list(table.iter("th"))
            assert heads and all(head.get("scope") for head in heads), where
        levels = [int(node.tag[1]) for node in page.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
        assert levels[0] == 1 and levels.count(1) == 1, where
        assert all(b <= a + 1 for a, b in itertools.pairwise(levels)), (where, levels)


def test_workbooks_hide_nothing(site: Path) -> None:
    books = list(site.rglob("*.xlsx"))
    assert books
    for path in books:
        book = openpyxl.load_workbook(path)
        assert not book.defined_names and book.properties.creator in (None, "", "openpyxl", "ШНОР")
        for sheet in book.worksheets:
            assert sheet.sheet_state == "visible" and not sheet.defined_names
            assert not any(one.hidden for one in sheet.row_dimensions.values())
            assert not any(one.hidden for one in sheet.column_dimensions.values())
            cells = [cell for row in sheet.iter_rows() for cell in row]
            assert not any(cell.comment for cell in cells)
            assert not any(cell.data_type == "f" for cell in cells)
            assert not any("определения нет" in str(cell.value) for cell in cells)


def test_what_is_hidden_has_a_status_and_no_number(site: Path) -> None:
    """Whoever sorts or averages the list of cells never takes a mark of hiding for nothing."""
    lists = list(site.rglob("report.csv"))
    hidden = 0
    for path in lists:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        marked = frame["text"].isin(["с", "н/д", "х", "…"])
        assert (frame.loc[marked, "status"] != "ok").all(), path
        closed = frame[frame["status"] != "ok"]
        assert (closed[["value", "numerator"]] == "").all(axis=None), path
        hidden += int((frame["status"] == "suppressed").sum())
    assert lists and hidden > 10


@pytest.fixture
def corrected(
    country: region.Region, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A copy of the site; the project beside it, the working folder, has two marks corrected."""
    project, target = tmp_path / "project", tmp_path / "site"
    shutil.copytree(country.folder, project)
    shutil.copytree(site, target)
    part = project / f"data/demo/store/marks/municipality_id={WHOLE}/part.parquet"
    rows = pd.read_parquet(part)
    one = rows.index[
        (rows["procedure"] == "ВПР") & (rows["year"] == 2023) & (rows["grade"] >= 5)
        & (rows["mark_2"] >= 2)
    ][0]  # fmt: skip
    rows.loc[one, ["mark_2", "mark_3"]] += [-2, 2]
    rows.to_parquet(part)
    monkeypatch.chdir(project)
    return target


def publish_again(site: Path) -> int:
    given = ["publish", str(site), "--out", str(site.parent / "out"), "-m", WHOLE, "-y", "2023"]
    return main([*given, "-n", "00_overview", "--to", "html"])


def test_a_correction_of_two_pupils_is_published_with_a_note_and_gives_no_clue(
    country: region.Region, corrected: Path
) -> None:
    assert publish_again(corrected) == 0
    year = corrected / "m" / WHOLE / "2023"
    before, now = (
        {one["title"]: (one["low"], one["high"], one["part"])
         for one in json.loads((folder / "answers.json").read_text("utf-8"))["answers"]}
        for folder in (year / "versions" / "1", year)
    )  # fmt: skip
    changed = [title for title in now if now[title] != before[title]]
    assert changed and all("русский язык" in title for title in changed)
    page = (corrected / "m" / WHOLE / "index.html").read_text("utf-8")
    assert "что изменилось после версии 1" in page
    assert all(title in page for title in changed)
    links = lxml.html.fromstring(page).xpath("//a/@href")
    old = [link for link in links if link.startswith("2023/versions/1/")]
    assert any(link.endswith("10_results/report.pdf") for link in old)
    assert all((corrected / "m" / WHOLE / link).is_file() for link in old)
    statements = told(corrected)
    assert len({one.release for one in statements if one.place == WHOLE}) == 2
    known = knowledge.known(knowledge.truth(country.rows))
    parts = {region.REGION: country.places}
    told_again = [one for one in statements if one.series in {t.split(":")[0] for t in changed}]
    for moved in (0, 2):
        assert attack(told_again, known, parts=parts, moved=moved) == []


def test_what_is_out_and_betrays_a_group_is_named_and_can_be_taken_down(
    country: region.Region, corrected: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An answer as a laxer rule would have let it out: the few who failed an exam, exactly."""
    path = corrected / "m" / WHOLE / "2023" / "answers.json"
    content = json.loads(path.read_text("utf-8"))
    exact = knowledge.truth(country.rows)
    few = {
        series: (sum(counts[0] for counts in rows.values()), sum(map(sum, rows.values())))
        for (place, series), rows in exact.items()
        if place == WHOLE and series.startswith("ЕГЭ")
    }
    series, (part, whole) = next(one for one in few.items() if 0 < one[1][0] < 5)
    title = f"{series}: не преодолели минимум"
    one = next(one for one in content["answers"] if one["title"] == title)
    one |= {"kind": "exact", "whole": whole, "part": part, "low": None, "high": None}
    path.write_text(json.dumps(content), "utf-8")
    before = (corrected / "index.html").read_bytes()
    assert publish_again(corrected) == 6
    said = capsys.readouterr().err
    assert f"район № 1, 2023 (папка m/{WHOLE}/2023): {title}" in said
    assert re.search(r"в наименьшей из таких групп человек: [0-9]+\.", said)
    assert f"{part} из {whole}" not in said and "Traceback" not in said
    assert (corrected / "index.html").read_bytes() == before
    # what the message advises helps
    shutil.rmtree(path.parent)
    store = Store(Path("data/demo"))
    scope = certificate.scope_of(WHOLE, store)
    earlier = published.answers(corrected, scope.places)
    assert certificate.make(store, scope, earlier).audit["narrow"] == 0
