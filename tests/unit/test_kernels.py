"""Warm kernels: the same results as ordinary ones, isolation, limits, nothing left behind."""

from __future__ import annotations

import ast
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import papermill
import processes
import pytest
import torture
from click.testing import CliRunner
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook
from papermill.cli import papermill as papermill_command
from papermill.exceptions import PapermillExecutionError

from helpers.kernels import choice, client, handle

pytestmark = [pytest.mark.usefixtures("template"), pytest.mark.filterwarnings("ignore")]
KERNEL = {"name": "python3", "language": "python", "display_name": "Python 3"}


def notebook(*sources: str) -> Any:
    return new_notebook(
        cells=[new_code_cell(source) for source in sources], metadata={"kernelspec": KERNEL}
    )


def execute(*sources: str, **options: Any) -> Any:
    return papermill.execute_notebook(
        notebook(*sources), None, engine_name="shnor", progress_bar=False, **options
    )


def value(executed: Any, index: int = -1) -> str:
    return executed.cells[index].outputs[0]["data"]["text/plain"]


def in_template(code: str) -> Any:
    """What `code` prints as JSON in a fresh notebook process."""
    return json.loads(
        execute(f"import json, sys\nprint(json.dumps({code}))").cells[0].outputs[0].text
    )


def test_warm_and_cold_runs_of_the_torture_notebook_give_the_same_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # under this variable an ordinary kernel does not capture descriptors 1 and 2
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    found = {}
    for warm in (True, False):
        output = tmp_path / f"{warm}.ipynb"
        with pytest.raises(PapermillExecutionError) as raised:
            papermill.execute_notebook(
                torture.notebook(),
                output,
                engine_name="shnor",
                progress_bar=False,
                warm=warm,
                cwd=tmp_path,
                time_limit=90.0,
            )
        assert raised.value.ename == "SyntaxError"
        found[warm] = torture.comparable(nbformat.read(output, 4))
    assert len(found[False]) == len(torture.notebook().cells) + 4
    for cold, warm in zip(found[False], found[True], strict=True):
        assert warm == cold


def test_processes_forked_by_a_notebook_print_and_a_widget_captures() -> None:
    # an ordinary kernel may hang in both cases: it has threads, and a race with its front end
    pool = "import multiprocessing\nwith multiprocessing.get_context('fork').Pool(1) as pool:\n"
    executed = execute(
        f"{pool}    pool.map(print, ['из потомка'])\nprint('из тетради')",
        "import ipywidgets\noutput = ipywidgets.Output()\nwith output:\n    print('внутри')",
    )
    assert executed.cells[0].outputs[0].text == "из потомка\nиз тетради\n"
    widgets = executed.metadata.widgets["application/vnd.jupyter.widget-state+json"].state
    captured = [item.state.outputs for item in widgets.values() if "outputs" in item.state]
    assert captured == [[{"output_type": "stream", "name": "stdout", "text": "внутри\n"}]]


def test_an_error_is_an_output_and_stops_the_notebook() -> None:
    book = notebook("print('до')\n1 / 0", "print('после')")
    with pytest.raises(PapermillExecutionError) as raised:
        papermill.execute_notebook(book, None, engine_name="shnor", progress_bar=False)
    assert (raised.value.ename, raised.value.exec_count) == ("ZeroDivisionError", 1)


def test_a_cell_asked_for_ahead_runs_once_and_only_when_the_one_before_it_ended_well(
    tmp_path: Path,
) -> None:
    book = notebook("1", "raise ValueError", "open('ran.txt', 'a').write('x')", "2", "1 / 0",
                    "open('never.txt', 'w')")  # fmt: skip
    book.cells[1].metadata["tags"] = ["raises-exception"]
    path = tmp_path / "book.ipynb"
    nbformat.write(book, path)
    with pytest.raises(PapermillExecutionError):
        papermill.execute_notebook(
            path, tmp_path / "out.ipynb", engine_name="shnor", progress_bar=False, cwd=tmp_path
        )
    made = nbformat.read(tmp_path / "out.ipynb", 4)
    counts = [cell.execution_count for cell in made.cells if "papermill-error" not in str(cell)]
    assert [count for count in counts if count] == [1, 2, 3, 4, 5]
    assert (tmp_path / "ran.txt").read_text() == "x"
    assert not (tmp_path / "never.txt").exists()


