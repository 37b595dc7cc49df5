"""The public batch of a region of sixty districts and three years, attacked by everybody.

The certificate's share of the batch and what the attack found go to `public.md` beside.
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
from helpers.store import Store

DISTRICTS = int(os.environ.get("SHNOR_DISTRICTS", "60"))
YEARS = (2021, 2022, 2023)
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
    assert main(["publish", str(site), "--out", str(tmp_path / "out"), *years]) == 0
    batch = spent() - before
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
    PAGE.write_text(
        "# Publication of a made-up region\n\n"
        f"Districts: {DISTRICTS}, years: {len(YEARS)}, answers: {len(issued.answers)} "
        f"({kinds['exact']} exact, {kinds['band']} bands, {kinds['hidden']} hidden).\n\n"
        f"Small groups audited: {issued.audit['cells']}, narrow: {issued.audit['narrow']}.\n\n"
        f"Processor time: certificate {proof:.0f} s, whole batch and site {batch:.0f} s: "
        f"{100 * proof / batch:.0f} %.\n\n"
        f"Statements read back: {len(statements)}; found by an outsider: {len(outsider)}, by the "
        f"heads of the schools of six districts: {len(heads)}.\n",
        "utf-8",
    )
    assert outsider == []
    assert heads == []
    assert proof <= 0.2 * batch
