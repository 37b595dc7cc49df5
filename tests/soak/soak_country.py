"""A whole country in one batch: `SHNOR_COUNTRY` municipalities (2 300) × three notebooks.

Pages only (HTML): what all formats add stands in `benchmarks/RESULTS.md`.
"""

from __future__ import annotations

import os
import resource
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
    """All is measured first and printed: one promise not kept hides no other."""
    scale = country.Scale(regions=max(1, SIZE // 27), municipalities=SIZE)
    begun = time.monotonic()
    country.make(tmp_path, scale, workers=2)
    data = time.monotonic() - begun
    reports = batches.write_list(tmp_path, NOTEBOOKS, SIZE)
    share = max(SIZE / 2300, 0.05)
    begun, before_it = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
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
    making = time.monotonic() - begun
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = sum(spent[:2]) - sum(before_it[:2])
    assert len(list(tmp_path.glob("outputs/internal/*/*/*/manifest.json"))) == reports
    unchanged = batches.batch(tmp_path, "--to", "html")
    again, reading = _changed_source(tmp_path)
    steady = own[len(own) // 10 :]
    growth = max(steady) - steady[0]
    print(
        f"data {data:.0f} s; {reports} reports {making:.0f} s, {processor:.0f} processor s; "
        f"unchanged {unchanged:.0f} s; at most {max(whole):.0f} MB, grew by {growth:.0f} MB"
    )
    assert again == reading
    assert {path.parent.parent.name for path in again} == {country.municipality_id(0)}
    assert max(whole) <= PEAK
    assert growth <= GROWTH
    assert unchanged <= UNCHANGED
    assert making <= MAKING * share


def _changed_source(folder: Path) -> tuple[list[Path], list[Path]]:
    """Manifests made again after the marks of one municipality changed; those that read them."""
    name = f"marks/municipality_id={country.municipality_id(0)}/part.parquet"
    part = folder / "data/demo/store" / name
    marks = pd.read_parquet(part)
    marks["extra"] = "changed"
    marks.to_parquet(part)
    before = {
        path: path.stat().st_mtime_ns for path in folder.glob("outputs/*/*/*/*/manifest.json")
    }
    batches.batch(folder, "--to", "html")
    again = [path for path, moment in before.items() if path.stat().st_mtime_ns != moment]
    reading = [path for path in before if name in path.read_text(encoding="utf-8")]
    return sorted(again), sorted(reading)
