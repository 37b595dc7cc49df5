"""The public site of a region of sixty districts and three years, attacked by everybody.

Every part writes what it found to `public.md` beside. `SHNOR_WORK` is a folder that keeps what is
made, so that parts can be run one by one (`pytest … -k heads`); `SHNOR_DISTRICTS` and
`SHNOR_STORIES` (names of notebooks) make the run smaller, and the page says so.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import region
from attack import knowledge
from attack.reading import Told, of_file, told
from attack.solving import Attacker, Found, Ground, Own
from attack.usefulness import STATEMENTS, useful

from helpers.__main__ import main
from helpers.disclosure import certificate
from helpers.disclosure.statements import FEW
from helpers.store import Store

DISTRICTS = int(os.environ.get("SHNOR_DISTRICTS", "60"))
STORIES = os.environ.get("SHNOR_STORIES", "").split()
YEARS = (2021, 2022, 2023)
#: Width of the first band by the least number of participants.
FIRST = ((80, 5), (40, 10), (20, 20), (10, 50))
DEMO_YEARS = (2022, 2023, 2024)
PAGE = Path(__file__).with_name("public.md")
#: Printed pages are slow to read: so many districts are read in them too.
PRINTED = 6
HEAD = """# Publication of a made-up region

Written by `soak_public.py`: what each part made and found. All attackers have the linked model of
everything that the site says of the region and its districts. "Found" is a group of people (a
school, a district and year, everybody of a statement) in a category that may hold fewer than five
and has fewer possible values than required (four, where nothing else is said). Seconds are those
of a processor.

