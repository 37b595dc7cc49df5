"""The same batch under other surroundings: what may not change a byte of any report.

Here: making a project anew under one variation and hashing all it gives. The suites choose
the variations: four telling ones and a notebook of every format with every run of the tests,
forty-eight and all notebooks in the soak.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from support import ROOT

CLOCK = Path(__file__).with_name("other_clock.c")
#: A small municipality that has something of every kind.
MUNICIPALITY, YEAR = "vilyuysk", 2020


@dataclass(frozen=True)
class Variation:
    """Surroundings of one run. `order` seeds the order of the input files, `moment` is the
    date of all files (seconds), `inside` the folder of the project commands are run from;
    `clock` is how far the clock is off (seconds), it also jumps an hour back and forth then."""

    zone: str = "UTC"
    locale: str = "C.UTF-8"
    seed: str = "0"
    threads: int = 1
    workers: int = 1
    folder: str = "project"
    inside: str = "."
    umask: int = 0o022
    order: int = 0
    moment: int = 1_600_000_000
    engine: str = "warm"
    clock: int = 0

    def environment(self) -> dict[str, str]:
        """Variables of the commands; nothing of ours is inherited."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("SHNOR_", "LC_", "LANG"))}
        threads = {
            f"{name}_NUM_THREADS": str(self.threads)
            for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "RAYON")
        }
        return {
            **kept,
            **threads,
            "TZ": self.zone,
            "LC_ALL": self.locale,
            "LANG": self.locale,
            "PYTHONHASHSEED": self.seed,
            "SHNOR_ENGINE": self.engine,
            **({"LD_PRELOAD": other_clock(), "OTHER_CLOCK": str(self.clock)} if self.clock else {}),
        }


@cache
def other_clock() -> str:
    """A library that puts the clock of a process wrong; "" where no compiler makes it."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        return ""
    folder = Path(tempfile.mkdtemp(prefix="clock-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    target = folder / "clock.so"
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(target)]
    made = subprocess.run([*command, str(CLOCK)], capture_output=True, check=False)
    return str(target) if made.returncode == 0 else ""


YEAR_SECONDS = 31_556_952
#: Every surrounding has another value in each of the four, as far as it has four.
TELLING = (
    Variation(),
    Variation(
        "Asia/Kamchatka",
        "C",
        "1",
        2,
        2,
        "папка с пробелами",
        "params",
        0o077,
        1,
        0,
        clock=-20 * YEAR_SECONDS,
    ),
    Variation(
        "America/St_Johns",
        "POSIX",
        "4242",
        4,
        1,
        "p" * 60,
        "notebooks",
        0o002,
        2,
        2**31,
        clock=13 * YEAR_SECONDS,
    ),
    Variation("Pacific/Apia", "ru_RU.UTF-8", "random", 1, 3, "x", ".", 0o027, 3, 1_700_000_000),
)
#: Asks for a school: a report of its own beside the others.
ONE_SCHOOL = "50_school_card"


def notebooks() -> list[str]:
    """Names of all notebooks that are reports and need no further parameter."""
    names = (path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
    return sorted(name for name in names if re.match(r"\d\d_", name) and name != ONE_SCHOOL)


def run(variation: Variation, place: Path, stories: Sequence[str] = ()) -> dict[str, str]:
    """Import and make reports in a project of its own; hashes of everything made.

    `stories` are names of notebooks, all of them when none is named.
    """
    project = place / variation.folder
    sources = _prepared(project, variation)
    random.Random(variation.order).shuffle(sources)
    _command(variation, project, "import", *sources, "-m", MUNICIPALITY, "--brief")
    batch = project / "params" / "variation.yaml"
    batch.write_text(
        f"reports:\n  - notebooks: [{', '.join(stories or notebooks())}]\n"
        f"    municipalities:\n      {MUNICIPALITY}: [{YEAR}]\n",
        encoding="utf-8",
    )
    _command(variation, project, "batch", batch, "--jobs", variation.workers)
    return {
        path.relative_to(project).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("data/demo/store", "outputs")
        for path in sorted((project / folder).rglob("*"))
        if path.is_file()
    }


def _prepared(project: Path, variation: Variation) -> list[Path]:
    """Notebooks, parameters and sources copied, all of one date; gives the sources."""
    for name in ("notebooks", "params"):
        shutil.copytree(ROOT / name, project / name)
    shutil.copy(ROOT / "requirements.lock", project)
    data = project / "data" / "demo"
    shutil.copytree(
        ROOT / "data" / "demo" / "sources" / MUNICIPALITY, data / "sources" / MUNICIPALITY
    )
    shutil.copy(ROOT / "data" / "demo" / "dataset.yaml", data)
    for path in project.rglob("*"):
        os.utime(path, (variation.moment, variation.moment))
    return sorted(path for path in (data / "sources" / MUNICIPALITY).iterdir())


def _command(variation: Variation, project: Path, *arguments: object) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "helpers", *map(str, arguments)],
        cwd=project / variation.inside,
        env=variation.environment(),
        umask=variation.umask,
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode("utf-8", "replace")[-3000:]
