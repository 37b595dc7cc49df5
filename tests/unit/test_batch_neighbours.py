"""Reports of one municipality share what they read: same bytes, same manifests, fresh data."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from support import ROOT, Ran
from workspace import Workspace, report_cells, save_notebook

from helpers import readings, store
from helpers.batch import launch, neighbours
from helpers.batch.plan import Job
from helpers.indicators import once, results
from helpers.kernels import handle
from helpers.params import RunParams

Shnor = Callable[..., Ran]
VALUES = """\
from helpers.indicators import compute

values = compute(data, run)
blocks.Table(
    "values", "Показатели", [blocks.Column("n", "Показателей")], [[len(values)]], source="проба",
)
"""
FOUR = """\
reports:
  - notebooks: [20_first, 21_second, 22_third, 23_other]
    municipalities:
      turochak: [2021, 2022]
"""


def files(folder: Path) -> dict[str, bytes]:
    """Everything that was made, receipts too, but for the record of the batch."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in (".html", ".json", ".csv")
        and path.name not in ("batch.json", "index.html")
    }  # fmt: skip


def with_rules(work: Workspace) -> Workspace:
    """The project with the real rules."""
    shutil.copytree(ROOT / "params" / "methodology", work.root / "params" / "methodology")
    return work


@pytest.fixture
def four(work: Workspace) -> Workspace:
    """Three notebooks that ask for the values of their run and one that does not."""
    for name in ("20_first", "21_second", "22_third"):
        save_notebook(work.notebooks, name, report_cells(VALUES))
    save_notebook(work.notebooks, "23_other", report_cells('_ = data.table("exams")'))
    work.batch_file(FOUR)
    return with_rules(work)


@pytest.fixture
def shared_by(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[str, ...]]]:
    """Notebooks that came from a branch, with the modules prepared for them."""
    found: list[tuple[str, tuple[str, ...]]] = []
    original = neighbours.Expected.shared

    def noted(self: Any, job: Job, waiting: Any) -> Any:
        shared = original(self, job, waiting)
        if shared is not None:
            found.append((job.notebook.name, shared.values))
        return shared

    monkeypatch.setattr(neighbours.Expected, "shared", noted)
    return found