"""


@dataclass
class Work:
    """The folder of a run: the project and, by profile, its outputs and its site."""

    folder: Path
    made: region.Region
    parts: dict[str, Sequence[str]] = field(init=False)

    def __post_init__(self) -> None:
        """A region adds up its districts."""
        self.parts = {region.REGION: self.made.places}

    def site(self, profile: str) -> Path:
        """The site of a profile."""
        return self.folder / profile / "site"

    def ground(self, statements: Sequence[Told], exact: knowledge.Truth) -> Ground:
        """What every attacker has."""
        silent = knowledge.silent(self.made.rows)
        return Ground(statements, knowledge.known(exact), self.parts, silent=silent)

    def schools(self, places: Sequence[str]) -> list[tuple[str, str]]:
        """Every school with its district."""
        return [(place, row["school_id"]) for place in places
                for row in self.made.rows[place]["schools"]]  # fmt: skip

    def note(self, part: str, text: str) -> None:
        """Put the lines of a part into the page."""
        file = self.folder / "notes.json"
        notes = json.loads(file.read_text("utf-8")) if file.is_file() else {}
        notes[part] = text
        file.write_text(json.dumps(notes, ensure_ascii=False), "utf-8")
        lines = [f"- {notes.get(name, f'{title}: not run.')}" for name, title in PARTS.items()]
        size = f"{DISTRICTS} districts, years {YEARS[0]}–{YEARS[-1]}, seed 20261, "
        stories = ", ".join(STORIES) or "all stories"
        PAGE.write_text(HEAD + size + f"{stories}.\n\n" + "\n".join(lines) + "\n", "utf-8")


PARTS = {
    "certificate": "Certificate", "site": "Site", "reading": "Reading",
    "useful": "Usefulness", "outsider": "Outsider",
    "heads": "Heads of schools", "friends": "Friends of pupils", "printed": "PDF and DOCX",
    "schools": "Profile `schools`", "counts": "Profile `counts`", "demo": "Demo",
}  # fmt: skip


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Work:
    """The region, drawn anew; reports and sites that lie in the folder are used again."""
    named = os.environ.get("SHNOR_WORK")
    folder = Path(named) if named else tmp_path_factory.mktemp("public")
    shutil.rmtree(folder / "project", ignore_errors=True)
    return Work(folder, region.make(folder / "project", DISTRICTS, YEARS))


def spent() -> float:
    """Processor seconds of this process and of those it has waited for."""
    own = os.times()
    return own.user + own.system + own.children_user + own.children_system


def published(work: Work, profile: str, stories: Sequence[str] = (), *more: str) -> float:
    """Make the site of a profile unless it lies there; gives the processor seconds it took."""
    site = work.site(profile)
    if (site / "index.html").is_file():
        return float((site.parent / "seconds").read_text("ascii"))
    (work.made.folder / "params" / "disclosure.yaml").write_text(f"profile: {profile}\n", "utf-8")
    given = ["publish", str(site), "--out", str(site.parent / "out"), *more]
    years = [word for year in YEARS for word in ("-y", str(year))]
    before = spent()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(work.made.folder)
        named = [word for name in stories for word in ("-n", name)]
        assert main([*given, *years, *named]) == 0
        if stories:  # the region's own story tells of all districts
            last = ["-y", str(YEARS[-1]), "-m", region.REGION, "-n", "60_region"]
            assert main([*given, *last]) == 0
    taken = spent() - before
    (site.parent / "seconds").write_text(f"{taken:.0f}", "ascii")
    return taken


@pytest.fixture(scope="module")
def exact(work: Work) -> knowledge.Truth:
    """The numbers that nobody may find."""
    return knowledge.truth(work.made.rows)


@pytest.fixture(scope="module")
def statements(work: Work) -> list[Told]:
    """Everything that the site says in files other than printed ones."""
    published(work, "municipality", STORIES)
    site = work.site("municipality")
    begun = time.process_time()
    found = told(site, (".html", ".xlsx", ".csv", ".json"))
    files = Counter(path.suffix for path in site.rglob("*.*"))
    read = ", ".join(f"{files[suffix]} {suffix[1:].upper()}" for suffix in
                     (".html", ".xlsx", ".csv", ".json"))  # fmt: skip
    work.note("reading", f"Read back from {read}: {len(found)} different statements "
                         f"({time.process_time() - begun:.0f} s).")  # fmt: skip
    return found


@pytest.fixture(scope="module")
def ground(work: Work, statements: list[Told], exact: knowledge.Truth) -> Ground:
    """What every attacker has."""
    return work.ground(statements, exact)


def test_a_site_of_all_districts_is_made(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(work.made.folder)
    store = Store(work.made.data)
    begun = time.process_time()
    issued = certificate.make(store, certificate.scope_of(work.made.places[0], store))
    proof = time.process_time() - begun
    kinds = Counter(one.kind for one in issued.answers)
    work.note(
        "certificate",
        f"Certificate: {len(issued.answers)} answers ({kinds['exact']} exact, {kinds['band']} "
        f"bands, {kinds['hidden']} hidden), small groups audited: {issued.audit['cells']} (in "
        f"round numbers), narrow: {issued.audit['narrow']}; {proof:.0f} s.",
    )
    batch = published(work, "municipality", STORIES)
    site = work.site("municipality")
    reports = len(list(site.rglob("report.html")))
    files = [path for path in site.rglob("*") if path.is_file()]
    work.note(
        "site",
        f"Site: {reports} reports in {len(files)} files, "
        f"{sum(path.stat().st_size for path in files) / 1e6:.0f} MB, scanned before release; "
        f"{batch:.0f} s with the certificate, which is {100 * proof / batch:.0f} %.",
    )
    assert issued.audit["narrow"] == 0
    assert proof <= 0.2 * batch


def test_rural_districts_hear_twelve_useful_things(work: Work, statements: list[Told]) -> None:
    site = work.site("municipality")
    counts = sorted(useful(site / f"m/{place}/{year}/00_overview/report.html")
                    for place in work.made.rural for year in YEARS)  # fmt: skip
    work.note("useful", f"Overviews of {len(work.made.rural)} rural districts, {len(counts)} "
                        f"pages: {counts[0]} to {counts[-1]} useful statements of {STATEMENTS}, "
                        f"half of them {counts[len(counts) // 2]} or more, fewer than twelve "
                        f"on {sum(count < 12 for count in counts)}.")  # fmt: skip
    # a district's first year has nothing to be pooled with: one page in a hundred may say less
    assert sum(count < 12 for count in counts) <= len(counts) // 100


def test_an_outsider_finds_nothing(work: Work, ground: Ground, statements: list[Told]) -> None:
    begun = time.process_time()
    found = ground.attacked()
    places = {one.place for one in statements} - {region.REGION}
    work.note("outsider", f"Outsider, {len(places)} districts told of and the region: found "
                          f"{len(found)} ({time.process_time() - begun:.0f} s).")  # fmt: skip
    assert places >= set(work.made.rural)
    assert found == []


def friend(exact: knowledge.Truth, place: str, school: str) -> Own:
    """What somebody knows who knows one person of each series of the last year."""
    return knowledge.of_friend(exact, place, school, YEARS[-1])


@pytest.mark.parametrize(
    ("part", "who", "knows", "required"),
    [
        ("heads", "Heads of all {} schools, each at the others of his district and of what his "
                  "district is part of", knowledge.of_head, 4),
        ("friends", "Somebody who knows one person of each series of 2023 in one of {} schools "
                    "(three values required)", friend, 3),
    ],
    ids=["heads", "friends"],
)  # fmt: skip
def test_whoever_knows_some_finds_nothing(
    work: Work, ground: Ground, exact: knowledge.Truth, part: str, who: str, knows: Knows,
    required: int,
) -> None:  # fmt: skip
    schools = work.schools(work.made.places)
    tried = attacked(ground, exact, schools, knows, required)
    work.note(part, f"{who.format(len(schools))}: {tried.words}.")
    assert tried.small == []


def test_printed_pages_say_nothing_more(
    work: Work, statements: list[Told], exact: knowledge.Truth
) -> None:
    site, step = work.site("municipality"), max(1, DISTRICTS // PRINTED)
    places = [region.REGION, *work.made.places[::step]]
    files = [path for place in places for suffix in ("pdf", "docx")
             for path in sorted((site / "m" / place).rglob(f"*.{suffix}"))]  # fmt: skip
    begun = time.process_time()
    names = {_heading(page): page.parent.name for page in site.glob("m/*/index.html")}
    printed = {
        one: None for path in files for one in of_file(path.relative_to(site).parts[1], path, names)
    }
    taken = time.process_time() - begun
    found = work.ground([*statements, *printed], exact).attacked()
    kinds = Counter(path.suffix for path in files)
    work.note("printed", f"The region and {len(places) - 1} districts in {kinds['.pdf']} PDF and "
                         f"{kinds['.docx']} DOCX: {len(printed)} different statements "
                         f"({taken:.0f} s); with them and all others an outsider found "
                         f"{len(found)}.")  # fmt: skip
    assert len(printed) > 100
    assert found == []


def _heading(page: Path) -> str:
    import lxml.html

    return str(lxml.html.parse(str(page)).findtext(".//h1")).strip()


def test_rows_of_schools_tell_of_nobody_and_keep_their_first_bands(
    work: Work, exact: knowledge.Truth
) -> None:
    taken = published(work, "schools", ["10_results"], "--to", "html,csv")
    names = {row["school_id"]: row["school_name"]
             for rows in work.made.rows.values() for row in rows["schools"]}  # fmt: skip
    kept, rows = first_bands(work.site("schools"))
    lines, found = _attacked(work, "schools", knowledge.renamed(exact, names), 4, names)
    work.note(
        "schools",
        f"Profile `schools` ({DISTRICTS} districts, `10_results`, {taken:.0f} s): {kept} of {rows} "
        "rows of schools with ten or more participants keep the band of first choice "
        f"({100 * kept / rows:.1f} %); {lines}",
    )
    assert found == []
    assert kept >= 0.9 * rows


def test_counts_tell_of_nobody(work: Work, exact: knowledge.Truth) -> None:
    taken = published(work, "counts", ["10_results"], "--to", "html,csv")
    answers = [one for place in work.made.places for one in _answers(work.site("counts"), place)]
    kinds = Counter(one["kind"] for one in answers)
    names = {school: school for _, school in work.schools(work.made.places)}
    # a hidden count keeps a width of at least five: six possible values
    lines, found = _attacked(work, "counts", exact, 6, names)
    work.note(
        "counts",
        f"Profile `counts` ({DISTRICTS} districts, `10_results`, {taken:.0f} s): "
        f"{kinds['exact']} counts told, {kinds['hidden']} hidden, no bands; {lines}",
    )
    assert set(kinds) <= {"exact", "hidden", "no_data"}
    assert found == []


def test_the_demo_tells_of_nobody(work: Work, demo: Path) -> None:
    """Every public story of the last three years of the demo, all formats, each place by itself."""
    site = work.folder / "demo" / "site"
    if not (site / "index.html").is_file():
        years = [word for year in DEMO_YEARS for word in ("-y", str(year))]
        given = ["publish", str(site), "--data", str(demo), "--out", str(site.parent / "out")]
        assert main([*given, *years]) == 0
    begun = time.process_time()
    rows = knowledge.rows_of_store(demo, [folder.name for folder in (site / "m").iterdir()])
    exact = knowledge.truth(rows)
    statements = told(site)
    ground = Ground(statements, knowledge.known(exact), {}, silent=knowledge.silent(rows))
    outsider = ground.attacked()
    schools = sorted({(place, school) for (place, _), own in exact.items() for school, _ in own})
    heads = attacked(ground, exact, schools, knowledge.of_head)
    reports = len(list(site.rglob("report.html")))
    work.note("demo", f"Demo, {len(rows)} places, {reports} reports of {DEMO_YEARS[0]}–"
                      f"{DEMO_YEARS[-1]}, all formats: {len(statements)} different statements; an "
                      f"outsider found {len(outsider)}, heads of all {len(schools)} schools: "
                      f"{heads.words} ({time.process_time() - begun:.0f} s in all).")  # fmt: skip
    assert {one.place for one in statements} == set(rows)
    assert outsider == heads.small == []


def _answers(site: Path, place: str) -> list[dict[str, Any]]:
    return [one for file in sorted((site / "m" / place).glob("*/answers.json"))
            for one in json.loads(file.read_text("utf-8"))["answers"]]  # fmt: skip


#: Gives what somebody knows of a school of a place.
Knows = Callable[[knowledge.Truth, str, str], Own]


@dataclass(frozen=True)
class Tried:
    """What many attackers found, those of it that are small in fact, and that in words."""

    found: Sequence[Found]
    small: Sequence[Found]
    seconds: float

    @property
    def words(self) -> str:
        """A group that is not small in fact may be told exactly: it is counted apart."""
        inside = f", small in fact {len(self.small)}" if self.found else ""
        return f"found {len(self.found)}{inside} ({self.seconds:.0f} s)"


def attacked(
    ground: Ground, exact: knowledge.Truth, schools: Sequence[tuple[str, str]], knows: Knows,
    required: int = 4,
) -> Tried:  # fmt: skip
    """Somebody of every school (place, name) attacks whatever holds people of his place."""
    begun = time.process_time()
    found, small = [], []
    for place, school in schools:
        own = knows(exact, place, school)
        own_found = ground.attacked(Attacker(own, looks_at=place), required=required)
        found += own_found
        small += [one for one in own_found if knowledge.is_small(exact, one, own)]
    return Tried(found, small, time.process_time() - begun)


def _attacked(
    work: Work, profile: str, exact: knowledge.Truth, required: int, names: dict[str, str]
) -> tuple[str, list[Found]]:
    """The site of a profile attacked by an outsider and the heads of all schools: what was
    found in words, and the groups of it that are small in fact."""
    begun = time.process_time()
    statements = told(work.site(profile))
    ground = work.ground(statements, exact)
    read = time.process_time()
    found = ground.attacked(required=required)
    small = [one for one in found if knowledge.is_small(exact, one, {})]
    outsider = Tried(found, small, time.process_time() - read)
    schools = [(place, names[school]) for place, school in work.schools(work.made.places)]
    heads = attacked(ground, exact, schools, knowledge.of_head, required)
    text = (
        f"{len(statements)} different statements read back from its pages ({read - begun:.0f} s); "
        f"an outsider: {outsider.words}; heads of all {len(schools)} schools: {heads.words}."
    )
    return text, [*outsider.small, *heads.small]


def first_bands(site: Path) -> tuple[int, int]:
    """Rows of schools on a site that keep the band of first choice, and all."""
    places = [folder.name for folder in (site / "m").iterdir()]
    rows = [one for place in places for one in _answers(site, place)
            if one["school"] and one["school"] != FEW]  # fmt: skip
    kept = [one for one in rows if one["kind"] == "band" and one["high"] - one["low"]
            == next(width for least, width in FIRST if one["whole"] >= least)]  # fmt: skip
    return len(kept), len(rows)
