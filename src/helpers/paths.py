"""Where things lie: the project root, the dataset, the outputs, the parameters.

Here: every folder name, once. Not here: reading or writing what lies there.
"""

from __future__ import annotations

import os
from pathlib import Path

#: Environment variables that the command line sets for the processes it starts.
DATA_VARIABLE = "SHNOR_DATA"
#: The certificate of publication that the reports of a public batch share.
CERTIFICATE_VARIABLE = "SHNOR_CERTIFICATE"


#: Working folder → the project found above it: asked for with every rule and parameter.
_roots: dict[Path, Path] = {}


def project_root() -> Path:
    """Folder that holds `notebooks/` and `params/`: of the working folder or one above it,
    else the checkout this package was installed from."""
    here = Path.cwd()
    if here not in _roots:
        for folder in (here, *here.parents):
            if (folder / "notebooks").is_dir() and (folder / "params").is_dir():
                _roots[here] = folder
                break
        else:
            return Path(__file__).resolve().parents[2]
    return _roots[here]


def notebooks_folder() -> Path:
    """Folder of the notebooks, stored without outputs."""
    return project_root() / "notebooks"


def params_folder() -> Path:
    """Folder of values: municipalities, batch files, methodology."""
    return project_root() / "params"


def methodology_folder() -> Path:
    """Folder of rules, thresholds and scales, each with its source."""
    return params_folder() / "methodology"


def default_outputs() -> Path:
    """Where reports go unless `--out` says otherwise."""
    return project_root() / "outputs"


def dataset_folder(given: Path | str | None = None) -> Path:
    """The dataset in use: the one given, else `SHNOR_DATA`, else `data/demo`."""
    chosen = given or os.environ.get(DATA_VARIABLE)
    return Path(chosen) if chosen else project_root() / "data" / "demo"


def store_folder(dataset: Path) -> Path:
    """The built store of a dataset: `<table>/municipality_id=<id>/*.parquet`."""
    return dataset / "store"


def corrections_folder(dataset: Path) -> Path:
    """Known source errors of a dataset, recorded as data."""
    return dataset / "corrections"


def shown_path(path: Path) -> str:
    """A path as outputs may show it: relative to the project, else the bare name."""
    try:
        return path.resolve().relative_to(project_root().resolve()).as_posix()
    except ValueError:
        return path.name