def test_what_was_read_once_leaves_no_trace_in_reports_and_receipts(
    four: Workspace, shnor: Shnor, shared_by: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shnor("batch", "params/few.yaml", "--jobs", 1, "--out", "together").code == 0
    years = [["21_second", "22_third", "23_other"], ["20_first", "21_second", "22_third"]]
    assert [name for name, _ in shared_by] == [*years[0], *years[1]]
    assert all("helpers.indicators.results" in values for _, values in shared_by)
    monkeypatch.setattr(neighbours.Expected, "shared", lambda *_: None)
    assert shnor("batch", "params/few.yaml", "--jobs", 1, "--out", "alone").code == 0
    together, alone = (files(four.root / name) for name in ("together", "alone"))
    assert len(alone) > 30
    assert together == alone


def test_cards_of_schools_share_what_is_of_their_municipality(
    four: Workspace, shnor: Shnor, shared_by: list[Any]
) -> None:
    entry = """\
  - notebooks: [20_first]
    municipalities: {turochak: 2022}
    parameters: {school_id: "%s"}
"""
    cards = ["040001", "040002", "040003"]
    four.batch_file("reports:\n" + "".join(entry % card for card in cards))
    assert shnor("batch", "params/few.yaml", "--jobs", 1).code == 0
    assert [name for name, _ in shared_by] == ["20_first", "20_first"]
    told = [
        json.loads(path.read_text(encoding="utf-8"))["parameters"]["school_id"]
        for path in sorted(four.out.glob("internal/2022/turochak/*/manifest.json"))
    ]
    assert told == cards


def test_nothing_is_left_of_a_branch_after_its_municipality(
    four: Workspace, shnor: Shnor, template: launch.ForkLauncher
) -> None:
    assert shnor("batch", "params/few.yaml", "--jobs", 2).code == 0
    assert template.branches == {}


def at_birth(
    monkeypatch: pytest.MonkeyPatch, template: launch.ForkLauncher, act: Callable[[int], object]
) -> list[int]:
    """Do something with each branch as soon as it is there; the processes of all branches."""
    original = template.template.branch
    born: list[int] = []

    def branch() -> handle.Branch:
        found = original()
        act(found.pid)
        born.append(found.pid)
        return found

    monkeypatch.setattr(template.template, "branch", branch)
    return born


def test_a_dead_branch_costs_time_only(
    four: Workspace, shnor: Shnor, template: launch.ForkLauncher, monkeypatch: pytest.MonkeyPatch
) -> None:
    born = at_birth(monkeypatch, template, lambda pid: os.kill(pid, signal.SIGKILL))
    ran = shnor("batch", "params/few.yaml", "--jobs", 1)
    assert (ran.code, len(four.folders())) == (0, 8), ran.err
    assert born


def test_a_branch_that_dies_under_a_report_costs_time_only(
    four: Workspace, shnor: Shnor, template: launch.ForkLauncher, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = four.root / "branch.log"
    born = at_birth(monkeypatch, template, lambda pid: log.write_text(str(pid), encoding="ascii"))
    deadly = """
import os, signal
from pathlib import Path

log = Path("..") / "branch.log"
if log.exists() and log.read_text() == str(os.getppid()):
    os.kill(os.getppid(), signal.SIGKILL)
"""
    save_notebook(four.notebooks, "22_third", report_cells(VALUES, deadly))
    ran = shnor("batch", "params/few.yaml", "--jobs", 1)
    assert (ran.code, len(four.folders())) == (0, 8), ran.err
    assert "Повтор 1 из 2: 22_third turochak 2021" in ran.err
    assert born


def test_data_imported_in_the_middle_reach_the_reports_that_come_later(
    four: Workspace, shnor: Shnor, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = neighbours.Expected.learn
    seen: list[str] = []

    def importing(self: Any, job: Job, values: Any) -> None:
        seen.append(job.label)
        if len(seen) == 2:  # the branch has read the marks for the second report
            four.add_marks("turochak", [2021, 2022], participants=30)
        original(self, job, values)

    monkeypatch.setattr(neighbours.Expected, "learn", importing)
    assert shnor("batch", "params/few.yaml", "--jobs", 1).code == 0
    folder = four.out / "internal" / "2021" / "turochak"
    participants = {
        name: int(pd.read_csv(folder / name / "report.csv").iloc[0]["value"])
        for name in ("20_first", "21_second", "22_third", "23_other")
    }
    assert list(participants.values()) == [20, 20, 30, 30]
    parts = {n: four.manifest("internal", 2021, "turochak", n)["inputs"] for n in participants}
    assert parts["20_first"] == parts["21_second"] != parts["22_third"]


def test_a_branch_prepares_forgives_faults_and_refuses_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    places = [str(ROOT / "tests" / "unit"), str(ROOT / "tests")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(places))
    with contextlib.closing(handle.TemplateHandle.start(["batch_process"])) as template:
        branch = template.branch()
        for mark, expected in (("first", True), ("fault", True), ("thread", False)):
            assert branch.handle.prepared("batch_process:prepared", {"mark": mark}) is expected
            assert _mark(branch.handle) == mark
        assert _mark(template) == "", "the template itself knows nothing of it"
        branch.handle.close()
        template.kill(branch.pid)
        assert not Path(f"/proc/{branch.pid}").exists()


def _mark(template: handle.TemplateHandle) -> str:
    forked = template.fork("batch_process:marked", {})
    mark: str = forked.wire.receive()["mark"]
    template.kill(forked.pid)
    forked.wire.close()
    return mark


def test_who_gets_what_was_made_before_has_read_it(work: Workspace) -> None:
    with_rules(work)
    run = RunParams(municipality_id="turochak", year=2022)
    data = store.keep(run)
    readings.forget()
    with readings.noted() as first:
        once.values_by(results, data, run)
    assert "store/marks/municipality_id=turochak/part.parquet" in first.partitions
    assert first.values == {("helpers.indicators.results", repr(run))}
    readings.forget()
    assert readings.collected() == {"files": [], "partitions": [], "values": []}
    with readings.noted() as again:
        once.values_by(results, store.open(run), run)
    assert again.partitions == first.partitions
    assert first.files <= again.files
    assert readings.collected()["partitions"] == [*again.partitions.values()]


def test_kept_data_are_given_only_while_their_files_are_as_they_were(work: Workspace) -> None:
    run = RunParams(municipality_id="turochak", year=2022)
    kept = store.keep(run)
    assert kept.table("marks")["participants"].tolist() == [20, 20]
    assert kept.table("exams").empty
    assert store.open(run) is kept
    other = RunParams(municipality_id="turochak", year=2021)
    assert store.open(other) is not kept
    exams = work.data / "store" / "exams" / "municipality_id=turochak" / "part.parquet"
    exams.parent.mkdir(parents=True)
    exams.write_bytes(b"")
    assert store.open(run) is not kept, "a table that was not there is there now"
    exams.unlink()
    assert store.open(run) is kept
    municipalities = work.root / "params" / "municipalities.yaml"
    municipalities.write_text(municipalities.read_text(encoding="utf-8") + "\n# note\n")
    assert store.open(run) is not kept, "the list of municipalities is another one"
    kept = store.keep(run)
    assert store.open(run) is kept
    work.add_marks("turochak", [2021, 2022], participants=30)
    assert store.open(run).table("marks")["participants"].tolist() == [30, 30]


def _job(notebook: str, municipality: str, year: int = 2022, **given: str) -> Any:
    folder = Path("internal", str(year), municipality, "~".join([notebook, *given.values()]))
    effective = {"municipality_id": municipality, "year": year, **given}
    return SimpleNamespace(
        notebook=SimpleNamespace(name=notebook), dataset=Path("data"), folder=folder,
        municipality_id=municipality, edition=given.get("edition", "internal"),
        run_params=lambda: RunParams(**effective),
    )  # fmt: skip


def _waiting(*places: tuple[str, str]) -> neighbours.Queue:
    return neighbours.Queue(SimpleNamespace(job=_job(*place)) for place in places)


def test_a_worker_stays_with_its_municipality_and_helps_when_nothing_else_is_left() -> None:
    queue = _waiting(("1", "turochak"), ("1", "priozersk"), ("2", "turochak"), ("2", "priozersk"),
                     ("3", "priozersk"))  # fmt: skip
    names = []
    home, busy = None, set()
    while queue:
        one = queue.take(home, busy)
        home = neighbours.group(one.job)
        busy = {("data", "vilyuysk")}
        names.append(f"{one.job.municipality_id} {one.job.notebook.name}")
    assert names == ["turochak 1", "turochak 2", "priozersk 1", "priozersk 2", "priozersk 3"]
    queue = _waiting(("1", "turochak"), ("2", "turochak"), ("1", "priozersk"))
    first = neighbours.group(queue.take(None, set()).job)
    second = queue.take(None, {first})
    assert second.job.municipality_id == "priozersk"
    assert queue.take(neighbours.group(second.job), {first}).job.municipality_id == "turochak"
    assert not queue
    queue.put_back(second)
    assert queue.of(neighbours.group(second.job)) == [second.job]


def test_public_reports_and_regions_stand_alone() -> None:
    assert neighbours.group(_job("1", "turochak")) == neighbours.group(_job("2", "turochak", 2021))
    public = [_job(n, "turochak", edition="public") for n in ("1", "2")]
    regions = [_job(n, "altai") for n in ("1", "2")]
    groups = [neighbours.group(job) for job in (*public, *regions)]
    assert len(set(groups)) == 4


def test_only_what_two_reports_of_one_run_ask_for_is_prepared() -> None:
    expected = neighbours.Expected()
    first, second, third = (_job(n, "turochak") for n in ("1", "2", "3"))
    run = repr(RunParams(municipality_id="turochak", year=2022))
    assert expected.shared(first, [second, third]) is None, "nothing is known yet"
    expected.learn(first, [("a", run), ("b", run), ("c", repr(2021))])
    expected.learn(third, [])
    shared = expected.shared(second, [third, _job("1", "turochak")])
    assert shared is not None
    assert shared.values == ("a", "b"), "a notebook not seen yet is like the others"
    expected.learn(second, [("b", run)])
    assert expected.shared(third, [first]) is None
    assert expected.shared(first, []).values == ("a", "b"), "prepared before"  # type: ignore[union-attr]
    expected.forget(neighbours.group(first))
    assert expected.shared(first, []) is None
    assert expected.shared(first, [_job("2", "turochak", 2021)]) is None, "another year"
    assert expected.shared(first, [_job("2", "turochak", as_of="2022-01-01")]) is None
    assert expected.shared(first, [_job("1", "turochak", school_id="7")]) is not None, "its school"
    expected.forget(neighbours.group(first))
    together = expected.shared(first, [second])
    assert together is not None
    assert together.values == ("b",)
    assert RunParams(**together.request()["run"]).year == 2022
