"""`shnor key`: a new key for codes of people.

Here: the call and what it says. Not here: the key and the codes (`pseudonyms`).
"""

from __future__ import annotations

import typer

from helpers import paths
from helpers.commands import app as frame
from helpers.commands import output


def key() -> None:
    """Make a key outside the program and the dataset and say where it lies."""
    from helpers import pseudonyms

    path = pseudonyms.make_key(paths.dataset_folder())
    output.text(f"Ключ псевдонимов создан: {path}")
    output.text(
        "Сделайте его копию и храните отдельно от данных: без него новым файлам не дать тех же "
        "кодов, а тот, у кого есть и ключ, и данные, узнает людей по именам."
    )


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    frame.add(
        app,
        "key",
        key,
        help="Создать ключ, по которому имена в столбцах кодов заменяются кодами.",
        panel="Данные",
    )
