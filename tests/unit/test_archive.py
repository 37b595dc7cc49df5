"""Archives: whole, repeatable to the byte, made again elsewhere, safe to unpack."""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
import subprocess
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, Ran
from workspace import Workspace, report_cells, save_notebook

from helpers.batch import launch
from helpers.errors import ParameterError, ReproductionImpossible
from helpers.reports import manifest as manifests
from helpers.reproduction import crate, environments, unpack

Shnor = Callable[..., Ran]
PLACE = "internal/2022/turochak/10_good"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, template: launch.Launcher) -> Workspace:
    """A project with reports made before and after a source was replaced, and its archive."""
    from helpers.__main__ import main

    made = Workspace(tmp_path_factory.mktemp("archive") / "w", ROOT)
    save_notebook(made.notebooks, "10_good", report_cells())
    made.add_marks("turochak", [2021, 2022])
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made.root)
        patch.delenv("SHNOR_DATA", raising=False)
        patch.setattr(launch, "launcher", lambda: template)
        assert main(["report", "10_good", "-m", "turochak", "-y", "2022", "--to", "html,xlsx"]) == 0
        made.add_marks("turochak", [2021, 2022], participants=30)
        assert main(["report", "10_good", "-m", "turochak", "-y", "2021", "--to", "html"]) == 0
        assert main(["archive", str(made.root / "all.zip")]) == 0
    return made


