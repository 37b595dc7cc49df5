"""A batch killed at random moments, again and again: `SHNOR_KILLS` times, else a thousand."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import processes
from support import ROOT
from test_batch_stop import contents
from workspace import Workspace

KILLS = int(os.environ.get("SHNOR_KILLS", "1000"))
YEARS = [2019, 2020, 2021, 2022]
LIST = """\
reports:
  - notebooks: [10_good]
    municipalities:
      turochak: [2019, 2020, 2021, 2022]
      priozersk: [2019, 2020, 2021, 2022]
"""


def finished(folder: Path) -> dict[str, bytes]:
    """Files of visible report folders; folders in the making have hidden names."""
    return {name: text for name, text in contents(folder).items() if "/." not in name}


def test_no_kill_leaves_half_a_report_or_loses_one(tmp_path: Path) -> None:
    work = Workspace(tmp_path / "w", ROOT)
    for place in ("turochak", "priozersk"):
        work.add_marks(place, YEARS)
    work.batch_file(LIST)
    begun = time.monotonic()
    assert work.shnor("batch", "params/few.yaml", "--out", "calm").returncode == 0
    whole = time.monotonic() - begun
    calm = finished(work.root / "calm")
    dice = random.Random(20240901)
    for number in range(KILLS):
        mark = processes.new_mark()
        batch = work.start("batch", "params/few.yaml", **{processes.VARIABLE: mark})
        try:
            batch.wait(timeout=dice.uniform(0, whole))
        except subprocess.TimeoutExpired:
            os.killpg(batch.pid, signal.SIGKILL)
        batch.communicate()
        assert processes.gone(mark), number
        found = finished(work.out)
        assert {name: calm[name] for name in found} == found, number
        if batch.returncode == 0:
            assert found == calm, number
            for place in YEARS:
                for path in work.out.glob(f"internal/{place}/*/10_good/report.html"):
                    path.unlink()  # something to do for the next one
    assert work.shnor("batch", "params/few.yaml").returncode == 0
    assert contents(work.out) == calm
    assert not list(work.out.rglob(".making*")) + list(work.out.rglob(".replaced*"))
