"""The public face: modules at hand, and the list of calls of the notebooks."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from helpers import notebooks
from helpers.errors import ParameterError
from helpers.lab import cookbook

PACKAGES = ("readers", "indicators", "figures", "tables", "wording")


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_offers_its_modules_by_name(package: str) -> None:
    face = importlib.import_module(f"helpers.{package}")
    offered = [name for name in dir(face) if not name.startswith("__")]
    assert "submodules" not in offered
    name = next(name for name in offered if name not in face.__dict__ or name == "results")
    assert getattr(face, name).__doc__
    with pytest.raises(AttributeError):
        face.no_such_module  # noqa: B018


def test_naming_a_package_loads_none_of_its_modules() -> None:
    words = "import sys; from helpers import figures, tables; print('matplotlib' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_every_listed_call_stands_in_its_notebook_and_names_a_real_function() -> None:
    table = cookbook.calls()
    assert len(table.rows) > 60
    for _, call, module, name in [[cell.text for cell in row] for row in table.rows]:
        source = notebooks.notebook(name).path.read_text(encoding="utf-8")
        function = call.partition("(")[0].rpartition(".")[2]
        assert function in source
        package, _, last = module.rpartition(".")
        home = importlib.import_module(package)
        assert hasattr(getattr(home, last, None) or importlib.import_module(module), function) or (
            last == function
        )


def test_an_unknown_kind_of_calls_is_told_with_the_known_ones() -> None:
    with pytest.raises(ParameterError, match="figures"):
        cookbook.calls("figure")


def test_calls_are_listed_under_the_notebooks_they_stand_in() -> None:
    names = {row[3].text for row in cookbook.calls("figures").rows}
    assert {"10_results", "30_roadmap"} <= names
