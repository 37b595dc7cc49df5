"""Examples in docstrings give what they print."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest
from support import ROOT

SOURCE = ROOT / "src"
WITH_EXAMPLES = [
    path
    for path in sorted((SOURCE / "helpers").rglob("*.py"))
    if "\n    >>> " in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=lambda p: p.relative_to(SOURCE).as_posix())
def test_examples_of_a_module_hold(path: Path) -> None:
    name = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
    found = doctest.testmod(importlib.import_module(name.removesuffix(".__init__")))
    assert found.attempted > 0
    assert found.failed == 0