def parts(archive: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_an_archive_holds_reports_data_rules_notebooks_program_and_lock(
    prepared: Workspace,
) -> None:
    held = parts(prepared.root / "all.zip")
    for name in (
        "outputs/internal/2022/turochak/10_good/report.html",
        "outputs/internal/2021/turochak/10_good/manifest.json",
        "data/demo/store/marks/municipality_id=turochak/part.parquet",
        "data/demo/store/index/turochak.json",
        "params/municipalities.yaml",
        "notebooks/10_good.ipynb",
        "src/helpers/reproduction/archive.py",
        "src/helpers/reports/templates/report.typ",
        "requirements.lock",
        "README.txt",
    ):
        assert name in held, name
    assert not [name for name in held if "/store/kept/" in name or name.endswith(".pyc")]
    (version,) = [name for name in held if "/versions/" in name]
    assert manifests.sha256(held[version]) == Path(version).name
    for name, content in held.items():
        assert str(prepared.root).encode() not in content, name


def test_the_description_states_every_file_and_links_only_what_is_there(
    prepared: Workspace,
) -> None:
    held = parts(prepared.root / "all.zip")
    graph = json.loads(held[crate.FILE_NAME])["@graph"]
    by_id = {item["@id"]: item for item in graph}
    assert len(by_id) == len(graph)
    assert crate.stated(held[crate.FILE_NAME]) == {
        name: manifests.sha256(content) for name, content in held.items() if name != crate.FILE_NAME
    }

    def links(value: Any) -> Iterator[str]:
        if isinstance(value, dict) and set(value) == {"@id"}:
            yield value["@id"]
        elif isinstance(value, dict | list):
            for inner in value.values() if isinstance(value, dict) else value:
                yield from links(inner)

    missing = [link for link in links(graph) if link not in by_id and "w3id.org" not in link]
    assert missing in ([], ["LICENSE"])
    assert by_id["./"]["datePublished"] == "2022-08-31"


def test_the_same_reports_make_the_same_archive(
    prepared: Workspace, tmp_path: Path, shnor: Shnor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(prepared.root)
    monkeypatch.setenv("TZ", "Asia/Kamchatka")
    old = os.umask(0o077)
    try:
        assert shnor("archive", tmp_path / "again.zip").code == 0
    finally:
        os.umask(old)
    assert (tmp_path / "again.zip").read_bytes() == (prepared.root / "all.zip").read_bytes()


def test_an_archive_is_made_again_where_nothing_else_is(
    prepared: Workspace, tmp_path: Path, shnor: Shnor, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(prepared.root / "all.zip", tmp_path / "got.zip")
    monkeypatch.chdir(tmp_path)
    ran = shnor("reproduce", tmp_path / "got.zip", "--format", "json")
    assert (ran.code, ran.json["verdict"]) == (0, "identical"), ran.err
    assert [one["report"] for one in ran.json["reports"]] == [
        "internal/2021/turochak/10_good",
        PLACE,
    ]
    assert "взята эта среда" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["got.zip"]


def test_packages_that_cannot_be_had_are_named(
    prepared: Workspace, tmp_path: Path, shnor: Shnor, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = parts(prepared.root / "all.zip")
    held["requirements.lock"] = b"no-such-package-at-all==1.0 --hash=sha256:" + b"0" * 64 + b"\n"
    rewritten(tmp_path / "x.zip", held)
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    ran = shnor("reproduce", tmp_path / "x.zip", "--format", "json")
    assert (ran.code, ran.json["verdict"]) == (5, "cannot")
    assert ran.json["missing"] == ["пакет no-such-package-at-all: нужно ==1.0, есть ничего"]
    assert "не создана. Нужны пакеты из него: из сети" in ran.json["notes"][0]


def rewritten(path: Path, held: dict[str, bytes], *, is_stated: bool = True) -> None:
    """An archive of these files, with a description that fits them."""
    files = {name: content for name, content in held.items() if name != crate.FILE_NAME}
    graph = json.loads(held[crate.FILE_NAME])
    if is_stated:
        kept = [item for item in graph["@graph"] if item["@type"] != "File"]
        graph["@graph"] = [*kept, *(crate._file(name, c) for name, c in files.items())]
    with zipfile.ZipFile(path, "w") as package:
        for name, content in files.items():
            package.writestr(name, content)
        package.writestr(crate.FILE_NAME, json.dumps(graph))


@pytest.mark.parametrize("how", ["changed", "gone", "added"])
def test_a_file_edited_in_an_archive_is_named_and_nothing_runs(
    how: str, prepared: Workspace, tmp_path: Path, shnor: Shnor
) -> None:
    held = parts(prepared.root / "all.zip")
    name = "src/helpers/__main__.py"
    if how == "added":
        name = "src/helpers/evil.py"
        held[name] = b"raise SystemExit\n"
    elif how == "gone":
        del held[name]
    else:
        held[name] += b"# edited\n"
    rewritten(tmp_path / "x.zip", held, is_stated=False)
    ran = shnor("reproduce", tmp_path / "x.zip", "--format", "json")
    assert (ran.code, ran.json["verdict"]) == (3, "edited")
    assert [d["what"] for d in ran.json["differences"]] == [f"файл архива {name}"]
    assert "выполняются" not in ran.err


@pytest.mark.parametrize(
    "name",
    ["../x", "a/../../x", "/etc/x", "C:\\x", "..\\x", "a//x", "folder/", "./x", "a\0b/../x"],
)
def test_names_that_leave_the_folder_are_refused(name: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as package:
        package.writestr(zipfile.ZipInfo("placeholder"), b"x")
        entry = zipfile.ZipInfo("n")
        entry.filename = name
        package.writestr(entry, b"x")
    with zipfile.ZipFile(tmp_path / "x.zip") as package:
        unsafe = [entry for entry in package.infolist() if not unpack._is_safe(entry)]
    is_cut = "\0" in name  # the library itself cuts the name there
    assert len(unsafe) == (0 if is_cut else 1)
    with pytest.raises(ParameterError, match=r"недопустимое имя|нет описания"):
        unpack.unpack(tmp_path / "x.zip", tmp_path / "to")
    assert not (tmp_path / "to").exists()
    assert not (tmp_path / "x").exists()


def test_links_repeated_names_and_bombs_are_refused(tmp_path: Path) -> None:
    def refused(words: str, *entries: tuple[zipfile.ZipInfo, bytes]) -> None:
        buffer = io.BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
                for entry, content in entries:
                    package.writestr(entry, content, zipfile.ZIP_DEFLATED)
        path = tmp_path / "x.zip"
        path.write_bytes(buffer.getvalue())
        with pytest.raises(ParameterError, match=words):
            unpack.unpack(path, tmp_path / "to")

    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    refused("недопустимое имя", (link, b"/etc/passwd"))
    refused("одинаково", (zipfile.ZipInfo("a"), b"1"), (zipfile.ZipInfo("A"), b"2"))
    refused("подозрительно", (zipfile.ZipInfo("a"), b"\0" * (3 << 20)))
    refused("нет описания", (zipfile.ZipInfo("a"), b"1"))
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04 damaged")
    with pytest.raises(ParameterError, match="повреждён"):
        unpack.unpack(tmp_path / "x.zip", tmp_path / "to")


def test_reports_that_are_out_of_date_are_not_packed(
    prepared: Workspace, tmp_path: Path, shnor: Shnor, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Workspace.copied(prepared.root, tmp_path / "w")
    monkeypatch.chdir(work.root)
    with (work.root / "params" / "municipalities.yaml").open("a", encoding="utf-8") as rules:
        rules.write("# a remark\n")
    (work.root / "requirements.lock").write_text("# another\n")
    (work.out / PLACE / "report.html").write_text("x")
    shutil.rmtree(work.data / "store" / "versions")
    ran = shnor("archive", work.root / "new.zip")
    assert ran.code == 1
    for words in (
        f"{PLACE}: report.html изменён после выпуска",
        "файл правил params/municipalities.yaml",
        "requirements.lock",
        "part.parquet: прежней версии нет",
    ):
        assert words in ran.err
    assert not (work.root / "new.zip").exists()
    assert shnor("archive", work.root / "new.tar").code == 2


def test_two_archives_are_compared_as_folders_are(
    prepared: Workspace, tmp_path: Path, shnor: Shnor
) -> None:
    archive = prepared.root / "all.zip"
    page = tmp_path / "page.html"
    ran = shnor("reproduce", archive, "--against", prepared.out, "--html", page)
    assert ran.code == 0
    assert page.read_text("utf-8").count("совпадает до байта") == 2


def test_a_lock_is_read_with_its_markers_and_compared_with_what_is_installed() -> None:
    assert environments.lacking((ROOT / "requirements.lock").read_text("utf-8")) == []
    lock = (
        "# made by hand\n"
        "pandas==0.1 \\\n    --hash=sha256:ab \\\n    --hash=sha256:cd\n    # via x\n"
        "colorama==0.4 ; sys_platform == 'nowhere' \\\n    --hash=sha256:ab\n"
    )
    (lacking,) = environments.lacking(lock)
    assert lacking.startswith("pandas: нужно ==0.1, есть ")


BACKEND = """\
import base64, hashlib, zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    info = "shnor_workbook-1.0.dist-info"
    files = {
        "shnor_workbook.pth": "SRC",
        f"{info}/METADATA": "Metadata-Version: 2.1\\nName: shnor-workbook\\nVersion: 1.0\\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    name = "shnor_workbook-1.0-py3-none-any.whl"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
        wheel.writestr(f"{info}/RECORD", "".join(f"{path},,\\n" for path in files))
    return name
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A program with a lock of one package, which lies in a folder of packages."""
    made = tmp_path / "project"
    (made / "src" / "helpers").mkdir(parents=True)
    (made / "src" / "helpers" / "__init__.py").write_text("")
    (made / "pyproject.toml").write_text(
        '[project]\nname = "shnor-workbook"\nversion = "1.0"\n'
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    )
    (made / "backend.py").write_text(BACKEND.replace("SRC", str(made / "src")))
    info = "shnor_probe-1.0.dist-info"
    wheel = tmp_path / "packages" / "shnor_probe-1.0-py3-none-any.whl"
    wheel.parent.mkdir()
    files = {
        "shnor_probe.py": "VALUE = 42\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: shnor-probe\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with zipfile.ZipFile(wheel, "w") as package:
        for path, text in files.items():
            package.writestr(path, text)
        package.writestr(f"{info}/RECORD", "".join(f"{path},,\n" for path in files))
    digest = manifests.sha256(wheel.read_bytes())
    (made / "requirements.lock").write_text(f"shnor-probe==1.0 --hash=sha256:{digest}\n")
    return made


@pytest.mark.skipif(not environments._uv(), reason="uv is not installed here")
def test_an_environment_is_made_of_the_lock_with_its_hashes_or_not_at_all(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment_of_the_lock(project, tmp_path, monkeypatch)


def environment_of_the_lock(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make one without a network, look into it, and be refused another package."""
    for name, value in {
        "UV_OFFLINE": "1",
        "UV_CACHE_DIR": str(tmp_path / "cache"),
        "UV_FIND_LINKS": str(tmp_path / "packages"),
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(tmp_path / "packages"),
    }.items():
        monkeypatch.setenv(name, value)
    python = environments.made(project, tmp_path / "environment")
    code = "import shnor_probe, helpers; print(shnor_probe.VALUE, helpers.__file__)"
    ran = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["42", str(project / "src" / "helpers" / "__init__.py")]
    lock = project / "requirements.lock"
    lock.write_text(lock.read_text()[:-5] + "0000\n")
    with pytest.raises(ReproductionImpossible, match=r"Нужны пакеты из него.*[Hh]ash"):
        environments.made(project, tmp_path / "other")
