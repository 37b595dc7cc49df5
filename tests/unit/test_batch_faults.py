"""What may happen to a batch, row by row of the table of faults, and what must come of it."""

from __future__ import annotations

import dataclasses
import json
import os
import platform
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import processes
import pytest
from support import ROOT, Ran
from test_batch_stop import contents
from workspace import FEW, Workspace, report_cells, save_notebook

from helpers import lock
from helpers.batch import cluster_worker, plan
from helpers.batch.origin import origin
from helpers.batch.progress import Lines
from helpers.batch.run import Result, Settings, run
from helpers.kernels import process
from helpers.kernels.handle import Forked, TemplateHandle
from helpers.reports import write

KILLS, FORKS = 20, 500


@dataclass
class Case:
    """A tiny project and the ways to run batches in it."""

    work: Workspace
    shnor: Callable[..., Ran]
    template: TemplateHandle

    def list_of(self, *notebooks: str) -> Path:
        """A batch file of these notebooks over three places."""
        return self.work.batch_file(FEW.replace("10_good", ", ".join(notebooks)))

    def first(self, notebook: str, **settings: Any) -> Result:
        """One report of a notebook, HTML only."""
        job = plan.read_batch(self.list_of(notebook), self.work.data)[0]
        return run([job], Settings(self.work.out, ("html",), **settings), Lines(sys.stderr))

    def begin(self, *arguments: str) -> Forked:
        """A command in a process of its own, at work."""
        request = {
            "folder": str(self.work.root),
            "arguments": arguments,
            "said": str(self.work.root / "said"),
        }
        started = self.template.fork("batch_process:command", request)
        assert started.wire.receive() == {"begun": True}
        return started

    def end(self, started: Forked) -> tuple[int, str]:
        """Its exit code and what it said."""
        code = started.wire.receive()["code"]
        self.forget(started)
        return code, (self.work.root / "said").read_text(encoding="utf-8")

    def forget(self, started: Forked) -> None:
        """Kill it with its group, if it lives, and wait until nothing that it started is left."""
        assert self.template.server is not None
        pid = self.template.server.pid
        self.template.kill(started.pid)
        children = Path(f"/proc/{pid}/task/{pid}/children")
        end = time.monotonic() + 20
        while children.read_text(encoding="ascii").split():
            assert time.monotonic() < end, "processes are left"
            time.sleep(0.01)
        self.template.forget(started.pid)
        started.wire.close()


@pytest.fixture(scope="module")
def commands() -> Iterator[TemplateHandle]:
    """A template that knows the command line."""
    if not process.can_fork():
        pytest.skip("a template process needs fork and limits")
    with pytest.MonkeyPatch.context() as patch:
        places = [str(ROOT / "tests" / "unit"), str(ROOT / "tests")]
        patch.setenv("PYTHONPATH", os.pathsep.join(places))
        started = TemplateHandle.start(
            ["batch_process", "helpers.commands.app", "helpers.batch.run"]
        )
    yield started
    started.close()


def beside(mark: str) -> str:
    """Code that starts a process with a mark, to be found after its notebook."""
    environment = f"env={{**os.environ, '{processes.VARIABLE}': '{mark}'}}"
    return f"import os, subprocess, time\n_ = subprocess.Popen(['sleep', '600'], {environment})\n"


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def killed_at_any_moment(case: Case) -> None:
    """B01: nothing half-made is ever to be seen, and the next batch finishes the rest."""
    few = str(case.list_of("10_good"))
    begun = time.monotonic()
    assert case.end(case.begin("batch", few, "--out", "calm"))[0] == 0
    whole = time.monotonic() - begun
    calm = contents(case.work.root / "calm")
    dice = random.Random(20240901)
    for number in range(KILLS):
        batch = case.begin("batch", few)
        batch.wire.ready(dice.uniform(0, whole))
        case.forget(batch)
        found = {n: text for n, text in contents(case.work.out).items() if "/." not in n}
        assert found == {name: calm[name] for name in found}, number
        if found == calm:
            for page in case.work.out.glob("internal/2022/*/10_good/report.html"):
                page.unlink()
    assert case.end(case.begin("batch", few))[0] == 0
    assert contents(case.work.out) == calm
    assert not list(case.work.out.rglob(".making*")) + list(case.work.out.rglob(".replaced*"))


