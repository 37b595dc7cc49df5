"""The last pages of a report: each rule with its source, the command that repeats it."""

from __future__ import annotations

import dataclasses
import shlex

import pytest
import report_sample

from helpers import methodology, paths
from helpers.reports import document as documents
from helpers.reports import passport as passports
from helpers.tables import passport

FILES = sorted(path.stem for path in paths.methodology_folder().glob("*.yaml"))


@pytest.mark.parametrize("name", FILES)
def test_each_parameter_is_printed_with_source_and_mark(name: str) -> None:
    stated = list(methodology.rules(name).parameters.values())
    block = passport.method([name])
    shown = [tuple(str(getattr(cell, "text", cell)) for cell in row) for row in block.rows]
    assert [(row[0], row[2], row[3]) for row in shown] == [
        (item.label, item.source, methodology.MARKS[item.mark]) for item in stated
    ]
    assert all(row[1] for row in shown)


@pytest.mark.parametrize("source", ["Список ФИОКО, приказ № 5", 'Список "А"', "цена $5"])
def test_the_command_that_repeats_a_report_can_be_pasted(source: str) -> None:
    spec = report_sample.spec()
    spec = dataclasses.replace(
        spec, parameters={**spec.parameters, "register_source": source}, dataset="мои данные"
    )
    built = passports.build(documents.read(report_sample.notebook()), spec)
    words = shlex.split(dict(built.facts.pairs)["Как повторить"])
    assert words[-4:] == ["--set", f"register_source={source}", "--data", "мои данные"]
