"""Ten thousand damaged files: run by `make soak`, never by `make test`.

`SHNOR_SOAK_CASES` says how many, `SHNOR_SOAK_FIRST` the number of the first; the counts go to
`tests/soak/inputs.md`.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

from mutations import Outcome, judged

CASES = int(os.environ.get("SHNOR_SOAK_CASES", "10000"))
FIRST = int(os.environ.get("SHNOR_SOAK_FIRST", "1000000"))
SECONDS = 10
MEGABYTES = 512
PAGE = Path(__file__).with_name("inputs.md")


def test_no_damaged_file_ends_the_program_or_is_silently_misread() -> None:
    outcomes = [judged(case) for case in range(FIRST, FIRST + CASES)]
    faults = [one for one in outcomes if one.is_fault or one.seconds > SECONDS]
    peak = _peak_megabytes()
    if CASES >= 10_000:
        PAGE.write_text(_page(outcomes, len(faults)), encoding="utf-8")
    assert faults[:20] == []
    assert peak is None or peak <= MEGABYTES


def _peak_megabytes() -> float | None:
    """The most memory that a child process took, where the system says it."""
    from helpers.readers import untrusted

    untrusted._stop_child()
    if sys.platform != "linux":
        return None
    import resource

    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _page(outcomes: list[Outcome], faults: int) -> str:
    counts = Counter((one.seed, one.verdict) for one in outcomes)
    verdicts = ("refused", "flagged", "same", "as written")
    lines = [
        "# Damaged inputs",
        "",
        f"{len(outcomes)} files made from {len({one.seed for one in outcomes})} good ones by "
        "changing bytes, parts of the package, XML nodes and cells. A file must be refused with a "
        "message, flagged, give the values of the good file, or exactly the values that an "
        "independent reader finds in it; within 10 s and 512 MB.",
        "",
        "| file | " + " | ".join(verdicts) + " |",
        "|---|" + "---:|" * len(verdicts),
    ]
    for seed in sorted({one.seed for one in outcomes}):
        row = " | ".join(str(counts[seed, verdict]) for verdict in verdicts)
        lines.append(f"| {seed} | {row} |")
    return "\n".join([*lines, "", f"Faults: {faults}.", ""])
