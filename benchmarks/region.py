"""`make bench-region`: what the indicators of a whole region cost.

Here: a made-up region (municipalities × 25 schools × 6 years × every subject of ВПР, ОГЭ and ЕГЭ),
`shnor indicators` of the region and of one municipality in processes of their own, their CPU time
and their largest memory. Not here: reports (`__main__`).

CPU time is counted, not the clock, so that other work on the machine does not change it. Printed:
a table and, as the last line, one JSON object. Promised: at most one second of one core and at
most 500 MB per municipality of 25 schools, and cost in step with the number of municipalities.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import country
from benchmarks.variants import ROOT, environment
from helpers.ledger import Ledger
from helpers.schemas import TABLES
from helpers.schemas.frames import typed

YEARS = range(2019, 2025)
SCHOOLS = 25
#: Subjects of ВПР by grade; of ОГЭ and ЕГЭ.
VPR = {
    4: "rus math world",
    5: "rus math history biology",
    6: "rus math history biology geography social",
    7: "rus math history biology geography social physics english",
    8: "rus math history biology geography social physics chemistry",
    11: "history biology geography physics chemistry",
}
OGE = "rus math physics chemistry informatics biology history geography english social literature"
EGE = "rus physics chemistry informatics biology history geography english social literature"
_MARKS = ("mark_2", "mark_3", "mark_4", "mark_5")


def works() -> list[tuple[str, int, str]]:
    """Every work with marks: procedure, grade, subject."""
    tests = [("ВПР", grade, name) for grade, names in VPR.items() for name in names.split()]
    return tests + [("ОГЭ", 9, name) for name in OGE.split()]


def marks(owner: str, number: int) -> pd.DataFrame:
    """Marks of all schools, years and works of a municipality."""
    draw = np.random.default_rng([20240901, number])
    rows = [
        (f"{owner}-{school:02d}", year, *work)
        for school in range(SCHOOLS)
        for year in YEARS
        for work in works()
    ]
    frame = pd.DataFrame(rows, columns=["scope_id", "year", "procedure", "grade", "subject"])
    counts = draw.multinomial(30, [0.12, 0.4, 0.33, 0.15], len(frame))
    frame[list(_MARKS)] = counts
    return frame.assign(
        scope_type="school", wave="spring", level="", attempt="", selection="all",
        programme_grade=frame["grade"], participants=30, enrolled=32, counts_origin="counts",
    )  # fmt: skip


def exams(owner: str, number: int) -> pd.DataFrame:
    """ЕГЭ of all schools, years and subjects of a municipality."""
    draw = np.random.default_rng([20240902, number])
    subjects = [(name, "") for name in EGE.split()] + [("math", "base"), ("math", "profile")]
    rows = [
        (f"{owner}-{school:02d}", year, *subject)
        for school in range(SCHOOLS)
        for year in YEARS
        for subject in subjects
    ]
    frame = pd.DataFrame(rows, columns=["scope_id", "year", "subject", "level"])
    below = draw.binomial(15, 0.06, len(frame))
    return frame.assign(
        scope_type="school", form="ЕГЭ", grade=11, sat=15, below_min_first=below,
        below_min_final=below, mean_score=draw.normal(60, 8, len(frame)).round(1), selection="all",
    )  # fmt: skip


def schools(owner: str) -> pd.DataFrame:
    """The directory of a municipality."""
    codes = [f"{owner}-{school:02d}" for school in range(SCHOOLS)]
    names = [f"СОШ № {school + 1}" for school in range(SCHOOLS)]
    return pd.DataFrame({"school_id": codes, "school_name": names, "kind": "СОШ"})


def make(folder: Path, municipalities: int) -> None:
    """A project folder with the region `oblast01` of so many municipalities."""
    scale = country.Scale(regions=1, municipalities=municipalities)
    store = folder / "data" / "demo" / "store"
    store.mkdir(parents=True)
    (folder / "notebooks").mkdir()
    shutil.copytree(ROOT / "params", folder / "params")
    text = country.described(scale)
    (folder / "params" / "municipalities.yaml").write_text(text, encoding="utf-8")
    (store / "ledger.json").write_text(Ledger().to_json(), encoding="utf-8")
    for number in range(municipalities):
        owner = country.municipality_id(number)
        frames = {"marks": marks(owner, number), "exams": exams(owner, number),
                  "schools": schools(owner)}  # fmt: skip
        named = {
            name: typed(frame.to_dict("records"), TABLES[name]) for name, frame in frames.items()
        }
        country.write_owner(store, owner, named)


def measured(folder: Path, municipality_id: str, command: Sequence[str]) -> dict[str, float]:
    """CPU seconds and megabytes of one command line about a municipality, output thrown away."""
    line = [sys.executable, "-m", "helpers", *command, "-m", municipality_id]
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(line, cwd=folder, env=environment(), stdout=nowhere)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(line)}: exit code {process.returncode}")
    return {"seconds": used.ru_utime + used.ru_stime, "megabytes": used.ru_maxrss / 1024}


def main() -> None:
    """Measure one municipality, a third of the region and the region."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--municipalities", type=int, default=45)
    given = parser.parse_args()
    command = ("indicators", "-y", str(YEARS[-1]), "--format", "csv")
    sizes = sorted({max(given.municipalities // 3, 1), given.municipalities})
    found = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            make(folder, size)
            one = measured(folder, country.municipality_id(0), command)
            whole = measured(folder, country.region_id(0), command)
        found[size] = whole["seconds"] - one["seconds"] if size > 1 else whole["seconds"]
        print(f"{size:3d} municipalities: one {one['seconds']:5.2f} s {one['megabytes']:4.0f} MB, "
              f"region {whole['seconds']:6.2f} s {whole['megabytes']:5.0f} MB, "
              f"{whole['seconds'] / size:5.3f} s per municipality")  # fmt: skip
    few, many = sizes[0], sizes[-1]
    print(json.dumps({
        "municipalities": many,
        "one_seconds": round(one["seconds"], 2),
        "one_megabytes": round(one["megabytes"]),
        "region_seconds": round(whole["seconds"], 2),
        "region_megabytes": round(whole["megabytes"]),
        "seconds_per_municipality": round(whole["seconds"] / many, 3),
        "growth": round(found[many] / found[few] / (many / few), 2) if many > few else None,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
