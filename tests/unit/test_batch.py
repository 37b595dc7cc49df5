"""Batches in one process with a shared template: plan, isolation, skipping, reasons, codes."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell
from support import ROOT, Ran
from workspace import FEW, Workspace, report_cells, save_notebook

from helpers import commits, lock, notebooks, paths
from helpers.batch import job, plan, receipts
from helpers.batch.origin import origin
from helpers.batch.run import Settings
from helpers.commands import options
from helpers.errors import MachineError, ParameterError
from helpers.strict_yaml import load_text_yaml

Shnor = Callable[..., Ran]


def statuses(ran: Ran) -> dict[str, str]:
    return {f"{r['notebook']} {r['municipality_id']} {r['year']}": r["status"] for r in ran.json}


def listed(name: str) -> set[tuple[str, str, str]]:
    """Notebook, municipality and year of each report of a list in `params`."""
    return {
        (notebook, municipality, year)
        for entry in load_text_yaml(ROOT / "params" / name)["reports"]
        for notebook in entry["notebooks"]
        for municipality, years in entry["municipalities"].items()
        for year in years
    }


def test_the_demo_list_has_forty_one_reports_and_altai_among_them() -> None:
    reports = listed("demo.yaml")
    assert len(reports) == 41
    assert ("10_results", "altai", "2015") in reports


def test_a_real_region_is_compared_by_a_list_of_its_own() -> None:
    assert listed("demo_region.yaml") == {("60_region", "altai", "2015")}


def test_a_list_becomes_jobs_in_its_order_and_all_means_years_with_data(work: Workspace) -> None:
    text = FEW.replace("[2021, 2022]", "all")
    jobs = plan.read_batch(work.batch_file(text), work.data)
    assert [job.folder.as_posix() for job in jobs] == [
        "internal/2021/turochak/10_good",
        "internal/2022/turochak/10_good",
        "internal/2022/priozersk/10_good",
    ]


def test_all_mistakes_of_a_list_are_told_at_once_with_the_nearest_names(
    work: Workspace, shnor: Shnor
) -> None:
    text = """\
reports:
  - notebooks: [10_god]
    municipalities: {turochak: [2022]}
  - notebooks: [10_good]
    municipalities: {turochk: [2022], priozersk: [2019, 22, "٢٠٢٢"]}
  - notebooks: [10_good]
    municipalities: {turochak: [2022]}
    parameters: {shar: 5}
  - notebooks: [10_good]
    municipalities: {turochak: [2022]}
    parameters: {share: много}
  - notebooks: [10_good]
    municipalities: {turochak: [2022]}
    parameters: {as_of: "2022-02-30"}
