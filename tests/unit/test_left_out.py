"""What our processes do without, and that nobody misses it."""

from __future__ import annotations

import subprocess
import sys

import pytest

COMMAND = """
from helpers.__main__ import main
assert main(["list", "notebooks"]) == 0
"""
ALLOWED = """
from helpers import left_out
left_out.leave_out()
left_out.allow()
left_out.allow()
"""


@pytest.mark.parametrize(("before", "is_there"), [("", True), (COMMAND, False), (ALLOWED, True)])
def test_commands_check_notebooks_without_grammars_of_addresses(
    before: str, is_there: bool
) -> None:
    checking = """
import sys
import nbformat
nbformat.validate(nbformat.v4.new_notebook())
try:
    nbformat.validate({"cells": [{}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
except nbformat.ValidationError:
    print("wrong,", "rfc3987_syntax.syntax_helpers" in sys.modules)
"""
    command = [sys.executable, "-P", "-c", before + checking]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == f"wrong, {is_there}"
