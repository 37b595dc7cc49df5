"""The report folder: complete or absent, repeatable to the byte, listed in the index."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import lxml.html
import openpyxl
import pypdf
import pytest
import report_sample as sample
from nbformat.v4 import new_code_cell, new_output

from helpers import blocks, reports
from helpers.errors import MachineError
from helpers.reports import index, manifest, write

PLACE = Path("internal/2022/zarechny/10_results")
FILES = [
    "manifest.json",
    *(f"report.{name}" for name in ("csv", "csv-metadata.json", "docx", "html", "ipynb", "pdf")),
    "report.xlsx",
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    outputs = tmp_path_factory.mktemp("outputs")
    return reports.render(sample.notebook(), sample.spec(), outputs / PLACE)


def receipt(folder: Path) -> dict[str, object]:
    content: dict[str, object] = json.loads((folder / "manifest.json").read_text("utf-8"))
    return content


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_report_folder_holds_all_formats_and_the_receipt(made: Path) -> None:
    assert names(made) == FILES
    assert names(made.parent) == ["10_results"]


def test_the_manifest_has_the_agreed_fields(made: Path) -> None:
    content = receipt(made)
    agreed = (
        "manifest_version notebook dataset parameters edition inputs code environment "
        "template_sha256 values outputs"
    )
    assert set(agreed.split()) <= set(content)
    assert set(content["environment"]) == {
        *("python", "packages", "libraries", "lock_sha256", "fonts")
    }  # type: ignore[call-overload]
    assert content["values"]["oge9.rus.quality_share"] == 46.875  # type: ignore[index]


def test_hashes_and_sizes_are_those_of_the_files(made: Path) -> None:
    outputs = receipt(made)["outputs"]
    assert isinstance(outputs, dict)
    assert sorted(outputs) == FILES[1:]
    for name, entry in outputs.items():
        content = (made / name).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        assert entry["bytes"] == len(content)
        assert re.fullmatch("[0-9a-f]{64}", entry["semantic_sha256"])


def test_no_output_tells_of_a_machine_a_path_or_a_clock(made: Path) -> None:
    # The PDF is compressed; its texts and dates are tested where it is read.
    for name in ("manifest.json", "report.html", "report.ipynb"):
        text = (made / name).read_text("utf-8")
        assert str(Path.home()) not in text or str(Path.home()) == "/"
        assert "/home/someone" not in text
        assert "start_time" not in text
        assert not re.search(r"at 0x[0-9a-f]{6}", text)


def test_all_formats_show_the_same_numbers(made: Path) -> None:
    page = lxml.html.document_fromstring((made / "report.html").read_text("utf-8"))
    book = openpyxl.load_workbook(io.BytesIO((made / "report.xlsx").read_bytes()))
    printed = "".join(p.extract_text() for p in pypdf.PdfReader(made / "report.pdf").pages)
    for table, sheet in ((sample.results_table(), "Таблица 1"), (sample.long_table(), "Таблица 4")):
        texts = [[cell.text for cell in row] for row in table.rows]
        (shown,) = page.xpath(f"//table[@id='{table.block_id}']")
        assert [[c.text_content() for c in r] for r in shown.findall("tbody/tr")] == texts
        rows = book[sheet].iter_rows(min_row=5, max_row=4 + len(texts))
        for cells, row in zip(rows, table.rows, strict=True):
            for put, cell in zip(cells, row, strict=True):
                assert put.value == (cell.value if cell.is_number else cell.text)
        for row in texts:
            assert all(text in printed for text in row if text[:1].isdigit())


def test_the_kept_notebook_is_valid_and_has_only_steady_metadata(made: Path) -> None:
    content = json.loads((made / "report.ipynb").read_text("utf-8"))
    assert set(content["metadata"]) == {"kernelspec", "language_info"}
    assert [cell["id"] for cell in content["cells"]][:2] == ["cell-001", "cell-002"]
    assert {key for cell in content["cells"] for key in cell["metadata"]} == {"tags"}


def test_the_public_edition_keeps_no_notebook_and_no_internal_mark(tmp_path: Path) -> None:
    folder = reports.render(
        sample.notebook("public"), sample.spec("public"), tmp_path / "r", ("html", "ipynb")
    )
    assert names(folder) == ["manifest.json", "report.html"]


def test_a_block_that_is_not_protected_never_enters_a_public_report(tmp_path: Path) -> None:
    notebook = sample.notebook("public")
    shown = [cell for cell in notebook.cells if cell.get("outputs")]
    del shown[-1].outputs[0].data[blocks.MIME_TYPE]["certificate"]
    with pytest.raises(reports.ReportFailed, match="«method» сделан не из защищённых данных"):
        reports.render(notebook, sample.spec("public"), tmp_path / "r")
    assert names(tmp_path) == []


def test_a_public_report_without_a_certificate_is_refused(tmp_path: Path) -> None:
    bare = replace(sample.spec("public"), certificate=None)
    with pytest.raises(reports.ReportFailed, match="не из защищённых данных"):
        reports.render(sample.notebook("public"), bare, tmp_path / "r")


def test_a_cover_of_another_edition_is_refused(tmp_path: Path) -> None:
    with pytest.raises(reports.ReportFailed, match="издании"):
        reports.render(sample.notebook("internal"), sample.spec("public"), tmp_path / "r")
    assert names(tmp_path) == []


RENDER = """
import hashlib, report_sample as s
from pathlib import Path
from helpers import reports
folder = reports.render(s.notebook(), s.spec(), Path({target!r}))
for path in sorted(folder.iterdir()):
    print(path.name, hashlib.sha256(path.read_bytes()).hexdigest())