"""
    ran = shnor("batch", work.batch_file(text))
    assert ran.code == 2
    for words in (
        "Ближайшее: 10_good",
        "turochak",
        "год «22»",
        "нет параметра «shar». Ближайшее: share",
        "Параметр share: найдено «много», ожидалось: число",
        "дата «2022-02-30»: ожидалась дата вида 2022-08-31",
    ):
        assert words in ran.err
    assert not work.out.exists()


def test_the_public_edition_has_no_notebook(work: Workspace, shnor: Shnor) -> None:
    one = ("10_good", "-m", "turochak", "-y", "2022", "--edition", "public", "--to", "ipynb")
    listed = work.batch_file(FEW + "    edition: public\n")
    for ran in (shnor("report", *one), shnor("batch", listed, "--to", "html,ipynb")):
        assert ran.code == 2
    assert options.formats("html,ipynb", ["internal", "public"]) == ("html", "ipynb")
    with pytest.raises(ParameterError):
        options.formats("ipynb", ["internal", "public"])
    assert not work.out.exists()


def test_a_batch_with_nothing_to_make_leaves_the_folder_it_was_started_in(
    work: Workspace, shnor: Shnor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(work.data)
    listed = work.batch_file(FEW)
    for words in ("Готово: 3", "Без изменений, пропущено: 3"):
        ran = shnor("batch", listed, "--out", "../out", "--data", ".")
        assert ran.code == 0 and words in ran.err + ran.out
        assert Path.cwd() == work.data
    assert (work.data / "../out/index.html").is_file()


def test_exclude_leaves_reports_out_and_a_rule_that_fits_nothing_is_a_mistake(
    work: Workspace,
) -> None:
    rules = "    exclude:\n      - {notebook: 10_good, municipality: turochak, year: 2021}\n"
    jobs = plan.read_batch(work.batch_file(FEW + rules), work.data)
    assert [(job.municipality_id, job.year) for job in jobs] == [
        ("turochak", 2022),
        ("priozersk", 2022),
    ]
    jobs = plan.read_batch(
        work.batch_file(FEW + "    exclude:\n      - {municipality: turochak}\n"), work.data
    )
    assert [job.municipality_id for job in jobs] == ["priozersk"]
    for wrong, words in (
        ("{year: 2020}", "не подходит ни к одному отчёту"),
        ("{yaer: 2021}", "ожидался список записей"),
    ):
        path = work.batch_file(FEW + f"    exclude:\n      - {wrong}\n")
        with pytest.raises(ParameterError, match=words):
            plan.read_batch(path, work.data)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("report: []", "неизвестный ключ «report». Ближайшее: reports"),
        ("edition: publik\nreports: []", "Ближайшее: public"),
        ("reports: []", "не названо ни одного отчёта"),
        ("reports:\n  - notebooks: []\n    municipalities: {turochak: all}", "список имён"),
        (FEW + "reports: []\n", "повторяется"),
        (FEW.replace("[10_good]", "&a [10_good]"), "якоря"),
        (FEW + "    data: data/nowhere\n", "нет папки набора данных data/nowhere"),
    ],
)
def test_a_list_of_a_wrong_shape_is_refused_in_words(
    work: Workspace, text: str, words: str
) -> None:
    with pytest.raises(ParameterError) as raised:
        plan.read_batch(work.batch_file(text), work.data)
    assert words in str(raised.value)


def test_folder_names_say_what_departs_from_the_defaults(work: Workspace) -> None:
    def folder(**settings: str) -> str:
        held = plan.YearsHeld()
        book = notebooks.notebook("10_good")
        made = plan.job(book, work.data, "turochak", 2022, "internal", settings, held)
        return made.folder.name

    assert folder() == folder(share="10,0") == "10_good"
    assert folder(school_id="1234") == "10_good~1234"
    assert folder(share="12.5").startswith("10_good~")
    assert folder(share="12.5") == folder(share="12,5") != folder(share="13")
    assert "/" not in folder(school_id="../../x")
    for settings in ({"year": "2021"}, {"share": "nan"}, {"share": "1_000"}, {"shar": "1"}):
        with pytest.raises(ParameterError):
            folder(**settings)


def test_parameter_values_never_become_code(work: Workspace, shnor: Shnor) -> None:
    value = "x'; open('made.txt', 'w'); '{year}"
    ran = shnor("report", "10_good", "-m", "turochak", "-y", "2022", "--set", f"school_id={value}")
    assert ran.code == 0, ran.err
    assert not list(work.root.rglob("made.txt"))
    assert (
        json.loads((Path(ran.out.strip()) / "manifest.json").read_text())["parameters"]["school_id"]
        == value
    )


def test_a_failed_report_is_named_and_the_others_are_done(work: Workspace, shnor: Shnor) -> None:
    save_notebook(work.notebooks, "20_bad", report_cells("{}['нет ключа']"))
    save_notebook(work.notebooks, "30_not_a_report", [])
    text = FEW.replace("[10_good]", "[20_bad, 10_good, 30_not_a_report]")
    ran = shnor("batch", work.batch_file(text), "--format", "json", "--jobs", 2)
    assert ran.code == 4
    assert statuses(ran) == {
        f"{name} {place}": "done" if name == "10_good" else "failed"
        for name in ("20_bad", "10_good", "30_not_a_report")
        for place in ("turochak 2021", "turochak 2022", "priozersk 2022")
    }
    assert "20_bad turochak 2021: ячейка 5: KeyError: 'нет ключа'" in ran.err
    assert all(folder.endswith("10_good") for folder in work.folders())
    index = (work.out / "index.html").read_text(encoding="utf-8")
    assert index.count("20_bad") >= 3
    assert not list(work.out.rglob(".making*"))
    assert not (work.out / lock.NAME).exists()


PUBLIC_STORY = """\
from helpers import blocks, disclosure, store
from helpers.params import RunParams
from helpers.tables import protected as tables

