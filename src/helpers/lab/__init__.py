"""The workbook in JupyterLab: what a methodologist meets there beside the stories.

Here: starting JupyterLab (`server`), the form above the parameters of a notebook
(`parameter_form`), variants of notebooks (`variants`), what the start page shows (`start`), free
exploration (`explore`). Not here: the stories themselves (`notebooks/`), reports (`batch`).

In a notebook: `from helpers import lab`, then `lab.form("10_results")`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpers.lab.explore import Explorer
    from helpers.lab.parameter_form import Form


def form(notebook: str) -> Form | None:
    """The form of a notebook's parameters, or None where nobody sits in front of it."""
    if not is_live():
        return None
    from helpers.lab.parameter_form import Form

    return Form(notebook)


def explorer(municipality_id: str = "ivanteevsky", year: int = 2022) -> Explorer | None:
    """Free exploration on one panel, or None where nobody sits in front of it."""
    if not is_live():
        return None
    from helpers.lab.explore import Explorer

    return Explorer(municipality_id, year)


def is_live() -> bool:
    """Whether this code runs in a kernel with a channel to widgets, as in JupyterLab."""
    import sys

    if "IPython" not in sys.modules:
        return False
    from IPython import get_ipython

    return getattr(get_ipython(), "kernel", None) is not None
