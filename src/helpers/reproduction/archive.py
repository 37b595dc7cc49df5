"""Packing reports with all they were made from: `shnor archive`.

Here: which files go in, and the refusal of reports that could not be made again from them.
Not here: the description (`crate`), making reports again from an archive (`unpack`). Equal
reports give equal bytes. An archive holds internal data and a program: whoever gets it must
be allowed to see the one and will run the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import helpers
from helpers import notebooks, paths
from helpers.batch.origin import LOCK_FILE, Origin, file_digest, origin
from helpers.errors import ParameterError, ShnorError
from helpers.reports import index
from helpers.reports import manifest as manifests
from helpers.reproduction import causes, crate, data
from helpers.reproduction.past import Past, find
from helpers.store import Store
from helpers.zips import written

#: Folders of an archive.
OUTPUTS, SOURCE = "outputs", "src/helpers"
README = "README.txt"
_WORDS = """\
Отчёты и всё, из чего они сделаны: данные, правила, тетради, программа, список пакетов.

Проверить, что отчёты получаются такими же:

    shnor reproduce ИМЯ_АРХИВА.zip

Отчёты лежат в папке outputs, их можно читать и без программы. В папке data — служебные
данные: передавайте архив только тем, кто вправе их видеть. Программа из архива при проверке
выполняется: проверяйте только архивы, отправителю которых доверяете.
"""
_SHOWN_AT_MOST = 10


class Stale(ShnorError):
    """Reports do not belong to the program, rules or data that would be packed with them."""

    exit_code = 1


def pack(outputs: Path, target: Path, dataset: Path | None = None) -> list[Past]:
    """Write the archive of all reports below `outputs`; gives the reports packed.

    Raises `Stale` with every reason when a report could not be made again from the archive.
    """
    if target.suffix.lower() != ".zip":
        raise ParameterError(f"{target}: имя архива должно кончаться на .zip.")
    reports = find(outputs)
    made_by = origin()
    files: dict[str, bytes] = {}
    faults: list[str] = []
    for past in reports:
        faults += [f"{past.place}: {fault}" for fault in _faults(past, made_by)]
        faults += [f"{past.place}: {lost}" for lost in _add_data(past, files, dataset)]
        if not past.fault:
            notebook = f"notebooks/{past.manifest['notebook']}.ipynb"
            _add(files, notebook, paths.project_root() / notebook)
    if faults:
        raise Stale(_told(faults))
    folders = [_folder(past, outputs) for past in reports]
    for past, folder in zip(reports, folders, strict=True):
        for name in (*past.outputs, manifests.FILE_NAME):
            assert past.folder is not None
            _add(files, f"{folder}/{name}", past.folder / name)
    _add(files, f"{OUTPUTS}/{index.PAGE}", outputs / index.PAGE)
    for name, path in (*_rules(), *_program()):
        _add(files, name, path)
    files[README] = _WORDS.encode()
    files[crate.FILE_NAME] = crate.metadata(files, list(zip(folders, reports, strict=True)))
    written(target, files)
    return reports


def _told(faults: list[str]) -> str:
    rest = len(faults) - _SHOWN_AT_MOST
    more = [f"… и ещё: {rest}"] if rest > 0 else []
    return "\n".join(
        [
            "Архив не сделан: из него отчёты не получились бы такими же.",
            *faults[:_SHOWN_AT_MOST],
            *more,
            "Сделайте отчёты заново (shnor batch … --force) и повторите.",
        ]
    )


def _faults(past: Past, made_by: Origin) -> Iterator[str]:
    """Why a report would not come out the same from what would be packed now."""
    if past.fault:
        yield f"manifest.json {past.fault}"
        return
    if past.folder is None:
        yield "файлов отчёта нет, есть только manifest.json"
    for edit in past.edits:
        yield f"{edit.name} изменён после выпуска"
    try:
        book = notebooks.notebook(str(past.manifest["notebook"])).sha256
    except ParameterError as error:
        yield str(error)
        return
    for cause in causes.causes(past.manifest, causes.facts(made_by, book)):
        if cause.kind != "environment" or cause.what == LOCK_FILE:
            yield f"с тех пор изменилось: {cause.what}"
    for stated in past.manifest["parameter_files"]:
        if file_digest(paths.project_root() / stated["path"]) != stated["sha256"]:
            yield f"с тех пор изменилось: файл правил {stated['path']}"


def _add_data(past: Past, files: dict[str, bytes], given: Path | None) -> Iterator[str]:
    """Add the data of a report; gives the names of what is lost.

    Where two reports read different versions of one file, the second lies among versions.
    """
    if past.fault:
        return
    name = PurePosixPath(past.manifest["dataset"])
    if name.is_absolute() or ".." in name.parts:
        yield f"набор данных {name} лежит вне проекта"
        return
    store = Store(given or paths.project_root() / name)
    if past.manifest["edition"] == "public":
        _add_whole_store(files, name, store)
        return
    for stated in (*past.manifest["inputs"], *past.manifest["dataset_files"]):
        path = str(stated["path"])
        content = data.as_it_was(store, path, str(stated["sha256"]))
        if content is None:
            yield f"{path}: прежней версии нет"
            continue
        place = f"{name}/{path}"
        if files.setdefault(place, content) != content:
            version = store.version(manifests.sha256(content)).relative_to(store.dataset)
            files[f"{name}/{version.as_posix()}"] = content


def _add_whole_store(files: dict[str, bytes], name: PurePosixPath, store: Store) -> None:
    """All tables: a public report names none, its certificate is about a whole region."""
    for pattern in ("dataset.yaml", "store/index/*.json", "store/*/municipality_id=*/*.parquet"):
        for path in sorted(store.dataset.glob(pattern)):
            _add(files, f"{name}/{path.relative_to(store.dataset).as_posix()}", path)


def _add(files: dict[str, bytes], name: str, path: Path) -> None:
    if name not in files and path.is_file():
        files[name] = path.read_bytes()


def _folder(past: Past, outputs: Path) -> str:
    """Where a report lies in the archive: as below the outputs, or by what it is."""
    assert past.folder is not None
    inside = past.folder.relative_to(outputs).as_posix()
    return f"{OUTPUTS}/{past.place if inside == '.' else inside}"


def _rules() -> Iterator[tuple[str, Path]]:
    """Municipalities and methodology: what a run may read of `params`."""
    folder = paths.params_folder()
    for path in (folder / "municipalities.yaml", *sorted(folder.glob("methodology/**/*.yaml"))):
        yield f"params/{path.relative_to(folder).as_posix()}", path


def _program() -> Iterator[tuple[str, Path]]:
    """The program and its lock; nothing compiled, nothing of an environment."""
    root, package = paths.project_root(), Path(helpers.__file__).parent
    for path in sorted(package.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield f"{SOURCE}/{path.relative_to(package).as_posix()}", path
    for name in (LOCK_FILE, "pyproject.toml", "LICENSE", "README.md", "README.ru.md"):
        yield name, root / name