def asked_to_stop(case: Case) -> None:
    """B02: at once, with a summary and the code of the signal; nothing is left behind."""
    mark = processes.new_mark()
    save_notebook(case.work.notebooks, "20_slow", report_cells(beside(mark) + "time.sleep(600)"))
    few = str(case.list_of("10_good", "20_slow"))
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        batch = case.begin("batch", few, "--jobs", "2")
        wait_until(lambda: bool(case.work.folders() and processes.alive(mark)))
        os.kill(batch.pid, number)
        begun = time.monotonic()
        assert (stopped := case.end(batch))[0] == code
        assert time.monotonic() - begun < 10
        assert "Осталось отчётов: " in stopped[1] and "Повторите команду" in stopped[1]
        assert "Остановлено" in stopped[1]
        assert not list(case.work.out.rglob(".making*"))
        assert processes.gone(mark)


def disk_full(case: Case) -> None:
    """B03: the batch stops with the reason; no broken file has a final name; it goes on later."""
    few = str(case.list_of("10_good"))
    for name in ("report.pdf", "manifest.json"):
        (case.work.root / "full").write_text(name, encoding="ascii")
        code, said = case.end(case.begin("batch", few, "--jobs", "1"))
        assert code == 7
        assert "Работа остановлена" in said and "на диске нет места" in said
        assert case.work.folders() == []
        assert not list(case.work.out.rglob("report.*"))
    (case.work.root / "full").unlink()
    assert case.end(case.begin("batch", few))[0] == 0
    assert len(case.work.folders()) == 3


def child_dies(case: Case) -> None:
    """B04: named with its signal after two more tries, the others are done."""
    save_notebook(case.work.notebooks, "20_dies", report_cells("import os\nos.abort()"))
    result = case.first("20_dies")
    assert result.outcomes[0].reason == "процесс тетради аварийно завершился (сигнал SIGABRT)"
    assert case.first("10_good").outcomes[0].status == "done"


def too_much_memory(case: Case) -> None:
    """B05: the limit is that of one report."""
    save_notebook(case.work.notebooks, "20_large", report_cells("x = bytearray(700 << 20)"))
    found = case.first("20_large", memory_mb=400)
    assert found.outcomes[0].reason == "не хватило памяти (предел 400 МБ)"
    assert case.first("10_good", memory_mb=400).outcomes[0].status == "done"


def endless_cell(case: Case) -> None:
    """B06: ended by the clock with everything it started."""
    mark = processes.new_mark()
    save_notebook(
        case.work.notebooks, "20_endless", report_cells(beside(mark) + "while True: pass")
    )
    found = case.first("20_endless", time_limit=1.0)
    assert found.outcomes[0].reason == "превышено время: 1 с на отчёт"
    assert processes.gone(mark)


def one_bad_place(case: Case) -> None:
    """B07: named, the others are done, the code says that something failed."""
    bad = "assert municipality_id != 'priozersk', 'плохие данные'"
    save_notebook(case.work.notebooks, "20_bad", report_cells(bad))
    ran = case.shnor("batch", case.list_of("20_bad"))
    assert ran.code == 4
    assert "20_bad priozersk 2022: ячейка 5: AssertionError: плохие данные" in ran.err
    assert len(case.work.folders()) == 2


def two_batches(case: Case) -> None:
    """B08: the second is refused while the first lives; a dead one's lock is taken over."""
    few = case.list_of("10_good")
    with lock.held(case.work.out):
        ran = case.shnor("batch", few)
        assert ran.code == 7
        assert "уже работает другой пакет" in ran.err
    dead = {**lock._myself(), "started": "1"}
    (case.work.out / lock.NAME).write_text(json.dumps(dead), encoding="utf-8")
    assert case.shnor("batch", few).code == 0
    assert not (case.work.out / lock.NAME).exists()
    assert platform.node() not in json.dumps(lock._myself())


