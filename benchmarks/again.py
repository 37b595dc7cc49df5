"""`shnor reproduce` against making the same reports: processor seconds of the whole command.

Here: four reports of one municipality in all formats, made and then made again and compared.
Not here: wall seconds (`batches`). Processor seconds count every process of a command and do
not depend on what else the machine does.

    python -m benchmarks.again
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import batches, country
from benchmarks.variants import environment

#: Making again may cost at most so many times what making costs.
MOST = 1.5


def ratio(folder: Path, notebooks: Sequence[str]) -> dict[str, float]:
    """Processor seconds of making and of making again, and the ratio."""
    batches.write_list(folder, notebooks, 1, "again.yaml")
    made = _seconds(folder, "batch", "params/again.yaml", "--out", "again", "--force")
    again = _seconds(folder, "reproduce", "again")
    found = {"make": made, "again": again, "ratio": round(again / made, 2)}
    print(f"{len(notebooks)} reports: made in {made:.1f} s of the processor, "
          f"made again and compared in {again:.1f} s ({found['ratio']} times)")  # fmt: skip
    return found


def _seconds(folder: Path, *words: str) -> float:
    before = _used()
    subprocess.run(
        [sys.executable, "-m", "helpers", *words],
        cwd=folder, env=environment(), capture_output=True, check=True,
    )  # fmt: skip
    return round(_used() - before, 2)


def _used() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def main() -> None:
    """Measure on a made-up country of two municipalities."""
    from benchmarks.__main__ import NOTEBOOKS

    with tempfile.TemporaryDirectory() as place:
        country.make(Path(place), country.Scale(regions=1, municipalities=2))
        print(json.dumps(ratio(Path(place), NOTEBOOKS)))


if __name__ == "__main__":
    main()
