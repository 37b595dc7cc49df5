"""A whole country in one batch: `SHNOR_COUNTRY` municipalities (2 300) × three notebooks.

Pages only (HTML): what all formats add stands in `benchmarks/RESULTS.md`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd

from benchmarks import batches, country
from benchmarks.variants import environment

SIZE = int(os.environ.get("SHNOR_COUNTRY", "2300"))
NOTEBOOKS = ("00_overview", "10_results", "20_teacher_deficits")
#: Promised for the whole country on two cores: seconds, and megabytes of all processes.
MAKING, UNCHANGED, PEAK, GROWTH = 3600, 60, 2048, 50


def megabytes(pid: int) -> tuple[float, float]:
    """Memory of a process alone and with all it started, each shared page counted once."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return 0.0, 0.0
    own = next(int(line.split()[1]) / 1024 for line in text.splitlines() if line[:4] == "Pss:")
    return own, own + sum(megabytes(int(child))[1] for child in children)


def test_a_country_is_done_in_an_hour_with_flat_memory(tmp_path: Path) -> None:
    scale = country.Scale(regions=max(1, SIZE // 27), municipalities=SIZE)
    country.make(tmp_path, scale, workers=2)
    reports = batches.write_list(tmp_path, NOTEBOOKS, SIZE)
    share = max(SIZE / 2300, 0.05)
    begun = time.monotonic()
    with (tmp_path / "log.txt").open("w", encoding="utf-8") as log:
        batch = subprocess.Popen(
            [sys.executable, "-m", "helpers", "batch", "params/bench.yaml", "--to", "html"],
            cwd=tmp_path, env=environment(), stdout=log, stderr=log,
        )  # fmt: skip
        own, whole = [], [0.0]
        while batch.poll() is None:
            alone, together = megabytes(batch.pid)
            own.append(alone)
            whole.append(together)
            time.sleep(5)
    assert batch.returncode == 0, (tmp_path / "log.txt").read_text(encoding="utf-8")[-3000:]
    assert time.monotonic() - begun <= MAKING * share
    assert max(whole) <= PEAK
    steady = own[len(own) // 10 :]
    assert max(steady) - steady[0] <= GROWTH
    assert len(list(tmp_path.glob("outputs/internal/*/*/*/manifest.json"))) == reports
    print(f"{reports} reports in {time.monotonic() - begun:.0f} s, {max(whole):.0f} MB")
    assert batches.batch(tmp_path, "--to", "html") <= UNCHANGED
    place = country.municipality_id(0)
    name = f"marks/municipality_id={place}/part.parquet"
    part = tmp_path / "data/demo/store" / name
    marks = pd.read_parquet(part)
    marks["extra"] = "changed"
    marks.to_parquet(part)
    before = {
        path: path.stat().st_mtime_ns for path in tmp_path.glob("outputs/*/*/*/*/manifest.json")
    }
    batches.batch(tmp_path, "--to", "html")
    again = [path for path, moment in before.items() if path.stat().st_mtime_ns != moment]
    reading = [path for path in before if name in path.read_text(encoding="utf-8")]
    assert sorted(again) == sorted(reading)
    assert {path.parent.parent.name for path in again} == {place}