"""


def test_another_process_zone_locale_and_hash_seed_give_the_same_bytes(
    made: Path, tmp_path: Path
) -> None:
    strange = {
        "PYTHONHASHSEED": "4242",
        "TZ": "Asia/Kamchatka",
        "LC_ALL": "C",
        "LANG": "C",
        "PYTHONUTF8": "1",
    }
    run = subprocess.run(
        [sys.executable, "-c", RENDER.format(target=str(tmp_path / "elsewhere" / "r"))],
        cwd=Path(__file__).parent,
        env={**os.environ, **strange},
        capture_output=True,
        text=True,
        check=True,
    )
    here = {n: hashlib.sha256((made / n).read_bytes()).hexdigest() for n in FILES}
    assert dict(line.split() for line in run.stdout.splitlines()) == here
    assert run.stderr == ""


def test_meaning_and_bytes_are_hashed_apart(made: Path, tmp_path: Path) -> None:
    spec = sample.spec()
    newer = reports.ReportSpec(
        **{**vars(spec), "code": reports.Code("0.2.0", "00" * 32), "inputs": spec.inputs}
    )
    other = receipt(reports.render(sample.notebook(), newer, tmp_path / "r"))
    for name, entry in receipt(made)["outputs"].items():  # type: ignore[attr-defined]
        now = other["outputs"][name]  # type: ignore[index]
        assert now["semantic_sha256"] == entry["semantic_sha256"]
        assert (now["sha256"] == entry["sha256"]) == (
            name in ("report.ipynb", "report.csv", "report.csv-metadata.json")
        )


def test_a_failing_report_leaves_the_older_one_untouched(tmp_path: Path) -> None:
    target = reports.render(sample.notebook(), sample.spec(), tmp_path / "r", ("html",))
    before = (target / "manifest.json").read_bytes()
    broken = sample.notebook()
    error = new_output("error", ename="KeyError", evalue="'x'", traceback=[])
    broken.cells.append(new_code_cell("x", outputs=[error]))
    with pytest.raises(reports.ReportFailed):
        reports.render(broken, sample.spec(), target, ("html",))
    assert (target / "manifest.json").read_bytes() == before
    assert names(tmp_path) == ["r"]


def test_a_new_report_replaces_the_folder_as_a_whole(tmp_path: Path) -> None:
    target = reports.render(sample.notebook(), sample.spec(), tmp_path / "r")
    reports.render(sample.notebook(), sample.spec(), target, ("html",))
    assert names(target) == ["manifest.json", "report.html"]
    assert names(tmp_path) == ["r"]


def test_the_receipt_is_written_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    plain = write.write_file
    monkeypatch.setattr(
        write, "write_file", lambda path, content: (order.append(path.name), plain(path, content))
    )
    reports.render(sample.notebook(), sample.spec(), tmp_path / "r", ("xlsx", "html"))
    assert order == ["report.html", "report.xlsx", "manifest.json"]


def test_a_full_disk_leaves_nothing_that_looks_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, content: bytes) -> None:
        path.write_bytes(content[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write, "write_file", refuse)
    with pytest.raises(MachineError, match="Не удалось записать r") as failure:
        write.publish_folder(tmp_path / "r", {"a": b"x" * 100})
    assert failure.value.exit_code == 7
    assert names(tmp_path) == []


def test_a_folder_that_cannot_move_gives_the_old_report_its_name_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = write_folder(tmp_path / "r", b"old")
    rename = Path.rename

    def locked(self: Path, new: Path) -> Path:
        if self.name.startswith(".making-"):
            raise PermissionError(13, "denied")
        return rename(self, new)

    monkeypatch.setattr(Path, "rename", locked)
    with pytest.raises(MachineError, match="Excel"):
        write.publish_folder(target, {"a": b"new"})
    assert (target / "a").read_bytes() == b"old"
    assert names(tmp_path) == ["r"]


def write_folder(target: Path, content: bytes) -> Path:
    write.publish_folder(target, {"a": content})
    return target


def test_leftovers_of_a_killed_run_are_swept(tmp_path: Path) -> None:
    write_folder(tmp_path / ".making-x-abc", b"half")
    write_folder(tmp_path / ".replaced-lost", b"old")
    write_folder(tmp_path / ".replaced-kept", b"old")
    write_folder(tmp_path / "kept", b"new")
    reports.sweep(tmp_path)
    assert names(tmp_path) == ["kept", "lost"]
    assert (tmp_path / "kept" / "a").read_bytes() == b"new"
    assert (tmp_path / "lost" / "a").read_bytes() == b"old"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("listed")
    for year in (2021, 2022):
        place = folder / f"internal/{year}/zarechny/10_results"
        reports.render(sample.notebook(), sample.spec(), place, ("html", "xlsx"))
    reports.render(
        sample.notebook("public"),
        sample.spec("public"),
        folder / "public/2022/zarechny/10_results",
        ("html",),
    )
    entry = index.BatchEntry
    district = ("zarechny", "Заречный район")
    index.write_record(
        folder,
        [
            entry("10_results", *district, 2022, "internal", "skipped"),
            entry("10_results", *district, 2021, "internal", "failed", "Нет <b>отметок</b>."),
            entry("30_roadmap", "dalny", "Дальний район", 2022, "internal", "failed", "Нет плана."),
            entry("20_x", "gone", "Удалённый район", 2022, "internal", "done"),
        ],
    )
    index.write_page(folder)
    return folder


def test_the_index_lists_what_is_on_disk_and_what_failed(outputs: Path) -> None:
    found = [
        (e.municipality, e.year, e.edition, e.status, len(e.links)) for e in index.collect(outputs)
    ]
    assert found == [
        ("Дальний район", 2022, "internal", "failed", 0),
        ("Заречный район", 2022, "internal", "skipped", 3),
        ("Заречный район", 2022, "public", "done", 2),
        ("Заречный район", 2021, "internal", "failed", 3),
    ]


def test_the_index_page_works_offline_and_its_links_exist(outputs: Path) -> None:
    text = (outputs / "index.html").read_text("utf-8")
    tree = lxml.html.document_fromstring(text)
    assert tree.get("lang") == "ru"
    assert text.index("Content-Security-Policy") < text.index("charset")
    assert not tree.xpath("//link | //img")
    links = [a for a in tree.xpath("//a/@href") if not a.startswith("#")]
    assert len(links) == 12
    assert "review.html" in links
    assert all((outputs / link).is_file() for link in links)


def test_the_index_says_status_reason_and_data_in_words(outputs: Path) -> None:
    page = lxml.html.document_fromstring((outputs / "index.html").read_text("utf-8"))
    page.head.drop_tree()
    words = " ".join(page.text_content().split())
    for text in (
        "Дальний район, 2022 30_roadmap Нет плана.",
        "Нет <b>отметок</b>.",
        "не собран, показан прежний",
        "готов, без изменений",
        "публичное издание",
        "учебные данные",
        "2021/22 учебный год",
        "Готово2 Не собрано2",
    ):
        assert text in words


def test_the_index_leads_to_the_years_beside(outputs: Path) -> None:
    page = lxml.html.document_fromstring((outputs / "index.html").read_text("utf-8"))
    (item,) = page.xpath("//li[@id='internal-2022-zarechny-10_results']")
    assert item.get("data-year") == "2022"
    assert item.xpath(".//a[.='2021']/@href") == ["#internal-2021-zarechny-10_results"]
    anchors = [a[1:] for a in page.xpath("//a/@href") if a.startswith("#")]
    assert set(anchors) <= set(page.xpath("//@id"))


def test_the_record_of_a_batch_reads_back(outputs: Path) -> None:
    entries = index.read_record(outputs)
    assert [entry.status for entry in entries] == ["skipped", "failed", "failed", "done"]
    written = json.loads((outputs / "batch.json").read_text("utf-8"))
    assert list(written[0]) == [
        "notebook",
        "municipality_id",
        "municipality_name",
        "year",
        "edition",
        "status",
        "reason",
    ]


def test_an_index_of_nothing_says_so(tmp_path: Path) -> None:
    page = index.write_page(tmp_path)
    assert "Отчётов пока нет." in page.read_text("utf-8")


def test_a_damaged_record_is_named(tmp_path: Path) -> None:
    (tmp_path / "batch.json").write_text("[{", "utf-8")
    with pytest.raises(MachineError, match=r"batch\.json"):
        index.write_page(tmp_path)


def test_the_template_hash_covers_every_template() -> None:
    from helpers.reports import templates

    kinds = {path.name for path in templates.files()}
    assert {"report.typ", "index.html.j2", "style.html.j2", "list.html.j2"} <= kinds
    assert re.fullmatch("[0-9a-f]{64}", manifest.template_sha256())
