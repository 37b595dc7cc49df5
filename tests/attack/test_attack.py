"""The attack finds every planted leak and nothing on our own site."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import lxml.html
import openpyxl
import pandas as pd
import pytest
import region
from attack import knowledge
from attack.reading import Told, of_file, told, words_of_pdf
from attack.solving import Attacker, Known, attack

from helpers.__main__ import main
from helpers.disclosure import certificate, published
from helpers.store import Store

SERIES = "ОГЭ, математика"
LOW, HIGH = f"{SERIES}: доля «2»", f"{SERIES}: доля «4» и «5»"
HEADS = ("Показатель", "Годы", "Значение", "Человек", "Из скольких")


def page(site: Path, place: str, *rows: tuple[object, ...], more: str = "") -> None:
    """A report that shows a table with these rows."""
    folder = site / "m" / place
    folder.mkdir(parents=True, exist_ok=True)
    lines = [HEADS, *rows]
    cells = "".join(
        "<tr>" + "".join(f"<td>{'' if c is None else c}</td>" for c in line) + "</tr>"
        for line in lines
    )
    number = len(list(folder.iterdir()))
    (folder / f"{number}.html").write_text(
        f"<html><meta charset='utf-8'><body><table>{cells}</table>{more}</body></html>", "utf-8"
    )


def schools(count: int, people: int, *years: int) -> dict[tuple[str, int], int]:
    return {(f"s{n}", year): people for n in range(count) for year in years}


def small_count(site: Path) -> Known:
    page(site, "a", (LOW, "2022", "", 2, 40))
    return {("a", SERIES): schools(4, 10, 2022)}


def everybody(site: Path) -> Known:
    page(site, "a", (HIGH, "2022", "100 %", "", 40))
    return {("a", SERIES): schools(4, 10, 2022)}


def complement(site: Path) -> Known:
    page(site, "a", (HIGH, "2022", "", 39, 40))
    return {("a", SERIES): schools(4, 10, 2022)}


def one_school(site: Path) -> Known:
    page(site, "a", (LOW, "2022", "", 4, 25))
    return {("a", SERIES): schools(1, 25, 2022)}


def subtraction_of_periods(site: Path) -> Known:
    page(site, "a", (LOW, "2020–2021", "", 12, 80), (LOW, "2020–2022", "", 14, 120))
    return {("a", SERIES): schools(4, 10, 2020, 2021, 2022)}


def region_minus_rest(site: Path) -> Known:
    page(site, "a", (LOW, "2022", "", 12, 40))
    page(site, "r", (LOW, "2022", "", 13, 80))
    return {(place, SERIES): schools(4, 10, 2022) for place in "ab"}


def two_versions(site: Path) -> Known:
    page(site, "a", (LOW, "2022", "", 20, 80))
    page(site, "a", (LOW, "2022", "", 21, 80))
    return {("a", SERIES): schools(4, 20, 2022)}


def percent_with_number(site: Path) -> Known:
    page(site, "a", (LOW, "2022", "7,5 %", "с", 40))
    return {("a", SERIES): schools(4, 10, 2022)}


def mean_with_number(site: Path) -> Known:
    page(
        site,
        "a",
        (f"{SERIES}: средняя отметка", "2022", "2,0", "", 20),
        (LOW, "2022", "менее 100 %", "", 20),
    )
    return {("a", SERIES): schools(2, 10, 2022)}


def hidden_column(site: Path) -> Known:
    folder = site / "m" / "a"
    folder.mkdir(parents=True)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADS)
    sheet.append((LOW, "2022", "менее 10 %", 1, 40))
    sheet.column_dimensions["D"].hidden = True
    book.save(folder / "report.xlsx")
    return {("a", SERIES): schools(4, 10, 2022)}


def drawing(site: Path) -> Known:
    svg = (
        '<svg><text x="100">0</text><text x="600">100</text>'
        f'<circle cx="125" data-title="{LOW}" data-years="2022" data-n="40"/></svg>'
    )
    page(site, "a", (LOW, "2022", "менее 10 %", "с", 40), more=svg)
    return {("a", SERIES): schools(4, 10, 2022)}


def third_mark(site: Path) -> Known:
    page(site, "a", (LOW, "2022", "", 19, 40), (HIGH, "2022", "", 20, 40))
    return {("a", SERIES): schools(4, 10, 2022)}


def number_labels(site: Path) -> Known:
    """A table whose labels are numbers came out of a tool with everything it should hide."""
    folder = site / "m" / "a"
    folder.mkdir(parents=True)
    (folder / "data.csv").write_text(
        "Показатель;Годы;Человек;Из скольких\n" + f"{LOW};2022;3;40\n", "utf-8"
    )
    return {("a", SERIES): schools(4, 10, 2022)}


PLANTED = (small_count, everybody, complement, one_school, subtraction_of_periods,
           region_minus_rest, two_versions, percent_with_number, hidden_column, drawing,
           third_mark, number_labels, mean_with_number)  # fmt: skip


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_every_planted_leak_is_found(plant: Callable[[Path], Known], tmp_path: Path) -> None:
    known = plant(tmp_path)
    statements = told(tmp_path)
    assert statements
    assert attack(statements, known, parts={"r": ("a", "b")})


def test_numbers_that_tell_of_no_small_group_are_no_leak(tmp_path: Path) -> None:
    page(tmp_path, "a", (LOW, "2020–2022", "", 20, 120), (HIGH, "2020–2022", "", 60, 120))
    known = {("a", SERIES): schools(4, 10, 2020, 2021, 2022)}
    assert attack(told(tmp_path), known) == []


def test_bands_of_two_releases_that_touch_betray_a_correction(tmp_path: Path) -> None:
    """16 to 23 people before and 8 to 15 after: 16 and 15, if hardly anybody moved."""
    for release, band in (("first", "от 10 до 15 %"), ("second", "от 5 до 10 %")):
        site = tmp_path / "m" / "a" / release
        page(site, "", (LOW, "2022–2023", band, "", 158), (LOW, "2022", "", 12, 81))
        answers = json.dumps({"certificate": release, "answers": []})
        (site / "m" / "answers.json").write_text(answers, "utf-8")
    years = {("s", 2022): 81, ("s", 2023): 77}
    known = {("a", SERIES): {(f"s{n}", year): count // 7 for n in range(7)
                             for (_, year), count in years.items()}}  # fmt: skip
    statements = told(tmp_path)
    assert {one.release for one in statements} == {"first", "second"}
    found = attack(statements, known, moved=1)
    assert {(one.low, one.high) for one in found if one.school == "*"} >= {(3, 3), (4, 4)}
    assert attack([one for one in statements if one.release == "first"], known, moved=1) == []


TWO_YEARS = (2022, 2023)
#: The district whose reports of the last year are published whole, in every format.
WHOLE = "rayon01"


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> region.Region:
    """A made-up region of six districts and two years."""
    return region.make(tmp_path_factory.mktemp("region") / "project", 6, TWO_YEARS)


@pytest.fixture(scope="module")
def site(country: region.Region) -> Path:
    """Its site, made by the command twice: overviews of all, then all reports of one."""
    target, out = country.folder.parent / "site", country.folder.parent / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(country.folder)
        given = ["publish", str(target), "--out", str(out)]
        years = [word for year in TWO_YEARS for word in ("-y", str(year))]
        assert main([*given, *years, "-n", "00_overview", "--to", "html"]) == 0
        assert main([*given, "-y", "2023", "-m", WHOLE]) == 0
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


def test_whoever_knows_one_pupil_learns_of_no_other(
    country: region.Region, statements: list[Told]
) -> None:
    exact = knowledge.truth(country.rows)
    school = country.rows[WHOLE]["schools"][0]["school_id"]
    friend = Attacker(knowledge.of_friend(exact, WHOLE, school, 2023), False, WHOLE)
    known = knowledge.known(exact)
    parts = {region.REGION: country.places}
    found = attack(statements, known, parts=parts, required=3, attacker=friend)
    own = {(place, series, name, year) for place, series, name, year in friend.own}
    assert [one for one in found if (one.place, one.series, one.school, one.year) not in own] == []


def test_a_head_finds_what_is_hidden_from_an_outsider(tmp_path: Path) -> None:
    page(tmp_path, "a", (LOW, "2022", "", 6, 60))
    exact = {("a", SERIES): {(f"s{n}", 2022): (6 * (n == 0), 14 - 6 * (n == 0), 1)
                             for n in range(4)}}  # fmt: skip
    known = knowledge.known(exact)
    assert attack(told(tmp_path), known) == []
    head = Attacker(knowledge.of_head(exact, "a", "s0"))
    assert {one.high for one in attack(told(tmp_path), known, attacker=head)} >= {0}


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


def test_rural_districts_still_hear_twelve_useful_things(
    country: region.Region, site: Path
) -> None:
    """Counted on the published page: a number or a band narrower than a half."""
    for place in country.rural:
        for year in TWO_YEARS:
            page = lxml.html.parse(str(site / f"m/{place}/{year}/00_overview/report.html"))
            rows = page.xpath("//table[.//th[contains(., 'Как показано')]]")[0].xpath(".//tbody/tr")
            values = [" ".join(row.xpath("./*")[2].text_content().split()) for row in rows]
            assert len(values) <= 20
            assert sum(_is_useful(value) for value in values) >= 12, (place, year)


def _is_useful(value: str) -> bool:
    numbers = [float(one.replace(",", ".")) for one in re.findall(r"[0-9]+(?:,[0-9]+)?", value)]
    if not numbers:
        return False
    if value.startswith("от"):
        return numbers[1] - numbers[0] < 50
    if value.startswith("менее"):
        return numbers[0] < 50
    return "и более" not in value or numbers[0] > 50


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
    # the second call told nothing otherwise than the first
    assert not list(site.glob("m/*/*/versions"))


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
