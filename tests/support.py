"""Names that tests and fixtures share: where things lie, what a command did."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers import lock
from helpers.__main__ import main

ROOT = Path(__file__).resolve().parents[1]
#: Reference documents that stand beside the project on some machines; tests skip without them.
SHARED = ROOT.parent / "shared"


@dataclass(frozen=True)
class Ran:
    """What a command did: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The document on stdout."""
        return json.loads(self.out)

    @property
    def problems(self) -> list[dict[str, Any]]:
        """What an import found, over all its sources."""
        return [problem for source in self.json["sources"] for problem in source["problems"]]

    @property
    def codes(self) -> set[str]:
        """Codes of what an import found."""
        return {problem["code"] for problem in self.problems}

    @property
    def by_code(self) -> dict[str, dict[str, Any]]:
        """What an import found, the last of each code."""
        return {problem["code"]: problem for problem in self.problems}


def build_dataset(target: Path, source: Path, *options: str) -> Path:
    """A dataset in `target` with the sources of `source` imported by the command line."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("store"))
    arguments: Sequence[str] = ["import", str(target / "sources"), "--data", str(target), "--brief"]
    assert main([*arguments, *options]) == 0
    return target


def stored(data: Path, table: str = "marks", municipality: str = "ivanteevsky") -> pd.DataFrame:
    """A partition of a dataset as it lies there."""
    return pd.read_parquet(data / "store" / table / f"municipality_id={municipality}")


def refusal(ran: Ran, data: Path) -> dict[str, Any]:
    """The one error of a refused file of marks; nothing of it is in the store."""
    assert ran.code == 1, ran.out
    assert not list(data.rglob("marks/**/*.parquet"))
    (problem,) = [problem for problem in ran.problems if problem["severity"] == "error"]
    return problem


def once(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], Path]) -> Path:
    """What `build` makes in a folder, made once for all processes of a run of the tests."""
    base = factory.getbasetemp()
    shared = base.parent / "shared" if "PYTEST_XDIST_WORKER" in os.environ else base / "shared"
    while True:
        try:
            with lock.held(shared):
                if not (shared / name).exists():
                    build(shared / "building" / name).rename(shared / name)
                return shared / name
        except lock.Busy:
            time.sleep(0.2)


Command = Callable[..., Ran]