run = RunParams(municipality_id=municipality_id, year=year, edition=edition)


def counted(data):
    whole = int(data.table("marks")["participants"].sum())
    return blocks.Table("t", "Т", [blocks.Column("n", "Участников")], [[whole]])
"""


def test_a_public_story_reads_and_stamps_nothing_of_its_own(work: Workspace, shnor: Shnor) -> None:
    """Whatever the way in, and before a certificate was asked for."""
    shutil.copytree(ROOT / "params" / "methodology", work.root / "params" / "methodology")
    shutil.copy(ROOT / "params" / "disclosure.yaml", work.root / "params")
    internal = "RunParams(municipality_id=municipality_id, year=year)"
    tried = {
        "20_fair": "None",
        "21_open": "store.open(run)",
        "22_data": "counted(store.Data(store.Store(), run))",
        "23_other": f"counted(store.open({internal}))",
        "24_other_data": f"counted(store.Data(store.Store(), {internal}))",
        "25_bare": "blocks.Notice('Участников 20')",
        "26_stamp": "disclosure.open(run).certify(blocks.Notice('Участников 20'))",
    }
    for name, code in tried.items():
        shown = ("tables.cover(disclosure.open(run), 'Проба')",
                 "tables.overview(disclosure.open(run))")  # fmt: skip
        cells = [new_code_cell(text, metadata={"tags": ["public"]})
                 for text in (PUBLIC_STORY, code, *shown)]  # fmt: skip
        save_notebook(work.notebooks, name, cells)
    text = f"edition: public\nreports:\n- {{notebooks: [{', '.join(tried)}], municipalities: "
    ran = shnor("batch", work.batch_file(text + "{turochak: [2022]}}"), "--format", "json")
    assert ran.code == 4
    assert {name for name, status in statuses(ran).items() if status == "done"} == {
        "20_fair turochak 2022"
    }
    assert ran.err.count("не читает таблицы школ") >= 4
    assert "не из защищённых данных" in ran.err and "свой блок не заверить" in ran.err


def test_an_unchanged_batch_makes_nothing_and_each_change_makes_exactly_its_reports(
    work: Workspace, shnor: Shnor
) -> None:
    few = work.batch_file(FEW)

    def again(*options: str) -> tuple[list[str], str]:
        ran = shnor("batch", few, "--format", "json", "--why", *options)
        assert ran.code == 0, ran.err
        return [name for name, status in statuses(ran).items() if status == "done"], ran.err

    everything = ["10_good turochak 2021", "10_good turochak 2022", "10_good priozersk 2022"]
    assert again()[0] == everything
    assert again() == ([], "Без изменений, пропущено: 3.\n")
    first = work.out / "internal" / "2022" / "priozersk" / "10_good" / "report.html"
    bytes_before = first.read_bytes()
    first.write_bytes(bytes_before + b" ")
    made, said = again()
    assert made == ["10_good priozersk 2022"]
    assert "изменён или удалён файл отчёта: report.html" in said
    assert first.read_bytes() == bytes_before
    work.add_marks("priozersk", [2022], participants=30)
    made, said = again()
    assert made == ["10_good priozersk 2022"]
    assert "изменились данные: data/store/marks/municipality_id=priozersk/part.parquet" in said
    municipalities = work.root / "params" / "municipalities.yaml"
    municipalities.write_text(municipalities.read_text() + "\n# note\n")
    made, said = again()
    assert (made, "изменились данные: params/municipalities.yaml" in said) == (everything, True)
    (work.root / "requirements.lock").write_text("# other\n")
    made, said = again()
    assert (made, "изменился requirements.lock" in said) == (everything, True)
    save_notebook(work.notebooks, "10_good", report_cells("None"))
    made, said = again()
    assert (made, "изменилась тетрадь" in said) == (everything, True)
    assert again("--force")[0] == everything


def test_an_import_counts_only_for_the_reports_that_show_its_source(
    work: Workspace, shnor: Shnor
) -> None:
    shown = 'from helpers.tables import passport\npassport.sources(data, "marks")'
    save_notebook(work.notebooks, "10_good", report_cells(shown))
    few = work.batch_file(FEW)

    def made() -> tuple[list[str], str]:
        ran = shnor("batch", few, "--format", "json", "--why")
        assert ran.code == 0, ran.err
        return [name for name, status in statuses(ran).items() if status == "done"], ran.err

    assert len(made()[0]) == 3
    ledger = work.data / "store" / "ledger.json"
    before = ledger.read_bytes()
    work.add_marks("ivanteevsky", [2022])
    assert ledger.read_bytes() != before
    assert made() == ([], "Без изменений, пропущено: 3.\n")
    source = work.data / "sources" / "priozersk.csv"
    source.write_bytes(source.read_bytes() + b"\n")
    part = work.data / "store" / "marks" / "municipality_id=priozersk" / "part.parquet"
    rows = part.read_bytes()
    assert shnor("import", source, "-m", "priozersk", "--kind", "marks").code == 0
    assert part.read_bytes() == rows, "the same rows from other bytes: only the hash shown differs"
    done, said = made()
    assert done == ["10_good priozersk 2022"]
    assert "изменился источник: sources/marks/priozersk/" in said
    page = work.out / "internal" / "2022" / "priozersk" / "10_good" / "report.html"
    assert hashlib.sha256(source.read_bytes()).hexdigest()[:16] in page.read_text(encoding="utf-8")
    assert made()[0] == []


def test_a_dry_run_says_what_would_be_made_and_makes_nothing(work: Workspace, shnor: Shnor) -> None:
    ran = shnor("batch", work.batch_file(FEW), "--dry-run")
    assert ran.code == 0
    assert "10_good turochak 2021: отчёта ещё нет" in ran.err
    assert "Будет сделано: 3" in ran.out
    assert not work.out.exists()


def test_every_part_of_the_program_belongs_to_the_key(work: Workspace, shnor: Shnor) -> None:
    shnor("batch", work.batch_file(FEW))
    job = plan.read_batch(work.batch_file(FEW), work.data)[0]
    now = origin()
    formats = Settings(work.out).formats_of(job)

    def reasons(**changed: Any) -> list[str]:
        other = dataclasses.replace(now, **changed)
        return receipts.reasons(
            work.out, job, receipts.key_parts(job, other, formats, receipts.Partitions())
        )

    assert reasons() == reasons(commit="another") == []
    assert reasons(code_sha256="x") == ["изменилась программа (пакет helpers)"]
    assert reasons(templates_sha256="x") == ["изменились шаблоны отчётов"]
    assert reasons(fonts={}) == ["изменились шрифты"]
    assert reasons(packages={}) == ["изменились Python или пакеты"]
    receipts.receipt_path(work.out, job).write_text("{}")
    assert reasons() == ["нет квитанции о прежнем запуске"]


def test_a_crashed_process_is_tried_again_and_named_when_it_keeps_crashing(
    work: Workspace, shnor: Shnor
) -> None:
    crash = "import os, pathlib\nif {}: os.kill(os.getpid(), 11)"
    once = "not os.path.exists('crashed') and not pathlib.Path('crashed').touch()"
    save_notebook(work.notebooks, "20_once", report_cells(crash.format(once)))
    save_notebook(work.notebooks, "30_always", report_cells(crash.format("True")))
    text = FEW.replace("[10_good]", "[20_once, 30_always, 10_good]").replace("[2021, 2022]", "2021")
    ran = shnor("batch", work.batch_file(text), "--format", "json", "--jobs", 1)
    assert ran.code == 4
    assert statuses(ran)["20_once turochak 2021"] == "done"
    assert statuses(ran)["30_always turochak 2021"] == "failed"
    assert statuses(ran)["10_good priozersk 2022"] == "done"
    assert "Повтор 2 из 2: 30_always turochak 2021" in ran.err
    assert "процесс тетради аварийно завершился (сигнал SIGSEGV)" in ran.err


def test_the_manifest_names_what_was_read_and_no_place_of_this_machine(
    work: Workspace, shnor: Shnor
) -> None:
    assert shnor("report", "10_good", "-m", "turochak", "-y", "2022").code == 0
    manifest = work.manifest("internal", 2022, "turochak", "10_good")
    assert [item["path"] for item in manifest["inputs"]] == [
        "store/marks/municipality_id=turochak/part.parquet"
    ]
    assert manifest["parameters"] == {
        "municipality_id": "turochak",
        "year": 2022,
        "edition": "internal",
        "share": 10.0,
        "school_id": "",
        "as_of": "",
    }
    for path in work.out.rglob("*"):
        if path.is_file():
            assert str(work.root).encode() not in path.read_bytes(), path.name


def test_only_the_formats_asked_for_are_made(work: Workspace, shnor: Shnor) -> None:
    ran = shnor("report", "10_good", "-m", "turochak", "-y", "2022", "--to", "html, xlsx")
    assert ran.code == 0
    names = sorted(path.name for path in Path(ran.out.strip()).iterdir())
    assert names == ["manifest.json", "report.html", "report.xlsx"]
    few = work.batch_file(FEW)
    for expected in (["done", "skipped", "done"], ["skipped"] * 3):
        of_batch = shnor("batch", few, "--format", "json", "--to", "html,xlsx")
        assert list(statuses(of_batch).values()) == expected
    places = [path.parent for path in work.out.rglob("manifest.json")]
    assert len(places) == 3
    assert all(sorted(path.name for path in place.iterdir()) == names for place in places)
    wrong = shnor("report", "10_good", "-m", "turochak", "-y", "2022", "--to", "htm")
    assert (wrong.code, "Ближайшее: html" in wrong.err) == (2, True)


def test_a_lock_taken_over_by_two_at_once_has_one_owner(tmp_path: Path) -> None:
    (tmp_path / lock.NAME).write_text("broken")
    with lock.held(tmp_path), pytest.raises(MachineError), lock.held(tmp_path):
        pass


def test_a_lock_of_another_machine_holds_while_it_is_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"""
import time
from pathlib import Path
from helpers import lock
lock._machine, lock._MARK_SECONDS = lambda: "container", 0.1
with lock.held(Path({str(tmp_path)!r})):
    print("held", flush=True)
    time.sleep(600)
