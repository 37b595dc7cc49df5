"""Batches on a Dask cluster: a real scheduler and two workers, killed while they work."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import processes
import pytest
from support import ROOT
from test_batch_neighbours import VALUES, with_rules
from test_batch_stop import contents, skip_if_edited_since
from workspace import Workspace, report_cells, save_notebook

from helpers.__main__ import main
from helpers.batch import launch, neighbours
from helpers.batch.origin import origin

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

LIST = """\
reports:
  - notebooks: [10_good, 20_slower]
    municipalities:
      turochak: [2021, 2022]
      priozersk: [2021, 2022]
"""
SLOW = "import time\ntime.sleep(2.0)"
MARK = processes.new_mark()


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace(tmp_path_factory.mktemp("cluster") / "w", ROOT)
    made.add_marks("turochak", [2021, 2022])
    made.add_marks("priozersk", [2021, 2022])
    save_notebook(made.notebooks, "20_slower", report_cells(SLOW))
    made.batch_file(LIST)
    return made


Program = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def program(work: Workspace) -> Iterator[Program]:
    """Starts a scheduler or a worker that meet at `scheduler.json`; all end with the test."""
    address = work.root / "scheduler.json"
    started = []

    def start(name: str, *options: str, **extra: str) -> subprocess.Popen[bytes]:
        command = [
            sys.executable, "-m", f"distributed.cli.{name}", "--scheduler-file", str(address),
            "--no-dashboard", *options,
        ]  # fmt: skip
        process = subprocess.Popen(
            command,
            cwd=work.root,
            env=work.environment(**{processes.VARIABLE: MARK}, **extra),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    address.unlink(missing_ok=True)
    assert processes.gone(MARK)


def scheduler(work: Workspace, program: Program) -> subprocess.Popen[bytes]:
    started = program("dask_scheduler", "--host", "127.0.0.1", "--port", "0")
    wait_until(lambda: (work.root / "scheduler.json").exists())
    return started


def done(folder: Path) -> set[Path]:
    """Manifests of visible report folders."""
    return set(folder.glob("internal/*/*/[0-9]*/manifest.json"))


def wait_until(holds: Callable[[], bool], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_cluster_that_loses_a_worker_or_its_scheduler_gives_the_bytes_of_a_local_batch(
    work: Workspace,
    program: Program,
    template: launch.Launcher,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = origin()
    head = scheduler(work, program)
    workers = [program("dask_worker", "--nthreads", "1", "--no-nanny") for _ in range(2)]
    command = ("batch", "params/few.yaml", "--scheduler", "scheduler.json")

    batch = work.start(*command, "--out", "first", "--log-json")
    out = work.root / "first"
    wait_until(lambda: len(done(out)) > 0)
    os.killpg(workers[0].pid, signal.SIGKILL)
    _, told = batch.communicate(timeout=120)
    assert batch.returncode == 0, told
    assert len(done(out)) == 8
    events = [json.loads(line) for line in told.splitlines()]
    assert {event["event"] for event in events} >= {"started", "cell", "done"}

    batch = work.start(*command, "--out", "second")
    wait_until(lambda: len(done(work.root / "second")) > 0)
    os.killpg(head.pid, signal.SIGKILL)
    _, told = batch.communicate(timeout=120)
    assert batch.returncode == 7, told
    assert "планировщик" in told.lower() and "Traceback" not in told
    os.killpg(workers[1].pid, signal.SIGKILL)
    assert processes.gone(MARK)

    monkeypatch.chdir(work.root)
    monkeypatch.delenv("SHNOR_DATA", raising=False)
    monkeypatch.setattr(launch, "launcher", lambda: template)
    kept = done(work.root / "second")
    assert 0 < len(kept) < 8
    times = {path: path.stat().st_mtime_ns for path in kept}
    assert main(["batch", "params/few.yaml", "--out", "second"]) == 0
    assert {path: path.stat().st_mtime_ns for path in kept} == times
    assert main(["batch", "params/few.yaml", "--out", "local"]) == 0
    skip_if_edited_since(before)
    local = contents(work.root / "local")
    assert contents(out) == local
    assert contents(work.root / "second") == local
    assert not list(work.root.rglob(".making*"))


def test_neighbours_share_on_the_worker_they_come_to(
    work: Workspace, program: Program, template: launch.Launcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = origin()
    with_rules(work)
    for name in ("30_first", "31_second", "32_third"):
        save_notebook(work.notebooks, name, report_cells(VALUES))
    work.batch_file(
        "reports:\n"
        "  - notebooks: [30_first, 31_second, 32_third]\n"
        "    municipalities: {turochak: 2022, priozersk: 2022}\n",
        "values.yaml",
    )
    scheduler(work, program)
    program("dask_worker", "--nthreads", "1", "--no-nanny")
    command = ("batch", "params/values.yaml", "--scheduler", "scheduler.json", "--out", "shared")
    batch = work.start(*command)
    _, told = batch.communicate(timeout=120)
    assert batch.returncode == 0, told
    with distributed.Client(scheduler_file=str(work.root / "scheduler.json")) as client:
        held = client.run(lambda dask_worker: dask_worker.plugins["shnor"].launcher.branches.keys())
    assert [[group[1] for group in groups] for groups in held.values()] == [["priozersk"]]
    monkeypatch.chdir(work.root)
    monkeypatch.delenv("SHNOR_DATA", raising=False)
    monkeypatch.setattr(launch, "launcher", lambda: template)
    monkeypatch.setattr(neighbours.Expected, "shared", lambda *_: None)
    assert main(["batch", "params/values.yaml", "--out", "alone"]) == 0
    skip_if_edited_since(before)
    assert contents(work.root / "shared") == contents(work.root / "alone")


def test_a_worker_of_another_version_is_refused_before_anything_runs(
    work: Workspace, program: Program, tmp_path: Path
) -> None:
    """The other version: the same package with one more line, first on the worker's path."""
    other = tmp_path / "helpers"
    shutil.copytree(ROOT / "src" / "helpers", other)
    with (other / "style.py").open("a", encoding="utf-8") as source:
        source.write("# another version\n")
    scheduler(work, program)
    program("dask_worker", "--nthreads", "1", "--no-nanny", PYTHONPATH=str(tmp_path))
    ran = work.shnor(
        "batch", "params/few.yaml", "--scheduler", "scheduler.json", "--out", str(tmp_path / "o")
    )
    assert ran.returncode == 7, ran.stderr
    assert "другая версия программы" in ran.stderr and "Traceback" not in ran.stderr
    assert not contents(tmp_path / "o")


@pytest.mark.parametrize(
    ("address", "code", "words"),
    [
        ("tcp://127.0.0.1:9", 7, "Не отвечает планировщик"),
        ("где-то", 2, "ожидался адрес вида tcp://"),
    ],
)
def test_a_scheduler_that_cannot_be_reached_is_named(
    work: Workspace, address: str, code: int, words: str
) -> None:
    ran = work.shnor("batch", "params/few.yaml", "--scheduler", address, "--out", "none")
    assert ran.returncode == code, ran.stderr
    assert words in ran.stderr and "Traceback" not in ran.stderr


def test_without_the_library_the_extra_is_named(work: Workspace, tmp_path: Path) -> None:
    (tmp_path / "distributed.py").write_text("raise ImportError\n", encoding="utf-8")
    ran = work.shnor(
        "batch", "params/few.yaml", "--scheduler", "tcp://127.0.0.1:1", PYTHONPATH=str(tmp_path)
    )
    assert ran.returncode == 2, ran.stderr
    assert "[cluster]" in ran.stderr and "Traceback" not in ran.stderr
