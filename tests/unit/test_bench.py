"""`make bench`: even lists, ratios of what two ways share, a last line whatever happens."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import __main__ as bench
from benchmarks import batches, country, measure, results, typical, variants
from benchmarks.measure import Made, Measured, Timed


def test_a_list_cut_short_is_still_even() -> None:
    names = ("a", "b", "c", "d")
    jobs = measure.order(names, 6)
    assert len(set(jobs)) == len(jobs) == 24
    assert [job[1] for job in jobs] == sorted(job[1] for job in jobs), (
        "neighbours follow each other"
    )
    for cut in (4, 6, 12, 18):
        counts = [[job[0] for job in jobs[:cut]].count(name) for name in names]
        assert max(counts) - min(counts) <= 1, cut


def _timed(seconds: list[float]) -> Timed:
    made = {(f"n{place}", "m", 2024): Made(wall, {"cpu": wall / 2})
            for place, wall in enumerate(seconds)}  # fmt: skip
    return Timed(1.0, made)


def test_a_ratio_is_of_the_reports_that_both_ways_made() -> None:
    few, all_of_them = _timed([8.0, 12.0]), _timed([2.0, 2.0, 90.0])
    assert results.ratio(few, all_of_them) == 5.0
    assert results.ratio(few, Timed()) is None


def test_what_the_first_neighbour_pays_for_the_others_counts_for_all() -> None:
    shared = {(f"n{n}", place, 2024): Made(9.0 if n == 0 else 1.0, {"cpu": 1.0})
              for place in ("a", "b", "c") for n in range(4)}  # fmt: skip
    assert results.typical(shared, results.wall) == 3.0


def test_a_way_that_dies_is_named_and_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(measure.Late, match=r"way no-such died.*no-such"):
        measure.Way("no-such", tmp_path)


def test_a_way_that_is_silent_is_late_and_ended(tmp_path: Path) -> None:
    way = object.__new__(measure.Way)
    way.name, way.errors = "silent", tmp_path / "log"
    way.errors.touch()
    words = [sys.executable, "-c", "import time; time.sleep(60)"]
    way.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with pytest.raises(measure.Late, match=r"silent gave no answer in 0 s"):
        way.make(("n", "m", 2024), [], tmp_path, 0.2)
    way.process.kill()
    way.close()
    assert way.process.returncode


def _last_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[int, dict[str, object]]:
    monkeypatch.setattr(sys, "argv", ["bench", *words])
    monkeypatch.setattr(bench, "compile_everything", lambda: None)
    monkeypatch.setattr(bench, "ROOT", Path(__file__).resolve().parents[2])
    monkeypatch.setattr(country, "make", lambda *_: 0)
    monkeypatch.setattr(Path, "is_dir", lambda _: True)
    status = bench.main()
    return status, json.loads(capsys.readouterr().out.splitlines()[-1])


@pytest.mark.parametrize("error", [measure.Void("A and C differ"), RuntimeError("broken")])
def test_the_last_line_is_json_with_ratios_when_nothing_is_timed(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> Measured:
        raise error

    monkeypatch.setattr(measure, "timed", fail)
    status, document = _last_line(monkeypatch, capsys)
    assert status == 1
    assert document["ratios"] == {"A/C": None, "B/C": None, "C/F": None}
    assert str(error) in str(document["missing"])


def test_what_had_no_time_is_said_and_the_rest_stays(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ways = {name: Timed() for name in measure.WAYS}
    ways["A"], ways["F"] = _timed([9.0]), _timed([1.0])
    ways["C"] = Timed(1.0, {job: Made(1.5, {"cpu": 1.0, "stages": {"cells": 1.0}, "rss_mb": 2.0,
                                            "private_mb": 1.0})
                            for job in ways["A"].made})  # fmt: skip
    found = Measured(ways, list(ways["A"].made), ["way B gave no answer in 180 s"])
    monkeypatch.setattr(measure, "timed", lambda *_, **__: found)
    status, document = _last_line(monkeypatch, capsys, "--minutes", "0.01")
    assert status == 0
    assert document["ratios"] == {
        "A/C": 6.0, "B/C": None, "C/F": 1.5, "A-usual/C": None, "C-usual/F-usual": None,
        "C-all/C": None, "A/C-alone": None, "C-alone/F": None,
    }  # fmt: skip
    assert "way B" in str(document["missing"])
    assert "second worker: no time was left" in str(document["missing"])


def test_a_batch_without_end_is_a_failure_with_words(tmp_path: Path) -> None:
    with pytest.raises(batches.Failed, match=r"no end within 0 s"):
        batches.batch(tmp_path, "--jobs", "1", seconds=0.05)


def test_the_workbooks_way_and_the_floor_make_the_typical_report(
    tmp_path: Path, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the other tests take for granted: the ways still call the workbook as it is."""
    monkeypatch.setattr(country, "DEMO", demo)
    country.make(tmp_path, country.Scale(regions=1, municipalities=1))
    assert typical.write_notebook(tmp_path) == {"figures": 6, "tables": 8}
    country.renew_plain(tmp_path)
    job = (typical.NAME, country.municipality_id(0), country.year_of(0))
    for name in ("C", "C-alone", "F", "C-usual", "F-usual"):
        folder = tmp_path / f"made-{name}"
        folder.mkdir()
        way = measure.Way(name, tmp_path)
        try:
            made = way.make(job, ["30_roadmap"], folder, 120.0)
        finally:
            way.close()
        assert made.answer["cpu"] > 0
        assert name.startswith("F") or list(folder.rglob("report.html"))


@pytest.mark.parametrize(("way", "is_drawn"), [("C", False), ("C-usual", True), ("F-usual", True)])
def test_figures_are_drawn_as_usual_where_a_way_says_so(way: str, is_drawn: bool) -> None:
    code = "from helpers.figures import plane; print(plane.block.__module__)"
    environment = variants.environment(way)
    ran = subprocess.run(
        [sys.executable, "-P", "-c", code], env=environment, capture_output=True, text=True
    )
    assert (ran.stdout.strip() == "sitecustomize") is is_drawn, ran.stderr