"""
    monkeypatch.setattr(lock, "_MARK_SECONDS", 0.1)
    monkeypatch.setattr(lock, "_SILENT_SECONDS", 5.0)
    other = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        with pytest.raises(MachineError, match="на другой машине"), lock.held(tmp_path):
            pass
    finally:
        other.kill()
        other.communicate()
    monkeypatch.setattr(lock, "_SILENT_SECONDS", 1.0)
    told: list[str] = []
    with lock.held(tmp_path, told.append):
        assert lock.is_mine(tmp_path)
        assert "занята на другой машине или в контейнере" in told[0]
    assert not list(tmp_path.iterdir())


def test_a_process_is_looked_up_only_where_its_number_means_something() -> None:
    code = "from helpers import lock; print(lock._machine())"
    here = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert here.stdout.strip() == lock._machine()
    own = ["unshare", "--user", "--pid", "--fork", "--mount-proc", sys.executable, "-c", code]
    if shutil.which("unshare") is None:
        pytest.skip("no namespaces here")
    apart = subprocess.run(own, capture_output=True, text=True, check=False)
    if apart.returncode:
        pytest.skip("no namespaces allowed here")
    assert apart.stdout.strip() != lock._machine()


def test_a_batch_that_lost_its_folder_while_it_slept_stops_and_touches_nothing(
    work: Workspace, shnor: Shnor
) -> None:
    other = json.dumps({"pid": 1, "started": "1", "machine": "container"})
    taken = f"from pathlib import Path\nPath({str(work.out / lock.NAME)!r}).write_text({other!r})"
    save_notebook(work.root / "notebooks", "10_good", report_cells(taken))
    work.batch_file(FEW)
    ran = shnor("batch", "params/few.yaml", "--jobs", 1)
    assert (ran.code, "занял другой процесс" in ran.err) == (7, True)
    assert (work.out / lock.NAME).read_text("utf-8") == other
    assert not (work.out / "index.html").exists()


def test_a_batch_that_lost_its_folder_with_its_last_report_says_so(
    work: Workspace, shnor: Shnor
) -> None:
    gone = f"from pathlib import Path\nPath({str(work.out / lock.NAME)!r}).unlink()"
    save_notebook(work.root / "notebooks", "10_good", report_cells(gone))
    ran = shnor("report", "10_good", "-m", "turochak", "-y", "2022")
    assert (ran.code, "занял другой процесс" in ran.err) == (7, True)


def test_a_lock_that_cannot_be_read_for_a_moment_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "_READING_SECONDS", 0.05)
    with lock.held(tmp_path):
        text = (tmp_path / lock.NAME).read_text("utf-8")
        (tmp_path / lock.NAME).write_text("", encoding="utf-8")
        lock.check(tmp_path)
        threading.Timer(0.1, lambda: (tmp_path / lock.NAME).write_text(text, "utf-8")).start()
        lock.check(tmp_path)
        (tmp_path / lock.NAME).write_text('{"pid": 1, "machine": "container"}', encoding="utf-8")
        with pytest.raises(MachineError, match="занял другой процесс"):
            lock.check(tmp_path)


@pytest.mark.parametrize("sleeps_before", ["beginning", "putting", "deciding", "ending"])
def test_an_import_that_lost_the_store_while_it_slept_leaves_the_others_alone(
    sleeps_before: str, tmp_path: Path
) -> None:
    folder = tmp_path / "store"
    ledger = folder / "ledger.json"

    def taken() -> commits.Staged:
        """Another process takes the store, stages and decides, before it renames."""
        owner = (folder / lock.NAME).read_text("utf-8")
        (folder / lock.NAME).unlink()
        lock._held.discard(folder)
        other = commits.Staged(folder)
        other.put(ledger, b"other")
        other.decide()
        lock._held.add(folder)
        other_owner = json.loads(owner) | {"machine": "container"}
        (folder / lock.NAME).write_text(json.dumps(other_owner), encoding="utf-8")
        return other

    def ours() -> None:
        steps = {
            "beginning": lambda: staged.append(commits.Staged(folder)),
            "putting": lambda: staged[0].put(ledger, b"ours"),
            "deciding": lambda: staged[0].decide(),
            "ending": lambda: commits.finish(folder),
        }
        staged: list[commits.Staged] = []
        for name, step in steps.items():
            if name == sleeps_before:
                taken()
            step()

    with lock.held(folder), pytest.raises(MachineError, match="занял другой процесс"):
        ours()
    lock._held.discard(folder)
    if commits.is_unfinished(folder):
        commits.finish(folder)
    assert ledger.read_bytes() == b"other"


def test_a_recorded_reason_names_no_user_even_with_spaces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "Мария Ивановна"
    (home / "Мои документы").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    for name in (paths.DATA_VARIABLE, paths.CERTIFICATE_VARIABLE, "TMPDIR"):
        monkeypatch.setenv(name, "")  # the job sets them: they are as before after the test
    lost = home / "Мои документы" / "нет.ipynb"
    request = {
        "root": str(tmp_path / "project"), "dataset": str(tmp_path / "data"),
        "notebook": str(lost), "scratch": str(tmp_path), "certificate": "",
    }  # fmt: skip
    reason = job.answered(request, lambda told: None)["failed"]["reason"]
    assert "Мария" not in reason
    assert "нет.ipynb" in reason
