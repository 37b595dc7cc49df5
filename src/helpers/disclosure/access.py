"""`open(run)`: the protected answers of a run.

Here: finding the certificate of the run, or making one, and the open facts beside it. Not
here: making certificates (`certificate`), what the facts are (`open_facts`).
"""

from __future__ import annotations

import os
from pathlib import Path

from helpers import blocks, paths
from helpers.disclosure import certificate, open_facts
from helpers.disclosure.protected import Protected
from helpers.errors import ParameterError
from helpers.params import RunParams
from helpers.store import Data, Store


def open(run: RunParams, dataset: Path | str | None = None) -> Protected:
    """What may be published of the run; a year without data raises `ParameterError`.

    From now on a process of the public edition shows only blocks made from the result.
    """
    protected = answers(run, dataset)
    if run.edition == "public":
        blocks.show_only(protected.certificate_id)
    return protected


def answers(run: RunParams, dataset: Path | str | None = None) -> Protected:
    """What may be published of the run, for a caller that shows no blocks.

    In a batch the certificate is given; elsewhere (a notebook in JupyterLab) it is made here.
    """
    store = Store(dataset)
    data = Data(store, run)
    held = data.years()
    if run.year not in held:
        raise ParameterError(f"Нет данных: {run.municipality.name}, год {run.year}.")
    given = os.environ.get(paths.CERTIFICATE_VARIABLE)
    if given:
        issued = certificate.load(Path(given))
    else:
        issued = certificate.make(store, certificate.scope_of(run.municipality_id, store))
    return Protected(
        run,
        issued.certificate_id,
        issued.summary(),
        issued.of_place(run.municipality_id),
        open_facts.facts(data, run),
        data.label,
    )
