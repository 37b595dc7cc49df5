"""`open(run)`: the protected answers of a run.

Here: finding the certificate of the run, or making one, and the open facts beside it. Not
here: making certificates (`certificate`), what the facts are (`open_facts`).
"""

from __future__ import annotations

import os
from pathlib import Path

from helpers import guard, paths
from helpers.disclosure import certificate, open_facts
from helpers.disclosure.certificate import Certificate
from helpers.disclosure.protected import Protected
from helpers.errors import ParameterError
from helpers.params import RunParams
from helpers.store import Data, Store
from helpers.vocabulary import natural


def open(run: RunParams, dataset: Path | str | None = None) -> Protected:
    """What may be published of the run; a year without data raises `ParameterError`.

    From now on a process of the public edition shows only blocks made from the result.
    """
    protected = answers(run, dataset)
    if run.edition == "public":
        guard.show_only(protected.certificate_id)
    return protected


def answers(run: RunParams, dataset: Path | str | None = None) -> Protected:
    """What may be published of the run, for a caller that shows no blocks.

    In a batch the certificate is given; elsewhere (a notebook in JupyterLab) it is made here.
    """
    store = Store(dataset)
    if run.year not in Data(store, run).years():
        raise ParameterError(f"Нет данных: {run.municipality.name}, год {run.year}.")
    return _protected(_issued(run, store), store, run)


def inside(run: RunParams, dataset: Path | str | None = None) -> tuple[Protected, ...]:
    """What may be published of each municipality of a region that has the year, by name.

    These are the answers that stand in the reports of the municipalities; none for a run of
    another level.
    """
    store = Store(dataset)
    own = [one for one in Data(store, run).members() if one != run.municipality_id]
    runs = [RunParams(municipality_id=one, year=run.year, edition=run.edition) for one in own]
    held = [one for one in runs if run.year in Data(store, one).years()]
    issued = _issued(run, store)
    held.sort(key=lambda one: natural(one.municipality.name))
    return tuple(_protected(issued, store, one) for one in held)


def _issued(run: RunParams, store: Store) -> Certificate:
    """The certificate of the batch, or one made here."""
    given = os.environ.get(paths.CERTIFICATE_VARIABLE)
    if given:
        return certificate.load(Path(given))
    return certificate.make(store, certificate.scope_of(run.municipality_id, store))


def _protected(issued: Certificate, store: Store, run: RunParams) -> Protected:
    data = Data(store, run)
    return Protected(
        run,
        issued.certificate_id,
        issued.summary(),
        issued.of_place(run.municipality_id),
        open_facts.facts(data, run),
        data.label,
    )
