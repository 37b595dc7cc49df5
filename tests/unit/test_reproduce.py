"""Past reports: what was tampered with is named, what was replaced is made from its versions."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pypdf.annotations
import pytest
from nbformat.v4 import new_markdown_cell
from support import ROOT, Ran
from workspace import Workspace, report_cells, save_notebook

from helpers import style
from helpers.batch import launch
from helpers.batch import run as batch_run
from helpers.reports import manifest as manifests
from helpers.reproduction import past, remake, verdict
from helpers.reproduction.remake import Attempt

Shnor = Callable[..., Ran]
Edit = Callable[[Path], None]
PLACE = "internal/2022/turochak/10_good"
DRAWN = """\
blocks.Figure("drawing", "Рисунок", "Один отрезок", '<svg xmlns="http://www.w3.org/2000/svg" '
    'viewBox="0 0 100 50"><path d="M 1.5 2.5 L 30 40"/></svg>',
    blocks.Table("drawing-data", "", [blocks.Column("a", "Число")], [[7]]))
"""
SAID = """\
blocks.Findings([blocks.Finding("one", "attention", "Отметок «2» много. Это 2 из 20.", "правило",
    {"n": 2})])
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, template: launch.Launcher) -> Workspace:
    """A project with one report in all formats, and the same report made a second time."""
    made = Workspace(tmp_path_factory.mktemp("again") / "w", ROOT)
    cells = [*report_cells(DRAWN, SAID), new_markdown_cell("Вывод делает **человек**.")]
    save_notebook(made.notebooks, "10_good", cells)
    made.add_marks("turochak", [2021, 2022])
    with pytest.MonkeyPatch.context() as patch:
        use(made, patch, template)
        for out in ("outputs", "second"):
            assert report("--to", "html,pdf,xlsx,docx,ipynb", "--out", made.root / out) == 0
    return made


def use(work: Workspace, patch: pytest.MonkeyPatch, template: launch.Launcher) -> None:
    patch.chdir(work.root)
    patch.delenv("SHNOR_DATA", raising=False)
    patch.setattr(launch, "launcher", lambda: template)


def report(*options: object) -> int:
    from helpers.__main__ import main

    words = ("report", "10_good", "-m", "turochak", "-y", "2022", *options)
    return main([str(word) for word in words])


@pytest.fixture
def work(
    prepared: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, template: launch.Launcher
) -> Workspace:
    copied = Workspace.copied(prepared.root, tmp_path / "w")
    use(copied, monkeypatch, template)
    return copied


@pytest.fixture(scope="module")
def prepared_light(
    prepared: Workspace, tmp_path_factory: pytest.TempPathFactory, template: launch.Launcher
) -> Workspace:
    """The same with a report in two formats only, which is made again sooner."""
    made = Workspace.copied(prepared.root, tmp_path_factory.mktemp("light") / "w")
    shutil.rmtree(made.root / "second")
    with pytest.MonkeyPatch.context() as patch:
        use(made, patch, template)
        assert report("--to", "html,xlsx") == 0
    return made


@pytest.fixture
def light(
    prepared_light: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    template: launch.Launcher,
) -> Workspace:
    copied = Workspace.copied(prepared_light.root, tmp_path / "w")
    use(copied, monkeypatch, template)
    return copied


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def in_zip(path: Path, part: str, old: str, new: str) -> None:
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode(), 1)
            target.writestr(name, text)


def xlsx_cell(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "report.xlsx")
    book["Таблица 1"]["A5"] = 21
    book.save(folder / "report.xlsx")


def xlsx_sheet(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "report.xlsx")
    sheet = book.create_sheet("Черновик")
    sheet["B2"], sheet.sheet_state = "тайно", "hidden"
    book.save(folder / "report.xlsx")


def in_pdf(folder: Path, edit: Callable[[list[Any], bytes], bool]) -> None:
    """Let `edit` change the first operation of the pages that it will."""
    writer = pypdf.PdfWriter(clone_from=folder / "report.pdf")
    for page in writer.pages:
        stream = pypdf.generic.ContentStream(page.get_contents(), writer)
        if any(edit(operands, operator) for operands, operator in stream.operations):
            stream._data = b""
            page.replace_contents(stream)
            break
    writer.write(folder / "report.pdf")


