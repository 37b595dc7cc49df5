"""Batches stopped from outside, and the slower way without forking: whole processes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import processes
import pytest
from support import ROOT
from workspace import Workspace, report_cells, save_notebook

from helpers.__main__ import main
from helpers.batch import launch
from helpers.batch.origin import Origin, origin

LIST = """\
reports:
  - notebooks: [10_good, 20_slower, 30_slower]
    municipalities:
      turochak: [2021, 2022]
      priozersk: [2021, 2022]
"""
#: Leaves a process behind while it runs, so that a stop has something to clear.
SLOW = "import subprocess, time\n_ = subprocess.Popen(['sleep', '600'])\ntime.sleep(0.5)"


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of finished reports, by place."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.glob("internal/**/*"))
        if path.is_file()
    }


def skip_if_edited_since(before: Origin) -> None:
    """Reports name the hash of the program: it must stay the same while they are compared."""
    now = origin()
    if (now.code_sha256, now.templates_sha256) != (before.code_sha256, before.templates_sha256):
        pytest.skip("the package was edited while the test ran")


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace(tmp_path_factory.mktemp("stopped") / "w", ROOT)
    made.add_marks("turochak", [2021, 2022])
    made.add_marks("priozersk", [2021, 2022])
    save_notebook(made.notebooks, "20_slower", report_cells(SLOW))
    save_notebook(made.notebooks, "30_slower", report_cells(SLOW))
    made.batch_file(LIST)
    return made


def stopped_in_the_middle(
    work: Workspace, number: signal.Signals, mark: str
) -> subprocess.CompletedProcess[str]:
    """A batch that gets a signal at a random moment after its first new report."""
    before = set(work.folders())
    batch = work.start("batch", "params/few.yaml", **{processes.VARIABLE: mark})
    deadline = time.monotonic() + 60
    while set(work.folders()) <= before and time.monotonic() < deadline:
        assert batch.poll() is None, batch.communicate()
        time.sleep(0.02)
    time.sleep(random.random())
    os.killpg(batch.pid, number) if number == signal.SIGKILL else batch.send_signal(number)
    begun = time.monotonic()
    out, err = batch.communicate(timeout=30)
    assert time.monotonic() - begun < 10
    return subprocess.CompletedProcess([], batch.returncode, out, err)


def test_a_batch_stopped_anyhow_leaves_whole_reports_only_and_goes_on(
    work: Workspace, template: launch.Launcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = origin()
    mark = processes.new_mark()
    for number, code in ((signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)):
        done = stopped_in_the_middle(work, number, mark)
        assert done.returncode == code, done.stderr
        assert processes.gone(mark)
        for folder in work.folders():
            names = sorted(path.name for path in (work.out / folder).iterdir())
            assert names == [
                "manifest.json",
                "report.csv",
                "report.csv-metadata.json",
                "report.html",
                "report.ipynb",
                "report.pdf",
                "report.xlsx",
            ]
        if number == signal.SIGINT:
            assert "Повторите команду" in done.stderr
            assert "Остановлено" in done.stderr
            assert not list(work.out.rglob(".making*"))
            assert not list(work.out.glob(".batch.lock*"))
    monkeypatch.chdir(work.root)
    monkeypatch.delenv("SHNOR_DATA", raising=False)
    monkeypatch.setattr(launch, "launcher", lambda: template)
    assert main(["batch", "params/few.yaml"]) == 0
    assert len(work.folders()) == 12
    assert not list(work.out.rglob(".making*")) + list(work.out.rglob(".replaced*"))
    assert (work.out / "index.html").exists()
    assert main(["batch", "params/few.yaml", "--out", str(work.root / "other")]) == 0
    skip_if_edited_since(before)
    assert contents(work.out) == contents(work.root / "other")


def test_without_forking_the_report_has_the_same_bytes(
    work: Workspace, template: launch.Launcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = origin()
    command = ["report", "10_good", "-m", "turochak", "-y", "2022", "--out"]
    cold = work.shnor(*command, work.root / "cold", SHNOR_ENGINE="cold")
    assert cold.returncode == 0, cold.stderr
    assert len(cold.stderr.splitlines()) == 2, cold.stderr
    monkeypatch.chdir(work.root)
    monkeypatch.setattr(launch, "launcher", lambda: template)
    assert main([*command, str(work.root / "warm")]) == 0
    skip_if_edited_since(before)
    assert contents(work.root / "cold") == contents(work.root / "warm")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stop_unwinds_the_program_and_gives_its_exit_code(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    script = (
        "import sys, time\n"
        "from helpers.commands import guard\n"
        "def action():\n"
        "    try:\n"
        "        print('begun', flush=True)\n"
        "        time.sleep(60)\n"
        "    finally:\n"
        "        print('cleared', flush=True)\n"
        "guard.stop_on_signals()\n"
        "sys.exit(guard.guarded(action, [], debug=False))\n"
    )
    stopped = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert stopped.stdout is not None
    assert stopped.stdout.readline() == "begun\n"
    stopped.send_signal(number)
    out, err = stopped.communicate(timeout=10)
    assert (stopped.returncode, out, err) == (code, "cleared\n", "Остановлено.\n")
