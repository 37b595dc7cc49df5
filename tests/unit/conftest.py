"""Fixtures of the unit tests: one template process for every test that forks from one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

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