@pytest.mark.parametrize(
    ("first", "error"),
    [("print('x' * 3_000_000)", ""), ("import time; time.sleep(60)", "CellTimeoutError")],
)
def test_a_long_cell_is_not_asked_for_ahead_of_its_turn(first: str, error: str) -> None:
    long = "ran = 1\n" + "# " + "y" * 3_000_000
    begun = time.monotonic()
    if error:
        with pytest.raises(client.CellTimeoutError):
            execute(first, long, time_limit=2.0)
    else:
        assert value(execute(first, long, "ran", time_limit=60.0)) == "1"
    assert time.monotonic() - begun < 40


def test_notebooks_share_no_state_and_no_random_numbers() -> None:
    first = execute("import helpers, os; helpers.mark = 1; os.environ['LEFT'] = '1'", "0")
    assert value(first) == "0"
    second = execute("import helpers, os; hasattr(helpers, 'mark'), 'LEFT' in os.environ")
    assert value(second) == "(False, False)"
    draw = "import random, numpy; random.random(), numpy.random.rand()"
    assert value(execute(draw)) != value(execute(draw))


def test_the_template_has_one_thread_no_open_file_no_shell_and_no_plotting_backend() -> None:
    names = "[n for n in sys.modules if n.startswith('matplotlib_inline')]"
    assert in_template(f"{names} + [n for n in sys.modules if n == 'matplotlib.pyplot']") == []
    assert in_template("sorted({'pandas', 'helpers.store'} - set(sys.modules))") == []
    server = handle.current().server
    assert server is not None
    assert len(list(Path(f"/proc/{server.pid}/task").iterdir())) == 1
    # the place where a file is read next would be common to all that is forked
    opened = {str(link.readlink()) for link in Path(f"/proc/{server.pid}/fd").iterdir()}
    assert {name for name in opened if name.startswith("/")} == {os.devnull}


def test_folder_and_environment_are_those_of_the_caller(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHNOR_DATA", "здесь")
    code = "import os; os.getcwd(), os.environ['SHNOR_DATA']"
    assert ast.literal_eval(value(execute(code, cwd=tmp_path))) == (str(tmp_path), "здесь")
    stored, made = tmp_path / "stored.ipynb", tmp_path / "made.ipynb"
    nbformat.write(notebook(code), stored)
    words = [stored, made, "--engine", "shnor", "--cwd", tmp_path, "--no-progress-bar"]
    ran = CliRunner().invoke(papermill_command, [str(word) for word in words])
    assert ran.exit_code == 0, ran.output
    shown = value(nbformat.read(made, as_version=4))
    assert ast.literal_eval(shown) == (str(tmp_path), "здесь")


def test_a_cell_without_end_is_killed_with_everything_it_started() -> None:
    mark = processes.new_mark()
    start = (
        "import subprocess, os\n"
        f"environment = {{**os.environ, '{processes.VARIABLE}': '{mark}'}}\n"
        "for own in (False, True):\n"
        "    subprocess.Popen(['sleep', '600'], env=environment, start_new_session=own)"
    )
    begun = time.monotonic()
    with pytest.raises(CellTimeoutError):
        execute(start, "while True: pass", time_limit=1.0)
    assert time.monotonic() - begun < 5
    assert processes.gone(mark)


def test_a_finished_notebook_leaves_no_process() -> None:
    mark = processes.new_mark()
    environment = f"{{**os.environ, '{processes.VARIABLE}': '{mark}'}}"
    execute(f"import subprocess, os; _ = subprocess.Popen(['sleep', '600'], env={environment})")
    assert processes.gone(mark)


def test_memory_beyond_the_limit_is_an_error_of_the_notebook_only() -> None:
    with pytest.raises(PapermillExecutionError) as raised:
        execute("block = bytearray(600 << 20)", memory_mb=300)
    assert raised.value.ename == "MemoryError"
    assert value(execute("len(bytearray(100 << 20))", memory_mb=300)) == str(100 << 20)


@pytest.mark.parametrize(
    ("death", "words"),
    [("os.kill(os.getpid(), 11)", "SIGSEGV"), ("os.abort()", "SIGABRT"), ("os._exit(3)", "3")],
)
def test_a_dead_process_is_noticed_at_once_and_named(death: str, words: str) -> None:
    begun = time.monotonic()
    with pytest.raises(DeadKernelError, match=words):
        execute(f"import os; {death}")
    assert time.monotonic() - begun < 5


def test_output_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "OUTPUT_LIMIT_BYTES", 1 << 20)
    with pytest.raises(client.OutputTooLarge):
        execute("while True: print('x' * 1000)")