def done_twice(case: Case) -> None:
    """B09: a task of a lost worker runs again: the same bytes, one folder; the receipts know
    what is done (a real cluster is broken in `test_batch_cluster`)."""
    few = case.list_of("10_good")
    assert case.shnor("batch", few).code == 0
    before = contents(case.work.out)
    assert case.shnor("batch", few, "--force").code == 0
    assert contents(case.work.out) == before
    assert "пропущено: 3" in case.shnor("batch", few).err


def other_version(case: Case) -> None:
    """B10: another program, Python or package is another digest; the commit is not asked."""
    now = origin()
    own = cluster_worker.digest_of(now)
    assert cluster_worker.standing("")[0] == own
    assert cluster_worker.digest_of(dataclasses.replace(now, commit="other")) == own
    for other in ({"code_sha256": "x"}, {"python": "3.10.0"}, {"packages": {"pandas": "1"}}):
        assert cluster_worker.digest_of(dataclasses.replace(now, **other)) != own


def output_folder(case: Case) -> None:
    """B11: one that cannot be written stops the batch before anything runs; another file
    system than that of the project is as good."""
    few = case.list_of("10_good")
    (case.work.root / "file").write_text("")
    ran = case.shnor("batch", few, "--out", case.work.root / "file" / "inside")
    assert ran.code == 7
    assert "недоступна для записи" in ran.err and "готово" not in ran.err
    memory = Path("/dev/shm", f"shnor-{os.getpid()}")
    if memory.parent.is_dir() and memory.parent.stat().st_dev != case.work.root.stat().st_dev:
        assert case.shnor("batch", few, "--out", memory).code == 0
        assert len(list(memory.glob("internal/*/*/*/manifest.json"))) == 3
        write.shutil.rmtree(memory)


def clock_and_place(case: Case) -> None:
    """B12: times of files decide nothing, zone and language change no byte."""
    few = str(case.list_of("10_good"))
    assert case.end(case.begin("batch", few))[0] == 0
    before = contents(case.work.out)
    for number, path in enumerate([*case.work.data.rglob("*.parquet"), *case.work.out.rglob("*")]):
        os.utime(path, (number, 4e9 - number))
    code, said = case.end(case.begin("batch", few))
    assert code == 0 and "пропущено: 3" in said
    abroad = {"TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8", "LC_ALL": "C"}
    one = ("report", "10_good", "-m", "turochak", "-y", "2021", "--to", "html,pdf,xlsx")
    done = case.work.shnor(*one, **abroad)
    assert done.returncode == 0, done.stderr
    made = {name: text for name, text in contents(case.work.out).items() if "/report." in name}
    assert {name: before[name] for name in made} == made


def input_replaced(case: Case) -> None:
    """B13: a report of data that are there no more is not kept."""
    cell = (
        "part = data.store.partition('marks', municipality_id)\n"
        "_ = part.write_bytes(part.read_bytes() + b' ')"
    )
    save_notebook(case.work.notebooks, "20_replaced", report_cells(cell))
    found = case.first("20_replaced").outcomes[0]
    assert found.status == "failed"
    assert "данные изменились, пока делался отчёт: store/marks/" in found.reason
    assert case.work.folders() == []


def corrupt_files(case: Case) -> None:
    """B14: a receipt or an output that is not what was written is made again."""
    few = case.list_of("10_good")
    assert case.shnor("batch", few).code == 0
    before = contents(case.work.out)
    receipt, *_ = sorted((case.work.out / ".receipts").rglob("*.json"))
    receipt.write_bytes(receipt.read_bytes()[:50])
    page = case.work.out / "internal" / "2022" / "priozersk" / "10_good" / "report.html"
    page.write_bytes(page.read_bytes()[:-1])
    ran = case.shnor("batch", few, "--why")
    assert "нет квитанции о прежнем запуске" in ran.err
    assert "изменён или удалён файл отчёта: report.html" in ran.err
    assert contents(case.work.out) == before
    broken = "store/marks/municipality_id=priozersk/part.parquet"
    (case.work.data / broken).write_bytes(b"no table")
    ran = case.shnor("batch", few)
    assert (ran.code, f"data/demo/{broken}" in ran.err) == (4, True)
    for name in ("batch.json", "index.html", "review.html"):
        record = (case.work.out / name).read_text(encoding="utf-8")
        assert f"data/demo/{broken}" in record
        assert str(case.work.root) not in record


