"""Fixtures of all suites: the command line called in-process, and built datasets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support import ROOT, SHARED, Ran, build_dataset, once

from helpers import guard
from helpers.__main__ import main


@pytest.fixture(autouse=True)
def _every_block_is_shown_again() -> Iterator[None]:
    """A public run binds its process to a certificate: the next test is another run."""
    yield
    guard.show_only("")


@pytest.fixture
def shnor(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """The command line, called in this process."""

    def run(*arguments: str | Path) -> Ran:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference documents; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("reference documents are not beside the project")
    return SHARED


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo dataset, imported once for the whole run; tests only read it."""
    source = ROOT / "data" / "demo"
    return once(tmp_path_factory, "demo", lambda folder: build_dataset(folder, source))


@pytest.fixture(scope="session")
def altai(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published figures, imported once for the whole run; tests only read them."""
    source = ROOT / "data" / "altai"
    return once(
        tmp_path_factory, "altai", lambda folder: build_dataset(folder, source, "-m", "altai")
    )