def test_files_are_closed_and_exit_handlers_run_at_the_end(tmp_path: Path) -> None:
    execute(
        "import atexit; stream = open('left.txt', 'w'); _ = stream.write('written')",
        "_ = atexit.register(lambda: open('exit.txt', 'w').write('run'))",
        cwd=tmp_path,
    )
    assert (tmp_path / "left.txt").read_text() == "written"
    assert (tmp_path / "exit.txt").read_text() == "run"


@pytest.mark.parametrize("warm", [True, False])
def test_files_read_by_the_notebook_are_handed_over(tmp_path: Path, warm: bool) -> None:
    (tmp_path / "read.yaml").write_text("a: 1")
    executed = execute(
        "_ = open('read.yaml').read(); _ = open('written.json', 'w')",
        "from pathlib import Path; Path('not.there').exists()",
        cwd=tmp_path,
        record_inputs=True,
        warm=warm,
    )
    read = executed.metadata[client.INPUTS_KEY]
    assert str(tmp_path / "read.yaml") in read["files"]
    assert str(tmp_path / "written.json") not in read["files"]
    assert read["partitions"] == []


def test_cells_are_reported_while_they_run() -> None:
    seen: list[tuple[int, int]] = []

    def on_cell(index: int, count: int) -> None:
        seen.append((index, count))

    execute("1", "2", "3", on_cell=on_cell)
    assert seen == [(0, 3), (1, 3), (2, 3)]


def test_forty_forks_in_a_row_leave_no_descriptor_open() -> None:
    execute("1")
    before = len(list(Path("/proc/self/fd").iterdir()))
    server = handle.current().server
    assert server is not None
    held = len(list(Path(f"/proc/{server.pid}/fd").iterdir()))
    for number in range(40):
        assert value(execute(str(number))) == str(number)
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    assert len(list(Path(f"/proc/{server.pid}/fd").iterdir())) <= held + 1


@pytest.mark.parametrize(
    ("prepare", "expected"),
    [
        (lambda patch: patch.setenv("SHNOR_ENGINE", "cold"), False),
        (lambda patch: patch.delattr(os, "fork"), False),
        (lambda patch: patch.setitem(sys.modules, "resource", None), False),
        (lambda patch: patch.setattr(sys, "platform", "win32"), False),
        (lambda patch: patch.delenv("SHNOR_ENGINE", raising=False), True),
    ],
)
def test_an_ordinary_kernel_is_used_where_forking_is_missing_or_refused(
    prepare: Callable[[pytest.MonkeyPatch], None], expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(monkeypatch)
    assert choice.warm_wanted() is expected
    assert choice.warm_wanted("ir") is False


def test_everything_dies_with_a_killed_caller(tmp_path: Path) -> None:
    mark = processes.new_mark()
    script = tmp_path / "caller.py"
    script.write_text(
        "import papermill, nbformat\n"
        f"book = nbformat.v4.new_notebook(metadata={{'kernelspec': {KERNEL}}})\n"
        "book.cells = [nbformat.v4.new_code_cell(\"open('started', 'w'); import time, subprocess;"
        " subprocess.Popen(['sleep', '600']); time.sleep(600)\")]\n"
        "papermill.execute_notebook(book, None, engine_name='shnor', progress_bar=False)\n"
    )
    caller = subprocess.Popen(
        [sys.executable, str(script)],
        cwd=tmp_path,
        env={**os.environ, processes.VARIABLE: mark},
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while not (tmp_path / "started").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(processes.alive(mark)) >= 4
    os.killpg(caller.pid, signal.SIGKILL)
    caller.wait()
    assert processes.gone(mark)