def long_run(case: Case) -> None:
    """B15: five hundred processes one after another: none fails, nothing grows."""
    assert case.template.server is not None
    server = Path("/proc", str(case.template.server.pid))

    def held() -> tuple[int, int, int]:
        own, its = (len(list((p / "fd").iterdir())) for p in (Path("/proc/self"), server))
        pages = int((server / "statm").read_text(encoding="ascii").split()[1])
        return own, its, pages

    for number in range(FORKS):
        if number == 20:
            before = held()
        forked = case.template.fork("batch_process:nothing", {"number": number})
        assert forked.wire.receive() == {"number": number}
        assert case.template.status(forked.pid, seconds=20) == 0
        case.template.forget(forked.pid)
        forked.wire.close()
    after = held()
    assert after[0] <= before[0] and after[1] <= before[1] + 1
    assert (after[2] - before[2]) * os.sysconf("SC_PAGE_SIZE") < 5 << 20
    # the list of so many reports at the end of a batch is larger than a datagram
    entries = [{"municipality_name": "Ивантеевский муниципальный район"}] * 20_000
    forked = case.template.fork("batch_process:counting", {"entries": entries})
    assert forked.wire.receive() == {"number": 20_000}
    assert case.template.status(forked.pid, seconds=20) == 0
    forked.wire.close()


def log_of_a_batch(case: Case) -> None:
    """B16: reports are named by notebook, place and year; what is in them is not told."""
    ran = case.shnor("batch", case.list_of("10_good"), "--log-json")
    events = [json.loads(line) for line in ran.err.splitlines()]
    assert {event["event"] for event in events} >= {"begin", "started", "cell", "done"}
    labels = {f"10_good {place}" for place in ("turochak 2021", "turochak 2022", "priozersk 2022")}
    assert {event["report"] for event in events if "report" in event} == labels
    told = {str(v) for event in events for v in event.values() if isinstance(v, str)}
    assert told <= labels | {event["event"] for event in events}


def switched_in_one_step(case: Case) -> None:
    """B17: a folder is the old or the new one; one caught between its two names comes back."""
    site, made = case.work.root / "site", case.work.root / ".making-site"
    for folder, text in ((site, "old"), (made, "new")):
        folder.mkdir()
        (folder / "page").write_text(text)
    site.rename(site.with_name(".replaced-site"))
    write.sweep(case.work.root)
    assert (site / "page").read_text() == "old" and not made.exists()
    made.mkdir()
    (made / "page").write_text("new")
    write.take_place(made, site)
    assert (site / "page").read_text() == "new"
    assert not list(case.work.root.glob(".*-site"))


ROWS: dict[str, Callable[[Case], None]] = {
    "B01": killed_at_any_moment,
    "B02": asked_to_stop,
    "B03": disk_full,
    "B04": child_dies,
    "B05": too_much_memory,
    "B06": endless_cell,
    "B07": one_bad_place,
    "B08": two_batches,
    "B09": done_twice,
    "B10": other_version,
    "B11": output_folder,
    "B12": clock_and_place,
    "B13": input_replaced,
    "B14": corrupt_files,
    "B15": long_run,
    "B16": log_of_a_batch,
    "B17": switched_in_one_step,
}


@pytest.mark.parametrize("row", ROWS)
def test_faults_of_a_batch_end_as_the_table_says(
    row: str, work: Workspace, shnor: Callable[..., Ran], commands: TemplateHandle
) -> None:
    ROWS[row](Case(work, shnor, commands))
