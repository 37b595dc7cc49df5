"""Fixtures of the unit tests: one template process for all that fork, a tiny project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support import ROOT
from workspace import Workspace

from helpers.batch import launch
from helpers.kernels import handle, process


class SharedTemplate(launch.ForkLauncher):
    """A launcher that outlives the batches which use it."""

    def close(self) -> None:
        """Kept for the next test."""


@pytest.fixture(scope="session")
def template() -> Iterator[SharedTemplate]:
    """The launcher of all tests, whose template is also that of kernels started here."""
    if not process.can_fork():
        pytest.skip("a template process needs fork and limits")
    launcher = SharedTemplate()
    handle.adopt(launcher.template)
    yield launcher
    launcher.template.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny project with marks of two territories; copy it."""
    made = Workspace(tmp_path_factory.mktemp("prepared") / "w", ROOT)
    made.add_marks("turochak", [2021, 2022])
    made.add_marks("priozersk", [2022])
    return made.root


@pytest.fixture
def work(
    prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, template: launch.Launcher
) -> Workspace:
    """A copy of the tiny project, in which commands of this process run."""
    made = Workspace.copied(prepared, tmp_path / "w")
    monkeypatch.chdir(made.root)
    monkeypatch.delenv("SHNOR_DATA", raising=False)
    monkeypatch.setattr(launch, "launcher", lambda: template)
    return made
