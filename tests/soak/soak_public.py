"""The public batch of a region of sixty districts and three years, attacked by everybody.

The certificate's share of the batch and what the attack found go to `public.md` beside.
`SHNOR_DISTRICTS` and `SHNOR_STORIES` (names of notebooks) make the run smaller.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path

import pytest
import region
from attack import knowledge
from attack.reading import told
from attack.solving import Attacker, attack

from helpers.__main__ import main
from helpers.disclosure import certificate
from helpers.disclosure.statements import FEW
from helpers.store import Store

DISTRICTS = int(os.environ.get("SHNOR_DISTRICTS", "60"))
STORIES = os.environ.get("SHNOR_STORIES", "").split()
YEARS = (2021, 2022, 2023)
#: Width of the first band by the least number of participants.
FIRST = ((80, 5), (40, 10), (20, 20), (10, 50))
PAGE = Path(__file__).with_name("public.md")


def spent() -> float:
    """Processor seconds of this process and of those it has waited for."""
    own = os.times()
    return own.user + own.system + own.children_user + own.children_system


def test_a_region_of_sixty_districts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = region.make(tmp_path / "project", DISTRICTS, YEARS)
    monkeypatch.chdir(made.folder)
    store = Store(made.data)
    begun = time.process_time()
    issued = certificate.make(store, certificate.scope_of(made.places[0], store))
    proof = time.process_time() - begun
    assert issued.audit["narrow"] == 0
    before = spent()
    years = [word for year in YEARS for word in ("-y", str(year))]
    site = tmp_path / "site"
    given = ["publish", str(site), "--out", str(tmp_path / "out")]
    stories = [word for name in STORIES for word in ("-n", name)]
    assert main([*given, *years, *stories]) == 0
    batch = spent() - before
    if STORIES:  # the region's own story tells of all districts
        assert main([*given, "-y", "2023", "-m", region.REGION, "-n", "60_region"]) == 0
    exact = knowledge.truth(made.rows)
    known, parts = knowledge.known(exact), {region.REGION: made.places}
    statements = told(site)
    assert {one.place for one in statements} >= set(made.rural)
    outsider = attack(statements, known, parts=parts)
    heads = []
    for place in made.rural[:6]:
        for row in made.rows[place]["schools"]:
            own = knowledge.of_head(exact, place, row["school_id"])
            head = Attacker(own, looks_at=place)
            heads += attack(statements, known, parts=parts, attacker=head)
    kinds = Counter(one.kind for one in issued.answers)
    reports = len(list(site.rglob("report.html")))
    kept, allowed = first_bands(made, store)
    PAGE.write_text(
        "# Publication of a made-up region\n\n"
        f"Districts: {DISTRICTS}, years: {len(YEARS)}, answers: {len(issued.answers)} "
        f"({kinds['exact']} exact, {kinds['band']} bands, {kinds['hidden']} hidden).\n\n"
        f"Small groups audited: {issued.audit['cells']}, narrow: {issued.audit['narrow']}.\n\n"
        f"Reports: {reports} ({', '.join(STORIES) or 'all stories'}). Processor time: certificate "
        f"{proof:.0f} s, batch and site with it {batch:.0f} s: {100 * proof / batch:.0f} %.\n\n"
        f"Statements read back: {len(statements)}; found by an outsider: {len(outsider)}, by the "
        f"heads of the schools of six districts: {len(heads)}.\n\n"
        f"Profile `schools`: {kept} of {allowed} rows with ten or more people keep the band of "
        f"first choice ({100 * kept / allowed:.0f} %).\n",
        "utf-8",
    )
    assert outsider == []
    assert heads == []
    assert proof <= 0.2 * batch
    assert kept >= 0.9 * allowed


def first_bands(made: region.Region, store: Store) -> tuple[int, int]:
    """Rows of schools in the profile `schools` that keep the band of first choice, and all."""
    file = made.folder / "params" / "disclosure.yaml"
    before = file.read_text("utf-8")
    file.write_text("profile: schools\n", "utf-8")
    try:
        answers = certificate.make(store, certificate.scope_of(made.places[0], store)).answers
    finally:
        file.write_text(before, "utf-8")
    rows = [one for one in answers if one.school and one.school != FEW]
    kept = [one for one in rows if one.whole and one.high is not None and one.low is not None
            and one.high - one.low == next(w for n, w in FIRST if one.whole >= n)]  # fmt: skip
    return len(kept), len(rows)