def pdf_letters(operands: list[Any], operator: bytes) -> bool:
    """The first long word of a page with its letters the other way round."""
    if operator == b"TJ" and len(operands[0][0]) > 5:
        glyphs = operands[0][0].original_bytes
        operands[0][0] = pypdf.generic.ByteStringObject(glyphs[::-1])
        return True
    return False


def pdf_line(operands: list[Any], operator: bytes) -> bool:
    """A line of the drawing drawn to another place."""
    if operator == b"l":
        operands[1] = pypdf.generic.FloatObject(float(operands[1]) + 7)
        return True
    return False


def pdf_remark(folder: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=folder / "report.pdf")
    note = pypdf.annotations.FreeText(text="было иначе", rect=(50, 550, 200, 650))
    writer.add_annotation(0, note)
    writer.write(folder / "report.pdf")


def notebook_value(folder: Path) -> None:
    path = folder / "report.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        for shown in cell.get("outputs", ()):
            for block in shown["data"].values():
                if isinstance(block, dict) and block.get("block_id") == "marks":
                    block["rows"] = [[[21, "21"]]]
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


#: What is done to the files of a report → the first difference named, as it was and is.
FILES: dict[str, tuple[Edit, tuple[str, str, str]]] = {
    "a cell of the page": (
        lambda f: replaced(f / "report.html", "<th scope=row>20<", "<th scope=row>21<"),
        ("report.html: Таблица 1. Отметки, порог 10, строка «20»", "20", "нет"),
    ),
    "a sentence of the page": (
        lambda f: replaced(f / "report.html", "Это 2 из 20.", "Это 1 из 20."),
        ("report.html: текст, «Главное»", "Это 2 из 20.", "Это 1 из 20."),
    ),
    "a drawing of the page": (
        lambda f: replaced(f / "report.html", "L 30 40", "L 30 10"),
        ("report.html: Рисунок 1. Рисунок, сам рисунок", "SHA-256", "SHA-256"),
    ),
    "something unseen in the page": (
        lambda f: replaced(f / "report.html", "</body>", "<!-- x --></body>"),
        ("report.html", "SHA-256", "SHA-256"),
    ),
    "a number of the workbook": (
        xlsx_cell,
        ("report.xlsx: лист «Таблица 1», строка «A5»", "20", "21"),
    ),
    "a hidden sheet of the workbook": (
        xlsx_sheet,
        ("report.xlsx: лист «Черновик» (скрытый)", "нет", "есть"),
    ),
    "a sentence of the note": (
        lambda f: in_zip(f / "report.docx", "word/document.xml", "человек", "программа"),
        ("report.docx: текст", "Вывод делает человек.", "Вывод делает программа."),
    ),
    "a number of the note": (
        lambda f: in_zip(f / "report.docx", "word/document.xml", ">20<", ">21<"),
        ("report.docx: таблица", "20", "21"),
    ),
    "a word of the PDF": (
        lambda f: in_pdf(f, pdf_letters),
        ("report.pdf: текст, «страница 1»", "", ""),
    ),
    "a drawing of the PDF": (
        lambda f: in_pdf(f, pdf_line),
        ("report.pdf: страница 1, сам рисунок", "SHA-256", "SHA-256"),
    ),
    "a remark on the PDF": (
        pdf_remark,
        ("report.pdf: текст, «страница 1, пометка»", "нет", "было иначе"),
    ),
    "bytes of the PDF": (
        lambda f: (f / "report.pdf").write_bytes((f / "report.pdf").read_bytes() + b"%"),  # type: ignore[func-returns-value]
        ("report.pdf", "SHA-256", "SHA-256"),
    ),
    "a value of the kept notebook": (
        notebook_value,
        ("report.ipynb: Таблица 1. Отметки, порог 10, строка «20»", "20", "нет"),
    ),
    "code of the kept notebook": (
        lambda f: replaced(f / "report.ipynb", "participants", "mark_2"),
        ("report.ipynb: текст, «Ячейки»", "participants", "mark_2"),
    ),
    "a file is gone": (
        lambda f: (f / "report.docx").unlink(),
        ("report.docx", "SHA-256", "файла нет"),
    ),
    "a file is no workbook any more": (
        lambda f: (f / "report.xlsx").write_bytes(b"PK"),  # type: ignore[func-returns-value]
        ("report.xlsx: не читается", "SHA-256", "SHA-256"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_an_edited_file_is_named_with_what_was_edited(
    name: str, prepared: Workspace, tmp_path: Path
) -> None:
    edit, (what, then, now) = FILES[name]
    shutil.copytree(prepared.out / PLACE, tmp_path / "r")
    edit(tmp_path / "r")
    (lying,) = past.find(tmp_path / "r")
    again = past.find(prepared.root / "second" / PLACE)[0]
    told = verdict.judged(lying, Attempt(folder=again.folder, now=again.manifest))
    assert told.verdict == "edited"
    first = told.differences[0]
    assert first.what.startswith(what)
    assert then in first.then
    assert now in first.now
    assert told.differences[-1].now.startswith(("SHA-256", "файла нет"))


def manifest_edit(edit: Callable[[dict[str, Any]], Any]) -> Edit:
    def run(folder: Path) -> None:
        path = folder / "manifest.json"
        content = json.loads(path.read_text(encoding="utf-8"))
        edit(content)
        path.write_text(json.dumps(content), encoding="utf-8")

    return run


#: What is done to the manifest → the part that is named.
MANIFESTS: dict[str, tuple[Edit, str]] = {
    "a parameter": (manifest_edit(lambda m: m["parameters"].update(year=2021)), "параметры"),
    "the hash of an input": (manifest_edit(lambda m: m["inputs"][0].update(sha256="0")), "данные"),
    "the hash of a source": (manifest_edit(lambda m: m["sources"].clear()), "данные"),
    "a file of rules": (manifest_edit(lambda m: m["parameter_files"].pop()), "правила"),
    "the code": (manifest_edit(lambda m: m["code"].update(sha256="0")), "программа"),
    "a package": (manifest_edit(lambda m: m["environment"]["packages"].popitem()), "среда"),
    "the lock": (manifest_edit(lambda m: m["environment"].update(lock_sha256="0")), "среда"),
    "a value": (manifest_edit(lambda m: m["values"].update(a=1.0)), "значения"),
    "the hash of an output": (
        manifest_edit(lambda m: m["outputs"]["report.pdf"].update(sha256="0")), "файлы отчёта"),
    "the chain itself": (manifest_edit(lambda m: m.pop("chain")), "отчёт и параметры"),
    "something added": (manifest_edit(lambda m: m.update(remark="x")), "прочее"),
    "the version": (manifest_edit(lambda m: m.update(manifest_version=9)), "версии 9"),
    "no JSON": (lambda f: replaced(f / "manifest.json", "{", ""), "не читается"),
    "another shape": (manifest_edit(lambda m: m.update(outputs=[1])), ""),
}  # fmt: skip


@pytest.mark.parametrize("name", MANIFESTS)
def test_an_edited_manifest_is_noticed_and_the_part_named(
    name: str, prepared: Workspace, tmp_path: Path, shnor: Shnor
) -> None:
    edit, part = MANIFESTS[name]
    shutil.copytree(prepared.out / PLACE, tmp_path / "r")
    edit(tmp_path / "r")
    ran = shnor("reproduce", tmp_path / "r", "--format", "json")
    assert (ran.code, ran.json["verdict"]) == (3, "edited")
    assert part in ran.json["differences"][0]["what"]
    assert ran.json["differences"][0]["what"].startswith("manifest.json")


def reproduce(shnor: Shnor, work: Workspace, *options: object) -> tuple[int, dict[str, Any]]:
    ran = shnor("reproduce", work.out / PLACE, "--format", "json", *options)
    return ran.code, ran.json


def test_an_untouched_report_is_identical_in_every_format(work: Workspace, shnor: Shnor) -> None:
    before = {path: path.read_bytes() for path in work.root.rglob("*") if path.is_file()}
    code, told = reproduce(shnor, work)
    assert (code, told["verdict"], told["differences"], told["missing"]) == (0, "identical", [], [])
    assert before == {path: path.read_bytes() for path in work.root.rglob("*") if path.is_file()}


def test_a_manifest_alone_and_a_whole_batch_are_enough(light: Workspace, shnor: Shnor) -> None:
    alone = light.root / "alone.json"
    shutil.copy(light.out / PLACE / "manifest.json", alone)
    assert shnor("reproduce", alone).out.startswith(f"{PLACE}: совпадает")
    assert report("--set", "share=20", "--to", "html,xlsx") == 0
    ran = shnor("reproduce", light.out, "--format", "json")
    assert (ran.code, ran.json["verdict"]) == (0, "identical")
    assert [one["report"] for one in ran.json["reports"]] == [PLACE, PLACE]


def test_a_replaced_source_is_made_from_its_kept_version(light: Workspace, shnor: Shnor) -> None:
    light.add_marks("turochak", [2021, 2022], participants=30)
    light.add_marks("priozersk", [2022])
    moved = light.root / "schools.csv"
    for home in ("priozersk", "turochak"):
        moved.write_text(f"school_id;municipality_id;school_name\nturochak-1;{home};Школа\n")
        assert shnor("import", moved, "--brief").code == 0
        if home == "priozersk":
            assert not partition(light).exists()
            code, told = reproduce(shnor, light)
            assert (code, told["verdict"]) == (0, "identical")
            assert "версий: store/marks/municipality_id=turochak/part.parquet" in told["notes"][0]
    assert report("--to", "html,xlsx", "--out", light.root / "newer") == 0
    ran = shnor(
        "reproduce",
        light.out / PLACE,
        "--against",
        light.root / "newer" / PLACE,
        "--format",
        "json",
    )
    assert (ran.code, ran.json["verdict"]) == (3, "differs")
    assert ran.json["differences"][0] == {
        "what": "Таблица 1. Отметки, порог 10, строка «20»", "then": "20", "now": "нет",
    }  # fmt: skip
    assert ran.json["causes"] == ["data"]
    assert any(
        d["what"].startswith("источник sources/marks/turochak/") for d in ran.json["differences"]
    )


def partition(work: Workspace) -> Path:
    return work.data / "store" / "marks" / "municipality_id=turochak" / "part.parquet"


def test_lost_data_cannot_be_made_up(light: Workspace, shnor: Shnor) -> None:
    (stated,) = json.loads((light.out / PLACE / "manifest.json").read_text())["inputs"]
    light.add_marks("turochak", [2022], participants=40)
    shutil.rmtree(light.data / "store" / "versions")
    now = manifests.sha256(partition(light).read_bytes())
    code, told = reproduce(shnor, light)
    assert (code, told["verdict"], told["causes"]) == (5, "cannot", ["data"])
    (missing,) = told["missing"]
    assert all(word in missing for word in (stated["path"], stated["sha256"], now))
    assert told["differences"][0]["then"] == "20"
    partition(light).write_bytes(b"no table")
    _, told = reproduce(shnor, light)
    assert f"повреждён (таблица): data/demo/{stated['path']}." in told["missing"][1]
    assert not [one for one in told["missing"] if str(light.root.parent) in one or "data-0" in one]
    partition(light).unlink()
    code, told = reproduce(shnor, light)
    assert (code, told["verdict"]) == (5, "cannot")
    assert stated["path"] in told["missing"][0]
    assert "файла нет" in told["missing"][0]
    shutil.rmtree(light.data)
    code, told = reproduce(shnor, light)
    assert code == 5
    assert "набор данных data/demo" in told["missing"][0]


def other_notebook(work: Workspace) -> None:
    replaced(work.notebooks / "10_good.ipynb", 'now[\\"participants\\"].sum()', "7")


#: What is changed in the project → verdict, cause, the first thing said of it.
PROJECTS: dict[str, tuple[Callable[[Workspace], None], str, str, str]] = {
    "the notebook counts otherwise": (
        other_notebook, "differs", "notebook", "Таблица 1. Отметки, порог 10, строка «20»"),
    "the notebook says otherwise": (
        lambda w: replaced(w.notebooks / "10_good.ipynb", "**человек**", "комиссия"),
        "differs", "notebook", "текст"),
    "a file of rules": (
        lambda w: replaced(w.root / "params/municipalities.yaml", "name: Турочакский район",
                           "name: Другой район"),
        "differs", "parameters", "текст, «Обложка»"),
    "the notebook is gone": (
        lambda w: (w.notebooks / "10_good.ipynb").unlink(),
        "cannot", "notebook", "тетрадь 10_good"),
    "the lock is another": (
        lambda w: (w.root / "requirements.lock").write_text("# another\n"),  # type: ignore[func-returns-value]
        "cannot", "environment", "requirements.lock: было SHA-256"),
    "the lock is gone": (
        lambda w: (w.root / "requirements.lock").unlink(),
        "cannot", "environment", "requirements.lock: было SHA-256"),
    "the municipality is gone": (
        lambda w: replaced(w.root / "params/municipalities.yaml", "turochak:", "turochak2:"),
        "cannot", "", "Муниципалитет «turochak» не найден"),
    "the notebook has no such parameter": (
        lambda w: replaced(w.notebooks / "10_good.ipynb", "school_id = ", "school = "),
        "cannot", "notebook", "тетрадь 10_good: в ней больше нет параметра school_id"),
    "the notebook breaks": (
        lambda w: replaced(w.notebooks / "10_good.ipynb", "marks[marks", "nothing[marks"),
        "cannot", "notebook", "нынешней программой отчёт не делается"),
}  # fmt: skip


@pytest.mark.parametrize("name", PROJECTS)
def test_a_change_of_the_project_is_named(name: str, light: Workspace, shnor: Shnor) -> None:
    change, word, cause, first = PROJECTS[name]
    change(light)
    code, told = reproduce(shnor, light)
    assert (told["verdict"], code) == (word, 5 if word == "cannot" else 3)
    said = told["missing"] if word == "cannot" else [d["what"] for d in told["differences"]]
    assert said[0].startswith(first)
    assert not cause or cause in told["causes"]


#: What another program or machine would say of itself → verdict, cause, what is named.
PROGRAMS: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "helper code": ({"code_sha256": "1" * 64}, "same_values", "code", "программа helpers"),
    "a package": ({"packages": {"pandas": "9.9"}}, "same_values", "environment", "пакет pandas"),
    "Python": ({"python": "3.99.0"}, "same_values", "environment", "Python"),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_change_of_the_program_is_named(
    name: str, light: Workspace, shnor: Shnor, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed, word, cause, what = PROGRAMS[name]
    other = remake.origin()
    given = {
        name: {**getattr(other, name), **value} if isinstance(value, dict) else value
        for name, value in changed.items()
    }
    other = dataclasses.replace(other, **given)
    for module in (remake, batch_run):
        monkeypatch.setattr(module, "origin", lambda: other)
    code, told = reproduce(shnor, light)
    assert (code, told["verdict"], told["causes"]) == (3, word, [cause])
    assert what in [d["what"] for d in told["differences"]]


def test_other_libraries_below_the_packages_are_named_where_the_files_stay_the_same(
    light: Workspace, shnor: Shnor, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = remake.origin()
    other = dataclasses.replace(own, libraries={**own.libraries, "blas.numpy": "mkl 2099"})
    for module in (remake, batch_run):
        monkeypatch.setattr(module, "origin", lambda: other)
    code, told = reproduce(shnor, light)
    assert (code, told["verdict"]) == (0, "identical")
    was = own.libraries["blas.numpy"]
    assert f"библиотека blas.numpy (было {was}, стало mkl 2099)" in told["notes"][0]


def test_a_font_that_is_gone_is_missing_and_a_changed_one_is_named(
    light: Workspace, shnor: Shnor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = style.font_files()
    other = tmp_path / whole[0].name
    other.write_bytes(b"another font")
    monkeypatch.setattr(style, "font_files", lambda: (other, *whole[2:]))
    code, told = reproduce(shnor, light)
    assert (code, told["verdict"]) == (5, "cannot")
    assert told["missing"] == [f"шрифт {whole[1].name}"]


def test_a_changed_font_or_template_counts_as_environment_or_template(prepared: Workspace) -> None:
    (lying,) = past.find(prepared.out / PLACE)
    now = json.loads(json.dumps(dict(lying.manifest)))
    now["template_sha256"] = "0" * 64
    now["environment"]["fonts"][0]["sha256"] = "0" * 64
    found = verdict.causes(lying.manifest, now)
    assert {(cause.kind, cause.what.split()[0]) for cause in found} == {
        ("environment", "шрифт"), ("template", "шаблоны"),
    }  # fmt: skip


def test_what_is_no_report_is_wrong_usage(
    prepared: Workspace, tmp_path: Path, shnor: Shnor
) -> None:
    (tmp_path / "x.json").write_text("{}")
    (tmp_path / "empty").mkdir()
    for target in (tmp_path / "x.json", tmp_path / "empty", tmp_path / "absent"):
        assert shnor("reproduce", target).code == 2


def test_words_name_the_difference_and_its_cause(light: Workspace, shnor: Shnor) -> None:
    other_notebook(light)
    ran = shnor("reproduce", light.out / PLACE)
    assert ran.code == 3
    assert f"{PLACE}: отличается." in ran.out
    assert "Таблица 1. Отметки, порог 10, строка «20»: было «20», стало нет" in ran.out
    assert re.search(r"Почему \(тетрадь\):\n +тетрадь 10_good: было SHA-256", ran.out)
