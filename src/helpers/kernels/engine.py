"""The entry point `shnor` of papermill's engines.

Here: a class that imports nothing, because papermill loads entry points while it is itself
being imported. Not here: the engine (`managed`).
"""

from __future__ import annotations

from typing import Any

NAME = "shnor"


class WarmEngine:
    """What papermill registers under `shnor`; everything is done by `ManagedEngine`."""

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **options: Any) -> Any:
        """Execute a notebook; see `ManagedEngine` for the options."""
        from helpers.kernels.managed import ManagedEngine

        return ManagedEngine.execute_notebook(nb, kernel_name, **options)

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:
        """Kernel name of a notebook; `python3` where it says nothing."""
        return str(name or nb.metadata.get("kernelspec", {}).get("name") or "python3")

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        """Language of a notebook; `python` where it says nothing."""
        stated = nb.metadata.get("language_info", {}).get("name")
        stated = stated or nb.metadata.get("kernelspec", {}).get("language")
        return str(language or stated or "python")
