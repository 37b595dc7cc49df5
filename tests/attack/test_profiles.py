"""The other profiles of the public edition: rows of schools, counts with suppression."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import lxml.html
import pytest
import region
from attack import knowledge
from attack.reading import Told, of_file, told
from attack.solving import Attacker, attack

from helpers.__main__ import main

PLACE, YEAR = "rayon02", 2023
#: Width of the first band by the number of participants, least number first.
FIRST = ((10, 50), (20, 20), (40, 10), (80, 5))


@pytest.fixture(scope="module")
def published(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str], tuple[Path, region.Region]]:
    """Makes the site of a region under a profile: reports of one district with their answers."""

    def make(profile: str) -> tuple[Path, region.Region]:
        work = tmp_path_factory.mktemp(profile)
        made = region.make(work / "project", 2, (2022, 2023))
        (made.folder / "params" / "disclosure.yaml").write_text(f"profile: {profile}\n", "utf-8")
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(made.folder)
            given = ["publish", str(work / "site"), "--out", str(work / "out"), "-n", "10_results"]
            assert (
                main([*given, *("-m", "rayon01", "-m", PLACE), "-y", str(YEAR), "--to", "html"])
                == 0
            )
        return work / "site", made

    return make


def _by_name(made: region.Region) -> tuple[knowledge.Truth, dict[str, str]]:
    """Exact counts with schools called as the site calls them."""
    names = {row["school_id"]: row["school_name"]
             for rows in made.rows.values() for row in rows["schools"]}  # fmt: skip
    return knowledge.renamed(knowledge.truth(made.rows), names), names


def _width(one: Told) -> int:
    return round(100 * (one.high - one.low) / one.whole)


def test_rows_of_schools_are_bands_of_exams_and_nobody_is_narrowed_down(
    published: Callable[[str], tuple[Path, region.Region]],
) -> None:
    site, made = published("schools")
    exact, names = _by_name(made)
    statements = told(site)
    rows = [one for one in statements if one.school and not one.is_of_small_schools]
    assert {one.series.split(",")[0] for one in rows} == {"ОГЭ", "ЕГЭ"}
    assert {one.school for one in rows} <= set(names.values())
    assert all(one.low < one.high for one in rows)
    known = knowledge.known(exact)
    assert attack(statements, known) == []
    for school in sorted({one.school for one in rows if one.place == PLACE})[:2]:
        head = Attacker(knowledge.of_head(exact, PLACE, school), looks_at=PLACE)
        assert attack(statements, known, attacker=head) == []
    _keeps_first_bands(rows, known)
    _is_no_ranking(site / "m" / PLACE / str(YEAR) / "10_results" / "report.html")


def _keeps_first_bands(rows: list[Told], known: knowledge.Known) -> None:
    """Of all rows that the participants allow at least nine tenths stand as first chosen."""
    allowed = sum(
        people >= 10
        for (place, series), schools in known.items()
        if series.startswith(("ОГЭ", "ЕГЭ"))
        for people in _by_school(schools).values()
        for _ in range(2 if series.startswith("ОГЭ") else 1)
    )
    kept = {
        (one.place, one.series, one.categories, one.school)
        for one in rows
        if _width(one) == next(w for least, w in reversed(FIRST) if one.whole >= least)
    }
    assert allowed > 40
    assert len(kept) >= 0.9 * allowed, (len(kept), allowed)


def _by_school(schools: dict[tuple[str, int], int]) -> Counter[str]:
    total: Counter[str] = Counter()
    for (school, _), people in schools.items():
        total[school] += people
    return total


def _is_no_ranking(report: Path) -> None:
    page = lxml.html.parse(str(report))
    table = page.xpath("//table[.//th[normalize-space()='Школа']]")[0]
    cells = [row.xpath("./*")[0].text_content() for row in table.xpath(".//tbody/tr")]
    first = [" ".join(cell.split()) for cell in cells]
    named = [one for one in first if not one.startswith("Малочисленные")]
    assert named == sorted(named) and len(set(named)) > 2
    small = [one for one in first if one.startswith("Малочисленные")]
    assert all(int(re.findall(r"\d+", one)[0]) >= 3 for one in small)


def test_counts_are_exact_or_hidden_and_nobody_is_narrowed_down(
    published: Callable[[str], tuple[Path, region.Region]],
) -> None:
    site, made = published("counts")
    exact = knowledge.truth(made.rows)
    data = site / "m" / PLACE / str(YEAR) / "answers.json"
    statements = list(of_file(PLACE, data))
    assert {"ОГЭ", "ВПР", "Педагоги"} <= {one.series.split(",")[0] for one in statements}
    assert all(one.low == one.high for one in statements)
    assert (1,) in {one.categories for one in statements}
    known = knowledge.known(exact)
    # a hidden count keeps a width of at least five: six possible values
    assert attack(told(site), known, required=6) == []
    school = made.rows[PLACE]["schools"][0]["school_id"]
    head = Attacker(knowledge.of_head(exact, PLACE, school), looks_at=PLACE)
    assert attack(told(site), known, required=6, attacker=head) == []
